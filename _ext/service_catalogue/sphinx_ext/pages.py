"""Pages from data: views, rendered by our own templates into the page template of the theme; the feed of changes; and recovery.

Sphinx saves its environment before it writes. So after a build that was stopped or has failed, an environment may say that documents
are read whose pages were never written, or were read with warnings that nobody would see again: incomplete results are removed.
"""

from __future__ import annotations

import functools
import logging
import uuid
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Set
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from docutils import nodes
from docutils.utils import new_document
from markupsafe import Markup, escape
from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.logging import NAMESPACE, get_node_location

from service_catalogue import views
from service_catalogue.search.index import counted_in, stemmer_of
from service_catalogue.sphinx_ext.domain import catalogue_view, domain_of, has_search
from service_catalogue.sphinx_ext.project import Project, environment, html_builder, store_in
from service_catalogue.store import state_of
from service_catalogue.views.allocation import service_parts
from service_catalogue.views.comparison import comparison_table
from service_catalogue.views.directives import VIEWS
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.glossary import GLOSSARY
from service_catalogue.views.home import CHANGES_DOCUMENT, FEED_FILE, sections_of
from service_catalogue.views.page import LEAD, RICH, Page, PageAddress, Part
from service_catalogue.views.plain import csv_text, lines
from service_catalogue.views.service_page import CALLS_PDF, compared, moved
from service_catalogue.views.status import notice

#: A page for Sphinx: its name, its context, and its template.
_Written: TypeAlias = tuple[str, dict[str, Any], str]


class Body(str):
    """The content of a page, with its view; its ``repr`` is short, for Sphinx takes that of the whole context at each event."""

    __slots__ = ("page",)
    page: Page

    def __new__(cls, content: str, page: Page) -> Body:
        body = super().__new__(cls, content)
        body.page = page
        return body

    def __repr__(self) -> str:
        return "Body()"


class _Made(NamedTuple):
    """The record of a page that was made."""

    #: A digest of its inputs.
    inputs: str
    #: A digest of its view.
    view: str
    #: The size and the time of each file that was written.
    written: list[list[int]]


def _collect(app: Sphinx) -> Iterator[_Written]:
    project = domain_of(app.env).project
    frame = _frame_digest(app)
    by_kind, by_service = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for document, address in project.pages.items():
        id = _service_of(address)
        (by_service[id] if id else by_kind[address.kind]).append(document)
    inputs_of_all = _inputs_of_all(project, frame)
    for kind, documents in by_kind.items():
        yield from _pages(app, frame, f"pages/kinds/{kind}", documents, inputs_of_all)
    services = project.edition.catalogue.objects["service"]
    searched, stemmer = has_search(app), stemmer_of(project.edition)
    for id, documents in by_service.items():
        changed = yield from _pages(app, frame, f"pages/services/{id}", documents, _inputs_of_service(project, id))
        if changed and searched:  # the search has the content of these pages
            counted_in(project.edition, services[id], stemmer, project.store)


def _pages(
    app: Sphinx, frame: str, name: str, documents: Iterable[str], inputs: Callable[[str], str]
) -> Generator[_Written, None, bool]:
    """Yield those of ``documents`` that are to be written, and record all under ``name`` once they are; return whether any changed.

    ``inputs`` gives what each is made from. A page that a stopped build has written, but not recorded, is written again.
    """
    project = domain_of(app.env).project
    before = {document: _Made(*values) for document, values in (project.store.get(name, "") or {}).items()}
    made: dict[str, _Made] = {}
    for document in documents:
        address = project.pages[document]
        known = before.get(document)
        # In a foreign theme, a page may depend on anything.
        if not project.own_theme or address.kind == "search" or (known and known.written != _state(app, document)):
            known = None
        made_from = f"{frame} {inputs(document)}"
        if known and known.inputs == made_from:
            made[document] = known
            continue
        page = project.page(document)
        view = f"{frame} {views.digest((page, project.places(page)))}"
        if not (known and known.view == view):
            if file := _file_of(app, document):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(_FILES[address.kind][1](project.edition, page), "utf-8", newline="")
            yield rendered(app, page)
        made[document] = _Made(made_from, view, _state(app, document))
    if made != before:
        project.store.put(name, "", made)
    return made != before


def rendered(app: Sphinx, page: Page) -> _Written:
    """Return a page for Sphinx."""
    project = domain_of(app.env).project
    content = project.renderer(page.document).page(page)
    if not project.own_theme:
        language = Markup(' lang="{}"').format(project.edition.language) if project.borrowed(page.document) else ""
        content = Markup('<div class="catalogue"{}>{}</div>').format(language, content)
    return page.document, {"body": Body(content, page), **_context(app, page)}, "page.html"


def _service_of(address: PageAddress) -> str:
    """Return the id of the service of a page; empty if it has several or none."""
    return address.ids[-1] if address.kind in ("service", "duties", "calls") else ""


def _inputs_of_service(project: Project, id: str) -> Callable[[str], str]:
    """Return a function for the digest of the inputs of a page about the service ``id``, besides the frame and the program."""
    edition = project.edition
    # The page names the services to which something has moved, and those that it is compared with.
    service = edition.catalogue.objects["service"][id]
    others = [*moved(edition, service), *compared(edition, service)]
    inputs = views.digest((edition.catalogue.inputs[id], edition.booklets.get(id), edition.booklets.get(CALLS_PDF + id), others))
    return lambda document: inputs


def _inputs_of_all(project: Project, frame: str) -> Callable[[str], str]:
    """Return the same for a page about several services or none: it depends on all outlines, and on parts of some services."""
    catalogue = project.edition.catalogue
    known = views.digest(
        (catalogue.shared_inputs, catalogue.unconfirmed, [service.outline_digest for service in catalogue.services])
    )
    digests = functools.cache(functools.partial(_digests_of_parts, project, frame))

    def inputs(document: str) -> str:
        address = project.pages[document]
        services, in_part = views.services_shown(catalogue, address), address.kind == "task"
        of_each = [digests(service.id)[address.ids[0]] if in_part else catalogue.inputs[service.id] for service in services]
        return views.digest((known, project.edition.booklets, of_each))

    return inputs


def _digests_of_parts(project: Project, frame: str, id: str) -> dict[str, str]:
    """Return digests of the parts about the service ``id`` on the page of each task; stored by its inputs."""
    catalogue = project.edition.catalogue
    service = catalogue.objects["service"][id]

    def make() -> dict[str, str]:
        parts = {task.id: service_parts(project.edition, service, task) for task in catalogue.tasks if service.uses(task.id)}
        return {task: views.digest((shown, [project.places(part) for _, part in shown])) for task, shown in parts.items()}

    digests: dict[str, str] = project.store.compute(f"tasks/{id}", f"{frame} {catalogue.inputs[id]}", make)
    return digests


def _state(app: Sphinx, document: str) -> list[list[int]]:
    """Return the size and the time of each file of a page, to detect changes."""
    files = filter(None, (html_builder(app).get_output_path(document), _file_of(app, document)))
    return [*filter(None, map(state_of, files))]


#: The files beside pages, by kind of page: the ending, and what makes the text.
_FILES: dict[str, tuple[str, Callable[[Edition, Page], str]]] = {
    "comparison": (".csv", lambda edition, page: csv_text(comparison_table(edition, page))),
}


def _file_of(app: Sphinx, document: str) -> Path | None:
    """Return the file beside a page, if its kind has one."""
    suffix, _ = _FILES.get(domain_of(app.env).project.pages[document].kind, ("", None))
    return Path(app.outdir, f"{document}{suffix}") if suffix else None


def _frame_digest(app: Sphinx) -> str:
    """Return a digest of the inputs of all pages in our own theme: the settings, the names of pages, styles and scripts."""
    project = domain_of(app.env).project
    static = Path(app.outdir, "_static")
    files = [(path.name, path.read_bytes()) for kind in ("css", "js") for path in sorted(static.glob(f"*.{kind}"))]
    settings = (html_builder(app).build_info.config_hash, app.config.project, app.config.language, app.env.version)
    edition = (project.edition.language, project.edition.data, repr(project.edition.catalogue.identity))
    return views.digest((settings, edition, [*project.pages], sorted(app.env.found_docs), files))


def _context(app: Sphinx, page: Page) -> dict[str, object]:
    """Return the values that themes expect in the context of a document."""
    project = domain_of(app.env).project
    parents = [
        {"link": project.href(page.document, link), "title": escape(words)} for words, link in page.trail if project.reaches(link)
    ]
    metatags = Markup('<meta name="description" content="{}">').format(page.description) if page.description else ""
    return {"title": str(escape(page.title)), "parents": parents, "meta": {}, "metatags": str(metatags)}


#: The entry with the names of all pages that are, or may be, in the output.
PAGES = "documents"


def _begin(app: Sphinx, builder: object) -> None:
    project = domain_of(app.env).project
    if project.rendered:
        project.former = {*(project.store.get(PAGES, "") or ())}
        if new := project.pages.keys() - project.former:
            project.store.put(PAGES, "", sorted(new | project.former))


def _finish(app: Sphinx, exception: Exception | None) -> None:
    """Remove the pages that an earlier build made and this one does not."""
    project = domain_of(app.env).project
    if exception or not project.rendered:
        return
    _write_feed(app)
    of_others = {*app.env.found_docs, *(["search"] if html_builder(app).search else [])}
    for document in project.former - project.pages.keys() - of_others:
        Path(html_builder(app).get_output_path(document)).unlink(missing_ok=True)
        for suffix, _ in _FILES.values():
            Path(app.outdir, f"{document}{suffix}").unlink(missing_ok=True)
    if project.former != project.pages.keys():
        project.store.put(PAGES, "", sorted(project.pages))
    project.store.prune()


def made_pages(output: Path, doctrees: Path) -> set[Path]:
    """Return the files of the pages that were made from data by the builder ``html`` with these folders."""
    documents = store_in(doctrees, "html").get(PAGES, "") or ()
    suffixes = (".html", *(suffix for suffix, _ in _FILES.values()))
    return {output / f"{document}{suffix}" for document in documents for suffix in suffixes}


def _write_feed(app: Sphinx) -> None:
    """Write the feed of changes beside its page, or remove it with the page."""
    project, path = domain_of(app.env).project, Path(app.outdir, FEED_FILE)
    if CHANGES_DOCUMENT in project.pages:
        path.write_text(feed(project.edition, app.config.html_baseurl.rstrip("/")), "utf-8", newline="\n")
    elif CHANGES_DOCUMENT in project.former:
        path.unlink(missing_ok=True)


def shows_parts(app: Sphinx, pagename: str, doctree: nodes.document | None) -> bool:
    """Return whether a page shows parts of the catalogue."""
    domain = domain_of(app.env)
    shown = doctree is not None and domain.data["views"].get(pagename)
    return domain.project.rendered and (pagename in domain.project.pages or bool(shown))


def feed(edition: Edition, base: str) -> str:
    """Return the Atom feed of the changelog; ``base`` is the address of the language, empty if unknown.

    It is read away from the site, and therefore states that the catalogue is a restatement, and which language prevails. Its ids
    are made from names and dates alone, and do not depend on the address of the site.
    """
    identity = edition.catalogue.identity
    name = edition.plain(identity.name)
    own = f"{identity.owner[identity.authoritative]}/{identity.name[identity.authoritative]}/{edition.language}"
    entries = [
        {
            "date": entry.date.isoformat(),
            "title": f"{name}: {edition.words.date(entry.date)}",
            "id": _urn(f"{own}/{entry.date.isoformat()}"),
            "sections": sections_of(edition, entry),
        }
        for entry in edition.catalogue.changelog
    ]
    title, owner = f"{name}: {edition.words('diff.title')}", edition.plain(identity.owner)
    prevails = "" if edition.prevails else edition.prevailing_words
    subtitle = " ".join(filter(None, (notice(edition), prevails)))
    shown = environment().get_template("root/changes.atom")
    return shown.render(
        edition=edition, title=title, subtitle=subtitle, owner=owner, id=_urn(own), base=base, entries=entries
    ).lstrip()


def _urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn


#: The extension that describes pages to those who show a link to them.
_OPENGRAPH = "sphinxext.opengraph"


class _Data(nodes.Invisible, nodes.Element):
    """Words of tables and lists: they are indexed, and describe nothing."""


def _sections(parts: Iterable[Part[Any]], *, with_ids: bool = True) -> Iterator[nodes.section]:
    """Yield the texts of ``parts``, each with its anchor if their HTML has ids."""
    for inner in (inner for part in parts for inner in part.walk()):
        title = inner.heading or getattr(inner.content, "caption", "")
        heading = [nodes.title("", title)] if title else []
        text = nodes.paragraph("", " ".join(lines(inner.content)))
        prose = LEAD.shows(inner) or RICH.shows(inner)
        terms = inner.content if GLOSSARY.shows(inner) else ()
        named = (nodes.section("", nodes.title("", plain(term.name)), ids=[term.id]) for term in terms)
        ids = [inner.anchor] if inner.anchor and with_ids else []
        yield nodes.section("", *heading, text if prose else _Data("", text), *named, ids=ids)


def _begin_search(app: Sphinx, builder: Builder) -> None:
    """Keep the pages from data, which are no documents, in the index, which is made when the builder prepares to write."""
    project = domain_of(app.env).project
    if not (isinstance(builder, StandaloneHTMLBuilder) and project.rendered):
        return
    prepare = builder.prepare_writing

    def prepare_writing(documents: Set[str]) -> None:
        prepare(documents)
        if builder.indexer is not None:
            prune = builder.indexer.prune
            vars(builder.indexer).update(prune=lambda known: prune({*known, *project.pages}))

    vars(builder).update(prepare_writing=prepare_writing)


def _describing(app: Sphinx) -> list[Callable[..., Any]]:
    """Return what describes documents, and documents alone."""
    return [each.handler for each in app.events.listeners["html-page-context"] if each.handler.__module__ == _OPENGRAPH]


def _add_texts(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give each view its texts as children: they are indexed and described, while the HTML of the view is rendered without them."""
    project = domain_of(app.env).project
    if project.rendered and (html_builder(app).indexer is not None or _describing(app)):
        for view in list(doctree.findall(catalogue_view)):
            view += _sections(project.parts(view["view"]), with_ids=VIEWS[view["view"][0]].keeps_ids)


def _index_page(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    body, describing = context.get("body"), _describing(app)
    if not isinstance(body, Body) or not (html_builder(app).indexer is not None or describing):
        return
    content = new_document("")
    top = nodes.section("", nodes.title("", body.page.title), nodes.paragraph("", body.page.description), ids=["top"])
    content += top
    for describe in describing:
        describe(app, pagename, template, context, content)
    top += _sections(body.page.parts)
    html_builder(app).index_page(pagename, content, body.page.title)


#: The file of doctrees during a build with the environment from before it; empty if there was none.
MARK = "unfinished"


def begin(output: Path, doctrees: Path) -> None:
    """Undo the last build if it is still marked as unfinished, and mark this one."""
    mark, environment = doctrees / MARK, doctrees / ENV_PICKLE_FILENAME
    if mark.exists():
        _undo(mark, output, doctrees)
    doctrees.mkdir(parents=True, exist_ok=True)
    partial = mark.with_suffix(".partial")
    partial.write_bytes(environment.read_bytes() if environment.exists() else b"")
    partial.replace(mark)


def _undo(mark: Path, output: Path, doctrees: Path) -> None:
    """Restore the environment in ``mark``, and remove the doctrees and files that were written since.

    Pages from data stay: each is recorded when it is complete.
    """
    status, environment, recorded = mark.stat(), doctrees / ENV_PICKLE_FILENAME, made_pages(output, doctrees)
    for path in (*doctrees.rglob("*.doctree"), *output.rglob("*")):
        if path.is_file() and path.stat().st_mtime_ns >= status.st_mtime_ns and path not in recorded:
            path.unlink()
    if status.st_size:
        mark.replace(environment)
    else:
        environment.unlink(missing_ok=True)


class Warned(logging.Handler):
    """A log handler that collects the places of Sphinx's warnings."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._places: set[str] = set()
        logging.getLogger(NAMESPACE).addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        place = getattr(record, "location", None)
        place = place[0] if isinstance(place, tuple) else get_node_location(place) if isinstance(place, nodes.Node) else place
        self._places.add(place or "")

    def finish(self, app: Sphinx) -> None:
        """Remove the mark; after a failed build, also the doctrees of documents with warnings, which are then read again.

        The mark stays if a warning is about anything but a document.
        """
        found = {self._document(place, app) for place in self._places} if app.statuscode else set()
        for document in filter(None, found):
            Path(app.doctreedir, f"{document}.doctree").unlink(missing_ok=True)
        if None not in found:
            Path(app.doctreedir, MARK).unlink()

    def _document(self, place: str, app: Sphinx) -> str | None:
        name = place.partition(":")[0]
        document = name if name in app.env.found_docs else app.env.path2doc(name)
        return document if document in app.env.found_docs else None


def setup(app: Sphinx) -> None:
    app.connect("write-started", _begin)
    app.connect("html-collect-pages", _collect)
    app.connect("build-finished", _finish)
    app.connect("write-started", _begin_search)
    app.connect("doctree-resolved", _add_texts)
    app.connect("html-page-context", _index_page)
