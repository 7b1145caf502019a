"""A folder of YAML files to a catalogue, with every problem of form."""

import functools
import hashlib
import itertools
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from service_catalogue.check import logo
from service_catalogue.check.files import WRONG_FILE, canonical_file, digest_of_data, is_data, parsed, read_bytes, read_file
from service_catalogue.check.limits import LIMITS, is_too_large, sizes_in
from service_catalogue.messages import Message, message
from service_catalogue.messages.problem import Location, Problem, did_you_mean, nearest, quote
from service_catalogue.model.approvals import APPROVED_FOLDER, WHOLE, read_records, with_record
from service_catalogue.model.catalogue import (
    EMPTY_LISTS,
    FILES,
    IDENTITY_FILE,
    OPTIONAL_FILES,
    OPTIONAL_LISTS,
    SERVICES_FOLDER,
    WORDS_FOLDER,
    Catalogue,
    Published,
)
from service_catalogue.model.changelog import CHANGES_FOLDER, ChangelogEntry
from service_catalogue.model.identity import Identity, Wording
from service_catalogue.model.matrix import MAX_CELLS
from service_catalogue.model.published_ids import PUBLISHED_FILE
from service_catalogue.model.reviewed import REVIEWED_FOLDER, REVIEWED_MARK
from service_catalogue.model.service import Service
from service_catalogue.model.vocabulary import by_id
from service_catalogue.schema.form import WRONG_SHAPE, is_id, is_language
from service_catalogue.schema.kinds import fields_of
from service_catalogue.schema.reader import Reader
from service_catalogue.yaml.values import Keyed, Map, Scalar, Seq, canonical, scalar

RULES = (WRONG_FILE, *logo.RULES)


#: What in canonical JSON names a service: ``[[2a.note:5]]``.
_NAMED = re.compile(rb"\[\[\s*([a-z0-9-]+)\.[a-z]+:")


@dataclass(frozen=True)
class _File:
    """A file that was read."""

    #: A digest of its bytes; ``None`` if it could not be opened.
    digest: str | None
    #: Its value as canonical JSON.
    canonical: bytes
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


def load(folder: Path) -> Loaded:
    """Read ``folder``; paths in problems are as ``folder`` is given. Never raises for what the files hold."""
    reader = Reader()
    parts: dict[str, _File] = {}

    def read(path: Path, make: Callable[[Reader, Map], Any]) -> Any:
        name = path.relative_to(folder).as_posix()
        if name in misplaced:
            return None
        raw = read_bytes(path, reader)
        value = parsed(path, raw, reader)
        content = make(reader, value) if value is not None and reader.expect(value, Map, value.at) else None
        encoded = canonical(value)
        named = frozenset(id.decode() for id in _NAMED.findall(encoded))
        parts[name] = _File(_digest_of(raw), encoded, named)
        return content

    if is_too_large(sizes_in(folder)):
        at = Location((folder / IDENTITY_FILE).as_posix())
        too_large = WRONG_FILE.problem(at, "too-many", **LIMITS)
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
    reviewed = _records(folder, REVIEWED_FOLDER, parts, reader)
    if not reviewed and (folder / REVIEWED_MARK).exists():
        mark, record = ((folder / name).as_posix() for name in (REVIEWED_MARK, REVIEWED_FOLDER))
        reader.report(WRONG_FILE.problem(Location(mark), "no-record", folder=quote(record), mark=quote(mark)))
    entries = [read(path, _changelog_entry) for path in sorted((folder / CHANGES_FOLDER).glob("*.json"), reverse=True)]
    services = sorted(_resolved(by_ids), key=lambda service: _in_order(service.code))
    _check_sizes(services, reader)
    catalogue = Catalogue(
        read_identity=identity,
        **lists,
        services=tuple(services),
        published=published,
        approved=approved,
        reviewed=_reviewed(reviewed),
        changelog=tuple(entry for entry in entries if entry is not None and entry.date is not None),
        missing_services=frozenset(unread),
        folder=folder.as_posix(),
        restates=_restates(by_ids),
        digest=digest_of_data(parts, lambda name: parts[name].canonical),
        inputs=_inputs(parts, by_ids),
        shared_inputs=_joined(_shared(parts, by_ids)),
    )
    if elsewhere:
        return Loaded(catalogue, (elsewhere,), frozenset(parts), 0)
    failed = {*misplaced, *(catalogue.file_of(problem.at) for problem in reader.problems if problem.is_error)}
    files = sum((folder / name).is_file() for name in parts)
    return Loaded(catalogue, tuple(reader.problems), frozenset(failed), files)


def _resolved(services: Mapping[str, Service]) -> list[Service]:
    """Return ``services``, by their ids, with what their matrices extend; those that extend each other in a circle stay as they are."""
    made: dict[str, Service] = {}
    while ready := [
        id
        for id, service in services.items()
        if id not in made and all(base in made or base not in services for base in service.extended)
    ]:
        made |= {id: services[id].over(made) if services[id].extended else services[id] for id in ready}
    return [made[id] if id in made else replace(service, is_resolved=False) for id, service in services.items()]


def _read_lists(folder: Path, read: Callable[[Path, Callable[[Reader, Map], Any]], Any]) -> dict[str, Any]:
    """Return every list of shared objects, by its field."""
    lists = dict(EMPTY_LISTS)
    for name, kinds in FILES.items():
        if name not in OPTIONAL_FILES or (folder / name).exists():
            lists.update(read(folder / name, functools.partial(_lists, kinds)) or {})
    return lists


def _read_services(
    folder: Path, read: Callable[[Path, Callable[[Reader, Map], Any]], Any]
) -> tuple[Mapping[str, Service], set[str]]:
    """Return the services by their ids, and the names of the files without a service of that id."""
    paths = sorted((folder / SERVICES_FOLDER).glob("*.yaml"))
    services: dict[Path, Service | None] = {path: read(path, functools.partial(_service, path)) for path in paths}
    unread = {path.stem for path, service in services.items() if service is None or service.id != path.stem}
    return by_id(filter(None, services.values())), unread


def _inputs(parts: Mapping[str, _File], services: Mapping[str, Service]) -> dict[str, str]:
    """Return the digest of the inputs of each service, for :attr:`Catalogue.inputs`."""
    shared, found = _shared(parts, services), {}
    for id in services:
        reached = [id]
        for below in reached:  # grows in the loop
            part = parts.get(f"{SERVICES_FOLDER}/{below}.yaml")
            others = dict.fromkeys((*map(str, services[below].extended), *sorted(part.named if part else ())))
            reached += (other for other in others if other in services and other not in reached)
        read = [(base, parts.get(f"{SERVICES_FOLDER}/{base}.yaml")) for base in reached]
        found[str(id)] = _joined([*shared, "", *(f"{base} {part and part.digest}" for base, part in read)])
    return found


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
    if isinstance(listed := value.get("languages"), Seq):  # its own texts may depend on their number
        reader.languages = {each: each for each in listed if isinstance(each, Scalar) and is_language(each)}
    identity: Identity | None = reader.read(Identity, value)
    if identity is not None:
        reader.languages = {language: language for language in identity.languages}
    return identity


def _with_words(identity: Identity, folder: Path, read: Callable[[Path, Callable[[Reader, Map], Any]], Any]) -> Identity:
    """Return ``identity`` with the interface words that are in files of their own."""
    words = Keyed(identity.words)
    for path in sorted((folder / WORDS_FOLDER).glob("*.yaml")):
        language = scalar(path.stem, Location(path.as_posix()))
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
    found = {key: (kind, value[key]) for key, kind in kinds.items() if key in value}
    return {key.replace("-", "_"): reader.read_list(kind, listed, listed.at) for key, (kind, listed) in found.items()}


def _service(path: Path, reader: Reader, value: Map) -> Service | None:
    service: Service | None = reader.read(Service, value)
    if service is None:
        return None
    if not is_id(service.id):  # which is reported; the file name is meant
        service = replace(service, id=service.id.saying(path.stem))
    elif service.id != path.stem:
        reader.report(WRONG_FILE.problem(service.id.at, "name-not-id", id=quote(service.id), file=quote(service.id + ".yaml")))
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
    found = {path: read_bytes(path, reader) for path in sorted((folder / name).glob("*.txt"))}
    for path, raw in found.items():
        part = path.relative_to(folder).as_posix()
        parts[part] = _File(_digest_of(raw), canonical_file(part, raw) if raw and is_data(part) else b"", frozenset())
    return {path: None if raw is None else raw.decode("utf-8", "replace").replace("\r\n", "\n") for path, raw in found.items()}


def _reviewed(files: Mapping[Path, str | None]) -> Mapping[str, str] | None:
    """Return the texts of the files of the record by path; ``None`` if there are none, or one cannot be read."""
    texts = {path.as_posix(): text for path, text in files.items() if text is not None}
    return texts if texts and len(texts) == len(files) else None


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
    picture, problem = logo.read_logo(folder, brand.logo)
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
