"""The pages of a service: the service itself, and whom to call."""

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from service_catalogue.model import Duty, Party, State, Task
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.model.statement import Section
from service_catalogue.text import capitalised
from service_catalogue.views.allocation import StackView, marked_once, matrix_link, stack
from service_catalogue.views.comparison import CHOICE_DOCUMENT, pairs_of
from service_catalogue.views.edition import Edition, Link, Linker, Piece, PieceKind, Rich, joined, plain, text
from service_catalogue.views.matrix import (
    MATRIX,
    LetterCount,
    MatrixViews,
    before_count,
    divided,
    held,
    main_letter,
    party_counts,
    together,
)
from service_catalogue.views.page import (
    FACTS,
    LEAD,
    MORE,
    DataFile,
    Fact,
    ListEntry,
    More,
    Page,
    PageAddress,
    Part,
    PartKind,
    booklet_view,
    colour,
    data_files,
    first_place,
    title_of,
)
from service_catalogue.views.service import (
    NOT_STATED,
    annotation_parts,
    contact_facts,
    divided_sections,
    facts_of,
    facts_of_source,
    facts_part,
    lead,
    not_stated,
    section_part,
    silence_part,
    summary_marks,
)
from service_catalogue.views.standards import standards_of
from service_catalogue.views.statements import DEPARTURES, DEPARTURES_AGAIN, NOTES, NOTES_AGAIN, STATEMENTS, Mark, ServiceViews
from service_catalogue.views.status import WITHDRAWN, approval, named, restatement, source_link, standing, withdrawn


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


CALLS: PartKind[Calls] = PartKind("calls")
#: The id of its PDF, before that of the service.
CALLS_PDF = "whom-to-call."


def has_calls(catalogue: Catalogue, service: Service) -> bool:
    """Return whether there is a page: the catalogue says which tasks a situation means, and ``service`` has one of them."""
    return any(service.uses(task) for one in catalogue.identity.situations for task in one.tasks)


def calls_page(edition: Edition, address: PageAddress) -> Page:
    service, words = edition.catalogue.objects["service"][address.ids[0]], edition.words
    title = words("calls.title", service=title_of(edition, service))
    parts: list[Part[object]] = [LEAD.part(f"{standing(edition, service)} {words('calls.notice')}".strip())]
    parts.append(FACTS.part((*contact_facts(edition, service), _outside_hours(edition, service)), "part.how", words("calls.how")))
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


#: Maximum number of tasks that a card names for one place.
_NAMED_TASKS = 4
#: Maximum number of comparisons that the head links to.
_LINKED_PAIRS = 3


@dataclass(frozen=True)
class ServiceHead:
    """First screen of a service."""

    lead: Rich
    #: The departures of the statement that the lead restates.
    marks: tuple[Mark, ...]
    motto: Rich
    ways: tuple[More, ...]
    #: The files of the service.
    files: tuple[DataFile, ...]
    #: The status in a line.
    standing: str
    #: Link to source and status.
    source: Link
    stack: StackView


@dataclass(frozen=True)
class PlaceOfPart:
    """Tasks that a party answers for at one place."""

    name: str
    words: str


@dataclass(frozen=True)
class PartCard:
    """Card of a party's part in a service."""

    name: str
    link: Link
    colour: int
    #: *Is accountable for*, the number of tasks, and the total.
    what: str
    main: str
    of: str
    places: tuple[PlaceOfPart, ...]
    counts: tuple[LetterCount, ...]


@dataclass(frozen=True)
class PartCards:
    """Cards of all parties."""

    cards: tuple[PartCard, ...]
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
    for matrix in service.all_matrices:
        views = MatrixViews(edition, service, matrix)
        parts.append(MATRIX.part(views.view(linker), views.part_anchor, views.heading_on_page, at=matrix.at))
    parts += (_folded(edition, part) for part in annotation_parts(edition, service, linker, linker.mute()))
    parts += facts_part(edition, service)
    about, described, binding = divided_sections(service)
    if described:
        inner = tuple(section_part(edition, service, section, linker) for section in described)
        parts.append(GROUP.part(None, "part.get", words("service.get"), inner))
    parts += [_terms(edition, service, section, linker) for section in binding]
    cards = _cards(edition, service)
    if cards.cards or cards.others:
        parts.append(PART_CARDS.part(cards, "part.parties", words("service.parties"), at=first_place(service.all_matrices)))
    inner = tuple(section_part(edition, service, section, linker) for section in about)
    parts += silence_part(edition, service)
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


def _folded(edition: Edition, part: Part[object]) -> Part[object]:
    """Return departures folded, since each is read at its mark."""
    if not DEPARTURES.shows(part):
        return part
    return replace(part, fold=edition.words("fold.places", count=len(part.content)))


def _head(edition: Edition, service: Service, linker: Linker) -> ServiceHead:
    words = edition.words
    matrix, booklet = matrix_link(edition, service), booklet_view(edition, service.id, "booklet.service")
    ways = [More(words("service.matrix"), matrix)] if matrix else []
    party = _reader(edition, service)
    if party:
        ways.append(More(edition.part_of(party), Link(f"parties/{party.id}/{service.id}")))
    if has_calls(edition.catalogue, service):
        ways.append(More(words("calls.heading"), Link(f"whom-to-call/{service.id}")))
    elif service.contacts:
        ways.append(More(words("service.facts"), Link(f"services/{service.id}", "part.facts")))
    if booklet:
        ways.append(More(booklet.words, booklet.file))
    ways += compared(edition, service)
    return ServiceHead(
        lead=lead(edition, service, linker),
        marks=summary_marks(edition, service),
        motto=edition.name(service.motto) if service.motto else (),
        ways=tuple(ways),
        files=data_files(edition, f"services/{service.id}"),
        standing=standing(edition, service),
        source=source_link(service),
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
    """Return a section with inner ones: its own statements, then each inner section, folded."""
    whole = section_part(edition, service, section, linker)
    inner = tuple(replace(part, fold=_fold(edition, service, of)) for part, of in zip(whole.parts, section.sections, strict=True))
    return replace(whole, parts=inner)


def _fold(edition: Edition, service: Service, section: Section) -> str:
    """Return the number of statements of a folded section, and the parties that they bind."""
    words = edition.words
    statements = [statement for inner in section.walk() for statement in inner.statements]
    binding = ({claim.party for claim in one.claims if claim.party and not claim.is_right} for one in statements)
    bound = Counter(party for parties in binding for party in parties)
    named = [party for party in edition.catalogue.parties if bound[party.id]]
    parties = [words("fold.binds", count=bound[party.id], party=edition.definite(party)) for party in named]
    total = words("fold.statements", count=len(statements))
    return words("fold.summary", total=total, parties=words.list(parties)) if parties else total


def _cards(edition: Edition, service: Service) -> PartCards:
    columns = [party for party in edition.catalogue.parties if service.has_column(party.id)]
    others = [party for party in edition.catalogue.parties if party not in columns and service.concerns(party.id)]
    return PartCards(
        tuple(card for party in columns for card in _card(edition, service, party)),
        tuple(ListEntry(named(edition, party), Link(f"parties/{party.id}/{service.id}")) for party in others),
    )


def _card(edition: Edition, service: Service, party: Party) -> Iterator[PartCard]:
    for matrix in service.all_matrices:
        if party.id not in matrix.parties or not matrix.cells:
            continue
        views = MatrixViews(edition, service, matrix)
        letter = main_letter(edition, matrix)
        tasks = [*held(matrix, {letter.letter})]
        own = dict(divided(matrix, (task for task in tasks if party.id in (*task.parties, *task.undecided))))
        main = own.pop((party.id,), 0)
        if is_open := not main and [*own] == [()]:
            main = own.pop(())
        of = [edition.words("part.count", total=len(tasks)), *(f"{together(edition, ids)} {count}" for ids, count in own.items())]
        named = edition.part_of(party)
        yield PartCard(
            name=f"{named}: {views.title}" if matrix.name else named,
            link=Link(f"parties/{party.id}/{service.id}"),
            colour=colour(service, party.id),
            what=capitalised(together(edition, ()) if is_open else before_count(edition, letter)),
            main=str(main),
            of="; ".join(of),
            places=tuple(_places(views, party.id, letter.letter)),
            counts=tuple(count for count in party_counts(edition, matrix, party.id) if count.letter != letter.letter),
        )


def _places(views: MatrixViews, party: str, letter: str) -> Iterator[PlaceOfPart]:
    edition, matrix = views.edition, views.matrix
    for values in matrix.places:
        cells = [cell for row in matrix.rows for cell in matrix.cells_at(row.task, values) if cell.party == party]
        tasks = [edition.plain(edition.catalogue.task(cell.task).name) for cell in cells if letter in cell.letters]
        if not tasks:
            continue
        if len(tasks) == len(matrix.rows):
            words = edition.words("part.all", count=len(tasks))
        else:
            named, left = tasks[:_NAMED_TASKS], len(tasks) - _NAMED_TASKS
            shown = [*named, edition.words("part.more", count=left)] if left > 0 else named
            words = edition.words("part.tasks", count=len(tasks), tasks=edition.words.list(shown))
        yield PlaceOfPart(plain(views.place_name(values)), words)


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
