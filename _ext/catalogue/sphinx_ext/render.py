"""Views to HTML: the theme's templates, compiled once, with everything from data escaped."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import jinja2
from markupsafe import Markup

from catalogue.views.edition import Edition, Link
from catalogue.views.page import Page, Part

_TEMPLATES = Path(__file__).parent.parent / "theme"


@functools.cache
def environment() -> jinja2.Environment:
    """The environment of every template. A name that is not given is an error and never an empty text."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


class Renderer:
    """Renders what stands in one document."""

    def __init__(self, edition: Edition, href: Callable[[Link], str]) -> None:
        self._context = {"words": edition.words, "href": href, "edition": edition, "render": self.part}

    def page(self, page: Page) -> Markup:
        """The whole content of a page that is made from data."""
        return self._render("content.html", page=page)

    def part(self, part: Part, level: int = 2) -> Markup:
        """A part with its heading, at heading level ``level``, and the parts in it."""
        return self._render("part.html", part=part, level=level)

    def view(self, part: Part) -> Markup:
        """A part for prose."""
        return self._render(f"parts/{part.template}.html", content=part.content, level=2)

    def term(self, piece: object) -> Markup:
        """A mention of a term."""
        return self._render("components/mention.html", pieces=(piece,))

    def _render(self, template: str, **context: object) -> Markup:
        return Markup(environment().get_template(template).render(**self._context, **context))
