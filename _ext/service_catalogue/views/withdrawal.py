"""What is said of something that is withdrawn, on its page and in its booklet."""

from __future__ import annotations

from dataclasses import dataclass

from service_catalogue.model.shared_objects import Withdrawal
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import Kind, Part
from service_catalogue.views.piece import Rich


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
