"""The texts and references of an object of the model, found by the annotations of its fields."""

import dataclasses
import functools
import operator
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, get_args

from service_catalogue.model.statement import Claim, Claiming
from service_catalogue.schema.kinds import Localized, Refers, fields_of
from service_catalogue.yaml.values import Scalar

#: A class of several values.
_SEVERAL = (tuple, dict)


class Passage(NamedTuple):
    """A text for readers, and the object that has it."""

    text: Localized
    #: Its object: a statement, a task.
    of: object
    #: The name of its field there.
    field: str
    #: The address for an exception: of a statement or a note; else empty.
    address: str


def passages(thing: Any) -> list[Passage]:
    """Return the texts for readers, at any depth."""
    found: list[Passage] = []
    _collect_texts(thing, thing, "", "", found)
    return found


def _collect_texts(thing: Any, of: object, field: str, address: str, found: list[Passage]) -> None:
    if isinstance(thing, Localized):
        found.append(Passage(thing, of, field, address))
    elif isinstance(thing, _SEVERAL):
        for item in thing.values() if isinstance(thing, dict) else thing:
            _collect_texts(item, of, field, address, found)
    elif thing is not None:
        address = thing.address if isinstance(thing, Claiming) else address
        for name, refers in _plan(type(thing)):
            if not refers:
                _collect_texts(getattr(thing, name), of if isinstance(thing, Claim) else thing, name, address, found)


def references(thing: Any) -> Iterator[tuple[str, Scalar]]:
    """Return the references at any depth: kind and id."""
    found: list[tuple[str, Scalar]] = []
    _collect(thing, "", found)
    return iter(found)


def _collect(thing: Any, kind: str, found: list[tuple[str, Scalar]]) -> None:
    # A list is twice as fast as nested generators.
    if isinstance(thing, Scalar):
        if kind and thing:
            found.append((kind, thing))
    elif thing is None or isinstance(thing, Localized):
        return
    elif isinstance(thing, _SEVERAL):
        for item in thing.values() if isinstance(thing, dict) else thing:
            _collect(item, kind, found)
    else:
        for name, refers in _plan(type(thing)):
            _collect(getattr(thing, name), refers, found)


def _plan_of(kind: type) -> tuple[tuple[str, str], ...]:
    if not dataclasses.is_dataclass(kind):
        return ()
    fields = ((name, annotation) for name, annotation, _ in fields_of(kind).values())
    return tuple((name, refers(annotation)) for name, annotation in fields if _holds(annotation))


#: The fields of a dataclass that can hold a text or a reference: name, and the kind that is referred to if any.
_plan: Callable[[type], tuple[tuple[str, str], ...]] = functools.cache(_plan_of)


@functools.cache
def refers(annotation: Any) -> str:
    """Return the kind that the ids in ``annotation`` refer to, in lists and optional values too."""
    return next(filter(None, (part.kind if isinstance(part, Refers) else refers(part) for part in get_args(annotation))), "")


def annotation_at(kind: type, field: str) -> Any:
    """Return the annotation of a nested ``field`` of ``kind``, such as ``about.tasks``; positions (``claims.0.on``) are ignored."""
    annotation: Any = kind
    for key in field.split("."):
        inner = _dataclass_in(annotation)
        if inner is not None and key in fields_of(inner):
            annotation = fields_of(inner)[key][1]
    return annotation


def has_part(annotation: Any, kind: type) -> bool:
    """Return whether ``annotation`` is of ``kind``, or a list, a mapping or an optional value of it."""
    parts = get_args(annotation)
    return any(has_part(part, kind) for part in parts) if parts else isinstance(annotation, type) and issubclass(annotation, kind)


def _dataclass_in(annotation: Any) -> type | None:
    """Return the dataclass in ``annotation``, in lists and optional values too."""
    if dataclasses.is_dataclass(annotation):
        return annotation if isinstance(annotation, type) else None
    return next(filter(None, map(_dataclass_in, get_args(annotation))), None)


def _holds(annotation: Any) -> bool:
    """Return whether ``annotation`` can hold a text, a reference or an object."""
    if get_args(annotation):
        return any(map(_holds, get_args(annotation)))
    return annotation is Localized or dataclasses.is_dataclass(annotation)  # so is the mark of a reference


def shown_in(service: str, path: str, thing: Any) -> Any:
    """Return ``thing`` with each text that refers to something, and is from another file than ``path``, marked as shown in ``service``."""
    if isinstance(thing, Localized):
        is_inherited = thing.at.path != path and any("[[" in text for text in thing.values())
        return thing.in_service(service) if is_inherited else thing
    if isinstance(thing, tuple):
        items = tuple(shown_in(service, path, item) for item in thing)
        return thing if all(map(operator.is_, items, thing)) else items
    if not dataclasses.is_dataclass(thing) or isinstance(thing, type):
        return thing
    held = {field.name: getattr(thing, field.name) for field in dataclasses.fields(thing)}
    shown = {name: shown_in(service, path, value) for name, value in held.items()}
    changed = {name: value for name, value in shown.items() if value is not held[name]}
    return dataclasses.replace(thing, **changed) if changed else thing
