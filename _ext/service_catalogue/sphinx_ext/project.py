"""The catalogue in one Sphinx project: its configuration, its edition, its pages and their addresses."""

import base64
import dataclasses
import functools
import itertools
import os
import re
from collections.abc import Callable, Iterable, Mapping, Set
from pathlib import Path
from types import NoneType
from typing import NamedTuple, TypeGuard
from urllib.parse import quote, urljoin

import jinja2
import sphinx.locale
from docutils import nodes
from jinja2.bccache import Bucket
from markupsafe import Markup, escape
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ConfigError
from sphinx.project import Project as SphinxProject
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from service_catalogue import views
from service_catalogue.check.checker import check
from service_catalogue.locale.words import LAST_LANGUAGE, Borrowed, lang_of
from service_catalogue.messages.problem import Location
from service_catalogue.messages.suggestion import did_you_mean
from service_catalogue.messages.texts import FALLBACK, language_for
from service_catalogue.model.catalogue import EMPTY_LISTS, Catalogue, Identity
from service_catalogue.store import Store, digest_of_program
from service_catalogue.views import change, directives
from service_catalogue.views.edition import Download, Edition, Link, Piece
from service_catalogue.views.glossary import GLOSSARY
from service_catalogue.views.page import Page, PageAddress, Part, Parts

logger = logging.getLogger(__name__)

#: The value of ``catalogue_language`` that takes the name of the source folder.
FOLDER = "folder"

#: Catalogues by their folders; Sphinx pickles its configuration, which therefore cannot hold one.
_catalogues: dict[Path, Catalogue] = {}


def remember(folder: Path, catalogue: Catalogue) -> None:
    """Cache the checked catalogue of ``folder``, for this process and those that it forks."""
    _catalogues[folder.resolve()] = catalogue


def data_folder(app: Sphinx) -> Path:
    return Path(os.path.normpath(Path(app.confdir, app.config.catalogue_data)))


def catalogue_of(app: Sphinx) -> Catalogue:
    """Return the catalogue of the project; raise ``ConfigError`` if the data have errors."""
    folder = data_folder(app)
    if folder.resolve() not in _catalogues:
        if not folder.is_dir():
            raise ConfigError(f"catalogue_data: there is no folder {str(app.config.catalogue_data)!r} beside conf.py.")
        result = check(Path(os.path.relpath(folder)))
        if result.failed or result.catalogue is None:
            language = language_for(app.config.language)
            for problem in result.problems:
                if problem.is_error:
                    logger.error("%s [%s]", problem.message[language], problem.rule.name, location=str(problem.at))
            raise ConfigError("The data of the catalogue have errors, which are listed above.")
        remember(folder, result.catalogue)
    return _catalogues[folder.resolve()]


def language_of(app: Sphinx) -> str:
    """Return the language of the catalogue in this project."""
    chosen: str | None = app.config.catalogue_language
    identity = catalogue_of(app).identity
    if chosen is None:
        own = document_language_of(app)
        return own if own in identity.languages else identity.authoritative
    if chosen == FOLDER:
        chosen = Path(app.srcdir).name
    if chosen not in identity.languages:
        known = ", ".join(identity.languages)
        raise ConfigError(f"catalogue_language: the catalogue has no language {chosen!r}. It has {known}.")
    return chosen


def document_language_of(app: Sphinx) -> str:
    """Return the language of the documents: one of the catalogue, such as ``en`` for ``en_GB``, else an HTML language tag."""
    language: str = app.config.language
    known = catalogue_of(app).identity.languages
    return next((one for one in (language, language.partition("_")[0]) if one in known), language.replace("_", "-"))


def _choose_language(app: Sphinx, config: Config) -> None:
    """Set the language of Sphinx to the name of the source folder with ``catalogue_language = "folder"``."""
    if config.catalogue_language == FOLDER:
        config.language = language_of(app)
        # Sphinx has loaded the translations of the language in conf.py before extensions are asked.
        folders = [Path(app.confdir, folder) for folder in config.locale_dirs]
        app.translator, _ = sphinx.locale.init([*folders, None, Path(sphinx.__file__).parent / "locale"], config.language)
    if config.project == config.values["project"].default:  # a project without a name of its own
        config.project = str(catalogue_of(app).identity.name[language_of(app)])


def _is_list(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)


def _is_lists(value: object) -> bool:
    return isinstance(value, dict) and {*value} <= {"directives", "roles"} and all(map(_is_list, value.values()))


def _is_addresses(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for pair in value.items() for text in pair)


def _is_downloads(value: object) -> bool:
    if not isinstance(value, dict) or not {*value} <= {"data", "editions", "pdf"} or not isinstance(value.get("pdf", {}), dict):
        return False
    booklets = value.get("pdf", {}).values()
    whole = all(isinstance(one, (list, tuple)) and [*map(type, one)] == [str, int, int] for one in booklets)
    return whole and all(isinstance(value.get(key, ""), str) for key in ("data", "editions"))


#: The form of each value, in words and as a test: Sphinx only warns of a wrong type, and a later step would fail.
_EXPECTED: dict[str, tuple[str, Callable[[object], bool]]] = {
    "catalogue_data": ("the name of a folder", lambda value: isinstance(value, str)),
    "catalogue_language": (f"the code of a language or {FOLDER!r}", lambda value: value is None or isinstance(value, str)),
    "catalogue_pages": ("True, False or a list of kinds", lambda value: isinstance(value, bool) or _is_list(value)),
    "catalogue_languages": ("a dictionary: the code of each language, and its address", _is_addresses),
    "catalogue_downloads": (
        "a dictionary with 'data' and 'editions', addresses, and 'pdf', a dictionary: for each booklet its address, bytes and pages, "
        "as in {'mail': ('../pdf/mail-en.pdf', 131072, 9)}",
        _is_downloads,
    ),
    "catalogue_edit_url": ("an address", lambda value: isinstance(value, str)),
    "catalogue_prose": ("the name of a folder", lambda value: isinstance(value, str)),
    "catalogue_allow": (
        "a dictionary with 'directives' and 'roles', each a list of names",
        lambda value: value is None or _is_lists(value),
    ),
}


def check_values(app: Sphinx | None, config: Config) -> None:
    """Raise ``ConfigError`` for a value that is not what its setting takes."""
    for name in ("catalogue_data", "catalogue_prose"):
        if isinstance(config[name], os.PathLike):
            config[name] = os.fspath(config[name])
    for name, (words, is_right) in _EXPECTED.items():
        if not is_right(config[name]):
            raise ConfigError(f"{name}: expected {words}, not {config[name]!r}.")


def _check_kinds(app: Sphinx, config: Config) -> None:
    """Warn of unknown kinds of pages."""
    for kind in () if isinstance(config.catalogue_pages, bool) else config.catalogue_pages:
        if kind not in views.KINDS:
            hint = did_you_mean(str(kind), views.KINDS)[FALLBACK]
            message = f"catalogue_pages: there is no kind of page {kind!r}.{hint}"
            logger.warning("%s", message, type="catalogue", subtype="kind")


def source_folder(docs: Path, language: str, identity: Identity) -> Path:
    """Return the folder in ``docs`` with the documents for ``language``: those of another language if it has none."""
    known = (language, LAST_LANGUAGE, identity.authoritative, *identity.languages)
    return next((docs / other for other in known if (docs / other).is_dir()), docs / language)


#: The file that Sphinx takes for the source of each page from data: it is as old as the program, and never read.
_SOURCE = Path(__file__)


class CompletedProject(SphinxProject):
    """A project with the documents of its source folder and, where it has none of the name, those of ``folders`` and ``pages``."""

    def __init__(self, project: SphinxProject, folders: Iterable[Path], pages: Iterable[str]) -> None:
        super().__init__(project.srcdir, project.source_suffix)
        self.restore(project)
        self._folders, self._wanted = tuple(folders), tuple(pages)
        #: The documents of the other folders.
        self.added: dict[str, Path] = {}

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Find the documents of all folders, and the pages from data."""
        own = frozenset(super().discover(exclude_paths, include_paths))
        paths = [(folder, path) for folder in self._folders for path in sorted(folder.rglob("*.md"))]
        found = {path.relative_to(folder).with_suffix("").as_posix(): path for folder, path in paths}
        self.added = {document: path for document, path in found.items() if document not in own}
        #: The pages from data.
        self.pages = [page for page in self._wanted if page not in own and page not in self.added]
        # Sphinx joins these paths to the source folder, which an absolute one ignores.
        self._docname_to_path |= self.added | dict.fromkeys(self.pages, _SOURCE)
        self.docnames |= {*self.added, *self.pages}
        return self.docnames

    def path2doc(self, filename: str | Path) -> str | None:  # type: ignore[override]
        """Return the document of a file in any folder: a link between documents of another folder may lead to an own one."""
        path = Path(filename)
        return super().path2doc(next((path.relative_to(one) for one in self._folders if path.is_relative_to(one)), path))


def completed(env: BuildEnvironment) -> CompletedProject:
    assert isinstance(env.project, CompletedProject)
    return env.project


def _allow_outside_of_menus(app: Sphinx, env: BuildEnvironment) -> None:
    """Let a toctree that lists own documents leave the others out without a warning."""
    for document in (*completed(env).added, *completed(env).pages):
        env.metadata[document].setdefault("orphan", "")


def _hint_at_menu(app: Sphinx, env: BuildEnvironment) -> None:
    """Say how to correct Sphinx's warnings of own documents that no menu has."""
    listed = {env.config.root_doc, *itertools.chain.from_iterable(env.toctree_includes.values())}
    left = sorted(name for name in env.found_docs - listed if "orphan" not in env.metadata[name])
    if left and env.config.catalogue_prose:
        logger.warning("Add this at the end of %s.md:\n\n```{toctree}\n:hidden:\n\n%s\n```", env.config.root_doc, "\n".join(left))


def _link(app: Sphinx, doctree: nodes.document) -> None:
    """Let links of Markdown lead to the added documents, whose files MyST looks for in the source folder."""
    for link in doctree.findall(pending_xref):
        document, _, anchor = link["reftarget"].partition("#")
        document = document.removesuffix(".md")
        if link["reftype"] == "myst" and document in completed(app.env).added:
            link.attributes |= {"refdomain": "doc", "reftarget": document, "reftargetid": anchor or None}


#: Space without effect: at the beginning of a line, and on either side of the tag of a block.
_INDENTATION = re.compile(r"\n\s+")
_BLOCKS = (
    r"</?(?:article|aside|caption|colgroup|dd|details|div|dl|dt|figcaption|figure|footer|form|h\d|header|li|main|nav|ol|p|section"
    r"|summary|table|t[dhr]|tbody|thead|ul)\b"
)
_BEFORE_BLOCKS = re.compile(rf"\n(?={_BLOCKS})")
_AFTER_BLOCKS = re.compile(rf"({_BLOCKS}[^<>]*>)\n")
_TEMPLATES = Path(__file__).parent.parent / "theme"


@functools.cache
def environment() -> jinja2.Environment:
    """Return the environment of all templates, in which an undefined name is an error."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        finalize=_marked,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["plain"] = str  # for attributes and titles, which can have no tag
    made.filters["lang"] = _lang
    return made


class Compiled(jinja2.BytecodeCache):
    """A cache of compiled templates."""

    def __init__(self, folder: Path) -> None:
        self._store = Store(folder)
        self._program = digest_of_program()

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._store.get(f"{bucket.key}.json", f"{self._program} {bucket.checksum}"):
            bucket.bytecode_from_string(base64.b64decode(code))

    def dump_bytecode(self, bucket: Bucket) -> None:
        code = base64.b64encode(bucket.bytecode_to_string()).decode()
        self._store.put(f"{bucket.key}.json", f"{self._program} {bucket.checksum}", code)


def compile_templates(folder: Path) -> None:
    """Compile all templates for the processes that are forked later, and cache the code in ``folder`` for later builds."""
    environment().bytecode_cache = Compiled(folder)
    for name in environment().list_templates(extensions=["html", "xml", "atom"]):
        if "/" in name or name in ("content.html", "part.html"):  # Sphinx renders the others
            environment().get_template(name)


def _marked(value: object) -> object:
    """Return a value for a template; words that are borrowed from another language are marked with it."""
    return Markup("<span{}>{}</span>").format(_lang(value), str(value)) if isinstance(value, Borrowed) else value


def _lang(value: object) -> Markup:
    """Return the attribute ``lang`` of an element with ``value`` alone; empty if it is not borrowed from another language."""
    return Markup(' lang="{}"{}').format(value.lang, Markup(value.mark)) if isinstance(value, Borrowed) else Markup()


def _lean(html: Markup) -> Markup:
    """Return ``html`` without space that has no effect."""
    return Markup(_AFTER_BLOCKS.sub(r"\1", _BEFORE_BLOCKS.sub("", _INDENTATION.sub("\n", html))))


class Renderer:
    """Renders views on one page, of which every template knows ``context``."""

    def __init__(self, edition: Edition, **context: object) -> None:
        self._context = {"words": edition.words, "edition": edition, "render": self.part, **context}

    def page(self, page: Page) -> Markup:
        """Render the content of a page from data."""
        return _lean(self._render("content.html", page=page))

    def part(self, part: Part[object], level: int = 2) -> Markup:
        """Render a part and its inner parts, with its heading at ``level``."""
        return self._render("part.html", part=part, level=level)

    def term(self, piece: Piece) -> Markup:
        """Render a mention of a term."""
        return self._render("components/mention.html", pieces=(piece,))

    def frame(self, template: str, **context: object) -> Markup:
        """Render a part of the frame around a page."""
        return _lean(self._render(f"sections/{template}.html", **context))

    def _render(self, template: str, **context: object) -> Markup:
        return Markup(environment().get_template(template).render(**self._context, **context))


#: The builders that render views as HTML; for others, views become docutils nodes.
RENDERED = ("html", "dirhtml")
#: Formats with cells that span others; elsewhere, the cells behind one would get into another column.
_SPANNING = ("html", "latex", "text", "xml", "pseudoxml")
#: The beginning of the address of a place in what becomes a doctree.
PLACE = "catalogue:"
#: The number of relative addresses that are cached.
_RELATIVE_ADDRESSES = 4096
#: The name of the theme.
THEME = "catalogue"
#: The name of a view, the ids of its objects, and the kinds of its parts; empty for all.
View = tuple[str, tuple[str, ...], tuple[str, ...]]


class PageRecord(NamedTuple):
    """The record of a page from data."""

    #: A digest of its inputs.
    inputs: str
    #: A digest of its view, and of what all pages show.
    view: str


class PageOutput(NamedTuple):
    """A page as it is read and written."""

    #: Its view, which takes much memory, without the content of its parts.
    page: Page
    doctree: nodes.Element
    #: Compressed: all pages that are made anew are kept until they are written.
    html: bytes


class Correction(NamedTuple):
    """An address for a correction."""

    address: str
    #: ``change`` it in the form, ``propose`` a change, or ``report`` an error.
    way: str


class Project:
    """A project with a catalogue; an attribute of the domain that is never pickled."""

    def __init__(self, app: Sphinx) -> None:
        config = app.config
        self.builder: Builder = app.builder
        self.env: BuildEnvironment = app.env
        booklets = {id: Download(*values) for id, values in config.catalogue_downloads.get("pdf", {}).items()}
        data = config.catalogue_downloads.get("data", "").rstrip("/")
        former = config.catalogue_downloads.get("editions")
        editions = Download(former, 0, 0) if former else None
        self.edition = Edition(catalogue_of(app), language_of(app), booklets, data, editions)
        #: The language of the documents.
        self.language = document_language_of(app)
        self.own_theme: bool = config.html_theme == THEME
        #: Whether its pages link to those in other languages.
        self.switched: bool = self.own_theme and bool(config.catalogue_languages)
        self.rendered: bool = app.builder.name in RENDERED
        #: Whether the doctree of a page has its title alone: our own theme has neither the search of Sphinx nor its tables of contents.
        self.lean: bool = self.own_theme and self.rendered
        #: Whether tables have one header row and no cell that spans others.
        self.flat: bool = app.builder.format not in _SPANNING
        #: Whether its pages are in our own theme, with our styles and scripts, which EPUB has not.
        self.styled: bool = self.own_theme and isinstance(app.builder, StandaloneHTMLBuilder) and app.builder.name != "epub"
        #: The folder that names of files are relative to.
        self._root = data_folder(app).parent.resolve()
        self._kinds = config.catalogue_pages
        self._base = config.html_baseurl
        self._forge: str = config.catalogue_edit_url
        #: Whether it has the form that changes the data.
        self.form: bool = self.styled and (config.catalogue_form or bool(self._forge)) and self.makes(change.CHANGE_DOCUMENT)
        #: The pages that are made from data, if no document has their name.
        self.wanted = {
            address.document: address for address in views.addresses(self.edition.catalogue) if self._is_wanted(address)
        }
        prose = config.catalogue_prose
        folders = [Path(app.confdir, prose).resolve()] if prose else []
        app.project = app.env.project = CompletedProject(app.project, folders, self.wanted)
        #: The records of the pages as they are now.
        self.records: dict[str, PageRecord] = {}
        #: Results of earlier builds.
        self.store = Store(Path(app.doctreedir, f"catalogue-{app.builder.name}"))
        #: Cached, for a page has thousands of links to few others.
        self._relative = functools.lru_cache(_RELATIVE_ADDRESSES)(app.builder.get_relative_uri)
        #: Whether the assets of the earlier build stay.
        self.keeps_assets = False
        #: The pages that are read and written.
        self.outputs: dict[str, PageOutput] = {}

    def prose_edition(self, document: str) -> Edition:
        """Return the edition for terms in a document: that of its language, if the catalogue has it."""
        language, known = self.language_of(document), self.edition.catalogue.identity.languages
        return Edition(self.edition.catalogue, language) if language in known else self.edition

    def language_of(self, document: str) -> str:
        """Return the language of a document, which is that of its folder if it completes the project."""
        return Path(self.env.config.catalogue_prose).name if document in completed(self.env).added else self.language

    def borrowed(self, document: str) -> str:
        """Return the language of a document if it is not that of the catalogue; else empty."""
        language = self.language_of(document)
        return "" if language == self.edition.language else language

    def named(self, words: str, document: str) -> nodes.inline:
        """Return ``words`` of the catalogue for a document, marked with their language if it is not that of the document."""
        language = lang_of(words) or self.edition.language
        # From this class, docutils makes the attribute ``lang``.
        return nodes.inline("", words, classes=[f"language-{language}"] if language != self.language_of(document) else [])

    @functools.cached_property
    def pages(self) -> dict[str, PageAddress]:
        """The pages that are made from data, once Sphinx has found the documents."""
        return {document: self.wanted[document] for document in completed(self.env).pages}

    def _is_wanted(self, address: PageAddress) -> bool:
        if address.kind == "search":  # in a foreign theme, it may be a document
            return self.rendered and self.own_theme and self.makes("search")
        return self.form if address.kind == "change" else address.kind != "home" and self.makes(address.kind)

    def makes(self, kind: str) -> bool:
        """Return whether ``catalogue_pages`` has pages of ``kind``."""
        return self._kinds if isinstance(self._kinds, bool) else kind in self._kinds

    def page(self, document: str) -> Page:
        """Return the view of a page from data."""
        address = self.pages[document]
        return views.page(self.searched if address.kind == "search" else self.edition, address)

    def service_of(self, document: str) -> str:
        """Return the id of the service of a page; empty if it has several or none."""
        address = self.pages[document]
        return address.ids[-1] if address.kind in ("service", "duties", "calls") else ""

    @functools.cached_property
    def frame(self) -> str:
        """A digest of the inputs of all pages: the program, the settings, the form of doctrees, and the names of documents."""
        edition = (self.edition.language, self.edition.data, self.edition.editions, self.edition.catalogue.identity)
        form = (self.lean, self.rendered, self.flat, bool(self._forge))
        return views.digest((self.env.version, edition, form, [*self.pages], sorted(self.env.found_docs)))

    @functools.cached_property
    def searched(self) -> Edition:
        """The edition of the search: without objects if no other page is made from data, as results would have no target."""
        if any(address.kind != "search" for address in self.pages.values()):
            return self.edition
        return Edition(dataclasses.replace(self.edition.catalogue, services=(), **EMPTY_LISTS), self.edition.language)

    @property
    def linked(self) -> Set[str]:
        """The pages to which a link can lead: none in a manual page."""
        return self.pages.keys() if self.builder.name != "man" else set()

    def reaches(self, link: Link | Download | None) -> TypeGuard[Link | Download]:
        """Return whether there is a page or a file at ``link``."""
        if isinstance(link, Download):
            return True
        return link is not None and (
            link.document in self.linked or (link.document in self.env.found_docs and link.document not in self.wanted)
        )

    def href(self, document: str, link: Link | Download) -> str:
        """Return the address of ``link`` relative to the page ``document``."""
        if isinstance(link, Download):
            return self.outside(document, link.path)
        address = "" if link.document == document else self._relative(document, link.document)
        return f"{address}#{link.anchor}" if link.anchor else address or "#"

    def outside(self, document: str, address: str) -> str:
        """Return an address that is relative to the root of the site relative to the page ``document``."""
        return address if "://" in address else relative_uri(self.builder.get_target_uri(document), address)

    def absolute(self, address: str) -> str:
        """Return an address that is relative to the root of the site as an absolute one; unchanged if that of the site is unknown."""
        if "://" in address or not self._base:
            return address
        return urljoin(f"{self._base.rstrip('/')}/", address)

    def renderer(self, document: str, *, again: bool = False, alone: bool = False) -> Renderer:
        """Return the renderer of the page ``document``; it omits ids if another page has the views ``again``.

        What is read ``alone`` becomes a doctree: it says in words to what it cannot lead, and its links are resolved later.
        """

        def reaches(link: Link | Download | None) -> bool:
            return self.reaches(link) and not (alone and isinstance(link, Download))

        @functools.cache
        def to(link: Link | Download | None) -> Markup:
            if not reaches(link):
                return Markup()
            assert link
            address = f"{PLACE}{link.document}#{link.anchor}" if alone and isinstance(link, Link) else self.href(document, link)
            # Not by ``Markup.format``, which takes ten times as long: there are thousands on a page.
            return Markup(f' href="{escape(address)}"')

        return Renderer(
            self.edition,
            # The attribute of a link; empty if its page does not exist.
            to=to,
            reaches=reaches,
            # The address for a correction, by location, heading and id; None without one.
            correction=functools.partial(self.correction, document) if not alone else lambda *_: None,
            forge=self.forge_address,
            again=again,
            alone=alone,
            # Whether the page has our scripts, and elements that need them.
            scripted=self.own_theme and not alone,
            switched=self.switched and not alone,
            # The relative address of the root of the site, and whether pages are folders.
            root="" if alone else "../" * self.builder.get_target_uri(document).count("/"),
            folders=self.builder.name == "dirhtml",
        )

    def parts(self, view: View) -> Parts:
        """Return the parts of a view; cached, for they are needed to check it, for its digest, and to render it."""
        return self.edition.cache.once(("view", view), lambda: directives.parts(self.edition, *view, with_pages=self.rendered))

    def view(self, document: str, view: View, level: int) -> Markup:
        """Render the view of a directive on the page ``document``, with parts at heading level ``level``."""
        renderer = self.renderer(document, again=not directives.VIEWS[view[0]].keeps_ids)
        html = Markup("\n").join(renderer.part(part, level) for part in self.parts(view))
        if self.borrowed(document):
            html = Markup('<div lang="{}">{}</div>').format(self.edition.language, html)
        return html if self.own_theme else Markup('<div class="catalogue">{}</div>').format(html)

    def places(self, shown: Page | Part[object]) -> list[Location | None]:
        """Return the locations of parts and of their terms, if pages link to a forge."""
        if not self._forge and not self.form:
            return []
        terms = (term for part in shown.walk() if GLOSSARY.shows(part) for term in part.content)
        return [shown.at, *(part.at for part in shown.walk()), *(term.at for term in terms)]

    def correction(self, document: str, at: Location | None, heading: str, anchor: str = "") -> Correction | None:
        """Return the address to correct a text ``at`` a location, which is below ``heading`` on the page ``document``.

        That is the form if it has the object there, else its line on the forge, else a mail to the contact; ``None`` without any.
        """
        if at and (object_address := self._changeable.get(at)):
            form = self.href(document, Link(change.CHANGE_DOCUMENT))
            return Correction(f"{form}?at={quote(object_address, safe=':')}", "change")
        if at and (address := self.forge_address(at)):
            return Correction(address + (f"#L{at.line}" if at.line else ""), "propose")
        brand = self.edition.catalogue.identity.brand
        if not (brand and brand.contact and brand.contact.mail):
            return None
        subject = f"{self.edition.plain(self.edition.catalogue.identity.name)}: {heading}"
        body = self.absolute(self.builder.get_target_uri(document)) + (f"#{anchor}" if anchor else "")
        return Correction(f"mailto:{brand.contact.mail}?subject={quote(subject)}&body={quote(body)}", "report")

    @functools.cached_property
    def _changeable(self) -> Mapping[Location, str]:
        return change.addresses(self.edition.catalogue) if change.CHANGE_DOCUMENT in self.pages else {}

    def forge_address(self, at: Location) -> str:
        """Return the address at which a file is edited on the forge; empty if it is not known."""
        file = Path(at.path).resolve()
        is_there = self._forge and file.is_relative_to(self._root)
        return f"{self._forge.rstrip('/')}/{file.relative_to(self._root).as_posix()}" if is_there else ""


def html_builder(app: Sphinx) -> StandaloneHTMLBuilder:
    """Return the builder of ``app``, which must be one of ``RENDERED``."""
    assert isinstance(app.builder, StandaloneHTMLBuilder)
    return app.builder


def setup(app: Sphinx) -> None:
    app.add_config_value("catalogue_data", "data", "env", types=(str,))
    app.add_config_value("catalogue_language", None, "env", types=(str, NoneType))
    app.add_config_value("catalogue_pages", True, "env", types=(bool, list, tuple))
    app.add_config_value("catalogue_languages", {}, "html", types=(dict,))
    # Pages that show a download have it in their digest.
    app.add_config_value("catalogue_downloads", {}, "", types=(dict,))
    app.add_config_value("catalogue_edit_url", "", "html", types=(str,))
    # Whether there is a form without an address at which the files are edited, as in a live preview.
    app.add_config_value("catalogue_form", False, "env", types=(bool,))
    # The folder of documents that complete the source folder.
    app.add_config_value("catalogue_prose", "", "env", types=(str,))
    app.connect("config-inited", check_values, priority=0)
    app.connect("config-inited", _choose_language, priority=1)
    app.connect("config-inited", _check_kinds)
    app.connect("doctree-read", _link)
    app.connect("env-updated", _allow_outside_of_menus)
    app.connect("env-check-consistency", _hint_at_menu)
