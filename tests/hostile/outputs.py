"""Every output that data come out of, held to showing hostile text harmlessly. An output that is added gets a line in ``OUTPUTS``."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
from markupsafe import Markup
from service_catalogue.check import report
from service_catalogue.check.checker import CheckResult
from service_catalogue.messages.texts import languages
from service_catalogue.pdf import build
from service_catalogue.search import index
from service_catalogue.sphinx_ext.project import Correction, Renderer
from service_catalogue.store import Store
from service_catalogue.views import addresses, page
from service_catalogue.views.edition import Download, Edition, Link

from tests.built import Page
from tests.folders import json_files

#: What the templates make. Nothing else can come out, whatever is in the data.
_TAGS = frozenset((
    "html", "main", "header", "footer", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6", "p", "ol", "ul",
    "li", "dl", "dt", "dd", "div", "form", "table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr",
    "th", "td", "details", "summary", "noscript", "button", "input", "label", "output", "template", "nav", "svg", "rect", "path", "line",
    "text", "tspan", "figure", "figcaption", "a", "abbr", "b", "br", "i", "code", "dfn", "em", "select", "option",
    "fieldset", "legend", "small", "span", "strong", "sub", "sup", "time", "pre", "wbr", "textarea",
))  # fmt: skip
_ADDRESS = re.compile(r"(https?://.*|mailto:.*|[\w./-]*(\?[\w=.-]*)?(#\S*)?)", re.IGNORECASE)


def console(result: CheckResult, shown: str = "") -> Iterator[str]:
    """Yield the faults of the report: it has a line a problem, and none that a terminal or a log would obey."""
    for language in languages():
        text = report.text(result.problems, language)
        told = text.splitlines()
        if len(told) != len(result.problems):
            yield f"{len(told)} lines for {len(result.problems)} problems"
        yield from (f"not harmless: {line!r}" for line in told[:50] if not line.isprintable() or re.match(r"\s*(::|##)", line))


def html(result: CheckResult, shown: str = "") -> Iterator[str]:
    """Yield the elements, attributes and addresses of the pages that data made."""
    for edition, made in _pages(result):
        own = {
            "again": False,
            "scripted": True,
            "switched": True,
            "root": "",
            "folders": False,
            "forge": lambda at: "",
            "alone": False,
        }
        rendered = Renderer(edition, to=_to, reaches=bool, correction=_correction, **own).page(made)
        read = Page("page.html", f"<html><main>{rendered}</main></html>")
        yield from read.faults
        for element in read.root.all():
            if element.tag not in _TAGS or any(
                name.startswith("on") or name in ("style", "srcdoc") for name in element.attributes
            ):
                yield f"made by data: {element!r}"[:300]
            for name in ("href", "src", "action"):
                if element.get(name) and not _ADDRESS.fullmatch(element[name]):
                    yield f"an address made by data: {element!r}"[:300]


def search_index(result: CheckResult, shown: str = "") -> Iterator[str]:
    """Yield what ends the script of the index or begins another."""
    if result.failed:
        return
    with tempfile.TemporaryDirectory() as folder:
        for language in result.catalogue.identity.languages:
            index.write(Path(folder), Edition(result.catalogue, language), {}, "", Store(Path(folder, "store")))
        for path in Path(folder).rglob("*.js"):
            found = re.search("</script|<!--|[\u2028\u2029]", path.read_text("utf-8"), re.IGNORECASE)
            if found:
                yield f"{found[0]!r} in {path.name}"


def data(result: CheckResult, shown: str = "") -> Iterator[str]:
    """Yield a fault if the JSON does not give the text back as it was."""
    if result.failed:
        return
    values: list[object] = [*json_files(result.catalogue).values()]
    strings = set()
    while values:
        value = values.pop()
        if isinstance(value, dict | list):
            values += value.values() if isinstance(value, dict) else value
        else:
            strings.add(value)
    if shown and shown not in strings:
        yield f"{shown!r} is not in it"


def booklets(result: CheckResult, shown: str = "") -> Iterator[str]:
    """Yield the faults of the PDFs, and what they do besides linking to their own places and to addresses."""
    if result.failed:
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            made = build.booklets(result.catalogue, Path(folder), "", build.names(result.catalogue), 1, lambda *_: None)
        except build.BookletError as error:
            yield f"{error.name} could not be made: {error.reason}"[:300]
            return
        for booklet in made:
            with pikepdf.open(booklet.path) as pdf:
                yield from (f"{fault} in {booklet.path.name}" for fault in _doings(pdf))


def _doings(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield the actions of a PDF that are no links."""
    for sheet in pdf.pages:
        for annotation in sheet.get("/Annots", ()):
            action = annotation.get("/A", {})
            if annotation["/Subtype"] != "/Link" or action.get("/S", "/GoTo") not in ("/GoTo", "/URI"):
                yield repr(annotation)[:200]
            elif "/URI" in action and not _ADDRESS.fullmatch(str(action["/URI"])):
                yield f"the address {str(action['/URI'])!r}"
    for kind in ("/OpenAction", "/AA", "/AcroForm"):
        if kind in pdf.Root:
            yield kind
    for kind in ("/JavaScript", "/EmbeddedFiles"):
        if kind in pdf.Root.get("/Names", {}):
            yield kind


OUTPUTS: dict[str, Callable[..., Iterator[str]]] = {
    "the console": console,
    "HTML": html,
    "the search index": search_index,
    "JSON": data,
    "the booklets": booklets,
}


def _pages(result: CheckResult) -> Iterator[tuple[Edition, object]]:
    if result.failed:
        return
    for language in result.catalogue.identity.languages:
        edition = Edition(result.catalogue, language)
        for address in addresses(result.catalogue):
            yield edition, page(edition, address)


def _correction(at: object, heading: str, anchor: str = "") -> Correction:
    return Correction("https://forge.example/data", "propose")


def _to(link: Link | Download | None) -> Markup:
    if link is None:
        return Markup()
    if isinstance(link, Download):
        return Markup(' href="{}"').format(link.path)
    return Markup(' href="{}"').format(f"{link.document}.html#{link.anchor}" if link.anchor else f"{link.document}.html")
