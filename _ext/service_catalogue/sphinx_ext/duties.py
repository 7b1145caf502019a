"""What binds a party, as docutils nodes: its tasks place by place, and what the text says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docutils import nodes

from service_catalogue.locale import Words
from service_catalogue.sphinx_ext import elements
from service_catalogue.views.duties import Said
from service_catalogue.views.duties_page import OwnLetters, OwnPlace, OwnTask
from service_catalogue.views.piece import plain
from service_catalogue.views.statements import tasks_in_words


class DutyMaker:
    """Makes the nodes of a party's part, in one language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def letters(self, view: OwnLetters) -> Iterator[nodes.Element]:
        if doubtful := [total for total in view.totals if total.marks]:
            said = (f"{total.letter.letter}: {total.words}{elements.marks(total.marks)}" for total in doubtful)
            yield nodes.bullet_list("", *(nodes.list_item("", elements.paragraph(one)) for one in said))
        yield from self.places(view.places)
        if view.said:
            yield nodes.rubric("", self._words("duties.said"))
            yield self.said(view.said)

    def places(self, places: Iterable[OwnPlace]) -> Iterator[nodes.Element]:
        for place in places:
            if place.name:
                yield nodes.rubric("", place.name)
            for same in place.duties:
                letters = f" ({''.join(letter.letter for letter in same.letters)})" if same.letters else ""
                yield elements.paragraph(f"{same.says}{letters}:")
                tasks = (task for group in same.groups for task in group.tasks)
                yield nodes.bullet_list("", *(nodes.list_item("", elements.paragraph(_task(task))) for task in tasks))

    def said(self, said: Iterable[Said]) -> nodes.Element:
        return elements.definitions((one.id + elements.marks(one.marks), list(self._one(one))) for one in said)

    def _one(self, one: Said) -> Iterator[nodes.Element]:
        claim, words = one.claim, self._words
        if claim and not one.is_whole:
            yield elements.paragraph(plain(claim.words) + ("" if claim.is_own_words else f" {tasks_in_words(words, claim)}."))
        if one.text:
            yield elements.rich(one.text)
        if claim and claim.condition:
            yield elements.paragraph(f"{words('claim.condition')}: {plain(claim.condition)}")
        if claim and claim.is_own_words and claim.tasks:
            yield elements.paragraph(f"{words('statement.claims')}: {tasks_in_words(words, claim)}")
        elif claim and claim.where:
            yield elements.paragraph(f"{words('departure.places')}: {claim.where}")


def _task(task: OwnTask) -> str:
    return plain(task.name) + (f" ({task.cadence})" if task.cadence else "") + elements.marks(task.marks)
