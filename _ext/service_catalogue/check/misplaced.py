"""Reports files that are not read, or a folder that is no catalogue."""

import os
from collections.abc import Iterator
from pathlib import Path

from service_catalogue.check.data_file import WRONG_FILE, read_file
from service_catalogue.messages.problem import Location, Problem
from service_catalogue.messages.quotation import quote
from service_catalogue.messages.suggestion import did_you_mean, nearest
from service_catalogue.messages.texts import Message, message
from service_catalogue.model.catalogue import (
    FILES,
    IDENTITY_FILE,
    OPTIONAL_FILES,
    SERVICES_FOLDER,
    WORDS_FOLDER,
)
from service_catalogue.model.published_ids import PUBLISHED_FILE
from service_catalogue.schema.reader import Reader
from service_catalogue.yaml.values import Map


def not_a_catalogue(folder: Path) -> Problem | None:
    """Return the problem if ``folder`` has none of a catalogue's files: probably another folder is meant."""
    stems = {Path(name).stem for name in (IDENTITY_FILE, *FILES)}
    entries = sorted(entries_of(folder))
    if not stems.isdisjoint(entry.stem.lower() for entry in entries):
        return None
    near = [folder / ".." if folder == Path() else folder.parent, *entries]
    meant = next((path.as_posix() for path in near if (path / IDENTITY_FILE).is_file()), "")
    hint = message("hint.did-you-mean", name=quote(meant)) if meant else Message("")
    return WRONG_FILE.problem(Location((folder / IDENTITY_FILE).as_posix()), "no-catalogue", hint=hint)


def report_misplaced(folder: Path, reader: Reader) -> set[str]:
    """Report the YAML files that are not read; return the names of the files for which they may be meant."""
    meant: set[str] = set()
    known = [IDENTITY_FILE, PUBLISHED_FILE, *FILES]
    missing = [name for name in (IDENTITY_FILE, *FILES) if name not in OPTIONAL_FILES and not (folder / name).exists()]
    for entry in sorted(entries_of(folder) + entries_of(folder / SERVICES_FOLDER)):
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


def entries_of(folder: Path) -> list[Path]:
    """Return the content of ``folder``, if it exists. Raises ``OSError`` if it may not be read: it would count as missing."""
    try:
        return list(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
