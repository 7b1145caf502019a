"""The page of a task, and the list of tasks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Task
from service_catalogue.model.vocabulary import Duty
from service_catalogue.views.across import ACROSS, ALLOCATION, Allocation, across, allocation_in, place_row
from service_catalogue.views.annotations import Mark, row_link
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import LEAD, LIST, NONE, SHOWN_SERVICES, Entry, TermEntry, how_often, term_entry
from service_catalogue.views.matrix import MatrixViews
from service_catalogue.views.page import Address, Kind, Page, Part, Parts, first_place, index_page, object_page
from service_catalogue.views.piece import Link, Reference, Rich, plain, text
from service_catalogue.views.standards import clauses
from service_catalogue.views.statements import STATEMENTS_AGAIN, statement_view
from service_catalogue.views.status import in_list, not_in_force, title_elsewhere, withdrawn


@dataclass(frozen=True)
class TaskIntro:
    """Group and description of a task, the terms in its name, and the clauses of standards on it."""

    group: str
    description: Rich
    terms: tuple[TermEntry, ...]
    standards: tuple[Reference, ...]
    see_also: tuple[Reference, ...]


@dataclass(frozen=True)
class AnsweringPlace:
    """Place on the axes, with the notes and departures of the party's cell there."""

    name: Rich
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Answering:
    """The roles of one party as a sentence, *The customer is accountable*, and their places."""

    words: str
    places: tuple[AnsweringPlace, ...]
    separator: str


@dataclass(frozen=True)
class Answer:
    """Sentences on who answers for a task and who does it in one matrix."""

    service: str
    #: True if the service is not in force, which is shown even if it is the only one.
    is_in_doubt: bool
    link: Link
    sentences: tuple[Answering, ...]
    #: The notes and departures about the task as a whole.
    own: tuple[Mark, ...]


ANSWERS: Kind[tuple[Answer, ...]] = Kind("answers")
TASK: Kind[TaskIntro] = Kind("task")


def services_with(catalogue: Catalogue, task: str) -> list[Service]:
    """Return the services with a task; the first ``SHOWN_SERVICES`` are shown with their rows."""
    return [service for service in catalogue.services if service.uses(task)]


def service_parts(edition: Edition, service: Service, task: Task) -> tuple[tuple[Answer, Part[Allocation]], ...]:
    """Return the answer and the allocation for each matrix of ``service`` with ``task``; reads the content of no other service."""

    def made() -> Iterator[tuple[Answer, Part[Allocation]]]:
        for matrix in service.all_matrices:
            if matrix.row(task.id):
                views = MatrixViews(edition, service, matrix)
                found = allocation(views, task)
                sentences, in_doubt = tuple(_answering(views, task.id, found)), bool(not_in_force(edition, service))
                answer = Answer(found.service, in_doubt, Link(f"tasks/{task.id}", views.anchor_elsewhere), sentences, found.own)
                heading = edition.words("task.in", service=found.service)
                yield answer, ALLOCATION.part(found, views.anchor_elsewhere, heading, at=matrix.row_of(task.id).at)

    return edition.cache.of(service.id).last("task", task.id, lambda: tuple(made()))


def task_parts(edition: Edition, task: Task, services: Sequence[Service]) -> Parts:
    """Return the parts about ``task`` and its allocation in ``services``; of many services, the last ones are only links."""
    words = edition.words
    shown = [found for service in services[:SHOWN_SERVICES] for found in service_parts(edition, service, task)]
    parts: list[Part[object]] = [*withdrawn(edition, task.withdrawn)]
    if answers := tuple(answer for answer, _ in shown if answer.sentences):
        parts.append(ANSWERS.part(answers))
    parts += [TASK.part(intro(edition, task)), *(allocated for _, allocated in shown)]
    if not services:
        parts.append(NONE.part(words("task.unused")))
    if others := services[SHOWN_SERVICES:]:
        rows = tuple(entry for service in others for entry in _rows_in(edition, service, task))
        listed: Part[object] = LIST.part(rows, "part.others", words("more.services", count=len(others)))
        parts.append(replace(listed, fold=str(len(rows))))
    return tuple(parts)


def task_page(edition: Edition, address: Address) -> Page:
    catalogue, words = edition.catalogue, edition.words
    task = catalogue.task(address.ids[0])
    parts = _joined(edition, task, task_parts(edition, task, services_with(catalogue, task.id)))
    siblings = [other for other in catalogue.tasks if other.group == task.group and other.id != task.id]
    if siblings:
        entries = tuple(_entry(edition, other) for other in siblings)
        parts = (*parts, LIST.part(entries, "part.group", words("task.siblings", group=edition.group_name(task.group))))
    return object_page(edition, address, task, _about(edition, task), parts)


def _about(edition: Edition, task: Task) -> str:
    return edition.words("task.about" if edition.catalogue.layers else "task.about.plain", task=edition.plain(task.name))


def _joined(edition: Edition, task: Task, parts: Parts) -> Parts:
    """Return ``parts`` with the allocations in several services as one table, and the answers folded below it."""
    found, words = [part.content for part in ALLOCATION.among(parts)], edition.words
    if len(found) < 2:
        return parts
    caption = _about(edition, task)
    table = across(caption, words.list(list(dict.fromkeys(filter(None, (one.axes for one in found))))), found)
    joined: list[Part[object]] = [part for part in parts if TASK.shows(part)]
    joined.append(ACROSS.part(table, "part.across", words("service.matrix")))
    answers = [ANSWERS.part(part.content, "part.answers", words("compare.in-words")) for part in ANSWERS.among(parts)]
    joined += (replace(part, fold=", ".join(one.code for one in found)) for part in answers)
    said = tuple(STATEMENTS_AGAIN.part(one.statements, f"said.{one.anchor}", one.service) for one in found if one.statements)
    if said:
        joined.append(LIST.part((), "part.said", words("task.statements"), said))
    return (*joined, *(part for part in parts if part not in joined and not (ALLOCATION.shows(part) or ANSWERS.shows(part))))


def _answering(views: MatrixViews, task: str, found: Allocation) -> Iterator[Answering]:
    """Yield what each party answers for or does, with all marks, in the order of the matrix; places with the same words are joined."""
    binding = {*views.scheme.with_duty(Duty.ANSWERS_FOR), *views.scheme.with_duty(Duty.DOES)}
    for index, header in enumerate(found.headers):
        by_verb: dict[str, list[AnsweringPlace]] = {}
        for row, values in zip(found.rows, views.matrix.places, strict=True):
            cell = views.cells_at(task, values)[index]
            if binding & set(cell.roles):
                by_verb.setdefault(cell.verb, []).append(AnsweringPlace(row.name, cell.marks))
        yield from (Answering(f"{header.subject} {verb}", tuple(places), views.separator) for verb, places in by_verb.items())


def _rows_in(edition: Edition, service: Service, task: Task) -> Iterator[Entry]:
    """Yield links to the rows of a task in the matrices of a service."""
    for matrix in service.outline.matrices:
        if task.id in matrix.tasks:
            title = title_elsewhere(edition, service) + (f": {edition.plain(matrix.name)}" if matrix.name else "")
            yield Entry(text(title), row_link(service, matrix, task.id))


def intro(edition: Edition, task: Task) -> TaskIntro:
    catalogue = edition.catalogue
    terms = [catalogue.term(id) for id in edition.terms_in(edition.plain(task.name))]
    return TaskIntro(
        group=edition.group_name(task.group),
        description=edition.linker().rich(task.description) if task.description else (),
        terms=tuple(term_entry(edition, term) for term in terms),
        standards=clauses(edition, task.standards),
        see_also=clauses(edition, task.see_also),
    )


def allocation(views: MatrixViews, task: Task) -> Allocation:
    """Return the allocation of ``task`` in a matrix, with the notes and statements about it."""
    edition, service, matrix = views.edition, views.service, views.matrix
    row = matrix.row_of(task.id)
    linker = edition.linker()
    departures = views.departures_of(matrix, task.id)
    cells = [cell for values in matrix.places for cell in matrix.cells_at(task.id, values)]
    used = {*row.note, *(note for one in (*cells, *departures) for note in one.notes)}
    on_layers = list(matrix.axes) == ["layer"]
    rows = (
        place_row(views, task.id, values, views.place_name(values), page)
        for values in matrix.places
        for page in [Link(f"layers/{values[0]}") if on_layers else None]
    )
    axes = ", ".join(map(edition.axis_name, matrix.axes))
    link, headers = row_link(service, matrix, task.id), map(views.heading, matrix.parties)
    return replace(
        allocation_in(views, link, axes, headers, rows),
        caption=edition.words("task.caption", task=edition.plain(task.name), service=views.title_elsewhere),
        cadence=how_often(edition, row.cadence),
        notes=views.notes(used, linker),
        own=views.row_marks(task.id),
        departures=tuple(views.departure(one, edition.linker()) for one in departures),
        statements=tuple(
            statement_view(edition, service, statement, linker)
            for statement in service.statements.values()
            if task.id in statement.tasks
        ),
    )


def tasks_page(edition: Edition, address: Address) -> Page:
    catalogue, words = edition.catalogue, edition.words
    lead = words("tasks.lead" if catalogue.layers else "tasks.lead.plain", count=len(catalogue.tasks))
    parts = (LEAD.part(lead), *_groups_in(edition, None))
    return index_page(edition, address, "nav.tasks", lead, parts, first_place(catalogue.tasks))


def _entry(edition: Edition, task: Task) -> Entry:
    return Entry(edition.name(task.name), Link(f"tasks/{task.id}"), in_list(edition, task.withdrawn))


def _groups_in(edition: Edition, parent: str | None) -> Iterator[Part[object]]:
    """Yield the groups in the group ``parent`` that hold tasks, at any depth."""
    for group in edition.catalogue.groups:
        if (group.parent or None) == parent:
            tasks = [task for task in edition.catalogue.tasks if task.group == group.id]
            entries = tuple(_entry(edition, task) for task in tasks)
            inner = tuple(_groups_in(edition, group.id))
            if entries or inner:
                yield LIST.part(entries, f"group.{group.id}", plain(edition.name(group.name)), inner, at=first_place(tasks))
