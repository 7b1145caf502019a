"""The editions of a site: whole folders beside it, one of which the site, a link, leads to.

``SITE`` leads to ``SITE.editions/<digest>``. Another edition takes its place by one rename, so that a visit never sees two.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from service_catalogue.site.digests import Digests, digest_of
from service_catalogue.site.files import (
    LOCK,
    Source,
    files_in,
    folders_of,
    make_folder,
    remove,
    remove_all,
    share,
    sync,
    write,
)
from service_catalogue.site.manifest import CURRENT, PARTIAL, Imprint, Manifest, manifest_in

#: How many editions are kept, besides those that something cites.
KEPT = 5
_STATE = "editions.json"
#: How the name of their folder ends.
_EDITIONS = ".editions"
#: An edition that is being made, one that is being removed, and the link that is about to become the site.
_COMING, _GOING, _SWITCH = ".coming", ".going", ".switch"


@dataclass
class _State:
    """What is remembered of the editions beside their manifests."""

    #: Their digests, that of the last published one first.
    order: list[str] = field(default_factory=list)
    #: Digests, of editions or of data, that something cites.
    cited: list[str] = field(default_factory=list)
    #: Files of the edition before that were lent to the current one, for visits that had begun: edition → paths.
    lent: dict[str, list[str]] = field(default_factory=dict)


class Editions:
    """The editions of the site ``site``."""

    def __init__(self, site: Path) -> None:
        # The editions stand beside the site, by its name; "." and ".." are names of none.
        self.site = site if site.name not in ("", "..") else site.resolve()
        self.folder = self.site.parent / f"{self.site.name}{_EDITIONS}"
        #: Manifests that were read, which do not change; of most editions only the imprint, to limit memory.
        self._imprints: dict[str, Imprint] = {}
        self._manifests: dict[str, Manifest] = {}

    @property
    def are_used(self) -> bool:
        """Whether the site is, or would be, a link to an edition; else it is a folder."""
        if self.site.is_symlink():
            return self.site.readlink().parent.name == self.folder.name
        return not self.site.exists()

    @property
    def enclosing(self) -> Path | None:
        """The edition of another site that contains the path of this one; ``None`` if there is none."""
        above = (self.site.absolute().parent.resolve(), *self.site.absolute().parent.resolve().parents)
        return next((folder for folder in above if folder.parent.suffix == _EDITIONS and (folder / CURRENT).is_file()), None)

    @property
    def current(self) -> str:
        """The digest of the edition that is the site now; empty if there is none."""
        return self.site.readlink().name if self.site.is_symlink() and self.are_used else ""

    @property
    def beside(self) -> tuple[Path, ...]:
        """What stands, or may stand, beside the editions."""
        return tuple(self.folder / name for name in (_STATE, _COMING, _SWITCH, LOCK))

    def manifest(self, edition: str) -> Manifest | None:
        if edition not in self._manifests and (found := manifest_in(self.folder / edition)):
            self._manifests[edition] = found
        return self._manifests.get(edition)

    def _imprint(self, edition: str) -> Imprint | None:
        if edition not in self._imprints and (found := self._manifests.get(edition) or manifest_in(self.folder / edition)):
            self._imprints[edition] = found.imprint
        return self._imprints.get(edition)

    def all(self) -> list[Imprint]:
        """The editions that are kept, that of the last publication first."""
        order = self._state().order
        names = [path.name for path in self.folder.glob("[!.]*")]
        found = [imprint for name in names if (imprint := self._imprint(name)) and imprint.edition == name]
        return sorted(found, key=lambda imprint: order.index(imprint.edition) if imprint.edition in order else -1)

    def made_at(self, edition: str) -> datetime:
        """When the edition was made, in the time of this place."""
        return datetime.fromtimestamp((self.folder / edition / CURRENT).stat().st_mtime).astimezone()

    def find(self, digest: str) -> list[Imprint]:
        """The editions whose digest, or that of whose data, begins with ``digest``."""
        return [
            each for each in self.all() if any(told.startswith(digest) for told in (each.edition, each.made_from.get("data", "")))
        ]

    def foreign(self) -> list[str]:
        """The files in the current edition that are not its own."""
        manifest = self.manifest(self.current) if self.current else None
        if manifest is None:
            return []
        lent = self._state().lent.get(self.current, ())
        return sorted(files_in(self.folder / self.current) - manifest.paths - {*lent} - {PARTIAL})

    def faults(self, edition: str) -> list[str]:
        """The files of an edition that are missing or changed."""

        def digest(path: str) -> str:
            try:
                return digest_of(self.folder / edition / path)
            except OSError:
                return ""

        manifest = self.manifest(edition)
        return [path for path, expected in manifest.files.items() if digest(path) != expected] if manifest else [CURRENT]

    def tidy(self) -> None:
        """Clear away what a command that was cut short has left."""
        remove_all(self.folder / _COMING)
        with contextlib.suppress(FileNotFoundError):
            (self.folder / _SWITCH).unlink()
        self._take_back()
        self._finish_removal()

    def add(self, files: Mapping[str, Source], manifest: Manifest, digests: Digests) -> None:
        """Make the edition; files that the current one has too are shared with it."""
        folder = self.folder / manifest.edition
        self._manifests[manifest.edition] = manifest
        make_folder(self.folder)
        if folder.is_dir():
            # The same digest, so the same files, unless somebody has changed them.
            for path, digest in manifest.files.items():
                if not digests.holds(f"{folder}/{path}", digest):
                    write(files[path], folder / path, folder / PARTIAL)
            return
        coming = self.folder / _COMING
        before = self.current and f"{self.folder / self.current}/"
        folders = folders_of(files)
        for inner in folders:
            make_folder(coming / inner)
        for path, digest in manifest.files.items():
            if not (before and digests.holds(before + path, digest) and share(before + path, f"{coming}/{path}")):
                write(files[path], coming / path, coming / PARTIAL)
        write(manifest.text.encode(), coming / CURRENT, coming / PARTIAL)
        sync(*(coming / inner for inner in folders))
        coming.rename(folder)
        sync(self.folder)

    def switch(self, edition: str, grace: float) -> None:
        """Make ``edition`` the site, by one rename. Visits that have begun find the files of the one before for ``grace`` seconds."""
        before = self.current
        if before != edition:
            if before:
                self._lend(before, edition)
            with contextlib.suppress(FileNotFoundError):
                (self.folder / _SWITCH).unlink()
            (self.folder / _SWITCH).symlink_to(f"{self.folder.name}/{edition}")
            (self.folder / _SWITCH).replace(self.site)
            sync(self.site.parent.absolute())
        state = self._state()
        if edition not in state.order:
            known = [each.edition for each in self.all()]
            self._keep(_State([edition, *(each for each in state.order if each in known)], state.cited, state.lent))
        if state.lent.get(edition):
            time.sleep(grace)
            self._take_back()

    def published_last(self, edition: str) -> None:
        """Note that ``edition`` is the newest."""
        state = self._state()
        if state.order[:1] != [edition]:
            state.order = [edition, *(each for each in state.order if each != edition)]
            self._keep(state)

    def cite(self, digest: str) -> None:
        """Keep the editions with this digest, or made from data with it, for ever."""
        state = self._state()
        if digest not in state.cited:
            state.cited.append(digest)
            self._keep(state)

    def is_cited(self, imprint: Imprint) -> bool:
        told = (imprint.edition, imprint.made_from.get("data", ""))
        return any(each.startswith(digest) for digest in self._state().cited for each in told)

    def prune(self) -> None:
        """Remove all but the newest editions, the current one and those that something cites; foreign files in them stay."""
        state = self._state()
        for imprint in self.all()[KEPT:]:
            edition = imprint.edition
            if edition != self.current and not self.is_cited(imprint):
                (self.folder / edition).rename(self.folder / f"{_GOING}-{edition}")
                state.order = [each for each in state.order if each != edition]
        self._finish_removal()
        if state.order != self._state().order:
            self._keep(state)

    def _finish_removal(self) -> None:
        for folder in self.folder.glob(f"{_GOING}-*"):
            if manifest := manifest_in(folder):
                remove(folder, manifest.paths - {CURRENT})
                (folder / CURRENT).unlink()
            with contextlib.suppress(OSError):  # somebody's files are in it
                folder.rmdir()

    def _lend(self, before: str, edition: str) -> None:
        """Give ``edition`` what pages of the edition before need and it has not."""
        old, new = self.manifest(before), self.manifest(edition)
        if old is None or new is None:
            return
        target = self.folder / edition
        wanted = [
            path for path in old.files if not path.endswith(".html") and path not in new.files and not (target / path).exists()
        ]
        if not wanted:
            return
        state = self._state()
        state.lent = {edition: wanted}
        self._keep(state)
        for path in wanted:
            make_folder((target / path).parent)
            with contextlib.suppress(FileNotFoundError):
                os.link(self.folder / before / path, target / path)

    def _take_back(self) -> None:
        state = self._state()
        for edition, paths in state.lent.items():
            manifest = self.manifest(edition)
            remove(self.folder / edition, {*paths} - (manifest.paths if manifest else set()))
        if state.lent:
            state.lent = {}
            self._keep(state)

    def _state(self) -> _State:
        try:
            written = json.loads((self.folder / _STATE).read_text("utf-8"))
            lists = [_texts(written.get(name)) for name in ("order", "cited")]
            lent = {str(edition): _texts(paths) for edition, paths in dict(written.get("lent", {})).items()}
        except (OSError, ValueError, AttributeError, TypeError):
            return _State()
        safe = {edition: [path for path in paths if ".." not in Path(path).parts] for edition, paths in lent.items()}
        return _State(lists[0], lists[1], safe)

    def _keep(self, state: _State) -> None:
        make_folder(self.folder)
        text = json.dumps({"order": state.order, "cited": state.cited, "lent": state.lent}, indent=1) + "\n"
        write(text.encode(), self.folder / _STATE, self.folder / PARTIAL)


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, Iterable) else []
