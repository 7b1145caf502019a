"""An id belongs to one object of its kind."""

from collections.abc import Iterable, Iterator

from service_catalogue.rules.rule import Phase, Problem, Rule, Service, Shared, quote
from service_catalogue.yaml.values import Scalar


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    yield from _twice(section.id for section in service.all_sections)
    yield from _twice(statement.id for section in service.all_sections for statement in section.statements)
    yield from _twice(note.id for note in service.notes)
    yield from _twice(tension.id for tension in service.tensions)
    yield from _twice(exception.id for exception in service.exceptions)
    yield from _twice(matrix.id for matrix in service.all_matrices)
    yield from _twice(topic.id for topic in service.topics)
    for matrix in service.all_matrices:
        yield from _twice(matrix.parties, "listed")
        for values in matrix.axes.values():
            yield from _twice(values, "listed")


def check_shared(shared: Shared) -> Iterator[Problem]:
    for items in shared.lists:
        yield from _twice(item.id for item in items)
    for axis in shared.axes:
        yield from _twice(value.id for value in axis.values)
    for standard in shared.standards:
        yield from _twice(clause.id for clause in standard.clauses)
    for scheme in shared.schemes:
        yield from _twice(letter.letter for letter in scheme.letters)
    if shared.read_identity:
        yield from _twice(shared.read_identity.languages, "listed")
        yield from _twice(topic.id for topic in shared.read_identity.topics)


def _twice(ids: Iterable[Scalar | None], name: str = "message") -> Iterator[Problem]:
    seen: dict[str, Scalar] = {}
    for id in filter(None, ids):
        first = seen.setdefault(id, id)
        if first is not id:
            yield RULE.problem(id.at, name, id=quote(id), line=first.at.line)


RULE = Rule(
    name="duplicate-id",
    example="""\
 notes:
   - id: 1
     kind: limit
     text: {da: Kun på hverdage., en: On weekdays only.}
-  - id: 1
+  - id: 2
     kind: condition
     text: {da: Efter aftale., en: By agreement.}
 matrix:
   scheme: raci
   parties: [customer, provider]
   cells:
-    backup: [A, R 1]
+    backup: [A, R 1 2]
     monitoring: [I, AR]
""",
    phase=Phase.IDS,
)
