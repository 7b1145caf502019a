"""Values of every shape in every place of a folder's files, and all that can be made of what passes the check."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from pathlib import Path

from service_catalogue.check.checker import CheckResult
from service_catalogue.export import json
from service_catalogue.views import addresses, digest, page
from service_catalogue.views.directives import VIEWS, parts
from service_catalogue.views.edition import Edition
from service_catalogue.views.plain import lines
from service_catalogue.yaml.source import read
from service_catalogue.yaml.values import Map, Seq, Value

from tests.folders import index_of

#: Where a value stands in its file: keys and numbers of items.
Route = tuple[str | int, ...]
#: What is put in the place of a value; ``None`` writes nothing at all.
SHAPES: dict[str, object] = {
    "nothing": None,
    "text": "x",
    "several lines": "x\n::error::y: [z",
    "a number": "1.10",
    "an empty list": [],
    "a list": ["x", "y"],
    "an empty mapping": {},
    "a mapping": {"x": "y", "note": "z"},
    "a list of lists": [["x"], [], [["y"]]],
    "a list of mappings": [{"id": "x"}, {}],
    "a mapping of lists": {"da": ["x"], "en": []},
}


def tree(path: Path) -> object:
    """Return the values of a file, as ordinary Python values."""
    value, problems = read(path.name, path.read_bytes())
    assert value is not None
    assert problems == []
    return bare(value)


def bare(value: Value) -> object:
    """Return ``value`` as ordinary Python values."""
    if isinstance(value, Map):
        return {str(key): bare(inner) for key, inner in value.items()}
    return [bare(inner) for inner in value] if isinstance(value, Seq) else str(value)


def routes(value: object, route: Route = ()) -> Iterator[Route]:
    """Every place in ``value``, its own included."""
    yield route
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from routes(inner, (*route, key))


def one_of_each(value: object) -> list[Route]:
    """Yield the places in ``value``; of those alike (items of a list, cells of a matrix) only the first."""
    kept: dict[tuple, Route] = {}
    for route in routes(value):
        kept.setdefault((*_kind(route), _form(at(value, route))), route)
    return list(kept.values())


def _kind(route: Route) -> Iterator[str | int]:
    """Return a place as in the model: without the number of an item, and without ids that are keys."""
    among_cells = False
    for key in route:
        is_id = among_cells and key not in ("note", "cadence", "cells")
        yield 0 if isinstance(key, int) or is_id else key
        among_cells = among_cells or key == "cells"


def _form(value: object) -> str:
    return type(value).__name__


def at(value: object, route: Route) -> object:
    for key in route:
        value = value[key]
    return value


def replaced(value: object, route: Route, new: object) -> object:
    """``value`` with ``new`` in the place ``route``."""
    if not route:
        return new
    result = copy.deepcopy(value)
    at(result, route[:-1])[route[-1]] = new
    return result


def without(value: object, route: Route) -> object:
    """``value`` without what stands at ``route``."""
    result = copy.deepcopy(value)
    del at(result, route[:-1])[route[-1]]
    return result


def twice(value: object, route: Route) -> object:
    """``value`` with the item at ``route`` twice."""
    result = copy.deepcopy(value)
    items = at(result, route[:-1])
    items.insert(route[-1], copy.deepcopy(items[route[-1]]))
    return result


def write(value: object) -> str:
    """``value`` as YAML, an item a line; ``None`` as nothing."""
    if isinstance(value, dict):
        return "{" + ",\n".join(f"{_text(key)}: {write(inner)}" for key, inner in value.items()) + "\n}"
    if isinstance(value, list):
        return "[" + ",\n".join("''" if inner is None else write(inner) for inner in value) + "\n]"
    return "" if value is None else _text(str(value))


def _text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def show(result: CheckResult) -> None:
    """Make every view of a catalogue that passed the check, in every language, and its data for machines."""
    catalogue = result.catalogue
    assert catalogue is not None
    assert all(make() for *_, make in json.makers(catalogue))
    for language in catalogue.identity.languages:
        edition = Edition(catalogue, language)
        for address in addresses(catalogue):
            shown = page(edition, address)
            assert digest(shown)
            assert list(itertools.chain.from_iterable(lines(part.content) for part in shown.walk())) is not None
        for name in VIEWS:
            parts(edition, name, ())
        assert index_of(edition, {})
