"""The fields of an object and their marks."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from service_catalogue.yaml.values import Scalar


def plain(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def may_be_empty(kind: Any) -> bool:
    """Return whether a key may be without a value: the source does not state it."""
    return get_origin(kind) in (types.UnionType, Union)


def takes_x_keys(kind: type) -> bool:
    """Return whether an object may have keys of its own that begin with ``x-``."""
    return getattr(kind, "takes_x_keys", False)


def is_text(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Scalar)


def _fields_of(kind: type) -> dict[str, tuple[str, Any, bool]]:
    hints = get_type_hints(kind, include_extras=True)
    keys = {}
    for entry in fields(kind):
        if entry.name != "at" and not entry.metadata.get("derived"):
            has_default = entry.default is not MISSING or entry.default_factory is not MISSING
            keys[entry.name.rstrip("_").replace("_", "-")] = (entry.name, hints[entry.name], has_default)
    return keys


#: The keys of a class in YAML: key → (name in Python, annotation, has a default).
fields_of: Callable[[type], dict[str, tuple[str, Any, bool]]] = functools.cache(_fields_of)
