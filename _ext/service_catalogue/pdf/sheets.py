"""Sheets: the content of each booklet, as JSON for the Typst template."""

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from service_catalogue.model.approvals import approval_standing
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.pdf.service import PrintedTerm, logo, put_labels, put_legend, service_parts
from service_catalogue.pdf.typesetting import Encoder, Json, dump, label
from service_catalogue.store import digest_of_program
from service_catalogue.views import page
from service_catalogue.views.directives import legends
from service_catalogue.views.edition import Edition, Link, Piece, PieceKind, Reference, Rich, joined, plain
from service_catalogue.views.glossary import GLOSSARY, TermView
from service_catalogue.views.page import Page, PageAddress, Part, brand
from service_catalogue.views.service import booklet_page
from service_catalogue.views.statements import row_link
from service_catalogue.views.status import approval, named, title_elsewhere

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
_WORDS = {name: f"pdf.{name}" for name in ("contents", "legend", "on-pages", "sign")}


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
class ContentsLine:
    """A line of the contents; ``page`` is empty if it is among the pages before the services."""

    name: Json
    to: str
    page: str


@dataclass(frozen=True)
class Chapter(ContentsLine):
    """A line of the contents with those below it, which run on or have a line each."""

    run_on: bool = False
    inner: tuple[ContentsLine, ...] = ()


@dataclass(frozen=True)
class Sheets:
    """Makes the sheets of a catalogue."""

    catalogue: Catalogue
    base_url: str

    @functools.cached_property
    def _editions(self) -> dict[str, Edition]:
        return {language: Edition(self.catalogue, language) for language in self.catalogue.identity.languages}

    def edition(self, language: str) -> Edition:
        return self._editions[language]

    def service(self, language: str, id: str, whole: bool = False) -> PaperSheet:
        """Return the booklet of a service, or its pages in the ``whole``, which has the terms and contents of all."""
        encoder = self._encoder(language)
        service = self.catalogue.objects["service"][id]
        view = self._view(language, id)
        if whole:
            put_shared_labels(encoder)
        else:
            put_legend(encoder, service, view)
        put_labels(encoder, view)
        shown = service_parts(encoder, service, view, whole)
        return sheet(encoder, self.frame_of_service(language, id), tuple(_headings(encoder, shown)), service=shown)

    def frame_of_service(self, language: str, id: str) -> Frame:
        edition, service = self.edition(language), self.catalogue.objects["service"][id]
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
        encoder = self._encoder(language, numbers)
        edition, chapters = encoder.edition, self._chapters(encoder.edition, headings, numbers)
        framed = self._frame_of_whole(edition)
        front = cover(edition, self.base_url, framed.draft)
        return sheet(encoder, framed, cover=front, guide=guide(edition), chapters=chapters)

    def after(self, language: str, numbers: Numbers) -> PaperSheet:
        """Return the pages after the services in the whole: the glossary, and the index of tasks."""
        encoder = self._encoder(language, numbers)
        put_shared_labels(encoder)
        return sheet(encoder, self._frame_of_whole(encoder.edition), glossary=glossary(encoder), index=index(encoder, numbers))

    def foot(self, language: str, digest: str, id: str = "") -> list[Json]:
        """Return the foot of pages: of a service's booklet with the ``digest`` of what it prints, of the whole with that of the data."""
        edition = self.edition(language)
        stated = service_version(edition, self.catalogue.objects["service"][id]) if id else [edition.version()]
        footer = brand(edition).footer
        parts = [*stated, edition.words("pdf.content" if id else "pdf.data", digest=digest), footer]
        return [foot(self._encoder(language), [*filter(None, parts)])]

    def _frame_of_whole(self, edition: Edition) -> Frame:
        return frame([edition], edition.plain(self.catalogue.identity.name), None, draft(edition))

    def _chapters(self, edition: Edition, headings: Mapping[str, Sequence[SheetHeading]], numbers: Numbers) -> Iterator[Chapter]:
        def chapter(name: str, to: str, inner: Iterable[SheetHeading] = ()) -> Chapter:
            lines = (ContentsLine(heading.name, heading.label, numbers.get(heading.label, "")) for heading in inner)
            return Chapter(name, to, numbers.get(to, ""), run_on=bool(inner) and len(headings) > _DETAILED, inner=tuple(lines))

        yield chapter(edition.words("pdf.guide"), GUIDE)
        for id, inside in headings.items():
            yield chapter(title_elsewhere(edition, self.catalogue.objects["service"][id]), f"services/{id}#", inside)
        yield chapter(edition.words("nav.glossary"), GLOSSARY_LABEL)
        yield chapter(edition.words("pdf.index"), INDEX)

    def _encoder(self, language: str, labels: Iterable[str] = ()) -> Encoder:
        return Encoder(self._editions[language], self.base_url, {label: label for label in labels})

    def _view(self, language: str, id: str) -> Page:
        if (language, id) not in self._views:
            self._views[language, id] = booklet_page(self._editions[language], self.catalogue.objects["service"][id])
        return self._views[language, id]

    @functools.cached_property
    def _views(self) -> dict[tuple[str, str], Page]:
        return {}


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
