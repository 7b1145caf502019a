"""The index of the search: a few scripts that a browser loads, since ``fetch`` does not work in a local folder.

A key is the stem of a word or has a prefix: ``#4`` for entries about entry 4,
``@layer:middleware`` for entries that pass a filter, ``=patch management`` for entries with this name, ``!back up`` for those that
general words mean. Weights follow BM25F
(Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009).

A row is a key with its postings, an everyday word with the keys that it leads to, or a word that is much longer than its key, to be
compared with a misspelt one. A row of several words is stored with its rare word.

The name of a script holds a digest of its content. The index names the others, and ``edition.js``, the one file with a constant name,
names the index: a script in a browser's cache is valid in any edition that names it.

The index holds the lexicon of frequent words; a part of the others is loaded for a question with a rare word. The entries hold what is
displayed, and who does what in the tasks of each service; they are in the file of the index, or in parts if they are too long.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple, TypeAlias, TypeVar

from service_catalogue import views
from service_catalogue.model.kinds import Duty
from service_catalogue.model.service import Service
from service_catalogue.model.shared import Letter
from service_catalogue.search.answers import FACTS, answers, letter_codes
from service_catalogue.search.entries import KINDS, Entry, Prose, SharedList, entries_in, entries_of_all
from service_catalogue.search.general_words import kinds, subjects
from service_catalogue.search.stems import LINKS, Stemmer, compound_parts, every_word, fold
from service_catalogue.store import Store, digest_of_program
from service_catalogue.views.edition import Edition, Untranslated
from service_catalogue.views.service import topics_of
from service_catalogue.views.status import not_in_force

#: The fields of an entry that are indexed, the strongest match first.
FIELDS = ("names", "also", "sought", "text", "context")
#: Fields in which weak words count: texts are full of them.
_NAMING = ("names", "also", "sought")
#: Prefixes of the keys of a name, as stems, and of general words, as they are written.
PHRASE, WRITTEN = "=", "!"
#: The weight of a whole phrase by its field, of 63.
_PHRASES = {"names": 63, "also": 56, "sought": 22}
_WRITTEN = {"names": 63, "also": 56, "sought": 50, "general": 54, "weak": 13}
_SHORTENED = 54
#: The kinds of entries that questions name.
_RESOLVED = ("service", "party", "task", "layer", "term")
#: Maximum number of characters of a section of prose that are loaded for display; all of it is indexed. What the catalogue says is
#: shown whole, since a condition goes with its claim.
_MOST_SHOWN = 240
_PROSE = "section"


class CountedEntry(NamedTuple):
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
    group: SharedList | None = None
    where: str = ""
    #: True if the language lacks a text that is shown of it.
    is_untranslated: bool = False

    @classmethod
    def from_json(cls, values: Sequence[Any]) -> CountedEntry:
        """Return an entry from its values in JSON."""
        entry = cls(*values)
        return entry._replace(group=SharedList(*entry.group)) if entry.group else entry


def counted(entry: Entry, stemmer: Stemmer) -> CountedEntry:
    """Return ``entry`` with its words counted."""
    shown = entry.shown or entry.text
    if entry.kind == _PROSE and len(shown) > _MOST_SHOWN:
        shown = shown[:_MOST_SHOWN].rpartition(" ")[0] + " …"
    return CountedEntry(
        *(entry.kind, entry.name, entry.title, shown, entry.address, entry.about, entry.facets),
        counts=tuple(dict(Counter(_stems(entry, field, stemmer))) for field in FIELDS),
        phrases=_phrases(entry, stemmer), group=entry.group, where=entry.where,
        is_untranslated=any(isinstance(words, Untranslated) for words in (entry.title, entry.text, *entry.names)),
    )  # fmt: skip


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
                words = every_word(text)
                # A form of one word of a name is found by its stem.
                if len(words) > 1 or found.get(PHRASE + " ".join(stemmer.key(text)), 0) < _WRITTEN[field]:
                    written = WRITTEN + " ".join(words)
                    found[written] = max(found.get(written, 0), _WRITTEN[field])
    return found


#: A kind, and the service of its entries; empty for those of none.
Share = tuple[str, str]


def placed(counts: Mapping[Share, int]) -> tuple[dict[Share, Iterator[int]], dict[str, int]]:
    """Return the numbers of the entries of each share, by their ``counts``, and the number of entries of each kind."""
    numbers: dict[Share, Iterator[int]] = {}
    ranges = dict.fromkeys(KINDS, 0)
    for share in sorted(counts, key=lambda share: KINDS.index(share[0])):
        numbers[share] = itertools.count(sum(ranges.values()))
        ranges[share[0]] += counts[share]
    return numbers, ranges


def numbered(entries: Iterable[CountedEntry], service: str, numbers: Mapping[Share, Iterator[int]]) -> dict[int, CountedEntry]:
    """Return the ``entries`` of a service by number, in that order."""
    return dict(sorted((next(numbers[entry.kind, service]), entry) for entry in entries))


_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
MOST = len(_DIGITS) - 1
#: Steps of weights: more say little, and cannot be compressed.
_STEP = 3

#: Postings of a key: for each entry one number, of the number of the entry and a weight from 1 to 63.
Postings: TypeAlias = "array[int]"

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def as_json(value: object) -> str:
    """Return ``value`` as JSON that is safe in a script."""
    return _ENCODER.encode(value).replace("<", "\\u003c").replace("\u2028", "\\u2028")


def postings(each: Iterable[int] = ()) -> Postings:
    return array("I", each)


def posting(number: int, much: float) -> int:
    """Return the posting of the entry with this ``number``, with a weight up to 1, in steps."""
    return number << 6 | max(1, min(MOST, _STEP * round(MOST * much / _STEP)))


def much_of(posting: int) -> int:
    """Return the weight of a posting."""
    return posting & MOST


def coded(of_key: Postings) -> tuple[str, str]:
    """Return postings as two texts: the distance of each entry from the one before, in digits of five bits, and the weights.

    They compress better apart.
    """
    each = sorted(of_key)
    numbers = [0, *(one >> 6 for one in each)]
    distances = (_digits_of(number - before) for before, number in itertools.pairwise(numbers))
    return "".join(distances), "".join(_DIGITS[much_of(one)] for one in each)


def _digits_of(distance: int) -> str:
    """Return digits of five bits, the lowest first; all but the last have the sixth bit."""
    return _DIGITS[distance] if distance < 32 else _DIGITS[32 + distance % 32] + _digits_of(distance // 32)


def front_coded(keys: Iterable[str]) -> str:
    """Return sorted keys as text: of each the number of letters shared with the key before, and the rest of the key."""
    lines = []
    before = ""
    for key in keys:
        shared = next(width for width in range(min(len(before), MOST), -1, -1) if key.startswith(before[:width]))
        lines.append(_DIGITS[shared] + key[shared:])
        before = key
    return "/".join(lines)


#: Number of characters up to which texts are in one script, and that of a part of longer ones.
_WHOLE = 120_000
_PART = 16_000
_Name = TypeVar("_Name")


def in_parts(sizes: Mapping[_Name, int], whole: int = _WHOLE, part: int = _PART) -> list[list[_Name]]:
    """Return the names of texts in their order, by part: all in one if the ``sizes`` are not more than ``whole`` together."""
    most = whole if sum(sizes.values()) <= whole else part
    parts: list[list[_Name]] = []
    room = 0
    for name, size in sizes.items():
        if not parts or size > room:
            parts.append([])
            room = most
        parts[-1].append(name)
        room -= size
    return parts


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
_NAMING_FIELDS = 2
#: The weight of the first part of a compound, and of the last, which many compounds share: *styring*.
_PARTS = (0.5, 0.25)
#: The least weight of the stem of a name.
_NAMES = 44


class Weighing:
    """Corpus statistics for term weighting: the lengths of fields, and the words that there are."""

    def __init__(self) -> None:
        self._lengths: list[list[int]] = [[] for _ in FIELDS]
        self._known: set[str] = set()
        self._naming: set[str] = set()

    def add(self, entry: CountedEntry) -> None:
        for lengths, count in zip(self._lengths, entry.counts, strict=True):
            lengths += [sum(count.values())] if count else []
        self._known.update(*entry.counts)
        self._naming.update(*entry.counts[:_NAMING_FIELDS])

    @property
    def means(self) -> list[float]:
        """The mean length of each field, over the entries that have it."""
        return [*map(_mean, self._lengths)]

    def parts(self, stemmer: Stemmer, links: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return the stems of the parts of each compound that names an entry; ``links`` may join the parts."""
        found = ((stem, compound_parts(stem, stemmer.stem, links, self._known)) for stem in sorted(self._naming))
        return {stem: parts for stem, parts in found if parts}


def add_keys(
    keys: defaultdict[str, Postings],
    found: Mapping[int, CountedEntry],
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
                if place < _NAMING_FIELDS:
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


def _mean(lengths: Sequence[int]) -> float:
    """Return the mean length in steps of about a tenth, so that an additional entry does not change all weights."""
    return 2 ** (round(8 * math.log2(sum(lengths) / len(lengths))) / 8) if lengths else 1


def endings_of(words: Iterable[str], stemmer: Stemmer) -> dict[str, str]:
    """Return the ending of each of ``words`` that is longer than its stem: ``ational`` of *operational*."""
    stems = ((word, stemmer.stem(word)) for word in sorted(words))
    return {word: word[len(stem) :] for word, stem in stems if word != stem and word.startswith(stem)}


def most_frequent(endings: Mapping[str, str]) -> list[str]:
    """Return the short endings that a browser tries to remove from a word."""
    counts = Counter(ending for ending in endings.values() if len(ending) <= _SHORT)
    return sorted(counts, key=lambda ending: (-counts[ending], ending))[:_ENDINGS]


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


#: Number of characters of a part of the rows of rare words.
_PART_OF_LEXICON = 3_000
#: Letters of a word that decide in which part it is.
_BEGINNING = 2
#: Prefixes of the rows of everyday words and of long ones.
_EVERYDAY, _FORM = "~", "+"
#: The numbers of the entries of a key, and their weights.
_Row: TypeAlias = tuple[str, str]


def lexicon(
    keys: Mapping[str, Postings], everyday: Mapping[str, str], forms: Iterable[str], naming: Iterable[str], stemmer: Stemmer
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the rows of frequent words, which are weak ones and names in matrices, then the beginning and the rows of each other part."""
    frequent = {*naming, *map(stemmer.stem, stemmer.weak)}
    by_rare: defaultdict[str, dict[str, _Row]] = defaultdict(dict, {"": {}})

    def put(key: str, words: Iterable[str], row: _Row = ("", "")) -> None:
        """Put a row by its first word that is not frequent: a misspelt word is in the part of the right one."""
        by_rare[next((word for word in words if word not in frequent), "")[:_BEGINNING]][key] = row

    for key, held in keys.items():
        words = key.split() if key[0].isalnum() else key[1:].split() if key[0] in (PHRASE, WRITTEN) else ()
        put(key, map(stemmer.stem, words) if key.startswith(WRITTEN) else words, coded(held))
    for word, meant in everyday.items():
        put(f"{_EVERYDAY}{word} {meant}", map(stemmer.stem, filter(str.isalpha, word.split("-"))))
    for form in forms:
        put(f"{_FORM}{form}", [form])
    yield "", _table([by_rare.pop("")])
    sizes = {beginning: sum(len("".join((key, *row))) for key, row in of.items()) for beginning, of in sorted(by_rare.items())}
    for part in in_parts(sizes, 0, _PART_OF_LEXICON):
        yield part[0], _table(map(by_rare.__getitem__, part))


def _table(groups: Iterable[Mapping[str, _Row]]) -> dict[str, str]:
    rows = dict(sorted(row for group in groups for row in group.items()))
    numbers, weights = zip(*rows.values(), strict=True) if rows else ((), ())
    return {"keys": front_coded(rows), "postings": "/".join(numbers), "weights": "".join(weights)}


class Groups:
    """Groups of entries, in the order of their first entry."""

    def __init__(self) -> None:
        self._first: dict[str, CountedEntry] = {}
        self._facets: dict[str, list[Sequence[str]]] = {}

    def add(self, entry: CountedEntry, group: SharedList) -> None:
        """Add an entry that is in ``group``."""
        self._first.setdefault(group.name, entry)
        self._facets.setdefault(group.name, []).append(entry.facets)

    @property
    def first(self) -> Collection[CountedEntry]:
        """The first entry of each group; the others have the same words, so only the first is indexed."""
        return self._first.values()

    def wholes(self, edition: Edition) -> Iterator[CountedEntry]:
        """Yield an entry for each group of several entries: the first one, with the facets of all."""
        for name, first in self._first.items():
            facets = self._facets[name]
            if first.group and len(facets) > 1:
                shown = edition.words("search.in-services", count=len(facets))
                yield first._replace(**first.group._asdict(), shown=shown, facets=sorted({*itertools.chain(*facets)}), group=None)

    def arranged(self, entries: Iterable[CountedEntry]) -> Iterator[CountedEntry]:
        """Yield the ``entries`` of a service, those in groups last, by group, and without words if the group has several."""
        inner: dict[str, list[CountedEntry]] = {}
        for entry in entries:
            if entry.group:
                inner.setdefault(entry.group.name, []).append(entry)
            else:
                yield entry
        for name in filter(inner.__contains__, self._first):
            yield from map(_member, inner[name]) if len(self._facets[name]) > 1 else inner[name]


def _member(entry: CountedEntry) -> CountedEntry:
    facets = [facet for facet in entry.facets if facet.startswith("service:")]
    return entry._replace(about=(), facets=facets, counts=[{}] * len(FIELDS), phrases={})


class Corpus:
    """Entries of an index.

    The entries of services are read from the store twice, for the statistics and by :meth:`in_service`, so that memory does not
    hold those of hundreds of services.
    """

    def __init__(self, edition: Edition, prose: Prose, stemmer: Stemmer, store: Store) -> None:
        self._edition = edition
        self._stemmer = stemmer
        self._store = store
        self._groups = Groups()
        self.words: set[str] = set()
        #: The number of entries of each share.
        self.counts: Counter[Share] = Counter()
        self.weighing = Weighing()
        for service in edition.catalogue.services:
            for entry in self._add(service.id, *counted_in(edition, service, stemmer, store)):
                if entry.group:
                    self._groups.add(entry, entry.group)
                else:
                    self.weighing.add(entry)
        for entry in self._groups.first:
            self.weighing.add(entry)
        #: The entries that belong to no service.
        self.shared = [*self._add("", self._groups.wholes(edition), ())]
        for entries, words in _counted_of_all(edition, prose, stemmer, store):
            for entry in self._add("", entries, words):
                self.shared.append(entry)
                self.weighing.add(entry)

    def in_service(self, service: Service) -> Iterator[CountedEntry]:
        """Yield the entries of ``service``, arranged by groups."""
        entries, _ = counted_in(self._edition, service, self._stemmer, self._store)
        return self._groups.arranged(entries)

    def _add(self, service: str, entries: Iterable[CountedEntry], words: Iterable[str]) -> Iterator[CountedEntry]:
        self.words.update(words)
        for entry in entries:
            self.counts[entry.kind, service] += 1
            yield entry


def counted_in(edition: Edition, service: Service, stemmer: Stemmer, store: Store) -> tuple[list[CountedEntry], list[str]]:
    """Return the entries of ``service`` and every word in them, stored by the inputs of the service."""
    return _counted(
        f"search/services/{service.id}", inputs_of(edition, service), lambda: [*entries_in(edition, service)], stemmer, store
    )


def inputs_of(edition: Edition, service: Service) -> str:
    """Return the key of stored entries of ``service``."""
    return f"{digest_of_program()} {edition.language} {edition.catalogue.inputs.get(service.id)}"


def _counted_of_all(
    edition: Edition, prose: Prose, stemmer: Stemmer, store: Store
) -> Iterator[tuple[list[CountedEntry], list[str]]]:
    """Yield the entries that belong to no service, with their words: by kind, and prose by document."""
    inner: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries_of_all(edition, prose):
        # Each document has an entry of the store, since an edit of the data changes few of them.
        document = entry.address.partition(".html")[0].replace("/", ".")  # no folder may be named like an entry
        inner[f"{entry.kind}/{document}" if entry.kind == _PROSE else entry.kind].append(entry)
    for name, entries in inner.items():
        key = f"{digest_of_program()} {edition.language} {views.digest((sorted(stemmer.weak), entries))}"
        yield _counted(f"search/all/{name}", key, entries.copy, stemmer, store)


def _counted(
    name: str, key: str, find: Callable[[], list[Entry]], stemmer: Stemmer, store: Store
) -> tuple[list[CountedEntry], list[str]]:
    def make() -> tuple[list[CountedEntry], list[str]]:
        entries = find()
        return [counted(entry, stemmer) for entry in entries], words_in(entries, stemmer)

    entries, words = store.compute(name, key, make)
    return [CountedEntry.from_json(values) for values in entries], words


def stemmer_of(edition: Edition) -> Stemmer:
    return Stemmer(edition.language, edition.words.own("search.weak-words").split())


#: The kinds of scripts whose names hold a digest.
_KINDS = ("index", "rare", "entries")
#: Characters of the digest of a script.
DIGEST = 10
#: Words that indicate the kind of answer to a question, and those of a question that mean little.
_TELLING = ("asking", "deciding", "timing", "paying", "defining", "owning")
#: Lists of words of questions.
_LISTS = {"general": "general-words", "particles": "particles", "relating": "relating-endings"}
#: The sentences that answer, with the names of what they are filled with.
_SENTENCES = {
    "place": ("task", "place"), "in": ("services", "sentence"), "yes": (), "no": (), "unknown": ("code",), "gone": ("task", "service"),
    "unmentioned": ("services", "topic"), "differs": ("first", "second", "tasks"), "same": ("first", "second"), "noted": (),
    "silent": (),
}  # fmt: skip

#: Kinds of names to which entries of a service refer.
_NAMED = ("layer:", "party:", "task:", "term:")


def write(folder: Path, edition: Edition, prose: Prose, program: str, store: Store) -> None:
    """Write the index into ``folder``: only files that differ; parts of another index are removed.

    ``program`` is a digest of the scripts that read it. ``store`` caches the entries of each service.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names: set[str] = set()
    for name, text in scripts(edition, prose, program, store):  # those of hundreds of services together take much memory
        names.add(name)
        path, content = folder / name, text.encode()
        if not (path.is_file() and path.read_bytes() == content):
            path.write_bytes(content)
    for path in folder.iterdir():
        if is_part(path.name) and path.name not in names:
            path.unlink()


def is_part(name: str) -> bool:
    """Return true if a file of this name is a part of an index, whose name holds a digest of its content."""
    return name.endswith(".js") and name.count(".") == 2 and name.split(".")[0] in _KINDS


def scripts(edition: Edition, prose: Prose, program: str, store: Store) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each script; the one that names the others comes last."""
    with TemporaryFile() as file:  # what is displayed of entries is larger than all else together
        yield from _scripts(_Merged(edition, prose, store, file), program)


def _scripts(merged: _Merged, program: str) -> Iterator[tuple[str, str]]:
    (_, frequent), *rare = lexicon(merged.keys, merged.everyday, merged.forms, merged.naming, merged.stemmer)
    parts = in_parts({number: merged.shown[number][0] for number in range(len(merged.shown))})
    listed: dict[str, list[tuple[object, str]]] = {"rare": [], "entries": []}
    whole = ""
    tables = (("rare", beginning, as_json(table)) for beginning, table in rare)
    entries = (("entries", part[0], f"[{','.join(map(merged.text, part))}]") for part in parts)
    for kind, first, text in itertools.chain(tables, entries):
        name, script = _script(kind, text)
        listed[kind].append((first, name))
        if kind == "entries" and len(parts) == 1:
            whole = script  # every answer needs entries: in the file of the index, they save a request
        else:
            yield f"{name}.js", script
    name, script = _script("index", as_json(merged.questions | frequent | listed))
    yield f"{name}.js", script + whole
    yield "edition.js", f'catalogueSearch.put("edition",{as_json({"index": name, "program": program})});\n'


def _script(kind: str, text: str) -> tuple[str, str]:
    """Return the name of a script, with a digest of its content, and the script."""
    name = f"{kind}.{hashlib.sha256(text.encode()).hexdigest()[:DIGEST]}"
    return name, f'catalogueSearch.put("{name}",{text});\n'


def _questions(edition: Edition, stemmer: Stemmer, numbers: Mapping[str, int]) -> dict[str, Any]:
    """Return the words by which questions are parsed; ``numbers`` has the number of each entry by name."""
    words = edition.words
    return {
        "stemmer": edition.language,
        "and": words("and"),
        "weak": sorted(stemmer.weak),
        **{kind: sorted(set(map(stemmer.stem, fold(words.own(f"search.{kind}-words")).split()))) for kind in _TELLING},
        "letters": sorted(
            {stemmer.stem(word) for letter in _letters(edition) for word in stemmer.words(edition.plain(letter.word))}
        ),
        "codes": {fold(letter.letter): numbers[f"term:{letter.term}"] for letter in _letters(edition) if letter.term},
        "openings": [fold(opening) for opening in words.own("search.defining-openings").split(", ") if opening],
        **{kind: fold(words.own(f"search.{name}")).split() for kind, name in _LISTS.items()},
        "asked": _asked(edition),
        "terms": {code: letter.term for code, letter in letter_codes(edition).values() if letter.term},
        "signs": {code: letter.letter for code, letter in letter_codes(edition).values()},
        "codesOfServices": [fold(service.code) for service in edition.catalogue.services],
    }


class _Merged:
    """Keys, entries and answers of the whole index; ``file`` is empty, and takes what is displayed."""

    def __init__(self, edition: Edition, prose: Prose, store: Store, file: IO[bytes]) -> None:
        self.stemmer = stemmer = stemmer_of(edition)
        corpus = Corpus(edition, prose, stemmer, store)
        places, ranges = placed(corpus.counts)
        self._size = corpus.counts.total()
        self._weighing = corpus.weighing.means, corpus.weighing.parts(stemmer, LINKS.get(edition.language, ()))
        self.keys: defaultdict[str, Postings] = defaultdict(postings)
        #: The words in the names and forms of what a cell has.
        self.naming: set[str] = set()
        #: Of what is displayed of each entry, and behind them of the answers of each service, as JSON: the number of characters, and
        #: the start and the end in the file.
        self.shown: dict[int, tuple[int, int, int]] = {}
        self._untranslated: list[int] = []
        self._file, self._end = file, 0
        shared = numbered(corpus.shared, "", places)
        #: The number of every entry that belongs to no service and has a name.
        self.numbers = _numbers(shared)
        self._current = frozenset(
            self.numbers[f"service:{service.id}"] for service in edition.catalogue.services if not not_in_force(edition, service)
        )
        self._add(shared, self.numbers)
        named = {name: number for name, number in self.numbers.items() if name.startswith(_NAMED)}
        for service in edition.catalogue.services:
            found = numbered(corpus.in_service(service), service.id, places)
            own = named | _numbers(found)
            self._add(found, own)
            self._add_answers(edition, service, found, own, store)
        endings = endings_of(corpus.words, stemmer)
        words = {word for key in self.keys if key.startswith(PHRASE) for word in key.removeprefix(PHRASE).split()}
        #: Words that are much longer than their stems, which are in names.
        self.forms = [word for word, ending in endings.items() if len(ending) > _SHORT and stemmer.stem(word) in words]
        self.everyday = everyday_words(edition.words.own("search.everyday-words"), self.keys, stemmer)
        #: What questions are read with.
        self.questions = _questions(edition, stemmer, self.numbers) | {
            "endings": most_frequent(endings), "ranges": ranges, "current": sorted(self._current),
        }  # fmt: skip
        if self._untranslated:
            catalogue = edition.catalogue
            self.questions["untranslated"] = catalogue.identity.authoritative, edition.prevailing, self._untranslated

    def _add(self, found: Mapping[int, CountedEntry], numbers: Mapping[str, int]) -> None:
        add_keys(self.keys, found, numbers, *self._weighing)
        for number, entry in found.items():
            self._show(number, as_json(_shown(entry, numbers, self._current)))
            self._untranslated += [number] if entry.is_untranslated else []
            if f"{entry.kind}:" in _NAMED[:3]:
                self.naming.update(*entry.counts[:2])

    def _add_answers(
        self, edition: Edition, service: Service, found: Mapping[int, CountedEntry], numbers: Mapping[str, int], store: Store
    ) -> None:
        # The service's own entry for each group of several services, or for its own alone.
        lists = {self.numbers.get(entry.group.name, number): number for number, entry in found.items() if entry.group}
        key = f"{inputs_of(edition, service)} {views.digest((numbers, lists))}"
        self._show(
            self._size + self.numbers[f"service:{service.id}"],
            store.compute(f"search/answers/{service.id}", key, lambda: as_json([*answers(edition, service, numbers), lists])),
        )

    def _show(self, number: int, text: str) -> None:
        content = text.encode()
        self.shown[number] = len(text), self._end, self._end + len(content)
        self._end += self._file.write(content)

    def text(self, number: int) -> str:
        """Return the displayed text of the entry with this ``number``."""
        _, start, end = self.shown[number]
        self._file.seek(start)
        return self._file.read(end - start).decode()


def _numbers(found: Mapping[int, CountedEntry]) -> dict[str, int]:
    return {entry.name: number for number, entry in found.items() if entry.name}


def _shown(entry: CountedEntry, numbers: Mapping[str, int], current: Collection[int]) -> list[object]:
    """Return the displayed fields of an entry, for a task with a service that has it and all of the ``current`` ones that do."""
    shown: list[object] = [entry.title, entry.shown, entry.address]
    if entry.kind == "task" and (services := [numbers[facet] for facet in entry.facets if facet.startswith("service:")]):
        in_force = [service for service in services if service in current]
        return [*shown, (in_force or services)[0], in_force]
    return [*shown, entry.where] if entry.where else shown


def _asked(edition: Edition) -> dict[str, object]:
    """Return the tables for resolving a question: general words, letters, places that are no layers, subjects, and sentences."""
    words, general = edition.words, kinds(edition.words)
    letters = dict(letter_codes(edition).values())
    duties = {duty.value: "".join(code for code, letter in letters.items() if letter.duty is duty) for duty in Duty}
    values = [value for axis in edition.catalogue.axes for value in axis.values]
    read = {kind: listed for kind, listed in general.items() if kind not in duties or kind == Duty.ANSWERS_FOR.value}
    return read | {
        "phrases": _phrases_of_letters(edition, letters, general),
        "duties": duties,
        "nobody": {
            code: words("answer.nobody", verb=edition.plain(letter.verb)) for code, letter in letters.items() if letter.verb
        },
        "predicates": {code: edition.plain(letter.predicate) for code, letter in letters.items() if letter.predicate},
        "compounds": LINKS.get(edition.language, ()),
        "values": {fold(edition.plain(value.name)): value.id for value in values},
        "name": edition.plain(edition.catalogue.identity.name),
        "facts": FACTS,
        "subjects": _subjects(edition),
        "says": {key: words(f"answer.{key}", **{name: f"{{{name}}}" for name in names}) for key, names in _SENTENCES.items()},
    }


def _phrases_of_letters(edition: Edition, letters: Mapping[str, Letter], general: Mapping[str, list[str]]) -> dict[str, str]:
    """Return the codes of the ``letters`` that each phrase means: their own words, and the general ones for their duties."""
    phrases: defaultdict[str, str] = defaultdict(str)
    for code, letter in letters.items():
        named = [edition.plain(text) for text in (letter.word, letter.predicate, letter.verb) if text]
        trimmed = (" ".join(word for word in fold(name).split() if word not in general["grammar"]) for name in named)
        for phrase in dict.fromkeys(filter(None, [*trimmed, *(general.get(letter.duty.value, ()) if letter.duty else ())])):
            phrases[phrase] += code
    return phrases


def _subjects(edition: Edition) -> list[tuple[str, str, list[str]]]:
    """Return the subjects of questions: id, name, and words for them; of those that need a reader, the recorded ones alone."""
    general = subjects(edition.words)
    found: dict[str, tuple[str, list[str]]] = {}
    for service in edition.catalogue.services:
        for topic in topics_of(edition.catalogue, service):
            own = [*map(fold, topic.words.get(edition.language, ()))]
            asked = general[topic.id].asked if topic.id in general else ()
            found[topic.id] = edition.plain(topic.name), [*dict.fromkeys([*own, *asked])]
    for id, subject in general.items():
        if subject.marks or id in FACTS:
            found.setdefault(id, (subject.name, [*subject.asked]))
    return [(id, name, asked) for id, (name, asked) in found.items()]


def _letters(edition: Edition) -> Iterator[Letter]:
    return (letter for scheme in edition.catalogue.schemes for letter in scheme.letters)
