"""``{catalogue} name`` puts a part that is made from the data into a page of prose."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from service_catalogue.sphinx_ext.nodes import catalogue_view
from service_catalogue.views import prose


class CatalogueDirective(SphinxDirective):
    """Shows the part of ``service_catalogue.views.prose`` that its argument names."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if name not in prose.PARTS:
            raise self.error(f"There is no part {name!r}: choose one of {', '.join(prose.PARTS)}.")
        return [catalogue_view(view=name)]


def setup(app: Sphinx) -> None:
    app.add_directive("catalogue", CatalogueDirective)
