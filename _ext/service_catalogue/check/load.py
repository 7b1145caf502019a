"""Reads a folder of YAML files into a catalogue, with every problem of form."""

import contextlib
import functools
import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from service_catalogue.check.data_file import WRONG_FILE, parsed, read_bytes
from service_catalogue.check.digest import canonical_file, digest_of_data, is_data, is_record
from service_catalogue.check.inputs import DataFile, digest_of_bytes, digests_of_inputs, digests_received, restates_a_source
from service_catalogue.check.limits import is_too_large, limits, sizes_in
from service_catalogue.check.logo import UNSAFE_LOGO, read_logo
from service_catalogue.check.misplaced import not_a_catalogue, report_misplaced
from service_catalogue.messages.problem import Location, Problem
from service_catalogue.messages.quotation import quote
from service_catalogue.model.approvals import APPROVED_FOLDER, WHOLE, read_records, with_record
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
    Published,
    Wording,
)
from service_catalogue.model.inheritance import inherited, with_held
from service_catalogue.model.kept import packed, unopened, unpacked, without_content
from service_catalogue.model.matrix import MAX_CELLS
from service_catalogue.model.published_ids import PUBLISHED_FILE
from service_catalogue.model.references import by_id
from service_catalogue.model.reviewed import REVIEWED_FOLDER, REVIEWED_MARK
from service_catalogue.model.service import KEPT, Service
from service_catalogue.schema.fields import fields_of
from service_catalogue.schema.forms import WRONG_SHAPE, is_id, is_language
from service_catalogue.schema.reader import Reader
from service_catalogue.store import Store, digest_of_program
from service_catalogue.yaml.values import Keyed, Map, Scalar, Seq, Text, canonical

RULES = (WRONG_FILE, UNSAFE_LOGO)


#: What in canonical JSON may name a service: ``[[2a.note:5]]``, ``[[service:2b]]``.
_NAMED = re.compile(rb"\[\[\s*(?:service:\s*)?([a-z0-9-]+)[.|\]\s]")


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
    parts: dict[str, DataFile] = {}

    def read(path: Path, make: Callable[[Reader, Map], Any]) -> Any:
        name = path.relative_to(folder).as_posix()
        if name in misplaced:
            return None
        raw = read_bytes(path, reader)

        def parse() -> tuple[DataFile, Any]:
            value = parsed(path, raw, reader)
            content = make(reader, value) if value is not None and reader.expect(value, Map, value.at) else None
            encoded = canonical(value)
            return DataFile(
                digest_of_bytes(raw), lambda: encoded, frozenset(id.decode() for id in _NAMED.findall(encoded))
            ), content

        of_service = store if raw and path.parent.name == SERVICES_FOLDER else None
        parts[name], content = _kept(of_service, path, raw or b"", reader, parse) if of_service else parse()
        return content

    if is_too_large(sizes_in(folder)):
        at = Location((folder / IDENTITY_FILE).as_posix())
        too_large = WRONG_FILE.problem(at, "too-many", **limits())
        nothing = Catalogue(read_identity=None, services=(), **EMPTY_LISTS)
        return Loaded(nothing, (too_large,), frozenset((IDENTITY_FILE, *FILES)), 0)
    elsewhere = not_a_catalogue(folder)
    misplaced = report_misplaced(folder, reader) if elsewhere is None else set()
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
        restates=restates_a_source(by_ids),
        find_digest=find_digest if store else find_digest().__str__,  # without the content of all files
        **digests_of_inputs(parts, by_ids),
        received=digests_received(parts, by_ids, identity),
    )
    if elsewhere:
        return Loaded(catalogue, (elsewhere,), frozenset(parts), 0)
    failed = {*misplaced, *(catalogue.file_of(problem.at) for problem in reader.problems if problem.is_error)}
    files = sum((folder / name).is_file() for name in parts)
    return Loaded(catalogue, tuple(reader.problems), frozenset(failed), files)


def _kept(
    store: Store, path: Path, raw: bytes, reader: Reader, parse: Callable[[], tuple[DataFile, Any]]
) -> tuple[DataFile, Any]:
    """Return the service in ``raw``, as ``store`` keeps it: its content is read when it is asked for. Else what ``parse`` returns."""
    key = f"{digest_of_program()} {digest_of_bytes(raw)} {[*reader.languages, reader.authoritative]}"
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

        return DataFile(digest_of_bytes(raw), canonical, frozenset(known[2])), unopened(
            unpacked(known[0], text, reader), known[1], whole
        )
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


def _records(folder: Path, name: str, parts: dict[str, DataFile], reader: Reader) -> dict[Path, str | None]:
    """Return the texts in the folder ``name``, which become ``parts`` of the data; ``None`` for one that cannot be read."""
    contents = {
        path: read_bytes(path, reader) for path in sorted((folder / name).glob("*.txt*")) if is_record(f"{name}/{path.name}")
    }
    for path, raw in contents.items():
        part = path.relative_to(folder).as_posix()
        encoded = canonical_file(part, raw) if raw and is_data(part) else b""
        parts[part] = DataFile(digest_of_bytes(raw), functools.partial(bytes, encoded), frozenset())
    return {path: None if raw is None else raw.decode("utf-8", "replace").replace("\r\n", "\n") for path, raw in contents.items()}


def _reviewed(folder: Path, parts: dict[str, DataFile], reader: Reader) -> Mapping[str, str] | None:
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
