"""The index of the search, as scripts that a browser loads in small parts: from a folder, ``fetch`` does not work.

The name of a part holds a digest of its content; the index names the parts, and ``edition.js``, which has the one constant name,
names the index. So a part that something has kept is that of any edition which names it, and of no other.

A part of the keys holds these with their postings, and the phrases that begin with each. A part of the entries holds what is shown
of these, and one of the answers what each service says of its tasks, with its own list for what is found as those of all.
"""

from __future__ import annotations

import hashlib
import itertools
import operator
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from service_catalogue import views
from service_catalogue.kept import Kept
from service_catalogue.model.shared import Letter
from service_catalogue.program import digest_of_program
from service_catalogue.search import parts
from service_catalogue.search.coded import Postings, as_json, coded, front_coded, postings
from service_catalogue.search.entries import Passage
from service_catalogue.search.gathered import Gathered, stemmer_of
from service_catalogue.search.keys import PHRASE, best_first, endings_of, everyday_words, most_frequent
from service_catalogue.search.numbers import placed
from service_catalogue.search.shares import Shares, shown_in
from service_catalogue.search.words import Stemmer, fold
from service_catalogue.views.edition import Edition

#: Keys with so many postings are kept together in the parts: a new service has most of these and few of the others, so most
#: parts stay as they are.
_MANY = 32
#: Characters of the digest of a part.
DIGEST = 10
#: What the files of the index were when they were last written.
_WRITTEN = "written"
#: Words that tell what kind of answer a question wants, and what of it says little.
_TELLING = ("asking", "deciding", "timing", "paying", "defining", "general")


def write(folder: Path, edition: Edition, prose: Mapping[str, Iterable[Passage]], program: str, kept: Kept | None = None) -> None:
    """Write the index into ``folder``: only what differs, and nothing that is of no use stays.

    ``program`` is a digest of the scripts that read it. What is in a service is ``kept`` as made from its inputs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before, state = _parts_in(folder)
    # What nobody has touched since this program wrote it holds what its name says.
    untouched = before if kept and kept.read(_WRITTEN, state) else ()
    wanted = set()
    for name, text in scripts(edition, prose, program, kept):
        wanted.add(name)
        path = folder / name
        if name not in untouched and not (path.is_file() and path.read_text("utf-8") == text):
            path.write_text(text, "utf-8")
    for name in before:
        if name not in wanted:
            (folder / name).unlink()
    if kept:
        kept.write(_WRITTEN, _parts_in(folder)[1], True)


def _parts_in(folder: Path) -> tuple[set[str], str]:
    """The names of the files in ``folder`` that are parts of an index, and a digest of their names, sizes and times, and of the program."""
    with os.scandir(folder) as found:
        parts_in = sorted((file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in found if is_part(file.name))
    return {name for name, *_ in parts_in}, views.digest_of_all([digest_of_program(), *parts_in])


def is_part(name: str) -> bool:
    """True if a file of this name is a part of an index, whose name holds a digest of its content."""
    return name.endswith(".js") and name.count(".") == 2 and name.split(".")[0] in ("index", *parts.KINDS)


def files(
    edition: Edition, prose: Mapping[str, Iterable[Passage]], program: str = "", kept: Kept | None = None
) -> dict[str, str]:
    """The scripts of the index, by their names."""
    return dict(scripts(edition, prose, program, kept))


def scripts(
    edition: Edition, prose: Mapping[str, Iterable[Passage]], program: str, kept: Kept | None
) -> Iterator[tuple[str, str]]:
    """The names and the texts of the scripts, one by one; the one that names the others comes last."""
    with TemporaryDirectory() as folder:
        yield from _scripts(edition, prose, program, kept or Kept(Path(folder)))


def _scripts(edition: Edition, prose: Mapping[str, Iterable[Passage]], program: str, kept: Kept) -> Iterator[tuple[str, str]]:
    words = edition.words
    stemmer = stemmer_of(edition)
    gathered = Gathered(edition, prose, stemmer, kept)
    starts, ranges = placed(gathered.pages)
    shares = Shares(edition, gathered, starts, stemmer, kept)
    keys: dict[str, Postings] = defaultdict(postings)
    shown: list[tuple[int, bytes]] = []
    for share in itertools.chain([shares.of_all()], map(shares.of, edition.catalogue.services)):
        shown += share.shown
        for key, each in share.keys.items():
            keys[key].frombytes(each)
    best_first(keys)
    endings = endings_of(gathered.words, stemmer)
    vocabulary = sorted(key for key in keys if not key.startswith(PHRASE))
    frequent = [key for key in vocabulary if len(keys[key]) >= _MANY]
    numbers = shares.numbers
    index: dict[str, object] = {
        "stemmer": edition.language,
        "weak": sorted(stemmer.weak),
        **{kind: sorted(set(map(stemmer.stem, fold(words.own(f"search.{kind}-words")).split()))) for kind in _TELLING},
        "letters": sorted({stemmer.stem(word) for word in _letter_words(edition, stemmer)}),
        "codes": {fold(letter.letter): numbers[f"term:{letter.term}"] for letter in _letters(edition) if letter.term},
        "openings": [fold(opening) for opening in words.own("search.defining-openings").split(", ") if opening],
        "particles": fold(words.own("search.particles")).split(),
        "relating": fold(words.own("search.relating-endings")).split(),
        "everyday": everyday_words(words.own("search.everyday-words"), keys, stemmer),
        "size": gathered.pages.total(),
        "ranges": ranges,
        "vocabulary": front_coded(vocabulary, endings),
        "frequent": frequent,
        "endings": most_frequent(endings),
    }
    digests: dict[str, str] = defaultdict(str)
    for kind, items in (
        ("keys", _of_keys(keys, [*frequent, *(key for key in vocabulary if len(keys[key]) < _MANY)])),
        ("entries", shown_in(shown)),
        ("answers", _of_answers(edition, shares)),
    ):
        starts_of_parts: list[int] = []
        for first, text in parts.in_parts(kind, items):
            name, script = _script(kind, text)
            starts_of_parts.append(first)
            digests[kind] += name.rpartition(".")[2]
            yield f"{name}.js", script
        index[kind] = starts_of_parts
    name, script = _script("index", as_json({**index, "digests": digests}))
    yield f"{name}.js", script
    yield "edition.js", _put("edition", as_json({"index": name, "program": program}))


def _script(kind: str, text: str) -> tuple[str, str]:
    """The name of a part, which holds a digest of its content, and its script."""
    name = f"{kind}.{hashlib.sha256(text.encode()).hexdigest()[:DIGEST]}"
    return name, _put(name, text)


def _put(name: str, text: str) -> str:
    return f'catalogueSearch.put("{name}",{text});\n'


def _of_keys(keys: Mapping[str, Postings], order: Iterable[str]) -> Iterator[parts.Item]:
    """What parts say of each key and of the phrases that begin with it: key, how many entries hold it, which."""
    by_first: dict[str, list[str]] = defaultdict(list)
    for phrase in sorted(key for key in keys if key.startswith(PHRASE)):
        by_first[phrase.removeprefix(PHRASE).partition(" ")[0]].append(phrase)
    for number, key in enumerate(order):
        found = {each: [len(keys[each]) + len(keys.get(f"+{each}", ())), coded(keys[each])] for each in (key, *by_first[key])}
        yield parts.item("keys", key, number, as_json(found)[1:-1])


def _of_answers(edition: Edition, shares: Shares) -> Iterator[parts.Item]:
    by_number = {shares.numbers[f"service:{service.id}"]: service for service in edition.catalogue.services}
    for number, service in sorted(by_number.items(), key=operator.itemgetter(0)):
        yield parts.item("answers", service.id, number, f'"{number}":{shares.answers_of(service)}')


def _letter_words(edition: Edition, stemmer: Stemmer) -> Iterator[str]:
    """What the letters of the matrices are called."""
    for letter in _letters(edition):
        yield from stemmer.words(edition.plain(letter.word))


def _letters(edition: Edition) -> Iterator[Letter]:
    return (letter for scheme in edition.catalogue.schemes for letter in scheme.letters)
