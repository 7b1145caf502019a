"""That something published is withdrawn: its page stays, and says so."""

from __future__ import annotations

from dataclasses import dataclass, field

from service_catalogue.problem import Location
from service_catalogue.schema.kinds import Day, Localized


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """When something ended, and why."""

    #: The first day on which it no longer applies.
    on: Day
    reason: Localized
    at: Location = field(compare=False, repr=False)
