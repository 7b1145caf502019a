"""The command that verifies what is published, in a folder or at an address, and papers."""

import errno
import hashlib
import io
import json
import os
import re
import socket
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any
from urllib import request
from urllib.error import URLError
from urllib.parse import quote

from service_catalogue import FORMAT_VERSION
from service_catalogue.diff import (
    FORMER,
    PAPERS,
    RECORD_FILE,
    History,
    digests_in,
    publications,
    published_catalogue,
    read_record,
    service_of_pdf,
    signer,
)
from service_catalogue.diff.report import since
from service_catalogue.files import PIECE, open_plain
from service_catalogue.messages import Message, Refused, fail, message, quote as quoted, visible
from service_catalogue.pdf import with_own_digest
from service_catalogue.site import digest_of, files_in
from service_catalogue.site.editions import CURRENT, manifest_in
from service_catalogue.yaml import canonical

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
        timed: Any = type("Timed", (http_class,), {"response_class": staticmethod(partial(_Response, self._end))})
        return super().do_open(timed, req, **arguments)


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


#: Files that are compared at once.
_REQUESTS = 8
#: Maximum bytes of a file, and of a manifest (80,000 files). In memory, hostile JSON takes thirty times as much.
_FILE_LIMIT, _MANIFEST_LIMIT = 4 << 30, 8 << 20


def verify(options: Namespace) -> int:
    """Compare a folder or a site at an address with its manifests; of a paper, report from which edition of a site it is.

    Return 1 if something differs, or no edition is known. Raise ``Refused``, and ``OSError`` for a paper that cannot be read.
    """
    if options.what.endswith(PAPERS) and "://" not in options.what:
        return _verify_paper(Path(options.what), options.out, options.json, options.message_language)
    if options.what.endswith(".txt") and options.key:
        return _verify_approval(Path(options.what), options.key, options.message_language)
    return _verify_site(options)


def _verify_site(options: Namespace) -> int:
    target, language = options.what, options.message_language
    read = partial(_read, target, options.timeout)
    try:
        manifest = manifest_in(read(CURRENT))
        if manifest is None:
            raise OSError(0, "not a manifest")
    except OSError as error:
        missing = message("editions.no-manifest", what=target, reason=error.strerror or str(error))
        print(_as_json("", 0, [missing])) if options.json else print(_line(missing, language), file=sys.stderr)
        return 1
    paths = [] if is_served(target) else sorted(files_in(Path(target)) - manifest.files.keys() - {CURRENT})
    notes = [message("editions.foreign", path=path) for path in paths if path.split("/")[0] not in (".git", FORMER[:-1])]
    digests = {path: digest for path, digest in manifest.files.items() if not (is_served(target) and _is_withheld(path))}
    notes += _former(read, digests, options.key)
    with ThreadPoolExecutor(_REQUESTS) as pool:
        notes += filter(None, pool.map(partial(_fault, target, options.timeout), digests.items()))
    faults = sum(note.key not in ("editions.foreign", "editions.taken-down") for note in notes)
    values = {"what": target, "edition": manifest.edition, "count": len(digests), "faults": faults}
    result = message("editions.faulty" if faults else "editions.whole", **values)
    lines = (_line(each, language) for each in (*notes, result))
    print(_as_json(manifest.edition, len(digests), notes) if options.json else "\n".join(lines))
    return 1 if faults else 0


def _read(where: str, patience: float, path: str) -> bytes:
    return b"".join(pieces(where, path, _MANIFEST_LIMIT, patience))


def _former(read: Callable[[str], bytes], digests: dict[str, str], key: Path | None) -> Iterator[Message]:
    """Yield what differs in the record of editions, and which are gone; add the files of others to ``digests``.

    With a file of signers as ``key``, each entry of the record has to be signed by one of them.
    """
    try:
        record = read_record(read(RECORD_FILE), RECORD_FILE)
    except OSError:  # it keeps none
        record = []
    except Refused as error:
        yield error.said
        return
    befores = ["", *(digest_of(canonical(entry)) for entry in record)]
    if [entry["before"] for entry in record] != befores[:-1]:
        yield message("editions.changed", path=RECORD_FILE)
    for entry in record or [{"edition": "–", "from": "1970-01-01"}]:
        signed = canonical({name: value for name, value in entry.items() if name != "signature"})
        if key and not signer(signed, entry.get("signature"), key, datetime.fromisoformat(entry["from"])):
            yield message("editions.unsigned", edition=entry["edition"], file=key)
    if record:
        digests.update({**record[-1]["pages"], CURRENT: record[-1]["site"]})
    for edition, digest in {entry["edition"]: entry["manifest"] for entry in record}.items():
        folder = f"{FORMER}{edition}/"
        try:
            content = read(f"{folder}{CURRENT}")
        except OSError:
            yield message("editions.taken-down", edition=edition)
            digests.pop(f"{folder}now.html", None)
            continue
        manifest = manifest_in(content)
        digests.update({f"{folder}{path}": each for path, each in (manifest.files if manifest else {}).items()})
        digests[f"{folder}{CURRENT}"] = digest


def _verify_approval(file: Path, signers: Path, language: str) -> int:
    """Report which role has signed the record of an approval. Return 1 if none has, or if it has been replaced since."""
    content, signature = file.read_bytes(), Path(f"{file}.sig").read_text("utf-8") if Path(f"{file}.sig").is_file() else ""
    before, _, signature = signature.partition("\n")
    day = datetime.fromisoformat((re.findall(rb"^date: ([0-9-]{10})$", content, re.MULTILINE) or [b"1970-01-01"])[0].decode())
    role = signer(before.encode() + content, signature, signers, day)
    replaced = History(file.parent).mentions(f"before {digest_of(content)}", f"{file.name}.sig")
    key = "replaced" if role and replaced else "signed" if role else "not-signed"
    print(message(f"approve.{key}", file=file, role=role, signers=signers)[language])
    return 0 if key == "signed" else 1


def _as_json(edition: str, files: int, faults: Sequence[Message]) -> str:
    """Return the result of a comparison as JSON."""
    kinds = [{"kind": each.key.rpartition(".")[2], **each.values} for each in faults]
    return json.dumps({"format-version": FORMAT_VERSION, "edition": edition, "files": files, "found": kinds}, indent=1)


def _is_withheld(path: str) -> bool:
    """Return whether a file is for the server and not for visitors: ``.nojekyll``, ``.htaccess``, ``_headers``; not ``.well-known``."""
    return path == "_headers" or any(part.startswith(".") and part != ".well-known" for part in Path(path).parts)


def _fault(where: str, patience: float, file: tuple[str, str]) -> Message | None:
    path, expected = file
    digest = hashlib.sha256()
    try:
        for piece in pieces(where, path, _FILE_LIMIT, patience):
            digest.update(piece)
    except OSError as error:
        return message("editions.missing", path=path, reason=error.strerror or str(error))
    return None if digest.hexdigest() == expected else message("editions.changed", path=path)


def _line(text: Message, language: str) -> str:
    """Return a message on one line, without control characters from quoted texts."""
    return " ".join(visible(text[language]).split())


def _verify_paper(file: Path, site: Path, as_json: bool, language: str) -> int:
    """Report of which edition of ``site`` a paper is, whether a byte differs from the published one, and what has changed since."""
    digests, service, manifest = digests_in(file), service_of_pdf(file), manifest_in(site)
    if not digests:
        raise Refused("failure.no-digest", file=file)
    record = publications(site)
    if manifest and not record:
        record = [{"edition": manifest.edition, "data": manifest.made_from.get("data", ""), "papers": manifest.papers}]
    holding = [entry for entry in record if {entry["data"], *(said for said, _ in entry["papers"].values())} & {*digests}]
    if not holding:
        return fail(message("editions.unknown", file=file, digest=digests[0], site=site), language)
    entry, is_current = holding[-1], holding[-1] is record[-1]
    # One about a service with the digest of all data is an annex, which is not published.
    own = {*digests} - ({entry["data"]} if service else set())
    published = [digest for said, digest in entry["papers"].values() if said in own]
    content = file.read_bytes()
    state = (
        "same" if digest_of(content) in published else "differs" if published or with_own_digest(content) != content else "own"
    )
    later = [] if is_current else _since(site, entry["edition"], service, language)
    if as_json:
        facts = {"data": entry["data"], "edition": entry["edition"], "current": is_current, "service": service}
        print(
            json.dumps({"format-version": FORMAT_VERSION, **facts, "bytes": state, "since": later}, indent=1, ensure_ascii=False)
        )
    else:
        key = "editions.is-current" if is_current else "editions.is-older"
        about = message("editions.of-service", service=quoted(service))[language] if service else ""
        print(message(key, file=file, digest=entry["data"], edition=entry["edition"], about=about)[language])
        print(message(f"editions.{state}")[language], *later, sep="\n")
    return 1 if state == "differs" else 0


def _since(site: Path, edition: str, service: str, language: str) -> list[str]:
    """Return what has changed in ``service``, or in everything, since ``edition``; a sentence if that is not known."""
    before, now = (published_catalogue(site / folder) for folder in (f"{FORMER}{edition}", ""))
    if before is None or now is None:
        return [message("editions.taken-down", edition=edition)[language]]
    return since(before, now, now.identity.language(language), service) or [message("editions.unchanged")[language]]
