"""The statements of a service, with their claims and departures."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from service_catalogue.locale import Words
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.service import Service
from service_catalogue.model.statement import Claim, Statement
from service_catalogue.model.vocabulary import Duty
from service_catalogue.schema.kinds import Localized
from service_catalogue.text import capitalised
from service_catalogue.views.annotations import DepartureView, Mark, ServiceViews, row_link
from service_catalogue.views.edition import Edition, Linker
from service_catalogue.views.page import Kind
from service_catalogue.views.piece import Link, Reference, Rich, plain


@dataclass(frozen=True)
class ClaimView:
    """Claim of a statement or a note on a party."""

    #: The party within a sentence; empty if the source names none.
    party: str
    is_right: bool
    is_owning: bool
    #: The claim in words of its own; empty if it is shown in those of its text.
    words: Rich
    #: True if a passage of the text makes the claim.
    is_quoting: bool
    #: Tasks of the matrix with which it is compared.
    tasks: tuple[Reference, ...]
    #: Values of an axis that it names.
    layers: str
    condition: Rich
    notes: tuple[Mark, ...]

    @property
    def where(self) -> str:
        """The values of an axis that it names without a task."""
        return "" if self.tasks else self.layers


@dataclass(frozen=True)
class ClaimedPlaces:
    """Places of the matrix with which claims are compared."""

    #: A value of an axis; empty if they hold for every place.
    on: str
    #: Cells if the claim names values of an axis, else rows.
    places: tuple[Reference, ...]
    notes: tuple[Mark, ...]


@dataclass(frozen=True)
class ClaimLine:
    """Claims of a statement with the same words about a party."""

    #: *Duty of the customer*, *The source names nobody*; or the beginning of a sentence: *The customer is accountable for*.
    words: str
    is_sentence: bool
    names_nobody: bool
    #: Empty if it adds nothing to its words.
    places: tuple[ClaimedPlaces, ...]

    @property
    def is_silent(self) -> bool:
        """True if it adds only that the source names nobody, which the text shows."""
        return self.names_nobody and not self.places


@dataclass(frozen=True)
class StatementView:
    id: str
    link: Link
    text: Rich
    claims: tuple[ClaimLine, ...]
    departures: tuple[DepartureView, ...]
    #: The departures, and the baseline if it applies.
    marks: tuple[Mark, ...]
    #: Its former ids on the page of this service.
    former: tuple[str, ...] = ()


STATEMENTS: Kind[tuple[StatementView, ...]] = Kind("statements")
#: Statements whose page is another one.
STATEMENTS_AGAIN: Kind[tuple[StatementView, ...]] = Kind("statements-again")


def statement_view(edition: Edition, service: Service, statement: Statement, linker: Linker) -> StatementView:
    views = ServiceViews(edition, service)
    departures = service.departures_at(statement.id)
    return StatementView(
        id=statement.id,
        link=Link(views.document, statement.id),
        text=linker.rich(statement.text),
        claims=tuple(_lines(views, statement)),
        departures=tuple(views.departure(departure, edition.linker()) for departure in departures),
        marks=(*map(views.departure_mark, departures), *views.baseline_marks(statement.id)),
        former=tuple(_former(edition, service, statement)),
    )


def _former(edition: Edition, service: Service, statement: Statement) -> Iterator[str]:
    services = (service.id, *itertools.chain.from_iterable(edition.former(("service", service.id))))
    for (old,) in edition.former(("statement", f"{service.id}.{statement.id}")):
        of, _, id = old.partition(".")
        if of in services:
            yield id


def claim_view(views: ServiceViews, claim: Claim) -> ClaimView:
    """Return the view of ``claim``, which is one of :attr:`Claim.parts`."""
    edition = views.edition
    party = _party(edition, claim)
    return ClaimView(
        party=party,
        is_right=claim.is_right,
        is_owning=claim.is_owning,
        words=edition.sentence(claim.words, party) if claim.words else (),
        is_quoting=bool(claim.quote),
        tasks=tuple(row for task in dict.fromkeys(claim.tasks) for _, row in _rows(views, claim, task)),
        layers=_values(edition, claim),
        condition=edition.rich(claim.condition) if claim.condition else (),
        notes=tuple(map(views.note_mark, claim.note)),
    )


def tasks_in_words(words: Words, claim: ClaimView) -> str:
    """Return the tasks of ``claim`` and their places: *Backup; Restore on Middleware*."""
    named = "; ".join(task.words for task in claim.tasks)
    return f"{named} {words('statement.on', layers=claim.layers)}" if claim.layers else named


def _values(edition: Edition, claim: Claim) -> str:
    return edition.words.list([edition.plain(edition.value_name(value)) for value in claim.on])


def _party(edition: Edition, claim: Claim) -> str:
    return edition.definite(edition.catalogue.party(claim.party)) if claim.party else ""


def _begun(views: ServiceViews, claim: Claim) -> str:
    """Return the beginning of a sentence that ends with the tasks of ``claim``, with the verb of the scheme if it has one."""
    party = capitalised(_party(views.edition, claim))
    for duty, tasks in ((Duty.ANSWERS_FOR, claim.answers_for), (Duty.DOES, claim.does)):
        if tasks and (predicate := _predicate(views, tasks[0], duty)):
            return f"{party} {views.edition.plain(predicate)}"
    return views.edition.words("claim.answers-for" if claim.answers_for else "claim.does", party=party)


def _predicate(views: ServiceViews, task: str, duty: Duty) -> Localized | None:
    """Return the predicate of the first letter with ``duty``, in the scheme of the first matrix that has ``task``."""
    for matrix in views.service.all_matrices:
        if matrix.row(task):
            letter = views.edition.letter_with(views.edition.catalogue.scheme(matrix.scheme), duty)
            return letter.predicate if letter else None
    return None


def _label(view: ClaimView) -> str:
    """Return the key of the words that say what ``view`` is: a duty, a right or ownership."""
    if not view.party:
        return "claim.nobody"
    return "claim.owns" if view.is_owning else "claim.right" if view.is_right else "claim.binds"


def _lines(views: ServiceViews, statement: Statement) -> Iterator[ClaimLine]:
    """Yield the claims of ``statement``, joined if they have the same words; claims without a place are dropped if others have one.

    What a party does or is accountable for is a sentence if nothing else is said of it: no words, condition or departure. The condition
    is in the statement.
    """
    found: dict[ClaimLine, dict[tuple[str, tuple[Mark, ...]], list[Reference]]] = {}
    for claim in itertools.chain.from_iterable(claim.by_verb for claim in statement.claims):
        view = claim_view(views, claim)
        is_plain = not (claim.words or claim.quote or claim.condition)
        contested = any(views.is_about(departure, claim) for departure in views.service.departures_at(statement.id))
        is_sentence = is_plain and bool(claim.answers_for or claim.does) and not contested
        words = _begun(views, claim) if is_sentence else views.edition.words(_label(view), party=view.party)
        places = found.setdefault(ClaimLine(words, is_sentence, not view.party, ()), {})
        for on, cells in _places(views, claim):
            if cells or on or view.notes:
                known = places.setdefault((on, view.notes), [])
                known += (cell for cell in cells if cell not in known)
    for line, places in found.items():
        yield replace(line, places=tuple(ClaimedPlaces(on, tuple(cells), notes) for (on, notes), cells in places.items()))


def _places(views: ServiceViews, claim: Claim) -> Iterator[tuple[str, list[Reference]]]:
    """Yield the places with which ``claim`` is compared, by the values of an axis that it names."""
    edition = views.edition
    rows = {task: _rows(views, claim, task) for task in claim.tasks}
    if not rows or not claim.on:
        on = edition.words("statement.on", layers=_values(edition, claim)) if claim.on else ""
        yield on, [row for of_task in rows.values() for _, row in of_task]
        return
    for value in claim.on:
        on = edition.words("statement.on", layers=edition.plain(edition.value_name(value)))
        yield on, [_cell(views, claim, task, value, each) for task, of_task in rows.items() for each in of_task]


def _cell(views: ServiceViews, claim: Claim, task: str, value: str, compared: tuple[Matrix | None, Reference]) -> Reference:
    """Return the cell of the claim's party in the matrix of ``compared`` if ``value`` identifies one place, else the row of the task."""
    matrix, row = compared
    places = [values for values in matrix.places if value in values] if matrix and claim.party in matrix.parties else []
    if matrix and len(places) == 1:
        return Reference(row.words, Link(views.document, matrix.address(task, places[0], claim.party)))
    return row


def _rows(views: ServiceViews, claim: Claim, task: str) -> list[tuple[Matrix | None, Reference]]:
    """Return the rows of a task with which ``claim`` is compared, by matrix; if there are none, the page of the task."""
    known = [matrix for matrix in views.service.all_matrices if matrix.row(task)]
    compared = [matrix for matrix in known if claim.party in matrix.parties and any(map(claim.holds_at, matrix.places))]
    if not known:
        name = plain(views.edition.name(views.edition.catalogue.task(task).name))
        return [(None, Reference(name, Link(f"tasks/{task}")))]
    return [
        (matrix, Reference(views.task_name(matrix, task), row_link(views.service, matrix, task))) for matrix in compared or known
    ]
