"""Planted changes, and only those, are found between two states."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st
from service_catalogue.check.load import load
from service_catalogue.diff.compare import compare
from service_catalogue.diff.report import Report
from service_catalogue.locale.words import words_of
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.fields import Walk

from tests.diff.states import SERVICE_2A, changes, read
from tests.folders import DATA, DESK, FIXTURES, PLATFORM, SMALL, case_file, catalogue_of, copy, edited, plant

FOLDERS = [SMALL, PLATFORM, FIXTURES / "tiny", FIXTURES / "nordic" / "data", *sorted((FIXTURES / "catalogues").glob("*/"))]


def found(tmp_path, *edits, source=SMALL) -> list[str]:
    """Each change in short: kind, action, place and field."""
    return [
        f"{change.kind.value} {change.action.value} {change.place} {change.field}".rstrip()
        for change in changes(tmp_path, *edits, source=source)
    ]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_catalogue_and_itself(folder):
    assert compare(catalogue_of(folder), read(folder)) == ()


@pytest.mark.parametrize("edits", case_file(__file__, "nothing"))
def test_what_says_nothing_new(tmp_path, edits):
    assert found(tmp_path, *edits) == []


@pytest.mark.parametrize("case", case_file(__file__))
def test_what_is_found(tmp_path, case):
    assert found(tmp_path, *case) == case.messages


def renamed_task(folder, old: str, new: str) -> None:
    """Give a task another id in every file, and a redirect."""
    for path in folder.rglob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    plant(folder, ("catalogue.yaml", "redirects: {}", f"redirects: {{'task:{old}': 'task:{new}'}}"))


def test_a_rename_is_a_rename(tmp_path):
    folder = copy(tmp_path)
    renamed_task(folder, "ownership", "owning")
    (change,) = compare(catalogue_of(SMALL), read(folder))
    assert (change.kind.value, change.action.value, change.place) == ("id", "renamed", "task:owning")
    assert (change.old, change.new, change.touches) == ("ownership", "owning", ("service:desk",))


def test_without_a_redirect_it_is_another_task(tmp_path):
    folder = copy(tmp_path)
    renamed_task(folder, "ownership", "owning")
    plant(folder, ("catalogue.yaml", "redirects: {'task:ownership': 'task:owning'}", "redirects: {}"))
    actions = {(change.action.value, change.place) for change in compare(catalogue_of(SMALL), read(folder))}
    assert actions >= {("removed", "task:ownership"), ("added", "task:owning")}


def test_a_renamed_statement_and_a_renamed_note(tmp_path):
    """A note has no redirect: it is the same if it says the same."""
    edits = [
        (DESK, "          - id: copies-2", "          - id: copies-x"),
        (DESK, "at: [copies-1, copies-2, backup.lower]", "at: [copies-1, copies-x, backup.lower]"),
        (DESK, "  - id: only-faults\n", "  - id: faults\n"),
        (DESK, "note: [1, only-faults]", "note: [1, faults]"),
        (DESK, "I only-faults 2", "I faults 2"),
        ("catalogue.yaml", "redirects: {}", "redirects: {desk.copies-2: desk.copies-x}"),
    ]
    assert found(tmp_path, *edits) == ["id renamed statement:desk.copies-x", "id renamed note:desk.faults"]


def test_a_renamed_service(tmp_path):
    folder = edited(
        tmp_path,
        (DESK, "id: desk\n", "id: table\n"),
        ("catalogue.yaml", "redirects: {}", "redirects: {'service:desk': 'service:table'}"),
    )
    (folder / DESK).rename(folder / "services" / "table.yaml")
    (change,) = compare(catalogue_of(SMALL), read(folder))
    assert (change.action.value, change.place, change.old) == ("renamed", "service:table", "desk")


def test_a_service_that_extends_the_changed_one_is_touched(tmp_path):
    heir = "id: bench\ncode: D2\nname: {da: Bænk, en: Bench}\nprovider: provider\nmatrix: {extends: desk}\n"
    folder = edited(tmp_path, ("services/bench.yaml", "", heir))
    before = read(folder)
    plant(folder, (DESK, "lower: [I, AR]", "lower: [C, AR]"))
    (change,) = compare(before, read(folder))
    assert change.place == "cell:desk.backup.lower.customer"
    assert change.touches == ("layer:lower", "party:customer", "service:bench", "service:desk", "task:backup")


def test_a_new_service_is_one_change_and_what_each_party_does_in_it(tmp_path):
    edit = (
        "services/bench.yaml",
        "",
        "id: bench\ncode: D2\nname: {da: Bænk, en: Bench}\nprovider: provider\nmatrix: {extends: desk, cells: {restore: {lower: [I, AR]}}}\n",
    )
    assert found(tmp_path, edit) == ["cell changed cell:bench.restore.lower.customer unlike", "id added service:bench"]


def test_a_cell_touches_what_it_is_about(tmp_path):
    edit = (SERVICE_2A, "      middleware:             [I 5, AR]\n      operating-system:       [I 5, AR]\n      server-storage-network: [-, AR]\n    restore:",
            "      middleware:             [I 5, A]\n      operating-system:       [I 5, AR]\n      server-storage-network: [-, AR]\n    restore:")  # fmt: skip
    (change,) = changes(tmp_path, edit, source=PLATFORM)
    assert (change.old, change.new, change.party) == ("AR", "A", "provider")
    assert change.touches == ("layer:middleware", "party:provider", "service:2a", "task:backup")


CELL = st.sampled_from(("A", "R", "AR", "RA", "C", "I", "CI", "IC", "-", "tbd", "n/a"))
#: The cells of ``SMALL`` without their notes: place → what is written for the customer and the provider.
PLACES = ("ownership.upper", "ownership.lower", "backup.upper", "backup.lower", "restore.upper", "restore.lower")


def with_cells(folder: Path, cells: list[tuple[str, str]]) -> Catalogue:
    """Return the catalogue of ``folder`` with these cells."""
    rows = [f"    {task}:\n      upper: [{', '.join(upper)}]\n      lower: [{', '.join(lower)}]\n"
            for task, upper, lower in zip(("ownership", "backup", "restore"), cells[::2], cells[1::2], strict=True)]  # fmt: skip
    text = (SMALL / DESK).read_text("utf-8")
    start, end = text.index("    ownership:\n"), text.index("notes:\n")
    (folder / DESK).write_text(text[:start] + "".join(rows) + text[end:], "utf-8")
    return load(folder).catalogue


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(CELL, CELL), min_size=6, max_size=6), st.lists(st.tuples(CELL, CELL), min_size=6, max_size=6))
def test_the_cells_that_differ_and_no_others(tmp_path_factory, old, new):
    folder = copy(tmp_path_factory.mktemp("cells"))
    before = with_cells(folder, old)
    now = with_cells(folder, new)
    expected = {
        f"cell:desk.{place}.{party}"
        for place, cells_before, cells_now in zip(PLACES, old, new, strict=True)
        for party, was, is_ in zip(("customer", "provider"), cells_before, cells_now, strict=True)
        if sorted(was) != sorted(is_)
    }
    assert {change.place for change in compare(before, now)} == expected
    assert compare(now, now) == ()


@pytest.mark.parametrize(
    ("old", "new"), list(zip(FOLDERS, [*FOLDERS[1:], FOLDERS[0]], strict=True)), ids=lambda folder: folder.name
)
def test_catalogues_that_have_nothing_in_common(old, new):
    """Everything can be told, whatever the axes, the letters and the languages are."""
    before, now = catalogue_of(old), catalogue_of(new)
    report = Report(before, now, compare(before, now))
    for language in now.identity.languages:
        assert len(report.text(language).splitlines()) > 5
        assert report.markdown(language)
    assert report.json()


def test_every_kind_of_object_has_a_name_in_sentences():
    """A kind that the model gets has its words too, in each language of the interface."""
    kinds = {name.partition(":")[0] for folder in [*FOLDERS, DATA] for name in Walk(catalogue_of(folder)).objects}
    for language in ("da", "en"):
        assert {kind for kind in kinds if f"diff.at.{kind}" not in words_of(language).table} == set()
