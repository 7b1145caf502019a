"""The site under the system's nginx and Apache with the files in ``deploy/``, and under a path."""

from __future__ import annotations

import gzip
import http.client
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import brotli
import pytest
from playwright.sync_api import Browser
from service_catalogue.site import headers
from service_catalogue.site.commands import verify
from service_catalogue.site.editions import manifest_in

from tests.built import ROOT, Site, build, copy_catalogue
from tests.site.servers import apache, nginx

DEPLOY = ROOT / "deploy"


@pytest.mark.parametrize("name", headers.FILES)
def test_the_files_are_made_from_the_one_place(name: str) -> None:
    assert (DEPLOY / name).read_text("utf-8") == headers.text_of(name), (
        "python -m service_catalogue.site.headers deploy makes them anew"
    )


def test_they_are_written_where_only_the_package_is(tmp_path: Path) -> None:
    headers.write(tmp_path / "new" / "deploy")
    assert {path.name for path in (tmp_path / "new/deploy").iterdir()} == {*headers.FILES}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("deployed")
    extra = folder / "extra" / ".well-known"
    extra.mkdir(parents=True)
    (extra / "security.txt").write_text("x")
    (extra.parent / ".secret").write_text("x")
    (extra.parent / ".git").mkdir()
    (extra.parent / ".git" / "config").write_text("x")
    # nginx sees nothing in it, and Apache only where it is told to.
    shutil.copy(DEPLOY / "apache.conf", extra.parent / ".htaccess")
    options = ("--gzip", "--brotli", "--extra", folder / "extra", "--base-url", "https://catalogue.example/")
    return build(folder, *options, data=copy_catalogue(folder))


def by_nginx(root: Path, folder: Path, conf: Path) -> AbstractContextManager[int]:
    return nginx(root, folder, f"include {conf};")


def by_apache(root: Path, folder: Path, conf: Path) -> AbstractContextManager[int]:
    return apache(root, folder, f"Include {conf}")


def by_htaccess(root: Path, folder: Path, conf: Path) -> AbstractContextManager[int]:
    """With what the file says that it takes, and no more; it is part of the edition."""
    return apache(root, folder, "AllowOverride FileInfo Indexes Options=Indexes,FollowSymLinks")


Server = Callable[[Path, Path, Path], AbstractContextManager[int]]
#: How the site is served, and what of ``deploy/`` does it.
SERVERS: dict[Server, str] = {by_nginx: "nginx.conf", by_apache: "apache.conf", by_htaccess: "apache.conf"}


@pytest.fixture(scope="module", params=SERVERS, ids=lambda server: server.__name__)
def port(request: pytest.FixtureRequest, published: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    server: Server = request.param
    with server(published.folder, tmp_path_factory.mktemp("server"), DEPLOY / SERVERS[server]) as port:
        yield port


def ask(port: int, path: str, method: str = "GET", **wanted: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in wanted.items()})
    answer = connection.getresponse()
    return answer, answer.read()


def asset(published: Site, pattern: str) -> str:
    return next(published.folder.glob(pattern)).relative_to(published.folder).as_posix()


_JSON = {f"application/json{charset}" for charset in ("", "; charset=utf-8")}
_SCRIPT = {f"{kind}/javascript; charset=utf-8" for kind in ("application", "text")}
KINDS = {
    "index.html": {"text/html; charset=utf-8"},
    "da/services/desk.html": {"text/html; charset=utf-8"},
    "api/v1/catalogue.json": _JSON,
    "api/v1/services/desk.csv": {"text/csv; charset=utf-8"},
    "api/v1/services/desk.xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    "edition.json": _JSON,
    "da/_static/search/edition.js": _SCRIPT,
    "da/_static/third-party.txt": {"text/plain; charset=utf-8"},
    "da/_static/catalogue.*.css": {"text/css; charset=utf-8"},
    "da/_static/search/rare.*.js": _SCRIPT,
    "da/_static/fonts/catalogue-sans.*.woff2": {"font/woff2"},
    "da/_static/icon.*.svg": {"image/svg+xml", "image/svg+xml; charset=utf-8"},
    ".well-known/security.txt": {"text/plain; charset=utf-8"},
}


@pytest.mark.long
@pytest.mark.parametrize("pattern", KINDS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_kind_of_file_has_its_headers(published: Site, port: int, pattern: str, method: str) -> None:
    path = asset(published, pattern)
    answer, body = ask(port, f"/{path}", method)
    assert answer.status == 200
    assert answer.headers["Content-Type"] in KINDS[pattern]
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
def test_a_folder_without_a_page_is_told_by_the_sites_own_page(published: Site, tmp_path: Path) -> None:
    with by_nginx(published.folder, tmp_path, DEPLOY / "nginx.conf") as port:
        answer, body = ask(port, "/da/_static/")
    assert (answer.status, body) == (403, (published.folder / "404.html").read_bytes())


@pytest.mark.long
@pytest.mark.parametrize("pattern", ["da/glossary.html", "da/_static/catalogue.*.css"])
def test_texts_are_sent_compressed_and_parts_of_files_as_they_are(published: Site, port: int, pattern: str) -> None:
    path = asset(published, pattern)
    plain, body = ask(port, f"/{path}")
    assert (plain.headers["Content-Encoding"], body) == (None, (published.folder / path).read_bytes())
    answer, copy = ask(port, f"/{path}", Accept_Encoding="gzip")
    assert copy == (published.folder / f"{path}.gz").read_bytes()
    assert answer.headers["Content-Encoding"] == "gzip"
    for name in ("Content-Type", "Cache-Control", "Vary", *headers.HEADERS):
        assert answer.headers.get_all(name) == plain.headers.get_all(name), name
    assert answer.headers["Vary"] == "Accept-Encoding"
    answer, copy = ask(port, f"/{path}", Accept_Encoding="br")  # for nginx this takes a module
    assert copy == (published.folder / (f"{path}.br" if answer.headers["Content-Encoding"] == "br" else path)).read_bytes()
    answer, part = ask(port, f"/{path}", Range="bytes=10-19")
    assert (answer.status, part) == (206, body[10:20])


@pytest.mark.long
def test_a_folder_is_its_home_page(published: Site, port: int) -> None:
    for folder in ("", "da/"):
        for encoding, ending in (("identity", ""), ("gzip", ".gz")):
            answer, body = ask(port, f"/{folder}", Accept_Encoding=encoding)
            assert (answer.status, body) == (200, (published.folder / f"{folder}index.html{ending}").read_bytes())
            assert answer.headers.get_all("Cache-Control") == [headers.REVALIDATED]
    assert ask(port, "/da")[0].status == 301
    assert ask(port, "/da/_static/")[0].status in (403, 404)


@pytest.mark.long
@pytest.mark.parametrize("server", [by_nginx, by_apache])
def test_a_site_under_a_path_has_its_headers_and_its_page_for_what_is_missing(
    published: Site, tmp_path: Path, server: Server
) -> None:
    root = tmp_path / "www" / "root"
    root.mkdir(parents=True)
    # The editions are beside the link, as they do where the command publishes to it.
    editions = published.folder.with_name(f"{published.folder.name}.editions")
    shutil.copytree(editions, root / "catalogue.editions", symlinks=True, copy_function=os.link)
    edition = published.folder.readlink().name
    (root / "catalogue").symlink_to(f"catalogue.editions/{edition}")
    # A second one has a page of its own for what is missing.
    (root / "other").mkdir()
    (root / "other" / "404.html").write_text("other", "utf-8")
    text = (DEPLOY / SERVERS[server]).read_text("utf-8").replace(" 404 /404", " 404 /catalogue/404")
    if server is by_nginx:
        text += "location /other/ { error_page 404 /other/404.html; }\n"
    conf = tmp_path / "site.conf"
    conf.write_text(text, "utf-8")
    with server(root, tmp_path / "server", conf) as port:
        for path in ("", "da/services/desk.html", asset(published, "da/_static/catalogue.*.css")):
            assert ask(port, f"/catalogue/{path}")[0].status == 200
        for path in ("nowhere", ".git/config"):
            assert ask(port, f"/catalogue/{path}")[1] == (published.folder / "404.html").read_bytes()
        answer, body = ask(port, "/other/nowhere")
        assert answer.status == 404
        assert (body == b"other") == (server is by_nginx)  # with Apache, a .htaccess says so
        assert answer.headers["Content-Security-Policy"] == headers.HEADERS["Content-Security-Policy"]
        # The folder of the link cannot be fetched.
        assert ask(port, f"/catalogue.editions/{edition}/da/services/desk.html")[0].status == 404


@pytest.mark.long
def test_the_site_at_its_address_is_its_edition(published: Site, port: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Files for the server alone, such as ``.nojekyll`` and ``.htaccess``, are not requested."""
    assert verify(f"http://127.0.0.1:{port}", published.folder, "en") == 0, capsys.readouterr().out


@pytest.mark.long
def test_every_page_in_a_browser_breaks_no_policy(published: Site, port: int, browser: Browser) -> None:
    pages = [page.path for page in published.in_languages()]
    assert len(pages) > 40
    said: list[str] = []
    page = browser.new_page()
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.on("response", lambda response: response.status >= 400 and said.append(f"{response.status} {response.url}"))
    for path in pages:
        page.goto(f"http://127.0.0.1:{port}/{path}")
    for language in ("da", "en"):
        page.goto(f"http://127.0.0.1:{port}/{language}/search.html?q=backup")
        page.locator("a[data-result]").first.wait_for()
    page.close()
    assert said == []


@pytest.mark.parametrize(("ending", "decompress"), [("gz", gzip.decompress), ("br", brotli.decompress)])
def test_compressed_copies_are_part_of_the_edition(published: Site, ending: str, decompress: Callable[[bytes], bytes]) -> None:
    copies = sorted(published.folder.rglob(f"*.{ending}"))
    assert len(copies) > 100
    for path in copies:
        assert decompress(path.read_bytes()) == path.with_suffix("").read_bytes()
    assert {path.relative_to(published.folder).as_posix() for path in copies} < {*manifest_in(published.folder).files}
