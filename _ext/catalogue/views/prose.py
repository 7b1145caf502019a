"""The parts that prose can show: what the guides say of the catalogue's own data is never typed by hand."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from catalogue.check import RULES
from catalogue.matrix import Matrix, Row
from catalogue.model import Service
from catalogue.views.edition import Edition, Link
from catalogue.views.home import notice
from catalogue.views.matrix import MatrixViews, legend
from catalogue.views.page import Part
from catalogue.views.parts import title_of
from catalogue.views.service import restatement
from catalogue.views.task import Allocation, allocation


@dataclass(frozen=True)
class RuleView:
    """A rule of the check."""

    name: str
    severity: str
    title: str
    guide: str


@dataclass(frozen=True)
class Origin:
    """Which document a service restates."""

    service: str
    link: Link
    words: str


@dataclass(frozen=True)
class Standing:
    """How the owner stands to the catalogue, and where each service comes from."""

    words: str
    origins: tuple[Origin, ...]


def _legend(edition: Edition) -> object:
    linker = edition.linker()
    return tuple(entry for scheme in edition.catalogue.schemes for entry in legend(edition, scheme, linker))


def _rules(edition: Edition) -> object:
    language = edition.words.language
    return tuple(
        RuleView(
            rule.name,
            edition.words(f"rules.severity.{rule.severity.value}"),
            rule.title[language],
            rule.guide[language],
        )
        for rule in RULES
    )


def _standing(edition: Edition) -> object:
    origins = []
    for service in edition.catalogue.services[:20]:
        found = restatement(edition, service)
        origins.append(Origin(title_of(edition, service), Link(f"services/{service.id}"), found.words if found else ""))
    return Standing(notice(edition), tuple(origins))


def _example(edition: Edition) -> Allocation | None:
    """A row of the first matrix, and of its rows the one that shows the most of what a row can hold."""
    for service in edition.catalogue.services:
        for matrix in service.all_matrices:
            if matrix.rows:
                row = max(matrix.rows, key=lambda row: _variety(service, matrix, row))
                views = MatrixViews(edition, service, matrix)
                found = allocation(views, edition.catalogue.task(row.task))
                return dataclasses.replace(found, statements=())
    return None


def _variety(service: Service, matrix: Matrix, row: Row) -> tuple[bool, int]:
    """Rows that follow the rules are better examples, then those with many kinds of cells and notes."""
    cells = [cell for cell in matrix.cells if cell.task == row.task]
    notes = {*row.note, *(note for cell in cells for note in cell.notes)}
    disputed = any(row.task in place.split(".") for exception in service.exceptions for place in exception.at_)
    return not disputed, len({(cell.letters, cell.state) for cell in cells}) + len(notes)


def _about(edition: Edition) -> object:
    return edition.linker().rich(edition.catalogue.identity.summary)


#: By name: the template that shows it, and what makes its content.
PARTS = {
    "legend": ("legend", _legend),
    "example": ("example", _example),
    "rules": ("rules", _rules),
    "standing": ("standing", _standing),
    "summary": ("rich", _about),
}


def part(edition: Edition, name: str) -> Part:
    template, make = PARTS[name]
    return Part(template, make(edition))


def everything_shown(edition: Edition) -> object:
    """All that a page of prose may depend on: every name, every term, every part."""
    catalogue = edition.catalogue
    named = (catalogue.identity, catalogue.parties, catalogue.layers, catalogue.tasks, catalogue.schemes, catalogue.terms)
    services = tuple((service.id, service.code, service.name, tuple(service.statements)) for service in catalogue.services)
    return named, services, tuple(part(edition, name) for name in PARTS)
