"""The catalogue as data: JSON and CSV for machines, workbooks for people.

This module writes the files of ``api/v1``.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from service_catalogue import views
from service_catalogue.check.published_data import published_data
from service_catalogue.export import json
from service_catalogue.export.json import table
from service_catalogue.export.workbook import DIGEST, clauses_csv, clauses_workbook, workbook, written
from service_catalogue.files import write_whole
from service_catalogue.model import json_schema
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.published_ids import Ids
from service_catalogue.model.service import Service
from service_catalogue.store import Store, digest_of_program, state_of
from service_catalogue.views.edition import Edition
from service_catalogue.views.plain import service_markdown

#: The folder of the records of files: an entry for each service, and one for all other files.
_RECORDS = "files"
_Maker = tuple[str, Service | None, Callable[[], Any], Callable[[Any], bytes]]


def write(
    catalogue: Catalogue, data: Path, folder: Path, store: Store | None = None, base_url: str = ""
) -> Iterator[tuple[str, str]]:
    """Write each file into ``folder`` and yield its path there, and the digest in the content if it is a workbook.

    With ``store``, a file that has the same content, or about a service was made from the same inputs, is left as it is; ``data``
    is the folder that the catalogue was read from, and ``base_url`` the address of the site, if it has one.
    """
    before, now = dict[str, Any](), dict[str, dict[str, list[Any]]]()
    for name, service, make, encode in _makers(catalogue, base_url):
        entry, path = f"{_RECORDS}/{service.id if service else ''}.json", folder / name
        if entry not in before:
            before[entry] = (store.get(entry, "") or {}) if store else {}
        made_from, says, digest, known = before[entry].get(name, ("", "", "", []))
        untouched = known == state_of(path)
        inputs = f"{digest_of_program()} {base_url} {catalogue.inputs[service.id]}" if service else ""
        if not (untouched and inputs and made_from == inputs):
            content = make()
            now_says = views.digest((digest_of_program(), content))
            if not (untouched and says == now_says):
                write_whole(path, encode(content), folder.parent, synced=False)
            says, digest = now_says, dict(content.properties).get(DIGEST, "") if encode is written else ""
        now.setdefault(entry, {})[name] = [inputs, says, digest, state_of(path)]
        yield name, digest
    for entry, records in now.items():
        if store and records != before[entry]:
            store.put(entry, "", records)
    for name, text in published_data(data, catalogue.digest, store):
        path = folder / name
        if path.is_symlink() or not path.is_file() or path.read_bytes() != text:
            write_whole(path, text, folder.parent, synced=False)
        yield name, ""


def content(catalogue: Catalogue, base_url: str, name: str) -> bytes:
    """Return the content of the file ``name``; nothing if there is no such file."""
    return next((encode(make()) for path, _, make, encode in _makers(catalogue, base_url) if path == name), b"")


def _makers(catalogue: Catalogue, base_url: str) -> Iterator[_Maker]:
    """Yield for each file but the data its path, its service if it has one, what makes its content, and what encodes that."""
    yield from ((name, about, make, str.encode) for name, about, make in json.makers(catalogue, base_url))
    for name, text in json_schema.files(catalogue).items():
        yield f"schema/data/{name}", None, partial(str, text), str.encode
    former = Ids(catalogue).former
    editions = [Edition(catalogue, language) for language in catalogue.identity.languages]
    for standard in catalogue.standards:
        yield f"standards/{standard.id}.csv", None, partial(clauses_csv, editions, standard), str.encode
        yield f"standards/{standard.id}.xlsx", None, partial(clauses_workbook, editions, standard), written
    for service in catalogue.services:
        # Neither format can redirect: both files are repeated under each former id, as a booklet is.
        for id in (service.id, *former.get(("service", service.id), ())):
            yield f"services/{id}.csv", service, partial(table, catalogue, service), str.encode
            yield f"services/{id}.xlsx", service, partial(workbook, editions, service), written
            for edition in editions:
                yield f"services/{id}.{edition.language}.md", service, partial(service_markdown, edition, service), str.encode
