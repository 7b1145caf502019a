"""Encodings: files that are not UTF-8, characters that are not there, and letters written in two ways."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from tests.folders import DESK
from tests.hostile.case import Case, original, planted, raw
from tests.hostile.fields import TEXTS

_FILES = ("catalogue.yaml", "parties.yaml", "layers.yaml", "tasks.yaml", "roles.yaml", "glossary.yaml", DESK)
_WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")
_NARROW = ("latin-1", "cp1252", "cp865", "mac-roman", "cp037")
#: Bytes that begin no character, end too early or are longer than they need to be.
_BROKEN = {
    "a lone continuation": b"\x80",
    "NUL in two bytes": b"\xc0\x80",
    "a slash in two bytes": b"\xc0\xaf",
    "a slash in three bytes": b"\xe0\x80\xaf",
    "half a character": b"\xed\xa0\x80",
    "the other half": b"\xed\xbf\xbf",
    "two halves": b"\xed\xa0\xbd\xed\xb8\x80",
    "cut after one of two": b"\xc3",
    "cut after two of three": b"\xe2\x82",
    "cut after three of four": b"\xf0\x9f\x98",
    "beyond Unicode": b"\xf4\x90\x80\x80",
    "five bytes": b"\xf8\x88\x80\x80\x80",
    "0xFE": b"\xfe",
    "0xFF": b"\xff",
}
_INVISIBLE = (
    *range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xAD, 0x34F, 0x61C, 0x115F, 0x180E, *range(0x200B, 0x2010),
    *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0x3164, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFE, 0xFFFF, 0xE0001, 0xE0041, 0xE0100,
)  # fmt: skip
#: Letters that stay as they are written, but for accents, which come onto their letters.
_LETTERS = (
    "æøå", "ÆØÅ", unicodedata.normalize("NFD", "åéü"), "日本語", "עברית", "العربية", "😀", "👩‍💻".replace("\u200d", ""), "ﬁ", "Å", "ẞ", "İ",
    "a\u0301\u0302\u0303\u0304\u0305", "\ue000", "\U0010fffd", "²³", "…", "\u00a0x", "𝓐", "ǆ",
)  # fmt: skip


def cases() -> Iterator[Case]:
    for file in _FILES:
        for encoding in _WIDE:
            yield raw(f"{file} as {encoding}", file, original(file).encode(encoding), (1, 1, "unreadable-file"))
        for encoding in _NARROW:
            yield _narrow(file, encoding)
        for name, broken in _BROKEN.items():
            before = original(file).encode()
            lines = original(file).count("\n") + 1
            yield raw(f"{name} at the end of {file}", file, before + broken, (lines, 1, "unreadable-file"))
        text = original(file).encode()
        yield raw(f"{file} with a byte order mark", file, b"\xef\xbb\xbf" + text)
        yield raw(f"{file} with two byte order marks", file, b"\xef\xbb\xbf" * 2 + text, (1, 1, "invisible-character"))
        yield raw(f"{file} with the line ends of Windows", file, text.replace(b"\n", b"\r\n"))
        yield raw(f"{file} with the line ends of old Macs", file, text.replace(b"\n", b"\r"))
        yield raw(f"{file} without a last line end", file, text.rstrip(b"\n"))
    for code in _INVISIBLE:
        file, old, new = TEXTS["the motto"]
        if code not in (0x0D, 0x0A):
            yield planted(f"U+{code:04X}", (file, old, new.replace("¤", f'"x⟦invisible-character⟧{chr(code)}y"')))
        escape = f"\\U{code:08x}"
        yield planted(f"U+{code:04X} by an escape", (file, old, new.replace("¤", f'⟦invisible-character⟧"x{escape}y"')))
        yield planted(
            f"U+{code:04X} in an id",
            ("parties.yaml", "- id: provider", f"- id: ⟦invisible-character⟧{chr(code)}provider"),
            others=True,
        )
    for code in ("d800", "dbff", "dc00", "dfff"):
        file, old, new = TEXTS["the motto"]
        yield planted(f"half a character, {code}", (file, old, new.replace("¤", f'"x\\u⟦unreadable-file⟧{code}y"')))
    for name, (file, old, new) in TEXTS.items():
        for letters in _LETTERS:
            shown = unicodedata.normalize("NFC", letters)
            yield planted(f"{letters} as {name}", (file, old, new.replace("¤", f'"{letters}"')), shown=shown)


def _narrow(file: str, encoding: str) -> Case:
    """Return the case of a file in an encoding of one byte a character: refused at its first byte that is not UTF-8; at once, if no letter is."""
    content = original(file).encode(encoding, "replace")
    try:
        content.decode()
    except UnicodeDecodeError as error:
        before = re.split("\r\n|\r|\n", content[: error.start].decode())
        return raw(f"{file} as {encoding}", file, content, (len(before), len(before[-1]) + 1, "unreadable-file"))
    return raw(f"{file} as {encoding}", file, content)  # pure ASCII is UTF-8 too
