"""A folder of YAML files to a catalogue, with every problem of every file."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service_catalogue.check import logo
from service_catalogue.check.files import FILES, IDENTITY_FILE, OPTIONAL_FILES, OPTIONAL_LISTS, SERVICES_FOLDER, digest_of_data
from service_catalogue.check.reading import WRONG_FILE, parsed, read_bytes, read_file
from service_catalogue.messages import Message, message
from service_catalogue.model.catalogue import Catalogue, Published
from service_catalogue.model.changelog import CHANGES_FOLDER, ChangelogEntry
from service_catalogue.model.confirmed import LOCK_FILE
from service_catalogue.model.identified import by_id
from service_catalogue.model.identity import Identity
from service_catalogue.model.matrix import MAX_CELLS
from service_catalogue.model.published import PUBLISHED_FILE
from service_catalogue.model.service import Service
from service_catalogue.problem import Location, Problem, did_you_mean, nearest, quote
from service_catalogue.schema.displaced import displaced_words
from service_catalogue.schema.form import WRONG_SHAPE
from service_catalogue.schema.ids import is_id
from service_catalogue.schema.kinds import Line, fields_of
from service_catalogue.schema.reader import Reader
from service_catalogue.yaml.digest import canonical
from service_catalogue.yaml.values import Keyed, Map, Scalar, Seq, Value

RULES = (WRONG_FILE, *logo.RULES)


@dataclass(frozen=True)
class _File:
    """A file that was read."""

    #: A digest of its bytes; ``None`` if it could not be opened.
    digest: str | None
    #: Its value as canonical JSON.
    canonical: bytes
    #: The words of what is not read of it, as its key is unknown or there twice.
    displaced: frozenset[str]


@dataclass(frozen=True)
class Loaded:
    """What a folder gave: as much of the catalogue as could be read, and the problems met on the way."""

    #: As much as could be read; without an identity if ``catalogue.yaml`` could not.
    partial: Catalogue
    problems: tuple[Problem, ...]
    #: Number of files that were read.
    files: int

    @property
    def catalogue(self) -> Catalogue | None:
        """``None`` if ``catalogue.yaml`` could not be read."""
        return self.partial if self.partial.read_identity else None


def load(folder: Path) -> Loaded:
    """Read ``folder``; paths in problems are as ``folder`` is given. Never raises for what the files hold."""
    reader = Reader()
    parts: dict[str, _File] = {}

    def read(path: Path, make: Callable[[Reader, Value], Any]) -> Any:
        name = path.relative_to(folder).as_posix()
        if name in misplaced:
            return None
        known, reader.displaced = reader.displaced, set()
        raw = read_bytes(path, reader)
        value = parsed(path, raw, reader)
        content = make(reader, value) if value is not None else None
        digest = hashlib.sha256(raw).hexdigest() if raw is not None else None
        parts[name] = _File(digest, canonical(value), displaced_words(value) | reader.displaced)
        reader.displaced = known
        return content

    elsewhere = _not_a_catalogue(folder)
    misplaced = _misplaced(folder, reader) if elsewhere is None else set()
    unread_services = {
        name.rpartition("/")[2].removesuffix(".yaml") for name in misplaced if name.startswith(f"{SERVICES_FOLDER}/")
    }
    lists: dict[str, tuple[Any, ...]] = {}
    unread_kinds: set[str] = set()
    identity = read(folder / IDENTITY_FILE, lambda reader, value: reader.read(Identity, value))
    if identity is None:
        unread_kinds.add("identity")
    else:
        identity = _with_logo(identity, folder, reader)
    for name, kinds in FILES.items():
        lists.update(dict.fromkeys(kinds, ()))
        if name in OPTIONAL_FILES and not (folder / name).exists():
            continue
        found = read(folder / name, functools.partial(_lists, kinds)) or dict.fromkeys(kinds)
        lists.update({key: items for key, items in found.items() if items is not None})
        unread_kinds.update(kinds[key].__name__.lower() for key, items in found.items() if items is None)

    paths = sorted((folder / SERVICES_FOLDER).glob("*.yaml"))
    read_services: dict[Path, Service] = {
        path: service for path in paths if (service := read(path, functools.partial(_service, path))) is not None
    }
    services = [*read_services.values()]
    unread_services.update(path.stem for path in paths if path not in read_services or read_services[path].id != path.stem)
    published = read(folder / PUBLISHED_FILE, _published) if (folder / PUBLISHED_FILE).exists() else None
    lock = read(folder / LOCK_FILE, _lock) if (folder / LOCK_FILE).exists() else None
    entries = [read(path, _changelog_entry) for path in sorted((folder / CHANGES_FOLDER).glob("*.json"), reverse=True)]
    bases = by_id(services)
    services = sorted(
        (_checked_size(service.over(bases), reader) if service.outline.extended else service for service in services),
        key=lambda service: _in_order(service.code),
    )
    catalogue = Catalogue(
        read_identity=identity,
        **{key.replace("-", "_"): items for key, items in lists.items()},
        services=tuple(services),
        published=published,
        lock=lock,
        changelog=tuple(entry for entry in entries if entry is not None and entry.date is not None),
        unread_services=frozenset(unread_services),
        unread_kinds=frozenset(unread_kinds),
        displaced=_displaced_in(parts),
        digest=digest_of_data(parts, lambda name: parts[name].canonical),
        inputs=_inputs(parts, bases),
        shared_inputs=_digest_of(_shared(parts)),
    )
    if elsewhere:
        return Loaded(catalogue, (elsewhere,), 0)
    return Loaded(catalogue, tuple(reader.problems), sum((folder / name).is_file() for name in parts))


def _displaced_in(files: Mapping[str, _File]) -> dict[str, frozenset[str]]:
    """What is not read of ``files``, which are given by name, as :attr:`Catalogue.displaced` has it."""
    found: dict[str, frozenset[str]] = {}
    for name, file in files.items():
        if file.displaced:
            owner = Path(name).stem if name.startswith(f"{SERVICES_FOLDER}/") else ""
            found[owner] = found.get(owner, frozenset()) | file.displaced
    return found


def _inputs(parts: Mapping[str, _File], services: Mapping[str, Service]) -> dict[str, str]:
    """For each service, the digest of its inputs, as :attr:`Catalogue.inputs` has them."""
    shared, found = _shared(parts), {}
    for id in services:
        reached = [id]
        for below in reached:  # grows meanwhile
            reached += (
                base
                for base in dict.fromkeys(map(str, services[below].outline.extended))
                if base in services and base not in reached
            )
        read = [(base, parts.get(f"{SERVICES_FOLDER}/{base}.yaml")) for base in reached]
        found[str(id)] = _digest_of([*shared, "", *(f"{base} {part and part.digest}" for base, part in read)])
    return found


def _shared(parts: Mapping[str, _File]) -> list[str]:
    """The names and digests of all files but the services'."""
    return [f"{name} {part.digest}" for name, part in parts.items() if not name.startswith(f"{SERVICES_FOLDER}/")]


def _digest_of(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _lists(kinds: Mapping[str, type], reader: Reader, value: Value) -> dict[str, tuple[Any, ...] | None] | None:
    """The list under each key; ``None`` for one that could not be read."""
    if not reader.expect(value, Map, value.at):
        return None
    value = reader.only(value, kinds)
    found: dict[str, tuple[Any, ...] | None] = {}
    reader.missing([key for key in kinds if key not in OPTIONAL_LISTS], value)
    for key, kind in kinds.items():
        written = value.get(key)
        if written is None and key not in OPTIONAL_LISTS:
            found[key] = None
        else:
            items = reader.read_list(kind, written) if written is not None else ()
            found[key] = items if not written or isinstance(written, Seq) else None
    return found


def _service(path: Path, reader: Reader, value: Value) -> Service | None:
    service: Service | None = reader.read(Service, value)
    if service is None:
        return None
    if not is_id(service.id):  # which is reported; the name of the file says what is meant
        service = dataclasses.replace(service, id=service.id.saying(path.stem))
    elif service.id != path.stem:
        reader.report(WRONG_FILE.problem(service.id.at, "name-not-id", id=quote(service.id), file=quote(service.id + ".yaml")))
    return _checked_size(service, reader)


def _checked_size(service: Service, reader: Reader) -> Service:
    """Return ``service``, after a report of each matrix that is too large."""
    for matrix in service.all_matrices:
        if matrix.size > MAX_CELLS:
            reader.report(WRONG_SHAPE.problem(matrix.at, "too-many-cells", most=MAX_CELLS))
    return service


def _published(reader: Reader, value: Value) -> Published | None:
    if not reader.expect(value, Map, value.at):
        return None
    value = reader.only(value, ("published",))
    reader.missing(["published"], value)
    if "published" not in value:
        return None
    read_ids: Published | None = reader.read(Published, value["published"], value.key("published").at)
    return read_ids


def _lock(reader: Reader, value: Value) -> Keyed[Keyed[Keyed[Scalar]]] | None:
    if not reader.expect(value, Map, value.at):
        return None
    value = reader.only(value, ("confirmed",))
    confirmed: Keyed[Keyed[Keyed[Scalar]]] = reader.read(Keyed[Keyed[Keyed[Line]]], value.get("confirmed", Map()), value.at)
    return confirmed


def _changelog_entry(reader: Reader, value: Value) -> ChangelogEntry | None:
    """A record of changes; what it says for machines is left out."""
    if not reader.expect(value, Map, value.at):
        return None
    shown = Map((key, item) for key, item in value.items() if key in fields_of(ChangelogEntry))
    shown.at = value.at
    entry: ChangelogEntry | None = reader.read(ChangelogEntry, shown)
    return entry


def _with_logo(identity: Identity, folder: Path, reader: Reader) -> Identity:
    """``identity`` with what is in the file of its logo, if it may be shown."""
    brand = identity.brand
    if brand is None or not brand.logo:
        return identity
    picture, problem = logo.read_logo(folder, brand.logo)
    if problem:
        reader.report(problem)
    return dataclasses.replace(identity, brand=dataclasses.replace(brand, picture=picture))


def _in_order(code: str) -> list[tuple[bool, int, str, str]]:
    """Where a code stands among others: 2A before 10A."""
    parts = re.findall("([0-9]+)|([^0-9]+)", code)
    return [(not digits, len(digits.lstrip("0")), digits.lstrip("0"), letters) for digits, letters in parts]


def _not_a_catalogue(folder: Path) -> Problem | None:
    """The problem if ``folder`` has none of a catalogue's files, with any suffix: probably another folder is meant."""
    stems = {Path(name).stem for name in (IDENTITY_FILE, *FILES)}
    entries = sorted(_entries(folder))
    if not stems.isdisjoint(entry.stem.lower() for entry in entries):
        return None
    near = [folder / ".." if folder == Path() else folder.parent, *entries]
    meant = next((path.as_posix() for path in near if (path / IDENTITY_FILE).is_file()), "")
    hint = message("hint.did-you-mean", name=quote(meant)) if meant else Message("")
    return WRONG_FILE.problem(Location((folder / IDENTITY_FILE).as_posix()), "no-catalogue", hint=hint)


def _misplaced(folder: Path, reader: Reader) -> set[str]:
    """Report the YAML files that are not read; gives the names, in ``folder``, of the files for which they may be meant."""
    meant: set[str] = set()
    known = [IDENTITY_FILE, PUBLISHED_FILE, LOCK_FILE, *FILES]
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
    """Whether the file ``path`` holds a service, by its keys."""
    value = read_file(path, Reader())
    return isinstance(value, Map) and "id" in value and "provider" in value


def _strays(folder: Path) -> Iterator[Path]:
    """The YAML files in folders in which none is read; what has a name with a dot first belongs to a program (``.git``)."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        here = Path(parent)
        if here not in (folder, folder / SERVICES_FOLDER):
            yield from (here / name for name in names if name.lower().endswith((".yaml", ".yml")))


def _entries(folder: Path) -> list[Path]:
    """What is in ``folder``, if it is there. Raises ``OSError`` if that may not be seen: it would count as not there."""
    try:
        return list(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
