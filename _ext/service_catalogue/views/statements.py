"""The statements of a service, with what they claim and where the source disagrees with itself."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from service_catalogue.service import Claim, Section, Service, Statement
from service_catalogue.views.annotations import DisputeView, Reference, ServiceViews, row_link
from service_catalogue.views.edition import Edition, Link, Linker, Rich, plain


@dataclass(frozen=True)
class ClaimView:
    """Who must or may do what: a sentence's beginning, then the tasks with their layers."""

    #: 'The customer answers for', 'Statens It carries out', 'The customer can carry out'.
    words: str
    #: Whether it is only a possibility.
    may: bool
    tasks: tuple[Reference, ...]
    layers: str


@dataclass(frozen=True)
class StatementView:
    """A statement."""

    id: str
    link: Link
    text: Rich
    claims: tuple[ClaimView, ...]
    disputes: tuple[DisputeView, ...]
    #: The ids that it had before, on the page of this service.
    former: tuple[str, ...] = ()


@dataclass(frozen=True)
class SectionView:
    """The statements of one section."""

    statements: tuple[StatementView, ...]


def section_view(edition: Edition, service: Service, section: Section, linker: Linker) -> SectionView:
    return SectionView(tuple(statement_view(edition, service, statement, linker) for statement in section.statements))


def statement_view(edition: Edition, service: Service, statement: Statement, linker: Linker) -> StatementView:
    document = f"services/{service.id}"
    views = ServiceViews(edition, service)
    disputes = service.exceptions_at(statement.id)
    return StatementView(
        id=statement.id,
        link=Link(document, statement.id),
        text=linker.rich(statement.text),
        claims=tuple(view for claim in statement.claims for view in _claims(edition, service, claim)),
        disputes=tuple(views.dispute(exception, edition.linker()) for exception in disputes),
        former=tuple(_former(edition, service, statement)),
    )


def _former(edition: Edition, service: Service, statement: Statement) -> Iterator[str]:
    services = (service.id, *itertools.chain.from_iterable(edition.former(("service", service.id))))
    for (old,) in edition.former(("statement", f"{service.id}.{statement.id}")):
        of, _, id = old.partition(".")
        if of in services:
            yield id


def _claims(edition: Edition, service: Service, claim: Claim):
    party = edition.plain(edition.catalogue.party(claim.party).name)
    layers = edition.words.list([edition.plain(edition.value_name(value)) for value in claim.on])
    if not claim.tasks:  # what the party has to do stands in the text alone
        yield ClaimView(edition.words("claim.own-words", party=party), may=False, tasks=(), layers=layers)
    for key, tasks in (("answers-for", claim.answers_for), ("does", claim.does), ("may-do", claim.may_do)):
        if tasks:
            yield ClaimView(
                words=edition.words(f"claim.{key}", party=party),
                may=key == "may-do",
                tasks=tuple(_task(edition, service, task) for task in tasks),
                layers=layers,
            )


def _task(edition: Edition, service: Service, task: str) -> Reference:
    name = plain(edition.name(edition.catalogue.task(task).name))
    matrix = next((matrix for matrix in service.all_matrices if matrix.row(task)), None)
    return Reference(name, row_link(service, matrix, task) if matrix else Link(f"tasks/{task}"))
