"""What can be found, in one language: every part of the catalogue that has an address, and the sections of its prose."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from service_catalogue.model.service import Service
from service_catalogue.model.standard import Citing
from service_catalogue.model.statement import Statement
from service_catalogue.search.duties import duty_entries
from service_catalogue.search.entry import KINDS, Entry, telling
from service_catalogue.search.marks import in_brackets
from service_catalogue.views.annotations import ServiceViews
from service_catalogue.views.edition import Edition
from service_catalogue.views.parts import Fact, title_of, uses
from service_catalogue.views.piece import plain
from service_catalogue.views.service import facts_of_source

#: Where the prose for those who keep the catalogue begins: customers look for it least.
_EDITING = ("editors", "developers")


class Passage(NamedTuple):
    """A section of prose."""

    anchor: str
    title: str
    text: str
    search_words: tuple[str, ...] = ()


def entries(edition: Edition, prose: Mapping[str, Iterable[Passage]]) -> list[Entry]:
    """Everything that can be found, kind by kind; ``prose`` holds the passages of each document."""
    found = [*entries_of_all(edition, prose)]
    for service in edition.catalogue.services:
        found += entries_in(edition, service)
    return sorted(found, key=lambda entry: KINDS.index(entry.kind))


def entries_of_all(edition: Edition, prose: Mapping[str, Iterable[Passage]]) -> Iterator[Entry]:
    """What belongs to no service alone, and each service as such."""
    yield from _services(edition)
    yield from _tasks(edition)
    yield from _layers_and_parties(edition)
    yield from _terms(edition)
    yield from _standards(edition)
    yield from _passages(edition, prose)


def entries_in(edition: Edition, service: Service) -> Iterator[Entry]:
    """What is in a service: made from its inputs and nothing else."""
    yield from _statements(edition, service)
    yield from _notes(edition, service)
    yield _source(edition, service)
    yield from _departures(edition, service)
    yield from duty_entries(edition, service)


def _sought(edition: Edition, name: str) -> tuple[str, ...]:
    return edition.catalogue.search_words_for(name, edition.language)


def _in_others(edition: Edition, kind: str, id: str) -> tuple[str, ...]:
    """The names of an object in the other languages."""
    name = edition.catalogue.by_kind[kind][id].name
    return tuple(name[other] for other in edition.others if other in name)


def _mentions(edition: Edition, *texts: str) -> tuple[str, ...]:
    """The terms in ``texts``."""
    return tuple(f"term:{id}" for id in dict.fromkeys(itertools.chain.from_iterable(map(edition.terms_in, texts))))


def _clauses(edition: Edition, citing: Citing) -> Iterator[str]:
    """What standards call the same."""
    cited = (edition.catalogue.cited[reference].clause for reference in citing.standards)
    return (edition.plain(clause.title) for clause in cited if clause)


def _services(edition: Edition) -> Iterator[Entry]:
    for service in edition.catalogue.services:
        name = f"service:{service.id}"
        title = title_of(edition, service)
        motto = edition.plain(service.motto) if service.motto else ""
        summary = edition.plain(service.statements[service.summary].text) if service.summary else ""
        yield Entry(
            kind="service",
            name=name,
            title=title,
            text=motto,
            address=f"services/{service.id}.html",
            names=(service.code, edition.plain(service.name)),
            also=(title, *_in_others(edition, "service", service.id)),
            sought=_sought(edition, name),
            context=" ".join((summary, edition.plain(service.family) if service.family else "")),
            facets=(name,),
        )


def _source(edition: Edition, service: Service) -> Entry:
    """What is stated of a service itself, and what is not: its version, its dates, who has approved it."""
    words = edition.words
    facts = [(fact.label, _said(fact) or words("not-stated")) for fact in facts_of_source(edition, service)]
    return Entry(
        kind="stated",
        name="",
        title=f"{title_of(edition, service)}: {words('service.source')}",
        text="",
        shown=" · ".join(f"{label}: {value}" for label, value in facts),
        address=f"services/{service.id}.html#part.source",
        also=tuple(telling(edition, name) for name in (words("service.source"), *(label for label, _ in facts))),
        sought=(words.own("search.status-words"),),
        context=title_of(edition, service),
        facets=(f"service:{service.id}",),
    )


def _said(fact: Fact) -> str:
    return fact.value if isinstance(fact.value, str) else plain(fact.value)


def _departures(edition: Edition, service: Service) -> Iterator[Entry]:
    """Where the source of a service says two things, and where it departs from a rule: each list as a whole."""
    views = ServiceViews(edition, service)
    for kind, found in (("tensions", service.tensions), ("exceptions", service.exceptions)):
        if found:
            yield Entry(
                kind="stated",
                name="",
                title=f"{title_of(edition, service)}: {edition.words(f'service.{kind}')}",
                text="",
                shown=edition.words.list([views.departure_mark(departure).label for departure in found]),
                address=f"services/{service.id}.html#part.{kind}",
                also=(telling(edition, edition.words(f"service.{kind}")),),
                context=title_of(edition, service),
                facets=(f"service:{service.id}",),
            )


def _tasks(edition: Edition) -> Iterator[Entry]:
    catalogue = edition.catalogue
    for task in catalogue.tasks:
        name = f"task:{task.id}"
        title = edition.plain(task.name)
        services = [service for service in catalogue.services if uses(service, task.id)]
        matrices = [matrix for service in services for matrix in service.all_matrices if matrix.row(task.id)]
        layers = dict.fromkeys(itertools.chain.from_iterable(matrix.axes.get("layer", ()) for matrix in matrices))
        parties = dict.fromkeys(itertools.chain.from_iterable(matrix.parties for matrix in matrices))
        yield Entry(
            kind="task",
            name=name,
            title=title,
            text=edition.plain(task.description) if task.description else "",
            address=f"tasks/{task.id}.html",
            names=(title,),
            also=(*_unqualified(edition, title), *_in_others(edition, "task", task.id)),
            sought=_sought(edition, name),
            about=_mentions(edition, title),
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
            yield Entry(
                kind=kind,
                name=name,
                title=title,
                text="",
                address=f"{folder}/{thing.id}.html",
                names=(title,),
                also=(
                    *((edition.plain(short),) if short else ()),
                    *_halves(edition, title),
                    *_in_others(edition, kind, thing.id),
                ),
                sought=(*_sought(edition, name), *(_pronouns(edition, thing.id) if kind == "party" else ())),
                about=(f"term:{thing.term}",) if thing.term else _mentions(edition, title),
                facets=(name,),
            )


def _pronouns(edition: Edition, party: str) -> tuple[str, ...]:
    """How those who ask speak of a party: of a provider as *you*, of the others in a matrix as *we*."""
    services = edition.catalogue.services
    if any(service.provider == party for service in services):
        return tuple(edition.words.own("search.you-words").split())
    asks = any(party in matrix.parties for service in services for matrix in service.all_matrices)
    return tuple(edition.words.own("search.we-words").split()) if asks else ()


def _unqualified(edition: Edition, title: str) -> tuple[str, ...]:
    """What a name is without what follows it in brackets, and after a dash, and what it puts together: support, service desk."""
    shorter = dict.fromkeys(title.partition(mark)[0].strip() for mark in (" (", " –"))
    return (*(name for name in shorter if name != title), *_halves(edition, title))


def _halves(edition: Edition, title: str) -> tuple[str, ...]:
    """What a name puts together: server, storage and network."""
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
            sought=_sought(edition, name),
            context=" ".join(_clauses(edition, term)),
            about=tuple(other for other in _mentions(edition, definition) if other != name),
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


def _statements(edition: Edition, service: Service) -> Iterator[Entry]:
    title, views = title_of(edition, service), ServiceViews(edition, service)
    for section in service.all_sections:
        heading = edition.plain(section.name)
        for statement in section.statements:
            name = f"statement:{service.id}.{statement.id}"
            text = edition.plain(statement.text)
            about = [f"{kind}:{id}" for kind in ("task", "layer", "party") for id in _spoken_of(statement, kind)]
            yield Entry(
                kind="statement",
                name=name,
                title=f"{title}: {heading}",
                text=text,
                shown=text + in_brackets(edition, views.departure_marks(statement.id)),
                address=f"services/{service.id}.html#{statement.id}",
                also=(statement.id,),
                sought=_sought(edition, name),
                context=heading,
                about=(*about, *_mentions(edition, text)),
                facets=(f"service:{service.id}", *(other for other in about if not other.startswith("task:"))),
            )


def _spoken_of(statement: Statement, kind: str) -> tuple[str, ...]:
    spoken: dict[str, tuple[str, ...]] = {"task": statement.tasks, "layer": statement.layers, "party": statement.parties}
    return spoken[kind]


def _notes(edition: Edition, service: Service) -> Iterator[Entry]:
    views = ServiceViews(edition, service)
    title = title_of(edition, service)
    for note in service.notes:
        name = f"note:{service.id}.{note.id}"
        text = edition.plain(note.text)
        addresses = [address.split(".") for matrix in service.all_matrices for address in matrix.notes.get(note.id, ())]
        tasks = dict.fromkeys(part for parts in addresses for part in parts[:2] if part in edition.catalogue.objects["task"])
        yield Entry(
            kind="note",
            name=name,
            title=f"{title}: {views.note_mark(note.id).words}",
            text=text,
            shown=text + in_brackets(edition, views.departure_marks(f"note.{note.id}")),
            address=f"services/{service.id}.html#note.{note.id}",
            names=(views.note_mark(note.id).words,),
            sought=_sought(edition, name),
            about=(*(f"task:{task}" for task in tasks), *_mentions(edition, text)),
            facets=(f"service:{service.id}",),
        )


def _passages(edition: Edition, prose: Mapping[str, Iterable[Passage]]) -> Iterator[Entry]:
    for document in sorted(prose):
        for passage in prose[document]:
            yield Entry(
                kind="editing" if document.split("/")[0] in _EDITING else "section",
                name="",
                title=passage.title,
                text=passage.text,
                address=f"{document}.html#{passage.anchor}",
                names=(passage.title,),
                sought=passage.search_words,
                about=_mentions(edition, passage.title),
            )
