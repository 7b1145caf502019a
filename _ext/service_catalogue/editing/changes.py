"""Change files: small changes to values, as lines of JSON, put into the lines of the data that they touch.

A line names an object by its address in the record of reviews, a key in it, the digest of the value that was there, and the new one::

    {"at": "2a.security-4", "key": "text.en", "was": "0123456789ab", "now": "Backups are taken every night."}
    {"at": "2a.backup.middleware.customer", "was": "fedcba987654", "now": "I 5"}
    {"at": "2a.section.security", "key": "statements.-", "was": null, "now": {"id": "security-9", "text": {…}}}

Without a key it is a cell. A key that ends in ``-`` adds an item to a list; ``null`` is no value.

The same changes are made from a sheet for translators, in YAML or XLSX: the texts that a language lacks, or whose translation is older.
A row has the address and the key of a text as above, the digest of the translation, the text in the language that prevails, and the
translation.
"""

import difflib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import yaml

from service_catalogue.editing.source_edits import CannotEdit, Source
from service_catalogue.editing.spreadsheet import read_grids
from service_catalogue.editing.yaml_text import SHORT, indented, yaml_text
from service_catalogue.messages.problem import Location
from service_catalogue.messages.quotation import quote
from service_catalogue.messages.suggestion import did_you_mean
from service_catalogue.messages.texts import Message, message
from service_catalogue.model.catalogue import FILES, SERVICES_FOLDER, Catalogue
from service_catalogue.model.fields import walk_of
from service_catalogue.model.matrix import NO_ROLE, Cell
from service_catalogue.model.reviewed import address_of, suspects, text_digest
from service_catalogue.schema.forms import says_nothing
from service_catalogue.yaml.source import read
from service_catalogue.yaml.transaction import Transaction
from service_catalogue.yaml.values import Map, Seq

#: A value of JSON; of YAML, each word is a text.
Content: TypeAlias = str | list[Any] | dict[str, Any] | None
#: A node of PyYAML, whose types do not say what it has.
Node: TypeAlias = Any

#: The key that adds an item to a list.
_NEW = "-"
_KEYS = {"at", "was", "now"}


class ChangeLine(NamedTuple):
    """A change to one value."""

    at: str
    #: The path of the value in the object; empty for a cell.
    key: tuple[str, ...]
    #: ``None`` if there was no value.
    was: str | None
    now: Content
    place: Location


def read_lines(content: bytes, name: str) -> Iterator[ChangeLine | tuple[Location, Message]]:
    """Yield the changes in the file ``name``, and of each line that is none its place and why."""
    for number, line in enumerate(content.decode("utf-8-sig", "replace").splitlines(), 1):
        place = Location(name, number)
        try:
            value = json.loads(line) if line.strip() else None
        except (ValueError, RecursionError):
            value = line
        if value is None:
            continue
        is_change = isinstance(value, dict) and {*value} - {"key"} == _KEYS
        if is_change and all(isinstance(value.get(name), str | None) for name in ("at", "key", "was")):
            key = tuple(filter(None, (value.get("key") or "").split(".")))
            yield ChangeLine(value["at"], key, value["was"], value["now"], place)
        else:
            yield place, message("apply.no-change")


def value_digest(value: Content) -> str | None:
    """Return the digest of a value, as the record of reviews makes it of a text; ``None`` for no value."""
    if value is None:
        return None
    return text_digest(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True))


class EditableObjects:
    """The objects of a catalogue by their addresses, and their nodes in the files."""

    def __init__(self, change: Transaction, catalogue: Catalogue) -> None:
        self._change, self._catalogue = change, catalogue
        self._sources: dict[str, Source] = {}
        self._nodes: dict[str, dict[tuple[int, int], Node]] = {}

    @cached_property
    def by_address(self) -> dict[str, Any]:
        """The objects, and the cells that are written in the file of their service, each at a place of its own."""
        objects, known = {}, walk_of(self._catalogue).objects
        written = Counter(thing.written.at for thing in known.values() if isinstance(thing, Cell))
        for name, thing in known.items():
            kind, _, id = name.partition(":")
            file = (Path(self._catalogue.folder) / SERVICES_FOLDER / f"{id.partition('.')[0]}.yaml").as_posix()
            if kind != "cell":
                objects[address_of(name)] = thing
            elif thing.written.at.path == file and written[thing.written.at] == 1:
                objects[id] = thing
        return objects

    def source(self, path: str) -> Source:
        """Return the file at ``path``, with the changes so far."""
        if path not in self._sources:
            source = self._sources[path] = Source(self._change, Path(path))
            nodes = self._nodes[path] = {}
            open_nodes: list[Node] = [yaml.compose(source.text, yaml.CSafeLoader)]
            for node in open_nodes:  # grows in the loop
                nodes.setdefault(_start(node), node)
                open_nodes += [part for pair in node.value for part in pair] if isinstance(node, yaml.MappingNode) else ()
                open_nodes += node.value if isinstance(node, yaml.SequenceNode) else ()
        return self._sources[path]

    def node(self, at: Location) -> tuple[Source, Node]:
        """Return the file and the mapping, list or text at ``at``."""
        source = self.source(at.path)
        return source, self._nodes[at.path][at.line, at.column]

    def found(self, address: str) -> tuple[Source, Node] | None:
        """Return the file and the node of the object or list at ``address``; ``None`` if there is none."""
        for file, kinds in FILES.items():
            if address in kinds:
                source = self.source((Path(self._catalogue.folder) / file).as_posix())
                return self.node(source.value[address].at) if address in source.value else None
        return self.node(_at(self.by_address[address])) if address in self.by_address else None

    def current(self) -> Iterator[dict[str, Any]]:
        """Yield a change for every value, which changes nothing."""
        for address in self.by_address:
            for path, inner in self._own_values(address):
                if path != ("id",):
                    key = {"key": ".".join(path)} if path else {}
                    yield {"at": address, **key, "was": value_digest(_value(inner)), "now": _value(inner)}

    def texts(self, address: str, languages: Collection[str], keys: Sequence[str] = ()) -> list[dict[str, Any]]:
        """Return the texts of the object at ``address`` in all ``languages``, and its values under ``keys``, with their places in the file."""
        leaves = ((path, inner.value) for path, inner in self._own_values(address) if {*path[-1:]} & {*languages})
        texts = (path[:-1] for path, value in leaves if value and isinstance(value, str) and path[0] != "lang")
        own = (".".join((*path, language)) for path in dict.fromkeys(texts) for language in languages)
        return [self._place(address, key) for key in dict.fromkeys((*own, *keys))]

    def _place(self, address: str, key: str) -> dict[str, Any]:
        """Return a value as a change that changes nothing, with its start, end and style, or where it would be added."""
        edit, left = _reached(*self.node(_at(self.by_address[address])), [*filter(None, key.split("."))])
        value = None if left else _value(edit.node)
        known = {"at": address, "was": value_digest(value), "now": value} | ({"key": key} if key else {})
        if left:
            return known | ({"room": [*room, len(left)]} if (room := edit.room) else {})
        return known | {"span": [edit.node.start_mark.index, edit.end, edit.node.style or ""]}

    @cached_property
    def _places(self) -> dict[str, set[tuple[int, int]]]:
        """The places of all objects but cells, by file."""
        places: dict[str, set[tuple[int, int]]] = defaultdict(set)
        for thing in self.by_address.values():
            if not isinstance(thing, Cell):
                places[thing.at.path].add((thing.at.line, thing.at.column))
        return places

    def _own_values(self, address: str) -> Iterator[tuple[tuple[str, ...], Node]]:
        """Yield the values of an object, not those of the objects in it."""
        at = _at(self.by_address[address])
        return _leaves(self.node(at)[1], self._places[at.path])

    def write(self) -> list[Path]:
        """Write the changed files; return them."""
        for source in self._sources.values():
            source.write()
        return [source.path for source in self._sources.values() if source.edited != source.text]

    def apply(self, line: ChangeLine) -> Message | None:
        """Change one value; return why it cannot be changed."""
        try:
            return self._apply(line)
        except CannotEdit as error:
            return error.said

    def _apply(self, line: ChangeLine) -> Message | None:
        hit = self.found(line.at)
        if hit is None:
            return message("apply.unknown", name=quote(line.at), hint=did_you_mean(line.at, self.by_address))
        edit, left = _reached(*hit, line.key)
        was = None if left else _value(edit.node)
        if was == line.now:
            return None
        if value_digest(was) != line.was:
            now = quote(was if isinstance(was, str) else json.dumps(was, ensure_ascii=False))
            return message("apply.changed", key=quote(".".join((line.at, *line.key))), now=now)
        if left:
            edit.add(left, line.now)
        elif line.now is None:
            edit.remove()
        elif isinstance(was, str) and isinstance(line.now, str):
            edit.reword(line.now if line.key else re.sub(r"^\s*[-.](?=\s|$)", NO_ROLE, line.now))
        else:
            edit.replace(line.now)
        return None


def _at(thing: Any) -> Location:
    """Return the place of an object; of a cell, that of its text."""
    at: Location = (thing.written if isinstance(thing, Cell) else thing).at
    return at


def _reached(source: Source, node: Node, path: Sequence[str]) -> tuple["_Edit", list[str]]:
    """Return the value under ``path`` in ``node`` or, with the keys that it lacks, the last that there is."""
    edit, left = _Edit(source, node, None, node), list(path)
    while left and (step := _step(edit.node, left[0])):
        edit = _Edit(source, edit.node, *step)
        left.pop(0)
    return edit, left


def _step(node: Node, key: str) -> tuple[Node | None, Node] | None:
    """Return the key and the value under ``key``; ``None`` if there is none."""
    if isinstance(node, yaml.MappingNode):
        return next((pair for pair in node.value if pair[0].value == key), None)
    if isinstance(node, yaml.SequenceNode) and key.isdecimal() and int(key) < len(node.value):
        return None, node.value[int(key)]
    return None


def _value(node: Node) -> Content:
    """Return the value of ``node``, in which each word is a text; ``None`` for an empty one."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _value(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    return str(node.value) or None


def _leaves(
    node: Node, objects: Collection[tuple[int, int]], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Node]]:
    """Yield the texts, and the lists of words, in an object, each with its path; not those of ``objects``, which begin at these places."""
    if path and _start(node) in objects:
        return
    if isinstance(node, yaml.ScalarNode) or (path and all(isinstance(item, yaml.ScalarNode) for item in node.value)):
        yield path, node
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value != "cells":
                yield from _leaves(value, objects, (*path, key.value))
    else:
        for number, item in enumerate(node.value):
            yield from _leaves(item, objects, (*path, str(number)))


def flow(value: Content) -> str:
    """Return ``value`` as YAML on one line."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {flow(item)}' for key, item in value.items())}}}"
    return f"[{', '.join(map(flow, value))}]" if isinstance(value, list) else yaml_text(value or "")


def block(value: Content) -> str:
    """Return ``value`` as lines of YAML, with what is short on the line of its key."""
    if isinstance(value, Mapping):
        return "".join(f"{key}:{_behind(item)}" for key, item in value.items())
    return "".join(f"- {indented(block(item), 2)[2:]}" for item in value) if isinstance(value, list) else f"{flow(value)}\n"


def _behind(value: Content) -> str:
    """Return ``value`` as it stands behind a key and its colon."""
    line = f" {flow(value)}\n" if value is not None else "\n"
    return line if isinstance(value, str | None) or len(line) <= SHORT else f"\n{indented(block(value), 2)}"


def _start(node: Node) -> tuple[int, int]:
    """Return the line and the column of ``node``, from 1 on."""
    return node.start_mark.line + 1, node.start_mark.column + 1


def _end(node: Node) -> int:
    """Return the end of a node, without the space and the comments behind a block."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(node, yaml.MappingNode) else last) or _end(last[0])
    return int(node.end_mark.index)


class _Edit(NamedTuple):
    """The value ``node``, under ``key`` in ``parent``, or an item of it."""

    source: Source
    parent: Node
    key: Node | None
    node: Node

    def replace(self, now: Content) -> None:
        """Write ``now`` instead."""
        text, start, end = self.source.text, self.node.start_mark.index, self.end
        depth = self.parent.start_mark.column
        if self.parent.flow_style:
            new = flow(now)
        elif self.key is None:
            new = indented(block(now), self.node.start_mark.column).strip(" ").rstrip("\n")
        else:
            start = text.index(":", self.key.end_mark.index) + 1
            behind = _behind(now)
            new = (indented(behind, depth) if behind.startswith("\n") else behind).rstrip("\n")
        self.source.put(start, end, new)

    @property
    def end(self) -> int:
        text = self.source.text
        return len(text[: _end(self.node)].rstrip()) if self.node.start_mark.index < _end(self.node) else _end(self.node)

    def remove(self) -> None:
        """Remove it, with its key."""
        if len(self.parent.value) < 2 or self.parent is self.node:
            raise CannotEdit(Location(self.source.path.as_posix(), *_start(self.node)))
        text, first = self.source.text, (self.key or self.node).start_mark.index
        if not self.parent.flow_style:
            self.source.cut(self.source.line_start(first), self.source.next_line(self.end))
        elif hit := re.compile(r"\s*,\s*").match(text, self.end):
            self.source.cut(first, hit.end())
        else:
            self.source.cut(len(text[:first].rstrip().removesuffix(",").rstrip()), self.end)

    def add(self, path: Sequence[str], now: Content) -> None:
        """Add ``now`` to it, under the keys ``path``, of which it has none."""
        for name in reversed(path[1:]):
            now = [now] if name == _NEW else {name: now}
        is_list = isinstance(self.node, yaml.SequenceNode)
        if not self.room or is_list != (path[0] == _NEW) or now is None:
            raise CannotEdit(Location(self.source.path.as_posix(), *_start(self.node)))
        index, column = self.room
        if column < 0:
            self.source.insert(index, f", {flow(now) if is_list else flow({path[0]: now})[1:-1]}")
        else:
            self.source.insert(index, indented(block([now]) if is_list else block({path[0]: now}), column))

    @property
    def room(self) -> tuple[int, ...]:
        """The index at which an item is added to it, and the column, -1 between brackets; empty for what takes none."""
        if isinstance(self.node, yaml.ScalarNode) or not self.node.value:
            return ()
        last = self.node.value[-1]
        end = _end(last[1] if isinstance(self.node, yaml.MappingNode) else last)
        if self.node.flow_style:
            return end, -1
        # PyYAML ends a block of text on the next line.
        return self.source.next_line(len(self.source.text[:end].rstrip())), self.node.start_mark.column

    def reword(self, new: str) -> None:
        """Write the words of ``new`` that are others, on the lines of those that they replace."""
        text, start, end = self.source.text, int(self.node.start_mark.index), self.end
        style, is_cell = self.node.style, self.key is None and self.parent is self.node
        if style in ("|", ">"):
            inner = text.index("\n", start) + 1
        else:
            inner, end = (start + 1, end - 1) if style else (start, end)
        before, places, words = self.node.value.split(), [*re.finditer(r"\S+", text[inner:end])], new.split()
        as_written = yaml_text(new) == new if not style else not re.search(r"[\"\\']", new) or style in ("|", ">")
        if before != [place[0] for place in places] or not before or not as_written or "\n" in new.strip():
            self.source.put(start, self.end, new if is_cell else yaml_text(new))
            return
        matcher = difflib.SequenceMatcher(None, before, words, autojunk=False)
        for operation, first, last, new_first, new_last in matcher.get_opcodes():
            if operation != "equal":
                self._put_words(inner, places[:first], places[first:last], places[last:], " ".join(words[new_first:new_last]))

    def _put_words(
        self, inner: int, before: Sequence[re.Match[str]], old: Sequence[re.Match[str]], after: Sequence[re.Match[str]], new: str
    ) -> None:
        if old and new:
            start, end = old[0].start(), old[-1].end()
        elif after:
            start, end, new = (old or after)[0].start(), after[0].start(), new and f"{new} "
        else:
            start, end, new = before[-1].end(), (old or before)[-1].end(), new and f" {new}"
        self.source.put(inner + start, inner + end, new)


#: The first columns; those of the two languages follow.
_COLUMNS = ["at", "key", "was"]


def translation_rows(catalogue: Catalogue, objects: EditableObjects, language: str) -> Iterator[dict[str, Content]]:
    """Yield the rows of the sheet for ``language``."""
    prevailing, texts = str(catalogue.identity.authoritative), _texts_of(objects)
    stale = {one.item.address for one in suspects(catalogue) if prevailing in one.changed and language in one.unchanged}
    for (at, key, other), text in texts.items():
        own = texts.get((at, key, language))
        # The key ``lang`` of a term has codes of languages by language, and lists are forms of words.
        if other == prevailing and key != "lang" and isinstance(text, str) and (own is None or at in stale):
            yield {"at": at, "key": key, "was": value_digest(own), prevailing: text, language: own}


def translated(path: Path, content: bytes, objects: EditableObjects) -> Iterator[ChangeLine | tuple[Location, Message]]:
    """Yield the changes in ``content``, a sheet named ``path``; of a row that is none, or whose text has changed since, its place and why."""
    texts = _texts_of(objects)
    for place, row in _sheet_rows(path, content):
        if [*row][:-2] != _COLUMNS:
            yield place, message("apply.no-change")
            continue
        at, key, was, text, translation = map(str, row.values())
        *_, source, language = row
        if value_digest(now := texts.get((at, key, source))) != value_digest(text):
            yield place, message("apply.changed", key=quote(f"{at}.{key}"), now=quote(now))
        elif translation:
            yield ChangeLine(at, (*key.split("."), language), was or None, translation, place)


def _texts_of(objects: EditableObjects) -> dict[tuple[str, str, str], Content]:
    """Return the values by address and key, whose last part may be a language."""
    keyed = ((line["at"], line.get("key", "").rpartition("."), line["now"]) for line in objects.current())
    return {(at, key, language): value for at, (key, _, language), value in keyed}


def _sheet_rows(path: Path, content: bytes) -> Iterator[tuple[Location, Mapping[Any, Any]]]:
    if path.suffix != ".xlsx":
        value, problems = read(path.as_posix(), content)
        yield from ((problem.at, {}) for problem in problems)
        items: Sequence[Any] = value if isinstance(value, Seq) else [value] if value else []
        for item in items:
            pairs = item.items() if isinstance(item, Map) else ()
            yield item.at, {key: "" if says_nothing(each) else each for key, each in pairs}
        return
    for grid in read_grids(path, content)[0]:
        head = {column: text for (row, column), text in sorted(grid.texts.items()) if row == 1}
        for row in sorted({row for row, _ in grid.texts if row > 1}):
            yield Location(path.as_posix(), row), {name: grid.texts.get((row, column), "") for column, name in head.items()}
