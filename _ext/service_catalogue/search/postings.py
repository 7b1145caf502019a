"""The keys of the index and their postings: the entries with a key, and its weight in each.

A key is the stem of a word or has a prefix: ``#4`` for entries about entry 4, ``&4`` for duties of party 4 or on layer 4,
``@layer:middleware`` for entries that pass a filter, ``=patch management`` for entries with this name. Weights follow BM25F
(Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009). ``+key`` has the postings beside the best of a long list.
"""

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from service_catalogue.search.encoding import MOST, SHORT, Postings, much_of, posting, postings
from service_catalogue.search.word_counts import FIELDS, Counted
from service_catalogue.search.words import Stemmer, compound_parts, fold

#: Prefix of the key of a whole phrase.
PHRASE = "="
#: Prefix of the key of the postings beside the best.
REST = "+"
#: The weight of a word in each field.
_FIELDS = {"names": 5.0, "also": 3.0, "sought": 1.0, "text": 1.5, "context": 0.3}
_WEIGHTS = tuple(_FIELDS[field] for field in FIELDS)
#: Parameters of BM25: saturation by repeated words, and dilution by long texts.
_SATURATION = 1.8
_LENGTH = 0.3
#: Maximum number of postings of a key in its first part.
_BEST = 1000
#: Number of short endings that a browser tries to remove from a word.
_ENDINGS = 8
#: Maximum number of keys of a group of everyday words: each key is a part that a browser loads.
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
            keys[stem].append(posting(number, max(1, round(MOST * much / (much + _SATURATION)))))
        about = [numbers[name] for name in entry.about if name in numbers and name != entry.name]
        # One of two subjects weighs more than one of ten.
        much = max(1, round(MOST * 3 / (2 + len(about)))) if len(about) > 1 else MOST
        for other in dict.fromkeys(about):
            keys[f"{'&' if entry.kind == 'duties' else '#'}{other}"].append(posting(number, much))
        for facet in dict.fromkeys(entry.facets):
            keys[f"@{facet}"].append(posting(number, 1))
        for phrase, sure in entry.phrases.items():
            keys[f"{PHRASE}{phrase}"].append(posting(number, sure))


def divided(keys: Mapping[str, Postings]) -> dict[str, Postings]:
    """Return ``keys`` with the postings of a long one divided: those beside the best have a key of their own."""
    found = dict(keys)
    for key, every in keys.items():
        if len(every) > _BEST and not key.startswith(PHRASE):
            best = sorted(sorted(every), key=MOST.__and__, reverse=True)  # not by ``much_of``, which takes four times as long
            found[key], found[f"{REST}{key}"] = postings(best[:_BEST]), postings(best[_BEST:])
    return found


def _mean(total: int, count: int) -> float:
    """Return the mean length in steps of about a tenth, so that an additional entry does not change all weights."""
    return 2 ** (round(8 * math.log2(total / count)) / 8) if count else 1


def endings_of(words: Iterable[str], stemmer: Stemmer) -> dict[str, list[str]]:
    """Return the endings of the ``words`` of each stem: ``ation`` and ``ational`` of ``oper``."""
    endings: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        stem = stemmer.stem(word)
        if word != stem and word.startswith(stem):
            endings[stem].append(word[len(stem) :])
    return endings


def everyday_words(groups: str, keys: Mapping[str, Postings], stemmer: Stemmer) -> dict[str, str]:
    """Return the stems of everyday words, by the keys of the terms that they stand for; stems of one phrase are joined by hyphens.

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
            names = len(word) - len(stem) > SHORT and max(map(much_of, keys.get(stem, ())), default=0) >= _NAMES
            found[word if names else stem].update(targets)
    by_targets: dict[str, list[str]] = defaultdict(list)
    for word, targets in sorted(found.items()):
        by_targets[" ".join(targets)].append(word)
    return {targets: " ".join(words) for targets, words in by_targets.items() if targets}


def most_frequent(endings: Mapping[str, list[str]]) -> list[str]:
    counts = Counter(ending for of_stem in endings.values() for ending in of_stem if len(ending) <= SHORT)
    return sorted(counts, key=lambda ending: (-counts[ending], ending))[:_ENDINGS]
