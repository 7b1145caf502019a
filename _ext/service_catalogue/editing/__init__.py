"""Changes to the files of data by command: schemas, scaffolds, layout, renaming and withdrawal.

This module has the text of a data file: written, edited line by line, and put into one layout.

The text is cut at libyaml's tokens, and only the space between them is rewritten; a quoted or block text changes its indentation
only. Nothing is parsed and dumped, so that nothing is lost.
"""

import codecs
import collections
import itertools
import json
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from service_catalogue.messages import Incorrect, Location, message
from service_catalogue.model.matrix import ROW_KEYS, read_data, with_dashes
from service_catalogue.yaml import Map, Scalar, Seq, Value
from service_catalogue.yaml.source import UNQUOTED_REFERENCE, width
from service_catalogue.yaml.transaction import Transaction

#: Minimum number of spaces before a comment.
_BEFORE_COMMENT = 2


@dataclass
class LayoutLine:
    """A line of the new layout."""

    indentation: int
    text: str = ""
    #: The aligned value: the number of its mapping, and its index in ``text``.
    entry: tuple[int, int] | None = None
    comment: str = ""
    #: The former column of the comment.
    comment_column: int = 0
    #: True for a line inside a text.
    is_content: bool = False

    def __str__(self) -> str:
        line = " " * self.indentation + self.text if self.text else ""
        if not self.comment:
            return line if self.is_content else line.rstrip()
        if not line:
            return " " * self.indentation + self.comment
        return line.ljust(max(len(line) + _BEFORE_COMMENT, self.comment_column)) + self.comment


def align(lines: Iterable[LayoutLine]) -> None:
    """Move the values of each mapping to one column."""
    entries = [(line, *line.entry) for line in lines if line.entry]
    columns: dict[int, int] = {}
    for line, number, index in entries:
        columns[number] = max(columns.get(number, 0), line.indentation + index)
    for line, number, index in entries:
        line.text = line.text[:index].ljust(columns[number] - line.indentation) + line.text[index:]


_STEP = 2

_OPENING = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
_REFUSED = (yaml.AliasToken, yaml.AnchorToken, yaml.TagToken, yaml.DirectiveToken, yaml.DocumentStartToken, yaml.DocumentEndToken)
#: The text of each token; of the others, only texts are written.
_SIGNS: dict[type[yaml.Token], str] = {
    yaml.FlowSequenceStartToken: "[",
    yaml.FlowSequenceEndToken: "]",
    yaml.FlowMappingStartToken: "{",
    yaml.FlowMappingEndToken: "}",
    yaml.FlowEntryToken: ",",
    yaml.BlockEntryToken: "-",
    yaml.ValueToken: ":",
}
_BLOCK_TEXT = re.compile(r"[|>](?P<signs>[-+0-9]*)[ \t]*(?P<comment>#.*)?")


class CannotFormat(ValueError):
    """The text is no YAML, or uses a part of YAML that the catalogue does not."""


def in_layout(text: str) -> str:
    """Return ``text`` in the layout of data files: cells aligned, ``–`` in those without a role. Raise :class:`CannotFormat`."""
    text = with_dashes(with_quotes(text))
    try:
        tokens = list(yaml.scan(text, Loader=yaml.CSafeLoader))
        collections.deque(yaml.parse(text, Loader=yaml.CSafeLoader), maxlen=0)  # tokens in any order are scanned without an error
    except (yaml.YAMLError, UnicodeError) as error:
        raise CannotFormat(str(error)) from None
    return _Formatter(text).run(tokens)


@dataclass
class _Block:
    """An open block mapping or sequence."""

    #: Its former column, and its new one.
    before: int
    now: int
    number: int
    is_mapping: bool
    #: True for a sequence whose items were not indented more than the key before it.
    is_flush: bool
    #: Its last key; empty in a sequence.
    key: str = ""


@dataclass
class _Formatter:
    text: str
    lines: list[LayoutLine] = field(default_factory=lambda: [LayoutLine(0)])
    blocks: list[_Block] = field(default_factory=list)
    #: The number of lines at the start of each open bracket.
    brackets: list[int] = field(default_factory=list)
    #: The open blocks at the last token that was written.
    at_last: list[_Block] = field(default_factory=list)
    count: int = 0
    ends_open: bool = False

    def run(self, tokens: Sequence[yaml.Token]) -> str:
        end = 0
        last: yaml.Token | None = None
        is_key = False
        for token in tokens:
            self._refuse(token)
            self._structure(token)
            if isinstance(token, yaml.KeyToken):
                is_key = True
            elif isinstance(token, yaml.StreamEndToken):
                self._between(end, len(self.text), last, None, is_key)
            elif type(token) in _SIGNS or isinstance(token, yaml.ScalarToken):
                start = token.start_mark.index
                self._between(end, start, last, token, is_key)
                end = self._scalar(token, is_key) if isinstance(token, yaml.ScalarToken) else self._sign(token)
                last, is_key, self.at_last = token, False, list(self.blocks)
        return self._joined()

    def _refuse(self, token: yaml.Token) -> None:
        if isinstance(token, _REFUSED):
            raise CannotFormat("anchors, aliases, tags, directives and several documents are not used")
        index = token.start_mark.index
        if isinstance(token, yaml.KeyToken) and re.compile(r"\?(\s|$)").match(self.text, index):
            raise CannotFormat("a key after ? is not used")

    # Open blocks

    def _structure(self, token: yaml.Token) -> None:
        top = self.blocks[-1] if self.blocks else None
        if isinstance(token, yaml.BlockMappingStartToken | yaml.BlockSequenceStartToken):
            self._open(token)
        elif isinstance(token, yaml.BlockEntryToken) and (top is None or top.is_mapping):
            self._open(token, is_flush=True)
        elif isinstance(token, yaml.KeyToken) and top and top.is_flush and not self.brackets:
            self.blocks.pop()
        elif isinstance(token, yaml.BlockEndToken):
            if top and top.is_flush:
                self.blocks.pop()
            self.blocks.pop()

    def _open(self, token: yaml.Token, is_flush: bool = False) -> None:
        self.count += 1
        is_mapping = isinstance(token, yaml.BlockMappingStartToken)
        self.blocks.append(_Block(token.start_mark.column, self._depth + _STEP, self.count, is_mapping, is_flush))

    @property
    def _depth(self) -> int:
        """The indentation of the innermost block."""
        return self.blocks[-1].now if self.blocks else -_STEP

    def _inner(self, closed: int = 0) -> int:
        """Return the indentation of a continuation line, on which ``closed`` of the open brackets end."""
        return self._depth + _STEP * max(len(set(self.brackets)) - closed, 1)

    # Between two tokens

    def _between(self, start: int, end: int, last: yaml.Token | None, token: yaml.Token | None, is_key: bool) -> None:
        first, *rest = self.text[start:end].split("\n")
        if comment := first.strip():
            line_start = self.text.rfind("\n", 0, start) + 1
            self.lines[-1].comment = comment
            self.lines[-1].comment_column = start - line_start + first.index(comment[0])
        if not rest:
            self._align(last, token)
            self.lines[-1].text += _space(last, token)
            return
        column = token.start_mark.column if token else 0
        now = self._indentation(token, is_key)
        for line in rest[:-1] if token else rest:
            words = line.strip()
            if words:
                self.lines.append(LayoutLine(self._comment_indentation(line.index(words[0]), column, now), comment=words))
            elif str(self.lines[-1]):
                self.lines.append(LayoutLine(0))
        if token:
            self.lines.append(LayoutLine(now))

    def _indentation(self, token: yaml.Token | None, is_key: bool) -> int:
        """Return the indentation of a line that begins with ``token``."""
        if token is None:
            return 0
        if not self.brackets and (is_key or isinstance(token, yaml.BlockEntryToken)):
            return max(self._depth, 0)
        return self._inner(isinstance(token, _CLOSING))

    def _comment_indentation(self, column: int, next_column: int, now: int) -> int:
        """Return the indentation of a comment in ``column`` before a token in ``next_column`` that is indented by ``now``."""
        if self.brackets or column == next_column:
            return now
        places = [(next_column, now), *((block.before, block.now) for block in self.at_last)]
        return max((place for place in places if place[0] <= column), default=(0, 0))[1]

    def _align(self, last: yaml.Token | None, token: yaml.Token | None) -> None:
        """Note that ``token`` is a value on the line of its key, if such values are aligned here."""
        is_value = isinstance(last, yaml.ValueToken) and not self.brackets and (token is not None) and not _is_block_text(token)
        if is_value and any(block.key == "cells" for block in self.blocks[:-1]) and self.blocks[-1].key not in ROW_KEYS:
            self.lines[-1].entry = self.blocks[-1].number, len(self.lines[-1].text)

    # Tokens

    def _sign(self, token: yaml.Token) -> int:
        self.lines[-1].text += _SIGNS[type(token)]
        if isinstance(token, _OPENING):
            self.brackets.append(len(self.lines))
        elif isinstance(token, _CLOSING):
            self.brackets.pop()
        return int(token.start_mark.index) + 1

    def _scalar(self, token: yaml.ScalarToken, is_key: bool) -> int:
        """Write a text; return its end."""
        start, end = int(token.start_mark.index), int(token.end_mark.index)
        if is_key and self.blocks and not self.brackets:
            self.blocks[-1].key = token.value
        if _is_block_text(token):
            return self._block_text(start)
        first, *rest = self.text[start:end].split("\n")
        self.lines[-1].text += _stripped(first, token) if rest else first
        for line in rest[:-1]:
            self._continue(_stripped(line.lstrip(), token))
        if rest:
            self._continue(rest[-1].lstrip())
        return end

    def _continue(self, words: str) -> None:
        self.lines.append(LayoutLine(self._inner(), words, is_content=True))

    def _block_text(self, start: int) -> int:
        header = _BLOCK_TEXT.match(self.text, start)
        if header is None:
            raise CannotFormat("a block of text that cannot be read")
        outer = self.blocks[-1].before if self.blocks else -1
        signs = header["signs"]
        digits = re.sub(r"\D", "", signs)
        self.lines[-1].text += header[0][: 1 + len(signs)]
        if header["comment"]:
            self.lines[-1].comment = header["comment"].rstrip()
            self.lines[-1].comment_column = header.start("comment") - (self.text.rfind("\n", 0, start) + 1)
        content = self.text[header.end() :].split("\n")[1:]
        firm = next((line for line in content if line.strip(" ")), "")
        depth = max(outer, 0) + int(digits) if digits else max(width(firm), outer + 1)
        length = _length(content, depth, "+" in signs)
        now = max(self._depth, 0) + int(digits) if digits else max(self._depth + _STEP, 1)
        for line in content[:length]:
            self.lines.append(LayoutLine(now if line[depth:] else 0, line[depth:], is_content=True))
        end = header.end() + sum(len(line) + 1 for line in content[:length])
        self.ends_open = end == len(self.text) and "-" not in signs and not self.text.endswith("\n")
        return end

    def _joined(self) -> str:
        align(self.lines)
        whole = "\n".join(map(str, self.lines))
        if self.ends_open:
            return whole.lstrip("\n")
        is_empty = self.lines[-1].is_content and not self.lines[-1].text
        return (whole if is_empty else whole.rstrip("\n")).lstrip("\n") + "\n"


def _space(last: yaml.Token | None, token: yaml.Token | None) -> str:
    """Return the space between two tokens on one line."""
    if last is None or token is None:
        return ""
    if isinstance(last, yaml.ValueToken):
        return " "
    if isinstance(last, _OPENING) or isinstance(token, (*_CLOSING, yaml.FlowEntryToken, yaml.ValueToken)):
        return ""
    return " "


def _is_block_text(token: yaml.Token) -> bool:
    return isinstance(token, yaml.ScalarToken) and token.style in ("|", ">")


def _length(content: list[str], depth: int, keeps_empty: bool) -> int:
    """Return the number of lines of ``content`` in a block of text of this ``depth``, without empty ones at its end unless it keeps them."""
    length = next((index for index, line in enumerate(content) if line.strip(" ") and width(line) < depth), len(content))
    if not keeps_empty:
        while length and not content[length - 1][depth:] and not content[length - 1].strip(" "):
            length -= 1
    elif length == len(content) and content and not content[-1]:
        length -= 1  # there is no line after the last line break
    return length


def _stripped(line: str, token: yaml.ScalarToken) -> str:
    """Return ``line`` without trailing spaces; in double quotes, an escaped one stays."""
    short = line.rstrip()
    return line if token.style == '"' and short.endswith("\\") and short != line else short


#: A text that needs no quotation marks, between brackets neither.
_PLAIN = re.compile(r"(?!(?i:null)\Z)[^\W_](?:[^:#,?\[\]{}\"&*!|>%@`\\\n])*(?<! )")
#: What is before a text on its line, and its rest from a reference on.
_BEFORE_TEXT = re.compile(r".*[\w-]: +|[ ]*(?:- +)+")
_IN_BRACES = re.compile(r"[^{}]*?(?=,\s*[\w-]+:\s|\s*\})")
#: A line of a text, without a comment behind it.
_LINE = r"[^\n]*?(?=[ ]+#|[ ]*(?:\n|$))"
#: Texts that are longer, over all languages, are on lines of their own.
SHORT = 80


def yaml_text(text: str) -> str:
    """Return ``text`` as YAML, in quotation marks if it needs them."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def localized(key: str, texts: Mapping[str, str], language: str, to_write: str = "new.to-write") -> Iterator[str]:
    """Yield the lines of a text in each language; an empty one has the comment ``to_write``, in ``language``."""
    if len(texts) == 1 and all(texts.values()):  # a catalogue in one language needs no code at each text
        yield f"{key}: {yaml_text(*texts.values())}\n"
        return
    if all(texts.values()) and sum(map(len, texts.values())) < SHORT:
        yield f"{key}: {{{', '.join(f'{code}: {yaml_text(text)}' for code, text in texts.items())}}}\n"
        return
    yield f"{key}:\n"
    for code, text in texts.items():
        yield f"  {code}: {yaml_text(text)}\n" if text else f"  {code}:{remark(to_write, language)}\n"


def remark(key: str, language: str) -> str:
    """Return a comment at the end of a line."""
    return f"  # {message(key)[language]}"


def indented(lines: str, depth: int) -> str:
    return "".join(f"{' ' * depth}{line}" if line.strip() else line for line in lines.splitlines(keepends=True))


class CannotEdit(Incorrect):
    """The YAML at ``address`` cannot be edited line by line."""

    def __init__(self, address: object) -> None:
        super().__init__("editing.by-hand", address=str(address))


def decoded(raw: bytes) -> tuple[str, Callable[[str], bytes]]:
    """Return the text of a file without a mark and with line feeds, and the function that encodes a text as the file is."""
    text = raw.decode("utf-8-sig")
    mark, end = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b"", "\r\n" if "\r\n" in text else "\n"
    return text.replace("\r\n", "\n").replace("\r", "\n"), lambda text: mark + text.replace("\n", end).encode()


def _line_start(text: str, at: Location) -> int:
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
        return _line_start(self.text, at) + at.column - 1

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


def with_quotes(text: str) -> str:
    """Return ``text`` with quotation marks around each text that begins with a reference, or has one between braces."""
    while True:
        value, problems = read_data("", text.encode("utf-8", "surrogatepass"))
        slips = (problem.at for problem in problems if problem.message == UNQUOTED_REFERENCE)
        at = next(itertools.chain(slips, _read_as_lists(value)), None)
        quoted = _quoted_at(text, at) if at else text
        if quoted == text:
            return text
        text = quoted


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
    start = _line_start(text, at)
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
            content = encoded(in_layout(text)) if value is not None and not problems else None
        except (CannotFormat, UnicodeDecodeError):
            content = None
        # A fault in the layout must not change the values in the file.
        if content is not None and content != raw and read_data(path.as_posix(), content) != (value, []):
            content = None
        if content != raw:
            yield path, content
