"""Nothing lies in itself, and nothing extends itself, by way of others either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule, quote
from service_catalogue.yaml.syntax import MAX_DEPTH
from service_catalogue.yaml.values import Scalar

RULE = Rule(
    "circular-reference",
    {"da": "Henvisning, der ender, hvor den begyndte", "en": "A reference that ends where it began"},
    {
        "da": "En gruppe kan ikke ligge i sig selv, og en matrix kan ikke bygge på sig selv, heller ikke ad omveje. Følg "
        "henvisningerne i meddelelsen, og ret parent eller extends det sted, hvor kæden skal ende. En kæde, der bare er meget "
        "lang, kan heller ikke vises.",
        "en": "A group cannot lie in itself, and a matrix cannot extend itself, not by way of others either. Follow the "
        "references in the message, and mend parent or extends where the chain has to end. A chain that is merely very long "
        "cannot be shown either.",
    },
    failing="""\
groups:
  - {id: operation, name: {da: Drift, en: Operation}, parent: daily}
  - {id: daily, name: {da: Hver dag, en: Every day}, parent: operation}
""",
    passing="""\
groups:
  - {id: operation, name: {da: Drift, en: Operation}, parent: daily}
  - {id: daily, name: {da: Hver dag, en: Every day}}
""",
    file="tasks.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    groups = catalogue.objects["group"].items()
    yield from _circles({id: group.parent for id, group in groups if group.parent})
    services = catalogue.objects["service"].items()
    yield from _circles({id: service.matrix.extends for id, service in services if service.matrix and service.matrix.extends})
    for service in catalogue.services:
        for matrix in service.matrices:
            if matrix.extends and matrix.extends == service.id:
                yield _problem(matrix.extends, [service.id])


def _circles(following: Mapping[str, Scalar]) -> Iterator[Problem]:
    """Each circle once, at the reference of its first member; and where a chain gets too long."""
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
                yield _too_long(following[member])


def _too_long(reference: Scalar) -> Problem:
    return RULE.problem(
        reference.at,
        da=f"Mere end {MAX_DEPTH} henvisninger efter hinanden. Gør kæden kortere.",
        en=f"More than {MAX_DEPTH} references one after the other. Make the chain shorter.",
    )


def _problem(reference: Scalar, circle: list[str]) -> Problem:
    shown = circle if len(circle) <= 8 else [*circle[:7], "…"]
    way = " → ".join(map(quote, [*shown, circle[0]]))
    return RULE.problem(
        reference.at,
        da=f"Henvisningen ender, hvor den begyndte: {way}. Ret den, eller slet den.",
        en=f"The reference ends where it began: {way}. Mend it, or delete it.",
    )
