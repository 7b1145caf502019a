"""A service for print: its facts, matrices, duties and terms."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from service_catalogue.model.service import Service
from service_catalogue.pdf.typesetting import Encoder, joined
from service_catalogue.rules.cells import MAX_COLUMNS
from service_catalogue.views.allocation import LayerShares, service_shares
from service_catalogue.views.duties import Baseline, Duties, PartyText, PlaceDuties, TaskDuty, duties
from service_catalogue.views.edition import Edition, LetterView, Link, Reference, Rich
from service_catalogue.views.matrix import MATRIX, CellView, HeaderView, LegendEntry, MatrixView, RowView
from service_catalogue.views.page import TERMS, Fact, Page, Part, TermEntry, colour
from service_catalogue.views.service import Glance, facts_of_source, glance, not_stated, silence, summary_marks
from service_catalogue.views.statements import DEPARTURES, NOTES, STATEMENTS, DepartureView, Mark, NoteView, StatementView
from service_catalogue.views.status import approval, broken_in_draft, restatement, since


@dataclass(frozen=True)
class PrintedTask:
    name: Rich
    marks: tuple[Mark, ...]
    #: The beginning of the address of its cell; that of its place is the rest. Empty if the duty is inferred.
    id: str = ""


@dataclass(frozen=True)
class PrintedTaskGroup:
    """Tasks with the same letters, or of the same other party."""

    letters: tuple[LetterView, ...]
    words: str
    tasks: tuple[PrintedTask, ...]


@dataclass(frozen=True)
class PlaceTasks:
    """Tasks at one or more places on the axes."""

    name: str
    groups: list[PrintedTaskGroup]
    #: The ends of the addresses of its cells.
    ids: list[str]


@dataclass(frozen=True)
class ClaimQuote:
    """A claim in its own words or those of its text, with its tasks and the values of the axis ``on`` which it holds."""

    said: PartyText
    on: str
    #: The word before its condition; empty if the text has the condition.
    condition: str


@dataclass(frozen=True)
class AgreementLine:
    """A line of an agreement: a name with its value, else a blank to be filled in."""

    name: str | Rich
    value: Rich
    blank: str
    #: The id of the statement that a choice concerns.
    more: str = ""


@dataclass(frozen=True)
class DutySection:
    """A heading, the reason for what follows, tasks, and texts: quoted, or by their ids; or what an annex says of a system."""

    heading: str
    why: str
    places: list[PlaceTasks]
    quotes: list[ClaimQuote]
    ids: list[PartyText]
    items: list[AgreementLine] = field(default_factory=list)


@dataclass(frozen=True)
class DutyList:
    """The duties and rights of one party; ``none`` is the sentence of a party without any."""

    label: str
    heading: str
    sections: list[DutySection]
    #: The colour of the party's letters, from 0.
    colour: int = 0
    #: Explains the asterisk; a list of a party that is merely mentioned does not repeat it.
    baseline: Baseline | None = None
    none: str = ""


def duty_lists(encoder: Encoder, service: Service, agreed: Mapping[str, DutySection] | None = None) -> list[DutyList]:
    """Return a list for each party that ``service`` concerns, and at last that of obligations without a named party.

    With what parties have ``agreed`` in an annex, whom a party consults and informs, which is inferred from the letters of others, is
    left out.
    """
    edition, words = encoder.edition, encoder.edition.words
    document = f"services/{service.id}"
    lists: list[DutyList] = []
    unnamed: tuple[PartyText, ...] = ()
    for party in edition.catalogue.parties:
        if service.concerns(party.id):
            own_duties = duties(edition, service, party)
            unnamed = unnamed or own_duties.unnamed
            label = encoder.put(Link(document, f"duties.{party.id}"))
            none = words("duties.none", party=edition.definite(party)) if own_duties.is_empty else ""
            binds = service.binds(party.id)
            heading = words("pdf.duties" if binds else "pdf.mentions", party=own_duties.party)
            sections = list(_sections(edition, own_duties, words("duties.mentions") if binds else "", inferred=agreed is None))
            sections += [agreed[party.id]] if agreed and party.id in agreed else []
            own_colour = colour(service, party.id) if service.has_column(party.id) else 0
            lists.append(DutyList(label, heading, sections, own_colour, own_duties.baseline if binds else None, none))
    if unnamed:
        label = encoder.put(Link(document, "duties.unnamed"))
        section = _section(edition, why=words("duties.unnamed.why"), said=unnamed)
        lists.append(DutyList(label, words("duties.unnamed"), [section]))
    return lists


def _sections(edition: Edition, own_duties: Duties, mentions: str, *, inferred: bool) -> Iterator[DutySection]:
    """Yield the sections of a list; ``mentions`` is the heading of what merely mentions the party."""
    words = edition.words
    if letters := _letters(edition, own_duties):
        yield _section(edition, places=letters)
    if own_duties.open:
        agreed = (PlaceTasks(place.name, [_group((), "", place.duties)], _ids(place.duties)) for place in own_duties.open)
        yield _section(edition, words("duties.open"), places=agreed)
    # A text to the same effect as a letter is a duty of the text too.
    bound = [*(said for letter in own_duties.letters for said in letter.said), *own_duties.promised]
    for key, said in (("promised", bound), ("rights", own_duties.rights), ("owns", own_duties.owns)):
        if said:
            yield _section(edition, words(f"duties.{key}"), said=said)
    why = words("duties.follows.why")
    for key, places in (("asks", own_duties.asks), ("tells", own_duties.tells)):
        if places and inferred:
            yield _section(edition, words(f"duties.{key}"), why, map(_of_others, places))
            why = ""
    if own_duties.mentions:
        yield _section(edition, mentions, said=own_duties.mentions)


def _section(
    edition: Edition, heading: str = "", why: str = "", places: Iterable[PlaceTasks] = (), said: Iterable[PartyText] = ()
) -> DutySection:
    section = DutySection(heading, why, list(places), [], [])
    for one in said:
        claim = one.claim
        # The whole text is elsewhere under its id: it is quoted if it concerns a party, or where the claim says more, or less.
        if claim and (claim.party or claim.words or claim.is_quoting or claim.condition or claim.where):
            on = edition.words("statement.on", layers=claim.layers) if claim.layers else ""
            section.quotes.append(ClaimQuote(one, on, edition.words("claim.condition") if one.condition else ""))
        else:
            section.ids.append(one)
    return section


@dataclass
class _Lettered:
    """A task at a place, with all letters of the party there."""

    place: str
    duty: TaskDuty
    letters: list[LetterView] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)


def _letters(edition: Edition, own_duties: Duties) -> list[PlaceTasks]:
    """Return the tasks with a letter place by place, each once, grouped by their letters."""
    cells: dict[tuple[str, Link], _Lettered] = {}
    for letter in own_duties.letters:
        for place in letter.places:
            for duty in place.duties:
                cell = cells.setdefault((place.name, duty.cell.link), _Lettered(place.name, duty))
                cell.letters.append(letter.letter)
                cell.headings.append(letter.heading)
    places: dict[str, dict[tuple[str, ...], list[_Lettered]]] = {}
    for cell in cells.values():
        places.setdefault(cell.place, {}).setdefault(tuple(cell.headings), []).append(cell)
    shown: list[tuple[list[str], list[PrintedTaskGroup], list[str]]] = []
    for name, by_headings in places.items():
        names = [edition.words.list([first, *map(edition.words.within, others)]) for first, *others in by_headings]
        groups_of_cells = zip(names, by_headings.values(), strict=True)
        groups = [_group(same[0].letters, name, [cell.duty for cell in same]) for name, same in groups_of_cells]
        # Places with the same tasks, letters and marks share an entry.
        ids = _ids(cell.duty for same in by_headings.values() for cell in same)
        alike = next((one for one in shown if one[1] == groups), None)
        if alike is None:
            shown.append(([name], groups, ids))
        else:
            alike[0].append(name)
            alike[2].extend(ids)
    return [PlaceTasks("; ".join(names), groups, ids) for names, groups, ids in shown]


def _divided(duty: TaskDuty) -> tuple[str, str]:
    """Return the address of the cell of ``duty`` in two: as far as the task, and the rest."""
    before, task, place = duty.cell.address.partition(duty.cell.task)
    return before + task, place


def _ids(duties_of_place: Iterable[TaskDuty]) -> list[str]:
    return list(dict.fromkeys(place for _, place in map(_divided, duties_of_place)))


def _of_others(place: PlaceDuties) -> PlaceTasks:
    """Return the tasks on which the party consults or informs others, by the other party."""
    others: dict[str, list[TaskDuty]] = {}
    for duty in place.duties:
        others.setdefault(duty.whom, []).append(duty)
    groups = [
        PrintedTaskGroup((), whom, tuple(PrintedTask(duty.task, duty.marks) for duty in found)) for whom, found in others.items()
    ]
    return PlaceTasks(place.name, groups, [])


def _group(letters: Iterable[LetterView], words: str, duties_of_group: Iterable[TaskDuty]) -> PrintedTaskGroup:
    tasks = (PrintedTask(duty.task, duty.marks, _divided(duty)[0]) for duty in duties_of_group)
    return PrintedTaskGroup(tuple(letters), words, tuple(tasks))


@dataclass(frozen=True)
class CellKind:
    """Content of a cell without its marks: its letters, else its sign, in the colour of its party."""

    letters: tuple[LetterView, ...]
    sign: str
    party: int


@dataclass(frozen=True)
class PrintedCell:
    #: The number of its kind.
    kind: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class PrintedRow:
    #: Empty in all tables but the first that has the row: links lead to that one.
    label: str
    #: The beginning of the addresses of its cells.
    id: str
    name: Rich
    cadence: str
    marks: tuple[Mark, ...]
    cells: tuple[PrintedCell, ...]


@dataclass(frozen=True)
class PrintedGroup:
    name: Rich
    reason: Rich
    rows: tuple[PrintedRow, ...]


@dataclass(frozen=True)
class Head:
    """A heading over ``span`` columns."""

    name: Rich
    span: int
    party: int | None


@dataclass(frozen=True)
class Table:
    columns: int
    #: The columns, but for the first, with which a value of the outermost axis begins.
    starts: tuple[int, ...]
    #: The ends of the addresses of the cells in each column.
    ids: tuple[str, ...]
    head: tuple[tuple[Head, ...], ...]
    groups: tuple[PrintedGroup, ...]


@dataclass(frozen=True)
class PrintedMatrix:
    """The tables of a matrix, and what is above and below them."""

    heading: str
    label: str
    caption: str
    task: str
    kinds: tuple[CellKind, ...]
    tables: tuple[Table, ...]
    legend: tuple[LegendEntry, ...]
    #: The name of the role scheme, if the service has several.
    scheme: str
    #: A sentence on each withdrawn task, party and value of an axis.
    withdrawn: tuple[str, ...]
    default: Rich
    base: Reference | None


def matrix(encoder: Encoder, document: str, part: Part[MatrixView], scheme: str) -> PrintedMatrix:
    view = part.content
    kinds: dict[CellKind, int] = {}
    tables = tuple(
        Table(
            columns=end - start,
            starts=tuple(index for index in range(end - start) if view.starts[start + index] and index),
            ids=tuple(_row_ids(view)[start:end]),
            head=tuple(tuple(_heads(row, start, end)) for row in view.header_rows),
            groups=tuple(_groups(encoder, document, view, start, end, kinds)),
        )
        for start, end in _slices(view)
    )
    return PrintedMatrix(
        heading=part.heading,
        label=encoder.known[f"{document}#{part.anchor}"],
        caption=view.caption,
        task=encoder.edition.words("matrix.task"),
        kinds=tuple(kinds),
        tables=tables,
        legend=view.legend,
        scheme=scheme,
        withdrawn=view.withdrawn,
        default=view.default,
        base=view.base,
    )


def _id(row: RowView) -> str:
    return row.anchor.removeprefix("row.")


def _row_ids(view: MatrixView) -> list[str]:
    row = next(view.rows, None)
    return [cell.address.removeprefix(_id(row)) for cell in row.cells] if row else []


def _slices(view: MatrixView) -> Iterator[tuple[int, int]]:
    """Yield the first and the last column (exclusive) of each table.

    A table has as many values of the outermost axis as fit; a value that does not fit is split into parts as equal as can be.
    """
    width = len(view.starts)
    starts = [index for index in range(width) if view.starts[index]] or [0]
    ends = [*starts[1:], width]
    begin = 0
    for start, end in zip(starts, ends, strict=True):
        if end - begin > MAX_COLUMNS and start > begin:
            yield begin, start
            begin = start
        for left in range(math.ceil((end - begin) / MAX_COLUMNS), 1, -1):
            middle = begin + math.ceil((end - begin) / left)
            yield begin, middle
            begin = middle
    yield begin, width


def _heads(row: tuple[HeaderView, ...], start: int, end: int) -> Iterator[Head]:
    """Yield the headings of one row over the columns from ``start`` to ``end``."""
    column = 0
    for header in row:
        span = min(column + header.span, end) - max(column, start)
        if span > 0:
            yield Head(header.name, span, header.party)
        column += header.span


def _groups(
    encoder: Encoder, document: str, view: MatrixView, start: int, end: int, kinds: dict[CellKind, int]
) -> Iterator[PrintedGroup]:
    for group in view.groups:
        rows = (
            PrintedRow(
                label=encoder.known[f"{document}#{row.anchor}"] if start == 0 else "",
                id=_id(row),
                name=row.name,
                cadence=row.cadence,
                marks=(*row.notes, *row.departures),
                cells=tuple(_cell(encoder, cell, kinds) for cell in row.cells[start:end]),
            )
            for row in group.rows
        )
        yield PrintedGroup(joined(group.path, " › "), group.reason, tuple(rows))


def _cell(encoder: Encoder, view: CellView, kinds: dict[CellKind, int]) -> PrintedCell:
    sign = encoder.edition.words(f"cell.{view.state}.short") if view.state else ""
    kind = CellKind(view.letters, sign, view.party)
    return PrintedCell(kinds.setdefault(kind, len(kinds)), (*view.notes, *view.departures))


@dataclass(frozen=True)
class PrintedLogo:
    """The catalogue's logo, with its owner as the alternative text."""

    content: bytes
    alt: str


@dataclass(frozen=True)
class PrintedTerm:
    """An entry of a glossary; ``more`` are sentences after the definition."""

    label: str
    name: Rich
    text: Rich
    more: tuple[Rich, ...] = ()


@dataclass(frozen=True)
class TermList:
    label: str
    heading: str
    entries: list[PrintedTerm]


@dataclass(frozen=True)
class ServiceSheet:
    """A service: its title block, its sections, its matrices and what explains them."""

    #: The label of the service; with an anchor behind it, that of a part.
    label: str
    code: str
    name: Rich
    running: str
    kicker: str
    motto: Rich
    notice: str
    prevails: str
    summary: Rich
    summary_marks: tuple[Mark, ...]
    accountability: str
    layers: list[LayerShares]
    facts: list[Fact]
    #: Sentences on its approval, and on what source and text do not state.
    not_stated: str
    permalink: str
    #: A QR code of the permalink, as black SVG; empty without one.
    qr: str
    sections: list[Part[tuple[StatementView, ...]]]
    matrices: list[PrintedMatrix]
    notes: list[NoteView]
    departures: list[Part[tuple[DepartureView, ...]]]
    #: A sentence on the services that departures quote; empty if they quote none.
    elsewhere: str
    duties: list[DutyList]
    in_whole: bool
    logo: PrintedLogo | None
    terms: TermList | None


def put_labels(encoder: Encoder, view: Page) -> None:
    """Make every part, statement, row and note of a service a label, and each of its terms; a cell's is its row."""
    document = view.document
    encoder.put(Link(document))
    for part in view.walk():
        if part.anchor:
            encoder.put(Link(document, part.anchor))
        if STATEMENTS.shows(part):
            for statement in part.content:
                encoder.put(statement.link)
        elif MATRIX.shows(part):
            for row in part.content.rows:
                encoder.put(Link(document, row.anchor), *(cell.link for cell in row.cells))
        elif NOTES.shows(part):
            for note in part.content:
                encoder.put(Link(document, f"note.{note.id}"))
        elif DEPARTURES.shows(part):
            for departure in part.content:
                encoder.put(departure.mark.link)
        elif TERMS.shows(part):
            for term in part.content:
                encoder.put(term.link)


def service_sheet(
    encoder: Encoder, service: Service, view: Page, whole: bool = False, agreed: Mapping[str, DutySection] | None = None
) -> ServiceSheet:
    """Return the sheet of a service by itself, in the ``whole`` catalogue, or in an annex with what each party has ``agreed``."""
    edition, words = encoder.edition, encoder.edition.words
    at_a_glance, explained = glance(edition, service), TERMS.among(view.parts)
    facts = list(_facts(edition, service, at_a_glance))
    missing = not_stated(edition, facts)
    sentences = [approval(edition, service), words("source.missing", facts=words.list(missing)) if missing else ""]
    permalink = encoder.address(Link(view.document))
    return ServiceSheet(
        label=encoder.known[f"{view.document}#"],
        code=view.code,
        name=view.heading,
        running=view.title,
        kicker=view.kicker,
        motto=edition.name(service.motto) if service.motto else (),
        notice=" ".join(_notices(edition, service)),
        prevails="" if edition.prevails else edition.prevailing_words,
        summary=at_a_glance.summary,
        summary_marks=summary_marks(edition, service),
        accountability=words("service.accountability"),
        layers=list(service_shares(edition, service)),
        facts=[fact for fact in facts if fact.value],
        not_stated=" ".join(filter(None, (*sentences, *silence(edition, service)))),
        permalink=permalink,
        qr=_qr(permalink) if permalink else "",
        sections=STATEMENTS.among(view.parts),
        matrices=list(_matrices(encoder, service, view)),
        notes=[note for part in NOTES.among(view.parts) for note in part.content],
        departures=(departures := DEPARTURES.among(view.parts)),
        elsewhere=_elsewhere(edition, departures),
        duties=duty_lists(encoder, service, agreed),
        in_whole=whole,
        logo=None if whole else logo(edition),
        terms=terms(encoder, explained[0].content, "pdf.terms") if explained and not whole else None,
    )


def logo(edition: Edition) -> PrintedLogo | None:
    identity = edition.catalogue.identity
    picture = identity.brand.picture if identity.brand else None
    return PrintedLogo(picture.content, edition.plain(identity.owner)) if picture else None


def _notices(edition: Edition, service: Service) -> Iterator[str]:
    if service.withdrawn:
        yield since(edition, service.withdrawn)
        yield edition.plain(service.withdrawn.reason)
    if notice := restatement(edition, service):
        yield notice.words
    if broken := broken_in_draft(edition, service):
        yield broken


def _qr(address: str) -> str:
    import segno

    return segno.make(address, error="m", micro=False).svg_inline(border=0, omitsize=True)


def _facts(edition: Edition, service: Service, glance: Glance) -> Iterator[Fact]:
    """Yield the provider, the status and the source of the service; code and motto are in its title, the approval is a sentence."""
    words = edition.words
    titled = {words("service.code"), words("service.motto"), words("service.family"), words("service.status")}
    yield from (fact for fact in glance.facts if fact.label not in titled)
    yield from (fact for fact in facts_of_source(edition, service) if fact.label != words("approval.label"))
    yield Fact(words("pdf.language"), edition.own_name)
    if glance.contact:
        yield Fact(words("service.contact"), glance.contact)


def _elsewhere(edition: Edition, departures: Iterable[Part[tuple[DepartureView, ...]]]) -> str:
    codes = [*dict.fromkeys(quote.code for part in departures for view in part.content for quote in view.quotes)]
    return edition.words("departure.elsewhere", service=edition.words.list(codes)) if codes else ""


def _matrices(encoder: Encoder, service: Service, view: Page) -> Iterator[PrintedMatrix]:
    catalogue = encoder.edition.catalogue
    schemes = [encoder.edition.plain(catalogue.scheme(each.scheme).name) for each in service.all_matrices]
    for part, scheme in zip(MATRIX.among(view.parts), schemes, strict=True):
        yield matrix(encoder, view.document, part, scheme if len(set(schemes)) > 1 else "")


def terms(encoder: Encoder, entries: Iterable[TermEntry], heading: str) -> TermList:
    """Return the terms that a service uses; ``heading`` is the key of the words over them."""
    printed = [PrintedTerm(encoder.known[f"glossary#{entry.link.anchor}"], entry.name, entry.definition) for entry in entries]
    return TermList(f"{encoder.prefix}#terms", encoder.edition.words(heading), printed)
