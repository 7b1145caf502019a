"""Values from a file to the dataclasses of the model, without stopping at the first fault.

A field's annotation says what its value must look like. What does not fit is reported at its place, and the field gets an
empty value that is marked *unread*, so that the rules look at the rest and say nothing more of it. An object whose id cannot
be used keeps what is written as its id: nothing that it holds, and no reference to it, is lost.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import types
import typing
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Annotated, Any, TypeGuard, TypeVar, get_args, get_origin, get_type_hints

from service_catalogue.problem import MAX_PROBLEMS, Location, Problem, Rule, did_you_mean, nearest, quote
from service_catalogue.schema.form import INVALID_ID, INVALID_VALUE, MISSING_KEY, UNKNOWN_KEY, WRONG_SHAPE
from service_catalogue.schema.ids import MAX_ID, RESERVED_IDS, has_form_of_id
from service_catalogue.yaml import slips
from service_catalogue.yaml.syntax import Said
from service_catalogue.yaml.values import Keyed, Map, Scalar, Seq, Value, unread

V = TypeVar("V", Scalar, Seq, Map)

#: Longer than any text that is read: links and terms are looked for in all of it, on every page that shows it.
_MAX_TEXT = 10_000
#: How like a known key another has to be to be read as that; see ``difflib``.
_SURELY = 0.75
_NULLS = ("~", "null", "Null", "NULL")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ADDRESS = re.compile(r"https?://[^\s/?#@\\]+(/[^\s?#\\]*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Refers:
    """Marks a text as the id of an object of one kind (``party``, ``task``, …)."""

    kind: str


class Unread(tuple[Any, ...]):
    """What could be read of a list that was not all of it; what is wrong has been reported."""


class Localized(Keyed[Scalar]):
    """A text in each language of the catalogue."""

    at: Location
    #: As in :class:`~service_catalogue.yaml.values.Scalar`.
    unread: bool = False


class Line(Scalar):
    """A text on one line that is not shown to readers of another language: a code, a version, an address."""


class Language(Line):
    """The code of a language."""


class Sign(Line):
    """A letter of a role scheme: one character."""


class Address(Line):
    """An address on the web."""


class Id(Scalar):
    """An id; valid, or reported."""


class Day(date):
    """A date from a file."""

    at: Location


@dataclass
class Reader:
    """Reads the values of one folder."""

    problems: list[Problem] = field(default_factory=list)
    #: How many problems there are of each rule in each file.
    _told: Counter[tuple[str, str]] = field(default_factory=Counter, repr=False)
    _readers: dict[Any, Callable[[Value, Location], Any]] = field(default_factory=dict, repr=False)

    def read(self, kind: Any, value: Value, at: Location | None = None) -> Any:
        """``value`` as ``kind``, or the empty value of ``kind`` after a report; ``at`` is where its key stands."""
        reader = self._readers.get(kind)
        if reader is None:
            reader = self._readers[kind] = self._reader(kind)
        return reader(value, at or value.at)

    def _reader(self, kind: Any) -> Callable[[Value, Location], Any]:
        kind = _plain(kind)
        origin = get_origin(kind)
        if origin in (types.UnionType, typing.Union):
            return functools.partial(self._optional, get_args(kind)[0])
        if origin is tuple:
            return functools.partial(self._list, get_args(kind)[0])
        if origin is Keyed:
            return functools.partial(self._mapping, get_args(kind)[0])
        if hasattr(kind, "from_source"):
            return lambda value, at: kind.from_source(self, value, at)
        if isinstance(kind, type) and dataclasses.is_dataclass(kind):
            return functools.partial(self._object, kind)
        if issubclass(kind, Enum):
            return functools.partial(self._choice, kind)
        readers = {
            Localized: self._localized,
            Id: self._id,
            Language: self._language,
            Sign: self._sign,
            Address: self._address,
            Day: self._date,
        }
        return readers.get(kind, self._line if issubclass(kind, Line) else self._short_text)

    def empty(self, kind: Any, at: Location) -> Any:
        """What stands for a value of ``kind`` that is not there."""
        kind = _plain(kind)
        if _may_be_empty(kind):
            kind = _plain(get_args(kind)[0])
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
        return unread(at) if _is_text(kind) else None

    def report(self, rule: Rule, at: Location, **texts: str) -> None:
        """Add a problem; when enough of its kind are told in a file, that there are more."""
        self._told[rule.name, at.path] += 1
        told = self._told[rule.name, at.path]
        if told <= MAX_PROBLEMS:
            self.problems.append(rule.problem(at, **texts))
        elif told == MAX_PROBLEMS + 1:
            self.problems.append(rule.more(at))

    def expect(self, value: Value, shape: type[V], at: Location) -> TypeGuard[V]:
        """Whether ``value`` is a ``shape``; reported if not."""
        if isinstance(value, shape):
            return True
        if getattr(value, "unread", False):
            return False
        (wanted_da, wanted_en), (found_da, found_en) = _SHAPES[shape], _SHAPES[type(value)]
        if isinstance(value, Scalar):
            unspaced = slips.unspaced(value) if shape is Map else None
            said = unspaced[1] if unspaced else slips.between_tabs(value) if shape is Seq else None
            if said:
                self.report(WRONG_SHAPE, value.at, da=said.da, en=said.en)
                return False
            found_da, found_en = (f"teksten {quote(value)}", f"the text {quote(value)}") if value else ("ingenting", "nothing")
        self.report(
            WRONG_SHAPE,
            value.at if value or not isinstance(value, Scalar) else at,
            da=f"Her skal stå {wanted_da}, ikke {found_da}.",
            en=f"This has to be {wanted_en}, not {found_en}.",
        )
        return False

    def read_list(self, kind: Any, value: Value) -> tuple[Any, ...]:
        """``value`` as a list of ``kind``."""
        return self._list(kind, value, value.at)

    # A value of each shape

    def _optional(self, kind: Any, value: Value, at: Location) -> Any:
        is_empty = isinstance(value, Scalar) and not (value or value.unread)
        return None if is_empty or _is_null(value) else self.read(kind, value, at)

    def _list(self, kind: Any, value: Value, at: Location) -> tuple[Any, ...]:
        if isinstance(value, Scalar):
            if not value:
                return ()
            if _is_text(_plain(kind)):  # one text may stand without its list
                return (self.read(kind, value),)
        if not self.expect(value, Seq, at):
            return Unread()
        items = [self.read(kind, item) if self._is_item(item) else None for item in value]
        return Unread(item for item in items if item is not None) if None in items else tuple(items)

    def _is_item(self, item: Value) -> bool:
        """Whether there is something in a place of a list; reported if not."""
        if not isinstance(item, Scalar) or item:
            return True
        if not item.unread:
            self.report(
                WRONG_SHAPE,
                item.at,
                da="Et punkt i listen er tomt. Skriv det, eller slet det.",
                en="An item of the list is empty. Write it, or delete it.",
            )
        return False

    def _mapping(self, kind: Any, value: Value, at: Location) -> Keyed[Any]:
        if isinstance(value, Scalar) and not value:
            return Keyed()
        if not self.expect(value, Map, at):
            return Keyed()
        return Keyed((key, self.read(kind, item, key.at)) for key, item in value.items())

    def _object(self, kind: type, value: Value, at: Location) -> Any:
        if not self.expect(value, Map, at):
            return None
        fields = fields_of(kind)
        value = self.only(value, fields)
        read = {}
        for key, (name, field_kind, has_default) in fields.items():
            if key in value:
                written = value.key(key)
                is_empty = not value[key] or (_is_null(value[key]) and _plain(field_kind) is not Id)
                if not has_default and is_empty and not _may_be_empty(field_kind):
                    self.needed(key, field_kind, value[key], written.at)
                read[name] = self.read(field_kind, value[key], written.at)
            elif not has_default:
                self.missing(key, value)
                read[name] = self.empty(field_kind, value.at)
        return kind(**read, at=value.at)

    def needed(self, key: str, kind: Any, value: Value, at: Location) -> None:
        """Report an empty ``value`` that has to hold something: a text, or a list with an item."""
        kind = _plain(kind)
        if get_origin(kind) in (types.UnionType, typing.Union):
            kind = _plain(get_args(kind)[0])
        shape = Scalar if _is_text(kind) else Seq if get_origin(kind) is tuple else None
        if shape is None or not isinstance(value, Scalar | shape) or getattr(value, "unread", False):
            return
        self.report(
            MISSING_KEY,
            at,
            da=f"Nøglen {quote(key)} har ingen værdi. Skriv den.",
            en=f"The key {quote(key)} has no value. Write it.",
        )
        if isinstance(value, Scalar):
            value.unread = True

    def only(self, value: Map, known: typing.Collection[str]) -> Map:
        """``value`` with its ``known`` keys, after a report of each other one. What is all but a known key is read as that."""
        unknown = [key for key in value if key not in known]
        if not unknown:
            return value
        written = Keyed((key, key) for key in value)
        meant: dict[str, tuple[Scalar, Value]] = {}
        for key in unknown[: MAX_PROBLEMS + 1]:
            missing = [name for name in known if name not in value and name not in meant]
            name = nearest(key, missing, _SURELY)
            unspaced = slips.unspaced(key) if not value[key] else None
            if unspaced and unspaced[0] in missing:
                meant[unspaced[0]] = key.saying(unspaced[0]), unread(key.at)
                self.report(UNKNOWN_KEY, key.at, da=unspaced[1].da, en=unspaced[1].en)
                continue
            if name:
                meant[name] = key.saying(name), value[key]
            there = written.get(nearest(key, [name for name in known if name in value])) if not nearest(key, missing) else None
            if there is not None:
                hint = {
                    "da": f" {quote(there)} står her allerede, på linje {there.at.line}.",
                    "en": f" {quote(there)} is here already, on line {there.at.line}.",
                }
            else:
                hint = did_you_mean(key, missing)
            self.report(
                UNKNOWN_KEY,
                key.at,
                da=f"Ukendt nøgle {quote(key)}.{hint['da'] or ' Slet den.'}",
                en=f"Unknown key {quote(key)}.{hint['en'] or ' Delete it.'}",
            )
        if not meant:
            return value
        result = Map(value)
        result.at = value.at
        result.update(meant.values())
        return result

    def missing(self, key: str, value: Value) -> None:
        self.report(
            MISSING_KEY,
            value.at,
            da=f"Nøglen {quote(key)} mangler her. Tilføj den.",
            en=f"The key {quote(key)} is missing here. Add it.",
        )

    def _text(self, value: Value, at: Location) -> Scalar:
        return value if self.expect(value, Scalar, at) else unread(at)

    def _short_text(self, value: Value, at: Location) -> Scalar:
        text = self._text(value, at)
        if len(text) <= _MAX_TEXT:
            return text
        self.report(
            INVALID_VALUE,
            text.at,
            da=f"Teksten er på {len(text)} tegn og må højst være på {_MAX_TEXT}. Gør den kortere, eller del den i flere.",
            en=f"The text has {len(text)} characters and may have {_MAX_TEXT} at most. Shorten it, or split it into several.",
        )
        return unread(text.at)

    def _line(self, value: Value, at: Location) -> Scalar:
        """A text on one line; the line break behind a block of text is none in it."""
        value = self._short_text(value, at)
        if value.endswith("\n"):
            value = value.saying(value.rstrip("\n"))
        quoted = slips.in_smart_quotes(value)
        if "\n" in value:
            self.report(
                INVALID_VALUE,
                value.at,
                da="Her skal teksten stå på én linje. Skriv den uden linjeskift.",
                en="The text has to be on one line here. Write it without line breaks.",
            )
            return unread(value.at)
        if quoted:
            self.report(INVALID_VALUE, value.at, da=quoted.da, en=quoted.en)
            return unread(value.at)
        return value

    def _localized(self, value: Value, at: Location) -> Localized:
        result = Localized()
        result.at = at
        if not self.expect(value, Map, at):
            result.unread = True
            return result
        for key, text in value.items():
            if _LANGUAGE.fullmatch(key):
                result[key] = self._short_text(text.saying("") if _is_null(text) else text, key.at)
                continue
            unspaced = slips.unspaced(key) if not text else None
            if unspaced and _LANGUAGE.fullmatch(unspaced[0]):
                result[key.saying(unspaced[0])] = unread(key.at)
            self._no_language(key, text, unspaced[1] if unspaced else _cut(value, key))
        return result

    def _no_language(self, key: Scalar, text: Value, said: Said | None) -> None:
        """Report a ``key`` that is no language: ``said`` is what was meant, if that is known."""
        self.report(
            UNKNOWN_KEY,
            key.at,
            da=said.da if said else f"{quote(key)} er ikke et sprog. Her skal stå et sprogs kode, som da eller en.",
            en=said.en if said else f"{quote(key)} is not a language. The code of a language belongs here, such as da or en.",
        )

    def _id(self, value: Value, at: Location) -> Scalar:
        value = self._text(value, at)
        if value.unread:
            return value
        if not has_form_of_id(value):
            self.report(
                INVALID_ID,
                value.at,
                da=f"{quote(value)} kan ikke bruges som id. Brug a–z, 0–9 og enkelte bindestreger, højst {MAX_ID} tegn.",
                en=f"{quote(value)} cannot be an id. Use a–z, 0–9 and single hyphens, at most {MAX_ID} characters.",
            )
        elif value in RESERVED_IDS:
            self.report(
                INVALID_ID,
                value.at,
                da=f"{quote(value)} er et navn, som siden eller styresystemet selv bruger. Vælg et andet id.",
                en=f"{quote(value)} is a name that the site or an operating system itself uses. Choose another id.",
            )
        return value

    def _language(self, value: Value, at: Location) -> Scalar:
        value = self._text(value, at)
        if not value.unread and not _LANGUAGE.fullmatch(value):
            self.report(
                INVALID_VALUE,
                value.at,
                da=f"{quote(value)} er ikke et sprogs kode. Skriv den som da eller en.",
                en=f"{quote(value)} is not the code of a language. Write it as da or en.",
            )
            return unread(value.at)
        return value

    def _sign(self, value: Value, at: Location) -> Scalar:
        value = self._text(value, at)
        if not value.unread and (len(value) != 1 or value in "-," or value.isspace()):
            self.report(
                INVALID_VALUE,
                value.at,
                da=f"{quote(value)} kan ikke være et bogstav i et rolleskema. Skriv ét tegn, og ikke - eller komma.",
                en=f"{quote(value)} cannot be a letter of a role scheme. Write one character, and not - or a comma.",
            )
        return value

    def _address(self, value: Value, at: Location) -> Scalar:
        value = self._text(value, at)
        if not value.unread and not _ADDRESS.fullmatch(value):
            self.report(
                INVALID_VALUE,
                value.at,
                da=f"{quote(value)} kan ikke bruges som adresse. Begynd den med https:// og et navn, uden ? og #.",
                en=f"{quote(value)} cannot be used as an address. Begin it with https:// and a name, without ? and #.",
            )
        return value

    def _choice(self, kind: type[Enum], value: Value, at: Location) -> Enum | None:
        value = self._text(value, at)
        if value.unread:
            return None
        options = {member.value: member for member in kind}
        if value in options:
            return options[value]
        hint = did_you_mean(value, options)
        self.report(
            INVALID_VALUE,
            value.at,
            da=f"{quote(value)} kan ikke stå her.{hint['da']}",
            en=f"{quote(value)} cannot stand here.{hint['en']}",
        )
        return None

    def _date(self, value: Value, at: Location) -> Day | None:
        value = self._text(value, at)
        if value.unread:
            return None
        try:
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                day = Day.fromisoformat(value)
                day.at = value.at
                return day
        except ValueError:
            pass
        self.report(
            INVALID_VALUE,
            value.at,
            da=f"{quote(value)} er ikke en dato. Skriv den som 2026-11-25, eller lad feltet være tomt.",
            en=f"{quote(value)} is not a date. Write it as 2026-11-25, or leave the field empty.",
        )
        return None


_SHAPES: dict[type[Value], tuple[str, str]] = {
    Scalar: ("en tekst", "a text"),
    Seq: ("en liste", "a list"),
    Map: ("nøgler med værdier", "keys with values"),
}


def _is_null(value: Value) -> TypeGuard[Scalar]:
    """Whether ``value`` is what YAML writes for nothing."""
    return isinstance(value, Scalar) and value in _NULLS and value.is_plain


def _cut(value: Map, key: Scalar) -> Said | None:
    """What is wrong where ``key`` is what follows a comma in a text of ``value`` that is not in quotation marks."""
    keys = list(value)
    before = value[keys[max(keys.index(key) - 1, 0)]]
    if value[key] or not isinstance(before, Scalar) or before is value[key]:
        return None
    return slips.begins_with_smart_quote(before) or slips.CUT


def _plain(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def _may_be_empty(kind: Any) -> bool:
    """Whether a key without a value says something: that the source does not state it."""
    return get_origin(kind) in (types.UnionType, typing.Union)


def _is_text(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Scalar)


def _fields_of(kind: type) -> dict[str, tuple[str, Any, bool]]:
    hints = get_type_hints(kind, include_extras=True)
    return {
        entry.name.rstrip("_").replace("_", "-"): (
            entry.name,
            hints[entry.name],
            entry.default is not dataclasses.MISSING or entry.default_factory is not dataclasses.MISSING,
        )
        for entry in dataclasses.fields(kind)
        if entry.name != "at" and not entry.metadata.get("derived")
    }


#: The keys that an object of a class may have in YAML: key → (name in Python, annotation, has a default).
fields_of: Callable[[type], dict[str, tuple[str, Any, bool]]] = functools.cache(_fields_of)
