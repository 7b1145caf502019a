"""The interface words that a language lacks, as a file of the data to fill in."""

from collections.abc import Mapping
from pathlib import Path

from service_catalogue.locale import FALLBACK, table_of
from service_catalogue.messages import message
from service_catalogue.model.catalogue import WORDS_FOLDER, Catalogue
from service_catalogue.yaml.source import read
from service_catalogue.yaml.transaction import Transaction
from service_catalogue.yaml.values import Map


def write_words(change: Transaction, catalogue: Catalogue, language: str, of_messages: str) -> tuple[Path, int]:
    """Add the words that ``language`` lacks to its file, each below the English one; return the file and their number."""
    path = change.folder / WORDS_FOLDER / f"{language}.yaml"
    content = change.read(path) if path.is_file() else f"# {message('about.words')[of_messages]}\n".encode()
    written, _ = read(path.as_posix(), content)
    own = written if isinstance(written, Map) else ()
    known = {*(table_of(language) or ()), *catalogue.identity.words.get(language, ()), *own}
    names = {f"language.{each}": str(each) for each in catalogue.identity.languages}
    missing = [_lines(key, words) for key, words in {**names, **(table_of(FALLBACK) or {})}.items() if key not in known]
    if missing:
        change.write(path, content.rstrip(b"\n") + b"\n" + "".join(missing).encode())
    return path, len(missing)


def _lines(key: str, english: str | Mapping[str, str]) -> str:
    forms = english if isinstance(english, Mapping) else {"": english}
    return f"# {' / '.join(forms.values())}\n{key}:\n" + "".join(f"  {form}:\n" for form in forms if form)
