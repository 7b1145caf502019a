"""States of the data in git: of a revision, by data digest, and texts that once were there."""

from __future__ import annotations

import functools
import subprocess
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from service_catalogue.check.files import canonical_file, digest_of_data, is_data
from service_catalogue.check.load import load
from service_catalogue.model.confirmations import text_digest
from service_catalogue.model.fields import texts_by_place

#: The blob of a plain file in a listing of git.
_PLAIN_FILES = ("100644", "100755")


@dataclass(frozen=True)
class History:
    """The history of a folder of data; empty where it is in no repository, or git is not there."""

    folder: Path
    #: What each blob says, as canonical JSON.
    _said: dict[str, bytes] = field(default_factory=dict, repr=False)

    def resolved(self, revision: str) -> str:
        """The commit that ``revision`` names; empty if none."""
        return self._git("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}").decode().strip()

    def parted(self, revision: str) -> str:
        """The commit at which ``revision`` and what is checked out parted; empty if git cannot tell."""
        commit = self.resolved(revision)
        return self._git("merge-base", commit, "HEAD").decode().strip() if commit else ""

    def files(self, commit: str) -> dict[str, bytes]:
        """The files of the folder at ``commit`` from which a catalogue is read, by path."""
        blobs = self._blobs(commit)
        return {path: self._blob(blob) for path, blob in blobs.items()}

    def commits(self) -> Iterator[str]:
        """The commits that changed the folder, the newest first, on whatever branch."""
        yield from self._git("rev-list", "HEAD", "--all", "--", ".").decode().split()

    def with_digest(self, digest: str) -> str:
        """The newest commit at which the data have this digest; empty if none has."""
        return next((commit for commit in self.commits() if self._digest(commit) == digest), "")

    def texts(self, digests: Collection[str], language: str) -> dict[str, str]:
        """The texts in ``language`` that have these digests, by digest; those that were never committed are missing."""
        found: dict[str, str] = {}
        for commit in self.commits() if digests else ():
            with tempfile.TemporaryDirectory(prefix="catalogue-") as folder:
                write_files(self.files(commit), Path(folder))
                partial = load(Path(folder)).partial
                if partial.identity is not None:
                    for text in texts_by_place(partial).values():
                        if language in text and (digest := text_digest(text[language])) in digests:
                            found.setdefault(digest, str(text[language]))
            if len(found) == len(set(digests)):
                break
        return found

    def _digest(self, commit: str) -> str:
        blobs = {path: blob for path, blob in self._blobs(commit).items() if is_data(path)}
        for path, blob in blobs.items():
            if blob not in self._said:
                self._said[blob] = canonical_file(path, self._blob(blob))
        return digest_of_data(blobs, lambda path: self._said[blobs[path]])

    def _blobs(self, commit: str) -> dict[str, str]:
        found = {}
        for entry in self._git("ls-tree", "-r", "-z", commit).split(b"\0"):
            attributes, _, path = entry.partition(b"\t")
            mode, _, blob = attributes.decode().partition(" blob ")
            name = path.decode("utf-8", "replace")
            if mode in _PLAIN_FILES and (name.endswith((".yaml", ".json")) or _is_logo(name)):
                found[name] = blob
        return found

    @functools.cached_property
    def _contents(self) -> dict[str, bytes]:
        return {}

    def _blob(self, blob: str) -> bytes:
        if blob not in self._contents:
            self._contents[blob] = self._git("cat-file", "blob", blob)
        return self._contents[blob]

    def _git(self, *arguments: str) -> bytes:
        """What git says; nothing if it fails, as where there is no repository."""
        try:
            done = subprocess.run(["git", "-C", str(self.folder), *arguments], capture_output=True, check=False)
        except OSError:
            return b""
        return done.stdout if done.returncode == 0 else b""


def _is_logo(name: str) -> bool:
    """True if the file ``name`` may be the logo, which is in the folder of ``catalogue.yaml``."""
    return "/" not in name and name.endswith((".svg", ".png"))


def write_files(files: dict[str, bytes], folder: Path) -> None:
    """Put ``files`` into ``folder``; names that lead out of it are left out."""
    for name, content in files.items():
        path = folder / name
        if path.resolve().is_relative_to(folder.resolve()):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
