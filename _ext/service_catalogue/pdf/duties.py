"""What binds each party in a service, for print: in the booklets and in the contract annex alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from service_catalogue.model.service import Service
from service_catalogue.pdf.encoding import Encoder, Fields
from service_catalogue.views.annotations import Mark
from service_catalogue.views.duties import Duties, Duty, PlaceDuties, Said, duties
from service_catalogue.views.piece import LetterView, Link, Rich


def duty_lists(encoder: Encoder, service: Service) -> list[Fields]:
    """A list for each party that ``service`` says something of, and at last what holds without naming one."""
    edition, words = encoder.edition, encoder.words
    document = f"services/{service.id}"
    lists: list[Fields] = []
    unnamed: tuple[Said, ...] = ()
    for party in edition.catalogue.parties:
        if service.concerns(party.id):
            found = duties(edition, service, party)
            unnamed = unnamed or found.unnamed
            lists.append(
                {
                    "label": encoder.put(Link(document, f"duties.{party.id}")),
                    "heading": words("pdf.duties", party=found.party),
                    "baseline": _baseline(encoder, found),
                    "none": words("duties.none", party=edition.definite(party)) if found.is_empty else "",
                    "sections": list(_sections(encoder, found)),
                }
            )
    if unnamed:
        section = _section(encoder, "", words("duties.unnamed.why"), said=unnamed)
        label = encoder.put(Link(document, "duties.unnamed"))
        lists.append({"label": label, "heading": words("duties.unnamed"), "baseline": None, "none": "", "sections": [section]})
    return lists


def _baseline(encoder: Encoder, found: Duties) -> Fields | None:
    """The statement that holds for its section."""
    if found.baseline is None:
        return None
    view = found.baseline.statement
    return {
        "words": encoder.said(found.baseline.words),
        "id": view.id,
        "to": encoder.label_of(view.link),
        "text": encoder.rich(view.text),
    }


def _sections(encoder: Encoder, found: Duties) -> Iterator[Fields]:
    words = encoder.words
    if letters := _letters(encoder, found):
        yield _section(encoder, "", "", letters)
    if found.open:
        yield _section(encoder, words("duties.open"), "", [_place(encoder, place, ()) for place in found.open])
    # What the text says to the same effect as a letter is a duty of the text too.
    bound = [*(said for letter in found.letters for said in letter.said), *found.promised]
    for key, said in (("promised", bound), ("rights", found.rights), ("owns", found.owns)):
        if said:
            yield _section(encoder, words(f"duties.{key}"), "", said=said)
    why = words("duties.follows.why")
    for key, places in (("asks", found.asks), ("tells", found.tells)):
        if places:
            yield _section(encoder, words(f"duties.{key}"), why, [_of_others(encoder, place) for place in places])
            why = ""
    if found.mentions:
        yield _section(encoder, words("duties.mentions"), "", said=found.mentions)


def _section(encoder: Encoder, heading: object, why: object, places: Iterable[Fields] = (), said: Iterable[Said] = ()) -> Fields:
    """A heading, its reason, and what stands under it: places with their tasks, what the text says, and what says it as a whole."""
    shown: list[Said] = []
    by_id: list[Said] = []
    for one in said:
        # The whole text stands under its id already; a claim that says more, or less, is shown.
        (shown if one.claim and (one.claim.words or one.claim.condition or one.claim.where) else by_id).append(one)
    return {
        "heading": heading,
        "why": why,
        "places": list(places),
        "said": [_said(encoder, one) for one in shown],
        "ids": [_source(encoder, one, one.departures) for one in by_id],
    }


@dataclass
class _Lettered:
    """A task at a place, with all the letters that the party has there."""

    place: str
    duty: Duty
    letters: list[LetterView] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)


def _letters(encoder: Encoder, found: Duties) -> list[Fields]:
    """Place by place, the tasks with the same letters: each task stands once, and not once for each of its letters."""
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
    listed = encoder.edition.words.list
    shown: list[tuple[list[str], list[Fields]]] = []
    for name, groups in places.items():
        said = [
            _group(
                encoder,
                same[0].letters,
                listed([headings[0], *map(encoder.edition.words.within, headings[1:])]),
                [cell.duty for cell in same],
            )
            for headings, same in groups.items()
        ]
        # Where it is the same at several places, down to the marks, it stands once.
        alike = next((names for names, known in shown if known == said), None)
        if alike is None:
            shown.append(([name], said))
        else:
            alike.append(name)
    return [{"name": encoder.said("; ".join(names)), "groups": said} for names, said in shown]


def _of_others(encoder: Encoder, place: PlaceDuties) -> Fields:
    """The tasks of which the party asks or tells others, by whom it is."""
    others: dict[str, list[Duty]] = {}
    for duty in place.duties:
        others.setdefault(duty.whom, []).append(duty)
    return {"name": encoder.said(place.name), "groups": [_group(encoder, (), whom, found) for whom, found in others.items()]}


def _place(encoder: Encoder, place: PlaceDuties, letters: Iterable[LetterView]) -> Fields:
    return {"name": encoder.said(place.name), "groups": [_group(encoder, letters, "", place.duties)]}


def _group(encoder: Encoder, letters: Iterable[LetterView], words: str, found: Iterable[Duty]) -> Fields:
    return {
        "letters": [letter(encoder, each) for each in letters],
        "words": encoder.said(words),
        "tasks": [
            {
                "name": encoder.rich(duty.task),
                "marks": marks(encoder, (*duty.own, *duty.cell.notes, *duty.cell.departures)),
            }
            for duty in found
        ],
    }


def _source(encoder: Encoder, one: Said, departures: tuple[Mark, ...]) -> Fields:
    """The id of the statement or note that says it, with its marks."""
    notes = one.claim.notes if one.claim else ()
    return {
        "id": encoder.said(one.id),
        "to": encoder.label_of(one.link),
        "marks": marks(encoder, (*departures, *notes)),
    }


def _said(encoder: Encoder, one: Said) -> Fields:
    claim = one.claim
    assert claim is not None, "what merely mentions a party stands by its id"
    return {
        **_source(encoder, one, one.claim_departures if claim.words else one.departures),
        "text": encoder.rich(claim.words or one.text),
        "is-own-words": claim.is_own_words,
        "tasks": [encoder.said(task.words) for task in claim.tasks],
        "on": encoder.words("statement.on", layers=claim.layers) if claim.layers else "",
        "where": encoder.said(claim.where),
        "condition": condition(encoder, claim.condition),
    }


def condition(encoder: Encoder, words: Rich) -> Fields | None:
    return {"label": encoder.words("claim.condition"), "text": encoder.rich(words)} if words else None


def letter(encoder: Encoder, view: LetterView) -> Fields:
    return {"sign": encoder.said(view.letter), "duty": view.duty}


def marks(encoder: Encoder, views: Iterable[Mark]) -> list[Fields]:
    """What is shown of notes and departures, and where each leads."""
    return [{"label": view.label, "to": encoder.label_of(view.link)} for view in views]
