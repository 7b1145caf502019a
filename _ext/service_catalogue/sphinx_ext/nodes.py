"""The nodes of documents that show the catalogue."""

from __future__ import annotations

from docutils import nodes


class catalogue_view(nodes.General, nodes.Element):
    """A view that a directive shows: ``view`` is its name, the ids of what it shows, and the kinds of parts."""


class catalogue_term(nodes.Inline, nodes.TextElement):
    """A mention of a glossary term: ``term`` is its id, ``lang`` the language of its words if foreign."""
