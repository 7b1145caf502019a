"""The workbook of a service: its matrix in every language, the notes whole, and nothing that is calculated."""

from __future__ import annotations

import dataclasses
import io
import itertools
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from service_catalogue.export.workbook import workbook, written
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.views.edition import Edition

from tests.folders import DESK, FIXTURES, PLATFORM, SMALL, catalogue_of, checked, edited, json_files

CATALOGUES = FIXTURES / "catalogues"
FOLDERS = (SMALL, PLATFORM, CATALOGUES / "plans-and-phases", CATALOGUES / "owner-only", FIXTURES / "nordic" / "data")


def made(catalogue: Catalogue, id: str) -> bytes:
    editions = [Edition(catalogue, language) for language in catalogue.identity.languages]
    return written(workbook(editions, catalogue.objects["service"][id]))


def opened(book: bytes) -> dict[str, Worksheet]:
    return {sheet.title: sheet for sheet in openpyxl.load_workbook(io.BytesIO(book))}


def rows(sheet: Worksheet) -> list[list[str]]:
    """Return the texts of ``sheet``, with the text of a merged heading in each of its columns."""
    texts = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    for merged in sheet.merged_cells.ranges:
        for row, column in itertools.product(
            range(merged.min_row, merged.max_row + 1), range(merged.min_col, merged.max_col + 1)
        ):
            texts[row - 1][column - 1] = sheet.cell(merged.min_row, merged.min_col).value
    return texts


def comment(sheet: Worksheet, row: int, column: int) -> list[str]:
    found = sheet.cell(row + 1, column + 1).comment
    return found.text.splitlines() if found else []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_matrix_in_every_language(folder: Path) -> None:
    """Each cell of the JSON is below its headings, beside its task, with its own notes; those of the row are at the task."""
    data = json_files(catalogue_of(folder))
    catalogue = data["catalogue.json"]
    signs = {"n-a": ("n/a", "i.r.", "e.t."), "tbd": ("tbd", "aftales", "avtalas"), None: ("–",), "": ("–",)}
    for service in (file for name, file in data.items() if name.startswith("services/")):
        sheets = iter(opened(made(catalogue_of(folder), service["id"])).values())
        matrices = service["matrices"] or [service["matrix"]]
        for language in catalogue_of(folder).identity.languages:
            names = {one["id"]: one["name"][language] for kind in ("tasks", "layers", "groups") for one in catalogue[kind]}
            names |= {value["id"]: value["name"][language] for axis in catalogue["axes"] for value in axis["values"]}
            parties = {one["id"]: (one["short"] or one["name"])[language] for one in catalogue["parties"]}
            groups = {one["id"]: " › ".join(names[group] for group in one["groups"]) for one in catalogue["tasks"]}
            notes = {one["id"]: f"{one['number']}. {one['text'][language]}" for one in service["notes"]}
            for matrix in matrices:
                sheet = next(each for each in sheets if each.freeze_panes and each.freeze_panes.startswith("C"))
                several = len(matrix["parties"]) > 1
                table = rows(sheet)
                heads = len(matrix["axes"]) + (several or not matrix["axes"])
                columns = [*zip(*table[:heads], strict=True)]
                assert {line[-1] for line in table[heads:]} == {task["id"] for task in matrix["tasks"]}
                found = 0
                for cell in matrix["cells"]:
                    head = [names[cell[axis]] for axis in matrix["axes"]]
                    head += [parties[cell["party"]]] if several or not head else []
                    row = next(index for index, line in enumerate(table) if line[-1] == cell["task"])
                    (column,) = [index for index, texts in enumerate(columns) if [*texts] == head]
                    assert table[row][:2] == [groups[cell["task"]], names[cell["task"]]]
                    assert table[row][column] in ((cell["roles"],) if cell["roles"] else signs[cell["state"]])
                    assert comment(sheet, row, column) == [notes[id] for id in cell["notes"]]
                    (task,) = [one for one in matrix["tasks"] if one["id"] == cell["task"]]
                    assert comment(sheet, row, 1) == [notes[id] for id in task["notes"]]
                    assert not task["cadence"] or task["cadence"][language] in table[row]
                    found += 1
                assert found == sum(bool(text) for line in table[heads:] for text in line[2 : 2 + found // len(matrix["tasks"])])


def test_the_sheets_and_what_they_hold() -> None:
    book = opened(made(catalogue_of(SMALL), "desk"))
    assert [*book] == [
        *("Dansk", "Noter (da)", "Kunde (da)", "Leverandør (da)"),
        *("English", "Notes (en)", "Customer (en)", "Provider (en)", "Om arket · About"),
    ]
    matrix = rows(book["English"])
    assert matrix[0] == ["", "", "Upper layer", "Upper layer", "Lower layer", "Lower layer", "", ""]
    assert matrix[1] == ["Group", "Task", *["Customer", "Provider"] * 2, "Departures", "Id"]
    assert matrix[2][2:] == ["AR", "–", "CI", "AR", "The source says two things: t1", "ownership"]
    notes = rows(book["Notes (en)"])
    assert notes[0] == ["Number", "Kind", "Note", "On tasks", "On cells"]
    assert notes[1] == ["1", "Condition", "Weekdays only.", "Backup\nRestore", ""]
    assert notes[2][3:] == ["", "Backup, Upper layer, Customer\nRestore, Upper layer, Provider"]
    duties = rows(book["Customer (en)"])
    assert duties[0] == ["Place", "Duty or right", "Letters", "Task", "Cadence", "Notes"]
    assert duties[1] == ["Upper layer", "Customer: accountable and responsible", "AR", "Ownership", "", ""]
    assert duties[2][5] == "1. Weekdays only.\n2. Small amounts only.\nDeparture 1"
    assert duties[-1][1:4] == ["Rights and possibilities", "", "The copy is the customer's responsibility."]
    about = {line[0]: line[1] for line in rows(book["Om arket · About"])[-20:] if line[0]}
    assert "has not approved" in about["Restatement"]
    assert about["Language"] == "Where the languages differ, the Danish text prevails."
    assert about["A"] == "Accountable: Answers for it."
    assert about["The source says two things: t1"] == "The source says two things of the desk."


def test_the_sheet_of_a_party_has_its_texts_with_their_marks() -> None:
    lines = rows(opened(made(catalogue_of(PLATFORM), "2a"))["Customer (en)"])
    marks = {line[5].partition("\n")[0]: line[5].partition("\n")[2] for line in lines if not line[0]}
    assert marks["security-5"] == "The source says two things: t1\nsee baseline", "a claim that a letter makes too"
    assert {"baseline", "general-8", "general-3", "security-7", "Note 3", "itil-2"} < {*marks}


def test_headings_stay_in_sight_rows_can_be_filtered_and_colours_are_those_of_the_site() -> None:
    book = opened(made(catalogue_of(SMALL), "desk"))
    sheet = book["English"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("C3", "A2:H5", "$1:$2")
    assert sheet.oddFooter.left.text.startswith("D1 ")
    assert book["Om arket · About"].auto_filter.ref is None
    assert [sheet.cell(2, column).fill.start_color.rgb for column in (2, 3, 4)] == ["FFF0EBE0", "FF82350C", "FF0B5265"]
    assert {cell.number_format for row in sheet.iter_rows() for cell in row if cell.value} == {"@"}


def test_what_looks_like_a_formula_is_a_text(tmp_path: Path) -> None:
    formulas = (DESK, "text: {da: Kun om fejl., en: Of faults only.}", "text: {da: =1+1, en: '=HYPERLINK(\"x\")'}")
    folder = edited(tmp_path, formulas, ("tasks.yaml", "en: Ownership", "en: '=1+1 & <b>'"))
    book = opened(made(checked(folder).catalogue, "desk"))
    every = [cell for sheet in book.values() for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in every if not str(cell.value).startswith("=")} == {"s"}
    with zipfile.ZipFile(io.BytesIO(made(checked(folder).catalogue, "desk"))) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())
    assert "=1+1 & <b>" in {cell.value for cell in every}


def test_the_same_bytes_each_time_with_the_digest_of_what_it_says(tmp_path: Path) -> None:
    first, second = made(catalogue_of(SMALL), "desk"), made(checked(SMALL).catalogue, "desk")
    assert first == second
    other = made(checked(edited(tmp_path, (DESK, "Weekdays only.", "Workdays only."))).catalogue, "desk")
    books = (openpyxl.load_workbook(io.BytesIO(book)).custom_doc_props.props for book in (first, other))
    properties, of_other = ({one.name: one.value for one in book} for book in books)
    assert len({properties["digest"], of_other["digest"], catalogue_of(SMALL).digest}) == 3
    assert (properties["service"], properties["version"]) == ("desk", "1.10")
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    ("own", "names"),
    [
        (("Dansk [1/2]", "x" * 40), ["Dansk  1 2", "x" * 31]),
        (("History", "'dansk'"), ["History 1", "dansk"]),
        (("Same", "SAME"), ["Same", "SAME 5"]),
    ],
)
def test_a_sheet_has_a_name_that_a_sheet_can_have(own: tuple[str, str], names: list[str]) -> None:
    catalogue = catalogue_of(SMALL)
    words = {language: {"language.self": name} for language, name in zip(("da", "en"), own, strict=True)}
    identity = dataclasses.replace(catalogue.identity, words=words)
    found = [*opened(made(dataclasses.replace(catalogue, read_identity=identity), "desk"))]
    assert [found[0], found[4]] == names


def test_what_is_inherited_says_from_which_service_and_a_letter_in_doubt_says_so(tmp_path: Path) -> None:
    rack = "id: rack\ncode: R1\nname: {da: Reol, en: Rack}\nprovider: provider\nmatrix:\n  extends: desk\n  remove: [restore]\n"
    folder = edited(
        tmp_path,
        ("services/rack.yaml", "", rack),
        (DESK, "at: [what-1, ownership.lower]", "at: [letter.A, ownership.lower]"),
        (DESK, "status: in-force", "status: draft"),
    )
    catalogue = checked(folder).catalogue
    book = opened(made(catalogue, "rack"))
    assert "Weekdays only. (from D1 Desk)" in {line[2] for line in rows(book["Notes (en)"])}
    about = {tuple(line[:2]) for line in rows(book["Om arket · About"])}
    assert ("The source says two things: D1 t1", "The source says two things of the desk. (from D1 Desk)") in about
    assert ("Who does what", "The matrix builds on that of D1 Desk (draft).") in about
    book = opened(made(catalogue, "desk"))
    about = {tuple(line[:2]) for line in rows(book["Om arket · About"])}
    assert ("A", "Accountable: Answers for it. (The source says two things: t1)") in about
    assert book["English"].oddFooter.left.text == "D1 Desk (draft) – Restatement: not approved by The owner."
