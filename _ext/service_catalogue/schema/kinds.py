"""The types of the fields of the model: kinds of texts, marks of annotations, and the fields of a class."""

from __future__ import annotations

import functools
import re
import types
from collections.abc import Callable, Collection
from dataclasses import MISSING, dataclass, fields
from datetime import date
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from service_catalogue.messages.problem import Location
from service_catalogue.yaml.values import Keyed, Scalar

_COLON = re.compile(":")


@dataclass(frozen=True, slots=True)
class Refers:
    """Mark of an annotation: the text is the id of an object of one kind (``party``, ``task``, …)."""

    kind: str


class Compared(Enum):
    """Mark of an annotation: how two states of the field are compared, where its type does not imply it."""

    #: The field names its object, or its content is compared as objects of their own.
    APART = "apart"
    #: As cells: by their letters, in the order of the scheme.
    AS_CELLS = "as-cells"
    #: As values of an axis.
    AS_VALUES = "as-values"


class Localized(Keyed[Scalar]):
    """A text in each language of the catalogue."""

    __slots__ = ("at", "shown_in", "unread")

    at: Location
    #: The id of the service that has inherited it; empty where it is written.
    shown_in: str
    #: As in :class:`~service_catalogue.yaml.values.Scalar`.
    unread: bool

    def __init__(self) -> None:
        self.unread = False
        self.shown_in = ""

    def in_service(self, id: str) -> Localized:
        """Return this text as the service ``id`` has inherited it."""
        result = Localized()
        result.update(self)
        result.at, result.unread, result.shown_in = self.at, self.unread, id
        return result

    def cut_at(self, languages: Collection[str]) -> list[Scalar]:
        """Return what follows commas of an unquoted text and looks like codes of languages, but is none of ``languages``."""
        keys = (key for key, text in self.items() if key not in languages and not (text or text.unread))
        return [key for key in keys if not key.behind(_COLON)]


class Line(Scalar):
    """A text on one line that is not shown to readers of another language: a code, a version, an address."""


class Language(Line):
    """The code of a language."""


class Sign(Line):
    """A letter of a role scheme: one character."""


class Address(Line):
    """An address on the web."""


class MailAddress(Line):
    """An address of mail."""


class PhoneNumber(Line):
    """A number of a telephone, with the code of the country."""


class Colour(Line):
    """A colour, in six hexadecimal digits after ``#``."""


class Id(Scalar):
    """An id; valid, or reported."""


class ClauseId(Line):
    """The number of a clause of a standard (*A.8.13*), or the id of one that has none (*service-desk*)."""


class ObjectName(Line):
    """The kind and the id of an object: ``task:backup``."""


class Day(date):
    """A date from a file."""

    at: Location

    def __reduce__(self) -> tuple[object, ...]:
        return _day, (self.toordinal(), self.at)


def _day(ordinal: int, at: Location) -> Day:
    made = Day.fromordinal(ordinal)
    made.at = at
    return made


def plain(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def may_be_empty(kind: Any) -> bool:
    """Return whether a key may be without a value: the source does not state it."""
    return get_origin(kind) in (types.UnionType, Union)


def takes_x_keys(kind: type) -> bool:
    """Return whether an object may have keys of its own that begin with ``x-``."""
    return getattr(kind, "takes_x_keys", False)


def is_text(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Scalar)


def _fields_of(kind: type) -> dict[str, tuple[str, Any, bool]]:
    hints = get_type_hints(kind, include_extras=True)
    found = {}
    for entry in fields(kind):
        if entry.name != "at" and not entry.metadata.get("derived"):
            has_default = entry.default is not MISSING or entry.default_factory is not MISSING
            found[entry.name.rstrip("_").replace("_", "-")] = (entry.name, hints[entry.name], has_default)
    return found


#: The keys of a class in YAML: key → (name in Python, annotation, has a default).
fields_of: Callable[[type], dict[str, tuple[str, Any, bool]]] = functools.cache(_fields_of)
