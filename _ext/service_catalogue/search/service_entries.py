"""Entries of one service: its statements, notes, source and departures, and the duties of its parties."""

import functools
from collections.abc import Iterable, Iterator

from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Layer, Party
from service_catalogue.model.statement import Tension
from service_catalogue.search.entry import Entry, Group, beginning, in_brackets, mentions, sought, telling
from service_catalogue.views.annotations import Mark, ServiceViews
from service_catalogue.views.calls import has_calls
from service_catalogue.views.duties import Duties, Duty, LetterDuties, PartyText, PlaceDuties, duties
from service_catalogue.views.duties_page import about_part, title_of_part
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import Fact
from service_catalogue.views.piece import plain
from service_catalogue.views.service import facts_of_source
from service_catalogue.views.service_facts import facts_of, silence, topic_names, topics_of
from service_catalogue.views.status import standing, title_elsewhere

#: Words that nobody writes, for the lists of whom a party consults and informs: the verbs of a question lead to them.
OTHERS = {"asks": "othersconsulted", "tells": "othersinformed"}
#: The list of services.
_SERVICES = "services/index.html"


def entries_in(edition: Edition, service: Service) -> Iterator[Entry]:
    """Yield the entries of a service; they depend on its inputs alone."""
    yield from _statements(edition, service)
    yield from _notes(edition, service)
    yield from _facts(edition, service)
    yield from _departures(edition, service)
    yield from _topics(edition, service)
    yield from duty_entries(edition, service)


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


def _topics(edition: Edition, service: Service) -> Iterator[Entry]:
    """Yield an entry for each subject that ``service`` says nothing about; its words, as they are written, lead to its sentence."""
    for topic in topics_of(edition.catalogue, service):
        name = edition.plain(topic.name)
        sentence = edition.words("service.silent", topics=name)
        yield Entry(
            kind="topic",
            name=f"topic:{service.id}.{topic.id}",
            title=sentence,
            shown=f"{title_elsewhere(edition, service)}. {standing(edition, service)}".strip(),
            address=f"services/{service.id}.html#topic.{topic.id}",
            facets=(f"service:{service.id}",),
            group=Group(f"topic:{topic.id}", sentence, _SERVICES),
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


#: Maximum number of characters of duties that are shown.
_SHOWN = 200


def duty_entries(edition: Edition, service: Service) -> Iterator[Entry]:
    """Yield the entries of each party that ``service`` binds; tasks are shown but not indexed, since cells are."""
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
        also = (self.name, self.duty_words) if self.service.binds(self.party.id) else (self.name,)
        everything = functools.partial(self._entry, "", self.title, heading=words("party.services"), also=also)
        if not self.service.has_column(self.party.id):
            yield everything(_texts_shown(self.edition, (*found.promised, *found.rights, *found.owns, *found.mentions)))
            return
        yield everything(about_part(self.edition, self.service, self.party))
        yield from (self._of_letter(each) for each in found.letters)
        for key, held in (("promised", found.promised), ("rights", found.rights), ("owns", found.owns)):
            if held:
                heading = words(f"duties.{key}")
                title, shown = f"{self.title}: {heading}", _texts_shown(self.edition, held)
                own = (words.own(f"search.{key}-words"),)
                yield self._entry(key, title, shown, heading, names=(self.name,), also=own, context=heading)
        for key, places in (("asks", found.asks), ("tells", found.tells)):
            if places:
                heading = words(f"duties.{key}")
                tasks = (each for place in places for each in _tasks(self.edition, place.name, place.duties))
                shown = _beginning((words("search.assumed"), *tasks))
                title = f"{self.title}: {words.within(heading)}"
                yield self._entry(f"part.{key}", title, shown, heading, names=(OTHERS[key],))
        layers = {self.edition.plain(layer.name): layer for layer in self.edition.catalogue.layers}
        yield from (self._on_layer(place, layers[place.name]) for place in found.held if place.name in layers)

    def _of_letter(self, found: LetterDuties) -> Entry:
        """Return the entry of a letter of the party: *2 cells of the matrix. Middleware: Backup (Note 5)*."""
        edition = self.edition
        term = edition.catalogue.objects["term"].get(found.anchor)
        heading = edition.words.within(found.heading)
        count = (f"{edition.words('duties.count', count=found.count)}.",) if found.count else ()
        tasks = (each for place in found.places for each in _tasks(edition, place.name, place.duties))
        title, shown = f"{self.title}: {heading}", _beginning((*count, *tasks))
        names = (f"{self.name} {found.letter.word}",)
        also = (self.duty_words, telling(edition, found.heading), *(term.written(edition.language) if term else ()))
        context = edition.plain(term.definition) if term else ""
        return self._entry(found.anchor, title, shown, heading, names=names, also=also, context=context)

    def _on_layer(self, place: PlaceDuties, layer: Layer) -> Entry:
        """Return the entry of a layer: *Informed: Backup (Note 5), Restore (Note 5). Accountable: Licences*."""
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
        """Return the entry of a ``part`` of the party's page, or of another ``address``; that of all services is ``everywhere``."""
        party, service = self.party.id, self.service.id
        return Entry(
            kind="duties",
            name=f"duties:{service}.{party}.{part}",
            title=title,
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
    """Yield the tasks of cells, each with its notes and departures, as a sentence that begins with ``heading``."""
    tasks = [plain(duty.task) + in_brackets(edition, duty.marks) for duty in held]
    for number, task in enumerate(tasks, 1):
        yield (f"{heading}: " if heading and number == 1 else "") + task + ("." if number == len(tasks) else ",")


def _texts_shown(edition: Edition, texts: Iterable[PartyText]) -> str:
    marks: dict[str, list[Mark]] = {}
    for each in texts:
        marks.setdefault(_words_of(edition, each), []).extend(each.marks)
    return _beginning(words + in_brackets(edition, dict.fromkeys(of_words)) for words, of_words in marks.items() if words)


def _words_of(edition: Edition, said: PartyText) -> str:
    """Return the text, or the words of a claim with its condition if they stand in for it."""
    if said.text or not said.claim:
        return plain(said.text)
    condition = f" {edition.words('claim.condition')}: {plain(said.claim.condition)}." if said.claim.condition else ""
    return plain(said.claim.words) + condition


def _beginning(parts: Iterable[str]) -> str:
    """Return the first of ``parts``, each whole and at least one: a browser loads the text with the entries beside it."""
    shown = ""
    for part in parts:
        if shown and len(shown) + len(part) > _SHOWN:
            return f"{shown} …"
        shown = f"{shown} {part}".lstrip()
    return shown
