"""Facts of a service besides its text and its matrices: what its text does not say."""

from __future__ import annotations

from dataclasses import dataclass, field

from service_catalogue.messages.problem import Location
from service_catalogue.schema.kinds import Id, Line, Localized
from service_catalogue.yaml.values import Keyed


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A subject that a service, or the catalogue, says nothing about."""

    id: Id
    name: Localized
    #: Words and phrases by which people ask for it, by language.
    words: Keyed[tuple[Line, ...]]
    at: Location = field(compare=False, repr=False)
