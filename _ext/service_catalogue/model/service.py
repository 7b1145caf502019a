"""A service: its facts, statements, matrices, notes and recorded exceptions."""

from __future__ import annotations

import functools
import hashlib
import itertools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Any, ClassVar, NamedTuple, TypeVar

from service_catalogue.model.kinds import ServiceStatus
from service_catalogue.model.lifecycle import Approval, ServiceWithdrawal
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.references import (
    PartyRef,
    Positioned,
    SchemeRef,
    SectionRef,
    ServiceRef,
    StatementRef,
    TaskRef,
    by_id,
)
from service_catalogue.model.statement import Departure, Note, Passage, RecordedException, Section, Statement, Tension, passages
from service_catalogue.schema.types import Address, Day, Id, Line, Localized, MailAddress, PhoneNumber
from service_catalogue.yaml.values import Keyed, Scalar, Value


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


class AnnexKey(Enum):
    """A key of an annex that answers a topic."""

    AGREEMENT = "agreement"
    HOURS = "hours"
    ON_CALL = "on-call"
    REPORTING = "reporting"
    SERVICE_WINDOWS = "service-windows"
    TERM = "term"
    VALID = "valid"


@dataclass(frozen=True, kw_only=True)
class Topic(Positioned):
    """A subject that a service, or the catalogue, says nothing about."""

    id: Id
    name: Localized
    #: Words and phrases by which people ask for it, by language.
    words: Keyed[tuple[Line, ...]]
    #: The keys of an annex that say it for one system.
    answered_by: tuple[AnnexKey, ...] = ()


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

    party: PartyRef | None = None
    function: Localized
    situations: tuple[Situation, ...] = ()
    #: The statement that names it.
    on: StatementRef | None = None
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


class MatrixOutline(NamedTuple):
    """The outline of a matrix."""

    id: Id | None
    name: Localized | None
    scheme: SchemeRef | None
    parties: tuple[PartyRef, ...]
    layers: tuple[Scalar, ...]
    #: Sorted: its ``repr`` is the same in each process.
    tasks: Mapping[str, None]
    #: By party, the number of its cells with each letter.
    letters: Mapping[str, Mapping[str, int]]

    def address(self, task: str) -> str:
        """Return the address of a task, as :meth:`~service_catalogue.model.matrix.Matrix.address` does."""
        return f"{self.id}.{task}" if self.id else task


class Citation(NamedTuple):
    """The references of a statement to standards."""

    statement: Id
    standards: tuple[Scalar, ...]
    see_also: tuple[Scalar, ...]


class Outline(NamedTuple):
    """The content of a service that pages about several services show."""

    #: The ids of its statements, each once.
    statements: tuple[Id, ...]
    #: The ids of its notes.
    notes: tuple[Id, ...]
    matrices: tuple[MatrixOutline, ...]
    #: The addresses of its cells.
    cells: tuple[str, ...]
    #: By party, the number of statements and notes about it.
    texts_about: Mapping[str, int]
    citations: tuple[Citation, ...]
    #: The names of its own departures about the meaning of a letter, by letter.
    doubts: Mapping[str, tuple[str, ...]]
    #: The text of its summary statement.
    summary: Localized | None


def outline_of(matrix: Matrix) -> MatrixOutline:
    """Return the outline of ``matrix``."""
    letters: dict[str, Counter[str]] = {str(party): Counter() for party in matrix.parties}
    for cell in matrix.cells:
        letters[cell.party].update(cell.letters)
    return MatrixOutline(
        id=matrix.id,
        name=matrix.name,
        scheme=matrix.scheme,
        parties=matrix.parties,
        layers=matrix.axes.get("layer", ()),
        tasks=dict.fromkeys(sorted(str(row.task) for row in matrix.rows)),
        letters=letters,
    )


#: The fields of which pages about several services show only the outline.
CONTENT = ("sections", "matrix", "matrices", "notes", "tensions")
#: The prefix of the address of a letter.
LETTER = "letter."


@dataclass(frozen=True, kw_only=True)
class Service(Positioned):
    """A service of a provider: its statements, and who does what in it."""

    #: Keys that begin with ``x-`` are kept as they are, for the programs of whoever writes them.
    takes_x_keys: ClassVar[bool] = True

    id: Id
    code: Line
    name: Localized
    #: The name of its family of services.
    family: Localized | None = None
    motto: Localized | None = None
    #: A sentence about it, for the top of its page and its card.
    lead: Localized | None = None
    #: The statement to show if it has no lead.
    summary: StatementRef | None = None
    provider: PartyRef
    #: The parties that the document binds. By default they are the provider and the parties with a column.
    parties: tuple[PartyRef, ...] = ()
    #: The statement that applies to all duties of the service.
    baseline: StatementRef | None = None
    #: The statement about whom to ask.
    contact: StatementRef | None = None
    service_owner: ServiceOwner | None = None
    contacts: tuple[ServiceContact, ...] = ()
    links: tuple[ServiceLink, ...] = ()
    levels: tuple[Level, ...] = ()
    tags: tuple[Line, ...] = ()
    #: The sections of other services whose terms it takes over.
    holds: tuple[SectionRef, ...] = ()
    #: The services of suppliers that it rests on.
    rests_on: tuple[RestsOn, ...] = ()
    choices: Choices | None = None
    status: ServiceStatus | None = None
    version: Line | None = None
    valid: Validity | None = None
    #: Its end, if it no longer applies.
    withdrawn: ServiceWithdrawal | None = None
    approver: Localized | None = None
    #: Its approvals, the newest last.
    approval: tuple[Approval, ...] = ()
    source: Document | None = None
    #: Subjects that it says nothing about.
    topics: tuple[Topic, ...] = ()
    #: Words that its text uses without defining them.
    undefined_words: tuple[Localized, ...] = ()
    #: A day by hand, which is not shown; see ``Catalogue.changed``.
    changed: Day | None = None
    sections: tuple[Section, ...] = ()
    matrix: Matrix | None = None
    #: Several matrices, in place of ``matrix``.
    matrices: tuple[Matrix, ...] = ()
    notes: tuple[Note, ...] = ()
    tensions: tuple[Tension, ...] = ()
    exceptions: tuple[RecordedException, ...] = ()
    #: The values of its keys that begin with ``x-``.
    x_keys: Mapping[str, Value] = field(default_factory=dict, metadata={"derived": True})
    #: The services that it builds on, by id, resolved themselves.
    bases: Mapping[str, Service] = field(default_factory=dict, compare=False, repr=False, metadata={"derived": True})
    #: The tensions of its bases where the cells are others here, each at the addresses here.
    lost_tensions: tuple[Tension, ...] = field(default=(), compare=False, repr=False, metadata={"derived": True})
    #: True if it has all that its matrices extend, and so do its bases.
    is_resolved: bool = field(default=True, compare=False, repr=False, metadata={"derived": True})

    @functools.cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Return its own texts for readers: an inherited one is a text of the service that owns it."""
        return tuple(passage for passage in passages(self) if passage.text.at.path == self.at.path)

    @functools.cached_property
    def all_sections(self) -> tuple[Section, ...]:
        return tuple(itertools.chain.from_iterable(section.walk() for section in self.sections))

    @functools.cached_property
    def statements(self) -> Mapping[str, Statement]:
        return by_id(statement for section in self.all_sections for statement in section.statements)

    @functools.cached_property
    def baseline_section(self) -> Section | None:
        """Return the section to which its baseline applies."""
        having = (section for section in self.all_sections if any(one.id == self.baseline for one in section.statements))
        return next(having, None)

    @functools.cached_property
    def under_baseline(self) -> frozenset[str]:
        """Return the ids of the statements to which its baseline applies."""
        below = self.baseline_section.walk() if self.baseline_section else ()
        return frozenset(one.id for section in below for one in section.statements if one.id != self.baseline)

    @functools.cached_property
    def texts(self) -> tuple[Statement | Note, ...]:
        """Return the texts that can be cited: the statements, then the notes."""
        return *self.statements.values(), *self.notes

    @functools.cached_property
    def texts_by_address(self) -> Mapping[str, Statement | Note]:
        return {text.address: text for text in self.texts}

    @functools.cached_property
    def all_matrices(self) -> tuple[Matrix, ...]:
        return ((self.matrix,) if self.matrix else ()) + self.matrices

    @functools.cached_property
    def extended(self) -> Sequence[str]:
        """Return the ids of the services that its matrices extend."""
        return tuple(matrix.extends for matrix in self.all_matrices if matrix.extends)

    @property
    def builds_on(self) -> tuple[str, ...]:
        """Return the ids of the services that it extends, and of those with the sections that it holds."""
        return tuple(dict.fromkeys((*map(str, self.extended), *(section.partition(".")[0] for section in self.holds))))

    def base_of(self, matrix: Matrix) -> Service | None:
        """Return the service that ``matrix`` extends; ``None`` if it does not exist."""
        return self.bases.get(matrix.extends or "")

    @functools.cached_property
    def columns(self) -> tuple[str, ...]:
        """Return the parties of its matrices, each once, in their order."""
        return tuple(dict.fromkeys(party for matrix in self.outline.matrices for party in matrix.parties))

    @functools.cached_property
    def outline(self) -> Outline:
        """Return the content that pages about several services show."""
        statements = [statement for statement in self.statements.values() if not statement.owner]
        lead = self.statements.get(self.summary or "")
        return Outline(
            statements=tuple(statement.id for statement in statements),
            notes=tuple(note.id for note in self.notes),
            matrices=tuple(map(outline_of, self.all_matrices)),
            cells=tuple(cell.address for each in self.all_matrices for cell in each.cells),
            texts_about=Counter(str(party) for text in self.texts for party in text.parties),
            citations=tuple(Citation(one.id, one.standards, one.see_also) for one in statements if one.standards or one.see_also),
            doubts=self.doubts,
            summary=lead.text if lead else None,
        )

    @property
    def referable(self) -> str:
        """Return all that a reference in a text shows of it: its code and name, the numbers of notes and letters of cells."""
        cells = [(cell.address, str(cell.written)) for matrix in self.all_matrices for cell in matrix.cells]
        return repr((str(self.code), sorted(self.name.items()), [str(note.id) for note in self.notes], [*self.statements], cells))

    @functools.cached_property
    def outline_digest(self) -> str:
        """Return a digest of that content: part of the key of each of these pages."""
        known = [getattr(self, field.name) for field in fields(self) if field.name not in (*CONTENT, "at")]
        content = repr((known, self.at.line, self.at.column, self.outline))
        if "[[" in content:
            content += self.referable
        return hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()

    def uses(self, task: str) -> bool:
        """Return whether ``task`` is in one of its matrices."""
        return any(task in matrix.tasks for matrix in self.outline.matrices)

    def has_column(self, party: str) -> bool:
        """Return whether ``party`` is in one of its matrices."""
        return any(party in matrix.parties for matrix in self.outline.matrices)

    def binds(self, party: str) -> bool:
        """Return whether ``party`` can have duties and rights under the document; without a matrix, any can."""
        default = (self.provider, *self.columns) if self.all_matrices else (party,)
        return party in (self.parties or default)

    def concerns(self, party: str) -> bool:
        """Return whether its matrices, statements or notes concern ``party``."""
        return self.has_column(party) or party in self.outline.texts_about

    @functools.cached_property
    def notes_by_id(self) -> Mapping[str, Note]:
        return by_id(self.notes)

    @functools.cached_property
    def _numbers_of_notes(self) -> Mapping[str, str]:
        return {note.id: str(number) for number, note in enumerate(self.notes, 1)}

    def number_of_note(self, id: str) -> str:
        """Return the number that readers see: by position, inherited notes last."""
        return self._numbers_of_notes[id]

    @property
    def departures(self) -> tuple[Departure, ...]:
        return *self.tensions, *self.exceptions

    def id_of_departure(self, departure: Departure) -> str:
        """Return the id of ``departure``, or its number if it has none."""
        of_kind: tuple[Departure, ...] = self.tensions if isinstance(departure, Tension) else self.exceptions
        return str(departure.id or of_kind.index(departure) + 1)

    def name_of_departure(self, departure: Departure) -> str:
        """Return its kind and id, as in its address: ``tension.t4``."""
        kind = "tension" if isinstance(departure, Tension) else "exception"
        return f"{kind}.{self.id_of_departure(departure)}"

    @functools.cached_property
    def _departures_by_address(self) -> Mapping[str, tuple[Departure, ...]]:
        departures: dict[str, tuple[Departure, ...]] = {}
        for departure in self.departures:
            for address in dict.fromkeys(departure.at_):
                departures[address] = (*departures.get(address, ()), departure)
        return departures

    @property
    def doubts(self) -> Mapping[str, tuple[str, ...]]:
        """Return the names of its own departures about the meaning of a letter, by letter."""
        names_by_address = {}
        for address, departures in self._departures_by_address.items():
            names = tuple(self.name_of_departure(departure) for departure in departures if not departure.owner)
            if names and address.startswith(LETTER):
                names_by_address[address.removeprefix(LETTER)] = names
        return names_by_address

    def departures_at(self, *addresses: str) -> tuple[Departure, ...]:
        """Return the departures at any of ``addresses``, each once, tensions first."""
        every = itertools.chain.from_iterable(self._departures_by_address.get(address, ()) for address in addresses)
        departures = {self.name_of_departure(one): one for one in every}.values()
        return tuple(sorted(departures, key=self.departures.index) if len(departures) > 1 else departures)


C = TypeVar("C")
V = TypeVar("V")


def derived(compute: Callable[[C], V]) -> Callable[[C], V]:
    """Return ``compute`` with a cache on what it is computed of, as ``functools.cached_property`` is; forked processes inherit it."""
    value = functools.cached_property(compute)
    value.__set_name__(object, f"{compute.__module__}.{compute.__qualname__}")
    return value.__get__


#: What is kept of each service, by name, so that rules about several need not look into each.
KEPT: dict[str, Callable[[Any], Any]] = {"extended": lambda service: service.extended}


def kept(compute: Callable[[C], V]) -> Callable[[C], V]:
    """Return ``compute``, from a service alone to values as JSON has them, with a cache on the service that is kept with it."""
    KEPT[f"{compute.__module__}.{compute.__qualname__}"] = value = derived(compute)
    return value


@kept
def ids_of_texts(service: Service) -> dict[str, list[str]]:
    """Return the ids of its own statements, and those of its notes."""
    return {
        "statement": [one.id for one in service.statements.values() if not one.owner],
        "note": [note.id for note in service.notes],
    }
