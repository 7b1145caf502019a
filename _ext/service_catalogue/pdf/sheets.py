"""What each PDF shows, as plain values for the Typst template."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.model.vocabulary import CatalogueStatus
from service_catalogue.pdf.catalogue import (
    GLOSSARY_LABEL,
    GUIDE,
    INDEX,
    cover,
    glossary,
    guide,
    index,
    put_shared_labels,
    version,
)
from service_catalogue.pdf.encoding import Encoder, Fields
from service_catalogue.pdf.service import put_labels, service_sheet, service_view
from service_catalogue.store import digest_of_program
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import brand
from service_catalogue.views.page import Page
from service_catalogue.views.status import title_elsewhere

#: What one PDF shows; nothing but texts, numbers, lists and mappings.
Sheet = Mapping[str, object]

#: The number of the page on which a label is, as it is printed.
Numbers = Mapping[str, str]

#: What stands in the metadata where the digests are put when the pages are joined.
KEYWORD = "catalogue-digests"
#: In a catalogue of so many services, the sections of each have a line of their own in the contents; else they run on.
_DETAILED = 8
#: The words that the template itself puts in.
_WORDS = ("claims", "contents", "legend", "places")


class Heading(NamedTuple):
    """A heading of a sheet, and its label."""

    name: object
    label: str


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

    def service(self, language: str, id: str, whole: bool = False) -> Sheet:
        """The booklet of a service, or its pages in the ``whole``: those leave terms and contents to the whole."""
        encoder = self._encoder(language)
        service = self.catalogue.objects["service"][id]
        view = self._view(language, id)
        if whole:
            put_shared_labels(encoder)
        put_labels(encoder, view)
        return {**self.frame_of_service(language, id), "service": service_sheet(encoder, service, view, whole)}

    def frame_of_service(self, language: str, id: str) -> Sheet:
        """The part of the sheet of a service that every PDF has."""
        encoder = self._encoder(language)
        service = self.catalogue.objects["service"][id]
        title = title_elsewhere(encoder.edition, service)
        return frame([encoder], title, service.valid.from_ if service.valid else None, draft(encoder))

    def inputs_of_service(self, language: str, id: str, whole: bool = False) -> Sheet:
        """What the sheet of a service is made from, in digests; empty where the inputs of the service are not known."""
        inputs = self.catalogue.inputs.get(id)
        brand = self.catalogue.identity.brand
        logo = brand.picture.digest if brand and brand.picture else ""
        told = {"logo": logo, "language": language, "whole": whole, "address": self.base_url, "program": digest_of_program()}
        return {"inputs": inputs, **told} if inputs else {}

    def before(self, language: str, headings: Mapping[str, Sequence[Heading]], numbers: Numbers) -> Sheet:
        """What stands before the services in the whole: cover, contents, how to read it.

        ``headings`` are those of each service, and ``numbers`` those of the pages of the services and of what comes after them.
        """
        encoder = self._encoder(language)
        encoder.known.update((label, label) for label in numbers)
        return {
            **frame([encoder], encoder.edition.plain(self.catalogue.identity.name), None, draft(encoder)),
            "cover": cover(encoder),
            "guide": guide(encoder),
            "chapters": list(self._chapters(encoder, headings, numbers)),
        }

    def after(self, language: str, numbers: Numbers) -> Sheet:
        """What stands after the services in the whole: the glossary, and the index of tasks."""
        encoder = self._encoder(language)
        put_shared_labels(encoder)
        encoder.known.update((label, label) for label in numbers)
        return {
            **frame([encoder], encoder.edition.plain(self.catalogue.identity.name), None, draft(encoder)),
            "glossary": glossary(encoder),
            "index": index(encoder, numbers),
        }

    def stand(self, language: str, id: str = "") -> list[Fields]:
        """What stands at the foot of each page of a service's booklet, or of the whole: the version, and the digest of the data."""
        encoder = self._encoder(language)
        said = service_version(encoder, self.catalogue.objects["service"][id]) if id else version(encoder)
        footer = brand(encoder.edition).footer
        own = [encoder.rich(footer)] if footer else []
        return [foot(encoder, [said, encoder.words("pdf.data", digest=self.catalogue.digest), *own])]

    def _chapters(self, encoder: Encoder, headings: Mapping[str, Sequence[Heading]], numbers: Numbers) -> Iterator[Fields]:
        """The contents, complete; a page is empty where it is among the pages before the services."""

        def line(name: object, to: str) -> Fields:
            return {"name": name, "to": to, "page": numbers.get(to, "")}

        run_on = len(headings) > _DETAILED
        yield {**line(encoder.words("pdf.guide"), GUIDE), "run-on": False, "inner": []}
        for id, inside in headings.items():
            inner = [line(heading.name, heading.label) for heading in inside]
            title = encoder.said(title_elsewhere(encoder.edition, self.catalogue.objects["service"][id]))
            yield {**line(title, f"services/{id}#"), "run-on": run_on, "inner": inner}
        yield {**line(encoder.words("nav.glossary"), GLOSSARY_LABEL), "run-on": False, "inner": []}
        yield {**line(encoder.words("pdf.index"), INDEX), "run-on": False, "inner": []}

    def _encoder(self, language: str) -> Encoder:
        return Encoder(self._editions[language], self.base_url)

    def _view(self, language: str, id: str) -> Page:
        if (language, id) not in self._views:
            self._views[language, id] = service_view(self._editions[language], self.catalogue.objects["service"][id])
        return self._views[language, id]

    @functools.cached_property
    def _views(self) -> dict[tuple[str, str], Page]:
        return {}


def headings(sheet: Sheet) -> Iterator[Heading]:
    """The headings of the pages of a service, in the order of the pages; none where ``sheet`` is of something else."""
    if "service" not in sheet:
        return
    service = sheet["service"]
    assert isinstance(service, dict)
    for key in ("matrices", "sections", "departures", "duties"):
        for part in service[key]:
            yield Heading(part["heading"], part["label"])


def service_version(encoder: Encoder, service: Service) -> object:
    """The version of a service, and from when it is valid."""
    words, valid = encoder.edition.words, service.valid
    date = words.date(valid.from_) if valid and valid.from_ else words("not-stated")
    return encoder.words("pdf.stand", version=service.version or words("not-stated"), date=date)


def draft(encoder: Encoder) -> list[object]:
    """What every page says as long as the owner has not adopted the catalogue."""
    identity = encoder.edition.catalogue.identity
    if identity.status is CatalogueStatus.ADOPTED:
        return []
    return [encoder.words("pdf.draft", owner=encoder.edition.plain(identity.owner))]


def frame(encoders: list[Encoder], title: str, day: date | None, draft: list[object]) -> Fields:
    """What every PDF has: its title, date and language, whether it is a ``draft``, and the words of the template."""
    encoder = encoders[0]
    identity = encoder.edition.catalogue.identity
    return {
        "title": encoder.said(title),
        "author": encoder.said(encoder.edition.plain(identity.owner)),
        "keyword": KEYWORD,
        "catalogue": encoder.rich(encoder.edition.name(identity.name)),
        "date": {"year": day.year, "month": day.month, "day": day.day} if day else None,
        "draft": draft,
        "lang": encoder.edition.language,
        "words": {each.edition.language: {key: each.words(f"pdf.{key}") for key in _WORDS} for each in encoders},
    }


def foot(encoder: Encoder, said: list[object]) -> Fields:
    """A line at the foot of a page, in one language: what is ``said``, and the words around the page's number."""
    stand: list[object] = []
    for one in said:
        stand += [" · ", one] if stand else [one]
    return {
        "lang": encoder.edition.language,
        "stand": stand,
        "page": encoder.words("pdf.page"),
        "of": encoder.words("pdf.page-of"),
    }


def feet(sheet: Sheet, lines: list[Fields], flipped: Iterable[bool]) -> Sheet:
    """The feet of the pages of ``sheet``; ``flipped`` says of each page whether it is turned.

    They have no metadata of ``sheet``, so that booklets with equal feet share one compilation.
    """
    metadata: Fields = {"title": KEYWORD, "author": "", "keyword": KEYWORD, "date": None, "draft": []}
    pages = [{"flipped": one} for one in flipped]
    return {**metadata, "lang": sheet["lang"], "words": sheet["words"], "feet": {"lines": lines, "pages": pages}}
