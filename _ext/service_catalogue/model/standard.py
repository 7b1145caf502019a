"""Standards, and what the catalogue says that corresponds to their clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from service_catalogue.model.vocabulary import ClauseRef
from service_catalogue.problem import Location
from service_catalogue.schema.kinds import ClauseId, Id, Line, Localized

_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A numbered part of a standard, or a practice of a framework."""

    id: ClauseId
    #: What it is about, in a few words; of a clause in the catalogue's own language, its plain name.
    title: Localized
    at: Location = field(compare=False, repr=False)

    @property
    def number(self) -> str:
        """The number by which it is cited; empty where it has a name alone."""
        return self.id if self.id[-1:].isdigit() else ""


@dataclass(frozen=True, kw_only=True)
class Standard:
    """A standard, a framework or a standard contract, with the clauses that the catalogue refers to."""

    id: Id
    name: Localized
    #: The year or the version; ``None`` where none is meant.
    edition: Line | None = None
    #: What it is, and what of it is not known.
    description: Localized
    clauses: tuple[Clause, ...]
    at: Location = field(compare=False, repr=False)

    def cited(self, language: str) -> str:
        """Name and edition as they are cited: a year follows a colon, a version a space."""
        name = self.name[language]
        if not self.edition:
            return name
        return f"{name}:{self.edition}" if _YEAR.fullmatch(self.edition) else f"{name} {self.edition}"


class Cited(NamedTuple):
    """What a reference leads to: a clause, or the standard as a whole."""

    standard: Standard
    clause: Clause | None


@dataclass(frozen=True, kw_only=True)
class Citing:
    """What refers to standards: a term, a task or a statement.

    A reference is the standard's id and the clause's with a dot between (``iso-27001.A.8.13``), or the standard's alone.
    """

    #: The clauses that are about the same.
    standards: tuple[ClauseRef, ...] = ()
    #: Those that are about something close to it.
    see_also: tuple[ClauseRef, ...] = ()
