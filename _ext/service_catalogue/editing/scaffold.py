"""A new catalogue: a complete folder of data, and the prose that catalogues begin with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path

from service_catalogue.editing.answers import EditingError
from service_catalogue.editing.source import localized, remark
from service_catalogue.messages import message
from service_catalogue.model.json_schema import modeline
from service_catalogue.yaml.atomic_write import LOCK
from service_catalogue.yaml.transaction import Transaction

#: The files besides ``catalogue.yaml``, in the order in which an editor reads them; their content is in ``new_catalogue``.
_FILES = ("parties", "layers", "tasks", "roles", "glossary")
#: A new catalogue has these; others can be added to every text.
LANGUAGES = ("da", "en")


def write_catalogue(
    change: Transaction, docs: Path, prose: Path, texts: Mapping[str, Mapping[str, str]], authoritative: str, language: str
) -> Sequence[Path]:
    """Write a new catalogue into the folder of ``change`` and, copied from ``prose``, into ``docs``; return the files of data.

    ``texts`` holds its ``name``, ``tagline``, ``summary`` and ``owner``. Raise :class:`EditingError` if one of the folders has a file.
    """
    for made in (change.folder, docs):
        if any(path.is_file() and path.name != LOCK for path in made.rglob("*")):
            raise EditingError(message("new.there", folder=made))
    identity = [
        *(line for key in ("name", "tagline", "summary") for line in localized(key, texts[key], language)),
        f"languages: [{', '.join(LANGUAGES)}]\n",
        f"authoritative: {authoritative}\n",
        f"status: restatement{remark('new.status', language)}\n",
        *localized("owner", texts["owner"], language),
        f"site:\n  base-url:{remark('new.base-url', language)}\n  edit-url:{remark('new.edit-url', language)}\n",
        f"redirects: {{}}{remark('new.redirects', language)}\n",
    ]
    written = []
    contents = {
        name: resources.files(__package__).joinpath("new_catalogue", f"{name}.yaml").read_text("utf-8") for name in _FILES
    }
    for name, content in {"catalogue": "".join(identity), **contents}.items():
        path = change.folder / f"{name}.yaml"
        change.write(path, f"{modeline(path.name)}# {message(f'about.{name}')[language]}\n{content}".encode())
        written.append(path)
    for page in (page for chosen in LANGUAGES for page in (prose / chosen).rglob("*") if page.is_file()):
        change.write(docs / page.relative_to(prose), page.read_bytes())
    return written
