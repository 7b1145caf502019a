"""Counted entries: the frequency of each stem, the phrases that name an entry, and the text that is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from service_catalogue.search.entry import Entry, Group
from service_catalogue.search.words import Stemmer

#: Where a word can stand in an entry, the most telling first.
FIELDS = ("names", "also", "sought", "text", "context")
#: Where weak words count: in texts they stand everywhere.
_NAMING = ("names", "also", "sought")
#: How sure it is that an entry is meant by a whole phrase, of 63, by where that stands.
_PHRASES = {"names": 63, "also": 56, "sought": 22}
#: Characters of a section of prose that are loaded to show it. All of it is found.
_MOST_SHOWN = 1_500
_PROSE = "section"


class Counted(NamedTuple):
    """An entry whose words are counted."""

    kind: str
    name: str
    title: str
    shown: str
    address: str
    about: Sequence[str]
    facets: Sequence[str]
    #: For each of ``FIELDS``, how often each stem stands in it.
    counts: Sequence[Mapping[str, int]]
    #: What it is called by, as stems, and how sure that is.
    phrases: Mapping[str, int]
    #: The lists of all services that it is one of.
    group: Group | None = None

    @classmethod
    def from_json(cls, values: Sequence[Any]) -> Counted:
        """Return the entry of which JSON holds these ``values``."""
        entry = cls(*values)
        return entry._replace(group=Group(*entry.group)) if entry.group else entry


def counted(entry: Entry, stemmer: Stemmer) -> Counted:
    """``entry`` with its words counted."""
    shown = entry.shown or entry.text
    return Counted(
        entry.kind,
        entry.name,
        entry.title,
        shown if len(shown) <= _MOST_SHOWN or entry.kind != _PROSE else shown[:_MOST_SHOWN].rpartition(" ")[0] + " …",
        entry.address,
        entry.about,
        entry.facets,
        tuple(dict(Counter(_stems(entry, field, stemmer))) for field in FIELDS),
        _phrases(entry, stemmer),
        entry.group,
    )


def words_in(entries: Iterable[Entry], stemmer: Stemmer) -> list[str]:
    """The words in ``entries``, each once."""
    texts = {text for entry in entries for field in FIELDS for text in _texts(entry, field)}
    return sorted(set().union(*map(stemmer.words, texts)))


def _texts(entry: Entry, field: str) -> tuple[str, ...]:
    value = getattr(entry, field)
    return (value,) if isinstance(value, str) else value


def _stems(entry: Entry, field: str, stemmer: Stemmer) -> Iterator[str]:
    for text in _texts(entry, field):
        yield from stemmer.stems(text)
        if field in _NAMING:
            yield from stemmer.weak_stems(text)


def _phrases(entry: Entry, stemmer: Stemmer) -> dict[str, int]:
    found: dict[str, int] = {}
    for field, sure in _PHRASES.items():
        for text in _texts(entry, field):
            stems = stemmer.key(text)
            # A single word that is only sought after names nothing; but "Linux" means a layer, and "we" a party.
            if stems and (len(stems) > 1 or field != "sought" or (entry.kind in ("layer", "party") and " " not in text)):
                phrase = " ".join(stems)
                found[phrase] = max(found.get(phrase, 0), sure)
    return found
