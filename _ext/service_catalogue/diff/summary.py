"""The first sentence of a report: the duties that move, and between whom."""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from service_catalogue.diff.cell_sentences import is_of_cell, letters_gained, letters_lost
from service_catalogue.diff.change import Action, Change, Kind, Value
from service_catalogue.diff.claim_sentences import heading_of, is_of_claim
from service_catalogue.diff.claims import Unit, strength
from service_catalogue.diff.fact_sentences import OF_LETTER, Facts
from service_catalogue.diff.names import Names
from service_catalogue.diff.places import located
from service_catalogue.model.vocabulary import Duty

#: Who loses a duty and who gains it; one of them may be nobody.
_Move = tuple[str, str]
#: The headings under which a party reads about its claims, without the prefix, of which the claims are counted.
_BOUND = ("narrowed", "widened", "to-must", "to-may", "conditions", "loses", "gains")


def summary(names: Names, changes: Sequence[Change]) -> str:
    """Return, as sentences, the services that are new or gone, and how many duties move between parties, are lost or gained."""
    words = names.edition.words
    counts: dict[_Move, int] = defaultdict(int)
    services: dict[_Move, dict[str, None]] = defaultdict(dict)
    for move, change in _moves(names, changes):
        counts[move] += 1
        services[move].update(dict.fromkeys((change.service, *change.heirs)))
    said = [
        words(f"diff.{change.action.value}", what=words.within(names.place(change.place))) + "."
        for change in changes
        if change.kind is Kind.ID and change.place.startswith("service:") and change.action in (Action.ADDED, Action.REMOVED)
    ]
    for (loser, winner), count in counts.items():
        key = "moves" if loser and winner else "lost" if loser else "gained"
        where = words.list([names.service(id) for id in services[loser, winner]])
        parties = {"loser": names.party(loser), "winner": names.party(winner)}
        party = names.subject(loser or winner)
        said.append(words(f"diff.summary.{key}", count=count, party=party, where=where, **parties))
    said += list(_bound(names, changes))
    return " ".join(said or _without_duties(names, changes))


def _without_duties(names: Names, changes: Sequence[Change]) -> Iterator[str]:
    """Yield the cells and letters that change where no duty moves, or that none does."""
    words, facts = names.edition.words, Facts(names)
    cells = [change for change in changes if is_of_cell(change)]
    of_facts = (change for change in changes if change.field in (*OF_LETTER, "withdrawn.on"))
    said = [(change, facts.sentence(change, names.place(change.place))) for change in of_facts]
    letters = [change.place for change, sentence in said if change.field in OF_LETTER and sentence]
    withdrawn = [sentence for change, sentence in said if change.field not in OF_LETTER and sentence]
    if cells:
        services = dict.fromkeys(id for cell in cells for id in (cell.service, *cell.heirs))
        yield words("diff.summary.cells", count=len(cells), where=words.list([names.service(id) for id in services]))
    if letters:
        places = [words.within(names.place(place)) for place in dict.fromkeys(letters)]
        yield words("diff.summary.letters", letters=words.list(places))
    yield from withdrawn
    if not (cells or letters or withdrawn or any(change.field == "scheme" for change in changes)):
        yield words("diff.summary.none")


def _bound(names: Names, changes: Sequence[Change]) -> Iterator[str]:
    """Yield the number of rights of each party that are new or gone, and of claims that bind more, less or elsewhere."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for change in changes:
        key = heading_of(change).removeprefix("diff.") if is_of_claim(change) and change.party else ""
        is_counted = change.field == "claims" and strength(cast(Unit, change.new or change.old)) == "promises"
        if key in _BOUND and not is_counted:
            counts[change.party, key] += 1
    for (party, key), count in counts.items():
        yield names.edition.words(f"diff.summary.{key}", count=count, party=names.party(party))


def _moves(names: Names, changes: Sequence[Change]) -> Iterator[tuple[_Move, Change]]:
    """Yield who loses and gains duties, cell by cell and claim by claim."""
    at: dict[str, list[Change]] = defaultdict(list)
    claims: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        if is_of_cell(change) and change.field != "unlike":
            at[change.place.rpartition(".")[0]].append(change)
        elif change.field == "claims" and change.party and strength(cast(Unit, change.new or change.old)) == "promises":
            claims[change.place].append(change)
    for those in claims.values():
        yield from _moved_claims(those)
    for cells in at.values():
        for letter in dict.fromkeys(letter for cell in cells for letter in (*letters_lost(cell), *letters_gained(cell))):
            if not _is_duty(names, cells[0], letter):
                continue
            losers = [cell for cell in cells if letter in letters_lost(cell)]
            winners = [cell for cell in cells if letter in letters_gained(cell)]
            for loser, winner in itertools.zip_longest(losers, winners):
                yield (loser.party if loser else "", winner.party if winner else ""), loser or winner


def _moved_claims(changes: list[Change]) -> Iterator[tuple[_Move, Change]]:
    """Yield who loses and gains the claims of one statement: the same claim of another party has moved."""
    gained = [change for change in changes if change.new]
    for change in changes:
        if change.old:
            other = next((each for each in gained if _without_party(each.new) == _without_party(change.old)), None)
            if other:
                gained.remove(other)
            yield (change.party, other.party if other else ""), change
    yield from ((("", change.party), change) for change in gained)


def _without_party(claim: Value) -> dict[str, object]:
    return {key: value for key, value in claim.items() if key != "party"} if isinstance(claim, Mapping) else {}


def _is_duty(names: Names, change: Change, letter: str) -> bool:
    found = located(change.place, (names.new, names.old))
    known = found.letter(letter) if found else None
    return bool(known and known.duty in (Duty.DOES, Duty.ANSWERS_FOR))
