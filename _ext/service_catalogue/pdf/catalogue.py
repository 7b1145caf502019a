"""What the booklet of the whole catalogue has besides its services: cover, how to read it, glossary, index of tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf.encoding import Encoder, Fields, label
from service_catalogue.pdf.service import legend_entry
from service_catalogue.text.glyphs import printable
from service_catalogue.views import page
from service_catalogue.views.annotations import row_link
from service_catalogue.views.elements import brand
from service_catalogue.views.glossary import GLOSSARY, TermView
from service_catalogue.views.page import Address
from service_catalogue.views.piece import Link, plain
from service_catalogue.views.prose import legends
from service_catalogue.views.status import approval, notice

#: Places of the whole.
GUIDE, GLOSSARY_LABEL, INDEX = "#guide", "#glossary", "#index"
_GUIDE = ("statements", "claims", "matrix", "form", "notes", "tensions", "exceptions", "not-stated")


def put_shared_labels(encoder: Encoder) -> None:
    """Make each term and each task a label: its entry in the glossary, or in the index."""
    catalogue = encoder.edition.catalogue
    for term in catalogue.terms:
        encoder.put(Link("glossary", term.id))
    for task in catalogue.tasks:
        encoder.put(Link(f"tasks/{task.id}"))


def cover(encoder: Encoder) -> Fields:
    edition = encoder.edition
    identity = edition.catalogue.identity
    shown = brand(edition)
    permalink = f"{encoder.base_url.rstrip('/')}/{edition.language}/" if encoder.base_url else ""
    return {
        "name": encoder.rich(edition.name(identity.name)),
        "tagline": encoder.rich(edition.name(identity.tagline)),
        "summary": encoder.rich(edition.rich(identity.summary)),
        "owner": encoder.rich(edition.name(identity.owner)),
        "notice": encoder.said(notice(edition)),
        "approval": encoder.said(approval(edition)),
        "prevails": "" if edition.prevails else encoder.words("frame.prevails", language=edition.prevailing),
        "version": version(encoder),
        "permalink": permalink,
        "logo": encoder.logo(),
        "accent": str(identity.brand.colours.light) if identity.brand and identity.brand.colours else "",
        "footer": encoder.rich(shown.footer) if shown.footer else "",
        "contacts": [{"w": encoder.said(way.words), "url": way.address} for way in shown.contacts],
        "contact": encoder.words("brand.contact"),
    }


def version(encoder: Encoder) -> object:
    """The version of the catalogue."""
    edition = encoder.edition
    return encoder.words("pdf.version", version=edition.catalogue.identity.version or edition.words("not-stated"))


def guide(encoder: Encoder) -> Fields:
    """How to read it: a few sentences, and the letters of each scheme."""
    return {
        "heading": encoder.words("pdf.guide"),
        "label": GUIDE,
        "sentences": [encoder.words(f"pdf.guide.{key}") for key in _GUIDE],
        "legends": [
            {"name": encoder.said(legend.name), "letters": [legend_entry(encoder, entry) for entry in legend.letters]}
            for legend in legends(encoder.edition).content
        ],
    }


def glossary(encoder: Encoder) -> Fields:
    shown = page(encoder.edition, Address("glossary", "glossary"))
    views = [view for part in GLOSSARY.among(shown.parts) for view in part.content]
    return {
        "heading": encoder.words("nav.glossary"),
        "label": GLOSSARY_LABEL,
        "entries": [
            {
                "label": encoder.known[f"glossary#{view.id}"],
                "name": encoder.rich(view.name),
                "text": encoder.rich(view.definition),
                "more": list(_more(encoder, view)),
            }
            for view in views
        ],
    }


def _more(encoder: Encoder, view: TermView) -> Iterator[object]:
    """Whether the term is withdrawn, what else it is called, and where it is taken from."""
    if view.withdrawn:
        reason = encoder.rich(view.withdrawn.reason)
        yield [f"{view.withdrawn.words} ", *(reason if isinstance(reason, list) else [reason])]
    for other in view.others:
        yield [f"{other.label}: ", {"w": encoder.said(other.name), "lang": other.language}]
    if view.synonyms:
        yield [encoder.words("glossary.synonyms"), ": ", encoder.said(", ".join(view.synonyms))]
    if view.source:
        source = encoder.rich(view.source)
        yield [encoder.words("glossary.source"), ": ", *(source if isinstance(source, list) else [source])]
    for key, clauses in (("standards", view.standards), ("see-also", view.see_also)):
        if clauses:
            yield [encoder.words(f"standard.{key}"), ": ", encoder.said("; ".join(clause.words for clause in clauses))]


def index(encoder: Encoder, numbers: Mapping[str, str]) -> Fields:
    """Every task in alphabetical order, with its place in each service."""
    edition = encoder.edition
    tasks = sorted(edition.catalogue.tasks, key=lambda task: edition.words.sort_key(plain(edition.name(task.name))))
    return {
        "heading": encoder.words("pdf.index"),
        "label": INDEX,
        "entries": [
            {
                "label": encoder.known[f"tasks/{task.id}#"],
                "name": encoder.rich(edition.name(task.name)),
                "services": list(_services(encoder, edition.catalogue, task.id, numbers)),
            }
            for task in tasks
        ],
    }


def _services(encoder: Encoder, catalogue: Catalogue, task: str, numbers: Mapping[str, str]) -> Iterator[Fields]:
    for service in catalogue.services:
        for matrix in service.outline.matrices:
            if task in matrix.tasks:
                row = label(row_link(service, matrix, task))
                yield {"w": f"{printable(service.code)} {numbers[row]}", "to": row}
