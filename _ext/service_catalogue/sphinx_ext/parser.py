"""Reads the stub of a page: a file with nothing but the kind of page and the ids of what it shows.

No text of the data is in a stub, so none of it meets a markup parser.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.parsers import Parser

from service_catalogue.sphinx_ext.nodes import skeleton
from service_catalogue.views.page import Address

SUFFIX = ".page"
#: The transforms that a skeleton needs: the events and collectors of Sphinx.
_NEEDED = ("DoctreeReadEvent", "SphinxDomains")


def stub(address: Address) -> str:
    """The text of the stub of ``address``."""
    return " ".join((address.kind, *address.ids)) + "\n"


class StubParser(Parser):
    """Makes the skeleton of the page that a stub names."""

    supported = ("page",)

    def parse(self, inputstring: str, document: nodes.document) -> None:
        env = document.settings.env
        domain = env.domains["catalogue"]
        page = domain.page(env.current_document.docname)
        document.transformer.transforms = [
            transform for transform in document.transformer.transforms if transform[1].__name__ in _NEEDED
        ]
        document += skeleton(page)
        document["source"] = page.path or document["source"]
        domain.note(env.current_document.docname)


def setup(app: Sphinx) -> None:
    app.add_source_suffix(SUFFIX, "page")
    app.add_source_parser(StubParser)
