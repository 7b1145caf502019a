"""A cell of a party as a duty: its task, what it says the party does, and where."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from service_catalogue.model.matrix import Cell
from service_catalogue.model.vocabulary import Duty as Meaning
from service_catalogue.schema.kinds import Localized
from service_catalogue.views.annotations import Mark
from service_catalogue.views.matrix import MatrixViews
from service_catalogue.views.piece import Link, Rich, plain
from service_catalogue.views.table import CellView


@dataclass(frozen=True)
class Duty:
    """A task in which a party has a part, at one place on the axes."""

    task: Rich
    link: Link
    #: The notes and departures that are about the task as a whole.
    own: tuple[Mark, ...]
    cell: CellView
    #: What its party does, as the beginning of a sentence that ends with the task: *The customer is accountable for*.
    says: str
    #: How often the task is done.
    cadence: Localized | None
    #: The other party, where the cell is that of one who is consulted or informed.
    whom: str = ""


@dataclass(frozen=True)
class PlaceDuties:
    """The duties at one place on the axes."""

    #: Empty where there is no axis.
    name: str
    duties: tuple[Duty, ...]


def doers(views: MatrixViews, cells: tuple[Cell, ...]) -> set[str]:
    for meaning in (Meaning.DOES, Meaning.ANSWERS_FOR):
        letters = set(views.scheme.with_duty(meaning))
        found: set[str] = {cell.party for cell in cells if letters & set(cell.letters)}
        if found:
            return found
    return set()


def duty(views: MatrixViews, cell: Cell, whom: str = "", letters: Set[str] = frozenset()) -> Duty:
    """``cell`` as a duty; what it says is of its ``letters`` alone, if any are given."""
    edition, row = views.edition, views.matrix.row_of(cell.task)
    return Duty(
        task=edition.name(edition.catalogue.task(cell.task).name),
        link=Link(f"tasks/{cell.task}"),
        own=(*map(views.note_mark, row.note), *views.departure_marks(views.matrix.address(cell.task, ()))),
        cell=views.cell(cell),
        says=_says(views, cell, letters),
        cadence=row.cadence,
        whom=whom,
    )


def _says(views: MatrixViews, cell: Cell, letters: Set[str]) -> str:
    edition, scheme = views.edition, views.scheme
    roles = "".join(letter for letter in scheme.in_order(cell.letters) if not letters or letter in letters)

    def made() -> str:
        name = edition.subject(edition.catalogue.party(cell.party))
        if not roles:
            return f"{name}: {edition.words(f'cell.{cell.state.value}')}"
        predicates = [scheme.by_letter[letter].predicate for letter in roles]
        if all(predicates):
            return f"{name} {edition.words.list([edition.plain(predicate) for predicate in predicates if predicate])}"
        return f"{name}: {edition.words.within(edition.role_words(scheme, roles))}"

    return edition.cache.once(("says", scheme.id, cell.party, roles, cell.state), made)


def whom(views: MatrixViews, cell: Cell) -> str:
    return views.edition.plain(views.edition.catalogue.party(cell.party).name)


def place_name(views: MatrixViews, values: tuple[str, ...]) -> str:
    name = plain(views.place_name(values))
    if views.matrix.name:
        return f"{views.title}: {name}" if name else views.title
    return name
