"""Objects with an id and a position, and the types of references to them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Protocol, TypeVar

from service_catalogue.messages.problem import Location
from service_catalogue.schema.types import Id, Refers
from service_catalogue.yaml.values import Scalar

PartyRef = Annotated[Scalar, Refers("party")]
LayerRef = Annotated[Scalar, Refers("layer")]
TaskRef = Annotated[Scalar, Refers("task")]
GroupRef = Annotated[Scalar, Refers("group")]
SchemeRef = Annotated[Scalar, Refers("scheme")]
TermRef = Annotated[Scalar, Refers("term")]
StatementRef = Annotated[Scalar, Refers("statement")]
NoteRef = Annotated[Scalar, Refers("note")]
#: A clause of a standard, or a standard.
ClauseRef = Annotated[Scalar, Refers("clause")]
ServiceRef = Annotated[Scalar, Refers("service")]
#: A section of another service, behind the id of that: ``hosting.data``.
SectionRef = Annotated[Scalar, Refers("held")]
#: A value on any axis of a matrix, a layer among them.
ValueRef = Annotated[Scalar, Refers("value")]
AddressRef = Annotated[Scalar, Refers("address")]


@dataclass(frozen=True, kw_only=True)
class Positioned:
    """An object of the data, with its position in a file."""

    at: Location = field(compare=False, repr=False)


class Identified(Protocol):
    """An object with an id."""

    @property
    def id(self) -> Id: ...


HasId = TypeVar("HasId", bound=Identified)


def by_id(items: Iterable[HasId]) -> dict[str, HasId]:
    """Return ``items`` by id; the first of those that share one."""
    items_by_id: dict[str, HasId] = {}
    for item in items:
        items_by_id.setdefault(item.id, item)
    return items_by_id
