"""Facts about a service besides its text, and its gaps, are on its page, on paper and in its files."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from service_catalogue.export.json import makers, schemas
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.search.entries import entries_in
from service_catalogue.views import page
from service_catalogue.views.edition import Edition, Link, Piece, plain
from service_catalogue.views.home import HERO, home_page
from service_catalogue.views.page import FACTS, Page, PageAddress
from service_catalogue.views.service import GLANCE, NOT_STATED, silence, standing_in_full

from tests.built import succeed
from tests.folders import DESK, SMALL, catalogue_of, edited, named_cases
from tests.pdf.boxes import pages
from tests.pdf.test_annex import tight

TOPICS, FACTS_OF_DESK = named_cases(__file__).values()


@pytest.fixture
def catalogue(tmp_path) -> Catalogue:
    return catalogue_of(edited(tmp_path, *TOPICS))


@pytest.fixture
def furnished(tmp_path) -> Catalogue:
    catalogue = catalogue_of(edited(tmp_path, *FACTS_OF_DESK))
    assert catalogue.services
    return catalogue


def desk_page(catalogue: Catalogue) -> Page:
    return page(Edition(catalogue, "en"), PageAddress("services/desk", "service", ("desk",)))


def test_owner_contacts_levels_and_links_are_on_the_page(furnished: Catalogue):
    """Whom to call is in the head, and nowhere else on the page."""
    shown = desk_page(furnished)
    (part,), (head,) = FACTS.among(shown.parts), (part.content for part in shown.parts if GLANCE.shows(part))
    numbers, calls = zip(*head.calls, strict=True)
    assert [plain(number).replace("\xa0", " ") for number in numbers] == ["+45 33 00 00 00", ""]
    facts = [*calls, *part.content]
    values = [fact.value if isinstance(fact.value, str) else plain(fact.value) for fact in facts]
    assert [(fact.label, value.replace("\xa0", " ")) for fact, value in zip(facts, values, strict=True)] == [
        ("Service desk", "Provider · faults and access · desk@example.org · form · hours not stated"),
        ("Super user", "Customer · no address stated · Weekdays"),
        ("Service owner", "Head of operations (Provider)"),
        ("Uptime", "High · an aim, not agreed"),
        ("Response", "One hour · agreed in The agreement"),
        ("Request", "Order"),
        ("Tags", "furniture, office"),
    ]
    addresses = [piece.address for fact in facts for piece in fact.value if isinstance(piece, Piece) and piece.address]
    assert addresses == ["mailto:desk@example.org", "https://example.org/ask", "https://example.org/order"]


def test_addresses_are_written_out_where_no_link_can_be_followed(tmp_path: Path):
    data = edited(tmp_path, *FACTS_OF_DESK)
    for words in (("pdf", "desk"), ("export",)):
        succeed(*words, "--data", data, "--out", tmp_path / words[0])
    paper = tight("".join(found.words for one in pages(tmp_path / "pdf/desk-en.pdf") for found in one.runs))
    files = tmp_path / "export/services"
    about = openpyxl.load_workbook(files / "desk.xlsx").worksheets[-1]
    sheet = tight("".join(str(cell.value) for row in about.iter_rows() for cell in row))
    for words in ("form (example.org/ask) ·", "Order (example.org/order)"):
        assert tight(words) in paper and tight(words) in sheet
    assert paper.count("desk@example.org") == sheet.count("desk@example.org") / 2 == 1
    text = (files / "desk.en.md").read_text("utf-8")
    assert "desk@example.org · [form](<https://example.org/ask>) · hours" in text
    assert "Request: [Order](<https://example.org/order>)" in text


def test_they_are_in_the_data_with_the_keys_of_the_editor(furnished: Catalogue):
    data = desk_json(furnished)
    jsonschema.validate(data, schemas()["service.json"])
    assert data["service-owner"] == {"party": "provider", "function": {"da": "Leder af drift", "en": "Head of operations"}}
    assert data["contacts"][0]["situations"] == ["fault", "access"]
    assert [level["document"] for level in data["levels"]] == [None, {"da": "Aftalen", "en": "The agreement"}]
    assert (data["tags"], data["x-cmdb"], data["x-more"]) == (["furniture", "office"], "CI0099", {"id": ["1", "2"]})


def test_the_search_finds_the_owner(furnished: Catalogue):
    entries = {entry.name: entry for entry in entries_in(Edition(furnished, "en"), furnished.services[0])}
    found = entries["stated:desk.facts"]
    assert "Service owner: Head of operations" in found.shown
    assert found.address == "services/desk.html#part.facts"


def test_what_a_service_with_some_facts_lacks_is_shown(tmp_path):
    folder = edited(tmp_path, (DESK, "contact: ask-1\n", "contact: ask-1\ntags: [office]\n"))
    (part,) = FACTS.among(desk_page(catalogue_of(folder)).parts)
    assert [fact.label for fact in part.content if not fact.value] == ["Service owner", "Service levels"]


def desk_json(catalogue: Catalogue) -> dict:
    return json.loads(next(make() for name, _, make in makers(catalogue) if name == "services/desk.json"))


def test_topics_of_the_service_come_before_those_of_the_catalogue(catalogue: Catalogue):
    (part,) = NOT_STATED.among(desk_page(catalogue).parts)
    assert (part.anchor, part.heading) == ("not-stated", "Not in the text")
    assert [(topic.link.anchor, plain(topic.name)) for topic in part.content.topics] == [
        ("topic.prices", "prices"),
        ("topic.hours", "opening hours"),
    ]
    assert part.content.undefined == "It uses these words without defining them: Ask."


def test_what_the_text_excludes_is_listed_before_its_topics(tmp_path):
    catalogue = catalogue_of(
        edited(tmp_path, (DESK, "- id: ask-1\n        kind: information", "- id: ask-1\n        kind: exclusion"))
    )
    (part,) = NOT_STATED.among(desk_page(catalogue).parts)
    assert part.heading == "Not included, or not in the text"
    assert [(plain(one.name), one.link) for one in part.content.excluded] == [
        ("Ask the provider.", Link("services/desk", "ask-1"))
    ]
    assert list(silence(Edition(catalogue, "en"), catalogue.services[0])) == ["Not included: Ask the provider."]


def test_topics_are_in_files_and_in_the_search(catalogue: Catalogue):
    edition = Edition(catalogue, "en")
    sentence = "The text says nothing about: prices and opening hours."
    service = catalogue.services[0]
    assert sentence in list(standing_in_full(edition, service))
    source = next(entry for entry in entries_in(edition, service) if entry.name == "stated:desk.source")
    assert sentence in source.shown
    data = desk_json(catalogue)
    assert data["topics"] == [
        {
            "id": "prices",
            "name": {"da": "priser", "en": "prices"},
            "words": {"da": ["pris"], "en": ["price", "fee"]},
            "answered-by": [],
        }
    ]
    assert data["undefined-words"] == [{"da": "Spørg", "en": "Ask"}]


def test_a_service_without_any_has_neither_part():
    parts = desk_page(catalogue_of(SMALL)).parts
    assert NOT_STATED.among(parts) == FACTS.among(parts) == []


def test_home_suggests_no_question_without_an_answer(tmp_path: Path):
    asked = "redirects: {}\nquestions: [{task: backup}, {fact: call}, {fact: since}]"
    catalogue = catalogue_of(edited(tmp_path, ("catalogue.yaml", "redirects: {}", asked)))
    (hero,) = HERO.among(home_page(Edition(catalogue, "en"), PageAddress("index", "home")).parts)
    assert hero.content.questions == ("Who is accountable for Backup?", "Since when is it in force?")
