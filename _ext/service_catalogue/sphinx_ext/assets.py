"""Files beside the pages: the fonts, the index of the search, and the style of the parts in themes of others.

They are written before any page, for the address of a script or a style in a page holds a digest of its file.
"""

from __future__ import annotations

from pathlib import Path

import sphinx.search
from sphinx.application import Sphinx
from sphinx.builders import Builder

from service_catalogue.search import index
from service_catalogue.search.words import ALGORITHMS
from service_catalogue.sphinx_ext.domain import domain_of
from service_catalogue.sphinx_ext.prose import passages
from service_catalogue.theme.fonts import put_fonts
from service_catalogue.theme.notices import licence_text

_THEME = Path(__file__).parent.parent / "theme"
#: Where fonts that are cut are kept; ``None``: with the doctrees.
_font_cache: Path | None = None


def keep_fonts_in(folder: Path) -> None:
    """Keep the fonts of this process, and of those that it forks, in ``folder``."""
    global _font_cache
    _font_cache = folder


def _put(app: Sphinx, builder: Builder) -> None:
    domain = domain_of(app.env)
    project, static = domain.project, Path(app.outdir, "_static")
    if builder.format == "html" and project.own_theme and builder.name != "epub":
        put_fonts(static / "fonts", _font_cache or Path(app.doctreedir, "catalogue-fonts"))
    if not project.rendered:
        return
    if not project.own_theme:
        static.mkdir(parents=True, exist_ok=True)
        style = "".join((_THEME / name).read_text("utf-8") for name in ("foreign.css", "static/parts.css"))
        (static / "catalogue-parts.css").write_text(style, "utf-8")
    if "search" in project.pages or any(name == "search" for views in domain.data["views"].values() for name, *_ in views):
        _put_search(app, static / "search")


def _put_search(app: Sphinx, folder: Path) -> None:
    edition = domain_of(app.env).project.edition
    folder.mkdir(parents=True, exist_ok=True)
    for script in (_THEME / "search").iterdir():
        lines = script.read_text("utf-8").splitlines(keepends=True)
        # Comments are for those who change a script; a reader of the site need not wait for them.
        (folder / script.name).write_text("".join(line for line in lines if not line.lstrip().startswith("//")), "utf-8")
    put_stemmer(folder / "stemmer.js", edition.language)
    index.write(folder, edition, passages(app))


def put_stemmer(target: Path, language: str) -> None:
    """The stemmer that the index is made with, in JavaScript, as Sphinx brings it; an empty script for a language without one."""
    texts = []
    if algorithm := ALGORITHMS.get(language):
        scripts = Path(sphinx.search.__file__).parent / "minified-js"
        texts = [f"/*!\n{licence_text('snowballstemmer').strip()}\n*/"]  # Sphinx's files have none
        texts += [(scripts / f"{name}-stemmer.js").read_text("utf-8") for name in ("base", algorithm)]
        texts.append(f'catalogueSearch.put("stemmer",new {algorithm.capitalize()}Stemmer());')
    target.write_text("".join(f"{text.rstrip()}\n" for text in texts), "utf-8")


def setup(app: Sphinx) -> None:
    app.connect("write-started", _put)
