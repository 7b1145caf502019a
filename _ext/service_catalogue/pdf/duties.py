"""What binds each party in a service, for print: in the booklets and in the contract annex alike."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.service import Service
from service_catalogue.pdf.encode import Encoder
from service_catalogue.views.annotations import Mark
from service_catalogue.views.duties import Duties, Duty, PlaceDuties, Said, concerns, duties
from service_catalogue.views.edition import Link

#: A heading, its reason, and what stands under it: places with their tasks, then what the text says.
Section = dict[str, object]


def duty_lists(encoder: Encoder, service: Service) -> list[dict[str, object]]:
    """A list for each party that ``service`` says something of, and at last what holds without naming one."""
    edition, words = encoder.edition, encoder.words
    document = f"services/{service.id}"
    lists = []
    unnamed: tuple[Said, ...] = ()
    for party in edition.catalogue.parties:
        if concerns(service, party.id):
            found = duties(edition, service, party)
            unnamed = unnamed or found.unnamed
            lists.append(
                {
                    "place": encoder.place(Link(document, f"duties.{party.id}")),
                    "heading": words("pdf.duties", party=found.party),
                    "baseline": _baseline(encoder, found),
                    "none": words("duties.none", party=found.party) if found.is_empty else "",
                    "sections": list(_sections(encoder, found)),
                }
            )
    if unnamed:
        section = _section(encoder, "", words("duties.unnamed.why"), said=unnamed)
        place = encoder.place(Link(document, "duties.unnamed"))
        lists.append({"place": place, "heading": words("duties.unnamed"), "baseline": [], "none": "", "sections": [section]})
    return lists


def _baseline(encoder: Encoder, found: Duties) -> list[object]:
    """The statement that holds for all of it: its id, and its text."""
    view = found.baseline
    return [{"w": view.id, **encoder.target(view.link)}, encoder.rich(view.text)] if view else []


def _sections(encoder: Encoder, found: Duties) -> Iterator[Section]:
    words = encoder.words
    for letter in found.letters:
        yield _section(encoder, encoder.said(letter.heading), "", letter.places, letter.said)
    if found.open:
        yield _section(encoder, words("duties.open"), "", found.open)
    if found.promised:
        yield _section(encoder, words("duties.promised"), "", said=found.promised)
    if found.rights:
        yield _section(encoder, words("duties.rights"), "", said=found.rights)
    why = words("duties.follows.why")
    for key, places in (("asks", found.asks), ("tells", found.tells)):
        if places:
            yield _section(encoder, words(f"duties.{key}"), why, places)
            why = ""
    if found.mentions:
        yield _section(encoder, words("duties.mentions"), "", said=found.mentions)


def _section(
    encoder: Encoder, heading: object, why: object, places: tuple[PlaceDuties, ...] = (), said: tuple[Said, ...] = ()
) -> Section:
    return {
        "heading": heading,
        "why": why,
        "places": [
            {"name": encoder.said(place.name), "tasks": [_task(encoder, duty) for duty in place.duties]} for place in places
        ],
        "said": [_said(encoder, one) for one in said],
    }


def _task(encoder: Encoder, duty: Duty) -> dict[str, object]:
    marks = (*duty.own, *duty.cell.notes, *duty.cell.departures)
    return {
        "name": encoder.rich(duty.task),
        "whom": encoder.said(duty.whom),
        "marks": [mark(encoder, each) for each in marks],
    }


def _said(encoder: Encoder, one: Said) -> dict[str, object]:
    claim, words = one.claim, encoder.words
    sentence: object = ""
    tasks: list[object] = []
    if claim:
        tasks = [encoder.said(task.words) for task in claim.tasks]
        sentence = encoder.rich(claim.words) if claim.words and not one.is_whole else ""
    return {
        "id": {"w": encoder.said(one.id), **encoder.target(one.link)},
        "sentence": sentence,
        "is-own-words": bool(claim and claim.is_own_words),
        "tasks": tasks,
        "on": words("statement.on", layers=claim.layers) if claim and claim.layers else "",
        "condition": [words("claim.condition"), encoder.rich(claim.condition)] if claim and claim.condition else [],
        # In a booklet the whole text stands under its id: here only where the party is bound by all of it.
        "text": encoder.rich(one.text) if not sentence else "",
        "marks": [mark(encoder, each) for each in (*one.departures, *(claim.notes if claim else ()))],
    }


def mark(encoder: Encoder, view: Mark) -> list[str]:
    """What is shown of a note or a departure, where it leads, and of which kind it is."""
    return [view.label, encoder.target(view.link).get("to", ""), view.kind]
