"""What binds a party in a service, and what it may, as entries: for the page, for each of its parts, and for each layer."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Layer, Party
from service_catalogue.search.entry import Entry, Group, telling
from service_catalogue.search.marks import in_brackets
from service_catalogue.views.cell_duty import Duty, PlaceDuties
from service_catalogue.views.duties import Duties, LetterDuties, Said, duties
from service_catalogue.views.edition import Edition
from service_catalogue.views.part_page import about_part, title_of_part
from service_catalogue.views.piece import plain
from service_catalogue.views.service_status import title_elsewhere

#: Characters of what binds a party that are shown.
_SHOWN = 300


def duty_entries(edition: Edition, service: Service) -> Iterator[Entry]:
    """The entries of each party that ``service`` binds; the tasks are shown, and not searched: for these there are cells."""
    for party in edition.catalogue.parties:
        if service.concerns(party.id) and not (found := duties(edition, service, party)).is_empty:
            yield from _Maker(edition, service, party).entries(found)


class _Maker:
    def __init__(self, edition: Edition, service: Service, party: Party) -> None:
        self.edition = edition
        self.service = service
        self.party = party
        self.name = edition.plain(party.name)
        self.title = title_of_part(edition, party, title_elsewhere(edition, service))
        self.duty_words = edition.words.own("search.duty-words")

    def entries(self, found: Duties) -> Iterator[Entry]:
        words = self.edition.words
        everything = functools.partial(
            self._entry, "", self.title, heading=words("party.services"), also=(self.name, self.duty_words)
        )
        if not self.service.has_column(self.party.id):
            yield everything(_said_shown(self.edition, (*found.promised, *found.rights, *found.owns, *found.mentions)))
            return
        yield everything(about_part(self.edition, self.service, self.party))
        for each in found.letters:
            yield self._of_letter(each)
        for key, held in (("promised", found.promised), ("rights", found.rights), ("owns", found.owns)):
            if held:
                heading = words(f"duties.{key}")
                yield self._entry(
                    key,
                    f"{self.title}: {heading}",
                    _said_shown(self.edition, held),
                    heading,
                    names=(self.name,),
                    also=(words.own(f"search.{key}-words"),),
                    context=heading,
                )
        layers = {self.edition.plain(layer.name): layer for layer in self.edition.catalogue.layers}
        for place in found.held:
            if place.name in layers:
                yield self._on_layer(place, layers[place.name])

    def _of_letter(self, found: LetterDuties) -> Entry:
        """Where the party has a letter: *2 cells of the matrix. Middleware: Backup (Note 5)*."""
        edition = self.edition
        term = edition.catalogue.objects["term"].get(found.anchor)
        heading = edition.words.within(found.heading)
        count = (f"{edition.words('duties.count', count=found.count)}.",) if found.count else ()
        tasks = (each for place in found.places for each in _tasks(edition, place.name, place.duties))
        return self._entry(
            found.anchor,
            f"{self.title}: {heading}",
            _beginning((*count, *tasks)),
            heading,
            names=(f"{self.name} {found.letter.word}",),
            also=(self.duty_words, telling(edition, found.heading), *(term.written(edition.language) if term else ())),
            context=edition.plain(term.definition) if term else "",
        )

    def _on_layer(self, place: PlaceDuties, layer: Layer) -> Entry:
        """What the party has on a layer: *Informed: Backup (Note 5), Restore (Note 5). Accountable: Licences*."""
        edition = self.edition
        by_words: dict[str, list[Duty]] = {}
        for duty in place.duties:
            by_words.setdefault(duty.cell.words, []).append(duty)
        letters = dict.fromkeys(letter.word for duty in place.duties for letter in duty.cell.letters)
        query = f"party={self.party.id}&layer={layer.id}"
        return self._entry(
            f"on.{layer.id}",
            f"{self.title}: {place.name}",
            _beginning(each for words, held in by_words.items() for each in _tasks(edition, words, held)),
            place.name,
            names=(f"{self.name} {place.name}",),
            also=(self.duty_words, *letters),
            about=(f"layer:{layer.id}",),
            address=f"services/{self.service.id}.html?{query}#part.matrix",
            everywhere=f"layers/{layer.id}.html",
        )

    def _entry(
        self,
        part: str,
        title: str,
        shown: str,
        heading: str,
        *,
        names: tuple[str, ...] = (),
        also: tuple[str, ...] = (),
        context: str = "",
        about: tuple[str, ...] = (),
        address: str = "",
        everywhere: str = "",
    ) -> Entry:
        """The entry of a ``part`` of the party's page, or of another ``address``, which for all services stands ``everywhere``."""
        party, service = self.party.id, self.service.id
        return Entry(
            kind="duties",
            name=f"duties:{service}.{party}.{part}",
            title=title,
            text="",
            shown=shown,
            address=address or f"parties/{party}/{service}.html{f'#{part}' if part else ''}",
            names=names,
            also=also,
            context=context,
            about=(f"party:{party}", *about),
            facets=(f"service:{service}", f"party:{party}", *about),
            group=Group(
                f"duties:{party}.{part}.{heading}", f"{self.name}: {heading}", everywhere or f"parties/{party}.html#part.services"
            ),
        )


def _tasks(edition: Edition, heading: str, held: Iterable[Duty]) -> Iterator[str]:
    """The tasks of cells, each with its notes and departures, as a sentence that begins with ``heading``."""
    tasks = [plain(duty.task) + in_brackets(edition, (*duty.own, *duty.cell.notes, *duty.cell.departures)) for duty in held]
    for number, task in enumerate(tasks, 1):
        yield (f"{heading}: " if heading and number == 1 else "") + task + ("." if number == len(tasks) else ",")


def _said_shown(edition: Edition, said: Iterable[Said]) -> str:
    return _beginning(dict.fromkeys(plain(each.text) + in_brackets(edition, each.departures) for each in said))


def _beginning(parts: Iterable[str]) -> str:
    """As many of ``parts``, each whole, as a result shows, and one at the least: a browser loads it with the entries beside it."""
    said = ""
    for part in parts:
        if said and len(said) + len(part) > _SHOWN:
            return f"{said} …"
        said = f"{said} {part}".lstrip()
    return said
