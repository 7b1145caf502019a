"""Third-party material: the web fonts, renamed subsets of the family of the booklets, and the notices of all licences.

The file of the family is variable in weight and width, and has 700 kB with all scripts. The subset has the Latin letters at normal
width in all weights. The few words in italics are slanted by the browser. The family's licence, the OFL, reserves the name "Plex"
for the original, so the subset has a name of its own.

``python -m service_catalogue.theme.third_party requirements.txt THIRD-PARTY.md`` writes the notices; ``make notices`` calls this.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from importlib import metadata, resources
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont


#: Parts of these distributions are shipped in every site, with their licence; all others only run here.
SHIPPED = {
    "fontpkg-ibm-plex-sans": "The fonts of the site are subsets of it, named Catalogue Sans. The booklets embed its glyphs.",
    "snowballstemmer": "The search script of the site carries the JavaScript version of its stemmers, which Sphinx brings.",
}
_INTRODUCTION = """\
# Third-party notices

Made by `make notices` from `requirements.txt` and the metadata of the installed distributions; not edited by hand.

The project contains no code of these distributions. Each is installed with its own licence, unchanged.
"""
_LOCKED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)")
_ROW = re.compile(r"\| (?P<name>\S+) \| (?P<version>\S+) \| (?P<licence>.+) \|")


class Notice(NamedTuple):
    """A distribution with its declared licence: an SPDX expression, or words of its own."""

    name: str
    version: str
    licence: str


class NoticeError(Exception):
    """A licence that cannot be read, because the distribution is not installed or brings none."""


def locked(lock: str) -> dict[str, str]:
    """Return the version of each distribution in ``lock``, the text of a requirements file."""
    matches = filter(None, map(_LOCKED.match, lock.splitlines()))
    return {match["name"]: match["version"] for match in matches}


def notices(document: str) -> list[Notice]:
    """Return the notices in ``document``, the text of ``THIRD-PARTY.md``."""
    rows = filter(None, map(_ROW.fullmatch, document.splitlines()))
    return [Notice(**match.groupdict()) for match in rows if match["name"] != "Name" and set(match["name"]) != {"-"}]


def licence_text(name: str) -> str:
    """Return the text of the licence of the installed distribution ``name``."""
    distribution = metadata.distribution(name)
    texts = []
    for file in distribution.metadata.get_all("License-File", []):
        # The folder depends on the version of the metadata.
        text = distribution.read_text(f"licenses/{file}") or distribution.read_text(file)
        texts += [text] if text else []
    if not texts:
        raise NoticeError(f"{name} {distribution.version} brings no text of its licence")
    return "\n".join(texts)


def render(lock: str, previous: str = "") -> str:
    """Return the text of ``THIRD-PARTY.md``.

    The rows of distributions for other systems are taken from ``previous``, if the version is the same.
    """
    known = {notice[:2]: notice for notice in notices(previous)}
    rows = [known.get(item) if _installed(item[0]) is None else _notice(*item) for item in locked(lock).items()]
    missing = [" ".join(item) for item, row in zip(locked(lock).items(), rows, strict=True) if row is None]
    if missing:
        raise NoticeError(f"not installed: {', '.join(missing)}")
    table = [("Name", "Version", "Licence"), ("---", "---", "---"), *filter(None, rows)]
    lines = [_INTRODUCTION, *(f"| {' | '.join(row)} |" for row in table)]
    lines += ["", "## What is shipped to readers"]
    for name, use in SHIPPED.items():
        lines += ["", f"### {name}", "", use, "", "```text", licence_text(name).strip(), "```"]
    return "\n".join(lines) + "\n"


def _installed(name: str) -> metadata.Distribution | None:
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None


def _notice(name: str, version: str) -> Notice:
    distribution = metadata.distribution(name)
    if distribution.version != version:
        raise NoticeError(f"{name} {version} is in the lock, but {distribution.version} is installed")
    return Notice(name, version, _declared(distribution.metadata))


def _declared(about: metadata.PackageMetadata) -> str:
    classifiers = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier", []) if line.startswith("License ::")]
    candidates = [*about.get_all("License-Expression", []), *about.get_all("License", []), ", ".join(classifiers)]
    # Old metadata may have the whole text in place of the name.
    return next((text.strip() for text in candidates if text and text.strip() and "\n" not in text.strip()), "not declared")


def main(lock: str, target: str) -> int:
    """Write ``target`` from the file ``lock``, and return the exit status."""
    path = Path(target)
    previous = path.read_text("utf-8") if path.is_file() else ""
    try:
        text = render(Path(lock).read_text("utf-8"), previous)
    except NoticeError as error:
        print(f"{target}: {error}", file=sys.stderr)
        return 1
    path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))


#: The family name of the web fonts, in the files and in the style sheet.
FAMILY = "Catalogue Sans"
#: IDs of the ``name`` table that are kept unchanged: copyright, version, licence, address of the licence.
KEPT_RECORDS = (0, 5, 13, 14)
#: The file of the licence, beside the fonts.
LICENCE = "OFL.txt"
_PACKAGE = "fontpkg-ibm-plex-sans"
_STYLES = {"catalogue-sans": "IBMPlexSans[wdth,wght].ttf"}
#: Names of the original, longest first, and their replacements.
_NAMES = {"IBM;IBMPlexSans": FAMILY.replace(" ", ""), "IBM Plex Sans": FAMILY, "IBMPlexSans": FAMILY.replace(" ", "")}
#: IDs of records with names: family, style, identifier, full, PostScript, and the prefix of variations.
_NAMING_RECORDS = (1, 2, 3, 4, 6, 16, 17, 25)
#: Latin with its accents, general punctuation, currency, arrows and a few other signs on pages.
_CHARACTERS = (*range(0x20, 0x180), *range(0x2010, 0x2040), 0x20AC, 0x2122, *range(0x2190, 0x2194), 0x2212, 0x2260, 0x2713)


def cut_fonts(cache: Path) -> list[Path]:
    """Make the web fonts unless they are in the folder ``cache``, and return their files."""
    fonts = _files(cache)
    for file, cut in fonts.items():
        if not cut.is_file():
            _cut(file, cut)
    return [*fonts.values()]


def are_cut(cache: Path) -> bool:
    """Return whether ``cache`` has all web fonts."""
    return all(cut.is_file() for cut in _files(cache).values())


def _files(cache: Path) -> dict[str, Path]:
    """Return the file in ``cache`` for each file of the family."""
    made_with = (*(metadata.version(name) for name in (_PACKAGE, "fonttools", "brotli")), Path(__file__).read_text("utf-8"))
    kept = cache / hashlib.blake2b("\n".join(made_with).encode(), digest_size=8).hexdigest()
    return {file: kept / f"{name}.woff2" for name, file in _STYLES.items()}


def put_fonts(folder: Path, cache: Path) -> None:
    """Copy the web fonts from ``cache``, with their licence, into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for cut in cut_fonts(cache):
        target = folder / cut.name
        if not target.is_file() or target.read_bytes() != cut.read_bytes():
            shutil.copyfile(cut, target)
    (folder / LICENCE).write_text(licence_text(_PACKAGE), "utf-8")


def _cut(file: str, target: Path) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    with resources.as_file(resources.files("fontpkg_ibm_plex_sans") / "files" / file) as path:
        font = TTFont(path, recalcTimestamp=False)
    # Subset first: the instancer takes four times as long for all scripts.
    options = subset.Options(
        layout_features=["kern", "liga", "calt", "tnum", "locl", "ccmp", "mark"],
        name_IDs=sorted({*KEPT_RECORDS, *_NAMING_RECORDS}),
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=_CHARACTERS)
    subsetter.subset(font)
    narrowed = BytesIO()
    font.save(narrowed)
    font = TTFont(narrowed, recalcTimestamp=False)  # the instancer needs tables as they are in a file
    instancer.instantiateVariableFont(font, {"wdth": 100, "wght": (400, 400, 700)}, inplace=True)
    _rename(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}")  # other builds may run in parallel
    font.flavor = "woff2"
    font.save(partial)
    partial.replace(target)


def _rename(font: TTFont) -> None:
    """Replace the reserved name in all records but those of the licence."""
    names = font["name"]
    for record in list(names.names):
        if record.nameID not in KEPT_RECORDS:
            text = record.toUnicode()
            for old, new in _NAMES.items():
                text = text.replace(old, new)
            names.setName(text, record.nameID, record.platformID, record.platEncID, record.langID)
