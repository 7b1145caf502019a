"""The recorded changes from one published edition to the next."""

from dataclasses import dataclass
from enum import Enum

from service_catalogue.model.vocabulary import Positioned
from service_catalogue.schema.kinds import Day
from service_catalogue.yaml.values import Keyed, Scalar

#: The folder of the records in that of the data: ``catalogue diff --record`` writes a file for each date.
CHANGES_FOLDER = "changes"


class Mark(Enum):
    """The change of words in a text."""

    SAME = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, kw_only=True)
class RecordedRun(Positioned):
    """Words of a sentence with the same mark."""

    mark: Mark
    words: Scalar
    #: The language of the words, if it is not that of the sentence.
    lang: Scalar | None = None


@dataclass(frozen=True, kw_only=True)
class RecordedSentence(Positioned):
    """A sentence about one change."""

    runs: tuple[RecordedRun, ...]


@dataclass(frozen=True, kw_only=True)
class RecordedGroup(Positioned):
    """Sentences under a small heading, such as what a party gains."""

    heading: Scalar | None = None
    sentences: tuple[RecordedSentence, ...]


@dataclass(frozen=True, kw_only=True)
class RecordedSection(Positioned):
    """The changes for one party, or of one kind."""

    heading: Scalar
    groups: tuple[RecordedGroup, ...]


@dataclass(frozen=True, kw_only=True)
class ChangelogEntry(Positioned):
    """The changes of one day."""

    date: Day
    #: By language.
    told: Keyed[tuple[RecordedSection, ...]]
