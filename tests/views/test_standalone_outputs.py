"""Outputs that are read alone say all of a duty: a party's part, documents of other builders, booklets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from service_catalogue.search.answers import answers
from service_catalogue.views import directives, page
from service_catalogue.views.duties import OWN_LETTERS
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import Page, PageAddress

from tests.folders import DESK, catalogue_of, edited, entries, json_files, maker_of


def edition_with(tmp_path: Path, *edits: tuple[str, str, str]) -> Edition:
    return Edition(catalogue_of(edited(tmp_path, *edits)), "en")


def part_of(edition: Edition, party: str, service: str = "desk") -> Page:
    """Return the part of ``party`` as a document has it."""
    return Page("", "", (), parts=directives.parts(edition, "duties", (party, service)))


def in_documents(edition: Edition, shown: Page) -> str:
    """Return the output of builders without our templates for a page."""
    maker = maker_of(edition)
    return "\n".join(node.astext() for part in shown.parts for node in maker.parts([part], in_section=False))


MAY_SEE = "- {party: customer, may: {da: kan se kopien, en: can see the copy}, on: [upper], note: 2}"


@pytest.fixture
def with_an_area(tmp_path: Path) -> Edition:
    return edition_with(tmp_path, (DESK, "- {party: customer, may-do: [restore], on: [upper]}", MAY_SEE))


def test_a_claim_without_a_task_says_where_it_holds(with_an_area: Edition) -> None:
    edition, shown = with_an_area, part_of(with_an_area, "customer")
    assert "This concerns: Upper layer" in in_documents(edition, shown)


def test_documents_have_the_notes_of_a_claim(with_an_area: Edition) -> None:
    text = in_documents(with_an_area, part_of(with_an_area, "customer"))
    assert "The copy is the customer's responsibility. (!2) copies-2" in text
    assert "Customer can see the copy. (2) copies-2" in text


def test_a_part_says_what_its_letters_are_in_doubt_of_and_how_often_a_task_is_done(tmp_path: Path) -> None:
    edition = edition_with(
        tmp_path,
        (DESK, "at: [what-1, ownership.lower]", "at: [letter.R]"),
        (DESK, "      note: 1\n      upper", "      note: 1\n      cadence: {da: hver nat, en: every night}\n      upper"),
    )
    shown = part_of(edition, "customer")
    totals = [total for part in OWN_LETTERS.among(shown.walk()) for total in part.content.totals]
    assert [(total.letter.letter, [mark.label for mark in total.marks]) for total in totals if total.marks] == [("R", ["t1"])]
    text = in_documents(edition, shown)
    assert "R Responsible 2 (t1)" in text
    assert "The source says two things of the desk." in text
    assert "Backup (Cadence: every night) (" in text
    assert text.count("Cadence: ") == 2


def test_another_cadence_is_another_text_to_tick_off(tmp_path: Path) -> None:
    def digests(cadence: str) -> list[str]:
        edition = edition_with(
            tmp_path / cadence, (DESK, "      note: 1\n", f"      note: 1\n      cadence: {{da: {cadence}, en: x}}\n")
        )
        parts = OWN_LETTERS.among(part_of(edition, "customer").walk())
        places = [place for part in parts for place in part.content.places]
        return [task.digest for place in places for one in place.duties for group in one.groups for task in group.tasks]

    first, second = digests("hver nat"), digests("hver uge")
    assert sum(one != other for one, other in zip(first, second, strict=True)) == 2  # a cell on each layer


def test_a_part_says_who_has_what_the_matrix_does_not_list(tmp_path: Path) -> None:
    default = "  default: {text: {da: Resten er kundens., en: The rest is the customer’s.}, cells: [AR, -]}\n"
    edition = edition_with(tmp_path, (DESK, "  parties: [customer, provider]\n", f"  parties: [customer, provider]\n{default}"))
    for party in ("customer", "provider"):
        text = in_documents(edition, part_of(edition, party))
        assert "What the matrix does not list" in text
        assert "The rest is the customer’s." in text
    data = json_files(edition.catalogue)["services/desk.json"]["matrix"]["default"]
    assert (data["text"]["en"], data["cells"]) == ("The rest is the customer’s.", ["AR", "-"])


def test_what_is_inherited_says_from_which_service(tmp_path: Path) -> None:
    """A text of it may name statements, which are those of the other service."""
    rack = "id: rack\ncode: R1\nname: {da: Reol, en: Rack}\nprovider: provider\nmatrix:\n  extends: desk\n  remove: [restore]\n"
    edition = edition_with(tmp_path, ("services/rack.yaml", "", rack))
    text = in_documents(edition, part_of(edition, "customer", "rack"))
    assert "1: Condition: Weekdays only. (from D1 Desk)" in text
    assert "D1 t1 (from D1 Desk)" in text
    matrix = in_documents(edition, page(edition, PageAddress("services/rack", "service", ("rack",))))
    assert "The matrix builds on that of D1 Desk" in matrix


def rows_of(edition: Edition) -> dict[str, list[str]]:
    """Return the sentences about each task at all its places."""
    numbers = {entry.name: number for number, entry in enumerate(entries(edition, {}))}
    _, _, ((_, _, _, sentences, says, rows, _),), *_ = answers(edition, edition.catalogue.objects["service"]["desk"], numbers)
    return {
        task: [
            sentences[number] if isinstance(sentences[number], str) else sentences[number][0]
            for place in said
            for number in says[place][0]
        ]
        for _, task, said in rows
    }


@pytest.mark.parametrize(
    ("verb", "cell", "said"),
    [
        ("", "-", ["Nobody carries it out."]),
        ("        verb: {da: kører den, en: runs it}\n", "-", ["Nobody runs it."]),
        ("", "tbd", []),
    ],
)
def test_an_answer_says_where_nobody_does_a_task_unless_it_is_to_be_agreed(
    tmp_path: Path, verb: str, cell: str, said: list[str]
) -> None:
    edition = edition_with(
        tmp_path,
        (DESK, "upper: [A 2, -]", f"upper: [A 2, {cell}]"),
        (
            "roles.yaml",
            "        word: {da: Udfører, en: Responsible}\n",
            f"        word: {{da: Udfører, en: Responsible}}\n{verb}",
        ),
    )
    assert re.findall(r"Nobody [^.]*\.", " ".join(rows_of(edition)["backup"])) == said


def test_documents_and_the_answer_of_the_search_say_how_often_a_task_of_a_matrix_is_done(tmp_path: Path) -> None:
    cadence = "      note: 1\n      cadence: {da: hver nat, en: every night}\n"
    edition = edition_with(tmp_path, (DESK, "      note: 1\n", cadence))
    assert "Backup (every night) (1)" in in_documents(edition, page(edition, PageAddress("services/desk", "service", ("desk",))))
    said = rows_of(edition)
    assert "Cadence: every night." in said["backup"]
    assert not any("Cadence" in sentence for sentence in said["ownership"])


def test_a_withdrawal_is_the_title_of_a_box_in_documents_and_has_no_full_stop(tmp_path: Path) -> None:
    withdrawn = "status: retired\nwithdrawn: {on: 2027-01-01, reason: {da: Slut., en: Over.}}"
    edition = edition_with(tmp_path, (DESK, "status: in-force", withdrawn))
    text = in_documents(edition, part_of(edition, "customer"))
    assert text.splitlines()[0] == "No longer applies from 1\u00a0January 2027"


def test_the_answer_on_a_page_of_a_task_says_that_its_only_service_is_not_in_force(tmp_path: Path) -> None:
    def said(state: str) -> str:
        edition = edition_with(tmp_path / state, (DESK, "status: in-force", f"status: {state}"))
        return in_documents(edition, page(edition, PageAddress("tasks/restore", "task", ("restore",))))

    assert "D1 Desk (draft): " in said("draft")
    assert "D1 Desk: " not in said("in-force")
