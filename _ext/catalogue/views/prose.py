"""The parts that prose can show: what the guides say of the catalogue's own data is never typed by hand."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.check import RULES
from catalogue.views.edition import Edition, Link
from catalogue.views.home import notice
from catalogue.views.matrix import legend
from catalogue.views.page import Part
from catalogue.views.parts import title_of
from catalogue.views.service import restatement


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


def _about(edition: Edition) -> object:
    return edition.linker().rich(edition.catalogue.identity.summary)


#: By name: the template that shows it, and what makes its content.
PARTS = {
    "legend": ("legend", _legend),
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
