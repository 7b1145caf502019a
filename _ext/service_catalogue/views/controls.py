"""Filters, counts and legend of a matrix."""

import functools
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from typing import NamedTuple

from service_catalogue.model.matrix import Matrix
from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Letter, Party, Scheme
from service_catalogue.model.vocabulary import Duty, State
from service_catalogue.views.annotations import Mark, letter_marks, shared_sign
from service_catalogue.views.edition import Edition, Linker
from service_catalogue.views.elements import colour
from service_catalogue.views.page import Kind
from service_catalogue.views.piece import LetterView, Link, Rich


@dataclass(frozen=True)
class Choice:
    """Choice of a filter."""

    #: The value in the address; empty for everything.
    value: str
    words: str
    #: The page with the same content, for readers without a script.
    link: Link | None = None


@dataclass(frozen=True)
class Filter:
    """Filter of a matrix: by party, by place on the first axis, shared tasks only, letters or sentences."""

    #: ``party``, ``place``, ``only`` or ``as``.
    kind: str
    #: The parameter in the address.
    key: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Count:
    """Number of cells in which a party has a letter."""

    words: str
    letter: str
    count: int
    #: The columns of the parties in the matrix, which share the tasks if they are several: ``0+1``; ``tbd`` if they are not decided.
    parties: str = ""
    #: That of a party alone.
    colour: int | None = None


@dataclass(frozen=True)
class CountLine:
    """Counts in a line."""

    words: str
    counts: tuple[Count, ...]
    total: int


def filters(edition: Edition, service: Service, matrix: Matrix) -> Iterator[Filter]:
    """Yield the filters of a matrix of ``service`` that make a difference."""
    words = edition.words
    prefix = f"{matrix.id}." if matrix.id else ""
    if len(matrix.parties) > 1:
        found = map(edition.catalogue.party, matrix.parties)
        parties = [Choice(one.id, edition.plain(one.short or one.name), Link(f"parties/{one.id}/{service.id}")) for one in found]
        every = Choice("", words("controls.everybody"))
        yield Filter("party", f"{prefix}party", words("controls.party"), (every, *parties))
    axis, values = next(iter(matrix.axes.items()), ("", ()))
    if len(values) > 1:
        places = [
            Choice(value, edition.plain(edition.value_name(value, axis)), Link(f"layers/{value}") if axis == "layer" else None)
            for value in values
        ]
        yield Filter("place", f"{prefix}{axis}", edition.axis_name(axis), (Choice("", words("controls.whole")), *places))
    if len(matrix.parties) > 1 and 0 < len(shared(matrix)) < len(matrix.rows) * len(matrix.places):
        yield Filter("only", f"{prefix}only", words("controls.only"), (Choice("shared", words("controls.shared")),))
    if edition.catalogue.scheme(matrix.scheme).has_verbs:
        yield Filter("as", f"{prefix}as", words("controls.as"), (Choice("sentences", words("controls.sentences")),))


def shared(matrix: Matrix) -> list[tuple[str, tuple[str, ...]]]:
    """Return the tasks and places in which several parties have a role."""
    found = [(row.task, values) for row in matrix.rows for values in matrix.places]
    return [one for one in found if sum(bool(cell.letters) for cell in matrix.cells_at(*one)) > 1]


def opening(matrix: Matrix) -> str:
    """Return the value of the first axis that a phone shows first: the one with most shared tasks."""
    values = next(iter(matrix.axes.values()), ())
    counts = Counter(values[0] for _, values in shared(matrix) if values)
    return max(values, key=lambda value: counts[value], default="")


def main_letter(edition: Edition, matrix: Matrix) -> Letter:
    """Return the letter by which a matrix is counted: the first in use, beginning with those for answering and for doing."""
    scheme = edition.catalogue.scheme(matrix.scheme)
    held = {letter for cell in matrix.cells for letter in cell.letters}
    letters = (edition.letter_with(scheme, Duty.ANSWERS_FOR), edition.letter_with(scheme, Duty.DOES), *scheme.letters)
    first = [letter for letter in letters if letter]
    return next((letter for letter in first if letter.letter in held), first[0])


class Held(NamedTuple):
    """Applicable task at a place, with the parties that have a letter in it."""

    values: tuple[str, ...]
    parties: tuple[str, ...]
    #: The parties of which it is not decided; empty if any party has the letter.
    undecided: tuple[str, ...]


def held(matrix: Matrix, letters: Set[str]) -> Iterator[Held]:
    """Yield the applicable tasks at each place, with the parties that have one of ``letters``."""
    for row, values in itertools.product(matrix.rows, matrix.places):
        cells = matrix.cells_at(row.task, values)
        if any(cell.state is not State.NOT_APPLICABLE for cell in cells):
            parties = tuple(str(cell.party) for cell in cells if letters & set(cell.letters))
            agreed = () if parties else (str(cell.party) for cell in cells if cell.state is State.TO_BE_AGREED)
            yield Held(values, parties, tuple(agreed))


def divided(matrix: Matrix, tasks: Iterable[Held]) -> list[tuple[tuple[str, ...], int]]:
    """Return the number of ``tasks`` of each party alone, of those who share some, and of nobody yet (``()``), in this order."""
    found = Counter(one.parties for one in tasks if one.parties or one.undecided)
    return sorted(found.items(), key=lambda item: (not item[0], len(item[0]), [*map(matrix.parties.index, item[0])]))


def together(edition: Edition, ids: Iterable[str], name: Callable[[Party], str] | None = None) -> str:
    """Return the names, by default the short ones, of those who share a part; of nobody, that it is not decided."""
    name = name or (lambda party: edition.plain(party.short or party.name))
    names = [name(edition.catalogue.party(id)) for id in ids]
    if not names:
        return edition.words("share.undecided")
    return names[0] if len(names) == 1 else edition.words("share.together", parties=edition.words.list(names))


def counts(edition: Edition, service: Service, matrix: Matrix) -> CountLine | None:
    """Return the number of tasks in which each party has the main letter; ``None`` if nobody has any letter."""
    main = main_letter(edition, matrix)
    parts = divided(matrix, tasks := [*held(matrix, {main.letter})])
    if not any(parties for parties, _ in parts):
        return None

    def count(parties: tuple[str, ...], number: int) -> Count:
        columns = [str(matrix.parties.index(party)) for party in parties]
        alone = colour(service, parties[0]) if len(parties) == 1 else None
        return Count(together(edition, parties), main.letter, number, "+".join(columns) or "tbd", alone)

    return CountLine(edition.plain(main.word), tuple(count(*part) for part in parts), len(tasks))


def party_counts(edition: Edition, matrix: Matrix, party: str) -> tuple[Count, ...]:
    """Return the number of cells in which ``party`` has each letter."""
    found = Counter(letter for cell in matrix.cells if cell.party == party for letter in cell.letters)
    letters = (letter for letter in _in_order(edition, matrix) if found[letter.letter])
    return tuple(Count(before_count(edition, letter), letter.letter, found[letter.letter]) for letter in letters)


def held_letters(edition: Edition, matrix: Matrix) -> tuple[tuple[str, str], ...]:
    """Return the letters that any party has, each with the words before its count."""
    held = {letter for cell in matrix.cells for letter in cell.letters}
    return tuple((letter.letter, before_count(edition, letter)) for letter in _in_order(edition, matrix) if letter.letter in held)


def _in_order(edition: Edition, matrix: Matrix) -> list[Letter]:
    scheme = edition.catalogue.scheme(matrix.scheme)
    return sorted(scheme.letters, key=lambda letter: scheme.cell_order.find(letter.letter))


def total(matrix: Matrix) -> int:
    """Return the number of applicable tasks, counted at each place on the axes."""
    return sum(1 for _ in held(matrix, frozenset()))


def before_count(edition: Edition, letter: Letter) -> str:
    """Return the words before the count of cells with ``letter``: *is accountable for*, or *accountable:*."""
    return edition.plain(letter.predicate) if letter.predicate else f"{edition.words.within(edition.plain(letter.word))}:"


@dataclass(frozen=True)
class LegendEntry:
    """Letter of a scheme, with its meaning."""

    letter: LetterView
    meaning: Rich
    link: Link | None
    #: The tensions about its meaning, and the sign that they share.
    departures: tuple[Mark, ...]
    sign: Mark | None


LEGEND: Kind[tuple[LegendEntry, ...]] = Kind("legend")


def letter_view(edition: Edition, scheme: Scheme, letter: str) -> LetterView:
    entry = scheme.by_letter[letter]
    return LetterView(letter, edition.plain(entry.word), entry.duty.value if entry.duty else "")


def legend(
    edition: Edition, scheme: Scheme, linker: Linker, marks: Callable[[str], tuple[Mark, ...]] | None = None
) -> tuple[LegendEntry, ...]:
    """Return the letters of ``scheme`` in the order of its legend.

    ``marks`` returns the tensions about a letter; by default, those of all services.
    """
    marks = marks or functools.partial(letter_marks, edition, scheme.id)
    return tuple(
        LegendEntry(
            letter_view(edition, scheme, entry.letter),
            linker.rich(entry.meaning),
            Link("glossary", entry.term) if entry.term else None,
            departures := marks(entry.letter),
            shared_sign(edition, departures),
        )
        for entry in scheme.letters
    )
