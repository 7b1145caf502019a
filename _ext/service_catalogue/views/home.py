"""Overviews: the home page, the list of services, the search page, and the page of changes."""

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from service_catalogue.model.catalogue import ChangelogEntry, HomeQuestion, RecordedGroup
from service_catalogue.model.service import Service
from service_catalogue.rules.services import is_answered
from service_catalogue.views.allocation import StackView, matrix_link, stack
from service_catalogue.views.comparison import CHOICE_DOCUMENT, comparisons, in_short, pairs, pairs_of
from service_catalogue.views.edition import Edition, Link, Rich, plain, text
from service_catalogue.views.page import (
    LEAD,
    LIST,
    MORE,
    SHOWN_SERVICES,
    ListEntry,
    More,
    Page,
    PageAddress,
    Part,
    PartKind,
    Parts,
    booklet_links,
    colour,
    first_place,
    index_page,
    more_services,
    title_of,
)
from service_catalogue.views.service import ContactView, contacts, lead
from service_catalogue.views.status import approval, not_in_force, notice, title_elsewhere


class Card(NamedTuple):
    """Service in a list."""

    code: str
    name: Rich
    link: Link
    family: Rich
    motto: Rich
    summary: Rich
    #: Empty if it is in force.
    status: str
    #: Its slabs lead into its matrix.
    stack: StackView
    #: The comparison with the service that it extends, or with another of its family that is listed before it.
    compared: ListEntry | None
    ways: tuple[More, ...]


class Hero(NamedTuple):
    """First screen of the catalogue: whose it is, questions to ask, and the picture of the only service or the number to call."""

    owner: str
    tagline: str
    questions: tuple[str, ...]
    search: Link
    stack: StackView | None
    caption: str
    contact: ContactView | None


class Restated(NamedTuple):
    """The catalogue in short, that it is not adopted or who has adopted it, and what changed last."""

    summary: Rich
    notice: str
    approval: str
    changed: str
    ways: tuple[More, ...]


HERO: PartKind[Hero] = PartKind("hero")
SERVICES: PartKind[tuple[Card, ...]] = PartKind("services")
#: The parties, each with its colour; ``None`` without a column in a matrix.
DOORS: PartKind[tuple[tuple[ListEntry, int | None], ...]] = PartKind("doors")
RESTATED: PartKind[Restated] = PartKind("restated")


def home_page(edition: Edition, address: PageAddress) -> Page:
    identity, words = edition.catalogue.identity, edition.words
    services = edition.catalogue.services
    more: Parts = ()
    if len(services) > SHOWN_SERVICES:
        more = (MORE.part(more_services(edition, len(services) - SHOWN_SERVICES)),)
    if len(services) > 1:
        more = (*more, MORE.part(More(words("compare.choose"), Link(CHOICE_DOCUMENT))))
    name = edition.plain(identity.name)
    cards = tuple(card(edition, service, services) for service in services[:SHOWN_SERVICES])
    return Page(
        document=address.document,
        title=name,
        heading=edition.name(identity.name),
        description=edition.plain(identity.summary),
        parts=(
            HERO.part(_hero(edition, cards)),
            SERVICES.part(cards, "part.services", words("nav.services"), more),
            DOORS.part(tuple(_doors(edition, cards)), "part.ways", words("home.yours")),
            RESTATED.part(_restated(edition)),
        ),
        at=identity.at,
    )


def _hero(edition: Edition, cards: Sequence[Card]) -> Hero:
    identity, services = edition.catalogue.identity, edition.catalogue.services[:SHOWN_SERVICES]
    of_each = [[one for one in contacts(edition, service) if one.ways] for service in services]
    shared = [one for one in (of_each or [[]])[0] if all(one.ways[0] in [other.ways[0] for other in each] for each in of_each)]
    picture = cards[0].stack if len(cards) == 1 and cards[0].stack.layers else None
    questions = tuple(question(edition, asked) for asked in identity.questions if is_answered(edition.catalogue, asked))
    owner, tagline = edition.plain(identity.owner), edition.plain(identity.tagline)
    caption = (
        f"{title_of(edition, services[0])}: {edition.words.within(edition.words('service.accountability'))}" if picture else ""
    )
    return Hero(owner, tagline, questions, Link("search"), picture, caption, shared[0] if shared and not picture else None)


def question(edition: Edition, asked: HomeQuestion) -> str:
    """Return the question in words."""
    if asked.fact:
        return edition.words(f"question.{asked.fact.value}")
    task = edition.plain(edition.catalogue.task(str(asked.task)).name)
    if asked.layer:
        return edition.words("question.place", task=task, layer=edition.plain(edition.catalogue.layer(asked.layer).name))
    return edition.words("question.task", task=task)


def _doors(edition: Edition, cards: Sequence[Card]) -> Iterator[tuple[ListEntry, int | None]]:
    """Yield the parties, each with the tasks that it answers for in the only service, or with its services."""
    words, services = edition.words, edition.catalogue.services
    for party in edition.catalogue.parties:
        having = [service for service in services if party.id in service.columns]
        if not having and not any(service.concerns(party.id) for service in services):
            continue
        shares = [
            words("home.whole" if share.count == layer.total else "home.share", count=share.count, total=layer.total, place=plain(layer.layer))
            for layer in (cards[0].stack.layers if len(services) == 1 else ())
            for share in layer.shares
            if having and share.colours == (colour(having[0], party.id),)
        ]  # fmt: skip
        about = words("home.in", services=words.list([service.code for service in having])) if having else words("part.others")
        about = words("home.answers-for", parts=words.list(shares)) if shares else about
        entry = ListEntry(edition.name(party.name), Link(f"parties/{party.id}"), about)
        yield entry, colour(having[0], party.id) if having else None


def _restated(edition: Edition) -> Restated:
    identity, words = edition.catalogue.identity, edition.words
    days = ((day, one) for one in edition.catalogue.services if (day := edition.catalogue.changed(one.id)))
    day, last = max(days, key=lambda each: each[0], default=(None, None))
    changed = words("home.changed", service=title_of(edition, last), date=words.date(day)) if last and day else ""
    ways = [More(words(f"nav.{key}"), Link(key)) for key in (CHANGES_DOCUMENT, "about")]
    if len(edition.catalogue.services) > 1:
        ways += booklet_links(edition, "catalogue", "booklet.catalogue")
    return Restated(edition.linker().rich(identity.summary), notice(edition), approval(edition), changed, tuple(ways))


def card(edition: Edition, service: Service, shown: Container[Service]) -> Card:
    """Return the card of ``service``, compared with one of those that are ``shown``."""
    pairs = (pair for pair in pairs_of(edition, service) if pair.second == service and pair.first in shown)
    status = not_in_force(edition, service) or ("" if service.status else edition.words("home.no-status"))
    link, matrix = Link(f"services/{service.id}"), matrix_link(edition, service)
    ways = [More(edition.words("service.get"), link), *([More(edition.words("service.matrix"), matrix)] if matrix else [])]
    ways.append(More(edition.words("calls.heading"), Link(f"whom-to-call/{service.id}")))
    ways += booklet_links(edition, service.id, "booklet.service")
    return Card(
        code=service.code,
        name=edition.name(service.name),
        link=link,
        family=edition.name(service.family) if service.family else (),
        motto=edition.name(service.motto) if service.motto else (),
        summary=lead(edition, service, edition.linker()),
        status=status,
        stack=stack(edition, service, matrix),
        compared=next(filter(None, (in_short(edition, pair) for pair in pairs)), None),
        ways=tuple(ways),
    )


def services_page(edition: Edition, address: PageAddress) -> Page:
    """Return the list of services: cards, or, if there are many, lines by family."""
    words, services = edition.words, edition.catalogue.services
    parts: Parts
    if len(services) > SHOWN_SERVICES:
        parts = (LEAD.part(words("home.services", count=len(services))), *_families(edition, services))
    else:
        parts = (SERVICES.part(tuple(card(edition, service, services) for service in services)),)
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


class ResultFilter(NamedTuple):
    """Filter of results: a parameter of the address, and its values with their names."""

    parameter: str
    label: str
    every: str
    values: tuple[tuple[str, str], ...]


class SearchView(NamedTuple):
    """Search page before a query."""

    filters: tuple[ResultFilter, ...]
    #: The name of each kind of result.
    kinds: tuple[tuple[str, str], ...]
    ways: tuple[ListEntry, ...]


SEARCH: PartKind[SearchView] = PartKind("search")


def search_page(edition: Edition, address: PageAddress) -> Page:
    words, catalogue = edition.words, edition.catalogue
    with_data = bool(catalogue.parties or catalogue.services)
    lists = {"services": "services/index", "tasks": "tasks/index", "parties": "parties/index"}
    lists |= {"layers": "layers/index"} if catalogue.layers else {}
    lists |= {"glossary": "glossary"} if catalogue.terms else {}
    entries = tuple(ListEntry(edition.pieces(words(f"nav.{key}")), Link(to)) for key, to in lists.items() if with_data)
    missing = {"standard"} if not catalogue.standards else set()
    missing |= {"comparison"} if not pairs(catalogue) else set()
    shown = [kind for kind in RESULT_KINDS if kind not in missing] if with_data else ["section"]
    kinds = tuple((kind, words(f"kind.{kind}")) for kind in shown)
    parts = (SEARCH.part(SearchView(_filters(edition, kinds), kinds, entries)),)
    return index_page(edition, address, words("search.lead"), parts, first_place(catalogue.search_words))


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


#: The document of the page, and its feed, a file beside it.
CHANGES_DOCUMENT = "changes"
FEED_FILE = "changes.atom"


class RunView(NamedTuple):
    """Words of a sentence; ``mark`` is ``kept``, ``gone`` or ``new``."""

    mark: str
    words: str
    #: The language of the words, if it is not that of the page; else empty.
    lang: str


class ChangeGroup(NamedTuple):
    """Sentences under a small heading, which may be empty."""

    heading: str
    sentences: tuple[tuple[RunView, ...], ...]
    #: The language of the words, if it is not that of the page; else empty.
    lang: str


#: The lead of the page, before the link to its feed.
CHANGES_INTRO: PartKind[str] = PartKind("changes-intro")
CHANGES: PartKind[tuple[ChangeGroup, ...]] = PartKind("changes")


def changes_page(edition: Edition, address: PageAddress) -> Page:
    lead = edition.words("changes.lead")
    entries = (_recorded_changes(edition, entry) for entry in edition.catalogue.changelog)
    return index_page(edition, address, lead, (CHANGES_INTRO.part(lead), *entries))


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
