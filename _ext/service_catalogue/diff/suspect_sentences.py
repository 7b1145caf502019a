"""Sentences about what a change leaves to be confirmed, or has removed from what was."""

from collections.abc import Iterator

from service_catalogue.diff.change import Action, Change, Kind
from service_catalogue.diff.names import Names
from service_catalogue.diff.sentences import Run, Sentence
from service_catalogue.model.changelog import Mark
from service_catalogue.model.reviewed import Review, gone, suspects


def suspect_sentences(names: Names) -> Iterator[Sentence]:
    """Yield a sentence for each item that is not confirmed in the newer state and was not so in the older one."""
    known = {(review.item.address, *review.digests.items()) for review in suspects(names.old)}
    found = [review for review in suspects(names.new) if (review.item.address, *review.digests.items()) not in known]
    said = {_sentence(names, review): review.item.name for review in found if review.confirmed}
    if new := [review.item.name for review in found if not review.confirmed]:  # a new service has many: one sentence for all
        said[names.edition.words("diff.suspect-new", count=len(new))] = new[0]
    lost = {*gone(names.new)} - {*gone(names.old)}
    said |= {names.edition.words("diff.suspect-gone", address=address): "" for address in sorted(lost)}
    for words, place in said.items():
        yield Sentence((Run(Mark.SAME, words),), Change(kind=Kind.DETAIL, action=Action.CHANGED, place=place))


def _sentence(names: Names, review: Review) -> str:
    words = names.edition.words
    changed, unchanged = (words.list([_side(names, side) for side in each]) for each in (review.changed, review.unchanged))
    where = names.place(review.item.name)
    return words("diff.suspect" if unchanged else "diff.suspect-all", where=where, changed=changed, unchanged=unchanged)


def _side(names: Names, side: str) -> str:
    words = names.edition.words
    return words(f"diff.side.{side}") if words.has(f"diff.side.{side}") else names.edition.language_name(side)
