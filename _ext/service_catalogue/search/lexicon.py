"""The lexicon of the index: rows of frequent words, which each question needs, and those of rare ones, in parts by the alphabet.

A row is a key with its postings, an everyday word with the keys that it stands for, or a word that is much longer than its key, to be
compared with a misspelt one. A row of several words, of which one is rare, is beside that one.
"""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from service_catalogue.search.encoding import Postings, as_json, coded, front_coded, in_parts
from service_catalogue.search.postings import PHRASE
from service_catalogue.search.words import Stemmer

#: A word of so many entries is frequent, and so is a weak one.
_FREQUENT = 4
#: Number of characters of a part of the rows of rare words.
_PART = 18_000
#: Letters of a word that decide in which part it is.
_BEGINNING = 2
#: Prefixes of the rows of everyday words and of long ones.
_EVERYDAY, _FORM = "~", "+"


def lexicon(
    keys: Mapping[str, Postings],
    everyday: Mapping[str, str],
    forms: Iterable[str],
    stemmer: Stemmer,
    put: Callable[[str, str], str],
) -> dict[str, object]:
    """Return the rows of frequent words, with the beginning and the name of each part of the others.

    ``put`` adds a script of a kind with a content, and returns its name.
    """
    frequent = {*map(stemmer.stem, stemmer.weak), *(key for key, held in keys.items() if len(held) >= _FREQUENT)}

    def rare(words: Iterable[str]) -> str:
        """Return the beginning of the first word that is not frequent: a misspelt word is in the part of the right one."""
        return next((word for word in words if word not in frequent), "")[:_BEGINNING]

    by_rare: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for key, held in keys.items():
        is_words = key[0].isalnum() or key.startswith(PHRASE)
        by_rare[rare(key.removeprefix(PHRASE).split() if is_words else ())][key] = coded(held)
    for word, meant in everyday.items():
        by_rare[rare(map(stemmer.stem, filter(str.isalpha, word.split("-"))))][f"{_EVERYDAY}{word} {meant}"] = ""
    for form in forms:
        by_rare[form[:_BEGINNING]][f"{_FORM}{form}"] = ""
    known = dict(sorted(by_rare.pop("", {}).items()))
    parts = in_parts({key: len(text) for key, text in known.items()})
    texts = ["/".join(map(known.__getitem__, part)) for part in parts]
    starts = itertools.accumulate(map(len, parts), initial=0)
    sizes = {beginning: sum(map(len, (*rows, *rows.values()))) for beginning, rows in sorted(by_rare.items())}
    in_script = (
        [(first, put("postings", as_json(text))) for first, text in zip(starts, texts, strict=False)] if texts[1:] else texts[0]
    )
    rare_parts = filter(None, in_parts(sizes, whole=0, part=_PART))
    return {
        "keys": front_coded(known),
        "postings": in_script,
        "rare": [(part[0], put("rare", as_json(_table(map(by_rare.__getitem__, part))))) for part in rare_parts],
    }


def _table(of_words: Iterable[Mapping[str, str]]) -> dict[str, str]:
    rows = dict(sorted(row for rows in of_words for row in rows.items()))
    return {"keys": front_coded(rows), "postings": "/".join(rows.values())}
