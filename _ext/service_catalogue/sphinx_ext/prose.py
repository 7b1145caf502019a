"""Pages of prose: glossary terms link by themselves, and the search learns their sections."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from service_catalogue.search.entries import Passage
from service_catalogue.sphinx_ext.nodes import catalogue_page, catalogue_term, catalogue_view
from service_catalogue.views.edition import PieceKind
from service_catalogue.views.text import lines

logger = logging.getLogger(__name__)

#: Beside the prose of a language: what customers call its sections, by ``<document>#<label>``.
SEARCH_WORDS = "search-words.yaml"

#: Words in these are no mentions of a term.
_NOT_IN = (
    nodes.title,
    nodes.reference,
    nodes.literal,
    nodes.literal_block,
    nodes.FixedTextElement,
    nodes.comment,
    nodes.term,
    catalogue_term,
)


class TermLinks(SphinxTransform):
    """Links a term where it is first mentioned in each section of prose."""

    default_priority = 860  # after roles and substitutions are in place

    def apply(self) -> None:
        domain = self.env.domains["catalogue"]
        domain.note(self.env.current_document.docname)
        linkers: dict[int, object] = {}
        for text in list(self.document.findall(nodes.Text)):
            if _inside(text, _NOT_IN):
                continue
            linker = linkers.setdefault(id(_section(text)), domain.prose_edition.linker())
            pieces = linker.pieces(text.astext())
            if any(piece.kind is PieceKind.TERM or piece.lang for piece in pieces):
                text.parent.replace(text, [_node(piece) for piece in pieces])


def _node(piece) -> nodes.Node:
    if piece.kind is PieceKind.TERM:
        return catalogue_term("", piece.words, term=piece.link.anchor, lang=piece.lang)
    if piece.lang:
        return nodes.inline("", piece.words, lang=piece.lang)
    return nodes.Text(piece.words)


def _inside(node: nodes.Node, kinds: tuple[type, ...]) -> bool:
    parent = node.parent
    while parent is not None:
        if isinstance(parent, kinds) or type(parent).__name__ == "pending_xref":
            return True
        parent = parent.parent
    return False


def _section(node: nodes.Node) -> nodes.Node:
    while node.parent is not None and not isinstance(node, nodes.section):
        node = node.parent
    return node


def _keep_label(section: nodes.section, document: nodes.document) -> None:
    """The explicit label, which both languages share, is the one address of a heading; its slug differs by language."""
    labels = [document.nameids[name] for name in section["names"] if document.nametypes.get(name)]
    section["ids"] = labels[-1:] or section["ids"]


def _collect_sections(app: Sphinx, doctree: nodes.document) -> None:
    """Note what each section of a prose page says."""
    if next(doctree.findall(catalogue_page), None) is not None:
        return
    domain = app.env.domains["catalogue"]
    sections = []
    for section in doctree.findall(nodes.section):
        _keep_label(section, doctree)
        words = []
        for child in section.children[1:]:
            if isinstance(child, catalogue_view):
                words += lines(domain.view(child["view"]).content)
            elif not isinstance(child, nodes.section | nodes.comment | nodes.target | nodes.system_message):
                words.append(child.astext())
        sections.append((section["ids"][-1], section[0].astext(), " ".join(" ".join(words).split())))
    domain.data["sections"][app.env.current_document.docname] = sections


def passages(app: Sphinx) -> dict[str, list[Passage]]:
    """The sections of each page of prose, with the words by which customers look for them. Warns of words for no section."""
    file = Path(app.srcdir) / SEARCH_WORDS
    words = dict(_search_words(file)) if file.is_file() else {}
    found = {
        document: [Passage(*section, words.pop(f"{document}#{section[0]}", ())) for section in sections]
        for document, sections in app.env.domains["catalogue"].data["sections"].items()
    }
    for place in words:
        logger.warning("no page of prose has the section %s", place, location=str(file))
    return found


def _search_words(file: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    try:
        written = yaml.load(file.read_text("utf-8"), Loader=yaml.CBaseLoader)
    except yaml.YAMLError as error:
        logger.warning("not readable: %s", " ".join(str(error).split()), location=str(file))
        return
    for place, words in written.items() if isinstance(written, dict) else ():
        if isinstance(words, list) and all(isinstance(word, str) for word in words):
            yield place, tuple(words)
        else:
            logger.warning("%s: a list of words is expected", place, location=str(file))


def setup(app: Sphinx) -> None:
    app.add_transform(TermLinks)
    app.connect("doctree-read", _collect_sections)
