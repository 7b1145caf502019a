"""Sheets: the content of each booklet, as JSON for the Typst template: a service with its matrices, duties and terms, and the whole."""

import functools
import itertools
import math
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from service_catalogue.model.approvals import approval_standing
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.kinds import State
from service_catalogue.model.service import Service
from service_catalogue.model.shared import Party
from service_catalogue.model.statement import Claim
from service_catalogue.pdf.typesetting import Encoder, Json, dump, label
from service_catalogue.rules.cells import MAX_COLUMNS
from service_catalogue.store import digest_of_program
from service_catalogue.views import page
from service_catalogue.views.allocation import service_shares
from service_catalogue.views.directives import legends
from service_catalogue.views.duties import PartyText, duties
from service_catalogue.views.edition import Edition, LetterView, Link, Piece, PieceKind, Reference, Rich, joined, plain
from service_catalogue.views.glossary import GLOSSARY, TermView
from service_catalogue.views.matrix import MATRIX, HeaderView, MatrixView, MatrixViews, RowView, marked_once
from service_catalogue.views.page import TERMS, Fact, Page, PageAddress, Part, TermEntry, brand, colour
from service_catalogue.views.service import (
    booklet_page,
    divided_sections,
    exclusions,
    facts_of,
    facts_of_source,
    lead,
    not_stated,
    unsaid,
)
from service_catalogue.views.statements import DEPARTURES, NOTES, STATEMENTS, DepartureView, Mark, StatementView, row_link
from service_catalogue.views.status import approval, broken_in_draft, named, restatement, title_elsewhere, withdrawn_words

#: Words in place of the tasks of a party, if at least so many have the same letters and no mark.
_COMPRESSED = 4


@dataclass(frozen=True)
class PrintedTask:
    name: Rich
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class PrintedTaskGroup:
    """Tasks with the same letters; ``words`` stand for most tasks of the place, or say that its tasks are to be agreed."""

    letters: tuple[LetterView, ...]
    words: str
    tasks: tuple[PrintedTask, ...]


@dataclass(frozen=True)
class TextList:
    """Statements and notes under a heading, by their ids."""

    heading: str
    ids: tuple[Reference, ...]


@dataclass(frozen=True)
class Margin:
    """A party in the margin of a statement, with what the statement gives it: a duty, a right, possession."""

    party: Rich
    colour: int | None
    kinds: tuple[str, ...]


def party_parts(encoder: Encoder, service: Service) -> Iterator[dict[str, object]]:
    """Yield the part of each party that ``service`` concerns."""
    edition = encoder.edition
    for party in edition.catalogue.parties:
        if service.concerns(party.id):
            yield {
                "label": encoder.put(Link(f"services/{service.id}", f"duties.{party.id}")),
                "heading": named(edition, party),
                # That of its letters; nothing if it has no column.
                "colour": colour_of(service, party.id),
                "places": list(_places(edition, service, party)),
                "texts": list(_texts(edition, service, party)),
            }


def unnamed(edition: Edition, service: Service) -> TextList:
    """Return the texts with an obligation that names no party."""
    of_parties = (duties(edition, service, party).unnamed for party in edition.catalogue.parties if service.concerns(party.id))
    return TextList(edition.words("duties.unnamed"), _references(edition, next(filter(None, of_parties), ())))


def margins(edition: Edition, service: Service) -> dict[str, tuple[Margin, ...]]:
    """Return the margins of the statements that name a party in a claim, by id."""
    found = {}
    for statement in service.statements.values():
        kinds: dict[str, dict[str, None]] = {}
        for claim in itertools.chain.from_iterable(claim.parts for claim in statement.claims):
            if claim.party:
                kinds.setdefault(str(claim.party), {})[_kind(edition, claim)] = None
        if kinds:
            found[str(statement.id)] = tuple(margin(edition, service, party, of_party) for party, of_party in kinds.items())
    return found


def margin(edition: Edition, service: Service, party: str, kinds: Iterable[str]) -> Margin:
    return Margin(edition.name(edition.catalogue.party(party).name), colour_of(service, party), tuple(kinds))


def colour_of(service: Service, party: str) -> int | None:
    """Return the colour of ``party``; ``None`` if it has no column."""
    return colour(service, party) if service.has_column(party) else None


def _kind(edition: Edition, claim: Claim) -> str:
    kind = edition.words("pdf.owns" if claim.is_owning else "pdf.right" if claim.is_right else "pdf.duty")
    return edition.words("pdf.conditional", kind=kind) if claim.condition else kind


def _places(edition: Edition, service: Service, party: Party) -> Iterator[dict[str, object]]:
    """Yield the tasks of ``party`` by place; places with the same tasks, letters and marks are joined."""
    names: dict[tuple[PrintedTaskGroup, ...], list[str]] = {}
    for views in MatrixViews.of(edition, service):
        for values in views.matrix.places if party.id in views.matrix.parties else ():
            if groups := tuple(_cell_groups(views, party, values)):
                names.setdefault(groups, []).append(views.place_words(values))
    for groups, places in names.items():
        yield {"name": "; ".join(places), "groups": groups}


#: The letters of cells, or the words in their place.
_GroupKey = tuple[tuple[LetterView, ...], str]


def _cell_groups(views: MatrixViews, party: Party, values: tuple[str, ...]) -> Iterator[PrintedTaskGroup]:
    """Yield the tasks of ``party`` at a place by letters, those without a mark in words if they are most of the tasks."""
    groups = _by_letters(views, party, values)
    total, idle = sum(map(len, groups.values())), groups.pop(((), ""), [])
    unmarked = {key: [task for task in tasks if not task.marks] for key, tasks in groups.items()}
    common = max(unmarked, key=lambda key: len(unmarked[key]), default=((), ""))
    words, count = views.edition.words, len(unmarked.get(common, ()))
    if count >= _COMPRESSED and 2 * count > total:
        groups[common] = [task for task in groups[common] if task.marks]
        below = [task for tasks in groups.values() for task in tasks]
        others = [plain(task.name) for task in (*idle, *(below if len(below) == 1 else ()))]
        others += [words("pdf.tasks.below")] if len(below) > 1 else []
        key = "pdf.tasks.but" if others else "pdf.tasks.all"
        yield PrintedTaskGroup(common[0], words(key, count=total, tasks=words.list(others)), ())
    yield from (PrintedTaskGroup(*key, tuple(tasks)) for key, tasks in groups.items() if tasks)


def _by_letters(views: MatrixViews, party: Party, values: tuple[str, ...]) -> dict[_GroupKey, list[PrintedTask]]:
    """Return all tasks at a place by the letters of ``party``; those to be agreed have words instead of letters."""
    edition = views.edition
    groups: dict[_GroupKey, list[PrintedTask]] = {}
    for row in views.matrix.rows:
        for cell in views.matrix.cells_at(row.task, values):
            if cell.party == party.id:
                view, task = views.cell(cell), named(edition, edition.catalogue.task(cell.task))
                words = edition.words("duties.open") if cell.state is State.TO_BE_AGREED else ""
                marked = PrintedTask(task, (*views.row_marks(cell.task), *view.marks))
                groups.setdefault((view.letters, "" if view.letters else words), []).append(marked)
    return groups


def _texts(edition: Edition, service: Service, party: Party) -> Iterator[TextList]:
    """Yield the texts that concern ``party``, by what they give it."""
    found = duties(edition, service, party)
    bound = [*(said for letter in found.letters for said in letter.said), *found.promised]
    order = {str(text.address): number for number, text in enumerate(service.texts)}
    texts: Mapping[str, Iterable[PartyText]] = {
        "promised": bound,
        "rights": found.rights,
        "owns": found.owns,
        "mentions": found.mentions,
    }
    for key, said in texts.items():
        if said:
            in_order = sorted(said, key=lambda one: order[one.link.anchor])
            yield TextList(edition.words(f"duties.{key}"), _references(edition, in_order))


def _references(edition: Edition, texts: Iterable[PartyText]) -> tuple[Reference, ...]:
    """Return the ids of ``texts``, each once, with the word for a condition."""
    conditional = {one.id: bool(one.claim and one.claim.condition) for one in texts}
    links = {one.id: one.link for one in texts}
    words = {id: edition.words("pdf.conditional", kind=id) if conditional[id] else id for id in links}
    return tuple(Reference(words[id], link) for id, link in links.items())


@dataclass(frozen=True)
class CellKind:
    """Content of a cell without its marks: its letters, else its sign, in the colour of its party."""

    letters: tuple[LetterView, ...]
    sign: str
    party: int


def matrix(encoder: Encoder, document: str, part: Part[MatrixView], scheme: str, settled: Container[str] = ()) -> dict[str, Any]:
    """Return the tables of the matrix of ``part``, and what is above and below them; the tensions ``settled`` have a mark of their own.

    It has the name of its ``scheme`` if the service has several.
    """
    view = part.content
    kinds: dict[CellKind, int] = {}
    ids = next(([cell.address.removeprefix(_id(row)) for cell in row.cells] for row in view.rows), [])
    tables = [
        {
            "columns": end - start,
            # The columns, but for the first, with which a value of the outermost axis begins.
            "starts": [index for index in range(end - start) if view.starts[start + index] and index],
            # The ends of the addresses of the cells in each column.
            "ids": ids[start:end],
            "head": [list(_heads(row, start, end)) for row in view.header_rows],
            "groups": list(_groups(encoder, document, view, slice(start, end), kinds, settled)),
        }
        for start, end in _slices(view)
    ]
    return {
        "heading": part.heading,
        "label": encoder.known[f"{document}#{part.anchor}"],
        "caption": view.caption,
        "task": encoder.edition.words("matrix.task"),
        "kinds": list(kinds),
        "tables": tables,
        "legend": view.legend,
        "scheme": scheme,
        "withdrawn": view.withdrawn,
        "default": view.default,
        "base": view.base,
    }


def _id(row: RowView) -> str:
    return row.anchor.removeprefix("row.")


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


def _heads(row: tuple[HeaderView, ...], start: int, end: int) -> Iterator[dict[str, object]]:
    """Yield the headings of one row over the columns from ``start`` to ``end``."""
    column = 0
    for header in row:
        span = min(column + header.span, end) - max(column, start)
        if span > 0:
            yield {"name": header.name, "span": span, "party": header.party}
        column += header.span


def _groups(
    encoder: Encoder, document: str, view: MatrixView, columns: slice, kinds: dict[CellKind, int], settled: Container[str]
) -> Iterator[dict[str, object]]:
    def shown(marks: Iterable[Mark]) -> tuple[Mark, ...]:
        return tuple(
            replace(mark, kind="settled", link=Link("", f"settled-{mark.id}"))
            if mark.kind == "tension" and mark.id in settled
            else mark
            for mark in marks
        )

    def cells(row: RowView) -> Iterator[dict[str, object]]:
        """Yield the cells of a row, each with the number of its kind."""
        for start in range(0, len(row.cells), view.parties):
            place = (replace(one, departures=shown(one.departures)) for one in row.cells[start : start + view.parties])
            for one in marked_once(place):
                kind = CellKind(one.letters, encoder.edition.words(f"cell.{one.state}.short") if one.state else "", one.party)
                yield {"kind": kinds.setdefault(kind, len(kinds)), "marks": one.marks}

    for group in view.groups:
        rows = (
            {
                # Only in the first table that has the row: links lead to that one.
                "label": encoder.known[f"{document}#{row.anchor}"] if columns.start == 0 else "",
                # The beginning of the addresses of its cells.
                "id": _id(row),
                "name": row.name,
                "cadence": row.cadence,
                "marks": shown((*row.notes, *row.departures)),
                "cells": list(cells(row))[columns],
            }
            for row in group.rows
        )
        yield {"name": joined(group.path, " › "), "reason": group.reason, "rows": list(rows)}


#: The headings of the template, by the keys of their words.
_HEADINGS = {"ask": "pdf.ask", "parties": "service.parties", "not-stated": "service.not-stated", "source": "service.source"}


@dataclass(frozen=True)
class PrintedTerm:
    """An entry of a glossary; ``more`` are sentences after the definition."""

    label: str
    name: Rich
    text: Rich
    more: tuple[Rich, ...] = ()


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


def put_legend(encoder: Encoder, service: Service, view: Page) -> None:
    """Make the legend a label, to which links to the terms of its letters lead: it explains them."""
    if any(part.content.legend for part in MATRIX.among(view.parts)):
        schemes = (encoder.edition.catalogue.scheme(matrix.scheme) for matrix in service.all_matrices)
        letters = (letter.term for scheme in schemes for letter in scheme.letters if letter.term)
        encoder.put(Link(view.document, "legend"), *(Link("glossary", term) for term in letters))


def text_parts(encoder: Encoder, service: Service, view: Page, settled: Container[str] = ()) -> dict[str, Any]:
    """Return the content about a service for annex and booklet: its matrices, its notes and its open points.

    An annex has ``settled`` some tensions, which its matrices mark as such.
    """
    edition = encoder.edition
    departures = [_of_texts(service, part) for part in DEPARTURES.among(view.parts)]
    codes = dict.fromkeys(quote.code for part in departures for one in part.content for quote in one.quotes)
    return {
        # The label of the service; with an anchor behind it, that of a part.
        "label": encoder.known[f"{view.document}#"],
        "code": view.code,
        "name": view.heading,
        "permalink": encoder.address(Link(view.document)),
        # The id of the statement that applies to those with an asterisk.
        "baseline": str(service.baseline or ""),
        "margins": margins(edition, service),
        "matrices": list(_matrices(encoder, service, view, settled)),
        "notes": [note for part in NOTES.among(view.parts) for note in part.content],
        "departures": departures,
        # A sentence on the services that departures quote.
        "elsewhere": edition.words("departure.elsewhere", service=edition.words.list([*codes])) if codes else "",
    }


def service_parts(encoder: Encoder, service: Service, view: Page, whole: bool = False) -> dict[str, Any]:
    """Return a service by itself, or in the ``whole`` catalogue, which says at its beginning what holds for all."""
    edition, words, parts = encoder.edition, encoder.edition.words, text_parts(encoder, service, view)
    source = [fact for fact in facts_of_source(edition, service) if fact.label != words("approval.label")]
    provider = Fact(words("service.provider"), edition.name(edition.catalogue.party(service.provider).name))
    facts, missing = [fact for fact in facts_of(edition, service) if fact.value], not_stated(edition, source)
    excluded = tuple(Reference(one.id, Link(view.document, one.id)) for one in exclusions(service))
    of_booklet = {
        "prevails": "" if edition.prevails else edition.prevailing_words,
        "logo": logo(edition),
        "terms": next((terms(encoder, part.content, "pdf.terms") for part in TERMS.among(view.parts)), None),
    }
    return {
        **parts,
        **_divided(service, view),
        **(dict.fromkeys(of_booklet) | {"elsewhere": ""} if whole else of_booklet),
        "running": view.title,
        "kicker": view.kicker,
        "motto": edition.name(service.motto) if service.motto else (),
        "notice": " ".join(notices(edition, service)),
        "lead": () if service.summary else lead(edition, service, edition.linker()),
        "accountability": words("service.accountability"),
        "layers": list(service_shares(edition, service)),
        "facts": [provider, *facts],
        "qr": _qr(parts["permalink"]),
        "parties": list(party_parts(encoder, service)),
        # Sentences on what source and text do not state, and lists of texts.
        "silence": [*([words("source.missing", facts=words.list(missing))] if missing else []), *unsaid(edition, service)],
        "silent": [one for one in (TextList(words("service.excluded"), excluded), unnamed(edition, service)) if one.ids],
        "source": [*(fact for fact in source if fact.value and fact not in facts), Fact(words("pdf.language"), edition.own_name)],
        "approval": approval(edition, service),
        "in-whole": whole,
        "headings": {key: words(name) for key, name in _HEADINGS.items()},
    }


def _divided(service: Service, view: Page) -> dict[str, object]:
    """Return the statement that sums up the service and the one on whom to ask, and the sections without these."""
    statements = {one.id: one for part in view.walk() if STATEMENTS.shows(part) for one in part.content}
    apart = {key: statements.get(id or "") for key, id in (("summary", service.summary), ("contact", service.contact))}
    found: dict[str, object] = {**apart}
    # Sections about it as such, those that describe it, and those with its terms.
    for key, sections in zip(("about", "described", "sections"), divided_sections(service), strict=True):
        anchors = {f"section.{section.id}" for section in sections}
        found[key] = list(_without(list(filter(None, apart.values())), STATEMENTS.among(view.parts), anchors))
    return found


def _of_texts(service: Service, part: Part[tuple[DepartureView, ...]]) -> Part[tuple[DepartureView, ...]]:
    """Return the departures of ``part`` without their places in a matrix, the last column of which names them."""
    cells = {address for matrix in service.all_matrices for address in matrix.by_address}

    def is_text(reference: Reference) -> bool:
        return not reference.link.anchor.startswith("row.") and reference.link.anchor not in cells

    return replace(part, content=tuple(replace(one, references=tuple(filter(is_text, one.references))) for one in part.content))


def _without(
    apart: Collection[StatementView], parts: Iterable[Part[tuple[StatementView, ...]]], anchors: Container[str]
) -> Iterator[Part[tuple[StatementView, ...]]]:
    """Yield those of ``parts`` with one of ``anchors``, without the statements ``apart``; none that is empty then."""
    for part in parts:
        if part.anchor in anchors:
            inner = tuple(_without(apart, STATEMENTS.among(part.parts), [one.anchor for one in part.parts]))
            if (content := tuple(one for one in part.content if one not in apart)) or inner:
                yield replace(part, content=content, parts=inner)


def logo(edition: Edition) -> dict[str, object] | None:
    """Return the logo of the catalogue, with its owner as the alternative text."""
    identity = edition.catalogue.identity
    picture = identity.brand.picture if identity.brand else None
    return {"content": picture.content, "alt": edition.plain(identity.owner)} if picture else None


def notices(edition: Edition, service: Service) -> Iterator[str]:
    """Yield the sentences on the end of a service, the document that it restates, and the rules that a draft breaks."""
    if ended := withdrawn_words(edition, service.withdrawn):
        yield ended
    if notice := restatement(edition, service):
        yield notice.words
    if broken := broken_in_draft(edition, service):
        yield broken


def _qr(address: str) -> str:
    import segno

    return "" if not address else segno.make(address, error="m", micro=False).svg_inline(border=0, omitsize=True)


def _matrices(encoder: Encoder, service: Service, view: Page, settled: Container[str]) -> Iterator[dict[str, Any]]:
    catalogue = encoder.edition.catalogue
    schemes = [encoder.edition.plain(catalogue.scheme(each.scheme).name) for each in service.all_matrices]
    for part, scheme in zip(MATRIX.among(view.parts), schemes, strict=True):
        yield matrix(encoder, view.document, part, scheme if len(set(schemes)) > 1 else "", settled)


def terms(encoder: Encoder, entries: Iterable[TermEntry], heading: str) -> dict[str, object]:
    """Return the terms that a service uses; ``heading`` is the key of the words over them."""
    printed = [PrintedTerm(encoder.known[f"glossary#{entry.link.anchor}"], entry.name, entry.definition) for entry in entries]
    return {"label": f"{encoder.prefix}#terms", "heading": encoder.edition.words(heading), "entries": printed}


#: Labels of the parts.
GUIDE, GLOSSARY_LABEL, INDEX = "#guide", "#glossary", "#index"
_GUIDE = ("statements", "claims", "matrix", "form", "notes", "tensions", "exceptions", "not-stated")


def put_shared_labels(encoder: Encoder) -> None:
    """Make each term and each task a label: its entry in the glossary, or in the index."""
    catalogue = encoder.edition.catalogue
    for term in catalogue.terms:
        encoder.put(Link("glossary", term.id))
    for task in catalogue.tasks:
        encoder.put(Link(f"tasks/{task.id}"))


def cover(edition: Edition, base_url: str, draft: Sequence[str]) -> dict[str, object]:
    identity, shown = edition.catalogue.identity, brand(edition)
    return {
        "name": edition.name(identity.name),
        "tagline": edition.name(identity.tagline),
        "summary": edition.rich(identity.summary),
        "owner": edition.name(identity.owner),
        "notice": " · ".join(draft),
        "approval": approval(edition),
        "prevails": "" if edition.prevails else edition.prevailing_words,
        "version": edition.version(),
        "permalink": f"{base_url.rstrip('/')}/{edition.language}/" if base_url else "",
        "logo": logo(edition),
        "accent": str(identity.brand.colours.light) if identity.brand and identity.brand.colours else "",
        "footer": shown.footer,
        "contacts": shown.contacts,
        "contact": edition.words("brand.contact"),
    }


def guide(edition: Edition) -> dict[str, object]:
    """Return a few sentences on reading the catalogue, and the letters of each scheme."""
    sentences = [edition.words(f"pdf.guide.{key}") for key in _GUIDE]
    return {"heading": edition.words("pdf.guide"), "label": GUIDE, "sentences": sentences, "legends": legends(edition).content}


def glossary(encoder: Encoder) -> dict[str, object]:
    edition = encoder.edition
    parts = GLOSSARY.among(page(edition, PageAddress("glossary", "glossary")).parts)
    views = [view for part in parts for view in part.content]
    known = [encoder.known[f"glossary#{view.id}"] for view in views]
    entries = [
        PrintedTerm(at, one.name, one.definition, tuple(_more(edition, one))) for at, one in zip(known, views, strict=True)
    ]
    return {"label": GLOSSARY_LABEL, "heading": edition.words("nav.glossary"), "entries": entries}


def _more(edition: Edition, view: TermView) -> Iterator[Rich]:
    """Yield why a term is withdrawn, its other names, its source and its standards."""
    words = edition.words
    if view.withdrawn:
        yield joined((view.withdrawn.words, view.withdrawn.reason), " ")
    yield from ((*joined((other.label, ""), ": "), Piece(PieceKind.TEXT, other.name, other.language)) for other in view.others)
    if view.synonyms:
        yield joined((words("glossary.synonyms"), ", ".join(view.synonyms)), ": ")
    if view.source:
        yield joined((words("glossary.source"), view.source), ": ")
    for key, clauses in (("cited", view.standards), ("see-also", view.see_also)):
        if clauses:
            yield joined((words(f"standard.{key}"), "; ".join(clause.words for clause in clauses)), ": ")


def index(encoder: Encoder, numbers: Mapping[str, str]) -> dict[str, object]:
    """Return all tasks in alphabetical order, with their places in each service; ``numbers`` are those of the pages, by label."""
    edition = encoder.edition
    tasks = sorted(edition.catalogue.tasks, key=lambda task: edition.words.sort_key(plain(edition.name(task.name))))
    entries = [
        {
            "label": encoder.known[f"tasks/{task.id}#"],
            "name": named(edition, task),
            "services": list(_services(edition, task.id, numbers)),
        }
        for task in tasks
    ]
    return {"heading": edition.words("pdf.index"), "label": INDEX, "entries": entries}


def _services(edition: Edition, task: str, numbers: Mapping[str, str]) -> Iterator[Reference]:
    for service in edition.catalogue.services:
        for matrix in service.outline.matrices:
            if task in matrix.tasks:
                row = row_link(service, matrix, task)
                yield Reference(f"{service.code} {numbers[label(row)]}", row)


#: The printed number of the page of each label.
Numbers = Mapping[str, str]

#: Placeholder in the metadata, replaced by the digests when the pages are joined.
KEYWORD = "catalogue-digests"
#: Maximum number of services whose sections have a line each in the contents; those of more run on.
_DETAILED = 8
#: Words that the template itself uses, by their keys.
_WORDS = {name: f"pdf.{name}" for name in ("contents", "legend", "on-pages", "settled", "sign")}


class SheetHeading(NamedTuple):
    """A heading of a sheet, and its label."""

    name: Json
    label: str


@dataclass(frozen=True)
class Frame:
    """The part of a sheet that every PDF has."""

    title: str
    author: str
    catalogue: Rich
    date: date | None
    #: Sentences on each page of what is not adopted.
    draft: list[str]
    lang: str
    #: The words of the template, by language.
    words: dict[str, dict[str, str]]
    keyword: str = KEYWORD
    #: At the left and the right of a page, in millimetres.
    margin: int = 18


@dataclass(frozen=True)
class PaperSheet:
    """The content of one PDF."""

    #: As the template reads it.
    json: str
    frame: Frame
    #: The headings of a service, in the order of its pages.
    headings: tuple[SheetHeading, ...] = ()


@dataclass(frozen=True)
class Sheets:
    """Makes the sheets of a catalogue."""

    catalogue: Catalogue
    base_url: str

    @functools.cached_property
    def editions(self) -> dict[str, Edition]:
        return {language: Edition(self.catalogue, language) for language in self.catalogue.identity.languages}

    def service(self, language: str, id: str, whole: bool = False) -> PaperSheet:
        """Return the booklet of a service, or its pages in the ``whole``, which has the terms and contents of all."""
        encoder, service = self.encoder(language), self.catalogue.objects["service"][id]
        view = encoder.edition.cache.once(("booklet", id), lambda: booklet_page(encoder.edition, service))
        if whole:
            put_shared_labels(encoder)
        else:
            put_legend(encoder, service, view)
        put_labels(encoder, view)
        shown = service_parts(encoder, service, view, whole)
        return sheet(encoder, self.frame_of_service(language, id), tuple(_headings(encoder, shown)), service=shown)

    def frame_of_service(self, language: str, id: str) -> Frame:
        edition, service = self.editions[language], self.catalogue.objects["service"][id]
        day = service.valid.from_ if service.valid else None
        return frame([edition], title_elsewhere(edition, service), day, draft(edition, service))

    def inputs_of_service(self, language: str, id: str, whole: bool) -> str:
        """Return the inputs of the sheet of a service, in digests; empty if those of the service are unknown."""
        inputs = self.catalogue.inputs.get(id)
        brand = self.catalogue.identity.brand
        logo = brand.picture.digest if brand and brand.picture else ""
        untranslated = bool(self.catalogue.missing_texts[language])
        return dump([inputs, untranslated, logo, language, whole, self.base_url, digest_of_program()]) if inputs else ""

    def before(self, language: str, headings: Mapping[str, Sequence[SheetHeading]], numbers: Numbers) -> PaperSheet:
        """Return the pages before the services in the whole: cover, contents, how to read it.

        ``headings`` are those of each service, and ``numbers`` those of the pages of the services and of those after them.
        """
        encoder = self.encoder(language, numbers)
        edition, chapters = encoder.edition, self._chapters(encoder.edition, headings, numbers)
        framed = self._frame_of_whole(edition)
        front = cover(edition, self.base_url, framed.draft)
        return sheet(encoder, framed, cover=front, guide=guide(edition), chapters=chapters)

    def after(self, language: str, numbers: Numbers) -> PaperSheet:
        """Return the pages after the services in the whole: the glossary, and the index of tasks."""
        encoder = self.encoder(language, numbers)
        put_shared_labels(encoder)
        return sheet(encoder, self._frame_of_whole(encoder.edition), glossary=glossary(encoder), index=index(encoder, numbers))

    def foot(self, language: str, digest: str, id: str = "") -> list[Json]:
        """Return the foot of pages: of a service's booklet with the ``digest`` of what it prints, of the whole with that of the data."""
        edition = self.editions[language]
        stated = service_version(edition, self.catalogue.objects["service"][id]) if id else [edition.version()]
        footer = brand(edition).footer
        parts = [*stated, edition.words("pdf.content" if id else "pdf.data", digest=digest), footer]
        return [foot(self.encoder(language), [*filter(None, parts)])]

    def _frame_of_whole(self, edition: Edition) -> Frame:
        return frame([edition], edition.plain(self.catalogue.identity.name), None, draft(edition))

    def _chapters(
        self, edition: Edition, headings: Mapping[str, Sequence[SheetHeading]], numbers: Numbers
    ) -> Iterator[dict[str, object]]:
        """Yield the lines of the contents, with those below each, which run on or have a line each.

        A line has no number if it is among the pages before the services.
        """

        def line(name: Json, to: str) -> dict[str, object]:
            return {"name": name, "to": to, "page": numbers.get(to, "")}

        def chapter(name: str, to: str, inner: Sequence[SheetHeading] = ()) -> dict[str, object]:
            return line(name, to) | {
                "run-on": bool(inner) and len(headings) > _DETAILED,
                "inner": [line(*each) for each in inner],
            }

        yield chapter(edition.words("pdf.guide"), GUIDE)
        for id, inside in headings.items():
            yield chapter(title_elsewhere(edition, self.catalogue.objects["service"][id]), f"services/{id}#", inside)
        yield chapter(edition.words("nav.glossary"), GLOSSARY_LABEL)
        yield chapter(edition.words("pdf.index"), INDEX)

    def encoder(self, language: str, labels: Iterable[str] = ()) -> Encoder:
        return Encoder(self.editions[language], self.base_url, {label: label for label in labels})


def sheet(encoder: Encoder, frame: Frame, headings: tuple[SheetHeading, ...] = (), **parts: object) -> PaperSheet:
    """Return the sheet with ``frame`` and ``parts``, each by the name that the template knows it by."""
    return PaperSheet(dump(encoder.encode({**vars(frame), **parts})), frame, headings)


def _headings(encoder: Encoder, service: dict[str, Any]) -> Iterator[SheetHeading]:
    """Yield the headings of the pages of a service, in the order of the pages."""

    def parts(of: Iterable[Part[object]]) -> Iterator[SheetHeading]:
        return (SheetHeading(encoder.encode(part.heading), service["label"] + part.anchor) for part in of)

    def own(key: str) -> SheetHeading:
        return SheetHeading(service["headings"][key], f"{service['label']}{key}")

    yield from parts(service["described"])
    yield from (SheetHeading(encoder.encode(matrix["heading"]), matrix["label"]) for matrix in service["matrices"])
    yield from [own("parties")] if service["parties"] else []
    yield from parts(service["sections"])
    yield from [own("not-stated")] if service["silence"] or service["silent"] else []
    yield from parts(service["departures"])
    yield own("source")


def service_version(edition: Edition, service: Service) -> Iterator[str]:
    """Yield the version of a service, and from when it is valid, in words."""
    words, valid, unstated = edition.words, service.valid, edition.unstated()
    if version := service.version or unstated:
        yield words("pdf.version", version=version)
    if date := words.date(valid.from_) if valid and valid.from_ else unstated:
        yield words("pdf.valid", date=date)


def draft(edition: Edition, service: Service | None = None) -> list[str]:
    """Return the sentences on every page: as long as the owner has not adopted the catalogue, nor approved ``service`` as it is now.

    One is there as long as the language lacks a text.
    """
    identity = edition.catalogue.identity
    approved = approval_standing(edition.catalogue, service) if service and service.approval else None
    untranslated = [edition.words("pdf.draft.untranslated")] if edition.catalogue.missing_texts[edition.language] else []
    if identity.is_adopted or (approved and approved.fault != "changed"):
        return untranslated
    return [edition.words("pdf.draft", owner=edition.plain(identity.owner)), *untranslated]


def frame(editions: list[Edition], title: str, day: date | None, draft: list[str]) -> Frame:
    """Return the frame of a PDF in one or more languages, with the metadata of the first."""
    edition = editions[0]
    identity = edition.catalogue.identity
    words = {each.language: {name: each.words(key) for name, key in _WORDS.items()} for each in editions}
    return Frame(title, edition.plain(identity.owner), edition.name(identity.name), day, draft, edition.language, words)


def foot(encoder: Encoder, parts: Sequence[str | Rich]) -> Json:
    """Return a line at the foot of a page: ``parts``, and the words around the page's number."""
    words, stand = encoder.edition.words, joined(parts, " · ")
    return encoder.encode({"lang": words.language, "stand": stand, "page": words("pdf.page"), "of": words("pdf.page-of")})


def feet(frame: Frame, encoder: Encoder, lines: list[Json], flipped: Iterable[bool]) -> str:
    """Return the sheet of the feet of pages; ``flipped`` is true for each that is turned.

    It has no metadata of the PDF, nor its sentence of a draft.
    """
    bare = replace(frame, title=KEYWORD, author="", catalogue=(), date=None, draft=[])
    pages = [{"flipped": one} for one in flipped]
    return sheet(encoder, bare, feet={"lines": lines, "pages": pages}).json
