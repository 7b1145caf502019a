"""The record of publications, and the files of a published site."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from service_catalogue.diff.signatures import signer
from service_catalogue.messages.failure import Refused
from service_catalogue.messages.texts import Message, message
from service_catalogue.yaml.values import canonical

#: The folder of a published site with what is kept of each edition, and the record of publications in it.
FORMER = "v/"
RECORD_FILE = f"{FORMER}editions.json"
#: The data of a published site, as they were parsed.
SITE_FILE = "data.json"
DATA_DIGEST = re.compile(r"(?<![0-9a-f-])[0-9a-f]{12}(?![0-9a-f-])")
#: What each entry of the record has.
_OF_ENTRY = ("edition", "data", "commit", "from", "manifest", "papers", "changes", "before", "site", "pages")


def editions_on(day: str, site: Path | None) -> list[tuple[dict[str, Any], str]]:
    """Return the recorded editions of ``site`` that applied on ``day``, or for a part of it, each with when it was replaced."""
    record = publications(site) if site else []
    ends = [*(entry["from"] for entry in record[1:]), ""]
    return [each for each in zip(record, ends, strict=False) if each[0]["from"][:10] <= day <= (each[1][:10] or day)]


def publications(site: Path) -> list[dict[str, Any]]:
    """Return the record of publications of ``site``, the oldest first. Raise :class:`Refused` for a damaged record."""
    return checked_record(site)[0]


def checked_record(site: Path, signers: Path | None = None) -> tuple[list[dict[str, Any]], Message]:
    """Return the record of ``site``, and a sentence about it. Raise :class:`Refused` if it, or a signature, does not hold."""
    path = site / RECORD_FILE
    record = read_record(path.read_bytes(), path) if path.is_file() else []
    faults, words = check_record(record, signers)
    for fault in faults:
        raise Refused(fault)
    return record, words


def read_record(content: bytes, path: object) -> list[dict[str, Any]]:
    """Return the record of publications in ``content``, which is at ``path``. Raise :class:`Refused`."""
    try:
        record: list[dict[str, Any]] = json.loads(content)["editions"]
        for entry in record:
            kinds = isinstance(entry["papers"], dict) and isinstance(entry["pages"], dict)
            aware = datetime.fromisoformat(entry["from"]).tzinfo
            if not (kinds and aware and DATA_DIGEST.fullmatch(entry["edition"]) and {*_OF_ENTRY} <= {*entry}):
                raise ValueError
    except (ValueError, TypeError, LookupError, RecursionError):
        raise Refused("failure.record", file=path) from None
    return record


def check_record(record: Sequence[dict[str, Any]], signers: Path | None = None) -> tuple[list[Message], Message]:
    """Return the faults of a record, given ``signers`` those of its signatures too, and a sentence about it if there are none."""
    faults = [message("signature.none", what=message("editions.record"))] if signers and not record else []
    before, latest, roles, cause = "", "", set[str](), ""
    for entry in record:
        moment = datetime.fromisoformat(entry["from"])
        if signers:
            signed = canonical({name: value for name, value in entry.items() if name != "signature"})
            role, cause = signer(signed, entry.get("signature"), signers, moment)
            roles.add(role)
        is_earlier = bool(latest) and moment < datetime.fromisoformat(latest)
        causes = {"editions.broken": entry["before"] != before, "editions.backwards": is_earlier, f"signature.{cause}": cause}
        what = message("editions.publication", edition=entry["edition"], time=entry["from"])
        values = {"what": what, "latest": latest, "file": signers, "date": moment.date()}
        faults += [message(key, **values) for key, is_fault in causes.items() if is_fault]
        before, latest = sha256(canonical(entry)).hexdigest(), entry["from"]
    state = "signed" if signers else "unchecked" if any("signature" in entry for entry in record) else "unsigned"
    ends = {"first": record[0]["from"], "last": latest} if record else {}
    words = message(f"record.{state if record else 'none'}", count=len(record), **ends, roles=sorted(roles))
    return faults, Message("") if faults else words


def listed_files(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of a published site, or of what is kept of an edition, by path; none if it has no list.

    Raise ``Refused`` if the list is not the one in the record of publications.
    """
    folder = folder.resolve()
    top = folder.parent.parent if (folder.parent / Path(RECORD_FILE).name).is_file() else folder
    key, path = "site" if top == folder else "manifest", folder / "edition.json"
    recorded = [entry[key] for entry in publications(top) if folder in (top, top / FORMER / entry["edition"])]
    content = path.read_bytes() if path.is_file() else b""
    if (recorded or top != folder) and sha256(content).hexdigest() not in recorded[-1:]:
        raise Refused("diff.differs", file=path)
    files = json_in(path).get("files")
    return files if isinstance(files, dict) else {}


def json_in(path: Path) -> dict[str, Any]:
    value = content_in(path)
    return value if isinstance(value, dict) else {}


def content_in(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
