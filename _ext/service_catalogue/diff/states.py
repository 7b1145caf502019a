"""States of a catalogue: in a folder, in git, in a published site, or named by a digest."""

import functools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from service_catalogue.check.checker import CheckResult, check
from service_catalogue.check.digest import data_digest, files_in, is_data, is_record
from service_catalogue.check.load import load
from service_catalogue.check.logo import UNSAFE_LOGO
from service_catalogue.check.published_data import part_of_data
from service_catalogue.diff.history import DAY, History, written_files
from service_catalogue.diff.publications import (
    DATA_DIGEST,
    FORMER,
    SITE_FILE,
    content_in,
    editions_on,
    json_in,
    listed_files,
    publications,
)
from service_catalogue.messages.failure import Refused
from service_catalogue.messages.problem import Problem
from service_catalogue.messages.quotation import quote
from service_catalogue.messages.texts import Message, message
from service_catalogue.model.catalogue import IDENTITY_FILE, Catalogue


@dataclass(frozen=True)
class CatalogueState:
    """A state of a catalogue."""

    #: As given by the user.
    name: str
    digest: str
    result: CheckResult
    #: How a day was read, if it is one.
    note: Message | None = None


def read_state(name: str, data: Path, site: Path | None = None) -> CatalogueState:
    """Return the state ``name``, looked up in the history of ``data`` and, for a digest, in ``site``. Raise :class:`Refused`."""
    source, note = _on_day(name, data, site) if DAY.fullmatch(name) and not Path(name).exists() else (name, None)
    with _folder(source, data, site) as folder:
        result = check(folder)
        problems = result.problems
        if folder not in (Path(name), Path(name) / "data"):  # a copy may lack the logo
            problems = tuple(each for each in problems if each.rule is not UNSAFE_LOGO)
        if not Path(name).exists():  # it was read from a copy: report paths as git does
            problems = tuple(replace(each, at=each.at._replace(path=f"{name}:{path_in(folder, each)}")) for each in problems)
        return CatalogueState(name, data_digest(folder) if result.catalogue else "", replace(result, problems=problems), note)


def _on_day(day: str, data: Path, site: Path | None) -> tuple[str, Message | None]:
    """Return the state that applied at the end of ``day``, and how that is known: from the record of ``site``, or from the branch."""
    is_to_come = day > date.today().isoformat()
    if site:
        record, entries = publications(site), [entry for entry, _ in editions_on(day, site)]
        if not record:
            raise Refused("diff.no-record", site=site)
        if not entries:
            raise Refused("diff.not-published", date=day, first=record[0]["from"][:10])
        path = site / FORMER / entries[-1]["edition"] / "api/v1" / SITE_FILE
        editions = [entry["edition"] for entry in entries]
        several = message("diff.several-editions", date=day, editions=editions) if len(entries) > 1 else None
        to_come = message("diff.to-come", date=day, state=editions[-1]) if is_to_come else None
        return str(path) if path.is_file() else entries[-1]["data"], several or to_come
    commit = History(data).resolved(day)
    key, state = ("diff.to-come", "state") if is_to_come else ("diff.on-branch", "commit")
    return commit or day, message(key, date=day, **{state: commit[:12]}) if commit else None


def published_catalogue(site: Path) -> Catalogue | None:
    """Return the catalogue in a published site, or in what is kept of an edition; ``None`` if it is gone."""
    if not (data := site / "api/v1" / SITE_FILE).is_file():
        return None
    with written_files(published_files(data)) as folder:
        return load(folder).partial


def edition(digest: str, data: Path, site: Path | None) -> Catalogue | None:
    """Return the catalogue with the data digest ``digest``, from git or ``site``; ``None`` if it is unknown or has errors.

    Raise ``Refused`` if ``site`` is not as its record has it.
    """
    try:
        state = read_state(digest, data, site) if DATA_DIGEST.fullmatch(digest) else None
    except Refused as error:
        if error.said.key == "diff.differs":
            raise
        return None
    # A folder or a revision may have the same name.
    return state.result.catalogue if state and state.digest == digest and not state.result.failed else None


@contextmanager
def _folder(name: str, data: Path, site: Path | None) -> Iterator[Path]:
    """Provide a folder with the data of a state."""
    path = Path(name)
    if own := next((each for each in (path, path / "data") if (each / IDENTITY_FILE).is_file()), None):
        yield own
        return
    files = (path, path / SITE_FILE, path / "api" / "v1" / SITE_FILE)
    published = next((each for each in files if each.is_file() and each.suffix == ".json"), None)
    if path.is_dir() and not published:
        raise Refused("diff.no-data", name=quote(name))
    with written_files(published_files(published) if published else _recorded(name, data, site)) as folder:
        yield folder


def _recorded(name: str, data: Path, site: Path | None) -> dict[str, bytes]:
    """Return the files of a revision or of the state with this digest."""
    history = History(data)
    commit = history.resolved(name)
    if not commit and DATA_DIGEST.fullmatch(name) and not (commit := history.with_digest(name)):
        if data_digest(data) == name:
            return {name: path.read_bytes() for name, path in files_in(data).items()}
        if published := in_site(name, site):
            return published_files(published)
        raise Refused("diff.unknown-digest", digest=name)
    files = history.files(commit) if commit else {}
    if not commit or IDENTITY_FILE not in files:
        raise Refused("diff.no-data" if commit else "diff.unknown-state", name=quote(name))
    return files


def in_site(digest: str, site: Path | None) -> Path | None:
    """Return the data with this digest, or of an edition with it, among the editions of a published site."""
    for path in sorted({*site.glob(f"api/v1/{SITE_FILE}"), *site.glob(f"{FORMER}*/api/v1/{SITE_FILE}")}) if site else ():
        # Booklets, annexes and workbooks carry the digest of the data, or, by the path, of what each says.
        made_from = json_in(path.parent.parent.parent / "edition.json").items()
        if digest in (json_in(path).get("digest"), *(each for name, each in made_from if name == "data" or "/" in name)):
            return path
    return None


def published_files(path: Path) -> dict[str, bytes]:
    """Return the files of data of a published site: JSON is YAML too. Raise ``Refused`` if one is not as its list has it."""
    root = path.absolute().parent.parent.parent
    for name, digest in listed_files(root).items():
        if name.startswith("api/v1/data") and sha256((root / name).read_bytes()).hexdigest() != digest:
            raise Refused("diff.differs", file=root / name)
    published = json_in(path)
    files, parts = published.get("files"), published.get("parts")
    if not isinstance(files, dict):
        raise Refused("diff.no-data", name=quote(path))
    for name in map(str, parts if isinstance(parts, list) else ()):  # earlier editions have none
        part = path.parent / part_of_data(name)
        if not (is_data(name) or is_record(name)) or (content := content_in(part)) is None:
            raise Refused("failure.missing", file=part)
        files[name] = content
    dump = functools.partial(json.dumps, ensure_ascii=False, indent=1)
    return {str(name): (str if is_record(name) else dump)(value).encode("utf-8", "replace") for name, value in files.items()}


def path_in(folder: Path, problem: Problem) -> str:
    """Return the path of the file of ``problem``, relative to ``folder``."""
    return problem.at.path.removeprefix(folder.as_posix()).lstrip("/")
