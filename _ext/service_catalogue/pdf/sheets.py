"""What each PDF shows, as plain values for the Typst template."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.pdf.encode import Encoder
from service_catalogue.pdf.service import put_places, service_sheet, service_view
from service_catalogue.pdf.whole import GLOSSARY_PLACE, GUIDE, INDEX, cover, glossary, guide, index, put_shared_places, version
from service_catalogue.text.glyphs import printable
from service_catalogue.views.edition import Edition
from service_catalogue.views.matrix import MATRIX
from service_catalogue.views.page import Page
from service_catalogue.views.parts import title_of
from service_catalogue.views.statements import STATEMENTS

#: What one PDF shows; nothing but texts, numbers, lists and mappings.
Sheet = Mapping[str, object]

#: The number of the page on which a place is, as it is printed.
Numbers = Mapping[str, str]

#: In a catalogue of so many services, the contents list their sections too.
_DETAILED = 8
#: The words that the template itself puts in.
_WORDS = ("claims", "contents", "page", "page-of", "on-page", "legend", "places")


@dataclass(frozen=True)
class Sheets:
    """Makes the sheets of a catalogue."""

    catalogue: Catalogue
    base_url: str

    @functools.cached_property
    def _editions(self) -> dict[str, Edition]:
        return {language: Edition(self.catalogue, language) for language in self.catalogue.identity.languages}

    def service(self, language: str, id: str, whole: bool = False) -> Sheet:
        """The booklet of a service, or its pages in the ``whole``: those leave the terms to the glossary there."""
        encoder = self._encoder(language)
        service = self.catalogue.objects["service"][id]
        view = self._view(language, id)
        if whole:
            put_shared_places(encoder)
        put_places(encoder, view)
        return {
            **frame(encoder, view.title, service.valid.from_ if service.valid else None),
            "numbering": [before_numbers(service), "1"] if whole else ["", "1"],
            "service": service_sheet(encoder, service, view, whole),
        }

    def before(self, language: str, numbers: Numbers) -> Sheet:
        """What stands before the services in the whole: cover, contents, how to read it. ``numbers`` are those of the pages there."""
        encoder = self._encoder(language)
        encoder.known.update((label, label) for label in numbers)
        return {
            **frame(encoder, encoder.edition.plain(self.catalogue.identity.name), None),
            "numbering": ["", "i"],
            "cover": cover(encoder),
            "guide": guide(encoder),
            "entries": list(self._entries(encoder, numbers)),
        }

    def after(self, language: str, numbers: Numbers) -> Sheet:
        """What stands after the services in the whole: the glossary, and the index of tasks."""
        encoder = self._encoder(language)
        put_shared_places(encoder)
        encoder.known.update((label, label) for label in numbers)
        return {
            **frame(encoder, encoder.edition.plain(self.catalogue.identity.name), None),
            "numbering": ["", "1"],
            "stand": version(encoder),
            "glossary": glossary(encoder),
            "index": index(encoder, numbers),
        }

    def _entries(self, encoder: Encoder, numbers: Numbers) -> Iterator[object]:
        """The lines of the contents: what, at which level, where, and on which page (empty where that is among the pages before)."""
        yield [encoder.words("pdf.guide"), 1, GUIDE, ""]
        for service in self.catalogue.services:
            place = f"services/{service.id}#"
            yield [encoder.said(title_of(encoder.edition, service)), 1, place, numbers[place]]
            if len(self.catalogue.services) <= _DETAILED:
                for part in self._view(encoder.edition.language, str(service.id)).parts:
                    if STATEMENTS.shows(part) or MATRIX.shows(part):
                        yield [encoder.said(part.heading), 2, f"{place}{part.anchor}", numbers[f"{place}{part.anchor}"]]
        yield [encoder.words("nav.glossary"), 1, GLOSSARY_PLACE, numbers[GLOSSARY_PLACE]]
        yield [encoder.words("pdf.index"), 1, INDEX, numbers[INDEX]]

    def _encoder(self, language: str) -> Encoder:
        return Encoder(self._editions[language], self.base_url)

    def _view(self, language: str, id: str) -> Page:
        if (language, id) not in self._views:
            self._views[language, id] = service_view(self._editions[language], self.catalogue.objects["service"][id])
        return self._views[language, id]

    @functools.cached_property
    def _views(self) -> dict[tuple[str, str], Page]:
        return {}


def before_numbers(service: Service) -> str:
    """What stands before the numbers of a service's pages in the whole: ``2A-``."""
    return printable(f"{service.code}-")


def frame(encoder: Encoder, title: str, day: date | None) -> dict[str, object]:
    """What every PDF has: its title, date and language, and the words of the template."""
    identity = encoder.edition.catalogue.identity
    return {
        "title": encoder.said(title),
        "author": encoder.said(encoder.edition.plain(identity.owner)),
        "catalogue": encoder.rich(encoder.edition.name(identity.name)),
        "date": [day.year, day.month, day.day] if day else [],
        "lang": encoder.edition.language,
        "page-word": str(encoder.edition.words("pdf.page")),
        "words": {key: encoder.words(f"pdf.{key}") for key in _WORDS},
    }
