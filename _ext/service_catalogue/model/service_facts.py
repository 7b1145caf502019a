"""Facts of a service besides its text and its matrices: whom to ask, its levels, and what its text does not say."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from service_catalogue.messages.problem import Location
from service_catalogue.model.vocabulary import PartyRef, TaskRef
from service_catalogue.schema.kinds import Address, Id, Line, Localized, MailAddress, PhoneNumber
from service_catalogue.yaml.values import Keyed


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A subject that a service, or the catalogue, says nothing about."""

    id: Id
    name: Localized
    #: Words and phrases by which people ask for it, by language.
    words: Keyed[tuple[Line, ...]]
    at: Location = field(compare=False, repr=False)


class Situation(Enum):
    """A situation in which somebody looks for help."""

    FAULT = "fault"
    SLOW = "slow"
    ACCESS = "access"
    RESTORE = "restore"
    CHANGE = "change"
    RELEASE = "release"
    ORDER = "order"
    QUESTION = "question"


@dataclass(frozen=True, kw_only=True)
class SituationTasks:
    """The tasks that a situation means."""

    situation: Situation
    tasks: tuple[TaskRef, ...]
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class ServiceOwner:
    """The function that owns a service at its party."""

    party: PartyRef
    function: Localized
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class ServiceContact:
    """A function to ask, and how to reach it."""

    party: PartyRef
    function: Localized
    situations: tuple[Situation, ...] = ()
    telephone: PhoneNumber | None = None
    mail: MailAddress | None = None
    #: The address of a form.
    form: Address | None = None
    hours: Localized | None = None
    at: Location = field(compare=False, repr=False)


class LinkKind(Enum):
    """The purpose of a link."""

    REQUEST = "request"
    STATUS = "status"
    MANUAL = "manual"
    AGREEMENT = "agreement"


@dataclass(frozen=True, kw_only=True)
class ServiceLink:
    """A link to something about a service that is elsewhere."""

    kind: LinkKind
    url: Address
    name: Localized
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Level:
    """A service level; without a document, an aim that nobody has agreed to."""

    what: Localized
    target: Localized
    #: How, or how often, it is measured.
    measured: Localized | None = None
    #: The document in which it is agreed.
    document: Localized | None = None
    at: Location = field(compare=False, repr=False)
