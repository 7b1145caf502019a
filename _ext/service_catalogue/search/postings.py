"""The keys of the index and their postings: the entries that hold a key, and how much it says of each.

A key is the stem of a word; or it stands for more: ``#4`` for what is about entry 4, ``&4`` for what binds party 4 or binds on layer
4, ``@layer:middleware`` for what a filter lets through, and ``=patch management`` for what is called just so. How much a key says is BM25F (Robertson and Zaragoza, The
Probabilistic Relevance Framework, 2009). Of a key with very many postings, ``+key`` has those beside the best.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from service_catalogue.search.encoding import MOST, SHORT, Postings, much_of, posting, postings
from service_catalogue.search.word_counts import FIELDS, Counted
from service_catalogue.search.words import Compounds, Stemmer, fold

#: What the key of a whole phrase begins with.
PHRASE = "="
#: What the key of the postings begins with that are apart.
REST = "+"
#: How much a word says of an entry, by where it stands.
_FIELDS = {"names": 5.0, "also": 3.0, "sought": 1.0, "text": 1.5, "context": 0.3}
_WEIGHTS = tuple(_FIELDS[field] for field in FIELDS)
#: BM25's parameters: how soon more of a word says little more, and how far a long text dilutes its words.
_SATURATION = 1.8
_LENGTH = 0.3
#: Postings of a key in its first part.
_BEST = 1000
#: How many of the shorter ones a browser tries to leave out of such a word.
_ENDINGS = 8
#: What one group of everyday words leads to at the most: each key is a part that a browser loads.
_MEANT = 2
#: The fields whose compounds are found by their parts too: those that name an entry.
_NAMING = 2
#: What the first part of a compound says of what the whole does, and what the last does: that of many is *styring*.
_PARTS = (0.5, 0.25)
#: How much the stem of a name says at the least.
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
        """The mean length of each field where it is not empty."""
        return [_mean(total, count) for total, count in zip(self._sums, self._counts, strict=True)]

    def parts(self, stemmer: Stemmer, links: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the stems of the parts of each compound that names an entry; ``links`` are what may stand between these."""
        compounds = Compounds(stemmer.stem, links, self._known)
        return {stem: parts for stem in sorted(self._naming) if (parts := compounds.parts(stem))}


def add_keys(
    keys: defaultdict[str, Postings],
    found: Mapping[int, Counted],
    numbers: Mapping[str, int],
    means: Iterable[float],
    parts: Mapping[str, tuple[str, ...]],
) -> None:
    """Add the postings of the entries ``found`` to ``keys``; ``numbers`` gives the number of an entry by its name."""
    for number, entry in found.items():
        said: dict[str, float] = defaultdict(float)
        for place, (weight, count, mean) in enumerate(zip(_WEIGHTS, entry.counts, means, strict=True)):
            once = weight / (1 - _LENGTH + _LENGTH * sum(count.values()) / mean)
            for stem, times in count.items():
                said[stem] += once * times
                if place < _NAMING:
                    for part, share in zip(parts.get(stem, ()), _PARTS, strict=False):
                        said[part] += share * once  # in however many forms the compound stands there
        for stem, much in said.items():
            keys[stem].append(posting(number, max(1, round(MOST * much / (much + _SATURATION)))))
        about = [numbers[name] for name in entry.about if name in numbers and name != entry.name]
        # To be one of two things that a text is about says more than to be one of ten.
        much = max(1, round(MOST * 3 / (2 + len(about)))) if len(about) > 1 else MOST
        for other in dict.fromkeys(about):
            keys[f"{'&' if entry.kind == 'duties' else '#'}{other}"].append(posting(number, much))
        for facet in dict.fromkeys(entry.facets):
            keys[f"@{facet}"].append(posting(number, 1))
        for phrase, sure in entry.phrases.items():
            keys[f"{PHRASE}{phrase}"].append(posting(number, sure))


def divided(keys: Mapping[str, Postings]) -> dict[str, Postings]:
    """Return ``keys`` as they are written: of one with very many postings, those beside the best under a key of their own."""
    found = dict(keys)
    for key, every in keys.items():
        if len(every) > _BEST and not key.startswith(PHRASE):
            best = sorted(sorted(every), key=MOST.__and__, reverse=True)  # not by ``much_of``, which takes four times as long
            found[key], found[f"{REST}{key}"] = postings(best[:_BEST]), postings(best[_BEST:])
    return found


def _mean(total: int, count: int) -> float:
    """The mean length, to a tenth or so: so that an entry more does not change what is said of all others."""
    return 2 ** (round(8 * math.log2(total / count)) / 8) if count else 1


def endings_of(words: Iterable[str], stemmer: Stemmer) -> dict[str, list[str]]:
    """What is cut off the ``words`` of each stem: ``ation`` and ``ational`` of ``oper``."""
    endings: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        stem = stemmer.stem(word)
        if word != stem and word.startswith(stem):
            endings[stem].append(word[len(stem) :])
    return endings


def everyday_words(groups: str, keys: Mapping[str, Postings], stemmer: Stemmer) -> dict[str, str]:
    """The stems of everyday words by what they lead to: the keys of the field's words; stems of one phrase are joined by hyphens.

    ``groups`` is ``field's words: everyday words; …``; of the field's words, the first count that an entry has or is called by.
    """

    def known(words: str) -> Iterator[str]:
        """The key of one word, and the phrase of several."""
        if (one := stemmer.stem(words.replace("-", ""))) in keys:
            yield one
        several = stemmer.key(words)
        if len(several) > 1 and f"{PHRASE}{' '.join(several)}" in keys:
            yield "-".join(several)

    found: dict[str, dict[str, None]] = defaultdict(dict)
    for group in filter(None, map(str.strip, fold(groups).split(";"))):
        meant, _, said = group.partition(":")
        targets = dict.fromkeys(itertools.islice((key for words in meant.split() for key in known(words)), _MEANT))
        for word in said.split():
            stem = "-".join(map(stemmer.stem, word.split("-")))
            # A much shorter stem that names something is that of another word: "oper" is of "operator", and of "operation".
            names = len(word) - len(stem) > SHORT and max(map(much_of, keys.get(stem, ())), default=0) >= _NAMES
            found[word if names else stem].update(targets)
    by_targets: dict[str, list[str]] = defaultdict(list)
    for word, targets in sorted(found.items()):
        by_targets[" ".join(targets)].append(word)
    return {targets: " ".join(words) for targets, words in by_targets.items() if targets}


def most_frequent(endings: Mapping[str, list[str]]) -> list[str]:
    counts = Counter(ending for of_stem in endings.values() for ending in of_stem if len(ending) <= SHORT)
    return sorted(counts, key=lambda ending: (-counts[ending], ending))[:_ENDINGS]
