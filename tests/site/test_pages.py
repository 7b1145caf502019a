"""What holds for every page, in both languages."""

from __future__ import annotations

import re

import pytest

from tests.built import LANGUAGES, Page, Site
from tests.search import queries
from tests.site import checks


@pytest.mark.content
@pytest.mark.parametrize("check", checks.ALL, ids=lambda check: check.__name__)
def test_every_page(live_site: Site, check: checks.Check) -> None:
    assert check(live_site) == []


def test_the_pages_that_are_relied_on_are_there(site: Site) -> None:
    expected = {"index.html", "404.html"}
    inner = ("index", "services/2a", "tasks/backup", "parties/customer", "parties/customer/2a", "layers/middleware",
             "glossary", "how-to-read", "search", "about")  # fmt: skip
    expected |= {f"{language}/{name}.html" for language in LANGUAGES for name in inner}
    assert expected - set(site.paths) == set()
    assert len(site.pages("da")) == len(site.pages("en")) > 40


def test_titles_end_with_the_name_of_the_catalogue(site: Site) -> None:
    names = {"da": "Ydelseskatalog", "en": "Service catalogue"}
    assert [page for page in site.in_languages() if not page.title.endswith(names[page.language])] == []


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


def test_what_the_source_does_not_state_shows_as_not_stated(site: Site) -> None:
    labels = {
        "da": (
            "ikke oplyst",
            "Kilden oplyser ikke: dokumentets dato, status, version, startdato, slutdato, godkender, ydelsesejer, "
            "servicedeskens åbningstider, telefonnummer og adresse, priser og serviceniveauer (oppetid, svartider).",
        ),
        "en": (
            "not stated",
            "The source does not state: date of the document, status, version, start date, end date, approver, service owner, "
            "the service desk’s opening hours, telephone number and address, prices and service levels (uptime, response times).",
        ),
    }
    for language, (words, sentence) in labels.items():
        page = site.page(f"{language}/services/2a.html")
        assert sentence in page.by_id("part.source").text
        assert not {"Status", "Version"} & set(shown_facts(page))
        cards = [
            item
            for item in site.page(f"{language}/index.html").main.all("li", "article")
            if any(link["href"] == "services/2a.html" for link in item.all("a"))
        ]
        assert words in cards[0].text


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


def test_the_root_offers_both_languages_in_their_own_words(site: Site) -> None:
    page = site.page("index.html")
    offers = {link["href"]: link for link in page.main.all("a")}
    assert set(offers) == {"da/index.html", "en/index.html"}
    for language, words in (("da", "Dansk"), ("en", "English")):
        link = offers[f"{language}/index.html"]
        assert words in link.text
        assert link.language == language


def test_the_page_for_a_missing_address_speaks_both_languages_from_any_depth(site: Site) -> None:
    page = site.page("404.html")
    for language, words in (("da", "Siden findes ikke"), ("en", "The page does not exist")):
        heading = next(heading for heading in page.headings if heading.text == words)
        assert heading.language == language
        targets = {page.target(link["href"]).path for link in page.main.all("a") if link.language == language}
        assert targets == {f"{language}/index.html"}
    forms = [form["action"] for form in page.main.all("form")]
    assert forms == [f"/{language}/search.html" for language in LANGUAGES]
    addresses = checks.loads(page) + [link["href"] for link in page.all("a")]
    assert [address for address in addresses if not address.startswith("/")] == []


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
