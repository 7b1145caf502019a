"""The history of the data in git."""

import re
import subprocess
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from service_catalogue.check.digest import canonical_file, digest_of_data, is_data
from service_catalogue.check.limits import is_too_large, limits
from service_catalogue.check.load import load
from service_catalogue.messages.failure import Refused
from service_catalogue.messages.quotation import quote
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.reviewed import REVIEWED_FOLDER, items_of, text_digest
from service_catalogue.schema.forms import day_of
from service_catalogue.yaml.source import MAX_BYTES

#: Modes of plain files in a listing of git.
_PLAIN_FILES = ("100644", "100755")
#: A day as a state.
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: The most bytes in a path, and in a name of it, that a file system takes.
_LONGEST_PATH, _LONGEST_NAME = 1_000, 255


@dataclass(frozen=True)
class History:
    """The history of a folder of data; empty without a repository or without git."""

    folder: Path
    #: Each blob as it is, and as canonical JSON.
    _contents: dict[str, bytes] = field(default_factory=dict, repr=False)
    _said: dict[str, bytes] = field(default_factory=dict, repr=False)

    def resolved(self, revision: str) -> str:
        """Return the commit that ``revision`` names, for a day the last one on the branch by then, or an empty text."""
        if DAY.fullmatch(revision):
            # Git knows no day after 2099.
            end = () if revision > date.today().isoformat() else (f"--before={revision}T23:59:59",)
            return self._git("rev-list", "-1", "--first-parent", *end, "HEAD").decode().strip()
        return self._git("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}").decode().strip()

    def start(self, revision: str) -> str:
        """Return the commit that ``revision`` names, for a day the one at its start or else the first on the branch, or an empty text."""
        commit, day = self.resolved(revision), day_of(revision)
        if not (commit and day):
            return commit
        before = self.resolved(str(day - timedelta(days=1)))
        return before or self._git("rev-list", "--first-parent", "--max-parents=0", "HEAD").decode().strip()

    def merge_base(self, revision: str, other: str = "HEAD") -> str:
        """Return the merge base of ``revision`` and what is checked out, or ``other``; empty if git has none."""
        commit = self.resolved(revision)
        return self._git("merge-base", commit, other).decode().strip() if commit else ""

    def before(self, path: str) -> str:
        """Return the commit of the branch before ``path`` became what it is: for a new or an edited file, the one that is checked out."""
        is_committed = not self._git("status", "--porcelain", "--", path)
        changing = self._git("log", "-1", "--first-parent", "--format=%H", "--", path).decode().strip()
        return (is_committed and self.resolved(f"{changing}^")) or self.resolved("HEAD")

    def files(self, commit: str) -> dict[str, bytes]:
        """Return the files of the folder at ``commit`` from which a catalogue is read, by path. Raise ``Refused`` for too many."""
        blobs = self._blobs(commit)
        if is_too_large(size for _, size in blobs.values()):
            raise Refused("diff.too-many", name=quote(commit[:12]), **limits())
        for path in blobs:
            if len(path.encode()) > _LONGEST_PATH or max(len(part.encode()) for part in path.split("/")) > _LONGEST_NAME:
                raise Refused("diff.long-name", name=quote(path), most=_LONGEST_NAME)
        # Of one that is too large, the check reads no more than that it is.
        return {path: self._blob(blob) if size <= MAX_BYTES else bytes(MAX_BYTES + 1) for path, (blob, size) in blobs.items()}

    def file(self, commit: str, path: str) -> bytes:
        """Return the file at ``path``, relative to the folder, at ``commit``; nothing if there is none."""
        return self._git("show", f"{commit}:./{path}")

    def catalogue(self, commit: str) -> Catalogue:
        """Return as much of the catalogue at ``commit`` as can be read."""
        with written_files(self.files(commit)) as folder:
            return load(folder).partial

    def commits(self) -> Iterator[str]:
        """Yield the commits that changed the folder on any branch, the newest first."""
        yield from self._git("rev-list", "HEAD", "--all", "--", ".").decode().split()

    def commit_of(self, digest: str) -> str:
        """Return the commit that is checked out, if its data have this digest."""
        commit = self.resolved("HEAD")
        return commit if commit and self._digest(commit) == digest else ""

    def log(self, first: str, last: str) -> Iterator[list[str]]:
        """Yield the commits of the branch ``last`` after ``first`` that changed the folder, the oldest first: each with its day and author."""
        form = ("--reverse", "--first-parent", "--format=%H %cs %ae", f"{first}..{last}")
        yield from (line.split(" ", 2) for line in self._git("log", *form, "--", ".").decode("utf-8", "replace").splitlines())

    def with_digest(self, digest: str) -> str:
        """Return the newest commit at which the data have this digest, or an empty text."""
        return next((commit for commit in self.commits() if self._digest(commit) == digest), "")

    def changed(self, text: str, path: str, *, added: bool) -> bool:
        """Return whether a commit ``added`` the text to the file at ``path``, relative to the folder, or else took it out."""
        commits = self._git("log", "--all", "--format=%H", f"-S{text}", "--", path).decode().split()
        return any((text.encode() in self.file(commit, path)) == added for commit in commits)

    def versions(self, path: str) -> Iterator[bytes]:
        """Yield the file at ``path``, relative to the folder, as of each commit on any branch that changed it."""
        commits = self._git("log", "--all", "--format=%H", "--", path).decode().split()
        yield from (self.file(commit, path) for commit in commits)

    def words(self, digests: Collection[str]) -> dict[str, str]:
        """Return the sides of items that have these digests, by digest; what was never committed is missing."""
        words_by_digest: dict[str, str] = {}
        # A digest is recorded beside what it is of, and git finds it faster than every state can be read.
        pattern = "|".join(sorted(digests))
        recording = self._git("log", "--format=%H", f"-G{pattern}", "HEAD", "--all", "--", REVIEWED_FOLDER) if digests else b""
        for commit in recording.decode().split():
            for item in items_of(self.catalogue(commit)):
                for words in item.sides.values():
                    if (digest := text_digest(words)) in digests:
                        words_by_digest.setdefault(digest, str(words))
            if len(words_by_digest) == len(set(digests)):
                break
        return words_by_digest

    def tracked(self, name: str) -> list[str]:
        """Return the paths at or below ``name`` that git tracks."""
        return self._git("ls-files", "-z", "--", name).decode("utf-8", "replace").split("\0")[:-1]

    def _digest(self, commit: str) -> str:
        blobs = {path: blob for path, (blob, _) in self._blobs(commit).items() if is_data(path)}
        for path, blob in blobs.items():
            if blob not in self._said:
                self._said[blob] = canonical_file(path, self._blob(blob))
        return digest_of_data(blobs, lambda path: self._said[blobs[path]])

    def _blobs(self, commit: str) -> dict[str, tuple[str, int]]:
        """Return the blob of each file, and its size."""
        blobs = {}
        for entry in self._git("ls-tree", "-r", "-l", "-z", commit).split(b"\0"):
            attributes, _, path = entry.partition(b"\t")
            mode, _, blob = attributes.decode().partition(" blob ")
            name = path.decode("utf-8", "replace")
            is_logo = "/" not in name and name.endswith(".png")  # it is beside ``catalogue.yaml``
            if mode in _PLAIN_FILES and (name.endswith((".yaml", ".json", ".txt", ".sig")) or is_logo):
                digest, size = blob.split()
                blobs[name] = digest, int(size)
        return blobs

    def _blob(self, blob: str) -> bytes:
        if blob not in self._contents:
            self._contents[blob] = self._git("cat-file", "blob", blob)
        return self._contents[blob]

    def _git(self, *arguments: str) -> bytes:
        """Return the output of git; nothing if it fails, as without a repository."""
        try:
            command = ["git", "-c", "core.fsmonitor=false", "-C", str(self.folder), *arguments]  # no program of the repository
            done = subprocess.run(command, capture_output=True, check=False)
        except OSError:
            return b""
        return done.stdout if done.returncode == 0 else b""


@contextmanager
def written_files(files: dict[str, bytes]) -> Iterator[Path]:
    """Provide a folder with ``files``, except those whose names lead out of it."""
    with tempfile.TemporaryDirectory(prefix="catalogue-") as name:
        folder = Path(name)
        for path, content in ((folder / inner, content) for inner, content in files.items()):
            if path.resolve().is_relative_to(folder.resolve()):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        yield folder
