"""Where a rule of form is departed from with a reason, or the source says two things."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from service_catalogue.model.vocabulary import AddressRef, NoteRef
from service_catalogue.problem import Location
from service_catalogue.schema.kinds import Id, Localized
from service_catalogue.yaml.values import Scalar


@dataclass(frozen=True, kw_only=True)
class RecordedException:
    """A broken rule of form that is accepted as it stands, with the reason for it."""

    id: Id | None = None
    rule: Scalar
    #: Every address that shows the reason; a problem is accepted if all its addresses are among them.
    at_: tuple[AddressRef, ...]
    notes: tuple[NoteRef, ...] = ()
    reason: Localized
    owner: str = field(default="", metadata={"derived": True})
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Tension:
    """Two things that the source says and that differ, with every address at which it says either."""

    id: Id
    at_: tuple[AddressRef, ...]
    notes: tuple[NoteRef, ...] = ()
    text: Localized
    owner: str = field(default="", metadata={"derived": True})
    at: Location = field(compare=False, repr=False)


Departure: TypeAlias = RecordedException | Tension
