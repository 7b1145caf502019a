"""What binds a party in a service, and what it may, as entries: one for the page, and one for each of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service_catalogue.model.service import Service
from service_catalogue.model.shared import Party
from service_catalogue.search.entry import Entry, telling
from service_catalogue.search.marks import in_brackets
from service_catalogue.views.duties import Duties, LetterDuties, Said, concerns, duties
from service_catalogue.views.duty import Duty, PlaceDuties
from service_catalogue.views.edition import Edition
from service_catalogue.views.parts import title_of
from service_catalogue.views.piece import plain

#: Characters of what binds a party that are shown.
_SHOWN = 300


def duty_entries(edition: Edition, service: Service) -> Iterator[Entry]:
    """The entries of each party that ``service`` binds; the tasks are shown, and not searched: for these there are cells."""
    for party in edition.catalogue.parties:
        if concerns(service, party.id) and not (found := duties(edition, service, party)).is_empty:
            yield from _of_party(edition, service, party, found)


def _of_party(edition: Edition, service: Service, party: Party, found: Duties) -> Iterator[Entry]:
    words, name = edition.words, edition.plain(party.name)
    address = f"parties/{party.id}/{service.id}.html"
    facets = (f"service:{service.id}", f"party:{party.id}")
    title = words("duties.title", party=name, service=title_of(edition, service))
    about = words("duties.about", party=edition.definite(party), service=title_of(edition, service))
    duty_words = words.own("search.duty-words")

    yield Entry(
        kind="duties",
        name=f"duties:{service.id}.{party.id}",
        title=title,
        text="",
        shown=about,
        address=address,
        also=(name, duty_words),
        about=(f"party:{party.id}",),
        facets=facets,
    )
    for each in found.letters:
        term = edition.catalogue.objects["term"].get(each.anchor)
        yield Entry(
            kind="duties",
            name="",
            title=f"{title}: {each.heading[:1].lower()}{each.heading[1:]}",
            text="",
            shown=_letter_shown(edition, each),
            address=f"{address}#{each.anchor}",
            names=(f"{name} {each.letter.word}",),
            also=(duty_words, telling(edition, each.heading), *(term.written(edition.language) if term else ())),
            context=edition.plain(term.definition) if term else "",
            about=(f"party:{party.id}", *((f"term:{term.id}",) if term else ())),
            facets=facets,
        )
    for key, said in (("promised", found.promised), ("rights", found.rights)):
        if said:
            yield Entry(
                kind="duties",
                name="",
                title=f"{title}: {words(f'duties.{key}')}",
                text="",
                shown=_said_shown(edition, said),
                address=f"{address}#{key}",
                names=(name,),
                also=(words.own(f"search.{key}-words"),),
                context=words(f"duties.{key}"),
                about=(f"party:{party.id}",),
                facets=facets,
            )


def _letter_shown(edition: Edition, found: LetterDuties) -> str:
    """In how many cells, and which, each with its notes and departures: *2 cells of the matrix. Middleware: Backup (Note 5)*."""
    count = edition.words("duties.count", count=found.count)
    return _beginning(". ".join((*((count,) if found.count else ()), *(_place(edition, place) for place in found.places))))


def _place(edition: Edition, place: PlaceDuties) -> str:
    tasks = ", ".join(_duty(edition, duty) for duty in place.duties)
    return f"{place.name}: {tasks}" if place.name else tasks


def _duty(edition: Edition, duty: Duty) -> str:
    return plain(duty.task) + in_brackets(edition, (*duty.own, *duty.cell.notes, *duty.cell.departures))


def _said_shown(edition: Edition, said: Iterable[Said]) -> str:
    return _beginning(" ".join(dict.fromkeys(plain(each.text) + in_brackets(edition, each.departures) for each in said)))


def _beginning(text: str) -> str:
    """As much of ``text`` as a result shows: a browser loads it with the entries beside it."""
    return text if len(text) <= _SHOWN else text[:_SHOWN].rpartition(" ")[0] + " …"
