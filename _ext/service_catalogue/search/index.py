"""The index of the search, as scripts that a browser loads in small parts: from a folder, ``fetch`` does not work.

A key is the stem of a word; or it stands for more: ``#4`` for what is about entry 4, ``@layer:middleware`` for what a filter lets
through, and in the part of its first stem ``=patch management`` for what is called just so. Each key has postings: the entries that
hold it, and how much it says of each (BM25F: Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009). Of a key with
very many, ``+key`` has those beside the best.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from service_catalogue.search.answers import answers
from service_catalogue.search.entries import Passage, entries
from service_catalogue.search.entry import KINDS, Entry
from service_catalogue.search.words import Stemmer, fold
from service_catalogue.views.edition import Edition

#: How much a word says of an entry, by where it stands.
_FIELDS = {"names": 5.0, "also": 3.0, "sought": 1.0, "text": 1.5, "context": 0.5}
#: Where weak words count: in texts they stand everywhere.
_NAMING = ("names", "also", "sought")
#: How sure it is that an entry is meant by a whole phrase, of 63, by where that stands.
_PHRASES = {"names": 63, "also": 56, "sought": 22}
#: BM25's parameters: how soon more of a word says little more, and how far a long text dilutes its words.
_SATURATION = 1.8
_LENGTH = 0.3
#: Postings of a key in its first part.
_BEST = 1000
#: An ending of more letters is kept with its stem, for a stem alone is too far from a word with a mistake in it.
_SHORT = 2
#: How many of the shorter ones a browser tries to leave out of such a word.
_ENDINGS = 8
#: Characters of an entry's text that are loaded to show it. All of it is found.
_MOST_SHOWN = 1_500
#: Characters of the digest of a part.
DIGEST = 5
#: Characters in a part, which is loaded as a whole.
_PART = {"words": 3_000, "entries": 3_500, "answers": 8_000}
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_MOST = len(_DIGITS) - 1

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

#: Words that tell what kind of answer a question wants, and what of it says little.
_TELLING = ("asking", "deciding", "defining", "general")

#: Entry → how much a key says of it, from 1 to 63.
_Postings = dict[int, int]


def write(folder: Path, edition: Edition, prose: Mapping[str, Iterable[Passage]]) -> None:
    """Write the index into ``folder``: only what differs, and nothing that is of no use stays."""
    wanted = files(edition, prose)
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*-*.js"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        path = folder / name
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


def files(edition: Edition, prose: Mapping[str, Iterable[Passage]]) -> dict[str, str]:
    """The scripts of the index, by their names."""
    words = edition.words
    stemmer = Stemmer(edition.language, words.own("search.weak-words").split())
    found = entries(edition, prose)
    numbers = {entry.name: number for number, entry in enumerate(found) if entry.name}
    keys = _keys(found, numbers, stemmer)
    phrases = _phrases(found, stemmer)
    endings = _endings(found, stemmer)
    scripts: dict[str, str] = {}
    digests: dict[str, str] = defaultdict(str)

    def parts(kind: str, items: Iterable[tuple[str, int]]) -> list[int]:
        """Write ``items`` (what is inside a part's brackets, and its number) in parts; gives the first number of each."""
        starts: list[int] = []
        inner: list[str] = []

        def close() -> None:
            if inner:
                brackets = "{}" if kind == "words" else "[]"
                text = brackets[0] + ",".join(inner) + brackets[1]
                name, digest = f"{kind}-{len(starts) - 1}", _digest(text)
                scripts[f"{name}.js"] = f'catalogueSearch.put("{name}",{text},"{digest}");\n'
                digests[kind] += digest
                inner.clear()

        for item, number in items:
            if not inner or sum(map(len, inner)) + len(item) > _PART[kind]:
                close()
                starts.append(number)
            inner.append(item)
        close()
        return starts

    order = sorted(keys)
    by_first: dict[str, list[str]] = defaultdict(list)
    for phrase in sorted(phrases):
        by_first[phrase[1:].split(" ", 1)[0]].append(phrase)
    of_words = ((_inside(keys, phrases, key, by_first[key]), number) for number, key in enumerate(order))
    of_entries = ((_json(_shown(entry, edition, numbers)), number) for number, entry in enumerate(found))
    of_answers = (
        (_json(answers(edition, service, numbers)), number) for number, service in enumerate(edition.catalogue.services)
    )
    index = {
        "stemmer": edition.language,
        "weak": sorted(stemmer.weak),
        **{kind: sorted(set(map(stemmer.stem, fold(words.own(f"search.{kind}-words")).split()))) for kind in _TELLING},
        "openings": [fold(opening) for opening in words.own("search.defining-openings").split(", ") if opening],
        "particles": fold(words.own("search.particles")).split(),
        "relating": fold(words.own("search.relating-endings")).split(),
        "kinds": {kind: sum(entry.kind == kind for entry in found) for kind in KINDS},
        "vocabulary": _front_coded(order, endings),
        "endings": _most_frequent(endings),
        "words": parts("words", of_words),
        "entries": parts("entries", of_entries),
        "answers": parts("answers", of_answers),
    }
    index["digests"] = digests
    return {"index.js": f'catalogueSearch.put("index",{_json(index)});\n', **scripts}


def _digest(text: str) -> str:
    """What tells a part from one of another edition of the site, which a browser may have kept under the same name."""
    return base64.urlsafe_b64encode(hashlib.blake2b(text.encode(), digest_size=6).digest()).decode()[:DIGEST]


def _json(value: object) -> str:
    return _ENCODER.encode(value).replace("<", "\\u003c").replace("\u2028", "\\u2028")


def _shown(entry: Entry, edition: Edition, numbers: Mapping[str, int]) -> list[object]:
    """What is shown of an entry; of a task also how many services have it, and the first of them."""
    services = [numbers[facet] for facet in entry.facets if facet.startswith("service:")]
    text = entry.shown or entry.text
    text = text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN].rpartition(" ")[0] + " …"
    shown: list[object] = [entry.title, text, entry.address]
    return [*shown, services[0], len(services)] if entry.kind == "task" and services else shown


def _keys(found: list[Entry], numbers: Mapping[str, int], stemmer: Stemmer) -> dict[str, _Postings]:
    """Every key but the phrases, with its postings."""
    counts = [{field: Counter(_stems(entry, field, stemmer)) for field in _FIELDS} for entry in found]
    mean = {
        field: sum(count[field].total() for count in counts) / max(1, sum(bool(count[field]) for count in counts))
        for field in _FIELDS
    }
    keys: dict[str, _Postings] = defaultdict(dict)
    for number, (entry, count) in enumerate(zip(found, counts, strict=True)):
        said: dict[str, float] = defaultdict(float)
        for field, weight in _FIELDS.items():
            length = count[field].total()
            for stem, times in count[field].items():
                said[stem] += weight * times / (1 - _LENGTH + _LENGTH * length / mean[field])
        for stem, much in said.items():
            keys[stem][number] = max(1, round(_MOST * much / (much + _SATURATION)))
        about = [numbers[name] for name in entry.about if name in numbers and name != entry.name]
        for other in about:
            # To be one of two things that a text is about says more than to be one of ten.
            keys[f"#{other}"][number] = max(1, round(_MOST * 3 / (2 + len(about)))) if len(about) > 1 else _MOST
        for facet in entry.facets:
            keys[f"@{facet}"][number] = 1
    for key in [key for key, postings in keys.items() if len(postings) > _BEST]:
        best = sorted(keys[key], key=lambda number: (-keys[key][number], number))
        keys[f"+{key}"] = {number: keys[key][number] for number in best[_BEST:]}
        keys[key] = {number: keys[key][number] for number in best[:_BEST]}
    return keys


def _texts(entry: Entry, field: str) -> tuple[str, ...]:
    value = getattr(entry, field)
    return (value,) if isinstance(value, str) else value


def _stems(entry: Entry, field: str, stemmer: Stemmer) -> Iterator[str]:
    for text in _texts(entry, field):
        yield from stemmer.stems(text)
        if field in _NAMING:
            yield from stemmer.weak_stems(text)


def _endings(found: list[Entry], stemmer: Stemmer) -> dict[str, list[str]]:
    """What is cut off the words of each stem: ``ation`` and ``ational`` of ``oper``."""
    endings: dict[str, list[str]] = defaultdict(list)
    texts = {text for entry in found for field in _FIELDS for text in _texts(entry, field)}
    for word in sorted(set().union(*map(stemmer.words, texts))):
        stem = stemmer.stem(word)
        if word != stem and word.startswith(stem):
            endings[stem].append(word[len(stem) :])
    return endings


def _most_frequent(endings: Mapping[str, list[str]]) -> list[str]:
    counts = Counter(ending for of_stem in endings.values() for ending in of_stem if len(ending) <= _SHORT)
    return sorted(counts, key=lambda ending: (-counts[ending], ending))[:_ENDINGS]


def _phrases(found: list[Entry], stemmer: Stemmer) -> dict[str, _Postings]:
    """What whole phrases stand for, by their stems."""
    phrases: dict[str, _Postings] = defaultdict(dict)
    for number, entry in enumerate(found):
        for field, sure in _PHRASES.items():
            for text in _texts(entry, field):
                stems = stemmer.key(text)
                # A single word that is only sought after names nothing; but "Linux" means a layer, and "we" a party.
                if stems and (len(stems) > 1 or field != "sought" or (entry.kind in ("layer", "party") and " " not in text)):
                    known = phrases["=" + " ".join(stems)]
                    known[number] = max(known.get(number, 0), sure)
    return phrases


def _inside(keys: dict[str, _Postings], phrases: dict[str, _Postings], key: str, begun: list[str]) -> str:
    """What a part says of a key and of the phrases that begin with it: key, how many entries hold it, which."""
    whole = len(keys[key]) + len(keys.get(f"+{key}", ()))
    items = [(key, [whole, _coded(keys[key])]), *((phrase, [len(phrases[phrase]), _coded(phrases[phrase])]) for phrase in begun)]
    return _json(dict(items))[1:-1]


def _coded(postings: _Postings) -> str:
    """For each entry, in their order: the distance from the one before, in digits of five bits, and how much is said of it."""
    text = []
    before = 0
    for number in sorted(postings):
        distance = number - before
        before = number
        while distance > 31:
            text.append(_DIGITS[32 + distance % 32])
            distance //= 32
        text += _DIGITS[distance], _DIGITS[postings[number]]
    return "".join(text)


def _front_coded(order: list[str], endings: Mapping[str, list[str]]) -> str:
    """The keys in their order, each as how many letters it shares with the one before, the rest of it, and its long endings."""
    coded = []
    before = ""
    for key in order:
        shared = next(
            (at for at, (one, other) in enumerate(zip(before, key, strict=False)) if one != other), min(len(before), len(key))
        )
        shared = min(shared, _MOST)
        long = (ending for ending in endings.get(key, ()) if len(ending) > _SHORT)
        coded.append("/".join((_DIGITS[shared] + key[shared:], *long)))
        before = key
    return " ".join(coded)
