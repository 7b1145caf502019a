"""The changes that are recorded with the data: the page, its feed, and a catalogue without any record."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from lxml import etree
from service_catalogue import views
from service_catalogue.check.checker import check
from service_catalogue.cli import main
from service_catalogue.sphinx_ext.pages import feed
from service_catalogue.views.edition import Edition
from service_catalogue.views.home import RESTATED
from service_catalogue.views.page import Page, PageAddress
from service_catalogue.views.status import standing

from tests.diff.conftest import begin
from tests.diff.test_states import EDIT, SENTENCE
from tests.folders import DESK, SMALL, catalogue_of, plant, problems
from tests.repository import commit

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def records(tmp_path_factory) -> Path:
    """Return the small catalogue with two records of changes."""
    folder = tmp_path_factory.mktemp("recorded")
    data = folder / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        begin(folder)
        for edit, date in ((EDIT, "2026-01-31"), ((DESK, "da: Kun hverdage.", "da: Kun fredage."), "2026-03-01")):
            plant(data, edit)
            assert main(["diff", "HEAD", "--record", date]) == 0
            commit(folder)
    return data


@pytest.fixture
def recorded(records: Path, tmp_path: Path) -> Path:
    """Return a copy of that catalogue, which a test may change."""
    return Path(shutil.copytree(records, tmp_path / "data"))


def page(data: Path, language: str) -> Page:
    return views.page(Edition(check(data).catalogue, language), PageAddress("changes", "changes"))


def test_the_command_says_which_file_it_has_written_apart_from_the_changes(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    begin(tmp_path)
    plant(tmp_path / "data", EDIT)
    assert main(["diff", "HEAD", "--lang", "en", "--format", "json", "--record", "2026-01-31"]) == 0
    printed = capsys.readouterr()
    assert isinstance(json.loads(printed.out), dict)
    assert printed.err == "data/changes/2026-01-31.json is written.\n"


def test_the_page_has_the_newest_first(recorded):
    assert problems(recorded) == []
    documents = [{one.document for one in views.addresses(of)} for of in (check(recorded).catalogue, catalogue_of(SMALL))]
    assert ["changes" in each for each in documents] == [True, False]
    danish, english = page(recorded, "da"), page(recorded, "en")
    assert [part.heading for part in danish.parts[1:]] == ["1.\u00a0marts 2026", "31.\u00a0januar 2026"]
    assert [part.heading for part in english.parts[1:]] == ["1\u00a0March 2026", "31\u00a0January 2026"]
    assert [part.heading for part in english.parts[1].parts] == ["Conditions"]
    assert len({part.anchor for part in english.walk() if part.anchor}) == 4
    (customer,) = danish.parts[2].parts
    assert customer.heading == "Kunde"
    assert [group.heading for group in customer.content] == ["Ophører"]
    assert "".join(run.words for run in customer.content[0].sentences[0]) == SENTENCE
    (group,) = danish.parts[1].parts[0].content
    assert [(run.mark, run.words) for run in group.sentences[0] if run.mark != "kept"] == [
        ("gone", "hverdage."),
        ("new", "fredage."),
    ]


def test_a_service_has_the_day_on_which_a_text_or_a_letter_of_it_changed_and_no_other(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    begin(tmp_path)
    data, days = tmp_path / "data", []
    edits = (
        (None, (DESK, "status: in-force", "status: in-force\nchanged: 2026-01-10")),
        ("2026-01-31", EDIT),
        ("2026-02-14", (DESK, "changed: 2026-01-10", "changed: 2026-02-14")),
        ("2026-02-15", ("catalogue.yaml", "en: Small catalogue", "en: Little catalogue")),
        ("2026-03-01", (DESK, "da: Kun hverdage.", "da: Kun fredage.")),
    )
    for day, edit in edits:
        plant(data, edit)
        assert day is None or main(["diff", "HEAD", "--record", day]) == 0
        commit(tmp_path)
        edition = Edition(check(data).catalogue, "en")
        (shown,) = RESTATED.among(views.page(edition, PageAddress("index", "home")).parts)
        said = standing(edition, edition.catalogue.services[0])
        days.append((said.rpartition("Changed ")[2] if "Changed" in said else "", shown.content.changed))
    first, last = "31\u00a0January 2026.", "1\u00a0March 2026."
    assert days == [("", ""), *[(first, f"Last changed: D1 Desk, {first}")] * 3, (last, f"Last changed: D1 Desk, {last}")]


def test_words_of_another_language_say_so(recorded):
    (group,) = page(recorded, "en").parts[1].parts[0].content
    assert [run.words for run in group.sentences[0] if run.lang == "da"] == ["Kun", " ", "hverdage.", " ", "fredage."]
    assert 'ins lang="da">fredage.<' in feed(Edition(check(recorded).catalogue, "en"), "")


def test_the_feed_says_that_the_catalogue_is_a_restatement_and_which_language_prevails(recorded):
    catalogue = check(recorded).catalogue
    notice = "The catalogue is a restatement of a document from The owner. The owner has not approved it."
    prevails = " Where the languages differ, the Danish text prevails."
    assert f"<subtitle>{notice}{prevails}</subtitle>" in feed(Edition(catalogue, "en"), "")
    assert "<subtitle>" in (danish := feed(Edition(catalogue, "da"), ""))
    assert "forskelle mellem sprogene" not in danish


@pytest.mark.parametrize("base", ["", "https://example.org/katalog/da"])
def test_the_feed(recorded, base):
    """Besides what the grammar of the standard holds it to."""
    text = feed(Edition(check(recorded).catalogue, "da"), base)
    assert text.startswith('<?xml version="1.0" encoding="utf-8"?>\n<feed ')
    root = etree.fromstring(text.encode())
    ids = [element.text for element in root.iter(f"{ATOM}id")]
    assert [bool(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", id)) for id in ids] == [True] * 3
    assert root.findtext(f"{ATOM}updated") == "2026-03-01T00:00:00Z"
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Ejeren"
    links = [link.get("href") for link in root.iter(f"{ATOM}link")]
    assert all(link.startswith("https://") for link in links)
    assert bool(links) == bool(base)
    contents = [entry.find(f"{ATOM}content") for entry in root.iter(f"{ATOM}entry")]
    assert [(content.get("type"), len(content)) for content in contents] == [("xhtml", 1)] * 2
    assert contents[0].findtext(f".//{XHTML}ins") == "fredage."
    assert feed(Edition(check(recorded).catalogue, "da"), base) == text


GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))


def faults(text: str) -> list[str]:
    """Return the faults of the feed ``text`` by RFC 4287: by its grammar, and by its other rules."""
    root = etree.fromstring(text.encode())
    GRAMMAR.validate(root)
    found = [error.message for error in GRAMMAR.error_log]
    ids = [id.text for id in root.iter(f"{ATOM}id")]
    found += ["an id stands twice"] if len(ids) != len(set(ids)) else []
    for parent in (root, *root.iter(f"{ATOM}entry")):
        alternates = [(link.get("type"), link.get("hreflang")) for link in parent.findall(f"{ATOM}link[@rel='alternate']")]
        found += ["two alternates of one type and language"] if len(alternates) != len(set(alternates)) else []
    dates = [entry.findtext(f"{ATOM}updated") for entry in root.iter(f"{ATOM}entry")]
    if root.findtext(f"{ATOM}updated") != max(dates) or dates != sorted(dates, reverse=True):
        found.append("the dates are not those of the entries, the newest first")
    return found


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("base", ["", "https://example.org/katalog/da"])
def test_the_feed_is_what_the_standard_takes(recorded, language, base):
    assert faults(feed(Edition(check(recorded).catalogue, language), base)) == []


def test_the_ids_stay_when_the_site_moves(recorded):
    edition = Edition(check(recorded).catalogue, "en")
    one, other = (re.findall("<id>.*</id>", feed(edition, base)) for base in ("", "https://example.org/en"))
    assert one == other


def test_a_record_that_is_not_one(recorded):
    path = recorded / "changes" / "2026-01-31.json"
    data = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**data, "date": "yesterday"}), "utf-8")
    assert {(found.file, found.rule) for found in problems(recorded)} == {("changes/2026-01-31.json", "invalid-value")}
    path.write_text("{", "utf-8")
    assert {found.rule for found in problems(recorded)} == {"unreadable-file"}
