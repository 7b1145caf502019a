"""A text refers to a note by its id, as its number changes where others are added or inherited."""

import re
from collections.abc import Iterator

from service_catalogue.rules.rule import IN_MATRIX, Catalogue, Problem, Rule, Severity, quote
from service_catalogue.text.inline import SpanKind, spans

#: In Danish and in English.
_TYPED = re.compile(r"[Nn](?<!\w.)ote(?:n|r|rne|s)? (?P<number>\d+)\b")


def check_catalogue(catalogue: Catalogue) -> Iterator[Problem]:
    for passage in catalogue.passages:
        for text in filter(_TYPED.search, passage.text.values()):
            service = catalogue.service_at(passage.text.at)
            ids = {service.number_of_note(note.id): note.id for note in service.notes} if service else {}
            for span in spans(text):
                for hit in _TYPED.finditer(text, span.start, span.end) if span.kind is SpanKind.TEXT else ():
                    if hit["number"] in ids:
                        reference = quote(f"[[note:{ids[hit['number']]}]]")
                        yield RULE.problem(text.locate(*hit.span()), words=quote(hit[0]), reference=reference)


RULE = Rule(
    name="typed-note",
    severity=Severity.WARNING,
    example=IN_MATRIX
    + """\
     backup: [A, R]
     monitoring: [I 1, AR]
 notes:
   - id: 1
     kind: limit
     text: {da: Kun fejl., en: Faults only.}
 tensions:
   - id: t1
     at: [monitoring, note.1]
-    text: {da: Ifølge note 1 kun fejl., en: Faults only by note 1.}
+    text: {da: "Ifølge [[note:1]] kun fejl.", en: "Faults only by [[note:1]]."}
""",
)
