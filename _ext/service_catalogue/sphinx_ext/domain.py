"""The domain ``catalogue``: its objects, the nodes and directives that show them, references by role and by label."""

import functools
import hashlib
import itertools
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, NamedTuple

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import INVENTORY_FILENAME
from sphinx.domains import Domain, ObjType
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.errors import NoUri
from sphinx.roles import XRefRole
from sphinx.util import inventory, logging
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.util.nodes import make_refnode

from service_catalogue import views
from service_catalogue.messages.suggestion import did_you_mean
from service_catalogue.messages.texts import FALLBACK
from service_catalogue.model.service import Service
from service_catalogue.sphinx_ext.project import Project, View
from service_catalogue.store import state_of
from service_catalogue.views import directives
from service_catalogue.views.edition import Link


class catalogue_view(nodes.General, nodes.Element):
    """A view in a document; ``view`` is its name, the ids of its objects, and the kinds of its parts."""


class catalogue_page(nodes.section):
    """A page from data."""


class catalogue_term(nodes.Inline, nodes.TextElement):
    """A mention of a glossary term: ``term`` is its id, ``lang`` the language of its words if foreign."""


logger = logging.getLogger(__name__)

KINDS = ("service", "statement", "task", "party", "layer", "term", "standard", "note", "cell")
#: zlib for the inventory of Sphinx at its usual level: the highest, which Sphinx chooses, takes seven times as long for 2 % less.
_ZLIB = SimpleNamespace(**{**vars(zlib), "compressobj": lambda level: zlib.compressobj()})
#: The tables of the domain's data that are filled while a document is read.
_OF_DOCUMENTS = ("views", "sections", "ids")
#: The kinds with labels ``<kind>.<id>``; the ids of all others begin with that of a service.
LABELLED_BY_KIND = ("service", "task", "party", "layer", "term", "standard")


def ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    """Yield the nodes around ``node``, innermost first."""
    while node := node.parent:
        yield node


def id_of(link: Link) -> str:
    """Return the id of a place among those of all documents, which may be in one file."""
    return f"{link.document}-{link.anchor}".replace("/", "-")


class Target(NamedTuple):
    """The place of an object, with its name."""

    name: str
    link: Link


class CatalogueDomain(Domain):
    """Services, their statements, notes and cells, tasks, parties, layers, terms and standards."""

    name = "catalogue"
    label = "Catalogue"
    object_types: ClassVar = {kind: ObjType(kind, kind) for kind in KINDS}
    initial_data: ClassVar = {
        # Digests of what each document was read from, and of the views that it shows: document → digests.
        "digests": {},
        # The views of each document that shows the catalogue, or names of it: document → {(name, ids, only)}.
        "views": {},
        # The sections of prose, for the search: document → [(anchor, title, texts and views)].
        "sections": {},
        # The ids on each page from data, for builders that do not render views: document → ids.
        "ids": {},
    }

    #: On the instance and not in ``data``: it is never pickled, and forked processes inherit it.
    project: Project
    #: Documents that were read from something else, or show other views, and the pages that are read.
    to_write: list[str]

    # Inputs of documents

    def note(self, docname: str, *view: object) -> None:
        """Record that ``docname`` depends on names of the catalogue, and on ``view`` if given."""
        self.data["views"].setdefault(docname, set()).update([view] if view else [])

    def digests(self, docname: str) -> tuple[str, str]:
        """Return digests of what a document is read from, and of the views that it shows."""
        if docname in self.project.pages:
            return self.project.records[docname].view, ""
        files = [self.env.doc2path(docname), *sorted(self.env.dependencies.get(docname, ()))]
        inputs = [self.project.own_theme, *(self._digest_of_file(self.env.srcdir / file) for file in files)]
        if (noted := self.data["views"].get(docname)) is None:
            return views.digest(inputs), ""
        shown = self._digest_of(tuple(sorted(noted)))
        return views.digest((inputs, self._names, bool(shown))), shown

    @functools.cached_property
    def _digest_of_file(self) -> Callable[[Path], str]:
        """A function that returns the digest of a file, made once: what is changed while it is read is read again by the next build."""
        # Sphinx itself reports what cannot be read.
        return functools.cache(
            lambda path: hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and os.access(path, os.R_OK) else ""
        )

    @functools.cached_property
    def _names(self) -> str:
        return views.digest((directives.names(self.project.edition), self.project.edition.data))

    @functools.cached_property
    def _digest_of(self) -> Callable[[tuple[View, ...]], str]:
        """A function that returns the digest of views; empty if one of them shows an unknown object."""

        @functools.cache
        def digest(in_document: tuple[View, ...]) -> str:
            try:
                return views.digest([self.project.parts(view) for view in in_document])
            except directives.UnknownIdError:
                return ""

        return digest

    def clear_doc(self, docname: str) -> None:
        for table in _OF_DOCUMENTS:
            self.data[table].pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        for table in _OF_DOCUMENTS:
            self.data[table].update((doc, otherdata[table][doc]) for doc in docnames if doc in otherdata[table])

    # Objects and references

    def target(self, kind: str, id: str) -> Target | None:
        """Return the target of an object, or ``None`` if it is unknown; in a service, its ``id`` begins with that of the service."""
        if kind in LABELLED_BY_KIND:
            return self._shared_targets.get((kind, id))
        service = self.project.edition.catalogue.objects["service"].get(id.partition(".")[0])
        return dict(self._targets_in(service)).get((kind, id)) if service else None

    def targets(self) -> Iterator[tuple[tuple[str, str], Target]]:
        """Yield the kind and id of each object, with its target."""
        yield from self._shared_targets.items()
        for service in self.project.edition.catalogue.services:
            yield from self._targets_in(service)

    @functools.cached_property
    def _shared_targets(self) -> Mapping[tuple[str, str], Target]:
        edition, catalogue = self.project.edition, self.project.edition.catalogue
        found: dict[tuple[str, str], Target] = {}
        for kind, folder in (("task", "tasks"), ("party", "parties"), ("layer", "layers"), ("service", "services")):
            for id, thing in catalogue.by_kind[kind].items():
                found[kind, id] = Target(edition.plain(thing.name), Link(f"{folder}/{id}"))
        for term in catalogue.terms:
            found["term", term.id] = Target(edition.plain(term.name), Link("glossary", term.id))
        for standard in catalogue.standards:
            found["standard", standard.id] = Target(standard.cited(edition.language), Link(f"standards/{standard.id}"))
        return found

    def _targets_in(self, service: Service) -> Iterator[tuple[tuple[str, str], Target]]:
        document, outline = f"services/{service.id}", service.outline
        for statement in outline.statements:
            yield ("statement", f"{service.id}.{statement}"), Target(statement, Link(document, statement))
        for number, note in enumerate(outline.notes, 1):
            yield ("note", f"{service.id}.note.{note}"), Target(str(number), Link(document, f"note.{note}"))
        for cell in outline.cells:
            yield ("cell", f"{service.id}.{cell}"), Target(cell, Link(document, cell))

    def reached(self) -> Iterator[tuple[str, str, Target]]:
        """Yield the kind, the id and the target of each object with a page in this project."""
        yield from ((kind, id, target) for (kind, id), target in self.targets() if target.link.document in self.project.pages)

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        for kind, id, target in self.reached():
            # The search of Sphinx takes the name for the anchor where this is empty or the id; it finds these by their titles.
            yield id, target.name, kind, *target.link, -1 if target.link.anchor in ("", id) else 1

    def resolve_xref(  # type: ignore[override]  # Sphinx expects a link; an object without a page has none
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.Element | None:
        is_place = typ == "place"  # in a page from data
        found = Target("", node["place"]) if is_place else self.target(typ, target)
        if found is None:
            return None
        shown = contnode if is_place else nodes.inline("", contnode.astext())
        if not (is_place or node.get("refexplicit")):
            shown = self.project.named(found.name, fromdocname)
        if found.link.document not in self.project.linked or found.link == Link(fromdocname):
            return shown
        if typ == "term" and self.project.rendered and self.project.own_theme:
            return catalogue_term("", shown.astext(), term=target, lang="")
        try:
            # In one file, an id needs no document before it.
            source = found.link.document if builder.name == "singlehtml" else fromdocname
            return make_refnode(builder, source, found.link.document, self._anchor(found.link), shown)
        except NoUri:  # a document that is not in the file
            return shown

    def _anchor(self, link: Link) -> str:
        """Return the id of the place of a link; empty if a builder that does not render views has none there."""
        if self.project.rendered:
            return link.anchor
        id = id_of(link)
        return id if id in self.data["ids"].get(link.document, ()) else ""

    def resolve_any_xref(  # type: ignore[override]  # for the same reason
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, target: str, node: pending_xref, contnode: nodes.Element
    ) -> list[tuple[str, nodes.Element]]:
        resolved = ((kind, self.resolve_xref(env, fromdocname, builder, kind, target, node, contnode)) for kind in KINDS)
        return [(f"catalogue:{kind}", found) for kind, found in resolved if found is not None]


def has_search(app: Sphinx) -> bool:
    """Return whether a page of the project is, or shows, the search."""
    domain = domain_of(app.env)
    shown = itertools.chain.from_iterable(domain.data["views"].values())
    return "search" in domain.project.pages or any(name == "search" for name, *_ in shown)


def no_such(kind: str, id: str, known: Iterable[str]) -> str:
    """Return the message that ``id`` is not among the ``known`` ids of a kind, with a suggestion."""
    return f"The catalogue has no {kind} with the id {id!r}.{did_you_mean(id, known)[FALLBACK]}"


def domain_of(env: BuildEnvironment) -> CatalogueDomain:
    domain = env.domains["catalogue"]
    assert isinstance(domain, CatalogueDomain)
    return domain


def _begin(app: Sphinx) -> None:
    domain_of(app.env).project = Project(app)


def _outdated(app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]) -> list[str]:
    """Return the documents to read: Sphinx compares times, and we contents."""
    domain = domain_of(app.env)
    before = domain.data["digests"]
    now = {docname: domain.digests(docname) for docname in env.found_docs - domain.project.pages.keys() & before.keys()}
    domain.to_write = [docname for docname in now if now[docname] != before[docname]]
    return [docname for docname in domain.to_write if now[docname][0] != before[docname][0]]


def _missing(app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Warn of a role with an unknown object; the warning of Sphinx has no suggestion."""
    if not isinstance(domain, CatalogueDomain):
        return None
    kind, id = node["reftype"], node["reftarget"]
    message = no_such(kind, id, (known for (of, known), _ in domain.targets() if of == kind))
    logger.warning("%s", message, location=node, type="ref", subtype=kind)
    return True


def _updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Warn of documents in place of pages; record the digests, and return the documents to write, when all are read."""
    domain = domain_of(app.env)
    for document in domain.project.wanted.keys() - domain.project.pages.keys():
        logger.warning(
            "This document has the name of a page of the catalogue, which is therefore not made. "
            "Rename the document, or leave the page out with catalogue_pages.",
            location=document,
            type="catalogue",
            subtype="page",
        )
    domain.data["digests"] = {docname: domain.digests(docname) for docname in sorted(env.found_docs)}
    return [*domain.to_write]


#: The kinds of overview pages, which have the labels ``catalogue.<kind>``.
_OVERVIEWS = ("services", "tasks", "parties", "layers", "glossary", "changes")


def _labels(domain: CatalogueDomain) -> Iterator[tuple[str, Target]]:
    """Yield the label and the target of each object and overview with a page."""
    yield from ((f"{kind}.{id}" if kind in LABELLED_BY_KIND else id, target) for kind, id, target in domain.reached())
    for name, address in domain.project.pages.items():
        if address.kind in _OVERVIEWS:
            yield f"catalogue.{address.kind}", Target(domain.env.titles[name].astext(), Link(name))


def _note_labels(app: Sphinx, builder: Builder) -> None:
    """Add the labels to the standard domain after the environment is pickled, in which they would get out of date."""
    domain, standard = domain_of(app.env), app.env.domains.standard_domain
    if domain.project.styled:  # labels of Sphinx for pages that are not made
        for document, has_page in (("genindex", app.config.html_use_index), ("py-modindex", app.config.html_domain_indices)):
            if not has_page:
                standard.clear_doc(document)
    # Sphinx drops its label of the search with a page of that name.
    standard.anonlabels.setdefault("search", ("search", ""))
    standard.labels.setdefault("search", StandardDomain.initial_data["labels"]["search"])
    for name, target in _labels(domain):
        if name not in standard.anonlabels:  # a label of a document takes precedence
            place = (target.link.document, domain._anchor(target.link))
            standard.anonlabels[name] = place
            standard.labels[name] = (*place, target.name)


def _keep_inventory(app: Sphinx, builder: Builder) -> None:
    """Let Sphinx write the inventory only if a target has changed."""
    domain, path = domain_of(app.env), Path(app.outdir, INVENTORY_FILENAME)
    project = domain.project
    settings = [app.config[name] for name in ("project", "version", "html_file_suffix", "html_link_suffix")]
    outlines = [(one.id, one.outline) for one in project.edition.catalogue.services]
    own = [domain._shared_targets, *((id, one.statements, one.notes, one.cells) for id, one in outlines)]
    others = [sorted(each.get_objects()) for each in app.env.domains.sorted() if each is not domain]
    key = views.digest((settings, [*project.pages], own, others))

    def dump_inventory() -> None:
        if project.store.get("inventory", key) != state_of(path):
            inventory.InventoryFile.dump(path, app.env, builder)
            project.store.put("inventory", key, state_of(path))

    vars(builder).update(dump_inventory=dump_inventory)


#: The texts about the whole catalogue that a document can have.
TEXTS = ("name", "tagline", "owner", "manual")


class ReferenceRole(XRefRole):
    """A link to an object with its name: ``{catalogue:task}`backup```."""

    def process_link(
        self, env: BuildEnvironment, refnode: nodes.Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        domain_of(env).note(env.current_document.docname)
        return title, target


class TextRole(SphinxRole):
    """The name, tagline, owner or manual of the catalogue, the manual with a link if it has an address: ``{catalogue:text}`name```."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        if self.text not in TEXTS:
            message = f"The catalogue has no text {self.text!r}: choose one of {', '.join(TEXTS)}."
            return [], [self.inliner.reporter.error(message, line=self.lineno)]
        domain = domain_of(self.env)
        document = self.env.current_document.docname
        domain.note(document)
        edition = domain.project.edition
        identity = edition.catalogue.identity
        is_manual = self.text == "manual"
        words = edition.words("manual.the") if is_manual else edition.plain(getattr(identity, self.text))
        named = domain.project.named(words, document)
        shown: nodes.Node = named if named["classes"] else nodes.Text(words)
        if is_manual and (address := identity.manual_page("index", edition.language)):
            shown = nodes.reference("", "", shown, internal=False, refuri=address)
        return [shown], []


class ViewDirective(SphinxDirective):
    """A view in a document: ``{catalogue:matrix} 2a``; the arguments are the ids of its objects."""

    view: ClassVar[str]

    def run(self) -> list[nodes.Node]:
        domain = domain_of(self.env)
        wanted = directives.VIEWS[self.view].arguments
        if self.arguments and len(self.arguments) < len(wanted):
            raise self.error(f"All of these ids are expected here, or none: {', '.join(wanted)}.")
        only = self.options.get("only", ())
        for part in only:
            if part not in (known := directives.VIEWS[self.view].parts):
                raise self.error(f"catalogue:{self.view} has no part {part!r}.{did_you_mean(part, known)[FALLBACK]}")
        view = (self.view, tuple(self.arguments), only)
        try:
            domain.project.parts(view)
        except directives.UnknownIdError as error:
            cure = "" if error.known else " Leave the id out."
            raise self.error(no_such(error.kind, error.id, error.known) + cure) from None
        domain.note(self.env.current_document.docname, *view)
        node = catalogue_view(view=view)
        self.set_source_info(node)
        return [node]


def _words(argument: str | None) -> tuple[str, ...]:
    words = tuple((argument or "").replace(",", " ").split())
    if not words:
        raise ValueError("Name the parts that are shown, or leave the option out.")
    return words


def _directive(name: str) -> type[ViewDirective]:
    view = directives.VIEWS[name]
    attributes = {
        "__doc__": f"``{{catalogue:{name}}}``",
        "view": name,
        "optional_arguments": len(view.arguments) + len(view.optional),
        # The kinds of parts to show. Without any option, docutils takes ``:option:`` for an argument.
        "option_spec": {"only": _words},
        "final_argument_whitespace": False,
    }
    return type(f"{name.title()}Directive", (ViewDirective,), attributes)


def setup(app: Sphinx) -> None:
    vars(inventory).update(zlib=_ZLIB)
    app.add_domain(CatalogueDomain)
    app.connect("builder-inited", _begin)
    app.connect("env-get-outdated", _outdated)
    app.connect("env-updated", _updated)
    app.connect("warn-missing-reference", _missing)
    app.connect("write-started", _keep_inventory, priority=400)  # before the labels, which follow from the targets
    app.connect("write-started", _note_labels)
    for kind in CatalogueDomain.object_types:
        app.add_role_to_domain("catalogue", kind, ReferenceRole(innernodeclass=nodes.inline, warn_dangling=True))
    app.add_role_to_domain("catalogue", "text", TextRole())
    for name in directives.VIEWS:
        app.add_directive_to_domain("catalogue", name, _directive(name))
