"""The workbook of a service: every cell in every language, with its notes whole, and nothing that is calculated."""

from __future__ import annotations

import dataclasses
import io
import itertools
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from service_catalogue.export.workbook import workbook, written
from service_catalogue.locale import words_of
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.views.edition import Edition

from tests.export.test_json import read
from tests.folders import DESK, FIXTURES, PLATFORM, SMALL, catalogue_of, checked, copy, plant

CATALOGUES = FIXTURES / "catalogues"
FOLDERS = (SMALL, PLATFORM, CATALOGUES / "plans-and-phases", FIXTURES / "nordic" / "data")


def made(catalogue: Catalogue, id: str) -> bytes:
    editions = [Edition(catalogue, language) for language in catalogue.identity.languages]
    return written(workbook(editions, catalogue.objects["service"][id]))


def part(book: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        return ElementTree.fromstring(parts.read(name))


def sheets(book: bytes) -> dict[str, ElementTree.Element]:
    names = [sheet.get("name") for sheet in part(book, "xl/workbook.xml").findall(".//{*}sheet")]
    return {name: part(book, f"xl/worksheets/sheet{number}.xml") for number, name in enumerate(names, 1)}


def rows(book: bytes) -> dict[str, list[list[str]]]:
    """Return the rows of each sheet as shown, each as long as the longest."""
    texts = ["".join(text.itertext()) for text in part(book, "xl/sharedStrings.xml").findall(".//{*}si")]
    found: dict[str, list[list[str]]] = {}
    for name, sheet in sheets(book).items():
        lines = []
        for row in sheet.findall(".//{*}row"):
            cells = {cell.get("r").rstrip("0123456789"): texts[int(cell.find("{*}v").text)] for cell in row.findall(".//{*}c")}
            lines.append([cells.get(column, "") for column in "ABCDEFGHIJ"])
        width = max(itertools.chain(*([index + 1 for index, text in enumerate(line) if text] for line in lines)))
        found[name] = [line[:width] for line in lines]
    return found


def expected(data: dict[str, dict], service: dict, language: str) -> Iterator[tuple[list[str], set[str], set[str]]]:
    """For each cell by the JSON: what its row says, the words of its letters, and the departures about it."""
    catalogue = data["catalogue.json"]
    names = {
        kind: {one["id"]: one["name"][language] for one in catalogue[kind]} for kind in ("tasks", "groups", "parties", "layers")
    }
    values = {axis["id"]: {value["id"]: value["name"][language] for value in axis["values"]} for axis in catalogue["axes"]}
    values["layer"] = names["layers"]
    groups = {task["id"]: " › ".join(names["groups"][group] for group in task["groups"]) for task in catalogue["tasks"]}
    letters = {
        scheme["id"]: {letter["letter"]: letter["word"][language] for letter in scheme["letters"]}
        for scheme in catalogue["schemes"]
    }
    matrices = service["matrices"] or [service["matrix"]]
    axes = dict.fromkeys(itertools.chain(*(matrix["axes"] for matrix in matrices)))
    for matrix in matrices:
        of_tasks = {task["id"]: task for task in matrix["tasks"]}
        for cell in matrix["cells"]:
            address = ".".join(
                [*([matrix["id"]] if "id" in matrix else []), cell["task"], *(cell[a] for a in matrix["axes"]), cell["party"]]
            )
            task = of_tasks[cell["task"]]
            notes = {*task["notes"], *cell["notes"]}
            told = [words_of(language)("task.cadence", cadence=task["cadence"][language])] if task["cadence"] else []
            told += [f"{note['number']}. {note['text'][language]}" for note in service["notes"] if note["id"] in notes]
            yield (
                [
                    *([matrix["name"][language]] if "id" in matrix else []),
                    groups[cell["task"]],
                    names["tasks"][cell["task"]],
                    *(values[axis][cell[axis]] if axis in cell else "" for axis in axes),
                    names["parties"][cell["party"]],
                    cell["roles"],
                    "\n".join(told),
                ],
                {letters[matrix["scheme"]][letter].casefold() for letter in cell["roles"]},
                {one["id"] for one in (*service["tensions"], *service["exceptions"]) if address in one["cells"]},
            )


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_cell_in_every_language(folder: Path) -> None:
    catalogue = catalogue_of(folder)
    data = read(catalogue)
    for service in (file for name, file in data.items() if name.startswith("services/")):
        tables = [*rows(made(catalogue, service["id"])).values()][:-1]
        assert len(tables) == len(catalogue.identity.languages)
        for language, (head, *lines) in zip(catalogue.identity.languages, tables, strict=True):
            cells = [*expected(data, service, language)]
            assert len(lines) == len(cells) > 0
            assert len(head) == len(cells[0][0]) + 2
            for line, (texts, words, departures) in zip(lines, cells, strict=True):
                line += [""] * (len(head) - len(line))
                *before, said, notes, marks = line
                assert [*before, notes] == texts
                assert all(word in said.casefold() for word in words) and said
                assert len(marks.splitlines()) == len(departures)


def test_a_sheet_for_each_language_and_one_that_says_what_they_are_from() -> None:
    book = rows(made(catalogue_of(SMALL), "desk"))
    assert [*book] == ["Dansk", "English", "Om arket · About"]
    assert book["English"][0] == ["Group", "Task", "Layer", "Party", "Letters", "In words", "Notes", "Departures"]
    last = [line for line in book["Om arket · About"] if any(line)]
    here = {line[0]: line[1] for line in last[last.index(["English", "D1 Desk"]) :]}
    assert "has not approved" in here["Restatement"]
    assert here["Language"] == "Where the languages differ, the Danish text prevails."
    assert here["A"] == "Accountable: Answers for it."
    assert here["The source says two things: t1"] == "The source says two things of the desk."
    assert here["Departure 2"] == "The source says both."


def test_the_head_stays_in_sight_and_rows_can_be_filtered() -> None:
    first, second, last = sheets(made(catalogue_of(SMALL), "desk")).values()
    for sheet in (first, second):
        assert sheet.find(".//{*}pane").attrib.items() >= {"ySplit": "1", "state": "frozen"}.items()
        assert sheet.find("{*}autoFilter").get("ref") == "A1:H13"
        assert sheet.find("{*}headerFooter/{*}oddFooter").text.startswith("&LD1 ")
    assert last.find("{*}autoFilter") is None


def test_what_looks_like_a_formula_is_a_text(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    plant(folder, (DESK, "text: {da: Kun om fejl., en: Of faults only.}", "text: {da: =1+1, en: '=HYPERLINK(\"x\")'}"))
    tasks = folder / "tasks.yaml"
    tasks.write_text(tasks.read_text("utf-8").replace("en: Ownership", "en: '=1+1 & <b>'"), "utf-8")
    book = made(checked(folder).catalogue, "desk")
    assert [cell.get("t") for sheet in sheets(book).values() for cell in sheet.findall(".//{*}c") if cell.get("t") != "s"] == []
    assert [*itertools.chain(*(sheet.findall(".//{*}f") for sheet in sheets(book).values()))] == []
    assert rows(book)["English"][1][1] == "=1+1 & <b>"
    assert any('. =HYPERLINK("x")' in line[-2] for line in rows(book)["English"])


def test_the_same_bytes_each_time() -> None:
    first, second = made(catalogue_of(SMALL), "desk"), made(checked(SMALL).catalogue, "desk")
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    ("own", "names"),
    [
        (("Dansk [1/2]", "x" * 40), ["Dansk  1 2", "x" * 31]),
        (("History", "'dansk'"), ["da", "dansk"]),
        (("Same", "SAME"), ["Same", "en"]),
    ],
)
def test_a_sheet_has_a_name_that_a_sheet_can_have(own: tuple[str, str], names: list[str]) -> None:
    catalogue = catalogue_of(SMALL)
    words = {language: {"language.self": name} for language, name in zip(("da", "en"), own, strict=True)}
    identity = dataclasses.replace(catalogue.identity, words=words)
    assert [*sheets(made(dataclasses.replace(catalogue, read_identity=identity), "desk"))][:2] == names


def test_what_is_inherited_says_from_which_service_and_a_letter_in_doubt_says_so(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    rack = "id: rack\ncode: R1\nname: {da: Reol, en: Rack}\nprovider: provider\nmatrix:\n  extends: desk\n  remove: [restore]\n"
    plant(
        folder,
        ("services/rack.yaml", "", rack),
        (DESK, "at: [what-1, ownership.lower]", "at: [letter.A, ownership.lower]"),
        (DESK, "status: in-force", "status: draft"),
    )
    catalogue = checked(folder).catalogue
    said = rows(made(catalogue, "rack"))
    assert "1. Weekdays only. (from D1 Desk)" in {line[6] for line in said["English"]}
    about = {tuple(line[:2]) for line in [*said.values()][-1]}
    assert ("The source says two things: D1 t1", "The source says two things of the desk. (from D1 Desk)") in about
    assert ("Who does what", "The matrix builds on that of D1 Desk (draft).") in about
    about = {tuple(line[:2]) for line in [*rows(made(catalogue, "desk")).values()][-1]}
    assert ("A", "Accountable: Answers for it. (The source says two things: t1)") in about


def test_a_printed_sheet_says_how_the_service_stands(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    plant(folder, (DESK, "status: in-force", "status: draft"))
    foot = sheets(made(checked(folder).catalogue, "desk"))["English"].find(".//{*}oddFooter").text
    assert foot == "&LD1 Desk (draft) – Restatement: not approved by The owner.&R&P / &N"
