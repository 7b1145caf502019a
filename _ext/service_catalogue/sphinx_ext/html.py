"""HTML of the catalogue's nodes, a stricter HTML of prose, and an output folder with nothing stale in it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import sphinx.search
from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri
from sphinx.writers.html5 import HTML5Translator

from service_catalogue.fonts import put_fonts
from service_catalogue.notices import licence_text
from service_catalogue.search import index
from service_catalogue.search.words import ALGORITHMS
from service_catalogue.sphinx_ext.domain import CatalogueDomain
from service_catalogue.sphinx_ext.nodes import RENDERED
from service_catalogue.sphinx_ext.prose import passages
from service_catalogue.sphinx_ext.render import Renderer
from service_catalogue.views.edition import Download, Link

#: What Sphinx writes into ``_static`` for its own theme and search, which the site has no use for.
_UNUSED_STATIC = ("pygments.css", "translations.js")


class CatalogueTranslator(HTML5Translator):
    """Prose without inline style, with headings and tables that say what they are."""

    @property
    def _domain(self) -> CatalogueDomain:
        return self.builder.env.domains["catalogue"]

    @property
    def _renderer(self) -> Renderer:
        docname = self.builder.current_docname

        def href(link: Link | Download) -> str:
            if isinstance(link, Download):
                return relative_uri(self.builder.get_target_uri(docname), f"../{link.path}")
            address = "" if link.document == docname else self.builder.get_relative_uri(docname, link.document)
            return f"{address}#{link.anchor}" if link.anchor else address or "#"

        return Renderer(self._domain.edition, href)

    # The catalogue's own nodes

    def visit_catalogue_page(self, node: nodes.Element) -> None:
        self.body.append(self._renderer.page(self._domain.page(self.builder.current_docname)))
        raise nodes.SkipNode

    def visit_catalogue_view(self, node: nodes.Element) -> None:
        shown = self._renderer.view(self._domain.view(node["view"]))
        edition = self._domain.edition
        if self._domain.prose_language != edition.language:
            shown = Markup('<div lang="{}">{}</div>').format(edition.language, shown)
        self.body.append(shown)
        raise nodes.SkipNode

    def visit_catalogue_term(self, node: nodes.Element) -> None:
        edition = self._domain.edition
        piece = edition.term_piece(edition.catalogue.term(node["term"]), node.astext(), node["lang"])
        self.body.append(self._renderer.term(piece))
        raise nodes.SkipNode

    # What docutils and Sphinx do otherwise

    def starttag(self, node, tagname, suffix="\n", empty=False, **attributes) -> str:
        attributes.pop("style", None)  # the policy of the site forbids it
        attributes.pop("STYLE", None)
        if isinstance(node, nodes.inline) and node.get("lang"):
            attributes["lang"] = node["lang"]
        return super().starttag(node, tagname, suffix, empty, **attributes)

    def add_permalink_ref(self, node: nodes.Element, title: str) -> None:
        if isinstance(node, nodes.section) and isinstance(node.parent, nodes.section):  # the page's own title has none
            label, id = self._domain.edition.words("frame.permalink", heading=node[0].astext()), node["ids"][-1]
            self.body.append(f'<a class="permalink" href="#{self.attval(id)}" aria-label="{self.attval(label)}">#</a>')

    def visit_section(self, node: nodes.Element) -> None:
        # The explicit label, which both languages share, is the one address of a heading.
        node["ids"] = node["ids"][-1:]
        super().visit_section(node)

    def visit_literal_block(self, node: nodes.Element) -> None:
        start = len(self.body)
        try:
            super().visit_literal_block(node)
        finally:  # it ends by skipping the node's children
            # A long line scrolls, and for that the keyboard has to reach the block.
            self.body[start:] = [part.replace("<pre>", '<pre tabindex="0">', 1) for part in self.body[start:]]

    def visit_table(self, node: nodes.Element) -> None:
        self.body.append('<div class="scroller" tabindex="0" role="region" aria-label="')
        words = self._domain.edition.words
        self.body.append(self.attval(words("frame.table", number=self._table_number(node))) + '">')
        super().visit_table(node)

    def depart_table(self, node: nodes.Element) -> None:
        super().depart_table(node)
        self.body.append("</div>")

    def _table_number(self, node: nodes.Element) -> int:
        return list(self.document.findall(nodes.table)).index(node) + 1

    def visit_colspec(self, node: nodes.Element) -> None:
        raise nodes.SkipNode  # widths by column are inline style

    def visit_tgroup(self, node: nodes.Element) -> None:
        node.stubs = []

    def depart_tgroup(self, node: nodes.Element) -> None:
        pass

    def visit_entry(self, node: nodes.Element) -> None:
        header = isinstance(node.parent.parent, nodes.thead)
        tag = "th" if header else "td"
        self.body.append(f'<{tag} scope="col">' if header else f"<{tag}>")
        self.context.append(f"</{tag}>")

    def depart_entry(self, node: nodes.Element) -> None:
        self.body.append(self.context.pop())


def _inited(app: Sphinx) -> None:
    if app.builder.format == "html":
        # Sphinx's own search has an inline script, and its words are broken in Danish.
        app.builder.search = False
    if app.builder.name == "html":
        shutil.rmtree(Path(app.outdir) / "_static", ignore_errors=True)  # all of it is put there anew


def _finish(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.name != "html":
        return
    out = Path(app.outdir)
    static = out / "_static"
    for name in _UNUSED_STATIC:
        (static / name).unlink(missing_ok=True)
    put_fonts(static / "fonts")
    domain: CatalogueDomain = app.env.domains["catalogue"]
    _put_stemmer(static / "search" / "stemmer.js", domain.edition.language)
    index.write(static / "search", domain.edition, passages(app))
    _remove_stale(out, app.env.found_docs)
    for folder, kept in (("_images", app.env.images), ("_downloads", app.env.dlfiles)):
        names = {name for _, name in kept.values()}
        for path in (out / folder).rglob("*"):
            if path.is_file() and path.relative_to(out / folder).as_posix() not in names:
                path.unlink()


def _put_stemmer(target: Path, language: str) -> None:
    """Write the JavaScript version, which Sphinx brings, of the stemmer of the index, with its licence; an empty file if there is none."""
    texts = []
    if algorithm := ALGORITHMS.get(language):
        scripts = Path(sphinx.search.__file__).parent / "minified-js"
        texts = [f"/*!\n{licence_text('snowballstemmer').strip()}\n*/"]  # Sphinx's files have none
        texts += [(scripts / f"{name}-stemmer.js").read_text("utf-8") for name in ("base", algorithm)]
        texts.append(f"catalogueSearch.put(\"stemmer\",new {algorithm.capitalize()}Stemmer());")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("".join(f"{text.rstrip()}\n" for text in texts), "utf-8")


def _remove_stale(out: Path, documents: set[str]) -> None:
    """Sphinx leaves the pages of documents that are gone."""
    for folder, names, files in os.walk(out):
        if Path(folder) == out:
            names[:] = [name for name in names if not name.startswith(("_", "."))]
        for name in files:
            document = (Path(folder) / name).relative_to(out).with_suffix("")
            if name.endswith(".html") and document.as_posix() not in documents:
                (Path(folder) / name).unlink()


def setup(app: Sphinx) -> None:
    for builder in RENDERED:
        app.set_translator(builder, CatalogueTranslator)
    app.connect("builder-inited", _inited)
    app.connect("build-finished", _finish)
