"""What can be found of one service: its statements and notes, what is stated of it, and what binds its parties."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.service import Service
from service_catalogue.model.statement import Statement, Tension
from service_catalogue.search.duties import duty_entries
from service_catalogue.search.entry import Entry, Group, mentions, sought, telling
from service_catalogue.search.marks import in_brackets
from service_catalogue.views.annotations import ServiceViews
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import Fact
from service_catalogue.views.piece import plain
from service_catalogue.views.service import facts_of_source
from service_catalogue.views.service_status import title_elsewhere

#: Where all services are listed.
_SERVICES = "services/index.html"


def entries_in(edition: Edition, service: Service) -> Iterator[Entry]:
    """What is in a service: made from its inputs and nothing else."""
    yield from _statements(edition, service)
    yield from _notes(edition, service)
    yield _source(edition, service)
    yield from _departures(edition, service)
    yield from duty_entries(edition, service)


def _statements(edition: Edition, service: Service) -> Iterator[Entry]:
    title, views = title_elsewhere(edition, service), ServiceViews(edition, service)
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
                sought=sought(edition, name),
                context=heading,
                about=(*about, *mentions(edition, text)),
                facets=(f"service:{service.id}", *(other for other in about if not other.startswith("task:"))),
            )


def _spoken_of(statement: Statement, kind: str) -> tuple[str, ...]:
    spoken: dict[str, tuple[str, ...]] = {"task": statement.tasks, "layer": statement.layers, "party": statement.parties}
    return spoken[kind]


def _notes(edition: Edition, service: Service) -> Iterator[Entry]:
    views = ServiceViews(edition, service)
    title = title_elsewhere(edition, service)
    for note in service.notes:
        name = f"note:{service.id}.{note.id}"
        text = edition.plain(note.text)
        addresses = ((matrix, address) for matrix in service.all_matrices for address in matrix.notes.get(note.id, ()))
        tasks = dict.fromkeys(matrix.parts(address)[0] for matrix, address in addresses)
        yield Entry(
            kind="note",
            name=name,
            title=f"{title}: {views.note_mark(note.id).words}",
            text=text,
            shown=text + in_brackets(edition, views.departure_marks(f"note.{note.id}")),
            address=f"services/{service.id}.html#note.{note.id}",
            names=(views.note_mark(note.id).words,),
            sought=sought(edition, name),
            about=(*(f"task:{task}" for task in tasks), *mentions(edition, text)),
            facets=(f"service:{service.id}",),
        )


def _source(edition: Edition, service: Service) -> Entry:
    """What is stated of a service itself, and what is not: its version, its dates, who has approved it."""
    words = edition.words
    facts = [(fact.label, _said(fact) or words("not-stated")) for fact in facts_of_source(edition, service)]
    return Entry(
        kind="stated",
        name=f"stated:{service.id}.source",
        title=f"{title_elsewhere(edition, service)}: {words('service.source')}",
        text="",
        shown=" · ".join(f"{label}: {value}" for label, value in facts),
        address=f"services/{service.id}.html#part.source",
        also=(
            *(
                telling(edition, name)
                for name in (words("filter.service"), words("service.source"), *(label for label, _ in facts))
            ),
            words.own("search.status-words"),
        ),
        facets=(f"service:{service.id}",),
        group=Group("stated:source", words("service.source"), _SERVICES),
    )


def _said(fact: Fact) -> str:
    return fact.value if isinstance(fact.value, str) else plain(fact.value)


def _departures(edition: Edition, service: Service) -> Iterator[Entry]:
    """Where the source of a service says two things, and where it departs from a rule: each list as a whole, and each by its mark."""
    views = ServiceViews(edition, service)
    facets = (f"service:{service.id}",)
    for kind, found in (("tensions", service.tensions), ("exceptions", service.exceptions)):
        if found:
            title = edition.words(f"service.{kind}")
            yield Entry(
                kind="stated",
                name=f"stated:{service.id}.{kind}",
                title=f"{title_elsewhere(edition, service)}: {title}",
                text="",
                shown=edition.words.list([views.departure_mark(departure).label for departure in found]),
                address=f"services/{service.id}.html#part.{kind}",
                also=(telling(edition, title),),
                facets=facets,
                group=Group(f"stated:{kind}", title, _SERVICES),
            )
        for departure in found:
            mark = views.departure_mark(departure)
            yield Entry(
                kind="stated",
                name=f"stated:{service.id}.{mark.kind}.{mark.id}",
                title=f"{title_elsewhere(edition, service)}: {mark.words}",
                text="",
                shown=edition.plain(departure.text if isinstance(departure, Tension) else departure.reason),
                address=f"services/{service.id}.html#{mark.link.anchor}",
                names=(mark.label,),
                also=() if isinstance(departure, Tension) else (mark.words,),
                facets=facets,
                group=Group(f"stated:{mark.kind}.{mark.label}", mark.words, _SERVICES),
            )
