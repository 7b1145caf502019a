"""Ids that are renamed: the old addresses lead to the new ones, pages and places on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.built import Site, build, copy_catalogue, once, shared_folder
from tests.folders import plant

REDIRECTS = (
    "{service:chair: desk, desk.what-9: desk.what-1, chair.ask-9: desk.ask-1, stool.x-1: desk.ask-1, desk.wish-1: table.ask-1, chair.wish-2: table.ask-1, "
    "task:copying: backup, task:duplicating: backup, party:client: party:customer, middle: lower, term:copy: backup}"
)
#: The address before, and where it leads now.
PAGES = {
    "services/chair.html": "services/desk.html",
    "tasks/copying.html": "tasks/backup.html",
    "tasks/duplicating.html": "tasks/backup.html",
    "parties/client.html": "parties/customer.html",
    "parties/client/desk.html": "parties/customer/desk.html",
    "parties/client/chair.html": "parties/customer/desk.html",
    "parties/client/table.html": "parties/customer/table.html",
    "parties/customer/chair.html": "parties/customer/desk.html",
    "parties/provider/chair.html": "parties/provider/desk.html",
    "layers/middle.html": "layers/lower.html",
    "compare/chair-table.html": "compare/desk-table.html",
    "patterns.html": "compare.html",
}
#: The end of the service with former ids.
WITHDRAWN = "withdrawn: {on: 2026-12-01, reason: {da: Nedlagt., en: Closed.}, successor: table}\n"
#: A place as it was addressed before, and the one that it is in now.
PLACES = {
    ("services/desk.html", "what-9"): "what-1",
    ("services/desk.html", "ask-9"): "ask-1",
    ("services/desk.html", "copying.middle.client"): "backup.lower.customer",
    ("services/desk.html", "copying.lower.customer"): "backup.lower.customer",
    ("services/desk.html", "duplicating.upper.provider"): "backup.upper.provider",
    ("services/desk.html", "row.copying"): "row.backup",
    ("glossary.html", "copy"): "backup",
}


def with_a_table(folder: Path) -> Path:
    """Return data with a second service, to which a statement of the first has moved."""
    data = copy_catalogue(folder)
    desk = (data / "services/desk.yaml").read_text("utf-8")
    table = desk.replace("id: desk", "id: table", 1).replace("code: D1", "code: T1")
    (data / "services/table.yaml").write_text(table, "utf-8")
    plant(data, ("catalogue.yaml", "redirects: {}", f"redirects: {REDIRECTS}"))
    plant(data, ("services/desk.yaml", "summary: what-1\n", f"summary: what-1\n{WITHDRAWN}"))
    return data


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Site:
    def make(folder: Path) -> None:
        data = with_a_table(folder)
        build(folder, "--base-url", "https://example.org/it", data=data)
        plant(data, ("services/table.yaml", "en: Desk}", "en: Kitchen table}"))
        build(folder, "--base-url", "https://example.org/it", data=data)

    return Site(once(shared_folder(tmp_path_factory), "redirects", make) / "site")


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("old", PAGES)
def test_a_page_leads_to_the_new_address(site, language, old):
    page = site.page(f"{language}/{old}")
    assert page.html["lang"] == language
    assert page.faults == []
    refresh = page.one("meta", http_equiv="refresh")["content"].removeprefix("0; url=")
    for address in (refresh, page.main.one("a")["href"], page.one("script")["data-to"]):
        assert page.target(address) == (f"{language}/{PAGES[old]}", "")
    assert page.one("link", rel="canonical")["href"] == f"https://example.org/it/{language}/{PAGES[old]}"
    for loaded in (page.one("script")["src"], *(link["href"] for link in page.all("link", rel="stylesheet"))):
        assert (site / page.target(loaded).path).is_file()


def test_a_withdrawn_service_names_its_successor_on_its_page_and_where_its_former_id_leads(site):
    words = "No longer applies from 1 December 2026. Closed. Its successor is T1 Kitchen table."
    notice = next(each for each in site.page("en/services/desk.html").main.all("p") if each.get("class") == "notice")
    assert words in notice.text
    assert site.page("en/services/desk.html").target(notice.one("a")["href"]).path == "en/services/table.html"
    assert words in [each.text for each in site.page("en/services/chair.html").main.all("p")]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(("path", "old"), PLACES)
def test_a_place_is_still_found(site, language, path, old):
    target = site.page(f"{language}/{path}").by_id(old)
    assert target.text == ""
    now = PLACES[path, old]
    assert now in [element.get("id") for element in target.ancestors()]


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_statement_that_has_moved_to_another_service_says_where_it_is(site, language):
    page = site.page(f"{language}/services/desk.html")
    for old in ("wish-1", "wish-2"):
        link = page.by_id(old).one("a")
        assert page.target(link["href"]) == (f"{language}/services/table.html", "ask-1")
        assert "ask-1" in link.text
    assert site.page(f"{language}/services/table.html").by_id("ask-1") is not None


def test_what_has_moved_is_shown_with_the_present_name_of_its_service(site):
    assert "Kitchen table" in site.page("en/services/desk.html").by_id("wish-1").text


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_part_in_the_only_service_is_the_page_of_the_party_at_the_same_anchors(small, language):
    page = small.page(f"{language}/parties/customer/desk.html")
    links = {link["id"]: page.target(link["href"]) for link in page.main.all("a") if link.get("id")}
    assert {"rights", "part.notes", "part.departures", "part.services"} <= set(links)
    party = small.page(f"{language}/parties/customer.html")
    assert all(target == (party.path, id) and party.by_id(id) for id, target in links.items())


def test_with_one_service_there_is_nothing_to_compare_and_the_list_of_services_takes_its_place(small):
    page = small.page("en/patterns.html")
    assert page.target(page.main.one("a")["href"]) == ("en/services/index.html", "")


def test_nothing_else_is_made(site):
    assert set(site.moved) == {f"{language}/{old}" for language in ("da", "en") for old in PAGES}
    assert all(len(set(page.ids)) == len(page.ids) for page in site.pages())
    assert not any(element.get("id") == "x-1" for page in site.pages() for element in page.root.walk())
    sitemap = (site / "sitemap.xml").read_text("utf-8")
    assert "services/desk.html" in sitemap
    assert "services/chair.html" not in sitemap
