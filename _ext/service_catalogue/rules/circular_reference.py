"""No group contains itself, and no service extends itself, directly or through others."""

from collections.abc import Iterator, Mapping

from service_catalogue.rules.rule import Catalogue, Phase, Problem, Rule, Shared, quote
from service_catalogue.yaml.syntax_hints import MAX_DEPTH
from service_catalogue.yaml.values import Scalar


def check_shared(shared: Shared) -> Iterator[Problem]:
    yield from _circles({group.id: group.parent for group in shared.groups if group.parent})


def check_catalogue(catalogue: Catalogue) -> Iterator[Problem]:
    services = catalogue.services
    yield from _circles({one.id: one.matrix.extends for one in services if one.matrix and one.matrix.extends})
    for service in services:
        yield from (_problem(matrix.extends, [service.id]) for matrix in service.matrices if matrix.extends == service.id)


def _circles(following: Mapping[str, Scalar]) -> Iterator[Problem]:
    """Yield each circle once, at the reference of its first member, and where a chain gets too long."""
    depths: dict[str, int] = {}
    for id in following:
        path: dict[str, None] = {}
        while id in following and id not in depths and id not in path:
            path[id] = None
            id = following[id]
        if id in path:
            circle = list(path)[list(path).index(id) :]
            members = set(circle)
            first = next(member for member in following if member in members)
            start = circle.index(first)
            yield _problem(following[first], circle[start:] + circle[:start])
            depths.update(dict.fromkeys(path, 0))
            continue
        depth = depths.get(id, 0)
        for member in reversed(path):
            depth += 1
            depths[member] = depth
            if depth == MAX_DEPTH + 1:
                yield RULE.problem(following[member].at, "too-long", most=MAX_DEPTH)


def _problem(reference: Scalar, circle: list[str]) -> Problem:
    shown = circle if len(circle) <= 8 else [*circle[:7], "…"]
    way = " → ".join(map(quote, [*shown, circle[0]]))
    return RULE.problem(reference.at, way=way)


RULE = Rule(
    name="circular-reference",
    example="""\
 groups:
   - {id: operation, name: {da: Drift, en: Operation}, parent: daily}
-  - {id: daily, name: {da: Hver dag, en: Every day}, parent: operation}
+  - {id: daily, name: {da: Hver dag, en: Every day}}
""",
    file="tasks.yaml",
    phase=Phase.REFERENCES,
)
