"""The typed catalogue, with every language and every position.

This module has the objects that every service can refer to, with their ids, references and enumerations.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, ClassVar, NamedTuple, Protocol, TypeVar

from service_catalogue.messages.problem import Location
from service_catalogue.schema.forms import has_form_of_id
from service_catalogue.schema.types import ClauseId, Day, Id, Language, Line, Localized, ObjectName, Refers, Sign
from service_catalogue.yaml import Keyed, Scalar

PartyRef = Annotated[Scalar, Refers("party")]
LayerRef = Annotated[Scalar, Refers("layer")]
TaskRef = Annotated[Scalar, Refers("task")]
GroupRef = Annotated[Scalar, Refers("group")]
SchemeRef = Annotated[Scalar, Refers("scheme")]
TermRef = Annotated[Scalar, Refers("term")]
StatementRef = Annotated[Scalar, Refers("statement")]
NoteRef = Annotated[Scalar, Refers("note")]
#: A clause of a standard, or a standard.
ClauseRef = Annotated[Scalar, Refers("clause")]
ServiceRef = Annotated[Scalar, Refers("service")]
#: A section of another service, behind the id of that: ``hosting.data``.
SectionRef = Annotated[Scalar, Refers("held")]
#: A value on any axis of a matrix, a layer among them.
ValueRef = Annotated[Scalar, Refers("value")]
AddressRef = Annotated[Scalar, Refers("address")]


@dataclass(frozen=True, kw_only=True)
class Positioned:
    """An object of the data, with its position in a file."""

    at: Location = field(compare=False, repr=False)


class CatalogueStatus(Enum):
    """The relation of the owner to the catalogue."""

    RESTATEMENT = "restatement"
    ADOPTED = "adopted"


class Publishing(Enum):
    """The condition for publishing a sentence."""

    #: Also what nobody has confirmed.
    ANYTHING = "anything"
    #: Only what somebody has confirmed as it is.
    CONFIRMED = "confirmed"


class Confirming(Enum):
    """The place of confirmations."""

    #: By the command, and recorded in the proposal itself.
    TERMINAL = "terminal"
    #: By a review of the proposal in the forge, and recorded after the merge.
    REVIEW = "review"


class RuleLevel(Enum):
    """The severity that a catalogue gives a rule that warns."""

    OFF = "off"
    WARNING = "warning"
    ERROR = "error"


class ServiceStatus(Enum):
    """The status of a service in its life cycle."""

    DRAFT = "draft"
    IN_FORCE = "in-force"
    RETIRED = "retired"


class StatementKind(Enum):
    """The kind of a statement that binds nobody."""

    INFORMATION = "information"
    #: It says what the service does not include.
    EXCLUSION = "exclusion"


class ClaimKind(Enum):
    """The kind of a claim that is no duty."""

    RIGHT = "right"
    OWNERSHIP = "ownership"


class NoteKind(Enum):
    """The effect of a note on what it is attached to."""

    CONDITION = "condition"
    #: Several parties answer for a task together, and the note says how they share it.
    JOINT = "joint"
    LIMIT = "limit"
    DELEGATION = "delegation"
    REFERENCE = "reference"
    INFORMATION = "information"


class Duty(Enum):
    """The duty of the party with a letter: claims can be about the first two."""

    DOES = "does"
    ANSWERS_FOR = "answers-for"
    CONSULTED = "consulted"
    INFORMED = "informed"


class Count(Enum):
    """The number of parties that may have a letter in one task, on each layer."""

    ANY = "any"
    SOME = "some"
    ONE = "one"


class TermScope(Enum):
    """The texts in which a term links by itself."""

    EVERYWHERE = "everywhere"
    #: In the texts of the data, and not in the guides, which use its words for other things.
    DATA = "data"


class State(Enum):
    """The state of a cell without letters."""

    NONE = ""
    NOT_APPLICABLE = "n-a"
    TO_BE_AGREED = "tbd"


class Identified(Protocol):
    """An object with an id."""

    @property
    def id(self) -> Id: ...


HasId = TypeVar("HasId", bound=Identified)


def by_id(items: Iterable[HasId]) -> dict[str, HasId]:
    """Return ``items`` by id; the first of those that share one."""
    items_by_id: dict[str, HasId] = {}
    for item in items:
        items_by_id.setdefault(item.id, item)
    return items_by_id


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


@dataclass(frozen=True, kw_only=True)
class Approval(Positioned):
    """The approval of a service or of the catalogue by its owner."""

    #: A list of one approval may be written without its list.
    may_be_alone: ClassVar[bool] = True

    #: Who approved it: a role, and never a person.
    by: Localized
    date: Day
    #: Evidence of the approval: a journal number, minutes.
    evidence: Localized
    #: Of the lines of ``data/approved`` that say what it covers, in 12 hexadecimal digits.
    digest: Line | None = None


class ApprovalRecord(NamedTuple):
    """A file of ``data/approved``."""

    text: str
    #: Its header; ``None`` in a file of an earlier version, whose approval is in the YAML of what is approved.
    approval: Approval | None = None
    #: Where it is not as it was written.
    fault: Location | None = None
    #: Whether there is a signature of it; by whom, ``verify --key`` says.
    is_signed: bool = False

    @property
    def items(self) -> str:
        """Return the lines of the objects that the approval covers, which are below the header."""
        return self.text.partition("\n\n")[2] if self.approval else self.text


@dataclass(frozen=True, kw_only=True)
class Withdrawal(Positioned):
    """The end of something published, and the reason."""

    #: The first day on which it no longer applies.
    on: Day
    reason: Localized


@dataclass(frozen=True, kw_only=True)
class ServiceWithdrawal(Withdrawal):
    """The end of a service."""

    #: The service that takes its place.
    successor: ServiceRef | None = None


@dataclass(frozen=True, kw_only=True)
class Party(Positioned):
    """Somebody who can have a part in a task."""

    id: Id
    name: Localized
    #: The form in a sentence (*kunden*, *the customer*), if it is not the name.
    definite: Localized | None = None
    #: The possessive (*kundens*, *the customer’s*).
    genitive: Localized | None = None
    #: For the heading of a narrow column.
    short: Localized | None = None
    term: TermRef | None = None
    #: Its end, if it no longer applies.
    withdrawn: Withdrawal | None = None


@dataclass(frozen=True, kw_only=True)
class Layer(Positioned):
    """A value of the axis ``layer``."""

    id: Id
    name: Localized
    term: TermRef | None = None
    #: Its end, if it no longer applies.
    withdrawn: Withdrawal | None = None


@dataclass(frozen=True, kw_only=True)
class AxisValue(Positioned):
    """A value of an axis: a plan, a phase, a process area."""

    id: Id
    name: Localized


@dataclass(frozen=True, kw_only=True)
class Axis(Positioned):
    """An axis of matrices, other than the layers."""

    id: Id
    name: Localized
    values: tuple[AxisValue, ...]


@dataclass(frozen=True, kw_only=True)
class Group(Positioned):
    """A group of tasks; groups may be nested."""

    id: Id
    name: Localized
    parent: GroupRef | None = None


@dataclass(frozen=True, kw_only=True)
class Task(Citing):
    """A task of the library, which services share."""

    id: Id
    group: GroupRef
    name: Localized
    description: Localized | None = None
    #: Its end, if it no longer applies.
    withdrawn: Withdrawal | None = None


@dataclass(frozen=True, kw_only=True)
class Letter(Positioned):
    """A letter of a role scheme."""

    letter: Sign
    word: Localized
    #: The part of the party, before the name of a task: *is accountable for*.
    predicate: Localized | None = None
    #: The same at the end of a sentence about the task: *is accountable*.
    verb: Localized | None = None
    meaning: Localized
    term: TermRef | None = None
    duty: Duty | None = None
    count: Count = Count.ANY


@dataclass(frozen=True, kw_only=True)
class Scheme(Positioned):
    """A role scheme, such as RACI: its letters, in the order of its legend, and how they are counted."""

    id: Id
    name: Localized
    #: The order of letters within one cell.
    cell_order: Line
    letters: tuple[Letter, ...]

    @functools.cached_property
    def by_letter(self) -> Mapping[str, Letter]:
        return {letter.letter: letter for letter in self.letters}

    def spells(self, note: str) -> bool:
        """Return whether ``note`` is letters, written after a space, and no id."""
        return not has_form_of_id(note) and self.by_letter.keys() >= set(note)

    def in_order(self, roles: str) -> str:
        """Return ``roles`` in the order of a cell."""
        return "".join(sorted(roles, key=lambda letter: (self.cell_order.find(letter), letter)))

    @property
    def has_verbs(self) -> bool:
        """Return whether every letter has a verb."""
        return all(letter.verb for letter in self.letters)

    def with_duty(self, duty: Duty) -> str:
        """Return the letters that mean ``duty``."""
        return "".join(letter.letter for letter in self.letters if letter.duty is duty)


@dataclass(frozen=True, kw_only=True)
class Term(Citing):
    """A term of the glossary."""

    id: Id
    name: Localized
    #: The language of the name in a text in another language.
    lang: Keyed[Language] = field(default_factory=Keyed)
    definition: Localized
    #: Inflected forms besides the name, by language.
    forms: Keyed[tuple[Line, ...]] = field(default_factory=Keyed)
    synonyms: Keyed[tuple[Line, ...]] = field(default_factory=Keyed)
    scope: TermScope = TermScope.EVERYWHERE
    #: True if the source itself explains it, so that a contract annex may.
    explained: bool = False
    #: The source, in words: a statement, a document.
    from_: Localized | None = None
    #: Its end, if it no longer applies.
    withdrawn: Withdrawal | None = None

    def written(self, language: str) -> Iterator[Scalar]:
        """Yield the forms of the term in ``language``: name, inflections, synonyms."""
        if language in self.name:
            yield self.name[language]
        yield from self.forms.get(language, ())
        yield from self.synonyms.get(language, ())


@dataclass(frozen=True, kw_only=True)
class SearchWords(Positioned):
    """Words of customers for something whose own text uses others; the search finds it by them."""

    #: The object, by kind and id: ``task:backup``, ``statement:2a.security-4``.
    for_: ObjectName
    #: Words and phrases, by language.
    words: Keyed[tuple[Line, ...]]
