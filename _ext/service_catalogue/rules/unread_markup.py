"""What looks like emphasis, a link or a term in a text is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service_catalogue.messages.problem import Problem, Severity, quote
from service_catalogue.model.catalogue import Shared
from service_catalogue.model.traversal import Passage
from service_catalogue.rules.rule import Rule
from service_catalogue.text.inline import unread


def check_texts(passages: Sequence[Passage], shared: Shared) -> Iterator[Problem]:
    for passage in passages:
        for text in passage.text.values():
            for kind, start, end in unread(text):
                shown, at = quote(text[start:end]), text.locate(start, end)
                yield RULE.problem(at, kind.value, markup=shown)


RULE = Rule(
    name="unread-markup",
    severity=Severity.WARNING,
    example="""\
 sections:
   - id: description
     name: {da: Beskrivelse, en: Description}
     statements:
       - id: description-1
         kind: information
         text:
-          da: "Det er **vigtigt** at læse [vejledningen] (https://example.org)."
-          en: "It is **important** to read [the guide] (https://example.org)."
+          da: "Det er *vigtigt* at læse [vejledningen](https://example.org)."
+          en: "It is *important* to read [the guide](https://example.org)."
""",
    file="services/hosting.yaml",
    check_texts=check_texts,
)
