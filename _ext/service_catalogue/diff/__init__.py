"""Changes between two states of a catalogue, as sentences for people and as JSON for programs.

This module has the states: in a folder, in git, in a published site, or named by the digest in a PDF; and the record of those that
were published.
"""

import functools
import json
import re
import subprocess
import tempfile
import zipfile
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from service_catalogue.check.checker import CheckResult, check
from service_catalogue.check.digest import canonical_file, data_digest, digest_of_data, files_in, is_data, is_record
from service_catalogue.check.limits import is_too_large, limits
from service_catalogue.check.load import load
from service_catalogue.check.logo import UNSAFE_LOGO
from service_catalogue.check.published_data import part_of_data
from service_catalogue.diff.signatures import signer
from service_catalogue.messages.failure import Refused
from service_catalogue.messages.problem import Problem
from service_catalogue.messages.quotation import quote
from service_catalogue.messages.texts import Message, message
from service_catalogue.model.catalogue import IDENTITY_FILE, Catalogue
from service_catalogue.model.reviewed import REVIEWED_FOLDER, items_of, text_digest
from service_catalogue.schema.forms import day_of
from service_catalogue.yaml.source import MAX_BYTES
from service_catalogue.yaml.values import canonical

#: Modes of plain files in a listing of git.
_PLAIN_FILES = ("100644", "100755")
#: A day as a state.
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
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
        if _DAY.fullmatch(revision):
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
        with _written(self.files(commit)) as folder:
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


#: The folder of a published site with what is kept of each edition, and the record of publications in it.
FORMER = "v/"
RECORD_FILE = f"{FORMER}editions.json"
#: The endings of files that carry a digest.
PAPERS = (".pdf", ".xlsx")
#: The data of a published site, as they were parsed.
SITE_FILE = "data.json"
_DIGEST = re.compile(r"(?<![0-9a-f-])[0-9a-f]{12}(?![0-9a-f-])")
#: What each entry of the record has.
_OF_ENTRY = ("edition", "data", "commit", "from", "manifest", "papers", "changes", "before", "site", "pages")
#: The part of a workbook with its properties, and the most of it that is read.
_PROPERTIES, _LONGEST_PROPERTIES = "docProps/custom.xml", 100_000


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
    source, note = _on_day(name, data, site) if _DAY.fullmatch(name) and not Path(name).exists() else (name, None)
    with _folder(source, data, site) as folder:
        result = check(folder)
        problems = result.problems
        if folder not in (Path(name), Path(name) / "data"):  # a copy may lack the logo
            problems = tuple(each for each in problems if each.rule is not UNSAFE_LOGO)
        if not Path(name).exists():  # it was read from a copy: report paths as git does
            problems = tuple(replace(each, at=each.at._replace(path=f"{name}:{_path_in(folder, each)}")) for each in problems)
        return CatalogueState(name, data_digest(folder) if result.catalogue else "", replace(result, problems=problems), note)


def editions_on(day: str, site: Path | None) -> list[tuple[dict[str, Any], str]]:
    """Return the recorded editions of ``site`` that applied on ``day``, or for a part of it, each with when it was replaced."""
    record = publications(site) if site else []
    ends = [*(entry["from"] for entry in record[1:]), ""]
    return [each for each in zip(record, ends, strict=False) if each[0]["from"][:10] <= day <= (each[1][:10] or day)]


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
            if not (kinds and aware and _DIGEST.fullmatch(entry["edition"]) and {*_OF_ENTRY} <= {*entry}):
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
    files = _json(path).get("files")
    return files if isinstance(files, dict) else {}


def published_catalogue(site: Path) -> Catalogue | None:
    """Return the catalogue in a published site, or in what is kept of an edition; ``None`` if it is gone."""
    if not (data := site / "api/v1" / SITE_FILE).is_file():
        return None
    with _written(_published(data)) as folder:
        return load(folder).partial


def edition(digest: str, data: Path, site: Path | None) -> Catalogue | None:
    """Return the catalogue with the data digest ``digest``, from git or ``site``; ``None`` if it is unknown or has errors.

    Raise ``Refused`` if ``site`` is not as its record has it.
    """
    try:
        state = read_state(digest, data, site) if _DIGEST.fullmatch(digest) else None
    except Refused as error:
        if error.said.key == "diff.differs":
            raise
        return None
    # A folder or a revision may have the same name.
    return state.result.catalogue if state and state.digest == digest and not state.result.failed else None


def digests_in(pdf: Path) -> list[str]:
    """Return possible digests in the metadata of a PDF, or of a workbook. Raise :class:`Refused` for a damaged file."""
    return list(dict.fromkeys(_DIGEST.findall(_metadata(pdf))))


def service_of_pdf(pdf: Path) -> str:
    """Return the id of the service that a PDF is about; empty for one about the whole catalogue."""
    hit = re.search(r"\b(?:data|content) [0-9a-f]{12}, service ([^\s,]+)", _metadata(pdf))
    return hit[1] if hit else ""


def _metadata(pdf: Path) -> str:
    import pikepdf

    try:
        if pdf.suffix == ".xlsx":
            with zipfile.ZipFile(pdf) as book, book.open(_PROPERTIES) as part:
                return part.read(_LONGEST_PROPERTIES).decode("utf-8", "replace")
        with pikepdf.open(pdf) as document:
            texts = [str(value) for value in document.docinfo.values()] if document.docinfo else []
            if "/Metadata" in document.Root:
                texts.append(document.Root.Metadata.read_bytes().decode("utf-8", "replace"))
    except OSError:
        raise
    except Exception as error:  # a damaged file makes these raise almost anything
        raise Refused("diff.unreadable", path=pdf) from error
    return "\n".join(texts)


def state_of_pdf(pdf: Path, data: Path, site: Path | None) -> str:
    """Return the data digest in ``pdf`` whose state is known. Raise :class:`Refused` if there is none."""
    digests, own, history = digests_in(pdf), data_digest(data), History(data)
    if not digests:
        raise Refused("diff.no-digest", path=pdf)
    for digest in digests:
        if digest == own or history.with_digest(digest) or in_site(digest, site):
            return digest
    raise Refused("diff.unknown-digest", digest=digests[0])


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
    with _written(_published(published) if published else _recorded(name, data, site)) as folder:
        yield folder


def _recorded(name: str, data: Path, site: Path | None) -> dict[str, bytes]:
    """Return the files of a revision or of the state with this digest."""
    history = History(data)
    commit = history.resolved(name)
    if not commit and _DIGEST.fullmatch(name) and not (commit := history.with_digest(name)):
        if data_digest(data) == name:
            return {name: path.read_bytes() for name, path in files_in(data).items()}
        if published := in_site(name, site):
            return _published(published)
        raise Refused("diff.unknown-digest", digest=name)
    files = history.files(commit) if commit else {}
    if not commit or IDENTITY_FILE not in files:
        raise Refused("diff.no-data" if commit else "diff.unknown-state", name=quote(name))
    return files


def in_site(digest: str, site: Path | None) -> Path | None:
    """Return the data with this digest, or of an edition with it, among the editions of a published site."""
    for path in sorted({*site.glob(f"api/v1/{SITE_FILE}"), *site.glob(f"{FORMER}*/api/v1/{SITE_FILE}")}) if site else ():
        # Booklets, annexes and workbooks carry the digest of the data, or, by the path, of what each says.
        made_from = _json(path.parent.parent.parent / "edition.json").items()
        if digest in (_json(path).get("digest"), *(each for name, each in made_from if name == "data" or "/" in name)):
            return path
    return None


def _published(path: Path) -> dict[str, bytes]:
    """Return the files of data of a published site: JSON is YAML too. Raise ``Refused`` if one is not as its list has it."""
    root = path.absolute().parent.parent.parent
    for name, digest in listed_files(root).items():
        if name.startswith("api/v1/data") and sha256((root / name).read_bytes()).hexdigest() != digest:
            raise Refused("diff.differs", file=root / name)
    published = _json(path)
    files, parts = published.get("files"), published.get("parts")
    if not isinstance(files, dict):
        raise Refused("diff.no-data", name=quote(path))
    for name in map(str, parts if isinstance(parts, list) else ()):  # earlier editions have none
        part = path.parent / part_of_data(name)
        if not (is_data(name) or is_record(name)) or (content := _content(part)) is None:
            raise Refused("failure.missing", file=part)
        files[name] = content
    dump = functools.partial(json.dumps, ensure_ascii=False, indent=1)
    return {str(name): (str if is_record(name) else dump)(value).encode("utf-8", "replace") for name, value in files.items()}


def _json(path: Path) -> dict[str, Any]:
    value = _content(path)
    return value if isinstance(value, dict) else {}


def _content(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None


@contextmanager
def _written(files: dict[str, bytes]) -> Iterator[Path]:
    """Provide a folder with ``files``, except those whose names lead out of it."""
    with tempfile.TemporaryDirectory(prefix="catalogue-") as name:
        folder = Path(name)
        for path, content in ((folder / inner, content) for inner, content in files.items()):
            if path.resolve().is_relative_to(folder.resolve()):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        yield folder


class BaseProblems:
    """The problems of the data at the merge base of ``revision`` and what is checked out. Raises :class:`Refused` without one."""

    def __init__(self, folder: Path, revision: str) -> None:
        history = History(folder)
        commit = history.merge_base(revision)
        if not commit:
            raise Refused("check.unknown-revision", name=quote(revision))
        with _written(history.files(commit)) as copy:
            self._found = Counter(_identity(problem, copy) for problem in check(copy).problems)
        self._folder = folder

    def new(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return those of ``problems`` that are new; of several equal ones, the last."""
        left, unknown = self._found.copy(), []
        for problem in problems:
            same = _identity(problem, self._folder)
            left[same] -= 1
            if left[same] < 0:
                unknown.append(problem)
        return tuple(unknown)


def _identity(problem: Problem, folder: Path) -> Hashable:
    """Return the problem without its line, which changes when lines are added before it."""
    return _path_in(folder, problem), problem.rule.name, problem.addresses, _comparable(problem.message)


def _path_in(folder: Path, problem: Problem) -> str:
    """Return the path of the file of ``problem``, relative to ``folder``."""
    return problem.at.path.removeprefix(folder.as_posix()).lstrip("/")


def _comparable(value: object) -> Hashable:
    if isinstance(value, Message):
        return value.key, tuple((name, _comparable(part)) for name, part in value.values.items() if name != "line")
    return tuple(map(_comparable, value)) if isinstance(value, tuple | list) else str(value)
