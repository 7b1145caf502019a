"""Values from a file to the dataclasses of the model, without stopping at the first fault.

This module has the types of fields, the forms of texts (ids, dates, codes of languages, addresses), and the reader.

A field's annotation is the form of its value. What does not fit is reported at its position, and the field gets an empty value that
is marked *unread*, and no further problem is reported about it here; the rules do not look at files with such values.
"""

from __future__ import annotations

import calendar
import functools
import itertools
import re
import types
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple, TypeAlias, TypeGuard, TypeVar, Union, get_args, get_origin, get_type_hints
from zoneinfo import available_timezones

from service_catalogue.messages.problem import MAX_PROBLEMS, CheckRule, Location, Problem, Severity
from service_catalogue.messages.quotation import TYPED_LENGTH, quote
from service_catalogue.messages.suggestion import did_you_mean, nearest
from service_catalogue.messages.texts import Message, message
from service_catalogue.yaml import Keyed, Map, Scalar, Seq, Value, source, unread
from service_catalogue.yaml.source import DUPLICATE_KEY

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


#: Minimum similarity for a misspelling to be read as a known word; see ``difflib``.
SURELY = 0.75
#: How similar a key is to one that is suggested: termination is not edition.
LIKELY = 0.7


V = TypeVar("V", Scalar, Seq, Map)

#: Longer than any real text: every page that shows one searches all of it for links and terms.
_MAX_TEXT = 10_000
#: The pattern of a text.
_LANGUAGES = ("da", "en")


@dataclass
class Reader:
    """Reads the values of one folder."""

    problems: list[Problem] = field(default_factory=list)
    #: The known languages of the catalogue: thousands of texts share them as keys.
    languages: Mapping[str, Scalar] = field(default_factory=dict)
    #: The one of them in which a missing text is shown; empty if that is unknown.
    authoritative: str = ""
    #: The number of problems of each rule in each file.
    _reported: Counter[tuple[str, str]] = field(default_factory=Counter)

    def read(self, kind: Any, value: Value, at: Location | None = None) -> Any:
        """Return ``value`` as ``kind``, or the empty value of ``kind`` after a report; ``at`` is the position of its key."""
        return _reader(kind)(self, value, at or value.at)

    def empty(self, kind: Any, at: Location) -> Any:
        """Return the value for a missing value of ``kind``."""
        kind = _without_none(kind)
        origin = get_origin(kind)
        if origin is tuple:
            return ()
        if origin is Keyed:
            return Keyed()
        if kind is Localized:
            result = Localized()
            result.at = at
            result.unread = True
            return result
        return unread(at) if is_text(kind) else None

    def report(self, problem: Problem) -> None:
        """Add ``problem``; after MAX_PROBLEMS of its rule in its file, add once that there are more."""
        self._reported[problem.rule.name, problem.at.path] += 1
        count = self._reported[problem.rule.name, problem.at.path]
        if count <= MAX_PROBLEMS:
            self.problems.append(problem)
        elif count == MAX_PROBLEMS + 1:
            self.problems.append(problem.rule.more(problem.at))

    def expect(self, value: Value, shape: type[V], at: Location) -> TypeGuard[V]:
        """Return whether ``value`` is a ``shape``; report it if not."""
        if isinstance(value, shape):
            return True
        if getattr(value, "unread", False):
            return False
        actual, hint = message(f"wrong-shape.{_SHAPES[type(value)]}"), Message("")
        if isinstance(value, Scalar):
            unspaced = source.unspaced(value) if shape is Map else None
            slip = unspaced[1] if unspaced else source.between_tabs(value) if shape is Seq else None
            if slip:
                self.report(Problem(value.at, WRONG_SHAPE, slip))
                return False
            actual = message("wrong-shape.this-text", text=quote(value)) if value else message("wrong-shape.nothing")
            items = source.items_of(value)
            if shape is Seq and len(items) > 1:
                hint = message("hint.brackets", better=quote(f"[{', '.join(items)}]", TYPED_LENGTH))
        if shape is Scalar and isinstance(value, Seq) and isinstance(next(iter(value), None), Seq):
            self.report(Problem(value.at, WRONG_SHAPE, source.UNQUOTED_REFERENCE))
            return False
        at = value.at if value or not isinstance(value, Scalar) else at
        self.report(WRONG_SHAPE.problem(at, wanted=message(f"wrong-shape.{_SHAPES[shape]}"), found=actual, hint=hint))
        return False

    # A value of each shape

    def _optional(self, kind: Any, value: Value, at: Location) -> Any:
        return None if says_nothing(value) else self.read(kind, value, at)

    def read_list(self, kind: Any, value: Value, at: Location) -> tuple[Any, ...]:
        """Return ``value`` as a list of ``kind``."""
        if isinstance(value, Scalar):
            if not value:
                return ()
            if is_text(plain(kind)):  # a single text may be without its list
                return (self.read(kind, value),)
        if isinstance(value, Map) and getattr(kind, "may_be_alone", False):
            return tuple(filter(None, (self.read(kind, value),)))
        if not self.expect(value, Seq, at):
            return ()
        items = (self.read(kind, item) if self._is_item(item) else None for item in [*self._without_lines_twice(value)])
        return tuple(item for item in items if item is not None)

    def _without_lines_twice(self, items: Seq) -> Iterator[Value]:
        """Yield ``items`` without each that repeats the first line of the next, after a report."""
        for item, following in itertools.zip_longest(items, items[1:]):
            if isinstance(item, Map) and isinstance(following, Map) and len(item) == 1 < len(following):
                (key, text), again = next(iter(item.items())), next(iter(following))
                if key == again and isinstance(text, Scalar) and text == following[again]:
                    written = quote(f"- {key}: {text}")
                    self.report(DUPLICATE_KEY.problem(again.at, "line", written=written, line=key.at.line))
                    continue
            yield item

    def _is_item(self, item: Value) -> bool:
        """Return whether an item of a list has a value; report it if not."""
        if not isinstance(item, Scalar) or item:
            return True
        if not item.unread:
            self.report(WRONG_SHAPE.problem(item.at, "empty-item"))
        return False

    def _mapping(self, kind: Any, value: Value, at: Location) -> Keyed[Any]:
        if (isinstance(value, Scalar) and not value) or not self.expect(value, Map, at):
            return Keyed()
        return Keyed((key, self.read(kind, item, key.at)) for key, item in value.items())

    def _object(self, kind: type, value: Value, at: Location) -> Any:
        if not self.expect(value, Map, at):
            return None
        fields = fields_of(kind)
        x_keys = {key: item for key, item in value.items() if key.startswith("x-")} if takes_x_keys(kind) else {}
        former = [key for key in value if key in getattr(kind, "former_keys", ())]
        value = self.only(value, [*fields, *x_keys, *former])
        for key in former:
            self.report(FORMER_KEY.problem(key.at, key=quote(key)))
        read: dict[str, Any] = {"x_keys": x_keys} if x_keys else {}
        required = [key for key, (_, _, has_default) in fields.items() if not has_default]
        self.missing(required, value)
        for key, item in value.items():
            if key in fields:
                name, field_kind, has_default = fields[key]
                is_empty = not item or (is_null(item) and plain(field_kind) is not Id)
                if is_empty and not has_default and not may_be_empty(field_kind):
                    self.needed(key, field_kind, item, key.at)
                read[name] = self.read(field_kind, item, key.at)
        read |= {fields[key][0]: self.empty(fields[key][1], value.at) for key in required if key not in value}
        return kind(**read, at=value.at)

    def needed(self, key: str, kind: Any, value: Value, at: Location) -> None:
        """Report an empty ``value`` that has to hold something: a text, or a list with an item."""
        kind = _without_none(kind)
        shape = Scalar if is_text(kind) else Seq if get_origin(kind) is tuple else None
        is_given = isinstance(kind, type) and (kind in (Localized, Day) or issubclass(kind, Enum))
        if not isinstance(value, Scalar if is_given else Scalar | shape if shape else ()) or getattr(value, "unread", False):
            return
        name = "no-text" if kind is Localized else "no-value"
        self.report(MISSING_KEY.problem(at, name, key=quote(key), pattern=self._pattern()))
        if isinstance(value, Scalar):
            value.unread = True

    def only(self, value: Map, known: Collection[str]) -> Map:
        """Return ``value`` with its ``known`` keys, misspelled ones corrected, after a report of each other one."""
        unknown = [key for key in value if key not in known]
        meant: dict[str, tuple[Scalar, Value]] = {}
        for key in unknown[: MAX_PROBLEMS + 1]:
            missing = [name for name in known if name not in value and name not in meant]
            name = nearest(key, missing, SURELY)
            unspaced = source.unspaced(key) if not value[key] else None
            if unspaced and unspaced[0] in missing:
                meant[unspaced[0]] = key.saying(unspaced[0]), unread(key.at)
                self.report(Problem(key.at, UNKNOWN_KEY, unspaced[1]))
                continue
            if name:
                meant[name] = key.saying(name), value[key]
            near = nearest(key, [name for name in known if name in value], LIKELY)
            there = value.key(near) if near and not nearest(key, missing, LIKELY) else None
            if there is not None:
                hint = message("unknown-key.there", key=quote(there), line=there.at.line)
            else:
                hint = did_you_mean(key, missing, LIKELY) or message("unknown-key.delete")
            self.report(UNKNOWN_KEY.problem(key.at, key=quote(key), hint=hint))
        if not meant:
            return value
        result = Map(value)
        result.at, result.repeated = value.at, value.repeated
        result.update(meant.values())
        return result

    def missing(self, keys: Iterable[str], value: Map) -> None:
        """Report the ``keys`` that ``value`` lacks, unless as many keys are repeated, which may be meant for them."""
        lacking = [key for key in keys if key not in value]
        for key in lacking if len(lacking) > len(value.displaced) else ():
            self.report(MISSING_KEY.problem(value.at, key=quote(key)))

    def _text(self, value: Value, at: Location) -> Scalar:
        return value if self.expect(value, Scalar, at) else unread(at)

    def _short_text(self, value: Value, at: Location) -> Scalar:
        text = self._text(value, at)
        if len(text) <= _MAX_TEXT:
            return text
        self.report(INVALID_VALUE.problem(text.at, "too-long", length=len(text), most=_MAX_TEXT))
        return unread(text.at)

    def _line(self, value: Value, at: Location) -> Scalar:
        """Return a text on one line, without the line break at the end of a block."""
        value = self._short_text(value, at)
        if value.endswith("\n"):
            value = value.saying(value.rstrip("\n"))
        several = message("invalid-value.several-lines") if "\n" in value or "\r" in value else None
        slip = several or source.in_smart_quotes(value)
        if slip:
            self.report(Problem(value.at, INVALID_VALUE, slip))
            return unread(value.at)
        return value

    def _localized(self, value: Value, at: Location) -> Localized:
        result = Localized()
        result.at, result.authoritative = at, self.authoritative
        alone = value if isinstance(value, Scalar) and value and not value.unread else None
        unspaced = source.unspaced(alone) if alone else None
        if alone and len(self.languages) == 1:
            (language,) = self.languages.values()
            if unspaced is None or unspaced[0] != language:
                result[language] = self._short_text(alone, at)
                return result
        if alone and not unspaced:
            self.report(WRONG_SHAPE.problem(alone.at, "no-language", text=quote(alone), pattern=self._pattern()))
            alone.unread = True
        if not self.expect(value, Map, at):
            result.unread = True
            return result
        is_quoted = False
        for key, text in value.items():
            if is_language(key):
                self._add_text(result, key, text)
                continue
            unspaced = source.unspaced(key) if not text else None
            if is_quoted and not (text or unspaced):  # the rest of the text before it, whose quotes are part of the key
                continue
            is_quoted = unspaced is not None and key[len(unspaced[0]) + 1 :].startswith(("'", '"'))
            self._no_language(result, value, key, unspaced)
        return result

    def _add_text(self, result: Localized, language: Scalar, value: Value) -> None:
        """Add a text in ``language``; an empty one in a language that does not prevail is missing."""
        text = self._short_text(value.saying("") if is_null(value) else value, language.at)
        is_missing = language in self.languages and language != self.authoritative and not (text.strip() or text.unread)
        (result.blank if is_missing else result)[self.languages.get(language, language)] = text

    def _no_language(self, result: Localized, value: Map, key: Scalar, unspaced: tuple[str, Message] | None) -> None:
        """Report a ``key`` of the text ``value`` that is no language, or has its text behind it without a space."""
        if unspaced and is_language(unspaced[0]):
            result[key.saying(unspaced[0])] = unread(key.at)
        at, slip = (key.at, unspaced[1]) if unspaced else source.cut(value, key) or (key.at, None)
        result.unread = result.unread or slip is not None  # the text is cut
        self.report(Problem(at, UNKNOWN_KEY, slip or message("unknown-key.no-language", key=quote(key))))

    def _pattern(self) -> str:
        """Return how a text is written in the languages of the catalogue."""
        return quote(f"{{{', '.join(f'{language}: …' for language in self.languages or _LANGUAGES)}}}")

    def _formed(self, kind: type[Scalar], value: Value, at: Location) -> Scalar:
        """Return a text, after a report if it does not fit the forms of its ``kind``."""
        value = self._text(value, at)
        for form in FORMS[kind] if not value.unread else ():
            if not form.fits(value):
                self.report(Problem(value.at, form.rule, message(form.message, value=quote(value), **form.values)))
                return value if form.is_kept else unread(value.at)
        return value

    def _choice(self, kind: type[Enum], value: Value, at: Location) -> Enum | None:
        value = self._text(value, at)
        options = {member.value: member for member in kind}
        if value in options or value.unread:
            return options.get(value)
        meant = nearest(value, options, SURELY)
        hint = message("hint.did-you-mean", name=quote(meant)) if meant else Message("")
        known = message("hint.known", names=", ".join(map(quote, options)))
        self.report(INVALID_VALUE.problem(value.at, "choice", value=quote(value), hint=hint, known=known))
        return None

    def _date(self, value: Value, at: Location) -> Day | None:
        value = self._text(value, at)
        day = day_of(value)
        if day is not None:
            day.at = value.at
        elif not value.unread:
            self.report(INVALID_VALUE.problem(value.at, "date", value=quote(value), advice=date_advice(value)))
        return day


def _without_none(kind: Any) -> Any:
    kind = plain(kind)
    return plain(get_args(kind)[0]) if may_be_empty(kind) else kind


_Truth = Enum("_Truth", {"TRUE": "true", "FALSE": "false"})

#: Reads a value at a position as one kind.
_Read: TypeAlias = Callable[[Reader, Value, Location], Any]


@functools.cache
def _reader(kind: Any) -> _Read:
    """Return the function that reads a value as ``kind``."""
    kind = plain(kind)
    origin = get_origin(kind)
    if may_be_empty(kind):
        return _of(Reader._optional, get_args(kind)[0])
    if origin is tuple:
        return _of(Reader.read_list, get_args(kind)[0])
    if origin is Keyed:
        return _of(Reader._mapping, get_args(kind)[0])
    if hasattr(kind, "from_source"):
        return lambda reader, value, at: kind.from_source(reader, value, at)
    if isinstance(kind, type) and is_dataclass(kind):
        return _of(Reader._object, kind)
    if kind is bool:
        return lambda reader, value, at: reader._choice(_Truth, value, at) is _Truth.TRUE
    if issubclass(kind, Enum):
        return _of(Reader._choice, kind)
    if kind in FORMS:
        return _of(Reader._formed, kind)
    readers: dict[Any, _Read] = {Localized: Reader._localized, Day: Reader._date}
    return readers.get(kind, Reader._line if issubclass(kind, Line) else Reader._short_text)


def _of(read: Callable[[Reader, Any, Value, Location], Any], kind: Any) -> _Read:
    return lambda reader, value, at: read(reader, kind, value, at)


#: The names of shapes in messages.
_SHAPES: dict[type[Value], str] = {Scalar: "text", Seq: "list", Map: "mapping"}
