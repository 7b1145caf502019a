"""Puts a data file into one layout.

The text is cut at libyaml's tokens, and only the space between them is rewritten; a quoted or block text changes its indentation
only. Nothing is parsed and dumped, so that nothing is lost.
"""

import collections
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from service_catalogue.editing.quoting import with_quotes
from service_catalogue.editing.source_edits import decoded
from service_catalogue.model.matrix import ROW_KEYS, read_data, with_dashes
from service_catalogue.yaml.source import width

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
