"""A folder of annexes: their register, those that a change reaches, and two of them compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from service_catalogue.check.digest import data_digest
from service_catalogue.cli import main
from service_catalogue.pdf import Booklet
from service_catalogue.pdf.annex import Annex
from service_catalogue.schema.fields import fields_of

from tests.diff.states import SERVICE_2A
from tests.diff.test_states import publish
from tests.folders import FIXTURES, PLATFORM, added, approve, command, copy, plant
from tests.repository import commit, git

ANNEX = (FIXTURES / "annex.yaml").read_text("utf-8")
ROW = "    ownership:\n      applications:           "
#: The customer's accountability and work is the provider's.
OTHER_DUTIES = (SERVICE_2A, f"{ROW}[AR, -]", f"{ROW}[-, AR]")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """2A, and 2B, which extends it."""
    folder = copy(tmp_path, PLATFORM)
    (folder / "search-words.yaml").unlink()  # which take more than half of the time to read
    plant(folder, added("2b"))
    return folder


@pytest.fixture
def annexes(tmp_path: Path) -> Path:
    """Annexes of 2A and of 2B; the second has settled a tension and a condition."""
    folder = tmp_path / "annexes"
    folder.mkdir()
    (folder / ".hidden.yaml").write_text("no: annex\n", "utf-8")
    (folder / "first.yaml").write_text(ANNEX, "utf-8")
    second = ANNEX.replace("Public 360", "Records").replace("on-call: yes", "on-call: no")
    settled = "settled:\n  - {on: t4, text: {da: Kun læsning., en: Reading only.}}\n  - {on: security-1, text: {da: Efter aftale 7., en: By agreement 7.}}\n"
    (folder / "second.yaml").write_text(second + settled + "edition: 0123456789ab\n", "utf-8")
    third = "\n".join(line for line in ANNEX.splitlines() if not line.startswith(("environments", "on-call", "  - {da: Pr")))
    (folder / "third.yaml").write_text(
        third.replace("Public 360", "Archive").replace("service: 2a", "service: 2b") + "\n", "utf-8"
    )
    return folder


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[str]:
    assert main([*map(str, arguments), "--lang", "en"]) == 0
    return capsys.readouterr().out.splitlines()


def test_the_register(data: Path, annexes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "annex", "list", annexes, "--data", data)
    assert lines[0] == f"Public 360 ({annexes}/first.yaml)"
    assert "  Chosen service: 2A Platform operations" in lines
    assert "  Edition that was signed: 0123456789ab" in lines
    assert sum(line.startswith("  The edition “0123456789ab”, with which") for line in lines) == 1
    drafts = [line for line in lines if line.startswith("  The annex is a draft and cannot be signed: ")]
    assert len(drafts) == 2 and all("the service has not been approved" in line for line in drafts), "one of three was signed"
    left = [line for line in lines if line.startswith("  Not settled: ")]
    assert [line.split(" (")[0] for line in left][:2] == ["  Not settled: 12", "  Not settled: 10"]
    assert "t4" in left[0] and "t4" not in left[1] and "security-1" not in left[1]


def test_the_annexes_that_a_change_reaches(data: Path, annexes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = copy(tmp_path / "new", data)
    common = ("--annexes", annexes, "--data", new)
    assert said(capsys, "diff", data, new, *common) == ["The change reaches no annex."]
    plant(new, OTHER_DUTIES)
    lines = said(capsys, "diff", data, new, *common)
    assert [line.split(" (")[0] for line in lines if not line.startswith(" ")] == ["Public 360", "Records", "Archive"]
    assert sum("no longer accountable for Ownership on Applications" in line for line in lines) == 3
    plant(new, (SERVICE_2A, "                answers-for: [restore]\n", "                does: [restore]\n"))
    plant(new, (SERVICE_2A, "Statens It can, beyond the", "Statens It can, besides the"))
    lines = said(capsys, "diff", data, new, *common)
    assert sum(line.startswith("  Texts: The statement general-7") for line in lines) == 2
    archive = lines[next(number for number, line in enumerate(lines) if line.startswith("Archive")) :]
    assert not any("Restore" in line for line in archive), "a statement is not inherited"
    assert not any("2B" in line or ", :" in line for line in lines[: lines.index(archive[0])]), "they are about 2A"
    own = copy(tmp_path / "own", data)
    plant(own, ("services/2b.yaml", "applications: [-, AR]", "applications: [C, AR]"))
    lines = said(capsys, "diff", data, own, *common)
    assert [line.split(" (")[0] for line in lines if not line.startswith(" ")] == ["Archive"], "2A and its annexes stay"


def test_two_annexes(data: Path, annexes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "annex", "diff", annexes / "first.yaml", annexes / "second.yaml", "--data", data)
    assert lines == [
        "System: [-Public 360-] {+Records+}",
        "On-call scheme: [-Chosen-] {+Not chosen+}",
        "Settled for this system: {+t4: Reading only.; security-1: By agreement 7.+}",
        "Edition that was signed: {+0123456789ab+}",
        "Customer, general-7: [-right-]",
        "Statens It, general-7: [-duty-] {+not chosen+}",
    ]


def test_a_new_annex_has_every_key_with_its_meaning_and_its_schema(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, given = data.parent / "new" / "a.yaml", ("--system", "X: 1", "--system-owner", "da=A", "--prevails", "settled,text")
    new = ("annex", "new", file, "--service", "2a", *given, "--system-owner", "en=B", "--data", data)
    status, printed = command(capsys, *new)
    assert status == 1 and "a.yaml:26:1: error: " in printed, "the choices are still to be written"
    text = file.read_text("utf-8")
    keys = [key for key in fields_of(Annex) if key != "choices"]  # 2A has no options of its own here
    assert [line.partition(":")[0] for line in text.splitlines() if line and line[0] != "#"] == keys
    assert (
        'system: "X: 1"\n' in text
        and "\n# The id of the service.\nservice: 2a\n" in text
        and "\nprevails: [settled, text]\n" in text
    )
    schema = json.loads((file.parent / text.partition("$schema=")[2].splitlines()[0]).read_text("utf-8"))
    Draft7Validator(schema).validate(
        {"system": "X", "owner": {"da": "A"}, "service": "2a", "on-call": "yes", "date": "2026-12-01"}
    )
    assert not Draft7Validator(schema).is_valid({"service": "2a", "termination": "x"})
    assert command(capsys, *new)[0] == 2, "it exists"
    file.write_text(f"termination: x\n{text}", "utf-8")
    assert "edition" not in next(
        line for line in command(capsys, "annex", "make", file, "--data", data)[1].splitlines() if "termination" in line
    )


def test_what_is_settled_is_in_the_service(data: Path, annexes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plant(annexes, ("second.yaml", "on: t4", "on: t44"))
    assert main(["annex", "list", str(annexes), "--data", str(data), "--lang", "en"]) == 1
    printed = capsys.readouterr()
    assert "second.yaml" in printed.err and "“t44”" in printed.err and "“t4”" in printed.err
    assert "Public 360" in printed.out


@pytest.fixture
def signed(data: Path, annexes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an annex that is signed, whose edition is in git; it is not typeset."""
    monkeypatch.chdir(data.parent)
    monkeypatch.delenv("CI", raising=False)
    made = Booklet("2a", "da", Path("made.pdf"), 1, 1, "")
    monkeypatch.setattr("service_catalogue.pdf.build.make_annex", lambda *_, **options: made)
    assert main(["confirm", "--all"]) == 0
    approve(Path("data"), "2a")
    git(data.parent, "init", "-q", "-b", "main", ".")
    commit(data.parent)
    file = annexes / "signed.yaml"
    file.write_text(f"{ANNEX}edition: {data_digest(data)}\n", "utf-8")
    return file


def said_of(annex: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the lines about ``annex`` in the list of its folder."""
    blocks = "\n".join(said(capsys, "annex", "list", annex.parent)).replace("\N{NO-BREAK SPACE}", " ").split("\n\n")
    return next(block.splitlines() for block in blocks if annex.name in block)


def test_a_signed_annex_is_made_again_if_it_says_the_same(signed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    annex = ("annex", "make", signed)
    assert command(capsys, *annex)[0] == 0
    data = Path("data")
    plant(data, (SERVICE_2A, "code: 2A\nname: {da: Platformdrift,", "code: '2A'   # the code\nname: {da: 'Platformdrift',"))
    plant(data, ("search-words.yaml", "", "search-words: [{for: service:2a, words: {da: [hosting], en: [hosting]}}]\n"))
    plant(data, ("services/2b.yaml", "en: Extended operations", "en: Operations with more"))  # not confirmed
    assert data_digest(data) not in signed.read_text("utf-8")
    status, said = command(capsys, *annex)
    assert status == 0 and "cannot be signed" not in said, said
    plant(data, OTHER_DUTIES)
    assert main(["confirm", "--all"]) == 0
    approve(data, "2a")
    signed.write_text(signed.read_text("utf-8").replace("2026-11-25", "2026-12-24"), "utf-8")
    status, said = command(capsys, *annex)
    assert status == 1 and "made.pdf" not in said
    assert "signed.yaml:13:10: error: The annex was signed with the edition" in said
    assert "Customer, Gives up duties: The customer is no longer accountable for Ownership on Applications" in said
    assert command(capsys, "annex", "sheet", signed)[0] == 0, "nobody signs the sheet for the wall"
    signed.write_text(signed.read_text("utf-8").partition("edition")[0], "utf-8")
    assert command(capsys, *annex)[0] == 0
    assert [line for line in said_of(signed, capsys) if "ready" in line or "draft" in line] == ["  It is ready to be signed."]


def test_the_register_says_what_has_changed_since_and_whether_an_annex_outlives_its_service(
    signed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    same, outlives = (
        "  Nothing that it prints has changed since it was signed.",
        "  The service applies until 1 January 2027, and the annex",
    )

    def listed() -> list[str]:
        return [line for line in said_of(signed, capsys) if line.startswith((same, outlives))]

    assert listed() == [same]
    plant(Path("data"), (SERVICE_2A, "  to:\n", "  to: 2027-01-01\n"))
    assert listed() == [f"{outlives} does not end before that."], "it prints the last day"
    signed.write_text(f"{signed.read_text('utf-8')}valid: {{from: 2026-12-01, to: 2027-01-01}}\n", "utf-8")
    assert listed() == []


def test_an_annex_that_names_a_withdrawn_statement_is_told_and_is_a_draft(
    data: Path, annexes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for address in ("security-1", "general-7"):  # what the second settles, and the on-call scheme of the first
        assert command(capsys, "withdraw", "statement", f"2a.{address}", "--on", "2026-12-01", "--reason", "da=x", "--reason", "en=y", "--data", data)[0] == 0  # fmt: skip
    told = [line for line in command(capsys, "check", "--data", data)[1].splitlines() if "“general-7” no longer applies" in line]
    assert "2a.yaml:25:20: warning: " in told[0], "which makes all its annexes drafts"
    assert main(["annex", "list", str(annexes), "--data", str(data), "--lang", "en"]) == 0
    printed = capsys.readouterr()
    assert printed.err.count("annexes/second.yaml:15:10: warning: “security-1” no longer applies") == 1, "also a signed one"
    lines = printed.out.splitlines()
    assert any("the check reports a warning about the service" in line for line in lines if "cannot be signed" in line), lines


def test_two_annexes_are_compared_by_the_command_that_replaces_diff(
    data: Path, annexes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, printed = command(capsys, "diff", annexes / "first.yaml", annexes / "second.yaml", "--data", data)
    assert (status, printed) == (2, "There is no command “catalogue diff” any more: “catalogue annex diff” does it.\n")


def test_a_signed_annex_of_an_edition_that_is_kept_or_unknown(signed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, annex = Path("data"), ("annex", "make", signed, "--site", "www")
    kept = Path("www") / "v" / "1" / "api" / "v1"
    publish(data, kept)
    plant(data, ("services/2b.yaml", "code: 2B", "code: 2C"))
    git(data.parent, "update-ref", "-d", "HEAD")
    assert command(capsys, *annex)[0] == 0, "its approval is kept too"
    plant(data, OTHER_DUTIES)
    assert "was signed with the edition" in command(capsys, *annex)[1]
    (kept / "data.json").unlink()
    text = signed.read_text("utf-8")
    for edition in (text.split()[-1], "data", "main", "'--all'", "0123456789ab"):
        signed.write_text(f"{text.partition('edition')[0]}edition: {edition}\n", "utf-8")
        status, said = command(capsys, *annex)
        assert status == 1 and "is neither in git nor in www" in said and "made.pdf" not in said, edition
