"""The contract annex: what it says, and what is reported of a file that is wrong."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import page
import pikepdf
import pytest
from service_catalogue.check.checker import check
from service_catalogue.locale.words import words_of
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf.annex import annex_sheet, read_annex, why_draft
from service_catalogue.pdf.sheets import Sheets
from service_catalogue.views.edition import Edition

from tests.built import ROOT, run
from tests.folders import FIXTURES, PLATFORM, approve, catalogue_of, copy, edited, plant, table_of
from tests.pdf.boxes import pages
from tests.pdf.conftest import make_annex
from tests.pdf.examples import EXAMPLE, ONE
from tests.pdf.tagged import Element, read

TABLE = table_of(__file__)
DRAFT = "UDKAST, ikke en del af nogen aftale", "DRAFT, not part of any agreement"


def tight(text: str) -> str:
    """``text`` without its spaces: there are none between two blocks of a page."""
    return "".join(text.split())


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return catalogue_of(PLATFORM)


@pytest.fixture(scope="module")
def path(annexes: Path) -> Path:
    return annexes / f"{EXAMPLE.stem}.pdf"


@pytest.fixture(scope="module")
def root(path: Path) -> Element:
    report = page.validate_pdf(path, profile=page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, report.failures
    return read(path)


@pytest.fixture(scope="module")
def signed(annexes: Path) -> Path:
    return annexes / f"{ONE.stem}.pdf"


def test_what_the_file_says_is_no_blank(signed: Path) -> None:
    text = tight(read(signed).text)
    for words in ("Styrelsen for Sager", "11111111", "Driftsaftalen, Bilaget, Kataloget", "Alle hverdage kl. 8–16", "Hver måned"):
        assert tight(words) in text, words
    assert "udfyldes" not in text and tight("Hvad der går forud, er ikke aftalt") in text
    assert tight("Valgt ydelse") in text and tight("Chosen service") not in text


def test_it_says_what_was_chosen_what_prevails_and_is_open_and_that_it_is_a_draft(path: Path, root: Element) -> None:
    for words in (
        *("Public 360", "2A Platformdrift", "2A Platform operations", "25. november 2026", "25 November 2026"),
        *("Kontoret for Dokumentation", "The Office of Documentation", "Høj", "High", "Systemansvarlig", "System manager"),
        "Statens It har ikke godkendt gengivelsen.",
        "Statens It has not approved the restatement.",
        "the Danish text prevails",
        "Hvad der står åbent",
        "Ikke oplyst i dette bilag: dokumenternes rangfølge; aftalens løbetid; servicevinduer; ",
        "Not stated in this annex: order of precedence of the documents; term of the agreement; service windows; ",
    ):
        assert words in root.text, words
    for shown in pages(path):
        words = tight(" ".join(run.words for run in shown.runs))
        assert all(tight(draft) in words for draft in DRAFT), shown.number
    assert "Underskrift" not in root.text


def test_only_an_adopted_catalogue_can_be_signed(signed: Path) -> None:
    root = read(signed)
    assert root.text.count("Underskrift") >= 2
    assert root.text.count("Navn og rolle") == 2
    assert "Kataloget er godkendt af Direktionen den 1. december 2025 (Referat 12)." in root.text
    for words in ("gengiv", "UDKAST", "udkast"):
        assert words not in root.without("Table"), words
        assert all(words not in run.words for shown in pages(signed) for run in shown.runs if run.box.top > shown.height - 60)


def test_a_warning_of_the_service_makes_it_a_draft(tmp_path: Path, annexes: Path) -> None:
    data = Path(shutil.copytree(annexes / "data", tmp_path / "data"))
    plant(
        data,
        (
            "services/2a.yaml",
            "        kind: information\n        text:\n          da: >-\n            Et ældre",
            "        text:\n          da: >-\n            Et ældre",
        ),
    )
    before, after = check(annexes / "data"), check(data)
    assert {problem.rule.name for problem in after.problems} - {problem.rule.name for problem in before.problems} == {
        "statement-without-claim",
        "changed-since-approval",
    }
    for result, expected in ((before, []), (after, ["changed", "warning"])):
        annex = read_annex(ONE, result.catalogue).annex
        assert why_draft(annex, result.catalogue, result.problems) == expected


@pytest.fixture(scope="module")
def declined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an annex in Danish, of a system without contacts, that declines an on-call scheme and another offer."""
    folder = tmp_path_factory.mktemp("declined")
    offer = "{kind: offer, on: general-9, name: {da: Kopi, en: Copy}}"
    choices = "choices: {on-call: general-7, environments: desc-4"
    data = edited(folder, ("services/2a.yaml", choices, f"{choices}, other: {{copy: {offer}}}"), source=PLATFORM)
    text = "system: Public 360\nowner: {da: Kontoret, en: The office}\nservice: 2a\non-call: no\nchoices: {copy: no}\n"
    more = "date: 2026-11-25\nenvironments: [{da: Produktion, en: Production}]\nlanguages: [da]\n"
    (folder / "declined.yaml").write_text(text + more, "utf-8")
    make_annex(folder, folder / "declined.yaml", data)
    return folder / "declined.pdf"


def test_the_margin_of_a_declined_offer_says_so(declined: Path, catalogue: Catalogue) -> None:
    text = tight(read(declined).text)
    for id, party in (("general-7", "Statens It"), ("general-9", "Statens It")):
        words = tight(Edition(catalogue, "da").plain(catalogue.services[0].statements[id].text))
        assert tight(f"{party} ikke valgt {words}") in text
        assert text.count(tight("Aftalt for dette system: side 1")) == 0, "it is a draft"
    assert tight("Vagtordning: Ingen vagtordning med dette bilag") in text
    assert tight("Kopi: Ikke valgt med dette bilag") in text


def test_the_matrix_is_there_once_with_the_notes_in_both_languages(root: Element) -> None:
    """Its 200 cells, with 25 that name the tensions and exceptions of a row, and 25 names in the other language."""
    assert [len(table.all("TD")) for table in root.all("Table")] == [250]
    assert [note.text[0] for note in root.all("Note")] == list("123456") * 2


def test_a_matrix_that_is_too_large_is_there_once_in_each_language(tmp_path: Path) -> None:
    data = edited(
        tmp_path,
        ("services/2a.yaml", "Technical administrative access", "More. " * 170 + "Technical administrative access"),
        source=PLATFORM,
    )
    make_annex(tmp_path, EXAMPLE, data)
    assert [len(table.all("TD")) for table in read(tmp_path / "annex.pdf").all("Table")] == [225, 225]


#: The annex of a contract in which all tensions are settled, and what prevails is agreed.
SETTLED = (
    "number: B-7\nreplaces: B-3\nprevails: [settled, chosen, matrix, text]\nsource-document: background\nvalid: {from: 2027-01-01, to: }\n"
    "settled:\n" + "".join(f"  - {{on: t{n}, text: {{da: Afklaret {n}., en: Settled {n}.}}}}\n" for n in range(1, 12))
)


def test_what_is_settled_is_on_the_first_page_and_has_a_sign_of_its_own(tmp_path: Path, annexes: Path) -> None:
    file = tmp_path / "annex-settled.yaml"
    file.write_text(EXAMPLE.read_text("utf-8") + SETTLED, "utf-8")
    make_annex(tmp_path, file, annexes / "data")
    path = tmp_path / "annex-settled.pdf"
    first, *others = (tight(" ".join(run.words for run in one.runs)) for one in pages(path))
    for words in (
        "B-7",
        "B-3",
        "1 January 2027",
        "What is settled here",
        "background, and not itself",
        *(f"Settled {n}." for n in range(1, 12)),
    ):
        assert tight(words) in first, words
    assert "Which prevails" not in first and tight("two things, and nothing") not in first
    shown = read(path)
    (table,) = shown.all("Table")
    assert [link.text for link in table.all("Link") if link.text == "‡"] == ["‡"], "the exception on Backup is left"
    marked = [link.text for link in table.all("Link") if re.fullmatch(r"✓t\d+", link.text)]
    assert {*marked} == {f"✓t{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 10, 11)}, "t9 is about the letters"
    assert tight("✓ Afklaret på side 1. Settled on page 1.") in tight(shown.text)
    assert tight(shown.text).count(tight("Agreed for this system: page 1")) == 11 + 2 and len(others) < 9


def test_every_foot_has_version_and_digests_in_each_language(path: Path, catalogue: Catalogue) -> None:
    own = read_annex(EXAMPLE, catalogue).digest
    shown = list(pages(path))
    for one in shown:
        words = tight(" ".join(run.words for run in one.runs if run.box.top < 60))
        assert words.count(catalogue.digest) == words.count(own) == 2
        assert tight(f"Side {one.number} af {len(shown)}") in words
        assert tight(f"Page {one.number} of {len(shown)}") in words
    with pikepdf.open(path) as pdf:
        for said in (str(pdf.docinfo.Keywords), pdf.Root.Metadata.read_bytes().decode()):
            assert f"data {catalogue.digest}, service 2a, annex {own}, program " in said


@pytest.mark.parametrize(("old", "new", "expected"), TABLE["wrong"])
def test_what_is_wrong_is_told_where_it_stands(tmp_path: Path, catalogue: Catalogue, old: str, new: str, expected: list) -> None:
    path = tmp_path / "annex.yaml"
    text = EXAMPLE.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    found = read_annex(path, catalogue)
    assert found.annex is None
    assert [[problem.at.line, problem.at.column, problem.rule.name] for problem in found.problems] == expected


def test_what_cannot_be_printed_is_told(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "annex.yaml"
    text = EXAMPLE.read_text("utf-8").replace("criticality: {da: Høj, en: High}", "criticality: {da: 漢字 😀, en: High}")
    path.write_text(text + "term: 漢\n", "utf-8")
    found = read_annex(path, catalogue)
    assert found.annex is not None
    told = [(problem.at.line, problem.at.column, problem.rule.name, problem.severity.value) for problem in found.problems]
    assert told == [(6, 19, "missing-glyph", "warning"), (text.count("\n") + 1, 7, "missing-glyph", "warning")]


def test_a_choice_that_the_service_says_nothing_of_is_told_and_left_out(tmp_path: Path) -> None:
    catalogue = catalogue_of(FIXTURES / "nordic" / "data")
    path = tmp_path / "annex.yaml"
    path.write_text((FIXTURES / "nordic" / "annex.yaml").read_text("utf-8") + "on-call: no\n", "utf-8")
    found = read_annex(path, catalogue)
    assert found.annex is not None
    assert [(problem.rule.name, problem.severity.value) for problem in found.problems] == [("unused-choice", "warning")]


def _adopted(tmp_path: Path, stated: str) -> Path:
    """Return the data of a catalogue that is adopted, with ``stated`` of the service of its annex, which is of 25 November 2026."""
    folder = edited(
        tmp_path,
        ("services/records.yaml", "provider: operator\n", f"provider: operator\n{stated}\n"),
        source=FIXTURES / "nordic" / "data",
    )
    approve(folder, languages=("sv", "en"))
    return folder


@pytest.mark.parametrize(("stated", "reason"), TABLE["states"])
def test_nobody_can_sign_for_a_service_that_does_not_apply_or_is_not_in_force(tmp_path: Path, stated: str, reason: str) -> None:
    catalogue = catalogue_of(_adopted(tmp_path, stated))
    found = read_annex(FIXTURES / "nordic" / "annex.yaml", catalogue)
    told = [(problem.at.line, problem.at.column, problem.rule.name) for problem in found.problems]
    assert told == [(3, 10, "ended-service")] * (reason == "ended")
    assert found.annex is not None
    reasons = why_draft(found.annex, catalogue, found.problems)
    assert reasons == [reason] * bool(reason)
    said = annex_sheet(found.annex, "", catalogue, reasons, "")[0].json
    assert [each for each, words in TABLE["reasons"].items() if words in said] == reasons


def test_nobody_can_sign_in_a_language_that_lacks_a_text(tmp_path: Path) -> None:
    """Nor is a booklet in it without a mark on each page."""
    data = _adopted(tmp_path, "status: in-force")
    plant(data, ("catalogue.yaml", "languages: [sv, en]", "languages: [sv, en, nb]"))
    path = tmp_path / "annex.yaml"
    for languages, reasons in (("[sv, nb]", ["untranslated"]), ("[sv, en]", [])):
        path.write_text((FIXTURES / "nordic" / "annex.yaml").read_text("utf-8") + f"languages: {languages}\n", "utf-8")
        done = run("-m", "service_catalogue", "annex", "make", path, "--data", data, "--out", tmp_path, "--lang", "en")
        assert ("a language of the annex" in done.stdout) is bool(reasons), done.stdout
        assert done.returncode == 0, done.stdout
    done = run("-m", "service_catalogue", "pdf", "--data", data, "--out", tmp_path / "pdf")
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "pdf" / "records-nb.pdf").is_file()
    sheets = Sheets(catalogue_of(data), "")
    drafts = {language: sheets.frame_of_service(language, "records").draft for language in ("sv", "nb")}
    assert drafts == {"sv": [], "nb": [words_of("nb")("pdf.draft.untranslated")]}


def test_a_warning_about_its_file_makes_it_a_draft_and_is_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "annex.yaml"
    path.write_text((FIXTURES / "nordic" / "annex.yaml").read_text("utf-8").replace("2026-11-25", "2025-11-25"), "utf-8")
    data = _adopted(tmp_path, "status: in-force")
    done = run("-m", "service_catalogue", "annex", "make", path, "--data", data, "--out", tmp_path, "--lang", "en")
    assert "[early-annex]" in done.stdout
    assert "cannot be signed: the file of the annex has a warning." in done.stdout


def test_it_says_what_the_source_states_of_the_service_and_that_it_will_be_withdrawn(tmp_path: Path) -> None:
    folder = copy(tmp_path, FIXTURES / "nordic" / "data")
    stated = """\
status: in-force
version: "3.1"
valid: {from: 2027-05-01, to: 2028-04-30}
approver: {sv: Chefen, en: The manager}
source: {title: {sv: Bladet, en: The sheet}, owner: {sv: Staden, en: The city}, date: 2024-02-03}
withdrawn: {on: 2027-06-01, reason: {sv: Ersätts., en: Replaced.}}
"""
    excluded = "      - {id: records-2, kind: exclusion, text: {sv: Inte arkivet., en: Not the archive.}}\n"
    plant(folder, ("services/records.yaml", "provider: operator\n", f"provider: operator\n{stated}"))
    plant(folder, ("services/records.yaml", "    statements:\n", f"    statements:\n{excluded}"))
    catalogue = catalogue_of(folder)
    annex = read_annex(FIXTURES / "nordic" / "annex.yaml", catalogue).annex
    sheet, (foot, *_), _ = annex_sheet(annex, "", catalogue, [], "")
    _, english = json.loads(sheet.json)["annex"]
    assert "No longer applies from 1\u00a0June 2027. Replaced." in json.dumps(english["notices"], ensure_ascii=False)
    said = json.dumps(english["agreement"], ensure_ascii=False)
    stated = "The sheet|The city|3\u00a0February 2024|In force|3.1|1\u00a0May 2027|30\u00a0April 2028|The manager|records-2"
    assert [words for words in stated.split("|") if words not in said] == []
    assert "Katalogens version: " in json.dumps(foot, ensure_ascii=False)


def test_the_command_tells_as_check_does(tmp_path: Path) -> None:
    path = tmp_path / "annex.yaml"
    path.write_text(EXAMPLE.read_text("utf-8").replace("service: 2a", "service: 3a"), "utf-8")
    done = run("-m", "service_catalogue", "annex", "make", path, "--out", tmp_path, "--lang", "en")
    assert done.returncode == 1
    assert "annex.yaml:7:10: error: No service has the id “3a”." in done.stdout
    assert "[unknown-reference]" in done.stdout
    assert not list(tmp_path.glob("*.pdf"))


def test_the_digest_of_an_annex_is_of_what_it_says(tmp_path: Path, catalogue: Catalogue) -> None:
    text, own = EXAMPLE.read_text("utf-8"), read_annex(EXAMPLE, catalogue).digest
    path = tmp_path / "annex.yaml"
    path.write_text("# a comment\n" + text, "utf-8")
    assert read_annex(path, catalogue).digest == own
    path.write_text(text.replace("Public 360", "Public 361"), "utf-8")
    assert read_annex(path, catalogue).digest != own


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_example_of_the_manual_can_be_signed(language: str, annexes: Path, tmp_path: Path) -> None:
    path, manual = tmp_path / "annex.yaml", (ROOT / "docs/manual" / language / "editors/annex.md").read_text("utf-8")
    path.write_text(manual.partition("```yaml\n")[2].partition("```")[0], "utf-8")
    result = check(annexes / "data")
    found = read_annex(path, result.catalogue)
    assert (found.problems, why_draft(found.annex, result.catalogue, result.problems)) == ((), [])
    make_annex(tmp_path, path, annexes / "data")
    shown = list(pages(tmp_path / "annex.pdf"))
    assert len(shown) <= 8
    assert [page.number for page in shown[:-1] if page.fill < 1 / 2] == []
    first, matrix = (tight("".join(run.words for run in page.runs)) for page in shown[:2])
    assert all(matrix.count(tight(words)) == 1 for words in ("✓t4", "Afklaret på side 1.", "Settled on page 1."))
    for clause in ("Ved forskelle mellem sprogene gælder teksten på dette sprog: dansk.", "the Danish text prevails."):
        assert tight(clause) in first


def test_the_same_file_gives_the_same_bytes(signed: Path, annexes: Path, tmp_path: Path) -> None:
    make_annex(tmp_path, ONE, annexes / "data")
    assert (tmp_path / signed.name).read_bytes() == signed.read_bytes()
