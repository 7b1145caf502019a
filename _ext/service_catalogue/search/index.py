"""The index of the search: a few scripts that a browser loads, since ``fetch`` does not work in a local folder.

The name of a script holds a digest of its content. The index names the others, and ``edition.js``, the one file with a constant name,
names the index: a script in a browser's cache is valid in any edition that names it.

The index holds the lexicon of frequent words; a part of the others is loaded for a question with a rare word. The entries hold what is
displayed, and who does what in the tasks of each service; they are in the file of the index, or in parts if they are too long.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

from service_catalogue import views
from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Letter
from service_catalogue.model.vocabulary import Duty
from service_catalogue.search.answers import FACTS, answers, letter_codes
from service_catalogue.search.corpus import Corpus, inputs_of, stemmer_of
from service_catalogue.search.encoding import Postings, as_json, in_parts, postings
from service_catalogue.search.entries import Prose
from service_catalogue.search.general import kinds, subjects
from service_catalogue.search.lexicon import lexicon
from service_catalogue.search.numbering import Share, numbered, placed
from service_catalogue.search.postings import add_keys, endings_of, everyday_words, long_forms, most_frequent
from service_catalogue.search.word_counts import PHRASE, Counted
from service_catalogue.search.words import LINKS, Stemmer, fold
from service_catalogue.store import Store
from service_catalogue.views.edition import Edition
from service_catalogue.views.service_facts import topics_of
from service_catalogue.views.status import not_in_force

#: The kinds of scripts whose names hold a digest.
_KINDS = ("index", "rare", "entries")
#: Characters of the digest of a script.
DIGEST = 10
#: Words that indicate the kind of answer to a question, and those of a question that mean little.
_TELLING = ("asking", "deciding", "timing", "paying", "defining", "owning")
#: The sentences that answer, with the names of what they are filled with.
_SENTENCES = {
    "place": ("task", "place"), "in": ("services", "sentence"), "yes": (), "no": (), "unknown": ("code",), "gone": ("task", "service"),
    "unmentioned": ("services", "topic"), "differs": ("first", "second", "tasks"), "same": ("first", "second"), "noted": (),
    "silent": (),
}  # fmt: skip

#: Kinds of names to which entries of a service refer.
_NAMED = ("layer:", "party:", "task:", "term:")


def write(folder: Path, edition: Edition, prose: Prose, program: str, store: Store | None = None) -> None:
    """Write the index into ``folder``: only files that differ; parts of another index are removed.

    ``program`` is a digest of the scripts that read it. ``store`` caches the entries of each service.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names: set[str] = set()

    def keep(name: str, text: str) -> None:
        """Write a script at once: those of hundreds of services together take much memory."""
        names.add(name)
        path, content = folder / name, text.encode()
        if not (path.is_file() and path.read_bytes() == content):
            path.write_bytes(content)

    _make(edition, prose, program, store, keep)
    for path in folder.iterdir():
        if is_part(path.name) and path.name not in names:
            path.unlink()


def is_part(name: str) -> bool:
    """Return true if a file of this name is a part of an index, whose name holds a digest of its content."""
    return name.endswith(".js") and name.count(".") == 2 and name.split(".")[0] in _KINDS


def files(edition: Edition, prose: Prose, program: str = "", store: Store | None = None) -> dict[str, str]:
    """Return the scripts of the index by their names; the one that names the others comes last."""
    scripts: dict[str, str] = {}
    _make(edition, prose, program, store, scripts.__setitem__)
    return scripts


def _make(edition: Edition, prose: Prose, program: str, store: Store | None, keep: Callable[[str, str], None]) -> None:
    """Give ``keep`` the name and the text of each script."""
    with TemporaryDirectory() as folder, TemporaryFile() as shown:
        _make_with(shown, edition, prose, program, store or Store(Path(folder)), keep)


def _make_with(
    file: IO[bytes], edition: Edition, prose: Prose, program: str, store: Store, keep: Callable[[str, str], None]
) -> None:
    """Do so; ``file`` is empty, and takes what is displayed of entries, which is larger than all else together."""
    words = edition.words
    stemmer = stemmer_of(edition)
    corpus = Corpus(edition, prose, stemmer, store)
    starts, ranges = placed(corpus.counts)
    merged = _Merged(edition, corpus, starts, stemmer, store, file)
    keys, numbers = merged.keys, merged.numbers
    endings = endings_of(corpus.words, stemmer)
    index: dict[str, Any] = {
        "stemmer": edition.language,
        "and": words("and"),
        "weak": sorted(stemmer.weak),
        **{kind: sorted(set(map(stemmer.stem, fold(words.own(f"search.{kind}-words")).split()))) for kind in _TELLING},
        "letters": sorted({stemmer.stem(word) for word in _letter_words(edition, stemmer)}),
        "codes": {fold(letter.letter): numbers[f"term:{letter.term}"] for letter in _letters(edition) if letter.term},
        "openings": [fold(opening) for opening in words.own("search.defining-openings").split(", ") if opening],
        "general": fold(words.own("search.general-words")).split(),
        "particles": fold(words.own("search.particles")).split(),
        "relating": fold(words.own("search.relating-endings")).split(),
        "endings": most_frequent(endings),
        "ranges": ranges,
        "asked": _asked(edition),
        "terms": {code: letter.term for code, letter in letter_codes(edition).values() if letter.term},
        "current": merged.current,
        "codesOfServices": [fold(service.code) for service in edition.catalogue.services],
    }

    def put(kind: str, text: str, beside: str = "") -> str:
        """Add a script, whose name holds a digest of its content; return the name. ``beside`` is in its file too."""
        name = _named(kind, text)
        keep(f"{name}.js", _put(name, text) + beside)
        return name

    everyday = everyday_words(words.own("search.everyday-words"), keys, stemmer)
    named = {word for key in keys if key.startswith(PHRASE) for word in key.removeprefix(PHRASE).split()}
    forms = (word for word in long_forms(endings) if stemmer.stem(word) in named)
    index |= lexicon(keys, everyday, forms, merged.naming, stemmer, put)
    parts = in_parts({number: merged.shown[number][0] for number in range(len(merged.shown))})
    texts = (f"[{','.join(map(merged.text, part))}]" for part in parts)
    whole = next(texts) if len(parts) == 1 else ""
    entries = [_named("entries", whole)] if whole else [put("entries", text) for text in texts]
    index["entries"] = [(part[0], name) for part, name in zip(parts, entries, strict=True)]
    # Every answer needs entries: those that are one script save a request in the file of the index.
    name = put("index", as_json(index), _put(entries[0], whole) if whole else "")
    keep("edition.js", _put("edition", as_json({"index": name, "program": program})))


class _Merged:
    """Keys, entries and answers of the whole index."""

    def __init__(
        self, edition: Edition, corpus: Corpus, starts: Mapping[Share, int], stemmer: Stemmer, store: Store, file: IO[bytes]
    ) -> None:
        self._size = corpus.counts.total()
        self._weighing = corpus.weighing.means, corpus.weighing.parts(stemmer, LINKS.get(edition.language, ()))
        self.keys: defaultdict[str, Postings] = defaultdict(postings)
        #: The words in the names and forms of what a cell has.
        self.naming: set[str] = set()
        #: Of what is displayed of each entry, and behind them of the answers of each service, as JSON: the number of characters, and
        #: the start and the end in the file.
        self.shown: dict[int, tuple[int, int, int]] = {}
        self._file, self._end = file, 0
        shared = numbered(corpus.shared, "", starts)
        #: The number of every entry that belongs to no service and has a name.
        self.numbers = _numbers(shared)
        #: The numbers of the services in force.
        self.current = [
            self.numbers[f"service:{service.id}"] for service in edition.catalogue.services if not not_in_force(edition, service)
        ]
        self._add(shared, self.numbers)
        named = {name: number for name, number in self.numbers.items() if name.startswith(_NAMED)}
        for service in edition.catalogue.services:
            found = numbered(corpus.in_service(service), service.id, starts)
            own = {**named, **_numbers(found)}
            lists = _members(found, self.numbers)
            self._add(found, own)
            self._add_answers(edition, service, own, lists, store)

    def _add(self, found: Mapping[int, Counted], numbers: Mapping[str, int]) -> None:
        add_keys(self.keys, found, numbers, *self._weighing)
        for number, entry in found.items():
            self._show(number, as_json(_shown(entry, numbers, self.current)))
            if f"{entry.kind}:" in _NAMED[:3]:
                self.naming.update(*entry.counts[:2])

    def _add_answers(
        self, edition: Edition, service: Service, numbers: Mapping[str, int], lists: Mapping[int, int], store: Store
    ) -> None:
        def make() -> str:
            return as_json([*answers(edition, service, numbers), lists])

        number = self.numbers[f"service:{service.id}"]
        key = f"{inputs_of(edition, service)} {views.digest((numbers, lists))}"
        self._show(self._size + number, store.compute(f"search/answers/{service.id}", key, make))

    def _show(self, number: int, text: str) -> None:
        content = text.encode()
        self.shown[number] = len(text), self._end, self._end + len(content)
        self._end += self._file.write(content)

    def text(self, number: int) -> str:
        """Return what is shown of the entry with this ``number``."""
        _, start, end = self.shown[number]
        self._file.seek(start)
        return self._file.read(end - start).decode()


def _numbers(found: Mapping[int, Counted]) -> dict[str, int]:
    return {entry.name: number for number, entry in found.items() if entry.name}


def _members(found: Mapping[int, Counted], numbers: Mapping[str, int]) -> dict[int, int]:
    """Return the service's own entry for each group of several services, or for its own alone."""
    return {numbers.get(entry.group.name, number): number for number, entry in found.items() if entry.group}


def _shown(entry: Counted, numbers: Mapping[str, int], current: Collection[int]) -> list[object]:
    """Return the displayed fields of an entry, for a task with a service that has it and all of the ``current`` ones that do."""
    shown: list[object] = [entry.title, entry.shown, entry.address]
    if entry.kind == "task" and (services := [numbers[facet] for facet in entry.facets if facet.startswith("service:")]):
        in_force = [service for service in services if service in current]
        return [*shown, (in_force or services)[0], in_force]
    return [*shown, entry.where] if entry.where else shown


def _named(kind: str, text: str) -> str:
    """Return the name of a script, with a digest of its content."""
    return f"{kind}.{hashlib.sha256(text.encode()).hexdigest()[:DIGEST]}"


def _put(name: str, text: str) -> str:
    return f'catalogueSearch.put("{name}",{text});\n'


def _asked(edition: Edition) -> dict[str, object]:
    """Return what a question is resolved with: general words, letters, places that are no layers, subjects, and sentences."""
    words, general = edition.words, kinds(edition.words)
    letters = dict(letter_codes(edition).values())
    duties = {duty.value: "".join(code for code, letter in letters.items() if letter.duty is duty) for duty in Duty}
    phrases: dict[str, str] = {}
    for code, letter in letters.items():
        named = [edition.plain(text) for text in (letter.word, letter.predicate, letter.verb) if text]
        trimmed = (" ".join(word for word in fold(name).split() if word not in general["grammar"]) for name in named)
        for phrase in dict.fromkeys([*trimmed, *(general.get(letter.duty.value, ()) if letter.duty else ())]):
            phrases[phrase] = phrases.get(phrase, "") + code
    phrases.pop("", None)
    values = [value for axis in edition.catalogue.axes for value in axis.values]
    return general | {
        "phrases": phrases,
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


def _letter_words(edition: Edition, stemmer: Stemmer) -> Iterator[str]:
    """Yield the words for the letters of the matrices."""
    for letter in _letters(edition):
        yield from stemmer.words(edition.plain(letter.word))


def _letters(edition: Edition) -> Iterator[Letter]:
    return (letter for scheme in edition.catalogue.schemes for letter in scheme.letters)
