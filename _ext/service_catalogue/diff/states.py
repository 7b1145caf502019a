"""Where a state of a catalogue is found: a folder, a git revision, a published site, or the digest in a PDF."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from service_catalogue.check.checker import CheckResult, check
from service_catalogue.check.files import data_digest, files_in
from service_catalogue.check.logo import UNSAFE_LOGO
from service_catalogue.diff.history import History, write_files
from service_catalogue.messages import Message, message
from service_catalogue.model.catalogue import IDENTITY_FILE
from service_catalogue.problem import quote

#: The data of a published site, as they were parsed.
SITE_FILE = "data.json"
_DIGEST = re.compile(r"(?<![0-9a-f-])[0-9a-f]{12}(?![0-9a-f-])")


class StateError(Exception):
    """A state that cannot be read, and why."""

    def __init__(self, said: Message) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True)
class State:
    """A state of a catalogue."""

    #: As it was asked for.
    name: str
    digest: str
    result: CheckResult


def read_state(name: str, data: Path, site: Path | None = None) -> State:
    """The state ``name``; revisions and digests are looked up in the history of ``data``, digests in ``site`` too.

    Raises :class:`StateError`.
    """
    with _folder(name, data, site) as (folder, lacks_logo):
        result = check(folder)
        if lacks_logo:
            problems = tuple(each for each in result.problems if each.rule is not UNSAFE_LOGO)
            result = replace(result, problems=problems)
        if not Path(name).exists():  # it is read from copies: its problems are named as git names files
            problems = tuple(
                replace(each, at=each.at._replace(path=_in_revision(name, each.at.path, folder))) for each in result.problems
            )
            result = replace(result, problems=problems)
        return State(name, data_digest(folder), result)


def _in_revision(name: str, path: str, folder: Path) -> str:
    return f"{name}:{path.removeprefix(folder.as_posix()).lstrip('/')}"


def digests_in(pdf: Path) -> list[str]:
    """What may be a data digest in the metadata of a PDF. Raises :class:`StateError` if it cannot be read, but is there."""
    import pikepdf

    try:
        with pikepdf.open(pdf) as document:
            said = [str(value) for value in document.docinfo.values()] if document.docinfo else []
            if "/Metadata" in document.Root:
                said.append(document.Root.Metadata.read_bytes().decode("utf-8", "replace"))
    except FileNotFoundError:
        raise
    except (OSError, pikepdf.PdfError) as error:
        raise StateError(message("diff.unreadable", path=pdf)) from error
    return list(dict.fromkeys(_DIGEST.findall("\n".join(said))))


def state_of_pdf(pdf: Path, data: Path, site: Path | None = None) -> str:
    """The data digest in ``pdf`` whose state is known. Raises :class:`StateError` if there is none."""
    found = digests_in(pdf)
    if not found:
        raise StateError(message("diff.no-digest", path=pdf))
    known = next((digest for digest in found if _is_known(digest, data, site)), None)
    if known is None:
        raise StateError(message("diff.unknown-digest", digest=found[0]))
    return known


def _is_known(digest: str, data: Path, site: Path | None) -> bool:
    return data_digest(data) == digest or bool(History(data).with_digest(digest)) or _in_site(digest, site) is not None


@contextmanager
def _folder(name: str, data: Path, site: Path | None) -> Iterator[tuple[Path, bool]]:
    """The folder of the data of a state, for as long as it is needed, and whether the logo is not among them."""
    path = Path(name)
    for folder in (path, path / "data"):
        if (folder / IDENTITY_FILE).is_file():
            yield folder, False
            return
    for published in (path, path / SITE_FILE, path / "api" / "v1" / SITE_FILE):
        if published.is_file() and published.suffix == ".json":
            with _written(_published(published)) as folder:
                yield folder, True
            return
    if path.is_dir():
        raise StateError(message("diff.no-data", name=quote(name)))
    files, lacks_logo = _recorded(name, data, site)
    with _written(files) as folder:
        yield folder, lacks_logo


def _recorded(name: str, data: Path, site: Path | None) -> tuple[dict[str, bytes], bool]:
    """The files of a revision, or of the state that has this digest, and whether the logo is not among them."""
    history = History(data)
    commit = history.resolved(name)
    if not commit and _DIGEST.fullmatch(name):
        commit = history.with_digest(name)
        if not commit and data_digest(data) == name:
            return {name: path.read_bytes() for name, path in files_in(data).items()}, True
        published = None if commit else _in_site(name, site)
        if published is not None:
            return _published(published), True
        if not commit:
            raise StateError(message("diff.unknown-digest", digest=name))
    files = history.files(commit) if commit else {}
    if not commit or IDENTITY_FILE not in files:
        raise StateError(message("diff.no-data" if commit else "diff.unknown-state", name=quote(name)))
    return files, False


def _in_site(digest: str, site: Path | None) -> Path | None:
    """The data with this digest among the editions of a published site."""
    for path in sorted(site.rglob(SITE_FILE)) if site else ():
        if _json(path).get("digest") == digest:
            return path
    return None


def _published(path: Path) -> dict[str, bytes]:
    """The files of a published site: JSON is YAML, too."""
    files = _json(path).get("files")
    if not isinstance(files, dict):
        raise StateError(message("diff.no-data", name=quote(path)))
    return {
        str(name): json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "replace") for name, value in files.items()
    }


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


@contextmanager
def _written(files: dict[str, bytes]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="catalogue-") as folder:
        write_files(files, Path(folder))
        yield Path(folder)
