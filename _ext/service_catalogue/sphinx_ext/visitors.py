"""What becomes of the nodes: HTML by our templates, and docutils nodes for every other builder."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from service_catalogue.sphinx_ext.doctree import DoctreeMaker
from service_catalogue.sphinx_ext.domain import domain_of
from service_catalogue.sphinx_ext.nodes import catalogue_term, catalogue_view

#: Formats whose writers support cells that span others. In any other, the cells after one would move to another column.
_SPANNING = ("html", "latex", "text", "xml", "pseudoxml")


class ViewsToDoctree(SphinxPostTransform):
    """Replaces views by docutils nodes, and mentions of terms by their words, for builders that do not render views."""

    default_priority = 5  # before references are resolved

    def run(self, **kwargs: object) -> None:
        project = domain_of(self.env).project
        if project.rendered:
            return
        maker = DoctreeMaker(project.edition, self.env.current_document.docname, flat=self.app.builder.format not in _SPANNING)
        for view in list(self.document.findall(catalogue_view)):
            in_section = isinstance(view.parent, nodes.section | nodes.document)
            parts = project.parts(view["view"])
            view.replace_self([node for part in parts for node in maker.part(part, in_section=in_section)])
        for term in list(self.document.findall(catalogue_term)):
            term.replace_self(term.children)


def _visit_view(self: HTML5Translator, node: catalogue_view) -> None:
    level = 1
    parent = node.parent
    while parent is not None:
        level += isinstance(parent, nodes.section)
        parent = parent.parent
    project = domain_of(self.builder.env).project
    self.body.append(project.view(self.builder.current_docname, node["view"], level))
    raise nodes.SkipNode


def _visit_term(self: HTML5Translator, node: catalogue_term) -> None:
    project = domain_of(self.builder.env).project
    edition = project.edition
    piece = edition.term_piece(edition.catalogue.term(node["term"]), node.astext(), node["lang"])
    self.body.append(project.renderer(self.builder.current_docname).term(piece))
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    app.add_node(catalogue_view, html=(_visit_view, None))
    app.add_node(catalogue_term, html=(_visit_term, None))
    app.add_post_transform(ViewsToDoctree)
