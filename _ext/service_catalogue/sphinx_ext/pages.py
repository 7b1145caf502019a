"""The pages that are made from data: views, rendered by our own templates into the page template of the theme."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.application import Sphinx

from service_catalogue.sphinx_ext.domain import domain_of
from service_catalogue.views.page import Page


class Body(str):
    """The content of a page. Sphinx takes the ``repr`` of the whole context at each event, which takes long for a page."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Body()"


def _collect(app: Sphinx) -> Iterator[tuple[str, dict, str]]:
    project = domain_of(app.env).project
    for document in project.pages:
        page = project.page(document)
        content = project.renderer(document).page(page)
        if not project.own_theme:
            content = Markup('<div class="catalogue">{}</div>').format(content)
        yield document, {"catalogue_page": page, "body": Body(content), **_context(app, page)}, "page.html"


def _context(app: Sphinx, page: Page) -> dict[str, object]:
    """What themes expect of the context of a document."""
    project = domain_of(app.env).project
    parents = [
        {"link": project.href(page.document, link), "title": escape(words)} for words, link in page.trail if project.reaches(link)
    ]
    metatags = Markup('<meta name="description" content="{}">').format(page.description) if page.description else ""
    return {"title": str(escape(page.title)), "parents": parents, "meta": {}, "metatags": str(metatags)}


def _remove_stale(app: Sphinx, exception: Exception | None) -> None:
    """Remove the pages that an earlier build made and this one does not."""
    domain = domain_of(app.env)
    if exception or not domain.project.rendered:
        return
    record = Path(app.doctreedir, f"catalogue-pages-{app.builder.name}.txt")
    before = record.read_text("utf-8").split("\n") if record.is_file() else []
    for document in before:
        if document and document not in domain.project.pages and document not in app.env.found_docs:
            Path(app.builder.get_output_path(document)).unlink(missing_ok=True)
    record.write_text("\n".join(domain.project.pages), "utf-8")


def shows_parts(app: Sphinx, pagename: str, doctree: nodes.document | None) -> bool:
    """True if the page shows parts of the catalogue."""
    domain = domain_of(app.env)
    shown = doctree is not None and domain.data["views"].get(pagename)
    return domain.project.rendered and (pagename in domain.project.pages or bool(shown))


def setup(app: Sphinx) -> None:
    app.connect("html-collect-pages", _collect)
    app.connect("build-finished", _remove_stale)
