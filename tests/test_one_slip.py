"""One slip is reported once, even where ids and translations of a catalogue are recorded."""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from service_catalogue.check.checker import check
from service_catalogue.messages.problem import Severity
from service_catalogue.model import json_schema
from service_catalogue.model.published_ids import record
from service_catalogue.model.reviewed import confirmed, items, write
from service_catalogue.yaml.transaction import transaction

from tests.folders import DESK, Found, case_file, checked, edited, named_cases, plant, problems

#: An object's own id, on a line of its own.
_ID = re.compile(r"^(?P<indent> *(?:- )?)(?P<key>id|letter): (?P<id>.+)\n", re.MULTILINE)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory) -> Path:
    """Return a catalogue with every kind of object, of which all is recorded that can be."""
    (objects,) = named_cases(__file__, "objects").values()
    folder = edited(tmp_path_factory.mktemp("recorded"), *objects)
    catalogue = check(folder).catalogue
    assert catalogue
    with transaction(folder) as change:
        record(change, catalogue)
        write(change, confirmed(catalogue, {item.address for item in items(catalogue)}, "terminal lawyer"))
    assert checked(folder).problems == ()
    return folder


@pytest.fixture
def folder(recorded, tmp_path) -> Path:
    """Return a copy of that catalogue, which a test may change."""
    return Path(shutil.copytree(recorded, tmp_path / "data"))


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
def test_each_missing_id_is_reported_once(folder, every):
    """One of each kind, or all."""
    tried = set()
    for path in sorted(folder.rglob("*.yaml")):
        text = path.read_text("utf-8")
        for hit in _ID.finditer(text):
            file, line = path.relative_to(folder).as_posix(), text.count("\n", 0, hit.start()) + 1
            if not every and (file, hit["indent"]) in tried:
                continue
            before, after = text[: hit.start()], text[hit.end() :]
            for written in (f"{hit['indent']}{hit['key']}:\n{after}", f"{hit['indent']}{after.lstrip(' ')}"):
                path.write_text(before + written, "utf-8")
                result = checked(folder)
                (told,) = result.problems
                assert (told.rule.name, told.at.path) == ("missing-key", str(path)), hit[0]
                assert (told.at.line, told.at.column) == (line, len(hit["indent"]) + 1), hit[0]
                json_schema.files(result.catalogue)  # as the check does where the data name them
            tried.add((file, hit["indent"]))
        path.write_text(text, "utf-8")
    assert len(tried) == 14, "of every kind"


#: A list on one line behind its key, and its items.
_LIST = re.compile(r"(?<=: )\[([^\[\]\n]+)\]")


def _slips(hit: re.Match[str]) -> Iterator[tuple[str, int]]:
    """Yield texts for the place of a list, each with one slip, and the offset of the slip; -1 where it may be no error."""
    items = hit[1].split(", ")
    yield "[]", -1
    yield hit[1], -1
    if len(items) > 1:
        yield f"[{hit[1].replace(', ', ' ', 1)}]", -1
    for index, item in enumerate(items):
        before, after = ", ".join([*items[:index], ""]), ", ".join(["", *items[index + 1 :]])
        yield f"[{before}''{after}]", hit.start(1) + len(before)
        yield f"[{before}{item}x{after}]", -1


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
def test_each_slip_in_a_list_is_reported_once(folder, every):
    """A fifth of them in the first list of each kind, or all."""
    tried = set()
    for path in sorted(folder.rglob("*.yaml")):
        text = path.read_text("utf-8")
        file = path.relative_to(folder).as_posix()
        for hit in _LIST.finditer(text):
            key = re.findall(r"[\w-]+(?=: *$)", text[: hit.start()])[-1:]
            if not every and (file, *key) in tried:
                continue
            tried.add((file, *key))
            for written, index in itertools.islice(_slips(hit), 0, None, 1 if every else 5):
                path.write_text(text[: hit.start()] + written + text[hit.end() :], "utf-8")
                told = [problem for problem in checked(folder).problems if problem.severity is Severity.ERROR]
                assert len(told) <= 1, (file, hit[0], written, told)
                if index >= 0:
                    start = text.rfind("\n", 0, index) + 1
                    place = text.count("\n", 0, index) + 1, index - start + 1
                    assert [(problem.at.line, problem.at.column) for problem in told] == [place], (file, hit[0], written)
                    assert told[0].rule.name in ("wrong-shape", "missing-cell"), (file, hit[0], written)
        path.write_text(text, "utf-8")
    assert len(tried) == 18, "of every kind"


SLIPS = case_file(__file__)


@pytest.mark.parametrize("edits", SLIPS)
def test_a_slip_is_reported_once(folder, edits):
    expected = plant(folder, *edits)
    assert [problem for problem in problems(folder) if problem.rule != "unused-task"] == expected
    assert not edits.messages or [problem.message["en"] for problem in checked(folder).problems] == edits.messages


@pytest.mark.parametrize(
    ("name", "other", "hint"),
    [
        (DESK, "services/desk.yml", "Name it “desk.yaml”."),
        (DESK, "desk.yaml", "Move it to “services/desk.yaml”."),
        (DESK, "desk.yml", "Move it to “services/desk.yaml”."),
        (DESK, "services/old/desk.yaml", "Move it to “services”, or out of the folder of the data."),
        ("tasks.yaml", "tasks.yml", "Name it “tasks.yaml”."),
        ("tasks.yaml", "task.yaml", "Did you mean “tasks.yaml”?"),
    ],
)
def test_a_misplaced_file_is_reported_once(folder, name, other, hint):
    (folder / other).parent.mkdir(exist_ok=True)
    (folder / name).rename(folder / other)
    assert problems(folder) == [Found(other, 1, 1, "wrong-file")]
    assert check(folder).problems[0].message["en"].endswith(hint)


def test_a_missing_service_is_reported_once(folder):
    (folder / DESK).unlink()
    assert problems(folder) == [Found("published-ids.yaml", 5, 7, "renamed-id")]


def test_of_a_published_id_that_is_gone_a_new_one_is_meant(folder):
    expected = plant(folder, (DESK, "id: copies-2\n", "id: ⟦renamed-id⟧copies-0\n"))
    assert problems(folder) == expected
    assert check(folder).problems[0].message["en"] == (
        "“copies-0” is a new id, and the published “copies-2” no longer exists. Write “copies-2”; or, if the id is to change, write "
        "“statement:desk.copies-2: statement:desk.copies-0” under redirects in catalogue.yaml."
    )


def test_what_is_deleted_is_to_be_withdrawn(folder):
    path = folder / "tasks.yaml"
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("  - id: restore")], "utf-8")
    (problem,) = checked(folder).problems
    assert (Path(problem.at.path).name, problem.rule.name) == ("published-ids.yaml", "renamed-id")
    assert "(if it no longer applies, run “catalogue withdraw task restore” then)" in problem.message["en"]
