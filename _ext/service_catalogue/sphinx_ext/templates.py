"""HTML from views by the templates of the theme, which are compiled once, and escape all data."""

import base64
import functools
import re
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket
from markupsafe import Markup

from service_catalogue.locale import FALLBACK, Borrowed
from service_catalogue.store import Store, digest_of_program
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import Page, Part
from service_catalogue.views.piece import Piece

#: Space without effect: at the beginning of a line, and on either side of the tag of a block.
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
    """Return the environment of all templates, in which an undefined name is an error."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        finalize=_marked,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["plain"] = str  # for attributes and titles, which can have no tag
    made.filters["lang"] = _lang
    return made


class Compiled(jinja2.BytecodeCache):
    """A cache of the compiled templates of an environment."""

    def __init__(self, folder: Path, environment: jinja2.Environment) -> None:
        self._store = Store(folder)
        self._program = f"{digest_of_program()} {sorted(environment.extensions)}"

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._store.get(f"{bucket.key}.json", f"{self._program} {bucket.checksum}"):
            bucket.bytecode_from_string(base64.b64decode(code))

    def dump_bytecode(self, bucket: Bucket) -> None:
        code = base64.b64encode(bucket.bytecode_to_string()).decode()
        self._store.put(f"{bucket.key}.json", f"{self._program} {bucket.checksum}", code)


def compile_templates(folder: Path) -> None:
    """Compile all templates for the processes that are forked later, and cache the code in ``folder`` for later builds."""
    environment().bytecode_cache = Compiled(folder, environment())
    for name in environment().list_templates(extensions=["html"]):
        if "/" in name or name in ("content.html", "part.html"):  # Sphinx renders the others
            environment().get_template(name)


def _marked(value: object) -> object:
    """Return a value for a template; words that are borrowed from another language are marked with it."""
    return Markup('<span lang="{}">{}</span>').format(FALLBACK, str(value)) if isinstance(value, Borrowed) else value


def _lang(value: object) -> Markup:
    """Return the attribute ``lang`` of an element with ``value`` alone; empty if it is not borrowed from another language."""
    return Markup(' lang="{}"').format(FALLBACK) if isinstance(value, Borrowed) else Markup()


def _lean(html: Markup) -> Markup:
    """Return ``html`` without space that has no effect."""
    return Markup(_AFTER_BLOCKS.sub(r"\1", _BEFORE_BLOCKS.sub("", _INDENTATION.sub("\n", html))))


class Renderer:
    """Renders views on one page, of which every template knows ``context``."""

    def __init__(self, edition: Edition, **context: object) -> None:
        self._context = {"words": edition.words, "edition": edition, "render": self.part, **context}

    def page(self, page: Page) -> Markup:
        """Render the content of a page from data."""
        return _lean(self._render("content.html", page=page))

    def part(self, part: Part[object], level: int = 2) -> Markup:
        """Render a part and its inner parts, with its heading at ``level``."""
        return self._render("part.html", part=part, level=level)

    def term(self, piece: Piece) -> Markup:
        """Render a mention of a term."""
        return self._render("components/mention.html", pieces=(piece,))

    def frame(self, template: str, **context: object) -> Markup:
        """Render a part of the frame around a page."""
        return _lean(self._render(f"sections/{template}.html", **context))

    def _render(self, template: str, **context: object) -> Markup:
        return Markup(environment().get_template(template).render(**self._context, **context))
