"""Views to HTML: the theme's templates, compiled once, with everything from data escaped."""

from __future__ import annotations

import base64
import functools
import re
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket
from markupsafe import Markup

from service_catalogue.locale import FALLBACK, Borrowed
from service_catalogue.store import Store, digest_of_program
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import Page, Part
from service_catalogue.views.piece import Download, Link, Piece

#: Spaces that show nowhere: at the beginning of a line, and on either side of the tag of a block.
_INDENTATION = re.compile(r"\n\s+")
_BLOCKS = (
    r"</?(?:article|aside|caption|colgroup|dd|details|div|dl|dt|figcaption|figure|footer|form|h\d|header|li|main|nav|ol|p|section"
    r"|summary|table|t[dhr]|tbody|thead|ul)\b"
)
_BEFORE_BLOCKS = re.compile(rf"\n(?={_BLOCKS})")
_AFTER_BLOCKS = re.compile(rf"({_BLOCKS}[^<>]*>)\n")
_TEMPLATES = Path(__file__).parent.parent / "theme"


@functools.cache
def environment() -> jinja2.Environment:
    """The environment of every template. A name that is not given is an error and never an empty text."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        finalize=_marked,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["plain"] = str  # where no tag can stand: in an attribute, in a title
    made.filters["lang"] = _lang
    return made


class Compiled(jinja2.BytecodeCache):
    """A cache of the compiled templates of an environment."""

    def __init__(self, folder: Path, environment: jinja2.Environment) -> None:
        self._store = Store(folder)
        self._program = f"{digest_of_program()} {metadata.version('Jinja2')} {sorted(environment.extensions)}"

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._store.get(f"{bucket.key}.json", f"{self._program} {bucket.checksum}"):
            bucket.bytecode_from_string(base64.b64decode(code))

    def dump_bytecode(self, bucket: Bucket) -> None:
        code = base64.b64encode(bucket.bytecode_to_string()).decode()
        self._store.put(f"{bucket.key}.json", f"{self._program} {bucket.checksum}", code)


def compile_templates(folder: Path) -> None:
    """Compile every template, for the processes that are forked later, and keep the code in ``folder`` for later builds."""
    environment().bytecode_cache = Compiled(folder, environment())
    for name in environment().list_templates(extensions=["html"]):
        if "/" in name or name in ("content.html", "part.html"):  # the others are the theme's, and rendered by Sphinx
            environment().get_template(name)


def _marked(value: object) -> object:
    """What a template shows; words that are borrowed from another language say so."""
    return Markup('<span lang="{}">{}</span>').format(FALLBACK, str(value)) if isinstance(value, Borrowed) else value


def _lang(value: object) -> Markup:
    """The attribute of an element that holds ``value`` and no tag: of borrowed words, the language; else nothing."""
    return Markup(' lang="{}"').format(FALLBACK) if isinstance(value, Borrowed) else Markup()


def _lean(html: Markup) -> Markup:
    """``html`` without the spaces that show nowhere."""
    return Markup(_AFTER_BLOCKS.sub(r"\1", _BEFORE_BLOCKS.sub("", _INDENTATION.sub("\n", html))))


class Renderer:
    """Renders views on one page."""

    def __init__(
        self,
        edition: Edition,
        to: Callable[[Link | Download | None], Markup],
        reaches: Callable[[Link | Download | None], bool],
        correction: Callable[..., object],
        *,
        again: bool = False,
        scripted: bool = True,
        switched: bool = True,
        root: str = "",
        folders: bool = False,
    ) -> None:
        self._context = {
            "words": edition.words,
            "edition": edition,
            "render": self.part,
            # The attribute of a link; empty where its page does not exist.
            "to": to,
            "reaches": reaches,
            # Where something can be corrected, by the place where it is written, its heading and its id; None if nowhere.
            "correction": correction,
            # Whether another page shows the same with its ids.
            "again": again,
            # Whether the page has our scripts, and with them what works by a script alone.
            "scripted": scripted,
            # Whether it has links to other languages.
            "switched": switched,
            # The way from the page to the root of the site, and whether a page is a folder there.
            "root": root,
            "folders": folders,
        }

    def page(self, page: Page) -> Markup:
        """The whole content of a page that is made from data."""
        return _lean(self._render("content.html", page=page))

    def part(self, part: Part[object], level: int = 2) -> Markup:
        """A part with its heading, at heading level ``level``, and the parts in it."""
        return self._render("part.html", part=part, level=level)

    def term(self, piece: Piece) -> Markup:
        """A mention of a term."""
        return self._render("components/mention.html", pieces=(piece,))

    def frame(self, template: str, **context: object) -> Markup:
        """A part of the frame around a page."""
        return _lean(self._render(f"sections/{template}.html", **context))

    def _render(self, template: str, **context: object) -> Markup:
        return Markup(environment().get_template(template).render(**self._context, **context))
