"""An approval is of the content that was read, and holds until something that it covers changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from service_catalogue import views
from service_catalogue.check.checker import check
from service_catalogue.check.digest import data_digest
from service_catalogue.cli import main
from service_catalogue.model.approvals import BY, approved_by, covered, record
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import PageAddress
from service_catalogue.views.plain import lines
from service_catalogue.views.service import facts_of_source
from service_catalogue.yaml.values import digest

from tests.built import contents
from tests.folders import DESK, SMALL, approve, catalogue_of, edited, plant, table_of

TABLE = table_of(__file__)

#: A service that extends ``desk``, and one that has nothing to do with it.
HEIR = "id: bench\ncode: D2\nname: {da: Bænk, en: Bench}\nprovider: provider\nmatrix: {extends: desk}\n"
OTHER = (
    "id: lamp\ncode: D3\nname: {da: Lampe, en: Lamp}\nprovider: provider\n"
    "matrix:\n  scheme: raci\n  axes: {layer: [upper]}\n  parties: [customer, provider]\n  cells: {ownership: [AR, –]}\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return edited(tmp_path, ("services/bench.yaml", "", HEIR), ("services/lamp.yaml", "", OTHER))


def changed(folder: Path) -> dict[str, int]:
    """Return the problems about approvals: the file, and the number of changes."""
    problems = [problem for problem in check(folder).problems if problem.rule.name == "changed-since-approval"]
    return {Path(problem.at.path).stem: problem.message.values.get("count", -1) for problem in problems}


UNSIGNED = "The approval is not signed with a key."


def fact(catalogue: Catalogue, service: str) -> str:
    """Return what the page of ``service`` says about its approval."""
    shown = views.page(Edition(catalogue, "en"), PageAddress(f"services/{service}", "service", (service,)))
    said = [line for part in shown.walk() for line in lines(part.content)]
    return next((line for line in said if "pproved by" in line), "")


def test_an_approval_ends_by_what_it_covers_and_by_nothing_else(folder: Path) -> None:
    approve(folder, "desk")
    approve(folder, "bench")
    assert changed(folder) == {}
    catalogue = check(folder).catalogue
    assert fact(catalogue, "desk") == f"Approved by Direktionen on 1\u00a0December 2025 (Referat 12). {UNSIGNED}"
    plant(folder, ("services/lamp.yaml", "cells: {ownership: [AR, –]}", "cells: {ownership: [–, AR]}"))
    plant(folder, (DESK, "text: {da: Spørg leverandøren., en: Ask the provider.}", "text:\n          en: Ask the provider.\n          da: Spørg leverandøren."))  # fmt: skip
    plant(folder, (DESK, "status: in-force", "status: retired"))
    assert changed(folder) == {}
    plant(folder, (DESK, "lower: [I, AR]", "lower: [AR, I]"))
    assert changed(folder) == {"desk": 1, "bench": 2}, "both the row of the base, and the inherited one"
    plant(folder, ("roles.yaml", "en: Informed", "en: Heard"))
    assert changed(folder) == {"desk": 2, "bench": 3}
    assert fact(check(folder).catalogue, "desk").endswith(f"(Referat 12). {UNSIGNED} There have been 2 changes since.")


def test_an_approval_covers_the_words_of_the_text_and_what_it_is_silent_about(folder: Path) -> None:
    plant(folder, (DESK, "summary: what-1", "topics: [{id: prices, name: {da: priser, en: prices}, words: {da: [pris], en: [price]}}]\nsummary: what-1"))  # fmt: skip
    approve(folder, "desk")
    approve(folder, "lamp")
    plant(folder, ("glossary.yaml", "definition: {da: Den der betaler., en: The one who pays.}", "definition: {da: Den der bestiller., en: The one who orders.}"))  # fmt: skip
    assert changed(folder) == {"desk": 1}, "the other service says nothing of a customer"
    plant(folder, (DESK, "name: {da: priser, en: prices}", "name: {da: prisen, en: the price}"))
    assert changed(folder) == {"desk": 2}


def test_an_approval_covers_a_term_that_only_a_letter_has_in_its_meaning(folder: Path) -> None:
    plant(folder, ("roles.yaml", "en: Is told.", "en: Is told at once."))
    plant(folder, ("glossary.yaml", "  - id: sit\n", "  - id: at-once\n    name: {da: straks, en: at once}\n    definition: {da: Samme dag., en: The same day.}\n  - id: sit\n"))  # fmt: skip
    approve(folder, "desk")
    plant(folder, ("glossary.yaml", "The same day.", "The same week."))
    assert changed(folder) == {"desk": 1}


def test_a_record_has_the_newest_approval_and_the_command_writes_nothing_else(folder: Path, capsys) -> None:
    before = contents(folder)
    approve(folder, "desk")
    plant(folder, (DESK, "lower: [I, AR]", "lower: [AR, I]"))
    capsys.readouterr()
    for _ in range(2):  # the second time, it is approved as it is
        approve(folder, "desk")
    out = capsys.readouterr().out
    assert "D1 er godkendt, med 1 ændring siden.\n  Opgaven Backup i D1\n" in out
    assert "D1 er, som det blev godkendt." in out and "Det er allerede godkendt, som det er nu" in out
    assert changed(folder) == {}
    after = contents(folder)
    assert {name for name in after if before.get(name) != after[name]} == {DESK, "approved/desk.txt"}
    head = (folder / "approved/desk.txt").read_text("utf-8").partition("digest")[0]
    assert (
        head
        == "# Format 1\nby: {da: Direktionen, en: Direktionen}\ndate: 2025-12-01\nevidence: {da: Referat 12, en: Referat 12}\n"
    )
    assert len(check(folder).catalogue.objects["service"]["desk"].approval) == 1
    assert main(["rename", "service", "desk", "table", "--data", str(folder)]) == 0
    assert list(changed(folder)) == ["table"], "its approval is kept, with what has changed since: the id"
    plant(folder, ("catalogue.yaml", "languages: [da, en]", "languages: [da, en, sv]"))
    assert "Direktionen" in Edition(check(folder).catalogue, "sv").plain(check(folder).catalogue.services[0].approval[0].by)
    assert not [problem for problem in check(folder).problems if "approved" in problem.at.path and problem.is_error]


def test_a_service_that_has_another_id_since_is_approved_again(folder: Path) -> None:
    approve(folder)
    assert main(["rename", "service", "desk", "table", "--data", str(folder)]) == 0
    approve(folder)
    assert changed(folder) == {}


TYPED = "{by: {da: A, en: A}, date: 2024-01-01, evidence: {da: B, en: B}, digest: 0123456789ab}\n"


@pytest.mark.parametrize("written", ["", f"approval: {TYPED}", f"approval:\n  - {TYPED}"])
def test_the_catalogue_is_adopted_by_its_record(folder: Path, written: str) -> None:
    plant(folder, ("catalogue.yaml", "status: restatement\n", f"status: restatement\n{written}"))
    before = data_digest(folder)
    approve(folder)
    catalogue = check(folder).catalogue
    assert catalogue.identity.status.value == "adopted" and "status: restatement" in (folder / "catalogue.yaml").read_text(
        "utf-8"
    )
    assert data_digest(folder) == catalogue.digest != before, "an edition that is approved is another one"
    assert [approval.date.year for approval in catalogue.identity.approval] == [2024, 2025][not written :]
    assert changed(folder) == {}
    plant(folder, ("services/lamp.yaml", "cells: {ownership: [AR, –]}", "cells: {ownership: [–, AR]}"))
    assert changed(folder) == {"catalogue": 1}
    catalogue = check(folder).catalogue
    assert fact(catalogue, "desk").endswith(f"(Referat 12). {UNSIGNED}"), "it is as it was approved"
    assert fact(catalogue, "lamp").endswith("There has been 1 change since.")


@pytest.mark.parametrize(("old", "new", "at", "rule"), TABLE["edits"])
def test_a_record_that_is_edited_is_refused(folder: Path, old: str, new: str, at: str, rule: str) -> None:
    approve(folder, "desk")
    path = folder / "approved" / "desk.txt"
    text = path.read_text("utf-8")
    path.write_bytes(text.replace("\n", "\r\n").encode())
    assert not check(folder).failed, "the line breaks of a checkout are no edit"
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert [(str(problem.at).removeprefix(f"{path}:"), problem.rule.name) for problem in check(folder).problems] == [(at, rule)]


def test_a_record_of_an_earlier_version_belongs_to_the_approval_in_yaml(folder: Path) -> None:
    """Its digest, who approved, and the items are those that the earlier version wrote."""
    by, evidence = {"da": "A", "en": "A"}, {"da": "B", "en": "B"}
    approve(folder)
    catalogue = check(folder).catalogue
    items = record({**covered(catalogue, None), BY: approved_by(by, date(2024, 1, 1), evidence)})
    (folder / "approved/catalogue.txt").write_text(items, "utf-8")
    typed = TYPED.replace("0123456789ab", digest(items.encode()))
    plant(folder, ("catalogue.yaml", "status: restatement\n", f"status: adopted\napproval: {typed}"))
    assert check(folder).problems == ()
    assert fact(check(folder).catalogue, "desk").endswith(f"by A on 1\u00a0January 2024 (B). {UNSIGNED}")
    plant(folder, ("catalogue.yaml", "by: {da: A, en: A}", "by: {da: C, en: C}"))
    assert changed(folder) == {"catalogue": 1}


def test_nothing_is_approved_on_a_day_after_today(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(folder)
    texts = [f"--{name}={language}=A" for name in ("by", "evidence") for language in ("da", "en")]
    assert main(["approve", "desk", *texts, "--on", "9999-01-01", "--data", str(folder), "--lang", "en"]) == 2
    assert "9999-01-01 is after today" in capsys.readouterr().err
    assert contents(folder) == before


def test_an_upgrade_of_the_program_ends_no_approval() -> None:
    """The digests of a frozen catalogue: another value here ends the approvals of every operator."""
    catalogue = catalogue_of(SMALL)
    assert digest(record(covered(catalogue, None)).encode()) == "7ef31cc7a56f"


def test_a_draft_may_break_the_rules_of_counting(tmp_path: Path) -> None:
    folder = edited(tmp_path, (DESK, "lower: [-, AR]", "lower: [A, AR]"))
    assert check(folder).failed
    plant(folder, (DESK, "status: in-force", "status: draft"))
    found = check(folder)
    assert not found.failed
    assert "one-accountable" in {problem.rule.name for problem in found.problems}


def test_who_approves_has_not_yet_done_so_before_the_approval(folder: Path) -> None:
    source = "source:\n  title: {da: Arket, en: The sheet}\n  owner: {da: Ejeren, en: The owner}\n  date: 2025-11-30\n"
    plant(folder, (DESK, source, ""))

    def label() -> str:
        catalogue = check(folder).catalogue
        facts = facts_of_source(Edition(catalogue, "en"), catalogue.objects["service"]["desk"])
        return next(fact.label for fact in facts if "The director" in str(fact.value))

    assert label() == "To be approved by"
    approve(folder, "desk")
    assert label() == "Approved by"
