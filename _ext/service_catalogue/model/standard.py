"""Standards, their clauses, and what cites them."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from service_catalogue.model.references import ClauseRef, Positioned
from service_catalogue.schema.types import ClauseId, Id, Line, Localized

_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, kw_only=True)
class Clause(Positioned):
    """A numbered part of a standard, or a practice of a framework."""

    id: ClauseId
    #: Its subject in a few words; for a clause in the catalogue's own language, its name.
    title: Localized

    @property
    def number(self) -> str:
        """Return the number by which it is cited; empty if it has only a name."""
        return self.id if self.id[-1:].isdigit() else ""


@dataclass(frozen=True, kw_only=True)
class Standard(Positioned):
    """A standard, a framework or a standard contract, with the clauses that the catalogue refers to."""

    id: Id
    name: Localized
    #: The year or the version; ``None`` for any.
    edition: Line | None = None
    #: A description, with what is not known about it.
    description: Localized
    clauses: tuple[Clause, ...]

    def cited(self, language: str) -> str:
        """Return name and edition as they are cited: a year after a colon, a version after a space."""
        name = self.name[language]
        if not self.edition:
            return name
        return f"{name}:{self.edition}" if _YEAR.fullmatch(self.edition) else f"{name} {self.edition}"


class Cited(NamedTuple):
    """The target of a reference to a standard: a clause, or the standard as a whole."""

    standard: Standard
    clause: Clause | None


@dataclass(frozen=True, kw_only=True)
class Citing(Positioned):
    """An object that refers to standards: a term, a task or a statement.

    A reference is the standard's id and the clause's with a dot between (``iso-27001.A.8.13``), or the standard's alone.
    """

    #: The clauses about the same subject.
    standards: tuple[ClauseRef, ...] = ()
    #: The clauses about a related subject.
    see_also: tuple[ClauseRef, ...] = ()
