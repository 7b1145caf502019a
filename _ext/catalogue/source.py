"""YAML text to plain values, each of which knows where it stands.

Only the part of YAML that an editor needs is read: mappings, lists and text. Text stays text (``no``, ``010`` and dates
included) until the model says what it is. What is left out (anchors, aliases, merge keys, tags, several documents) can
hide or multiply content and is refused at its place.
"""

from __future__ import annotations

import bisect
import codecs
import functools
import itertools
import operator
import re
from dataclasses import dataclass, field

import yaml

from catalogue.problem import INVISIBLE, MAX_PROBLEMS, Location, Problem, Rule, quote

MAX_BYTES = 1_000_000
MAX_DEPTH = 20

UNREADABLE = Rule(
    "unreadable-file",
    {"da": "Filen kan ikke læses", "en": "The file cannot be read"},
    {
        "da": "Filen skal være YAML i UTF-8, højst 1 MB og velformet fra start til slut. Ret det sted, som "
        "meddelelsen peger på; først derefter kan resten af filen kontrolleres.",
        "en": "The file has to be YAML in UTF-8, of at most 1 MB and well formed from start to end. Mend the place that the "
        "message points at; only then can the rest of the file be checked.",
    },
    failing="""\
motto:
  da: Drift: hele døgnet
  en: Operation: around the clock
""",
    passing="""\
motto:
  da: "Drift: hele døgnet"
  en: "Operation: around the clock"
""",
    file="services/hosting.yaml",
)
FORBIDDEN = Rule(
    "forbidden-yaml",
    {"da": "YAML, der ikke bruges her", "en": "YAML that is not used here"},
    {
        "da": "Ankre (&), henvisninger til ankre (*), sammenfletning (<<), mærker (!) og flere dokumenter i én fil bruges "
        "ikke: de kan skjule indhold. Skriv indholdet ud, hvor det skal stå.",
        "en": "Anchors (&), aliases (*), merge keys (<<), tags (!) and several documents in one file are not used: they can "
        "hide content. Write the content out where it belongs.",
    },
    failing="""\
name: &name {da: Hosting, en: Hosting}
motto: *name
""",
    passing="""\
name: {da: Hosting, en: Hosting}
motto: {da: Hosting, en: Hosting}
""",
    file="services/hosting.yaml",
)
DUPLICATE_KEY = Rule(
    "duplicate-key",
    {"da": "Samme nøgle to gange", "en": "The same key twice"},
    {
        "da": "En nøgle må kun stå én gang samme sted; ellers ville den ene værdi gå tabt. Slet den ene, eller ret dens navn.",
        "en": "A key may stand only once in the same place, or one of the values would be lost. Delete one, or mend its name.",
    },
    failing="""\
motto:
  da: Stabil drift
  en: Stable operation
  da: Sikker drift
""",
    passing="""\
motto:
  da: Sikker drift
  en: Stable operation
""",
    file="services/hosting.yaml",
)
INVISIBLE_CHARACTER = Rule(
    "invisible-character",
    {"da": "Usynligt tegn", "en": "Invisible character"},
    {
        "da": "Usynlige tegn og styretegn kan ændre, hvad en tekst betyder, uden at det ses. Slet tegnet.",
        "en": "Invisible and control characters can change what a text means without showing. Delete the character.",
    },
    failing="""\
name: {da: "Host\\u200Bing", en: Hosting}
""",
    passing="""\
name: {da: "Hosting", en: Hosting}
""",
    file="services/hosting.yaml",
)
RULES = (UNREADABLE, FORBIDDEN, DUPLICATE_KEY, INVISIBLE_CHARACTER)


_SPACES = re.compile(r"[ \t]*")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Text:
    """The text of one file."""

    path: str
    text: str

    @functools.cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(hit.end() for hit in re.finditer("\n", self.text))]

    def location(self, index: int) -> Location:
        """The place of the character at ``index``."""
        line = bisect.bisect_right(self._line_starts, index)
        return Location(self.path, line, index - self._line_starts[line - 1] + 1)


class Scalar(str):
    """A piece of text from a file."""

    at: Location
    #: Whether it stands for something that could not be read. That has been reported; nothing more is to be said of it.
    unread: bool = False
    _text: Text | None = None
    _span: tuple[int, int] = (0, 0)

    def locate(self, start: int, end: int) -> Location:
        """Where ``self[start:end]`` stands in the file, across quotes and folded lines; the scalar's start if escaped."""
        part = self[start:end]
        start += len(part) - len(part.lstrip())
        place = bisect.bisect_right(self._words, start, key=operator.itemgetter(0)) - 1
        if place < 0 or not part.strip():
            return self.at
        own, written = self._words[place]
        return self.at if written is None or self._text is None else self._text.location(written + start - own)

    @functools.cached_property
    def _words(self) -> list[tuple[int, int | None]]:
        """Where each word begins, here and in the file; ``None`` where it is written by an escape."""
        if self._text is None:
            return []
        text, (start, end) = self._text.text, self._span
        if text.startswith(("'", '"'), start, end):
            start, end = start + 1, end - 1
        elif text.startswith(("|", ">"), start, end):
            start = text.find("\n", start, end) + 1 or end
        here, there = list(_WORD.finditer(self)), list(_WORD.finditer(text, start, end))
        if len(here) != len(there):  # an escape stands for a space
            return []
        return [(own.start(), written.start() if own[0] == written[0] else None) for own, written in zip(here, there, strict=True)]

    @property
    def is_plain(self) -> bool:
        """Whether it is written without quotation marks, and not as a block of text."""
        return self._text is not None and self._text.text[self._span[0] : self._span[0] + 1] not in ('"', "'", "|", ">")

    def behind(self, pattern: re.Pattern[str]) -> tuple[str, Location] | None:
        """What ``pattern`` finds next on its line, behind it and the spaces that follow it, and where."""
        if self._text is None:
            return None
        hit = pattern.match(self._text.text, _SPACES.match(self._text.text, self._span[1]).end())
        return (hit[0], self._text.location(hit.start())) if hit else None


class Seq(list):
    """A list from a file."""

    at: Location


class Map(dict):
    """A mapping from a file; its keys are :class:`Scalar`."""

    at: Location


Value = Scalar | Seq | Map
_CONTAINERS = (Seq, Map)


def scalar(value: str, at: Location) -> Scalar:
    """A :class:`Scalar` that stands at ``at``."""
    result = Scalar(value)
    result.at = at
    return result


def unread(at: Location) -> Scalar:
    """What stands for a value at ``at`` that could not be read."""
    result = scalar("", at)
    result.unread = True
    return result


def read(path: str, raw: bytes) -> tuple[Value | None, list[Problem]]:
    """The value that ``raw`` holds (``None`` if it cannot be read), and every problem found in it. Never raises."""
    text, problems = _decode(path, raw)
    if text is None:
        return None, problems
    return _Composer(text).compose()


def _decode(path: str, raw: bytes) -> tuple[Text | None, list[Problem]]:
    def refuse(at: Location, da: str, en: str) -> tuple[None, list[Problem]]:
        return None, [UNREADABLE.problem(at, da=da, en=en)]

    if len(raw) > MAX_BYTES:
        return refuse(
            Location(path),
            f"Filen fylder mere end {MAX_BYTES} byte. Del den i flere.",
            f"The file is larger than {MAX_BYTES} bytes. Split it.",
        )
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or raw[:1000].count(0) > len(raw[:1000]) * 0.4:
        return refuse(
            Location(path),
            "Filen er gemt som UTF-16. Gem den som UTF-8.",
            "The file is saved as UTF-16. Save it as UTF-8.",
        )
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        decoded = raw.decode()
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode().replace("\r\n", "\n").replace("\r", "\n")
        return refuse(
            Text(path, before).location(len(before)),
            f"Byten 0x{raw[error.start]:02X} er ikke UTF-8. Gem filen som UTF-8.",
            f"The byte 0x{raw[error.start]:02X} is not UTF-8. Save the file as UTF-8.",
        )
    text = Text(path, decoded.replace("\r\n", "\n").replace("\r", "\n"))
    hits = itertools.islice(INVISIBLE.finditer(text.text), MAX_PROBLEMS + 1)
    invisible = [_invisible(text.location(hit.start()), hit[0]) for hit in hits]
    if len(invisible) > MAX_PROBLEMS:
        invisible[MAX_PROBLEMS] = _too_many(invisible[MAX_PROBLEMS].at)
    # libyaml stops at the first of them; every one is told here instead.
    return (None, invisible) if invisible else (text, [])


def _invisible(at: Location, character: str) -> Problem:
    name = f"U+{ord(character):04X}"
    return INVISIBLE_CHARACTER.problem(
        at, da=f"Usynligt tegn eller styretegn {name}. Slet det.", en=f"Invisible or control character {name}. Delete it."
    )


def _too_many(at: Location) -> Problem:
    return UNREADABLE.problem(
        at,
        da=f"Der er mere end {MAX_PROBLEMS} fejl før dette sted. Ret dem først; resten af filen er ikke kontrolleret.",
        en=f"There are more than {MAX_PROBLEMS} errors before this place. Mend them first; the rest of the file is not checked.",
    )


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is being filled."""

    container: Map | Seq
    #: The key that waits for its value; ``None`` while a key is awaited.
    key: Scalar | None = None


@dataclass(slots=True)
class _Composer:
    """Builds the value of one text from libyaml's events, without recursion and without constructing objects."""

    text: Text
    problems: list[Problem] = field(default_factory=list)
    frames: list[_Frame] = field(default_factory=list)
    root: Value | None = None

    def compose(self) -> tuple[Value | None, list[Problem]]:
        documents = 0
        try:
            for event in yaml.parse(self.text.text, Loader=yaml.CSafeLoader):
                if isinstance(event, yaml.NodeEvent):
                    if not self._node(event):
                        return None, self.problems
                elif isinstance(event, yaml.CollectionEndEvent):
                    self.frames.pop()
                elif isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if event.version or event.tags:
                        self._forbid(event, "en linje, der begynder med %,", "a line that begins with %")
                    if documents > 1:
                        self._forbid(event, "et dokument mere (---)", "another document (---)")
                        break
        except yaml.MarkedYAMLError as error:
            self.problems.append(self._syntax(error))
            return None, self.problems
        except (yaml.YAMLError, UnicodeError):
            self.problems.append(
                UNREADABLE.problem(Location(self.text.path), da="Filen er ikke gyldig YAML.", en="The file is not valid YAML.")
            )
            return None, self.problems
        if self.root is None:
            self.problems.append(
                UNREADABLE.problem(
                    Location(self.text.path),
                    da="Filen er tom. Skriv indholdet, eller slet filen.",
                    en="The file is empty. Write its content, or delete the file.",
                )
            )
        return self.root, self.problems

    def _at(self, event: yaml.Event) -> Location:
        mark = event.start_mark
        if mark.index >= len(self.text.text):  # libyaml may point behind the end
            return self.text.location(len(self.text.text))
        return Location(self.text.path, mark.line + 1, mark.column + 1)

    def _forbid(self, event: yaml.Event, da: str, en: str) -> None:
        self.problems.append(
            FORBIDDEN.problem(
                self._at(event),
                da=f"Her bruges {da}, som ikke er tilladt. Skriv indholdet ud i stedet.",
                en=f"Here {en} is used, which is not allowed. Write the content out instead.",
            )
        )

    def _node(self, event: yaml.NodeEvent) -> bool:
        """Take one node in; false if the file is nested too deeply, or has too many faults, to go on."""
        is_alias = isinstance(event, yaml.AliasEvent)
        if is_alias:
            self._forbid(event, f"en henvisning (*) til {quote(event.anchor)}", f"an alias (*) of {quote(event.anchor)}")
        elif event.anchor is not None:
            self._forbid(event, f"et anker (&) {quote(event.anchor)}", f"an anchor (&) {quote(event.anchor)}")
        if not is_alias and event.tag is not None:
            self._forbid(event, f"mærket {quote(event.tag)}", f"the tag {quote(event.tag)}")
        value = self._value(event)
        if len(self.problems) > MAX_PROBLEMS:
            self.problems.append(_too_many(value.at))
            return False
        frame = self.frames[-1] if self.frames else None
        if frame is None:
            self.root = value
        elif isinstance(frame.container, Seq):
            frame.container.append(value)
        elif frame.key is None:
            frame.key = self._key(event, value)
        else:
            self._put(frame.container, frame.key, value)
            frame.key = None
        if isinstance(value, _CONTAINERS):
            self.frames.append(_Frame(value))
            if len(self.frames) > MAX_DEPTH:
                da, en, _ = _TOO_DEEP
                self.problems.append(UNREADABLE.problem(value.at, da=da, en=en))
                return False
        return True

    def _value(self, event: yaml.NodeEvent) -> Value:
        at = self._at(event)
        if isinstance(event, yaml.MappingStartEvent):
            value: Value = Map()
        elif isinstance(event, yaml.SequenceStartEvent):
            value = Seq()
        else:
            content = getattr(event, "value", "")  # an alias has none
            value = Scalar(content)
            # The text itself was searched before: only an escape such as "\u200b" can hide one.
            hidden = INVISIBLE.search(content) if getattr(event, "style", None) == '"' else None
            if hidden:
                self.problems.append(_invisible(at, hidden[0]))
                value = Scalar(INVISIBLE.sub("", content))
            if not value and (content or isinstance(event, yaml.AliasEvent)):
                value.unread = True
            value._text = self.text
            value._span = (event.start_mark.index, event.end_mark.index)
        value.at = at
        return value

    def _key(self, event: yaml.NodeEvent, value: Value) -> Scalar:
        if not isinstance(value, Scalar):
            self._forbid(event, "en liste eller en gruppe som nøgle", "a list or a mapping as a key")
            return unread(value.at)
        if value == "<<":
            self._forbid(event, "en sammenfletning (<<)", "a merge key (<<)")
            return unread(value.at)
        return value

    def _put(self, container: Map, key: Scalar, value: Value) -> None:
        if key.unread:
            return
        if key not in container:
            container[key] = value
            return
        first = next(known for known in container if known == key)
        self.problems.append(
            DUPLICATE_KEY.problem(
                key.at,
                da=f"Nøglen {quote(key)} står allerede på linje {first.at.line}. Slet den ene, eller ret dens navn.",
                en=f"The key {quote(key)} is on line {first.at.line} already. Delete one, or mend its name.",
            )
        )

    def _syntax(self, error: yaml.MarkedYAMLError) -> Problem:
        said = " ".join(part for part in (error.problem, error.context) if part)
        mark = error.problem_mark or error.context_mark
        rest = self.text.text[mark.index :] if mark else ""
        if rest.startswith("\t"):
            said = "found a tab character"
        elif "expected node content" in said:
            said += " at the end" if not rest.strip() else f" before {rest[0]}"
        unknown = ("Det kan ikke læses som YAML her.", "This cannot be read as YAML.", False)
        da, en, at_context = next((words for sign, words in _SYNTAX.items() if sign in said), unknown)
        if at_context and error.context_mark:
            mark = error.context_mark
        # libyaml may point behind the end.
        at = self.text.location(min(mark.index, len(self.text.text))) if mark else Location(self.text.path)
        return UNREADABLE.problem(at, da=da, en=en)


_TOO_DEEP = (
    f"Mere end {MAX_DEPTH} niveauer inde i hinanden. Gør det fladere.",
    f"More than {MAX_DEPTH} levels inside each other. Make it flatter.",
    False,
)
_NOT_CLOSED = (
    "En liste i [ ] eller en gruppe i { } lukkes ikke før filens slutning. Sæt det ] eller }, der mangler.",
    "A list in [ ] or a mapping in { } is not closed before the end of the file. Add the ] or } that is missing.",
    False,
)
_STRAY_SIGN = (
    "Her ventes en værdi, og ikke et komma eller en parentes, der lukker. Slet tegnet, eller sæt teksten i anførselstegn.",
    "A value is expected here, and not a comma or a closing bracket. Delete the sign, or put the text in quotation marks.",
    False,
)
_BLOCK_TEXT = (
    "Efter | eller > må der ikke stå mere på linjen. Begynd teksten på den næste linje, rykket ind.",
    "Nothing more may stand on the line after | or >. Begin the text on the next line, indented.",
    False,
)
_ESCAPE = (
    "Tegnet efter \\ er ikke et tegn, der findes. Skriv selve tegnet, eller \\\\ for en omvendt skråstreg.",
    "The character after \\ does not exist. Write the character itself, or \\\\ for a backslash.",
    False,
)
_NAME = (
    "Teksten begynder med * eller &, som betyder noget i YAML. Sæt den i anførselstegn.",
    "The text begins with * or &, which have a meaning in YAML. Put it in quotation marks.",
    True,
)
_TAG = (
    "Her bruges et mærke (!), som ikke er tilladt. Sæt teksten i anførselstegn.",
    "A tag (!) is used here, which is not allowed. Put the text in quotation marks.",
    True,
)
_DIRECTIVE = (
    "En linje, der begynder med %, betyder noget særligt i YAML og bruges ikke her. Slet den.",
    "A line that begins with % has a special meaning in YAML and is not used here. Delete it.",
    True,
)
#: What libyaml says, in plain words; whether the place is where the construct began, and not where it broke.
_SYNTAX = {
    "found unexpected end of stream while scanning a quoted": (
        "Et anførselstegn lukkes aldrig. Sæt det, der mangler.",
        "A quotation mark is never closed. Add the one that is missing.",
        True,
    ),
    "found unexpected document indicator": (
        "Et anførselstegn lukkes aldrig. Sæt det, der mangler.",
        "A quotation mark is never closed. Add the one that is missing.",
        True,
    ),
    "found a tab character": (
        "Et tabulatortegn bruges som indrykning. Brug mellemrum.",
        "A tab is used to indent. Use spaces.",
        False,
    ),
    "mapping values are not allowed": (
        "Et kolon står, hvor der ikke kan begynde en værdi. Sæt teksten i anførselstegn, eller ret indrykningen.",
        "A colon stands where no value can begin. Put the text in quotation marks, or mend the indentation.",
        False,
    ),
    "found unknown escape character": (
        "Ukendt tegn efter \\ i en tekst i dobbelte anførselstegn. Skriv \\\\, eller brug enkelte anførselstegn.",
        "Unknown character after \\ in a text in double quotes. Write \\\\, or use single quotes.",
        False,
    ),
    "did not find expected key": (
        "Her ventes en nøgle med samme indrykning som de andre. Ret indrykningen, eller sæt teksten i anførselstegn.",
        "A key is expected here, indented as the others. Mend the indentation, or put the text in quotation marks.",
        False,
    ),
    "could not find expected ':'": (
        "Der mangler et kolon efter nøglen, eller linjen er rykket forkert ind.",
        "A colon is missing after the key, or the line is indented wrongly.",
        True,
    ),
    "did not find expected '-' indicator": (
        "Her ventes endnu et punkt (-) med samme indrykning som de andre. Ret indrykningen.",
        "Another item (-) is expected here, indented as the others. Mend the indentation.",
        False,
    ),
    "did not find expected ',' or ']'": (
        "En liste i [ ] mangler et komma eller lukkes ikke.",
        "A list in [ ] lacks a comma or is not closed.",
        False,
    ),
    "did not find expected ',' or '}'": (
        "En gruppe i { } mangler et komma eller lukkes ikke. En tekst med komma skal i anførselstegn.",
        "A mapping in { } lacks a comma or is not closed. A text with a comma has to be in quotation marks.",
        False,
    ),
    "found character that cannot start any token": (
        "Teksten begynder med et tegn, der betyder noget i YAML (som @, ` eller %). Sæt den i anførselstegn.",
        "The text begins with a character that has a meaning in YAML (such as @, ` or %). Put it in quotation marks.",
        False,
    ),
    "did not find expected <document start>": (
        "Filens indhold er slut før denne linje, så den kan ikke høre til. Ret indrykningen, eller det, der står lige før.",
        "The content of the file has ended before this line, so it cannot belong to it. Mend the indentation, or what stands right before.",
        False,
    ),
    "block sequence entries are not allowed": (
        "En liste begynder på en linje for sig. Flyt punktet (-) ned på den næste linje, eller sæt teksten i anførselstegn.",
        "A list begins on a line of its own. Move the item (-) to the next line, or put the text in quotation marks.",
        False,
    ),
    "expected node content while parsing a flow node at the end": _NOT_CLOSED,
    "expected node content": _STRAY_SIGN,
    "exceeded maximum nesting depth": _TOO_DEEP,
    "expected comment or line break": _BLOCK_TEXT,
    "indentation indicator": _BLOCK_TEXT,
    "invalid Unicode character escape code": _ESCAPE,
    "expected hexdecimal number": _ESCAPE,
    "expected alphabetic or numeric character": _NAME,
    "tag directive": _DIRECTIVE,
    "scanning a directive": _DIRECTIVE,
    "incompatible YAML document": _DIRECTIVE,
    "directive": _DIRECTIVE,
    "undefined tag handle": _TAG,
    "a tag": _TAG,
}
