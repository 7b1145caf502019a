"""Every value of a catalogue, by a place that does not change when files are rearranged or rewrapped."""

import dataclasses
import functools
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Annotated, Any, NamedTuple, TypeAlias, get_args, get_origin

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.kinds import State
from service_catalogue.model.matrix import Matrix, Reading, reading
from service_catalogue.model.service import derived
from service_catalogue.model.statement import Claim, RecordedException, refers
from service_catalogue.schema.fields import fields_of
from service_catalogue.schema.types import ClauseId, Compared, Id, Localized, ObjectName, Sign
from service_catalogue.yaml.values import Scalar

#: A text in every language, a word, or a list of words.
Leaf: TypeAlias = Localized | str | tuple[str, ...]
#: Returns the id by which an object is compared, for its kind, its id and its service, if any.
Rename: TypeAlias = Callable[[str, str, str], str]

#: The text of a cell without letters.
WRITTEN_STATES = {State.NONE: "-", State.NOT_APPLICABLE: "n/a", State.TO_BE_AGREED: "tbd"}
#: The types of the fields that name their object.
_NAMES = (Id, ClauseId, ObjectName, Sign)


#: The kinds of objects that belong to a service: their ids begin with its id.
OF_SERVICE = ("section", "statement", "note", "tension", "exception", "matrix", "row", "cell")


class Place(NamedTuple):
    """The place of a value: ``task:backup`` and ``name``, ``statement:2a.security-4`` and ``claims.0.condition``."""

    #: The kind and the id of the object, after the id of its service, if any.
    object: str
    field: str

    def __str__(self) -> str:
        return f"{self.object}/{self.field}"


def same_id(kind: str, id: str, service: str) -> str:
    """Return ``id``: the rename without any change."""
    return id


#: The kinds of objects of a service that are named within it.
_IN_SERVICE = ("statement", "note", "section", "tension")


@dataclasses.dataclass(frozen=True)
class Renames:
    """A rename of ids to those of another state."""

    #: By kind and id; that of a statement, note, section or tension has its service before it.
    new: Mapping[tuple[str, str], str]

    def __call__(self, kind: str, id: str, service: str) -> str:
        """Return the id in the other state of the object with ``id`` in this one."""
        if kind == "value":
            return self.new.get(("layer", id)) or self.new.get(("value", id)) or id
        known = f"{service}.{id}" if service and kind in _IN_SERVICE else id
        return self.new.get((kind, known), id)


class Walk:
    """The objects with an id, and their values."""

    def __init__(self, catalogue: Catalogue, rename: Rename = same_id) -> None:
        """Walk all of ``catalogue``; ``rename`` returns the id by which an object is called here."""
        self.catalogue, self.rename = catalogue, rename
        #: By kind and id: ``task:backup``, ``note:2a.5``.
        self.objects: dict[str, Any] = {}
        #: Every value that is not empty.
        self.leaves: dict[Place, Leaf] = {}
        #: The row of each cell.
        self.rows: dict[str, str] = {}
        self._shared()
        for service in catalogue.services:
            id = rename("service", service.id, "")
            self._object(service, f"service:{id}", service.id)

    def _shared(self) -> None:
        catalogue, rename = self.catalogue, self.rename
        self._object(catalogue.identity, "catalogue", "")
        for kind, objects in catalogue.by_kind.items():
            if kind != "service":
                self._list(tuple(objects.values()), kind, "")
        self.leaves.pop(Place("catalogue", "order.term"), None)  # the glossary is in alphabetical order
        for words in catalogue.search_words:
            kind, _, id = words.for_.partition(":")
            of, dot, own = id.rpartition(".")
            self._object(words, f"search-words:{kind}:{rename('service', of, '')}{dot}{rename(kind, own, of)}", "")

    def _object(self, thing: Any, name: str, service: str) -> None:
        if thing is not None and name not in self.objects:
            self.objects[name] = thing
            self._fields(thing, name, "", service)

    def _list(self, items: tuple[Any, ...], kind: str, scope: str, service: str = "", of: str = "catalogue") -> None:
        """Add objects of a kind, and their order in the object ``of``."""
        ids = []
        for item in items:
            if getattr(item, "owner", ""):  # inherited: it is compared in its own service
                continue
            id = _own_id(item)
            if not id:  # which is reported
                continue
            own = self.rename(kind, id, service)
            ids.append(own)
            self._object(item, f"{kind}:{scope}{own}", service)
            if kind in ("statement", "section"):
                self.leaves[Place(f"{kind}:{scope}{own}", "in")] = of
        if len(ids) > 1:
            self.leaves[Place(of, f"order.{kind}")] = tuple(ids)

    def _fields(self, thing: Any, name: str, prefix: str, service: str) -> None:
        for key, attribute, annotation in _compared_fields(type(thing)):
            self._value(getattr(thing, attribute), f"{prefix}{key}", annotation, name, service)

    def _value(self, value: Any, field: str, annotation: Any, name: str, service: str) -> None:
        if value is None or (isinstance(value, str | tuple | dict) and not value):
            return
        place = Place(name, field)
        if isinstance(value, Localized):
            self.leaves[place] = value
        elif isinstance(value, Enum):
            self.leaves[place] = str(value.value)
        elif isinstance(value, date):
            self.leaves[place] = value.isoformat()
        elif isinstance(value, Scalar):
            self.leaves[place] = self._renamed(str(value), annotation, service)
        elif isinstance(value, Mapping):
            for key, item in value.items():
                self._value(item, f"{field}.{key}", annotation, name, service)
        elif isinstance(value, Matrix):
            self._matrix(value, service)
        elif isinstance(value, tuple):
            self._items(value, field, annotation, name, service)
        elif dataclasses.is_dataclass(value):
            self._fields(value, name, f"{field}.", service)

    def _items(self, items: tuple[Any, ...], field: str, annotation: Any, name: str, service: str) -> None:
        if Compared.AS_CELLS in _marks(annotation):
            self.leaves[Place(name, field)] = tuple(self._letters(reading(str(item)), name) for item in items)
        elif Compared.AS_VALUES in _marks(annotation):
            self.leaves[Place(name, field)] = tuple(self.rename("value", str(item), service) for item in items)
        elif isinstance(items[0], str):
            self.leaves[Place(name, field)] = tuple(self._renamed(str(item), annotation, service) for item in items)
        elif isinstance(items[0], Matrix):
            for matrix in items:
                self._matrix(matrix, service)
        elif isinstance(items[0], Claim):
            for index, claim in enumerate(items):
                self._fields(claim, name, f"{field}.{index}.", service)
                if not (claim.words or claim.quote or claim.tasks):  # it has the meaning of its whole text
                    self.leaves[Place(name, f"{field}.{index}.whole")] = "yes"
        elif dataclasses.is_dataclass(items[0]) and _name_field(type(items[0])):
            kind = _kind(items[0])
            id = name.partition(":")[2].partition(".")[0]
            self._list(items, kind, f"{id}." if id else "", service, name)
        else:
            for index, item in enumerate(items):
                self._value(item, f"{field}.{index}", annotation, name, service)

    def _matrix(self, matrix: Matrix, service: str) -> None:
        scope = self.rename("service", service, "")
        name = f"matrix:{scope}.{matrix.id}" if matrix.id else f"matrix:{scope}"
        self._object(matrix, name, service)
        rows = [(row, matrix.address(self.rename("task", row.task, service), ())) for row in matrix.rows]
        self.leaves[Place(name, "order.row")] = tuple(address for _, address in rows)
        for row, address in rows:
            self._object(row, f"row:{scope}.{address}", service)
        for cell in matrix.cells:
            task, party = self.rename("task", cell.task, service), self.rename("party", cell.party, service)
            values = tuple(self.rename("value", value, service) for value in cell.values)
            place = f"cell:{scope}.{matrix.address(task, values, party)}"
            if place in self.objects:  # the first, if a place is repeated
                continue
            self.objects[place], self.rows[place] = cell, f"row:{scope}.{matrix.address(task, ())}"
            self.leaves[Place(place, "letters")] = self._letters(cell.content, name)
            if cell.notes:
                self.leaves[Place(place, "notes")] = tuple(sorted(self.rename("note", note, service) for note in cell.notes))

    def _letters(self, reading: Reading, matrix: str) -> str:
        """Return the letters of a cell in the order of its scheme, or its state."""
        scheme = self.catalogue.scheme_of(self.objects[matrix])
        letters = scheme.in_order(reading.letters) if scheme else reading.letters
        return letters or WRITTEN_STATES[reading.state]

    def _renamed(self, id: str, annotation: Any, service: str) -> str:
        kind = refers(annotation)
        if kind == "address":
            return id if self.rename is same_id else self._address_renamed(id, service)
        return self.rename(kind, id, service) if kind else id

    def _address_renamed(self, address: str, service: str) -> str:
        """Return an address in a service (``backup.applications``, ``note.5``) after renaming, by the kind that its position implies."""
        known = self.catalogue.objects["service"].get(service)
        for matrix in known.all_matrices if known else ():
            if address in matrix.addresses:
                kinds = ("task", *("value" for _ in matrix.axes), "party")
                parts = zip(kinds, matrix.parts(address), strict=False)
                return ".".join(filter(None, (matrix.id, *(self.rename(kind, part, service) for kind, part in parts))))
        kind, dot, note = address.partition(".")
        return (
            f"note.{self.rename(kind, note, service)}" if kind == "note" and dot else self.rename("statement", address, service)
        )


@derived
def walk_of(catalogue: Catalogue) -> Walk:
    """Return the walk of all of ``catalogue``: comparisons and reports in each language need it."""
    return Walk(catalogue)


def _marks(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()


def _names_object(annotation: Any) -> bool:
    return any(kind in _NAMES for kind in (annotation, *get_args(annotation)[:1]))


def _fields_to_compare(kind: type) -> tuple[tuple[str, str, Any], ...]:
    return tuple(
        (key, attribute, annotation)
        for key, (attribute, annotation, _) in fields_of(kind).items()
        if Compared.APART not in _marks(annotation) and not _names_object(annotation)
    )


#: The fields of a class that are compared one by one: key, name in Python, annotation.
_compared_fields: Callable[[type], tuple[tuple[str, str, Any], ...]] = functools.cache(_fields_to_compare)


def _name_field(kind: type) -> str:
    """Return the field by which an object of ``kind`` is called; empty if there is none."""
    return next((name for name, annotation, _ in fields_of(kind).values() if _names_object(annotation)), "")


def _own_id(item: Any) -> str:
    """Return the id of an object among its siblings, of an exception without one what it accepts; empty if a needed id is missing."""
    own = str(getattr(item, _name_field(type(item))) or "")
    return ".".join((item.rule, *item.at_[:1])) if not own and isinstance(item, RecordedException) else own


def _kind(item: Any) -> str:
    """Return the kind of an object that belongs to another."""
    name = type(item).__name__
    return {"RecordedException": "exception", "AxisValue": "value"}.get(name, name.lower())
