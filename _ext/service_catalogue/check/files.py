"""The files that a catalogue is read from, and the data digest: a short name for their content, however it is written."""

import hashlib
import json
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from service_catalogue.messages import FALLBACK, language_for, language_of_user
from service_catalogue.messages.problem import Location, Rule
from service_catalogue.model.approvals import APPROVED_FOLDER, header_of
from service_catalogue.model.catalogue import FILES, IDENTITY_FILE, SERVICES_FOLDER, WORDS_FOLDER
from service_catalogue.model.no_role import read_data
from service_catalogue.model.published_ids import PUBLISHED_FILE
from service_catalogue.model.reviewed import REVIEWED_FOLDER
from service_catalogue.schema.reader import Reader
from service_catalogue.store import Store, digest_of_program
from service_catalogue.yaml.source import MAX_BYTES
from service_catalogue.yaml.values import DIGITS, Value, canonical

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
        found = _LANGUAGES.search((folder / IDENTITY_FILE).read_bytes()) if (folder / IDENTITY_FILE).is_file() else None
    except OSError:
        found = None
    return [name.decode() for name in re.findall(rb"#.*|([a-z]+)", found[1]) if name] if found else []


_FOLDERS = (SERVICES_FOLDER, WORDS_FOLDER)


def is_data(path: str) -> bool:
    """Return whether the file at ``path``, relative to the folder, is data, or can have the header of an approval."""
    folder, _, name = path.rpartition("/")
    if folder == APPROVED_FOLDER:
        return name.endswith(".txt")
    return path in (IDENTITY_FILE, *FILES) if not folder else folder in _FOLDERS and name.endswith(".yaml")


def is_record(path: str) -> bool:
    """Return whether the file at ``path``, relative to the folder, records what was confirmed, or what an approval covers."""
    folder, _, name = path.rpartition("/")
    return folder in (REVIEWED_FOLDER, APPROVED_FOLDER) and name.endswith(".txt")


def digest_of_data(paths: Iterable[str], canonical: Callable[[str], bytes]) -> str:
    """Return the digest of one JSON object with the files at ``paths``; ``canonical`` returns the canonical JSON of one.

    Records, of published ids and of what has been confirmed, are no part of it; of one of an approval, its header is.
    """
    made = hashlib.sha256(b"{")
    parts = ((name, canonical(name)) for name in sorted(filter(is_data, paths)))
    for number, (name, content) in enumerate(part for part in parts if part[1]):
        made.update(b"," * bool(number) + json.dumps(name, ensure_ascii=False).encode("utf-8", "surrogatepass") + b":")
        made.update(content)
    made.update(b"}")
    return made.hexdigest()[:DIGITS]


WRONG_FILE = Rule(
    "wrong-file",
    example="""\
-id: web-hosting
+id: hosting
""",
)


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
    paths = (path for path in (*folder.rglob("*.yaml"), *folder.rglob("*.txt")) if path.is_file() and not path.is_symlink())
    found = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: found[name] for name in sorted(found) if is_data(name) or name == PUBLISHED_FILE or is_record(name)}


def canonical_file(name: str, raw: bytes) -> bytes:
    """Return the content of a file as canonical JSON, ``null`` if it cannot be parsed; nothing for a record without a header."""
    if is_record(name):
        raw = header_of(raw.decode("utf-8", "replace").replace("\r\n", "\n")).encode()
        return canonical(read_data(name, raw)[0]) if raw else b""
    return canonical(read_data(name, raw)[0])


def data_digest(folder: Path) -> str:
    """Return the data digest of ``folder``."""
    files = files_in(folder)
    return digest_of_data(files, lambda name: canonical_file(name, files[name].read_bytes()))


def published_data(folder: Path, digest: str, store: Store | None = None) -> Iterator[bytes]:
    """Yield the parts of one JSON file with the data of ``folder`` and their digest; the catalogue can be read from it."""

    def said(name: str, raw: bytes) -> str:
        def make() -> str:
            value = raw.decode("utf-8", "replace") if is_record(name) else read_data(name, raw)[0]
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

        key = f"{digest_of_program()} {hashlib.sha256(raw).hexdigest()}"
        text: str = store.compute(f"data/{name}", key, make) if store else make()
        return text

    yield f'{{"digest":{json.dumps(digest)},"files":{{'.encode()
    for number, (name, path) in enumerate(files_in(folder).items()):
        told = f"{',' if number else ''}{json.dumps(name, ensure_ascii=False)}:{said(name, path.read_bytes())}"
        yield told.encode("utf-8", "surrogatepass")
    yield b"}}\n"
