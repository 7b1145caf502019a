"""Pages from data as documents of Sphinx: their doctrees and HTML, those that are out of date, and the files beside them.

Sphinx takes them for documents with one source, and reads none of it: their views are read, and rendered by our own templates.
"""

from __future__ import annotations

import functools
import time
import uuid
import zlib
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from docutils import nodes
from markupsafe import Markup, escape
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector
from sphinx.util.docutils import new_document
from sphinx.writers.html5 import HTML5Translator

from service_catalogue import views
from service_catalogue.search.index import counted_in, stemmer_of
from service_catalogue.sphinx_ext.domain import catalogue_page, domain_of, has_search
from service_catalogue.sphinx_ext.project import PageOutput, PageRecord, Project, environment, html_builder
from service_catalogue.sphinx_ext.translator import DoctreeMaker
from service_catalogue.views.allocation import service_parts
from service_catalogue.views.comparison import comparison_table
from service_catalogue.views.edition import Edition
from service_catalogue.views.home import CHANGES_DOCUMENT, FEED_FILE, sections_of
from service_catalogue.views.page import Page
from service_catalogue.views.plain import csv_text
from service_catalogue.views.service import CALLS_PDF, compared, moved
from service_catalogue.views.status import notice

#: The entry with the records of the pages that the builder has written.
_RECORDS = "documents"


# ---- Reading


def _read(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Read the pages in ``docnames``, which Sphinx then does not read: for them, settings and transforms take longer than all else."""
    domain, no_document = domain_of(env), env.current_document
    project = domain.project
    pages = [docname for docname in docnames if docname in project.pages]
    docnames[:] = [docname for docname in docnames if docname not in project.pages]
    domain.to_write += pages
    for docname in pages:
        env.events.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)
        env.prepare_settings(docname)
        # Builders for a server find the name of a document by its source.
        doctree = new_document(str(env.srcdir / f"{docname}.rst"))
        doctree.current_source = None  # nothing in it is to be translated
        doctree += output_of(project, docname).doctree
        env.events.emit("doctree-read", doctree)
        env.all_docs[docname] = time.time_ns() // 1000
        if not project.rendered:
            domain.data["ids"][docname] = {id for node in doctree.findall(nodes.Element) for id in node["ids"]}
        env.domains.index_domain.process_doc(env, docname, doctree)
        app.builder.write_doctree(docname, doctree)
    env.current_document = no_document  # Sphinx copies it with all that it refers to


def output_of(project: Project, document: str, view: Page | None = None) -> PageOutput:
    """Return a page as it is read and written, cached; ``view`` is its view if it is known."""
    if document not in project.outputs:
        project.outputs[document] = _prepare(project, document, view or project.page(document))
    return project.outputs[document]


def _prepare(project: Project, document: str, page: Page) -> PageOutput:
    # What describes a page to others takes the first words of its doctree.
    about = [nodes.paragraph("", page.description)] if project.rendered else []
    maker = DoctreeMaker(project, document)
    content = [] if project.lean else [*about, *maker.parts(page.parts, keeps_ids=True)]
    doctree = catalogue_page("", nodes.title(page.title, page.title), *content, ids=maker.ids_of("top"), page=document)
    html = project.renderer(document).page(page) if project.rendered else Markup()
    if not project.own_theme:
        language = Markup(' lang="{}"').format(project.edition.language) if project.borrowed(document) else ""
        html = Markup('<div class="catalogue"{}>{}</div>').format(language, html)
    if file := _file_beside(project, document):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(csv_text(comparison_table(project.edition, page)), "utf-8", newline="")
    lean = replace(page, parts=tuple(replace(part, content=None, parts=()) for part in page.parts))
    return PageOutput(lean, doctree, zlib.compress(html.encode(), 1))


def _file_beside(project: Project, document: str) -> Path | None:
    """Return the file that is written with a page, if it has one."""
    is_table = project.rendered and project.pages[document].kind == "comparison"
    return Path(project.builder.outdir, f"{document}.csv") if is_table else None


def _outdated(app: Sphinx, env: BuildEnvironment, *changes: object) -> list[str]:
    """Record the pages as they are now; return and prepare those that were read, or written by the builder, as they were before."""
    project, read = domain_of(env).project, domain_of(env).data["digests"]
    before = _recorded(project)
    inputs, outdated, services = _inputs(project), list[str](), project.edition.catalogue.objects["service"]
    searched, stemmer = has_search(app), stemmer_of(project.edition)
    # The pages of a service, and its entries in the search, have views in common.
    for id, documents in groupby(sorted(project.pages, key=project.service_of), project.service_of):
        known = len(outdated)
        for document in documents:
            record, digest = before.get(document, PageRecord("", "")), inputs(document)
            view = project.page(document) if record.inputs != digest else None
            now = PageRecord(digest, f"{project.frame} {views.digest((view, project.places(view)))}") if view else record
            project.records[document] = now
            file = _file_beside(project, document)
            if not (now.view == record.view and read.get(document) == (now.view, "") and (file is None or file.is_file())):
                outdated.append(document)
                output_of(project, document, view)
        if id and searched and len(outdated) > known:
            counted_in(project.edition, services[id], stemmer, project.store)
    return outdated


def _above(project: Project, document: str) -> str:
    """Return the document above a page that no document lists: the page of its folder, else the root."""
    folder = document.rpartition("/")[0]
    above = (page for page in (folder, f"{folder}/index") if page in project.pages and page != document)
    return next(above, project.env.config.root_doc)


def _outdated_lists(app: Sphinx, env: BuildEnvironment, *changes: object) -> set[str]:
    """Return the documents that may list pages: what they list depends on all documents."""
    project = domain_of(env).project
    return set() if project.rendered else {_above(project, page) for page in project.pages}


def _list(app: Sphinx, env: BuildEnvironment) -> None:
    """Let the document above each page list it if no other does: one file, a book or a tree of pages has only what is listed."""
    project = domain_of(env).project
    listed = env.collect_relations()
    lists: dict[str, list[str]] = {}
    for page in () if project.rendered else project.pages:
        if page not in listed:
            lists.setdefault(_above(project, page), []).append(page)
    no_document = env.current_document
    for above, pages in lists.items():
        env.prepare_settings(above)
        doctree = env.get_doctree(above)
        entries = [(None, page) for page in pages]
        toctree = addnodes.toctree("", parent=above, entries=entries, includefiles=pages, maxdepth=-1, glob=False, hidden=True)
        next(doctree.findall(nodes.section), doctree).append(toctree)
        env.toctree_includes.pop(above, None)
        TocTreeCollector().process_doc(app, doctree)
        env._pickled_doctree_cache.pop(above)
        app.builder.write_doctree(above, doctree)
    env.current_document = no_document


def _inputs(project: Project) -> Callable[[str], str]:
    """Return a function for the digest of the inputs of a page."""
    edition, catalogue = project.edition, project.edition.catalogue
    outlines = [service.outline_digest for service in catalogue.services]
    of_all = views.digest((catalogue.shared_inputs, catalogue.unconfirmed, edition.booklets, outlines))
    digests_of_parts = functools.cache(functools.partial(_digests_of_parts, project))

    @functools.cache
    def of_service(id: str) -> str:
        # The page names the services to which something has moved, and those that it is compared with.
        service = catalogue.objects["service"][id]
        others = [*moved(edition, service), *compared(edition, service)]
        return views.digest((catalogue.inputs[id], edition.booklets.get(id), edition.booklets.get(CALLS_PDF + id), others))

    def inputs(document: str) -> str:
        if id := project.service_of(document):
            return f"{project.frame} {of_service(id)}"
        # A page about several services or none depends on all outlines, and on parts of some services.
        address = project.pages[document]
        services = [service.id for service in views.services_shown(catalogue, address)]
        in_part = address.kind == "task"
        of_each = [digests_of_parts(id)[address.ids[0]] if in_part else catalogue.inputs[id] for id in services]
        return f"{project.frame} {views.digest((of_all, of_each))}"

    return inputs


def _digests_of_parts(project: Project, id: str) -> dict[str, str]:
    """Return digests of the parts about the service ``id`` on the page of each task; stored by its inputs."""
    catalogue = project.edition.catalogue
    service = catalogue.objects["service"][id]

    def make() -> dict[str, str]:
        parts = {task.id: service_parts(project.edition, service, task) for task in catalogue.tasks if service.uses(task.id)}
        return {task: views.digest((shown, [project.places(part) for _, part in shown])) for task, shown in parts.items()}

    digests: dict[str, str] = project.store.compute(f"tasks/{id}", f"{project.frame} {catalogue.inputs[id]}", make)
    return digests


# ---- Writing


def _visit_page(self: HTML5Translator, node: catalogue_page) -> None:
    self.body.append(zlib.decompress(output_of(domain_of(self.builder.env).project, node["page"]).html).decode())
    raise nodes.SkipNode


def _on_page(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Complete the context of a page: it has a description, and no source to show; the pages above it are those of its toctree, if any."""
    project = domain_of(app.env).project
    if pagename not in project.pages or not project.rendered:
        return
    page = output_of(project, pagename).page
    description = Markup('<meta name="description" content="{}">').format(page.description) if page.description else ""
    context |= {"metatags": context["metatags"] + str(description), "sourcename": "", "page_source_suffix": ""}
    context["parents"] = context["parents"] or [
        {"link": project.href(pagename, link), "title": escape(words)} for words, link in page.trail if project.reaches(link)
    ]


def _finish(app: Sphinx, exception: Exception | None) -> None:
    """Write the feed of changes, record the pages, and remove those that an earlier build made and this one does not."""
    project = domain_of(app.env).project
    if exception:
        return
    if project.rendered:
        if CHANGES_DOCUMENT in project.pages:
            text = feed(project.edition, app.config.html_baseurl.rstrip("/"))
            Path(app.outdir, FEED_FILE).write_text(text, "utf-8", newline="\n")
        of_others = {*app.env.found_docs, *(["search"] if html_builder(app).search else [])}
        for document in _recorded(project).keys() - of_others:
            for file in (html_builder(app).get_output_path(document), f"{document}.csv", f"{document}{Path(FEED_FILE).suffix}"):
                Path(app.outdir, file).unlink(missing_ok=True)
    project.store.put(_RECORDS, "", project.records)
    project.store.prune()


def _recorded(project: Project) -> dict[str, PageRecord]:
    """Return the records of the pages that the builder has written."""
    return {document: PageRecord(*record) for document, record in (project.store.get(_RECORDS, "") or {}).items()}


def feed(edition: Edition, base: str) -> str:
    """Return the Atom feed of the changelog; ``base`` is the address of the language, empty if unknown.

    It is read away from the site, and therefore states that the catalogue is a restatement, and which language prevails. Its ids
    are made from names and dates alone, and do not depend on the address of the site.
    """
    identity = edition.catalogue.identity
    own = f"{identity.owner[identity.authoritative]}/{identity.name[identity.authoritative]}/{edition.language}"
    prevails = "" if edition.prevails else edition.prevailing_words
    subtitle = " ".join(filter(None, (notice(edition), prevails)))
    shown = environment().get_template("root/changes.atom")
    return shown.render(edition=edition, subtitle=subtitle, own=own, base=base, urn=_urn, sections_of=sections_of).lstrip()


def _urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn


def setup(app: Sphinx) -> None:
    app.add_node(catalogue_page, html=(_visit_page, None))
    app.connect("env-get-outdated", _outdated)
    app.connect("env-get-outdated", _outdated_lists)
    app.connect("env-updated", _list)
    app.connect("env-before-read-docs", _read)
    app.connect("html-page-context", _on_page, priority=400)  # before the extension that describes pages
    app.connect("build-finished", _finish)
