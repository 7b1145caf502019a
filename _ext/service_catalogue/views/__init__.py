"""Views: the content of each page in one language, with final strings and resolved links."""

import hashlib
from collections.abc import Iterator, Sequence

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.views.allocation import layer_page, layers_page, services_on, services_with, task_page, tasks_page
from service_catalogue.views.change import CHANGE_DOCUMENT, change_page
from service_catalogue.views.comparison import CHOICE_DOCUMENT, compare_page, comparison_page, pairs
from service_catalogue.views.duties import duties_page, parties_page, party_page
from service_catalogue.views.edition import Edition
from service_catalogue.views.glossary import STANDARD_SERVICES, glossary_page, standard_page, standards_page
from service_catalogue.views.home import CHANGES_DOCUMENT, changes_page, home_page, search_page, services_page
from service_catalogue.views.page import SHOWN_SERVICES, Page, PageAddress
from service_catalogue.views.service import calls_page, has_calls, service_page

_PAGES = (
    *(home_page, search_page, services_page, service_page, tasks_page, task_page, parties_page, party_page, duties_page),
    *(layers_page, layer_page, glossary_page, standards_page, standard_page, changes_page, calls_page),
    *(compare_page, comparison_page, change_page),
)
#: The function that makes a page of each kind.
_MAKERS = {make.__name__.removesuffix("_page"): make for make in _PAGES}

#: Kinds of pages that a document can choose; the home page is itself a document.
KINDS = tuple(kind for kind in _MAKERS if kind != "home")


def addresses(catalogue: Catalogue) -> Iterator[PageAddress]:
    """Yield the address of every page that is made from data, the same in every language."""
    yield PageAddress("index", "home")
    yield PageAddress("search", "search")
    yield PageAddress(CHANGE_DOCUMENT, "change")
    yield PageAddress("glossary", "glossary")
    if catalogue.changelog:
        yield PageAddress(CHANGES_DOCUMENT, "changes")
    for kind in ("services", "tasks", "parties", "layers", "standards"):
        if getattr(catalogue, kind) or kind not in ("layers", "standards"):
            yield PageAddress(f"{kind}/index", kind)
    for kind in ("service", "task", "layer", "standard"):
        yield from (PageAddress(f"{kind}s/{id}", kind, (id,)) for id in catalogue.by_kind[kind])
    for service in catalogue.services:
        if has_calls(catalogue, service):
            yield PageAddress(f"whom-to-call/{service.id}", "calls", (service.id,))
    if len(catalogue.services) > 1:
        yield PageAddress(CHOICE_DOCUMENT, "compare")
    yield from (PageAddress(pair.document, "comparison", (pair.first.id, pair.second.id)) for pair in pairs(catalogue))
    for party in catalogue.parties:
        yield PageAddress(f"parties/{party.id}", "party", (party.id,))
        services = [service for service in catalogue.services if service.concerns(party.id)]
        for service in services if len(services) > 1 else ():
            yield PageAddress(f"parties/{party.id}/{service.id}", "duties", (party.id, service.id))


def services_shown(catalogue: Catalogue, address: PageAddress) -> Sequence[Service]:
    """Return the services whose content, not only the outline, is read for a page about several services or none."""
    about: Sequence[Service] = ()
    if address.kind == "task":
        about = services_with(catalogue, address.ids[0])
    elif address.kind == "layer":
        about = services_on(catalogue, address.ids[0])
    elif address.kind in ("home", "services"):
        about = catalogue.services
    elif address.kind == "standard":
        return catalogue.services[:STANDARD_SERVICES]
    elif address.kind == "comparison":
        about = [catalogue.objects["service"][id] for id in address.ids]
    elif address.kind == "party":
        services = [service for service in catalogue.services if service.concerns(address.ids[0])]
        return services if len(services) == 1 else ()
    return about[:SHOWN_SERVICES]


def page(edition: Edition, address: PageAddress) -> Page:
    return _MAKERS[address.kind](edition, address)


def digest(page: object) -> str:
    """Return a digest of a view: equal for equal content, on any machine."""
    return hashlib.blake2b(repr(page).encode(), digest_size=12).hexdigest()
