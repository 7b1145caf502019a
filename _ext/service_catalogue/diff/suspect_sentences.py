"""Sentences about what a change leaves to be confirmed: texts, claims and tensions whose other side did not change with them."""

from collections.abc import Iterator

from service_catalogue.diff.change import Action, Change, Kind
from service_catalogue.diff.names import Fields, Names
from service_catalogue.diff.sentences import Run, Sentence
from service_catalogue.model.changelog import Mark
from service_catalogue.model.reviewed import Review, own_sides, suspects


def suspect_sentences(names: Names) -> Iterator[Sentence]:
    """Yield a sentence for each item that is suspect in the newer state and was not so in the older one."""
    known = {(review.item.address, *review.digests.items()) for review in suspects(names.old)}
    found = [review for review in suspects(names.new) if (review.item.address, *review.digests.items()) not in known]
    said = {_sentence(names, review): review.item.place for review in found if review.changed}
    if new := [review.item.place for review in found if not review.changed]:  # a new service has many: one sentence for all
        said[names.edition.words("diff.suspect-new", count=len(new))] = new[0]
    for words, place in said.items():
        change = Change(kind=Kind.DETAIL, action=Action.CHANGED, place=place.partition("/")[0])
        yield Sentence((Run(Mark.SAME, words),), change)


def _sentence(names: Names, review: Review) -> str:
    words = names.edition.words
    object, _, field = review.item.place.partition("/")
    where = ", ".join(filter(None, (names.place(object), Fields(names).name("" if "claims." in field else field))))
    changed, unchanged = (words.list([_side(names, side) for side in each]) for each in (review.changed, own_sides(review)))
    return words("diff.suspect" if unchanged else "diff.suspect-all", where=where, changed=changed, unchanged=unchanged)


def _side(names: Names, side: str) -> str:
    words = names.edition.words
    return words(f"diff.side.{side}") if words.has(f"diff.side.{side}") else names.edition.language_name(side)
