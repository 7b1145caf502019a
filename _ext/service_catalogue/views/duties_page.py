"""The page of a party's duties in a service: each task once, with all that the party does in it.

Tasks at one place with the same duty are listed together, by group, after one sentence.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Party
from service_catalogue.model.statement import Tension
from service_catalogue.model.vocabulary import Duty as Meaning
from service_catalogue.schema.kinds import Localized
from service_catalogue.views.annotations import DEPARTURES_AGAIN, NOTES_AGAIN, DepartureView, Mark, ServiceViews
from service_catalogue.views.duties import Baseline, Duties, Duty, LetterDuties, PartyText, PlaceDuties, duties
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import LEAD, NONE, RICH, DataFile, booklet_view, data_files, how_often, title_of
from service_catalogue.views.page import Address, Kind, Page, Part, first_place
from service_catalogue.views.piece import LetterView, Link, Rich
from service_catalogue.views.service import standing_in_full
from service_catalogue.views.status import source_link, standing, withdrawn

#: Letters with which a party does nothing itself.
_OF_OTHERS = {Meaning.CONSULTED.value, Meaning.INFORMED.value}
#: Number of hexadecimal digits of the digest of a task's text.
_DIGITS = 8


@dataclass(frozen=True)
class OwnTask:
    """Task, with what holds for it."""

    name: Rich
    #: How often it is done; empty if the source does not state it.
    cadence: str
    #: Its cell in the matrix of the service.
    link: Link
    marks: tuple[Mark, ...]
    #: A digest of all texts about it, the same in each language; empty if it cannot be ticked off.
    digest: str = ""


@dataclass(frozen=True)
class TaskGroup:
    """Tasks of one group of the library."""

    name: str
    tasks: tuple[OwnTask, ...]


@dataclass(frozen=True)
class SameDuty:
    """Tasks at one place in which a party has the same duty."""

    #: The beginning of a sentence that ends with the tasks.
    says: str
    letters: tuple[LetterView, ...]
    state: str
    #: The colour of the party, from 0.
    colour: int
    groups: tuple[TaskGroup, ...]


@dataclass(frozen=True)
class OwnPlace:
    """Duties of a party at one place on the axes."""

    #: Empty without an axis.
    name: str
    duties: tuple[SameDuty, ...]


@dataclass(frozen=True)
class LetterTotal:
    """Number of cells in which a party has a letter."""

    letter: LetterView
    #: *Is accountable for*.
    words: str
    anchor: str
    count: int
    #: The tensions about the meaning of the letter.
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class OwnLetters:
    """Cells in which a party has any of some letters, and claims to the same effect."""

    totals: tuple[LetterTotal, ...]
    places: tuple[OwnPlace, ...]
    #: The text of a statement is empty if the page has it above, or among its notes.
    said: tuple[PartyText, ...]


@dataclass(frozen=True)
class PartyTexts:
    """Claims of statements and notes on a party."""

    words: str
    said: tuple[PartyText, ...]


@dataclass(frozen=True)
class OwnHead:
    """Head of the page: its lead, the number of tasks to tick off, and what holds for all of them."""

    lead: str
    #: The status of the service in a line, and the link to more.
    standing: str
    source: Link
    #: The status in full, for outputs without links.
    standing_in_full: tuple[str, ...]
    service: Link
    service_words: str
    #: The files of the whole service.
    files: tuple[DataFile, ...]
    #: The key of the ticks in the storage of the browser: the service and the party.
    key: str
    #: The number of tasks that can be ticked off.
    ticks: int
    baseline: Baseline | None
    #: The anchors of the departures that the page shows further down.
    listed: tuple[str, ...]


OWN_HEAD: Kind[OwnHead] = Kind("own-head")
OWN_LETTERS: Kind[OwnLetters] = Kind("own-letters")
OWN_PLACES: Kind[tuple[OwnPlace, ...]] = Kind("own-places")
PARTY_TEXTS: Kind[PartyTexts] = Kind("said")


def title_of_part(edition: Edition, party: Party, service: str) -> str:
    """Return the title of the page, with the title of ``service``: *The customer in 2A Platform operations*."""
    return edition.words("duties.title", party=edition.subject(party), service=service)


def about_part(edition: Edition, service: Service, party: Party) -> str:
    """Return the lead of the page; for a party without a column, it mentions the text alone."""
    key = "duties.about" if service.has_column(party.id) else "duties.about.text"
    return edition.words(key, party=edition.definite(party), service=title_of(edition, service))


def own_parts(edition: Edition, service: Service, party: Party) -> Iterator[Part[object]]:
    """Yield the parts of the page of ``party`` in ``service``."""
    words, found = edition.words, duties(edition, service, party)
    maker = _Maker(edition, service, found)
    own, others = (
        [each for each in found.letters if (each.letter.duty in _OF_OTHERS) is of_others] for of_others in (False, True)
    )
    sections = [(letters, maker.section(found, letters, with_ticks=letters is own)) for letters in (own, others) if letters]
    yield from withdrawn(edition, service.withdrawn)
    yield from withdrawn(edition, party.withdrawn)
    ticks = sum(bool(task.digest) for _, section in sections for task in _tasks(section.places))
    yield OWN_HEAD.part(_head(edition, service, party, found, ticks))
    if found.is_empty:
        yield NONE.part(words("duties.none", party=edition.definite(party)))
    for letters, section in sections:
        heading = words.list([letters[0].heading, *(words.within(each.heading) for each in letters[1:])])
        yield OWN_LETTERS.part(section, letters[0].anchor, heading, at=first_place(service.all_matrices))
    if found.open:
        yield OWN_PLACES.part(maker.places(found.open), "part.open", words("duties.open"))
    for matrix, default in found.defaults:
        heading = words("duties.default")
        yield RICH.part(default, heading=f"{matrix}: {words.within(heading)}" if matrix else heading)
    for key, texts in (("promised", found.promised), ("rights", found.rights), ("owns", found.owns)):
        yield from maker.said(key, key, texts)
    both = (("asks", found.asks), ("tells", found.tells))
    if inner := [OWN_PLACES.part(maker.places(some), f"part.{key}", words(f"duties.{key}")) for key, some in both if some]:
        yield LEAD.part(words("duties.follows.why"), "part.follows", words("duties.follows"), tuple(inner))
    yield from maker.said("part.mentions", "mentions", found.mentions)
    if found.notes:
        yield NOTES_AGAIN.part(found.notes, "part.notes", words("matrix.notes"), at=first_place(service.notes))
    yield from _departures(edition, found.departures)
    # A printed page has no room for them, and refers to the page.
    why = f"{words('duties.unnamed.why')} {words('duties.unnamed.page')}"
    for part in maker.said("part.unnamed", "unnamed", found.unnamed, why):
        yield replace(part, fold=words("fold.statements", count=len(found.unnamed)))


def _head(edition: Edition, service: Service, party: Party, found: Duties, ticks: int) -> OwnHead:
    booklet = booklet_view(edition, service.id, "booklet.service")
    return OwnHead(
        lead=about_part(edition, service, party),
        standing=standing(edition, service),
        source=source_link(service),
        standing_in_full=tuple(standing_in_full(edition, service)),
        service=Link(f"services/{service.id}"),
        service_words=edition.words("duties.service", service=title_of(edition, service)),
        files=(*data_files(edition, f"services/{service.id}"), *([booklet] if booklet else [])),
        key=f"{service.id}.{party.id}",
        ticks=ticks,
        baseline=found.baseline,
        listed=tuple(one.anchor for one in found.departures),
    )


def _departures(edition: Edition, departures: Iterable[DepartureView]) -> Iterator[Part[object]]:
    """Yield a folded part for the departures of the service, and for those of each service that they are inherited from."""
    words = edition.words
    by_heading: dict[tuple[str, str], list[DepartureView]] = {}
    for one in departures:
        own = ("part.departures", words("duties.departures"))
        place = (f"part.departures.{one.inherited_from}", one.kind) if one.inherited_from else own
        by_heading.setdefault(place, []).append(one)
    for (anchor, heading), some in by_heading.items():
        part: Part[object] = DEPARTURES_AGAIN.part(tuple(some), anchor, heading)
        yield replace(part, fold=words("fold.places", count=len(some)))


def _tasks(places: Iterable[OwnPlace]) -> Iterator[OwnTask]:
    for place in places:
        for same in place.duties:
            for group in same.groups:
                yield from group.tasks


class _Maker:
    def __init__(self, edition: Edition, service: Service, found: Duties) -> None:
        self.edition = edition
        #: The statements and notes whose text is on the page.
        self.shown = {f"note.{note.id}" for note in found.notes}
        views = ServiceViews(edition, service)
        self.texts: dict[str, Localized] = {f"note.{note.id}": note.text for note in service.notes}
        for departure in service.departures:
            mark = views.departure_mark(departure)
            self.texts[f"{mark.kind}.{mark.id}"] = departure.text if isinstance(departure, Tension) else departure.reason

    def said(self, anchor: str, key: str, texts: Sequence[PartyText], why: str = "") -> Iterator[Part[object]]:
        """Yield the part of the claims ``texts``, if there are any, with its heading by ``key``."""
        if texts:
            claims = PartyTexts(why, self.without_repeats(texts))
            yield PARTY_TEXTS.part(claims, anchor, self.edition.words(f"duties.{key}"))

    def section(self, found: Duties, letters: Collection[LetterDuties], *, with_ticks: bool) -> OwnLetters:
        """Return the cells that have any of ``letters``, and claims to the same effect."""
        cells = {duty.cell.address for each in letters for place in each.places for duty in place.duties}
        rank = {each.letter.letter: index for index, each in enumerate(letters)}

        def order(duty: Duty) -> int:
            return min(rank[letter] for letter in duty.cell.roles if letter in rank)

        # As in the totals and the booklets: first come the tasks that a party is accountable for.
        held = (
            PlaceDuties(place.name, tuple(sorted((one for one in place.duties if one.cell.address in cells), key=order)))
            for place in found.held
        )
        return OwnLetters(
            totals=tuple(LetterTotal(each.letter, each.heading, each.anchor, each.count, each.marks) for each in letters),
            places=self.places((place for place in held if place.duties), with_ticks=with_ticks),
            said=self.without_repeats(text for each in letters for text in each.said),
        )

    def without_repeats(self, found: Iterable[PartyText]) -> tuple[PartyText, ...]:
        """Return ``found``, with the whole text of a statement only at its first occurrence on the page."""
        return tuple(map(self._without_repeat, found))

    def _without_repeat(self, one: PartyText) -> PartyText:
        if not one.is_whole and one.link.anchor in self.shown:
            return replace(one, text=())
        if one.text:
            self.shown.add(one.link.anchor)
        return one

    def places(self, found: Iterable[PlaceDuties], *, with_ticks: bool = False) -> tuple[OwnPlace, ...]:
        return tuple(OwnPlace(place.name, tuple(self._same(place.duties, with_ticks))) for place in found)

    def _same(self, found: Iterable[Duty], with_ticks: bool) -> Iterator[SameDuty]:
        by_saying: dict[tuple[str, str], list[Duty]] = {}
        for duty in found:
            by_saying.setdefault((duty.says, duty.cell.roles), []).append(duty)
        for (says, _), same in by_saying.items():
            cell, groups = same[0].cell, dict[str, list[Duty]]()
            for duty in same:
                groups.setdefault(self.edition.catalogue.task(duty.cell.task).group, []).append(duty)
            yield SameDuty(
                says,
                cell.letters,
                cell.state,
                cell.party,
                tuple(
                    TaskGroup(self.edition.group_name(id, " – "), tuple(self._task(duty, with_ticks) for duty in inner))
                    for id, inner in groups.items()
                ),
            )

    def _task(self, duty: Duty, with_ticks: bool) -> OwnTask:
        marks = tuple(dict.fromkeys(duty.marks))
        cadence = how_often(self.edition, duty.cadence)
        return OwnTask(duty.task, cadence, duty.cell.link, marks, self._digest(duty, marks) if with_ticks else "")

    def _digest(self, duty: Duty, marks: Iterable[Mark]) -> str:
        catalogue = self.edition.catalogue
        language = catalogue.identity.authoritative
        prevailing = self.edition if self.edition.prevails else Edition(catalogue, language)
        texts = [prevailing.plain(self.texts[f"{mark.kind}.{mark.id}"]) for mark in marks]
        texts += [duty.cadence[language]] if duty.cadence else []
        content = [catalogue.task(duty.cell.task).name[language], duty.cell.roles, *texts]
        return hashlib.sha256(json.dumps(list(map(str, content))).encode()).hexdigest()[:_DIGITS]


def duties_page(edition: Edition, address: Address) -> Page:
    catalogue, words = edition.catalogue, edition.words
    party = catalogue.party(address.ids[0])
    service = catalogue.objects["service"][address.ids[1]]
    title = title_of_part(edition, party, title_of(edition, service))
    return Page(
        document=address.document,
        title=title,
        heading=edition.pieces(title),
        kicker=words("duties.kicker" if service.has_column(party.id) else "duties.kicker.text"),
        description=about_part(edition, service, party),
        parts=tuple(own_parts(edition, service, party)),
        trail=((words("nav.parties"), Link("parties/index")), (edition.plain(party.name), Link(f"parties/{party.id}"))),
        at=service.at,
    )
