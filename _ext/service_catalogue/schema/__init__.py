"""Values to the fields of the model: forms of texts, ids, and a reader that reports every fault.

This module has the types of fields, and the forms of texts: ids, dates, codes of languages, addresses.
"""

from __future__ import annotations

import calendar
import functools
import re
import types
from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple, TypeGuard, Union, get_args, get_origin, get_type_hints
from zoneinfo import available_timezones

from service_catalogue.messages import CheckRule, Location, Message, Severity, message
from service_catalogue.yaml import Keyed, Scalar, Value

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
    """A text in each language of the catalogue; where one is missing, ``text[language]`` is in the authoritative language."""

    __slots__ = ("at", "authoritative", "blank", "shown_in", "unread")

    at: Location
    #: The language of the text for readers of a language that it lacks; empty if there is none.
    authoritative: str
    #: The empty texts in other languages, which are missing.
    blank: Keyed[Scalar]
    #: The id of the service that has inherited it; empty where it is written.
    shown_in: str
    #: As in :class:`~service_catalogue.yaml.Scalar`.
    unread: bool

    def __init__(self) -> None:
        self.unread = False
        self.shown_in = self.authoritative = ""
        self.blank = Keyed()

    def __missing__(self, language: str) -> Scalar:
        if language == self.authoritative or not self.authoritative:
            raise KeyError(language)
        return self[self.authoritative]

    def foreign_to(self, language: str) -> str:
        """Return the language of the text for readers of ``language`` if it is another one; else empty."""
        return "" if language in self else self.authoritative

    def in_service(self, id: str) -> Localized:
        """Return this text as the service ``id`` has inherited it."""
        result = Localized()
        result.update(self)
        result.at, result.unread, result.shown_in = self.at, self.unread, id
        result.authoritative, result.blank = self.authoritative, self.blank
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


class TimeZone(Line):
    """A time zone, as in ``Europe/Copenhagen``."""


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
        return day_at, (self.toordinal(), self.at)


def day_at(ordinal: int, at: Location) -> Day:
    """Return the day with this ``ordinal``, written at ``at``."""
    day = Day.fromordinal(ordinal)
    day.at = at
    return day


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
    keys = {}
    for entry in fields(kind):
        if entry.name != "at" and not entry.metadata.get("derived"):
            has_default = entry.default is not MISSING or entry.default_factory is not MISSING
            keys[entry.name.rstrip("_").replace("_", "-")] = (entry.name, hints[entry.name], has_default)
    return keys


#: The keys of a class in YAML: key → (name in Python, annotation, has a default).
fields_of: Callable[[type], dict[str, tuple[str, Any, bool]]] = functools.cache(_fields_of)


UNKNOWN_KEY = CheckRule("unknown-key")
FORMER_KEY = CheckRule("former-key", severity=Severity.WARNING)
MISSING_KEY = CheckRule("missing-key")
WRONG_SHAPE = CheckRule("wrong-shape")
INVALID_ID = CheckRule("invalid-id")
INVALID_VALUE = CheckRule("invalid-value")
RULES = (UNKNOWN_KEY, FORMER_KEY, MISSING_KEY, WRONG_SHAPE, INVALID_ID, INVALID_VALUE)


ID_FORM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_ID = 60
_NAMES = "main menu top site-search q browse index search genindex modindex 404 api pdf catalogue con prn aux nul"
#: Names of pages and folders of the site, of anchors of each page, and of devices on Windows: they would collide or not open.
RESERVED_IDS = frozenset(_NAMES.split()) | {f"{device}{number}" for device in ("com", "lpt") for number in range(10)}


def has_form_of_id(text: str) -> bool:
    """Return whether ``text`` has the form of an id; it may be reserved."""
    return bool(ID_FORM.fullmatch(text)) and len(text) <= MAX_ID


def is_id(text: str) -> bool:
    """Return whether ``text`` can be an id, and so a file name."""
    return has_form_of_id(text) and text not in RESERVED_IDS


_NULLS = ("~", "null", "Null", "NULL")
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
#: The form of the id of a clause.
CLAUSE = re.compile(r"[A-Za-z0-9]+([.-][A-Za-z0-9]+)*")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(r"\+[0-9]+( [0-9]+)*")
DAY_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: A date as others write it: 25.11.2026.
_NEARLY_DAY = re.compile(r"([0-9]{1,2})[-./ ]+([0-9]{1,2})[-./ ]+([0-9]{4})|([0-9]{4})[-./ ]+([0-9]{1,2})[-./ ]+([0-9]{1,2})")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_ADDRESS = re.compile(r"https?://[^\s/?#@\\]+(/[^\s?#\\]*)?", re.IGNORECASE)


class Form(NamedTuple):
    """The form of a text, and the message if it does not fit."""

    fits: Callable[[str], object]
    rule: CheckRule
    #: The key of the message, which names the ``value``.
    message: str
    #: True if a text that does not fit is used all the same, so that references to it are found; else it is unread.
    is_kept: bool = True
    values: Mapping[str, object] = MappingProxyType({})


def is_language(text: str) -> bool:
    """Return whether ``text`` has the form of a language code."""
    return bool(LANGUAGE_CODE.fullmatch(text))


def day_of(text: str) -> Day | None:
    """Return the date in ``text``; ``None`` if it is not written as one."""
    try:
        return Day.fromisoformat(text) if DAY_FORM.fullmatch(text) else None
    except ValueError:
        return None


def date_advice(text: str) -> Message:
    """Return how to correct ``text``, which is no date."""
    if hit := _NEARLY_DAY.fullmatch(text):
        numbers = [int(number) for number in hit.groups() if number]
        day, month, year = numbers if hit[1] else reversed(numbers)
        if 1 <= month <= 12 and year:
            days = calendar.monthrange(year, month)[1]
            if 1 <= day <= days:
                return message("invalid-value.day", better=Day(year, month, day).isoformat())
            return message("invalid-value.no-day", count=days)
    return message("invalid-value.day", better="2026-11-25")


def is_null(value: Value) -> TypeGuard[Scalar]:
    """Return whether ``value`` is a null of YAML."""
    return isinstance(value, Scalar) and value in _NULLS and value.is_plain


def says_nothing(value: Value) -> bool:
    """Return whether ``value`` is empty or null; not if it could not be read."""
    return is_null(value) or (isinstance(value, Scalar) and not (value or value.unread))


def is_sign(text: str) -> bool:
    """Return whether ``text`` can be a letter of a role scheme."""
    return len(text) == 1 and text not in "-," and not text.isspace()


#: The forms of each kind of text; the first that does not fit is reported.
FORMS: Mapping[type[Scalar], tuple[Form, ...]] = {
    Id: (
        Form(has_form_of_id, INVALID_ID, "invalid-id.message", values={"most": MAX_ID}),
        Form(lambda text: text not in RESERVED_IDS, INVALID_ID, "invalid-id.reserved"),
    ),
    ClauseId: (Form(CLAUSE.fullmatch, INVALID_ID, "invalid-id.clause"),),
    Language: (Form(is_language, INVALID_VALUE, "invalid-value.language", is_kept=False),),
    Sign: (Form(is_sign, INVALID_VALUE, "invalid-value.letter"),),
    Address: (Form(_ADDRESS.fullmatch, INVALID_VALUE, "invalid-value.address"),),
    MailAddress: (Form(_MAIL.fullmatch, INVALID_VALUE, "invalid-value.mail", is_kept=False),),
    PhoneNumber: (Form(_PHONE.fullmatch, INVALID_VALUE, "invalid-value.phone", is_kept=False),),
    TimeZone: (Form(lambda text: text in available_timezones(), INVALID_VALUE, "invalid-value.time-zone", is_kept=False),),
    Colour: (Form(_COLOUR.fullmatch, INVALID_VALUE, "invalid-value.colour", is_kept=False),),
}
