"""Unknown keys of a mapping, the known keys that they are misspellings of, and the first keys of items that are written twice."""

from __future__ import annotations

import itertools
from collections.abc import Collection

from service_catalogue.messages import message
from service_catalogue.problem import MAX_PROBLEMS, Problem, did_you_mean, nearest, quote
from service_catalogue.schema.form import UNKNOWN_KEY
from service_catalogue.yaml import syntax_hints
from service_catalogue.yaml.source import DUPLICATE_KEY
from service_catalogue.yaml.values import Keyed, Map, Scalar, Seq, Value, unread

#: Minimum similarity for a misspelling to be read as a known word; see ``difflib``.
SURELY = 0.75


def with_known_keys(value: Map, known: Collection[str]) -> tuple[Map, list[Problem]]:
    """``value`` with misspelled keys corrected to ``known`` ones, and a problem for each unknown key."""
    unknown = [key for key in value if key not in known]
    if not unknown:
        return value, []
    problems = []
    written = Keyed((key, key) for key in value)
    meant: dict[str, tuple[Scalar, Value]] = {}
    for key in unknown[: MAX_PROBLEMS + 1]:
        missing = [name for name in known if name not in value and name not in meant]
        name = nearest(key, missing, SURELY)
        unspaced = syntax_hints.unspaced(key) if not value[key] else None
        if unspaced and unspaced[0] in missing:
            meant[unspaced[0]] = key.saying(unspaced[0]), unread(key.at)
            problems.append(Problem(key.at, UNKNOWN_KEY, unspaced[1]))
            continue
        if name:
            meant[name] = key.saying(name), value[key]
        there = written.get(nearest(key, [name for name in known if name in value])) if not nearest(key, missing) else None
        if there is not None:
            hint = message("unknown-key.there", key=quote(there), line=there.at.line)
        else:
            hint = did_you_mean(key, missing) or message("unknown-key.delete")
        problems.append(UNKNOWN_KEY.problem(key.at, key=quote(key), hint=hint))
    if not meant:
        return value, problems
    result = Map(value)
    result.at, result.again = value.at, value.again
    result.update(meant.values())
    return result, problems


def without_lines_twice(items: Seq) -> tuple[list[Value], list[Problem]]:
    """``items`` without those that are the first line of the next, written twice, and a problem for each of these."""
    once, problems = list[Value](), list[Problem]()
    for item, following in itertools.zip_longest(items, items[1:]):
        if isinstance(item, Map) and isinstance(following, Map) and len(item) == 1 < len(following):
            (key, written), again = next(iter(item.items())), next(iter(following))
            if key == again and isinstance(written, Scalar) and written == following[again]:
                problems.append(DUPLICATE_KEY.problem(again.at, "line", written=quote(f"- {key}: {written}"), line=key.at.line))
                continue
        once.append(item)
    return once, problems
