"""The states and kinds of objects, as they are written in the data."""

from enum import Enum


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
