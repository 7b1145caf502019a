"""The search finds what is there, in both languages, and bears any question."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE
from tests.built import LANGUAGES

pytestmark = pytest.mark.browser

#: Questions with the page that has to come among the first three.
QUESTIONS = {
    "da": {"2A": "services/2a.html", "Platformdrift": "services/2a.html", "backup": "tasks/backup.html",
           "servicevindue": "glossary.html#service-window", "kapacitetsstyring": "tasks/capacity-management.html",
           "Middleware": "layers/middleware.html", "kunde": "parties/customer.html", "ITIL": "glossary.html#itil",
           "vagtordning": "glossary.html#on-call"},
    "en": {"2A": "services/2a.html", "platform operations": "services/2a.html", "restore": "tasks/restore.html",
           "service window": "glossary.html#service-window", "capacity": "tasks/capacity-management.html",
           "operating system": "layers/operating-system.html", "customer": "parties/customer.html", "ITIL": "glossary.html#itil",
           "ISO 27001": "glossary.html#iso-27001"},
}  # fmt: skip
NASTY = (
    "", " ", "   \t ", "\"", "'", "\\", "/", "%", "%%", "%E0%A4%A", "+", "+++", "&", "#", "?", "?q=?", "<", ">", "</script>",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "{query}", "{{query}}", "${1}", "$&", "$1",
    "(", ")", "[", "]", "(?", "[a-", "*", ".*", "^$", "(a+)+$", "|", "constructor", "__proto__", "toString", "hasOwnProperty",
    "null", "undefined", "NaN", "0", "-1", "1e999", "æøå", "ÆØÅ", "é", "é", "İ", "ß", "ﬁ", "𝒳", "👩‍👩‍👧", "‮abc", "\u200b",
    "\u0000", "\ufffe", "\ud800", "中文", "a" * 5000, "a " * 2000, "backup " * 500, "- - -", "AND OR NOT", "a:b", "~", "`", "'; DROP",
)  # fmt: skip


def results(page: Page) -> Locator:
    return page.locator("[data-search-results] a[data-result]")


def ask(visit_to, path: str, question: str) -> Page:
    return visit_to.go(f"{path}?q={quote(question.encode('utf-8', 'surrogatepass'))}")


@pytest.fixture(params=["server", "folder"])
def base(request, address: str, folder: str) -> str:
    return {"server": address, "folder": folder}[request.param]


def addresses(page: Page) -> list[str]:
    return results(page).evaluate_all("links => links.map(link => link.getAttribute('href'))")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_in_the_address_is_answered(visit, base: str, language: str) -> None:
    window = visit(base)
    for question, wanted in list(QUESTIONS[language].items())[::4]:
        page = ask(window, f"{language}/search.html", question)
        expect(results(page).first).to_be_visible()
        assert wanted in addresses(page)[:3], question
        assert page.get_by_role("main").get_by_role("searchbox").input_value() == question


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_best_comes_first(visit, language: str) -> None:
    page = visit().go(f"{language}/search.html")
    for question, wanted in QUESTIONS[language].items():
        page.get_by_role("main").get_by_role("searchbox").fill(question)
        page.get_by_role("main").get_by_role("searchbox").press("Enter")
        expect(page.get_by_role("main").get_by_role("status")).to_contain_text(question)
        assert wanted in addresses(page)[:3], question


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_result_leads_to_its_place(visit, base: str, language: str) -> None:
    page = ask(visit(base), f"{language}/search.html", "disaster recovery")
    first = results(page).first
    target = first.evaluate("link => link.href")
    first.click()
    page.wait_for_url(target)
    assert page.locator("h1").is_visible()
    if "#" in target:
        assert page.locator(":target").is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_field_on_every_page_asks_the_search(visit, base: str, language: str) -> None:
    page = visit(base).go(f"{language}/tasks/backup.html")
    field = page.get_by_role("banner").get_by_role("searchbox")
    field.fill("restore & backup")
    field.press("Enter")
    page.wait_for_url(lambda url: "/search.html?" in url)
    expect(results(page).first).to_be_visible()
    assert page.url.startswith(f"{base}{language}/search.html?q=restore")
    assert page.get_by_role("main").get_by_role("searchbox").input_value() == "restore & backup"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_typed_is_answered_and_said(visit, language: str) -> None:
    page = visit().go(f"{language}/search.html")
    expect(results(page)).to_have_count(0)
    page.get_by_role("main").get_by_role("searchbox").fill("backup")
    expect(results(page).first).to_be_visible()
    status = page.get_by_role("main").get_by_role("status")
    expect(status).to_contain_text({"da": "resultater for »backup«", "en": "results for “backup”"}[language])
    expect(status).to_contain_text(str(results(page).count()))
    page.get_by_role("main").get_by_role("searchbox").fill("qqqqzzzz")
    expect(results(page)).to_have_count(0)
    expect(status).to_contain_text({"da": "Intet fundet for »qqqqzzzz«", "en": "Nothing found for “qqqqzzzz”"}[language])


def test_danish_letters_may_be_written_with_two_others(visit) -> None:
    page = visit().go("da/search.html")
    for question in ("overvågning", "overvaagning", "Overvågning", "OVERVÅGNING", "overva\u030agning"):
        page.get_by_role("main").get_by_role("searchbox").fill(question)
        page.get_by_role("main").get_by_role("searchbox").press("Enter")
        expect(page.get_by_role("main").get_by_role("status")).to_contain_text(question)
        assert "tasks/monitoring.html" in addresses(page)[:3], question


@pytest.mark.parametrize("language", ["da", pytest.param("en", marks=pytest.mark.long)])
def test_no_question_breaks_it(visit, language: str) -> None:
    """Nothing is thrown, nothing of a question becomes markup; the fixture looks for errors and violations."""
    window = visit()
    page = window.go(f"{language}/search.html")
    field = page.get_by_role("main").get_by_role("searchbox")
    for question in NASTY:
        field.fill(question.replace("\ud800", ""))
        field.press("Enter")
    for question in NASTY[::6]:
        page = ask(window, f"{language}/search.html", question[:1500])
        assert page.get_by_role("main").get_by_role("searchbox").is_visible()
    assert page.locator("main script, main img").count() == 0
    page = window.go(f"{language}/search.html?q=%E0%A4%A&q=&x=<b>")
    assert page.get_by_role("main").get_by_role("searchbox").is_visible()


def test_a_question_is_shown_as_text(visit) -> None:
    page = ask(visit(), "da/search.html", "<b id=planted>$& {query}</b>qqqq")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("<b id=planted>$& {query}</b>qqqq")
    assert page.locator("#planted").count() == 0


def test_the_question_goes_with_the_switch(visit, base: str) -> None:
    page = ask(visit(base), "da/search.html", "backup")
    expect(results(page).first).to_be_visible()
    page.get_by_role("banner").get_by_role("link", name="English", exact=True).click()
    page.wait_for_url(f"{base}en/search.html?q=backup")
    expect(results(page).first).to_be_visible()


def test_results_are_reached_by_keyboard(visit) -> None:
    page = ask(visit(viewport=PHONE), "da/search.html", "backup")
    expect(results(page).first).to_be_visible()
    page.get_by_role("main").get_by_role("searchbox").focus()
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a[data-result]')"):
            break
    expect(results(page).first).to_be_focused()


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_javascript_the_page_says_so_and_shows_other_ways(visit, base: str, language: str) -> None:
    page = visit(base, java_script_enabled=False).go(f"{language}/search.html?q=backup")
    said = page.locator("main noscript")
    assert said.is_visible()
    assert "JavaScript" in said.text_content()
    hrefs = {link.get_attribute("href") for link in page.locator("main a").all()}
    assert {"tasks/index.html", "parties/index.html", "layers/index.html", "glossary.html"} <= hrefs
