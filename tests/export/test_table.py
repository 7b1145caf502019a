"""The CSV of a service: each cell of its matrices once, as the JSON has it."""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path

import pytest
from service_catalogue.export import json
from service_catalogue.export.json import table
from service_catalogue.model.catalogue import Catalogue

from tests.folders import FIXTURES, PLATFORM, SMALL, catalogue_of, checked, edited, json_files

CATALOGUES = FIXTURES / "catalogues"
PLANS = CATALOGUES / "plans-and-phases"
FOLDERS = (SMALL, PLATFORM, PLANS, *(CATALOGUES / name for name in ("minimal", "example", "odd-schemes", "owner-only")))


def table_of(catalogue: Catalogue, id: str) -> list[list[str]]:
    """Return the lines of a service's table, as a program reads them."""
    text = table(catalogue, catalogue.objects["service"][id])
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_cell_is_the_one_of_the_json(folder: Path) -> None:
    catalogue = catalogue_of(folder)
    for name, data in json_files(catalogue).items():
        if not name.startswith("services/"):
            continue
        head, *lines = table_of(catalogue, data["id"])
        found = [dict(zip(head, line, strict=True)) for line in lines]
        matrices = data["matrices"] or ([data["matrix"]] if data["matrix"] else [])
        axes = dict.fromkeys(itertools.chain(*(matrix["axes"] for matrix in matrices)))
        none = dict.fromkeys([*(["matrix"] if data["matrices"] else []), *axes], "")
        assert found == [
            {**none, **({"matrix": matrix["id"]} if data["matrices"] else {}), **cell, **attached(data, matrix, cell)}
            for matrix in matrices
            for cell in matrix["cells"]
            if cell.pop("page")
        ]
        attached_columns = ["party", "roles", "notes", "state", "departures", "task-notes"]
        assert head == [*(["matrix"] if data["matrices"] else []), "task", *axes, *attached_columns]


def attached(data: dict, matrix: dict, cell: dict) -> dict[str, str]:
    """Return the notes and departures of a cell, and the notes of its row, as the JSON has them."""
    (row,) = [row for row in matrix["tasks"] if row["id"] == cell["task"]]
    values = [cell[axis] for axis in matrix["axes"]]
    address = ".".join([*([matrix["id"]] if data["matrices"] else []), cell["task"], *values, cell["party"]])
    departures = [
        f"{kind}.{one['id']}" for kind in ("tension", "exception") for one in data[f"{kind}s"] if address in one["cells"]
    ]
    return {"notes": " ".join(cell["notes"]), "departures": " ".join(departures), "task-notes": " ".join(row["notes"])}


def test_how_it_is_written() -> None:
    raw = table(catalogue_of(PLATFORM), catalogue_of(PLATFORM).objects["service"]["2a"]).encode()
    assert raw.startswith(b"\xef\xbb\xbftask,layer,party,roles,notes,state,departures,task-notes\r\n")
    assert b"\r\npatch-management,operating-system,customer,I,5,,tension.t8,1\r\n" in raw
    assert b"\r\nbackup,applications,customer,A,6,,tension.t1 exception.no-r,\r\n" in raw
    assert raw.count(b"\r\n") == raw.count(b"\n") == 201


def test_several_matrices_and_none() -> None:
    head, *lines = table_of(catalogue_of(PLANS), "network")
    assert head[0] == "matrix"
    assert len({line[0] for line in lines}) > 1
    (without,) = [service for service in catalogue_of(CATALOGUES / "minimal").services if not service.all_matrices]
    assert table_of(catalogue_of(CATALOGUES / "minimal"), without.id) == [
        ["task", "party", "roles", "notes", "state", "departures", "task-notes"]
    ]


def test_what_a_cell_says_besides_letters(tmp_path: Path) -> None:
    folder = edited(tmp_path, ("services/desk.yaml", "lower: [CI, AR]", "lower: [tbd only-faults 2, n/a]"))
    lines = table_of(checked(folder).catalogue, "desk")
    assert lines[3:5] == [
        ["ownership", "lower", "customer", "", "only-faults 2", "tbd", "tension.t1", ""],
        ["ownership", "lower", "provider", "", "", "n-a", "tension.t1", ""],
    ]


def test_letters_that_would_be_a_formula_are_a_text(tmp_path: Path) -> None:
    folder = edited(
        tmp_path,
        ("roles.yaml", "cell-order: ARCI", "cell-order: A=C+"),
        ("roles.yaml", "letter: R", 'letter: "="'),
        ("roles.yaml", "letter: I", 'letter: "+"'),
        ("services/desk.yaml", "upper: [AR, -]\n      lower: [CI, AR]", 'upper: ["A=", -]\n      lower: ["+C", "="]'),
        ("services/desk.yaml", "lower: [I, AR]", 'lower: ["+", "A="]'),
        (
            "services/desk.yaml",
            "upper: [AR, I only-faults 2]\n      lower: [-, AR]",
            'upper: ["A=", "+"]\n      lower: [-, "A="]',
        ),
    )
    catalogue = checked(folder).catalogue
    roles = [line[3] for line in table_of(catalogue, "desk")[1:]]
    assert roles == ["A=", "", "C+", "'=", "A", "", "'+", "A=", "A=", "'+", "", "A="]
    assert {name: make for name, _, make in json.makers(catalogue)}["services/desk.json"]().count('"roles":"="') == 1
