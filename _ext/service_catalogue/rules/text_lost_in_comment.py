"""No text for readers ends at a # that begins a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule, quote

RULE = Rule(
    "text-lost-in-comment",
    {"da": "Tekst, der forsvinder efter #", "en": "Text that is lost behind #"},
    {
        "da": "Et mellemrum og et # begynder en kommentar i YAML, og resten af linjen bliver ikke læst. Hører det til teksten, "
        "så sæt hele teksten i anførselstegn. Er det en kommentar, så sæt et mellemrum efter #.",
        "en": "A space and a # begin a comment in YAML, and the rest of the line is not read. If it belongs to the text, put the "
        "whole text in quotation marks. If it is a comment, put a space after the #.",
    },
    failing="""\
motto:
  da: Skriv til os i #drift
  en: Write to us in #operations
""",
    passing="""\
motto:
  da: "Skriv til os i #drift"
  en: "Write to us in #operations"
""",
    file="services/hosting.yaml",
)

_WORDS = re.compile(r"#\S[^\n]{0,80}")


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for localized in catalogue.texts:
        for text in localized.values():
            lost = text.behind(_WORDS) if text.is_plain else None
            if lost:
                words, at = lost
                yield RULE.problem(
                    at,
                    da=f"{quote(words)} bliver læst som en kommentar. Sæt hele teksten i anførselstegn, eller sæt et mellemrum "
                    "efter #.",
                    en=f"{quote(words)} is read as a comment. Put the whole text in quotation marks, or put a space after the #.",
                )
