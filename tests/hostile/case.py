"""A case of hostile or broken input, and the ways to write one."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.folders import DESK, SMALL, Found, unmark


class Case(NamedTuple):
    """Files in the place of those of the small catalogue, and what the check has to find."""

    name: str
    #: What each file holds, by its path in the folder.
    files: Mapping[str, bytes]
    #: Every problem; empty: the data are accepted, or have warnings only.
    expected: tuple[Found, ...]
    #: Whether there may be other problems besides: those that follow from it, and more of the same.
    others: bool = False
    #: A text that was accepted and has to come out of the JSON as it went in.
    shown: str = ""


def planted(name: str, *edits: tuple[str, str] | tuple[str, str, str], others: bool = False, shown: str = "") -> Case:
    """Return the small catalogue with ``edits``: old and new text, before them the file if it is not the service; ``new`` may have marks."""
    texts: dict[str, str] = {}
    for *named, old, new in edits:
        file = named[0] if named else DESK
        text = texts.get(file) or original(file)
        assert text.count(old) == 1, f"{name}: {file} holds {old!r} {text.count(old)} times and not once"
        texts[file] = text.replace(old, new)
    return whole(name, texts, others=others, shown=shown)


def whole(name: str, texts: Mapping[str, str], others: bool = False, shown: str = "") -> Case:
    """Whole files with marks before the characters at which a problem is expected."""
    files, expected = {}, []
    for file, text in texts.items():
        clean, marked = unmark(text, file)
        files[file] = clean.encode()
        expected += marked
    return Case(name, files, tuple(sorted(expected)), others, shown)


def raw(name: str, file: str, content: bytes, *expected: tuple[int, int, str], others: bool = False, shown: str = "") -> Case:
    """Return a file of bytes, and the line, column and rule of each problem."""
    return Case(name, {file: content}, tuple(Found(file, *place) for place in expected), others, shown)


@functools.cache
def original(file: str) -> str:
    """Return the text of ``file`` of the small catalogue."""
    path = SMALL / file
    return path.read_text("utf-8") if path.is_file() else ""


def quoted(text: str) -> str:
    """``text`` in double quotation marks, with escapes where YAML asks for them."""
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
    return '"' + "".join(escapes.get(character, character) for character in text) + '"'


def texts_of(module: str) -> dict[str, list[str]]:
    """Return the texts in the file beside ``module`` by their headings, one a line; ⏎, ⇥ and ␣ are what nobody would see there."""
    texts: dict[str, list[str]] = {}
    for line in Path(module).with_suffix(".txt").read_text("utf-8").split("\n"):
        if line.startswith("== "):
            texts[line[3:]] = under = []
        elif line:
            under.append(line.translate({ord("⏎"): "\n", ord("⇥"): "\t", ord("␣"): " "}))
    return texts
