"""The site under the system's nginx with the file in ``deploy/``, and under a path."""

from __future__ import annotations

import gzip
import http.client
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest
from service_catalogue.site import headers
from service_catalogue.site.manifest import manifest_in

from tests.built import ROOT, SMALL, Site, build
from tests.site.nginx import serving

DEPLOY = ROOT / "deploy"


@pytest.mark.parametrize("name", headers.FILES)
def test_the_files_are_made_from_the_one_place(name: str) -> None:
    expected = headers.FILES[name]()
    assert (DEPLOY / name).read_text("utf-8") == expected, "python -m service_catalogue.site.headers deploy makes them anew"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("deployed")
    extra = folder / "extra" / ".well-known"
    extra.mkdir(parents=True)
    (extra / "security.txt").write_text("x")
    (extra.parent / ".secret").write_text("x")
    return build(
        folder, "--gzip", "--brotli", "--extra", folder / "extra", "--base-url", "https://catalogue.example/", data=SMALL
    )


@pytest.fixture(scope="module")
def port(published: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with serving(published.folder, tmp_path_factory.mktemp("nginx"), f"include {DEPLOY / 'nginx.conf'};") as port:
        yield port


def ask(port: int, path: str, method: str = "GET", **wanted: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in wanted.items()})
    answer = connection.getresponse()
    return answer, answer.read()


def asset(published: Site, pattern: str) -> str:
    return next(published.folder.glob(pattern)).relative_to(published.folder).as_posix()


KINDS = {
    "index.html": "text/html; charset=utf-8",
    "da/services/desk.html": "text/html; charset=utf-8",
    "api/v1/catalogue.json": "application/json",
    "edition.json": "application/json",
    "da/_static/search/edition.js": "application/javascript",
    "da/_static/third-party.txt": "text/plain",
    "da/_static/catalogue.*.css": "text/css",
    "da/_static/search/keys.*.js": "application/javascript",
    "da/_static/fonts/catalogue-sans.*.woff2": "font/woff2",
    "da/_static/icon.*.svg": "image/svg+xml",
    ".well-known/security.txt": "text/plain",
}


@pytest.mark.long
@pytest.mark.parametrize("pattern", KINDS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_kind_of_file_has_its_headers(published: Site, port: int, pattern: str, method: str) -> None:
    path = asset(published, pattern)
    answer, body = ask(port, f"/{path}", method)
    assert answer.status == 200
    assert answer.headers["Content-Type"].split(";")[0] == KINDS[pattern].split(";")[0]
    assert body == ((published.folder / path).read_bytes() if method == "GET" else b"")
    for name, value in headers.HEADERS.items():
        assert answer.headers.get_all(name) == [value], name
    expected = headers.IMMUTABLE if "*" in pattern else headers.REVALIDATED
    assert answer.headers.get_all("Cache-Control") == [expected]
    again, body = ask(port, f"/{path}", If_None_Match=answer.headers["ETag"])
    assert (again.status, body) == (304, b"")


@pytest.mark.long
@pytest.mark.parametrize(
    "path", ["nowhere.html", "da/nowhere/at/all", "da/_static/catalogue.0123456789.css", ".secret", ".git/config"]
)
def test_what_is_missing_is_told_by_the_sites_own_page(published: Site, port: int, path: str) -> None:
    answer, body = ask(port, f"/{path}")
    assert (answer.status, body) == (404, (published.folder / "404.html").read_bytes())
    assert "immutable" not in (answer.headers["Cache-Control"] or "")
    assert answer.headers["Content-Security-Policy"] == headers.HEADERS["Content-Security-Policy"]


@pytest.mark.long
def test_texts_are_sent_compressed_and_parts_of_files_as_they_are(published: Site, port: int) -> None:
    page = (published.folder / "da/glossary.html").read_bytes()
    answer, body = ask(port, "/da/glossary.html", Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert body == (published.folder / "da/glossary.html.gz").read_bytes()
    assert gzip.decompress(body) == page
    answer, body = ask(port, "/da/glossary.html", Range="bytes=10-19")
    assert (answer.status, body) == (206, page[10:20])


@pytest.mark.long
def test_under_a_path(published: Site, tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "catalogue").symlink_to(published.folder)
    text = (DEPLOY / "nginx.conf").read_text("utf-8").replace("error_page 404 /404", "error_page 404 /catalogue/404")
    (tmp_path / "site.conf").write_text(text, "utf-8")
    with serving(tmp_path / "root", tmp_path / "nginx", f"include {tmp_path / 'site.conf'};") as port:
        for path in ("", "da/services/desk.html", asset(published, "da/_static/catalogue.*.css")):
            assert ask(port, f"/catalogue/{path}")[0].status == 200
        assert ask(port, "/catalogue/nowhere")[1] == (published.folder / "404.html").read_bytes()


@pytest.mark.long
def test_every_page_in_a_browser_breaks_no_policy(published: Site, port: int) -> None:
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import find_chromium
    from tests.browser.conftest import FLAGS

    pages = [page.path for page in published.in_languages()]
    assert len(pages) > 40
    said: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        page = browser.new_page()
        page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
        page.on("response", lambda response: response.status >= 400 and said.append(f"{response.status} {response.url}"))
        for path in pages:
            page.goto(f"http://127.0.0.1:{port}/{path}")
        for language in ("da", "en"):
            page.goto(f"http://127.0.0.1:{port}/{language}/search.html?q=backup")
            page.locator("a[data-result]").first.wait_for()
        browser.close()
    assert said == []


@pytest.mark.parametrize(("ending", "decompress"), [("gz", gzip.decompress), ("br", brotli.decompress)])
def test_compressed_copies_are_part_of_the_edition(published: Site, ending: str, decompress: Callable[[bytes], bytes]) -> None:
    copies = sorted(published.folder.rglob(f"*.{ending}"))
    assert len(copies) > 100
    for path in copies:
        assert decompress(path.read_bytes()) == path.with_suffix("").read_bytes()
    assert {path.relative_to(published.folder) for path in copies} < manifest_in(published.folder).paths
