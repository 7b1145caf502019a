"""A contract annex: which service a customer has chosen for one system. A file outside of the data, read and checked as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Annotated

from service_catalogue.check.load import read_file
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.vocabulary import PartyRef, ServiceRef
from service_catalogue.problem import Location, Problem
from service_catalogue.rules.unknown_reference import reported, unknown_in
from service_catalogue.schema.form import WRONG_SHAPE
from service_catalogue.schema.kinds import Day, Line, Refers
from service_catalogue.schema.reader import Reader
from service_catalogue.yaml.values import Scalar

#: More columns of text than two do not fit beside each other.
_MAX_LANGUAGES = 2


class Choice(Enum):
    """Whether something is chosen."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Whom to ask at a party: a role, and never a person."""

    party: PartyRef
    role: Line
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Annex:
    """What a customer has chosen for one system."""

    system: Line
    owner: Line
    environments: tuple[Line, ...]
    criticality: Line | None = None
    service: ServiceRef
    on_call: Choice
    contacts: tuple[Contact, ...] = ()
    date: Day
    #: One, or two side by side; the catalogue's first two if not said.
    languages: tuple[Annotated[Scalar, Refers("language")], ...] = ()
    at: Location = field(compare=False, repr=False)


def read_annex(path: Path, catalogue: Catalogue) -> tuple[Annex | None, list[Problem]]:
    """The annex in the file ``path``, unless it has problems, and these."""
    reader = Reader()
    value = read_file(path, reader)
    annex = reader.read(Annex, value) if value is not None else None
    problems = list(reader.problems)
    if annex is not None:
        known: dict[str, Mapping[str, object]] = {**catalogue.by_kind}
        known["language"] = dict.fromkeys(map(str, catalogue.identity.languages))
        problems += reported(unknown_in(annex, known, catalogue))
        if len(annex.languages) > _MAX_LANGUAGES:
            problems.append(WRONG_SHAPE.problem(annex.languages[_MAX_LANGUAGES].at, "languages"))
    problems = sorted({problem.order: problem for problem in problems}.values(), key=lambda problem: problem.order)
    return (None if problems else annex), problems


def languages_of(annex: Annex, catalogue: Catalogue) -> tuple[str, ...]:
    """The languages in which ``annex`` stands, the one that prevails first."""
    chosen = annex.languages or catalogue.identity.languages[:_MAX_LANGUAGES]
    return tuple(sorted(dict.fromkeys(map(str, chosen)), key=lambda language: language != catalogue.identity.authoritative))
