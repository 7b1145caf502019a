"""Each check of ``checks`` can fail: a fault of its kind, planted in one page, is found."""

from __future__ import annotations

import pytest

from tests.built import Page, Site
from tests.folders import case_file
from tests.site import checks

HOME = "en/index.html"
#: The check, the page, what is replaced there, and by what.
PLANTED = [(case.id.partition(":")[0], *case.values[0][0]) for case in case_file(__file__)]


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
        "both_languages_have_the_same_pages",  # these are below
        "every_page_is_reached_by_links_from_the_root",
    }


@pytest.mark.parametrize(("name", "path", "old", "new"), PLANTED)
def test_a_planted_fault_is_found(small: Site, name: str, path: str, old: str, new: str) -> None:
    source = small.page(path).source
    assert old in source, f"{path} no longer holds {old!r}: correct the test"
    found = next(check for check in checks.ALL if check.__name__ == name)(Planted(small, path, source.replace(old, new, 1)))
    assert found
    assert len(found) < 20, "not one fault, but something with the check"


def test_a_page_that_one_language_lacks_or_that_no_link_leads_to_is_found(small: Site) -> None:
    assert checks.both_languages_have_the_same_pages(Planted(small, "da/tasks/backup.html", None))
    planted = Planted(small, "en/alone.html", small.page(HOME).source)
    planted.paths = [*planted.paths, "en/alone.html"]
    assert checks.every_page_is_reached_by_links_from_the_root(planted) == ["en/alone.html"]
