"""Text that means something elsewhere: in a page, a template, a document language, a spreadsheet, a log. Here it is text."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.case import Case, planted, quoted
from tests.hostile.fields import ON_ONE_LINE, SHORT, TEXTS

#: Shown as they are, wherever they stand.
HARMLESS = (
    # HTML
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "</title><script>alert(1)</script>", "<b>fed</b>",
    "\"><script>alert(1)</script>", "' onmouseover='alert(1)", "\" onfocus=\"alert(1)\" autofocus=\"", "<!-- kommentar", "-->", "]]>", "<![CDATA[x]]>",
    "<style>body{display:none}</style>", "<iframe src=//example.org>", "<base href=//example.org>", "<meta http-equiv=refresh content=0>",
    "</main></body></html>", "<a href=javascript:alert(1)>x</a>", "<form action=//example.org><input name=q>", "<details open ontoggle=alert(1)>",
    "&lt;script&gt;", "&#60;b&#62;", "&amp;amp;", "&copy;", "a < b > c & d", "<", ">", "&", "\"", "'", "<math><mtext></form><form><mglyph>",
    "<template><script>1</script></template>", "<x y=\"`>", "<plaintext>", "<textarea><title>", "\u3008b\u3009", "<SCRIPT SRC=//EXAMPLE.ORG/X>",
    # scripts and addresses
    "javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "//example.org", "\\u003cscript\\u003e", "'-alert(1)-'", "${alert(1)}",
    "`${1+1}`", "__proto__", "constructor", "prototype.toString", "</script><script>alert(1)//", "\\'; alert(1); //", "[x]( javascript:alert(1))",
    # templates
    "{{ 7*7 }}", "{% for x in y %}", "{# x #}", "{{ config.items() }}", "{{ ''.__class__ }}", "{%- raw -%}", "{{", "}}", "{%", "#{7*7}", "<%= 7*7 %>",
    "{0}", "{name}", "%(name)s", "%s", "%n%n%n", "$name", "$(id)", "`id`", "|id", "; id", "&& id",
    # document languages
    ".. raw:: html", ".. include:: /etc/passwd", ":ref:`x`", "``x``", "|x|", "x_", "`x <y>`_", "=====", ":: ", "```{raw} html", "{ref}`x`", "# heading", "- item",
    "1. item", "> quote", "| a | b |", "---", "***", "___", "![x][y]", "[^1]", "<https://example.org>", "$x^2$", "\\begin{x}", "\\input{x}", "\\end{document}",
    "#import \"x.typ\"", "#sys.version", "#read(\"/etc/passwd\")", "$ sum $", "@label", "<label>", "#set page(width: 1pt)", "= heading", "/ term: x", "~", "#[x]",
    # spreadsheets
    "=1+1", "=HYPERLINK(\"https://example.org\";\"x\")", "+1+1", "-1+1", "@SUM(1)", "=cmd|'/c calc'!A0", "\t=1+1", "=IMPORTXML(\"https://example.org\")", "'=1",
    "a;b", "a,b", "a\"b", "a\tb", "%0A=1",
    # logs and terminals
    "::error::x", "::error file=a,line=1::x", "::set-output name=x::y", "::add-mask::x", "##vso[task.complete result=Failed]", "##[error]x", "##teamcity[x]",
    "data.yaml:1:1: error: x [y]", "\\x1b[31m", "%0d%0aSet-Cookie: x", "x\ny", "x\n::error::y", "  x  ", "\ttab",
    # other
    "../../etc/passwd", "C" ":\\con", "NULL", "undefined", "NaN", "' OR 1=1 --", "../" * 20, "x" * 2000, "ord " * 500, "*", "**", "* x *", "[", "]", "[[", "]]", "[](", "[[]",
    "[x]", "[x](", "[x]()", "[x](y", "(x)[y]", "*a", "a*", "[[x", "[a[b]](c)",
)  # fmt: skip
#: Links of the inline syntax to where a link may not lead: refused at the address.
UNSAFE = (
    "javascript:alert`1`", "JaVaScRiPt:alert`1`", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://example.org", "//example.org", "/x", "x.html", "#x",
    "https:", "https:/x", "http//example.org", "javascript&colon;x", "java%73cript:x", "mailto", "blob:x", "about:blank", "ws://x", "\\\\example.org", "?x", "<b>",
)  # fmt: skip
#: Links that lead out of the site, and stay links.
SAFE = (
    "https://example.org/?a=1&b=<c>", "https://example.org/\"onclick=alert", "https://example.org/'x'", "HTTPS://EXAMPLE.ORG", "mailto:x@example.org?subject=<b>",
    "https://example.org/{{7*7}}", "https://[::1]/", "https://user:pass@example.org/", "https://javascript:alert@example.org", "https://æøå.example.org/å",
)  # fmt: skip
#: Each text has its turn in every so many of the fields.
_TURNS = 4
#: Texts for readers in which links and emphasis are read.
_RICH = ("the summary", "a task's description", "a letter's meaning", "a definition", "a statement", "a note", "a reason")


def cases() -> Iterator[Case]:
    for turn, (name, (file, old, new)) in enumerate(TEXTS.items()):
        for text in HARMLESS[turn % _TURNS :: _TURNS]:
            refusal = "⟦long-name⟧" if len(text) > 500 and name in SHORT else ""
            refusal = "⟦invalid-value⟧" if "\n" in text and name in ON_ONE_LINE else refusal
            yield planted(f"{text[:40]!r} as {name}", (file, old, new.replace("¤", refusal + quoted(text))), shown=text)
    for name in _RICH:
        file, old, new = TEXTS[name]
        for address in UNSAFE:
            written = new.replace("¤", f"'Se [her](⟦unsafe-link⟧{address}) nu'")
            yield planted(f"a link to {address} in {name}", (file, old, written))
        for address in SAFE:
            yield planted(
                f"a link to {address} in {name}",
                (file, old, new.replace("¤", quoted(f"Se [her]({address}) nu"))),
                shown="Se her nu",
            )
