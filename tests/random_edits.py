"""Edits of a catalogue by chance: of a text, a letter, a comment, or of which services there are; and slips, which may break it."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

from service_catalogue.check.checker import check
from service_catalogue.model.catalogue import Catalogue

_TEXT = re.compile(r"(?<=\b(?:da|en): )[^\W\d_\[{>][^,}\n]*")
_LETTERS = re.compile(r"(?<=\[)(?:AR|A|R|C|I|-)(?=, )")


def random_edit(data: Path, chance: random.Random) -> Catalogue:
    """Make an edit of ``data`` after which they have no errors; gives the catalogue that they are then."""
    before = data.with_name("before")
    while True:
        shutil.copytree(data, before)
        _edit(data, chance)
        result = check(data)
        if not result.failed:
            shutil.rmtree(before)
            assert result.catalogue is not None
            return result.catalogue
        shutil.rmtree(data)
        before.rename(data)


def _edit(data: Path, chance: random.Random) -> None:
    services = sorted((data / "services").glob("*.yaml"))
    path = chance.choice([*services, *services, *sorted(data.glob("*.yaml"))])
    text = path.read_text("utf-8")
    kind = chance.choice(["text", "text", "letter", "more", "less", "reflow"])
    if kind == "more":
        path = chance.choice(services)
        id = f"new-{chance.randrange(10**6)}"
        own = re.sub("^id: .*", f"id: {id}", path.read_text("utf-8"), flags=re.MULTILINE)
        if chance.random() < 0.7:  # else there are two with one code
            own = re.sub("^code: .*", f"code: N{chance.randrange(10**6)}", own, flags=re.MULTILINE)
        (data / "services" / f"{id}.yaml").write_text(own, "utf-8")
    elif kind == "less" and len(services) > 1:
        chance.choice(services).unlink()
    elif kind == "reflow":
        path.write_text(f"# {chance.random()}\n{text}", "utf-8")
    else:
        found = list((_TEXT if kind == "text" else _LETTERS).finditer(text))
        if found:
            at = chance.choice(found)
            new = f"{at[0]} {chance.choice(['x', 'backup', 'S7'])}" if kind == "text" else chance.choice(["AR", "C", "-"])
            path.write_text(text[: at.start()] + new + text[at.end() :], "utf-8")


#: A line with a key or an item, and the last word in it: an id, a letter, a reference, a word of a text.
_LAST_WORD = re.compile(r"^( *(?:- )?(?:[\w-]+:)? .*?)([\w-]+)(\W*)$", re.MULTILINE)


def random_slip(data: Path, chance: random.Random) -> None:
    """Plant a slip in one of the files: a line lost, doubled or moved, or a word or letters from elsewhere."""
    files = sorted(data.rglob("*.yaml"))
    path, other = chance.choice(files), chance.choice(files)
    lines = path.read_text("utf-8").splitlines(keepends=True) or ["\n"]
    at, kind = chance.randrange(len(lines)), chance.choice(["lost", "doubled", "moved", "word", "word", "word", "letters"])
    if kind == "doubled":
        lines.insert(at, lines[at])
    elif kind in ("lost", "moved"):
        line = lines.pop(at)
        lines.insert(chance.randrange(len(lines) + 1), line if kind == "moved" else "")
    text = "".join(lines)
    words = [hit[2] for hit in _LAST_WORD.finditer(other.read_text("utf-8"))]
    if kind == "word" and words and (places := [*_LAST_WORD.finditer(text)]):
        place = chance.choice(places)
        text = text[: place.start(2)] + chance.choice(words) + text[place.end(2) :]
    elif kind == "letters" and (places := [*_LETTERS.finditer(text)]):
        place = chance.choice(places)
        text = text[: place.start()] + chance.choice(["AR", "C", "-", "X", "AA", "A 1"]) + text[place.end() :]
    path.write_text(text, "utf-8")
