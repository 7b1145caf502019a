"""``api/v1``: the catalogue and each service as files for machines and for spreadsheets, and the data as they were parsed."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

from service_catalogue.check.digest import published_data
from service_catalogue.export import json
from service_catalogue.export.table import table
from service_catalogue.export.workbook import workbook
from service_catalogue.kept import Kept
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.published import Ids
from service_catalogue.program import digest_of_program
from service_catalogue.views.edition import Edition


def write(catalogue: Catalogue, data: Path, folder: Path, kept: Kept | None = None) -> Iterator[str]:
    """Write each file into ``folder``, and give its path there: memory does not hold those of all services.

    What is made of a service is ``kept`` as made from its inputs; ``data`` is the folder that the catalogue was read from.
    """
    for name, content in _contents(catalogue, kept):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        yield name
    with (folder / "data.json").open("wb") as file:
        file.writelines(published_data(data, catalogue.digest, kept))
    yield "data.json"


def _contents(catalogue: Catalogue, kept: Kept | None) -> Iterator[tuple[str, bytes]]:
    for name, text in json.files(catalogue, kept):
        yield name, text.encode()
    former, program = Ids(catalogue).former, digest_of_program()
    editions = [Edition(catalogue, language) for language in catalogue.identity.languages]
    for service in catalogue.services:
        made_from = catalogue.inputs[service.id]
        make = functools.partial(table, catalogue, service)
        lines: str = kept.once(f"api/{service.id}.csv", f"{program} {made_from}", make) if kept else make()
        book = kept.read_object(f"api/{service.id}.xlsx", made_from) if kept else None
        if book is None:
            book = workbook(editions, service)
            if kept:
                kept.write_object(f"api/{service.id}.xlsx", made_from, book)
            for edition in editions:
                edition.forget(service)
        # Neither can say where it has moved: both are there under each former id too, as a booklet is.
        for id in (service.id, *former.get(("service", service.id), ())):
            yield f"services/{id}.csv", lines.encode()
            yield f"services/{id}.xlsx", book
