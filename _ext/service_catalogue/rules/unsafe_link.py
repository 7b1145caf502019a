"""A link in a text leads to the web or to a mail address."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule, quote
from service_catalogue.text.inline import unsafe_links

RULE = Rule(
    "unsafe-link",
    failing="""\
sections:
  - id: description
    name: {da: Beskrivelse, en: Description}
    statements:
      - id: description-1
        kind: information
        text:
          da: "Læs [vejledningen](www.example.org)."
          en: "Read [the guide](www.example.org)."
""",
    passing="""\
sections:
  - id: description
    name: {da: Beskrivelse, en: Description}
    statements:
      - id: description-1
        kind: information
        text:
          da: "Læs [vejledningen](https://www.example.org)."
          en: "Read [the guide](https://www.example.org)."
""",
    file="services/hosting.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for localized in catalogue.texts:
        for text in localized.values():
            for start, end in unsafe_links(text):
                address = quote(text[start:end])
                yield RULE.problem(text.locate(start, end), address=address)
