"""YAML text to plain values with positions, with syntax errors in plain words.

libyaml reports where it gave up, which may be lines after the cause. So the text before that position is searched for what an editor
is likely to have typed or pasted.

Only the part of YAML that an editor needs is read: mappings, lists and text. Text stays text (``no``, ``010`` and dates
included) until the model interprets it. The rest (anchors, aliases, merge keys, tags, several documents) can hide or multiply
content, and is refused.
"""

import codecs
import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from typing import NamedTuple

import yaml

from service_catalogue.messages.problem import MAX_PROBLEMS, CheckRule, Location, Problem
from service_catalogue.messages.quotation import INVISIBLE, quote
from service_catalogue.messages.texts import Message, message
from service_catalogue.yaml.values import Map, Scalar, Seq, Text, Value, composed, unread


class Slip(NamedTuple):
    """A slip, and the index of its first character in the text."""

    start: int
    message: Message


#: Characters that look like a space and are none in YAML.
_HARD_SPACE = "[\u00a0\u2000-\u200a\u202f\u3000]"
_HARD_INDENT = re.compile(_HARD_SPACE)
_CONFLICT = re.compile(r"^<{7}(?: .*)?\n(?:.*\n)*?={7}\n(?:.*\n)*?>{7}(?: .*)?$", re.MULTILINE)
_CONFLICT_LINE = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$")
_INDENTATION = re.compile(rf"[ \t]*(?={_HARD_SPACE})")
_UNSPACED = re.compile(rf"(?P<key>[A-Za-z][A-Za-z0-9_-]*):(?P<hard>{_HARD_SPACE})?(?P<rest>[^ \t\n/].*)", re.DOTALL)
#: A list item without the space after its hyphen.
_DASH = re.compile(r"-(?:[{\[]|[A-Za-z][A-Za-z0-9-]*:(?= |$))")
_BEFORE_KEY = re.compile(r"[ ]*(?:- +)*")
_SMART_QUOTE = re.compile(r"(?:^[ ]*|[:,\[{-] +|[\[{])(?P<mark>[“”„‟‘’‚«»])")
#: A whole text in such quotation marks.
_IN_SMART_QUOTES = re.compile(r"[“”„‟‘’‚«»].*[“”‟‘’«»]", re.DOTALL)
_TAB_BETWEEN = re.compile(r"[^\s#](?P<tab>\t)\s*[^\s#]")
_COMMENT_WITH_BRACKET = re.compile(r"(?<=[ \t])#[^\n]*[\]}]")
#: A line inside a quoted text that looks like a key.
_KEY_LINE = re.compile(r"\n[ ]*(?:- +)*[a-z][a-z0-9-]*:(?=[ \n])")

#: A quoted text that contains the next key of its line.
_WITH_KEY = re.compile(r", [a-z][a-zA-Z0-9-]*: ?[\"']")
#: An empty cell at the end of a line: YAML takes it for the start of an item.
_LAST_DASH = re.compile(r"-[ ]*\n\s*")

#: The rest of a line after a closing quotation mark.
_GOES_ON = re.compile(r"[ ]*(?=[^\s,:#\[\]{}\"'])")
_KEY = re.compile(r"(?P<key>[a-z][a-z0-9-]*):(?= |$)")

_HARD_INDENTATION = Message("slip.hard-indentation")
_SMART = Message("slip.smart-quotes")
_TABS = Message("slip.tabs")
_QUOTE = Message("slip.open-quote")
UNQUOTED_REFERENCE = Message("slip.reference")
#: A text without quotation marks, up to its first reference: one that begins with it, or is between braces.
_UNQUOTED = re.compile(r"(?<=[:-] )(?P<text> *[^\"'{}\[\],\n]*?)\[\[[^\[\]\n]+\]\]")
_BRACKET = {yaml.FlowSequenceStartToken: Message("slip.open-list"), yaml.FlowMappingStartToken: Message("slip.open-mapping")}


def conflicts(text: str) -> Iterator[Slip]:
    """Yield each merge conflict."""
    for hit in _CONFLICT.finditer(text) if "\n=======\n" in text else ():
        last = text.count("\n", 0, hit.end()) + 1
        yield Slip(hit.start(), message("slip.conflict", line=last))


def unspaced(text: str) -> tuple[str, Message] | None:
    """Return the key of ``text`` if its colon lacks the space after it (``da:Text``), with the message about that."""
    hit = _UNSPACED.match(text)
    if hit is None:
        return None
    key, better = quote(f"{hit['key']}:"), quote(f"{hit['key']}: {hit['rest'].splitlines()[0]}")
    return hit["key"], message("slip.hard-space" if hit["hard"] else "slip.missing-space", key=key, better=better)


def in_smart_quotes(text: str) -> Message | None:
    """Return the message about a ``text`` in typographic quotation marks."""
    return _SMART if _IN_SMART_QUOTES.fullmatch(text) else None


def cut(mapping: Map, key: Scalar) -> tuple[Location, Message] | None:
    """Return the position and the message about a ``key`` that is the rest of an unquoted text of ``mapping`` after a comma."""
    keys = list(mapping)
    before = mapping[keys[max(keys.index(key) - 1, 0)]]
    if mapping[key] or not isinstance(before, Scalar) or before is mapping[key]:
        return None
    return (before.at, _SMART) if _SMART_QUOTE.match(before) else (key.at, Message("slip.cut"))


def between_tabs(text: str) -> Message | None:
    """Return the message about a ``text`` with a tab between two values."""
    return _TABS if _TAB_BETWEEN.search(text) else None


def items_of(text: str) -> list[str]:
    """Return the items of a list that is written without its brackets, in others, or with other signs than commas."""
    items = re.split(r"\s*[,;|]\s*|\s+/\s+", text.strip(" (){}\"'"))
    return ["–" if item == "-" else item for item in items if item]  # a hyphen alone is no item in YAML


def behind_error(text: str, error: yaml.MarkedYAMLError) -> Slip | None:
    """Return the slip that caused the error; ``None`` if it is not a known one."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return None
    index = min(mark.index, len(text))  # libyaml may point past the end
    tokens = [*_tokens(text, index)]
    brackets, words = _open_brackets(tokens), [token for token in tokens if isinstance(token, yaml.ScalarToken)]
    start = next((token.start_mark.index for token in (*words[-1:], *tokens)), 0)
    slip = _unquoted_reference(text, index) or (_in_quotes(text, index, brackets, words[-1]) if words else None)
    slip = slip or _in_lines(text, text.rfind("\n", 0, start) + 1, index)
    if slip or "quoted" in (error.context or ""):
        return slip
    return _in_brackets(text, index, brackets[-1], words) if brackets else _too_deep(text, index, words)


def _unquoted_reference(text: str, index: int) -> Slip | None:
    """Return the slip of a reference without quotation marks; its text may go on on the line of the error."""
    for hit in _UNQUOTED.finditer(text, text.rfind("\n", 0, max(text.rfind("\n", 0, index), 0)) + 1):
        if hit.start() > index:
            break
        if hit.end("text") <= index <= hit.end() + 1 or not text[hit.end() : index].strip():
            return Slip(hit.end("text"), UNQUOTED_REFERENCE)
    return None


def _open_brackets(tokens: list[yaml.Token]) -> list[yaml.Token]:
    brackets: list[yaml.Token] = []
    for token in tokens:
        if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
            brackets.append(token)
        elif isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken) and brackets:
            brackets.pop()
    return brackets


def _in_quotes(text: str, index: int, brackets: list[yaml.Token], last: yaml.ScalarToken) -> Slip | None:
    """Return the slip of quotation marks that are left open around ``last``, or closed too early."""
    start, end = last.start_mark.index, last.end_mark.index
    if text.startswith(("'", '"'), start) and _KEY_LINE.search(text, start, end):
        return Slip(start, _QUOTE)
    if last.style and not (brackets and isinstance(brackets[-1], yaml.FlowSequenceStartToken)):
        goes_on = _GOES_ON.match(text, end)
        if goes_on and goes_on.end() == index and not _WITH_KEY.search(text, start, index):
            key = _KEY.match(text, index) if brackets else None
            return Slip(index, message("slip.missing-comma", key=quote(key[0])) if key else Message("slip.after-quote"))
    return None


def _in_brackets(text: str, index: int, bracket: yaml.Token, words: list[yaml.ScalarToken]) -> Slip | None:
    """Return the slip inside ``bracket``; libyaml has read ``words``."""
    opening = bracket.start_mark.index
    start, end = (words[-1].start_mark.index, words[-1].end_mark.index) if words else (0, 0)
    if words and words[-1].style and end <= index and _WITH_KEY.search(text, start, end):
        return Slip(start, _QUOTE)
    dash = _LAST_DASH.match(text, index)
    index = dash.end() if dash else index
    if text.startswith(":", index) and words and start > opening and "\n" not in text[opening:index]:
        key = words[-1].value.rpartition(" ")[2] if " " in words[-1].value else ""
        fault = message("slip.colon-or-comma", key=quote(f"{key}:")) if _KEY.fullmatch(f"{key}:") else Message("slip.colon")
        return Slip(start, fault)
    if not _is_left_open(text, opening, index):
        return None
    comment = _COMMENT_WITH_BRACKET.search(text, opening, (text.find("\n", opening) + 1 or len(text)))
    if comment and not any(word.start_mark.index < comment.start() < word.end_mark.index for word in words):
        return Slip(comment.start(), Message("slip.closed-in-comment"))
    return Slip(opening, _BRACKET[type(bracket)])


def _too_deep(text: str, index: int, words: list[yaml.ScalarToken]) -> Slip | None:
    """Return the slip of a key whose indentation continues the value of the line before."""
    if len(words) < 2 or not text.startswith(":", index):
        return None
    key, value = words[-2:]
    line = text.rfind("\n", 0, index) + 1
    if (
        not text.startswith(":", key.end_mark.index)
        or value.style
        or key.end_mark.line != value.start_mark.line
        or value.start_mark.index >= line
    ):
        return None
    return Slip(line + width(text[line:index]), message("slip.too-deep", key=quote(key.value), line=key.start_mark.line + 1))


def _is_left_open(text: str, opening: int, index: int) -> bool:
    """Return whether the bracket at ``opening`` is open where a line is not indented more than its own, or the text ends."""
    if not text[index:].strip():
        return True
    own, *lines = text[text.rfind("\n", 0, opening) + 1 : index + 1].split("\n")
    return any(line.strip() and width(line) <= width(own) for line in lines)


def width(line: str) -> int:
    """Return the number of spaces at the start of ``line``."""
    return len(line) - len(line.lstrip(" "))


def _tokens(text: str, index: int) -> Iterator[yaml.Token]:
    try:
        for token in yaml.scan(text, Loader=yaml.CSafeLoader):
            if token.start_mark.index >= index:
                return
            yield token
    except yaml.YAMLError:
        return


def _in_lines(text: str, start: int, index: int) -> Slip | None:
    """Return the first slip in the lines from ``start`` to ``index``."""
    end = text.find("\n", index)
    for line in text[start : end if end >= 0 else len(text)].split("\n"):
        slip = _in_line(line)
        if slip:
            return Slip(start + slip.start, slip.message)
        start += len(line) + 1
    return None


def _in_line(line: str) -> Slip | None:
    if line.lstrip(" ").startswith("#"):
        return None
    if _CONFLICT_LINE.match(line):
        return Slip(0, Message("slip.left-over"))
    indentation = _INDENTATION.match(line)
    if indentation:
        return Slip(indentation.end(), _HARD_INDENTATION)
    before = len(line) - len(_BEFORE_KEY.sub("", line, count=1))
    dash = _DASH.match(line, before)
    if dash:
        return Slip(before, message("slip.missing-space-after-dash", better=quote(f"- {line[before + 1 :].rstrip()}")))
    missing = unspaced(line[before:])
    if missing:
        return Slip(before, missing[1])
    smart = _SMART_QUOTE.search(line)
    if smart:
        return Slip(smart.start("mark"), _SMART)
    tab = _TAB_BETWEEN.search(line)
    return Slip(tab.start("tab"), _TABS) if tab else None


#: Maximum number of nested levels.
MAX_DEPTH = 20


class Fault(NamedTuple):
    """A syntax error in plain words."""

    #: The name of the message of the rule ``unreadable-file``.
    name: str
    #: True if it is reported at the start of the construct, not where that broke.
    at_context: bool = False


def in_plain_words(error: yaml.MarkedYAMLError, rest: str) -> Fault:
    """Return the fault that ``error`` means; ``rest`` is the text from its position on."""
    text = " ".join(part for part in (error.problem, error.context) if part)
    if rest.startswith("\t"):
        text = "found a tab character"
    elif "expected node content" in text:
        text += " at the end" if not rest.strip() else f" before {rest[0]}"
    return next((fault for sign, fault in _faults().items() if sign in text), Fault("syntax"))


@functools.cache
def _faults() -> dict[str, Fault]:
    known = yaml.load(resources.files(__package__).joinpath("faults.yaml").read_text("utf-8"), yaml.CSafeLoader)
    return {sign: Fault(*fault) for sign, fault in known.items()}


MAX_BYTES = 1_000_000

UNREADABLE = CheckRule("unreadable-file")
FORBIDDEN = CheckRule("forbidden-yaml")
DUPLICATE_KEY = CheckRule("duplicate-key")
INVISIBLE_CHARACTER = CheckRule("invisible-character")
RULES = (UNREADABLE, FORBIDDEN, DUPLICATE_KEY, INVISIBLE_CHARACTER)


def read(path: str, raw: bytes) -> tuple[Value | None, list[Problem]]:
    """Return the value of ``raw``, ``None`` if it cannot be read, and every problem in it. Never raises."""
    text, problems = decode(path, raw)
    if text is None:
        return None, problems
    return _Composer(text).compose()


def decode(path: str, raw: bytes) -> tuple[Text | None, list[Problem]]:
    """Return the text of ``raw``, ``None`` if it cannot be read as YAML, and every problem in its characters."""
    if len(raw) > MAX_BYTES:
        return None, [UNREADABLE.problem(Location(path), "too-large", most=MAX_BYTES)]
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or raw[:1000].count(0) > len(raw[:1000]) * 0.4:
        return None, [UNREADABLE.problem(Location(path), "utf-16")]
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        decoded = raw.decode()
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode().replace("\r\n", "\n").replace("\r", "\n")
        return None, [UNREADABLE.problem(Text(path, before).location(len(before)), "not-utf-8", byte=f"0x{raw[error.start]:02X}")]
    text = Text(path, decoded.replace("\r\n", "\n").replace("\r", "\n"))
    hits = itertools.islice(INVISIBLE.finditer(text.text), MAX_PROBLEMS + 1)
    invisible = [_invisible(text.location(hit.start()), hit[0]) for hit in hits]
    if len(invisible) > MAX_PROBLEMS:
        invisible[MAX_PROBLEMS] = _too_many(invisible[MAX_PROBLEMS].at)
    # libyaml stops at the first of them; every one is reported here instead.
    unresolved = [Problem(text.location(slip.start), UNREADABLE, slip.message) for slip in conflicts(text.text)]
    problems = [*invisible, *unresolved[:MAX_PROBLEMS]]
    return (None, problems) if problems else (text, [])


def _invisible(at: Location, character: str) -> Problem:
    name = f"U+{ord(character):04X}"
    return INVISIBLE_CHARACTER.problem(at, character=name)


def _too_many(at: Location) -> Problem:
    return UNREADABLE.problem(at, "too-many", most=MAX_PROBLEMS)


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is being filled."""

    container: Map | Seq
    #: The key that waits for its value; ``None`` while a key is awaited.
    key: Scalar | None = None
    #: The first of successive duplicate keys, the line of the key that it repeats, and the index of its problem.
    twice: tuple[Scalar, int, int] | None = None


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
                        self._forbid(event, "directive")
                    if documents > 1:
                        self._forbid(event, "document")
                        return None, self.problems  # one document may have been split by accident
        except yaml.MarkedYAMLError as error:
            self.problems.append(self._syntax(error))
            return None, self.problems
        except (yaml.YAMLError, UnicodeError):
            self.problems.append(UNREADABLE.problem(Location(self.text.path)))
            return None, self.problems
        if self.root is None:
            self.problems.append(UNREADABLE.problem(Location(self.text.path), "empty"))
        return self.root, self.problems

    def _at(self, event: yaml.Event) -> Location:
        mark, length = event.start_mark, len(self.text.text)
        if mark is None or mark.index >= length:  # libyaml may point past the end
            return self.text.location(length)
        return Location(self.text.path, mark.line + 1, mark.column + 1)

    def _forbid(self, event: yaml.Event, construct: str, **values: object) -> None:
        self.problems.append(FORBIDDEN.problem(self._at(event), what=message(f"forbidden-yaml.{construct}", **values)))

    def _node(self, event: yaml.NodeEvent) -> bool:
        """Add one node; return false if the file is nested too deeply, or has too many faults."""
        if event.anchor is not None:
            self._forbid(event, "alias" if isinstance(event, yaml.AliasEvent) else "anchor", name=quote(event.anchor))
        if (tag := getattr(event, "tag", None)) is not None:  # an alias has none
            self._forbid(event, "tag", name=quote(tag))
        value: Value
        if isinstance(event, yaml.CollectionStartEvent):
            value = Map() if isinstance(event, yaml.MappingStartEvent) else Seq()
            value.at = self._at(event)
        else:
            value = self._scalar(event)
        if len(self.problems) > MAX_PROBLEMS:
            self.problems.append(_too_many(value.at))
            return False
        frame = self.frames[-1] if self.frames else None
        if frame is None:
            self.root = value
        elif isinstance(frame.container, Seq):
            frame.container.append(value)
        elif frame.key is None:
            key = frame.key = self._key(event, value)
            if key.is_plain and _HARD_INDENT.match(key):
                self.problems.append(Problem(value.at, UNREADABLE, _HARD_INDENTATION))
                return False
        else:
            self._put(frame, frame.key, value)
            frame.key = None
        if not isinstance(value, Scalar):
            self.frames.append(_Frame(value))
            if len(self.frames) > MAX_DEPTH:
                self.problems.append(UNREADABLE.problem(value.at, "too-deep", most=MAX_DEPTH))
                return False
        return True

    def _scalar(self, event: yaml.NodeEvent) -> Scalar:
        content = composed(getattr(event, "value", ""))  # an alias has none
        # The text itself was searched before: only an escape such as "\u200b" can hide one.
        hidden = INVISIBLE.search(content) if getattr(event, "style", None) == '"' else None
        if hidden:
            self.problems.append(_invisible(self._at(event), hidden[0]))
        start, end, length = event.start_mark, event.end_mark, len(self.text.text)
        # libyaml may point past the end.
        place = (start.index, end.index) if start and end and start.index < length else (length, length)
        shown = INVISIBLE.sub("", content) if hidden else content
        return Scalar(shown, self.text, place, unread=not shown and bool(content or isinstance(event, yaml.AliasEvent)))

    def _key(self, event: yaml.NodeEvent, value: Value) -> Scalar:
        if not isinstance(value, Scalar):
            self._forbid(event, "key")
            return unread(value.at)
        if value == "<<":
            self._forbid(event, "merge")
            return unread(value.at)
        return value

    def _put(self, frame: _Frame, key: Scalar, value: Value) -> None:
        container = frame.container
        if key.unread or not isinstance(container, Map):
            return
        if key not in container:
            container[key] = value
            frame.twice = None
        elif frame.twice is None or frame.twice[0] == key:
            line = container.key(key).at.line
            frame.twice = key, line, len(self.problems)
            self.problems.append(DUPLICATE_KEY.problem(key.at, key=quote(key), line=line))
            if isinstance(known := container[key], Scalar) and not (known or known.unread):
                container[key] = value  # the line was written twice: the key with the value counts
            else:
                container.repeated.append((key, value))
        else:  # one slip: the start of another item is missing above them
            first, line, number = frame.twice
            self.problems[number] = DUPLICATE_KEY.problem(first.at, "several", key=quote(first), line=line)
            self._divide(frame, container)
            if frame.container is container:
                container.repeated.append((key, value))
            else:
                self._put(frame, key, value)

    def _divide(self, frame: _Frame, container: Map) -> None:
        """Continue with another item from the repeated key of ``container``: the key that begins an item is missing."""
        parent = self.frames[-2].container if len(self.frames) > 1 else None
        if parent is None or not container.repeated:
            return
        item = Map([container.repeated.pop()])
        item.at = next(iter(item)).at
        frame.container = item
        if isinstance(parent, Map):
            parent.repeated.append((unread(item.at), item))
            return
        first = next(iter(container))
        if first not in item:
            item[first.saying(first)] = unread(item.at)
        parent.append(item)

    def _syntax(self, error: yaml.MarkedYAMLError) -> Problem:
        slip = behind_error(self.text.text, error)
        if slip:
            return Problem(self.text.location(slip.start), UNREADABLE, slip.message)
        mark = error.problem_mark or error.context_mark
        fault = in_plain_words(error, self.text.text[mark.index :] if mark else "")
        if fault.at_context and error.context_mark:
            mark = error.context_mark
        # libyaml may point past the end.
        at = self.text.location(min(mark.index, len(self.text.text))) if mark else Location(self.text.path)
        return UNREADABLE.problem(at, fault.name, most=MAX_DEPTH)
