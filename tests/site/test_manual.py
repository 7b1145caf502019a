"""The manual: a site of its own, whose pages hold to what holds for every page, and which the site of a catalogue does not hold."""

from __future__ import annotations

import re

import pytest
from service_catalogue.check.checker import check
from service_catalogue.model.json_schema import objects

from tests.built import LANGUAGES, ROOT, Site
from tests.site import checks

pytestmark = [pytest.mark.content, pytest.mark.manual]

#: What holds only where every page is there in every language, or where there are data beside the pages.
_OF_A_CATALOGUE = {
    "both_languages_have_the_same_pages",
    "a_place_has_the_same_anchor_in_every_language",
    "headings_stand_at_the_same_anchors_in_every_language",
    "alternates_lead_both_ways",
    "the_switch_leads_to_the_same_page",
    "cells_in_html_are_those_in_json",
}


@pytest.mark.parametrize(
    "check", [each for each in checks.ALL if each.__name__ not in _OF_A_CATALOGUE], ids=lambda check: check.__name__
)
def test_a_check_of_pages_holds_for_the_manual(manual: Site, check: checks.Check) -> None:
    """The page at the root, which has no style, and the example beside the manual apart."""
    assert [fault for fault in check(manual) if "example/index.html" not in fault and not fault.startswith("index.html")] == []


def test_the_part_for_editors_is_in_both_languages_with_the_same_headings(manual: Site) -> None:
    danish, english = (
        {page.inner: [each.get("id") for each in page.main.all("section")] for page in manual.pages(language)}
        for language in LANGUAGES
    )
    assert {name for name in english if name not in danish} == {
        "developers.html",
        "developers/extension.html",
        "developers/nouns.html",
        "developers/packages.html",
        "developers/promises.html",
        "developers/publishing.html",
    }
    assert danish == {name: ids for name, ids in english.items() if name in danish}
    for page in manual.in_languages():
        switch = {link["hreflang"] for link in page.all("a", data_switch=True)}
        alternates = [link["hreflang"] for link in page.all("link", rel="alternate", hreflang=True)]
        other = {"da": "en", "en": "da"}[page.language]
        assert (switch, alternates) == (({other}, ["da", "en"]) if page.inner in danish else (set(), ["en"])), page
        assert page.one("footer").all("p") == [], page  # that one language prevails is said of a catalogue


def test_the_menu_has_the_parts_of_the_manual(manual: Site) -> None:
    for language, parts in {
        "da": ["Dit første katalog på ti minutter", "For redaktører"],
        "en": ["Your first catalogue in ten minutes", "For editors", "For developers"],
    }.items():
        page = manual.page(f"{language}/editors/format.html")
        menu = checks.banner(page).all("nav")[0]
        assert [link.text for link in menu.all("a")] == parts
        assert [link["href"] for link in menu.all("a", aria_current="true")] == ["../editors.html"]
        assert [link.text for link in page.one("nav", class_="trail").all("a")][1:] == parts[1:2]


def test_what_the_search_shows_of_a_list_or_a_table_keeps_its_parts_apart(manual: Site) -> None:
    shown = "".join(path.read_text("utf-8") for path in (manual / "en/_static/search").glob("*.js"))
    assert "catalogue.yaml: the catalogue as a whole." in shown
    assert "catalogue build --out SITE --gzip --brotli – builds, and publishes" in shown


def test_every_key_is_listed_with_a_description(manual: Site) -> None:
    catalogue = check(ROOT / "data").catalogue
    for language in LANGUAGES:
        page = manual.page(f"{language}/editors/keys.html")
        listed = {item.one("code").text if item.all("code") else "" for item in page.main.all("dt")}
        keys = {key for schema in objects(catalogue, language).values() for key in schema.get("properties", ())}
        assert {key for key in keys if not any(name.rpartition(".")[2] == key for name in listed)} <= set(LANGUAGES)
        entries = page.main.all("dl", class_="rules key-list")[0].all("div")
        assert all(entry.all("dd") for entry in entries)
        assert len(entries) == len({entry.one("dt").one("code").text for entry in entries})  # also of one or a list of it


def test_the_parts_keep_within_their_length() -> None:
    """A guide that grows with each feature is read by nobody."""

    def words(*paths: str) -> int:
        files = [path for pattern in paths for path in (ROOT / "docs/manual").glob(pattern)]
        return sum(len(path.read_text("utf-8").split()) for path in files)

    for language in LANGUAGES:
        assert words(f"{language}/editors.md", f"{language}/editors/*.md") <= 6_000
    assert words("en/developers.md") <= 3_000
    assert words("en/developers/nouns.md") <= 900


# ---- The site of a catalogue


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_site_of_a_catalogue_holds_no_guide(live_site: Site, language: str) -> None:
    prose = {page.inner for page in live_site.pages(language) if "page-prose" in page.source}
    assert prose == {"about.html", "accessibility.html", "how-to-read.html"}
    found = "".join(path.read_text("utf-8") for path in (live_site / language / "_static/search").glob("*.js"))
    assert "about.html#" in found
    assert not re.search(r"editors[/.]|developers[/.]", found)
