"""Pages from data: views, rendered by our own templates into the page template of the theme; and the feed of changes."""

from __future__ import annotations

import functools
import uuid
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.application import Sphinx

from service_catalogue import views
from service_catalogue.search.corpus import counted_in, stemmer_of
from service_catalogue.sphinx_ext.assets import has_search
from service_catalogue.sphinx_ext.domain import domain_of
from service_catalogue.sphinx_ext.project import Project, html_builder, store_in
from service_catalogue.sphinx_ext.templates import environment
from service_catalogue.store import state_of
from service_catalogue.views.calls import CALLS_PDF
from service_catalogue.views.changes import CHANGES_DOCUMENT, FEED_FILE, sections_of
from service_catalogue.views.comparison import comparison_table
from service_catalogue.views.csv_text import csv_text
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import Address, Page
from service_catalogue.views.service_page import compared, moved
from service_catalogue.views.status import notice
from service_catalogue.views.task import service_parts

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


def _service_of(address: Address) -> str:
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


def setup(app: Sphinx) -> None:
    app.connect("write-started", _begin)
    app.connect("html-collect-pages", _collect)
    app.connect("build-finished", _finish)
