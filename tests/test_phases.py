"""The check in phases: what has an error is looked at by no later phase, and all else by every rule."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from service_catalogue.check.checker import CheckResult, check
from service_catalogue.messages.problem import MAX_PROBLEMS

from tests.folders import DESK, ROOT, SMALL, copy, edited, plant, problems, table_of

TABLE = table_of(__file__)

PACKAGE = ROOT / "_ext" / "service_catalogue"
#: A service that extends another and has a statement whose translation differs, which is accepted.
HEIR = TABLE["heir"]


def heirs(folder: Path, count: int) -> Path:
    for number in range(1, count):
        (folder / "services" / f"s{number}.yaml").write_text(HEIR.format(id=f"s{number}", number=number), "utf-8")
    return folder


@pytest.mark.parametrize("count", [5, 31, 32, 45])
def test_exceptions_for_texts_are_found_in_a_family_of_any_size(tmp_path, count):
    assert problems(heirs(copy(tmp_path), count)) == []


def test_no_object_of_the_model_is_known_by_its_place_in_memory():
    found = [
        path.relative_to(PACKAGE).as_posix()
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "id"
    ]
    assert [path for path in found if path != "sphinx_ext/prose.py"] == []  # there, of nodes of docutils


# ---- What runs on what


def rules_of(result: CheckResult) -> list[tuple[str, str]]:
    return [(problem.at.path.rpartition("/")[2], problem.rule.name) for problem in result.problems]


@pytest.mark.parametrize("file", sorted(path.name for path in SMALL.glob("*.yaml") if path.name != "roles.yaml"))
def test_a_typo_in_another_file_does_not_hide_a_missing_letter(tmp_path, file):
    folder = edited(tmp_path, (DESK, "lower: [CI, AR]", "lower: [CI, A]"))
    with (folder / file).open("a", encoding="utf-8") as written:
        written.write("typo: x\n")
    result = check(folder)
    assert (file, "unknown-key") in rules_of(result)
    assert ("desk.yaml", "someone-responsible") in rules_of(result)
    assert result.unchecked_services == 0


def test_what_reads_a_file_with_an_error_does_not_run(tmp_path):
    folder = edited(
        tmp_path, (DESK, "lower: [CI, AR]", "lower: [CI, A]"), ("roles.yaml", "cell-order: ARCI", "cell-order: [ARCI]")
    )
    result = check(folder)
    assert rules_of(result) == [("roles.yaml", "wrong-shape")]
    assert result.unchecked_services == 0
    assert result.unchecked_rules > 5


def test_a_service_with_an_error_and_those_that_extend_it_wait_and_no_others(tmp_path):
    folder = heirs(copy(tmp_path), 3)
    other = (folder / DESK).read_text("utf-8").replace("id: desk", "id: board", 1).replace("code: D1", "code: B1", 1)
    (folder / "services" / "board.yaml").write_text(other.replace("lower: [CI, AR]", "lower: [CI, A]"), "utf-8")
    plant(folder, (DESK, "motto:", "moto:"))
    result = check(folder)
    assert rules_of(result) == [("board.yaml", "someone-responsible"), ("desk.yaml", "unknown-key")]
    assert result.unchecked_services == 3


#: A slip for each phase, in one service: the wrong part, and the right one.
SLIPS = TABLE["slips"]


def test_of_one_slip_for_each_phase_one_is_reported_in_each_run(tmp_path):
    folder = copy(tmp_path)
    (folder / "published-ids.yaml").unlink(missing_ok=True)
    plant(folder, *((DESK, right, wrong) for _, right, wrong in SLIPS))
    for rule, right, wrong in SLIPS:
        result = check(folder)
        assert rules_of(result) == [("desk.yaml", rule)]
        assert result.unchecked_services == (rule != "one-accountable")
        text = (folder / DESK).read_text("utf-8")
        start = text.index(wrong) if rule != "duplicate-id" else text.rindex(wrong)
        (folder / DESK).write_text(text[:start] + right + text[start + len(wrong) :], "utf-8")
    assert problems(folder) == []


def test_more_errors_than_are_told_have_no_follow_ups(tmp_path):
    folder = copy(tmp_path)
    notes = "".join(f"  - {{id: x, kind: limit, text: {{da: X{n}., en: X{n}.}}}}\n" for n in range(MAX_PROBLEMS + 2))
    plant(folder, (DESK, "notes:\n", f"notes:\n{notes}"), (DESK, "lower: [CI, AR]", "lower: [CI, R]"))
    assert {rule for _, rule in rules_of(check(folder))} == {"duplicate-id"}
