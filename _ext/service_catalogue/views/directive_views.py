"""Views that a document can show with a directive, by name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from service_catalogue.model.service import Service
from service_catalogue.views import prose
from service_catalogue.views.annotations import DEPARTURES_AGAIN, NOTES_AGAIN, ServiceViews
from service_catalogue.views.controls import LEGEND, legend
from service_catalogue.views.duties_page import duties_page
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import TERMS
from service_catalogue.views.home import home_page, search_page
from service_catalogue.views.matrix import MATRIX, MatrixView, MatrixViews
from service_catalogue.views.page import Address, Kind, Page, Part, Parts
from service_catalogue.views.service import terms_used
from service_catalogue.views.service_page import PARTS, service_page
from service_catalogue.views.stack import SHARES, stack
from service_catalogue.views.task import services_with, task_parts

C = TypeVar("C")


@dataclass(eq=False)
class UnknownIdError(LookupError):
    """Error for an argument that is not the id of an object of its kind."""

    kind: str
    id: str
    known: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """View for documents."""

    make: Callable[..., Parts]
    #: The kinds of objects whose ids are its arguments; by default, the first service, and the first party or task in it.
    arguments: tuple[str, ...] = ()
    #: The kinds of optional ids after these, each of which limits the view to one object.
    optional: tuple[str, ...] = ()
    #: True if its parts keep their ids: no page shows them, and the view appears once.
    keeps_ids: bool = False
    #: True if it repeats, without arguments, content of a page.
    repeats: bool = False
    #: The kinds of its parts, if a document can choose among them.
    parts: tuple[str, ...] = ()
    #: Makes the targets of its marks, for a builder without pages.
    explained: Callable[..., Parts] = lambda *_: ()

    @property
    def has_page(self) -> bool:
        """True if a page shows the same."""
        return self.repeats or bool(set(self.arguments) & {"service", "task"})


def _matrix(edition: Edition, id: str, matrix: str = "") -> tuple[Part[MatrixView], ...]:
    service = edition.catalogue.objects["service"][id]
    matrices = {found.id or "": found for found in service.all_matrices}
    if matrix and matrix not in matrices:
        raise UnknownIdError("matrix", matrix, tuple(filter(None, matrices)))
    wanted = [matrices[matrix]] if matrix else list(matrices.values())
    return tuple(MATRIX.part(MatrixViews(edition, service, found).view()) for found in wanted)


def _marked(edition: Edition, id: str, matrix: str = "") -> Parts:
    """Return the notes and departures of a matrix."""
    views, words = ServiceViews(edition, edition.catalogue.objects["service"][id]), edition.words
    notes, departures = views.explained(mark for part in _matrix(edition, id, matrix) for mark in part.content.marks)
    parts: list[Part[object]] = [NOTES_AGAIN.part(notes, heading=words("matrix.notes"))] if notes else []
    parts += [DEPARTURES_AGAIN.part(departures, heading=words("duties.departures"))] if departures else []
    return tuple(parts)


def _task(edition: Edition, task: str, service: str = "") -> Parts:
    found = edition.catalogue.task(task)
    using = services_with(edition.catalogue, task)
    wanted = [each for each in using if each.id == service] if service else using
    if service and not wanted:
        raise UnknownIdError("service with this task", service, tuple(each.id for each in using))
    return task_parts(edition, found, wanted)


def _legend(edition: Edition, scheme: str = "") -> Parts:
    if not scheme:
        return (prose.legends(edition),)
    found = edition.catalogue.objects["scheme"][scheme]
    return (LEGEND.part(legend(edition, found, edition.linker())),)


def _keys(edition: Edition, kind: str = "") -> Parts:
    if kind and kind not in prose.CLASSES:
        raise UnknownIdError("kind of object", kind, tuple(prose.CLASSES))
    return tuple(prose.keys(edition, one) for one in ([kind] if kind else prose.CLASSES))


def _page(make: Callable[[Edition, Address], Page], document: str) -> Callable[..., Parts]:
    """Return what makes the parts of a page whose address ends with ids."""
    return lambda edition, *ids: make(edition, Address("/".join((document, *ids)), document, ids)).parts


def _of_service(kind: Kind[C], make: Callable[[Edition, Service], C]) -> Callable[[Edition, str], Parts]:
    return lambda edition, id: (kind.part(make(edition, edition.catalogue.objects["service"][id])),)


def _alone(make: Callable[[Edition], Part[object]]) -> Callable[[Edition], Parts]:
    return lambda edition: (make(edition),)


#: The views by name of their directive.
VIEWS = {
    "home": Shown(_page(home_page, "index"), keeps_ids=True),
    "service": Shown(_page(service_page, "services"), ("service",), parts=tuple(kind.template for kind in PARTS)),
    "matrix": Shown(_matrix, ("service",), ("matrix",), explained=_marked),
    "duties": Shown(_page(duties_page, "parties"), ("party", "service")),
    "task": Shown(_task, ("task",), ("service",)),
    "legend": Shown(_legend, optional=("scheme",)),
    "terms": Shown(_of_service(TERMS, terms_used), ("service",)),
    "shares": Shown(_of_service(SHARES, stack), ("service",)),
    "search": Shown(lambda edition: _page(search_page, "search")(edition)[:1], keeps_ids=True),
    "rules": Shown(_alone(prose.rules), keeps_ids=True),
    "keys": Shown(_keys, optional=("kind",)),
    "counts": Shown(_alone(prose.counts)),
    "example": Shown(_alone(prose.example), repeats=True),
    "standing": Shown(_alone(prose.standing)),
    "version": Shown(_alone(prose.version)),
    "summary": Shown(_alone(prose.summary)),
    "prevails": Shown(_alone(prose.prevails)),
}


def parts(edition: Edition, name: str, ids: tuple[str, ...], only: tuple[str, ...] = (), *, with_pages: bool = True) -> Parts:
    """Return the parts of the view ``name`` of the objects ``ids``, limited to the kinds ``only`` if there are any.

    Without pages, the targets of its marks follow. Raises ``UnknownIdError``.
    """
    view = VIEWS[name]
    if view.arguments and not ids:
        ids = _first(edition, view)
        if not ids:
            return ()
    for kind, id in zip((*view.arguments, *view.optional), ids, strict=False):
        if kind in edition.catalogue.by_kind and id not in edition.catalogue.by_kind[kind]:
            raise UnknownIdError(kind, id, tuple(edition.catalogue.by_kind[kind]))
    found = view.make(edition, *ids)
    if not with_pages:
        found = (*found, *view.explained(edition, *ids))
    return tuple(_chosen(found, only)) if only else found


def _chosen(parts: Parts, only: tuple[str, ...]) -> Iterator[Part[object]]:
    for part in parts:
        if part.template in only:
            yield part
        else:
            yield from _chosen(part.parts, only)


def _first(edition: Edition, view: Shown) -> tuple[str, ...]:
    """Return the ids of the first service, and of the first party or task in it; empty if there are none."""
    service = next(iter(edition.catalogue.services), None)
    if service is None:
        return ()
    party = (party.id for party in edition.catalogue.parties if service.concerns(party.id))
    task = (row.task for matrix in service.all_matrices for row in matrix.rows)
    first = {"service": service.id, "party": next(party, None), "task": next(task, None)}
    ids = [first[kind] for kind in (*view.arguments, *view.optional) if kind in first]
    known = tuple(id for id in ids if id is not None)
    return known if len(known) == len(ids) else ()


def names(edition: Edition) -> object:
    """Return everything that any document may mention: names, terms, and whether the menu has the page of changes."""
    catalogue = edition.catalogue
    services = tuple((service.id, service.code, service.name, service.outline.statements) for service in catalogue.services)
    return (catalogue.identity, *catalogue.lists, services, bool(catalogue.changelog))
