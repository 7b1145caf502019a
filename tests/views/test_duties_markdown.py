"""A party's part as Markdown: what the page says, each task once, and nothing that the data hold is markup."""

from __future__ import annotations

import re

import pytest
from service_catalogue.check.checker import check
from service_catalogue.views import page
from service_catalogue.views.duties_markdown import markdown
from service_catalogue.views.duties_page import OWN_LETTERS, OWN_PLACES
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import Address
from service_catalogue.views.piece import plain

from tests.folders import PLATFORM, catalogue_of, edited

CATALOGUE = catalogue_of(PLATFORM)
SERVICE = CATALOGUE.objects["service"]["2a"]
SCHEME = CATALOGUE.scheme(SERVICE.matrix.scheme)


def written(party: str, language: str = "en", catalogue=CATALOGUE, service: str = "2a") -> str:
    edition = Edition(catalogue, language)
    return markdown(edition, page(edition, Address(f"parties/{party}/{service}", "duties", (party, service))))


@pytest.mark.parametrize("party", ["customer", "provider"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_task_is_listed_once_on_its_layer_with_its_notes(party: str, language: str) -> None:
    text, edition = written(party, language), Edition(CATALOGUE, language)
    own = text.split("\n## ")[1]
    for layer in SERVICE.matrix.axes["layer"]:
        cells = [cell for cell in SERVICE.matrix.cells if cell.party == party and cell.values == (layer,)]
        duties = [cell for cell in cells if set(cell.letters) & {"A", "R"}]
        name = edition.plain(edition.value_name(layer, "layer"))
        part = own.partition(f"### {name}\n")[2].split("\n### ")[0]
        assert part.count("- [ ] ") == len(duties), layer
        for cell in duties:
            task = plain(edition.name(CATALOGUE.task(cell.task).name))
            line = next(line for line in part.splitlines() if re.match(re.escape(f"- [ ] {task}") + r"(?= \(|$)", line))
            for note in cell.notes:
                assert edition.words("note.mark", number=note) in line


@pytest.mark.parametrize("party", ["customer", "provider"])
def test_tasks_that_are_listed_together_have_the_same_letters(party: str) -> None:
    """Those of others too, which follow from one of their letters."""
    shown = page(Edition(CATALOGUE, "en"), Address(f"parties/{party}/2a", "duties", (party, "2a")))
    parts = [*shown.walk()]
    places = [place for part in OWN_LETTERS.among(parts) for place in part.content.places]
    places += [place for part in OWN_PLACES.among(parts) for place in part.content]
    told = [(same, task) for place in places for same in place.duties for group in same.groups for task in group.tasks]
    assert len(told) > 50
    for same, task in told:
        assert "".join(letter.letter for letter in same.letters) == SCHEME.in_order(
            SERVICE.matrix.by_address[task.link.anchor].letters
        )


def test_it_says_every_note_condition_and_departure_of_the_page() -> None:
    text, words = written("customer"), Edition(CATALOGUE, "en").words
    for note in SERVICE.notes:
        kind = words(f"note.{note.kind.value}")
        assert f"- {note.id} ({kind}): " in text
    assert [f"- {tension.id}: " in text for tension in SERVICE.tensions].count(False) <= 1
    assert "Condition: where this is formally agreed." in written("provider")
    assert text.endswith("Where the languages differ, the Danish text prevails.\n")


def test_no_text_is_markup(tmp_path) -> None:
    catalogue = check(edited(tmp_path, ("tasks.yaml", "en: Ownership", 'en: "Own <b>*er*</b> [s](x) #1"'))).catalogue
    text = written("customer", catalogue=catalogue, service="desk")
    assert r"Own \<b\>\*er\*\</b\> \[s\](x) \#1" in text
