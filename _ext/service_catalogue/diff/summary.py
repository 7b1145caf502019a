"""The first sentences of a report: what changes for whom, and what else is to be read."""

import itertools
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator
from dataclasses import replace
from typing import cast

from service_catalogue.diff.cell_sentences import is_of_cell, letters_gained, letters_lost
from service_catalogue.diff.change import Action, Change, Kind
from service_catalogue.diff.claim_sentences import is_of_claim
from service_catalogue.diff.claims import Unit, strength
from service_catalogue.diff.fact_sentences import Facts
from service_catalogue.diff.sentences import SentenceWriter

#: The headings of cells that are to be read.
_OF_CELLS = ("diff.begins", "diff.ends", "diff.states", "diff.notes")
#: What happens to a right and to a duty of which only the words change.
_REWORDED = ("diff.reworded-right", "diff.reworded-duty")
#: Texts too long for the first sentences.
_QUOTED = ("tension", "exception", "note", "letter")
#: Number of places that a sentence names.
_NAMED = 3


def summary(writer: SentenceWriter) -> str:
    """Return what each party takes on, gives up, gains or loses, and what it is to read: all that changes but the layout."""
    names, words = writer.names, writer.words
    changes_by_effect: dict[tuple[str, str, str], list[Change]] = defaultdict(list)
    taken: dict[Hashable, list[Change]] = defaultdict(list)
    for heading, what, change in sorted(_by_party(writer), key=lambda effect: effect[0] != "diff.takes-on"):
        if heading == "diff.takes-on":
            taken[what].append(change)
        elif heading == "diff.gives-up" and taken[what]:
            changes_by_effect["moves", change.party, taken[what].pop(0).party].append(change)
        else:
            changes_by_effect["cells" if heading in _OF_CELLS else heading.removeprefix("diff."), change.party, ""].append(change)
    for change in itertools.chain(*taken.values()):
        changes_by_effect["takes-on", change.party, ""].append(change)
    said = []
    for (key, party, other), changes in changes_by_effect.items():
        where = words.list([names.service(id) for id in dict.fromkeys(id for one in changes for id in (one.service, *one.heirs))])
        parties = {"subject": names.subject(party), "party": names.party(party), "other": names.party(other)}
        said.append(words(f"diff.summary.{key}", count=len(changes), where=where, **parties))
    said += _others(writer, {change.place for changes in changes_by_effect.values() for change in changes})
    return " ".join(said) or words("diff.summary.none")


def _by_party(writer: SentenceWriter) -> Iterator[tuple[str, Hashable, Change]]:
    """Yield the heading under which a party reads each effect of a change, the letter or the claim, and the change."""
    of_parties = [change for change in writer.changes if change.party and change.field != "unlike"]
    for change in of_parties:
        place, claim = change.place.rpartition(".")[0], cast(Unit, change.new or change.old)
        if is_of_cell(change):
            letters = (*letters_lost(change), *letters_gained(change), "")
            effects = range(len(writer.sentences(change)))
            yield from ((writer.heading(change, index), (place, letters[index]), change) for index in effects)
        elif is_of_claim(change):
            heading, is_duty = writer.heading(change), strength(claim) == "promises"
            what = change.place, repr({key: value for key, value in claim.items() if key != "party"})
            yield _REWORDED[is_duty] if heading == "diff.reworded" else heading, what, change
        elif change.kind is not Kind.CELL:
            yield writer.heading(change), change.place, change
    yield from _reworded(writer, {(change.place, change.party) for change in of_parties})


def _reworded(writer: SentenceWriter, said: Collection[tuple[str, str]]) -> Iterator[tuple[str, Hashable, Change]]:
    """Yield the same for each party with a claim in a statement whose text changes, beside the places and parties in ``said``."""
    for change in writer.changes:
        if change.place.startswith("statement:") and change.field == "text":
            known = writer.names.object(change.place).claims
            claims = (claim for claim in known if claim.party and (change.place, claim.party) not in said)
            yield from ((_REWORDED[not claim.is_right], "", replace(change, party=str(claim.party))) for claim in claims)


def _others(writer: SentenceWriter, said: Collection[str]) -> Iterator[str]:
    """Yield what changes beside the effects on parties at the places ``said``: facts, and objects that are to be read."""
    names, words = writer.names, writer.words
    whole = {change.place for change in writer.changes if not change.field}
    places_by_effect: dict[tuple[Action, str], dict[str, None]] = defaultdict(dict)
    for change in writer.changes:
        kind, _, id = change.place.partition(":")
        is_said = change.place in said or any(place.startswith(f"cell:{id}.") for place in said if kind == "row")
        is_part = change.field and whole & {change.place, f"service:{change.service}"}
        if change.party or change.is_layout or is_part or (is_said and change.field in ("", "text") and kind != "note"):
            continue
        where = names.place(change.place)
        if fact := "" if kind in _QUOTED else Facts(names).sentence(change, where):
            yield fact
        else:
            action = Action.CHANGED if change.field else change.action
            places_by_effect[action, names.concerned(change.place)][words.within(where)] = None
    for (action, concerned), places in places_by_effect.items():
        named, left = [*places][:_NAMED], len(places) - _NAMED
        what = f"{', '.join(named)} {words('diff.more', count=left)}" if left > 0 else words.list(named)
        yield f"{words(f'diff.{action.value}', what=what)}. {concerned}"
