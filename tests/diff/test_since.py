"""`catalogue check --since REV`: only the problems that a change brings."""

from __future__ import annotations

import json

import pytest

from tests.diff.test_states import run
from tests.folders import DESK, plant
from tests.repository import commit, git

#: A fault that the data have before the change, and one that it brings.
OLD = (DESK, "code: D1", "kode: D1")
NEW = (DESK, "motto: {da: Ro på, en: Stay calm}", "moto: {da: Ro på, en: Stay calm}")


def found(capsys, *arguments: str) -> tuple[int, list[str], str]:
    """Return the status of the check, its lines as JSON, and its last line."""
    status, out, err = run(capsys, "check", "--lang", "en", "--format", "json", *arguments)
    return status, [f"{each['line']} {each['message']}" for each in json.loads(out)["problems"]], err


@pytest.fixture
def faulty(repository):
    """Return a repository whose data have a problem on ``main``, and whose branch ``change`` is checked out."""
    plant(repository / "data", OLD)
    commit(repository)
    git(repository, "switch", "-q", "-c", "change")
    return repository


def test_a_problem_that_was_there_is_not_told_again(faulty, capsys):
    assert found(capsys)[:2] == (1, ["2 Unknown key “kode”. Did you mean “code”?"])
    status, told, last = found(capsys, "--since", "main")
    assert (status, told) == (0, [])
    assert (
        last
        == "7 files checked: no errors.\nOne problem that “main” has already is not shown.\nNot checked yet because of errors: 1 service and 4 rules.\n"
    )


def test_not_where_lines_were_added_before_it_either(faulty, capsys):
    plant(faulty / "data", (DESK, "id: desk", "# one\n# two\nid: desk"), NEW)
    assert found(capsys, "--since", "main")[:2] == (1, ["7 Unknown key “moto”. Did you mean “motto”?"])
    commit(faulty)
    assert found(capsys, "--since", "main")[:2] == (1, ["7 Unknown key “moto”. Did you mean “motto”?"])


def test_one_more_of_the_same_is_new(faulty, capsys):
    plant(faulty / "data", (DESK, "text: {da: Kunden får et skrivebord., en: The customer gets a desk.}",
                            "text: Kunden får et skrivebord."),
                           (DESK, "text: {da: Spørg leverandøren., en: Ask the provider.}", "text: Spørg leverandøren."))  # fmt: skip
    commit(faulty)
    git(faulty, "branch", "-f", "main")
    before = found(capsys)[1]
    plant(faulty / "data", (DESK, "text: {da: Kun hverdage., en: Weekdays only.}", "text: Kun hverdage."))
    assert len(found(capsys)[1]) == len(before) + 1 == 4
    assert len(found(capsys, "--since", "main")[1]) == 1


def test_a_message_that_names_another_line_is_the_same(repository, capsys):
    plant(repository / "data", (DESK, "code: D1", "code: D1\ncode: D2"))
    commit(repository)
    plant(repository / "data", (DESK, "id: desk", "# one\nid: desk"))
    assert found(capsys)[1] == ["4 The key “code” is already on line 3. Delete one of them, or correct its name."]
    assert found(capsys, "--since", "HEAD")[1] == []


def test_what_others_corrected_meanwhile_is_not_told(faulty, capsys):
    """The branch that is compared with has gone on since; its own change is no concern of this one."""
    git(faulty, "switch", "-q", "main")
    plant(faulty / "data", (DESK, "kode: D1", "code: D1"))
    commit(faulty)
    git(faulty, "switch", "-q", "change")
    assert found(capsys, "--since", "main")[:2] == (0, [])


def test_a_file_that_another_program_reads_holds_the_new_ones_alone(faulty, capsys):
    plant(faulty / "data", NEW)
    status, out, _ = run(capsys, "check", "--lang", "en", "--since", "main", "--report", "report.json", "--format", "gitlab")
    assert status == 1
    assert [each["check_name"] for each in json.loads((faulty / "report.json").read_text())] == ["unknown-key"]
    assert out.splitlines()[1:] == [
        "7 files checked: 1 error, 0 warnings.",
        "One problem that “main” has already is not shown.",
        "Not checked yet because of errors: 1 service and 4 rules.",
    ]


def test_data_that_are_new_have_new_problems_alone(repository, capsys):
    git(repository, "rm", "-rq", "--cached", "data")
    git(repository, "commit", "-q", "-m", "no data")
    plant(repository / "data", OLD)
    assert len(found(capsys, "--since", "HEAD")[1]) == 1


@pytest.mark.parametrize("revision", ["nowhere", "--help", "HEAD:data"])
def test_a_revision_that_git_does_not_know(repository, capsys, revision):
    status, out, err = run(capsys, "check", "--lang", "en", f"--since={revision}")
    assert (status, out) == (2, "")
    assert err == (
        f"Git knows no revision “{revision}” here. If nothing is in git yet, run “git init” and commit. "
        "Otherwise give a branch or a commit; if the history is missing, fetch it with “git fetch --unshallow”.\n"
    )
