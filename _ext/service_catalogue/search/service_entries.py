"""Entries of one service: its statements, notes, source and departures, and the duties of its parties."""

from collections.abc import Iterator

from service_catalogue.model.service import Service
from service_catalogue.model.statement import Tension
from service_catalogue.search.entry import Entry, Group, beginning, in_brackets, mentions, sought, telling
from service_catalogue.views.annotations import ServiceViews
from service_catalogue.views.calls import has_calls
from service_catalogue.views.duties_page import about_part, title_of_part
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import Fact
from service_catalogue.views.piece import plain
from service_catalogue.views.service import facts_of_source
from service_catalogue.views.service_facts import facts_of, silence, topic_names
from service_catalogue.views.status import title_elsewhere

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
    title, views = title_elsewhere(edition, service), ServiceViews(edition, service)
    for section in service.all_sections:
        heading = edition.plain(section.name)
        for statement in section.statements:
            name = f"statement:{service.id}.{statement.id}"
            text = edition.plain(statement.text)
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
        said = [f"{label}: {value}" for label, value in facts]
        yield Entry(
            kind="stated",
            name=f"stated:{service.id}.{part}",
            title=f"{title_elsewhere(edition, service)}: {words(f'service.{part}')}",
            shown=" · ".join([*said, *silence(edition, service)] if part == "source" else said),
            address=f"services/{service.id}.html#part.{part}",
            also=(*(telling(edition, name) for name in (*names, *(label for label, _ in facts))), asked),
            facets=(f"service:{service.id}",),
            group=Group(f"stated:{part}", words(f"service.{part}"), _SERVICES),
        )
    if has_calls(edition.catalogue, service):
        yield Entry(
            kind="stated",
            name=f"stated:{service.id}.calls",
            title=f"{title_elsewhere(edition, service)}: {words('calls.heading')}",
            shown=words("calls.about"),
            address=f"whom-to-call/{service.id}.html",
            also=(telling(edition, words("calls.heading")), words.own("calls.words")),
            facets=(f"service:{service.id}",),
            group=Group("stated:calls", words("calls.heading"), _SERVICES),
        )


def _value(fact: Fact) -> str:
    return fact.value if isinstance(fact.value, str) else plain(fact.value)


def _departures(edition: Edition, service: Service) -> Iterator[Entry]:
    """Yield entries of tensions and exceptions: one for each list, and one for each departure."""
    views = ServiceViews(edition, service)
    facets = (f"service:{service.id}",)
    for kind, found in (("tensions", service.tensions), ("exceptions", service.exceptions)):
        if found:
            title = edition.words(f"service.{kind}")
            yield Entry(
                kind="stated",
                name=f"stated:{service.id}.{kind}",
                title=f"{title_elsewhere(edition, service)}: {title}",
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
                shown=edition.plain(departure.text if isinstance(departure, Tension) else departure.reason),
                address=f"services/{service.id}.html#{mark.link.anchor}",
                names=(mark.label,),
                also=() if isinstance(departure, Tension) else (mark.words,),
                facets=facets,
                group=Group(f"stated:{mark.kind}.{mark.label}", mark.words, _SERVICES),
            )


def _parts(edition: Edition, service: Service) -> Iterator[Entry]:
    """Yield the entry of the page of each party; what the party has to do is answered from the matrix."""
    for party in filter(lambda party: service.concerns(party.id), edition.catalogue.parties):
        name = edition.plain(party.name)
        title = title_of_part(edition, party, title_elsewhere(edition, service))
        yield Entry(
            kind="duties",
            name=f"duties:{service.id}.{party.id}",
            title=title,
            shown=about_part(edition, service, party),
            address=f"parties/{party.id}/{service.id}.html",
            names=(title,),
            also=(name, edition.words.own("search.duty-words")),
            about=(f"party:{party.id}",),
            facets=(f"service:{service.id}", f"party:{party.id}"),
            group=Group(
                f"duties:{party.id}", f"{name}: {edition.words('party.services')}", f"parties/{party.id}.html#part.services"
            ),
        )
