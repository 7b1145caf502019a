"""Edits a data file line by line: nothing is parsed and dumped, so that nothing is lost."""

import codecs
import operator
import re
from collections.abc import Callable
from pathlib import Path

from service_catalogue.editing.yaml_text import indented
from service_catalogue.messages.failure import Incorrect
from service_catalogue.messages.problem import Location
from service_catalogue.model.matrix import read_data
from service_catalogue.yaml.source import width
from service_catalogue.yaml.transaction import Transaction
from service_catalogue.yaml.values import Map, Scalar, Seq, Value


class CannotEdit(Incorrect):
    """The YAML at ``address`` cannot be edited line by line."""

    def __init__(self, address: object) -> None:
        super().__init__("editing.by-hand", address=str(address))


def decoded(raw: bytes) -> tuple[str, Callable[[str], bytes]]:
    """Return the text of a file without a mark and with line feeds, and the function that encodes a text as the file is."""
    text = raw.decode("utf-8-sig")
    mark, end = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b"", "\r\n" if "\r\n" in text else "\n"
    return text.replace("\r\n", "\n").replace("\r", "\n"), lambda text: mark + text.replace("\n", end).encode()


def line_start(text: str, at: Location) -> int:
    return sum(len(line) + 1 for line in text.split("\n")[: at.line - 1])


class Source:
    """The text of a file, its value, and the changes to it so far."""

    def __init__(self, change: Transaction, path: Path) -> None:
        """Read ``path``, which becomes a part of ``change`` when it is written. Raise :class:`Incorrect`."""
        self.path = path
        self._transaction = change
        raw = change.read(path)
        value, problems = read_data(path.as_posix(), raw)
        if not isinstance(value, Map) or problems:
            raise Incorrect("editing.no-catalogue", file=path)
        self.value: Map = value
        #: ``encoded`` returns a text as the file has it.
        self.text, self.encoded = decoded(raw)
        #: Start, end and new text of each; the last first, so that several at one place stay in their order.
        self._changes: list[tuple[int, int, str]] = []

    @property
    def edited(self) -> str:
        """The text with every change."""
        text = self.text
        for start, end, new in sorted(self._changes, key=operator.itemgetter(0, 1), reverse=True):
            text = text[:start] + new + text[end:]
        return text

    def write(self) -> None:
        """Write the changed text."""
        self._transaction.write(self.path, self.encoded(self.edited))

    def replace(self, at: Location, old: str, new: str) -> None:
        """Replace ``old`` at ``at`` by ``new``. Raise :class:`CannotEdit` if it is not there."""
        start = self.index(at)
        if not self.text.startswith(old, start):
            raise CannotEdit(f"{at}: {old}")
        self.put(start, start + len(old), new)

    def insert(self, index: int, new: str) -> None:
        self.put(index, index, new)

    def cut(self, start: int, end: int) -> None:
        self.put(start, end, "")

    def put(self, start: int, end: int, new: str) -> None:
        """Write ``new`` from ``start`` to ``end``."""
        if (start, end, new) not in self._changes:
            self._changes.insert(0, (start, end, new))

    def index(self, at: Location) -> int:
        """Return the index of the character at ``at``."""
        return line_start(self.text, at) + at.column - 1

    def line_start(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1

    def add_item(
        self, key: str, lines: str, keys: tuple[str, ...] = (), *, before: Value | None = None, after: Value | None = None
    ) -> None:
        """Add ``lines``, an item whose first line begins with ``- ``, to the list ``key``: ``before`` or ``after`` an item, or last.

        The list may be empty; a missing one is written before the first existing key of ``keys``. Raise :class:`CannotEdit` if its
        items are not on lines of their own.
        """
        if key not in self.value:
            self.add_key(f"{key}:\n{indented(lines, 2)}", keys)
            return
        items, at = self.value[key], self.value.key(key)
        if not items:
            self.fill(at, lines)
            return
        if not isinstance(items, Seq):
            raise CannotEdit(at.at)
        start = self._dash(before or after or items[-1])
        if before is None:
            self.insert_after(start, lines)
        else:
            self.insert(self._with_comments(start), indented(lines, start - self.line_start(start)))

    def add_key(self, lines: str, before: tuple[str, ...] = (), parent: Map | None = None) -> None:
        """Add ``lines``, a key with its value, before the first existing key of ``before``, else at the end."""
        parent = self.value if parent is None else parent
        following = next((parent.key(key) for key in before if key in parent), None)
        if following is not None:
            self.insert(self._with_comments(self.index(following.at)), indented(lines, parent.at.column - 1))
        else:
            self.insert_after(self.index(list(parent)[-1].at), lines)

    def insert_after(self, start: int, lines: str) -> None:
        """Insert ``lines`` after the block that begins at ``start``, with its indentation."""
        end = self.block_end(start)
        gap = "" if self.text[:end].endswith("\n") else "\n"
        self.insert(end, gap + indented(lines, start - self.line_start(start)))

    def set_status(self, new: str, before: tuple[str, ...] = ()) -> None:
        """Write ``new`` as the status, which is on one line or empty, or add it as :meth:`add_key` does."""
        value = self.value.get("status")
        if value is None:
            self.add_key(f"status: {new}\n", before)
        elif not isinstance(value, Scalar):
            raise CannotEdit(self.value.key("status").at)
        elif value:
            self.put(*value.span, new)
        else:
            self.insert(self.text.index(":", self.index(self.value.key("status").at)) + 1, f" {new}")

    def block_end(self, start: int) -> int:
        """Return the end of the block that begins at ``start``: after the last line that is indented further."""
        depth = start - self.line_start(start)
        end = position = self.next_line(start)
        while position < len(self.text):
            line = self.text[position : self.next_line(position)]
            if line.strip():
                if width(line) <= depth:
                    break
                end = position + len(line)
            position += len(line)
        return end

    def next_line(self, index: int) -> int:
        """Return the start of the next line after ``index``, or the end."""
        return self.text.find("\n", index) + 1 or len(self.text)

    def _dash(self, item: Value) -> int:
        """Return the index of the dash of an item of a list."""
        start = self.index(item.at)
        hit = re.fullmatch(r"(\s*)-\s+", self.text[self.line_start(start) : start])
        if hit is None:
            raise CannotEdit(item.at)
        return self.line_start(start) + len(hit[1])

    def _with_comments(self, start: int) -> int:
        """Return the start of the line of ``start``, or of the comments directly above it."""
        line = self.line_start(start)
        while line and self.text[self.line_start(line - 1) : line].lstrip().startswith("#"):
            line = self.line_start(line - 1)
        return line

    def fill(self, key: Scalar, lines: str) -> None:
        """Write ``lines`` into the empty list or mapping under ``key``."""
        hit = re.compile(r"[^:]*:([ \t]*[\[{][ \t]*[\]}])?").match(self.text, self.index(key.at))
        assert hit is not None
        if hit[1]:
            self.cut(*hit.span(1))
        self.insert(self.next_line(hit.end()), indented(lines, key.at.column + 1))
