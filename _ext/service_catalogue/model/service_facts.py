"""Facts of a service besides its text and its matrices: whom to ask, its levels, what is not said, and what an annex chooses."""

from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar

from service_catalogue.model.vocabulary import PartyRef, Positioned, ServiceRef, StatementRef, TaskRef
from service_catalogue.schema.kinds import Address, Day, Id, Line, Localized, MailAddress, PhoneNumber
from service_catalogue.yaml.values import Keyed


@dataclass(frozen=True, kw_only=True)
class Validity(Positioned):
    """The first and the last day on which a service applies."""

    from_: Day | None = None
    to: Day | None = None


@dataclass(frozen=True, kw_only=True)
class Document(Positioned):
    """The document that a service restates."""

    title: Localized
    owner: Localized
    date: Day | None = None
    #: Subjects that it does not state, in a few words each.
    not_stated: tuple[Localized, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Topic(Positioned):
    """A subject that a service, or the catalogue, says nothing about."""

    id: Id
    name: Localized
    #: Words and phrases by which people ask for it, by language.
    words: Keyed[tuple[Line, ...]]


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
class SituationTasks(Positioned):
    """The tasks that a situation means."""

    situation: Situation
    tasks: tuple[TaskRef, ...]


@dataclass(frozen=True, kw_only=True)
class ServiceOwner(Positioned):
    """The function that owns a service at its party."""

    party: PartyRef
    function: Localized


@dataclass(frozen=True, kw_only=True)
class ServiceContact(Positioned):
    """A function to ask, and how to reach it."""

    party: PartyRef
    function: Localized
    situations: tuple[Situation, ...] = ()
    telephone: PhoneNumber | None = None
    mail: MailAddress | None = None
    #: The address of a form.
    form: Address | None = None
    hours: Localized | None = None


class LinkKind(Enum):
    """The purpose of a link."""

    REQUEST = "request"
    STATUS = "status"
    MANUAL = "manual"
    AGREEMENT = "agreement"


@dataclass(frozen=True, kw_only=True)
class ServiceLink(Positioned):
    """A link to something about a service that is elsewhere."""

    kind: LinkKind
    url: Address
    name: Localized


@dataclass(frozen=True, kw_only=True)
class Level(Positioned):
    """A service level; without a document, an aim that nobody has agreed to."""

    what: Localized
    target: Localized
    #: How, or how often, it is measured.
    measured: Localized | None = None
    #: The document in which it is agreed.
    document: Localized | None = None


class OptionKind(Enum):
    """Kind of an option on which an annex can agree."""

    #: Something that the provider offers.
    OFFER = "offer"
    #: What a condition of a statement asks for.
    AGREEMENT = "agreement"


@dataclass(frozen=True, kw_only=True)
class Option(Positioned):
    """Choice of the parties of an annex: an option of the service, or the agreement that a condition asks for."""

    kind: OptionKind
    #: The statement that it concerns.
    on: StatementRef
    name: Localized
    #: What the source leaves open, by the key under which an annex states it.
    asks: Keyed[Localized] = field(default_factory=Keyed)


@dataclass(frozen=True, kw_only=True)
class Choices(Positioned):
    """The options of a contract annex: for each, the statement that it concerns."""

    #: Keys that are no longer read.
    former_keys: ClassVar[tuple[str, ...]] = ("needed",)

    #: An on-call scheme.
    on_call: StatementRef | None = None
    #: The environments.
    environments: StatementRef | None = None
    #: Further options, by id.
    other: Keyed[Option] = field(default_factory=Keyed)


@dataclass(frozen=True, kw_only=True)
class RestsOn(Positioned):
    """A service of a supplier that a service rests on."""

    #: A list of one may be written without its list.
    may_be_alone: ClassVar[bool] = True

    service: ServiceRef
    #: By the id of a party of the service, what that party is in the other one.
    parties: Keyed[PartyRef]
