"""The check as a whole: all faults of all files, a phase in each run, whatever is in the files."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from service_catalogue.check import load
from service_catalogue.check.checker import RULES, check
from service_catalogue.messages.problem import Severity
from service_catalogue.messages.texts import languages
from service_catalogue.model.published_ids import PUBLISHED_FILE
from service_catalogue.schema import forms
from service_catalogue.yaml import source

from tests import shapes
from tests.folders import (
    DATA,
    DESK,
    EXAMPLE,
    FIXTURES,
    PLATFORM,
    SMALL,
    Edit,
    assert_finds,
    assert_well_formed,
    case_file,
    catalogue_of,
    checked,
    copy,
    edited,
    plant,
    problems,
    result_of,
)

FOLDERS = [PLATFORM, SMALL, *sorted((FIXTURES / "catalogues").glob("*/"))]
SERVICE = "services/2a.yaml"


@pytest.mark.content
def test_the_data_have_no_error():
    """A warning, such as of what is suspect, is looked at in the proposal and fails nothing."""
    assert [str(problem.at) for problem in result_of(DATA).problems if problem.severity is Severity.ERROR] == []


#: What is built as the site of the tests, and what is shown again and again below.
SHOWN_ELSEWHERE = (PLATFORM, EXAMPLE)


@pytest.mark.parametrize(
    "folder",
    [pytest.param(folder, id=folder.name, marks=[pytest.mark.long] if folder in SHOWN_ELSEWHERE else ()) for folder in FOLDERS],
)
def test_what_passes_can_be_shown(folder):
    result = result_of(folder)
    assert [str(problem.at) for problem in result.problems if problem.severity is Severity.ERROR] == []
    shapes.show(result)


# ---- One fault of every kind, phase by phase -------------------------------------------------------------------------

FAULTS = case_file(__file__)
FAULTS[0].values[0].append(
    Edit("services/broken-2.yaml", "", "id: broken-2\ncode: 2⟦invisible-character⟧\u200bA⟦invisible-character⟧\u202e")
)


@pytest.mark.parametrize("edits", FAULTS)
def test_every_fault_of_every_file_in_one_run_for_each_phase(tmp_path, edits):
    source = copy(tmp_path / "source", PLATFORM)
    for name in (PUBLISHED_FILE, "search-words.yaml"):  # each id that is broken would be missed there too
        (source / name).unlink(missing_ok=True)
    edits = [edit._replace(file=SERVICE) if edit.file == DESK else edit for edit in edits]
    assert_finds(tmp_path, edits, source, aside=("parity",))


EVERY_FAULT = FAULTS[0].values[0]
#: Rules that have come since, each with its own tests.
MARKED = {rule for case in FAULTS for edit in case.values[0] for rule in [part.split("⟧")[0] for part in edit.new.split("⟦")[1:]]}


def test_every_kind_is_among_them():
    named = {rule.name for rule in (*load.RULES, *source.RULES, *forms.RULES)}
    assert named <= MARKED


def test_problems_are_in_the_order_of_the_files(tmp_path):
    found = checked(edited(tmp_path, *EVERY_FAULT, source=PLATFORM)).problems
    assert [problem.at for problem in found] == sorted(problem.at for problem in found)
    assert len({(problem.at, problem.rule.name, problem.message["en"]) for problem in found}) == len(found)


def test_two_checks_of_one_folder_give_the_same(tmp_path):
    folder = edited(tmp_path, *EVERY_FAULT, source=PLATFORM)
    assert check(folder) == check(folder)


def test_what_builds_on_a_service_that_is_gone_is_reported_once(tmp_path):
    folder = copy(tmp_path, EXAMPLE)
    base, other = "services/hosting.yaml", "services/managed-application.yaml"

    def found() -> list[tuple[str, str]]:
        return [(problem.at.path.rpartition("/")[2], problem.rule.name) for problem in check(folder).problems]

    plant(folder, (base, "id: hosting\n", "id: hostings\n"))  # others build on it
    assert found() == [("hosting.yaml", "wrong-file")]
    plant(folder, (base, "id: hostings\n", "id: hosting\n"))
    text = (folder / base).read_text("utf-8")
    (folder / base).write_text(text + "\tx", "utf-8")
    assert found() == [("hosting.yaml", "unreadable-file")]
    (folder / base).write_text(text, "utf-8")
    (folder / other).rename(folder / "services" / "whole-application.yaml")
    assert found() == [("whole-application.yaml", "wrong-file")]
    (folder / "services" / "whole-application.yaml").rename(folder / other)
    (folder / "layers.yaml").unlink()
    assert found() == [("layers.yaml", "wrong-file")]
    (folder / "layers.yaml").write_text("layers: []\n", "utf-8")
    assert {rule for _, rule in found()} == {"unknown-reference"}


# ---- The rules themselves --------------------------------------------------------------------------------------------


def test_rules_have_a_name_and_a_page_in_each_language():
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.name == rule.name.lower().replace(" ", "-").replace("_", "-")
        for text in (rule.title, rule.guide):
            assert len({text[language] for language in languages()}) == len(languages())
        assert rule.guide["en"].endswith(".")
        assert not rule.title["en"].endswith(".")


def test_warnings_alone_do_not_fail():
    from service_catalogue.check.checker import CheckResult
    from service_catalogue.messages.problem import CheckRule, Location

    warning = CheckRule("x", Severity.WARNING).problem(Location("x"))
    error = CheckRule("x").problem(Location("x"))
    catalogue = catalogue_of(SMALL)
    assert not CheckResult(catalogue, (warning,), 7).failed
    assert CheckResult(catalogue, (warning, error), 7).failed
    assert CheckResult(None, (), 0).failed


# ---- Whatever is in the files ----------------------------------------------------------------------------------------


def hold(folder: Path) -> None:
    """Assert that problems are well formed and inside their files; if there are none, that everything can be shown."""
    result = checked(folder)
    if not result.failed:
        shapes.show(result)


def mutations(tree: object, route: shapes.Route) -> dict[str, object]:
    """Yield the file with each shape in the place ``route``, without it, and with it twice."""
    found = {name: lambda shape=shape: shapes.replaced(tree, route, shape) for name, shape in shapes.SHAPES.items()}
    if route:
        found["left out"] = lambda: shapes.without(tree, route)
    if route and isinstance(route[-1], int):
        found["twice"] = lambda: shapes.twice(tree, route)
    return found


def files_of(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.yaml"))]


def by_turns(tree: object, each: int) -> Iterator[object]:
    """Yield the file with some shapes in one place of each kind; every shape has its turn."""
    turn = itertools.count()
    for route in shapes.one_of_each(tree):
        made = list(mutations(tree, route).values())
        for _ in range(each):
            yield made[next(turn) % len(made)]()


@pytest.mark.parametrize("name", files_of(SMALL))
def test_any_shape_in_any_place(tmp_path, name):
    folder = copy(tmp_path)
    for made in itertools.islice(by_turns(shapes.tree(folder / name), 1), 0, None, 2):
        (folder / name).write_text(shapes.write(made), "utf-8")
        hold(folder)


@pytest.mark.long
@pytest.mark.parametrize("name", files_of(SMALL))
def test_every_shape_in_every_place(tmp_path, name):
    folder = copy(tmp_path)
    tree = shapes.tree(folder / name)
    for route in shapes.routes(tree):
        for make in mutations(tree, route).values():
            (folder / name).write_text(shapes.write(make()), "utf-8")
            hold(folder)


@pytest.mark.parametrize("text", ["a: [\n", "", "- x\n", "x\n", "{}\n", "[]\n", "---\n"])
def test_every_file_at_once(tmp_path, text):
    folder = copy(tmp_path)
    for name in files_of(folder):
        (folder / name).write_text(text)
    found = problems(folder)
    assert {problem.file for problem in found} == set(files_of(folder))


#: Much of one thing: what takes a step for each pair of them would not end in an hour.
MUCH = {
    "unknown keys": ("code: D1\n", "code: D1\n" + "".join(f"key-{number}: x\n" for number in range(20_000))),
    "unknown tasks": ("{tasks: [ownership]", "{tasks: [" + ", ".join(f"task-{number}" for number in range(20_000)) + "]"),
    "rows": ("  cells:\n", "  cells:\n" + "".join(f"    task-{number}: [A, R]\n" for number in range(10_000))),
    "unknown terms": ("da: Spørg leverandøren.", 'da: "' + "[[x]] " * 40_000 + '"'),
    "links": ("da: Spørg leverandøren.", 'da: "' + "[x](y) " * 40_000 + '"'),
    "asterisks": ("da: Spørg leverandøren.", 'da: "' + "*" * 800_000 + '"'),
    "brackets": ("da: Spørg leverandøren.", 'da: "' + "[" * 800_000 + '"'),
    "letters": ("[CI, AR]", "[CI, " + "AX" * 300_000 + "]"),
    "notes of a cell": ("[CI, AR]", "[CI" + " n" * 4_000 + ", AR]"),
    "spaces of a cell": ("[CI, AR]", "[CI, 'A" + " " * 800_000 + ",']"),
    "commas of a cell": ("[CI, AR]", "[CI, '" + "A ," * 250_000 + "']"),
    "notes": ("notes:\n", "notes:\n" + "  - {id: 1, kind: limit, text: {da: a, en: b}}\n" * 5000),
    "layers": ("[upper, lower]", "[" + ", ".join(f"layer-{number}" for number in range(10_000)) + "]"),
    "axes": ("{layer: [upper, lower]}", "{" + ", ".join(f"axis-{number}: [a, b]" for number in range(20_000)) + "}"),
    "parties": ("parties: [customer, provider]", "parties: [" + ", ".join(["customer"] * 40_000) + "]"),
    "exceptions": (
        "exceptions:\n",
        "exceptions:\n" + "  - {rule: one-accountable, at: [backup], reason: {da: a, en: b}}\n" * 4000,
    ),
    "a long id": ("id: desk\n", "id: " + "d" * 900_000 + "\n"),
    "a long key": ("code: D1\n", "code: D1\n? " + "k" * 900_000 + "\n: x\n"),
    "a great number": ("code: D1\n", "code: " + "9" * 900_000 + "\n"),
}


#: What takes half a second or more, and is much like one of the others.
DEAR = ("rows", "notes", "notes of a cell", "exceptions", "axes")


@pytest.mark.parametrize(
    "edit", [pytest.param(edit, id=name, marks=[pytest.mark.long] if name in DEAR else ()) for name, edit in MUCH.items()]
)
def test_much_of_one_thing(tmp_path, edit):
    folder = edited(tmp_path, ("services/desk.yaml", *edit))
    result = check(folder)
    assert all(problem.at.path.startswith(str(folder)) for problem in result.problems)
    for problem in result.problems[:20]:
        assert_well_formed(problem)
    if not result.failed:
        shapes.show(result)
