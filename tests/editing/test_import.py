"""A matrix from a spreadsheet: what is understood, what is asked, and which lines of the data change."""

from __future__ import annotations

import difflib
import io
import re
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
import yaml
from openpyxl.comments import Comment
from service_catalogue.check.checker import check
from service_catalogue.cli import main
from service_catalogue.editing import spreadsheet
from service_catalogue.editing.shapes import column_name
from service_catalogue.editing.spreadsheet import Import, read_answers
from service_catalogue.export.json import table
from service_catalogue.yaml.transaction import Transaction

from tests.built import contents
from tests.export.test_workbook import made
from tests.folders import DESK, FIXTURES, PLATFORM, ROOT, SMALL, catalogue_of, checked, copy, plant

CATALOGUES = FIXTURES / "catalogues"
PLANS = CATALOGUES / "plans-and-phases"
ALL = (SMALL, PLATFORM, FIXTURES / "tiny", FIXTURES / "nordic" / "data", *sorted(CATALOGUES.iterdir()))
Rows = Sequence[Sequence[str | int | None]]


def book(rows: Rows, merged: Sequence[str] = (), comments: Mapping[str, str] | None = None, title: str = "Sheet1") -> bytes:
    """Return a workbook as somebody makes it, with a sheet more."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    for cell, text in (comments or {}).items():
        sheet[cell].comment = Comment(text, "Karen")
    made.create_sheet("Read me")["A1"] = "Nothing here"
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


class Desk:
    """A folder with ``data``, and the command in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data, self._capsys = folder / "data", capsys

    def __call__(self, content: bytes, service: str, *arguments: str, name: str = "file.xlsx", status: int = 0) -> list[str]:
        """Import ``content``; return the lines of its output."""
        path = self.data.parent / name
        path.write_bytes(content)
        assert main(["import", name, "--service", service, "--lang", "en", *arguments]) == status
        said = self._capsys.readouterr()
        return (said.out + said.err).splitlines()

    def lines(self, service: str) -> list[str]:
        return (self.data / f"services/{service}.yaml").read_text("utf-8").splitlines()

    def files(self) -> dict[str, bytes]:
        return contents(self.data)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[Path], Desk]:
    def opened(source: Path) -> Desk:
        copy(tmp_path, source)
        monkeypatch.chdir(tmp_path)
        return Desk(tmp_path, capsys)

    return opened


def changes(before: list[str], after: list[str]) -> list[str]:
    """Return the lines that are gone and those that are new, each after its sign."""
    return [
        line
        for line in difflib.unified_diff(before, after, lineterm="", n=0)
        if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]


def cells(folder: Path, service: str) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    matrix = check(folder).catalogue.objects["service"][service].matrix
    return {cell.address: ("".join(sorted(cell.letters)), cell.state.value, cell.notes) for cell in matrix.cells}


# ---- Three operators' files, from the spreadsheet to a check that passes


def test_two_headings_with_merged_cells_and_comments(desk: Callable[[Path], Desk]) -> None:
    rows: Rows = [
        ["Who does what, 2026"],
        [],
        ["No.", "Task", "Upper layer", None, "LOWER  LAYER", None, "Remark"],
        [None, None, "The customer", "Provider", "customer", "Provider", None],
        ["Running"],
        [1, "Ownership", "A/R", "–", "C, i", "R, A"],
        ["Safety"],
        [2, "Backup", "R/A", None, "(I)", "a r", "see the contract"],
        [3, "Restoring", "X", "I", "n/a", "A/R"],
        [4, "Sum", 2, 1, 2, 3],
        ["R = Responsible, A = Accountable"],
    ]
    run = desk(SMALL)
    comments = {"D8": "Karen:\nNot in July.", "B9": "Weekdays only.", "C9": "Not in July."}
    content = book(rows, ("A1:G1", "C3:D3", "E3:F3", "A3:A4", "B3:B4", "A5:G5"), comments, "Matrix")
    before = run.files()
    said = run(content, "chair", status=1)
    asked = [line for line in said if "Answer with" in line and not line.startswith("Matrix: ")]
    assert said[-2] == "The questions are in import/chair.yaml, with a place for each answer."
    assert [line.partition(" Answer")[0] for line in asked] == [
        "Matrix!C4: “The customer” is no party of the catalogue.",
        "Matrix!C9: “X” says that there is a role, but not which.",
        "Matrix!B9: “Restoring” is no task of the catalogue.",
    ]
    assert "--party 'The customer=customer', --party 'The customer=new', --party 'The customer=–'." in asked[0]
    assert "--task Restoring=new, --task Restoring=restore," in asked[2]
    assert "--letter X=R, --letter X=A, --letter X=C, --letter X=I, --letter 'X=–'." in asked[1]
    assert "Matrix!D8: an empty cell is read as no role." in said
    assert any(line.startswith("Matrix!E8: the letters are in brackets") for line in said)
    assert "Matrix!A5, A7: a row without letters is read as the heading of a group." in said
    assert "Matrix!G3: “Remark” is left out, and so is its cell. If it is a remark, answer with --heading Remark=note." in said
    assert "Matrix!A1, A10, B10, C10, D10, E10, F10: left out (“" in "\n".join(said)
    assert "Left alone, other sheets: “Read me”. Choose one with --sheet." in said
    assert said[-1] == "There are 5 questions above. Answer them, and import the file again. Nothing is written."
    assert run.files() == before

    answers = ["--party", "The customer=customer", "--task", "Restoring=restore", "--letter", "X=AR"]
    new = ["--name", "en=Chair", "--name", "da=Stol", "--provider", "provider"]
    said = run(content, "chair", *answers, *new)
    assert said[-1] == "Nothing is written. Look at what changes, and add --write."
    assert "  New: the service CHAIR Chair  [service:chair]" in said
    assert run.files() == before
    run(content, "chair", *answers, *new, "--write")
    assert run.lines("chair")[1:] == Path(__file__).with_suffix(".chair.txt").read_text("utf-8").splitlines()
    plant(run.data, ("services/chair.yaml", "{da: Not in July.", "{da: Ikke i juli."))
    plant(run.data, ("services/chair.yaml", "{da: Weekdays only.", "{da: Kun hverdage."))
    assert {problem.rule.name for problem in checked(run.data).problems} <= {"unused-note"}
    before = run.files()
    assert run(content, "chair", "--write")[-1] == "The catalogue says the same already."  # with the answers of the first time
    assert run.files() == before


def test_parties_and_phases_with_footnotes(desk: Callable[[Path], Desk]) -> None:
    table = """\
    Flytning\t\t\t
    Opgave\tKunde *\tHavblik\tTidl. lev.
    Fase 1: Analyse\t\t\t
    Kortlægning af systemer\tC\tA, R\tC
    Risikovurdering²\tA\tR\t
    Fase 2: Forberedelse\t\t\t
    Første kopi af data\tI\tA / R\tR 1)
    Prøveflytning\tA\tR\tR1

    1)\tEfter aftale med den tidligere leverandør.\t\t
    ² Gentages hvert kvartal.\t\t\t
    * Kunden er den, der har kontrakten.\t\t\t
    """
    run = desk(PLANS)
    text = "\n".join(line.strip(" ") for line in table.splitlines()).encode("utf-16")
    new = ["--name", "da=Flytning 2", "--name", "en=Migration 2", "--provider", "provider"]
    said = run(text, "move", *new, name="pasted.txt", status=1)
    (asked,) = [line for line in said if "Answer with" in line]
    assert asked.startswith("pasted.txt!A8: “Prøveflytning” is no task of the catalogue. Answer with --task 'Prøveflytning=")
    run(text, "move", *new, "--task", "Prøveflytning=new:trial-move", "--write", name="pasted.txt")
    found = cells(run.data, "move")
    assert found["data-copy.former-provider"] == ("R", "", ("2",)) == found["trial-move.former-provider"]
    assert found["inventory.provider"] == ("AR", "", ()) and found["risk-assessment.former-provider"] == ("", "", ())
    after = checked(run.data).catalogue
    assert after.task("trial-move").group == "preparation"
    move = after.objects["service"]["move"]
    assert move.matrix.row("risk-assessment").note == ("1",)
    assert [note.text["da"] for note in move.notes] == ["Gentages hvert kvartal.", "Efter aftale med den tidligere leverandør."]
    for answer in (), ("--task", "Prøveflytning=new"):  # which is there by now
        assert run(text, "move", *answer, "--write", name="pasted.txt")[-1] == "The catalogue says the same already."
    plant(run.data, ("services/move.yaml", "inventory: [", "inventory:\n      note: 1\n      cells: ["))  # by hand
    assert run(text, "move", "--write", name="pasted.txt")[-1] == "The catalogue says the same already."


def test_plans_and_the_provider_in_danish(desk: Callable[[Path], Desk]) -> None:
    table = "Hvem gør hvad;;;\nOpgave;Basis;Standard;Premium\n;Havblik;Havblik;Havblik\nDatamodel;ansvarlig;A/R;AR\nKapacitet;a;i.r.;aftales\n"
    run = desk(PLANS)
    new = ["--name", "da=Database 2", "--name", "en=Database 2", "--provider", "provider"]
    said = run(table.encode("cp1252"), "db2", *new, "--write", name="plan.csv")
    assert any("[someone-responsible]" in line for line in said)
    assert run.lines("db2")[6:] == [
        "matrix:",
        "  scheme: raci",
        "  axes: {plan: [basic, standard, premium]}",
        "  parties: [provider]",
        "  cells:",
        "    # Database",
        "    schema-design:",
        "      basic:    [A]",
        "      standard: [AR]",
        "      premium:  [AR]",
        "    capacity:",
        "      basic:    [A]",
        "      standard: [n/a]",
        "      premium:  [tbd]",
    ]
    corrected = table.replace("ansvarlig", "A R").replace(";a;", ";ra;")
    run(corrected.encode(), "db2", "--write", name="plan.csv")
    assert not checked(run.data).failed


# ---- Matrices as operators publish them


def published(folder: Path, id: str, language: str, between: str) -> tuple[bytes, dict[str, tuple[str, str]]]:
    """Return the matrix of a service as a document has it, and its cells: a title, groups as rows, merged headings, own letters."""
    catalogue = catalogue_of(folder)
    service = catalogue.objects["service"][id]
    matrix, signs = service.matrix, {"n-a": "N/A", "tbd": "TBD"}
    parties = [catalogue.party(party).name[language] for party in matrix.parties]
    rows: list[list[str | None]] = [[service.name[language]]]
    for level, axis in enumerate(matrix.axes):
        rows.append(
            [None, *(catalogue.axis_values[axis][place[level]].name[language] for place in matrix.places for _ in parties)]
        )
    rows.append([language, *parties * len(matrix.places)])
    starts = [2 + index * len(parties) for index in range(len(matrix.places))] if matrix.axes else []
    merged = [f"{column_name(first)}{len(rows) - 1}:{column_name(first + len(parties) - 1)}{len(rows) - 1}" for first in starts]
    comments: dict[str, str] = {}
    group = ""
    for row in matrix.rows:
        task = catalogue.task(row.task)
        if task.group != group:
            group = task.group
            rows.append([catalogue.objects["group"][group].name[language]])
        placed = [cell for place in matrix.places for cell in matrix.cells_at(row.task, place)]
        rows.append([task.name[language], *(between.join(cell.letters) or signs.get(cell.state.value) for cell in placed)])
        for column, notes in enumerate((row.note, *(cell.notes for cell in placed)), 1):
            if notes:
                comments[f"{column_name(column)}{len(rows)}"] = "\n".join(service.notes_by_id[id].text[language] for id in notes)
    return book(rows, merged, comments), {
        cell.address: ("".join(sorted(cell.letters)), cell.state.value) for cell in matrix.cells
    }


@pytest.mark.parametrize(
    ("name", "service", "language", "between"),
    [
        ("nine-services", "colocation", "sv", ", "),
        ("example", "hosting", "en", "/"),
        ("plans-and-phases", "database", "da", ""),
    ],
)
def test_a_published_matrix(desk: Callable[[Path], Desk], name: str, service: str, language: str, between: str) -> None:
    """It says what the catalogue does, and as a new service it has the same cells."""
    content, expected = published(CATALOGUES / name, service, language, between)
    run = desk(CATALOGUES / name)
    before = run.files()
    assert run(content, service, "--write")[-1] == "The catalogue says the same already."
    assert run.files() == before
    names = [f"--name={code}=Again" for code in catalogue_of(CATALOGUES / name).identity.languages]
    provider = catalogue_of(CATALOGUES / name).objects["service"][service].provider
    run(content, "again", *names, "--provider", provider, "--write")
    assert {address: cell[:2] for address, cell in cells(run.data, "again").items()} == expected


# ---- Our own workbook


@pytest.mark.parametrize("folder", ALL, ids=lambda folder: folder.name)
def test_our_own_files_change_nothing(folder: Path) -> None:
    """The workbook and the CSV come back without a question."""
    catalogue = catalogue_of(folder)
    services = [service for service in catalogue.services if service.all_matrices]
    files = [(one, Path("own.xlsx"), made(catalogue, one.id)) for one in services]
    for service, path, raw in (*files, *((one, Path("own.csv"), table(catalogue, one).encode()) for one in services)):
        found = Import(catalogue, service.id, read_answers(Path("none")), path, raw)
        assert found.questions == []
        understood = {(one.matrix.id, key) for one in found.meanings for key in one.cells}
        assert understood == {(m.id, (cell.task, cell.values, cell.party)) for m in service.all_matrices for cell in m.cells}
        assert list(found.write(Transaction(folder), "en")) == []


def edited(folder: Path, service: str, sheet: str, **texts: str) -> bytes:
    """Return our workbook after somebody has written ``texts`` into cells."""
    opened = openpyxl.load_workbook(io.BytesIO(made(catalogue_of(folder), service)))
    for cell, text in texts.items():
        opened[sheet][cell] = text
    return saved(opened)


def test_a_changed_letter_changes_its_cell_alone(desk: Callable[[Path], Desk]) -> None:
    run = desk(PLATFORM)
    before = run.lines("2a")
    said = run(edited(PLATFORM, "2a", "Dansk", E6="C", F6="R, A"), "2a", "--write")
    assert changes(before, run.lines("2a")) == ["-      middleware:             [A, R]", "+      middleware:             [C, AR]"]
    assert any(line.startswith("    The customer is no longer accountable for Maintenance responsibility") for line in said), said
    again = run(edited(PLATFORM, "2a", "Dansk", E6="C", F6="R, A"), "2a", "--write")
    assert again[-1] == "The catalogue says the same already."


def test_of_two_sheets_that_differ_none_is_chosen(desk: Callable[[Path], Desk]) -> None:
    run = desk(PLATFORM)
    content = edited(PLATFORM, "2a", "English", E6="C")
    asked = "Dansk: Each of these sheets could be the matrix, and they differ. Choose one. If each is a part of it (a layer, another place or a group), answer with all their names and a slash (/) between."
    said = run(content, "2a", status=1)
    assert f"{asked} Answer with --sheet Dansk, --sheet English, --sheet Dansk/English." in said
    run(content, "2a", "--sheet", "English", "--write")
    assert run(content, "2a", "--write")[-1] == "The catalogue says the same already."
    opened = openpyxl.load_workbook(io.BytesIO(content))
    opened["English"].sheet_state = "hidden"
    (run.data.parent / "import/2a.yaml").unlink()
    said = run(saved(opened), "2a", status=1)  # without git, each cell that differs is asked about
    assert any(line.startswith("“Dansk” is read: a column for each party.") for line in said)


def test_what_is_hidden_and_headings_again(desk: Callable[[Path], Desk]) -> None:
    rows: Rows = [["Valid from", 2026], [], ["Task", "Cus\u00adtomer", "Provider"], ["Ownership", "X", "A"]]
    opened = openpyxl.load_workbook(io.BytesIO(book([*rows, ["Running", *rows[2][1:]], ["Backup", "I", "A\u200bR"]])))
    opened["Sheet1"].row_dimensions[6].hidden = True
    run, arguments = desk(SMALL), ("--letter=X=R", "--task=Ownership=–", "--name=en=New", "--provider=provider")
    said = run(saved(opened), "new", *arguments, status=1)
    asked = "Sheet1!B6, C6: Hidden rows or columns have cells of the matrix. Are they read, or left out (leave)? Answer with"
    assert f"{asked} --hidden read, --hidden leave." in said
    said = run(saved(opened), "new", "--hidden=read")
    assert said[1].split() == ["backup", "I", "AR"]
    assert "It would bring in: tasks 1, parties 2, cells 2. Letters: A 1, I 1 and R 1." in said
    assert "Sheet1!B6, C6: hidden or struck out, and read, as answered." in said
    opened["Sheet1"]["B6"], opened["Sheet1"]["B4"] = None, "I"
    said = run(saved(opened), "other", "--task=Ownership=ownership", "--hidden=leave", *arguments[2:])
    assert [line.split()[0] for line in said[:3]] == ["customer", "ownership", "“Sheet1”"]


def test_a_matrix_that_breaks_a_rule_of_counting_makes_a_draft(desk: Callable[[Path], Desk]) -> None:
    run = desk(PLATFORM)
    before = run.lines("2a")
    said = run(edited(PLATFORM, "2a", "Dansk", F6="A/R"), "2a", "--write")
    assert "The matrix breaks a rule, which is reported below: the service is a draft." in said
    assert any(line.endswith("[one-accountable]") and "warning" in line for line in said)
    assert [line.split("#")[0].strip() for line in changes(before, run.lines("2a")) if line[0] == "+"] == [
        "+status: draft",
        "+      middleware:             [A, AR]",
    ]


def test_a_service_in_force_stays_as_it_is_where_the_file_breaks_a_rule(desk: Callable[[Path], Desk]) -> None:
    run = desk(SMALL)
    before = run.files()
    said = run(edited(SMALL, "desk", "Dansk", D4="A/R"), "desk", "--write", status=1)
    assert any(line.endswith("[one-accountable]") for line in said)
    assert said[-1].startswith("The matrix breaks a rule, which is reported above, and “desk” is no draft. Nothing is written.")
    assert run.files() == before


def test_line_ends_and_comments_stay(desk: Callable[[Path], Desk]) -> None:
    run = desk(SMALL)
    path = run.data / DESK
    path.write_bytes(path.read_bytes().replace(b"    backup:\n", b"    backup:   # both\n").replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    run(edited(SMALL, "desk", "Dansk", C5="A/R"), "desk", "--write")
    assert path.read_bytes() == before.replace(b"upper: [AR, I only-faults 2]", b"upper: [AR, I only-faults 2]")
    run(edited(SMALL, "desk", "Dansk", D3="I"), "desk", "--write")
    assert path.read_bytes() == before.replace(b"upper: [AR, -]\r\n      lower: [CI", b"upper: [AR, I]\r\n      lower: [CI")


def test_a_list_for_several_places_is_divided_and_an_inherited_row_is_added(desk: Callable[[Path], Desk]) -> None:
    run = desk(PLANS)
    before = run.lines("backup")
    run(edited(PLANS, "backup", "Dansk", C9="C"), "backup", "--write")
    gone, new = ([line[1:].strip() for line in changes(before, run.lines("backup")) if line[0] == sign] for sign in "-+")
    assert gone == ["cells: [-, AR]"]
    assert new[:4] == ["guest-system:", "basic:    [C, AR]", "standard: [–, AR]", "premium:  [–, AR]"]
    run = Desk(run.data.parent, run._capsys)
    plant(
        run.data,
        (
            "services/copy.yaml",
            "",
            "id: copy\ncode: C9\nname: {da: Kopi, en: Copy}\nprovider: provider\nmatrix:\n  extends: database\n",
        ),
    )
    content = openpyxl.load_workbook(io.BytesIO(made(checked(run.data).catalogue, "copy")))
    content["Dansk"]["D7"] = "I"
    run(saved(content), "copy", "--write")
    assert run.lines("copy")[-3:] == ["  cells:", "    version-upgrade:", "      basic: [AR, I]"]


# ---- Files that are refused


def zipped(parts: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def with_part(content: bytes, name: str, old: bytes = b"", new: bytes = b"") -> bytes:
    """Return a workbook in which ``old`` is ``new`` in a part, or which has the part ``new`` more."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        found = {entry: parts.read(entry) for entry in parts.namelist()}
    found[name] = found[name].replace(old, new) if old else new
    return zipped(found)


PLAIN = book([["Task", "Customer", "Provider"], ["Ownership", "A", "R"]])
SHEET = "xl/worksheets/sheet1.xml"
FAR = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
COLUMNS = b"</sheetData><mergeCells><mergeCell ref='a:xfd'/></mergeCells>"
MERGED = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
LOL = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (with_part(PLAIN, "xl/media/bomb.bin", new=bytes(21_000_000)), "is larger than 20 MB unpacked"),
        (with_part(PLAIN, SHEET, b"</sheetData>", b"<row>" + b"<c/>" * 60_001 + b"</row></sheetData>"), "more than 60,000 cells"),
        (with_part(PLAIN, SHEET, b"</sheetData>", MERGED), "more than 60,000 cells"),
        (with_part(PLAIN, SHEET, b"</sheetData>", COLUMNS), "cannot be read"),
        (with_part(PLAIN, SHEET, b"<worksheet", LOL), "defines entities"),
        (with_part(PLAIN, SHEET, b"</worksheet>", b""), "cannot be read"),
        (PLAIN[:2000], "cannot be read"),
        (zipped({"word/document.xml": b"<x/>"}), "is no workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "is in an old format, or is protected with a password"),
        (b"", "is empty or damaged, and cannot be opened as a workbook (XLSX) or as a text file (CSV)"),
        (bytes(range(256)) * 9, "is empty or damaged, and cannot be opened as a workbook (XLSX) or as a text file (CSV)"),
        (b"a" * 20_000_001, "is larger than 20 MB"),
        (b"\n" * 3 + b"," * 60_001, "more than 60,000 cells"),
    ],
)
def test_a_hostile_file_is_refused_in_a_sentence(desk: Callable[[Path], Desk], content: bytes, said: str) -> None:
    run = desk(SMALL)
    (line,) = run(content, "desk", status=1)
    assert said in line and line.startswith("“file.xlsx”")
    (line,) = run(b"def task(): return 'R', 'A'", "desk", name="a.py", status=1)
    assert line == "“a.py” is no workbook (XLSX), and is not read. Save it as XLSX or CSV."


@pytest.mark.parametrize("text", [b"\n", b"\r", b"ab,", b" \n"])
def test_a_file_with_too_many_cells_is_refused_before_they_are_made(tmp_path: Path, text: bytes) -> None:
    copy(tmp_path)
    (tmp_path / "file.csv").write_bytes(text * (19_000_000 // len(text)))
    command = [sys.executable, "-m", "service_catalogue", "import", "file.csv", "--service", "desk", "--lang", "en"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (400_000_000, 400_000_000)),
    )
    assert (done.returncode, "more than 60,000 cells" in done.stderr) == (1, True), done.stderr


def test_what_is_no_part_of_the_matrix_is_ignored(desk: Callable[[Path], Desk]) -> None:
    run = desk(CATALOGUES / "minimal")
    parts = with_part(with_part(PLAIN, "xl/vbaProject.bin", new=b"x"), "xl/externalLinks/externalLink1.xml", new=b"<x/>")
    said = run(with_part(parts, SHEET, b"</sheetData>", FAR), "hosting", status=1)
    assert "The macros in the file are ignored." in said and "The links of the file to other files are ignored." in said


def test_a_column_that_lacks_a_heading_is_asked_about(desk: Callable[[Path], Desk]) -> None:
    """In a new matrix as in one that is there, every column has a value on each axis, and a party that the matrix has."""
    content = book([["Task", "Upper layer", "Title"], [None, "Customer", "Provider"], ["Ownership", "AR", "I"]])
    run = desk(SMALL)
    said = run(content, "desk", "--place", "Title=–")
    assert [line for line in said if line.startswith("Sheet1!C")] == ["Sheet1!C3: left out, as answered."]
    said = run(book([["Task", "Customer", "Provider"], ["Ownership", "AR", "I"]]), "desk", status=1)
    assert "Sheet1!B1, C1: The matrix has the axis “layer”, and the sheet has no heading for it. Add one." in said
    said = run(
        book([["Task", "Upper layer", None], [None, "Customer", "New"], ["Ownership", "AR", "I"]]),
        "desk",
        "--party",
        "New=new",
        status=1,
    )
    assert any(line.startswith("Sheet1!C2: The matrix has no column for “new”.") for line in said)


def test_rows_below_those_with_known_letters_are_asked_about(desk: Callable[[Path], Desk]) -> None:
    """But neither sums nor footnotes; a task without letters is a row as any other."""
    rows = "Task,Customer,Provider\nOwnership,R,A\nRestore,,\n\nBackup,Q,Z\nSafe,Lead,\nSum,2,1\n1),In July\n"
    run, new = desk(SMALL), ["--name=en=New", "--name=da=Ny", "--provider=provider"]
    said = run(rows.encode(), "new", *new, name="a.csv", status=1)
    asked = [line.partition(" is no ")[0] for line in said if " is no " in line]
    assert asked == [f"a.csv!{cell}" for cell in ("B5: “Q”", "C5: “Z”", "B6: “Lead”", "A6: “Safe”")]
    answers = ["--letter=Q=R", "--letter=Z=A", "--task=Safe=–"]
    run(rows.encode(), "new", *new, *answers, "--write", name="a.csv")
    assert [line.strip() for line in run.lines("new") if "[" in line][1:] == [
        "ownership: [R, A]", "restore: [–, –]", "backup: [R, A]",
    ]  # fmt: skip


def test_a_plain_sheet_without_groups(desk: Callable[[Path], Desk]) -> None:
    rows: Rows = [["Task", "Buyer", "Seller"], ["Ownership", "AA", "I"], ["Backups", "C", "AR"], ["Firewalls", "I", "AR"]]
    run, new = desk(SMALL), ["--name=en=Chair", "--name=da=Stol", "--provider=Seller"]
    said = run(book(rows), "chair", *new, status=1)
    assert "“Sheet1” is read: a column for each party. Tasks: 3 rows, under “Task”." in said
    assert any(line.startswith("Sheet1!B2: “AA” is no letter of the scheme. Answer with --letter AA=R,") for line in said)
    assert not any("Letters: ." in line or "New: –" in line for line in said)
    assert any(line.startswith("--provider: There is no “Seller” here. Known: “customer”, “provider”.") for line in said)
    answers = [
        "--party=Buyer=customer",
        "--party=Seller=provider",
        "--letter=AA=A",
        "--task=Backups=backup",
        "--task=Firewalls=new",
    ]
    (asked,) = [line for line in run(book(rows), "chair", *new, *answers, status=1) if "Firewalls" in line]
    assert "Name a group for all such tasks" in asked and "--group =running, --group =safety, --group =new" in asked
    said = run(book(rows), "chair", *new, *answers, "--group==nowhere", status=1)
    assert any("“nowhere” is no group of tasks, as the answer" in line for line in said)
    assert ":  # one of new, running, safety, –\n" in (run.data.parent / "import/chair.yaml").read_text("utf-8")
    run(book(rows), "chair", *new, *answers, "--group==safety", "--write")
    assert "provider: provider" in run.lines("chair") and check(run.data).catalogue.task("firewalls").group == "safety"
    assert run(book(rows), "chair", "--write")[-1] == "The catalogue says the same already."
    said = run(book([rows[0], ["Running"], *rows[1:]]), "chair")
    assert "Sheet1!A4, A5: in the catalogue, the task is in another group, and stays there." in said


# ---- The questions are asked once


ASKED = b"Task;Buyer;Provider\nOwnership;X;A\nRestored;X;Q\nFirewalls;C;AR\nFirewall rules;I;AR\n"


def answered(run: Desk, service: str, **answers: str) -> None:
    """Write ``answers`` behind the questions in the file of answers."""
    path = run.data.parent / f"import/{service}.yaml"
    text = path.read_text("utf-8")
    for key, answer in answers.items():
        text, count = re.subn(rf"^( *{re.escape(key)}: )( #.*)$", rf"\g<1>{answer} \g<2>", text, flags=re.MULTILINE)
        assert count == 1, (key, text)
    path.write_text(text, "utf-8")


def test_all_questions_are_in_one_file_and_are_answered_there(desk: Callable[[Path], Desk]) -> None:
    run = desk(SMALL)
    said = run(ASKED, "new", "--name=en=New", "--name=da=Ny", name="a.csv", status=1)
    assert said[-2] == "The questions are in import/new.yaml, with a place for each answer."
    assert not any("import" in path for path in run.files())
    text = (run.data.parent / "import/new.yaml").read_text("utf-8")
    assert (
        "  Buyer:  # suggested: new; or customer, provider, –" in text
        and "  Q:  # one of R (Responsible), A (Accountable), C (Consulted), I (Informed), –" in text
    )
    again = run(ASKED, "new", name="a.csv", status=1)  # nothing is taken that nobody has answered
    assert again == said and (run.data.parent / "import/new.yaml").read_text("utf-8") == text
    answered(run, "new", accept="suggested", Buyer="customer", X="R", Q="–", provider="provider", **{'""': "safety"})
    said = run(ASKED, "new", "--write", name="a.csv")
    assert "New: 2 tasks. Suggestions accepted: 3." in said
    assert (
        "Cells with text: 15. In the matrix 8, names and headings 7, notes and legends 0, left out as answered 0, left out 0."
        in said
    )
    assert [line.strip() for line in run.lines("new") if "[" in line][1:] == [
        "ownership: [R, A]", "restore: [R, –]", "firewalls: [C, AR]", "firewall-rules: [I, AR]",
    ]  # fmt: skip
    text = (run.data.parent / "import/new.yaml").read_text("utf-8")
    assert "#" not in text and "  Firewalls: firewalls\n" in text
    path = run.data.parent / "import/new.yaml"
    for content, fault in (
        ("group: {a: b\n", ":1:8: The mapping that begins here with {"),
        ("zebra: 1\n", ":1:1: “zebra” is no kind of answer."),
    ):
        path.write_text(content, "utf-8")
        (line,) = run(ASKED, "new", name="a.csv", status=1)
        assert line.startswith(f"import/new.yaml{fault}") and path.read_text("utf-8") == content
    path.write_text(text, "utf-8")
    moved = b"No.;Provider;Task;Remark;Buyer\n1;A;Ownership;;X\n2;Q;Restored;;X\n3;AR;Firewalls;;R\n4;AR;Firewall rules;;I\n"
    said = run(moved, "new", "--write", name="a.csv")  # next month's file needs no answer, though the columns have moved
    assert run.lines("new")[-2:] == ["    firewalls: [R, AR]", "    firewall-rules: [I, AR]"], said
    said = run(moved.replace(b"Buyer", b"Buyers"), "new", name="a.csv", status=1)  # an answer is for its words alone
    assert any(line.startswith("a.csv!E1: “Buyers” is no party") for line in said)


def test_questions_in_a_terminal_are_asked_one_by_one(desk: Callable[[Path], Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    """The most far-reaching first; the last one accepts what is suggested for the others."""
    run, asked = desk(SMALL), list[str]()
    answers = iter(["customer", "", "R", "–", "safety", "!", ""])

    def answer(question: str) -> str:
        asked.append(question)
        return next(answers)

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    run(ASKED, "new", "--name=en=New", "--name=da=Ny", "--write", name="a.csv")
    assert [question.partition("“")[2].partition("”")[0] or question[:12] for question in asked] == [
        "Buyer", "X", "X", "Q", "Firewalls", "Restored", "a.csv: Which",
    ]  # fmt: skip
    assert "firewalls: [C, AR]" in "\n".join(run.lines("new"))


def test_suggested_answers_are_quoted_for_the_shell(desk: Callable[[Path], Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "as_word", lambda text: subprocess.list2cmdline([text]))
    said = desk(SMALL)(ASKED.replace(b"Buyer", b"The buyer's"), "new", name="a.csv", status=1)
    assert any("""--party "The buyer's=customer",""" in line for line in said)


def test_no_message_of_the_import_is_in_another_language(desk: Callable[[Path], Desk]) -> None:
    for key in ("import", "import-kind", "import-new", "import-shape", "import-which"):
        groups = [
            yaml.safe_load((ROOT / f"_ext/service_catalogue/messages/{code}.yaml").read_text("utf-8"))[key]
            for code in ("da", "en")
        ]
        assert groups[0].keys() == groups[1].keys()


def test_a_new_service_with_an_error_is_not_written(desk: Callable[[Path], Desk]) -> None:
    """Its code is that of another service; with another code it comes in."""
    run, content = desk(SMALL), b"Task,Customer,Provider\nBackup,A,R\n"
    before = run.files()
    answers = ("--name", "en=New", "--name", "da=Ny", "--provider", "provider", "--write")
    said = run(content, "new", *answers, "--code", "D1", name="a.csv", status=1)
    assert said[-1].startswith("The new service “new” has errors, which are reported above. Nothing is written.")
    assert any(line.startswith("data/services/new.yaml:") and ": error:" in line for line in said), said
    assert run.files() == before
    run(content, "new", *answers, "--code", "D2", name="a.csv")
    assert "code: D2" in run.lines("new")
