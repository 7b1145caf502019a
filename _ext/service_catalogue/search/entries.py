"""Entries of the search: services, their statements, notes and duties, shared objects, and prose."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from service_catalogue.model.service import Service
from service_catalogue.model.shared import Task, Term
from service_catalogue.model.statement import Tension
from service_catalogue.search.general_words import synonyms
from service_catalogue.views.comparison import pair_title, pairs
from service_catalogue.views.duties import about_part, duties, title_of_part
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.page import Fact, part_link, title_of
from service_catalogue.views.service import facts_of, facts_of_source, has_calls, silence, topic_names
from service_catalogue.views.statements import Mark, ServiceViews, marks_in_words
from service_catalogue.views.status import title_elsewhere

#: The kinds of entries, in the order of their numbers.
KINDS = (
    "service", "task", "layer", "party", "term", "standard", "statement", "note", "stated", "duties", "section", "comparison",
)  # fmt: skip


class SharedList(NamedTuple):
    """List that every service has, such as what the customer is informed of, to be found as one result."""

    name: str
    title: str
    #: The list of services that have it.
    address: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    kind: str
    #: The name for references to it: ``task:backup``; empty for prose.
    name: str = ""
    title: str
    text: str = ""
    #: From the root of the language.
    address: str
    #: The displayed text, if it is not the searched one, such as a list of tasks that have entries of their own.
    shown: str = ""
    #: Its names, the strongest match.
    names: tuple[str, ...] = ()
    #: Inflected forms, synonyms, names in other languages.
    also: tuple[str, ...] = ()
    #: Words of customers that the text does not use.
    sought: tuple[str, ...] = ()
    #: General words for it, as they are written, and those that only count beside one of them or its name.
    general: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    #: The words of its section or group.
    context: str = ""
    #: Names of the entries that it is about.
    about: tuple[str, ...] = ()
    #: Names of the services, layers and parties for the filters of results.
    facets: tuple[str, ...] = ()
    group: SharedList | None = None
    #: Where a text is whose title is its beginning: the section and the service.
    where: str = ""


#: Maximum number of characters of a title that is the beginning of a text.
_TITLE = 72


def beginning(text: str) -> str:
    """Return the first words of ``text`` as a title."""
    return text if len(text) <= _TITLE else text[:_TITLE].rpartition(" ")[0].rstrip(",;:–") + " …"


def telling(edition: Edition, words: str) -> str:
    """Return ``words`` without weak words."""
    weak = edition.words.own("search.weak-words").split()
    return " ".join(word for word in words.split() if word.lower() not in weak)


def sought(edition: Edition, name: str) -> tuple[str, ...]:
    return edition.catalogue.search_words_for(name, edition.language)


def in_others(edition: Edition, kind: str, id: str) -> tuple[str, ...]:
    """Return the names of an object in the other languages."""
    name = edition.catalogue.by_kind[kind][id].name
    return tuple(name[other] for other in edition.others if other in name)


def mentions(edition: Edition, *texts: str) -> tuple[str, ...]:
    """Return the terms in ``texts``."""
    return tuple(f"term:{id}" for id in dict.fromkeys(itertools.chain.from_iterable(map(edition.terms_in, texts))))


def in_brackets(edition: Edition, marks: Iterable[Mark]) -> str:
    """Return the marks in words, to be appended: `` (Note 1; The source says two things: t7)``; empty if there are none."""
    listed = marks_in_words(edition, marks)
    return f" ({'; '.join(listed)})" if listed else ""


#: The list of services.
_SERVICES = "services/index.html"


def entries_in(edition: Edition, service: Service) -> Iterator[Entry]:
    """Yield the entries of a service; they depend on its inputs alone."""
    yield from _statements(edition, service)
    yield from _notes(edition, service)
    yield from _facts(edition, service)
    yield from _departures(edition, service)
    yield from _parts(edition, service)


def _statements(edition: Edition, service: Service) -> Iterator[Entry]:
    title, views, linker = title_elsewhere(edition, service), ServiceViews(edition, service), edition.linker().mute()
    for section in service.all_sections:
        heading = edition.plain(section.name)
        for statement in section.statements:
            name = f"statement:{service.id}.{statement.id}"
            text = plain(views.shown_text(statement, linker))
            objects = (("task", statement.tasks), ("layer", statement.layers), ("party", statement.parties))
            about = [f"{kind}:{id}" for kind, ids in objects for id in ids]
            yield Entry(
                kind="statement",
                name=name,
                title=beginning(text),
                text=text,
                shown=text + in_brackets(edition, views.departure_marks(statement.id)),
                address=f"services/{service.id}.html#{statement.id}",
                also=(statement.id,),
                sought=sought(edition, name),
                context=heading,
                about=(*about, *mentions(edition, text)),
                facets=(f"service:{service.id}", *(other for other in about if not other.startswith("task:"))),
                where=f"{heading} · {title}",
            )


def _notes(edition: Edition, service: Service) -> Iterator[Entry]:
    views, linker = ServiceViews(edition, service), edition.linker().mute()
    title = title_elsewhere(edition, service)
    for note in service.notes:
        name = f"note:{service.id}.{note.id}"
        text = plain(views.shown_text(note, linker))
        addresses = ((matrix, address) for matrix in service.all_matrices for address in matrix.notes.get(note.id, ()))
        tasks = dict.fromkeys(matrix.parts(address)[0] for matrix, address in addresses)
        yield Entry(
            kind="note",
            name=name,
            title=beginning(text),
            text=text,
            shown=text + in_brackets(edition, views.departure_marks(f"note.{note.id}")),
            address=f"services/{service.id}.html#note.{note.id}",
            names=(views.note_mark(note.id).words,),
            sought=sought(edition, name),
            about=(*(f"task:{task}" for task in tasks), *mentions(edition, text)),
            facets=(f"service:{service.id}",),
            where=f"{views.note_mark(note.id).words} · {title}",
        )


def _facts(edition: Edition, service: Service) -> Iterator[Entry]:
    """Yield the entry of the source and status of a service, and that of its owner and contacts if it has some."""
    words, silent = edition.words, topic_names(edition, service)
    names = (words("filter.service"), words("service.source"), *silent)
    parts = [("source", facts_of_source(edition, service), names, words.own("search.status-words"))]
    if any(fact.value for fact in facts_of(edition, service)):
        parts.append(("facts", facts_of(edition, service), tuple(service.tags), words.own("search.facts-words")))
    for part, found, names, asked in parts:
        facts = [(fact.label, _value(fact) or words("not-stated")) for fact in found]
        shown = [*(f"{label}: {value}" for label, value in facts), *(silence(edition, service) if part == "source" else ())]
        also = (*(telling(edition, name) for name in (*names, *(label for label, _ in facts))), asked)
        yield _stated(edition, service, part, words(f"service.{part}"), shown=" · ".join(shown), also=also)
    if has_calls(edition.catalogue, service):
        also = (telling(edition, words("calls.heading")), words.own("calls.words"))
        address = f"whom-to-call/{service.id}.html"
        yield _stated(edition, service, "calls", words("calls.heading"), shown=words("calls.about"), address=address, also=also)


def _stated(edition: Edition, service: Service, part: str, heading: str, **values: Any) -> Entry:
    """Return the entry of a ``part`` of what a service states, which is found once where others have the same."""
    own = {"address": f"services/{service.id}.html#part.{part}", "group": SharedList(f"stated:{part}", heading, _SERVICES)}
    title = f"{title_elsewhere(edition, service)}: {heading}"
    facets = (f"service:{service.id}",)
    return Entry(kind="stated", name=f"stated:{service.id}.{part}", title=title, facets=facets, **own | values)


def _value(fact: Fact) -> str:
    return fact.value if isinstance(fact.value, str) else plain(fact.value)


def _departures(edition: Edition, service: Service) -> Iterator[Entry]:
    """Yield entries of tensions and exceptions: one for each list, and one for each departure."""
    views = ServiceViews(edition, service)
    for kind, found in (("tensions", service.tensions), ("exceptions", service.exceptions)):
        if found:
            title, labels = edition.words(f"service.{kind}"), [views.departure_mark(departure).label for departure in found]
            yield _stated(edition, service, kind, title, shown=edition.words.list(labels), also=(telling(edition, title),))
        for departure in found:
            mark = views.departure_mark(departure)
            yield _stated(
                edition,
                service,
                f"{mark.kind}.{mark.id}",
                mark.words,
                shown=edition.plain(departure.text if isinstance(departure, Tension) else departure.reason),
                address=f"services/{service.id}.html#{mark.link.anchor}",
                names=(mark.label,),
                also=() if isinstance(departure, Tension) else (mark.words,),
                group=SharedList(f"stated:{mark.kind}.{mark.label}", mark.words, _SERVICES),
            )


def _parts(edition: Edition, service: Service) -> Iterator[Entry]:
    """Yield the entries of the page of each party: all of it, its rights, what it is promised, and whom it asks and tells."""
    for party in filter(lambda party: service.concerns(party.id), edition.catalogue.parties):
        name = edition.plain(party.name)
        title = title_of_part(edition, party, title_elsewhere(edition, service))
        part, address = about_part(edition, service, party), f"{part_link(edition, service, party.id).document}.html"
        held = duties(edition, service, party)
        texts = [("", title, (title,), edition.words.own("search.duty-words"), edition.words("party.services"))]
        lists = (("part.asks", held.asks), ("part.tells", held.tells), ("rights", held.rights), ("promised", held.promised))
        for anchor, each in lists:
            key = anchor.removeprefix("part.")
            heading, words = edition.words(f"duties.{key}"), edition.words.own(f"search.{key}-words")
            texts += [(f"#{anchor}", f"{title}: {edition.words.within(heading)}", (words,), "", heading)] if each else []
        for anchor, heading, names, words, group in texts:
            yield Entry(
                kind="duties",
                name=f"duties:{service.id}.{party.id}{anchor}",
                title=heading,
                shown=part,
                address=f"{address}{anchor}",
                names=names,
                also=(name, words),
                about=(f"party:{party.id}",),
                facets=(f"service:{service.id}", f"party:{party.id}"),
                group=SharedList(f"duties:{party.id}{anchor}", f"{name}: {group}", f"parties/{party.id}.html#part.services"),
            )


class ProseSection(NamedTuple):
    """Section of prose."""

    anchor: str
    title: str
    text: str
    search_words: tuple[str, ...] = ()


#: The passages of each document.
Prose = Mapping[str, Iterable[ProseSection]]


def entries_of_all(edition: Edition, prose: Prose) -> Iterator[Entry]:
    """Yield the entries that belong to no service alone, and one for each service as such."""
    yield from _services(edition)
    yield from _tasks(edition)
    yield from _layers_and_parties(edition)
    yield from _terms(edition)
    yield from _standards(edition)
    yield from _comparisons(edition)
    yield from _passages(edition, prose)


def _services(edition: Edition) -> Iterator[Entry]:
    for service in edition.catalogue.services:
        name = f"service:{service.id}"
        title = title_elsewhere(edition, service)
        motto = edition.plain(service.motto) if service.motto else ""
        lead = service.lead or service.outline.summary
        yield Entry(
            kind="service",
            name=name,
            title=title,
            text=motto,
            address=f"services/{service.id}.html",
            names=(service.code, edition.plain(service.name)),
            also=(title_of(edition, service), *in_others(edition, "service", service.id)),
            sought=sought(edition, name),
            context=" ".join(edition.plain(text) for text in (lead, service.family) if text),
            facets=(name,),
        )


def _tasks(edition: Edition) -> Iterator[Entry]:
    catalogue = edition.catalogue
    for task in catalogue.tasks:
        name = f"task:{task.id}"
        title = edition.plain(task.name)
        terms = _named(edition, task, title)
        services = [service for service in catalogue.services if service.uses(task.id)]
        matrices = [matrix for service in services for matrix in service.outline.matrices if task.id in matrix.tasks]
        layers = dict.fromkeys(itertools.chain.from_iterable(matrix.layers for matrix in matrices))
        parties = dict.fromkeys(itertools.chain.from_iterable(matrix.parties for matrix in matrices))
        general, weak = synonyms(edition, "task", title)
        words = " ".join(general).split()  # one that several phrases share says little by itself
        yield Entry(
            kind="task",
            name=name,
            title=title,
            text=edition.plain(task.description) if task.description else "",
            address=f"tasks/{task.id}.html",
            names=(title,),
            also=(*_unqualified(edition, title), *in_others(edition, "task", task.id), *_forms(edition, terms)),
            sought=(*sought(edition, name), *(word for word in words if word in general or words.count(word) == 1)),
            general=general,
            weak=weak,
            context=" ".join(edition.plain(term.definition) for term in terms),
            about=mentions(edition, title),
            facets=(
                *(f"service:{service.id}" for service in services),
                *(f"layer:{layer}" for layer in layers),
                *(f"party:{party}" for party in parties),
            ),
        )


def _layers_and_parties(edition: Edition) -> Iterator[Entry]:
    catalogue = edition.catalogue
    for kind, folder, things in (("layer", "layers", catalogue.layers), ("party", "parties", catalogue.parties)):
        for thing in things:
            name = f"{kind}:{thing.id}"
            title = edition.plain(thing.name)
            short = getattr(thing, "short", None)
            general, held = synonyms(edition, "layer", title) if kind == "layer" else ((), _pronouns(edition, thing.id))
            yield Entry(
                kind=kind,
                name=name,
                title=title,
                address=f"{folder}/{thing.id}.html",
                names=(title,),
                also=(
                    *((edition.plain(short),) if short else ()),
                    *_halves(edition, title),
                    *in_others(edition, kind, thing.id),
                    *(_forms(edition, [catalogue.term(thing.term)]) if thing.term else ()),
                ),
                sought=(*sought(edition, name), *general, *held),
                general=general,
                about=(f"term:{thing.term}",) if thing.term else mentions(edition, title),
                facets=(name,),
            )


def _named(edition: Edition, task: Task, title: str) -> list[Term]:
    """Return the terms for a task: those of which its name consists, and the term with its id."""
    names = {title.casefold(), *(name.casefold() for name in _unqualified(edition, title))}
    terms = map(edition.catalogue.term, (name.removeprefix("term:") for name in mentions(edition, title)))
    named = {term.id: term for term in terms if edition.plain(term.name).casefold() in names}
    if same := edition.catalogue.objects["term"].get(task.id):
        named[same.id] = same
    return [*named.values()]


def _forms(edition: Edition, terms: Iterable[Term]) -> tuple[str, ...]:
    """Return the written forms of ``terms``."""
    return tuple(form for term in terms for form in term.written(edition.language))


def _pronouns(edition: Edition, party: str) -> tuple[str, ...]:
    """Return the pronouns by which customers mean a party: *you* for a provider, *we* for other parties of a matrix."""
    services = edition.catalogue.services
    if any(service.provider == party for service in services):
        return tuple(edition.words.own("search.you-words").split())
    asks = any(service.has_column(party) for service in services)
    return (*edition.words.own("search.we-words").split(), edition.words.own("party.words")) if asks else ()


def _unqualified(edition: Edition, title: str) -> tuple[str, ...]:
    """Return a name without brackets and what follows a dash, and the parts of an enumeration: support, service desk."""
    shorter = dict.fromkeys(title.partition(mark)[0].strip() for mark in (" (", " –"))
    return (*(name for name in shorter if name != title), *_halves(edition, title))


def _halves(edition: Edition, title: str) -> tuple[str, ...]:
    """Return the parts of an enumeration: server, storage and network."""
    halves = re.split(rf"[/,]| {re.escape(edition.words('and'))} ", title)
    return tuple(filter(None, map(str.strip, halves))) if len(halves) > 1 else ()


def _terms(edition: Edition) -> Iterator[Entry]:
    for term in edition.catalogue.terms:
        name = f"term:{term.id}"
        title = edition.plain(term.name)
        languages = (edition.language, *edition.others)
        definition = edition.plain(term.definition)
        clauses = filter(None, (edition.catalogue.cited[reference].clause for reference in term.standards))
        yield Entry(
            kind="term",
            name=name,
            title=title,
            text=definition,
            address=f"glossary.html#{term.id}",
            names=(title,),
            also=tuple(dict.fromkeys(word for language in languages for word in term.written(language) if word != title)),
            sought=sought(edition, name),
            context=" ".join(edition.plain(clause.title) for clause in clauses),
            about=tuple(other for other in mentions(edition, definition) if other != name),
        )


def _standards(edition: Edition) -> Iterator[Entry]:
    for standard in edition.catalogue.standards:
        clauses = (f"{clause.number} {edition.plain(clause.title)}" for clause in standard.clauses)
        yield Entry(
            kind="standard",
            name=f"standard:{standard.id}",
            title=edition.cited(standard),
            text=edition.plain(standard.description),
            address=f"standards/{standard.id}.html",
            names=(edition.plain(standard.name),),
            context=" ".join(clauses),
        )


def _comparisons(edition: Edition) -> Iterator[Entry]:
    for pair in pairs(edition.catalogue):
        title = pair_title(edition, pair)
        codes = f"{pair.first.code} {pair.second.code}"
        yield Entry(
            kind="comparison",
            title=title,
            text=edition.words("compare.lead"),
            address=f"{pair.document}.html",
            names=(title, codes),
            sought=(edition.words.own("compare.words"),),
            facets=tuple(f"service:{service.id}" for service in (pair.first, pair.second)),
        )


def _passages(edition: Edition, prose: Prose) -> Iterator[Entry]:
    for document in sorted(prose):
        for passage in prose[document]:
            yield Entry(
                kind="section",
                title=passage.title,
                text=passage.text,
                address=f"{document}.html#{passage.anchor}",
                names=(passage.title,),
                sought=passage.search_words,
                about=mentions(edition, passage.title),
            )
