"""However many services there are, pages stay small, and each is reached and right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.many import many_services
from tests.built import Page, Site, build
from tests.site.checks import banner
from tests.site.test_other_catalogues import check_all

pytestmark = pytest.mark.long

#: Pages that count and link, and do not list every service.
BOUNDED = ("index", "tasks/index", "parties/index", "layers/index", "layers/middleware", "glossary", "search", "about")
#: Pages that have a line for each service, and how many bytes it may take.
A_LINE = {"tasks/backup": 150, "parties/customer": 450, "parties/provider": 450, "services/index": 350}
KILOBYTES = 100
#: The page of a layer has a row for each task of each of the eight services that it shows.
LAYER = 145
#: The filter of the search names each service: so many bytes for one.
A_NAME = 60


@pytest.fixture(scope="module")
def sites(tmp_path_factory) -> dict[int, Site]:
    found = {}
    for count in (20, 60):
        folder = tmp_path_factory.mktemp(f"of-{count}")
        found[count] = build(folder, data=many_services(folder, count - 1))
        assert len(list((found[count] / "da/services").glob("*.html"))) == count + 1
    return found


def test_pages_do_not_grow_with_the_number_of_services(sites: dict[int, Site]) -> None:
    for language in ("da", "en"):
        for name in BOUNDED:
            few, many = (len((sites[count] / f"{language}/{name}.html").read_bytes()) for count in (20, 60))
            assert many < (LAYER if name.startswith("layers/") else KILOBYTES) * 1000, name
            assert abs(many - few) < 100 + (40 * A_NAME if name == "search" else 0), name  # 'and 12 more', 'and 52 more'


def test_a_service_is_a_line_where_all_are_listed(sites: dict[int, Site]) -> None:
    for name, most in A_LINE.items():
        few, many = (len((sites[count] / f"da/{name}.html").read_bytes()) for count in (20, 60))
        assert (many - few) / 40 < most, name
        if name == "services/index":
            assert few + (400 - 20) * (many - few) / 40 <= 150_000, "the list of 400 services"
    lines = [line for line in sites[60].page("da/parties/customer.html").main.all("li") if "Antal felter i matricen" in line.text]
    assert len({line.all("a")[0]["href"] for line in lines}) == 60
    assert len([link for link in sites[60].page("da/tasks/backup.html").main.all("a") if "#row.backup" in link["href"]]) >= 60


def test_the_navigation_does_not_grow(sites: dict[int, Site], site: Site) -> None:
    def frame(page: Page) -> list[tuple]:
        """Return the header and the footer of the site: their elements with texts and addresses."""
        footer = next(item for item in page.all("footer") if not any(outer.tag == "main" for outer in item.ancestors()))
        return [(item.tag, item.attributes, item.text) for part in (banner(page), footer) for item in part.walk()]

    for page in [page for page in site.in_languages() if page.inner.removesuffix(".html") in (*BOUNDED, "services/2a")]:
        assert frame(sites[60].page(page.path)) == frame(page)


def test_every_page_is_right(sites: dict[int, Site]) -> None:
    check_all(sites[60])


def test_one_edit_writes_the_pages_that_show_it(tmp_path: Path) -> None:
    data = many_services(tmp_path, 20)
    site = build(tmp_path / "built", data=data).folder
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*.html")}
    path = data / "services" / "s3.yaml"
    text = path.read_text("utf-8")
    assert "i tilfælde af fejl" in text
    path.write_text(text.replace("i tilfælde af fejl", "i tilfælde af mange fejl"), "utf-8")
    build(tmp_path / "built", data=data)
    written = {path.relative_to(site).as_posix() for path, stamp in before.items() if path.stat().st_mtime_ns != stamp}
    assert "da/services/s3.html" in written
    # The note is in the Danish text, and shown at the service, and where its cells are shown again.
    # In English: the digest of the data, and that of a text, by which a tick knows that its task says something else.
    assert {name for name in written if name.startswith("en/")} == {
        "en/about.html",
        *(f"en/parties/{party}/s3.html" for party in ("customer", "provider")),
    }
    assert [name for name in written if name.startswith("da/services/")] == ["da/services/s3.html"]
    assert len(written) < 30
