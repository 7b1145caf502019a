"""Questions of an auditor about twelve months of a catalogue, each answered by one command and compared with the script of its history."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from service_catalogue.check.digest import data_digest
from service_catalogue.cli import main

from tests.built import LATER, build, copy_catalogue, replace
from tests.folders import command, copy
from tests.repository import commit, git

START, EVERY, CHANGES = date(2025, 12, 1), 9, 40
#: The numbers of the changes after which something else happens.
APPROVED, SIGNED, WITHDRAWN = (5, 15, 30), (10, 25), 20
ANNEX = "system: Records\nowner: {{da: Kontoret, en: The office}}\nservice: desk\nvalid: {{from: 2026-03-01, to: 2026-12-31}}\ndate: 2026-03-01\nedition: {}\n"

#: Who has the role of the author, by the address with which the tests commit.
REVIEWERS = '"7": {name: x, role: operator, mails: [xEMAIL@example.org]}\n'


def day_of(number: int) -> date:
    return START + timedelta(days=EVERY * number)


@dataclass
class History:
    """The commit and the digest of the data after each change of the script."""

    data: Path
    commits: list[str] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)

    def words(self, number: int) -> str:
        return f"Ask the provider by rule {number}."


def commit_on(top: Path, day: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        for role in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{role}_DATE", f"{day}T12:00:00")
        return commit(top)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    made = History(copy(tmp_path_factory.mktemp("auditor")))
    top, desk = made.data.parent, made.data / "services/desk.yaml"
    git(top, "init", "-q", "-b", "main")
    (top / "reviewers.yaml").write_text(REVIEWERS, "utf-8")
    replace(desk, "Spørg leverandøren.", "Spørg leverandøren efter regel 0.")
    replace(desk, "Ask the provider.", made.words(0))
    for number in range(CHANGES + 1):
        if number:
            replace(desk, f"regel {number - 1}.", f"regel {number}.")
            replace(desk, made.words(number - 1), made.words(number))
        day = day_of(number).isoformat()
        if number == WITHDRAWN:
            reasons = ("--reason", "da=Opgaven er delt.", "--reason", "en=The task was split.")
            assert main(["withdraw", "task", "restore", "--on", day, *reasons, "--data", str(made.data)]) in (0, 1)
        if number in APPROVED:
            by, evidence = f"The board of {number}", f"Minutes {number}"
            texts = [
                f"--{name}={language}={text}" for name, text in (("by", by), ("evidence", evidence)) for language in ("da", "en")
            ]
            assert main(["approve", "desk", "--on", day, *texts, "--data", str(made.data)]) == 0
        if number in SIGNED:
            (top / f"annex-{number}.yaml").write_text(ANNEX.format(data_digest(made.data)), "utf-8")
        made.commits.append(commit_on(top, day))
        made.digests.append(data_digest(made.data))
    return made


def rows(text: str) -> list[list[str]]:
    return [*csv.reader(io.StringIO(text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}").replace("\N{NO-BREAK SPACE}", " ")))]


def asked(history: History, capsys: pytest.CaptureFixture[str], day: date, *words: object) -> dict[tuple[str, str], list[str]]:
    """Return the answer of ``as-of``: the words of each fact, by its heading and its name."""
    assert main(["as-of", day.isoformat(), *map(str, words), "--data", str(history.data), "--lang", "en", "--format", "csv"]) == 0
    facts: dict[tuple[str, str], list[str]] = {}
    for heading, about, fact, text in rows(capsys.readouterr().out):
        facts.setdefault((heading, fact), []).append(f"{about}: {text}" if about else text)
    return facts


CATALOGUE, BY_ANNEX = "What the catalogue said", "By the annex"
ANSWERS = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", ANSWERS["history"], ids=[case["asks"] for case in ANSWERS["history"]])
def test_what_an_auditor_asks(history: History, capsys: pytest.CaptureFixture[str], case: dict) -> None:
    day = day_of(case["change"]) + timedelta(days=case.get("later", 0))
    answers = asked(history, capsys, day, case.get("of", "")).get((case.get("heading", CATALOGUE), case["fact"]), [])
    expected = [[part.format(commit=history.commits[case["change"]][:12]) for part in parts] for parts in case["says"]]
    assert [[part for part in parts if part in answer] for parts, answer in zip(expected, answers, strict=True)] == expected


@pytest.mark.parametrize("number", [5, 14, 15, 16, 30, 40])
def test_who_had_approved_it(history: History, capsys: pytest.CaptureFixture[str], number: int) -> None:
    (approval,) = asked(history, capsys, day_of(number), "desk")[CATALOGUE, "Approval"]
    last = max(each for each in APPROVED if each <= number)
    assert f"Approved by the board of {last}".casefold() in approval.casefold() and f"(Minutes {last})" in approval
    assert ("since" in approval) == (number != last)


@pytest.mark.parametrize("number", SIGNED)
def test_what_applied_by_the_annex(history: History, capsys: pytest.CaptureFixture[str], number: int) -> None:
    file = history.data.parent / f"annex-{number}.yaml"
    facts = asked(history, capsys, day_of(number + 4), file)
    assert facts[BY_ANNEX, "Edition"] == [f"{file.name}: {history.digests[number]}"]
    assert facts[BY_ANNEX, "Applied"] == [f"{file.name}: Valid from 1 March 2026; Valid to 31 December 2026"]
    last = max(each for each in APPROVED if each <= number)
    assert f"the board of {last} on".casefold() in facts[BY_ANNEX, "Approval"][0].casefold()
    (differs,) = facts[BY_ANNEX, "What the catalogue said otherwise"]
    assert f"by rule [-{number}.-] {{+{number + 4}.+}}" in differs


def test_what_changed_between_two_days(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = command(capsys, "diff", day_of(21), day_of(29), "--data", history.data)
    assert (status, said.count("by rule [-21.-] {+29.+}")) == (0, 1), said
    assert f"was at the commit {history.commits[21][:12]}." in said
    assert "1 change" in said.splitlines()[-4] or "1 change" in said


@pytest.mark.parametrize("form", ["text", "page", "csv", "markdown", "json"])
def test_each_format_that_is_offered_shows_what_changed(history: History, capsys: pytest.CaptureFixture[str], form: str) -> None:
    words = [day_of(21).isoformat(), day_of(29).isoformat(), "--data", str(history.data), "--lang", "en", "--format", form]
    assert main(["diff", *words]) == 0
    said = capsys.readouterr().out
    assert "by rule" in said and "29" in said
    if form == "csv":
        assert [row[:3] for row in rows(said)] == [["Part", "About", "Where"], ["Texts", "", "statement:desk.ask-1"]]
    if form == "page":
        assert said.startswith("<!DOCTYPE html>"), said


def test_each_change_with_who_wrote_confirmed_and_approved_it(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("diff", "--record", "--from", day_of(20), "--to", day_of(32).isoformat(), "--data", history.data, "--lang", "en")
    assert main([*map(str, words), "--format", "csv"]) == 0
    every = rows(capsys.readouterr().out)
    assert len(every) == 19  # and the approval, and the withdrawal of the first day with what follows from it
    assert every[0] == ["Day and commit", "Author", "Reviewer", "Approval", "Evidence", "Change"]
    table = [row for row in every if "by rule" in row[5]]
    assert [row[0].partition(", ")[2] for row in table] == [commit[:12] for commit in history.commits[20:33]]
    for number, row in enumerate(table, 20):
        last = max(each for each in APPROVED if each <= number)
        assert row[1:3] == ["operator", "nobody has confirmed it"] and row[4] == f"Minutes {last}"
        assert f"the board of {last} on".casefold() in row[3].casefold() and f"(Minutes {last})" in row[3]
        assert f"by rule [-{number - 1}.-] {{+{number}.+}}" in row[5]
    for form, start in (("text", "What changed from"), ("page", "<!DOCTYPE html>")):
        assert main([*map(str, words), "--format", form]) == 0
        assert capsys.readouterr().out.startswith(start)
    late = ("2026-03-02", "2026-03-01"), (history.commits[30], history.commits[29]), (history.commits[30], day_of(29).isoformat())
    swapped = ((("--record", "--from", first, "--to", last), f"“{first}” is not before “{last}”") for first, last in late)
    for wrong, reason in (
        (("--record", "--from", "nowhere"), "nowhere"),
        (("--record", "--format", "json"), "text, page or csv"),
        *swapped,
    ):
        status, said = command(capsys, "diff", *wrong, "--data", history.data)
        assert (status, reason in said) == (2, True), said


def test_without_reviewers_each_change_is_of_an_author_without_a_role(history: History, tmp_path: Path, capsys) -> None:
    top = Path(shutil.copytree(history.data.parent, tmp_path / "top"))
    for author, count in (("7+x@users.noreply.example.org", 0), ("8+x@users.noreply.example.org", 1)):
        git(top, "commit", "-q", "--amend", "--no-edit", "--author", f"x <{author}>")
        assert main(["diff", "--record", "--from", history.commits[38], "--data", str(top / "data"), "--lang", "en"]) == 0
        assert capsys.readouterr().out.count("Author: without a role here") == count
    git(top, "rm", "-q", "reviewers.yaml")
    commit(top)
    assert main(["diff", "--record", "--from", history.commits[38], "--data", str(top / "data"), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "Author: without a role here" in out and "by rule" in out


#: A history of texts that end, by the day of each commit: what is edited before it, and the command.
ENDING = (
    ("2026-01-01", (), "confirm --all --reviewer manager"),
    ("2026-02-01", ("  - rule: claim-contradicts-matrix\n    at: [copies-1, copies-2, backup.lower]\n    reason: {da: Kilden siger begge dele., en: The source says both.}\n", ""), "withdraw statement desk.copies-2 --on 2026-03-01 --reason da=Delt. --reason en=Split."),
    ("2026-02-02", (), "confirm --all --reviewer manager --reason Obsolete."),
    ("2026-04-01", ("    text: {da: Kun om fejl., en: Of faults only.}\n", "    text: {da: Kun om fejl., en: Of faults only.}\n    withdrawn: {on: 2026-05-01, reason: {da: Samlet., en: Merged.}}\n"), "confirm --all --reviewer officer"),
    ("2026-04-03", ("Ask the provider.", "Ask the supplier."), "confirm --all"),
    ("2026-04-05", ("    text: {da: Kilden siger to ting om bordet., en: The source says two things of the desk.}", "    text: {da: Kilden siger to ting., en: The source says two things.}"), "confirm --all --reviewer officer"),
    ("2026-04-06", (), "approve desk --on 2026-04-06 --by da=Rådet --by en=Council --evidence da=Referat --evidence en=Minutes"),
)  # fmt: skip


@pytest.fixture(scope="module")
def ending(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = copy(tmp_path_factory.mktemp("ending"))
    git(data.parent, "init", "-q", "-b", "main")
    (data.parent / "reviewers.yaml").write_text(REVIEWERS, "utf-8")
    for day, edit, words in ENDING:
        if edit:
            replace(data / "services/desk.yaml", *edit)
        assert main([*words.split(), "--data", str(data)]) == 0, words
        commit_on(data.parent, day)
    return data


@pytest.mark.parametrize("case", ANSWERS["ending"], ids=[case["asks"] for case in ANSWERS["ending"]])
def test_what_ends(ending: Path, capsys: pytest.CaptureFixture[str], case: dict) -> None:
    assert main([*case["asks"].split(), "--data", str(ending), "--lang", "en"]) == 0
    out = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")
    assert [part for part in case["says"] if part not in out] == [] and [
        part for part in case.get("not", ()) if part in out
    ] == []


@pytest.mark.parametrize("words", [("check", "--since", day_of(20)), ("ready", "--check", "--since", day_of(20))])
def test_a_day_is_a_revision(history: History, capsys: pytest.CaptureFixture[str], words: tuple[object, ...]) -> None:
    status, said = command(capsys, *words, "--data", history.data)
    assert "revision" not in said and status in (0, 1), said


def test_a_page_and_what_is_no_day(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["as-of", "2026-02-01", "--data", str(history.data), "--lang", "da", "--format", "page"]) == 0
    page = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")
    assert page.startswith('<!DOCTYPE html>\n<html lang="da">') and "<h1>Hvad der gjaldt 1. februar 2026</h1>" in page
    assert "<script" not in page and "style" not in page
    with pytest.raises(SystemExit):
        main(["as-of", "2026-02-30", "--data", str(history.data)])
    (history.data.parent / "broken.yaml").write_text("service: nothing\n", "utf-8")
    wrong = ((2, "desk", ("2026-02-01", "dsk")), (2, "2020-01-01", ("2020-01-01",)))
    for status, reason, words in (*wrong, (1, "broken.yaml:1:", ("2026-02-01", history.data.parent / "broken.yaml"))):
        answer = command(capsys, "as-of", *words, "--data", history.data)
        assert (answer[0], reason in answer[1]) == (status, True), answer


def test_what_was_published_on_a_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From the record of publications: all editions of the day, in the time zone of the catalogue."""
    data = copy_catalogue(tmp_path)
    replace(data / "catalogue.yaml", "  base-url:", "  time-zone: Pacific/Kiritimati\n  base-url:")
    for number, moment in enumerate(("1800000000", "1802000000", str(int(LATER) + 3600))):
        replace(data / "services/desk.yaml", f"{number} things" if number else "two things", f"{number + 1} things")
        build(tmp_path, data=data, SOURCE_DATE_EPOCH=moment)
    record = json.loads((tmp_path / "site/v/editions.json").read_text("utf-8"))["editions"]
    assert [entry["from"][:16] for entry in record] == ["2027-01-15T22:00", "2027-02-08T01:33", "2027-02-08T02:33"]
    site = ("--site", tmp_path / "site", "--data", data)
    status, said = command(capsys, "as-of", "2027-02-08", *site)
    assert status == 0 and all(f"{entry['edition']}: Edition: data {entry['data']}" in said for entry in record)
    assert "The source says 3 things" in said
    status, said = command(capsys, "diff", "2027-01-20", *site)
    assert (status, "says [-1-] {+3+} things" in said) == (0, True), said
    status, said = command(capsys, "diff", "2027-01-14", *site)
    assert (status, "Nothing had been published by 2027-01-14: the first edition is of 2027-01-15." in said) == (1, True), said
    for name, reason in (
        ("https://example.org/", "is no published site: it has neither v/editions.json"),
        (tmp_path / "docs", "is no pub"),
    ):
        for words in (("as-of", "2027-02-08"), ("diff", "0123456789ab"), ("annex", "list", tmp_path)):
            status, said = command(capsys, *words, "--site", name, "--data", data)
            assert (status, reason in said) == (2, True), said
        status, said = command(capsys, "verify", tmp_path / "site/en/index.html", "--out", name)
        assert (status, reason in said) == (2, True), said
    shutil.rmtree(tmp_path / "site/v")
    status, said = command(capsys, "as-of", "2027-02-08", *site)
    assert (status, "has no record of publications, v/editions.json" in said) == (2, True), said
    status, said = command(capsys, "as-of", "2027-02-08", "--key", data, "--data", data)
    assert (status, "Say which site with --site" in said) == (2, True), said
