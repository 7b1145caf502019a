"""Properties of the typed catalogue."""

import dataclasses
import importlib

import pytest
from service_catalogue.check.load import load
from service_catalogue.model.kinds import State
from service_catalogue.model.matrix import Cell, reading
from service_catalogue.yaml.source import read

from tests.folders import CHAIR, DESK, SMALL, assert_finds, chair, checked, copy, edited, plant, problems, table_of

CATALOGUE = load(SMALL).catalogue
SERVICE = CATALOGUE.services[0]


@pytest.mark.parametrize(
    "module", [".references", ".standard", ".lifecycle", ".shared", ".catalogue", ".matrix", ".service", ".statement"]
)
def test_what_is_the_same_is_equal_wherever_it_is_written(module):
    """And shows no place: a digest of it stays the same where a line is added before it."""
    name = f"service_catalogue.model{module}"
    kinds = vars(importlib.import_module(name)).values()
    places = [
        field
        for kind in kinds
        if isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind.__module__ == name
        for field in dataclasses.fields(kind)
        if field.name in ("at", "unread")
    ]
    assert places
    assert not [field for field in places if field.compare or field.repr]


@pytest.mark.parametrize("parent", ["safety", "running"])
def test_groups_that_lie_in_each_other_end(tmp_path, parent):
    folder = edited(
        tmp_path,
        ("tasks.yaml", "    name: {da: Drift, en: Running}", f"    name: {{da: Drift, en: Running}}\n    parent: {parent}"),
    )
    path = [group.id for group in load(folder).partial.group_path("safety")]
    assert path in (["running", "safety"], ["safety", "running"])


def test_a_claim_that_says_several_things_of_tasks_is_as_many_unless_it_has_words(tmp_path):
    claim = "{party: provider, does: [backup], on: [lower]}"
    several = "answers-for: [backup, restore], may-do: [restore], does:"
    claims = (
        load(edited(tmp_path, (DESK, claim, claim.replace("does:", several)))).catalogue.services[0].statements["copies-1"].claims
    )
    assert [(part.answers_for, part.does, part.may_do, part.on) for part in claims[0].parts] == [
        (("backup", "restore"), ("backup",), (), ("lower",)),
        ((), (), ("restore",), ("lower",)),
    ]
    assert claims[1].parts == (claims[1],)
    for key in ("promises", "quote"):
        in_words = dataclasses.replace(claims[0], **{key: SERVICE.name})
        assert in_words.parts == (in_words,)


def test_departures_at_a_place():
    assert [exception.rule for exception in SERVICE.departures_at("backup.lower")] == ["claim-contradicts-matrix"]
    assert [tension.id for tension in SERVICE.departures_at("ownership.lower", "what-1")] == ["t1"]
    assert SERVICE.departures_at("backup") == ()


def test_every_form_of_a_term():
    assert list(CATALOGUE.term("backup").written("da")) == ["backup", "backuppen", "backupper", "sikkerhedskopi"]
    assert list(CATALOGUE.term("backup").written("sv")) == []


# ---- The matrix ------------------------------------------------------------------------------------------------------


def cell(text: str) -> Cell:
    (written,) = read("f.yaml", f"- {text}\n".encode())[0]
    return Cell(written=written, task=written, values=(), party=written, address="", content=reading(str(written)))


TABLE = table_of(__file__)


@pytest.mark.parametrize(("text", "expected"), TABLE["cells"].items(), ids=TABLE["cells"])
def test_a_cell(text, expected):
    (letters, notes, state), read_cell = expected, cell(text)
    assert (read_cell.letters, read_cell.notes, read_cell.state) == (letters, tuple(notes), State(state))


@pytest.mark.parametrize(("text", "expected"), TABLE["notes"].items(), ids=TABLE["notes"])
def test_where_notes_stand(text, expected):
    assert [(note, at.column) for note, at in cell(text).notes_at()] == [*map(tuple, expected)]


SEVERAL = TABLE["several"]


def test_exceptions_come_along_into_each_of_several_matrices(tmp_path):
    """To the cells that are equal, in rows of which others differ as well; each under its own address."""
    catalogue = assert_finds(tmp_path, [chair(SEVERAL)])
    accepted = {place for exception in catalogue.objects["service"]["chair"].exceptions for place in exception.at_}
    places = {f"{matrix}.backup.{layer}" for matrix in ("whole", "part") for layer in ("upper", "lower")}
    assert accepted == {*places, "desk.copies-1", "desk.copies-2"}


def test_an_exception_does_not_come_along_to_a_cell_that_is_written_anew(tmp_path):
    text = SEVERAL.replace("{lower: [I, AR]}", "{⟦someone-responsible⟧upper: [A, I]}")
    assert_finds(tmp_path, [chair(text)])


@pytest.mark.parametrize("matrix", ["", SEVERAL])
def test_a_service_without_a_single_matrix_cannot_be_extended(tmp_path, matrix):
    folder = copy(tmp_path)
    stool = CHAIR.replace("chair", "stool").replace("C1", "S1") + "matrix: {extends: ⟦unknown-reference⟧chair}\n"
    expected = plant(folder, chair(matrix), ("services/stool.yaml", "", stool))
    assert problems(folder) == expected
    assert "no single matrix" in checked(folder).problems[0].message["en"]


def test_extensions_of_each_other_end(tmp_path):
    folder = edited(tmp_path, chair("matrix:\n  extends: desk\n"), (DESK, "matrix:\n", "matrix:\n  extends: chair\n"))
    assert [problem.rule for problem in problems(folder)] == ["circular-reference"]
