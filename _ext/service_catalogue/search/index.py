"""The index of the search: scripts that a browser loads in small parts, since ``fetch`` does not work in a local folder.

The name of a part holds a digest of its content. The index names the parts, and ``edition.js``, the one file with a constant name,
names the index: a part in a browser's cache is valid in any edition that names it.

A part of the keys holds keys with their postings, and the phrases that begin with each. A part of the entries holds their displayed
fields. A part of the answers holds who does what in the tasks of a service, and its own entry for each result of several services.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from service_catalogue import views
from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Letter
from service_catalogue.search.answers import answers
from service_catalogue.search.corpus import Corpus, inputs_of, stemmer_of
from service_catalogue.search.encoding import (
    PART_KINDS,
    Item,
    Postings,
    as_json,
    coded,
    front_coded,
    in_parts,
    postings,
    times_as_large,
)
from service_catalogue.search.entries import Passage
from service_catalogue.search.numbering import numbered, placed
from service_catalogue.search.postings import PHRASE, REST, add_keys, divided, endings_of, everyday_words, most_frequent
from service_catalogue.search.service_entries import OTHERS
from service_catalogue.search.word_counts import Counted
from service_catalogue.search.words import LINKS, Stemmer, fold
from service_catalogue.store import Store
from service_catalogue.views.edition import Edition
from service_catalogue.views.service_facts import topics_of

#: Keys with at least so many postings come first in the parts: a new service has most of these and few of the others, so that
#: most parts do not change.
_MANY = 32
#: Characters of the digest of a part.
DIGEST = 10
#: Words that indicate the kind of answer to a question, and those of a question that mean little.
_TELLING = ("asking", "deciding", "timing", "paying", "defining", "general")

#: Kinds of names to which entries of a service refer.
_NAMED = ("layer:", "party:", "task:", "term:")


def write(
    folder: Path, edition: Edition, prose: Mapping[str, Iterable[Passage]], program: str, store: Store | None = None
) -> None:
    """Write the index into ``folder``: only files that differ; parts of another index are removed.

    ``program`` is a digest of the scripts that read it. ``store`` caches the entries of each service.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = set()
    for name, text in scripts(edition, prose, program, store):
        path, content = folder / name, text.encode()
        if not (path.is_file() and path.read_bytes() == content):
            path.write_bytes(content)
        names.add(name)
    for path in folder.iterdir():
        if is_part(path.name) and path.name not in names:
            path.unlink()


def is_part(name: str) -> bool:
    """Return true if a file of this name is a part of an index, whose name holds a digest of its content."""
    return name.endswith(".js") and name.count(".") == 2 and name.split(".")[0] in ("index", *PART_KINDS)


def files(
    edition: Edition, prose: Mapping[str, Iterable[Passage]], program: str = "", store: Store | None = None
) -> dict[str, str]:
    """Return the scripts of the index by their names."""
    return dict(scripts(edition, prose, program, store))


def scripts(
    edition: Edition, prose: Mapping[str, Iterable[Passage]], program: str, store: Store | None
) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each script; the one that names the others comes last."""
    with TemporaryDirectory() as folder:
        yield from _scripts(edition, prose, program, store or Store(Path(folder)))


def _scripts(edition: Edition, prose: Mapping[str, Iterable[Passage]], program: str, store: Store) -> Iterator[tuple[str, str]]:
    words = edition.words
    stemmer = stemmer_of(edition)
    corpus = Corpus(edition, prose, stemmer, store)
    starts, ranges = placed(corpus.pages)
    entries = corpus.pages.total()
    merged = _Merged(edition, corpus, starts, stemmer, store)
    keys, numbers = divided(merged.keys), merged.numbers
    endings = endings_of(corpus.words, stemmer)
    vocabulary = sorted(key for key in keys if not key.startswith(PHRASE))
    frequent = [key for key in vocabulary if len(keys[key]) >= _MANY]
    index: dict[str, object] = {
        "stemmer": edition.language,
        "weak": sorted(stemmer.weak),
        **{kind: sorted(set(map(stemmer.stem, fold(words.own(f"search.{kind}-words")).split()))) for kind in _TELLING},
        "letters": sorted({stemmer.stem(word) for word in _letter_words(edition, stemmer)}),
        "codes": {fold(letter.letter): numbers[f"term:{letter.term}"] for letter in _letters(edition) if letter.term},
        "others": {word: marker for key, marker in OTHERS.items() for word in fold(words.own(f"search.{key}-words")).split()},
        "openings": [fold(opening) for opening in words.own("search.defining-openings").split(", ") if opening],
        "particles": fold(words.own("search.particles")).split(),
        "relating": fold(words.own("search.relating-endings")).split(),
        "everyday": everyday_words(words.own("search.everyday-words"), keys, stemmer),
        "topics": merged.topics,
        "size": entries,
        "ranges": ranges,
        "vocabulary": front_coded(vocabulary, endings),
        "frequent": frequent,
        "endings": most_frequent(endings),
    }
    digests: dict[str, str] = defaultdict(str)
    for kind, items in (
        ("keys", _key_items(keys, [*frequent, *(key for key in vocabulary if len(keys[key]) < _MANY)])),
        ("entries", sorted(merged.entries)),
        ("answers", sorted(merged.answers)),
    ):
        starts_of_parts: list[int] = []
        for first, text in in_parts(kind, items, times_as_large(kind, entries)):
            name = _name_of(kind, text)
            starts_of_parts.append(first)
            digests[kind] += name.rpartition(".")[2]
            yield f"{name}.js", _put(name, text)
        index[kind] = starts_of_parts
    text = as_json({**index, "digests": digests})
    name = _name_of("index", text)
    yield f"{name}.js", _put(name, text)
    yield "edition.js", _put("edition", as_json({"index": name, "program": program}))


class _Merged:
    """Keys, entries and answers of the whole index."""

    def __init__(
        self, edition: Edition, corpus: Corpus, starts: Mapping[tuple[str, str], int], stemmer: Stemmer, store: Store
    ) -> None:
        self._weighing = corpus.weighing.means, corpus.weighing.parts(stemmer, LINKS.get(edition.language, ()))
        self.keys: defaultdict[str, Postings] = defaultdict(postings)
        self.entries: list[Item] = []
        self.answers: list[Item] = []
        shared = numbered(corpus.shared, starts)
        #: The number of every entry that belongs to no service and has a name.
        self.numbers = _numbers(shared)
        #: The folded words for each subject that a service says nothing about, and the number of its entry.
        self.topics: dict[str, int] = {}
        self._add(shared, self.numbers)
        named = {name: number for name, number in self.numbers.items() if name.startswith(_NAMED)}
        for service in edition.catalogue.services:
            found = numbered(corpus.in_service(service), starts)
            own = {**named, **_numbers(found)}
            lists = _members(found, self.numbers)
            for topic in topics_of(edition.catalogue, service):
                number = own[f"topic:{service.id}.{topic.id}"]
                whole = next((whole for whole, one in lists.items() if one == number), number)
                self.topics |= {fold(line): whole for line in topic.words.get(edition.language, ())}
            self._add(found, own)
            self._add_answers(edition, service, own, lists, store)

    def _add(self, found: Mapping[int, Counted], numbers: Mapping[str, int]) -> None:
        add_keys(self.keys, found, numbers, *self._weighing)
        for number, entry in found.items():
            self.entries.append((number, entry.address, f'"{number}":{as_json(_shown(entry, numbers))}'))

    def _add_answers(
        self, edition: Edition, service: Service, numbers: Mapping[str, int], lists: Mapping[int, int], store: Store
    ) -> None:
        def make() -> str:
            return as_json([*answers(edition, service, numbers), lists])

        number = self.numbers[f"service:{service.id}"]
        key = f"{inputs_of(edition, service)} {views.digest((numbers, lists))}"
        text = store.compute(f"search/answers/{service.id}", key, make)
        self.answers.append((number, service.id, f'"{number}":{text}'))


def _numbers(found: Mapping[int, Counted]) -> dict[str, int]:
    return {entry.name: number for number, entry in found.items() if entry.name}


def _members(found: Mapping[int, Counted], numbers: Mapping[str, int]) -> dict[int, int]:
    """Return the service's own entry for each group of several services, or for its own alone."""
    return {numbers.get(entry.group.name, number): number for number, entry in found.items() if entry.group}


def _shown(entry: Counted, numbers: Mapping[str, int]) -> list[object]:
    """Return the displayed fields of an entry, for a task with the first service that has it and the number of services."""
    shown: list[object] = [entry.title, entry.shown, entry.address]
    if entry.kind == "task" and (services := [numbers[facet] for facet in entry.facets if facet.startswith("service:")]):
        return [*shown, services[0], len(services)]
    return [*shown, entry.where] if entry.where else shown


def _key_items(keys: Mapping[str, Postings], order: Iterable[str]) -> Iterator[Item]:
    """Yield each key with the phrases that begin with it: the number of entries, and the postings."""
    phrases: dict[str, list[str]] = defaultdict(list)
    for phrase in sorted(key for key in keys if key.startswith(PHRASE)):
        phrases[phrase.removeprefix(PHRASE).partition(" ")[0]].append(phrase)
    for number, key in enumerate(order):
        inner = (key, *phrases.get(key, ()))
        counts = (len(keys[each]) + len(keys.get(f"{REST}{each}", ())) for each in inner)
        yield number, key, as_json({each: [count, coded(keys[each])] for each, count in zip(inner, counts, strict=True)})[1:-1]


def _name_of(kind: str, text: str) -> str:
    """Return the name of a part, which holds a digest of its content."""
    return f"{kind}.{hashlib.sha256(text.encode()).hexdigest()[:DIGEST]}"


def _put(name: str, text: str) -> str:
    return f'catalogueSearch.put("{name}",{text});\n'


def _letter_words(edition: Edition, stemmer: Stemmer) -> Iterator[str]:
    """Yield the words for the letters of the matrices."""
    for letter in _letters(edition):
        yield from stemmer.words(edition.plain(letter.word))


def _letters(edition: Edition) -> Iterator[Letter]:
    return (letter for scheme in edition.catalogue.schemes for letter in scheme.letters)
