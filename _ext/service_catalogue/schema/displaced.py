"""What a file says under keys that are there twice or are unknown, which is reported and not read."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.schema.texts import is_language
from service_catalogue.yaml.values import Map, Scalar, Seq, Value

#: The keys of what something is called by.
_IDS = ("id", "letter")
#: Before what is written as the id of something.
ID = "id: "


def displaced_words(value: Value | None) -> frozenset[str]:
    """The words of all that stands in ``value`` under keys that are there already, as :func:`words` gives them."""
    return frozenset(_in_again(value))


def _in_again(value: Value | None) -> Iterator[str]:
    if isinstance(value, Map):
        for key, displaced in value.again:
            if displaced != value.get(key):
                yield from words(displaced)
    inner = value.values() if isinstance(value, Map) else value if isinstance(value, Seq) else ()
    for each in inner:
        yield from _in_again(each)


def words(value: Value) -> Iterator[str]:
    """The words of ``value``, but for texts for readers; those that are ids of something, as such too."""
    if isinstance(value, Scalar):
        yield from value.split()
    elif isinstance(value, Seq):
        for item in value:
            yield from words(item)
    elif not _is_text(value):
        for key, item in (*value.items(), *value.again):
            yield key
            if key in _IDS and isinstance(item, Scalar):
                yield ID + item
            yield from words(item)


def _is_text(value: Map) -> bool:
    """Whether ``value`` has a text in each of some languages."""
    return "id" not in value and all(map(is_language, value)) and all(isinstance(text, Scalar) for text in value.values())
