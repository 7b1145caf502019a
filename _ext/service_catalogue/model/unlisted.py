"""What a matrix says of the tasks that it does not list: who has them, and of which groups it has none."""

from __future__ import annotations

from dataclasses import dataclass, field

from service_catalogue.model.vocabulary import GroupRef
from service_catalogue.problem import Location
from service_catalogue.schema.kinds import Localized
from service_catalogue.yaml.values import Scalar


@dataclass(frozen=True, kw_only=True)
class Default:
    """Who has the tasks that a matrix does not list."""

    text: Localized
    #: A text for each party, as in a row.
    cells: tuple[Scalar, ...] = ()
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class EmptyGroup:
    """A group of tasks that a matrix names although it has none of them, and why."""

    group: GroupRef
    reason: Localized
    at: Location = field(compare=False, repr=False)
