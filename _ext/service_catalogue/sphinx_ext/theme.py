"""The theme ``catalogue``: the context of its templates, and the styles and scripts of each page.

Handlers act only on our own theme; in a foreign theme, pages with parts of the catalogue get one style sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from service_catalogue.messages.problem import Location
from service_catalogue.sphinx_ext import assets
from service_catalogue.sphinx_ext.config import FOLDER, catalogue_of
from service_catalogue.sphinx_ext.domain import domain_of
from service_catalogue.sphinx_ext.overlay import source_folder
from service_catalogue.sphinx_ext.pages import Body, shows_parts
from service_catalogue.sphinx_ext.project import RENDERED, THEME, Project, View
from service_catalogue.sphinx_ext.translator import CatalogueTranslator, CodeFormatter
from service_catalogue.theme import POLICY
from service_catalogue.views.duties_page import OWN_HEAD
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import brand
from service_catalogue.views.page import Address, Page
from service_catalogue.views.piece import Link

#: The pages of the main menu and of the footer, by the keys of their names.
MAIN_MENU = {kind: f"{kind}/index" for kind in ("services", "tasks", "parties", "layers")}
MAIN_MENU |= {"glossary": "glossary", "standards": "standards/index", "how-to-read": "how-to-read"}
FOOT_MENU = {"about": "about", "accessibility": "accessibility", "changes": "changes"}

#: The priority of styles before those of the theme, which override them.
_BEFORE_THE_THEME = 150
_SEARCH_SCRIPTS = ("engine", "page")


@dataclass(frozen=True)
class Alternate:
    """A link to a page in a language of the catalogue."""

    language: str
    name: str
    address: str
    #: The absolute address if that of the site is known; else the relative one.
    absolute: str
    current: bool


@dataclass(frozen=True)
class Heading:
    """An entry of the table of contents of a page."""

    anchor: str
    words: str
    inner: tuple[Heading, ...] = ()


@dataclass(frozen=True)
class MenuEntry:
    """An entry of a menu; ``current`` is the value of ``aria-current`` on this page."""

    words: str
    link: Link
    current: str


def _add_frame(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    project = domain_of(app.env).project
    if not project.own_theme:
        if shows_parts(app, pagename, doctree):
            app.add_css_file("catalogue-parts.css")
            _add_search(app, pagename)
        return
    edition = project.edition
    page = body.page if isinstance(body := context.get("body"), Body) else None
    is_home = pagename == app.config.root_doc
    kind = project.pages[pagename].kind if page else "home" if is_home else "prose"
    contents = _page_contents(page) if page else _prose_contents(doctree)
    alternates = _alternates(app, project, pagename)
    name = app.config.project
    title = page.title if page else Markup(context.get("title", "")).striptags()
    shared = {
        "kind": kind,
        "pagename": pagename,
        "home": Link(app.config.root_doc),
        "is_home": is_home,
        # The language of documents that are not translated.
        "borrowed": "" if page else project.borrowed(pagename),
    }
    frame = project.renderer(pagename).frame
    search = Link("search")
    context["frame"] = {
        "language": edition.language,
        # With one service, the page of a party is its part.
        "kind": "duties" if page and OWN_HEAD.among(page.parts) else kind,
        "borrowed": shared["borrowed"],
        "with_contents": len(contents) > 2 and kind not in ("home", "glossary", "comparison"),
        "head": frame(
            "head",
            title=name if is_home else f"{title} – {name}",
            **_head(app, pagename, context, doctree, page),
            alternates=alternates,
        ),
        "term_more": edition.words("term.more"),
        "term_close": edition.words("frame.close"),
        "skip": frame("skip"),
        "header": frame(
            "header",
            **shared,
            name=name,
            **_logo(app, context),
            alternates=alternates,
            menu=_menu(project, MAIN_MENU, pagename) or _document_menu(app, pagename),
            search=project.href(pagename, search) if project.reaches(search) and kind != "search" else "",
        ),
        "trail": frame("trail", **shared, title=title, trail=_trail(app, pagename, page)),
        "contents": frame("contents", **shared, contents=contents),
        "footer": frame(
            "footer",
            **shared,
            licences=context["pathto"]("_static/third-party.txt", True),
            **_footer(app, pagename, page, kind),
            imprint=_imprint(edition, context["pageurl"] or f"{edition.language}/{pagename}.html", pagename)
            if page and project.reaches(Link(MAIN_MENU["services"]))
            else [],
            prevailing=next((item for item in alternates if item.language == edition.catalogue.identity.authoritative), None)
            if project.reaches(Link(MAIN_MENU["services"]))  # a manual in several languages is no catalogue
            else None,
            title=title,
        ),
    }
    _choose_assets(app, pagename, context, doctree)


def _head(
    app: Sphinx, pagename: str, context: dict[str, Any], doctree: nodes.document | None, page: Page | None
) -> dict[str, object]:
    static = Path(app.outdir, "_static")
    return {
        "site": app.config.project,
        "is_document": doctree is not None,
        "is_made": page is not None,
        "description": _description(app, pagename, page, doctree),
        "canonical": context["pageurl"],
        "policy": Markup(POLICY) if context.get("theme_policy") else "",
        "icon": context.get("favicon_url") or "icon.svg",
        "static": lambda file: context["pathto"](f"_static/{assets.named(static, file)}", True),
    }


def _footer(app: Sphinx, pagename: str, page: Page | None, kind: str) -> dict[str, object]:
    project = domain_of(app.env).project
    edition = project.edition
    return {
        "menu": _menu(project, FOOT_MENU, pagename),
        "manual": edition.catalogue.identity.manual_page("index", edition.language),
        "data": _data_address(project, pagename, kind),
        "at": _written_at(app, pagename, page),
        "brand": brand(edition),
    }


def _imprint(edition: Edition, address: str, pagename: str) -> list[str]:
    """Return the address of a page, the last change of its service and the edition of the catalogue, for its print."""
    words, catalogue = edition.words, edition.catalogue
    service = catalogue.objects["service"].get(pagename.rpartition("/")[2])
    changed = [words("service.stand.changed", date=words.date(service.changed))] if service and service.changed else []
    return [address, *changed, *filter(None, [edition.version()])]


# ---- Content of the frame


def _logo(app: Sphinx, context: dict[str, Any]) -> dict[str, object]:
    """Return the addresses of the icon and the logo, and the width of the logo at a height of 32 pixels; empty without one."""

    def address(file: str) -> str:
        return str(context["pathto"](f"_static/{assets.named(Path(app.outdir, '_static'), file)}", True))

    found = domain_of(app.env).project.edition.catalogue.identity.brand
    picture = found.picture if found else None
    icon = {"icon": address(context.get("logo_url") or "icon.svg")}
    if picture is None:
        return {**icon, "logo": ""}
    return {**icon, "logo": address("logo.png"), "logo_width": round(32 * picture.width / picture.height)}


def _description(app: Sphinx, pagename: str, page: Page | None, doctree: nodes.document | None) -> str:
    """Return the description for search engines: of a document, its first paragraph, or the summary of the catalogue."""
    if page:
        return page.description
    edition, shown = domain_of(app.env).project.edition, domain_of(app.env).data["views"].get(pagename, ())
    if any(name in ("home", "summary") for name, *_ in shown):
        return edition.plain(edition.catalogue.identity.summary)
    first = next(doctree.findall(nodes.paragraph), None) if doctree is not None else None
    return " ".join(first.astext().split()) if first is not None else ""


def _menu(project: Project, menu: dict[str, str], pagename: str) -> list[MenuEntry]:
    found = []
    for key, document in menu.items():
        if project.reaches(Link(document)):
            found.append(MenuEntry(project.edition.words(f"nav.{key}"), Link(document), _current(document, pagename)))
    return found


def _document_menu(app: Sphinx, pagename: str) -> list[MenuEntry]:
    """Return the documents in the toctree of the root document, the menu of a project that makes no pages from data."""
    documents = [document for document in app.env.toctree_includes.get(app.config.root_doc, ()) if "/" not in document]
    return [MenuEntry(app.env.titles[one].astext(), Link(one), _current(one, pagename)) for one in documents]


def _current(document: str, pagename: str) -> str:
    """Return the value of ``aria-current`` of a link to ``document``: ``true`` on a page below it."""
    return "page" if document == pagename else "true" if pagename.startswith(f"{document.removesuffix('/index')}/") else ""


def _trail(app: Sphinx, pagename: str, page: Page | None) -> list[tuple[str, Link]]:
    """Return the pages above: of a document, those named as its folders, such as ``editors`` of ``editors/format``."""
    if page:
        project = domain_of(app.env).project
        return [(words, link) for words, link in page.trail if project.reaches(link)]
    above = (str(folder) for folder in reversed(PurePosixPath(pagename).parents))
    return [(app.env.titles[document].astext(), Link(document)) for document in above if document in app.env.found_docs]


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
    if (app.config.catalogue_language != FOLDER and not prose) or pagename not in app.env.found_docs:
        return True
    own = source_folder(Path(app.srcdir).parent, language, catalogue_of(app).identity)
    file = pagename + app.env.doc2path(pagename).suffix
    return (own / file).is_file() or bool(prose and Path(prose, file).is_file())


def _data_address(project: Project, pagename: str, kind: str) -> str:
    file = pagename if kind == "service" else "catalogue"
    return project.outside(pagename, f"{project.edition.data}/{file}.json") if project.edition.data else ""


def _written_at(app: Sphinx, pagename: str, page: Page | None) -> Location | None:
    """Return the location of the first content of a page, or of its document."""
    if page:
        return page.at
    return Location(str(app.env.doc2path(pagename)), 0) if pagename in app.env.found_docs else None


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
}


def _choose_assets(app: Sphinx, pagename: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    app.add_js_file("catalogue.js", loading_method="defer", priority=200)
    address = domain_of(app.env).project.pages.get(pagename)
    for script in _SCRIPTS.get(address.kind, ()) if address else ():
        app.add_js_file(f"{script}.js", loading_method="defer", priority=300)
    for style in _styles(app, pagename, address):
        app.add_css_file(f"{style}.css", priority=_BEFORE_THE_THEME)
    _add_search(app, pagename)
    unused = [*assets.UNUSED_FILES]
    if doctree is None or not _uses_design(doctree):
        unused += assets.DESIGN_FILES
    for files in ("css_files", "script_files"):
        context[files] = [file for file in context[files] if PurePosixPath(str(file.filename)).name not in unused]
        assets.on_page(context, files, Path(app.outdir, "_static"))


def _styles(app: Sphinx, pagename: str, address: Address | None) -> tuple[str, ...]:
    """Return the styles of a page besides those of all pages."""
    if address:
        return ("service",) if address.kind == "service" else ("lists",)
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
