"""Reads objects from parsed YAML, with every problem of form."""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass
from enum import Enum
from typing import Any, TypeAlias, TypeGuard, TypeVar, get_args, get_origin

from service_catalogue.messages.problem import MAX_PROBLEMS, Location, Problem
from service_catalogue.messages.quotation import TYPED_LENGTH, quote
from service_catalogue.messages.suggestion import did_you_mean, nearest
from service_catalogue.messages.texts import Message, message
from service_catalogue.schema.fields import fields_of, is_text, may_be_empty, plain, takes_x_keys
from service_catalogue.schema.forms import (
    FORMER_KEY,
    FORMS,
    INVALID_VALUE,
    MISSING_KEY,
    UNKNOWN_KEY,
    WRONG_SHAPE,
    date_advice,
    day_of,
    is_language,
    is_null,
    says_nothing,
)
from service_catalogue.schema.types import Day, Id, Line, Localized
from service_catalogue.yaml import source
from service_catalogue.yaml.source import DUPLICATE_KEY
from service_catalogue.yaml.values import Keyed, Map, Scalar, Seq, Value, unread

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
