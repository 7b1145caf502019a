"""What each PDF shows, as plain values for the Typst template."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from catalogue.model import Catalogue, Service
from catalogue.pdf.encode import Encoder
from catalogue.pdf.service import put_places, service_sheet, service_view
from catalogue.pdf.whole import cover, glossary, guide, index, put_shared_places
from catalogue.views.edition import Edition

#: What one PDF shows; nothing but texts, numbers, lists and mappings.
Sheet = Mapping[str, object]

#: The words that the template itself puts in.
_WORDS = ("contents", "page", "page-of", "on-page", "legend", "disputes", "places", "task")


@dataclass(frozen=True)
class Sheets:
    """Makes the sheets of a catalogue."""

    catalogue: Catalogue
    base_url: str

    @functools.cached_property
    def _editions(self) -> dict[str, Edition]:
        return {language: Edition(self.catalogue, language) for language in self.catalogue.identity.languages}

    def service(self, language: str, id: str) -> Sheet:
        """The booklet of a service."""
        encoder = Encoder(self._editions[language], self.base_url)
        service = self.catalogue.objects["service"][id]
        view = service_view(encoder.edition, service)
        put_places(encoder, view)
        return {
            **self._frame(encoder, view.title, _first_day(service)),
            "kind": "booklet",
            "services": [service_sheet(encoder, service, view)],
        }

    def whole(self, language: str) -> Sheet:
        """The booklet of the whole catalogue."""
        encoder = Encoder(self._editions[language], self.base_url)
        put_shared_places(encoder)
        views = [(service, service_view(encoder.edition, service)) for service in self.catalogue.services]
        for _, view in views:
            put_places(encoder, view)
        return {
            **self._frame(encoder, encoder.edition.plain(self.catalogue.identity.name), None),
            "kind": "catalogue",
            "cover": cover(encoder),
            "guide": guide(encoder),
            "services": [service_sheet(encoder, service, view, whole=True) for service, view in views],
            "glossary": glossary(encoder),
            "index": index(encoder),
        }

    def _frame(self, encoder: Encoder, title: str, day: date | None) -> dict[str, object]:
        """What every PDF has: its title, date and language, and the words of the template."""
        identity = self.catalogue.identity
        return {
            "title": encoder.said(title),
            "author": encoder.said(encoder.edition.plain(identity.owner)),
            "catalogue": encoder.rich(encoder.edition.name(identity.name)),
            "date": [day.year, day.month, day.day] if day else [],
            "lang": encoder.edition.language,
            "words": {key: encoder.words(f"pdf.{key}") for key in _WORDS},
        }


def _first_day(service: Service) -> date | None:
    return service.valid.from_ if service.valid else None
