"""A matrix that extends another: what it says holds, for the place it says it for and those within; else the other does."""

from __future__ import annotations

from pathlib import Path

import pytest
from service_catalogue.check.checker import check
from service_catalogue.model.matrix import Matrix

from tests.folders import copy, edited, named_cases, plant

#: `rack` extends this `desk`: three layers, two parties, a row of every kind.
(DESK,) = named_cases(__file__).values()
RACK = "id: rack\ncode: R1\nname: {da: Reol, en: Rack}\nprovider: provider\nmatrix:\n  extends: desk\n"
AXES = "  axes: {layer: [upper, lower]}\n"


@pytest.fixture
def extended(tmp_path: Path):
    """Return the matrix of `rack` with ``lines``, and that of `desk`, whatever the check reports."""

    def extended(lines: str = "", more: str = "") -> tuple[Matrix, Matrix]:
        folder = copy(tmp_path / str(len([*tmp_path.iterdir()])))
        plant(folder, *DESK, ("services/rack.yaml", "", RACK + lines + more))
        catalogue = check(folder).catalogue
        assert catalogue is not None
        services = {service.id: service for service in catalogue.services}
        return services["rack"].matrix, services["desk"].matrix

    return extended


def table(matrix: Matrix) -> dict[str, str]:
    """Return the texts of each row: place by place, party by party."""
    return {
        row.task: "; ".join(f"{cell.values[0]} {cell.party}: {cell.written}" for cell in matrix.cells if cell.task == row.task)
        for row in matrix.rows
    }


THEIRS = {
    "ownership": "upper customer: AR; upper provider: -; lower customer: CI; lower provider: AR",
    "backup": "upper customer: A; upper provider: R; lower customer: I 2; lower provider: AR",
    "restore": "upper customer: AR; upper provider: I; lower customer: AR; lower provider: I",
}


def test_without_cells_of_its_own_it_is_the_other(extended) -> None:
    own, base = extended()
    assert table(own) == table(base) == THEIRS
    assert (own.scheme, own.axes, own.parties) == ("raci", {"layer": ("upper", "lower")}, ("customer", "provider"))
    assert (own.extends, base.extends) == ("desk", None)
    assert [row.inherited for row in own.rows] == [True] * 3
    assert [row.inherited for row in base.rows] == [False] * 3


def test_a_place_that_is_written_holds_and_the_others_come_along(extended) -> None:
    own, _ = extended(AXES + "  cells:\n    backup:\n      lower: [CI, A]\n")
    changed = "upper customer: A; upper provider: R; lower customer: CI; lower provider: A"
    assert table(own) == {**THEIRS, "backup": changed}
    assert [(row.task, row.inherited) for row in own.rows] == [("ownership", True), ("backup", False), ("restore", True)]


def test_a_row_for_every_place_holds_at_every_place(extended) -> None:
    """Cells of the parent about one layer are not inherited: they are written anew, for a place around it."""
    own, _ = extended(AXES + "  cells:\n    ownership: [A, R]\n")
    everywhere = "upper customer: A; upper provider: R; lower customer: A; lower provider: R"
    assert table(own) == {**THEIRS, "ownership": everywhere}


def test_a_place_within_one_that_the_other_writes_for_all(extended) -> None:
    own, _ = extended(AXES + "  cells:\n    restore:\n      lower: [-, AR]\n")
    assert table(own)["restore"] == "upper customer: AR; upper provider: I; lower customer: -; lower provider: AR"


def test_a_note_and_a_cadence_of_a_row_come_along_unless_it_has_its_own(extended) -> None:
    row = extended(AXES + "  cells:\n    backup:\n      lower: [CI, A]\n")[0].row("backup")
    assert (row.note, row.cadence["en"]) == (("1",), "Every night")
    cells = "  cells:\n    backup:\n      note: 7\n      cadence: {da: Hver uge, en: Every week}\n      lower: [CI, A]\n"
    own, base = extended(AXES + cells, "notes:\n  - {id: 7, kind: limit, text: {da: Kun reoler., en: Racks only.}}\n")
    assert (own.row("backup").note, own.row("backup").cadence["en"]) == (("7",), "Every week")
    assert (base.row("backup").note, base.row("backup").cadence["en"]) == (("1",), "Every night")


def test_rows_stand_in_the_order_of_the_other_and_those_it_adds_after_them(extended) -> None:
    cells = "  cells:\n    lending: [AR, I]\n    restore: [I, AR]\n    ownership: [I, AR]\n"
    own, _ = extended(AXES + cells)
    assert [row.task for row in own.rows] == ["ownership", "backup", "restore", "lending"]
    assert [row.inherited for row in own.rows] == [False, True, False, False]


def test_a_row_that_is_left_out_is_gone_and_only_that(extended) -> None:
    own, base = extended("  remove: [backup]\n")
    assert table(own) == {task: cells for task, cells in THEIRS.items() if task != "backup"}
    assert [row.task for row in base.rows] == ["ownership", "backup", "restore"]


def test_a_row_that_is_left_out_and_written_is_its_own_alone(extended) -> None:
    own, _ = extended("  remove: [backup]\n" + AXES + "  cells:\n    backup:\n      upper: [AR, -]\n")
    assert own.row("backup").note == ()
    assert own.row("backup").written.keys() == {("upper",)}


def test_the_default_and_the_empty_groups_come_along_unless_it_has_its_own(extended) -> None:
    own, base = extended()
    assert (own.default, own.default.cells) == (base.default, ("I", "AR"))
    assert [(empty.group, empty.reason["en"]) for empty in own.empty] == [("late", "None yet."), ("later", "None either.")]
    own, _ = extended(
        "  default: {text: {da: Alt., en: All.}, cells: [AR, -]}\n  empty: [{group: later, reason: {da: Aldrig., en: Never.}}]\n"
    )
    assert (own.default.text["en"], own.default.cells) == ("All.", ("AR", "-"))
    assert [(empty.group, empty.reason["en"]) for empty in own.empty] == [("later", "Never."), ("late", "None yet.")]


def test_parties_in_another_order_take_their_cells_along_in_rows_and_default(extended) -> None:
    own, base = extended("  parties: [provider, customer]\n")
    assert own.parties == ("provider", "customer")
    assert {place: cell.written for place, cell in own.by_address.items()} == {
        place: cell.written for place, cell in base.by_address.items()
    }
    assert own.default.cells == ("AR", "I")
    assert own.default.text == base.default.text


def test_a_party_less_has_no_cells_and_a_party_more_has_empty_ones_at_its_own_place_in_the_file(extended) -> None:
    own, _ = extended("  parties: [provider]\n")
    assert table(own)["backup"] == "upper provider: R; lower provider: AR"
    assert own.default.cells == ("AR",)
    own, _ = extended("  parties: [customer, auditor, provider]\n")
    cells = own.cells_at("backup", ("lower",))
    assert [(cell.party, cell.written) for cell in cells] == [("customer", "I 2"), ("auditor", ""), ("provider", "AR")]
    assert (Path(cells[1].written.at.path).name, cells[1].written.at.line) == ("rack.yaml", 7)


def test_other_axes_hold_in_place_of_those_of_the_other(extended) -> None:
    own, _ = extended("  axes: {layer: [lower]}\n")
    assert own.axes == {"layer": ("lower",)}
    assert table(own)["ownership"] == "lower customer: CI; lower provider: AR"


def test_addresses_at_which_the_parties_of_both_have_the_same(extended) -> None:
    """However it is written, and in which order of parties."""
    lines = (
        "  parties: [provider, customer, auditor]\n"
        + AXES
        + "  cells:\n    backup:\n      lower: ['RA', I 2, R]\n      upper: [R, C, -]\n"
    )
    own, base = extended(lines + "    lending: [AR, I, -]\n")
    equal = own.equal_addresses(base)
    assert {address for address in base.addresses if not address.startswith("backup")} <= equal
    backup = {"backup.lower", "backup.lower.customer", "backup.lower.provider", "backup.upper.provider"}
    assert {address for address in equal if address.startswith("backup")} == backup


def test_notes_that_are_called_otherwise_are_so_in_rows_cells_and_default(extended) -> None:
    _, base = extended()
    called = base.with_notes_renamed({"1": "desk.1", "2": "desk.2"})
    assert called.row("backup").note == ("desk.1",)
    assert table(called)["backup"] == "upper customer: A; upper provider: R; lower customer: I desk.2; lower provider: AR"
    assert table(called)["ownership"] == THEIRS["ownership"]
    assert called.default.cells == ("I", "AR")
    assert base.with_notes_renamed({}) is base
    only_one = base.with_notes_renamed({"2": "x"})
    assert (only_one.row("backup").note, only_one.by_address["backup.lower.customer"].notes) == (("1",), ("x",))


def test_what_is_wrong_in_what_it_extends_is_reported_there_alone(tmp_path: Path) -> None:
    folder = edited(
        tmp_path,
        *DESK,
        ("services/desk.yaml", "axes: {layer: [upper, lower]}", "axes: [upper]"),
        ("services/rack.yaml", "", RACK),
    )
    found = [problem for problem in check(folder).problems if Path(problem.at.path).name == "rack.yaml"]
    assert found == []  # the fault is reported where it is, and nothing of what follows from it
