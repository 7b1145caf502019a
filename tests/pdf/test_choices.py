"""Choices and settled points of an annex: in the lists of both parties, under the texts, and on the first page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from service_catalogue.check.checker import check
from service_catalogue.cli import main
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf.annex import AnnexChoice, AnnexChoices, Taken, annex_sheet, read_annex, why_draft
from service_catalogue.views.edition import Edition

from tests.folders import EXAMPLE as THREE_PARTIES, FIXTURES, PLATFORM, approve, catalogue_of, copy, edited
from tests.pdf.examples import EXAMPLE

CHOICES = "choices: {on-call: general-7, environments: desc-4}"
DECLARED = """choices:
  on-call: general-7
  environments: desc-4
  other:
    agreement:
      kind: agreement
      on: security-1
      name: {da: Formel aftale, en: Formal agreement}
      asks: {where: {da: Hvor det er aftalt, en: Where it is agreed}}
undefined-words: [{da: som udgangspunkt, en: as a starting point}, {da: løbende, en: on an ongoing basis}]
topics: [{id: exit, name: {da: ophør, en: leaving}, words: {da: [ophøre], en: [leave]}}]
"""
SERVICE = "services/2a.yaml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2A, which declares a choice of its own, an environment that it needs, and undefined words."""
    folder = copy(tmp_path_factory.mktemp("data"), PLATFORM)
    text = (folder / SERVICE).read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith(CHOICES))
    (folder / SERVICE).write_text(text.replace(f"{line}\n", DECLARED), "utf-8")
    return folder


@pytest.fixture(scope="module")
def catalogue(folder: Path) -> Catalogue:
    return catalogue_of(folder)


def words(value: Any) -> str:
    """Return the words of a value of the sheet."""
    if isinstance(value, dict):
        return words(value["words"])
    return "".join(map(words, value)) if isinstance(value, list) else str(value)


def english(tmp_path: Path, catalogue: Catalogue, *edits: tuple[str, str], more: str = "", draft: bool = True) -> dict[str, Any]:
    """Return the English side of the example with ``edits``, and ``more`` lines."""
    text = EXAMPLE.read_text("utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "annex.yaml"
    path.write_text(text + more, "utf-8")
    annex = read_annex(path, catalogue)
    assert annex.annex, annex.problems
    return json.loads(annex_sheet(annex.annex, annex.digest, catalogue, ["changed"] * draft, "")[0].json)["annex"][1]


def said(item: dict[str, Any]) -> str:
    return words(item["value"]) if not item["name"] else f"{words(item['name'])}: {words(item['value'])}"


def agreed(side: dict[str, Any], on: str) -> list[str]:
    return list(map(said, side["settled"].get(on, [])))


def margin(side: dict[str, Any], on: str) -> dict[str, list[str]]:
    return {words(one["party"]): one["kinds"] for one in side["service"]["margins"].get(on, [])}


def opened(side: dict[str, Any]) -> dict[str, list[str]]:
    return {words(point["name"]): list(map(words, point["points"])) for point in side["open-points"]}


@pytest.mark.parametrize(("draft", "heading"), [(True, "Chosen, not yet agreed"), (False, "Agreed for this system")])
def test_an_option_that_is_taken_is_a_duty_of_one_party_and_a_right_of_the_other(
    tmp_path: Path, catalogue: Catalogue, draft: bool, heading: str
) -> None:
    taken = ("on-call: yes", "on-call: {response: {da: En time, en: One hour}}")
    side = english(tmp_path, catalogue, taken, draft=draft)
    assert margin(side, "general-7") == {"Statens It": ["duty"], "Customer": ["right"]}
    assert agreed(side, "general-7") == [f"On-call scheme: {heading}", "Response: One hour"]
    assert "On-call scheme: Normal working hours, How to call, Price" in opened(side)["Not stated in this annex"]
    assert side["agreed"]["general-7"] == heading


@pytest.mark.parametrize(
    ("stated", "entitled"),
    [
        ("", []),
        ("        about: {parties: [department, it]}\n", ["department"]),
        ("          - {party: supplier, kind: right}\n", ["supplier"]),
        ("          - {party: supplier}\n", ["department"]),
    ],
)
def test_an_option_is_a_right_of_the_party_that_the_text_gives_it_alone(tmp_path: Path, stated: str, entitled: list[str]) -> None:
    last = "            condition: {en: for a named application}\n"
    service = "services/managed-application.yaml"
    catalogue = catalogue_of(edited(tmp_path, (service, last, last + stated), source=THREE_PARTIES))
    annex = replace(read_annex(FIXTURES / "annex-three-parties.yaml", catalogue).annex, on_call=Taken(AnnexChoice.YES))
    choices = AnnexChoices(Edition(catalogue, "en"), annex, catalogue.objects["service"]["managed-application"])
    names = {"".join(piece.words for piece in one.party): one.kinds for one in choices.margins({})["running-5"]}
    assert names.pop("Council IT") == ("duty",)
    assert {name.lower(): kinds for name, kinds in names.items()} == dict.fromkeys(entitled, ("right",))


def test_a_choice_changes_no_statement(tmp_path: Path, catalogue: Catalogue) -> None:
    taken, declined = english(tmp_path, catalogue), english(tmp_path, catalogue, ("on-call: yes", "on-call: no"))
    assert agreed(declined, "general-7") == ["On-call scheme: No on-call scheme under this annex"]
    assert margin(declined, "general-7") == {"Statens It": ["not chosen"]}
    assert taken["service"].pop("margins") != declined["service"].pop("margins")
    assert taken["service"] == declined["service"]
    assert '"id": "general-7"' in json.dumps(declined["service"]["sections"])


def test_what_the_text_says_nothing_about_is_open_unless_the_file_answers_it(tmp_path: Path, folder: Path) -> None:
    silent = "Beyond what stands above, neither the text nor the annex says anything about"
    answered = "topics: [{id: windows, name: {da: vinduer, en: windows}, words: {da: [vindue], en: [window]}, answered-by: [service-windows]}, "
    catalogue = catalogue_of(edited(tmp_path / "data", (SERVICE, "topics: [", answered), source=folder))
    for more, left_out in (("", True), ("service-windows: {da: Torsdag, en: Thursday}\n", False)):
        found = opened(english(tmp_path, catalogue, more=more))
        assert found[silent] == ["leaving"], "page 1 says it, or that it is not stated, and not both"
        assert ("service windows" in found["Not stated in this annex"]) is left_out


def test_the_agreement_that_a_condition_asks_for(tmp_path: Path, catalogue: Catalogue) -> None:
    """It is not stated, is agreed, or is not; in either of the last cases, the condition is settled."""
    off, conditions = ("on-call: yes", "on-call: no"), "Conditions on which nothing is agreed"
    silent = english(tmp_path, catalogue, off)
    assert "Formal agreement (security-1)" in opened(silent)["Not stated in this annex"]
    assert opened(silent)[conditions] == ["security-1"]  # on-call: no
    for answer, lines in (
        ("no", ["Formal agreement: Not agreed"]),
        (
            "{where: {da: Aftalens punkt 7, en: Item 7}}",
            ["Formal agreement: Chosen, not yet agreed", "Where it is agreed: Item 7"],
        ),
    ):
        side = english(tmp_path, catalogue, off, more=f"choices: {{agreement: {answer}}}\n")
        assert agreed(side, "security-1") == lines
        assert conditions not in opened(side)


SETTLED = """settled:
  - {on: t4, text: {da: Kun læsning., en: Reading only.}}
  - {on: security-1, text: {da: Aftalt i punkt 7., en: Agreed in item 7.}}
  - {on: som udgangspunkt, text: {da: Uden undtagelse., en: Without exception.}}
"""


def test_what_is_settled_is_open_no_more(tmp_path: Path, catalogue: Catalogue) -> None:
    off = ("on-call: yes", "on-call: no")
    before, side = english(tmp_path, catalogue, off), english(tmp_path, catalogue, off, more=SETTLED, draft=False)
    assert agreed(side, "t4") == ["Reading only."] and agreed(side, "som udgangspunkt") == ["Without exception."]
    gone = {name: [one for one in points if one not in opened(side).get(name, [])] for name, points in opened(before).items()}
    assert {name: points for name, points in gone.items() if points} == {
        "The source says two things, and nothing is settled": ["t4"],
        "Conditions on which nothing is agreed": ["security-1"],
        "Not stated in this annex": ["Formal agreement (security-1)"],
        "Words that the text does not define": ["as a starting point"],
    }


def test_a_word_that_a_chosen_option_defines(tmp_path: Path, folder: Path) -> None:
    added = "undefined-words: [{da: normal arbejdstid, en: normal working hours}, {da: formelt aftalt, en: formally agreed}, "
    catalogue = catalogue_of(edited(tmp_path / "data", (SERVICE, "undefined-words: [", added), source=folder))
    hours, agreed = "on-call: {working-hours: 8–16}", "choices: {agreement: {where: Item 7}}\n"
    others = ["as a starting point", "on an ongoing basis"]
    for on_call, more, left in (
        ("on-call: {response: 1 h}", "choices: {agreement: no}\n", ["normal working hours", "formally agreed", *others]),
        (hours, "", ["formally agreed", *others]),
        (hours, agreed, others),
    ):
        side = english(tmp_path, catalogue, ("on-call: yes", on_call), more=more)
        assert opened(side).get("Words that the text does not define", []) == left


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("on-call: yes", "on-call: {reponse: En time}", [(8, 11, "unknown-key")]),
        ("on-call: yes", "on-call: yes\nchoices: {agreement: {wher: Punkt 7}}", [(9, 23, "unknown-key")]),
        ("on-call: yes", "on-call: yes\nchoices: {agrement: no}", [(9, 11, "unused-choice")]),
        ("on-call: yes", "on-call: yes\nchoices: {agreement: maybe}", [(9, 22, "invalid-value")]),
    ],
)
def test_what_is_wrong_with_a_choice(tmp_path: Path, catalogue: Catalogue, old: str, new: str, expected: list) -> None:
    path = tmp_path / "annex.yaml"
    path.write_text(EXAMPLE.read_text("utf-8").replace(old, new), "utf-8")
    found = read_annex(path, catalogue).problems
    assert [(problem.at.line, problem.at.column, problem.rule.name) for problem in found] == expected


def test_an_annex_may_leave_out_an_environment(tmp_path: Path, folder: Path) -> None:
    """``needed``, which once asked for one, is reported as a key that is no longer read."""
    needed = "  needed: [{environment: {da: Pre-produktion, en: Pre-production}, at: [development-2]}]\n"
    result = check(edited(tmp_path / "data", (SERVICE, "  other:\n", f"{needed}  other:\n"), source=folder))
    assert [(problem.at.column, problem.rule.name, problem.is_error) for problem in result.problems] == [(3, "former-key", False)]
    path = tmp_path / "annex.yaml"
    path.write_text(EXAMPLE.read_text("utf-8").replace("  - {da: Pre-produktion, en: Pre-production}\n", ""), "utf-8")
    assert read_annex(path, result.catalogue).problems == ()


def test_nothing_with_a_suspect_item_can_be_signed(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    data = copy(tmp_path, folder)
    assert main(["confirm", "--all", "--data", str(data)]) == 0
    approve(data)
    annex = read_annex(EXAMPLE, catalogue_of(data)).annex

    def draft() -> list[str]:
        result = check(data)
        return why_draft(annex, result.catalogue, result.problems)

    assert draft() == []
    (data / "services" / "other.yaml").write_text(
        "id: other\ncode: X\nname: {da: Andet, en: Other}\nprovider: provider\n", "utf-8"
    )
    assert draft() == [], "another service is not confirmed"
    record = data / "reviewed" / "shared.txt"
    record.write_text(re.sub(r"(?<=task:backup da:)[0-9a-f]{12}", "0" * 12, record.read_text("utf-8")), "utf-8")
    assert draft() == ["suspect"]
