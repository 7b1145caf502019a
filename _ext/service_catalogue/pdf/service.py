"""A service for print: the views of its page, as plain values for the Typst template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service_catalogue.model.service import Service
from service_catalogue.pdf.duties import condition, duty_lists, letter, marks
from service_catalogue.pdf.encoding import Encoder, Fields
from service_catalogue.pdf.tables import matrix
from service_catalogue.views.annotations import DEPARTURES, NOTES, DepartureView, NoteView
from service_catalogue.views.controls import LegendEntry
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import TERMS, Fact, TermEntry
from service_catalogue.views.matrix import MATRIX
from service_catalogue.views.page import Address, Page, Part
from service_catalogue.views.piece import Link, Reference
from service_catalogue.views.service import Glance, booklet_page, facts_of_source, glance, not_stated
from service_catalogue.views.stack import LayerShares, service_shares
from service_catalogue.views.statements import STATEMENTS, ClaimLine, SectionView, StatementView
from service_catalogue.views.status import restatement, since


def service_view(edition: Edition, service: Service) -> Page:
    return booklet_page(edition, Address(f"services/{service.id}", "service", (service.id,)))


def put_labels(encoder: Encoder, view: Page, terms: bool = True) -> None:
    """Make every part, statement, row and note of a service a label, and its ``terms``; a cell's is its row."""
    document = view.document
    encoder.put(Link(document))
    for part in view.walk():
        if part.anchor:
            encoder.put(Link(document, part.anchor))
        if STATEMENTS.shows(part):
            for statement in part.content.statements:
                encoder.put(statement.link)
        elif MATRIX.shows(part):
            for row in (row for group in part.content.groups for row in group.rows):
                encoder.put(Link(document, row.anchor), *(cell.link for cell in row.cells))
        elif NOTES.shows(part):
            for note in part.content:
                encoder.put(Link(document, f"note.{note.id}"))
        elif DEPARTURES.shows(part):
            for departure in part.content:
                encoder.put(departure.mark.link)
        elif terms and TERMS.shows(part):
            for term in part.content:
                encoder.put(term.link)


def _ended(edition: Edition, service: Service) -> str:
    """That the service is withdrawn, and why; empty if it is not."""
    if service.withdrawn is None:
        return ""
    return f"{since(edition, service.withdrawn)} {edition.plain(service.withdrawn.reason)}"


def service_sheet(encoder: Encoder, service: Service, view: Page, whole: bool = False) -> Fields:
    """A service: its title block, its sections, its matrices and what explains them; ``whole`` if it stands in the whole catalogue."""
    edition = encoder.edition
    told = restatement(edition, service)
    at_a_glance = glance(edition, service)
    explained = TERMS.among(view.parts)
    return {
        "label": encoder.known[f"{view.document}#"],
        "code": encoder.said(view.code),
        "name": encoder.rich(view.heading),
        "running": encoder.said(view.title),
        "kicker": encoder.said(view.kicker),
        "motto": encoder.rich(edition.name(service.motto)) if service.motto else "",
        "notice": encoder.said(" ".join(filter(None, (_ended(edition, service), told.words if told else "")))),
        "prevails": "" if edition.prevails else encoder.words("frame.prevails", language=edition.prevailing),
        "summary": encoder.rich(at_a_glance.summary),
        "accountability": encoder.words("service.accountability"),
        "layers": [_shares(encoder, layer) for layer in service_shares(edition, service)],
        "facts": facts(encoder, _facts(edition, service, at_a_glance)),
        "permalink": (permalink := encoder.address(Link(view.document))),
        "qr": _qr(permalink) if permalink else "",
        "sections": [_section(encoder, view.document, part) for part in STATEMENTS.among(view.parts)],
        "matrices": list(_matrices(encoder, service, view)),
        "notes": [_note(encoder, view.document, note) for part in NOTES.among(view.parts) for note in part.content],
        "departures": [_departures(encoder, part) for part in DEPARTURES.among(view.parts)],
        "duties": duty_lists(encoder, service),
        "in-whole": whole,
        "logo": None if whole else encoder.logo(),
        "terms": terms(encoder, explained[0].content, "pdf.terms") if explained and not whole else None,
    }


def _qr(address: str) -> str:
    """A QR code as SVG."""
    import segno

    return segno.make(address, error="m", micro=False).svg_inline(border=0, dark="#14222c", omitsize=True)


def _facts(edition: Edition, service: Service, glance: Glance) -> Iterator[Fact]:
    """Who provides the service, how it stands, and which document it restates; its code and motto are in the title."""
    words = edition.words
    titled = {words("service.code"), words("service.motto"), words("service.family"), words("service.status")}
    yield from (fact for fact in glance.facts if fact.label not in titled)
    yield from facts_of_source(edition, service)
    yield Fact(words("pdf.language"), edition.own_name)
    if glance.contact:
        yield Fact(words("service.contact"), glance.contact)


def facts(encoder: Encoder, shown: Iterable[Fact]) -> Fields:
    """What is known, each with its name, and a sentence that says what is not stated."""
    shown = list(shown)
    missing = not_stated(encoder.edition, shown)
    return {
        "known": [
            {"name": encoder.said(fact.label), "value": encoder.rich(fact.value, fact.link)} for fact in shown if fact.value
        ],
        "not-stated": encoder.words("source.missing", facts=encoder.edition.words.list(missing)) if missing else "",
    }


def _shares(encoder: Encoder, view: LayerShares) -> Fields:
    """Who answers for how many of the tasks of a layer; a bar's pattern is that of its ``party``."""
    return {
        "name": encoder.rich(view.layer),
        "shares": [{"name": encoder.rich(share.party), "count": share.count, "party": share.colour} for share in view.shares],
        "words": encoder.said(view.words),
    }


def _section(encoder: Encoder, document: str, part: Part[SectionView]) -> Fields:
    return {
        "label": encoder.known[f"{document}#{part.anchor}"],
        "heading": encoder.said(part.heading),
        "statements": [_statement(encoder, statement) for statement in part.content.statements],
        "sections": [_section(encoder, document, inner) for inner in STATEMENTS.among(part.parts)],
    }


def _statement(encoder: Encoder, view: StatementView) -> Fields:
    return {
        "label": encoder.known[f"{view.link.document}#{view.id}"],
        "id": {"w": view.id, **({"url": address} if (address := encoder.address(view.link)) else {})},
        "text": encoder.rich(view.text),
        "claims": [_claim(encoder, claim) for claim in view.claims],
        "marks": marks(encoder, (departure.mark for departure in view.departures)),
    }


def _claim(encoder: Encoder, view: ClaimLine) -> Fields:
    return {
        "words": encoder.said(view.words),
        "is-sentence": view.is_sentence,
        "places": [
            {
                "on": encoder.said(found.on),
                "tasks": _references(encoder, found.places),
                "marks": marks(encoder, found.notes),
                "condition": condition(encoder, found.condition),
            }
            for found in view.places
        ],
    }


def _references(encoder: Encoder, references: tuple[Reference, ...]) -> list[object]:
    return [encoder.rich(reference.words, reference.link) for reference in references]


def _matrices(encoder: Encoder, service: Service, view: Page) -> Iterator[Fields]:
    catalogue = encoder.edition.catalogue
    schemes = [encoder.edition.plain(catalogue.scheme(each.scheme).name) for each in service.all_matrices]
    for part, scheme in zip(MATRIX.among(view.parts), schemes, strict=True):
        content = part.content
        yield {
            **matrix(encoder, view.document, content),
            "heading": encoder.said(part.heading),
            "label": encoder.known[f"{view.document}#{part.anchor}"],
            "legend": [legend_entry(encoder, entry) for entry in content.legend],
            # Where there are several, which one the legend is of.
            "scheme": encoder.said(scheme) if len(set(schemes)) > 1 else "",
            "default": encoder.rich(content.default),
            "base": encoder.rich(content.base.words, content.base.link) if content.base else "",
        }


def legend_entry(encoder: Encoder, entry: LegendEntry) -> Fields:
    """A letter, its word and its meaning."""
    return {
        **letter(encoder, entry.letter),
        "word": encoder.rich(entry.letter.word, entry.link),
        "meaning": encoder.rich(entry.meaning),
        "marks": marks(encoder, entry.departures),
    }


def _note(encoder: Encoder, document: str, view: NoteView) -> Fields:
    return {
        "label": encoder.known[f"{document}#note.{view.id}"],
        "number": view.number,
        "kind": encoder.said(view.kind),
        "text": encoder.rich(view.text),
        "owner": encoder.rich(view.owner.words, view.owner.link) if view.owner else "",
        "marks": marks(encoder, view.departures),
    }


def _departures(encoder: Encoder, part: Part[tuple[DepartureView, ...]]) -> Fields:
    views = part.content
    return {
        "kind": views[0].mark.kind,
        "heading": encoder.said(part.heading),
        "label": encoder.known[f"{views[0].mark.link.document}#{part.anchor}"],
        "items": [
            {
                "label": encoder.target(view.mark.link)["to"],
                "mark": view.mark.label,
                "text": encoder.rich(view.text),
                "owner": encoder.rich(view.owner.words, view.owner.link) if view.owner else "",
                "references": _references(encoder, view.references),
            }
            for view in views
        ],
    }


def terms(encoder: Encoder, entries: Iterable[TermEntry], heading: str) -> Fields:
    """The terms that a service uses, with what they mean; ``heading`` is the key of the words over them."""
    return {
        "label": encoder.prefix + "#terms",
        "heading": encoder.words(heading),
        "entries": [
            {
                "label": encoder.known[f"glossary#{entry.link.anchor}"],
                "name": encoder.rich(entry.name),
                "text": encoder.rich(entry.definition),
                "more": [],
            }
            for entry in entries
        ],
    }
