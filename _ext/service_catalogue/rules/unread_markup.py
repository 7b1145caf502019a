"""What looks like emphasis, a link or a term in a text is one."""

import re
from collections.abc import Iterator, Sequence

from service_catalogue.rules.rule import IN_STATEMENT, Passage, Problem, Rule, Severity, Shared, quote
from service_catalogue.text.inline import unread

#: A tag or an entity of HTML. An address or a placeholder between < and > is text.
_HTML = re.compile(
    r"</?(?:a|b|big|br|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|s|small|span|strong|su[bp]|t[dhr]|table|u|ul)(?:\s[^<>]*)?/?>"
    r"|&(?:[a-z]{2,}|#x?[0-9a-f]+);",
    re.IGNORECASE,
)


def check_texts(passages: Sequence[Passage], shared: Shared) -> Iterator[Problem]:
    for passage in passages:
        for text in passage.text.values():
            for kind, start, end in unread(text):
                shown, at = quote(text[start:end]), text.locate(start, end)
                yield RULE.problem(at, kind.value, markup=shown)
            hit = _HTML.search(text) if "<" in text or "&" in text else None
            if hit:
                yield RULE.problem(text.locate(*hit.span()), "html", markup=quote(hit[0]))


RULE = Rule(
    name="unread-markup",
    severity=Severity.WARNING,
    example=IN_STATEMENT
    + """\
         kind: information
         text:
-          da: "Det er **vigtigt** at <b>læse</b> [den] (https://example.org)."
-          en: "It is **important** to <b>read</b> [it] (https://example.org)."
+          da: "Det er *vigtigt* at *læse* [den](https://example.org)."
+          en: "It is *important* to *read* [it](https://example.org)."
""",
)
