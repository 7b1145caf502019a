"""The contract annex: what it says, and what is reported of a file that is wrong."""

from __future__ import annotations

from pathlib import Path

import page
import pytest
from service_catalogue.check.annex import read_annex
from service_catalogue.check.checker import check
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf.annex import digest_of_data
from service_catalogue.views.annotations import Mark
from service_catalogue.views.duties import Duty, duties
from service_catalogue.views.edition import Edition, plain

from tests.built import ROOT, run, squeeze
from tests.pdf.tagged import Element, read

EXAMPLE = Path(__file__).parent.parent / "fixtures" / "annex.yaml"


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Element:
    folder = tmp_path_factory.mktemp("annex")
    done = run("-m", "service_catalogue", "pdf", "--annex", EXAMPLE, "--out", folder, "--lang", "en")
    assert done.returncode == 0, done.stdout
    report = page.validate_pdf(folder / "annex.pdf", profile=page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, report.failures
    return read(folder / "annex.pdf")


def test_it_says_what_was_chosen_in_both_languages(root: Element) -> None:
    for words in (
        "Public 360",
        "Kontoret for Dokumentation",
        "Produktion, Præproduktion",
        "Høj",
        "2A Platformdrift",
        "2A Platform operations",
        "25. november 2026",
        "25 November 2026",
        "Systemansvarlig",
    ):
        assert words in root.text, words
    assert digest_of_data(ROOT / "data") in root.text


def test_it_says_that_it_restates_and_what_prevails(root: Element) -> None:
    for words in (
        "Statens It har ikke godkendt gengivelsen.",
        "Statens It has not approved the restatement.",
        "the Danish text prevails",
    ):
        assert words in root.text, words


def test_every_statement_stands_in_both_languages(root: Element, catalogue: Catalogue) -> None:
    for statement in catalogue.services[0].statements.values():
        for words in statement.text.values():
            assert " ".join(words.split()) in root.text


@pytest.mark.parametrize("party", ["customer", "provider"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_what_binds_a_party_is_what_its_page_says(root: Element, catalogue: Catalogue, party: str, language: str) -> None:
    """Each task under each letter, with the marks of notes and departures, and each claim with its condition."""
    edition = Edition(catalogue, language)
    view = duties(edition, catalogue.services[0], catalogue.party(party))
    text = squeeze(root.text)
    for letter in view.letters:
        assert letter.heading in text
        for place in letter.places:
            listed = "; ".join(plain(duty.task) + "".join(mark.label for mark in marks(duty)) for duty in place.duties)
            assert squeeze(f"{place.name}: {listed}.") in text
    said = [*(entry for letter in view.letters for entry in letter.said), *view.promised, *view.rights, *view.unnamed]
    for entry in said:
        shown = plain(entry.claim.words) if entry.claim.words and not entry.is_whole else plain(entry.text)
        assert squeeze(shown) in text, entry.id
        if entry.claim.condition:
            assert squeeze(f"{edition.words('claim.condition')}: {plain(entry.claim.condition)}.") in text


def marks(duty: Duty) -> tuple[Mark, ...]:
    return (*duty.own, *duty.cell.notes, *duty.cell.departures)


def test_every_tension_is_told(root: Element, catalogue: Catalogue) -> None:
    for language in ("da", "en"):
        for tension in catalogue.services[0].tensions:
            assert squeeze(Edition(catalogue, language).plain(tension.text)) in squeeze(root.text)


def test_the_matrix_is_there_in_both_languages(root: Element) -> None:
    assert [len(table.all("TD")) for table in root.all("Table")] == [200, 200]
    assert [note.text[0] for note in root.all("Note")] == list("123456") * 2


def test_there_are_lines_for_signatures(root: Element) -> None:
    assert root.text.count("Underskrift · Signature") == 2
    assert root.text.count("Navn og rolle · Name and role") == 2


def test_one_language(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(EXAMPLE.read_text("utf-8") + "languages: en\n", "utf-8")
    done = run("-m", "service_catalogue", "pdf", "--annex", path, "--out", tmp_path)
    assert done.returncode == 0, done.stdout
    root = read(tmp_path / "one.pdf")
    assert "Chosen service" in root.text and "Valgt ydelse" not in root.text


@pytest.mark.content
def test_the_example_of_the_guide_is_this_one() -> None:
    for language in ("da", "en"):
        assert EXAMPLE.read_text("utf-8") in (ROOT / "docs" / language / "editors" / "annex.md").read_text("utf-8")


WRONG = [
    ("system: Public 360", "systm: Public 360", [(1, 1, "unknown-key")]),
    ("service: 2a", "service: 2b", [(5, 10, "unknown-reference")]),
    ("service: 2a", "service:", [(5, 1, "missing-key")]),
    ("on-call: yes", "on-call: maybe", [(6, 10, "invalid-value")]),
    ("date: 2026-11-25", "date: 25.11.2026", [(10, 7, "invalid-value")]),
    ("party: customer", "party: costumer", [(8, 13, "unknown-reference")]),
    ("environments: [Produktion, Præproduktion]", "environments: {a: b}", [(3, 15, "wrong-shape")]),
    ("environments: [Produktion, Præproduktion]", "environments: []", [(3, 1, "missing-key")]),
    ("date: 2026-11-25", "date: 2026-11-25\nlanguages: [da, sv]", [(11, 17, "unknown-reference")]),
    ("date: 2026-11-25", "date: 2026-11-25\nlanguages: [da, en, da]", [(11, 21, "wrong-shape")]),
    ("date: 2026-11-25", "date: &a 2026-11-25", [(10, 7, "forbidden-yaml")]),
]


@pytest.mark.parametrize(("old", "new", "expected"), WRONG)
def test_what_is_wrong_is_told_where_it_stands(tmp_path: Path, catalogue: Catalogue, old: str, new: str, expected: list) -> None:
    path = tmp_path / "annex.yaml"
    text = EXAMPLE.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    annex, problems = read_annex(path, catalogue)
    assert annex is None
    assert [(problem.at.line, problem.at.column, problem.rule.name) for problem in problems] == expected


def test_the_command_tells_as_check_does(tmp_path: Path) -> None:
    path = tmp_path / "annex.yaml"
    path.write_text(EXAMPLE.read_text("utf-8").replace("service: 2a", "service: 3a"), "utf-8")
    done = run("-m", "service_catalogue", "pdf", "--annex", path, "--out", tmp_path, "--lang", "en")
    assert done.returncode == 1
    assert "annex.yaml:5:10: error: No service has the id “3a”." in done.stdout
    assert "[unknown-reference]" in done.stdout
    assert not list(tmp_path.glob("*.pdf"))


def test_the_digest_is_of_the_files_alone(tmp_path: Path) -> None:
    import shutil

    copy = Path(shutil.copytree(ROOT / "data", tmp_path / "elsewhere"))
    assert digest_of_data(copy) == digest_of_data(ROOT / "data")
    (copy / "parties.yaml").write_text((copy / "parties.yaml").read_text("utf-8") + "# x\n", "utf-8")
    assert digest_of_data(copy) != digest_of_data(ROOT / "data")
    assert check(copy).catalogue == check(ROOT / "data").catalogue


def test_an_id_beside_an_annex_is_refused(tmp_path):
    done = run("-m", "service_catalogue", "pdf", "2a", "--annex", EXAMPLE, "--out", tmp_path, "--lang", "en")
    assert done.returncode == 2
    assert "Give either ids or --annex." in done.stdout
    assert not list(tmp_path.iterdir())
