"""Properties of every page, in both languages."""

from __future__ import annotations

import re

import pytest

from tests.built import LANGUAGES, Page, Site
from tests.search import queries
from tests.site import checks


@pytest.mark.content
@pytest.mark.parametrize("check", checks.ALL, ids=lambda check: check.__name__)
def test_a_check_of_pages_holds_for_the_live_data(live_site: Site, check: checks.Check) -> None:
    assert check(live_site) == []


def test_every_english_page_says_that_the_danish_text_prevails(site: Site) -> None:
    said = re.compile(r"\bDanish (text|version)\b[^.]*\bprevails\b")
    assert [page for page in site.pages("en") if not said.search(page.one("body").text)] == []
    assert [page for page in site.pages("en") if not page.all("a", href=True, hreflang="da")] == []
    code = ("code", "pre")
    assert [
        page for page in site.pages("da") if "prevails" in page.one("body").text_without(lambda element: element.tag in code)
    ] == []


def test_home_about_and_service_say_restatement_not_approved(site: Site) -> None:
    said = {
        "da": re.compile(r"\b[Gg]engivelse.*\bikke (?:godkendt|vedtaget|taget)"),
        "en": re.compile(r"\b[Rr]estatement.*\bnot approved"),
    }
    for language in LANGUAGES:
        for name in ("index", "about", "services/2a"):
            page = site.page(f"{language}/{name}.html")
            paragraphs = [element.text for element in page.main.all("p", "li", "dd")]
            assert any(said[language].search(text) for text in paragraphs), page
        service = site.page(f"{language}/services/2a.html").main.text
        assert {"da": "Driftsmodel 2A, Platformdrift", "en": "Operating model 2A, Platform operations"}[language] in service


def shown_facts(page: Page) -> dict[str, set[str]]:
    """Return the labels of ``page`` with the text beside each."""
    shown: dict[str, set[str]] = {}
    for label in page.main.all("dt"):
        siblings = [child for child in label.parent.children if not isinstance(child, str)]
        shown.setdefault(label.text, set()).add(siblings[siblings.index(label) + 1].text)
    return shown


def test_what_the_source_does_not_state_is_no_fact_and_its_card_says_so(site: Site) -> None:
    for language, words in (("da", "ikke oplyst"), ("en", "not stated")):
        assert not {"Status", "Version"} & set(shown_facts(site.page(f"{language}/services/2a.html")))
        assert words in site.page(f"{language}/index.html").main.one("span", class_="badge").text


def test_what_is_stated_is_shown(small: Site) -> None:
    """The dates in the words of the language; a version as it is written, and not as a number."""
    expected = {
        "da": {"Status": "Gældende", "Version": "1.10", "Gælder fra": "1. januar 2026", "Gælder til": "31. december 2026",
               "Godkendt af": "Direktøren", "Dokumentets dato": "30. november 2025"},
        "en": {"Status": "In force", "Version": "1.10", "Valid from": "1 January 2026", "Valid to": "31 December 2026",
               "Approved by": "The director", "Date of the document": "30 November 2025"},
    }  # fmt: skip
    for language, facts in expected.items():
        page = small.page(f"{language}/services/desk.html")
        shown = shown_facts(page)
        assert {label: shown.get(label) for label in facts} == {label: {value} for label, value in facts.items()}
        # The document and its publisher are named once, in the sentence that the service restates it.
        assert {"da": "dokumentet »Arket« fra Ejeren", "en": "document “The sheet” from The owner"}[language] in page.main.text


def test_terms_link_to_the_glossary_and_once_on_the_page_of_a_service(site: Site) -> None:
    for language in LANGUAGES:
        page = site.page(f"{language}/services/2a.html")
        for paragraph in page.main.all("p"):
            targets = [page.target(link["href"]) for link in paragraph.all("a", class_="term")]
            assert len(set(targets)) == len(targets)
            assert all(target.path == f"{language}/glossary.html" and target.anchor for target in targets)
        terms = [page.target(link["href"]).anchor for link in page.main.all("a", class_="term")]
        assert len(terms) == len(set(terms)) > 20  # once a page


@pytest.mark.content
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", queries.SETS)
def test_the_places_that_answer_the_queries_are_there(live_site: Site, name: str, language: str) -> None:
    asked = queries.queries(name, language)
    assert [
        query
        for query in asked
        for address in query.answers
        if not live_site.leads(*re.sub(r"\?[^#]*", "", f"{language}/{address}").partition("#")[::2])
    ] == []
