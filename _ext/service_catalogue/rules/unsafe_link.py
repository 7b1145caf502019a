"""A link in a text leads to the web or to a mail address."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule, quote
from service_catalogue.text.inline import unsafe_links

RULE = Rule(
    "unsafe-link",
    {"da": "Link, der ikke kan bruges", "en": "A link that cannot be used"},
    {
        "da": "Et link i en tekst begynder med https://, http:// eller mailto:. Andre adresser kan køre kode eller virker kun ét sted. "
        "Skriv den fulde adresse.",
        "en": "A link in a text begins with https://, http:// or mailto:. Other addresses can run code or work in one place only. "
        "Write the full address.",
    },
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
                yield RULE.problem(
                    text.locate(start, end),
                    da=f"Adressen {address} kan ikke bruges i et link. Begynd den med https:// eller mailto:.",
                    en=f"The address {address} cannot be used in a link. Begin it with https:// or mailto:.",
                )
