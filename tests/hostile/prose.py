"""Hostile prose: what a page of ``docs/`` may not do.

In ``prose.txt``, ⟦⟧ stands before the line at which it is refused. Without one it stays text, and what follows ! is in no page.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

_MARK = "⟦⟧"


class Page(NamedTuple):
    """The text that is put at the end of a page."""

    name: str
    text: str
    #: The lines, counted from the first of ``text``, at which it is refused.
    lines: tuple[int, ...]
    #: What may not be in any page that is built.
    harm: str


def page(written: str) -> Page:
    name, _, text = written.partition("\n")
    text, _, harm = text.rstrip("\n").partition("\n! ")
    lines = tuple(number for number, line in enumerate(text.splitlines(), 1) if _MARK in line)
    return Page(name, text.replace(_MARK, ""), lines, harm)


PAGES = [page(written) for written in Path(__file__).with_suffix(".txt").read_text("utf-8").removeprefix("== ").split("\n== ")]
REFUSED = [each for each in PAGES if each.lines]
HARMLESS = [each for each in PAGES if each.harm]
