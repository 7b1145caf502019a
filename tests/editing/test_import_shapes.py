"""The shapes of a matrix in a sheet: tables as they are published, and generated ones with the noise of real files, cell by cell."""

from __future__ import annotations

import csv
import io
import random
import re
import shlex
from html import escape
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from service_catalogue.cli import main
from service_catalogue.editing.shapes import column_name, plain
from service_catalogue.editing.spreadsheet import Import, read_answers, read_grids
from service_catalogue.locale.words import words_of
from service_catalogue.messages.failure import Incorrect

from tests.folders import ROOT, SMALL, catalogue_of, copy

LETTERS = ("R", "A", "C", "I", "RA", "CI", "ACI", "")
TASKS = ("Ownership", "Backup", "Patch servers", "Review access", "Rotate keys", "Monitor the network", "Answer calls", "Order hardware",
         "Plan capacity", "Test recovery", "Scan for weaknesses", "Log changes", "Approve budgets", "Train users")  # fmt: skip
PARTIES = ("Customer", "Provider", "Auditor", "Hardware supplier")
LAYERS = ("Upper layer", "Lower layer", "Middle layer")
GROUPS = ("Running", "Safety", "Money and people")
SHAPES = (
    "parties",
    "letters",
    "crosses",
    "across",
    "list",
    *(f"layer {each}" for each in ("heads", "column", "stacks", "titles", "sheets")),
)
Rows = list[list[str]]


class Sheet(NamedTuple):
    """A generated sheet: the names of tasks with their groups, of parties and layers, and the letters of each cell."""

    tasks: dict[str, str]
    parties: list[str]
    layers: list[str]
    cells: dict[tuple[str, str, str], str]
    shape: str


def generated(dice: random.Random, shape: str) -> Sheet:
    tasks = dict.fromkeys(dice.sample(TASKS, dice.randint(4, 9)), "")
    if dice.random() < 0.5:
        groups = dice.sample(GROUPS, 2)
        tasks = {task: groups[2 * index >= len(tasks)] for index, task in enumerate(tasks)}
    parties = ["Customer", "Provider", *dice.sample(PARTIES[2:], dice.randint(0, 2))]
    layers = dice.sample(LAYERS[:2], 2) if shape.startswith("layer") or (shape == "list" and dice.random() < 0.5) else [""]
    cells = {(task, layer, party): dice.choice(LETTERS) for task in tasks for layer in layers for party in parties}
    for task in tasks:  # a row without any letter would be the heading of a group
        for layer in layers:
            cells[task, layer, parties[0]] = cells[task, layer, parties[0]] or "A"
    return Sheet(tasks, parties, layers, cells, shape)


def written(dice: random.Random, letters: str) -> str:
    """Return letters as somebody writes them."""
    if not letters:
        return dice.choice(("", "", "-", "–"))
    text = dice.choice((", ", "/", " / ", "", " + ")).join(letters)
    return f" {text}" if dice.random() < 0.1 else text.lower() if len(text) == 1 and dice.random() < 0.1 else text


def rows_of(dice: random.Random, sheet: Sheet) -> dict[str, Rows]:
    """Return the sheets of a file, each with its rows."""

    def row(task: str, *layers: str) -> list[str]:
        return [task, *(written(dice, sheet.cells[task, layer, party]) for layer in layers for party in sheet.parties)]

    def below(heads: Rows, *layers: str) -> Rows:
        own = [row(task, *layers) for task in sheet.tasks]
        return [*heads, *grouped(dice, sheet, own)]

    head = ["Task", *sheet.parties]
    match sheet.shape:
        case "letters":
            own = [
                [task, *(", ".join(p for p in sheet.parties if letter in sheet.cells[task, "", p]) for letter in "RACI")]
                for task in sheet.tasks
            ]
            return {
                "Sheet": [
                    ["Task", *dice.choice(("RACI", ("Responsible", "Accountable", "Consulted", "Informed")))],
                    *grouped(dice, sheet, own),
                ]
            }
        case "crosses":
            top = ["Task", *(text for party in sheet.parties for text in (party, "", "", ""))]
            own = [
                [task, *("x" if letter in sheet.cells[task, "", p] else "" for p in sheet.parties for letter in "RACI")]
                for task in sheet.tasks
            ]
            return {"Sheet": [top, ["", *"RACI" * len(sheet.parties)], *grouped(dice, sheet, own)]}
        case "across":
            return {"Sheet": [list(row) for row in zip(*[head, *(row(task, "") for task in sheet.tasks)], strict=True)]}
        case "list":
            lines = [[task, layer, party, written(dice, letters)] for (task, layer, party), letters in sheet.cells.items()]
            own = [["Task", "Layer", "Party", "Letters"], *lines]
            return {"Sheet": own if sheet.layers[0] else [[a, *b] for a, _, *b in own]}
        case "layer heads":
            top = ["", *(text for layer in sheet.layers for text in (layer, *[""] * (len(sheet.parties) - 1)))]
            return {"Sheet": below([top, ["Task", *sheet.parties * len(sheet.layers)]], *sheet.layers)}
        case "layer column":
            own = [[layer, *row(task, layer)] for task in sheet.tasks for layer in sheet.layers]
            return {"Sheet": [["Layer", *head], *own]}
        case "layer stacks":
            return {"Sheet": [line for layer in sheet.layers for line in ([layer], *below([head], layer), [])]}
        case "layer titles":
            return {
                "Sheet": [
                    head,
                    *(line for layer in sheet.layers for line in ([layer], *(row(task, layer) for task in sheet.tasks))),
                ]
            }
        case "layer sheets":
            return {layer: below([head], layer) for layer in sheet.layers}
        case _:
            return {"Sheet": below([head], "")}


def grouped(dice: random.Random, sheet: Sheet, rows: Rows) -> Rows:
    """Return rows with their groups above them, or beside them once or in each; only above the first shape's other ones."""
    groups = dict.fromkeys(filter(None, sheet.tasks.values()))
    return [
        line
        for group in groups or [""]
        for line in ([[group]] if group else []) + [row for row in rows if sheet.tasks[row[0]] == group]
    ]


def noisy(dice: random.Random, rows: Rows, shape: str) -> Rows:
    """Return rows with a title, columns that are no part of the matrix, empty rows, and a legend."""
    if shape not in ("across", "layer stacks") and dice.random() < 0.4:
        numbers = iter(range(1, 1000))
        rows = [[str(next(numbers)) if len(row) > 1 and index else "", *row] for index, row in enumerate(rows)]
        rows[0][0] = "No."
    if shape not in ("across", "layer stacks", "crosses", "layer heads") and dice.random() < 0.4:
        width = max(map(len, rows))
        rows = [
            [*row, *[""] * (width - len(row)), dice.choice(("", "see the contract", "yearly")) if index else "Remark"]
            for index, row in enumerate(rows)
        ]
    if dice.random() < 0.4:
        rows = [["Who does what in 2026"], *([[]] if dice.random() < 0.5 else []), *rows]
    if dice.random() < 0.3:
        rows = [*rows, [], ["R = Responsible, A = Accountable, C = Consulted, I = Informed"]]
    return rows


def as_file(dice: random.Random, sheets: dict[str, Rows]) -> tuple[Path, bytes]:
    if len(sheets) > 1 or dice.random() < 0.4:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append([text or None for text in row])
        file = io.BytesIO()
        book.save(file)
        return Path("a.xlsx"), file.getvalue()
    text = io.StringIO()
    csv.writer(text, delimiter=dice.choice(";,\t|")).writerows(next(iter(sheets.values())))
    return Path("a.csv"), text.getvalue().encode(dice.choice(("utf-8", "utf-8-sig", "cp1252", "utf-16")), "replace")


def outcome(seed: int) -> tuple[str, list[object]]:
    """Return the shape of a sheet, and how what is read differs from what was generated; *asked* if there are questions."""
    dice = random.Random(seed)
    sheet = generated(dice, SHAPES[seed % len(SHAPES)])
    path, raw = as_file(dice, {name: noisy(dice, rows, sheet.shape) for name, rows in rows_of(dice, sheet).items()})
    answers = read_answers(Path("none"))
    answers["settings"] |= {"new": "tasks,groups,places,parties", "name": "N", "provider": "provider"}
    read = Import(catalogue_of(SMALL), "new", answers, path, raw)
    if read.questions:
        return sheet.shape, ["asked", *(question.text["en"] for question in read.questions)]
    grids, *_ = read_grids(path, raw)
    assert sum(read.meanings[0].counts.values()) == sum(len(grid.contents) for grid in grids)
    ids = {(kind, plain(text)): id for (kind, text), id in read.meanings[0].taken.items()}
    known = {("party", "customer"): "customer", ("party", "provider"): "provider", ("place", "upper layer"): "upper"}
    known |= {("place", "lower layer"): "lower", ("task", "ownership"): "ownership", ("task", "backup"): "backup"}
    ids |= known
    wanted = {
        (ids["task", plain(task)], (ids["place", plain(layer)],) if layer else (), ids["party", plain(party)]): "".join(
            sorted(letters)
        )
        or "-"
        for (task, layer, party), letters in sheet.cells.items()
    }
    cells = {key: "".join(sorted(text)) for key, (text, _) in read.meanings[0].cells.items()}
    return sheet.shape, sorted(wanted.items() ^ cells.items(), key=str)


def compare(seeds: range) -> None:
    outcomes = {seed: outcome(seed) for seed in seeds}
    wrong = {
        seed: (shape, differences[:4])
        for seed, (shape, differences) in outcomes.items()
        if differences and differences[0] != "asked"
    }
    asked = {seed: (shape, differences[:4]) for seed, (shape, differences) in outcomes.items() if differences[:1] == ["asked"]}
    assert wrong == {}, f"{len(wrong)} sheets lose or change cells silently"
    assert len(asked) * 20 <= len(outcomes), f"more than 5 % of the sheets are asked about: {asked}"


def test_generated_sheets_come_in_whole() -> None:
    compare(range(60))


@pytest.mark.long
def test_many_generated_sheets_come_in_whole() -> None:
    compare(range(1000, 1500))


CASES = dict(re.findall(r"^== (.+)\n((?:(?!==).*\n)+)", Path(__file__).with_suffix(".txt").read_text("utf-8"), re.MULTILINE))
NEW = ["--new=tasks,groups,places,parties", "--name=en=N", "--name=da=N", "--provider=provider"]


@pytest.mark.parametrize("case", CASES)
def test_a_published_table_comes_in_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    """It is read with the answers of the case, and is in the service cell by cell; or what is unclear in it is asked at once."""
    sheets: dict[str, Rows] = {"Sheet": []}
    lines = {sign: [line[3:] for line in CASES[case].splitlines() if line.startswith(sign)] for sign in ("?>", "->", "!>")}
    for line in CASES[case].splitlines():
        if line[:2] == "& ":
            sheets = {name: rows for name, rows in sheets.items() if rows} | {line[2:]: []}
        elif line[:2] not in lines:
            [*sheets.values()][-1].append(line.split("|"))
    copy(tmp_path)
    monkeypatch.chdir(tmp_path)
    path, raw = as_file(random.Random(0), sheets if len(sheets) > 1 else {"a": sheets["Sheet"]})
    path.write_bytes(raw)
    options = [*(NEW if lines["->"] else []), *(option for line in lines["?>"] for option in shlex.split(line))]
    command = ["import", path.name, "--service", "new", "--lang", "en"]
    assert main([*command, *options, "--write"]) == (not lines["->"])
    output = capsys.readouterr().out.splitlines()
    assert [each for each in lines["!>"] if not any(line.startswith(each) for line in output)] == []
    if not lines["->"]:
        return
    content = (tmp_path / "data/services/new.yaml").read_text("utf-8")
    cells = content.partition("  cells:\n")[2].partition("notes:\n")[0]
    assert [" ".join(row.split()) for row in re.findall(r"^    ([\w-]+:.*\n(?:      .*\n)*)", cells, re.MULTILINE)] == lines["->"]
    assert main([*command, "--write"]) == 0  # without a question: the answers are kept
    assert (tmp_path / "data/services/new.yaml").read_text("utf-8") == content


PICTURES = ["parties", "names", "crosses", "parties", "named", "named", "parties", "across", "list", "parties"]


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_pictures_in_the_manual_are_read_as_their_shapes(language: str) -> None:
    """Only names and signs alone are asked about."""
    text = (ROOT / f"docs/manual/{language}/editors/import-shapes.txt").read_text("utf-8")
    picture = (ROOT / f"docs/manual/{language}/editors/import-shapes.svg").read_text("utf-8").replace("\xa0", " ")
    drawn = re.findall("<text[^>]*>(.*)</text>", picture)
    assert drawn == [escape(line) for line in text.splitlines() if line]
    pictures = re.split(r"\n\n(?=.*\n.* \| )", text)
    shapes = []
    for picture in pictures:
        title, *lines = picture.splitlines()
        raw = "\n".join("|".join(map(str.strip, line.split(" | "))).rstrip("|") for line in lines).encode()
        answers = read_answers(Path("none"))
        answers["settings"] |= {"name": "N", "provider": "provider"}
        read = Import(catalogue_of(SMALL), "new", answers, Path("a.csv"), raw)
        assert {question.kind for question in read.questions} <= {"letter", "settings"}, (title, read.questions)
        assert len(read.questions) <= 2 and read.meanings[0].tasks and not read.meanings[0].counts["left"], title
        shapes += [one.values["shape"].key.rpartition(".")[2] for one in read.remarks if one.key == "import.read"]
    assert shapes == PICTURES


def read_as(rows: str, **settings: str) -> Import:
    """Return the import of lines whose cells are divided by bars, as a new service whose names are all new."""
    answers = read_answers(Path("none"))
    answers["settings"] |= {"new": "tasks,groups,places,parties", "name": "N", "provider": "provider", **settings}
    return Import(catalogue_of(SMALL), "new", answers, Path("a.csv"), rows.encode())


def test_a_sign_with_two_footnotes_is_asked_about() -> None:
    """None of the texts is taken for both, though the sign is written in two ways; the same text twice is one footnote."""
    sheet = "Task|Customer|Provider\nBackup|R (1)|A\nOwnership|A|R¹\n\n(1) From May.\n"
    for below, notes in (("¹ Until June.", 0), ("¹ From May.", 1)):
        read = read_as(sheet + below)
        assert [(q.kind, q.text.key) for q in read.questions] == [("note", "import.several-footnotes")] * (1 - notes)
        assert len([kind for kind, _ in read.meanings[0].new if kind == "note"]) == notes


def test_a_title_behind_its_number_is_a_group_and_no_footnote() -> None:
    sheet = "ID|Control|Customer|Provider\n1|Governance||\n1.1|Policies (1)|A|R\n2|Access||\n2.1|Accounts|A|R\n(1) From May.\n"
    new = read_as(sheet).meanings[0].new
    assert [(kind, text) for (kind, _), (text, _) in new.items() if kind != "task"] == [
        ("group", "Governance"),
        ("note", "From May."),
        ("group", "Access"),
    ]


def test_the_sheet_about_our_own_workbook_is_no_legend() -> None:
    catalogue, book = catalogue_of(SMALL), openpyxl.Workbook()
    about = " · ".join(words_of(language)("sheet.about") for language in catalogue.identity.languages)
    for name, lines in (("Sheet", ("Task|Customer|Provider", "Backup|R|A")), (about, ("The catalogue|desk", "R = Accountable|"))):
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line.split("|"))
    file = io.BytesIO()
    book.save(file)
    answers = read_answers(Path("none"))
    answers["settings"] |= {"name": "N", "provider": "provider"}
    read = Import(catalogue, "new", answers, Path("a.xlsx"), file.getvalue())
    assert (read.questions, [text for text, _ in read.meanings[0].cells.values()]) == ([], ["R", "A"])


@pytest.mark.parametrize(
    ("sheet", "key"),
    [
        (
            "Task|Responsible|Accountable\n" + "".join(f"Work {i}|Person {i}|Customer\n" for i in range(250)),
            "import.too-many-cells",
        ),
        ("Task|Customer\n" + "".join(f"Work {i}|R\n" for i in range(2_001)), "import.too-many-tasks"),
    ],
)
def test_a_matrix_larger_than_any_is_refused(sheet: str, key: str) -> None:
    with pytest.raises(Incorrect) as error:
        read_as(sheet)
    assert error.value.said.key == key


def test_addresses_have_the_letters_of_columns() -> None:
    assert [column_name(column) for column in (1, 26, 27, 28, 703)] == ["A", "Z", "AA", "AB", "AAA"]
