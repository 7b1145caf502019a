"""The theme ``catalogue``: the context of its templates, and the styles, scripts and fonts beside the pages.

All but the index are written before any page, for the address of a script or a style in a page has a digest of its file, so that a
browser may keep it for ever. Pages are written with such names, which the files get when all pages are written; what others add to a
project keeps its name.

Handlers act only on our own theme; in a foreign theme, pages with parts of the catalogue get one style sheet.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import sphinx.search
from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.builders import Builder, html
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.html._assets import _file_checksum

from service_catalogue import views
from service_catalogue.editing.changes import EditableObjects
from service_catalogue.messages.problem import Location
from service_catalogue.search import index
from service_catalogue.search.index import is_part
from service_catalogue.search.stems import ALGORITHMS
from service_catalogue.sphinx_ext.domain import domain_of, has_search
from service_catalogue.sphinx_ext.pages import output_of
from service_catalogue.sphinx_ext.project import FOLDER, RENDERED, THEME, Project, View, catalogue_of, html_builder, source_folder
from service_catalogue.sphinx_ext.prose import passages
from service_catalogue.sphinx_ext.translator import CatalogueTranslator, CodeFormatter
from service_catalogue.store import digest_of_program
from service_catalogue.theme import FONTS, POLICY, WEB_FONTS, licence_text
from service_catalogue.timings import stage
from service_catalogue.views.change import addresses, form
from service_catalogue.views.duties import OWN_HEAD
from service_catalogue.views.edition import Edition, Link, Untranslated
from service_catalogue.views.home import RESULT_KINDS
from service_catalogue.views.matrix import MATRIX
from service_catalogue.views.page import Page, PageAddress, brand
from service_catalogue.yaml.transaction import Transaction

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


def _renamed(file: Any, static: Path) -> Any:
    """Return a style or a script of a page with the final name of its file."""
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


def keep_assets(app: Sphinx) -> Callable[[], None]:
    """Keep the assets of the earlier build if they would be the same, else remove them; return what records them afterwards.

    Sphinx copies them each time, and removes none that is no longer part of a theme. The forms and the index are no part of them.
    """
    project, static = domain_of(app.env).project, Path(app.outdir, _STATIC)
    catalogue, settings = project.edition.catalogue, html_builder(app).build_info.config_hash
    key = views.digest((digest_of_program(), settings, catalogue.identity, catalogue.terms))

    def assets() -> list[str]:
        names = (path.relative_to(static).as_posix() for path in static.rglob("*") if path.is_file())
        return sorted(name for name in names if not name.startswith("change/") and not is_part(PurePosixPath(name).name))

    project.keeps_assets = project.styled and project.store.get("assets", key) == assets()
    if project.keeps_assets:
        vars(app.builder).update(copy_static_files=lambda: None)
        # Those that are there have a digest in their name; without them, Sphinx adds none either.
        vars(html).update(_file_checksum=lambda out, name: "" if _NAMED.search(str(name)) else _file_checksum(out, name))
        return lambda: None
    for path in static.glob("*"):
        if not path.is_dir():
            path.unlink()
        elif path.name != SEARCH_FOLDER:  # which removes its own
            shutil.rmtree(path)
    return lambda: project.store.put("assets", key, assets())


def _begin_assets(app: Sphinx, builder: Builder) -> None:
    """Remove the named assets of an earlier build, and forget their names, before any page is written."""
    named.cache_clear()
    if domain_of(app.env).project.styled and not domain_of(app.env).project.keeps_assets:
        for path in Path(app.outdir, _STATIC).rglob("*.*"):
            if _NAMED.search(path.name) and not is_part(path.name):
                path.unlink()


def _finish(app: Sphinx, exception: Exception | None) -> None:
    project = domain_of(app.env).project
    if exception or not project.styled or project.keeps_assets:
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
        _put_forms(static / "change", project)
    if project.keeps_assets:
        return
    if project.styled:
        static.joinpath("fonts").mkdir(parents=True, exist_ok=True)
        for name in WEB_FONTS:
            shutil.copyfile(FONTS / name, static / "fonts" / name)
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


#: The style of a logo, which may be as wide as three icons; the search field gets narrower.
_LOGO_STYLE = (
    ".brand .logo { width: auto; max-width: min(6rem, 14vw); height: 2rem; object-fit: contain; }\n"
    "@media (min-width: 64rem) and (width < 78rem) { .site-search input { width: 6rem; } }\n"
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


def _put_forms(folder: Path, project: Project) -> None:
    """Write what the form shows of each file of data, in a script that its page loads for that file alone."""
    catalogue = project.edition.catalogue
    root = Path(catalogue.folder)
    objects = EditableObjects(Transaction(root), catalogue)
    scripts = set[Path]()
    for path in {at.path: at for at in addresses(catalogue)} if project.form else ():
        text = objects.source(path).text
        inputs = f"{project.frame} {views.digest((text, catalogue.shared_inputs))}"
        values = project.store.compute(
            f"change/{Path(path).name}", inputs, functools.partial(form, project.edition, objects, path)
        )
        known = {"edit": project.forge_address(Location(path)), "file": Path(path).name, "text": text, **values}
        script = folder / Path(path).relative_to(root).with_suffix(".js")
        scripts.add(script)
        content = f"catalogueForm({json.dumps(known, ensure_ascii=False, separators=(',', ':'))});\n".encode()
        if not (script.is_file() and script.read_bytes() == content):
            script.parent.mkdir(parents=True, exist_ok=True)
            script.write_bytes(content)
    for script in {*folder.rglob("*.js")} - scripts:
        script.unlink()


#: A string, a template or a regular expression of a script, which keeps its spaces, and a sign with the spaces around it.
_SPACED = re.compile(
    r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|\${(?:[^`}]|`[^`]*`)*}|[^`\\])*`|(?<=[ (])/(?! )(?:\\.|\[(?:\\.|[^]\\])*]|[^/\\\n[])+/)"""
    r"""| ?([!=?:,;{}()<>|&*]+|[+-]=|(?<= )[+-](?= (?![+-]))) ?"""
)


def squeezed(source: str, suffix: str) -> str:
    """Return a style or a script without comments and needless spaces."""
    lines = [line.strip() for line in re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL).splitlines()]
    if suffix == ".js":
        code = (re.sub(r"(^| )// .*", "", line) for line in lines)
        return _SPACED.sub(lambda found: found[1] or found[2], "".join(f"{line}\n" for line in code if line))
    style = " ".join(filter(None, lines))
    for sign in ("{", "}", ";", ",", ": "):
        style = re.sub(rf"\s*{re.escape(sign)}\s*" if sign != ": " else ": ", sign.strip(), style)
    style = re.sub(r"(?<=[\s:,(-])0\.(?=\d)", ".", re.sub(r" ([<>]=?|(?=!))\s?", r"\1", style))
    style = re.sub(r'="([a-z][a-z-]*)"\]', r"=\1]", style)
    style = re.sub(r" \+ (?=[a-z]+[ .,{:>\[])", "+", style)  # but not in a sum, where the spaces matter
    style = re.sub(r"(@[a-z]+|\)) (?=\(|and )", r"\1", style)
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
        with stage(f"search/{project.searched.language}"):
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


#: The pages of the main menu and of the footer, by the keys of their names.
MAIN_MENU = {kind: f"{kind}/index" for kind in ("services", "tasks", "parties", "layers")}
MAIN_MENU["glossary"] = "glossary"
FOOT_MENU = {"standards": "standards/index"} | {key: key for key in ("how-to-read", "about", "accessibility", "changes")}

#: The templates of the frame.
_SECTIONS = ("head", "skip", "header", "trail", "contents", "untranslated", "footer")

#: The priority of styles before those of the theme, which override them.
_BEFORE_THE_THEME = 150
_SEARCH_SCRIPTS = ("engine", "page")


class Alternate(NamedTuple):
    """A link to a page in a language of the catalogue."""

    language: str
    name: str
    address: str
    #: The absolute address if that of the site is known; else the relative one.
    absolute: str
    current: bool


class Heading(NamedTuple):
    """An entry of the table of contents of a page."""

    anchor: str
    words: str
    inner: tuple[Heading, ...] = ()


class MenuEntry(NamedTuple):
    """An entry of a menu; ``current`` is the value of ``aria-current`` on this page."""

    words: str
    link: Link
    current: str


def _add_frame(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    project = domain_of(app.env).project
    if not project.own_theme:
        if project.rendered and (pagename in project.pages or domain_of(app.env).data["views"].get(pagename)):
            app.add_css_file("catalogue-parts.css")
            _add_search(app, pagename)
        return
    page = _page(app, pagename, context, doctree)
    known = _known(app, context, doctree, page)
    words, kind, frame = project.edition.words, known["kind"], project.renderer(pagename).frame
    context["frame"] = {
        "language": project.edition.language,
        # With one service, the page of a party is its part.
        "kind": "duties" if OWN_HEAD.among(page.parts) else kind,
        "borrowed": known["borrowed"],
        "with_contents": len(known["contents"]) > 2 and kind != "home",
        "term_more": words("term.more"),
        "term_close": words("frame.close"),
        **{section: frame(section, **known) for section in _SECTIONS},
    }
    _choose_assets(app, pagename, context, doctree)


def _page(app: Sphinx, pagename: str, context: dict[str, Any], doctree: nodes.document | None) -> Page:
    """Return the view of a page from data, or what the frame shows of a document: above it are those named as its folders."""
    project, titles = domain_of(app.env).project, app.env.titles
    if pagename in project.pages:
        return output_of(project, pagename).page
    return Page(
        pagename,
        Markup(context.get("title", "")).striptags(),
        (),
        description=_description(app, pagename, doctree),
        trail=tuple(
            (titles[name].astext(), Link(name)) for name in map(str, reversed(PurePosixPath(pagename).parents)) if name in titles
        ),
        at=Location(str(app.env.doc2path(pagename)), 0) if pagename in app.env.found_docs else None,
    )


def _known(app: Sphinx, context: dict[str, Any], doctree: nodes.document | None, page: Page) -> dict[str, Any]:
    """Return what the templates of the frame know of a page."""
    project, name = domain_of(app.env).project, page.document
    identity, search = project.edition.catalogue.identity, Link("search")
    own_name = project.edition.plain(identity.name)  # which may be borrowed
    site = {own_name: own_name}.get(app.config.project, app.config.project)
    is_home, is_made = name == app.config.root_doc, name in project.pages
    kind = project.pages[name].kind if is_made else "home" if is_home else "prose"
    alternates = _alternates(app, project, name)
    is_catalogue = project.reaches(Link(MAIN_MENU["services"]))  # which a manual in several languages is not
    address = context["pageurl"] or f"{project.edition.language}/{name}.html"
    return {
        "page": page,
        "kind": kind,
        "site": site,
        "title": site if is_home else f"{page.title} – {site}",
        "home": Link(app.config.root_doc),
        "is_home": is_home,
        "is_made": is_made,
        "is_document": doctree is not None,
        # The language of documents that are not translated.
        "borrowed": "" if is_made else project.borrowed(name),
        "contents": _page_contents(page) if is_made else _prose_contents(doctree),
        "matrix": next((part.anchor for part in page.parts if MATRIX.shows(part)), ""),
        "untranslated": Untranslated.mark in context.get("body", ""),
        "canonical": context["pageurl"],
        "policy": Markup(POLICY) if context.get("theme_policy") else "",
        "favicon": context.get("favicon_url"),
        "brand_icon": context.get("logo_url"),
        "logo": identity.brand and identity.brand.picture,
        "static": lambda file: context["pathto"](f"_static/{named(Path(app.outdir, '_static'), file)}", True),
        "alternates": alternates,
        "prevailing": next((other for other in alternates if is_catalogue and other.language == identity.authoritative), None),
        "menu": _menu(project, MAIN_MENU, name) or _document_menu(app, name),
        "foot_menu": _menu(project, FOOT_MENU, name),
        "search": project.href(name, search) if project.reaches(search) and kind != "search" else "",
        "data": _data_address(project, name),
        "brand": brand(project.edition),
        "imprint": _imprint(project.edition, address, name) if is_made and is_catalogue else [],
    }


def _imprint(edition: Edition, address: str, pagename: str) -> list[str]:
    """Return the address of a page, the last change of its service and the edition of the catalogue, for its print."""
    words, catalogue = edition.words, edition.catalogue
    service = catalogue.objects["service"].get(pagename.rpartition("/")[2])
    day = catalogue.changed(service.id) if service else None
    changed = [words("service.stand.changed", date=words.date(day))] if day else []
    return [address, *changed, *filter(None, [edition.version()])]


# ---- Content of the frame


def _description(app: Sphinx, pagename: str, doctree: nodes.document | None) -> str:
    """Return the description of a document for search engines: its first paragraph, or the summary of the catalogue."""
    edition, shown = domain_of(app.env).project.edition, domain_of(app.env).data["views"].get(pagename, ())
    if any(name in ("home", "summary") for name, *_ in shown):
        return edition.plain(edition.catalogue.identity.summary)
    first = next(doctree.findall(nodes.paragraph), None) if doctree is not None else None
    return " ".join(first.astext().split()) if first is not None else ""


def _menu(project: Project, menu: dict[str, str], pagename: str) -> list[MenuEntry]:
    reached = [(key, Link(document)) for key, document in menu.items() if project.reaches(Link(document))]
    return [MenuEntry(project.edition.words(f"nav.{key}"), link, _current(link.document, pagename)) for key, link in reached]


def _document_menu(app: Sphinx, pagename: str) -> list[MenuEntry]:
    """Return the documents in the toctree of the root document, the menu of a project that makes no pages from data."""
    documents = [document for document in app.env.toctree_includes.get(app.config.root_doc, ()) if "/" not in document]
    return [MenuEntry(app.env.titles[one].astext(), Link(one), _current(one, pagename)) for one in documents]


def _current(document: str, pagename: str) -> str:
    """Return the value of ``aria-current`` of a link to ``document``: ``true`` on a page below it."""
    return "page" if document == pagename else "true" if pagename.startswith(f"{document.removesuffix('/index')}/") else ""


def _alternates(app: Sphinx, project: Project, pagename: str) -> list[Alternate]:
    found = []
    for language in project.edition.catalogue.identity.languages:
        base = app.config.catalogue_languages.get(language)
        if base and _has_language(app, pagename, language):
            address = f"{base.rstrip('/')}/{app.builder.get_target_uri(pagename)}"
            relative = project.outside(pagename, address)
            absolute = project.absolute(address) if app.config.html_baseurl else relative
            name = Edition(project.edition.catalogue, language).own_name
            found.append(Alternate(language, name, relative, absolute, language == project.edition.language))
    return found


def _has_language(app: Sphinx, pagename: str, language: str) -> bool:
    """Return whether the page exists in ``language``; a document may be missing from the source folder of another language."""
    prose = app.config.catalogue_prose
    if (app.config.catalogue_language != FOLDER and not prose) or pagename in domain_of(app.env).project.pages:
        return True
    own = source_folder(Path(app.srcdir).parent, language, catalogue_of(app).identity)
    file = pagename + app.env.doc2path(pagename).suffix
    return (own / file).is_file() or bool(prose and Path(prose, file).is_file())


def _data_address(project: Project, pagename: str) -> str:
    file = pagename if pagename in project.pages and project.pages[pagename].kind == "service" else "catalogue"
    return project.outside(pagename, f"{project.edition.data}/{file}.json") if project.edition.data else ""


def _page_contents(page: Page) -> tuple[Heading, ...]:
    return tuple(Heading(part.anchor, part.heading) for part in page.parts if part.anchor)


def _prose_contents(doctree: nodes.document | None) -> tuple[Heading, ...]:
    def headings(parent: nodes.Element) -> tuple[Heading, ...]:
        sections = [child for child in parent.children if isinstance(child, nodes.section)]
        return tuple(Heading(section["ids"][-1], section[0].astext(), headings(section)) for section in sections)

    top = next(doctree.findall(nodes.section), None) if doctree is not None else None
    return headings(top) if top is not None else ()


# ---- Styles and scripts


#: The scripts of a page besides those of all pages, by its kind.
_SCRIPTS = {
    "glossary": ("glossary",),
    "service": ("matrix",),
    "duties": ("ticks",),
    "party": ("ticks",),
    "compare": ("compare",),
    "change": ("lines", "change"),
}


def _choose_assets(app: Sphinx, pagename: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    app.add_js_file("catalogue.js", loading_method="defer", priority=200)
    address = domain_of(app.env).project.pages.get(pagename)
    for script in _SCRIPTS.get(address.kind, ()) if address else ():
        app.add_js_file(f"{script}.js", loading_method="defer", priority=300)
    for style in _styles(app, pagename, address):
        app.add_css_file(f"{style}.css", priority=_BEFORE_THE_THEME)
    _add_search(app, pagename)
    unused = [*UNUSED_FILES]
    if doctree is None or not _uses_design(doctree):
        unused += DESIGN_FILES
    for files in ("css_files", "script_files"):
        used = (file for file in context[files] if PurePosixPath(str(file.filename)).name not in unused)
        context[files] = [_renamed(file, Path(app.outdir, _STATIC)) for file in used]


def _styles(app: Sphinx, pagename: str, address: PageAddress | None) -> tuple[str, ...]:
    """Return the styles of a page besides those of all pages."""
    if address:
        return {"service": ("service",), "change": ("change",)}.get(address.kind, ("lists",))
    return ("prose", "service", "lists") if domain_of(app.env).data["views"].get(pagename) else ("prose",)


def _uses_design(doctree: nodes.document) -> bool:
    return any(name.startswith("sd-") for node in doctree.findall(nodes.Element) for name in node["classes"])


def _add_search(app: Sphinx, pagename: str) -> None:
    """Add the scripts of the search to its page and to documents with it."""
    domain = domain_of(app.env)
    is_search = pagename in domain.project.pages and domain.project.pages[pagename].kind == "search"
    shown: set[View] = domain.data["views"].get(pagename, set())
    if is_search or any(view[0] == "search" for view in shown):
        for name in _SEARCH_SCRIPTS:
            app.add_js_file(f"search/{name}.js", loading_method="defer")


def _begin(app: Sphinx) -> None:
    if app.config.html_theme == THEME and isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.search = False  # the theme has a search of its own
        app.builder.highlighter.formatter = CodeFormatter


def _choose_translator(app: Sphinx, config: object) -> None:
    if app.config.html_theme == THEME:
        for builder in RENDERED:
            app.set_translator(builder, CatalogueTranslator)


def setup(app: Sphinx) -> None:
    app.add_html_theme(THEME, str(Path(__file__).parent.parent / "theme"))
    app.connect("config-inited", _choose_translator)
    app.connect("builder-inited", _begin)
    app.connect("html-page-context", _add_frame)
    app.connect("write-started", _begin_assets, priority=400)  # before other files are written
    app.connect("build-finished", _finish)
    app.connect("write-started", _put)
    app.connect("html-collect-pages", _put_index, priority=900)
