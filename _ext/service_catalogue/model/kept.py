"""A service as it was read, as JSON: lists of numbers and texts from which only classes of the model are made."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, replace
from enum import Enum
from itertools import chain
from typing import Any, SupportsIndex

from service_catalogue.messages.problem import Location
from service_catalogue.model import kinds, lifecycle, matrix, references, service, shared, standard, statement
from service_catalogue.model.references import Positioned
from service_catalogue.schema.reader import Reader
from service_catalogue.schema.types import Day, Localized, day_at
from service_catalogue.yaml.values import Keyed, Scalar, Text

_MODULES = (kinds, lifecycle, matrix, references, service, shared, standard, statement)
_CLASSES: dict[str, Any] = {name: kind for each in _MODULES for name, kind in vars(each).items() if isinstance(kind, type)}
_CLASSES |= {"Keyed": Keyed, "dict": dict}


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return None if field.default is MISSING else field.default


#: The fields of each class of objects, but ``at``, with the values that are not kept.
_FIELDS = {
    name: {field.name: _default(field) for field in fields(kind) if field.name != "at"}
    for name, kind in _CLASSES.items()
    if issubclass(kind, Positioned)
}
_NAMES = {kind: [*own] for kind, own in _FIELDS.items()}
#: What is read of a service only when it is asked for.
_CONTENT = ("sections", "matrix", "matrices", "notes")


def packed(value: Any, text: Text) -> Any:
    """Return ``value``, of a service in the file ``text``, as JSON holds it. Raise ``TypeError`` for what is unread, or not from there."""
    kind = type(value).__name__
    if isinstance(value, Scalar):
        if value.unread or value.place != (text.path, value.span):
            raise TypeError(value)
        start, end = value.span
        return [start, end] if text.text[start:end] == value else [start, end, str(value)]
    if value is None or type(value) in (bool, str):
        return value
    if isinstance(value, Enum):
        return [kind, value.value]
    if kind in ("tuple", "dict", "Keyed"):
        return [kind, *(packed(item, text) for item in (chain(*value.items()) if isinstance(value, dict) else value))]
    if kind not in (*_FIELDS, "Localized", "Day") or value.at.path != text.path or getattr(value, "unread", False):
        raise TypeError(value)
    parts = [kind, value.at.line, value.at.column]
    if isinstance(value, Day):
        return [*parts, value.toordinal()]
    if isinstance(value, Localized):
        return [*parts, 4 + 2 * len(value), *chain(*_packed_words(value, text))]
    given = ((number, getattr(value, name), default) for number, (name, default) in enumerate(_FIELDS[kind].items()))
    return [*parts, *chain(*((number, packed(each, text)) for number, each, default in given if each != default))]


def _packed_words(value: Localized, text: Text) -> Iterator[tuple[Any, Any]]:
    for key, words in chain(value.items(), value.blank.items()):
        # A language of the catalogue is a key of the identity, with a place there.
        yield packed(key, text) if key.place == (text.path, key.span) else str(key), packed(words, text)


def unpacked(value: Any, text: Text, reader: Reader) -> Any:
    """Return the object of which ``packed`` made ``value``; ``reader`` has the languages of texts."""
    source, path, languages = text.text, text.path, reader.languages

    def unpack(value: Any) -> Any:
        if type(value) is not list:
            return value
        kind = value[0]
        if type(kind) is int:
            end = value[1]
            return Scalar(source[kind:end] if len(value) == 2 else value[2], text, (kind, end))
        if kind == "tuple":
            return tuple(map(unpack, value[1:]))
        if kind in _FIELDS:
            thing, names = object.__new__(_CLASSES[kind]), _NAMES[kind]
            thing.__dict__.update(_FIELDS[kind], at=Location(path, value[1], value[2]))
            thing.__dict__.update((names[value[place]], unpack(value[place + 1])) for place in range(3, len(value), 2))
            return thing
        if kind == "Localized":
            words = Localized()
            words.at, words.authoritative = Location(path, value[1], value[2]), reader.authoritative
            for place in range(4, len(value), 2):
                key = languages[value[place]] if type(value[place]) is str else unpack(value[place])
                (words if place < value[3] else words.blank)[key] = unpack(value[place + 1])
            return words
        if kind == "Day":
            return day_at(value[3], Location(path, value[1], value[2]))
        items = map(unpack, value[1:])
        return _CLASSES[kind](zip(items, items, strict=False) if kind in ("Keyed", "dict") else value[1])

    return unpack(value)


class Unopened(service.Service):
    """A service of which the content is read when something first asks for it; then it is a :class:`Service` as any other."""

    def __getattribute__(self, name: str) -> Any:
        known = object.__getattribute__(self, "__dict__")
        if name in (*_CONTENT, "__class__") and (read := known.pop("whole", None)):
            whole = read()
            known.update((each, getattr(whole, each)) for each in _CONTENT)
            object.__setattr__(self, "__class__", service.Service)
        return object.__getattribute__(self, name)

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        return self.__class__.__reduce_ex__(self, protocol)  # of a Service, with its content


def unopened(head: service.Service, values: Mapping[str, Any], whole: Callable[[], Any]) -> service.Service:
    """Return ``head``, a service without its content, with ``values`` of what is kept of it; ``whole`` returns the service."""
    vars(head).update(values, whole=whole)
    object.__setattr__(head, "__class__", Unopened)
    return head


def without_content(whole: service.Service) -> service.Service:
    """Return ``whole`` without what is read later."""
    return replace(whole, **{name: _FIELDS["Service"][name] for name in _CONTENT})
