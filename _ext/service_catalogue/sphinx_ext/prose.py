"""Prose: links from terms to the glossary, sections for the search, and an allow-list of markup.

A project that sets ``catalogue_allow`` accepts documents from people who may not run code on its site. Its documents can use
the directives and roles of the list alone, no front matter (which could switch extensions of MyST on), and images and
downloads that are plain files of the source folder.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from types import ModuleType, NoneType
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.parsers.rst.states import Inliner
from docutils.utils import Reporter
from markdown_it.tree import SyntaxTreeNode
from myst_parser.mdit_to_docutils.base import DocutilsRenderer, token_line
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import CustomReSTDispatcher

from service_catalogue.check.checker import read_search_words, unknown_sections
from service_catalogue.messages.texts import language_for
from service_catalogue.search.entries import ProseSection
from service_catalogue.sphinx_ext.domain import ancestors, catalogue_term, catalogue_view, domain_of
from service_catalogue.sphinx_ext.project import View, completed
from service_catalogue.views.directives import VIEWS
from service_catalogue.views.edition import Linker, Piece, PieceKind
from service_catalogue.views.plain import lines

if TYPE_CHECKING:
    from sphinx.util.typing import RoleFunction


logger = logging.getLogger(__name__)

#: The file in the source folder with the words of customers for sections, by ``<document>#<label>``.
SEARCH_WORDS = "search-words.yaml"

#: Nodes in which a term is not linked.
_NOT_IN = (
    *(nodes.title, nodes.rubric, nodes.reference, nodes.literal, nodes.literal_block, nodes.FixedTextElement),
    *(nodes.comment, nodes.term, catalogue_term, addnodes.pending_xref),
)


class TermLinks(SphinxTransform):
    """A link to the glossary at the first mention of a term in each section of a document."""

    default_priority = 860  # after roles and substitutions are in place

    def apply(self) -> None:
        domain = domain_of(self.env)
        if not domain.project.own_theme or not domain.project.makes("glossary"):
            return
        document = self.env.current_document.docname
        domain.note(document)
        edition = domain.project.prose_edition(document)
        linkers: dict[int, Linker] = {}
        for text in list(self.document.findall(nodes.Text)):
            if any(isinstance(one, _NOT_IN) or "sd-card-title" in one.get("classes", ()) for one in ancestors(text)):
                continue
            section = next((one for one in ancestors(text) if isinstance(one, nodes.section)), self.document)
            linker = linkers.setdefault(id(section), edition.linker_of_prose())
            pieces = linker.pieces(text.astext())
            if any(piece.kind is PieceKind.TERM or piece.lang for piece in pieces):
                text.parent.replace(text, [_node(piece) for piece in pieces])


def _node(piece: Piece) -> nodes.Node:
    if piece.kind is PieceKind.TERM and piece.link:
        return catalogue_term("", piece.words, term=piece.link.anchor, lang=piece.lang)
    return nodes.inline("", piece.words, lang=piece.lang) if piece.lang else nodes.Text(piece.words)


def _use_labels(section: nodes.section, document: nodes.document) -> None:
    """Use explicit labels as the ids of a section: all languages share them, while slugs differ."""
    labels = [document.nameids[name] for name in section["names"] if document.nametypes.get(name)]
    section["ids"] = labels or section["ids"]


def _collect_sections(app: Sphinx, doctree: nodes.document) -> None:
    """Record the texts and views of each section of a document."""
    domain = domain_of(app.env)
    docname = app.env.current_document.docname
    if docname in domain.project.pages or not domain.project.own_theme:
        return
    sections = []
    for section in doctree.findall(nodes.section):
        _use_labels(section, doctree)
        said: list[str | View] = []
        for child in section.children[1:]:
            if isinstance(child, catalogue_view):
                if not VIEWS[child["view"][0]].has_page:
                    said.append(child["view"])
            elif not isinstance(child, nodes.section | nodes.comment | nodes.target | nodes.system_message):
                said.append(_words(child))
        sections.append((section["ids"][-1], section[0].astext(), said))
    if docname != app.config.root_doc:  # the content of the home page has pages of its own
        domain.data["sections"][docname] = sections


def _words(node: nodes.Node) -> str:
    """Return the text of ``node`` without examples of code, whose content is invented and no search result."""
    if isinstance(node, nodes.literal_block):
        return ""
    if isinstance(node, nodes.TextElement):
        return node.astext() + ":" * isinstance(node, nodes.term)
    return {"row": " – ", "tbody": "; "}.get(type(node).__name__, " ").join(filter(None, map(_words, node.children)))


def passages(app: Sphinx) -> dict[str, list[ProseSection]]:
    """Return the sections of each document with the words of customers for them, and warn of words without a section."""
    domain = domain_of(app.env)
    added = completed(app.env).added
    words, problems = read_search_words(Path(os.path.relpath(app.srcdir), SEARCH_WORDS))
    if added:
        of_added, _ = read_search_words(Path(app.config.catalogue_prose, SEARCH_WORDS))
        words |= {address: known for address, known in of_added.items() if address.partition("#")[0] in added}

    def text(said: str | View) -> str:
        if isinstance(said, str):
            return said
        parts = (inner for part in domain.project.parts(said) for inner in part.walk())
        shown = " ".join(" ".join([part.heading, *lines(part.content)]) for part in parts)
        # Each edit changes the digest, and with it the indexes of all languages.
        return shown.replace(domain.project.edition.catalogue.digest, "")

    found = {
        document: [
            ProseSection(anchor, title, " ".join(" ".join(map(text, said)).split()), words.get(f"{document}#{anchor}", ()))
            for anchor, title, said in sections
        ]
        for document, sections in sorted(domain.data["sections"].items())
    }
    known = [f"{document}#{passage.anchor}" for document, inner in found.items() for passage in inner]
    language = language_for(domain.project.edition.language)
    for problem in (*problems, *unknown_sections(words, known)):
        logger.warning("%s [%s]", problem.message[language], problem.rule.name, location=str(problem.at))
    return found


_FRONT_MATTER = re.compile(r"\A\s*---\s*$", re.MULTILINE)
#: An address that is not relative.
_SCHEME = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*:")
_WEB = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)


class RefusedDirective(Directive):
    """The replacement of a directive that is not allowed, which reports it."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        raise self.error(f"The directive {self.name!r} is not allowed here. Allowed are those of catalogue_allow in conf.py.")


def _refused_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, *rest: object, **options: object
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    message = f"The role {name!r} is not allowed here. Allowed are those of catalogue_allow in conf.py."
    return [], [inliner.reporter.error(message, line=lineno)]


class Dispatcher(CustomReSTDispatcher):
    """A lookup of directives and roles that finds only those that are allowed."""

    def __init__(self, directives: frozenset[str], allowed_roles: frozenset[str]) -> None:
        super().__init__()
        self._directives = directives
        self._roles = allowed_roles

    def directive(
        self, directive_name: str, language_module: ModuleType, document: nodes.document
    ) -> tuple[type[Directive] | None, list[nodes.system_message]]:
        found, messages = super().directive(directive_name, language_module, document)
        return (RefusedDirective if found and directive_name not in self._directives else found), messages

    def role(
        self, role_name: str, language_module: ModuleType, lineno: int, reporter: Reporter
    ) -> tuple[RoleFunction, list[nodes.system_message]]:
        found, messages = super().role(role_name, language_module, lineno, reporter)
        return (_refused_role if found and role_name not in self._roles else found), messages


def _guard(app: Sphinx, docname: str, content: list[str]) -> None:
    allowed = app.config.catalogue_allow
    if allowed is None:
        return
    text = content[0]
    if _FRONT_MATTER.match(text):
        logger.error("Front matter is not allowed here.", location=(docname, 1), type="catalogue", subtype="prose")
        text = _FRONT_MATTER.sub("", text, count=1)
    content[0] = text
    # Only for this document: Sphinx restores the former dispatcher after it is read.
    Dispatcher(frozenset(allowed.get("directives", ())), frozenset(allowed.get("roles", ()))).enable()


def _render_restructuredtext(renderer: DocutilsRenderer, token: SyntaxTreeNode) -> None:
    """Refuse ``eval-rst``, wherever MyST finds it, in a project that sets ``catalogue_allow``: it can do more than Markdown."""
    env = renderer.sphinx_env
    if env is None or getattr(env.config, "catalogue_allow", None) is None:
        DocutilsRenderer.render_restructuredtext(renderer, token)
        return
    place = (env.current_document.docname, token_line(token))
    logger.error("The directive 'eval-rst' is not allowed here.", location=place, type="catalogue", subtype="prose")


def _check_addresses(app: Sphinx, doctree: nodes.document) -> None:
    """Report and remove images and downloads that are no plain files of the source folder, and links to anything but pages or mail."""
    if app.config.catalogue_allow is None:
        return
    for node in [each for each in doctree.findall(nodes.Element) if isinstance(each, nodes.image | nodes.reference)]:
        if isinstance(node, nodes.image | addnodes.download_reference):
            address = node.get("uri") or node.get("reftarget") or ""
            fault = "" if _is_own_file(app, address) else "is not a file of the source folder"
        else:
            address = node.get("refuri", "")
            fault = "is not an address on the web" if _SCHEME.match(address) and not _WEB.match(address) else ""
        if fault:
            logger.error("%r %s.", address, fault, location=node, type="catalogue", subtype="prose")
            node.parent.remove(node)


def _is_own_file(app: Sphinx, address: str) -> bool:
    if _SCHEME.match(address) or address.startswith(("//", "\\")):
        return False
    _, path = app.env.relfn2path(address, app.env.current_document.docname)
    # Symbolic links must not lead out of the folder.
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(app.srcdir))


def _check_folder(app: Sphinx) -> None:
    """Raise an error for symbolic links and special files, before any file is opened."""
    refused = []
    for folder, folders, files in os.walk(app.srcdir):
        for name in sorted((*folders, *files)):
            path = Path(folder, name)
            mode = path.lstat().st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                kind = "a symbolic link" if stat.S_ISLNK(mode) else "a special file"
                refused.append(f"{os.path.relpath(path)}:1:1: error: This is {kind}. Put a plain file here.")
    if refused:
        raise ExtensionError("the source folder holds what cannot be read:\n" + "\n".join(refused))


def _close(app: Sphinx) -> None:
    if app.config.catalogue_allow is not None:
        _check_folder(app)
        app.env.settings["raw_enabled"] = False
        app.env.settings["file_insertion_enabled"] = False


def setup(app: Sphinx) -> None:
    app.add_transform(TermLinks)
    app.connect("doctree-read", _collect_sections, priority=400)  # before the table of contents takes the ids
    # MyST looks neither for a directive nor for a role here, and takes no other renderer.
    SphinxRenderer.render_restructuredtext = _render_restructuredtext  # type: ignore[method-assign,assignment]
    app.add_config_value("catalogue_allow", None, "env", types=(dict, NoneType))
    app.connect("builder-inited", _close)
    app.connect("source-read", _guard, priority=900)  # after the dispatchers of other extensions
    app.connect("doctree-read", _check_addresses, priority=300)  # before the collector of images
