"""The notes and departures of a place in words, for a result that shows it."""

from __future__ import annotations

from collections.abc import Iterable

from service_catalogue.views.annotations import Mark
from service_catalogue.views.edition import Edition


def marks_in_words(edition: Edition, marks: Iterable[Mark]) -> list[str]:
    """The notes, then the tensions and then the exceptions: ``["Note 1", "The source says two things: t7, t8"]``."""
    each = list(dict.fromkeys(marks))
    listed = [mark.words for mark in each if mark.kind == "note"]
    for kind in ("tension", "exception"):
        ids = ", ".join(mark.label.removeprefix("!") for mark in each if mark.kind == kind)
        listed += [edition.words(f"departure.mark.{kind}", id=ids)] if ids else []
    return listed


def in_brackets(edition: Edition, marks: Iterable[Mark]) -> str:
    """The same after what it belongs to: `` (Note 1; The source says two things: t7)``; empty if there are none."""
    listed = marks_in_words(edition, marks)
    return f" ({'; '.join(listed)})" if listed else ""
