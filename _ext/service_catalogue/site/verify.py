"""Comparison of a site, in a folder or at an address, with its manifest: each file by its digest, each link, the policy of its pages."""

from __future__ import annotations

import errno
import hashlib
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from html.parser import HTMLParser
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote, unquote, urljoin, urlsplit
from urllib.request import urlopen

from service_catalogue.messages import Message, message
from service_catalogue.site.files import PIECE, files_in
from service_catalogue.site.manifest import CURRENT, Manifest, manifest_in

_REQUESTS = 8
#: Seconds that a server may be silent, and that it may take for a file.
_SILENCE, _PATIENCE = 30, 300
#: Maximum bytes of a file, and of one that is read and not only compared.
_FILE_LIMIT, _TEXT_LIMIT = 4 << 30, 32 << 20
#: Attributes that make a browser fetch a file with the page.
_FETCHED = {("script", "src"), ("img", "src"), ("iframe", "src"), ("object", "data"), ("source", "src"), ("video", "src")}
_FETCHED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}


@dataclass(frozen=True)
class Reading:
    """A site in a folder or at an address, with its manifest."""

    where: str
    manifest: Manifest

    @property
    def compared(self) -> list[str]:
        """The files that are compared."""
        return [path for path in self.manifest.files if not (_is_served(self.where) and _is_withheld(path))]

    @property
    def foreign(self) -> list[str]:
        """Files in the folder that are not part of the edition."""
        found = set() if _is_served(self.where) else files_in(Path(self.where)) - self.manifest.paths
        return sorted(path for path in found if path.partition("/")[0] != ".git")


def reading_of(where: str) -> Reading:
    """Return the site in the folder, or at the address, ``where``. Raises ``OSError``, also if there is no manifest."""
    manifest = manifest_in(_read(where, CURRENT)[1])
    if manifest is None:
        raise OSError(0, "not a manifest")
    return Reading(where, manifest)


def _is_served(where: str) -> bool:
    return where.lower().startswith(("http://", "https://"))


def _read(where: str, path: str) -> tuple[str, bytes]:
    """Return the digest of a file, and its content if that is a page or the manifest. Raises ``OSError``, whatever goes wrong."""
    is_text = path.endswith(".html") or path == CURRENT
    made, content, end = hashlib.sha256(), bytearray(), time.monotonic() + _PATIENCE
    left = _TEXT_LIMIT if is_text else _FILE_LIMIT
    address = f"{where.rstrip('/')}/{quote(path)}"
    try:
        with urlopen(address, timeout=_SILENCE) if _is_served(where) else Path(where, path).open("rb") as file:
            while piece := file.read1(PIECE):
                left -= len(piece)
                if left < 0 or time.monotonic() > end:
                    raise OSError(0, os.strerror(errno.EFBIG if left < 0 else errno.ETIMEDOUT))
                made.update(piece)
                if is_text:
                    content += piece
    except (URLError, HTTPException, ValueError) as error:  # also an answer that is not HTTP, and an address that is none
        raise OSError(0, str(getattr(error, "reason", "") or f"{type(error).__name__}: {error}")) from None
    return made.hexdigest(), bytes(content)


def _is_withheld(path: str) -> bool:
    """Return whether a file is for the server and not for visitors: ``.nojekyll``, ``.htaccess``, ``_headers``; not ``.well-known``."""
    return path == "_headers" or any(part.startswith(".") and part != ".well-known" for part in Path(path).parts)


def faults_of(reading: Reading) -> Iterator[Message]:
    """Report what differs, file by file, then page by page."""
    pages: dict[str, _Page] = {}
    with ThreadPoolExecutor(_REQUESTS) as pool:
        for path, found in zip(reading.compared, pool.map(partial(_examine, reading), reading.compared), strict=True):
            if isinstance(found, Message):
                yield found
            elif found is not None:
                pages[path] = found
                if found.digest != reading.manifest.files[path]:
                    yield message("editions.changed", where=path)
    for page in pages.values():
        yield from page.against_policy
        for line, address in page.links:
            yield from _dead(page.path, line, address, reading.manifest, pages)


def _examine(reading: Reading, path: str) -> Message | _Page | None:
    """Return the fault of a file, or the page that it is."""
    try:
        digest, content = _read(reading.where, path)
    except OSError as error:
        return message("editions.missing", where=path, reason=error.strerror or str(error))
    if path.endswith(".html"):
        return _Page(path, digest, content.decode("utf-8", "replace"))
    return None if digest == reading.manifest.files[path] else message("editions.changed", where=path)


def _dead(path: str, line: int, address: str, manifest: Manifest, pages: dict[str, _Page]) -> Iterator[Message]:
    where = f"{path}:{line}"
    try:
        parts = urlsplit(address)
        target = unquote(urljoin(f"/{path}", parts.path)).lstrip("/") if parts.path else path
    except ValueError:
        yield message("editions.dead-link", where=where, address=address)
        return
    # The page for missing addresses is served at any depth: its links begin at the root of wherever the site is.
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return
    if target.endswith("/") or not target:
        target += "index.html"
    if target not in manifest.files and not any(name.startswith(target.removesuffix("index.html")) for name in manifest.files):
        yield message("editions.dead-link", where=where, address=address)
    elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
        yield message("editions.dead-anchor", where=where, address=address)


class _Page(HTMLParser):
    """The links of a page, the places that it has, and what the policy would forbid."""

    def __init__(self, path: str, digest: str, source: str) -> None:
        super().__init__()
        self.path, self.digest = path, digest
        self.ids: set[str] = set()
        self.links: list[tuple[int, str]] = []
        self.against_policy: list[Message] = []
        with suppress(AssertionError):  # of a declaration that is none: what follows is not read
            self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.ids.add(attributes.get("id", ""))
        fetched = [attributes[name] for name in ("src", "data") if (tag, name) in _FETCHED and name in attributes]
        if tag == "link" and _FETCHED_LINKS & set(attributes.get("rel", "").split()):
            fetched.append(attributes.get("href", ""))
        for address in fetched:
            if _leads_elsewhere(address):
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


def _leads_elsewhere(address: str) -> bool:
    try:
        return bool(urlsplit(address).scheme or urlsplit(address).netloc)
    except ValueError:
        return False  # it leads nowhere
