"""Change files: `catalogue apply` writes the same bytes as an editor by hand, or nothing."""

import itertools
import json
import threading
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import openpyxl
import pytest
import yaml
from jsonschema import Draft202012Validator
from service_catalogue.cli import main
from service_catalogue.editing.changes import value_digest
from service_catalogue.export.json import schemas

from tests.folders import DESK, EXAMPLE, PLATFORM, SMALL, checked, command, copy, edited, plant, table_of

EDITS = table_of(__file__)


@pytest.fixture(scope="module")
def known() -> dict[tuple[str, str], str]:
    """Return the digests of all values of the frozen 2A, by address and key."""
    return {(line["at"], line.get("key", "")): line["was"] for line in exported(PLATFORM)}


def exported(folder: Path, *words: str) -> list[dict[str, object]]:
    with redirect_stdout(StringIO()) as output:
        assert main(["export", *words, "--format", "changes", "--data", str(folder)]) == 0
    return [json.loads(line) for line in output.getvalue().splitlines()]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def lines_of(edit: dict[str, object], known: dict[tuple[str, str], str]) -> list[dict[str, object]]:
    lines = [{name: each[name] for name in ("at", "key", "now") if name in each} for each in (edit, *edit.get("more", ()))]
    lines = [{**line, "was": known.get((line["at"], line.get("key", "")))} for line in lines]
    return [{**lines[0], "was": value_digest(edit["was"])}, *lines[1:]] if "was" in edit else lines


def apply(folder: Path, capsys, *lines: object) -> tuple[int, str]:
    path = folder.parent / "changes.jsonl"
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines), "utf-8")
    return command(capsys, "apply", path, "--data", folder)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: f"{edit['kind']}-{edit['at']}-{edit.get('key', '')}")
def test_a_line_writes_what_an_editor_writes_by_hand(tmp_path, capsys, known, edit):
    by_hand, by_file = (copy(tmp_path / name, PLATFORM) for name in ("hand", "file"))
    if edit["old"]:
        pairs = [(edit["old"], edit["new"]), *([edit["also"]] if "also" in edit else [])]
        plant(by_hand, *((edit["file"], *pair) for pair in pairs))
    else:
        with (by_hand / edit["file"]).open("a", encoding="utf-8") as file:
            file.write(edit["new"])
    status, said = apply(by_file, capsys, *lines_of(edit, known))
    assert "is written into" in said or "are written into" in said, said
    assert contents(by_file) == contents(by_hand)
    assert status == 0


def test_all_of_them_at_once(tmp_path, capsys, known):
    folder = copy(tmp_path, PLATFORM)
    lines = [line for edit in EDITS for line in lines_of(edit, known)]
    assert apply(folder, capsys, *lines)[0] == 0
    now = {(line["at"], line.get("key", "")): line["now"] for line in exported(folder)}
    for line in lines:
        if not line.get("key", "").endswith("-") and isinstance(line["now"], str):
            assert now[line["at"], line.get("key", "")].replace("–", "-") == line["now"], line


@pytest.mark.parametrize("folder", [PLATFORM, SMALL, EXAMPLE], ids=lambda folder: folder.name)
def test_what_is_exported_changes_nothing(tmp_path, capsys, folder):
    target = copy(tmp_path, folder)
    before, lines = contents(target), exported(target)
    capsys.readouterr()
    assert apply(target, capsys, *lines) == (0, "The data say all of it already.\n")
    assert contents(target) == before
    assert {line["at"].partition(".")[0] for line in exported(target, "2a")} <= {"2a"}


def test_a_line_is_one_by_the_published_schema():
    """Of what is exported, and of what is refused as no change."""
    schema = Draft202012Validator(schemas()["change.json"])
    assert all(schema.is_valid(line) for line in exported(PLATFORM))
    shapes = [line for line, reason in REFUSED.values() if reason == "The line is no change."]
    assert len(shapes) == 3
    assert not any(map(schema.is_valid, shapes))


REFUSED = {
    "of another state": ({"at": "2a", "key": "code", "was": "000000000000", "now": "3A"}, "it is “2A”. Look at it"),
    "of something that is there": ({"at": "2a", "key": "code", "was": None, "now": "3A"}, "it is “2A”. Look at it"),
    "of nothing": ({"at": "2a.genral-1", "key": "text.da", "was": None, "now": "x"}, "Did you mean “2a.general-1”?"),
    "in a scalar": ({"at": "2a", "key": "code.da", "was": None, "now": "x"}, "cannot be changed line by line"),
    "no JSON": ("{", "The line is no change."),
    "another shape": ({"at": "2a"}, "The line is no change."),
    "no text as an address": ({"at": 2, "was": None, "now": "x"}, "The line is no change."),
    "a letter that the scheme has not": ({"at": "2a.licences.middleware.customer", "was": "A", "now": "X"}, "[unknown-letter]"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_changed_changes_nothing(tmp_path, capsys, known, name):
    line, reason = REFUSED[name]
    if name.startswith("a letter"):
        line = line | {"was": known[line["at"], ""]}
    folder = copy(tmp_path, PLATFORM)
    before = contents(folder)
    (sound,) = lines_of(EDITS[0], known)
    status, said = apply(folder, capsys, sound, line)
    assert status == 1
    assert reason in said
    assert said.endswith("Nothing is written.\n")
    assert contents(folder) == before


def test_a_change_file_confirms_nothing(tmp_path, capsys):
    folder = copy(tmp_path, SMALL)
    assert command(capsys, "confirm", "--all", "--data", folder)[0] == 0
    line = next(line for line in exported(folder) if line.get("key") == "text.en")
    assert apply(folder, capsys, line | {"now": f"{line['now']} Always."})[0] == 0
    assert "[suspect]" in command(capsys, "check", "--data", folder)[1]


def test_two_editors_at_once(tmp_path, capsys, known):
    """The second one is refused, or both are written: never half of one."""
    folder, (first, second) = copy(tmp_path, PLATFORM), (lines_of(edit, known)[0] for edit in EDITS[:2])
    for name, line in (("a", first), ("b", second)):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(line), "utf-8")
    statuses: list[int] = []
    threads = [
        threading.Thread(
            target=lambda name=name: statuses.append(main(["apply", str(tmp_path / f"{name}.jsonl"), "--data", str(folder)]))
        )
        for name in "ab"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    text = (folder / "services/2a.yaml").read_text("utf-8")
    assert ("every night" in text, "genskabes" in text).count(True) == statuses.count(0) >= 1


def sheet(folder: Path, language: str, suffix: str = "") -> bytes:
    """Return the sheet for translators of ``language``."""
    with redirect_stdout(TextIOWrapper(BytesIO(), "utf-8")) as output:
        assert main(["export", "--format", f"translations{suffix}", language, "--data", str(folder)]) == 0
        output.flush()
        return output.buffer.getvalue()


def filled(folder: Path, kind: str, content: bytes, texts: Iterator[str]) -> tuple[Path, int]:
    """Return a file with the sheet, each text of which has a translation, and their number."""
    path = folder / f"sheet{kind}"
    if kind == ".yaml":
        rows = yaml.safe_load(content)
        path.write_text(
            yaml.safe_dump([{**row, "sv": next(texts)} for row in rows], sort_keys=False, allow_unicode=True), "utf-8"
        )
        return path, len(rows)
    path.write_bytes(content)
    book = openpyxl.load_workbook(path)
    for row in book.active.iter_rows(min_row=2):
        row[-1].value = next(texts)
    book.save(path)
    return path, book.active.max_row - 1


@pytest.mark.parametrize("kind", [".yaml", ".xlsx"])
def test_a_translator_begins_at_nothing_and_ends_with_every_text(tmp_path: Path, capsys, kind: str) -> None:
    folder = edited(tmp_path, ("catalogue.yaml", "[da, en]", "[da, en, sv]"))
    path, count = filled(
        tmp_path, kind, sheet(folder, "sv", "-xlsx" * (kind == ".xlsx")), map("Text {}".format, itertools.count())
    )
    assert count == len(checked(folder).catalogue.passages)
    other = yaml.safe_load(sheet(folder, "sv"))[0]["da"]
    plant(folder, ("catalogue.yaml", f"da: {other}", "da: Et andet"))
    before = contents(folder)
    status, said = command(capsys, "apply", path, "--data", folder)
    assert (status, "it is “Et andet”" in said, contents(folder)) == (1, True, before), said
    plant(folder, ("catalogue.yaml", "da: Et andet", f"da: {other}"))
    status, said = command(capsys, "apply", path, "--data", folder)
    assert "written into" in said, said
    catalogue = checked(folder).catalogue
    assert {str(passage.text["sv"])[:5] for passage in catalogue.passages} == {"Text "}
    assert not catalogue.missing_texts
    assert sheet(folder, "sv") == b""


def test_a_sheet_has_what_is_suspect_and_confirms_nothing(tmp_path: Path, capsys) -> None:
    folder = copy(tmp_path)
    assert command(capsys, "confirm", "--all", "--data", folder)[0] == 0
    plant(folder, (DESK, "da: Kunden får et skrivebord.", "da: Kunden får et stort skrivebord."))
    (row,) = yaml.safe_load(sheet(folder, "en"))
    assert (row["at"], row["key"], row["da"], row["en"]) == (
        "desk.what-1", "text", "Kunden får et stort skrivebord.", "The customer gets a desk.",
    )  # fmt: skip
    path = tmp_path / "sheet.yaml"
    path.write_text(yaml.safe_dump([{**row, "en": "The customer gets a large desk."}], sort_keys=False), "utf-8")
    assert "[suspect]" in command(capsys, "apply", path, "--data", folder)[1]
    assert "en: The customer gets a large desk." in (folder / DESK).read_text("utf-8")


@pytest.mark.parametrize(
    "content", ["", "a: b", "- a", "- {at: [], key: text, was: , da: A, en: B}", "- {at: desk, key: text}", "[", "- [a]"]
)
def test_a_sheet_that_is_none_changes_nothing(tmp_path: Path, capsys, content: str) -> None:
    folder, path = copy(tmp_path), tmp_path / "sheet.yaml"
    path.write_text(content, "utf-8")
    before = contents(folder)
    status, said = command(capsys, "apply", path, "--data", folder)
    assert (status, contents(folder)) == (1, before), said
