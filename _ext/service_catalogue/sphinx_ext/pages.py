"""The pages that are made from data: views, rendered by our own templates into the page template of the theme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.application import Sphinx

from service_catalogue import views
from service_catalogue.kept import Kept, state_of
from service_catalogue.model.service import Service
from service_catalogue.model.shared import Task
from service_catalogue.search.gathered import in_service, stemmer_of
from service_catalogue.sphinx_ext.assets import has_search, kept_of_search
from service_catalogue.sphinx_ext.domain import domain_of
from service_catalogue.sphinx_ext.feed import feed
from service_catalogue.sphinx_ext.project import Made, Project, html_builder
from service_catalogue.views.changes import CHANGES_DOCUMENT, FEED_FILE
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import Address, Page
from service_catalogue.views.part_file import markdown
from service_catalogue.views.service_page import moved
from service_catalogue.views.task import service_parts


class Body(str):
    """The content of a page, with its view. Sphinx takes the ``repr`` of the whole context at each event, which takes long for either."""

    __slots__ = ("page",)
    page: Page

    def __new__(cls, content: str, page: Page) -> Body:
        body = super().__new__(cls, content)
        body.page = page
        return body

    def __repr__(self) -> str:
        return "Body()"


def _collect(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    project = domain_of(app.env).project
    frame = _frame_digest(app)
    by_service: dict[str, list[str]] = defaultdict(list)
    for document, address in project.pages.items():
        by_service[_service_of(address)].append(document)
    searched, kept, stemmer = has_search(app), kept_of_search(app), stemmer_of(project.edition)
    services = project.edition.catalogue.objects["service"]
    task_digests = _TaskDigests(project, frame, Kept(Path(app.doctreedir, f"catalogue-tasks-{app.builder.name}")))
    yield from _pages(app, frame, by_service.pop("", ()), _inputs_of_all(project, task_digests))
    task_digests.keep()
    for service in services.values():
        project.edition.forget(service)
    for id, documents in by_service.items():
        yield from _pages(app, frame, documents, _inputs_of_service(project, id))
        if any(project.made[document] is not project.before.get(document) for document in documents):
            if searched:  # the search shows what the pages of a service show
                in_service(project.edition, services[id], stemmer, kept)
            project.edition.forget(services[id])


def _pages(
    app: Sphinx, frame: str, documents: Iterable[str], inputs: Callable[[str], str]
) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The pages among ``documents`` that are to be written; ``inputs`` gives what each is made from."""
    project = domain_of(app.env).project
    for document in documents:
        address = project.pages[document]
        before = project.before.get(document)
        # In a theme of others, a page may depend on anything.
        if not project.own_theme or address.kind == "search" or (before and before.written != _written(app, document)):
            before = None
        made_from = f"{frame} {inputs(document)}"
        if before and before.inputs == made_from:
            project.made[document] = before
            continue
        page = project.page(document)
        made = project.made[document] = Made(made_from, f"{frame} {views.digest((page, project.places(page)))}")
        if before and before.view == made.view:
            continue
        if address.kind == "duties":
            _put_file(app, project.edition, page)
        yield rendered(app, page)


def rendered(app: Sphinx, page: Page) -> tuple[str, dict[str, Any], str]:
    """A page as Sphinx takes it: its name, what is known of it, and the template that shows it."""
    project = domain_of(app.env).project
    content = project.renderer(page.document).page(page)
    if not project.own_theme:
        language = Markup(' lang="{}"').format(project.edition.language) if project.borrowed else ""
        content = Markup('<div class="catalogue"{}>{}</div>').format(language, content)
    return page.document, {"body": Body(content, page), **_context(app, page)}, "page.html"


def _service_of(address: Address) -> str:
    """The service that a page is about; empty for a page that shows several, or none."""
    return address.ids[-1] if address.kind in ("service", "duties") else ""


def _inputs_of_service(project: Project, id: str) -> Callable[[str], str]:
    """Gives a digest of what a page about the service ``id`` is made from, besides the frame and the program."""
    edition = project.edition
    # What has moved to another service is said with the name of that.
    left = list(moved(edition, edition.catalogue.objects["service"][id]))
    inputs = views.digest((edition.catalogue.inputs[id], edition.booklets.get(id), left))
    return lambda document: inputs


def _inputs_of_all(project: Project, task_digests: _TaskDigests) -> Callable[[str], str]:
    """Gives the same for a page about several services, or none: it depends on all outlines, and on what it unpacks."""
    catalogue = project.edition.catalogue
    known = views.digest((catalogue.shared_inputs, [service.outlook for service in catalogue.services]))

    def inputs(document: str) -> str:
        address = project.pages[document]
        shown = views.unpacked_for(catalogue, address)
        of_each = [
            task_digests.digest(service, catalogue.task(address.ids[0]))
            if address.kind == "task"
            else catalogue.inputs[service.id]
            for service in shown
        ]
        return views.digest((known, project.edition.booklets, of_each))

    return inputs


class _TaskDigests:
    """Digests of what task pages show of each service, cached by the inputs of the service."""

    def __init__(self, project: Project, frame: str, kept: Kept) -> None:
        self._project = project
        self._frame = frame
        self._kept = kept
        #: By service and task.
        self._digests: dict[str, dict[str, str]] = {}
        self._more: set[str] = set()

    def digest(self, service: Service, task: Task) -> str:
        """The digest of the parts of ``service`` on the page of ``task``."""
        id = str(service.id)
        if id not in self._digests:
            self._digests[id] = self._kept.read(f"{id}.json", self._made_from(id)) or {}
        found = self._digests[id]
        if task.id not in found:
            shown = service_parts(self._project.edition, service, task)
            found[str(task.id)] = views.digest((shown, [self._project.places(part) for _, part in shown]))
            self._more.add(id)
        return found[task.id]

    def keep(self) -> None:
        for id in self._more:
            self._kept.write(f"{id}.json", self._made_from(id), self._digests[id])
        self._kept.tidy()

    def _made_from(self, id: str) -> str:
        return f"{self._frame} {self._project.edition.catalogue.inputs[id]}"


def _written(app: Sphinx, document: str) -> list[list[int]]:
    """Size and time of each file that is written for a page, by which one that has been changed since is known."""
    files = [html_builder(app).get_output_path(document)]
    if domain_of(app.env).project.pages[document].kind == "duties":
        files.append(_file_of(app, document))
    return [*filter(None, map(state_of, files))]


def _file_of(app: Sphinx, document: str) -> Path:
    """The Markdown file beside the page of a part."""
    return Path(app.outdir, f"{document}.md")


def _put_file(app: Sphinx, edition: Edition, page: Page) -> None:
    path = _file_of(app, page.document)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(markdown(edition, page), "utf-8", newline="\n")


def _frame_digest(app: Sphinx) -> str:
    """A digest of what every page in our own theme depends on: the settings, the names of all pages, styles and scripts."""
    project = domain_of(app.env).project
    static = Path(app.outdir, "_static")
    files = [(path.name, path.read_bytes()) for kind in ("css", "js") for path in sorted(static.glob(f"*.{kind}"))]
    settings = (
        html_builder(app).build_info.config_hash,
        app.config.project,
        app.config.language,
        project.edition.language,
        app.env.version,
        project.edition.data,
    )
    return views.digest((settings, repr(project.edition.catalogue.identity), [*project.pages], sorted(app.env.found_docs), files))


def _context(app: Sphinx, page: Page) -> dict[str, object]:
    """What themes expect of the context of a document."""
    project = domain_of(app.env).project
    parents = [
        {"link": project.href(page.document, link), "title": escape(words)} for words, link in page.trail if project.reaches(link)
    ]
    metatags = Markup('<meta name="description" content="{}">').format(page.description) if page.description else ""
    return {"title": str(escape(page.title)), "parents": parents, "meta": {}, "metatags": str(metatags)}


# ---- What an earlier build made


def _record(app: Sphinx) -> tuple[Kept, str]:
    """Where the pages that the last build made are recorded, and under which name."""
    return Kept(Path(app.doctreedir)), f"catalogue-pages-{app.builder.name}.json"


def _read_record(app: Sphinx) -> dict[str, Made]:
    kept, name = _record(app)
    return {document: Made(*values) for document, values in (kept.read(name, "") or {}).items()}


def _begin(app: Sphinx, builder: object) -> None:
    """From here on, what is made is not recorded until all is."""
    project = domain_of(app.env).project
    if project.rendered:
        project.before = _read_record(app)
        kept, name = _record(app)
        kept.forget(name)


def _finish(app: Sphinx, exception: Exception | None) -> None:
    """Remove the pages that an earlier build made and this one does not, and record those of this one."""
    project = domain_of(app.env).project
    if exception or not project.rendered:
        return
    _write_feed(app)
    of_others = {*app.env.found_docs, *(["search"] if html_builder(app).search else [])}
    for document in project.before:
        if document not in project.pages and document not in of_others:
            Path(html_builder(app).get_output_path(document)).unlink(missing_ok=True)
            _file_of(app, document).unlink(missing_ok=True)
    kept, name = _record(app)
    for document, made in project.made.items():
        if made is not project.before.get(document):
            project.made[document] = made._replace(written=_written(app, document))
    kept.write(name, "", project.made)


def _write_feed(app: Sphinx) -> None:
    """The feed of what has changed, beside its page; removed with it."""
    project, path = domain_of(app.env).project, Path(app.outdir, FEED_FILE)
    if CHANGES_DOCUMENT in project.pages:
        path.write_text(feed(project.edition, app.config.html_baseurl.rstrip("/")), "utf-8", newline="\n")
    elif CHANGES_DOCUMENT in project.before:
        path.unlink(missing_ok=True)


def shows_parts(app: Sphinx, pagename: str, doctree: nodes.document | None) -> bool:
    """True if the page shows parts of the catalogue."""
    domain = domain_of(app.env)
    shown = doctree is not None and domain.data["views"].get(pagename)
    return domain.project.rendered and (pagename in domain.project.pages or bool(shown))


def setup(app: Sphinx) -> None:
    app.connect("write-started", _begin)
    app.connect("html-collect-pages", _collect)
    app.connect("build-finished", _finish)
