"""The commands for published editions: list them, go back to one, verify one, in a folder or at an address."""

import errno
import hashlib
import io
import json
import os
import shlex
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from typing import Any
from urllib import request
from urllib.error import URLError
from urllib.parse import quote

from service_catalogue.diff import StateError, carried, digests_in
from service_catalogue.files import PIECE, open_plain
from service_catalogue.messages import Message, Refused, fail, message, visible
from service_catalogue.site import files_in
from service_catalogue.site.editions import CURRENT, KeptEditions, Manifest, manifest_in
from service_catalogue.site.publish import GRACE
from service_catalogue.yaml.transaction import locked

#: Seconds that a server may be silent.
_SILENCE = 30


def is_served(where: str) -> bool:
    """Return whether ``where`` is an address and not a folder."""
    return where.lower().startswith(("http://", "https://"))


def pieces(where: str, path: str, limit: int, patience: float) -> Iterator[bytes]:
    """Yield the content of a file, of at most ``limit`` bytes and within ``patience`` seconds. Raise ``OSError``, whatever goes wrong."""
    end = time.monotonic() + patience
    try:
        address = f"{where.rstrip('/')}/{quote(path)}"
        with _opened(address, end) if is_served(where) else open(Path(where, path), "rb", opener=open_plain) as file:
            while piece := file.read1(PIECE):
                limit -= len(piece)
                if limit < 0:
                    raise OSError(0, os.strerror(errno.EFBIG))
                _check(end)
                yield piece
    except (URLError, HTTPException, ValueError) as error:  # also an answer that is not HTTP, and an address that is none
        raise OSError(0, str(getattr(error, "reason", "") or f"{type(error).__name__}: {error}")) from None


def _opened(address: str, end: float) -> Any:
    """Open an address, and follow redirects, over HTTP or HTTPS alone."""
    opener = request.OpenerDirector()
    for handler in (
        *(request.ProxyHandler(), _Timed(end), request.UnknownHandler()),
        *(request.HTTPDefaultErrorHandler(), request.HTTPRedirectHandler(), request.HTTPErrorProcessor()),
    ):
        opener.add_handler(handler)
    return opener.open(address, timeout=max(min(_SILENCE, end - time.monotonic()), 0.1))


def _check(end: float) -> None:
    if time.monotonic() > end:
        raise TimeoutError(0, os.strerror(errno.ETIMEDOUT))


class _Timed(request.HTTPSHandler, request.HTTPHandler):
    """Makes each answer end in time, its headers too."""

    def __init__(self, end: float) -> None:
        super().__init__()
        self._end = end

    def do_open(self, http_class: Any, req: request.Request, **arguments: Any) -> Any:
        def connection(*positional: Any, **named: Any) -> HTTPConnection:
            link: HTTPConnection = http_class(*positional, **named)
            link.response_class = partial(_Response, self._end)  # type: ignore[assignment]
            return link

        return super().do_open(connection, req, **arguments)


class _Response(HTTPResponse):
    def __init__(self, end: float, sock: socket.socket, *positional: Any, **named: Any) -> None:
        super().__init__(sock, *positional, **named)
        self.fp = io.BufferedReader(_Stream(end, self.fp.detach()))


class _Stream(io.RawIOBase):
    """Stream of a socket that ends at ``end``: a time limit of the socket itself holds for each pause alone."""

    def __init__(self, end: float, raw: io.RawIOBase) -> None:
        self._end, self._raw = end, raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        _check(self._end)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


#: The endings of files that carry a digest.
_PAPERS = (".pdf", ".xlsx")
#: Files that are compared at once.
_REQUESTS = 8
#: Seconds that a server may take for a file, by default.
_PATIENCE = 300.0
#: Maximum bytes of a file, and of a manifest (80,000 files). In memory, hostile JSON takes thirty times as much.
_FILE_LIMIT, _MANIFEST_LIMIT = 4 << 30, 8 << 20


def editions(site: Path, keep: str | None, language: str) -> int:
    """List the editions, the newest first; the last with the digest ``keep``, or the one in that file, is never removed."""
    archive = KeptEditions(site)
    sound = archive.all()
    if not sound:
        raise Refused("failure.no-editions", site=site)
    if keep:
        cited = [digest for digest in _digests(Path(keep)) if archive.find(digest)] if keep.endswith(_PAPERS) else [keep]
        if not cited or not archive.find(cited[0]):
            raise Refused("failure.no-edition", digest=keep, site=site)
        with locked(archive.folder):
            archive.cite(archive.find(cited[0])[0])  # that alone: those after it may have the same booklet
    for edition, made_from in sound.items():
        notes = message("editions.current")[language] if edition == archive.current else ""
        notes += message("editions.cited")[language] if archive.is_cited(edition, made_from) else ""
        digest, date = made_from.get("data", "–"), f"{archive.made_at(edition):%Y-%m-%d %H:%M}"
        print(_line(message("editions.row", edition=edition, made=date, digest=digest, notes=notes), language))
    return 0


def rollback(site: Path, digest: str, language: str) -> int:
    """Publish the edition ``digest`` again, or the one before the current. Raise ``Refused``."""
    archive = KeptEditions(site)
    if not archive.current:
        raise Refused("failure.no-editions", site=site)
    with locked(archive.folder):
        archive.tidy()
        target, before = _target(archive, digest), archive.current
        if damaged := archive.faults(target):
            raise Refused("failure.damaged", digest=target, files=damaged)
        archive.switch(target, GRACE)
    command = shlex.join(("catalogue", "rollback", before, "--out", str(site)))
    print(message("editions.back", site=site, edition=target)[language])
    print(message("editions.forward", command=command)[language])
    return 0


def _target(archive: KeptEditions, digest: str) -> str:
    """Return the edition whose digest begins with ``digest``, or the one before the current. Raise ``Refused``."""
    if not digest:
        order = [*archive.all()]
        names = order[order.index(archive.current) + 1 :] if archive.current in order else order  # damaged: it is not listed
        if not names:
            raise Refused("failure.no-earlier", site=archive.site)
        return names[0]
    names = archive.find(digest)
    if not names:
        raise Refused("failure.no-edition", digest=digest, site=archive.site)
    if len(names) > 1:
        raise Refused("failure.several", digest=digest, files=names)
    return names[0]


def verify(target: str, site: Path, language: str, patience: float = _PATIENCE, as_json: bool = False) -> int:
    """Compare a folder or a site at an address with its manifest; of a paper, report from which edition of ``site`` it is.

    Return 1 if something differs, or no edition is known. Raise ``Refused``, and ``OSError`` for a paper that cannot be read.
    """
    if target.endswith(_PAPERS) and "://" not in target:
        return _verify_paper(Path(target), site, as_json, language)
    try:
        manifest = manifest_in(b"".join(pieces(target, CURRENT, _MANIFEST_LIMIT, patience)))
        if manifest is None:
            raise OSError(0, "not a manifest")
    except OSError as error:
        missing = message("editions.no-manifest", what=target, reason=error.strerror or str(error))
        print(_as_json("", 0, [missing])) if as_json else print(_line(missing, language), file=sys.stderr)
        return 1
    foreign = set() if is_served(target) else files_in(Path(target)) - manifest.paths
    paths = [path for path in manifest.files if not (is_served(target) and _is_withheld(path))]
    with ThreadPoolExecutor(_REQUESTS) as pool:
        faults = [fault for fault in pool.map(partial(_fault, target, manifest, patience), paths) if fault]
    own = [message("editions.foreign", path=path) for path in sorted(foreign) if path.partition("/")[0] != ".git"]
    if as_json:
        print(_as_json(manifest.edition, len(paths), [*own, *faults]))
        return 1 if faults else 0
    for each in (*own, *faults):
        print(_line(each, language))
    key = "editions.faulty" if faults else "editions.whole"
    print(_line(message(key, what=target, edition=manifest.edition, count=len(paths), faults=len(faults)), language))
    return 1 if faults else 0


def _as_json(edition: str, files: int, faults: Sequence[Message]) -> str:
    """Return the result of a comparison as JSON."""
    kinds = [{"kind": each.key.rpartition(".")[2], **each.values} for each in faults]
    return json.dumps({"edition": edition, "files": files, "found": kinds}, indent=1)


def _is_withheld(path: str) -> bool:
    """Return whether a file is for the server and not for visitors: ``.nojekyll``, ``.htaccess``, ``_headers``; not ``.well-known``."""
    return path == "_headers" or any(part.startswith(".") and part != ".well-known" for part in Path(path).parts)


def _fault(where: str, manifest: Manifest, patience: float, path: str) -> Message | None:
    digest = hashlib.sha256()
    try:
        for piece in pieces(where, path, _FILE_LIMIT, patience):
            digest.update(piece)
    except OSError as error:
        return message("editions.missing", path=path, reason=error.strerror or str(error))
    return None if digest.hexdigest() == manifest.files[path] else message("editions.changed", path=path)


def _line(text: Message, language: str) -> str:
    """Return a message on one line, without control characters from quoted texts."""
    return " ".join(visible(text[language]).split())


def _verify_paper(file: Path, site: Path, as_json: bool, language: str) -> int:
    digests = _digests(file)
    current = manifest_in(site)
    published = {current.edition: current.made_from} if current else {}
    known = {**published, **KeptEditions(site).all()}
    matches = [edition for edition, made_from in known.items() if carried(made_from).intersection(digests)]
    if not matches:
        return fail(message("editions.unknown", file=file, digest=digests[0], site=site), language)
    edition, digest = matches[0], known[matches[0]]["data"]
    if as_json:
        print(json.dumps({"data": digest, "edition": edition, "current": edition in published}, indent=1))
        return 0
    key = "editions.is-current" if edition in published else "editions.is-older"
    print(message(key, file=file, digest=digest, edition=edition)[language])
    return 0


def _digests(file: Path) -> list[str]:
    """Return the digests in a PDF or a workbook. Raise ``Refused`` if it has none or is neither, and ``OSError``."""
    try:
        digests = digests_in(file)
    except StateError as error:
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from None
        raise Refused("diff.unreadable", path=file) from None
    if not digests:
        raise Refused("failure.no-digest", file=file)
    return digests
