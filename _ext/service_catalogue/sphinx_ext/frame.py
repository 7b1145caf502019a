"""The frame around every page: header, navigation, language switch and footer, by our own templates."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx, TemplateBridge

from service_catalogue.sphinx_ext import settings
from service_catalogue.sphinx_ext.domain import CatalogueDomain
from service_catalogue.sphinx_ext.render import environment
from service_catalogue.views.edition import Edition, Link
from service_catalogue.vocabulary import CatalogueStatus

#: The pages of the main menu and of the footer, by the key of their name in the interface's words.
MAIN_MENU = {
    "services": "services/index",
    "tasks": "tasks/index",
    "parties": "parties/index",
    "layers": "layers/index",
    "glossary": "glossary",
    "how-to-read": "how-to-read",
}
FOOT_MENU = {"about": "about", "accessibility": "accessibility", "editors": "editors"}


@dataclass(frozen=True)
class Alternate:
    """The page in a language of the catalogue."""

    language: str
    name: str
    address: str
    #: The address from anywhere, where the site's is known; else the relative one.
    absolute: str
    current: bool


@dataclass(frozen=True)
class Heading:
    """An entry of the table of contents of a page."""

    anchor: str
    words: str
    inner: tuple[Heading, ...] = ()


class Frame(TemplateBridge):
    """Renders Sphinx's pages by the theme's templates; nothing of Sphinx's own templates is used."""

    def init(self, builder, theme=None, dirs=None) -> None:
        pass

    def newest_template_mtime(self) -> float:
        return 0  # a change of the theme is a change of the configuration value ``catalogue_frame``

    def newest_template_name(self) -> str:
        return ""

    def render(self, template: str, context: dict[str, Any]) -> str:
        return environment().get_template(template).render(**context)

    def render_string(self, template: str, context: dict[str, Any]) -> str:
        return environment().from_string(template).render(**context)


def _add_context(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    domain: CatalogueDomain = app.env.domains["catalogue"]
    edition, source = domain.edition, Path(app.srcdir)
    identity = edition.catalogue.identity
    made_from = settings.of(source)
    page = domain.page(pagename) if pagename in domain.addresses else None
    title = page.title if page else app.env.titles[pagename].astext()
    path, line = (page.path, page.line) if page else (f"docs/{made_from.prose_language}/{pagename}.md", 0)
    name = edition.plain(identity.name)
    uri = app.builder.get_target_uri(pagename)
    alternates = _alternates(uri, edition, made_from.base_url)
    context.update(
        words=edition.words,
        language=edition.language,
        edition=edition,
        kind=domain.addresses[pagename].kind if page else "prose",
        name=name,
        tagline=edition.plain(identity.tagline),
        window_title=name if pagename == "index" else f"{title} – {name}",
        page_title=title,
        description=page.description if page else "",
        trail=page.trail if page else _prose_trail(pagename, edition),
        contents=_page_contents(page) if page else _prose_contents(doctree),
        body=Markup(context.get("body", "")),
        # Prose that nobody wrote in the language of the page.
        borrowed="" if page or made_from.prose_language == edition.language else made_from.prose_language,
        main_menu={key: document for key, document in MAIN_MENU.items() if key != "layers" or edition.catalogue.layers},
        foot_menu=FOOT_MENU,
        alternates=alternates,
        canonical=next((alternate.absolute for alternate in alternates if alternate.current), "") if made_from.base_url else "",
        prevailing=next((alternate for alternate in alternates if alternate.language == identity.authoritative), None),
        adopted=identity.status is CatalogueStatus.ADOPTED,
        edit=_edit_address(made_from.edit_url, path, line),
        href=lambda link: _relative(app, pagename, link),
        href_file=lambda file: context["pathto"](file, True),
        root="../" * (uri.count("/") + 1),
    )


def _prose_trail(pagename: str, edition: Edition) -> tuple[tuple[str, Link], ...]:
    """The pages of the menus that a page of prose lies below: ``editors`` for ``editors/format``."""
    menu = {document: key for key, document in (MAIN_MENU | FOOT_MENU).items()}
    above = [str(folder) for folder in reversed(PurePosixPath(pagename).parents)]
    return tuple((edition.words(f"nav.{menu[document]}"), Link(document)) for document in above if document in menu)


def _relative(app: Sphinx, pagename: str, link: Link) -> str:
    address = "" if link.document == pagename else app.builder.get_relative_uri(pagename, link.document)
    return f"{address}#{link.anchor}" if link.anchor else address or "#"


def _alternates(uri: str, edition: Edition, base_url: str) -> list[Alternate]:
    found = []
    for language in edition.catalogue.identity.languages:
        inner = f"{language}/{uri}"
        relative = "../" * (uri.count("/") + 1) + inner
        absolute = f"{base_url.rstrip('/')}/{inner}" if base_url else relative
        name = Edition(edition.catalogue, language).own_name
        found.append(Alternate(language, name, relative, absolute, language == edition.language))
    return found


def _edit_address(edit_url: str, path: str, line: int) -> str:
    if not edit_url or Path(path).is_absolute() or path.startswith(".."):
        return ""
    return f"{edit_url.rstrip('/')}/{path}" + (f"#L{line}" if line else "")


def _page_contents(page) -> tuple[Heading, ...]:
    def headings(parts) -> tuple[Heading, ...]:
        return tuple(Heading(part.anchor, part.heading, headings(part.parts)) for part in parts if part.anchor)

    return headings(page.parts)


def _prose_contents(doctree: nodes.document | None) -> tuple[Heading, ...]:
    def headings(parent: nodes.Element) -> tuple[Heading, ...]:
        return tuple(
            Heading(section["ids"][-1], section[0].astext(), headings(section))
            for section in parent.children
            if isinstance(section, nodes.section)
        )

    top = next(doctree.findall(nodes.section), None) if doctree is not None else None
    return headings(top) if top is not None else ()


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", _add_context)
