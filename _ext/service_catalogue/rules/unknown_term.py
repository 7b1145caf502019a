"""A term that a text points at is in the glossary."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.published import Ids
from service_catalogue.problem import Problem, Rule, did_you_mean, quote
from service_catalogue.text.inline import SpanKind, spans

RULE = Rule(
    "unknown-term",
    failing="""\
sections:
  - id: description
    name: {da: Beskrivelse, en: Description}
    statements:
      - id: description-1
        kind: information
        text:
          da: "Vi er [[responsable|udførende]]."
          en: "We are [[responsable]]."
""",
    passing="""\
sections:
  - id: description
    name: {da: Beskrivelse, en: Description}
    statements:
      - id: description-1
        kind: information
        text:
          da: "Vi er [[responsible|udførende]]."
          en: "We are [[responsible]]."
""",
    file="services/hosting.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    known = catalogue.objects["term"]
    # A term without an id of its own is reported; what was an id is meant for it.
    meant = {id for kind, id in Ids(catalogue).published if kind == "term"} if "term" in catalogue.unclear else ()
    if "term" in catalogue.unread_kinds:
        return
    for localized in catalogue.texts:
        for text in localized.values():
            for span in spans(text):
                if (
                    span.kind is SpanKind.TERM
                    and span.target not in known
                    and not (span.target in meant or catalogue.is_displaced(span.target))
                ):
                    hint = did_you_mean(span.target, known)
                    yield RULE.problem(text.locate(span.start, span.end), term=quote(span.target), hint=hint)
