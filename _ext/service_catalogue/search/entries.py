"""Entries of the shared objects, of services as such, and of prose."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from service_catalogue.model.shared_objects import Citing, Task, Term
from service_catalogue.search.entry import KINDS, Entry, in_others, mentions, sought
from service_catalogue.search.general import synonyms
from service_catalogue.search.service_entries import entries_in
from service_catalogue.views.comparison import pair_title, pairs
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import title_of
from service_catalogue.views.status import title_elsewhere


class Passage(NamedTuple):
    """Section of prose."""

    anchor: str
    title: str
    text: str
    search_words: tuple[str, ...] = ()


#: The passages of each document.
Prose = Mapping[str, Iterable[Passage]]


def entries(edition: Edition, prose: Prose) -> list[Entry]:
    """Return all entries by kind; ``prose`` holds the passages of each document."""
    found = [*entries_of_all(edition, prose)]
    for service in edition.catalogue.services:
        found += entries_in(edition, service)
    return sorted(found, key=lambda entry: KINDS.index(entry.kind))


def entries_of_all(edition: Edition, prose: Prose) -> Iterator[Entry]:
    """Yield the entries that belong to no service alone, and one for each service as such."""
    yield from _services(edition)
    yield from _tasks(edition)
    yield from _layers_and_parties(edition)
    yield from _terms(edition)
    yield from _standards(edition)
    yield from _comparisons(edition)
    yield from _passages(edition, prose)


def _clauses(edition: Edition, citing: Citing) -> Iterator[str]:
    """Yield the titles of clauses about the same subject."""
    cited = (edition.catalogue.cited[reference].clause for reference in citing.standards)
    return (edition.plain(clause.title) for clause in cited if clause)


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
        yield Entry(
            kind="task",
            name=name,
            title=title,
            text=edition.plain(task.description) if task.description else "",
            address=f"tasks/{task.id}.html",
            names=(title,),
            also=(*_unqualified(edition, title), *in_others(edition, "task", task.id), *_forms(edition, terms)),
            sought=(*sought(edition, name), *general),
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
            general = synonyms(edition, "layer", title)[0] if kind == "layer" else _pronouns(edition, thing.id)
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
                sought=(*sought(edition, name), *general),
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
        yield Entry(
            kind="term",
            name=name,
            title=title,
            text=definition,
            address=f"glossary.html#{term.id}",
            names=(title,),
            also=tuple(dict.fromkeys(word for language in languages for word in term.written(language) if word != title)),
            sought=sought(edition, name),
            context=" ".join(_clauses(edition, term)),
            about=tuple(other for other in mentions(edition, definition) if other != name),
        )


def _standards(edition: Edition) -> Iterator[Entry]:
    for standard in edition.catalogue.standards:
        clauses = (f"{clause.number} {edition.plain(clause.title)}" for clause in standard.clauses)
        yield Entry(
            kind="standard",
            name=f"standard:{standard.id}",
            title=standard.cited(edition.language),
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
