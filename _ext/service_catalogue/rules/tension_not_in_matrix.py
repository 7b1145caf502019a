"""A tension names no letter that none of its cells has, but for one that a cell should have: *nobody has an R*."""

from collections.abc import Iterator

from service_catalogue.exceptions.records import covering
from service_catalogue.model.vocabulary import Count, State
from service_catalogue.rules.rule import Kind, Problem, Rule, Service, Severity, Shared, quote
from service_catalogue.text.figures import letters


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    known = {letter.letter for scheme in shared.schemes for letter in scheme.letters}
    needed = {letter.letter for scheme in shared.schemes for letter in scheme.letters if letter.count is not Count.ANY}
    cells = [cell for matrix in service.all_matrices for cell in matrix.cells if cell.state is not State.TO_BE_AGREED]
    for tension in (tension for tension in service.tensions if not tension.owner):
        is_named = covering(tension.at_)
        has = {letter for cell in cells if is_named(cell.address) for letter in cell.letters}
        for text in tension.text.values() if has else ():
            wrong = next((figure for figure in letters(text, known) if not {*figure.value} <= has | needed), None)
            if wrong:
                yield RULE.problem(text.locate(wrong.start, wrong.end), letters=quote(text[wrong.start : wrong.end]))
                break


RULE = Rule(
    name="tension-not-in-matrix",
    severity=Severity.WARNING,
    example="""\
 matrix:
   scheme: raci
   parties: [customer, provider]
   cells: {backup: [A, R], monitoring: [I, AR]}
 tensions:
   - id: t1
     at: [description-1, monitoring]
-    text: {da: I matricen har kunden C., en: The customer has C there.}
+    text: {da: I matricen har kunden I., en: The customer has I there.}
""",
    reads=(Kind.IDENTITY, Kind.SCHEME),
)
