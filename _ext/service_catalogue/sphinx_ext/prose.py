"""Documents in our own theme: links from terms to the glossary, and sections for the search."""

import os
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from service_catalogue.check.checker import read_search_words, unknown_sections
from service_catalogue.messages import language_for
from service_catalogue.messages.problem import Problem
from service_catalogue.search.entries import Passage
from service_catalogue.sphinx_ext.domain import domain_of
from service_catalogue.sphinx_ext.elements import catalogue_term, catalogue_view
from service_catalogue.sphinx_ext.overlay import added_documents
from service_catalogue.sphinx_ext.project import View
from service_catalogue.views import directive_views
from service_catalogue.views.edition import Linker
from service_catalogue.views.piece import Piece, PieceKind
from service_catalogue.views.text import lines

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
            if _inside(text, _NOT_IN):
                continue
            linker = linkers.setdefault(id(_section(text)), edition.linker_of_prose())
            pieces = linker.pieces(text.astext())
            if any(piece.kind is PieceKind.TERM or piece.lang for piece in pieces):
                text.parent.replace(text, [_node(piece) for piece in pieces])


def _node(piece: Piece) -> nodes.Node:
    if piece.kind is PieceKind.TERM and piece.link:
        return catalogue_term("", piece.words, term=piece.link.anchor, lang=piece.lang)
    return nodes.inline("", piece.words, lang=piece.lang) if piece.lang else nodes.Text(piece.words)


def _inside(node: nodes.Node, kinds: tuple[type, ...]) -> bool:
    parent = node.parent
    while parent is not None:
        if isinstance(parent, kinds) or "sd-card-title" in parent.get("classes", ()):
            return True
        parent = parent.parent
    return False


def _section(node: nodes.Node) -> nodes.Node:
    while node.parent is not None and not isinstance(node, nodes.section):
        node = node.parent
    return node


def _use_labels(section: nodes.section, document: nodes.document) -> None:
    """Use explicit labels as the ids of a section: all languages share them, while slugs differ."""
    labels = [document.nameids[name] for name in section["names"] if document.nametypes.get(name)]
    section["ids"] = labels or section["ids"]


def _collect_sections(app: Sphinx, doctree: nodes.document) -> None:
    """Record the texts and views of each section of a document."""
    domain = domain_of(app.env)
    docname = app.env.current_document.docname
    if not domain.project.own_theme:
        return
    sections = []
    for section in doctree.findall(nodes.section):
        _use_labels(section, doctree)
        said: list[str | View] = []
        for child in section.children[1:]:
            if isinstance(child, catalogue_view):
                if not directive_views.VIEWS[child["view"][0]].has_page:
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


def passages(app: Sphinx) -> dict[str, list[Passage]]:
    """Return the sections of each document with the words of customers for them, and warn of words without a section."""
    domain = domain_of(app.env)
    added = added_documents(app.env)
    words, problems = read_search_words(Path(os.path.relpath(app.srcdir), SEARCH_WORDS))
    if added:
        of_added, _ = read_search_words(Path(app.config.catalogue_prose, SEARCH_WORDS))
        words |= {address: known for address, known in of_added.items() if address.partition("#")[0] in added}

    def text(said: str | View) -> str:
        if isinstance(said, str):
            return said
        parts = (inner for part in domain.project.parts(said) for inner in part.walk())
        return " ".join(" ".join([part.heading, *lines(part.content)]) for part in parts)

    found = {
        document: [
            Passage(anchor, title, " ".join(" ".join(map(text, said)).split()), words.get(f"{document}#{anchor}", ()))
            for anchor, title, said in sections
        ]
        for document, sections in sorted(domain.data["sections"].items())
    }
    known = [f"{document}#{passage.anchor}" for document, inner in found.items() for passage in inner]
    for problem in (*problems, *unknown_sections(words, known)):
        _report(problem, domain.project.edition.language)
    return found


def _report(problem: Problem, language: str) -> None:
    """Warn of ``problem`` in the language of the page, or in English if it has no messages."""
    logger.warning("%s [%s]", problem.message[language_for(language)], problem.rule.name, location=str(problem.at))


def setup(app: Sphinx) -> None:
    app.add_transform(TermLinks)
    app.connect("doctree-read", _collect_sections, priority=400)  # before the table of contents takes the ids
