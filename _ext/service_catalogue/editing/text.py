"""Pieces of YAML as an editor would write them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from service_catalogue.messages import message

#: A text that needs no quotation marks, between brackets neither.
_PLAIN = re.compile(r"[^\W_](?:[^:#,\[\]{}\"&*!|>%@`\\\n])*(?<! )")
#: A text that is longer in all its languages stands on lines of its own.
_SHORT = 80


def written(text: str) -> str:
    """``text`` as YAML, in quotation marks if it needs them."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def localized(key: str, texts: Mapping[str, str], language: str, to_write: str = "new.to-write") -> Iterator[str]:
    """The lines of a text in each language; what is empty gets the comment ``to_write``, in ``language``."""
    if all(texts.values()) and sum(map(len, texts.values())) < _SHORT:
        yield f"{key}: {{{', '.join(f'{code}: {written(text)}' for code, text in texts.items())}}}\n"
        return
    yield f"{key}:\n"
    for code, text in texts.items():
        yield f"  {code}: {written(text)}\n" if text else f"  {code}:{remark(to_write, language)}\n"


def remark(key: str, language: str) -> str:
    """A comment at the end of a line."""
    return f"  # {message(key)[language]}"


def indented(lines: str, depth: int) -> str:
    return "".join(f"{' ' * depth}{line}" if line.strip() else line for line in lines.splitlines(keepends=True))
