"""The lexicon of the index: rows of frequent words, which each question needs, and those of rare ones, in parts by the alphabet.

A row is a key with its postings, an everyday word with the keys that it leads to, or a word that is much longer than its key, to be
compared with a misspelt one. A row of several words, of which one is rare, is beside that one.
"""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from service_catalogue.search.encoding import Postings, as_json, coded, front_coded, in_parts
from service_catalogue.search.word_counts import PHRASE, WRITTEN
from service_catalogue.search.words import Stemmer

#: Number of characters of the rows of the words of the most entries, which are frequent; so are weak words, and names in matrices.
_FREQUENT = 6_000
#: Number of characters of a part of the rows of rare words.
_PART = 8_000
#: Letters of a word that decide in which part it is.
_BEGINNING = 2
#: Prefixes of the rows of everyday words and of long ones.
_EVERYDAY, _FORM = "~", "+"
#: The numbers of the entries of a key, and their weights.
_Row: TypeAlias = tuple[str, str]


def lexicon(
    keys: Mapping[str, Postings],
    everyday: Mapping[str, str],
    forms: Iterable[str],
    naming: Iterable[str],
    stemmer: Stemmer,
    put: Callable[[str, str], str],
) -> dict[str, object]:
    """Return the rows of frequent words, with the beginning and the name of each part of the others.

    ``put`` adds a script of a kind with a content, and returns its name.
    """
    rows = {key: coded(held) for key, held in keys.items()}
    words = sorted(filter(_is_word, keys), key=lambda word: (-len(keys[word]), word))
    sums = itertools.accumulate(_length((word, rows[word])) for word in words)
    frequent = {
        *naming,
        *map(stemmer.stem, stemmer.weak),
        *(word for word, size in zip(words, sums, strict=True) if size <= _FREQUENT),
    }

    def rare(words: Iterable[str]) -> str:
        """Return the beginning of the first word that is not frequent: a misspelt word is in the part of the right one."""
        return next((word for word in words if word not in frequent), "")[:_BEGINNING]

    by_rare: defaultdict[str, dict[str, _Row]] = defaultdict(dict)
    for key, text in rows.items():
        beginning = rare(key.removeprefix(PHRASE).split() if _is_word(key) or key.startswith(PHRASE) else ())
        if key.startswith(WRITTEN):
            beginning = next((word[:_BEGINNING] for word in key[1:].split() if stemmer.stem(word) not in frequent), "")
        by_rare[beginning][key] = text
    for word, meant in everyday.items():
        by_rare[rare(map(stemmer.stem, filter(str.isalpha, word.split("-"))))][f"{_EVERYDAY}{word} {meant}"] = "", ""
    for form in forms:
        by_rare[form[:_BEGINNING]][f"{_FORM}{form}"] = "", ""
    known = _table([by_rare.pop("", {})])
    sizes = {beginning: sum(map(_length, of.items())) for beginning, of in sorted(by_rare.items())}
    parts = in_parts(sizes, 0, _PART)
    return known | {
        "rare": [(part[0], put("rare", as_json(_table(map(by_rare.__getitem__, part))))) for part in filter(None, parts)]
    }


def _length(item: tuple[str, _Row]) -> int:
    key, row = item
    return len("".join((key, *row)))


def _is_word(key: str) -> bool:
    return key[0].isalnum()


def _table(groups: Iterable[Mapping[str, _Row]]) -> dict[str, object]:
    rows = dict(sorted(row for group in groups for row in group.items()))
    numbers, weights = zip(*rows.values(), strict=True) if rows else ((), ())
    return {"keys": front_coded(rows), "postings": "/".join(numbers), "weights": "".join(weights)}
