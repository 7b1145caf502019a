"""Names of assets that hold a digest of their content, in our own theme: a browser may keep such a file for ever.

Pages are written with the new names; the files get them when all pages are written. What others add to a project keeps its name.
"""

from __future__ import annotations

import functools
import hashlib
import re
from pathlib import Path, PurePosixPath
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders import Builder

from service_catalogue.search.index import is_part
from service_catalogue.sphinx_ext.domain import domain_of

#: Hexadecimal digits of the digest in a name.
DIGITS = 10
_STATIC = "_static"
_THEME = Path(__file__).parent.parent / "theme"
#: The folders of the theme with styles and scripts, which are served without comments.
SERVED = ("styles", "scripts")
#: The folder of the search, with its index.
SEARCH_FOLDER = "search"
#: Folders of assets that are made for the theme.
_MADE = {"fonts": ".woff2", SEARCH_FOLDER: ".js"}
#: What sphinx-design adds to a project.
DESIGN_FILES = ("sphinx-design.min.css", "design-tabs.js")
#: What Sphinx adds to every page for its own themes and its own search.
UNUSED_FILES = ("documentation_options.js", "doctools.js", "sphinx_highlight.js", "translations.js", "pygments.css")
#: The logo of a catalogue that has one.
LOGOS = ("logo.svg", "logo.png")
#: Notices, to which every page links, and which no page needs.
_NOTICES = ".txt"
_NAMED = re.compile(rf"\.[0-9a-f]{{{DIGITS}}}\.\w+$")
_ADDRESS = re.compile(r'url\("([^":]+)"\)')


def digest_of(content: bytes) -> str:
    """The digest in the name of a file with ``content``."""
    return hashlib.sha256(content).hexdigest()[:DIGITS]


@functools.cache
def named(static: Path, name: str) -> str:
    """The name of the asset ``name`` of the folder ``static``: ``icon.svg`` is ``icon.1a2b3c4d5e.svg``; unchanged if it is not ours."""
    if not _is_ours(name):
        return name
    return _with_digest(name, digest_of(_content(static, name))) if static.joinpath(name).is_file() else find(static, name)


def find(static: Path, name: str) -> str:
    """The name that the asset ``name`` has got in the folder ``static``."""
    path = PurePosixPath(name)
    names = [each.name for each in static.joinpath(path.parent).glob(f"{path.stem}.*{path.suffix}") if _NAMED.search(each.name)]
    return str(path.with_name(names[0])) if names else name


def on_page(context: dict[str, Any], kind: str, static: Path) -> None:
    """Give the files of a page, ``css_files`` or ``script_files`` of its context, their names."""
    context[kind] = [_renamed(file, static) for file in context[kind]]


def _renamed(file: Any, static: Path) -> Any:
    name = str(file.filename)
    if not name.startswith(f"{_STATIC}/"):
        return file
    return type(file)(f"{_STATIC}/{named(static, name.removeprefix(f'{_STATIC}/'))}", priority=file.priority, **file.attributes)


def _with_digest(name: str, digest: str) -> str:
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}.{digest}{path.suffix}"))


def _content(static: Path, name: str) -> bytes:
    content = static.joinpath(name).read_bytes()
    if not name.endswith(".css"):
        return content
    return _ADDRESS.sub(lambda found: f'url("{named(static, found[1])}")', content.decode("utf-8")).encode()


def _ours(static: Path) -> set[str]:
    """The assets in ``static`` that get names."""
    folders = (folder for folder in ("", *_MADE) if static.joinpath(folder).is_dir())
    names = (f"{folder}/{path.name}".lstrip("/") for folder in folders for path in static.joinpath(folder).iterdir())
    # The search has hundreds of files, and few of them are ours: their names are looked at first.
    return {name for name in names if _is_ours(name) and static.joinpath(name).is_file()}


def _is_ours(name: str) -> bool:
    """True for the assets of the theme, and of the extension that its pages use."""
    folder, _, file = name.rpartition("/")
    if folder:
        return file.endswith(_MADE.get(folder, "/")) and file != "edition.js" and not _NAMED.search(file)
    return name in _names_of_theme() or name in DESIGN_FILES or name in LOGOS


@functools.cache
def _names_of_theme() -> frozenset[str]:
    folders = (_STATIC.removeprefix("_"), *SERVED)
    return frozenset(path.name for folder in folders for path in (_THEME / folder).iterdir() if path.suffix != _NOTICES)


def _begin(app: Sphinx, builder: Builder) -> None:
    """Remove what an earlier build has named; when all assets are there, which is before any page is written, names are given anew."""
    named.cache_clear()
    if domain_of(app.env).project.styled:
        for path in Path(app.outdir, _STATIC).rglob("*.*"):
            if _NAMED.search(path.name) and not is_part(path.name):
                path.unlink()


def _finish(app: Sphinx, exception: Exception | None) -> None:
    if exception or not domain_of(app.env).project.styled:
        return
    static = Path(app.outdir, _STATIC)
    for name in sorted(
        _ours(static), key=lambda name: (not name.endswith(".css"), name)
    ):  # a style names fonts, which are there yet
        content = _content(static, name)
        static.joinpath(_with_digest(name, digest_of(content))).write_bytes(content)
        static.joinpath(name).unlink()
    for name in UNUSED_FILES:
        static.joinpath(name).unlink(missing_ok=True)


def setup(app: Sphinx) -> None:
    app.connect("write-started", _begin, priority=400)  # before anything is put there
    app.connect("build-finished", _finish)
