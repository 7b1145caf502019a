"""The editions of a site: whole folders beside it, each with a manifest; the site is a link to the current one.

``SITE`` leads to ``SITE.editions/<digest>``. Another edition takes its place by one rename, so that a visit never sees two.
"""

import contextlib
import json
import os
import re
import shutil
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from service_catalogue.diff import carried
from service_catalogue.files import FILE_MODE, LOCK, make_folder, sync
from service_catalogue.messages import Refused
from service_catalogue.site import Files, digest_of, files_in, folders_of, read_json, remove, write

CURRENT = "edition.json"
NEXT = "edition.next.json"
#: A file is written here before it gets its name.
PARTIAL = "edition.partial"
#: Matches an empty path, or one that leaves the edition, among paths joined by ``\0``; ten times as fast as one by one.
_LEADS_OUT = re.compile(r"(?:^|\0)(?:/|\0|$)|(?:^|\0|/)\.\.(?:/|\0|$)")
#: Digits of the digest of an edition.
DIGITS = 12


@dataclass(frozen=True)
class Manifest:
    """An edition: its digest, the digests of its inputs (data, prose, program, settings) and of its papers, and its files."""

    edition: str
    #: Those of what a booklet or a workbook says are by its path.
    made_from: Mapping[str, str]
    #: The SHA-256 of each file, by its path.
    files: Mapping[str, str]

    @property
    def text(self) -> str:
        """The content of ``edition.json``."""
        return json.dumps({"edition": self.edition, **self.made_from, "files": self.files}, ensure_ascii=False, indent=1) + "\n"

    @property
    def paths(self) -> set[str]:
        """The files, with the manifest itself."""
        return {CURRENT, *self.files}


def manifest_of(files: Files, made_from: Mapping[str, str]) -> Manifest:
    """Return the manifest of an edition that consists of ``files``."""
    listed = {path: digest_of(files[path]) for path in sorted(files)}
    inputs = json.dumps([sorted(made_from.items()), [*listed.items()]], ensure_ascii=False, separators=(",", ":"))
    return Manifest(digest_of(inputs.encode())[:DIGITS], dict(made_from), listed)


def are_inside(paths: list[str]) -> bool:
    """Return whether all ``paths`` are valid for files in a folder."""
    joined = "\0".join(paths)
    try:
        joined.encode()
    except UnicodeEncodeError:  # no file has a lone surrogate in its name
        return False
    return not paths or (joined.count("\0") < len(paths) and not _LEADS_OUT.search(joined))


def manifest_in(source: bytes | Path, name: str = CURRENT) -> Manifest | None:
    """Return the manifest in a folder, or of these bytes; ``None`` if it cannot be read, or names a file outside the edition."""
    content = read_json(source if isinstance(source, bytes) else source / name)
    if not isinstance(content, dict) or not isinstance(files := content.pop("files", None), dict):
        return None
    edition = content.pop("edition", None)
    if {*map(type, (edition, *content.values(), *files.values()))} != {str} or not are_inside([edition, *files]):
        return None
    return Manifest(edition, content, files)


def listed_in(site: Path) -> set[str]:
    """Return the files that the manifests in ``site`` list, with the manifests that can be read."""
    paths: set[str] = set()
    for name in (CURRENT, NEXT):
        if manifest := manifest_in(site, name):
            paths |= {*manifest.files, name}
    return paths


def holds(path: str | Path, digest: str) -> bool:
    """Return whether ``path`` is a file and no link, with the right mode and this digest."""
    try:
        return os.lstat(path).st_mode == stat.S_IFREG | FILE_MODE and digest_of(path) == digest
    except OSError:
        return False


def faults(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Return the paths of ``files``, digests by path, that are missing in ``folder`` or differ."""
    return [path for path, digest in files.items() if not holds(f"{folder}/{path}", digest)]


#: How many editions are kept, besides those that something cites.
KEPT = 5
#: The record of the editions: their ``order``, the last published first; digests of editions or data that something cites
#: (``cited``); and files of the previous edition that the current one has for visits that had begun (``lent``).
_STATE = "editions.json"
#: The suffix of their folder.
_EDITIONS = ".editions"
#: An edition that is being made, one that is being removed, and the link that is about to become the site.
_COMING, _GOING, _SWITCH = ".coming", ".going", ".switch"


class KeptEditions:
    """The editions of the site ``site``."""

    def __init__(self, site: Path) -> None:
        # The editions are beside the site, under its name; "." and ".." name none.
        self.site = site if site.name not in ("", "..") else site.resolve()
        self.folder = self.site.parent / f"{self.site.name}{_EDITIONS}"

    @property
    def are_used(self) -> bool:
        """True if the site is, or would be, a link to an edition and not a folder."""
        if self.site.is_symlink():
            return self.site.readlink().parent.name == self.folder.name
        return not self.site.exists()

    @property
    def enclosing(self) -> Path | None:
        """The edition of another site that contains the path of this one, if there is one."""
        above = self.site.absolute().parent.resolve()
        return next(
            (path for path in (above, *above.parents) if path.parent.suffix == _EDITIONS and (path / CURRENT).is_file()), None
        )

    @property
    def current(self) -> str:
        """The digest of the edition that is the site now; empty if there is none."""
        return self.site.readlink().name if self.site.is_symlink() and self.are_used else ""

    @property
    def beside(self) -> tuple[Path, ...]:
        """The files that are, or may be, beside the editions."""
        return tuple(self.folder / name for name in (_STATE, _COMING, _SWITCH, LOCK))

    def all(self) -> dict[str, Mapping[str, str]]:
        """Return the digests of the editions, the last published first, each with the digests of its inputs."""
        rank = {edition: number for number, edition in enumerate(self._state()["order"])}
        rank.setdefault(self.current, -1)  # a publication that was cut short did not record it
        manifests = {path.name: manifest_in(path) for path in self.folder.glob("[!.]*")}
        sound = {name: manifest.made_from for name, manifest in manifests.items() if manifest and manifest.edition == name}
        return dict(sorted(sound.items(), key=lambda item: rank.get(item[0], len(rank))))

    def made_at(self, edition: str) -> datetime:
        """Return when the edition was made, in the time of this place."""
        return datetime.fromtimestamp((self.folder / edition / CURRENT).stat().st_mtime).astimezone()

    def find(self, digest: str) -> list[str]:
        """Return the editions whose digest, or the digest of their data, begins with ``digest``, or of which a file has it."""
        known = self.all().items()
        return [edition for edition, made_from in known if digest in carried(made_from) or _has(edition, made_from, digest)]

    def foreign(self) -> list[str]:
        """Return the files in the current edition that are not its own."""
        manifest = manifest_in(self.folder / self.current) if self.current else None
        return sorted(files_in(self.folder / self.current) - manifest.paths - {PARTIAL}) if manifest else []

    def faults(self, edition: str) -> list[str]:
        """Return the files of an edition that are missing or changed."""
        manifest = manifest_in(self.folder / edition)
        return faults(self.folder / edition, manifest.files) if manifest else [CURRENT]

    def tidy(self) -> None:
        """Remove what a command that was cut short has left."""
        if (self.folder / _COMING).is_dir():
            shutil.rmtree(self.folder / _COMING)
        (self.folder / _SWITCH).unlink(missing_ok=True)
        self._take_back()
        self._finish_removal()

    def add(self, files: Files, manifest: Manifest) -> None:
        """Make the edition; files that the current one has too are shared with it."""
        folder, coming = self.folder / manifest.edition, self.folder / _COMING
        make_folder(self.folder)
        if folder.is_dir():
            # The same digest, so the same files, unless somebody has changed them.
            for path in faults(folder, manifest.files):
                write(files[path], folder / path, folder / PARTIAL)
            return
        before = self.current and f"{self.folder / self.current}/"
        folders = folders_of(files)
        for inner in folders:
            make_folder(coming / inner)
        for path, digest in manifest.files.items():
            if before and holds(before + path, digest):
                try:
                    os.link(before + path, f"{coming}/{path}")
                    continue
                except OSError:
                    pass  # a file system without links, or too many of them
            write(files[path], coming / path, coming / PARTIAL)
        write(manifest.text.encode(), coming / CURRENT, coming / PARTIAL)
        sync(*(coming / inner for inner in folders))
        coming.rename(folder)
        sync(self.folder)

    def switch(self, edition: str, grace: float) -> None:
        """Make ``edition`` the site, by one rename. Visits that have begun find the files of the previous one for ``grace`` seconds."""
        before = self.current
        if before != edition:
            if before:
                self._lend(before, edition)
            switch = self.folder / _SWITCH
            switch.unlink(missing_ok=True)
            try:
                switch.symlink_to(f"{self.folder.name}/{edition}")
            except OSError as error:
                raise Refused("failure.no-links", site=self.site) from error
            switch.replace(self.site)
            sync(self.site.parent.absolute())
        if self._state()["lent"]:
            time.sleep(grace)
            self._take_back()

    def cite(self, digest: str) -> None:
        """Keep the editions with this digest, or made from data with it, for ever."""
        self._record(cited=[*dict.fromkeys((*self._state()["cited"], digest))])

    def is_cited(self, edition: str, made_from: Mapping[str, str]) -> bool:
        """Return whether something cites the edition, or its data."""
        return any(_has(edition, made_from, digest) for digest in self._state()["cited"])

    def prune(self, newest: str) -> None:
        """Record the ``newest`` edition, and remove old ones that nothing cites, apart from the current; foreign files in them stay."""
        editions = self.all()
        order = [newest, *(edition for edition in editions if edition != newest)]
        old = [edition for edition in order[KEPT:] if edition != self.current and not self.is_cited(edition, editions[edition])]
        order = [edition for edition in order if edition not in old]
        self._record(order=order)
        for edition in old:
            (self.folder / edition).rename(self.folder / f"{_GOING}-{edition}")
        self._finish_removal()

    def _finish_removal(self) -> None:
        for folder in self.folder.glob(f"{_GOING}-*"):
            if manifest := manifest_in(folder):
                remove(folder, manifest.paths - {CURRENT})
                (folder / CURRENT).unlink()
            with contextlib.suppress(OSError):  # somebody's files are in it
                folder.rmdir()

    def _lend(self, before: str, edition: str) -> None:
        """Add to ``edition`` what pages of the previous edition need and it has not."""
        old, new, target = manifest_in(self.folder / before), manifest_in(self.folder / edition), self.folder / edition
        if old is None or new is None:
            return
        gone = [path for path in old.files if path not in new.files and not path.endswith(".html")]
        lent = [path for path in gone if not (target / path).exists()]
        self._record(lent=[f"{edition}/{path}" for path in lent])
        for path in lent:
            make_folder((target / path).parent)
            with contextlib.suppress(FileNotFoundError):
                os.link(self.folder / before / path, target / path)

    def _take_back(self) -> None:
        remove(self.folder, {*self._state()["lent"]})
        self._record(lent=[])

    def _state(self) -> dict[str, list[str]]:
        content = read_json(self.folder / _STATE)
        values = {name: content.get(name) if isinstance(content, dict) else None for name in ("order", "cited", "lent")}
        state = {
            name: [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
            for name, value in values.items()
        }
        return state if are_inside(state["lent"]) else {**state, "lent": []}

    def _record(self, **changes: list[str]) -> None:
        state = self._state()
        if {**state, **changes} != state:
            text = json.dumps({**state, **changes}, indent=1) + "\n"
            write(text.encode(), self.folder / _STATE, self.folder / PARTIAL)


def _has(edition: str, made_from: Mapping[str, str], digest: str) -> bool:
    """Return whether the digest of an edition, or of its data, begins with ``digest``."""
    return edition.startswith(digest) or made_from.get("data", "").startswith(digest)
