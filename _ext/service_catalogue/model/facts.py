"""What is stated of a service as a whole: when it applies, the document that it restates, what a customer chooses in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from service_catalogue.model.vocabulary import StatementRef
from service_catalogue.problem import Location
from service_catalogue.schema.kinds import Day, Localized


@dataclass(frozen=True, kw_only=True)
class Validity:
    """The first and the last day on which a service applies."""

    from_: Day | None = None
    to: Day | None = None
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Document:
    """The document that a service restates."""

    title: Localized
    owner: Localized
    date: Day | None = None
    #: What readers ask for and it does not say, in a few words each.
    not_stated: tuple[Localized, ...] = ()
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What a customer chooses in a contract annex: for each, the statement that it concerns."""

    #: Whether an on-call scheme is taken.
    on_call: StatementRef | None = None
    #: Which environments are meant.
    environments: StatementRef | None = None
    at: Location = field(compare=False, repr=False)
