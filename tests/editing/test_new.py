"""Something new: in its place, in the layout, and right but for the texts that are still to be written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from service_catalogue.editing.layout import in_layout
from service_catalogue.editing.new import offered_id

from tests.folders import DESK, FIXTURES, SMALL, checked, command, copy, plant, table_of

TABLE = table_of(__file__)


def added(folder: Path, file: str) -> str:
    """Return the lines of ``file`` that the fixture does not have, which are next to each other."""
    before = (SMALL / file).read_text("utf-8").splitlines(keepends=True)
    after = (folder / file).read_text("utf-8").splitlines(keepends=True)
    start = next((index for index, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), len(before))
    more = len(after) - len(before)
    assert after[:start] + after[start + more :] == before, "what was there is changed"
    return "".join(after[start : start + more])


def assert_left_to_write(folder: Path, *more: str) -> None:
    """Assert that the check finds missing texts and nothing else, and that the files are in the layout."""
    rules = {problem.rule.name for problem in checked(folder).problems}
    assert rules <= {"missing-translation", *more}
    for path in folder.rglob("*.yaml"):
        text = path.read_text("utf-8")
        if not (SMALL / path.relative_to(folder)).is_file():
            assert in_layout(text) == text


def test_a_term_is_added_in_order(folder, capsys):
    status, said = command(
        capsys, "new", "term", "--name", "da=arkiv", "--name", "en=Archive", "--text", "da=Et lager: til, [x] det gemte"
    )
    assert status == 1, "texts are still to be written"
    assert said.startswith("“archive” is written into data/glossary.yaml.\ndata/glossary.yaml:")
    assert said.endswith("Write what is missing, as listed above.\nThe term becomes a link by itself where the texts use it.\n")
    assert added(folder, "glossary.yaml") == (
        "  - id: archive\n    name: {da: arkiv, en: Archive}\n    definition:\n"
        '      da: "Et lager: til, [x] det gemte"\n      en:  # to be written\n'
        "    forms: {da: [], en: []}  # inflections that the texts use\n    synonyms: {da: [], en: []}\n"
    )
    assert_left_to_write(folder)
    command(capsys, "new", "term", "zone", "--name", "da=zone", "--name", "en=zone")
    ids = re.findall("- id: (.*)", (folder / "glossary.yaml").read_text("utf-8"))
    assert ids == sorted(ids) and "zone" in ids


def test_a_task_is_added_to_its_group_and_to_the_matrices_that_have_it(folder, capsys):
    group = next(iter(checked(folder).catalogue.groups)).id
    status, said = command(
        capsys, "new", "task", "--name", "da=Arkivering", "--name", "en=Archiving", "--group", group, "--service", "desk"
    )
    assert status == 0, said
    assert "data/tasks.yaml and data/services/desk.yaml" in said
    lines = added(folder, DESK)
    assert lines == "    archiving:\n      upper: [tbd, tbd]\n      lower: [tbd, tbd]\n"
    assert f"    group: {group}\n" in added(folder, "tasks.yaml")
    assert_left_to_write(folder)
    assert checked(folder).problems == ()


def test_a_task_is_added_to_a_matrix_with_two_axes(tmp_path, capsys):
    folder = copy(tmp_path, FIXTURES / "catalogues" / "plans-and-phases")
    names = ("--name", "da=Skan", "--name", "en=Scan", "--group", "backup", "--service", "backup")
    assert command(capsys, "new", "task", "scan", *names, "--data", folder)[0] == 0
    plans = "".join(f"        {plan:<9} [tbd, tbd]\n" for plan in ("basic:", "standard:", "premium:"))
    rows = (folder / "services/backup.yaml").read_text("utf-8")
    assert f"    scan:\n      guest-system:\n{plans}      platform:\n{plans}" in rows


def test_a_party(folder, capsys):
    assert command(capsys, "new", "party", "sub", "--name", "da=Under", "--name", "en=Sub")[0] == 1
    assert added(folder, "parties.yaml").startswith("  - id: sub\n    name: {da: Under, en: Sub}\n    definite:\n")
    assert_left_to_write(folder)


def test_a_note_is_attached(folder, capsys):
    status, said = command(capsys, "new", "note", "--service-of", "desk", "--at", "ownership.upper.customer", "--at", "restore", "--at", "ownership",
                       "--at", "backup", "--kind", "limit", "--text", "da=Kun nat.", "--text", "en=Nights only.")  # fmt: skip
    assert status == 0, said
    text = (folder / DESK).read_text("utf-8")
    for line in (
        "    ownership:\n      note: 3\n      upper: [AR 3, -]\n",
        "    backup:\n      note: [1, 3]\n",
        "      note: [1, only-faults, 3]\n",
        "  - id: 3\n    kind: limit\n    text: {da: Kun nat., en: Nights only.}\ntensions:\n",
    ):
        assert line in text
    assert checked(folder).problems == ()


def test_a_note_on_a_cell_without_a_role(folder, capsys):
    """A hyphen and a space in brackets is no YAML."""
    address = "ownership.upper.provider"
    assert command(capsys, "new", "note", "--service-of", "desk", "--at", address, "--text", "da=A", "--text", "en=B")[0] == 0
    assert "      upper: [AR, – 3]\n" in (folder / DESK).read_text("utf-8")
    assert checked(folder).problems == ()


def test_a_note_of_a_service_that_extends_another(folder, capsys):
    """Inherited content is not in its own file, and its first note has no number of an inherited one."""
    path = folder / "services" / "more.yaml"
    assert command(capsys, "new", "service", "more", "--name", "da=Mere", "--name", "en=More", "--provider", "provider", "--extends", "desk",
               "--text", "da=A", "--text", "en=B")[0] == 0  # fmt: skip
    before = path.read_bytes()
    for address in ("backup.lower.customer", "backup"):
        status, said = command(capsys, "new", "note", "--service-of", "more", "--at", address, "--text", "da=A", "--text", "en=B")
        assert (status, said) == (
            2,
            f"“{address}” is in the service that this one extends, and not in “more.yaml”. "
            "Write the task’s line for the layer under cells, and run the command again.\n",
        )
        assert path.read_bytes() == before
    path.write_text(path.read_text("utf-8").replace("cells: {}", "cells:\n    backup:\n      lower: [I, AR]"), "utf-8")
    assert (
        command(
            capsys, "new", "note", "--service-of", "more", "--at", "backup.lower.customer", "--text", "da=A", "--text", "en=B"
        )[0]
        == 0
    )
    assert "lower: [I 3, AR]" in path.read_text("utf-8")


def test_the_first_note_of_a_service(folder, capsys):
    plant(folder, (DESK, "note: 1\n      upper: [A 2, -]", "upper: [A, -]"))
    text = (folder / DESK).read_text("utf-8")
    start, end = text.index("notes:\n  - id: 1"), text.index("tensions:")
    text = (
        (text[:start] + text[end:])
        .replace("note: [1, only-faults]\n      ", "")
        .replace("I only-faults 2", "I")
        .replace("    notes: [2]\n", "")
    )
    (folder / DESK).write_text(text, "utf-8")
    assert checked(folder).problems == ()
    assert command(capsys, "new", "note", "--service-of", "desk", "--at", "backup", "--text", "da=A", "--text", "en=B")[0] == 0
    assert "notes:\n  - id: 1\n    kind: information\n    text: {da: A, en: B}\ntensions:\n" in (folder / DESK).read_text("utf-8")
    assert checked(folder).problems == ()


@pytest.mark.parametrize("extends", [(), ("--extends", "desk")], ids=["own", "extends"])
def test_a_service(folder, capsys, extends):
    status, said = command(
        capsys, "new", "service", "--name", "da=E-post", "--name", "en=E-mail", "--provider", "provider", *extends
    )
    assert status == 1
    assert (
        (folder / "services" / "e-mail.yaml")
        .read_text("utf-8")
        .startswith("# yaml-language-server: $schema=../../_build/schema/service.json\n")
    )
    assert said.count("[missing-translation]") == 2
    assert_left_to_write(folder)
    assert len(checked(folder).catalogue.services) == 2


def test_a_service_with_its_own_tasks_layers_and_parties(folder, capsys):
    named = ("--tasks", "restore,backup", "--layers", "lower", "--parties", "provider, customer")
    texts = ("--name", "da=E-post", "--name", "en=E-mail", "--text", "da=A", "--text", "en=B")
    assert command(capsys, "new", "service", *texts, "--provider", "provider", *named)[0] == 0
    (matrix,) = (service.matrix for service in checked(folder).catalogue.services if service.id == "e-mail")
    assert ([row.task for row in matrix.rows], list(matrix.parties)) == (["backup", "restore"], ["customer", "provider"])
    assert dict(matrix.axes) == {"layer": ("lower",)}


def test_a_service_that_is_named_twice_gets_one_row(folder, capsys):
    named = ("--service", "desk", "--service", "desk")
    assert command(capsys, "new", "task", "scan", "--name", "da=Skan", "--name", "en=Scan", "--group", "safety", *named)[0] == 0
    assert "duplicate-key" not in {problem.rule.name for problem in checked(folder).problems}


def test_it_asks(folder, capsys, monkeypatch):
    answers = iter(["arkiv", "Archive", "no good", "", "Et lager.", "A store."])
    asked = []
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr("builtins.input", lambda question: (asked.append(question), next(answers))[1])
    status, said = command(capsys, "new", "term")
    assert status == 0
    assert asked == TABLE["asked"]
    assert "“no good” cannot be an id." in said
    assert "definition: {da: Et lager., en: A store.}" in added(folder, "glossary.yaml")
    assert checked(folder).problems == ()


def test_it_asks_again_for_what_it_cannot_do_without(folder, capsys, monkeypatch):
    answers = iter(["", "", "limit", "", "restor", "restore", "Kun nat.", "Nights only."])
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    status, said = command(capsys, "new", "note")
    assert (status, list(answers)) == (0, [])
    assert "There is no “restor” here. Did you mean “restore”?" in said
    assert "nobody to ask" not in said


def test_nothing_is_written_if_the_answers_end(folder, capsys, monkeypatch):
    def ended(question):
        raise EOFError

    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr("builtins.input", ended)
    assert command(capsys, "new", "term") == (2, "Nothing is written.\n")


@pytest.mark.parametrize(("name", "id"), TABLE["ids"])
def test_the_id_that_is_offered(name, id):
    assert offered_id(name, {"backup"}) == id
