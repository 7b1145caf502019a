"""The index of the search, as scripts that a browser loads in small parts: from a folder, ``fetch`` does not work.

The name of a part holds a digest of its content; the index names the parts, and ``edition.js``, which has the one constant name,
names the index. So a part that something has kept is that of any edition which names it, and of no other.

A key is the stem of a word; or it stands for more: ``#4`` for what is about entry 4, ``@layer:middleware`` for what a filter lets
through, and in the part of its first stem ``=patch management`` for what is called just so. Each key has postings: the entries that
hold it, and how much it says of each (BM25F: Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009). Of a key with
very many, ``+key`` has those beside the best.
"""

from __future__ import annotations

import hashlib
import itertools
import math
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from service_catalogue.kept import Kept
from service_catalogue.model.service import Service
from service_catalogue.search.answers import answers
from service_catalogue.search.coded import MOST, SHORT, Postings, as_json, coded, front_coded
from service_catalogue.search.counted import FIELDS, Counted
from service_catalogue.search.entries import Passage
from service_catalogue.search.gathered import gathered, program_of
from service_catalogue.search.numbers import numbered
from service_catalogue.search.words import Stemmer, fold
from service_catalogue.views.edition import Edition

#: How much a word says of an entry, by where it stands.
_FIELDS = {"names": 5.0, "also": 3.0, "sought": 1.0, "text": 1.5, "context": 0.5}
_WEIGHTS = tuple(_FIELDS[field] for field in FIELDS)
#: BM25's parameters: how soon more of a word says little more, and how far a long text dilutes its words.
_SATURATION = 1.8
_LENGTH = 0.3
#: Postings of a key in its first part.
_BEST = 1000
#: Keys with so many postings are kept together in the parts: a new service has most of these and few of the others, so most
#: parts stay as they are.
_MANY = 32
#: How many of the shorter ones a browser tries to leave out of such a word.
_ENDINGS = 8
#: What one group of everyday words leads to at the most: each key is a part that a browser loads.
_MEANT = 2
#: Characters of the digest of a part.
DIGEST = 10
#: Characters in a part, which is loaded as a whole; it has half of them at least, and twice as many at most.
_PART = {"keys": 3_000, "entries": 3_500, "answers": 8_000}
#: One in so many items may begin a part.
_ENDS = {"keys": 12, "entries": 4, "answers": 2}
#: The kinds of entries to which answers lead, besides the statements of their own service.
_ANSWERED = ("layer:", "party:", "task:")
_OWN = "statement:"
#: Words that tell what kind of answer a question wants, and what of it says little.
_TELLING = ("asking", "deciding", "defining", "general")


def write(folder: Path, edition: Edition, prose: Mapping[str, Iterable[Passage]], program: str, kept: Kept | None = None) -> None:
    """Write the index into ``folder``: only what differs, and nothing that is of no use stays.

    ``program`` is a digest of the scripts that read it. What is in a service is ``kept`` as made from its inputs.
    """
    wanted = files(edition, prose, program, kept)
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.*.js"):
        if path.name not in wanted and path.name.split(".")[0] in ("index", *_PART):
            path.unlink()
    for name, text in wanted.items():
        path = folder / name
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


def files(
    edition: Edition, prose: Mapping[str, Iterable[Passage]], program: str = "", kept: Kept | None = None
) -> dict[str, str]:
    """The scripts of the index, by their names."""
    words = edition.words
    stemmer = Stemmer(edition.language, words.own("search.weak-words").split())
    found, every_word = gathered(edition, prose, stemmer, kept)
    by_number, ranges = numbered(found)
    numbers = {entry.name: number for number, entry in by_number.items() if entry.name}
    keys = _keys(by_number, numbers)
    phrases = _phrases(by_number)
    endings = _endings(every_word, stemmer)
    scripts: dict[str, str] = {}
    digests: dict[str, str] = defaultdict(str)

    def put(kind: str, text: str) -> str:
        """Add the script of a part; gives its digest."""
        digest = hashlib.sha256(text.encode()).hexdigest()[:DIGEST]
        scripts[f"{kind}.{digest}.js"] = f'catalogueSearch.put("{kind}.{digest}",{text});\n'
        return digest

    def parts(kind: str, items: Iterable[tuple[str, str, int]]) -> list[int]:
        """Write ``items`` (name, what is inside a part's braces, and its number) in parts; gives the first number of each.

        A part ends where the name of the next item says so, so that an item more does not move the ends of all that follow.
        """
        starts: list[int] = []
        inner: list[str] = []

        def close() -> None:
            if inner:
                digests[kind] += put(kind, f"{{{','.join(inner)}}}")
                inner.clear()

        size = 0
        for name, item, number in items:
            ends = size > _PART[kind] // 2 and zlib.crc32(name.encode()) % _ENDS[kind] == 0
            if not inner or ends or size + len(item) > _PART[kind] * 2:
                close()
                starts.append(number)
                size = 0
            inner.append(item)
            size += len(item)
        close()
        return starts

    vocabulary = sorted(keys)
    frequent = [key for key in vocabulary if len(keys[key]) >= _MANY]
    order = [*frequent, *(key for key in vocabulary if len(keys[key]) < _MANY)]
    by_first: dict[str, list[str]] = defaultdict(list)
    for phrase in sorted(phrases):
        by_first[phrase[1:].split(" ", 1)[0]].append(phrase)
    of_keys = ((key, _inside(keys, phrases, key, by_first[key]), number) for number, key in enumerate(order))
    of_entries = ((entry.address, f'"{number}":{as_json(_shown(entry, numbers))}', number) for number, entry in by_number.items())
    named_by = _named_by(numbers)
    services = sorted(edition.catalogue.services, key=lambda service: numbers[f"service:{service.id}"])
    of_answers = (
        (service.id, f'"{number}":{_answers(edition, service, numbers, named_by(service), kept)}', number)
        for service in services
        for number in [numbers[f"service:{service.id}"]]
    )
    index = {
        "stemmer": edition.language,
        "weak": sorted(stemmer.weak),
        **{kind: sorted(set(map(stemmer.stem, fold(words.own(f"search.{kind}-words")).split()))) for kind in _TELLING},
        "openings": [fold(opening) for opening in words.own("search.defining-openings").split(", ") if opening],
        "particles": fold(words.own("search.particles")).split(),
        "relating": fold(words.own("search.relating-endings")).split(),
        "everyday": _everyday(words.own("search.everyday-words"), keys, phrases, stemmer),
        "size": len(found),
        "ranges": ranges,
        "vocabulary": front_coded(vocabulary, endings),
        "frequent": frequent,
        "endings": _most_frequent(endings),
        "keys": parts("keys", of_keys),
        "entries": parts("entries", of_entries),
        "answers": parts("answers", of_answers),
    }
    index["digests"] = digests
    names = {"index": f"index.{put('index', as_json(index))}", "program": program}
    return {"edition.js": f'catalogueSearch.put("edition",{as_json(names)});\n', **scripts}


def _named_by(numbers: Mapping[str, int]) -> Callable[[Service], str]:
    """Gives for a service a digest of the numbers of everything that its answers can name."""
    of_all = [item for item in numbers.items() if item[0].startswith(_ANSWERED)]
    own: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for name, number in numbers.items():
        if name.startswith(_OWN):
            own[name.partition(".")[0]].append((name, number))
    common = hashlib.sha256(as_json(of_all).encode())

    def digest(service: Service) -> str:
        made = common.copy()
        made.update(as_json(own[f"{_OWN}{service.id}"]).encode())
        return made.hexdigest()

    return digest


def _answers(edition: Edition, service: Service, numbers: Mapping[str, int], named: str, kept: Kept | None) -> str:
    """The answers of a service as JSON, made from its inputs and the numbers of what they name, whose digest is ``named``."""
    if kept is None:
        return as_json(answers(edition, service, numbers))
    made_from = f"{program_of(edition)} {edition.catalogue.inputs.get(service.id)} {named}"
    text: str = kept.once(f"answers/{service.id}.json", made_from, lambda: as_json(answers(edition, service, numbers)))
    return text


def _shown(entry: Counted, numbers: Mapping[str, int]) -> list[object]:
    """What is shown of an entry; of a task also how many services have it, and the first of them."""
    services = [numbers[facet] for facet in entry.facets if facet.startswith("service:")]
    shown: list[object] = [entry.title, entry.shown, entry.address]
    return [*shown, services[0], len(services)] if entry.kind == "task" and services else shown


def _keys(found: Mapping[int, Counted], numbers: Mapping[str, int]) -> dict[str, Postings]:
    """Every key but the phrases, with its postings."""
    lengths = {number: [sum(count.values()) for count in entry.counts] for number, entry in found.items()}
    means = [_mean([length for length in of_field if length]) for of_field in zip(*lengths.values(), strict=True)]
    keys: dict[str, Postings] = defaultdict(dict)
    for number, entry in found.items():
        said: dict[str, float] = defaultdict(float)
        for weight, count, length, mean in zip(_WEIGHTS, entry.counts, lengths[number], means, strict=True):
            for stem, times in count.items():
                said[stem] += weight * times / (1 - _LENGTH + _LENGTH * length / mean)
        for stem, much in said.items():
            keys[stem][number] = max(1, round(MOST * much / (much + _SATURATION)))
        about = [numbers[name] for name in entry.about if name in numbers and name != entry.name]
        for other in about:
            # To be one of two things that a text is about says more than to be one of ten.
            keys[f"#{other}"][number] = max(1, round(MOST * 3 / (2 + len(about)))) if len(about) > 1 else MOST
        for facet in entry.facets:
            keys[f"@{facet}"][number] = 1
    for key in [key for key, postings in keys.items() if len(postings) > _BEST]:
        best = sorted(keys[key], key=lambda number: (-keys[key][number], number))
        keys[f"+{key}"] = {number: keys[key][number] for number in best[_BEST:]}
        keys[key] = {number: keys[key][number] for number in best[:_BEST]}
    return keys


def _mean(lengths: list[int]) -> float:
    """The mean length, to a tenth or so: so that an entry more does not change what is said of all others."""
    return 2 ** (round(8 * math.log2(sum(lengths) / len(lengths))) / 8) if lengths else 1


def _endings(words: Iterable[str], stemmer: Stemmer) -> dict[str, list[str]]:
    """What is cut off the ``words`` of each stem: ``ation`` and ``ational`` of ``oper``."""
    endings: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        stem = stemmer.stem(word)
        if word != stem and word.startswith(stem):
            endings[stem].append(word[len(stem) :])
    return endings


def _everyday(groups: str, keys: Mapping[str, Postings], phrases: Mapping[str, Postings], stemmer: Stemmer) -> dict[str, str]:
    """What everyday words lead to: the keys of the field's words, by the stem of each; stems of one phrase are joined by hyphens.

    ``groups`` is ``field's words: everyday words; …``; of the field's words, the first count that an entry has or is called by.
    """

    def known(words: str) -> Iterator[str]:
        """The key of one word, and the phrase of several."""
        if (one := stemmer.stem(words.replace("-", ""))) in keys:
            yield one
        several = stemmer.key(words)
        if len(several) > 1 and f"={' '.join(several)}" in phrases:
            yield "-".join(several)

    found: dict[str, dict[str, None]] = defaultdict(dict)
    for group in filter(None, map(str.strip, fold(groups).split(";"))):
        meant, _, said = group.partition(":")
        targets = dict.fromkeys(itertools.islice((key for words in meant.split() for key in known(words)), _MEANT))
        for word in said.split():
            found["-".join(map(stemmer.stem, word.split("-")))].update(targets)
    return {word: " ".join(targets) for word, targets in sorted(found.items()) if targets}


def _most_frequent(endings: Mapping[str, list[str]]) -> list[str]:
    counts = Counter(ending for of_stem in endings.values() for ending in of_stem if len(ending) <= SHORT)
    return sorted(counts, key=lambda ending: (-counts[ending], ending))[:_ENDINGS]


def _phrases(found: Mapping[int, Counted]) -> dict[str, Postings]:
    """What whole phrases stand for, by their stems."""
    phrases: dict[str, Postings] = defaultdict(dict)
    for number, entry in found.items():
        for phrase, sure in entry.phrases.items():
            phrases[f"={phrase}"][number] = sure
    return phrases


def _inside(keys: dict[str, Postings], phrases: dict[str, Postings], key: str, begun: list[str]) -> str:
    """What a part says of a key and of the phrases that begin with it: key, how many entries hold it, which."""
    whole = len(keys[key]) + len(keys.get(f"+{key}", ()))
    items = [(key, [whole, coded(keys[key])]), *((phrase, [len(phrases[phrase]), coded(phrases[phrase])]) for phrase in begun)]
    return as_json(dict(items))[1:-1]
