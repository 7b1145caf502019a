"""The domain ``catalogue``: its objects, the roles that refer to them, and what each document was made from."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Set
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from service_catalogue import views
from service_catalogue.sphinx_ext import settings
from service_catalogue.sphinx_ext.nodes import catalogue_term
from service_catalogue.views import prose
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import Address, Page, Part

_KINDS = ("service", "statement", "task", "party", "layer", "term")


class CatalogueDomain(Domain):
    """Services, statements, tasks, parties, layers and terms."""

    name = "catalogue"
    label = "Catalogue"
    object_types: ClassVar = {kind: ObjType(kind, kind) for kind in _KINDS}
    roles: ClassVar = {kind: XRefRole(innernodeclass=nodes.inline, warn_dangling=True) for kind in _KINDS}
    initial_data: ClassVar = {
        # What each document showed when it was read: document → digest.
        "digests": {},
        # The sections of prose, for the search: document → [(anchor, title, text)].
        "sections": {},
    }

    # The edition is on the instance and not in ``data``: it is never pickled, and forked processes inherit it.

    @functools.cached_property
    def edition(self) -> Edition:
        source = Path(self.env.srcdir)
        made_from = settings.of(source)
        return Edition(settings.catalogue_in(settings.data_folder(source)), made_from.language, made_from.downloads)

    @functools.cached_property
    def prose_edition(self) -> Edition:
        """The edition whose words the pages of prose mention: that of their language, if there is one."""
        known = self.edition.catalogue.identity.languages
        return Edition(self.edition.catalogue, self.prose_language) if self.prose_language in known else self.edition

    @functools.cached_property
    def prose_language(self) -> str:
        return settings.of(Path(self.env.srcdir)).prose_language

    @functools.cached_property
    def addresses(self) -> dict[str, Address]:
        return {address.document: address for address in views.addresses(self.edition.catalogue)}

    @functools.cached_property
    def _pages(self) -> dict[str, Page]:
        return {}

    def page(self, docname: str) -> Page:
        """The view of a page that is made from data."""
        if docname not in self._pages:
            self._pages[docname] = views.page(self.edition, self.addresses[docname])
        return self._pages[docname]

    def part(self, docname: str, path: tuple[int, ...]) -> Part:
        parts = self.page(docname).parts
        for index in path[:-1]:
            parts = parts[index].parts
        return parts[path[-1]]

    @functools.cache  # noqa: B019  (one domain lives as long as the process)
    def view(self, name: str) -> Part:
        """A part for prose."""
        return prose.part(self.edition, name)

    # What a document was made from

    def digest(self, docname: str) -> str:
        """What ``docname`` shows now; prose can mention and show anything that has a name."""
        if docname in self.addresses:
            return views.digest(self.page(docname))
        return self._prose_digest

    @functools.cached_property
    def _prose_digest(self) -> str:
        return views.digest(prose.everything_shown(self.edition))

    def note(self, docname: str) -> None:
        """Remember what ``docname`` shows, as it is read."""
        self.data["digests"][docname] = self.digest(docname)
        # Pages are reached from the menu, from lists and from each other, and not from a table of contents.
        self.env.metadata[docname]["orphan"] = True

    def outdated(self) -> Iterator[str]:
        """The documents that would show something else now."""
        for docname, digest in self.data["digests"].items():
            if docname in self.env.found_docs and digest != self.digest(docname):
                yield docname

    def clear_doc(self, docname: str) -> None:
        self.data["digests"].pop(docname, None)
        self.data["sections"].pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict) -> None:
        for table in ("digests", "sections"):
            self.data[table].update((doc, otherdata[table][doc]) for doc in docnames if doc in otherdata[table])

    # Objects and references

    @functools.cached_property
    def places(self) -> dict[tuple[str, str], tuple[str, str, str]]:
        """Every object: (kind, id) → (name, document, anchor). A statement's id is ``<service>.<statement>``."""
        edition, catalogue = self.edition, self.edition.catalogue
        found = {}
        for kind, folder in (("task", "tasks"), ("party", "parties"), ("layer", "layers"), ("service", "services")):
            for id, thing in catalogue.objects[kind].items():
                found[kind, id] = (edition.plain(thing.name), f"{folder}/{id}", "")
        for term in catalogue.terms:
            found["term", term.id] = (edition.plain(term.name), "glossary", term.id)
        for service in catalogue.services:
            for statement in service.statements:
                found["statement", f"{service.id}.{statement}"] = (statement, f"services/{service.id}", statement)
        return found

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        for (kind, id), (name, document, anchor) in self.places.items():
            yield id, name, kind, document, anchor, 1

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.Element | None:
        found = self.places.get((typ, target))
        if found is None:
            return None
        name, document, anchor = found
        words = contnode.astext() if node.get("refexplicit") else name
        if typ == "term":
            return catalogue_term("", words, term=target, lang="")
        return make_refnode(builder, fromdocname, document, anchor, nodes.inline("", words))

    def resolve_any_xref(self, env, fromdocname, builder, target, node, contnode):
        return [
            (f"catalogue:{kind}", self.resolve_xref(env, fromdocname, builder, kind, target, node, contnode))
            for kind in _KINDS
            if (kind, target) in self.places
        ]


def _outdated(app: Sphinx, env: BuildEnvironment, added: set, changed: set, removed: set) -> list[str]:
    return list(env.domains["catalogue"].outdated())


def _forget_missing_pages(app: Sphinx) -> None:
    """Sphinx has labels for pages that this site does not have; they would stand in ``objects.inv``."""
    standard = app.env.domains.standard_domain
    for name in ("genindex", "modindex", "py-modindex", "search"):
        standard.labels.pop(name, None)
        standard.anonlabels.pop(name, None)


def setup(app: Sphinx) -> None:
    app.add_domain(CatalogueDomain)
    app.connect("builder-inited", _forget_missing_pages)
    app.connect("env-get-outdated", _outdated)
