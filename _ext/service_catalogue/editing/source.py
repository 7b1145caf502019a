"""The text of a data file: written, edited line by line, and put into one layout."""

import codecs
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from service_catalogue.messages import message
from service_catalogue.messages.failure import Incorrect
from service_catalogue.messages.problem import Location
from service_catalogue.model.no_role import read_data, with_dashes
from service_catalogue.model.row import ROW_KEYS
from service_catalogue.yaml.layout import CannotFormat, formatted
from service_catalogue.yaml.syntax_hints import UNQUOTED_REFERENCE
from service_catalogue.yaml.transaction import Transaction
from service_catalogue.yaml.values import Map, Scalar, Seq, Value

#: A text that needs no quotation marks, between brackets neither.
_PLAIN = re.compile(r"[^\W_](?:[^:#,\[\]{}\"&*!|>%@`\\\n])*(?<! )")
#: What is before a text on its line, and its rest from a reference on.
_BEFORE_TEXT = re.compile(r".*[\w-]: +|[ ]*(?:- +)+")
_IN_BRACES = re.compile(r"[^{}]*?(?=,\s*[\w-]+:\s|\s*\})")
#: A line of a text, without a comment behind it.
_LINE = r"[^\n]*?(?=[ ]+#|[ ]*(?:\n|$))"
#: Texts that are longer, over all languages, are on lines of their own.
_SHORT = 80


def written(text: str) -> str:
    """Return ``text`` as YAML, in quotation marks if it needs them."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def localized(key: str, texts: Mapping[str, str], language: str, to_write: str = "new.to-write") -> Iterator[str]:
    """Yield the lines of a text in each language; an empty one has the comment ``to_write``, in ``language``."""
    if len(texts) == 1 and all(texts.values()):  # a catalogue in one language needs no code at each text
        yield f"{key}: {written(*texts.values())}\n"
        return
    if all(texts.values()) and sum(map(len, texts.values())) < _SHORT:
        yield f"{key}: {{{', '.join(f'{code}: {written(text)}' for code, text in texts.items())}}}\n"
        return
    yield f"{key}:\n"
    for code, text in texts.items():
        yield f"  {code}: {written(text)}\n" if text else f"  {code}:{remark(to_write, language)}\n"


def remark(key: str, language: str) -> str:
    """Return a comment at the end of a line."""
    return f"  # {message(key)[language]}"


def indented(lines: str, depth: int) -> str:
    return "".join(f"{' ' * depth}{line}" if line.strip() else line for line in lines.splitlines(keepends=True))


class CannotEdit(ValueError):
    """The YAML at ``address`` cannot be edited line by line; ``said`` is the message."""

    def __init__(self, address: object) -> None:
        super().__init__(str(address))
        self.said = message("editing.by-hand", address=str(address))


def decoded(raw: bytes) -> tuple[str, Callable[[str], bytes]]:
    """Return the text of a file without a mark and with line feeds, and the function that encodes a text as the file is."""
    text = raw.decode("utf-8-sig")
    mark, end = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b"", "\r\n" if "\r\n" in text else "\n"
    return text.replace("\r\n", "\n").replace("\r", "\n"), lambda text: mark + text.replace("\n", end).encode()


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
        self._changes: list[tuple[int, int, str]] = []

    @property
    def edited(self) -> str:
        """The text with every change."""
        text = self.text
        for start, end, new in sorted(self._changes, reverse=True):
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
        self._change(start, start + len(old), new)

    def insert(self, index: int, new: str) -> None:
        self._change(index, index, new)

    def cut(self, start: int, end: int) -> None:
        self._change(start, end, "")

    def _change(self, start: int, end: int, new: str) -> None:
        if (start, end, new) not in self._changes:
            self._changes.append((start, end, new))

    def index(self, at: Location) -> int:
        """Return the index of the character at ``at``."""
        line = 0
        for _ in range(at.line - 1):
            line = self.text.index("\n", line) + 1
        return line + at.column - 1

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
        items, written = self.value[key], self.value.key(key)
        if not items:
            self.fill(written, lines)
            return
        if not isinstance(items, Seq):
            raise CannotEdit(written.at)
        start = self._dash(before or after or items[-1])
        made = indented(lines, start - self.line_start(start))
        self.insert(self.block_end(start) if before is None else self._with_comments(start), made)

    def add_key(self, lines: str, before: tuple[str, ...] = (), parent: Map | None = None) -> None:
        """Add ``lines``, a key with its value, before the first existing key of ``before``, else at the end."""
        parent = self.value if parent is None else parent
        own = parent.at.column - 1
        following = next((parent.key(key) for key in before if key in parent), None)
        made = indented(lines, own)
        if following is not None:
            self.insert(self._with_comments(self.line_start(self.index(following.at))), made)
            return
        last = list(parent)[-1]
        start = self.index(last.at)
        gap = "" if self.text[: self.block_end(start)].endswith("\n") else "\n"
        self.insert(self.block_end(start), gap + made)

    def set_status(self, new: str, before: tuple[str, ...] = ()) -> None:
        """Write ``new`` as the status, which is on one line or empty, or add it as :meth:`add_key` does."""
        value = self.value.get("status")
        if value is None:
            self.add_key(f"status: {new}\n", before)
        elif not isinstance(value, Scalar):
            raise CannotEdit(self.value.key("status").at)
        elif value:
            self._change(*value.span, new)
        else:
            self.insert(self.text.index(":", self.index(self.value.key("status").at)) + 1, f" {new}")

    def block_end(self, start: int) -> int:
        """Return the end of the block that begins at ``start``: after the last line that is indented further."""
        depth = start - self.line_start(start)
        end = position = self.next_line(start)
        while position < len(self.text):
            line = self.text[position : self.next_line(position)]
            if line.strip():
                if len(line) - len(line.lstrip(" ")) <= depth:
                    break
                end = position + len(line)
            position += len(line)
        return end

    def next_line(self, index: int) -> int:
        """Return the start of the line after that of ``index``, or the end."""
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


def in_layout(text: str) -> str:
    """Return ``text`` in the layout of data files: cells aligned, ``–`` in those without a role. Raise :class:`CannotFormat`."""
    return formatted(with_dashes(with_quotes(text)), aligned_below="cells", unaligned=ROW_KEYS)


def with_quotes(text: str) -> str:
    """Return ``text`` with quotation marks around each text that begins with a reference, or has one between braces."""
    while True:
        value, problems = read_data("", text.encode("utf-8", "surrogatepass"))
        slips = (problem.at for problem in problems if problem.message == UNQUOTED_REFERENCE)
        at = next(itertools.chain(slips, _read_as_lists(value)), None)
        made = _quoted_at(text, at) if at else text
        if made == text:
            return text
        text = made


def _read_as_lists(value: Value | None) -> Iterator[Location]:
    """Yield where a reference alone was read as a list in a list."""
    inner = value[0] if isinstance(value, Seq) and len(value) == 1 else None
    if isinstance(value, Seq) and isinstance(inner, Seq) and len(inner) == 1 and isinstance(inner[0], Scalar):
        # Without space between the brackets, and on one line.
        if inner.at == value.at._replace(column=value.at.column + 1) and inner[0].at.line == value.at.line:
            yield value.at
    elif isinstance(value, Map | Seq):
        for inner in value.values() if isinstance(value, Map) else value:
            yield from _read_as_lists(inner)


def _quoted_at(text: str, at: Location) -> str:
    """Return ``text`` with quotation marks around the text that has a reference at ``at``; it may go on on the next lines."""
    start = sum(len(line) + 1 for line in text.split("\n")[: at.line - 1])
    before = _BEFORE_TEXT.match(text, start, start + at.column - 1)
    if before is None:
        return text
    if "{" in before[0]:
        end = _IN_BRACES.match(text, before.end())
    else:
        # The lines below that are indented more than the key, or than the dash.
        own = before[0]
        deeper = (len(own) - len(own.lstrip(" -")) if ":" in own else own.rindex("-")) + 1
        end = re.compile(rf"{_LINE}(?:\n {{{deeper},}}(?!#){_LINE})*").match(text, before.end())
    if end is None or '"' in end[0]:
        return text
    quoted = "\n".join(json.dumps(line, ensure_ascii=False)[1:-1] for line in end[0].split("\n"))
    return f'{text[: before.end()]}"{quoted}"{text[end.end() :]}'


def layouts(paths: Iterable[Path], read: Callable[[Path], bytes]) -> Iterator[tuple[Path, bytes | None]]:
    """Yield each file that is not in the layout, with its content in it; ``None`` if it cannot be read, or not be written so."""
    for path in paths:
        raw = read(path)
        try:
            text, encoded = decoded(raw)
            text = with_quotes(text)
            value, problems = read_data(path.as_posix(), text.encode())
            made = encoded(in_layout(text)) if value is not None and not problems else None
        except (CannotFormat, UnicodeDecodeError):
            made = None
        # A fault in the layout must not change the values in the file.
        if made is not None and made != raw and read_data(path.as_posix(), made) != (value, []):
            made = None
        if made != raw:
            yield path, made
