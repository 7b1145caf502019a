"""The recorded changes from one published edition to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from service_catalogue.messages.problem import Location
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
class RecordedRun:
    """Words of a sentence with the same mark."""

    mark: Mark
    words: Scalar
    #: The language of the words, if it is not that of the sentence.
    lang: Scalar | None = None
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class RecordedSentence:
    """A sentence about one change."""

    runs: tuple[RecordedRun, ...]
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class RecordedGroup:
    """Sentences under a small heading, such as what a party gains."""

    heading: Scalar | None = None
    sentences: tuple[RecordedSentence, ...]
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class RecordedSection:
    """The changes for one party, or of one kind."""

    heading: Scalar
    groups: tuple[RecordedGroup, ...]
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class ChangelogEntry:
    """The changes of one day."""

    date: Day
    #: By language.
    told: Keyed[tuple[RecordedSection, ...]]
    at: Location = field(compare=False, repr=False)
