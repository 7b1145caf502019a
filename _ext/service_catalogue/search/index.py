"""The index of the search, as scripts that a browser loads in small parts: from a folder, ``fetch`` does not work.

The name of a part holds a digest of its content; the index names the parts, and ``edition.js``, which has the one constant name,
names the index. So a part that something has kept is that of any edition which names it, and of no other.

A part of the keys holds these with their postings, and the phrases that begin with each. A part of the entries holds what is shown
of these, and one of the answers what each service says of its tasks, with its own list for what is found as those of all.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from service_catalogue.kept import Kept
from service_catalogue.model.service import Service
from service_catalogue.model.shared import Letter
from service_catalogue.search.answers import answers
from service_catalogue.search.coded import Postings, as_json, coded, front_coded
from service_catalogue.search.counted import Counted
from service_catalogue.search.entries import Passage
from service_catalogue.search.gathered import gathered, program_of, stemmer_of
from service_catalogue.search.groups import members
from service_catalogue.search.keys import endings_of, everyday_words, keys_of, most_frequent, phrases_of
from service_catalogue.search.numbers import numbered
from service_catalogue.search.words import LINKS, Stemmer, fold
from service_catalogue.views.edition import Edition

#: Keys with so many postings are kept together in the parts: a new service has most of these and few of the others, so most
#: parts stay as they are.
_MANY = 32
#: Characters of the digest of a part.
DIGEST = 10
#: Characters in a part, which is loaded as a whole; it has half of them at least, and twice as many at most.
_PART = {"keys": 650, "entries": 1_200, "answers": 8_000}
#: One in so many items may begin a part.
_ENDS = {"keys": 10, "entries": 4, "answers": 2}

#: The kinds of entries to which answers lead, besides the statements of their own service.
_ANSWERED = ("layer:", "party:", "task:")
_OWN = "statement:"
#: Words that tell what kind of answer a question wants, and what of it says little.
_TELLING = ("asking", "deciding", "timing", "paying", "defining", "general")


def write(folder: Path, edition: Edition, prose: Mapping[str, Iterable[Passage]], program: str, kept: Kept | None = None) -> None:
    """Write the index into ``folder``: only what differs, and nothing that is of no use stays.

    ``program`` is a digest of the scripts that read it. What is in a service is ``kept`` as made from its inputs.
    """
    wanted = files(edition, prose, program, kept)
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.*.js"):
        if path.name not in wanted and is_part(path.name):
            path.unlink()
    for name, text in wanted.items():
        path = folder / name
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


def is_part(name: str) -> bool:
    """True if a file of this name is a part of an index, whose name holds a digest of its content."""
    return name.split(".")[0] in ("index", *_PART)


def files(
    edition: Edition, prose: Mapping[str, Iterable[Passage]], program: str = "", kept: Kept | None = None
) -> dict[str, str]:
    """The scripts of the index, by their names."""
    words = edition.words
    stemmer = stemmer_of(edition)
    found, every_word = gathered(edition, prose, stemmer, kept)
    by_number, ranges = numbered(found)
    numbers = {entry.name: number for number, entry in by_number.items() if entry.name}
    keys = keys_of(by_number, numbers, stemmer, LINKS.get(edition.language, ()))
    phrases = phrases_of(by_number)
    endings = endings_of(every_word, stemmer)
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
    lists = members(by_number)
    of_answers = (
        (
            service.id,
            f'"{numbers[name]}":{_answers(edition, service, numbers, named_by(service), kept)[:-1]},{as_json(lists.get(name, {}))}]',
            numbers[name],
        )
        for service in services
        for name in [f"service:{service.id}"]
    )
    index = {
        "stemmer": edition.language,
        "weak": sorted(stemmer.weak),
        **{kind: sorted(set(map(stemmer.stem, fold(words.own(f"search.{kind}-words")).split()))) for kind in _TELLING},
        "letters": sorted({stemmer.stem(word) for word in _letter_words(edition, stemmer)}),
        "codes": {fold(letter.letter): numbers[f"term:{letter.term}"] for letter in _letters(edition) if letter.term},
        "openings": [fold(opening) for opening in words.own("search.defining-openings").split(", ") if opening],
        "particles": fold(words.own("search.particles")).split(),
        "relating": fold(words.own("search.relating-endings")).split(),
        "everyday": everyday_words(words.own("search.everyday-words"), keys, phrases, stemmer),
        "size": len(found),
        "ranges": ranges,
        "vocabulary": front_coded(vocabulary, endings),
        "frequent": frequent,
        "endings": most_frequent(endings),
        "keys": parts("keys", of_keys),
        "entries": parts("entries", of_entries),
        "answers": parts("answers", of_answers),
    }
    index["digests"] = digests
    names = {"index": f"index.{put('index', as_json(index))}", "program": program}
    return {"edition.js": f'catalogueSearch.put("edition",{as_json(names)});\n', **scripts}


def _letter_words(edition: Edition, stemmer: Stemmer) -> Iterator[str]:
    """What the letters of the matrices are called."""
    for letter in _letters(edition):
        yield from stemmer.words(edition.plain(letter.word))


def _letters(edition: Edition) -> Iterator[Letter]:
    return (letter for scheme in edition.catalogue.schemes for letter in scheme.letters)


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


def _inside(keys: dict[str, Postings], phrases: dict[str, Postings], key: str, begun: list[str]) -> str:
    """What a part says of a key and of the phrases that begin with it: key, how many entries hold it, which."""
    whole = len(keys[key]) + len(keys.get(f"+{key}", ()))
    items = [(key, [whole, coded(keys[key])]), *((phrase, [len(phrases[phrase]), coded(phrases[phrase])]) for phrase in begun)]
    return as_json(dict(items))[1:-1]
