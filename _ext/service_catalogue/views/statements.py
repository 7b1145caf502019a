"""The statements of a service, with what they claim and where the source says two things."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from service_catalogue.model.service import Service
from service_catalogue.model.statement import Claim, Section, Statement
from service_catalogue.views.annotations import DepartureView, Mark, ServiceViews, row_link
from service_catalogue.views.edition import Edition, Linker
from service_catalogue.views.page import Kind
from service_catalogue.views.piece import Link, Reference, Rich, plain


@dataclass(frozen=True)
class PlacesOfClaim:
    """Places of the matrix that a claim is compared with, and what they have in common."""

    #: A layer, or a task; empty where the claim holds for every place.
    words: str
    places: tuple[Reference, ...]


@dataclass(frozen=True)
class ClaimView:
    """What a statement or a note says that a party must or may do."""

    #: Whom it binds, or gives a right, in a few words: *Binds the customer*, *The source names nobody*.
    label: str
    #: The party in a sentence; empty where the source names nobody.
    party: str
    is_right: bool
    #: What it says, as a sentence: in its own words, else as the beginning of one that ends with the tasks; empty where it is the
    #: whole text that it belongs to.
    words: Rich
    is_own_words: bool
    #: The tasks of the matrix that it is compared with, and where.
    tasks: tuple[Reference, ...]
    layers: str
    #: The same, place by place: its cells where it names values of an axis, else its rows.
    places: tuple[PlacesOfClaim, ...]
    condition: Rich
    notes: tuple[Mark, ...]

    @property
    def is_silent(self) -> bool:
        """Whether it says no more than that the source names nobody, which the text shows."""
        return self.party == "" and not (self.places or self.notes or self.condition)


@dataclass(frozen=True)
class StatementView:
    """A statement."""

    id: str
    link: Link
    text: Rich
    claims: tuple[ClaimView, ...]
    departures: tuple[DepartureView, ...]
    #: Its former ids on the page of this service.
    former: tuple[str, ...] = ()


@dataclass(frozen=True)
class SectionView:
    """The statements of one section."""

    statements: tuple[StatementView, ...]


STATEMENTS: Kind[SectionView] = Kind("statements")


def section_view(edition: Edition, service: Service, section: Section, linker: Linker) -> SectionView:
    return SectionView(tuple(statement_view(edition, service, statement, linker) for statement in section.statements))


def statement_view(edition: Edition, service: Service, statement: Statement, linker: Linker) -> StatementView:
    views = ServiceViews(edition, service)
    departures = service.departures_at(statement.id)
    return StatementView(
        id=statement.id,
        link=Link(views.document, statement.id),
        text=linker.rich(statement.text),
        claims=tuple(claim_view(views, part) for claim in statement.claims for part in claim.parts),
        departures=tuple(views.departure(departure, edition.linker()) for departure in departures),
        former=tuple(_former(edition, service, statement)),
    )


def _former(edition: Edition, service: Service, statement: Statement) -> Iterator[str]:
    services = (service.id, *itertools.chain.from_iterable(edition.former(("service", service.id))))
    for (old,) in edition.former(("statement", f"{service.id}.{statement.id}")):
        of, _, id = old.partition(".")
        if of in services:
            yield id


def claim_view(views: ServiceViews, claim: Claim) -> ClaimView:
    """``claim``, which says one thing of tasks: see :attr:`Claim.parts`."""
    edition = views.edition
    party = edition.definite(edition.catalogue.party(claim.party)) if claim.party else ""
    label = edition.words("claim.nobody")
    if party:
        label = edition.words("claim.right" if claim.is_right else "claim.binds", party=party)
    words: Rich = ()
    if claim.words:
        words = edition.sentence(claim.words, party)
    elif claim.tasks:
        kinds = (("answers-for", claim.answers_for), ("does", claim.does), ("ensures", claim.ensures), ("may-do", claim.may_do))
        key = next(key for key, tasks in kinds if tasks)
        words = edition.pieces(edition.words(f"claim.{key}", party=capitalised(party)), lambda term: False)
    return ClaimView(
        label=label,
        party=party,
        is_right=claim.is_right,
        words=words,
        is_own_words=bool(claim.words) or not claim.tasks,
        tasks=tuple(_task(views, task) for task in dict.fromkeys(claim.tasks)),
        layers=edition.words.list([edition.plain(edition.value_name(value)) for value in claim.on]),
        places=tuple(_places(views, claim)),
        condition=edition.rich(claim.condition) if claim.condition else (),
        notes=tuple(map(views.note_mark, claim.note)),
    )


def _places(views: ServiceViews, claim: Claim) -> Iterator[PlacesOfClaim]:
    names = {value: views.edition.plain(views.edition.value_name(value)) for value in claim.on}
    tasks = {task: _task(views, task) for task in claim.tasks}
    if not tasks:
        return
    if not names:
        yield PlacesOfClaim("", tuple(tasks.values()))
    elif len(names) == 1:
        ((value, name),) = names.items()
        yield PlacesOfClaim(name, tuple(_cell(views, claim, task, value, known.words, known) for task, known in tasks.items()))
    else:
        for task, known in tasks.items():
            cells = tuple(_cell(views, claim, task, value, name, known) for value, name in names.items())
            yield PlacesOfClaim(known.words, cells)


def _cell(views: ServiceViews, claim: Claim, task: str, value: str, words: str, row: Reference) -> Reference:
    """The cell of the claim's party, where ``value`` alone says which one; else the row of the task."""
    for matrix in views.service.all_matrices:
        places = [values for values in matrix.places if value in values]
        if matrix.row(task) and len(places) == 1 and claim.party in matrix.parties:
            return Reference(words, Link(views.document, matrix.address(task, places[0], claim.party)))
    return Reference(words, row.link)


def capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def _task(views: ServiceViews, task: str) -> Reference:
    name = plain(views.edition.name(views.edition.catalogue.task(task).name))
    matrix = next((matrix for matrix in views.service.all_matrices if matrix.row(task)), None)
    return Reference(name, row_link(views.service, matrix, task) if matrix else Link(f"tasks/{task}"))
