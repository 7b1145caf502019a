"""The catalogue in one Sphinx project: its edition, its pages and their addresses."""

import dataclasses
import functools
from pathlib import Path
from typing import NamedTuple, TypeGuard
from urllib.parse import quote, urljoin

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.util.osutil import relative_uri

from service_catalogue import views
from service_catalogue.locale import FALLBACK, Borrowed
from service_catalogue.messages.problem import Location
from service_catalogue.model.catalogue import EMPTY_LISTS
from service_catalogue.sphinx_ext.config import catalogue_of, data_folder, document_language_of, language_of
from service_catalogue.sphinx_ext.overlay import added_documents
from service_catalogue.sphinx_ext.templates import Renderer
from service_catalogue.store import Store
from service_catalogue.views import directive_views
from service_catalogue.views.edition import Edition
from service_catalogue.views.glossary import GLOSSARY
from service_catalogue.views.page import Address, Page, Part, Parts
from service_catalogue.views.piece import Download, Link

#: The builders that render views as HTML and write pages from data; for others, views become docutils nodes.
RENDERED = ("html", "dirhtml")
#: The name of the theme.
THEME = "catalogue"
#: Kinds of pages that are not made in a foreign theme, in which the search may be a document.
_OWN_THEME_ONLY = ("search",)

#: The name of a view, the ids of its objects, and the kinds of its parts; empty for all.
View = tuple[str, tuple[str, ...], tuple[str, ...]]


class Correction(NamedTuple):
    """An address for a correction."""

    address: str
    #: ``propose`` a change, or ``report`` an error.
    way: str


class Project:
    """A project with a catalogue; an attribute of the domain that is never pickled."""

    def __init__(self, app: Sphinx) -> None:
        config = app.config
        self.builder: Builder = app.builder
        self.env: BuildEnvironment = app.env
        booklets = dict(_downloads(config.catalogue_downloads.get("pdf", {})))
        data = config.catalogue_downloads.get("data", "").rstrip("/")
        self.edition = Edition(catalogue_of(app), language_of(app), booklets, data)
        #: The language of the documents.
        self.language = document_language_of(app)
        self.own_theme: bool = config.html_theme == THEME
        #: Whether its pages link to those in other languages.
        self.switched: bool = self.own_theme and bool(config.catalogue_languages)
        self.rendered: bool = app.builder.name in RENDERED
        #: Whether its pages are in our own theme, with our styles and scripts, which EPUB has not.
        self.styled: bool = self.own_theme and isinstance(app.builder, StandaloneHTMLBuilder) and app.builder.name != "epub"
        #: The folder that names of files are relative to.
        self.root = data_folder(app).parent
        self._kinds = config.catalogue_pages
        self._base = config.html_baseurl
        self._forge: str = config.catalogue_edit_url
        self._whole_root = self.root.resolve()
        #: The pages that are made from data.
        self.pages: dict[str, Address] = {}
        #: The documents that replace pages of their names.
        self.taken: list[str] = []
        #: Results of earlier builds.
        self.store = store_in(Path(app.doctreedir), app.builder.name)
        #: The pages that an earlier build made from data.
        self.former: set[str] = set()
        #: Relative addresses from the page that is being rendered.
        self._way: tuple[str, dict[str, str]] = ("", {})
        self._parts: dict[View, Parts] = {}

    def prose_edition(self, document: str) -> Edition:
        """Return the edition for terms in a document: that of its language, if the catalogue has it."""
        language, known = self.language_of(document), self.edition.catalogue.identity.languages
        return Edition(self.edition.catalogue, language) if language in known else self.edition

    def language_of(self, document: str) -> str:
        """Return the language of a document, which is that of its folder if it completes the project."""
        return Path(self.env.config.catalogue_prose).name if document in added_documents(self.env) else self.language

    def borrowed(self, document: str) -> str:
        """Return the language of a document if it is not that of the catalogue; else empty."""
        language = self.language_of(document)
        return "" if language == self.edition.language else language

    def named(self, words: str, document: str) -> nodes.inline:
        """Return ``words`` of the catalogue for a document, marked with their language if it is not that of the document."""
        language = FALLBACK if isinstance(words, Borrowed) else self.edition.language
        # From this class, docutils makes the attribute ``lang``.
        return nodes.inline("", words, classes=[f"language-{language}"] if language != self.language_of(document) else [])

    def find_pages(self) -> None:
        """Find the pages to make, when all documents are known."""
        addresses = [address for address in views.addresses(self.edition.catalogue) if self._is_wanted(address)]
        self.taken = [address.document for address in addresses if address.document in self.env.found_docs]
        self.pages = {address.document: address for address in addresses if address.document not in self.taken}

    def _is_wanted(self, address: Address) -> bool:
        if not self.rendered or address.kind == "home" or (address.kind in _OWN_THEME_ONLY and not self.own_theme):
            return False
        return self.makes(address.kind)

    def makes(self, kind: str) -> bool:
        """Return whether ``catalogue_pages`` has pages of ``kind``."""
        return self._kinds if isinstance(self._kinds, bool) else kind in self._kinds

    def page(self, document: str) -> Page:
        """Return the view of a page from data."""
        address = self.pages[document]
        return views.page(self.searched if address.kind == "search" else self.edition, address)

    @functools.cached_property
    def searched(self) -> Edition:
        """The edition of the search: without objects if no other page is made from data, as results would have no target."""
        if any(address.kind != "search" for address in self.pages.values()):
            return self.edition
        return Edition(dataclasses.replace(self.edition.catalogue, services=(), **EMPTY_LISTS), self.edition.language)

    def reaches(self, link: Link | Download | None) -> TypeGuard[Link | Download]:
        """Return whether there is a page or a file at ``link``."""
        if isinstance(link, Download):
            return True
        if link is None or link.document in self.taken:
            return False
        return link.document in self.pages or link.document in self.env.found_docs

    def href(self, document: str, link: Link | Download) -> str:
        """Return the address of ``link`` relative to the page ``document``."""
        if isinstance(link, Download):
            return self.outside(document, link.path)
        address = "" if link.document == document else self._relative(document, link.document)
        return f"{address}#{link.anchor}" if link.anchor else address or "#"

    def _relative(self, document: str, other: str) -> str:
        if document != self._way[0]:
            self._way = (document, {})
        found = self._way[1]
        if other not in found:
            found[other] = self.builder.get_relative_uri(document, other)
        return found[other]

    def outside(self, document: str, address: str) -> str:
        """Return an address that is relative to the root of the site relative to the page ``document``."""
        return address if "://" in address else relative_uri(self.builder.get_target_uri(document), address)

    def absolute(self, address: str) -> str:
        """Return an address that is relative to the root of the site as an absolute one; unchanged if that of the site is unknown."""
        if "://" in address or not self._base:
            return address
        return urljoin(f"{self._base.rstrip('/')}/", address)

    def renderer(self, document: str, *, again: bool = False) -> Renderer:
        """Return the renderer of the page ``document``; it omits ids if another page has the views ``again``."""

        @functools.cache
        def to(link: Link | Download | None) -> Markup:
            # Not by ``Markup.format``, which takes ten times as long: there are thousands on a page.
            return Markup(f' href="{escape(self.href(document, link))}"') if self.reaches(link) else Markup()

        return Renderer(
            self.edition,
            # The attribute of a link; empty if its page does not exist.
            to=to,
            reaches=self.reaches,
            # The address for a correction, by location, heading and id; None without one.
            correction=functools.partial(self.correction, document),
            again=again,
            # Whether the page has our scripts, and elements that need them.
            scripted=self.own_theme,
            switched=self.switched,
            # The relative address of the root of the site, and whether pages are folders.
            root="../" * self.builder.get_target_uri(document).count("/"),
            folders=self.builder.name == "dirhtml",
        )

    def parts(self, view: View) -> Parts:
        """Return the parts of a view; cached, for they are needed to check it, for its digest, and to render it."""
        if view not in self._parts:
            self._parts[view] = directive_views.parts(self.edition, *view, with_pages=self.rendered)
        return self._parts[view]

    def view(self, document: str, view: View, level: int) -> Markup:
        """Render the view of a directive on the page ``document``, with parts at heading level ``level``."""
        renderer = self.renderer(document, again=not directive_views.VIEWS[view[0]].keeps_ids)
        html = Markup("\n").join(renderer.part(part, level) for part in self.parts(view))
        if self.borrowed(document):
            html = Markup('<div lang="{}">{}</div>').format(self.edition.language, html)
        return html if self.own_theme else Markup('<div class="catalogue">{}</div>').format(html)

    def places(self, shown: Page | Part[object]) -> list[Location | None]:
        """Return the locations of parts and of their terms, if pages link to a forge."""
        if not self._forge:
            return []
        terms = (term for part in shown.walk() if GLOSSARY.shows(part) for term in part.content)
        return [shown.at, *(part.at for part in shown.walk()), *(term.at for term in terms)]

    def correction(self, document: str, at: Location | None, heading: str, anchor: str = "") -> Correction | None:
        """Return the address to correct a text ``at`` a location, which is below ``heading`` on the page ``document``.

        That is its line on the forge if both are known, else a mail to the contact; ``None`` without either.
        """
        if self._forge and at and (file := Path(at.path).resolve()).is_relative_to(self._whole_root):
            line = f"#L{at.line}" if at.line else ""
            return Correction(f"{self._forge.rstrip('/')}/{file.relative_to(self._whole_root).as_posix()}{line}", "propose")
        brand = self.edition.catalogue.identity.brand
        if not (brand and brand.contact and brand.contact.mail):
            return None
        subject = f"{self.edition.plain(self.edition.catalogue.identity.name)}: {heading}"
        body = self.absolute(self.builder.get_target_uri(document)) + (f"#{anchor}" if anchor else "")
        return Correction(f"mailto:{brand.contact.mail}?subject={quote(subject)}&body={quote(body)}", "report")


def store_in(doctrees: Path, builder: str) -> Store:
    """Return what ``builder`` has stored beside its doctrees."""
    return Store(doctrees / f"catalogue-{builder}")


def html_builder(app: Sphinx) -> StandaloneHTMLBuilder:
    """Return the builder of ``app``, which must be one of ``RENDERED``."""
    assert isinstance(app.builder, StandaloneHTMLBuilder)
    return app.builder


def _downloads(written: dict[str, tuple[str, int, int]]) -> list[tuple[str, Download]]:
    return [(id, Download(*values)) for id, values in written.items()]
