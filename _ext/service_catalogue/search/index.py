"""The index of the search, as scripts that a browser loads in small parts: from a folder, ``fetch`` does not work.

The name of a part holds a digest of its content; the index names the parts, and ``edition.js``, which has the one constant name,
names the index. So a part that something has kept is that of any edition which names it, and of no other.

A part of the keys holds these with their postings, and the phrases that begin with each. A part of the entries holds what is shown
of these, and one of the answers what each service says of its tasks, with its own list for what is found as those of all.
"""

from __future__ import annotations

import functools
import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeAlias

from service_catalogue import views
from service_catalogue.kept import Kept
from service_catalogue.model.shared import Letter
from service_catalogue.program import digest_of_program
from service_catalogue.search import parts
from service_catalogue.search.coded import as_json, front_coded
from service_catalogue.search.entries import Passage
from service_catalogue.search.gathered import Gathered, stemmer_of
from service_catalogue.search.items import AnswerItems, EntryItems, KeyItems
from service_catalogue.search.keys import PHRASE, Keys, endings_of, everyday_words, most_frequent
from service_catalogue.search.numbers import placed
from service_catalogue.search.shares import Shares
from service_catalogue.search.together import together
from service_catalogue.search.words import Stemmer, fold
from service_catalogue.views.edition import Edition

#: Keys with so many postings are kept together in the parts: a new service has most of these and few of the others, so most
#: parts stay as they are.
_MANY = 32
#: Characters of the digest of a part.
DIGEST = 10
#: What the files of the index were when they were last written.
_WRITTEN = "written"
#: What parts were called, and how long their items were.
_PARTS = "parts"
#: Words that tell what kind of answer a question wants, and what of it says little.
_TELLING = ("asking", "deciding", "timing", "paying", "defining", "general")

#: The name of a script, and what gives its text.
_Script: TypeAlias = tuple[str, Callable[[], str]]
#: The size and the time of a file.
_Stamp: TypeAlias = tuple[int, int]


class _Known(NamedTuple):
    """What is kept of the parts, so that a part of the same items need not be made to be named."""

    #: By the digests of their items.
    names: dict[bytes, str]
    #: How long a key's item is, by a digest of what it is made from.
    sizes: dict[bytes, int]


def write(folder: Path, edition: Edition, prose: Mapping[str, Iterable[Passage]], program: str, kept: Kept | None = None) -> None:
    """Write the index into ``folder``: only what differs, and nothing that is of no use stays.

    ``program`` is a digest of the scripts that read it. What is in a service is ``kept`` as made from its inputs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = _parts_in(folder)
    # What nobody has touched since this program wrote it holds what its name says.
    untouched = before if kept and kept.read(_WRITTEN, _state(before)) else {}
    now: dict[str, _Stamp] = {}
    for name, script in scripts(edition, prose, program, kept):
        if name in untouched:
            now[name] = untouched[name]
            continue
        path, text = folder / name, script()
        if not (path.is_file() and path.read_text("utf-8") == text):
            path.write_text(text, "utf-8")
        if is_part(name):
            now[name] = _stamp(path.stat())
    for name in before.keys() - now.keys():
        (folder / name).unlink()
    if kept:
        kept.write(_WRITTEN, _state(now), True)


def _parts_in(folder: Path) -> dict[str, _Stamp]:
    """The files in ``folder`` that are parts of an index."""
    with os.scandir(folder) as found:
        return {file.name: _stamp(file.stat()) for file in found if is_part(file.name)}


def _stamp(file: os.stat_result) -> _Stamp:
    return file.st_size, file.st_mtime_ns


def _state(files: Mapping[str, _Stamp]) -> str:
    """A digest of the names, sizes and times of ``files``, and of the program."""
    return views.digest((digest_of_program(), sorted(files.items())))


def is_part(name: str) -> bool:
    """True if a file of this name is a part of an index, whose name holds a digest of its content."""
    return name.endswith(".js") and name.count(".") == 2 and name.split(".")[0] in ("index", *parts.KINDS)


def files(
    edition: Edition, prose: Mapping[str, Iterable[Passage]], program: str = "", kept: Kept | None = None
) -> dict[str, str]:
    """The scripts of the index, by their names."""
    return {name: script() for name, script in scripts(edition, prose, program, kept)}


def scripts(edition: Edition, prose: Mapping[str, Iterable[Passage]], program: str, kept: Kept | None) -> Iterator[_Script]:
    """The names of the scripts, one by one, and what gives the text of each; the one that names the others comes last."""
    with TemporaryDirectory() as folder:
        yield from _scripts(edition, prose, program, kept or Kept(Path(folder)))


def _scripts(edition: Edition, prose: Mapping[str, Iterable[Passage]], program: str, kept: Kept) -> Iterator[_Script]:
    words = edition.words
    stemmer = stemmer_of(edition)
    gathered = Gathered(edition, prose, stemmer, kept)
    starts, ranges = placed(gathered.pages)
    entries = gathered.pages.total()
    shares = Shares(edition, gathered, starts, stemmer, kept)
    all_shares = together(shares, edition.language, kept)
    keys = Keys(all_shares.keys)
    endings = endings_of(gathered.words, stemmer)
    vocabulary = sorted(key for key in keys if not key.startswith(PHRASE))
    frequent = [key for key in vocabulary if keys.counts[key] >= _MANY]
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
        "size": entries,
        "ranges": ranges,
        "vocabulary": front_coded(vocabulary, endings),
        "frequent": frequent,
        "endings": most_frequent(endings),
    }
    known: _Known = kept.read_object(_PARTS, edition.language) or _Known({}, {})
    names: dict[bytes, str] = {}
    key_items = KeyItems(keys, [*frequent, *(key for key in vocabulary if keys.counts[key] < _MANY)], known.sizes)
    digests: dict[str, str] = defaultdict(str)
    for kind, items in (
        ("keys", key_items),
        ("entries", EntryItems(shares, all_shares.shares)),
        ("answers", AnswerItems(shares, all_shares.shares)),
    ):
        starts_of_parts: list[int] = []
        for part in parts.in_parts(kind, items, parts.times_as_large(kind, entries)):
            mark = part.mark
            name = names[mark] = known.names.get(mark) or _name_of(kind, part.text)
            starts_of_parts.append(part.first)
            digests[kind] += name.rpartition(".")[2]
            yield f"{name}.js", functools.partial(_script, name, part)
        index[kind] = starts_of_parts
    now = _Known(names, key_items.sizes)
    if now != known:
        kept.write_object(_PARTS, edition.language, now)
    text = as_json({**index, "digests": digests})
    name = _name_of("index", text)
    yield f"{name}.js", lambda: _put(name, text)
    yield "edition.js", lambda: _put("edition", as_json({"index": name, "program": program}))


def _name_of(kind: str, text: str) -> str:
    """The name of a part, which holds a digest of its content."""
    return f"{kind}.{hashlib.sha256(text.encode()).hexdigest()[:DIGEST]}"


def _script(name: str, part: parts.Part) -> str:
    return _put(name, part.text)


def _put(name: str, text: str) -> str:
    return f'catalogueSearch.put("{name}",{text});\n'


def _letter_words(edition: Edition, stemmer: Stemmer) -> Iterator[str]:
    """What the letters of the matrices are called."""
    for letter in _letters(edition):
        yield from stemmer.words(edition.plain(letter.word))


def _letters(edition: Edition) -> Iterator[Letter]:
    return (letter for scheme in edition.catalogue.schemes for letter in scheme.letters)
