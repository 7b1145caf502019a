"""What looks like emphasis, a link or a term in a text is one."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule, Severity, quote
from service_catalogue.text.inline import unread

RULE = Rule(
    "unread-markup",
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
                yield RULE.problem(at, kind.value, markup=shown)
