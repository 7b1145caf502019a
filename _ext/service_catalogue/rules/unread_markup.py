"""What looks like emphasis or a link in a text is one."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule, Severity, quote
from service_catalogue.text.inline import SpanKind, unread

RULE = Rule(
    "unread-markup",
    {"da": "Tegn, der vises, som de står", "en": "Markup that is shown as it stands"},
    {
        "da": "Fremhævelse er ét asterisk på hver side af hele ord (*vigtigt*), og et link er [tekst](https://adresse) uden mellemrum. "
        "Skrevet anderledes vises tegnene selv. Ret dem, eller skriv \\* og \\[, hvor asterisken eller parentesen skal vises.",
        "en": "Emphasis is one asterisk on either side of whole words (*important*), and a link is [text](https://address) without "
        "spaces. Written otherwise, the characters themselves are shown. Correct them, or write \\* and \\[ where the asterisk or "
        "bracket is to be shown.",
    },
    severity=Severity.WARNING,
    failing="""\
sections:
  - id: description
    name: {da: Beskrivelse, en: Description}
    statements:
      - id: description-1
        kind: information
        text:
          da: "Det er **vigtigt** at læse [vejledningen] (https://example.org)."
          en: "It is **important** to read [the guide] (https://example.org)."
""",
    passing="""\
sections:
  - id: description
    name: {da: Beskrivelse, en: Description}
    statements:
      - id: description-1
        kind: information
        text:
          da: "Det er *vigtigt* at læse [vejledningen](https://example.org)."
          en: "It is *important* to read [the guide](https://example.org)."
""",
    file="services/hosting.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for localized in catalogue.texts:
        for text in localized.values():
            for kind, start, end in unread(text):
                shown, at = quote(text[start:end]), text.locate(start, end)
                if kind is SpanKind.LINK:
                    yield RULE.problem(
                        at,
                        da=f"{shown} vises, som det står, og ikke som et link. Skriv [tekst](https://adresse) uden mellemrum.",
                        en=f"{shown} is shown as it stands, and not as a link. Write [text](https://address) without spaces.",
                    )
                else:
                    yield RULE.problem(
                        at,
                        da=f"{shown} vises, som det står. Skriv *ord* for at fremhæve, eller \\* for en asterisk.",
                        en=f"{shown} is shown as it stands. Write *words* to emphasise, or \\* for an asterisk.",
                    )
