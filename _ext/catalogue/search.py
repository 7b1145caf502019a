"""The index of the search: what can be found, each with its kind, title, text and address."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from catalogue.views.edition import Edition


class Entry(NamedTuple):
    """Something that can be found."""

    kind: str
    title: str
    text: str
    #: From the root of the language.
    address: str
    #: Other words by which it is found.
    also: str


def entries(edition: Edition, sections: Mapping[str, Iterable[tuple[str, str, str]]]) -> list[Entry]:
    """Everything of the catalogue that can be found, and the ``sections`` of its prose: document → (anchor, title, text)."""
    catalogue = edition.catalogue
    found = []
    for service in catalogue.services:
        title = f"{service.code} {edition.plain(service.name)}"
        page = f"services/{service.id}.html"
        motto = edition.plain(service.motto) if service.motto else ""
        found.append(Entry("service", title, motto, page, ""))
        for section in service.all_sections:
            for statement in section.statements:
                text = edition.plain(statement.text)
                label = f"{title}: {edition.plain(section.name)}"
                found.append(Entry("statement", label, text, f"{page}#{statement.id}", statement.id))
    for kind, folder, things in (
        ("task", "tasks", catalogue.tasks),
        ("party", "parties", catalogue.parties),
        ("layer", "layers", catalogue.layers),
    ):
        for thing in things:
            also = " ".join(edition.catalogue.objects[kind][thing.id].name.get(other, "") for other in edition.others)
            found.append(Entry(kind, edition.plain(thing.name), "", f"{folder}/{thing.id}.html", also))
    for term in catalogue.terms:
        also = " ".join(words for language in catalogue.identity.languages for words in term.written(language))
        name = edition.plain(term.name)
        found.append(Entry("term", name, edition.plain(term.definition), f"glossary.html#{term.id}", also))
    for document in sorted(sections):
        for anchor, title, text in sections[document]:
            found.append(Entry("section", title, text, f"{document}.html#{anchor}", ""))
    return found


def write(target: Path, edition: Edition, sections: Mapping[str, Iterable[tuple[str, str, str]]]) -> None:
    """Write the index as a script, which a page can load from a folder too, where ``fetch`` does not work."""
    data = json.dumps(entries(edition, sections), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    text = f"window.catalogueIndex={data};\n"
    if not target.is_file() or target.read_text("utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
