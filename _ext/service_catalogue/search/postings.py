"""The keys of the index and their postings: the entries with a key, and its weight in each.

A key is the stem of a word or has a prefix: ``#4`` for entries about entry 4,
``@layer:middleware`` for entries that pass a filter, ``=patch management`` for entries with this name, ``!back up`` for those that
general words mean. Weights follow BM25F
(Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009).
"""

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from service_catalogue.search.encoding import MOST, Postings, much_of, posting
from service_catalogue.search.word_counts import FIELDS, PHRASE, Counted
from service_catalogue.search.words import Stemmer, compound_parts, fold

#: Prefixes of the keys of entries about one, and of filters.
ABOUT, FILTER = "#", "@"
#: Longer endings make a stem too short to be compared with a misspelt word.
_SHORT = 2
#: The weight of a word in each field.
_FIELDS = {"names": 5.0, "also": 3.0, "sought": 1.0, "text": 1.5, "context": 0.3}
_WEIGHTS = tuple(_FIELDS[field] for field in FIELDS)
#: Parameters of BM25: saturation by repeated words, and dilution by long texts.
_SATURATION = 1.8
_LENGTH = 0.3
#: Number of short endings that a browser tries to remove from a word.
_ENDINGS = 8
#: Maximum number of keys of a group of everyday words.
_MEANT = 2
#: The number of fields, from the first, in which compounds are split: those with names.
_NAMING = 2
#: The weight of the first part of a compound, and of the last, which many compounds share: *styring*.
_PARTS = (0.5, 0.25)
#: The least weight of the stem of a name.
_NAMES = 44


class Weighing:
    """Corpus statistics for term weighting: the lengths of fields, and the words that there are."""

    def __init__(self) -> None:
        self._sums = [0 for _ in FIELDS]
        self._counts = [0 for _ in FIELDS]
        self._known: set[str] = set()
        self._naming: set[str] = set()

    def add(self, entry: Counted) -> None:
        for place, count in enumerate(entry.counts):
            if count:
                self._sums[place] += sum(count.values())
                self._counts[place] += 1
                self._known.update(count)
                if place < _NAMING:
                    self._naming.update(count)

    @property
    def means(self) -> list[float]:
        """The mean length of each field, over the entries that have it."""
        return [_mean(total, count) for total, count in zip(self._sums, self._counts, strict=True)]

    def parts(self, stemmer: Stemmer, links: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return the stems of the parts of each compound that names an entry; ``links`` may join the parts."""
        found = ((stem, compound_parts(stem, stemmer.stem, links, self._known)) for stem in sorted(self._naming))
        return {stem: parts for stem, parts in found if parts}


def add_keys(
    keys: defaultdict[str, Postings],
    found: Mapping[int, Counted],
    numbers: Mapping[str, int],
    means: Iterable[float],
    parts: Mapping[str, tuple[str, ...]],
) -> None:
    """Add the postings of the entries ``found`` to ``keys``; ``numbers`` has the number of each entry by name."""
    for number, entry in found.items():
        weights: dict[str, float] = defaultdict(float)
        for place, (weight, count, mean) in enumerate(zip(_WEIGHTS, entry.counts, means, strict=True)):
            once = weight / (1 - _LENGTH + _LENGTH * sum(count.values()) / mean)
            for stem, times in count.items():
                weights[stem] += once * times
                if place < _NAMING:
                    for part, share in zip(parts.get(stem, ()), _PARTS, strict=False):
                        weights[part] += share * once  # once, whatever the number of forms of the compound
        for stem, much in weights.items():
            keys[stem].append(posting(number, much / (much + _SATURATION)))
        about = [numbers[name] for name in entry.about if name in numbers and name != entry.name]
        # One of two subjects weighs more than one of ten.
        much = 3 / (2 + len(about)) if len(about) > 1 else 1
        for other in dict.fromkeys(about):
            keys[f"{ABOUT}{other}"].append(posting(number, much))
        for facet in dict.fromkeys(entry.facets):
            keys[f"{FILTER}{facet}"].append(posting(number, 1))
        for phrase, sure in entry.phrases.items():
            keys[phrase].append(posting(number, sure / MOST))


def _mean(total: int, count: int) -> float:
    """Return the mean length in steps of about a tenth, so that an additional entry does not change all weights."""
    return 2 ** (round(8 * math.log2(total / count)) / 8) if count else 1


def endings_of(words: Iterable[str], stemmer: Stemmer) -> dict[str, str]:
    """Return the ending of each of ``words`` that is longer than its stem: ``ational`` of *operational*."""
    stems = ((word, stemmer.stem(word)) for word in sorted(words))
    return {word: word[len(stem) :] for word, stem in stems if word != stem and word.startswith(stem)}


def most_frequent(endings: Mapping[str, str]) -> list[str]:
    """Return the short endings that a browser tries to remove from a word."""
    counts = Counter(ending for ending in endings.values() if len(ending) <= _SHORT)
    return sorted(counts, key=lambda ending: (-counts[ending], ending))[:_ENDINGS]


def long_forms(endings: Mapping[str, str]) -> list[str]:
    """Return the words that are much longer than their stems."""
    return [word for word, ending in endings.items() if len(ending) > _SHORT]


def everyday_words(groups: str, keys: Mapping[str, Postings], stemmer: Stemmer) -> dict[str, str]:
    """Return the keys of the terms that each stem of an everyday word leads to; stems of one phrase are joined by hyphens.

    ``groups`` is ``terms: everyday words; …``; the first terms that are keys are used.
    """

    def known(words: str) -> Iterator[str]:
        """Yield the key of one word, and the phrase of several."""
        if (one := stemmer.stem(words.replace("-", ""))) in keys:
            yield one
        several = stemmer.key(words)
        if len(several) > 1 and f"{PHRASE}{' '.join(several)}" in keys:
            yield "-".join(several)

    found: dict[str, dict[str, None]] = defaultdict(dict)
    for group in filter(None, map(str.strip, fold(groups).split(";"))):
        meant, _, everyday = group.partition(":")
        targets = dict.fromkeys(itertools.islice((key for words in meant.split() for key in known(words)), _MEANT))
        for word in everyday.split():
            stem = "-".join(map(stemmer.stem, word.split("-")))
            # A much shorter stem that is a name is that of another word: "oper" is of "operator", and of "operation".
            names = len(word) - len(stem) > _SHORT and max(map(much_of, keys.get(stem, ())), default=0) >= _NAMES
            found[word if names else stem].update(targets)
    return {word: " ".join(targets) for word, targets in found.items() if targets}
