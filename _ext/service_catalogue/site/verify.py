"""Whether a site, in a folder or at an address, is its edition: each file by its digest, each link, and the policy of its pages."""

from __future__ import annotations

import hashlib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from service_catalogue.messages import Message, message
from service_catalogue.site.files import files_in
from service_catalogue.site.manifest import CURRENT, Manifest, read

_REQUESTS = 8
_SECONDS = 30
#: Attributes that make a browser fetch a file with the page.
_FETCHED = {("script", "src"), ("img", "src"), ("iframe", "src"), ("object", "data"), ("source", "src"), ("video", "src")}
_FETCHED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}


@dataclass(frozen=True)
class Reading:
    """A site that can be read."""

    manifest: Manifest
    #: The content of a file by its path. Raises ``OSError``.
    content: Callable[[str], bytes]
    #: The files that are compared.
    compared: list[str]
    #: Files in the folder that are not part of the edition.
    foreign: list[str] = field(default_factory=list)


def reading_of(what: str) -> Reading:
    """The site in the folder, or at the address, ``what``. Raises ``OSError``, also if there is no manifest."""
    is_served = urlsplit(what).scheme in ("http", "https")
    if is_served:
        base = what if what.endswith("/") else what + "/"

        def content(path: str) -> bytes:
            try:
                with urllib.request.urlopen(urljoin(base, quote(path)), timeout=_SECONDS) as answer:
                    body: bytes = answer.read()
                    return body
            except urllib.error.URLError as error:
                raise OSError(0, str(error.reason), urljoin(base, path)) from None

        manifest = read(content(CURRENT).decode("utf-8", "replace"))
        foreign: list[str] = []
    else:
        folder = Path(what)

        def content(path: str) -> bytes:
            return (folder / path).read_bytes()

        manifest = read(content(CURRENT).decode("utf-8", "replace"))
        foreign = sorted(files_in(folder) - (manifest.paths if manifest else set()))
        foreign = [path for path in foreign if path.partition("/")[0] != ".git"]
    if manifest is None:
        raise OSError(0, "not a manifest", f"{what}/{CURRENT}")
    return Reading(manifest, content, [path for path in manifest.files if not (is_served and _is_withheld(path))], foreign)


def _is_withheld(path: str) -> bool:
    """Whether a file is for the server and not for visitors: ``.nojekyll``, ``.htaccess``, ``_headers``; not ``.well-known``."""
    return path == "_headers" or any(part.startswith(".") and part != ".well-known" for part in Path(path).parts)


def faults_of(reading: Reading) -> Iterator[Message]:
    """What differs, file by file, then page by page."""
    pages: dict[str, _Page] = {}
    with ThreadPoolExecutor(_REQUESTS) as pool:
        for path, content in zip(reading.compared, pool.map(_reader(reading), reading.compared), strict=True):
            if isinstance(content, OSError):
                yield message("editions.missing", where=path, reason=content.strerror or str(content))
            elif hashlib.sha256(content).hexdigest() != reading.manifest.files[path]:
                yield message("editions.changed", where=path)
            if path.endswith(".html") and isinstance(content, bytes):
                pages[path] = _Page(path)
                pages[path].feed(content.decode("utf-8", "replace"))
    for page in pages.values():
        yield from page.against_policy
        for line, address in page.links:
            yield from _dead(page.path, line, address, reading.manifest, pages)


def _reader(reading: Reading) -> Callable[[str], bytes | OSError]:
    def content(path: str) -> bytes | OSError:
        try:
            return reading.content(path)
        except OSError as error:
            return error

    return content


def _dead(path: str, line: int, address: str, manifest: Manifest, pages: dict[str, _Page]) -> Iterator[Message]:
    parts = urlsplit(address)
    # The page for missing addresses is served at any depth: its links begin at the root of wherever the site is.
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return
    target = unquote(urljoin(f"/{path}", parts.path)).lstrip("/") if parts.path else path
    if target.endswith("/") or not target:
        target += "index.html"
    if target not in manifest.files and not any(
        name.startswith(f"{target.removesuffix('index.html')}") for name in manifest.files
    ):
        yield message("editions.dead-link", where=f"{path}:{line}", address=address)
    elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
        yield message("editions.dead-anchor", where=f"{path}:{line}", address=address)


class _Page(HTMLParser):
    """What a page links to, the places that it has, and what the policy would forbid."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.ids: set[str] = set()
        self.links: list[tuple[int, str]] = []
        self.against_policy: list[Message] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.ids.add(attributes.get("id", ""))
        fetched = [attributes[name] for name in ("src", "data") if (tag, name) in _FETCHED and name in attributes]
        if tag == "link" and _FETCHED_LINKS & set(attributes.get("rel", "").split()):
            fetched.append(attributes.get("href", ""))
        for address in fetched:
            if urlsplit(address).scheme or urlsplit(address).netloc:
                self._forbid("editions.elsewhere", tag=tag, address=address)
        if (tag == "script" and "src" not in attributes) or tag == "style" or "style" in attributes:
            self._forbid("editions.inline", tag=tag)
        for name in attributes:
            if name.startswith("on"):
                self._forbid("editions.inline", tag=f"{tag} {name}")
        address = attributes.get("href", "") if tag in ("a", "area") else ""
        if address.lower().lstrip().startswith(("javascript:", "data:", "vbscript:")):
            self._forbid("editions.scheme", tag=tag, address=address)
        self.links += [(self.getpos()[0], each) for each in (*fetched, address, attributes.get("action", "")) if each]

    def _forbid(self, key: str, **values: str) -> None:
        self.against_policy.append(message(key, where=f"{self.path}:{self.getpos()[0]}", **values))
