"""The types of values in the data, with the position of each."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import Enum

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
    """A text in each language of the catalogue; where one is missing, ``text[language]`` is in the authoritative language."""

    __slots__ = ("at", "authoritative", "blank", "shown_in", "unread")

    at: Location
    #: The language of the text for readers of a language that it lacks; empty if there is none.
    authoritative: str
    #: The empty texts in other languages, which are missing.
    blank: Keyed[Scalar]
    #: The id of the service that has inherited it; empty where it is written.
    shown_in: str
    #: As in :class:`~service_catalogue.yaml.values.Scalar`.
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
        """Return the parts behind commas of an unquoted text that look like codes of languages, but are none of ``languages``."""
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
