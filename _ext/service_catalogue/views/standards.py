"""The page of a standard, and references to its clauses."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from service_catalogue.model.outline import Citation
from service_catalogue.model.shared_objects import Citing
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import Entry
from service_catalogue.views.page import Address, Kind, Page, first_place
from service_catalogue.views.piece import Link, Reference, Rich

#: Maximum number of references of one kind to a clause; the others are counted.
_SHOWN = 30


@dataclass(frozen=True)
class Citations:
    """References of one kind to a clause."""

    label: str
    references: tuple[Reference, ...]
    #: Words for the number of further ones; empty if all are shown.
    more: str


@dataclass(frozen=True)
class ClauseView:
    """Clause with the references to it."""

    id: str
    #: Empty if it has none.
    number: str
    title: Rich
    citations: tuple[Citations, ...]


@dataclass(frozen=True)
class StandardIntro:
    """Description of a standard, and references to it as a whole."""

    description: Rich
    words: str
    #: Empty if none is given.
    edition: str
    citations: tuple[Citations, ...]


STANDARD: Kind[StandardIntro] = Kind("standard")
CLAUSES: Kind[tuple[ClauseView, ...]] = Kind("clauses")


def standard_page(edition: Edition, address: Address) -> Page:
    standard, words = edition.catalogue.objects["standard"][address.ids[0]], edition.words
    cited = standard.cited(edition.language)
    citing = _citing(edition)
    clauses = tuple(
        ClauseView(
            clause.id, clause.number, edition.name(clause.title), _citations(edition, citing, f"{standard.id}.{clause.id}")
        )
        for clause in standard.clauses
    )
    intro = StandardIntro(
        description=edition.linker().rich(standard.description),
        words=words("standard.lead"),
        edition=standard.edition or "",
        citations=_citations(edition, citing, standard.id),
    )
    return Page(
        document=address.document,
        title=cited,
        heading=edition.pieces(cited),
        kicker=words("standard.kicker"),
        description=words("standard.about", standard=cited),
        parts=(
            STANDARD.part(intro),
            CLAUSES.part(clauses, "part.clauses", words("standard.clauses"), at=first_place(standard.clauses)),
        ),
        trail=((words("nav.glossary"), Link("glossary")),),
        at=standard.at,
    )


def standard_entries(edition: Edition) -> tuple[Entry, ...]:
    """Return the list of standards, each with the number of its clauses."""
    return tuple(
        Entry(
            edition.pieces(standard.cited(edition.language)),
            Link(f"standards/{standard.id}"),
            edition.words("count.clauses", count=len(standard.clauses)),
        )
        for standard in edition.catalogue.standards
    )


def clauses(edition: Edition, ids: Iterable[str]) -> tuple[Reference, ...]:
    """Return a link for each of ``ids``: a clause with its standard, number and title."""
    return tuple(_clause(edition, id) for id in ids)


def _clause(edition: Edition, id: str) -> Reference:
    standard, clause = edition.catalogue.cited[id]
    name = standard.cited(edition.language)
    if clause is None:
        return Reference(name, Link(f"standards/{standard.id}"))
    title = " ".join(filter(None, (clause.number, edition.plain(clause.title))))
    return Reference(f"{name}, {title}", Link(f"standards/{standard.id}", f"clause.{clause.id}"))


_KINDS = ("terms", "tasks", "statements")
#: The references to each clause, by kind.
_Citing = Mapping[str, Mapping[str, list[Reference]]]


def _citing(edition: Edition) -> _Citing:
    found: dict[str, dict[str, list[Reference]]] = {}
    for kind, thing, reference in _all_citing(edition):
        for key, ids in ((kind, thing.standards), (f"see-also-{kind}", thing.see_also)):
            for id in dict.fromkeys(ids):
                found.setdefault(id, {}).setdefault(key, []).append(reference)
    return found


def _all_citing(edition: Edition) -> Iterator[tuple[str, Citing | Citation, Reference]]:
    """Yield everything that can refer to a clause, with its kind and a link to it."""
    catalogue = edition.catalogue
    for term in catalogue.terms:
        yield "terms", term, Reference(edition.plain(term.name), Link("glossary", term.id))
    for task in catalogue.tasks:
        yield "tasks", task, Reference(edition.plain(task.name), Link(f"tasks/{task.id}"))
    for service in catalogue.services:
        for cited in service.outline.citations:
            yield (
                "statements",
                cited,
                Reference(f"{service.code} {cited.statement}", Link(f"services/{service.id}", cited.statement)),
            )


def _citations(edition: Edition, citing: _Citing, id: str) -> tuple[Citations, ...]:
    found = citing.get(id, {})
    return tuple(
        Citations(
            edition.words(f"standard.{key}"),
            tuple(itertools.islice(found[key], _SHOWN)),
            edition.words("standard.more", count=len(found[key]) - _SHOWN) if len(found[key]) > _SHOWN else "",
        )
        for key in (*_KINDS, *(f"see-also-{kind}" for kind in _KINDS))
        if key in found
    )
