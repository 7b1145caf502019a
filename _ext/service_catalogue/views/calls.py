"""Whom to call about a service: for each situation of a customer, who acts on each layer, and how to reach whom."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Task
from service_catalogue.model.vocabulary import Duty, State
from service_catalogue.text import capitalised
from service_catalogue.views.across import marked_once
from service_catalogue.views.annotations import DEPARTURES_AGAIN, NOTES_AGAIN, Mark, ServiceViews
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import FACTS, LEAD, MORE, Fact, More, booklet_view, title_of
from service_catalogue.views.matrix import MatrixViews
from service_catalogue.views.page import Address, Kind, Page, Part
from service_catalogue.views.piece import Link, Rich
from service_catalogue.views.service_facts import contact_facts
from service_catalogue.views.status import standing


@dataclass(frozen=True)
class CallCell:
    """Who acts at one place, or at ``span`` places side by side."""

    who: str
    #: The colour of who acts; ``None`` if that is nobody.
    colour: int | None
    marks: tuple[Mark, ...]
    #: What the other parties have to do with it, a sentence each.
    more: tuple[tuple[str, tuple[Mark, ...]], ...]
    span: int = 1

    @property
    def all_marks(self) -> Iterator[Mark]:
        yield from self.marks
        for _, marks in self.more:
            yield from marks


@dataclass(frozen=True)
class CallRow:
    """Task, with the situations that mean it."""

    situations: str
    task: Rich
    link: Link
    #: Those of the task as a whole.
    marks: tuple[Mark, ...]
    cells: tuple[CallCell, ...]

    @property
    def all_marks(self) -> Iterator[Mark]:
        yield from self.marks
        for cell in self.cells:
            yield from cell.all_marks


@dataclass(frozen=True)
class Calls:
    """Table of who acts in which situation."""

    caption: str
    places: tuple[Rich, ...]
    rows: tuple[CallRow, ...]


CALLS: Kind[Calls] = Kind("calls")
#: The id of its PDF, before that of the service.
CALLS_PDF = "whom-to-call."


def has_calls(catalogue: Catalogue, service: Service) -> bool:
    """Return whether there is a page: the catalogue says which tasks a situation means, and ``service`` has one of them."""
    return any(service.uses(task) for one in catalogue.identity.situations for task in one.tasks)


def calls_page(edition: Edition, address: Address) -> Page:
    service, words = edition.catalogue.objects["service"][address.ids[0]], edition.words
    title = words("calls.title", service=title_of(edition, service))
    parts: list[Part[object]] = [LEAD.part(f"{standing(edition, service)} {words('calls.notice')}".strip())]
    parts.append(FACTS.part((*contact_facts(edition, service), _outside_hours(edition, service)), "part.how", words("calls.how")))
    for matrix in service.all_matrices:
        views = MatrixViews(edition, service, matrix)
        if rows := tuple(_rows(views)):
            places = tuple(views.place_name(values) for values in matrix.places)
            parts.append(
                CALLS.part(Calls(title, places, rows), views.part_anchor, views.title if matrix.name else words("calls.who"))
            )
    marks = [mark for part in CALLS.among(parts) for row in part.content.rows for mark in row.all_marks]
    notes, departures = ServiceViews(edition, service).explained(marks)
    if notes:
        parts.append(NOTES_AGAIN.part(notes))
    if departures:
        parts.append(DEPARTURES_AGAIN.part(departures))
    if sheet := booklet_view(edition, CALLS_PDF + service.id, "calls.booklet"):
        parts.append(MORE.part(More(sheet.words, sheet.file)))
    return Page(
        document=address.document,
        title=title,
        heading=edition.pieces(words("calls.heading")),
        kicker=title_of(edition, service),
        description=words("calls.about"),
        parts=tuple(parts),
        trail=((words("nav.services"), Link("services/index")), (title_of(edition, service), Link(f"services/{service.id}"))),
        at=service.at,
    )


def _outside_hours(edition: Edition, service: Service) -> Fact:
    """Return the statement on an on-call scheme, or that none is stated and nobody acts."""
    on_call = service.statements.get((service.choices and service.choices.on_call) or "")
    link = Link(f"services/{service.id}", on_call.id) if on_call else None
    return Fact(
        edition.words("calls.outside-hours"), edition.rich(on_call.text) if on_call else edition.words("calls.no-on-call"), link
    )


def _rows(views: MatrixViews) -> Iterator[CallRow]:
    edition = views.edition
    situations: dict[str, list[str]] = {}
    for one in edition.catalogue.identity.situations:
        for used in filter(views.matrix.row, one.tasks):
            situations.setdefault(str(used), []).append(edition.words(f"situation.{one.situation.value}"))
    for id, meant in situations.items():
        task = edition.catalogue.task(id)
        cells = [_cell(views, task, values) for values in views.matrix.places]
        merged = tuple(replace(cell, span=len([*same])) for cell, same in itertools.groupby(cells))
        name, link = edition.name(task.name), Link(f"tasks/{id}")
        yield CallRow(capitalised(edition.words.list(meant)), name, link, views.row_marks(id), merged)


def _cell(views: MatrixViews, task: Task, values: tuple[str, ...]) -> CallCell:
    edition, acting, names = views.edition, list[int](), list[str]()
    marks: dict[Mark, None] = {}
    more = list[tuple[str, tuple[Mark, ...]]]()
    found = views.matrix.cells_at(task.id, values)
    cells = [*zip((cell.party for cell in found), marked_once(map(views.cell, found)), strict=True)]
    if all(view.state == State.NOT_APPLICABLE.value for _, view in cells):
        return CallCell(capitalised(edition.words("cell.n-a")), None, (), ())
    for id, view in cells:
        party = edition.catalogue.party(id)
        if view.has_duty(Duty.DOES):
            names.append(edition.definite(party))
            acting.append(view.party)
            marks |= dict.fromkeys(view.marks)
        elif view.letters or view.state:
            colon = "" if views.scheme.has_verbs and not view.state else ":"
            more.append((f"{edition.subject(party)}{colon} {view.verb}", view.marks))
    who = capitalised(edition.words.list(names) or edition.words("not-stated"))
    return CallCell(who, acting[0] if acting else None, tuple(marks), tuple(more))
