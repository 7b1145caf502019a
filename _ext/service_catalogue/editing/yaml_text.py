"""Writes texts as YAML, in the layout of the data."""

import json
import re
from collections.abc import Iterator, Mapping

from service_catalogue.messages.texts import message

#: A text that needs no quotation marks, between brackets neither.
_PLAIN = re.compile(r"(?!(?i:null)\Z)[^\W_](?:[^:#,?\[\]{}\"&*!|>%@`\\\n])*(?<! )")
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
