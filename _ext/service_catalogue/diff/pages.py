"""The pages, documents and booklets that differ between two states of a catalogue."""

import contextlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from service_catalogue import views
from service_catalogue.diff.change import Change, Kind, action_of
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf import file_name
from service_catalogue.pdf.calls import call_sheet
from service_catalogue.pdf.encoding import Encoder
from service_catalogue.pdf.sheets import Sheets
from service_catalogue.text.documents import DIRECTIVE, ROLE, SUFFIXES
from service_catalogue.views import directive_views
from service_catalogue.views.calls import CALLS_PDF, has_calls
from service_catalogue.views.edition import Edition


def altered(old: Catalogue, new: Catalogue, documents: Path | None = None) -> tuple[Change, ...]:
    """Return a change for each page and each booklet that was added, removed or changed, of those in ``documents`` too."""
    pages = ({**_pages(each), **(_prose(each, documents) if documents else {})} for each in (old, new))
    return (*_compared(Kind.PAGE, *pages), *_compared(Kind.BOOKLET, _booklets(old), _booklets(new)))


def _compared(kind: Kind, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for name in dict.fromkeys((*new, *old)):
        if old.get(name) != new.get(name):
            yield Change(kind=kind, action=action_of(old.get(name), new.get(name)), place=f"{kind.value}:{name}")


def _pages(catalogue: Catalogue) -> dict[str, str]:
    """Return a digest of each page, by its path on the site."""
    digests = {}
    for language in catalogue.identity.languages:
        edition = Edition(catalogue, language)
        for address in views.addresses(catalogue):
            # The address for editing is not part of the page.
            page = replace(views.page(edition, address), at=None)
            digests[f"{language}/{address.document}.html"] = views.digest(page)
    return digests


def _prose(catalogue: Catalogue, folder: Path) -> dict[str, str]:
    """Return a digest of the data that each document in ``folder`` shows, by the path of its page on the site."""
    digests = {}
    for language in map(str, catalogue.identity.languages):
        edition = Edition(catalogue, language)
        for path in sorted(path for path in (folder / language).rglob("*") if path.suffix in SUFFIXES and path.is_file()):
            text = path.read_text("utf-8", "replace")
            shown = [_view(edition, hit["name"] or hit["rst"], hit["ids"].split()) for hit in DIRECTIVE.finditer(text)]
            named = [catalogue.by_kind.get(hit["kind"] or hit["rst"], {}).get(hit["id"].strip()) for hit in ROLE.finditer(text)]
            shown += [getattr(thing, "name", None) for thing in named]
            page = path.relative_to(folder).with_suffix(".html").as_posix()
            digests[page] = views.digest(shown)
    return digests


def _view(edition: Edition, name: str, ids: list[str]) -> object:
    """Return the view of a directive: none for one that the build reports, and for the version, which every change is in."""
    with contextlib.suppress(LookupError, TypeError):
        return directive_views.parts(edition, name, tuple(ids)) if name != "version" else None
    return None


def _booklets(catalogue: Catalogue) -> dict[str, str]:
    """Return a digest of each booklet, by its path on the site; page numbers follow from the rest."""
    sheets, nowhere = Sheets(catalogue, ""), defaultdict[str, str](str)
    digests = {}
    headings = {str(service.id): () for service in catalogue.services}  # they follow from the services
    for language in map(str, catalogue.identity.languages):
        for service in catalogue.services:
            digests[f"pdf/{file_name(service.id, language)}"] = views.digest(sheets.service(language, service.id))
            if has_calls(catalogue, service):
                digests[f"pdf/{file_name(CALLS_PDF + service.id, language)}"] = views.digest(
                    call_sheet([Encoder(sheets.edition(language), "")], service)
                )
        parts = [sheets.before(language, headings, nowhere), sheets.after(language, nowhere)]
        parts += [sheets.service(language, service.id, whole=True) for service in catalogue.services]
        digests[f"pdf/{file_name('catalogue', language)}"] = views.digest(parts)
    return digests
