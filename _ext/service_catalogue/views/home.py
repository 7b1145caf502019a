"""Overviews: the home page, the list of services, the search page, and the page of changes."""

import itertools
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from service_catalogue.model.catalogue import ChangelogEntry, RecordedGroup
from service_catalogue.model.service import Service
from service_catalogue.schema import Localized
from service_catalogue.views.allocation import StackView, stack
from service_catalogue.views.comparison import CHOICE_DOCUMENT, comparisons, in_short, pairs, pairs_of
from service_catalogue.views.edition import Edition, Link, Rich, plain, text
from service_catalogue.views.page import (
    LEAD,
    LIST,
    MORE,
    SHOWN_SERVICES,
    DataFile,
    ListEntry,
    More,
    Page,
    PageAddress,
    Part,
    PartKind,
    Parts,
    booklet_view,
    first_place,
    index_page,
    more_services,
    title_of,
)
from service_catalogue.views.service import lead, summary_marks
from service_catalogue.views.statements import Mark
from service_catalogue.views.status import approval, not_in_force, notice, title_elsewhere


@dataclass(frozen=True)
class Card:
    """Service in a list."""

    code: str
    name: Rich
    link: Link
    family: Rich
    motto: Rich
    summary: Rich
    #: The departures of the statement that the summary restates.
    marks: tuple[Mark, ...]
    status: str
    #: The function that owns it; empty if it is not stated.
    owner: Rich
    tags: str
    stack: StackView
    #: The comparison with the service that it extends, or with another of its family that is listed before it.
    compared: ListEntry | None


@dataclass(frozen=True)
class Way:
    """Link to a list of the catalogue."""

    name: str
    words: str
    count: str
    link: Link


@dataclass(frozen=True)
class Hero:
    """First screen of the catalogue."""

    tagline: str
    summary: Rich
    #: That the catalogue is not adopted; empty once it is.
    notice: str
    #: Who has adopted it, when, and on what evidence.
    approval: str
    booklet: DataFile | None


@dataclass(frozen=True)
class Services:
    """Cards, with a sentence on the number of services."""

    words: str
    cards: tuple[Card, ...]


HERO: PartKind[Hero] = PartKind("hero")
SERVICES: PartKind[Services] = PartKind("services")
WAYS: PartKind[tuple[Way, ...]] = PartKind("ways")


def home_page(edition: Edition, address: PageAddress) -> Page:
    identity, words = edition.catalogue.identity, edition.words
    services = edition.catalogue.services
    more: Parts = ()
    if len(services) > SHOWN_SERVICES:
        more = (MORE.part(more_services(edition, len(services) - SHOWN_SERVICES)),)
    if len(services) > 1:
        more = (*more, MORE.part(More(words("compare.choose"), Link(CHOICE_DOCUMENT))))
    name = edition.plain(identity.name)
    booklet = booklet_view(edition, "catalogue", "booklet.catalogue")
    hero = Hero(
        edition.plain(identity.tagline), edition.linker().rich(identity.summary), notice(edition), approval(edition), booklet
    )
    return Page(
        document=address.document,
        title=name,
        heading=edition.name(identity.name),
        description=edition.plain(identity.summary),
        parts=(
            HERO.part(hero),
            SERVICES.part(_services(edition, services[:SHOWN_SERVICES]), "part.services", words("nav.services"), more),
            WAYS.part(ways(edition), "part.ways", words("home.ways")),
        ),
        at=identity.at,
    )


def card(edition: Edition, service: Service, shown: Container[Service]) -> Card:
    """Return the card of ``service``, compared with one of those that are ``shown``."""
    pairs = (pair for pair in pairs_of(edition, service) if pair.second == service and pair.first in shown)
    linker = edition.linker()
    return Card(
        code=service.code,
        name=edition.name(service.name),
        link=Link(f"services/{service.id}"),
        family=edition.name(service.family) if service.family else (),
        motto=edition.name(service.motto) if service.motto else (),
        summary=lead(edition, service, linker),
        marks=summary_marks(edition, service),
        status=not_in_force(edition, service)
        or edition.words(f"status.{service.status.value}" if service.status else "not-stated"),
        owner=edition.name(service.service_owner.function) if service.service_owner else (),
        tags=", ".join(service.tags),
        stack=stack(edition, service),
        compared=next(filter(None, (in_short(edition, pair) for pair in pairs)), None),
    )


def _services(edition: Edition, services: tuple[Service, ...]) -> Services:
    every = edition.catalogue.services
    if len(every) == 1:
        sentence = edition.words("home.one-service", service=title_of(edition, every[0]))
    else:
        sentence = edition.words("home.services", count=len(every))
    return Services(sentence, tuple(card(edition, service, services) for service in services))


def ways(edition: Edition) -> tuple[Way, ...]:
    catalogue, words = edition.catalogue, edition.words
    lists = {"tasks/index": catalogue.tasks, "parties/index": catalogue.parties, "layers/index": catalogue.layers}
    counts = {document: len(things) for document, things in lists.items()} | {"glossary": len(catalogue.terms)}
    overviews = [(document.partition("/")[0], document, count) for document, count in counts.items() if count]
    return tuple(
        Way(words(f"nav.{key}"), words(f"way.{key}"), words(f"count.{key}", count=count), Link(document))
        for key, document, count in overviews
    )


def services_page(edition: Edition, address: PageAddress) -> Page:
    """Return the list of services: cards, or, if there are many, lines by family."""
    words, services = edition.words, edition.catalogue.services
    parts: Parts
    if len(services) > SHOWN_SERVICES:
        parts = (LEAD.part(words("home.services", count=len(services))), *_families(edition, services))
    else:
        parts = (SERVICES.part(_services(edition, services)),)
    parts = (*parts, *comparisons(edition, "compare.choose"))
    return index_page(edition, address, words("services.lead"), parts, first_place(services))


def _families(edition: Edition, services: Iterable[Service]) -> Iterator[Part[object]]:
    """Yield the services by family; those without one by the initial of their name."""
    services_by_family: dict[str, list[Service]] = {}
    for service in services:
        family = edition.plain(service.family) if service.family else edition.plain(service.name)[:1].upper()
        services_by_family.setdefault(family, []).append(service)
    for number, (family, members) in enumerate(services_by_family.items(), 1):
        names = (text(title_elsewhere(edition, service)) for service in members)
        mottos = (edition.plain(service.motto) if service.motto else "" for service in members)
        links = (Link(f"services/{service.id}") for service in members)
        entries = tuple(map(ListEntry, names, links, mottos))
        yield LIST.part(entries, f"part.family.{number}", family, at=first_place(members))


#: The kinds of results, in the order of the filter.
RESULT_KINDS = (
    *("service", "task", "cell", "statement", "note", "stated", "duties"),
    *("term", "standard", "layer", "party", "comparison", "section"),
)


@dataclass(frozen=True)
class ResultFilter:
    """Filter of results: a parameter of the address, and its values with their names."""

    parameter: str
    label: str
    every: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SearchView:
    """Search page before a query."""

    filters: tuple[ResultFilter, ...]
    #: The name of each kind of result.
    kinds: tuple[tuple[str, str], ...]
    ways: tuple[ListEntry, ...]


SEARCH: PartKind[SearchView] = PartKind("search")
ALPHABET: PartKind[tuple[tuple[str, tuple[ListEntry, ...]], ...]] = PartKind("alphabet")


def search_page(edition: Edition, address: PageAddress) -> Page:
    words = edition.words
    services = words("nav.services"), Link("services/index"), words("way.services")
    with_data = bool(edition.catalogue.parties or edition.catalogue.services)
    targets = (services, *((way.name, way.link, way.words) for way in ways(edition))) if with_data else ()
    entries = tuple(ListEntry(edition.pieces(name), link, description) for name, link, description in targets)
    missing = {"standard"} if not edition.catalogue.standards else set()
    missing |= {"comparison"} if not pairs(edition.catalogue) else set()
    shown = [kind for kind in RESULT_KINDS if kind not in missing] if with_data else ["section"]
    kinds = tuple((kind, words(f"kind.{kind}")) for kind in shown)
    parts = (
        SEARCH.part(SearchView(_filters(edition, kinds), kinds, entries)),
        *_alphabet(edition, "tasks", [(task.name, Link(f"tasks/{task.id}")) for task in edition.catalogue.tasks]),
        *_alphabet(edition, "terms", [(term.name, Link("glossary", term.id)) for term in edition.catalogue.terms]),
    )
    return index_page(edition, address, words("search.lead"), parts, first_place(edition.catalogue.search_words))


def _filters(edition: Edition, kinds: tuple[tuple[str, str], ...]) -> tuple[ResultFilter, ...]:
    """Return the filters with more than one value."""
    catalogue, words = edition.catalogue, edition.words
    values = {
        "kind": kinds,
        "service": tuple((service.id, title_of(edition, service)) for service in catalogue.services),
        "layer": tuple((layer.id, edition.plain(layer.name)) for layer in catalogue.layers),
        "party": tuple((party.id, edition.plain(party.name)) for party in catalogue.parties),
    }
    several = {key: found for key, found in values.items() if len(found) > 1}
    return tuple(ResultFilter(key, words(f"filter.{key}"), words(f"filter.{key}.every"), found) for key, found in several.items())


def _alphabet(edition: Edition, key: str, things: list[tuple[Localized, Link]]) -> Parts:
    """Return ``things`` in alphabetical order, a line for each initial."""
    words = edition.words
    named = sorted(((edition.name(name), link) for name, link in things), key=lambda thing: words.sort_key(plain(thing[0])))
    letters = tuple(
        (initial, tuple(ListEntry(name, link) for name, link in group))
        for initial, group in itertools.groupby(named, lambda thing: words.initial(plain(thing[0])))
    )
    return (ALPHABET.part(letters, f"part.{key}", words(f"search.{key}")),) if letters else ()


#: The document of the page, and its feed, a file beside it.
CHANGES_DOCUMENT = "changes"
FEED_FILE = "changes.atom"


@dataclass(frozen=True)
class RunView:
    """Words of a sentence; ``mark`` is ``kept``, ``gone`` or ``new``."""

    mark: str
    words: str
    #: The language of the words, if it is not that of the page; else empty.
    lang: str


@dataclass(frozen=True)
class ChangeGroup:
    """Sentences under a small heading, which may be empty."""

    heading: str
    sentences: tuple[tuple[RunView, ...], ...]
    #: The language of the words, if it is not that of the page; else empty.
    lang: str


@dataclass(frozen=True)
class ChangesIntro:
    """Lead of the page, and the address of its feed."""

    lead: str
    feed: str


CHANGES_INTRO: PartKind[ChangesIntro] = PartKind("changes-intro")
CHANGES: PartKind[tuple[ChangeGroup, ...]] = PartKind("changes")


def changes_page(edition: Edition, address: PageAddress) -> Page:
    lead = edition.words("changes.lead")
    entries = (_recorded_changes(edition, entry) for entry in edition.catalogue.changelog)
    return index_page(edition, address, lead, (CHANGES_INTRO.part(ChangesIntro(lead, FEED_FILE)), *entries))


def _recorded_changes(edition: Edition, entry: ChangelogEntry) -> Part[object]:
    day = entry.date.isoformat()
    numbered = enumerate(sections_of(edition, entry), 1)
    sections = tuple(CHANGES.part(groups, f"changes.{day}.{number}", heading) for number, (heading, groups) in numbered)
    return CHANGES.part((), f"changes.{day}", edition.words.date(entry.date), sections)


def sections_of(edition: Edition, entry: ChangelogEntry) -> tuple[tuple[str, tuple[ChangeGroup, ...]], ...]:
    """Return the heading and the groups of each section of an entry, in the authoritative language if this one is missing."""
    told_in = edition.language if edition.language in entry.told else str(edition.catalogue.identity.authoritative)
    lang = "" if told_in == edition.language else told_in
    sections = entry.told.get(told_in, ())
    return tuple((str(section.heading), tuple(_change_group(group, lang) for group in section.groups)) for section in sections)


def _change_group(group: RecordedGroup, lang: str) -> ChangeGroup:
    sentences = tuple(
        tuple(RunView(run.mark.value, str(run.words), str(run.lang or "")) for run in sentence.runs)
        for sentence in group.sentences
    )
    return ChangeGroup(str(group.heading or ""), sentences, lang)
