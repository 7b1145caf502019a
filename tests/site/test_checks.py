"""Each check of ``checks`` can fail: a fault of its kind, planted in one page, is found."""

from __future__ import annotations

import pytest

from tests.built import Page, Site
from tests.site import checks

HOME, SERVICE, TASK = "en/index.html", "en/services/desk.html", "da/tasks/backup.html"
#: The check, the page, what is replaced there, and by what.
PLANTED = [
    ("both_languages_have_the_same_pages", TASK, None, None),
    ("tags_match", HOME, "</main>", "</p></main>"),
    ("tags_match", HOME, "<h1>", '<h1 id="a" id="b">'),
    ("lang_is_that_of_the_folder", TASK, '<html lang="da"', '<html lang="en"'),
    ("lang_is_that_of_the_folder", TASK, "<h1>", '<h1 lang="dansk">'),
    ("each_page_has_a_title_with_its_heading", HOME, "<title>", "<title></title><template>"),
    ("each_page_has_a_title_with_its_heading", "da/tasks/restore.html", "<title>Genskabelse", "<title>Backup"),
    ("each_page_has_one_h1_and_its_headings_skip_no_level", HOME, "<h2", "<h3"),
    ("each_page_has_one_h1_and_its_headings_skip_no_level", HOME, "<h1>", "<h1></h1><h1>"),
    ("landmarks_are_named", HOME, "<main", "<nav></nav><main"),
    ("landmarks_are_named", HOME, "</main>", "<main></main></main>"),
    ("ids_are_unique_in_a_page", SERVICE, 'id="note.1"', 'id="note.2"'),
    ("what_refers_to_an_id_finds_it", HOME, "<h1>", '<h1 aria-labelledby="nowhere">'),
    ("links_within_the_site_lead_somewhere", HOME, "<h1>", '<h1><a href="nowhere.html">x</a>'),
    ("links_within_the_site_lead_somewhere", HOME, "<h1>", '<h1><a href="glossary.html#nowhere">x</a>'),
    ("links_within_the_site_lead_somewhere", HOME, "<h1>", '<h1><a href="/en/glossary.html">x</a>'),
    ("links_within_the_site_lead_somewhere", HOME, "<h1>", '<h1><a href="../../en/glossary.html">x</a>'),
    ("links_within_the_site_lead_somewhere", HOME, "<h1>", '<h1><a href="tasks/">x</a>'),
    ("what_the_search_finds_is_there", "en/glossary.html", 'id="sit"', 'id="other"'),
    ("alternates_lead_both_ways", TASK, 'hreflang="en"', 'hreflang="da"'),
    ("the_switch_leads_to_the_same_page", TASK, 'data-switch href="../../en/tasks/backup.html"', 'href="../../en/index.html"'),
    ("a_place_has_the_same_anchor_in_every_language", SERVICE, 'id="copies-1"', 'id="copies-11"'),
    ("headings_stand_at_the_same_anchors_in_every_language", SERVICE, 'id="part.get"', 'id="get"'),
    ("no_style_and_no_script_in_the_markup", HOME, "<h1>", '<h1 style="color: red">'),
    ("no_style_and_no_script_in_the_markup", HOME, "<h1>", '<h1 onclick="x()">'),
    ("no_style_and_no_script_in_the_markup", HOME, "</head>", "<style>p {}</style></head>"),
    ("no_style_and_no_script_in_the_markup", HOME, "</head>", "<script>x()</script></head>"),
    ("no_style_and_no_script_in_the_markup", HOME, "</h1>", '<a href="data:text/plain,x">x</a></h1>'),
    ("nothing_comes_from_another_host", HOME, "</h1>", '<img src="https://example.org/x.png" alt=""></h1>'),
    ("nothing_comes_from_another_host", HOME, "</head>", '<link rel="stylesheet" href="//example.org/x.css"></head>'),
    ("links_to_the_web_are_plain_links", HOME, "</h1>", '<a target="_blank" href="https://example.org/">x</a></h1>'),
    ("every_link_button_and_field_has_a_name", HOME, "</h1>", '<a href="#main"><span aria-hidden="true">x</span></a></h1>'),
    ("every_link_button_and_field_has_a_name", HOME, "</h1>", '<img src="_static/icon.svg"></h1>'),
    ("every_link_button_and_field_has_a_name", HOME, "</h1>", "<input></h1>"),
    ("every_table_has_headers_that_say_what_they_head", SERVICE, 'scope="rowgroup"', ""),
    ("every_page_says_its_policy", HOME, "default-src 'none'", "default-src *"),
    ("every_page_says_its_policy", HOME, 'http-equiv="Content-Security-Policy"', 'name="policy"'),
    ("nothing_of_a_template_is_left", HOME, "</h1>", " {count}</h1>"),
    ("nothing_of_a_template_is_left", HOME, "</h1>", " None</h1>"),
    ("cells_in_html_are_those_in_json", SERVICE, "<b>C</b><b>I</b>", "<b>I</b><b>C</b>"),
    ("cells_in_html_are_those_in_json", SERVICE, 'id="backup.lower.customer"', 'id="backup.lower"'),
    ("cells_in_html_are_those_in_json", SERVICE, 'href="#note.2"', 'href="#note.1"'),
]


class Planted(Site):
    """A site with one page that is not as it was built."""

    def __init__(self, site: Site, path: str, source: str | None) -> None:
        super().__init__(site.folder)
        self._site, self._path = site, path
        self._page = Page(path, source or "<html></html>")
        self.paths = [other for other in site.paths if source is not None or other != path]

    def page(self, path: str) -> Page:
        return self._page if path == self._path else self._site.page(path)


def test_every_check_has_its_fault() -> None:
    assert {check.__name__ for check in checks.ALL} - {name for name, *_ in PLANTED} == {
        "every_page_is_reached_by_links_from_the_root"  # below
    }


@pytest.mark.parametrize(("name", "path", "old", "new"), PLANTED)
def test_a_planted_fault_is_found(small: Site, name: str, path: str, old: str | None, new: str | None) -> None:
    source = None
    if old is not None:
        source = small.page(path).source
        assert old in source, f"{path} no longer holds {old!r}: correct the test"
        source = source.replace(old, new, 1)
    found = next(check for check in checks.ALL if check.__name__ == name)(Planted(small, path, source))
    assert found
    assert len(found) < 20, "not one fault, but something with the check"


def test_a_page_that_no_link_leads_to_is_found(small: Site) -> None:
    planted = Planted(small, "en/alone.html", small.page(HOME).source)
    planted.paths = [*planted.paths, "en/alone.html"]
    assert checks.every_page_is_reached_by_links_from_the_root(planted) == ["en/alone.html"]
