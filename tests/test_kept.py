"""What is kept from one build to the next: used only where it is whole and made from the same."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from service_catalogue.check.checker import Checker, CheckResult, check
from service_catalogue.kept import Kept
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import MAX_PROBLEMS, Problem
from service_catalogue.rules import missing_cell

from tests.folders import DESK, FIXTURES, copy, plant

VALUE = {"words": ["Ø", "\ud800"], "none": [], "count": 3}


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    found = Kept(tmp_path / "kept")
    found.write("services/desk.json", "bytes", VALUE)
    return found


def test_what_is_kept_is_not_made_again(kept: Kept) -> None:
    assert kept.once("services/desk.json", "bytes", pytest.fail) == VALUE
    assert kept.once("services/other.json", "bytes", lambda: ("a",)) == ["a"]
    assert kept.once("services/other.json", "bytes", pytest.fail) == ["a"]


def test_what_is_made_from_something_else_is_made_again(kept: Kept) -> None:
    assert kept.read("services/desk.json", "other bytes") is None
    assert kept.once("services/desk.json", "other bytes", lambda: 1) == 1
    assert kept.read("services/desk.json", "bytes") is None


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "nothing is left": lambda _: b"",
    "half is written": lambda raw: raw[: len(raw) // 2],
    "the last character is missing": lambda raw: raw[:-1],
    "a character is another": lambda raw: raw.replace(b"words", b"wards"),
    "the stamp is another": lambda raw: raw.replace(b"\nbytes\n", b"\nbites\n"),
    "the seal is another": lambda raw: b"0" * 32 + raw[32:],
    "it is of something else": lambda _: b"\x80\x04N.",
    "it has no seal": lambda raw: raw.partition(b"\n")[2],
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_damaged_is_made_again(kept: Kept, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "kept" / "services" / "desk.json"
    path.write_bytes(DAMAGE[damage](path.read_bytes()))
    assert kept.read("services/desk.json", "bytes") is None
    assert kept.read("services/desk.json", "bites") is None
    assert kept.once("services/desk.json", "bytes", lambda: 1) == 1


@pytest.mark.parametrize("damage", DAMAGE)
def test_an_object_that_is_damaged_is_never_opened(kept: Kept, tmp_path: Path, damage: str) -> None:
    kept.write_object("desk", "bytes", VALUE)
    assert kept.read_object("desk", "bytes") == VALUE
    path = tmp_path / "kept" / "desk"
    path.write_bytes(
        DAMAGE[damage](path.read_bytes().replace(b" bytes\n", b"\nbytes\n") if "stamp" in damage else path.read_bytes())
    )
    assert kept.read_object("desk", "bytes") is None
    assert kept.read_object("desk", "bites") is None


def test_an_object_of_another_program_is_not_opened(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.write_object("desk", "bytes", VALUE)
    monkeypatch.setattr("service_catalogue.kept.digest_of_program", lambda: "another")
    assert kept.read_object("desk", "bytes") is None


def test_what_another_python_has_kept_is_made_again(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version", "another")
    assert kept.read("services/desk.json", "bytes") is None


def test_what_nobody_asked_for_is_removed(kept: Kept, tmp_path: Path) -> None:
    again = Kept(tmp_path / "kept")
    (tmp_path / "kept" / "desk.json.12.partial").write_text("cut short")
    again.write("one.json", "", 1)
    again.tidy()
    assert [path.name for path in (tmp_path / "kept").rglob("*.*")] == ["one.json"]


def _told(result: CheckResult) -> tuple[object, ...]:
    """Everything that a check gives."""
    catalogue = result.catalogue
    said = [(problem.order, problem.addresses, problem.severity) for problem in result.problems]
    return said, catalogue, catalogue and (catalogue.digest, catalogue.inputs, [service.at for service in catalogue.services])


def test_what_a_service_finds_wrong_in_the_one_that_it_extends_is_told_each_time(tmp_path: Path) -> None:
    """Its letters mean something else there, and that is told where it is said."""
    data = copy(tmp_path, FIXTURES / "catalogues" / "three-models")
    roles, extending = data / "roles.yaml", data / "services" / "full-operation.yaml"
    scheme = roles.read_text("utf-8").partition("  - id: raci")[2]
    consulted = scheme[scheme.index("      - letter: C") : scheme.index("      - letter: I")]
    with roles.open("a", encoding="utf-8") as file:
        file.write(f"  - id: rai{scheme.replace(consulted, '').replace('ARCI', 'ARI')}")
    before = extending.read_text("utf-8")
    told = []
    for text in (before, *[before.replace("  extends: server-operation\n", "  extends: server-operation\n  scheme: rai\n")] * 2):
        extending.write_text(text, "utf-8")
        result = Checker(data, kept=Kept(tmp_path / "check")).check()
        assert _told(result) == _told(check(data))
        told.append({problem.at.path.rpartition("/")[2] for problem in result.problems})
    assert told[0] == set()
    assert told[1] == told[2] == {"full-operation.yaml"}


def _again(data: Path, kept: Path) -> CheckResult:
    """What a process says that knows what others have kept: what one says that knows nothing."""
    result = Checker(data, kept=Kept(kept)).check()
    assert _told(result) == _told(check(data))
    return result


#: What the small catalogue has wrong, by the rule that it breaks.
WRONG = {
    "unused-note": (DESK, "  - id: 2\n", "  - {id: more, kind: limit, text: {da: Mere., en: More.}}\n  - id: 2\n"),
    "someone-responsible": (DESK, "upper: [AR, -]\n      lower: [CI, AR]", "upper: [A, -]\n      lower: [CI, AR]"),
    "unused-task": ("tasks.yaml", "tasks:\n", "tasks:\n  - {id: rest, group: running, name: {da: Hvile, en: Rest}}\n"),
    "unknown-reference": (DESK, "about: {tasks: [ownership]", "about: {tasks: [ownersip]"),
}


@pytest.mark.parametrize("rule", ["", *WRONG])
def test_what_was_found_is_told_again_once_and_exceptions_are_needed_still(tmp_path: Path, rule: str) -> None:
    data = copy(tmp_path)
    plant(data, *([WRONG[rule]] if rule else []))
    for _ in range(3):
        assert [problem.rule.name for problem in _again(data, tmp_path / "check").problems] == ([rule] if rule else [])


def test_only_what_has_changed_is_looked_at_again_with_what_it_extends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = copy(tmp_path, FIXTURES / "catalogues" / "three-models")
    (data / "services" / "alone.yaml").write_text("id: alone\ncode: A1\nname: {da: Alene, en: Alone}\nprovider: provider\n")
    models = {path.stem for path in (data / "services").iterdir()} - {"alone"}
    looked_at: list[set[str]] = []
    written: list[str] = []
    write_object = Kept.write_object

    def look(catalogue: Catalogue) -> Iterator[Problem]:
        looked_at.append({str(service.id) for service in catalogue.services})
        return iter(())

    def write(kept: Kept, name: str, *rest: object) -> None:
        written.append(name)
        write_object(kept, name, *rest)

    monkeypatch.setattr(missing_cell, "check", look)
    monkeypatch.setattr(Kept, "write_object", write)
    times = []
    for changed in ("", "", "alone", "full-operation", ""):
        if changed:
            with (data / "services" / f"{changed}.yaml").open("a", encoding="utf-8") as file:
                file.write("# changed\n")
        Checker(data, kept=Kept(tmp_path / "check")).check()
        times.append(written.count("found"))
    assert looked_at == [{*models, "alone"}, set(), {"alone"}, models, set()]
    assert times == [1, 1, 2, 3, 3]


def test_of_more_problems_than_are_told_the_same_are_told(tmp_path: Path) -> None:
    """Whichever service was looked at before."""
    data = copy(tmp_path)
    desk = (data / DESK).read_text("utf-8")
    notes = "".join(f"  - {{id: n{number}, kind: limit, text: {{da: X., en: X.}}}}\n" for number in range(MAX_PROBLEMS // 2 + 1))
    for id in ("desk", "board"):  # what was found last comes first
        text = (
            desk.replace("id: desk", f"id: {id}", 1).replace("code: D1", f"code: {id}").replace("notes:\n", f"notes:\n{notes}", 1)
        )
        (data / "services" / f"{id}.yaml").write_text(text, "utf-8")
        problems = _again(data, tmp_path / "check").problems
    assert [problem.rule.name for problem in problems].count("unused-note") == MAX_PROBLEMS + 1


def test_services_that_extend_each_other_in_a_circle_are_looked_at_to_an_end(tmp_path: Path) -> None:
    data = copy(tmp_path, FIXTURES / "catalogues" / "three-models")
    path = data / "services" / "server-operation.yaml"
    path.write_text(path.read_text("utf-8").replace("\nmatrix:\n", "\nmatrix:\n  extends: full-operation\n"), "utf-8")
    for _ in range(2):
        assert "circular-reference" in [problem.rule.name for problem in _again(data, tmp_path / "check").problems]
