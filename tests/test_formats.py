"""Problems in the forms that forges and programs read."""

from __future__ import annotations

import json
import re

import pytest
from service_catalogue.check import report
from service_catalogue.check.report import Format, ReportContext
from service_catalogue.cli import main
from service_catalogue.messages.problem import Location, Severity
from service_catalogue.messages.quotation import quote
from service_catalogue.schema.forms import UNKNOWN_KEY

from tests.built import build, copy_catalogue, succeed
from tests.folders import DESK, approve, plant, table_of
from tests.repository import commit, git

TABLE = table_of(__file__)

AT = Location("data/services/a, b%.yaml", 12, 3)
#: What would begin a workflow command, a new line, an escape sequence, or markup.
NASTY = "\n::error file=x::y\r%0A\x1b[31m</script>"
PAGE = "https://manual.example/da/editors/rules.html"


def problem(at=AT, key=NASTY):
    return UNKNOWN_KEY.problem(at, key=quote(key), hint="")


def written(format: Format, *problems, page: str = PAGE) -> str:
    return report.written(format, problems, ReportContext("en", page))


def test_a_workflow_command_a_problem():
    made = written(Format.GITHUB, problem(), problem(Location("x.yaml"), "kode"))
    first, second = made.splitlines()
    assert first.startswith("::error file=data/services/a%2C b%25.yaml,line=12,col=3,title=Unknown key::")
    assert (
        second
        == f"::error file=x.yaml,line=1,col=1,title=Unknown key::Unknown key “kode”. [unknown-key]%0A{PAGE}#rule.unknown-key"
    )
    assert [line for line in made.splitlines() if line.startswith("::")] == made.splitlines()
    assert "\x1b" not in made and "%0A%0A" not in made


def test_a_code_quality_report():
    made = json.loads(written(Format.GITLAB, problem(), problem(), problem(Location("x.yaml"))))
    for issue in made:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert re.fullmatch("[0-9a-f]{64}", issue["fingerprint"])
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["lines"]["begin"] >= 1
    assert len({issue["fingerprint"] for issue in made}) == 3
    moved = json.loads(written(Format.GITLAB, problem(AT._replace(line=40))))
    assert moved[0]["fingerprint"] == made[0]["fingerprint"], "a problem that moves is the same one"
    assert json.loads(written(Format.GITLAB)) == []


@pytest.mark.parametrize(
    ("path", "shown"),
    [("a\nb.yaml", "a b.yaml"), ("\x1b[2J.yaml", "U+001B[2J.yaml"), ("\udcff.yaml", "U+DCFF.yaml"), ("a b.yaml", "a b.yaml")],
)
def test_a_path_stays_on_its_line(path, shown):
    text = report.text([problem(Location(path), "kode")], "en")
    assert text == f"{shown}:1:1: error: Unknown key “kode”. [unknown-key]\n"
    assert text.encode()


def test_a_report_in_json():
    made = json.loads(written(Format.JSON, problem(Location("x.yaml", 2, 5), "kode")))
    assert made.pop("format-version") == "1.0"
    assert made == {"problems": [{"path": "x.yaml", "line": 2, "column": 5, "severity": "error", "rule": "unknown-key",
                                  "message": "Unknown key “kode”.", "addresses": [], "link": f"{PAGE}#rule.unknown-key"}]}  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "format"),
    [
        ({}, Format.TEXT),
        ({"GITHUB_ACTIONS": "true"}, Format.GITHUB),
        ({"GITLAB_CI": "true"}, Format.GITLAB),
        ({"CI": "true"}, Format.TEXT),
    ],
)
def test_the_format_of_where_it_runs(environment, format):
    assert report.chosen(environment) is format


def test_colours_change_nothing_but_themselves():
    plain, coloured = (report.text([problem()], "en", colour) for colour in (False, True))
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert "\x1b[1;31merror\x1b[0m" in coloured
    warning = UNKNOWN_KEY.__class__("unknown-key", Severity.WARNING).problem(AT, key="x", hint="")
    assert "\x1b[1;33mwarning\x1b[0m" in report.text([warning], "en", True)


@pytest.mark.parametrize(("is_terminal", "environment", "expected"), TABLE["colour"])
def test_when_there_is_colour(is_terminal, environment, expected):
    assert report.wants_colour(is_terminal, environment) is expected


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_report_links_to_the_manual_that_the_catalogue_names(folder, capsys, language):
    plant(folder, ("catalogue.yaml", "  edit-url:", "  manual-url: https://manual.example/it/\n  edit-url:"))
    plant(folder, (DESK, "code: D1", "kode: D1"))
    assert main(["check", "--lang", language, "--format", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["problems"]
    assert found["link"] == f"https://manual.example/it/{language}/editors/rules.html#rule.unknown-key"


def test_the_command_reports_in_the_format_of_where_it_runs(folder, tmp_path, monkeypatch, capsys):
    plant(folder, (DESK, "code: D1", "kode: D1"))
    assert main(["check", "--lang", "en", "--format", "json"]) == 1
    out, err = capsys.readouterr()
    assert [found["rule"] for found in json.loads(out)["problems"]] == ["unknown-key"]
    assert err.splitlines() == [
        "7 files checked: 1 error, 0 warnings.",
        "Not checked yet because of errors: 1 service and 4 rules.",
    ]
    monkeypatch.setenv("GITLAB_CI", "true")
    assert main(["check", "--lang", "en", "--report", "report.json"]) == 1
    assert capsys.readouterr().out.startswith("data/services/desk.yaml:2:1: error: ")
    assert json.loads((tmp_path / "report.json").read_text())[0]["check_name"] == "unknown-key"
    monkeypatch.delenv("GITLAB_CI")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert main(["check", "--lang", "en"]) == 1
    assert capsys.readouterr().out.startswith("::error file=data/services/desk.yaml,line=2,col=1,title=Unknown key::")
    assert main(["build", "--lang", "en"]) == 1
    assert capsys.readouterr().out.startswith("data/services/desk.yaml:2:1: error: "), "reports are for the check alone"


def test_a_report_into_no_folder(folder, capsys):
    assert main(["check", "--lang", "en", "--report", "reports/x.txt"]) != 0
    assert capsys.readouterr() == ("", "There is no folder reports. Create it, or correct its name.\n")


def test_each_json_file_and_record_names_the_version_of_its_format(tmp_path):
    """But a JSON Schema, which names its draft, the Code Quality report, whose form is GitLab’s, and the parts of ``data.json``."""
    data = copy_catalogue(tmp_path)
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path)
    for words in ("confirm --all", "check --record-ids", "diff main --record 2026-01-31"):
        succeed(*words.split(), "--data", data)
    approve(data, "desk")
    site = build(tmp_path / "built", data=data).folder
    printed = [
        succeed(*words, *("--data", data)[: 2 * (words[0] != "verify")])
        for words in (("check", "--format", "json"), ("diff", "main", "--format", "json"), ("verify", site, "--json"),
                      ("verify", site / "api/v1/services/desk.xlsx", "--out", site, "--json"))
    ]  # fmt: skip
    found = (path for folder in (site, data) for path in folder.rglob("*.json") if "v1/data/" not in path.as_posix())
    files = {path: path.read_text("utf-8") for path in found}
    assert {"data.json", "edition.json", "editions.json", "2026-01-31.json", "service.json"} <= {path.name for path in files}
    for text in (*files.values(), *(text[text.index("{") : text.rindex("}") + 1] for text in printed)):
        value = json.loads(text)
        assert "$schema" in value or re.fullmatch(r"\d+\.\d+", value["format-version"]), text[:200]
    records = [*data.glob("reviewed*/*"), *data.glob("approved/*"), data / "reviewed.txt", data / "published-ids.yaml"]
    assert len(records) > 4
    assert [path.name for path in records if not path.read_text("utf-8").startswith("# Format 1")] == []
