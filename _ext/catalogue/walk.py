"""Every text and every reference that an object of the model holds, found by the annotations of its fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, get_args, get_origin

from catalogue.reader import Localized, Refers, fields_of
from catalogue.source import Scalar


def texts(thing: Any) -> Iterator[Localized]:
    """The texts for readers, at any depth."""
    for _, value in _values(thing):
        if isinstance(value, Localized):
            yield value


def references(thing: Any) -> Iterator[tuple[str, Scalar]]:
    """The references at any depth: the kind that is referred to, and the id."""
    for annotation, value in _values(thing):
        if get_origin(annotation) is Annotated and value:
            yield get_args(annotation)[1].kind, value


def _values(thing: Any, annotation: Any = None) -> Iterator[tuple[Any, Any]]:
    if thing is None:
        return
    if isinstance(thing, Localized | str):
        yield annotation, thing
    elif dataclasses.is_dataclass(thing):
        for name, kind, _ in fields_of(type(thing)).values():
            yield from _values(getattr(thing, name), _inner(kind))
    elif isinstance(thing, tuple):
        for item in thing:
            yield from _values(item, annotation)
    elif isinstance(thing, Mapping):
        for item in thing.values():
            yield from _values(item, annotation)


def _inner(kind: Any) -> Any:
    """The annotation of the single values in ``kind``: of a list's items, or of what may be left out."""
    if get_origin(kind) is Annotated or not get_args(kind):
        return kind
    return next((_inner(arg) for arg in get_args(kind) if _refers(_inner(arg))), None)


def _refers(kind: Any) -> bool:
    return get_origin(kind) is Annotated and isinstance(get_args(kind)[1], Refers)
