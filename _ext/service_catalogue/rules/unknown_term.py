"""A term that a text refers to is in the glossary."""

from collections.abc import Iterator, Sequence

from service_catalogue.rules.rule import IN_STATEMENT, Kind, Passage, Phase, Problem, Rule, Shared, did_you_mean, quote
from service_catalogue.text.inline import SpanKind, spans


def check_texts(passages: Sequence[Passage], shared: Shared) -> Iterator[Problem]:
    known = shared.objects["term"]
    for passage in passages:
        for text in passage.text.values():
            for span in spans(text) if "[[" in text else ():
                if span.kind is SpanKind.TERM and span.target not in known:
                    hint = did_you_mean(span.target, known)
                    yield RULE.problem(text.locate(span.start, span.end), term=quote(span.target), hint=hint)


RULE = Rule(
    name="unknown-term",
    example=IN_STATEMENT
    + """\
         kind: information
         text:
-          da: "Vi er [[responsable|udførende]]."
-          en: "We are [[responsable]]."
+          da: "Vi er [[responsible|udførende]]."
+          en: "We are [[responsible]]."
""",
    phase=Phase.REFERENCES,
    reads=(Kind.TERM,),
)
