"""The parts of the booklet of the whole catalogue besides its services: cover, how to read it, glossary, index of tasks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service_catalogue.pdf.encoding import Encoder, joined, label
from service_catalogue.pdf.service import Logo, Term, TermList, logo
from service_catalogue.views import page
from service_catalogue.views.annotations import row_link
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import WayToAsk, brand
from service_catalogue.views.glossary import GLOSSARY, TermView
from service_catalogue.views.page import Address
from service_catalogue.views.piece import Link, Piece, PieceKind, Reference, Rich, plain
from service_catalogue.views.prose import SchemeLegend, legends
from service_catalogue.views.status import approval, named, notice

#: Labels of the parts.
GUIDE, GLOSSARY_LABEL, INDEX = "#guide", "#glossary", "#index"
_GUIDE = ("statements", "claims", "matrix", "form", "notes", "tensions", "exceptions", "not-stated")


@dataclass(frozen=True)
class Cover:
    name: Rich
    tagline: Rich
    summary: Rich
    owner: Rich
    notice: str
    approval: str
    prevails: str
    version: str
    permalink: str
    logo: Logo | None
    accent: str
    footer: Rich
    contacts: tuple[WayToAsk, ...]
    contact: str


@dataclass(frozen=True)
class Guide:
    """A few sentences on reading the catalogue, and the letters of each scheme."""

    heading: str
    label: str
    sentences: list[str]
    legends: tuple[SchemeLegend, ...]


@dataclass(frozen=True)
class IndexEntry:
    """A task, with its place in each service."""

    label: str
    name: Rich
    services: list[Reference]


@dataclass(frozen=True)
class Index:
    """All tasks in alphabetical order."""

    heading: str
    label: str
    entries: list[IndexEntry]


def put_shared_labels(encoder: Encoder) -> None:
    """Make each term and each task a label: its entry in the glossary, or in the index."""
    catalogue = encoder.edition.catalogue
    for term in catalogue.terms:
        encoder.put(Link("glossary", term.id))
    for task in catalogue.tasks:
        encoder.put(Link(f"tasks/{task.id}"))


def cover(edition: Edition, base_url: str) -> Cover:
    identity, shown = edition.catalogue.identity, brand(edition)
    return Cover(
        name=edition.name(identity.name),
        tagline=edition.name(identity.tagline),
        summary=edition.rich(identity.summary),
        owner=edition.name(identity.owner),
        notice=notice(edition),
        approval=approval(edition),
        prevails="" if edition.prevails else edition.prevailing_words,
        version=edition.version(),
        permalink=f"{base_url.rstrip('/')}/{edition.language}/" if base_url else "",
        logo=logo(edition),
        accent=str(identity.brand.colours.light) if identity.brand and identity.brand.colours else "",
        footer=shown.footer,
        contacts=shown.contacts,
        contact=edition.words("brand.contact"),
    )


def guide(edition: Edition) -> Guide:
    return Guide(edition.words("pdf.guide"), GUIDE, sentences(edition), legends(edition).content)


def sentences(edition: Edition) -> list[str]:
    """Return how a service is read."""
    return [edition.words(f"pdf.guide.{key}") for key in _GUIDE]


def glossary(encoder: Encoder) -> TermList:
    edition = encoder.edition
    parts = GLOSSARY.among(page(edition, Address("glossary", "glossary")).parts)
    views = [view for part in parts for view in part.content]
    known = [encoder.known[f"glossary#{view.id}"] for view in views]
    entries = [Term(at, one.name, one.definition, tuple(_more(edition, one))) for at, one in zip(known, views, strict=True)]
    return TermList(GLOSSARY_LABEL, edition.words("nav.glossary"), entries)


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


def index(encoder: Encoder, numbers: Mapping[str, str]) -> Index:
    """Return the index of tasks; ``numbers`` are those of the pages, by label."""
    edition = encoder.edition
    tasks = sorted(edition.catalogue.tasks, key=lambda task: edition.words.sort_key(plain(edition.name(task.name))))
    entries = [
        IndexEntry(encoder.known[f"tasks/{task.id}#"], named(edition, task), list(_services(edition, task.id, numbers)))
        for task in tasks
    ]
    return Index(edition.words("pdf.index"), INDEX, entries)


def _services(edition: Edition, task: str, numbers: Mapping[str, str]) -> Iterator[Reference]:
    for service in edition.catalogue.services:
        for matrix in service.outline.matrices:
            if task in matrix.tasks:
                row = row_link(service, matrix, task)
                yield Reference(f"{service.code} {numbers[label(row)]}", row)
