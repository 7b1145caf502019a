"""Counted entries: the frequency of each stem, the phrases that name an entry, and the text that is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from service_catalogue.search.entry import Entry, Group
from service_catalogue.search.words import Stemmer, every_word

#: The fields of an entry that are indexed, the strongest match first.
FIELDS = ("names", "also", "sought", "text", "context")
#: Fields in which weak words count: texts are full of them.
_NAMING = ("names", "also", "sought")
#: Prefixes of the keys of a name, as stems, and of general words, as they are written.
PHRASE, WRITTEN = "=", "!"
#: The weight of a whole phrase by its field, of 63.
_PHRASES = {"names": 63, "also": 56, "sought": 22}
_WRITTEN = {"names": 63, "also": 56, "sought": 50, "general": 50, "weak": 13}
_SHORTENED = 54
#: The kinds of entries that questions name.
_RESOLVED = ("service", "party", "task", "layer", "term")
#: Maximum number of characters of a section of prose that are loaded for display; all of it is indexed. What the catalogue says is
#: shown whole, since a condition goes with its claim.
_MOST_SHOWN = 240
_PROSE = "section"


class Counted(NamedTuple):
    """Entry with its words counted."""

    kind: str
    name: str
    title: str
    shown: str
    address: str
    about: Sequence[str]
    facets: Sequence[str]
    #: For each of ``FIELDS``, the frequency of each stem.
    counts: Sequence[Mapping[str, int]]
    #: Keys of names of the entry and of general words for it, with their weights.
    phrases: Mapping[str, int]
    group: Group | None = None
    where: str = ""

    @classmethod
    def from_json(cls, values: Sequence[Any]) -> Counted:
        """Return an entry from its values in JSON."""
        entry = cls(*values)
        return entry._replace(group=Group(*entry.group)) if entry.group else entry


def counted(entry: Entry, stemmer: Stemmer) -> Counted:
    """Return ``entry`` with its words counted."""
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
        entry.where,
    )


def words_in(entries: Iterable[Entry], stemmer: Stemmer) -> list[str]:
    """Return the words in ``entries``, each once."""
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
            # Sought words name nothing, except a layer ("Linux") or a party ("we").
            if stems and (field != "sought" or entry.kind in ("layer", "party")):
                phrase = PHRASE + " ".join(stems)
                # Without its small words a name may be another: "Council IT" is not the council.
                found[phrase] = max(found.get(phrase, 0), sure if len(stems) == len(every_word(text)) else min(sure, _SHORTENED))
    if entry.kind in _RESOLVED:
        for field in ("weak", "general", *(("sought",) if entry.kind in ("layer", "party") else ()), "also", "names"):
            # A term is found by its stems.
            texts = (
                text for text in getattr(entry, field) if entry.kind != "term" or len(stemmer.key(text)) != len(every_word(text))
            )
            for text in texts:
                written = WRITTEN + " ".join(every_word(text))
                found[written] = max(found.get(written, 0), _WRITTEN[field])
    return found
