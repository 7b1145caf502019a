"""Hostile prose: what a page of ``docs/`` may not do. ⟦⟧ stands before the line at which it is refused."""

from __future__ import annotations

from typing import NamedTuple

_MARK = "⟦⟧"


class Page(NamedTuple):
    """What is put at the end of a page."""

    name: str
    text: str
    #: The lines, counted from the first of ``text``, at which it is refused; none: it is harmless, and stays text.
    lines: tuple[int, ...]
    #: What may not be in any page that is built; what is refused builds none.
    harm: str = ""


def page(name: str, text: str, harm: str = "") -> Page:
    lines = tuple(number for number, line in enumerate(text.splitlines(), 1) if _MARK in line)
    return Page(name, text.replace(_MARK, ""), lines, harm)


def fence(first: str, *inside: str) -> str:
    return "\n".join((f"⟦⟧```{first}", *inside, "```"))


REFUSED = (
    # Directives that put in markup of their own, or files.
    page("raw html", fence("{raw} html", "<script>alert(1)</script>")),
    page("raw in capitals", fence("{RAW} html", "<script>alert(1)</script>")),
    page("raw of a file", fence("{raw} html", ":file: /etc/passwd")),
    page("raw in colons", ":::{note}\n\n⟦⟧::::{raw} html\n<b onclick='x()'>\n::::\n:::"),
    page("raw in a card", "::::{card} A card\n\n⟦⟧```{raw} html\n<script></script>\n```\n::::"),
    page("include", fence("{include} /etc/passwd")),
    page("literal include", fence("{literalinclude} /etc/passwd")),
    page("table of a file", fence("{csv-table}", ":file: /etc/passwd")),
    page("image of another host", fence("{image} https://example.org/x.png")),
    page("meta", fence("{meta}", ":http-equiv=refresh: 0; url=https://example.org/")),
    page("a role of its own", fence("{role} html(raw)", ":format: html")),
    page("another default role", fence("{default-role} raw")),
    page("eval-rst with raw", "⟦⟧```{eval-rst}\n.. raw:: html\n\n   <b onclick='x()'>x</b>\n```"),
    page("eval-rst in a list", "1. one\n\n   ⟦⟧```{eval-rst}\n   x\n   ```"),
    page("eval-rst in a definition", "word\n: ⟦⟧```{eval-rst}\n  x\n  ```"),
    page("eval-rst in a note", "````{note}\n1) ⟦⟧~~~{eval-rst}\n   x\n   ~~~\n````"),
    page("eval-rst by an entity", "⟦⟧```&#123;eval-rst}\nx\n```"),
    page("a container of classes", fence("{container} site-header")),
    page("a class", fence("{rst-class} site-header")),
    page("a directive of the domain of Python", fence("{py:function} x()")),
    page("a directive of the standard domain", fence("{envvar} X")),
    page("only", fence("{only} html", "x")),
    page("a button to a script", fence("{button-link} javascript:alert(1)")),
    page("an icon", fence("{article-info}", ":avatar: https://example.org/x.png")),
    # Roles.
    page("raw role", "⟦⟧{raw}`<b>`"),
    page("download role", "⟦⟧{download}`/etc/passwd`"),
    page("role of the domain of Python", "⟦⟧{py:func}`x`"),
    page("button role", "⟦⟧{octicon}`x`"),
    page("role in an emphasis", "⟦⟧*{raw}`x`*"),
    # Files.
    page("image of a host", "⟦⟧![x](https://example.org/x.png)"),
    page("image by data", "⟦⟧![x](data:image/png;base64,AAAA)"),
    page("image outside", "⟦⟧![x](../../../outside.png)"),
    page("image by reference", "⟦⟧![x][i]\n\n[i]: https://example.org/x.png"),
    page("a file outside by a link", "⟦⟧[x](../../outside.txt)"),
    page("a file outside by its path", "⟦⟧[x](path:../../outside.txt)"),
    # Links.
    page("a link by ftp", "⟦⟧[x](ftp://example.org/)"),
    page("a link by another protocol", "⟦⟧<ssh://example.org/>"),
    # The catalogue's own.
    page("a view that is not there", fence("{catalogue:nothing}")),
    page("a service that is not there", fence("{catalogue:matrix} nothing")),
    page("an id with markup", fence('{catalogue:matrix} "><script>')),
    page("a text that is not there", "⟦⟧{catalogue:text}`__class__`"),
    page("a task that is not there", '⟦⟧{catalogue:task}`"><script>`'),
)

#: These stay text, as they are written.
HARMLESS = (
    page("an image of the file system", "![x](file:///etc/passwd)", 'src="file:'),
    page("html", "<script>alert(1)</script>", "<script>alert"),
    page("html in a line", 'x <b onclick="x()">y</b>', "<b onclick"),
    page("html in an emphasis", "*<img src=x onerror=alert(1)>*", "<img src=x"),
    page("an html comment", "<!-- x --> <iframe src=x>", "<iframe"),
    page("a link to a script", "[x](javascript:alert(1))", 'href="javascript'),
    page("a link to a script in capitals", "[x](JaVaScRiPt:alert(1))", 'href="JaVa'),
    page("a link to data", "[x](data:text/html,x)", 'href="data'),
    page("an automatic link to a script", "<javascript:alert(1)>", 'href="javascript'),
    page("a title of a link", "[x](https://example.org/ '\" onclick=\"x()')", '" onclick="'),
    page("the text of an image", '![" onerror="x()](zz.svg)', '" onerror="'),
    page("attributes", "# x {onclick=y} \n", "onclick=y>"),
    page("attributes in a line", "[x]{onclick=y style=z}", "<span onclick"),
    page("code with a closing tag", "```html\n</code></pre><script>alert(1)</script>\n```", "<script>alert"),
    page("a template", "{{ 7 * 191 }} {% raw %}", "1337"),
    page("a name of a language", "```<script>\nx\n```", "<script>"),
    page("a comment", "% <script>alert(1)</script>", "<script>alert"),
)
