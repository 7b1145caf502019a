"""The pages and booklets that differ between two states of a catalogue."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from service_catalogue import views
from service_catalogue.diff.change import Action, Change, Kind
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf import file_name
from service_catalogue.pdf.calls import call_sheet
from service_catalogue.pdf.encoding import Encoder
from service_catalogue.pdf.sheets import Sheets
from service_catalogue.views.calls import CALLS_PDF, has_calls
from service_catalogue.views.edition import Edition


def altered(old: Catalogue, new: Catalogue) -> tuple[Change, ...]:
    """Return a change for each page from data and each booklet that was added, removed or changed."""
    found = [*_compared(Kind.PAGE, _pages(old), _pages(new)), *_compared(Kind.BOOKLET, _booklets(old), _booklets(new))]
    return tuple(found)


def _compared(kind: Kind, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for name in dict.fromkeys((*new, *old)):
        if old.get(name) != new.get(name):
            action = Action.ADDED if name not in old else Action.REMOVED if name not in new else Action.CHANGED
            yield Change(kind=kind, action=action, place=f"{kind.value}:{name}")


def _pages(catalogue: Catalogue) -> dict[str, str]:
    """Return a digest of each page, by its path on the site."""
    found = {}
    for language in catalogue.identity.languages:
        edition = Edition(catalogue, language)
        for address in views.addresses(catalogue):
            # The address for editing is not part of the page.
            page = replace(views.page(edition, address), at=None)
            found[f"{language}/{address.document}.html"] = views.digest(page)
    return found


def _booklets(catalogue: Catalogue) -> dict[str, str]:
    """Return a digest of each booklet, by its path on the site; page numbers follow from the rest."""
    sheets, nowhere = Sheets(catalogue, ""), defaultdict[str, str](str)
    found = {}
    headings = {str(service.id): () for service in catalogue.services}  # they follow from the services
    for language in map(str, catalogue.identity.languages):
        for service in catalogue.services:
            found[f"pdf/{file_name(service.id, language)}"] = views.digest(sheets.service(language, service.id))
            if has_calls(catalogue, service):
                found[f"pdf/{file_name(CALLS_PDF + service.id, language)}"] = views.digest(
                    call_sheet([Encoder(sheets.edition(language), "")], service)
                )
        parts = [sheets.before(language, headings, nowhere), sheets.after(language, nowhere)]
        parts += [sheets.service(language, service.id, whole=True) for service in catalogue.services]
        found[f"pdf/{file_name('catalogue', language)}"] = views.digest(parts)
    return found
