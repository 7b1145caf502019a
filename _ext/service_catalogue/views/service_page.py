"""The pages of a service: the service itself, and whom to call."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from service_catalogue.model import Duty, Party, State, Task
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.model.statement import Section
from service_catalogue.text import capitalised
from service_catalogue.views.allocation import StackView, matrix_link, stack
from service_catalogue.views.comparison import CHOICE_DOCUMENT, pairs_of
from service_catalogue.views.edition import Edition, Link, Linker, Piece, PieceKind, Rich, joined, plain, text
from service_catalogue.views.matrix import MATRIX, MatrixViews, marked_once
from service_catalogue.views.page import (
    FACTS,
    LEAD,
    MORE,
    OPEN_POINTS,
    DataFile,
    Fact,
    ListEntry,
    More,
    Page,
    PageAddress,
    Part,
    PartKind,
    booklet_view,
    data_files,
    part_link,
    title_of,
)
from service_catalogue.views.service import (
    NOT_STATED,
    ContactView,
    annotation_parts,
    calls,
    contacts,
    divided_sections,
    facts_of,
    facts_of_source,
    facts_part,
    lead,
    not_stated,
    section_part,
    silence_part,
)
from service_catalogue.views.standards import standards_of
from service_catalogue.views.statements import DEPARTURES, DEPARTURES_AGAIN, NOTES, NOTES_AGAIN, STATEMENTS, Mark, ServiceViews
from service_catalogue.views.status import WITHDRAWN, approval, restatement, source_link, standing, withdrawn


@dataclass(frozen=True)
class CallCell:
    """The parties that act at one place, or at ``span`` places side by side."""

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


@dataclass(frozen=True)
class Ways:
    """Contacts of those who act, and who acts outside of their hours."""

    contacts: tuple[ContactView, ...]
    outside: Fact
    #: The words for what the call is about.
    say: str
    #: The page of every service.
    services: tuple[ListEntry, ...]


CALLS: PartKind[Calls] = PartKind("calls")
CALL_WAYS: PartKind[Ways] = PartKind("call-ways")
#: The id of its PDF, before that of the service.
CALLS_PDF = "whom-to-call."


def has_calls(catalogue: Catalogue, service: Service) -> bool:
    """Return whether there is a page: the catalogue says which tasks a situation means, and ``service`` has one of them."""
    return any(service.uses(task) for one in catalogue.identity.situations for task in one.tasks)


def calls_page(edition: Edition, address: PageAddress) -> Page:
    service, words = edition.catalogue.objects["service"][address.ids[0]], edition.words
    title = words("calls.title", service=title_of(edition, service))
    pages = (one for one in edition.catalogue.services if has_calls(edition.catalogue, one))
    entries = tuple(ListEntry(text(title_of(edition, one)), Link(f"whom-to-call/{one.id}")) for one in pages)
    say = words("calls.say", service=title_of(edition, service))
    ways = Ways(contacts(edition, service), _outside_hours(edition, service), say, entries)
    parts: list[Part[object]] = [CALL_WAYS.part(ways, "part.how", words("calls.how"))]
    for matrix in service.all_matrices:
        views = MatrixViews(edition, service, matrix)
        if rows := tuple(_call_rows(views)):
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
    parts.append(LEAD.part(f"{standing(edition, service)} {words('calls.notice')}".strip()))
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


def _call_rows(views: MatrixViews) -> Iterator[CallRow]:
    edition = views.edition
    situations: dict[str, list[str]] = {}
    for one in edition.catalogue.identity.situations:
        for used in filter(views.matrix.row, one.tasks):
            situations.setdefault(str(used), []).append(edition.words(f"situation.{one.situation.value}"))
    for id, meant in situations.items():
        task = edition.catalogue.task(id)
        cells = [_call_cell(views, task, values) for values in views.matrix.places]
        merged = tuple(replace(cell, span=len([*same])) for cell, same in itertools.groupby(cells))
        name, link = edition.name(task.name), Link(f"tasks/{id}")
        yield CallRow(capitalised(edition.words.list(meant)), name, link, views.row_marks(id), merged)


def _call_cell(views: MatrixViews, task: Task, values: tuple[str, ...]) -> CallCell:
    edition, acting, names = views.edition, list[int](), list[str]()
    marks: dict[Mark, None] = {}
    more = list[tuple[str, tuple[Mark, ...]]]()
    row_cells = views.matrix.cells_at(task.id, values)
    cells = [*zip((cell.party for cell in row_cells), marked_once(map(views.cell, row_cells)), strict=True)]
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


#: Maximum number of comparisons that the head links to.
_LINKED_PAIRS = 3


@dataclass(frozen=True)
class ServiceHead:
    """First screen of a service."""

    lead: Rich
    motto: Rich
    #: Whom to call.
    calls: tuple[Fact, ...]
    #: The former anchor of the contacts, if they are nowhere else on the page.
    calls_anchor: str
    #: That the text states no number, if it does not.
    no_number: More | None
    #: The page of whom to call.
    all_calls: Link | None
    ways: tuple[More, ...]
    #: The files of the service.
    files: tuple[DataFile, ...]
    #: The status in a line.
    standing: str
    #: Link to source and status.
    source: Link
    #: Link to the open points, with their number.
    open: More | None
    stack: StackView


@dataclass(frozen=True)
class PartCards:
    """Links to the part of each party."""

    cards: tuple[ListEntry, ...]
    #: Parties without a column that the text mentions.
    others: tuple[ListEntry, ...]


@dataclass(frozen=True)
class SourceView:
    """Document that a service restates, and its status."""

    restatement: str
    #: Empty if nobody has approved the service or the catalogue.
    approval: str
    facts: tuple[Fact, ...]
    #: A sentence with what the source does not state.
    missing: str


GLANCE: PartKind[ServiceHead] = PartKind("glance")
GROUP: PartKind[None] = PartKind("group")
PART_CARDS: PartKind[PartCards] = PartKind("part-cards")
SOURCE: PartKind[SourceView] = PartKind("source")
#: The kinds of parts of a service among which a document can choose.
PARTS = (WITHDRAWN, GLANCE, MATRIX, NOTES, DEPARTURES, FACTS, STATEMENTS, PART_CARDS, NOT_STATED, SOURCE)


def service_page(edition: Edition, address: PageAddress) -> Page:
    service = edition.catalogue.objects["service"][address.ids[0]]
    words = edition.words
    linker = edition.linker(*_explained(edition, service))
    parts: list[Part[object]] = [*withdrawn(edition, service.withdrawn), GLANCE.part(_head(edition, service, linker))]
    about, described, binding = divided_sections(service)
    if described:
        inner = tuple(section_part(edition, service, section, linker) for section in described)
        parts.append(GROUP.part(None, "part.get", words("service.get"), inner))
    annotations = [*annotation_parts(edition, service, linker, linker.mute())]
    below = (PART_CARDS.part(_cards(edition, service)), *NOTES.among(annotations))
    for matrix in service.all_matrices:
        views = MatrixViews(edition, service, matrix)
        inner = below if matrix is service.all_matrices[-1] else ()
        parts.append(MATRIX.part(views.view(linker), views.part_anchor, views.heading_on_page, inner, at=matrix.at))
    if not service.all_matrices:
        parts += below
    parts += facts_part(edition, service)
    parts += [_terms(edition, service, section, linker) for section in binding]
    parts += silence_part(edition, service)
    if departures := tuple(DEPARTURES.among(annotations)):
        kinds = words.list([f"{words.within(part.heading)} ({len(part.content)})" for part in departures])
        points = GROUP.part(None, OPEN_POINTS, words("service.open-points"), departures)
        parts.append(replace(points, fold=f"{words('fold.places', count=len(service.departures))}: {kinds}"))
    inner = tuple(section_part(edition, service, section, linker) for section in about)
    at = service.source.at if service.source else service.at
    parts.append(SOURCE.part(_source(edition, service), source_link(service).anchor, words("service.source"), inner, at=at))
    return Page(
        document=address.document,
        title=title_of(edition, service),
        heading=edition.name(service.name),
        code=service.code,
        kicker=edition.plain(service.family) if service.family else "",
        description=plain(lead(edition, service, edition.linker())) or words("service.about", service=title_of(edition, service)),
        parts=tuple(parts),
        trail=((words("nav.services"), Link("services/index")),),
        at=service.at,
    )


def _explained(edition: Edition, service: Service) -> Iterator[str]:
    """Yield the terms that need no link in the text: of letters, of parties with a column, and in the names of tasks.

    The legend, the cards and the rows of the matrix link to their explanations.
    """
    for matrix in service.all_matrices:
        yield from (letter.term for letter in edition.catalogue.scheme(matrix.scheme).letters if letter.term)
        yield from (library_party.term for party in matrix.parties if (library_party := edition.catalogue.party(party)).term)
        for row in matrix.rows:
            yield from edition.terms_in(edition.plain(edition.catalogue.task(row.task).name))


def _head(edition: Edition, service: Service, linker: Linker) -> ServiceHead:
    words = edition.words
    matrix, booklet = matrix_link(edition, service), booklet_view(edition, service.id, "booklet.service")
    ways = [More(words("service.matrix"), matrix)] if matrix else []
    party = _reader(edition, service)
    if party:
        ways.append(More(edition.part_of(party), part_link(edition, service, party.id)))
    ways += compared(edition, service)
    document, points = f"services/{service.id}", len(service.departures)
    reached = any(one.telephone or one.mail or one.form or one.hours for one in service.contacts)
    return ServiceHead(
        lead=lead(edition, service, linker),
        motto=edition.name(service.motto) if service.motto else (),
        calls=tuple(calls(edition, service)),
        calls_anchor="" if any(facts_part(edition, service)) else "part.facts",
        no_number=None
        if reached or not any(silence_part(edition, service))
        else More(words("service.no-number"), Link(document, "not-stated")),
        all_calls=Link(f"whom-to-call/{service.id}") if has_calls(edition.catalogue, service) else None,
        ways=tuple(ways),
        files=(*([booklet] if booklet else []), *data_files(edition, document)),
        standing=standing(edition, service),
        source=source_link(service),
        open=More(words("service.open-points.count", count=points), Link(document, OPEN_POINTS)) if points else None,
        stack=stack(edition, service, matrix),
    )


def _reader(edition: Edition, service: Service) -> Party | None:
    """Return the main reader of the page: the first party with a column that does not provide the service."""
    parties = [party for matrix in service.all_matrices for party in matrix.parties if party != service.provider]
    return edition.catalogue.party(parties[0]) if parties else None


def compared(edition: Edition, service: Service) -> Iterator[More]:
    """Yield links to the comparisons of ``service`` with others; if there are many, only to the page that lists them."""
    pairs = pairs_of(edition, service)
    for pair in pairs if len(pairs) <= _LINKED_PAIRS else ():
        other = pair.second if pair.first.id == service.id else pair.first
        yield More(edition.words("compare.with", service=title_of(edition, other)), Link(pair.document))
    if len(pairs) > _LINKED_PAIRS:
        yield More(edition.words("compare.choose"), Link(CHOICE_DOCUMENT))


def _terms(edition: Edition, service: Service, section: Section, linker: Linker) -> Part[object]:
    """Return a section with inner ones: its own statements, then each inner section, folded where there is no room."""
    whole = section_part(edition, service, section, linker)
    counts = (sum(len(inner.statements) for inner in one.walk()) for one in section.sections)
    folds = (edition.words("fold.statements", count=count) for count in counts)
    return replace(whole, parts=tuple(replace(part, fold=fold) for part, fold in zip(whole.parts, folds, strict=True)))


def _cards(edition: Edition, service: Service) -> PartCards:
    named_in = [party for party in edition.catalogue.parties if service.concerns(party.id)]
    return PartCards(
        *(
            tuple(
                ListEntry(edition.name(party.name), part_link(edition, service, party.id))
                for party in named_in
                if service.has_column(party.id) is has_column
            )
            for has_column in (True, False)
        )
    )


def moved(edition: Edition, service: Service) -> Iterator[Fact]:
    """Yield a fact for each former statement of ``service`` that is now in another one."""
    for former, now in edition.moved.get(service.id, ()):
        id, _, statement = now.partition(".")
        words = edition.words(
            "service.moved", service=edition.plain(edition.catalogue.objects["service"][id].name), statement=statement
        )
        yield Fact(former, text(words), Link(f"services/{id}", statement), former)


def _source(edition: Edition, service: Service) -> SourceView:
    restated = restatement(edition, service)
    facts = list(facts_of_source(edition, service))
    missing = not_stated(edition, facts)
    words = edition.words
    # The sentence of the restatement names the document and its publisher; the approval is a sentence too.
    named = (words("approval.label"), *((words("source.title"), words("source.owner")) if restated and service.source else ()))
    own = [*facts_of(edition, service)]
    provider = edition.catalogue.party(service.provider)
    facts.insert(0, Fact(words("service.provider"), edition.name(provider.name), Link(f"parties/{provider.id}")))
    if cited := standards_of(edition, service):
        links = (Piece(PieceKind.REFERENCE, edition.plain(one.name), link=Link(f"standards/{one.id}")) for one in cited)
        facts.append(Fact(words("standard.standards"), joined(((link,) for link in links), ", ")))
    facts += moved(edition, service)
    shown = tuple(fact for fact in facts if fact.value and fact.label not in named and fact not in own)
    lacking = words("source.missing", facts=words.list(missing)) if missing else ""
    return SourceView(restated.words if restated else "", approval(edition, service), shown, lacking)
