"""A folder to a catalogue and its problems, and reports of these.

This module reads a folder of YAML files, with every problem of form, and computes the data digest.
"""

import contextlib
import functools
import hashlib
import itertools
import json
import os
import re
import stat
import struct
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from service_catalogue import FORMAT_VERSION
from service_catalogue.messages import (
    FALLBACK,
    CheckRule,
    Location,
    Message,
    Problem,
    Refused,
    Severity,
    did_you_mean,
    language_for,
    language_of_user,
    message,
    nearest,
    quote,
)
from service_catalogue.model import by_id
from service_catalogue.model.approvals import APPROVED_FOLDER, WHOLE, header_of, read_records, with_record
from service_catalogue.model.catalogue import (
    CHANGES_FOLDER,
    EMPTY_LISTS,
    FILES,
    IDENTITY_FILE,
    OPTIONAL_FILES,
    OPTIONAL_LISTS,
    SERVICES_FOLDER,
    WORDS_FOLDER,
    Catalogue,
    ChangelogEntry,
    Identity,
    Logo,
    Published,
    Wording,
)
from service_catalogue.model.inheritance import inherited, with_held
from service_catalogue.model.kept import packed, unopened, unpacked, without_content
from service_catalogue.model.matrix import MAX_CELLS, read_data
from service_catalogue.model.published_ids import PUBLISHED_FILE
from service_catalogue.model.reviewed import REVIEWED_FOLDER, REVIEWED_MARK
from service_catalogue.model.service import KEPT, Service
from service_catalogue.schema import WRONG_SHAPE, Reader, fields_of, is_id, is_language
from service_catalogue.store import Store, digest_of_program
from service_catalogue.yaml import DIGITS, Keyed, Map, Scalar, Seq, Text, Value, canonical
from service_catalogue.yaml.source import MAX_BYTES

#: The most files, and the most megabytes in all of them, by variable; of each, at most MAX_BYTES are read.
_LIMITS = {"CATALOGUE_MAX_FILES": 5_000, "CATALOGUE_MAX_MB": 100}
#: The endings of files from which a catalogue is read, or which may be meant to.
_SUFFIXES = (".yaml", ".yml", ".json", ".txt")


def limits() -> dict[str, Any]:
    """Return the most files and megabytes of a catalogue: those of the environment, which no proposal can set, else the defaults."""
    given = ((os.environ.get(name, ""), default) for name, default in _LIMITS.items())
    return dict(zip(("count", "bytes"), (int(text) if text.isdecimal() else default for text, default in given), strict=True))


def is_too_large(sizes: Iterable[int]) -> bool:
    """Return whether files of these ``sizes`` are more than a catalogue may have. Once it is known, no more sizes are asked for."""
    total, most = 0, limits()
    for count, size in enumerate(sizes, 1):
        total += min(size, MAX_BYTES)
        if count > most["count"] or total > most["bytes"] * 1_000_000:
            return True
    return False


def sizes_in(folder: Path) -> Iterator[int]:
    """Yield the size of each file in ``folder`` that may be data; names with a leading dot belong to programs (``.git``)."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (os.lstat(f"{parent}/{name}").st_size for name in names if name.lower().endswith(_SUFFIXES))


_SECONDS_BETWEEN_LOOKS = 0.05
#: Number of looks at an emptied file before it counts as changed: many editors empty a file before they write it.
_LOOKS_AT_EMPTY = 20


def changes(folders: Callable[[], Iterable[Path]]) -> Iterator[None]:
    """Yield once at the start, and after each change in the ``folders`` that there are, until interrupted."""
    reported = now = _state(folders())
    looks = 0
    yield
    while True:
        before = now
        time.sleep(_SECONDS_BETWEEN_LOOKS)
        now = _state(folders())
        # A file that is still changing may be partly written.
        if now != reported and now == before:
            emptied = any(size == 0 and reported.get(path) != (time, size) for path, (time, size) in now.items())
            looks = looks + 1 if emptied else 0
            if not emptied or looks > _LOOKS_AT_EMPTY:
                reported, looks = now, 0
                yield


def _state(folders: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Return time and size of each file."""
    stamps = {}
    for folder in folders:
        for path in folder.rglob("[!.]*"):  # a lock or journal is no change
            try:
                status = path.stat()
            except OSError:  # removed meanwhile
                continue
            stamps[path] = (status.st_mtime_ns, status.st_size)
    return stamps


#: The list of languages, in a file that may have errors: on the line of its key, or on those below it.
_LANGUAGES = re.compile(rb"^languages:(.*(?:\n[ \t-].*)*)", re.MULTILINE)


def language_of_messages(asked: str | None, known: Sequence[str]) -> str:
    """Return the language of messages: the one that is ``asked`` for, else the user's if it is ``known`` to the catalogue.

    If it is not, that is English, else the catalogue's first language; without a catalogue, it is the user's.
    """
    user = language_of_user()
    if asked or not known:
        return asked or user
    return next((language for language in (user, FALLBACK) if language in known), language_for(known[0]))


def languages_in(folder: Path) -> list[str]:
    """Return the languages of the catalogue in ``folder``, which may have errors; none if they cannot be found."""
    try:  # a pipe may never end
        listed = _LANGUAGES.search((folder / IDENTITY_FILE).read_bytes()) if (folder / IDENTITY_FILE).is_file() else None
    except OSError:
        listed = None
    return [name.decode() for name in re.findall(rb"#.*|([a-z]+)", listed[1]) if name] if listed else []


_FOLDERS = (SERVICES_FOLDER, WORDS_FOLDER)


def is_data(path: str) -> bool:
    """Return whether the file at ``path``, relative to the folder, is data, or can have the header of an approval."""
    folder, _, name = path.rpartition("/")
    if folder == APPROVED_FOLDER:
        return name.endswith(".txt")
    return path in (IDENTITY_FILE, *FILES) if not folder else folder in _FOLDERS and name.endswith(".yaml")


def is_record(path: str) -> bool:
    """Return whether the file at ``path``, relative to the folder, records what was confirmed, or what an approval covers, or signs that."""
    folder, _, name = path.rpartition("/")
    return folder in (REVIEWED_FOLDER, APPROVED_FOLDER) and name.endswith((".txt", ".txt.sig"))


def digest_of_data(paths: Iterable[str], canonical: Callable[[str], bytes]) -> str:
    """Return the digest of one JSON object with the files at ``paths``; ``canonical`` returns the canonical JSON of one.

    Records, of published ids and of what has been confirmed, are no part of it; of one of an approval, its header is.
    """
    hashed = hashlib.sha256(b"{")
    parts = ((name, canonical(name)) for name in sorted(filter(is_data, paths)))
    for number, (name, content) in enumerate(part for part in parts if part[1]):
        hashed.update(b"," * bool(number) + json.dumps(name, ensure_ascii=False).encode("utf-8", "surrogatepass") + b":")
        hashed.update(content)
    hashed.update(b"}")
    return hashed.hexdigest()[:DIGITS]


WRONG_FILE = CheckRule("wrong-file")


def read_file(path: Path, reader: Reader) -> Value | None:
    """Return the value in the file ``path``; ``None``, after a report, if it cannot be read."""
    return parsed(path, read_bytes(path, reader), reader)


def read_bytes(path: Path, reader: Reader) -> bytes | None:
    """Return the bytes of the file ``path``; ``None``, after a report, if they cannot be read."""
    try:
        if not _is_plain(path):
            reader.report(WRONG_FILE.problem(Location(path.as_posix()), "not-plain"))
            return None
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        reader.report(WRONG_FILE.problem(Location(path.as_posix()), "missing"))
    except OSError as error:
        reader.report(WRONG_FILE.problem(Location(path.as_posix()), "not-opened", reason=error.strerror))
    return None


def _is_plain(path: Path) -> bool:
    """Return whether it is a file or a folder, which opening reports; a link may lead out of the data, and a pipe may never end."""
    if path.is_symlink() or (path.parent.name in _FOLDERS and path.parent.is_symlink()):
        return False
    mode = path.stat().st_mode
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def parsed(path: Path, raw: bytes | None, reader: Reader) -> Value | None:
    """Return the value that ``raw``, the bytes of ``path``, hold; ``None`` if they cannot be parsed, which is reported."""
    if raw is None:
        return None
    value, problems = read_data(path.as_posix(), raw)
    reader.problems.extend(problems)
    return value


def files_in(folder: Path) -> dict[str, Path]:
    """Return the files of a catalogue in ``folder``, records included, in the order of their paths."""
    paths = itertools.chain.from_iterable(map(folder.rglob, ("*.yaml", "*.txt", "*.sig")))
    files = {path.relative_to(folder).as_posix(): path for path in paths if path.is_file() and not path.is_symlink()}
    return {name: files[name] for name in sorted(files) if is_data(name) or name == PUBLISHED_FILE or is_record(name)}


def canonical_file(name: str, raw: bytes) -> bytes:
    """Return the content of a file as canonical JSON, ``null`` if it cannot be parsed; nothing for a record without a header."""
    if is_record(name) and not (raw := header_of(raw.decode("utf-8", "replace").replace("\r\n", "\n")).encode()):
        return b""
    return canonical(read_data(name, raw)[0])


def data_digest(folder: Path) -> str:
    """Return the data digest of ``folder``."""
    files = files_in(folder)
    return digest_of_data(files, lambda name: canonical_file(name, files[name].read_bytes()))


def published_data(folder: Path, digest: str, store: Store | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of each JSON file with the data of ``folder``, from which the catalogue can be read.

    What is in a folder there, as each service, has a file of its own; the last file has all else, their names and the digest.
    """

    def said(name: str, raw: bytes) -> str:
        def make() -> str:
            value = raw.decode("utf-8", "replace") if is_record(name) else read_data(name, raw)[0]
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

        key = f"{digest_of_program()} {hashlib.sha256(raw).hexdigest()}"
        text: str = store.compute(f"data/{name}", key, make) if store else make()
        return text

    files = files_in(folder)
    parts = [name for name in files if "/" in name]
    for name in parts:
        yield part_of_data(name), said(name, files[name].read_bytes()).encode("utf-8", "surrogatepass")
    shared = ",".join(f"{json.dumps(name)}:{said(name, path.read_bytes())}" for name, path in files.items() if name not in parts)
    text = f'{{"format-version":"{FORMAT_VERSION}","digest":{json.dumps(digest)},"files":{{{shared}}},"parts":{json.dumps(parts)}}}\n'
    yield "data.json", text.encode("utf-8", "surrogatepass")


def part_of_data(name: str) -> str:
    """Return the path, beside ``data.json``, of the file with the content of ``name``, a path in the data."""
    return f"data/{name}.json"


UNSAFE_LOGO = CheckRule("unsafe-logo", file="catalogue.yaml")

#: The largest file, and the most pixels on a side of a PNG: a small file can hold a picture that fills the memory.
MAX_LOGO_BYTES = 100_000
MAX_PIXELS = 2_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.png")

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: Number of values of a pixel by colour type.
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def read_logo(folder: Path, name: Scalar) -> tuple[Logo | None, Problem | None]:
    """Return the logo in the file ``name`` of ``folder``; ``None`` and a problem if it is missing or not safe to show."""
    path = folder / name
    if path.suffix == ".svg":
        return None, replace(UNSAFE_LOGO, severity=Severity.WARNING).problem(name.at, "svg", name=quote(name))
    if not _NAME.fullmatch(name):
        return None, UNSAFE_LOGO.problem(name.at, "name", name=quote(name))
    if path.is_symlink() or not path.is_file():
        return None, UNSAFE_LOGO.problem(name.at, "missing", name=quote(name))
    with path.open("rb") as file:
        content = file.read(MAX_LOGO_BYTES + 1)
    if len(content) > MAX_LOGO_BYTES:
        return None, UNSAFE_LOGO.problem(name.at, "too-large", name=quote(name), most=MAX_LOGO_BYTES // 1000)
    try:
        width, height = _size_of_png(content)
    except Refused as refused:
        return None, Problem(Location(path.as_posix()), UNSAFE_LOGO, refused.said)
    return Logo(content, width, height, hashlib.sha256(content).hexdigest()), None


def _size_of_png(content: bytes) -> tuple[float, float]:
    """Return width and height of a complete picture. Raises :class:`Refused`."""
    refused = Refused("unsafe-logo.not-png")
    if not content.startswith(_SIGNATURE):
        raise refused
    at, data = len(_SIGNATURE), b""
    kinds: list[bytes] = []
    width = height = bits = 0
    while at < len(content):
        if at + 12 > len(content):
            raise refused
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        body, end = content[at + 8 : at + 8 + length], at + 12 + length
        is_whole = end <= len(content) and struct.unpack(">I", content[end - 4 : end])[0] == zlib.crc32(kind + body)
        if not is_whole or (not kinds and (kind, length) != (b"IHDR", 13)):
            raise refused
        if not kinds:
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            bits = depth * _CHANNELS.get(colour, 0)
            if not (0 < width <= MAX_PIXELS and 0 < height <= MAX_PIXELS) or bits not in (1, 2, 4, 8, 16, 24, 32, 48, 64):
                raise Refused("unsafe-logo.pixels", most=MAX_PIXELS)
        data += body if kind == b"IDAT" else b""
        kinds.append(kind)
        at = end
    if not kinds or kinds[-1] != b"IEND":
        raise refused
    # Each row has a byte of its own, and an interlaced picture has rows of seven pictures.
    most = (width * bits // 8 + 2) * height * 2 + 64
    try:
        unpacked = zlib.decompressobj().decompress(data, most)
    except zlib.error:
        raise refused from None
    if len(unpacked) < width * bits // 8 * height or len(unpacked) == most:
        raise refused
    return float(width), float(height)


RULES = (WRONG_FILE, UNSAFE_LOGO)


#: What in canonical JSON may name a service: ``[[2a.note:5]]``, ``[[service:2b]]``.
_NAMED = re.compile(rb"\[\[\s*(?:service:\s*)?([a-z0-9-]+)[.|\]\s]")


@dataclass(frozen=True)
class _File:
    """A file that was read."""

    #: A digest of its bytes; ``None`` if it could not be opened.
    digest: str | None
    #: Returns its value as canonical JSON.
    canonical: Callable[[], bytes]
    #: The services that references in its texts name.
    named: frozenset[str]


@dataclass(frozen=True)
class Loaded:
    """The readable part of a folder, and the problems of form."""

    #: As much as could be read; without an identity if ``catalogue.yaml`` could not.
    partial: Catalogue
    problems: tuple[Problem, ...]
    #: The names of the files that have errors or are missing.
    failed: frozenset[str]
    #: Number of files that were read.
    files: int

    @property
    def catalogue(self) -> Catalogue | None:
        """Return the catalogue; ``None`` if ``catalogue.yaml`` could not be read."""
        return self.partial if self.partial.read_identity else None


def load(folder: Path, store: Store | None = None) -> Loaded:
    """Read ``folder``; paths in problems are as ``folder`` is given. Never raises for what the files hold.

    A service without problems of form is kept in ``store`` as it was read.
    """
    reader = Reader()
    parts: dict[str, _File] = {}

    def read(path: Path, make: Callable[[Reader, Map], Any]) -> Any:
        name = path.relative_to(folder).as_posix()
        if name in misplaced:
            return None
        raw = read_bytes(path, reader)

        def parse() -> tuple[_File, Any]:
            value = parsed(path, raw, reader)
            content = make(reader, value) if value is not None and reader.expect(value, Map, value.at) else None
            encoded = canonical(value)
            return _File(_digest_of(raw), lambda: encoded, frozenset(id.decode() for id in _NAMED.findall(encoded))), content

        of_service = store if raw and path.parent.name == SERVICES_FOLDER else None
        parts[name], content = _kept(of_service, path, raw or b"", reader, parse) if of_service else parse()
        return content

    if is_too_large(sizes_in(folder)):
        at = Location((folder / IDENTITY_FILE).as_posix())
        too_large = WRONG_FILE.problem(at, "too-many", **limits())
        nothing = Catalogue(read_identity=None, services=(), **EMPTY_LISTS)
        return Loaded(nothing, (too_large,), frozenset((IDENTITY_FILE, *FILES)), 0)
    elsewhere = _not_a_catalogue(folder)
    misplaced = _misplaced(folder, reader) if elsewhere is None else set()
    identity = read(folder / IDENTITY_FILE, _identity)
    if identity is not None:
        identity = _with_logo(_with_words(identity, folder, read), folder, reader)
    recorded = _records(folder, APPROVED_FOLDER, parts, reader)
    approved = read_records(folder.as_posix(), {path.stem: text for path, text in recorded.items() if text}, reader)
    identity = identity and with_record(identity, approved.get(WHOLE))
    lists = _read_lists(folder, read)
    services_read, unread = _read_services(folder, read)
    by_ids = {id: with_record(service, approved.get(id)) for id, service in services_read.items()}
    unread.update(Path(name).stem for name in misplaced if name.startswith(f"{SERVICES_FOLDER}/"))
    published = read(folder / PUBLISHED_FILE, _published) if (folder / PUBLISHED_FILE).exists() else None
    reviewed = _reviewed(folder, parts, reader)
    services = sorted(_resolved(by_ids), key=lambda service: _in_order(service.code))
    _check_sizes((service for service in services if service.extended), reader)
    find_digest = functools.partial(digest_of_data, tuple(parts), lambda name: parts[name].canonical())
    catalogue = Catalogue(
        read_identity=identity,
        **lists,
        services=tuple(services),
        published=published,
        approved=approved,
        reviewed=reviewed,
        changelog=_changelog(folder, read),
        missing_services=frozenset(unread),
        folder=folder.as_posix(),
        restates=_restates(by_ids),
        find_digest=find_digest if store else find_digest().__str__,  # without the content of all files
        **_inputs(parts, by_ids),
        received=_received(parts, by_ids, identity),
    )
    if elsewhere:
        return Loaded(catalogue, (elsewhere,), frozenset(parts), 0)
    failed = {*misplaced, *(catalogue.file_of(problem.at) for problem in reader.problems if problem.is_error)}
    files = sum((folder / name).is_file() for name in parts)
    return Loaded(catalogue, tuple(reader.problems), frozenset(failed), files)


def _kept(store: Store, path: Path, raw: bytes, reader: Reader, parse: Callable[[], tuple[_File, Any]]) -> tuple[_File, Any]:
    """Return the service in ``raw``, as ``store`` keeps it: its content is read when it is asked for. Else what ``parse`` returns."""
    key = f"{digest_of_program()} {_digest_of(raw)} {[*reader.languages, reader.authoritative]}"
    name, before = f"{SERVICES_FOLDER}/{path.stem}", len(reader.problems)
    rest, text = (
        store.later(f"{name}.content", key),
        Text(path.as_posix(), raw.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")),
    )
    if known := store.get(name, key):

        def canonical() -> bytes:
            stored = rest()
            return stored[0].encode("utf-8", "surrogatepass") if stored else parse()[0].canonical()

        def whole() -> Any:
            stored = rest()
            return unpacked(stored[1], text, reader) if stored else parse()[1]

        return _File(_digest_of(raw), canonical, frozenset(known[2])), unopened(unpacked(known[0], text, reader), known[1], whole)
    file, service = parse()
    if service and len(reader.problems) == before:
        with contextlib.suppress(TypeError, OSError):  # it only saves time
            values = {name: compute(service) for name, compute in KEPT.items()}
            store.put(f"{name}.content", key, [file.canonical().decode("utf-8", "surrogatepass"), packed(service, text)])
            store.put(name, key, [packed(without_content(service), text), values, sorted(file.named)])
    return file, service


def _resolved(services: Mapping[str, Service]) -> list[Service]:
    """Return ``services``, by their ids, with what they hold and what their matrices extend; those that extend each other in a circle stay as they are."""
    resolved: dict[str, Service] = {}
    while ready := [
        id
        for id, service in services.items()
        if id not in resolved and all(base in resolved or base not in services for base in service.extended)
    ]:
        resolved |= {id: inherited(services[id], resolved) if services[id].extended else services[id] for id in ready}
    whole = {id: resolved.get(id) or replace(service, is_resolved=False) for id, service in services.items()}
    return [with_held(service, whole) if service.holds else service for service in whole.values()]


#: Reads a file; its second argument makes an object of what the file holds.
_Read: TypeAlias = Callable[[Path, Callable[[Reader, Map], Any]], Any]


def _read_lists(folder: Path, read: _Read) -> dict[str, Any]:
    """Return every list of shared objects, by its field."""
    lists = dict(EMPTY_LISTS)
    for name, kinds in FILES.items():
        if name not in OPTIONAL_FILES or (folder / name).exists():
            lists.update(read(folder / name, functools.partial(_lists, kinds)) or {})
    return lists


def _read_services(folder: Path, read: _Read) -> tuple[Mapping[str, Service], set[str]]:
    """Return the services by their ids, and the names of the files without a service of that id."""
    paths = sorted((folder / SERVICES_FOLDER).glob("*.yaml"))
    services: dict[Path, Service | None] = {path: read(path, functools.partial(_service, path)) for path in paths}
    unread = {path.stem for path, service in services.items() if service is None or service.id != path.stem}
    return by_id(filter(None, services.values())), unread


def _inputs(parts: Mapping[str, _File], services: Mapping[str, Service]) -> dict[str, Any]:
    """Return the digest of the inputs of each service, and of what all of them share, by their fields in :class:`Catalogue`."""
    shared, digests = _shared(parts, services), {}
    for id in services:
        read = [(base, parts.get(f"{SERVICES_FOLDER}/{base}.yaml")) for base in _reached(id, services, parts)]
        digests[str(id)] = _joined([*shared, "", *(f"{base} {part and part.digest}" for base, part in read)])
    return {"inputs": digests, "shared_inputs": _joined(shared)}


def _reached(id: str, services: Mapping[str, Service], parts: Mapping[str, _File]) -> list[str]:
    """Return the service ``id`` and the ``services`` that it extends or, in those of ``parts``, names, directly or not."""
    reached = [id]
    for below in reached:  # grows in the loop
        part = parts.get(f"{SERVICES_FOLDER}/{below}.yaml")
        others = dict.fromkeys((*services[below].builds_on, *sorted(part.named if part else ())))
        reached += (other for other in others if other in services and other not in reached)
    return reached


def _received(parts: Mapping[str, _File], services: Mapping[str, Service], identity: Identity | None) -> dict[str, str]:
    """Return the digests for :attr:`Catalogue.received`."""
    received = {name: str(parts[name].digest) if name in parts else "" for name in (*FILES, PUBLISHED_FILE)}
    others = (name for name in parts if is_data(name) and name not in FILES and not name.startswith(f"{SERVICES_FOLDER}/"))
    picture = identity.brand.picture if identity and identity.brand else None
    received[IDENTITY_FILE] = _joined([*(f"{name} {parts[name].digest}" for name in others), repr(picture)])
    # They are the keys of each text.
    listed = [(language, language.at) for language in identity.languages] if identity else received[IDENTITY_FILE]
    languages = repr((listed, identity and identity.authoritative))
    for id in services:
        bases = {base: Path(services[base].at.path).name for base in _reached(id, services, {})}
        names = [f"{SERVICES_FOLDER}/{name}" for name in bases.values()] + [f"{APPROVED_FOLDER}/{base}.txt" for base in bases]
        received[str(id)] = _joined([languages, *(f"{name} {parts[name].digest}" for name in names if name in parts)])
    return received


def _shared(parts: Mapping[str, _File], services: Mapping[str, Service]) -> list[str]:
    """Return the names and digests of all files but the services', and what references in them show of services."""
    shared = {name: part for name, part in parts.items() if not name.startswith(f"{SERVICES_FOLDER}/")}
    named = sorted(id for id in frozenset[str]().union(*(part.named for part in shared.values())) if id in services)
    own = [] if _restates(services) else ["without a source"]
    digests = (f"{name} {part.digest}" for name, part in shared.items())
    return [*digests, *(f"{id} {services[id].referable}" for id in named), *own]


def _restates(services: Mapping[str, Service]) -> bool:
    """Return whether any of ``services`` names the document that it restates."""
    return any(service.source for service in services.values())


def _digest_of(raw: bytes | None) -> str | None:
    return None if raw is None else hashlib.sha256(raw).hexdigest()


def _joined(lines: Iterable[str]) -> str:
    """Return a digest of ``lines``."""
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _identity(reader: Reader, value: Map) -> Identity | None:
    if isinstance(listed := value.get("languages"), Seq):  # its own texts may depend on them
        reader.languages = {each: each for each in listed if isinstance(each, Scalar) and is_language(each)}
        reader.authoritative = next((each for each in reader.languages if each == value.get("authoritative")), "")
    identity: Identity | None = reader.read(Identity, value)
    if identity is not None:
        reader.languages = {language: language for language in identity.languages}
    return identity


def _with_words(identity: Identity, folder: Path, read: _Read) -> Identity:
    """Return ``identity`` with the interface words that are in files of their own."""
    words = Keyed(identity.words)
    for path in sorted((folder / WORDS_FOLDER).glob("*.yaml")):
        language = Scalar(path.stem, Location(path.as_posix()))
        words[language] = Keyed({**words.get(language, {}), **(read(path, _words) or {})})
    return replace(identity, words=words)


def _words(reader: Reader, value: Map) -> Keyed[Any]:
    """Return the words in a file; those that are empty are still to be written."""
    written = Map((key, item) for key, item in value.items() if (any(item.values()) if isinstance(item, Map) else item))
    written.at = value.at
    return Keyed((key, word) for key, word in reader.read(Keyed[Wording], written).items() if not getattr(word, "unread", False))


def _lists(kinds: Mapping[str, type], reader: Reader, value: Map) -> dict[str, tuple[Any, ...]]:
    """Return the list under each key, by its field."""
    value = reader.only(value, kinds)
    reader.missing([key for key in kinds if key not in OPTIONAL_LISTS], value)
    own = {key: (kind, value[key]) for key, kind in kinds.items() if key in value}
    return {key.replace("-", "_"): reader.read_list(kind, listed, listed.at) for key, (kind, listed) in own.items()}


def _service(path: Path, reader: Reader, value: Map) -> Service | None:
    service: Service | None = reader.read(Service, value)
    if service is None:
        return None
    if not is_id(service.id):  # which is reported; the file name is meant
        service = replace(service, id=service.id.saying(path.stem))
    elif service.id != path.stem:
        reader.report(WRONG_FILE.problem(service.id.at, "name-not-id", id=quote(service.id), file=quote(service.id + ".yaml")))
    if not service.extended:
        _check_sizes([service], reader)
    return service


def _check_sizes(services: Iterable[Service], reader: Reader) -> None:
    """Report each matrix that is too large."""
    for matrix in itertools.chain.from_iterable(service.all_matrices for service in services):
        if matrix.size > MAX_CELLS:
            reader.report(WRONG_SHAPE.problem(matrix.at, "too-many-cells", most=MAX_CELLS))


def _published(reader: Reader, value: Map) -> Published | None:
    value = reader.only(value, ("published",))
    reader.missing(["published"], value)
    if "published" not in value:
        return None
    read_ids: Published | None = reader.read(Published, value["published"], value.key("published").at)
    return read_ids


def _records(folder: Path, name: str, parts: dict[str, _File], reader: Reader) -> dict[Path, str | None]:
    """Return the texts in the folder ``name``, which become ``parts`` of the data; ``None`` for one that cannot be read."""
    contents = {
        path: read_bytes(path, reader) for path in sorted((folder / name).glob("*.txt*")) if is_record(f"{name}/{path.name}")
    }
    for path, raw in contents.items():
        part = path.relative_to(folder).as_posix()
        encoded = canonical_file(part, raw) if raw and is_data(part) else b""
        parts[part] = _File(_digest_of(raw), functools.partial(bytes, encoded), frozenset())
    return {path: None if raw is None else raw.decode("utf-8", "replace").replace("\r\n", "\n") for path, raw in contents.items()}


def _reviewed(folder: Path, parts: dict[str, _File], reader: Reader) -> Mapping[str, str] | None:
    """Return the texts of the files of the record by path; ``None`` if there are none, or one cannot be read."""
    files = _records(folder, REVIEWED_FOLDER, parts, reader)
    if not files and (folder / REVIEWED_MARK).exists():
        mark, record = ((folder / name).as_posix() for name in (REVIEWED_MARK, REVIEWED_FOLDER))
        reader.report(WRONG_FILE.problem(Location(mark), "no-record", folder=quote(record), mark=quote(mark)))
    texts = {path.as_posix(): text for path, text in files.items() if text is not None}
    return texts if texts and len(texts) == len(files) else None


def _changelog(folder: Path, read: _Read) -> tuple[ChangelogEntry, ...]:
    """Return the records of changes, the newest first."""
    entries = [read(path, _changelog_entry) for path in sorted((folder / CHANGES_FOLDER).glob("*.json"), reverse=True)]
    return tuple(entry for entry in entries if entry is not None and entry.date is not None)


def _changelog_entry(reader: Reader, value: Map) -> ChangelogEntry | None:
    """Return a record of changes, without its part for machines."""
    shown = Map((key, item) for key, item in value.items() if key in fields_of(ChangelogEntry))
    shown.at = value.at
    entry: ChangelogEntry | None = reader.read(ChangelogEntry, shown)
    return entry


def _with_logo(identity: Identity, folder: Path, reader: Reader) -> Identity:
    """Return ``identity`` with the content of its logo, if that may be shown."""
    brand = identity.brand
    if brand is None or not brand.logo:
        return identity
    picture, problem = read_logo(folder, brand.logo)
    if problem:
        reader.report(problem)
    return replace(identity, brand=replace(brand, picture=picture))


def _in_order(code: str) -> list[tuple[bool, int, str, str]]:
    """Return the sort key of a code: 2A before 10A."""
    parts = re.findall("([0-9]+)|([^0-9]+)", code)
    return [(not digits, len(digits.lstrip("0")), digits.lstrip("0"), letters) for digits, letters in parts]


def _not_a_catalogue(folder: Path) -> Problem | None:
    """Return the problem if ``folder`` has none of a catalogue's files: probably another folder is meant."""
    stems = {Path(name).stem for name in (IDENTITY_FILE, *FILES)}
    entries = sorted(_entries(folder))
    if not stems.isdisjoint(entry.stem.lower() for entry in entries):
        return None
    near = [folder / ".." if folder == Path() else folder.parent, *entries]
    meant = next((path.as_posix() for path in near if (path / IDENTITY_FILE).is_file()), "")
    hint = message("hint.did-you-mean", name=quote(meant)) if meant else Message("")
    return WRONG_FILE.problem(Location((folder / IDENTITY_FILE).as_posix()), "no-catalogue", hint=hint)


def _misplaced(folder: Path, reader: Reader) -> set[str]:
    """Report the YAML files that are not read; return the names of the files for which they may be meant."""
    meant: set[str] = set()
    known = [IDENTITY_FILE, PUBLISHED_FILE, *FILES]
    missing = [name for name in (IDENTITY_FILE, *FILES) if name not in OPTIONAL_FILES and not (folder / name).exists()]
    for entry in sorted(_entries(folder) + _entries(folder / SERVICES_FOLDER)):
        in_services = entry.parent != folder
        suffix = entry.suffix.lower()
        if suffix not in (".yaml", ".yml") or (entry.suffix == ".yaml" and (in_services or entry.name in known)):
            continue
        name = entry.with_suffix(".yaml").name
        service = f"{SERVICES_FOLDER}/{name}"
        if not in_services and _is_service(entry):
            hint = message("wrong-file.move", file=quote(service))
        elif entry.suffix != ".yaml":
            hint = message("wrong-file.rename", file=quote(name))
        else:
            hint = did_you_mean(name, missing)
        reader.report(WRONG_FILE.problem(Location(entry.as_posix()), "unread-name", hint=hint))
        meant.add(("" if in_services else nearest(name, missing)) or service)
    for path in sorted(_strays(folder)):
        reader.report(WRONG_FILE.problem(Location(path.as_posix()), "stray", folder=quote(SERVICES_FOLDER)))
        meant.add(f"{SERVICES_FOLDER}/{path.with_suffix('.yaml').name}")
    return {name for name in meant if not (folder / name).exists()}


def _is_service(path: Path) -> bool:
    """Return whether the file ``path`` has the keys of a service."""
    value = read_file(path, Reader())
    return isinstance(value, Map) and "id" in value and "provider" in value


def _strays(folder: Path) -> Iterator[Path]:
    """Yield the YAML files in folders that are not read; names with a leading dot belong to programs (``.git``)."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        here = Path(parent)
        if here not in (folder, folder / SERVICES_FOLDER, folder / WORDS_FOLDER):
            yield from (here / name for name in names if name.lower().endswith((".yaml", ".yml")))


def _entries(folder: Path) -> list[Path]:
    """Return the content of ``folder``, if it exists. Raises ``OSError`` if it may not be read: it would count as missing."""
    try:
        return list(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
