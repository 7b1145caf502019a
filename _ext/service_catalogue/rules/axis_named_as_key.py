"""No axis has the name of a key in the files for machines, where each axis is a key."""

from collections.abc import Iterator

from service_catalogue.rules.rule import Kind, Problem, Rule, Severity, Shared, quote

_KEYS = ("matrix", "task", "party", "roles", "notes", "state")


def check_shared(shared: Shared) -> Iterator[Problem]:
    yield from (RULE.problem(axis.id.at, axis=quote(axis.id)) for axis in shared.axes if axis.id in _KEYS)


RULE = Rule(
    name="axis-named-as-key",
    severity=Severity.WARNING,
    example="""\
 axes:
-  - id: state
+  - id: stage
     name: {da: Tilstand, en: State}
     values:
       - {id: new, name: {da: Ny, en: New}}
""",
    file="axes.yaml",
    reads=(Kind.AXIS,),
)
