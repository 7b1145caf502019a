"""Status of services and of the catalogue: withdrawn, draft, restatement, approved."""

from __future__ import annotations

from dataclasses import dataclass

from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Withdrawal
from service_catalogue.model.vocabulary import CatalogueStatus, ServiceStatus
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import title_of
from service_catalogue.views.page import Kind, Part
from service_catalogue.views.piece import Link, Rich


@dataclass(frozen=True)
class Withdrawn:
    """That something is withdrawn: since when, and why."""

    words: str
    reason: Rich


WITHDRAWN: Kind[Withdrawn] = Kind("withdrawn")


def withdrawn(edition: Edition, withdrawal: Withdrawal | None) -> list[Part[object]]:
    """The part of a page that says so; none if it is not withdrawn."""
    return [WITHDRAWN.part(said)] if (said := withdrawn_view(edition, withdrawal)) else []


def withdrawn_view(edition: Edition, withdrawal: Withdrawal | None) -> Withdrawn | None:
    """What is said of a withdrawal; ``None`` if there is none."""
    return Withdrawn(since(edition, withdrawal), edition.linker().rich(withdrawal.reason)) if withdrawal else None


def in_list(edition: Edition, withdrawal: Withdrawal | None) -> str:
    """What a list says of something that is withdrawn; empty if it is not."""
    return since(edition, withdrawal) if withdrawal else ""


def since(edition: Edition, withdrawal: Withdrawal) -> str:
    """Since when it is withdrawn, as a sentence."""
    return edition.words("withdrawn.since", date=edition.words.date(withdrawal.on))


@dataclass(frozen=True)
class Restatement:
    """That this is a restatement, from which document, and that its owner has not adopted it."""

    #: In a few words, and in full.
    brief: str
    words: str


def restatement(edition: Edition, service: Service) -> Restatement | None:
    """What has to be said of every service while the catalogue is not adopted; ``None`` once it is."""
    identity = edition.catalogue.identity
    if identity.status is CatalogueStatus.ADOPTED:
        return None
    owner = edition.plain(identity.owner)
    if service.source is None:
        return Restatement(edition.words("restatement.brief", owner=owner), edition.words("restatement.unknown", owner=owner))
    return Restatement(
        edition.words("restatement.brief", owner=owner),
        edition.words(
            "restatement.service",
            owner=owner,
            title=edition.plain(service.source.title),
            publisher=edition.plain(service.source.owner),
        ),
    )


def standing(edition: Edition, service: Service, *, in_full: bool = False) -> str:
    """How ``service`` stands, in sentences: a restatement or not, its status, version and validity, and when it was last changed.

    ``in_full`` says of which document it is a restatement.
    """
    words, told, valid = edition.words, restatement(edition, service), service.valid
    said = [told.words if in_full else told.brief] if told else []
    said += [words(f"status.{service.status.value}") + "."] if service.status else []
    said += [words("service.stand.version", version=service.version)] if service.version else []
    said += [words("service.stand.from", date=words.date(valid.from_))] if valid and valid.from_ else []
    said += [words("service.stand.to", date=words.date(valid.to))] if valid and valid.to else []
    said += [words("service.stand.changed", date=words.date(service.changed))] if service.changed else []
    return " ".join(said)


def source_link(service: Service) -> Link:
    """The way to what ``service`` restates, and how it stands."""
    return Link(f"services/{service.id}", "part.source")


def title_elsewhere(edition: Edition, service: Service) -> str:
    """The title of ``service`` where the page is about something else: with how it stands, if it is not in force."""
    return with_standing(edition, service, title_of(edition, service))


def with_standing(edition: Edition, service: Service, title: str) -> str:
    """``title`` with how ``service`` stands, if it is not in force."""
    said = not_in_force(edition, service)
    return edition.words("service.elsewhere", title=title, standing=edition.words.within(said)) if said else title


def not_in_force(edition: Edition, service: Service) -> str:
    """That ``service`` is withdrawn, retired or a draft, in a few words; empty if it is in force, or its status is not stated."""
    if service.withdrawn:
        return since(edition, service.withdrawn).removesuffix(".")
    if service.status is None or service.status is ServiceStatus.IN_FORCE:
        return ""
    return edition.words(f"status.{service.status.value}")


def notice(edition: Edition) -> str:
    """That the catalogue is a restatement which its owner has not adopted; empty once it is adopted."""
    identity = edition.catalogue.identity
    if identity.status is CatalogueStatus.ADOPTED:
        return ""
    return edition.words("restatement.catalogue", owner=edition.plain(identity.owner))


def approval(edition: Edition) -> str:
    """By which role the catalogue was approved, when, and on what evidence; empty where its data do not say."""
    identity, words = edition.catalogue.identity, edition.words
    given = identity.approval
    if given is None or identity.status is not CatalogueStatus.ADOPTED:
        return ""
    return words(
        "approval.catalogue",
        role=words.in_sentence(edition.plain(given.by)),
        date=words.date(given.date),
        evidence=edition.plain(given.evidence),
    )
