"""The pages of a party: itself, its duties in one service, and the list of parties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from service_catalogue.cell import Cell
from service_catalogue.model import Party
from service_catalogue.service import Service
from service_catalogue.views.annotations import ServiceViews
from service_catalogue.views.edition import Edition, Link, Rich, plain
from service_catalogue.views.matrix import CellView, LetterView, MatrixViews, letter_view
from service_catalogue.views.page import Address, Page, Part
from service_catalogue.views.parts import SHOWN_SERVICES, Entry, More, TermEntry, more_services, term_entry, title_of
from service_catalogue.views.statements import statement_view
from service_catalogue.vocabulary import State


@dataclass(frozen=True)
class LetterCount:
    """How many cells hold a letter."""

    letter: LetterView
    count: int


@dataclass(frozen=True)
class PartyInService:
    """A party's part in a service, in numbers."""

    service: str
    link: Link
    letters: tuple[LetterCount, ...]
    #: How many statements speak of it.
    statements: str


@dataclass(frozen=True)
class PartyIntro:
    """What a party is, by the glossary."""

    terms: tuple[TermEntry, ...]


@dataclass(frozen=True)
class Duty:
    """A task in which a party has a part."""

    task: Rich
    link: Link
    cell: CellView


@dataclass(frozen=True)
class DutyGroup:
    """The tasks on one layer in which a party has a part, those with the same letters together."""

    words: str
    letters: tuple[LetterView, ...]
    duties: tuple[Duty, ...]


def in_matrix(service: Service, party: str) -> bool:
    return any(party in matrix.parties for matrix in service.all_matrices)


def concerns(service: Service, party: str) -> bool:
    """Whether ``service`` gives ``party`` a part, in its matrix or in its text."""
    return in_matrix(service, party) or any(party in statement.parties for statement in service.statements.values())


def party_page(edition: Edition, address: Address) -> Page:
    catalogue, words = edition.catalogue, edition.words
    party = catalogue.party(address.ids[0])
    services = [service for service in catalogue.services if concerns(service, party.id)]
    parts = [Part("party", _intro(edition, party))]
    shown = tuple(in_service(edition, service, party.id) for service in services[:SHOWN_SERVICES])
    more: tuple[Part, ...] = ()
    if len(services) > SHOWN_SERVICES:
        more = (Part("more", more_services(edition, len(services) - SHOWN_SERVICES)),)
    parts.append(Part("party-services", shown, "part.services", words("party.services"), more))
    return Page(
        document=address.document,
        title=edition.plain(party.name),
        heading=edition.name(party.name),
        kicker=words("party.kicker"),
        description=words("party.about", party=edition.plain(party.name)),
        parts=tuple(parts),
        trail=((words("nav.parties"), Link("parties/index")),),
        path=party.at.path,
        line=party.at.line,
    )


def _intro(edition: Edition, party: Party) -> PartyIntro:
    return PartyIntro((term_entry(edition, edition.catalogue.term(party.term)),) if party.term else ())


def in_service(edition: Edition, service: Service, party: str) -> PartyInService:
    letters: tuple[LetterCount, ...] = ()
    if in_matrix(service, party):
        letters = tuple(_letter_counts(edition, service, party))
    count = sum(party in statement.parties for statement in service.statements.values())
    return PartyInService(
        title_of(edition, service),
        Link(f"parties/{party}/{service.id}"),
        letters,
        edition.words("party.statements", count=count),
    )


def _letter_counts(edition: Edition, service: Service, party: str) -> Iterator[LetterCount]:
    """How many cells of ``party`` hold each letter, scheme by scheme."""
    cells: dict[str, list[Cell]] = {}
    for matrix in service.all_matrices:
        cells.setdefault(matrix.scheme, []).extend(cell for cell in matrix.cells if cell.party == party)
    for id, held in cells.items():
        scheme = edition.catalogue.scheme(id)
        counts = Counter(letter for cell in held for letter in cell.letters)
        for entry in scheme.letters:
            if counts[entry.letter]:
                yield LetterCount(letter_view(edition, scheme, entry.letter), counts[entry.letter])


def duties_page(edition: Edition, address: Address) -> Page:
    """What a party has to do in a service: its tasks layer by layer, and the statements that speak of it."""
    catalogue, words = edition.catalogue, edition.words
    party = catalogue.party(address.ids[0])
    service = catalogue.objects["service"][address.ids[1]]
    name, title = edition.plain(party.name), title_of(edition, service)
    parts: list[Part] = [Part("more", More(words("duties.service", service=title), Link(f"services/{service.id}")))]
    if in_matrix(service, party.id):
        parts += _layers(edition, service, party)
    linker = edition.linker()
    shown = {view.id for part in parts for inner in part.parts if inner.template == "statement-list" for view in inner.content}
    statements = tuple(
        statement_view(edition, service, statement, linker)
        for statement in service.statements.values()
        if party.id in statement.parties and statement.id not in shown
    )
    if statements:
        parts.append(Part("statement-list", statements, "part.statements", words("duties.statements", party=name)))
    return Page(
        document=address.document,
        title=words("duties.title", party=name, service=title),
        heading=edition.pieces(words("duties.title", party=name, service=title), lambda term: False),
        kicker=words("duties.kicker"),
        description=words("duties.about" if _layered(service) else "duties.about.plain", party=name, service=title),
        parts=tuple(parts),
        trail=((words("nav.parties"), Link("parties/index")), (name, Link(f"parties/{party.id}"))),
        path=service.at.path,
        line=service.at.line,
    )


def _layered(service: Service) -> bool:
    return all(list(matrix.axes) == ["layer"] for matrix in service.all_matrices)


def _layers(edition: Edition, service: Service, party: Party) -> Iterator[Part]:
    shown: set[str] = set()
    for matrix in service.all_matrices:
        views = MatrixViews(edition, service, matrix)
        for values in matrix.places if party.id in matrix.parties else ():
            groups = tuple(_groups(edition, views, party, values))
            shown.update(mark.id for group in groups for duty in group.duties for mark in duty.cell.notes)
            name = plain(views.place_name(values)) or views.title
            if values and matrix.name:
                name = f"{views.title}: {name}"
            inner = tuple(_own_words(edition, service, party, values))
            if not groups and not inner:
                none = "duties.none" if list(matrix.axes) == ["layer"] else "duties.none.plain"
                inner = (Part("none", edition.words(none, party=edition.plain(party.name))),)
            yield Part("duties", groups, ".".join(filter(None, ("place", matrix.id, *values))), name, inner)
    if shown:
        views, linker = ServiceViews(edition, service), edition.linker()
        listed = tuple(views.note(note, linker) for note in service.notes if note.id in shown)
        yield Part("notes-again", listed, "part.notes", edition.words("matrix.notes"))


def _own_words(edition: Edition, service: Service, party: Party, values: tuple[str, ...]) -> Iterator[Part]:
    """What the service tells a party in words about a place on the axes, and not about a task there."""
    linker = edition.linker()
    statements = tuple(
        statement_view(edition, service, statement, linker)
        for statement in service.statements.values()
        if any(claim.party == party.id and not claim.tasks and set(claim.on) & set(values) for claim in statement.claims)
    )
    if statements:
        yield Part("statement-list", statements)


def _groups(edition: Edition, views: MatrixViews, party: Party, values: tuple[str, ...]) -> Iterator[DutyGroup]:
    """The duties at one place on the axes; the letters that bind most come first, and what is not yet agreed last."""
    cells = [views.cell(cell) for cell in views.matrix.cells if cell.party == party.id and cell.values == values]
    spoken = [cell for cell in cells if cell.roles or cell.state == State.TO_BE_AGREED.value]
    order = views.scheme.cell_order
    kinds = sorted(
        {(cell.roles, cell.state) for cell in spoken}, key=lambda kind: (not kind[0], [order.find(x) for x in kind[0]])
    )
    for roles, state in kinds:
        same = [cell for cell in spoken if (cell.roles, cell.state) == (roles, state)]
        yield DutyGroup(same[0].words, same[0].letters, tuple(_duty(edition, cell) for cell in same))


def _duty(edition: Edition, cell: CellView) -> Duty:
    task = edition.catalogue.task(cell.task)
    return Duty(edition.name(task.name), Link(f"tasks/{task.id}"), cell)


def parties_page(edition: Edition, address: Address) -> Page:
    catalogue, words = edition.catalogue, edition.words
    entries = tuple(
        Entry(
            edition.name(party.name),
            Link(f"parties/{party.id}"),
            edition.plain(catalogue.term(party.term).definition) if party.term else "",
        )
        for party in catalogue.parties
    )
    return Page(
        document=address.document,
        title=words("nav.parties"),
        heading=edition.pieces(words("nav.parties"), lambda term: False),
        description=words("parties.lead"),
        parts=(Part("lead", words("parties.lead")), Part("list", entries)),
    )
