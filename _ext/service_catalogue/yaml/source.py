"""YAML text to plain values with positions.

Only the part of YAML that an editor needs is read: mappings, lists and text. Text stays text (``no``, ``010`` and dates
included) until the model interprets it. The rest (anchors, aliases, merge keys, tags, several documents) can hide or multiply
content, and is refused.
"""

import codecs
import itertools
from dataclasses import dataclass, field

import yaml

from service_catalogue.messages import message
from service_catalogue.messages.problem import INVISIBLE, MAX_PROBLEMS, Location, Problem, Rule, quote
from service_catalogue.yaml import syntax_hints
from service_catalogue.yaml.syntax_hints import MAX_DEPTH, in_plain_words
from service_catalogue.yaml.values import Map, Scalar, Seq, Text, Value, composed, unread

MAX_BYTES = 1_000_000

UNREADABLE = Rule(
    "unreadable-file",
    example="""\
 motto:
-  da: Drift: hele døgnet
-  en: Operation: around the clock
+  da: "Drift: hele døgnet"
+  en: "Operation: around the clock"
""",
)
FORBIDDEN = Rule(
    "forbidden-yaml",
    example="""\
-name: &name {da: Hosting, en: Hosting}
-motto: *name
+name: {da: Hosting, en: Hosting}
+motto: {da: Hosting, en: Hosting}
""",
)
DUPLICATE_KEY = Rule(
    "duplicate-key",
    example="""\
 motto:
-  da: Stabil drift
+  da: Sikker drift
   en: Stable operation
-  da: Sikker drift
""",
)
INVISIBLE_CHARACTER = Rule(
    "invisible-character",
    example="""\
-name: {da: "Host\\u200Bing", en: Hosting}
+name: {da: "Hosting", en: Hosting}
""",
)
RULES = (UNREADABLE, FORBIDDEN, DUPLICATE_KEY, INVISIBLE_CHARACTER)


def read(path: str, raw: bytes) -> tuple[Value | None, list[Problem]]:
    """Return the value of ``raw``, ``None`` if it cannot be read, and every problem in it. Never raises."""
    text, problems = _decode(path, raw)
    if text is None:
        return None, problems
    return _Composer(text).compose()


def _decode(path: str, raw: bytes) -> tuple[Text | None, list[Problem]]:
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
    unresolved = [Problem(text.location(at), UNREADABLE, said) for at, said in syntax_hints.conflicts(text.text)]
    found = [*invisible, *unresolved[:MAX_PROBLEMS]]
    return (None, found) if found else (text, [])


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
    length: int = 0

    def compose(self) -> tuple[Value | None, list[Problem]]:
        documents, text = 0, self.text.text
        self.length = len(text)
        try:
            for event in yaml.parse(text, Loader=yaml.CSafeLoader):
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
        mark = event.start_mark
        if mark is None or mark.index >= self.length:  # libyaml may point past the end
            return self.text.location(self.length)
        return Location(self.text.path, mark.line + 1, mark.column + 1)

    def _forbid(self, event: yaml.Event, what: str, **values: object) -> None:
        self.problems.append(FORBIDDEN.problem(self._at(event), what=message(f"forbidden-yaml.{what}", **values)))

    def _node(self, event: yaml.NodeEvent) -> bool:
        """Add one node; return false if the file is nested too deeply, or has too many faults."""
        if event.anchor is not None:
            self._forbid(event, "alias" if isinstance(event, yaml.AliasEvent) else "anchor", name=quote(event.anchor))
        if (tag := getattr(event, "tag", None)) is not None:  # an alias has none
            self._forbid(event, "tag", name=quote(tag))
        value = self._collection(event) if isinstance(event, yaml.CollectionStartEvent) else self._scalar(event)
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
            indented = syntax_hints.hard_indentation(key)
            if indented and key.is_plain:
                self.problems.append(Problem(value.at, UNREADABLE, indented))
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

    def _collection(self, event: yaml.CollectionStartEvent) -> Map | Seq:
        collection: Map | Seq = Map() if isinstance(event, yaml.MappingStartEvent) else Seq()
        collection.at = self._at(event)
        return collection

    def _scalar(self, event: yaml.NodeEvent) -> Scalar:
        content = composed(getattr(event, "value", ""))  # an alias has none
        # The text itself was searched before: only an escape such as "\u200b" can hide one.
        hidden = INVISIBLE.search(content) if getattr(event, "style", None) == '"' else None
        if hidden:
            self.problems.append(_invisible(self._at(event), hidden[0]))
        start, end = event.start_mark, event.end_mark
        place = self.length, self.length  # libyaml may point past the end
        if start and end and start.index < self.length:
            place = start.index, end.index
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
        slip = syntax_hints.behind_error(self.text.text, error)
        if slip:
            return Problem(self.text.location(slip.start), UNREADABLE, slip.message)
        mark = error.problem_mark or error.context_mark
        fault = in_plain_words(error, self.text.text[mark.index :] if mark else "")
        if fault.at_context and error.context_mark:
            mark = error.context_mark
        # libyaml may point past the end.
        at = self.text.location(min(mark.index, len(self.text.text))) if mark else Location(self.text.path)
        return UNREADABLE.problem(at, fault.name, most=MAX_DEPTH)
