"""Lines as they are written anew: each with its indentation and its comment, and values that stand below each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: The spaces that a comment has before it at least.
_BEFORE_COMMENT = 2


@dataclass
class Line:
    """A line as it is written anew."""

    indentation: int
    text: str = ""
    #: What is aligned: the number of the mapping, and where the value begins in ``text``.
    entry: tuple[int, int] | None = None
    comment: str = ""
    #: The column in which the comment stood.
    comment_column: int = 0
    #: Whether it is a line inside of a text.
    is_content: bool = False

    def __str__(self) -> str:
        line = " " * self.indentation + self.text if self.text else ""
        if not self.comment:
            return line if self.is_content else line.rstrip()
        if not line:
            return " " * self.indentation + self.comment
        return line.ljust(max(len(line) + _BEFORE_COMMENT, self.comment_column)) + self.comment


def align(lines: Iterable[Line]) -> None:
    """Move the values of each mapping to one column."""
    entries = [(line, *line.entry) for line in lines if line.entry]
    columns: dict[int, int] = {}
    for line, number, index in entries:
        columns[number] = max(columns.get(number, 0), line.indentation + index)
    for line, number, index in entries:
        line.text = line.text[:index].ljust(columns[number] - line.indentation) + line.text[index:]
