"""The folder ``api/v1``, as the site publishes it and ``catalogue export`` writes it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from service_catalogue import export
from service_catalogue.check.checker import check
from service_catalogue.cli import main
from service_catalogue.store import Store, state_of

from tests.built import contents
from tests.folders import DESK, FIXTURES, SMALL, catalogue_of, checked, copy, edited, plant

NINE = FIXTURES / "catalogues" / "nine-services"
KINDS = (
    "axes",
    "catalogue",
    "glossary",
    "layers",
    "parties",
    "published-ids",
    "roles",
    "search-words",
    "service",
    "standards",
    "tasks",
)
NAMES = [
    "catalogue.json",
    "data.json",
    "data/services/desk.yaml.json",
    "schema/catalogue.json",
    "schema/change.json",
    *(f"schema/data/{kind}.json" for kind in KINDS),
    "schema/service.json",
]


def test_the_files_of_a_service_and_where_the_catalogue_names_them(tmp_path: Path) -> None:
    written = dict(export.write(catalogue_of(SMALL), SMALL, tmp_path))
    assert (
        sorted(written)
        == sorted(contents(tmp_path))
        == sorted([*NAMES, *(f"services/desk.{kind}" for kind in ("csv", "da.md", "en.md", "json", "xlsx"))])
    )
    (service,) = json.loads((tmp_path / "catalogue.json").read_text("utf-8"))["services"]
    assert {*(service[key] for key in ("csv", "data", "xlsx")), *service["markdown"].values()} == {*written} - {*NAMES}


def test_a_service_that_has_a_new_id_is_there_under_the_old_one(tmp_path: Path) -> None:
    folder = edited(tmp_path, ("catalogue.yaml", "redirects: {}", "redirects: {chair: desk}"))
    list(export.write(checked(folder).catalogue, folder, tmp_path / "out"))
    found = contents(tmp_path / "out" / "services")
    assert [*found] == [f"{id}.{kind}" for id in ("chair", "desk") for kind in ("csv", "da.md", "en.md", "json", "xlsx")]
    assert (found["chair.csv"], found["chair.xlsx"]) == (found["desk.csv"], found["desk.xlsx"])


def test_only_what_has_changed_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, made = copy(tmp_path, NINE), []
    real = export.workbook
    monkeypatch.setattr(export, "workbook", lambda editions, service: made.append(service.id) or real(editions, service))

    def write(name: str, store: Store | None) -> dict[str, bytes]:
        made.clear()
        list(export.write(check(folder).catalogue, folder, tmp_path / name, store))
        return contents(tmp_path / name)

    store = Store(tmp_path / "store")
    first = write("out", store)
    assert len(made) == 9
    assert (write("out", store), made) == (first, [])
    for name in ("services/mail.json", "services/mail.xlsx"):
        (tmp_path / "out" / name).write_text("changed by somebody")
    assert (write("out", store), made) == (first, ["mail"])
    service = folder / "services" / "mail.yaml"
    records = {path: state_of(path) for path in (tmp_path / "store").rglob("*.json")}
    service.write_text(service.read_text("utf-8").replace("\ncode: ", "\ncode: X", 1), "utf-8")
    again = write("out", store)
    assert made == ["mail"]
    # Those that a stopped build has written are not believed; the others are.
    assert {path.name for path, state in records.items() if state != state_of(path)} == {".json", "mail.json"}
    assert again == write("clean", None)
    assert {name for name in first if first[name] != again[name] and name.endswith(".csv")} == set()


def test_a_file_about_a_service_is_written_again_only_where_it_says_something_else(tmp_path: Path) -> None:
    folder, store = copy(tmp_path, NINE), Store(tmp_path / "store")

    def written_after(path: str, old: str, new: str) -> set[str]:
        """Return the files about services that are written after an edit."""
        before = {name: (tmp_path / "out" / name).stat().st_mtime_ns for name in files_of_services()}
        plant(folder, (path, old, new))
        list(export.write(check(folder).catalogue, folder, tmp_path / "out", store))
        assert contents(tmp_path / "out") == fresh()
        return {name for name in files_of_services() if before[name] != (tmp_path / "out" / name).stat().st_mtime_ns}

    def files_of_services() -> list[str]:
        return [name for name in contents(tmp_path / "out") if name.startswith("services/")]

    def fresh() -> dict[str, bytes]:
        list(export.write(check(folder).catalogue, folder, tmp_path / "fresh"))
        return contents(tmp_path / "fresh")

    plant(
        folder, ("services/workplace.yaml", "Kun af en godkendt", "Kun ved en godkendt")
    )  # every language says that it is no longer as approved
    list(export.write(check(folder).catalogue, folder, tmp_path / "out", store))
    edit = ("services/workplace.yaml", "Kun ved en godkendt", "Kun hos en godkendt")
    assert written_after(*edit) == {f"services/workplace.{kind}" for kind in ("da.md", "json", "xlsx")}
    assert written_after(edit[0], edit[2], edit[2]) == set()
    sought = written_after("search-words.yaml", "", "search-words: [{for: task:watching, words: {en: [monitoring]}}]\n")
    assert {path.rpartition(".")[2] for path in sought} == {"json"}


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    copy(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["export"]) == 0
    here = contents(tmp_path / "_build/api/v1")
    assert capsys.readouterr().out.splitlines()[-1] == f"{len(here)} filer er skrevet i _build/api/v1."
    # What is there already and is not ours stays.
    (tmp_path / "out/services").mkdir(parents=True)
    (tmp_path / "out/services/own.csv").write_text("x")
    assert main(["export", "--out", "out", "--lang", "en"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"{len(here)} files were written to out."
    assert contents(tmp_path / "out") == {**here, "services/own.csv": b"x"}


def test_the_command_where_nothing_can_be_exported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export"]) == 2
    folder = copy(tmp_path)
    assert main(["export", "--out", "data/out", "--lang", "en"]) == 2
    plant(folder, (DESK, "code: D1", "kode: D1"))
    capsys.readouterr()
    assert main(["export", "--lang", "en"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == "No data were written. Correct the errors above first."
    (tmp_path / "empty").mkdir()
    assert main(["export", "--data", "empty", "--lang", "en"]) == 1
    assert not (tmp_path / "_build").exists()


def test_one_file_on_standard_output(tmp_path, capfdbinary):
    folder = copy(tmp_path)

    def exported(*words: str) -> bytes:
        assert main(["export", "--data", str(folder), "--lang", "en", "--format", *words]) == 0
        return capfdbinary.readouterr().out

    whole = {path: (tmp_path / "out" / path) for path, _ in export.write(check(folder).catalogue, folder, tmp_path / "out")}
    assert exported("json") == whole["catalogue.json"].read_bytes()
    for ending in ("json", "csv", "xlsx"):
        assert exported(ending, "desk") == whole[f"services/desk.{ending}"].read_bytes()
    text = exported("md", "desk").decode()
    assert text == whole["services/desk.en.md"].read_text("utf-8")
    assert "\n| Restore (Note 1, Note 3) | AR | I (Note 3, Note 2) | no role | AR |\n" in text
    assert "\n- The customer gets a desk. (what-1) (The source says two things: t1)\n" in text


def test_no_text_is_markup_in_markdown(tmp_path):
    catalogue = catalogue_of(edited(tmp_path, ("tasks.yaml", "en: Ownership", 'en: "Own <b>*er*</b> [s](x) #1"')))
    assert rb"Own \<b\>\*er\*\</b\> \[s\](x) \#1" in (export.content(catalogue, "", "services/desk.en.md") or b"")


@pytest.mark.parametrize("words", [["csv"], ["json", "dsk"]])
def test_a_file_that_does_not_exist_is_wrong_usage(tmp_path, capsys, words):
    assert main(["export", "--data", str(copy(tmp_path)), "--lang", "en", "--format", *words]) == 2
    out, err = capsys.readouterr()
    assert (out, "“desk”" in err) == ("", True)
