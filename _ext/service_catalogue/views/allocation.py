"""The allocation of tasks over all services: the pages of tasks and layers, and the stack of a service."""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.kinds import Duty, State
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.service import Service
from service_catalogue.model.shared import Task
from service_catalogue.text import capitalised
from service_catalogue.views.edition import Edition, LetterView, Link, Reference, Rich, plain, text
from service_catalogue.views.glossary import clauses
from service_catalogue.views.matrix import CellView, HeaderView, Held, MatrixViews, divided, held, marked_once, together
from service_catalogue.views.page import (
    COLOURS,
    LEAD,
    LIST,
    MORE,
    NONE,
    SHOWN_SERVICES,
    STACK,
    TERM,
    TERMS,
    ListEntry,
    Page,
    PageAddress,
    Part,
    PartKind,
    Parts,
    TermEntry,
    colour,
    first_place,
    how_often,
    index_page,
    more_services,
    object_page,
    term_entry,
)
from service_catalogue.views.statements import (
    STATEMENTS_AGAIN,
    DepartureView,
    Mark,
    NoteView,
    StatementView,
    row_link,
    statement_view,
)
from service_catalogue.views.status import in_list, named, not_in_force, title_elsewhere, withdrawn

V = TypeVar("V", NoteView, DepartureView)

#: The order of letters in the legend.
_DUTIES = ("answers-for", "does", "consulted", "informed", "")


@dataclass(frozen=True)
class PlaceRow:
    """Cells of a task at one place on the axes, or of one of the tasks at a place."""

    #: Its number in the order of the catalogue.
    order: tuple[int, ...]
    name: Rich
    link: Link | None
    cells: tuple[CellView, ...]
    #: The row of the matrix.
    row: Link
    #: The notes and departures about the task as a whole.
    own: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Allocation:
    """Allocation of a task, or of the tasks on a layer, in one matrix."""

    service: str
    #: The code of the service, with the title of one of several matrices.
    code: str
    anchor: str
    link: Link
    #: The heading of its first column; empty if there is no axis, and one row.
    axes: str
    headers: tuple[HeaderView, ...]
    rows: tuple[PlaceRow, ...]
    caption: str = ""
    cadence: str = ""
    #: Notes on the task as a whole come first.
    notes: tuple[NoteView, ...] = ()
    #: The notes and departures about the task as a whole.
    own: tuple[Mark, ...] = ()
    departures: tuple[DepartureView, ...] = ()
    statements: tuple[StatementView, ...] = ()


class ServiceRow(NamedTuple):
    """Row of one service: no more than its words, for the digest of a page is of all that its view holds."""

    title: str
    code: str
    row: Link
    cadence: str
    own: tuple[Mark, ...]


class SharedRow(NamedTuple):
    """Cells that several services have; ``None`` for a heading of which they have no cell."""

    services: tuple[ServiceRow, ...]
    cells: tuple[CellView | None, ...]


class Across(NamedTuple):
    """Table of the allocations in several services, with each note and departure once, and its label in each service."""

    caption: str
    axes: str
    #: The title, the link and the anchor of each service.
    services: tuple[tuple[str, Link, str], ...]
    headers: tuple[HeaderView, ...]
    groups: tuple[tuple[PlaceRow, tuple[SharedRow, ...]], ...]
    legend: tuple[LetterView, ...]
    notes: tuple[tuple[str, NoteView], ...]
    departures: tuple[tuple[str, DepartureView], ...]


ALLOCATION: PartKind[Allocation] = PartKind("allocation")
ACROSS: PartKind[Across] = PartKind("across")


def place_row(views: MatrixViews, task: str, values: tuple[str, ...], name: Rich, link: Link | None) -> PlaceRow:
    cells, row = marked_once(views.cells_at(task, values)), row_link(views.service, views.matrix, task)
    order = tuple(map(views.edition.value_order.__getitem__, values))
    return PlaceRow(order, name, link, cells, row, views.row_marks(task))


def allocation_in(views: MatrixViews, link: Link, axes: str, rows: Iterable[PlaceRow]) -> Allocation:
    title, code, anchor = views.title_elsewhere, views.code_elsewhere, views.anchor_elsewhere
    return Allocation(title, code, anchor, link, axes, tuple(map(views.heading, views.matrix.parties)), tuple(rows))


def across(caption: str, axes: str, allocations: Sequence[Allocation]) -> Across:
    """Return the allocations ``allocations`` as one table; services with the same cells share a row."""
    headers = {header.link: header for one in allocations for header in one.headers}
    groups: dict[tuple[object, str], tuple[PlaceRow, dict[str, SharedRow]]] = {}
    for one in allocations:
        texts = {("note", note.id): plain(note.text) for note in one.notes}
        texts |= {(departure.mark.kind, departure.mark.id): plain(departure.text) for departure in one.departures}
        for row in one.rows:
            by_party = dict(zip((header.link for header in one.headers), row.cells, strict=True))
            cells = tuple(map(by_party.get, headers))
            _, rows = groups.setdefault((row.order, plain(row.name)), (row, {}))
            alike = _content(row, cells, texts)
            known = rows.get(alike, SharedRow((), cells))
            shown = ServiceRow(one.service, one.code, row.row, one.cadence, row.own)
            rows[alike] = known._replace(services=(*known.services, shown))
    letters = dict.fromkeys(letter for one in allocations for row in one.rows for cell in row.cells for letter in cell.letters)
    return Across(
        caption,
        axes,
        tuple((one.service + "".join(one.code.partition(":")[1:]), one.link, one.anchor) for one in allocations),
        tuple(replace(header, party=index % COLOURS) for index, header in enumerate(headers.values())),
        tuple((row, tuple(rows.values())) for _, (row, rows) in sorted(groups.items(), key=lambda group: group[1][0].order)),
        tuple(sorted(letters, key=lambda letter: (_DUTIES.index(letter.duty), letter.letter))),
        tuple(_once((one.code, note.number, note) for one in allocations for note in one.notes)),
        tuple(_once((one.code, departure.mark.label, departure) for one in allocations for departure in one.departures)),
    )


def _content(row: PlaceRow, cells: Sequence[CellView | None], texts: Mapping[tuple[str, str], str]) -> str:
    """Return a key that is equal for rows with the same content: roles and states, and the marks with their ``texts``."""
    marked = [
        [(mark.label, texts.get((mark.kind, mark.id))) for mark in marks]
        for marks in (row.own, *(cell.marks if cell else () for cell in cells))
    ]
    return repr(([cell and (cell.roles, cell.state) for cell in cells], marked))


def _once(views: Iterable[tuple[str, str, V]]) -> Iterator[tuple[str, V]]:
    """Yield each note or departure once, with its label in each service: *1 (H1, H2)*."""
    labels: dict[tuple[str, str], tuple[V, dict[str, dict[str, None]]]] = {}
    for code, label, view in views:
        _, by_label = labels.setdefault((view.kind, plain(view.text)), (view, {}))
        by_label.setdefault(label, {})[code] = None
    for view, by_label in labels.values():
        yield ", ".join(f"{label} ({', '.join(codes)})" for label, codes in by_label.items()), view


class TaskIntro(NamedTuple):
    """Group and description of a task, the terms in its name, and the clauses of standards on it."""

    group: str
    description: Rich
    terms: tuple[TermEntry, ...]
    standards: tuple[Reference, ...]
    see_also: tuple[Reference, ...]


class AnsweringPlace(NamedTuple):
    """Place on the axes, with the notes and departures of the party's cell there."""

    name: Rich
    marks: tuple[Mark, ...]


class Answering(NamedTuple):
    """The roles of one party as a sentence, *The customer is accountable*, and their places."""

    words: str
    places: tuple[AnsweringPlace, ...]
    separator: str


class Answer(NamedTuple):
    """Sentences on who answers for a task and who does it in one matrix."""

    service: str
    #: True if the service is not in force, which is shown even if it is the only one.
    is_in_doubt: bool
    link: Link
    sentences: tuple[Answering, ...]
    #: The notes and departures about the task as a whole.
    own: tuple[Mark, ...]


ANSWERS: PartKind[tuple[Answer, ...]] = PartKind("answers")
TASK: PartKind[TaskIntro] = PartKind("task")


def services_with(catalogue: Catalogue, task: str) -> list[Service]:
    """Return the services with a task; the first ``SHOWN_SERVICES`` are shown with their rows."""
    return [service for service in catalogue.services if service.uses(task)]


def service_parts(edition: Edition, service: Service, task: Task) -> tuple[tuple[Answer, Part[Allocation]], ...]:
    """Return the answer and the allocation for each matrix of ``service`` with ``task``; reads the content of no other service."""

    def made() -> Iterator[tuple[Answer, Part[Allocation]]]:
        for views in MatrixViews.of(edition, service):
            if views.matrix.row(task.id):
                here = allocation(views, task)
                sentences, in_doubt = tuple(_answering(views, task.id, here)), bool(not_in_force(edition, service))
                answer = Answer(here.service, in_doubt, Link(f"tasks/{task.id}", views.anchor_elsewhere), sentences, here.own)
                heading = edition.words("task.in", service=here.service)
                yield answer, ALLOCATION.part(here, views.anchor_elsewhere, heading, at=views.matrix.row_of(task.id).at)

    return edition.cache.of(service.id).last("task", task.id, lambda: tuple(made()))


def task_parts(edition: Edition, task: Task, services: Sequence[Service]) -> Parts:
    """Return the parts about ``task`` and its allocation in ``services``; of many services, the last ones are only links."""
    words = edition.words
    shown = [part for service in services[:SHOWN_SERVICES] for part in service_parts(edition, service, task)]
    parts: list[Part[object]] = [*withdrawn(edition, task.withdrawn)]
    parts += ANSWERS.unless_empty(tuple(answer for answer, _ in shown if answer.sentences))
    parts += [TASK.part(intro(edition, task)), *(allocated for _, allocated in shown)]
    if not services:
        parts.append(NONE.part(words("task.unused")))
    if others := services[SHOWN_SERVICES:]:
        rows = tuple(entry for service in others for entry in _rows_in(edition, service, task))
        listed: Part[object] = LIST.part(rows, "part.others", words("more.services", count=len(others)))
        parts.append(replace(listed, fold=str(len(rows))))
    return tuple(parts)


def task_page(edition: Edition, address: PageAddress) -> Page:
    catalogue, words = edition.catalogue, edition.words
    task = catalogue.task(address.ids[0])
    parts = _joined(edition, task, task_parts(edition, task, services_with(catalogue, task.id)))
    siblings = tuple(_entry(edition, other) for other in catalogue.tasks if other.group == task.group and other.id != task.id)
    group = words("task.siblings", group=edition.group_name(task.group))
    parts = (*parts, *LIST.unless_empty(siblings, "part.group", group))
    return object_page(edition, address, task, _about(edition, task), parts)


def _about(edition: Edition, task: Task) -> str:
    return edition.words("task.about" if edition.catalogue.layers else "task.about.plain", task=edition.plain(task.name))


def _joined(edition: Edition, task: Task, parts: Parts) -> Parts:
    """Return ``parts`` with the allocations in several services as one table, and the answers folded below it."""
    allocations, words = [part.content for part in ALLOCATION.among(parts)], edition.words
    if len(allocations) < 2:
        return parts
    caption = _about(edition, task)
    table = across(caption, words.list(list(dict.fromkeys(filter(None, (one.axes for one in allocations))))), allocations)
    joined: list[Part[object]] = [part for part in parts if TASK.shows(part)]
    joined.append(ACROSS.part(table, "part.across", words("service.matrix")))
    answers = [ANSWERS.part(part.content, "part.answers", words("compare.in-words")) for part in ANSWERS.among(parts)]
    joined += (replace(part, fold=", ".join(one.code for one in allocations)) for part in answers)
    statements = tuple(
        STATEMENTS_AGAIN.part(one.statements, f"said.{one.anchor}", one.service) for one in allocations if one.statements
    )
    if statements:
        joined.append(LIST.part((), "part.said", words("task.statements"), statements))
    return (*joined, *(part for part in parts if part not in joined and not (ALLOCATION.shows(part) or ANSWERS.shows(part))))


def _answering(views: MatrixViews, task: str, here: Allocation) -> Iterator[Answering]:
    """Yield the roles of each party with all marks, in the order of the matrix; places with the same words are joined."""
    binding = {*views.scheme.with_duty(Duty.ANSWERS_FOR), *views.scheme.with_duty(Duty.DOES)}
    for index, header in enumerate(here.headers):
        by_verb: dict[str, list[AnsweringPlace]] = {}
        for row, values in zip(here.rows, views.matrix.places, strict=True):
            cell = views.cells_at(task, values)[index]
            if binding & set(cell.roles):
                by_verb.setdefault(cell.verb, []).append(AnsweringPlace(row.name, cell.marks))
        yield from (Answering(f"{header.subject} {verb}", tuple(places), views.separator) for verb, places in by_verb.items())


def _rows_in(edition: Edition, service: Service, task: Task) -> Iterator[ListEntry]:
    """Yield links to the rows of a task in the matrices of a service."""
    for matrix in service.outline.matrices:
        if task.id in matrix.tasks:
            title = title_elsewhere(edition, service) + (f": {edition.plain(matrix.name)}" if matrix.name else "")
            yield ListEntry(text(title), row_link(service, matrix, task.id))


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
    return replace(
        allocation_in(views, row_link(service, matrix, task.id), axes, rows),
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


def tasks_page(edition: Edition, address: PageAddress) -> Page:
    catalogue, words = edition.catalogue, edition.words
    lead = words("tasks.lead" if catalogue.layers else "tasks.lead.plain", count=len(catalogue.tasks))
    parts = (LEAD.part(lead), *_groups_in(edition, None))
    return index_page(edition, address, lead, parts, first_place(catalogue.tasks))


def _entry(edition: Edition, task: Task) -> ListEntry:
    return ListEntry(edition.name(task.name), Link(f"tasks/{task.id}"), in_list(edition, task.withdrawn))


def _groups_in(edition: Edition, parent: str | None) -> Iterator[Part[object]]:
    """Yield the groups in the group ``parent`` that hold tasks, at any depth."""
    for group in edition.catalogue.groups:
        if (group.parent or None) == parent:
            tasks = [task for task in edition.catalogue.tasks if task.group == group.id]
            entries = tuple(_entry(edition, task) for task in tasks)
            inner = tuple(_groups_in(edition, group.id))
            if entries or inner:
                yield LIST.part(entries, f"group.{group.id}", plain(edition.name(group.name)), inner, at=first_place(tasks))


#: The least share of a slab, in per cent, with room for a number on a phone; and for a name beside it, with its length.
_ROOM_FOR_NUMBER, _ROOM_FOR_NAME, _ROOM_FOR_LETTER = 9, 14, 2.9


@dataclass(frozen=True)
class Share:
    """Number of a layer's tasks that a party answers for, or several together, or of which nobody does yet."""

    party: str
    #: The name of the party within a sentence.
    definite: str
    count: int
    #: The colours and patterns of its part of the slab, from 0: one for each party.
    colours: tuple[int, ...]
    #: The beginning and the width of its part, in per cent of the slab.
    start: float
    width: float
    #: Empty if its part has no room for it.
    number: str
    name: str


@dataclass(frozen=True)
class LayerShares:
    """Shares of the tasks of one layer, or of one value of another axis: a slab of the stack."""

    #: The query that shows it in the matrix: *layer=middleware*.
    see: str
    layer: Rich
    link: Link
    total: int
    shares: tuple[Share, ...]
    #: The shares in words.
    words: str


class StackView(NamedTuple):
    """Stack of a service."""

    layers: tuple[LayerShares, ...]
    #: The number of tasks that each party answers for.
    words: str
    #: The page on which a slab filters the matrix; ``None`` if it links to the page of the layer.
    matrix: Link | None = None


SHARES: PartKind[StackView] = PartKind("shares")


def stack(edition: Edition, service: Service, matrix: Link | None = None) -> StackView:
    """Return the stack of ``service``; without slabs if no matrix has an axis, or nobody answers for a task in one that has."""
    layers = service_shares(edition, service)
    counts = Counter[str]()
    for share in sorted(itertools.chain.from_iterable(layer.shares for layer in layers), key=lambda share: len(share.colours)):
        counts[share.definite if share.colours else ""] += share.count
    undecided = counts.pop("", 0)
    parties = edition.words.list([edition.words("stack.party", party=name, count=count) for name, count in counts.items()])
    key = "stack.total" if all(layer.link.document.startswith("layers/") for layer in layers) else "stack.total-places"
    words = edition.words(key, parties=parties, total=sum(layer.total for layer in layers))
    words += f" {edition.words('stack.undecided', count=undecided)}" if undecided else ""
    return StackView(layers, capitalised(words) if layers else "", matrix)


def service_shares(edition: Edition, service: Service) -> tuple[LayerShares, ...]:
    """Return the slab of each value of the first axis of the service's matrices."""
    shares = (matrix_shares(edition, service, matrix) for matrix in service.all_matrices)
    return tuple(itertools.chain.from_iterable(shares))


def matrix_shares(edition: Edition, service: Service, matrix: Matrix) -> Iterator[LayerShares]:
    """Yield the slab of each value of the first axis of a matrix."""
    letters = set(edition.catalogue.scheme(matrix.scheme).with_duty(Duty.ANSWERS_FOR))
    tasks = [*held(matrix, letters)]
    if not matrix.axes or not any(task.parties for task in tasks):  # as in a new service, of which everything is to be agreed
        return
    axis, values = next(iter(matrix.axes.items()))
    for value in values:
        here = [task for task in tasks if task.values[0] == value]
        total, shares = len(here), tuple(_shares(edition, service, matrix, here))
        sentence = edition.words.list(
            [f"{share.party} {share.count}" for share in shares[:-1]]
            + [edition.words("share", party=share.party, count=share.count, total=total) for share in shares[-1:]]
            or [f"0 {edition.words('part.count', total=total)}"]
        )
        name = named(edition, edition.catalogue.axis_values[axis][value])
        if matrix.name:
            name = (*text(f"{edition.plain(matrix.name)}: "), *name)
        see = f"{matrix.id}.{axis}={value}" if matrix.id else f"{axis}={value}"
        views = MatrixViews(edition, service, matrix)
        link = Link(f"layers/{value}") if axis == "layer" else Link(views.document, views.part_anchor)
        yield LayerShares(see, name, link, total, shares, sentence)


def _shares(edition: Edition, service: Service, matrix: Matrix, tasks: list[Held]) -> Iterator[Share]:
    before = 0
    for ids, count in divided(matrix, tasks):
        width, name = 100 * count / len(tasks), together(edition, ids)
        yield Share(
            party=together(edition, ids, lambda party: edition.plain(party.name)),
            definite=together(edition, ids, edition.definite),
            count=count,
            colours=tuple(colour(service, id) for id in ids),
            start=round(100 * before / len(tasks), 2),
            width=round(width, 2),
            number=str(count) if width >= _ROOM_FOR_NUMBER else "",
            name=name if width >= _ROOM_FOR_NAME + _ROOM_FOR_LETTER * len(name) else "",
        )
        before += count


def matrix_link(edition: Edition, service: Service) -> Link | None:
    """Return a link to the first matrix of ``service``."""
    matrix = next(iter(MatrixViews.of(edition, service)), None)
    return Link(matrix.document, matrix.part_anchor) if matrix else None


def services_on(catalogue: Catalogue, layer: str) -> list[Service]:
    """Return the services whose matrices have a layer; the first ``SHOWN_SERVICES`` are shown."""
    return [service for service in catalogue.services if any(layer in matrix.layers for matrix in service.outline.matrices)]


def layer_page(edition: Edition, address: PageAddress) -> Page:
    catalogue, words = edition.catalogue, edition.words
    layer = catalogue.layer(address.ids[0])
    name = edition.plain(layer.name)
    services = services_on(catalogue, layer.id)
    parts = withdrawn(edition, layer.withdrawn)
    terms = [layer.term] if layer.term else edition.terms_in(name)
    entries = tuple(term_entry(edition, catalogue.term(id)) for id in terms)
    parts += [TERM.part(entries[0])] if len(entries) == 1 else [TERMS.part(entries)] if entries else []
    shown = itertools.chain.from_iterable(MatrixViews.of(edition, service) for service in services[:SHOWN_SERVICES])
    matrices = [views for views in shown if layer.id in views.matrix.axes.get("layer", ())]
    allocations = [on_layer(views, layer.id) for views in matrices]
    if shares := tuple(shares for one, shares in allocations if shares):
        parts.append(SHARES.part(StackView(shares, "")))
    if len(allocations) == 1:
        one = allocations[0][0]
        parts.append(ALLOCATION.part(one, one.anchor, words("task.in", service=one.service), at=matrices[0].matrix.at))
    elif allocations:
        table = across(words("layer.about", layer=name), words("matrix.task"), [one for one, _ in allocations])
        parts.append(ACROSS.part(table, "part.across", words("service.matrix"), at=matrices[0].matrix.at))
    if len(services) > SHOWN_SERVICES:
        parts.append(MORE.part(more_services(edition, len(services) - SHOWN_SERVICES)))
    return object_page(edition, address, layer, words("layer.about", layer=name), parts)


def on_layer(views: MatrixViews, layer: str) -> tuple[Allocation, LayerShares | None]:
    """Return the allocation of the tasks on ``layer`` in a matrix, and how many tasks each party answers for."""
    edition, matrix, title = views.edition, views.matrix, views.title_elsewhere
    order = {str(task.id): number for number, task in enumerate(edition.catalogue.tasks)}
    rows = [
        replace(known, order=(order[row.task], *known.order))
        for row in matrix.rows
        for values in matrix.places
        if layer in values
        for name in [(*named(edition, edition.catalogue.task(row.task)), *_further(views, values))]
        for known in [place_row(views, row.task, values, name, Link(f"tasks/{row.task}"))]
        # A task that does not apply to the layer is none of its tasks.
        if any(cell.state != State.NOT_APPLICABLE.value for cell in known.cells)
    ]
    marks = [mark for row in rows for mark in (*row.own, *itertools.chain.from_iterable(cell.marks for cell in row.cells))]
    notes, departures = views.explained(marks)
    link = Link(views.document, views.part_anchor)
    caption = edition.words("layer.caption", layer=edition.plain(edition.catalogue.layer(layer).name), service=title)
    rows_on_layer = allocation_in(views, link, edition.words("matrix.task"), rows)
    shares = next((one for one in matrix_shares(edition, views.service, matrix) if one.link.document == f"layers/{layer}"), None)
    rows_on_layer = replace(rows_on_layer, caption=caption, notes=notes, departures=departures)
    return rows_on_layer, shares and replace(shares, layer=edition.pieces(title), link=link)


def _further(views: MatrixViews, values: tuple[str, ...]) -> Rich:
    """Return the values of a place on further axes than that of layers, as they follow the name of a task."""
    return (*text(" – "), *views.place_name(values, "layer")) if len(values) > 1 else ()


def layers_page(edition: Edition, address: PageAddress) -> Page:
    words, layers = edition.words, edition.catalogue.layers
    entries = tuple(
        ListEntry(edition.name(one.name), Link(f"layers/{one.id}"), in_list(edition, one.withdrawn)) for one in layers
    )
    parts = (LEAD.part(words("layers.lead")), STACK.part(entries))
    return index_page(edition, address, words("layers.lead"), parts, first_place(layers))
