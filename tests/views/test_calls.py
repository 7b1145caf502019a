"""Whom to call about a service: who acts in which situation, and how to reach whom."""

from __future__ import annotations

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.views import addresses, page
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.page import Page, PageAddress
from service_catalogue.views.service import CALL_WAYS, CALLS, Calls
from service_catalogue.views.statements import NOTES_AGAIN

from tests.folders import catalogue_of, edited

SITUATIONS = "\nsituations:\n  - {situation: fault, tasks: [restore]}\n  - {situation: question, tasks: [ownership]}\n"


def read(folder, situations: str = SITUATIONS) -> Catalogue:
    return catalogue_of(edited(folder, ("catalogue.yaml", "redirects: {}", f"redirects: {{}}{situations}")))


def calls_of(catalogue: Catalogue) -> tuple[Calls, Page]:
    found = page(Edition(catalogue, "en"), PageAddress("whom-to-call/desk", "calls", ("desk",)))
    (part,) = CALLS.among(found.parts)
    return part.content, found


def test_there_is_a_page_only_if_a_situation_means_a_task_of_the_service(tmp_path):
    def documents(catalogue: Catalogue) -> list[str]:
        return [address.document for address in addresses(catalogue) if address.kind == "calls"]

    assert documents(read(tmp_path / "one")) == ["whom-to-call/desk"]
    assert documents(read(tmp_path / "none", "\n")) == []


def test_who_acts_on_each_layer_and_what_others_have_to_do_with_it(tmp_path):
    content, _ = calls_of(read(tmp_path))
    assert [plain(place) for place in content.places] == ["Upper layer", "Lower layer"]
    rows = {row.situations: row.cells for row in content.rows}
    faults = [(cell.who, [words for words, _ in cell.more], cell.span) for cell in rows["Faults"]]
    assert faults == [("Customer", ["Provider: informed"], 1), ("Provider", [], 1)]
    assert [mark.label for _, marks in rows["Faults"][0].more for mark in marks]


def test_what_is_noted_of_a_task_as_a_whole_is_beside_it_and_in_full(tmp_path):
    content, found = calls_of(read(tmp_path, SITUATIONS.replace("restore", "backup")))
    assert [[mark.words for mark in row.marks] for row in content.rows if row.situations == "Faults"] == [["Note 1"]]
    (notes,) = NOTES_AGAIN.among(found.parts)
    assert "Weekdays only." in [plain(note.text) for note in notes.content]


def test_what_is_not_stated_is_named(tmp_path):
    _, found = calls_of(read(tmp_path))
    (ways,) = CALL_WAYS.among(found.parts)
    assert str(ways.content.outside.value).startswith("No on-call scheme is stated")
    assert ways.content.contacts == ()
