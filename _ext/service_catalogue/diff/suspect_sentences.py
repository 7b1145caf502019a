"""Sentences about what a change leaves to be confirmed and to be approved, or has removed from what was."""

from collections.abc import Iterator

from service_catalogue.diff.change import Action, Change, Kind
from service_catalogue.diff.names import Fields, Names
from service_catalogue.diff.sentences import Run, Sentence, compared
from service_catalogue.model.approvals import BY, standing
from service_catalogue.model.changelog import Mark
from service_catalogue.model.reviewed import DATA, Review, file_of, gone, items_of, suspects
from service_catalogue.model.service import Service


def sentence_about(words: str, place: str = "") -> Sentence:
    return Sentence((Run(Mark.SAME, words),), Change(kind=Kind.DETAIL, action=Action.CHANGED, place=place))


def _to_confirm(names: Names) -> tuple[list[Review], list[str]]:
    """Return the items that are not confirmed in the newer state and were not so in the older one, and addresses that are gone."""
    known = {(review.item.address, *review.digests.items()) for review in suspects(names.old)}
    reviews = [review for review in suspects(names.new) if (review.item.address, *review.digests.items()) not in known]
    return reviews, sorted({*gone(names.new)} - {*gone(names.old)})


def files_to_confirm(names: Names) -> list[str]:
    """Return the names of the files of the record that have what is to be confirmed: services, and ``shared``."""
    reviews, lost = _to_confirm(names)
    return list(dict.fromkeys(file_of(address) for address in (*(review.item.address for review in reviews), *lost)))


def suspect_sentences(names: Names) -> Iterator[Sentence]:
    """Yield a sentence for each item that is to be confirmed, with the words of each text that differ."""
    reviews, lost = _to_confirm(names)
    before = {item.address: item.sides for item in items_of(names.old)}
    for review in reviews:
        if review.confirmed:
            about, then = sentence_about(_words(names, review), review.item.name), before.get(review.item.address, {})
            sides = (side for side in review.changed if side != DATA and side in then and side in review.item.sides)
            yield about._replace(
                runs=(*about.runs, *(run for side in sides for run in _compared(names, review, side, then[side])))
            )
    if new := [review.item.name for review in reviews if not review.confirmed]:  # a new service has many: one sentence for all
        yield sentence_about(names.edition.words("diff.suspect-new", count=len(new)), new[0])
    yield from (sentence_about(names.edition.words("diff.suspect-gone", address=address)) for address in lost)


def _compared(names: Names, review: Review, side: str, then: str) -> Iterator[Run]:
    yield Run(Mark.SAME, f" ({_side(names, side)}) ")
    lines = [text.split("\n") for text in (then, review.item.sides[side])]
    old, new = (" · ".join(line for line in own if line not in other) for own, other in (lines, lines[::-1]))
    yield from (run if side == names.language else run._replace(lang=side) for run in compared(old, new))


def _words(names: Names, review: Review) -> str:
    words = names.edition.words
    changed, unchanged = (words.list([_side(names, side) for side in each]) for each in (review.changed, review.unchanged))
    where = names.place(review.item.name)
    return words("diff.suspect" if unchanged else "diff.suspect-all", where=where, changed=changed, unchanged=unchanged)


def _side(names: Names, side: str) -> str:
    words = names.edition.words
    return words(f"diff.side.{side}") if words.has(f"diff.side.{side}") else names.edition.language_name(side)


def changed_since(names: Names, service: Service | None) -> tuple[str, list[Sentence]]:
    """Return how far ``service``, or the catalogue, is approved, as a sentence, and what has changed since."""
    state, words = standing(names.new, service), names.edition.words
    what = names.service(str(service.id)) if service else words("diff.at.catalogue")
    if state is None or state.changes is None:
        return words("diff.never-approved", what=what), []
    key = "diff.changed-since" if state.changes else "diff.unchanged-since"
    sentences = [sentence_about(_covered(names, each), each) for each in state.changes]
    return words(key, service=what, count=len(sentences)), sentences


def _covered(names: Names, name: str) -> str:
    """Return the name of an object that an approval covers."""
    if name == BY:
        return names.edition.words("approval.label")
    if ":" not in name:
        return f"{names.edition.words('diff.at.catalogue')}, {Fields(names).name(name.removeprefix('catalogue/'))}"
    return names.place(name.partition("/")[0])
