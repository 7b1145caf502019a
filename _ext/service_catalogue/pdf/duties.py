"""Duties and rights of each party in a service, for booklets and contract annexes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from service_catalogue.model.service import Service
from service_catalogue.pdf.encoding import Encoder
from service_catalogue.views.annotations import Mark
from service_catalogue.views.duties import Baseline, Duties, Duty, PartyText, PlaceDuties, duties
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import colour
from service_catalogue.views.piece import LetterView, Link, Rich


@dataclass(frozen=True)
class Task:
    name: Rich
    marks: tuple[Mark, ...]
    #: The beginning of the address of its cell; that of its place is the rest. Empty if the duty is inferred.
    id: str = ""


@dataclass(frozen=True)
class TaskGroup:
    """Tasks with the same letters, or of the same other party."""

    letters: tuple[LetterView, ...]
    words: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class PlaceTasks:
    """Tasks at one or more places on the axes."""

    name: str
    groups: list[TaskGroup]
    #: The ends of the addresses of its cells.
    ids: list[str]


@dataclass(frozen=True)
class Quote:
    """A claim in its own words or those of its text, with its tasks and the values of the axis ``on`` which it holds."""

    said: PartyText
    on: str
    #: The word before its condition; empty if the text has the condition.
    condition: str


@dataclass(frozen=True)
class Item:
    """A line of an agreement: a name with its value, else a blank to be filled in."""

    name: str | Rich
    value: Rich
    blank: str
    #: The id of the statement that a choice concerns.
    more: str = ""


@dataclass(frozen=True)
class DutySection:
    """A heading, the reason for what follows, tasks, and texts: quoted, or by their ids; or what an annex says of a system."""

    heading: str
    why: str
    places: list[PlaceTasks]
    quotes: list[Quote]
    ids: list[PartyText]
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True)
class DutyList:
    """The duties and rights of one party; ``none`` is the sentence of a party without any."""

    label: str
    heading: str
    sections: list[DutySection]
    #: The colour of the party's letters, from 0.
    colour: int = 0
    #: Explains the asterisk; a list of a party that is merely mentioned does not repeat it.
    baseline: Baseline | None = None
    none: str = ""


def duty_lists(encoder: Encoder, service: Service, agreed: Mapping[str, DutySection] | None = None) -> list[DutyList]:
    """Return a list for each party that ``service`` concerns, and at last that of obligations without a named party.

    With what parties have ``agreed`` in an annex, whom a party consults and informs, which is inferred from the letters of others, is
    left out.
    """
    edition, words = encoder.edition, encoder.edition.words
    document = f"services/{service.id}"
    lists: list[DutyList] = []
    unnamed: tuple[PartyText, ...] = ()
    for party in edition.catalogue.parties:
        if service.concerns(party.id):
            found = duties(edition, service, party)
            unnamed = unnamed or found.unnamed
            label = encoder.put(Link(document, f"duties.{party.id}"))
            none = words("duties.none", party=edition.definite(party)) if found.is_empty else ""
            binds = service.binds(party.id)
            heading = words("pdf.duties" if binds else "pdf.mentions", party=found.party)
            sections = list(_sections(edition, found, words("duties.mentions") if binds else "", inferred=agreed is None))
            sections += [agreed[party.id]] if agreed and party.id in agreed else []
            own_colour = colour(service, party.id) if service.has_column(party.id) else 0
            lists.append(DutyList(label, heading, sections, own_colour, found.baseline if binds else None, none))
    if unnamed:
        label = encoder.put(Link(document, "duties.unnamed"))
        section = _section(edition, why=words("duties.unnamed.why"), said=unnamed)
        lists.append(DutyList(label, words("duties.unnamed"), [section]))
    return lists


def _sections(edition: Edition, found: Duties, mentions: str, *, inferred: bool) -> Iterator[DutySection]:
    """Yield the sections of a list; ``mentions`` is the heading of what merely mentions the party."""
    words = edition.words
    if letters := _letters(edition, found):
        yield _section(edition, places=letters)
    if found.open:
        agreed = (PlaceTasks(place.name, [_group((), "", place.duties)], _ids(place.duties)) for place in found.open)
        yield _section(edition, words("duties.open"), places=agreed)
    # A text to the same effect as a letter is a duty of the text too.
    bound = [*(said for letter in found.letters for said in letter.said), *found.promised]
    for key, said in (("promised", bound), ("rights", found.rights), ("owns", found.owns)):
        if said:
            yield _section(edition, words(f"duties.{key}"), said=said)
    why = words("duties.follows.why")
    for key, places in (("asks", found.asks), ("tells", found.tells)):
        if places and inferred:
            yield _section(edition, words(f"duties.{key}"), why, map(_of_others, places))
            why = ""
    if found.mentions:
        yield _section(edition, mentions, said=found.mentions)


def _section(
    edition: Edition, heading: str = "", why: str = "", places: Iterable[PlaceTasks] = (), said: Iterable[PartyText] = ()
) -> DutySection:
    section = DutySection(heading, why, list(places), [], [])
    for one in said:
        claim = one.claim
        # The whole text is elsewhere under its id: it is quoted if it concerns a party, or where the claim says more, or less.
        if claim and (claim.party or claim.words or claim.is_quoting or claim.condition or claim.where):
            on = edition.words("statement.on", layers=claim.layers) if claim.layers else ""
            section.quotes.append(Quote(one, on, edition.words("claim.condition") if one.condition else ""))
        else:
            section.ids.append(one)
    return section


@dataclass
class _Lettered:
    """A task at a place, with all letters of the party there."""

    place: str
    duty: Duty
    letters: list[LetterView] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)


def _letters(edition: Edition, found: Duties) -> list[PlaceTasks]:
    """Return the tasks with a letter place by place, each once, grouped by their letters."""
    cells: dict[tuple[str, Link], _Lettered] = {}
    for letter in found.letters:
        for place in letter.places:
            for duty in place.duties:
                cell = cells.setdefault((place.name, duty.cell.link), _Lettered(place.name, duty))
                cell.letters.append(letter.letter)
                cell.headings.append(letter.heading)
    places: dict[str, dict[tuple[str, ...], list[_Lettered]]] = {}
    for cell in cells.values():
        places.setdefault(cell.place, {}).setdefault(tuple(cell.headings), []).append(cell)
    shown: list[tuple[list[str], list[TaskGroup], list[str]]] = []
    for name, by_headings in places.items():
        names = [edition.words.list([first, *map(edition.words.within, others)]) for first, *others in by_headings]
        held = zip(names, by_headings.values(), strict=True)
        groups = [_group(same[0].letters, name, [cell.duty for cell in same]) for name, same in held]
        # Places with the same tasks, letters and marks share an entry.
        ids = _ids(cell.duty for same in by_headings.values() for cell in same)
        alike = next((one for one in shown if one[1] == groups), None)
        if alike is None:
            shown.append(([name], groups, ids))
        else:
            alike[0].append(name)
            alike[2].extend(ids)
    return [PlaceTasks("; ".join(names), groups, ids) for names, groups, ids in shown]


def _divided(duty: Duty) -> tuple[str, str]:
    """Return the address of the cell of ``duty`` in two: as far as the task, and the rest."""
    before, task, place = duty.cell.address.partition(duty.cell.task)
    return before + task, place


def _ids(found: Iterable[Duty]) -> list[str]:
    return list(dict.fromkeys(place for _, place in map(_divided, found)))


def _of_others(place: PlaceDuties) -> PlaceTasks:
    """Return the tasks on which the party consults or informs others, by the other party."""
    others: dict[str, list[Duty]] = {}
    for duty in place.duties:
        others.setdefault(duty.whom, []).append(duty)
    groups = [TaskGroup((), whom, tuple(Task(duty.task, duty.marks) for duty in found)) for whom, found in others.items()]
    return PlaceTasks(place.name, groups, [])


def _group(letters: Iterable[LetterView], words: str, found: Iterable[Duty]) -> TaskGroup:
    tasks = (Task(duty.task, duty.marks, _divided(duty)[0]) for duty in found)
    return TaskGroup(tuple(letters), words, tuple(tasks))
