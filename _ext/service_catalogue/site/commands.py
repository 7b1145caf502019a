"""The command that verifies what is published, in a folder or at an address, and papers."""

import errno
import hashlib
import io
import json
import os
import re
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from functools import partial
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any
from urllib import request
from urllib.error import URLError
from urllib.parse import quote

from service_catalogue import FORMAT_VERSION
from service_catalogue.check.checker import check
from service_catalogue.diff.confirm import may_sign
from service_catalogue.diff.history import History
from service_catalogue.diff.paper_digests import PAPERS, digests_in, service_of_pdf
from service_catalogue.diff.publications import FORMER, RECORD_FILE, check_record, checked_record, listed_files, read_record
from service_catalogue.diff.report import since
from service_catalogue.diff.signatures import signer
from service_catalogue.diff.states import published_catalogue
from service_catalogue.files import PIECE, open_plain
from service_catalogue.messages.failure import Refused, fail
from service_catalogue.messages.quotation import quote as quoted, visible
from service_catalogue.messages.texts import Message, message
from service_catalogue.model.approvals import APPROVED_FOLDER, WHOLE, approval_standing
from service_catalogue.pdf import with_own_digest
from service_catalogue.schema.forms import day_of
from service_catalogue.site import digest_of, files_in
from service_catalogue.site.editions import CURRENT, manifest_in

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
        timed: Any = type("Timed", (http_class,), {"response_class": staticmethod(partial(_response, self._end))})
        return super().do_open(timed, req, **arguments)


def _response(end: float, *positional: Any, **named: Any) -> HTTPResponse:
    """Return a response that ends at ``end``: a time limit of the socket itself holds for each pause alone."""
    response = HTTPResponse(*positional, **named)
    stream: Any = response.fp.detach()
    read = stream.readinto

    def readinto(buffer: Any) -> Any:
        _check(end)
        return read(buffer)

    stream.readinto = readinto
    response.fp = io.BufferedReader(stream)
    return response


#: Files that are compared at once.
_REQUESTS = 8
#: Maximum bytes of a file, and of a manifest (80,000 files). In memory, hostile JSON takes thirty times as much.
_FILE_LIMIT, _MANIFEST_LIMIT = 4 << 30, 8 << 20


def verify(options: Namespace) -> int:
    """Compare a folder or a site at an address with its manifests; of one file, report from which edition of a site it is.

    Return 1 if something differs, or no edition is known. Raise ``Refused``, and ``OSError`` for a file that cannot be read.
    """
    if is_served(options.what):
        return _verify_site(options)
    what = Path(options.what)
    if options.key and what.suffix == ".txt":
        return _verify_approval(what, options.key, options.message_language)
    file = what if what.exists() else options.out / what
    return _verify_file(file, options) if file.is_file() or what.suffix in PAPERS else _verify_site(options)


def _verify_site(options: Namespace) -> int:
    target, language = options.what, options.message_language
    try:
        manifest = manifest_in(b"".join(pieces(target, CURRENT, _MANIFEST_LIMIT, options.timeout)))
        if manifest is None:
            raise OSError(0, "not a manifest")
    except OSError as error:
        missing = message("editions.no-manifest", what=target, reason=error.strerror or str(error))
        print(_as_json("", 0, [missing], Message(""))) if options.json else print(_line(missing, language), file=sys.stderr)
        return 1
    digests = {path: digest for path, digest in manifest.files.items() if not (is_served(target) and _is_withheld(path))}
    notes, summary = _former(partial(_read, target, options.timeout), digests, options)
    notes += () if is_served(target) else _foreign(files_in(Path(target)) - digests.keys() - {CURRENT, RECORD_FILE})
    with ThreadPoolExecutor(_REQUESTS) as pool:
        notes += filter(None, pool.map(partial(_fault, target, options.timeout), digests.items()))
    count = sum(note.key not in ("editions.foreign", "editions.taken-down") for note in notes)
    if count and not summary.values.get("count"):  # what is faulty was not signed either
        summary = Message("")
    values = {"what": target, "edition": manifest.edition, "count": len(digests), "faults": count}
    result = message("editions.faulty" if count else "editions.whole", **values)
    lines = (_line(each, language) for each in (*notes, result, summary) if each)
    print(_as_json(manifest.edition, len(digests), notes, summary) if options.json else "\n".join(lines))
    return 1 if count else 0


def _foreign(paths: Collection[str]) -> Iterator[Message]:
    """Yield a fault or a note for each edition and each other file of a site that nobody published."""
    unnamed = tuple(path.removesuffix(CURRENT) for path in sorted(paths) if re.fullmatch(f"{FORMER}[^/]+/{CURRENT}", path))
    yield from (message("editions.unnamed", folder=folder.rstrip("/")) for folder in unnamed)
    for path in (path for path in sorted(paths) if path.split("/")[0] != ".git" and not path.startswith(unnamed)):
        yield message("editions.unpublished" if path.startswith(FORMER) else "editions.foreign", path=path)


def _read(where: str, patience: float, path: str) -> bytes | None:
    """Return the content of a file; ``None`` if it cannot be read."""
    try:
        return b"".join(pieces(where, path, _MANIFEST_LIMIT, patience))
    except OSError:
        return None


def _former(read: Callable[[str], bytes | None], digests: dict[str, str], options: Namespace) -> tuple[list[Message], Message]:
    """Return the faults of the record, with the editions that are gone, and a sentence about it; add the files of others to ``digests``."""
    content = read(RECORD_FILE)
    try:
        record = [] if content is None else read_record(content, RECORD_FILE)
    except Refused as error:
        return [error.said], Message("")
    notes, summary = check_record(record, options.key)
    last = datetime.fromisoformat(record[-1]["from"]) if record else datetime.min.replace(tzinfo=UTC)
    # A time without an offset is one of the site's.
    if options.since and (moment := options.since if options.since.tzinfo else options.since.replace(tzinfo=last.tzinfo)) > last:
        notes.append(message("editions.older", since=moment.isoformat()))
    if record:
        digests.update({**record[-1]["pages"], CURRENT: record[-1]["site"]})
    for edition, digest in {entry["edition"]: entry["manifest"] for entry in record}.items():
        folder = f"{FORMER}{edition}/"
        content = read(f"{folder}{CURRENT}")
        if content is None:
            notes.append(message("editions.taken-down", edition=edition))
            if read(f"{folder}now.html") is None:  # it comes back with the next publication
                digests.pop(f"{folder}now.html", None)
            continue
        manifest = manifest_in(content)
        digests.update({f"{folder}{path}": each for path, each in (manifest.files if manifest else {}).items()})
        digests[f"{folder}{CURRENT}"] = digest
    return notes, summary


def _verify_approval(file: Path, signers: Path, language: str) -> int:
    """Report which role has signed the record of an approval, and of what. Return 1 unless that is what the data say now."""
    content, path = file.read_bytes(), Path(f"{file}.sig")
    before, _, signature = (path.read_text("utf-8", errors="replace") if path.is_file() else "").partition("\n")
    facts = _facts(content)
    day = day_of(facts.get("date", "")) or date(1970, 1, 1)
    values = {"what": file, "file": signers, "date": day, "digest": facts.get("digest", "–")}
    role, cause = signer(before.encode() + content, signature, signers, datetime.combine(day, datetime.min.time()))
    if cause:
        return fail(message(f"signature.{cause}", **values), language)
    history, folder = History(file.parent), file.absolute().parent
    catalogue = check(folder.parent).catalogue if folder.name == APPROVED_FOLDER else None
    service = catalogue.objects["service"].get(file.stem) if catalogue else None
    standing = approval_standing(catalogue, service) if catalogue and (service or file.stem == WHOLE) else None
    by = content.decode("utf-8", "replace").partition("\nby: ")[2].partition("\n")[0]
    if catalogue and standing:
        by = str(standing.approval.by.get(catalogue.identity.authoritative))
    state = "elsewhere" if standing is None else "stale" if standing.fault else "present"
    if state == "present" and not may_sign(History(folder.parent), role, by, file.stem):
        state = "other-by"
    values |= {"role": role, "by": quoted(by)}
    later = {file.name: f"digest: {values['digest']}", path.name: f"before {digest_of(content)}"}
    if any(history.changed(text, name, added=name == path.name) for name, text in later.items()):
        state = "replaced"
    elif (latest := max((_facts(each).get("date", "") for each in history.versions(file.name)), default="")) > str(day):
        state, values = "backdated", values | {"latest": latest}
    print(message("approve.signed", **values)[language], message(f"approve.{state}", **values)[language])
    return 0 if state == "present" else 1


def _facts(record: bytes) -> dict[str, str]:
    """Return the date and the digest in the record of an approval."""
    return dict(re.findall("^(date|digest): ([0-9a-f-]{10,12})$", record.decode("utf-8", "replace"), re.MULTILINE))


def _as_json(edition: str, files: int, faults: Sequence[Message], record: Message) -> str:
    """Return the result of a comparison as JSON."""
    *kinds, whole = ({"kind": each.key.rpartition(".")[2], **each.values} for each in (*faults, record))
    content = {"format-version": FORMAT_VERSION, "edition": edition, "files": files, "found": kinds}
    return json.dumps(content | ({"record": whole} if record else {}), indent=1, default=str)


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


def _verify_file(file: Path, options: Namespace) -> int:
    """Report of which edition of a site a file is, whether a byte differs from the published one, and what has changed since."""
    site, language = options.out, options.message_language
    record, summary = checked_record(site, options.key)
    record = record or [_unrecorded(site)]
    digests, service = (digests_in(file), service_of_pdf(file)) if file.suffix in PAPERS else (_digests(file, record, site), "")
    if not digests:
        raise Refused("failure.no-digest", file=file)
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
    if options.json:
        facts = {"data": entry["data"], "edition": entry["edition"], "current": is_current, "service": service}
        facts |= {"format-version": FORMAT_VERSION, "bytes": state, "since": later, "record": summary.values}
        print(json.dumps(facts, indent=1, ensure_ascii=False))
    else:
        key = "editions.is-current" if is_current else "editions.is-older"
        about = message("editions.of-service", service=quoted(service))[language] if service else ""
        print(message(key, file=file, digest=entry["data"], edition=entry["edition"], about=about)[language])
        print(message(f"editions.{state}")[language], *later, *filter(None, [summary[language]]), sep="\n")
    return 1 if state == "differs" else 0


def _unrecorded(site: Path) -> dict[str, Any]:
    """Return an entry as of a record for the edition in a site without one. Raise ``Refused`` if there is no edition."""
    if not (manifest := manifest_in(site)):
        raise Refused("failure.no-site", site=site)
    return {"edition": manifest.edition, "data": manifest.made_from.get("data", ""), "papers": manifest.papers, "pages": {}}


def _digests(file: Path, record: Sequence[dict[str, Any]], site: Path) -> list[str]:
    """Return the digest of a file that carries none, or of what was published at its place in ``site``.

    Those of all files that are there are added to the papers of their editions.
    """
    folders = {**{f"{FORMER}{entry['edition']}/": entry for entry in record}, "": record[-1]}
    for folder, entry in folders.items():
        files = listed_files(site / folder) if (site / folder / CURRENT).is_file() else {}
        for path, digest in {**files, **({} if folder else entry["pages"])}.items():
            entry["papers"][f"{folder}{path}"] = digest, digest
    place = os.path.relpath(file.resolve(), site.resolve())
    return [next((entry["papers"][place][0] for entry in record if place in entry["papers"]), digest_of(file))]


def _since(site: Path, edition: str, service: str, language: str) -> list[str]:
    """Return the changes in ``service``, or in everything, since ``edition``; a sentence if they are unknown."""
    before, now = (published_catalogue(site / folder) for folder in (f"{FORMER}{edition}", ""))
    if before is None or now is None:
        return [message("editions.taken-down", edition=edition)[language]]
    return since(before, now, now.identity.language(language), service) or [message("editions.unchanged")[language]]
