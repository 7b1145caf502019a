"""A service: its page, that of whom to call, and the facts and parts that its booklet and the workbook share."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.kinds import Duty, State, StatementKind
from service_catalogue.model.references import by_id
from service_catalogue.model.service import Level, Service, ServiceContact, ServiceOwner, Topic
from service_catalogue.model.shared import Party, Task
from service_catalogue.model.statement import Departure, Section, Statement
from service_catalogue.text import capitalised
from service_catalogue.views.allocation import StackView, matrix_link, stack
from service_catalogue.views.comparison import CHOICE_DOCUMENT, pairs_of
from service_catalogue.views.edition import Edition, Link, Linker, Piece, PieceKind, Rich, joined, plain, text
from service_catalogue.views.glossary import standards_of
from service_catalogue.views.matrix import MATRIX, MatrixViews, marked_once
from service_catalogue.views.page import (
    FACTS,
    LEAD,
    MORE,
    OPEN_POINTS,
    TERMS,
    Fact,
    ListEntry,
    More,
    Page,
    PageAddress,
    Part,
    PartKind,
    TermEntry,
    booklet_links,
    data_files,
    first_place,
    part_link,
    term_entry,
    title_of,
)
from service_catalogue.views.statements import (
    DEPARTURES,
    DEPARTURES_AGAIN,
    NOTES,
    NOTES_AGAIN,
    STATEMENTS,
    Mark,
    ServiceViews,
    statement_view,
)
from service_catalogue.views.status import WITHDRAWN, approval, restatement, source_link, standing, withdrawn


class Silence(NamedTuple):
    """Exclusions of a text, subjects that it says nothing about, and a sentence with the words that it does not define."""

    excluded: tuple[ListEntry, ...]
    #: Each with its own anchor.
    topics: tuple[ListEntry, ...]
    undefined: str


NOT_STATED: PartKind[Silence] = PartKind("not-stated")
#: The sign between the parts of a fact.
_BETWEEN = "\N{NO-BREAK SPACE}· "


def facts_of(edition: Edition, service: Service) -> Iterator[Fact]:
    """Yield owner, contacts, levels, links and tags of ``service``, empty where it has none of them but some other."""
    words, owner = edition.words, service.service_owner
    yield Fact(words("facts.owner"), _of_party(edition, owner) if owner else ())
    if not (owner or any(not contact.on for contact in service.contacts) or service.levels or service.links or service.tags):
        return
    yield from contact_facts(edition, service)
    yield from (Fact(edition.plain(level.what), level_words(edition, level)) for level in service.levels)
    if not service.levels:
        yield Fact(words("facts.levels"), "")
    yield from (Fact(words(f"facts.link.{link.kind.value}"), _link(edition.plain(link.name), link.url)) for link in service.links)
    if service.tags:
        yield Fact(words("facts.tags"), ", ".join(service.tags))


def level_words(edition: Edition, level: Level) -> Rich:
    return joined(_level(edition, level), _BETWEEN)


class ContactView(NamedTuple):
    """Function to ask, and how to reach it."""

    function: Rich
    party: Rich
    #: What it is asked about.
    asked: str
    #: Number, mail and form: those that are stated.
    ways: tuple[Rich, ...]
    hours: Rich
    #: The statement that says it.
    link: Link | None

    @property
    def number(self) -> Rich:
        """The telephone number, which is the first way; empty if none is stated."""
        return self.ways[0] if self.ways and self.ways[0][0].address.startswith("tel:") else ()


def contacts(edition: Edition, service: Service) -> tuple[ContactView, ...]:
    return tuple(
        ContactView(
            edition.name(contact.function),
            edition.name(edition.catalogue.party(contact.party).name) if contact.party else (),
            capitalised(edition.words.list([edition.words(f"situation.{one.value}") for one in contact.situations])),
            tuple(_ways(edition, contact)),
            edition.name(contact.hours) if contact.hours else text(edition.words("facts.no-hours")),
            Link(f"services/{service.id}", contact.on) if contact.on else None,
        )
        for contact in service.contacts
    )


def contact_facts(edition: Edition, service: Service) -> Iterator[Fact]:
    """Yield the contacts of ``service``, or that they are not stated."""
    yield from (_contact_fact(edition, one) for one in contacts(edition, service))
    if not service.contacts:
        yield Fact(edition.words("facts.contacts"), "")


def _contact_fact(edition: Edition, one: ContactView) -> Fact:
    if one.link:
        return Fact(one.asked or edition.words("service.contact"), one.function, one.link)
    asked = [text(edition.words.within(one.asked))] if one.asked else []
    ways = one.ways or [text(edition.words("facts.no-way"))]
    return Fact(plain(one.function), joined(filter(None, (one.party, *asked, *ways, one.hours)), _BETWEEN))


def calls(edition: Edition, service: Service) -> Iterator[tuple[Rich, Fact]]:
    """Yield the number to call, if there is one, and whose it is; without contacts, the statement on whom to ask."""
    contact = service.statements.get(service.contact or "")
    for one in contacts(edition, service):
        yield one.number, _contact_fact(edition, one._replace(ways=((), *one.ways[1:])) if one.number else one)
    if not service.contacts and contact and contact.id not in service.under_baseline:
        link = Link(f"services/{service.id}", contact.id)
        yield (), Fact(edition.words("service.contact"), text(edition.plain(contact.text)), link)


def facts_part(edition: Edition, service: Service) -> Iterator[Part[object]]:
    """Yield the part with the facts of ``service`` but for its contacts, if it has one."""
    contacts = [*contact_facts(edition, service)]
    facts = tuple(fact for fact in facts_of(edition, service) if fact not in contacts)
    if any(fact.value for fact in facts):
        yield FACTS.part(facts, "part.facts", edition.words("service.facts"), at=service.at)


def _of_party(edition: Edition, owner: ServiceOwner) -> Rich:
    party = edition.catalogue.party(owner.party)
    return (*edition.name(owner.function), *text(f" ({edition.plain(party.name)})"))


def _ways(edition: Edition, contact: ServiceContact) -> Iterator[Rich]:
    if contact.telephone:
        yield _link(contact.telephone.replace(" ", "\N{NO-BREAK SPACE}"), f"tel:{contact.telephone.replace(' ', '')}")
    if contact.mail:
        yield _link(contact.mail, f"mailto:{contact.mail}")
    if contact.form:
        yield _link(edition.words("facts.form"), contact.form)


def _level(edition: Edition, level: Level) -> Iterator[Rich]:
    yield edition.name(level.target)
    if level.measured:
        yield edition.name(level.measured)
    words = edition.words
    yield text(words("facts.agreed", document=edition.plain(level.document)) if level.document else words("facts.aim"))


def _link(words: str, address: str) -> Rich:
    return (Piece(PieceKind.LINK, words, address=address),)


def topics_of(catalogue: Catalogue, service: Service) -> tuple[Topic, ...]:
    """Return the subjects that ``service`` says nothing about: its own, then those of the catalogue."""
    return tuple(by_id((*service.topics, *catalogue.identity.topics)).values())


def silence_part(edition: Edition, service: Service) -> Iterator[Part[object]]:
    """Yield the part with what the text of ``service`` does not say, if that is recorded."""
    stated = topics_of(edition.catalogue, service)
    topics = tuple(ListEntry(edition.name(one.name), Link(f"services/{service.id}", f"topic.{one.id}")) for one in stated)
    undefined = undefined_words(edition, service)
    excluded = tuple(ListEntry(edition.name(one.text), Link(f"services/{service.id}", one.id)) for one in exclusions(service))
    if excluded or topics or undefined:
        heading = edition.words("service.not-included" if excluded else "service.not-stated")
        yield NOT_STATED.part(Silence(excluded, topics, undefined), "not-stated", heading, at=service.at)


def exclusions(service: Service) -> list[Statement]:
    """Return the statements that say what ``service`` does not include."""
    return [one for one in service.statements.values() if one.kind is StatementKind.EXCLUSION and not one.withdrawn]


def topic_names(edition: Edition, service: Service) -> list[str]:
    """Return the names of the subjects that ``service`` says nothing about."""
    return [edition.plain(topic.name) for topic in topics_of(edition.catalogue, service)]


def undefined_words(edition: Edition, service: Service) -> str:
    """Return the sentence with the words that its text does not define; empty if none are recorded."""
    words = [edition.plain(each) for each in service.undefined_words]
    return edition.words("service.undefined", terms=edition.words.list(words)) if words else ""


def silence(edition: Edition, service: Service) -> Iterator[str]:
    """Yield sentences about exclusions and gaps in the text of ``service``, for files."""
    if excluded := exclusions(service):
        yield " ".join((f"{edition.words('service.excluded')}:", *(edition.plain(one.text) for one in excluded)))
    yield from unsaid(edition, service)


def unsaid(edition: Edition, service: Service) -> Iterator[str]:
    """Yield the subjects on which the text of ``service`` is silent, and the words that it does not define, as sentences."""
    if names := topic_names(edition, service):
        yield edition.words("service.silent", topics=edition.words.list(names))
    if undefined := undefined_words(edition, service):
        yield undefined


def booklet_page(edition: Edition, service: Service) -> Page:
    """Return the booklet of a service: its matrices, sections, notes and departures, and the terms that it uses."""
    parts: list[Part[object]] = []
    parts += (MATRIX.part(one.view(), one.part_anchor, one.heading_on_page) for one in MatrixViews.of(edition, service))
    parts += (section_part(edition, service, section) for section in service.sections)
    parts += annotation_parts(edition, service, edition.linker())
    schemes = (edition.catalogue.scheme(matrix.scheme) for matrix in service.all_matrices)
    in_legend = {str(letter.term) for scheme in schemes for letter in scheme.letters}
    terms = tuple(one for one in terms_used(edition, service) if one.link.anchor not in in_legend)
    parts += TERMS.unless_empty(terms, "part.terms", edition.words("service.terms"))
    title, heading = title_of(edition, service), edition.name(service.name)
    family = edition.plain(service.family) if service.family else ""
    return Page(ServiceViews(edition, service).document, title, heading, code=service.code, kicker=family, parts=tuple(parts))


def annotation_parts(
    edition: Edition, service: Service, linker: Linker, departure_linker: Linker | None = None
) -> Iterator[Part[object]]:
    """Yield the parts with the notes, tensions and exceptions of a service."""
    views = ServiceViews(edition, service)
    notes = tuple(views.note(note, linker) for note in service.notes)
    yield from NOTES.unless_empty(notes, "part.notes", edition.words("matrix.notes"), at=first_place(service.notes))
    for index, owner in enumerate(dict.fromkeys(tension.owner for tension in service.tensions)):
        tensions = tuple(tension for tension in service.tensions if tension.owner == owner)
        heading = views.inherited_from(owner) if owner else edition.words("service.tensions")
        # The first is where links to the tensions of a service lead, whoever records them.
        anchor = f"part.tensions.{owner}" if index else "part.tensions"
        yield _departures(views, tensions, anchor, heading, departure_linker or linker)
    if service.exceptions:
        heading = edition.words("service.exceptions")
        yield _departures(views, service.exceptions, "part.exceptions", heading, departure_linker or linker)


def _departures(
    views: ServiceViews, departures: tuple[Departure, ...], anchor: str, heading: str, linker: Linker
) -> Part[object]:
    shown = tuple(views.departure(departure, linker) for departure in departures)
    return DEPARTURES.part(shown, anchor, heading, at=first_place(departures))


def divided_sections(service: Service) -> tuple[list[Section], list[Section], list[Section]]:
    """Return the sections about ``service`` as such, those that describe it, and those with inner sections: its terms.

    A section is about the service as such if it has several statements, all of information.
    """
    binding = [section for section in service.sections if section.sections]
    simple = [section for section in service.sections if len(section.statements) > 1 and not section.sections]
    about = [section for section in simple if all(one.kind is StatementKind.INFORMATION for one in section.statements)]
    return about, [section for section in service.sections if section not in (*about, *binding)], binding


def section_part(edition: Edition, service: Service, section: Section, linker: Linker | None = None) -> Part[object]:
    """Return the part of a section, with inner sections; terms link where ``linker`` first meets them, else once a section."""
    used = linker or edition.linker()
    shown = tuple(statement_view(edition, service, statement, used) for statement in section.statements)
    name = edition.plain(section.name)
    inner = tuple(section_part(edition, service, one, linker) for one in section.sections)
    return STATEMENTS.part(shown, f"section.{section.id}", name, inner, at=section.at)


def lead(edition: Edition, service: Service, linker: Linker) -> Rich:
    """Return the lead of a service, or the statement that serves as its summary."""
    text = service.lead or (service.statements[service.summary].text if service.summary else None)
    return linker.rich(text) if text else ()


def terms_used(edition: Edition, service: Service) -> tuple[TermEntry, ...]:
    """Return the glossary terms in the service's text, notes and matrices, in alphabetical order."""
    catalogue = edition.catalogue
    texts = [statement.text for statement in service.statements.values()]
    texts += [note.text for note in service.notes]
    texts += [tension.text for tension in service.tensions]
    texts += [exception.reason for exception in service.exceptions]
    for matrix in service.all_matrices:
        texts += [letter.meaning for letter in catalogue.scheme(matrix.scheme).letters]
        texts += [matrix.default.text] if matrix.default else []
    pieces = itertools.chain.from_iterable(edition.rich(text, lambda term: True) for text in texts)
    used = {piece.link.anchor for piece in pieces if piece.kind is PieceKind.TERM and piece.link}
    for matrix in service.all_matrices:
        used |= {term for row in matrix.rows for term in edition.terms_in(edition.plain(catalogue.task(row.task).name))}
        used |= {letter.term for letter in catalogue.scheme(matrix.scheme).letters if letter.term}
    entries = [term_entry(edition, catalogue.term(term)) for term in used]
    return tuple(sorted(entries, key=lambda entry: edition.words.sort_key(plain(entry.name))))


def facts_of_source(edition: Edition, service: Service) -> Iterator[Fact]:
    """Yield the facts about the source, the status and the owner of a service, and how to reach somebody.

    Those that are not stated are among them if the catalogue restates a source.
    """
    return (fact for fact in _facts(edition, service) if fact.value or edition.catalogue.restates)


def _facts(edition: Edition, service: Service) -> Iterator[Fact]:
    words, source, valid = edition.words, service.source, service.valid

    def dated(key: str, day: date | None) -> Fact:
        return Fact(words(f"service.{key}"), words.date(day) if day else "", within=words.own(f"service.{key}.within"))

    yield Fact(words("source.title"), edition.name(source.title) if source else "")
    if source:
        yield Fact(words("source.owner"), edition.name(source.owner))
    yield Fact(words("source.date"), words.date(source.date) if source and source.date else "")
    yield Fact(words("service.status"), words(f"status.{service.status.value}") if service.status else "")
    yield Fact(words("service.version"), service.version or "")
    yield dated("from", valid.from_ if valid else None)
    yield dated("to", valid.to if valid else None)
    approver = edition.name(service.approver) if service.approver else ""
    # That of a source has approved the service, whoever has not approved the restatement.
    is_awaited = not edition.catalogue.restates and restatement(edition, service)
    label = "service.approver.awaited" if is_awaited else "service.approver"
    yield Fact(words(label), approver, within=words.own("service.approver.within"))
    yield from facts_of(edition, service)
    if source:
        topics = map(edition.plain, source.not_stated)
        yield from (Fact(topic, "", within=topic) for topic in topics)
    if approved := approval(edition, service):
        yield Fact(words("approval.label"), approved)


def standing_in_full(edition: Edition, service: Service) -> Iterator[str]:
    """Yield the status of ``service`` and what the source does not state, for a file without links."""
    if status := standing(edition, service, in_full=True):
        yield status
    if missing := not_stated(edition, facts_of_source(edition, service)):
        yield edition.words("source.missing", facts=edition.words.list(missing))
    yield from silence(edition, service)


def not_stated(edition: Edition, facts: Iterable[Fact]) -> list[str]:
    """Return the labels within a sentence of the ``facts`` that the source does not state."""
    return [fact.within or edition.words.within(fact.label) for fact in facts if not fact.value]


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
        """The marks of the task and of its cells."""
        for marks in (self.marks, *(each for cell in self.cells for each in (cell.marks, *(marked for _, marked in cell.more)))):
            yield from marks


@dataclass(frozen=True)
class Calls:
    """Table of who acts in which situation."""

    caption: str
    places: tuple[Rich, ...]
    rows: tuple[CallRow, ...]


class Ways(NamedTuple):
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
    for views in MatrixViews.of(edition, service):
        if rows := tuple(_call_rows(views)):
            places = tuple(map(views.place_name, views.matrix.places))
            heading = views.title if views.matrix.name else words("calls.who")
            parts.append(CALLS.part(Calls(title, places, rows), views.part_anchor, heading))
    marks = [mark for part in CALLS.among(parts) for row in part.content.rows for mark in row.all_marks]
    notes, departures = ServiceViews(edition, service).explained(marks)
    parts += (*NOTES_AGAIN.unless_empty(notes), *DEPARTURES_AGAIN.unless_empty(departures))
    parts += map(MORE.part, booklet_links(edition, CALLS_PDF + service.id, "calls.booklet"))
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


class ServiceHead(NamedTuple):
    """First screen of a service."""

    lead: Rich
    motto: Rich
    #: Whom to call, each with the number, if there is one.
    calls: tuple[tuple[Rich, Fact], ...]
    #: The former anchor of the contacts, if they are nowhere else on the page.
    calls_anchor: str
    #: That the text states no number, if it does not.
    no_number: More | None
    #: The page of whom to call.
    all_calls: Link | None
    ways: tuple[More, ...]
    #: The files of the service.
    files: tuple[More, ...]
    #: The status in a line.
    standing: str
    #: Link to source and status.
    source: Link
    #: Link to the open points, with their number.
    open: More | None
    stack: StackView


class PartCards(NamedTuple):
    """Links to the part of each party."""

    cards: tuple[ListEntry, ...]
    #: Parties without a column that the text mentions.
    others: tuple[ListEntry, ...]


class SourceView(NamedTuple):
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
    for views in MatrixViews.of(edition, service):
        inner = below if views.matrix is service.all_matrices[-1] else ()
        parts.append(MATRIX.part(views.view(linker), views.part_anchor, views.heading_on_page, inner, at=views.matrix.at))
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
    matrix = matrix_link(edition, service)
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
        files=(*booklet_links(edition, service.id, "booklet.service"), *data_files(edition, document)),
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
    cards: dict[bool, list[ListEntry]] = {True: [], False: []}
    for party in filter(lambda party: service.concerns(party.id), edition.catalogue.parties):
        entry = ListEntry(edition.name(party.name), part_link(edition, service, party.id))
        cards[service.has_column(party.id)].append(entry)
    return PartCards(tuple(cards[True]), tuple(cards[False]))


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
