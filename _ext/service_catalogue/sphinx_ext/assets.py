"""Files beside the pages: styles, scripts, fonts, the index of the search, and their names in our own theme.

All but the index are written before any page, for the address of a script or a style in a page has a digest of its file, so that a
browser may keep it for ever. Pages are written with such names, which the files get when all pages are written; what others add to a
project keeps its name.
"""

import functools
import hashlib
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import sphinx.search
from sphinx.application import Sphinx
from sphinx.builders import Builder

from service_catalogue.search import index
from service_catalogue.search.index import is_part
from service_catalogue.search.words import ALGORITHMS
from service_catalogue.sphinx_ext.domain import domain_of
from service_catalogue.sphinx_ext.prose import passages
from service_catalogue.theme.fonts import put_fonts
from service_catalogue.theme.notices import licence_text
from service_catalogue.views.edition import Edition
from service_catalogue.views.home import RESULT_KINDS

#: Hexadecimal digits of the digest in a name.
DIGITS = 10
_STATIC = "_static"
_THEME = Path(__file__).parent.parent / "theme"
#: The folders of the theme with styles and scripts, which are published without comments.
SERVED = ("styles", "scripts")
#: The folder of the search, with its index.
SEARCH_FOLDER = "search"
#: The folders of assets that are generated for the theme, with their suffixes.
_MADE = {"fonts": ".woff2", SEARCH_FOLDER: ".js"}
#: The files that sphinx-design adds to a project.
DESIGN_FILES = ("sphinx-design.min.css", "design-tabs.js")
#: The files that Sphinx adds to every page for its own themes and its own search.
UNUSED_FILES = ("documentation_options.js", "doctools.js", "sphinx_highlight.js", "translations.js", "pygments.css")
#: The logo of a catalogue that has one.
LOGO = "logo.png"
#: The suffix of notices, which no page loads.
_NOTICES = ".txt"
_NAMED = re.compile(rf"\.[0-9a-f]{{{DIGITS}}}\.\w+$")
_ADDRESS = re.compile(r'url\("([^":]+)"\)')


def digest_of(content: bytes) -> str:
    """Return the digest for the name of a file with ``content``."""
    return hashlib.sha256(content).hexdigest()[:DIGITS]


@functools.cache
def named(static: Path, name: str) -> str:
    """Return the final name of the asset ``name`` in ``static``: ``icon.1a2b3c4d5e.svg`` of ``icon.svg``; that of others is unchanged."""
    if not _is_ours(name):
        return name
    return _with_digest(name, digest_of(_content(static, name))) if static.joinpath(name).is_file() else find(static, name)


def find(static: Path, name: str) -> str:
    """Return the name that the asset ``name`` has in the finished folder ``static``."""
    path = PurePosixPath(name)
    names = [each.name for each in static.joinpath(path.parent).glob(f"{path.stem}.*{path.suffix}") if _NAMED.search(each.name)]
    return str(path.with_name(names[0])) if names else name


def on_page(context: dict[str, Any], kind: str, static: Path) -> None:
    """Give the files of a page, ``css_files`` or ``script_files`` of its context, their final names."""
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
    """Return the assets in ``static`` that get a digest in their name."""
    folders = (folder for folder in ("", *_MADE) if static.joinpath(folder).is_dir())
    names = (f"{folder}/{path.name}".lstrip("/") for folder in folders for path in static.joinpath(folder).iterdir())
    # The search has hundreds of files, few of them ours: names are cheaper to check than the disk.
    return {name for name in names if _is_ours(name) and static.joinpath(name).is_file()}


def _is_ours(name: str) -> bool:
    """Return whether an asset is of the theme or of sphinx-design, which its pages use."""
    folder, _, file = name.rpartition("/")
    if folder:
        return file.endswith(_MADE.get(folder, "/")) and file != "edition.js" and not _NAMED.search(file)
    return name in _names_of_theme() or name in DESIGN_FILES or name == LOGO


@functools.cache
def _names_of_theme() -> frozenset[str]:
    folders = (_STATIC.removeprefix("_"), *SERVED)
    return frozenset(path.name for folder in folders for path in (_THEME / folder).iterdir() if path.suffix != _NOTICES)


def _begin(app: Sphinx, builder: Builder) -> None:
    """Remove the named assets of an earlier build, and forget their names, before any page is written."""
    named.cache_clear()
    if domain_of(app.env).project.styled:
        for path in Path(app.outdir, _STATIC).rglob("*.*"):
            if _NAMED.search(path.name) and not is_part(path.name):
                path.unlink()


def _finish(app: Sphinx, exception: Exception | None) -> None:
    if exception or not domain_of(app.env).project.styled:
        return
    static = Path(app.outdir, _STATIC)
    # Styles first: they refer to fonts, which must still have their former names.
    for name in sorted(_ours(static), key=lambda name: (not name.endswith(".css"), name)):
        content = _content(static, name)
        static.joinpath(_with_digest(name, digest_of(content))).write_bytes(content)
        static.joinpath(name).unlink()
    for name in UNUSED_FILES:
        static.joinpath(name).unlink(missing_ok=True)


_COLOURS = _THEME / "colours.css"
_PARTS = "parts.css"
#: The styles of the parts of a page in a foreign theme, in this order, after the colours.
_FOREIGN = ("foreign.css", *(f"styles/{name}.css" for name in ("parts", "service", "lists")))


def _put(app: Sphinx, builder: Builder) -> None:
    domain = domain_of(app.env)
    project, static = domain.project, Path(app.outdir, "_static")
    if project.styled:
        put_fonts(static / "fonts", Path(app.config.catalogue_fonts or Path(app.doctreedir, "catalogue-fonts")))
        _put_terms(static / "terms", project.edition)
        for path in (path for folder in SERVED for path in sorted((_THEME / folder).iterdir())):
            text = path.read_text("utf-8")
            if path.name == "catalogue.css":  # one request for the styles that every page needs
                text = (
                    _COLOURS.read_text("utf-8") + (path.parent / _PARTS).read_text("utf-8") + text + _brand_style(project.edition)
                )
            if path.name != _PARTS:
                (static / path.name).write_text(squeezed(text, path.suffix), "utf-8")
        _put_logo(static, project.edition)
    elif project.rendered:
        static.mkdir(parents=True, exist_ok=True)
        # The names of our colours may be those of others in the rest of the page.
        style = _COLOURS.read_text("utf-8").replace(":root", ".catalogue")
        style += "".join((_THEME / name).read_text("utf-8") for name in _FOREIGN)
        (static / "catalogue-parts.css").write_text(style, "utf-8")
    if project.rendered and has_search(app):
        _put_search(app, static / SEARCH_FOLDER)


def has_search(app: Sphinx) -> bool:
    """Return whether a page of the project is, or shows, the search."""
    domain = domain_of(app.env)
    shown = itertools.chain.from_iterable(domain.data["views"].values())
    return "search" in domain.project.pages or any(name == "search" for name, *_ in shown)


#: The style of a logo, which may be as wide as three icons; the search field gets narrower.
_LOGO_STYLE = (
    ".brand .logo { width: auto; max-width: min(6rem, 14vw); height: 2rem; object-fit: contain; }\n"
    "@media (min-width: 64rem) { .site-search input { width: 6rem; } }\n"
)


def _brand_style(edition: Edition) -> str:
    """Return the style of the catalogue's brand; its colours are not printed."""
    brand = edition.catalogue.identity.brand
    colours = brand.colours if brand else None
    style = _LOGO_STYLE if brand and brand.picture else ""
    if colours and colours.light and colours.dark:
        style += f"@media screen {{ :root {{ --link: light-dark({colours.light}, {colours.dark}); }}\n"
        style += ".site-header { border-top: 4px solid var(--link); } }\n"
    return style


def _put_logo(static: Path, edition: Edition) -> None:
    (static / LOGO).unlink(missing_ok=True)
    brand = edition.catalogue.identity.brand
    if brand and brand.picture:
        (static / LOGO).write_bytes(brand.picture.content)


def _put_terms(folder: Path, edition: Edition) -> None:
    """Write the definitions of terms, which a page fetches with the first one, in a file of their own, so that no page depends on them.

    ``edition.js`` has a constant name, and holds that of the definitions, which has a digest.
    """
    terms = {term.id: (edition.raw(term.name), edition.plain(term.definition)) for term in edition.catalogue.terms}
    script = f"catalogueTerms({json.dumps(terms, ensure_ascii=False, separators=(',', ':'))});\n"
    name = f"terms.{digest_of(script.encode())}.js"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(script, "utf-8")
    (folder / "edition.js").write_text(f"catalogueTerms({json.dumps(name)});\n", "utf-8")


def squeezed(source: str, suffix: str) -> str:
    """Return a style or a script without comments and needless spaces."""
    lines = [line.strip() for line in re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL).splitlines()]
    if suffix == ".js":
        code = (re.sub(r"(^| )// .*", "", line) for line in lines)
        return "".join(f"{line}\n" for line in code if line)
    style = " ".join(filter(None, lines))
    for sign in ("{", "}", ";", ",", ": "):
        style = re.sub(rf"\s*{re.escape(sign)}\s*" if sign != ": " else ": ", sign.strip(), style)
    style = re.sub(r"(?<=[\s:,(-])0\.(?=\d)", ".", re.sub(r" ([<>]=?|(?=!))\s?", r"\1", style))
    style = re.sub(r'="([a-z][a-z-]*)"\]', r"=\1]", style)
    style = re.sub(r" \+ (?=[a-z]+[ .,{:>\[])", "+", style)  # but not in a sum, where the spaces matter
    return style.replace(";}", "}") + "\n"


#: The licence of the stemmers, beside the script that holds one.
_LICENCE = "snowball.txt"


def _put_search(app: Sphinx, folder: Path) -> None:
    edition = domain_of(app.env).project.edition
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in _scripts(edition)[0].items():
        (folder / name).write_text(text, "utf-8")
    (folder / _LICENCE).write_text(licence_text("snowballstemmer"), "utf-8")
    if domain_of(app.env).project.own_theme:
        _put_suggestions(folder.parent, edition)


def _put_index(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Write the index after all pages, with which the entries of each service are stored."""
    project = domain_of(app.env).project
    if has_search(app):
        folder, program = Path(app.outdir, "_static", SEARCH_FOLDER), _scripts(project.searched)[1]
        index.write(folder, project.searched, passages(app), program, project.store)
    yield from ()


#: The scripts that are published as one, the engine, in this order.
_ENGINE = ("parts", "stemmer", "words", "resolve", "engine")


def _scripts(edition: Edition) -> tuple[dict[str, str], str]:
    """Return the scripts of the search by their names, and a digest of them, which one of them holds."""
    sources = {path.stem: squeezed(path.read_text("utf-8"), ".js") for path in sorted((_THEME / "search").iterdir())}
    sources["stemmer"] = stemmer(edition.language)
    program = digest_of("".join(sources.values()).encode())
    engine = "".join(map(sources.pop, _ENGINE)).replace("{program}", program)
    return {"engine.js": engine, **{f"{name}.js": text for name, text in sources.items()}}, program


def _put_suggestions(static: Path, edition: Edition) -> None:
    """Write the names of scripts and the words that the search field in the header loads when it gets the focus."""
    names_of_scripts = [named(static, f"search/{name}.js") for name in ("engine", "suggest")]
    found = {
        "scripts": names_of_scripts,
        "style": named(static, "suggest.css"),
        "label": edition.words("search.suggestions"),
        "kinds": {kind: edition.words(f"kind.{kind}") for kind in RESULT_KINDS},
    }
    folder = static / "suggest"
    folder.mkdir(exist_ok=True)
    script = f"catalogueSuggest({json.dumps(found, ensure_ascii=False, separators=(',', ':'))});\n"
    (folder / "edition.js").write_text(script, "utf-8")


def stemmer(language: str) -> str:
    """Return the stemmer of the index in JavaScript, which Sphinx brings; an empty script for a language without one."""
    texts = []
    if algorithm := ALGORITHMS.get(language):
        scripts = Path(sphinx.search.__file__).parent / "minified-js"
        texts = [f"/*! Snowball: {_LICENCE} */"]
        texts += [(scripts / f"{name}-stemmer.js").read_text("utf-8") for name in ("base", algorithm)]
        texts.append(f'catalogueSearch.put("stemmer",new {algorithm.capitalize()}Stemmer());')
    return "".join(f"{text.rstrip()}\n" for text in texts)


def setup(app: Sphinx) -> None:
    app.connect("write-started", _begin, priority=400)  # before other files are written
    app.connect("build-finished", _finish)
    app.connect("write-started", _put)
    app.connect("html-collect-pages", _put_index, priority=900)
