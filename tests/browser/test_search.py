"""The search finds what is there, in both languages, and bears any question."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
import yaml
from playwright.sync_api import Browser, Locator, Page, Route, expect
from service_catalogue.search.stems import ALGORITHMS, Stemmer, fold
from service_catalogue.views.edition import Edition

from tests import built
from tests.browser.conftest import DESK, PHONE, a_language, is_too_wide, probe, served
from tests.browser.test_every_page import findings
from tests.built import LANGUAGES
from tests.folders import PLATFORM, catalogue_of, entries, table_of
from tests.search import queries
from tests.search.passing import passing_services

pytestmark = pytest.mark.browser

#: What has to answer which questions, first or among the first three, by language.
ANSWERS: dict[str, dict[str, dict]] = yaml.safe_load(Path(__file__).with_name("questions.yaml").read_text("utf-8"))
TABLE = table_of(__file__)
#: Questions that must break nothing.
NASTY = (
    "", " ", "   \t ", "\"", "'", "\\", "/", "%", "%%", "%E0%A4%A", "+", "+++", "&", "#", "?", "?q=?", "<", ">", "</script>",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "{query}", "{{query}}", "${1}", "$&", "$1",
    "(", ")", "[", "]", "(?", "[a-", "*", ".*", "^$", "(a+)+$", "|", "constructor", "__proto__", "toString", "hasOwnProperty",
    "null", "undefined", "NaN", "0", "-1", "1e999", "æøå", "ÆØÅ", "é", "é", "İ", "ß", "ﬁ", "𝒳", "👩‍👩‍👧", "‮abc", "\u200b",
    "\u0000", "\ufffe", "\ud800", "中文", "a" * 5000, "a " * 2000, "backup " * 500, "- - -", "AND OR NOT", "a:b", "~", "`", "'; DROP",
)  # fmt: skip


def field(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("searchbox")


def status(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("status")


def results(page: Page) -> Locator:
    return page.locator("[data-search-results] a[data-result]")


def ask(visit_to, path: str, question: str) -> Page:
    return visit_to.go(f"{path}?q={quote(question.encode('utf-8', 'surrogatepass'))}")


def answered(visit_to, path: str, question: str) -> Page:
    """Return the search page with results for a question."""
    page = ask(visit_to, path, question)
    expect(results(page).first).to_be_visible()
    return page


def hits(page: Page, questions: Iterable[str]) -> list[list[str]]:
    """Return the addresses of the results for each question, best first, on a search page that is open."""
    return queries.ask(page, [queries.Query("", words, frozenset()) for words in questions])


def missed(page: Page, wanted: Iterable[tuple[str, str]]) -> list[str]:
    """Return the questions whose first three results lack the address that is wanted."""
    asked = list(wanted)
    found = hits(page, (words for words, _ in asked))
    return [words for (words, address), addresses in zip(asked, found, strict=True) if address not in addresses[:3]]


def typed(page: Page, question: str) -> Page:
    """Return a search page that is open, with the answer to a question that is written into its field."""
    field(page).fill(question)
    field(page).press("Enter")
    expect(status(page)).to_contain_text(question)
    return page


@pytest.fixture
def engine(standing: Callable[..., Page]) -> Callable[[str], Page]:
    """Return a function for the search page of a language, which stays open: for results, not their looks."""
    return lambda language: standing(f"{language}/search.html")


def addresses(page: Page) -> list[str]:
    return results(page).evaluate_all("links => links.map(link => link.getAttribute('href'))")


@pytest.mark.parametrize(
    ("language", "from_folder"),
    [
        ("da", False),
        ("en", True),
        pytest.param("da", True, marks=pytest.mark.long),
        pytest.param("en", False, marks=pytest.mark.long),
    ],
)
def test_a_question_in_the_address_is_answered(visit, address: str, folder: str, language: str, from_folder: bool) -> None:
    window = visit(folder if from_folder else address)
    for wanted, (question, *_) in list(ANSWERS["among"][language].items())[::24]:
        page = answered(window, f"{language}/search.html", question)
        assert wanted in addresses(page)[:3], question
        assert field(page).input_value() == question


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_comes_first_is_not_wrong(engine, language: str) -> None:
    wanted = ANSWERS["first"][language]
    assert dict(zip(wanted, (found[0] for found in hits(engine(language), wanted)), strict=True)) == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_answers_is_among_the_first_three(engine, language: str) -> None:
    """By its name, in other words, and however it is spelt, inflected or joined."""
    wanted = ANSWERS["among"][language].items()
    assert missed(engine(language), ((words, address) for address, questions in wanted for words in questions)) == []


@a_language
def test_a_result_leads_to_its_place(visit, small_base: str, language: str) -> None:
    page = ask(visit(small_base), f"{language}/search.html", "restore backup ownership")
    first = results(page).first
    target = first.evaluate("link => link.href")
    first.click()
    page.wait_for_url(target)
    assert page.locator("h1").is_visible()
    assert page.locator(":target").is_visible()


@a_language
def test_the_field_on_every_page_asks_the_search(visit, small_base: str, language: str) -> None:
    page = visit(small_base).go(f"{language}/tasks/backup.html")
    above = page.get_by_role("banner").locator("input[type=search]")
    above.fill("restore & backup")
    above.press("Enter")
    page.wait_for_url(lambda url: "/search.html?" in url)
    expect(results(page).first).to_be_visible()
    assert page.url.startswith(f"{small_base}{language}/search.html?q=restore")
    assert field(page).input_value() == "restore & backup"


@a_language
def test_what_is_typed_is_answered_and_said(visit, small_address: str, language: str) -> None:
    page = visit(small_address).go(f"{language}/search.html")
    expect(results(page)).to_have_count(0)
    field(page).fill("backup")
    expect(results(page).first).to_be_visible()
    expect(status(page)).to_contain_text({"da": "resultater for »backup«", "en": "results for “backup”"}[language])
    assert results(page).count() == min(10, int(status(page).text_content().split()[0])) > 3
    nothing = "<qqqq>$&{qqqqzzzz}</qqqq>"
    field(page).fill(nothing)
    expect(results(page)).to_have_count(0)
    expect(status(page)).to_contain_text(
        {"da": f"Intet fundet for »{nothing}«", "en": f"Nothing found for “{nothing}”"}[language]
    )
    assert page.locator("qqqq").count() == 0


@pytest.mark.parametrize(
    ("language", "every"), [("da", 5), *(pytest.param(language, 1, marks=pytest.mark.long) for language in LANGUAGES)]
)
def test_no_question_breaks_it(visit, small_address: str, language: str, every: int) -> None:
    """Nothing is thrown, nothing of a question becomes markup; the fixture looks for errors and violations."""
    window = visit(small_address)
    page = window.go(f"{language}/search.html")
    for question in NASTY[::every]:
        field(page).fill(question.replace("\ud800", ""))
        field(page).press("Enter")
    for question in NASTY[:: 12 * every]:
        page = ask(window, f"{language}/search.html", question[:1500])
        assert field(page).is_visible()
    assert page.locator("main script, main img").count() == 0
    page = window.go(f"{language}/search.html?q=%E0%A4%A&q=&x=<b>")
    assert field(page).is_visible()


def test_the_question_goes_with_the_switch(visit, small_base: str) -> None:
    page = answered(visit(small_base), "da/search.html", "backup")
    page.get_by_role("banner").get_by_role("link", name="English", exact=True).click()
    page.wait_for_url(f"{small_base}en/search.html?q=backup")
    expect(results(page).first).to_be_visible()


def test_results_are_reached_by_keyboard(visit, small_base: str) -> None:
    """On a phone, the key / goes to the page of the search."""
    page = visit(small_base, viewport=PHONE).go("da/tasks/backup.html")
    page.keyboard.press("/")
    page.wait_for_url(lambda url: "/da/search.html" in url)
    field(page).fill("backup")
    expect(results(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(results(page).first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(results(page).nth(1)).to_be_focused()
    for _ in range(2):
        page.keyboard.press("ArrowUp")
    expect(field(page)).to_be_focused()
    for _ in range(12):  # past the button, the filters, and the links of the answer
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a[data-result]')"):
            break
    expect(results(page).first).to_be_focused()


@a_language
def test_without_javascript_the_page_says_so_and_shows_other_ways(visit, small_base: str, language: str) -> None:
    page = visit(small_base, java_script_enabled=False).go(f"{language}/search.html?q=backup")
    said = page.locator("main noscript")
    assert said.is_visible()
    assert "JavaScript" in said.text_content()
    hrefs = {link.get_attribute("href") for link in page.locator("main a").all()}
    assert {"tasks/index.html", "parties/index.html", "layers/index.html", "glossary.html"} <= hrefs


# ---- What is found ---------------------------------------------------------------------------------------------------

#: What the search reaches at the least, first and among the first three; each set of queries, both languages.
LEAST = {"open": (0.83, 0.92), "unseen": (0.86, 0.93), "fresh": (0.84, 0.93), "held": (0.86, 0.90), "asked": (0.70, 0.77)}
LEAST_IN_PASSING = {"open": (0.81, 0.90), "unseen": (0.83, 0.90), "fresh": (0.80, 0.92)}


@pytest.mark.parametrize(
    ("language", "name", "every"),
    [
        # By turns; of the questions that the search is tuned with there are more than of all others.
        *((LANGUAGES[index % 2], name, 12 if name == "open" else 3) for index, name in enumerate(LEAST)),
        *(pytest.param(language, name, 1, marks=pytest.mark.long) for language in LANGUAGES for name in LEAST),
    ],
)
def test_customers_find_what_answers_them(engine, language: str, name: str, every: int) -> None:
    page = engine(language)
    asked = queries.queries(name, language)[::every]
    score = queries.score(asked, queries.ask(page, asked))
    assert (score.first, score.third) >= LEAST[name], score
    assert score.third >= LEAST[name][1], score


@pytest.mark.long
def test_customers_find_it_among_services_that_mention_it_in_passing(browser: Browser, tmp_path) -> None:
    site = built.build(tmp_path, data=passing_services(tmp_path))
    for language in LANGUAGES:
        page = browser.new_page()
        page.goto(f"{site.folder.as_uri()}/{language}/search.html")
        for name, (first, third) in LEAST_IN_PASSING.items():
            asked = queries.among_many(queries.queries(name, language))
            score = queries.score(asked, queries.ask(page, asked))
            assert score.first >= first, (language, name, score)
            assert score.third >= third, (language, name, score)
        page.close()


def test_a_condition_goes_with_its_claim_and_prose_is_cut(engine) -> None:
    """Statements, notes and answers are shown to their end, with what belongs to them."""
    page = typed(engine("en"), "stable IT platform customer rights to its own databases")
    long = page.locator("[data-search-results] li", has=page.locator("a[href='services/2a.html#desc-5']")).locator("p")
    expect(long).to_contain_text("instructions")
    expect(long).to_contain_text("The source says two things: t4)")
    assert len(long.text_content()) > 240
    typed(page, "read one row")
    assert len(results(page).first.locator("xpath=..").locator("p").text_content()) < 250


def passage(engine, language: str, section: str, question: str) -> str:
    """Return the text that the search shows of a section of prose."""
    found: str = engine(language).evaluate(probe("passageOfSection"), {"section": section, "question": question})
    return found


@pytest.mark.parametrize(
    ("language", "question", "word"),
    [("da", "betydning af bogstaverne", "Ansvarlig"), ("en", "meaning of the letters", "Accountable")],
)
def test_prose_is_found_without_marks_and_what_is_hidden(engine, language: str, question: str, word: str) -> None:
    found = passage(engine, language, "#letters", question)
    assert word in found
    assert not re.search(r"tension|t9|\d", found), found


@pytest.mark.parametrize(
    ("language", "question", "layer"), [("da", "læs én række", "Operativsystem"), ("en", "read one row", "Operating system")]
)
def test_a_row_that_prose_shows_as_an_example_is_found_on_its_own_page_alone(
    engine, language: str, question: str, layer: str
) -> None:
    found = passage(engine, language, "#one-row", question)
    assert len(found) > 100
    assert layer not in found


@pytest.mark.parametrize("viewport", [pytest.param(PHONE, id="phone"), pytest.param(DESK, id="desk", marks=pytest.mark.long)])
def test_results_do_not_move_the_page(visit, viewport: dict) -> None:
    window = visit(viewport=viewport)
    page = window.go("da/search.html")
    for question in ("backup", "qqxxzz"):
        page = ask(window, "da/search.html", question)
        expect(status(page)).not_to_be_empty()
        moved = page.evaluate(probe("shiftOfPage"))
        assert moved < 0.01, question  # a font that comes late moves a little
    assert page.locator(".search-foot a").first.is_visible()


@a_language
def test_everything_with_a_name_is_found_by_it(engine, language: str) -> None:
    """Among the first three: a task and a term may have the same name, and so may a term and a party."""
    named = [
        entry
        for entry in entries(Edition(catalogue_of(PLATFORM), language), {})
        if entry.kind in ("service", "stated", "task", "layer", "party", "term")
    ]
    assert missed(engine(language), ((entry.title, entry.address) for entry in named)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_browser_cuts_words_as_the_index_does(engine, language: str) -> None:
    page = engine(language)
    found = entries(Edition(catalogue_of(PLATFORM), language), {})
    words = sorted(
        {
            word
            for entry in found
            for word in fold(f"{entry.title} {entry.text} {' '.join(entry.sought)}").split()
            if word.isalnum()
        }
    )
    cut = page.evaluate(f"words => words.map(word => new {ALGORITHMS[language].capitalize()}Stemmer().stemWord(word))", words)
    assert dict(zip(words, cut, strict=True)) == {word: Stemmer(language).stem(word) for word in words}


def test_what_is_marked_is_what_says_something(engine) -> None:
    page = typed(engine("en"), "is the application still ours")
    expect(results(page).first).to_be_visible()
    marked = {word.lower() for word in page.locator("[data-search-results] mark").all_text_contents()}
    assert "applications" in marked
    assert not marked & {"is", "the", "our", "ours"}


def test_small_words_find_nothing_by_themselves(engine) -> None:
    for question in ("who has our qqqqzzzz", "is the qqqqzzzz with you"):
        page = typed(engine("en"), question)
        expect(status(page)).to_contain_text(f"Nothing found for “{question}”")
        expect(results(page)).to_have_count(0)


def test_a_layer_is_not_meant_by_a_word_of_a_longer_name(engine) -> None:
    (found,) = hits(engine("en"), ["who runs the operating platform"])
    assert not any("middleware" in address for address in found)


def test_a_task_says_who_does_it(engine) -> None:
    page = typed(engine("en"), "licences qqzz")
    item = page.locator("[data-search-results] li", has=page.locator("a[href='tasks/licences.html']"))
    expect(item.locator(".result-answer")).to_contain_text("The customer is accountable for and carries out Licences")


# ---- Filters, address and back ---------------------------------------------------------------------------------------


@a_language
def test_filters_narrow_and_are_in_the_address(visit, small_base: str, language: str) -> None:
    window = visit(small_base)
    page = answered(window, f"{language}/search.html", "backup")
    page.locator("select[name=kind]").select_option("statement")
    page.locator("select[name=layer]").select_option("lower")
    expect(page.locator("a[data-result=task]")).to_have_count(0)
    page.wait_for_url(lambda url: "kind=statement" in url and "layer=lower" in url)
    kinds = set(results(page).evaluate_all("links => links.map(link => link.dataset.result)"))
    assert kinds == {"statement"}
    narrowed = addresses(page)
    assert "services/desk.html#copies-1" in narrowed
    shared = window.page.url
    again = visit(small_base).go(shared.removeprefix(small_base))
    expect(results(again).first).to_be_visible()
    assert addresses(again) == narrowed
    assert again.locator("select[name=layer]").input_value() == "lower"
    window.go(f"{language}/search.html?q=backup&layer=cellar&kind=%3Cb%3E&party=")
    expect(results(page).first).to_be_visible()
    assert page.locator("select[name=layer]").input_value() == "", "a filter that does not exist filters nothing"


def test_the_way_back_leads_to_the_same_results(visit, small_base: str) -> None:
    page = ask(visit(small_base), "en/search.html", "restore")
    page.locator("select[name=party]").select_option("customer")
    page.wait_for_url(lambda url: "party=customer" in url)
    before = addresses(page)
    results(page).first.click()
    page.wait_for_url(lambda url: "search.html" not in url)
    page.go_back()
    expect(results(page).first).to_be_visible()
    assert addresses(page) == before
    assert page.locator("select[name=party]").input_value() == "customer"


def test_more_results_are_shown_on_demand(engine) -> None:
    page = typed(engine("da"), "kunden")
    expect(results(page)).to_have_count(10)
    page.get_by_role("button", name="Vis flere").click()
    expect(results(page)).to_have_count(20)
    expect(results(page).nth(10)).to_be_focused()


@a_language
def test_where_nothing_is_found_there_is_help(engine, language: str) -> None:
    page = typed(engine(language), "qqxxzz")
    expect(page.locator("[data-search-help]")).to_be_visible()
    near = page.locator("[data-search-near]")
    expect(near).to_be_hidden()
    typed(page, "capabilityes")
    expect(near.get_by_role("link").first).to_be_visible()


# ---- The key / -------------------------------------------------------------------------------------------------------


def test_the_key_slash_goes_to_the_field_and_can_be_switched_off(visit, small_address: str) -> None:
    window = visit(small_address)
    page = window.go("da/tasks/backup.html")
    page.keyboard.press("/")
    above = page.get_by_role("banner").locator("input[type=search]")
    expect(above).to_be_focused()
    page.keyboard.press("/")  # in the field it is a letter
    expect(above).to_have_value("/")
    page = window.go("da/search.html")
    page.get_by_role("checkbox").uncheck()
    page = window.go("da/tasks/backup.html")
    page.keyboard.press("/")
    expect(above).not_to_be_focused()
    page = window.go("da/search.html")
    expect(page.get_by_role("checkbox")).not_to_be_checked()


# ---- How it is delivered ---------------------------------------------------------------------------------------------

#: Bytes, as they are sent, of the scripts until the first result, and of each part with rare words of the question; and how many
#: scripts there are without these parts: the engine, the page, and of the index its name, and the frequent words with the entries.
#: With two such parts, which half of the questions need at most, it is 56 kB.
MOST_BYTES, MOST_OF_PART, SCRIPTS = 53_300, 1_700, 4


@pytest.mark.parametrize("every", [300, pytest.param(12, marks=pytest.mark.long)])
@a_language
def test_the_first_result_needs_little(visit, folder: str, language: str, every: int) -> None:
    window = visit(folder)
    fetched: set[str] = set()
    window.page.on("request", lambda request: fetched.add(request.url))
    for query in queries.queries("open", language)[::every]:
        fetched.clear()
        page = ask(window, f"{language}/search.html", query.words)
        expect(status(page)).not_to_be_empty()
        scripts = [Path(unquote(urlsplit(url).path)) for url in fetched if "/_static/search/" in url]
        rare = sum(script.name.startswith("rare.") for script in scripts)
        assert len(scripts) == SCRIPTS + rare, query
        assert sum(len(gzip.compress(script.read_bytes())) for script in scripts) < MOST_BYTES + MOST_OF_PART * rare, query


#: The part of the index that each answer needs.
INDEX = re.compile(r"/index\.[0-9a-f]{10}\.js$")


def _another(route: Route) -> None:
    text = route.fetch().text()
    route.fulfill(content_type="text/javascript", body=re.sub(r'"index\.\w+"', '"index.0123456789"', text))


@pytest.mark.parametrize("answer", [lambda route: route.abort(), _another], ids=["none", "another"])
def test_a_part_that_is_not_fetched_is_reported_and_requested_again(
    browser: Browser, small_address: str, answer: Callable[[Route], None]
) -> None:
    """Also where something on the way answers with a part of another edition: no answer rather than a wrong one."""
    context = browser.new_context()
    page = context.new_page()
    page.route(INDEX, answer)
    page.goto(f"{small_address}en/search.html?q=who+makes+backups")
    expect(status(page)).to_contain_text("could not be fetched")
    assert page.locator("[data-search-results] li").count() == 0
    page.unroute(INDEX)
    field(page).press("Enter")
    expect(results(page).first).to_be_visible()
    context.close()


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("da", "backup"),
        ("en", "qqxxzz"),
        *(pytest.param(*case, marks=pytest.mark.long) for case in (("da", "qqxxzz"), ("en", "backup"), ("da", ""), ("en", ""))),
    ],
)
def test_axe_finds_nothing_with_results_without_and_while_typing(visit, small_address: str, language: str, question: str) -> None:
    page = visit(small_address).go(f"{language}/search.html")
    field(page).press_sequentially(question)
    if question == "backup":
        expect(results(page).first).to_be_visible()
    assert findings(page, {"include": [["main"]]}) == []
    if question:
        expect(status(page)).not_to_be_empty()
        assert findings(page, {"include": [["main"]]}) == []


# ---- The sentence ----------------------------------------------------------------------------------------------------

SILENT = ("The text of", "Teksten til")


@pytest.mark.parametrize("language", TABLE["sentences"])
def test_the_sentence_that_answers(visit, live_site: built.Site, language: str) -> None:
    """With the live data, for the subjects that they do not mention."""
    with served(live_site.folder) as address:
        window = visit(address)
        window.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address.rstrip("/"))
        page = window.go(f"{language}/search.html")
        sentence = page.locator("[data-answer]")
        for question, begins, also in TABLE["sentences"][language]:
            page.locator("[data-search-results]").evaluate("list => { delete list.dataset.ready; }")
            page.locator("main [name=q]").fill(question)
            page.locator("main [name=q]").press("Enter")
            page.locator("[data-search-results][data-ready]").wait_for()
            if not begins:
                expect(sentence).to_be_hidden()
                continue
            expect(sentence.locator("li").first).to_have_text(re.compile(f"^{re.escape(begins)}"))
            expect(sentence).to_contain_text(also)
            expect(page.get_by_role("status")).to_contain_text(begins)  # is read out
            sentence.locator("[data-text]").click()
            expect(sentence.locator("[data-text]")).to_have_text({"da": "Kopieret", "en": "Copied"}[language])
            text = page.evaluate("navigator.clipboard.readText()")
            assert text.startswith(begins)
            assert {"da": "ikke godkendt", "en": "not approved"}[language] in text
            assert f"{language}/services/2a.html#" in text
            assert begins.startswith(SILENT) or {"da": "Fra matricen for", "en": "From the matrix of"}[language] in text
            if "text also says" in also:
                for statement in ("offer-2", "development-3"):
                    assert f"services/2a.html#{statement}" in text
                    expect(sentence.locator(f"li a[href$='#{statement}']")).to_have_text(re.compile("^The text also says: “"))
        page.goto("about:blank")


#: How many of those that have an answer are answered well: by the sentence, where one answers, else among the first three.
WELL = {"da": 49, "en": 49}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_wrong(visit, live_site: built.Site, language: str) -> None:
    """Questions of an auditor, a lawyer, a supplier, a new employee and a customer, and of what the source is silent on."""
    asked = queries.queries("roles", language)
    page = visit(f"{live_site.folder.as_uri()}/").go(f"{language}/search.html")
    found = page.evaluate(probe("answersOf"), [query.words for query in asked])
    assert [query.words for query, (_, said) in zip(asked, found, strict=True) if not query.says.issuperset(said)] == []
    well = [said or (not query.says and query.answers & {*first}) for query, (first, said) in zip(asked, found, strict=True)]
    assert sum(map(bool, well)) >= WELL[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_narrower_thing_is_a_subject_of_silence(visit, live_site: built.Site, language: str) -> None:
    page = visit(f"{live_site.folder.as_uri()}/").go(f"{language}/search.html")
    asked = TABLE["narrower"][language]
    found = page.evaluate(probe("answersOf"), [*asked])
    assert [said for _, said in found] == [[f"services/2a.html#topic.{topic}"] for topic in asked.values()]
    assert not any("#patch-management." in first or "security-handling" in first for firsts, _ in found for first in firsts)


def test_what_one_service_is_silent_on_is_no_answer_for_all(visit, example: built.Site) -> None:
    page = visit(f"{example.folder.as_uri()}/").go("en/search.html")
    silent = "The text of {} does not mention {}."
    assert page.evaluate(probe("sentencesOf"), ["uptime"]) == [[]]
    (cost,) = page.evaluate(probe("sentencesOf"), ["what does it cost"])
    assert cost[1] == silent.format("H1, H2, N1 and T2", "prices")
    (uptime,) = page.evaluate(probe("sentencesOf"), ["uptime in H1"])
    assert uptime[1] == silent.format("H1", "how much of the time the application can be used")
    typed(page, "what does it cost")
    expect(page.locator("[data-answer] .kicker")).to_have_text("Answer from H1, H2, N1 and T2")


@pytest.mark.parametrize(
    ("language", "nobody", "letter"),
    [("da", "Ingen udfører", "Udfører"), ("en", "Nobody carries it out", "Responsible")],
)
def test_that_nobody_does_a_task_is_said_with_the_verb(engine, language: str, nobody: str, letter: str) -> None:
    """In the box; the hits do not repeat it."""
    page = typed(engine(language), {"da": "hvem tager backup af applikationen?", "en": "who backs up the application?"}[language])
    shown = page.locator("[data-answer] li").first
    expect(shown).to_contain_text(nobody)
    expect(shown).not_to_contain_text(re.compile(f"{letter}: (nobody|ingen)"))
    expect(page.locator("[data-search-results] a[href*='tasks/backup']")).to_have_count(0)


# ---- The first ten seconds -------------------------------------------------------------------------------------------


def width(locator: Locator) -> float:
    return locator.evaluate("(one) => one.offsetWidth")


@pytest.mark.parametrize("language", LANGUAGES)
def test_home_offers_a_field_with_questions_that_are_answered(visit, live_site: built.Site, language: str) -> None:
    with served(live_site.folder) as address:
        window = visit(address)
        page = window.go(f"{language}/index.html")
        above, field = page.locator(".menu input"), page.locator(".ask input")
        assert page.locator(".hero .kicker").text_content() == "Statens It"
        assert page.locator("main a[href*='part.matrix']:has(svg)").count() == 4, "the bars lead into the matrix"
        assert page.locator(".badge").text_content() == {"da": "Status: ikke oplyst", "en": "Status: not stated"}[language]
        assert page.locator(".part-services ~ .restated").count() == 1
        assert page.locator("main .notice").count() == 0
        for size, least, header in ((1920, 480, 320), (1280, 480, 320), (1248, 480, 320), (1024, 480, 0), (390, 240, 0)):
            page.set_viewport_size({"width": size, "height": 900})
            assert width(field) >= least and width(above) >= header and not is_too_wide(page), size
        assert not page.locator(".search-link").is_visible()
        asked = page.locator(".asked a").evaluate_all("(links) => links.map(({ href, textContent }) => [href, textContent])")
        assert len(asked) == 3
        for href, question in asked:
            page = window.go(href.removeprefix(address))
            answer, shown = page.locator("[data-answer]"), page.locator("[data-search-results][data-ready]")
            shown.wait_for()
            assert answer.is_visible(), question
            assert answer.locator("table tbody tr").count() == 4, "its row"
            assert not any(hit in question for hit in page.locator("a[data-result=task]").all_text_contents()), "said once"
            assert answer.bounding_box()["y"] <= 320, question
            page.set_viewport_size(DESK)
            assert page.evaluate("document.documentElement.scrollHeight") <= 1600, question
            page.set_viewport_size(PHONE)
