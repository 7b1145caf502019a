"""What the letters of a role scheme mean."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

from service_catalogue.model.shared_objects import Scheme
from service_catalogue.views.annotations import Mark, letter_marks
from service_catalogue.views.edition import Edition, Linker
from service_catalogue.views.page import Kind
from service_catalogue.views.piece import LetterView, Link, Rich


@dataclass(frozen=True)
class LegendEntry:
    """What a letter means."""

    letter: LetterView
    meaning: Rich
    link: Link | None
    #: The tensions that are about what it means.
    departures: tuple[Mark, ...]


LEGEND: Kind[tuple[LegendEntry, ...]] = Kind("legend")


def letter_view(edition: Edition, scheme: Scheme, letter: str) -> LetterView:
    entry = scheme.by_letter[letter]
    return LetterView(letter, edition.plain(entry.word), entry.duty.value if entry.duty else "")


def legend(
    edition: Edition, scheme: Scheme, linker: Linker, marks: Callable[[str], tuple[Mark, ...]] | None = None
) -> tuple[LegendEntry, ...]:
    """What each letter of ``scheme`` means, in the order of its legend; ``marks`` gives the tensions that are told at a letter.

    Without ``marks``, those of every service are.
    """
    marks = marks or functools.partial(letter_marks, edition, scheme.id)
    return tuple(
        LegendEntry(
            letter_view(edition, scheme, entry.letter),
            linker.rich(entry.meaning),
            Link("glossary", entry.term) if entry.term else None,
            marks(entry.letter),
        )
        for entry in scheme.letters
    )
