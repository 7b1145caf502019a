"""The page of a layer, and the list of layers."""

import itertools
from dataclasses import dataclass

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.model.vocabulary import State
from service_catalogue.views.annotations import DepartureView, Mark, NoteView
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import LEAD, MORE, SHOWN_SERVICES, STACK, TERM, Entry, index_page, more_services, term_entry
from service_catalogue.views.matrix import CellView, HeaderView, MatrixViews
from service_catalogue.views.page import Address, Kind, Page, first_place
from service_catalogue.views.piece import Link, Rich
from service_catalogue.views.stack import LayerShares, matrix_shares
from service_catalogue.views.status import in_list, named, withdrawn

#: Number of services that the page shows task by task; the others are shown in numbers.
_DETAILED_SERVICES = 2


@dataclass(frozen=True)
class LayerRow:
    """Task on the layer."""

    task: Rich
    link: Link
    #: The notes and departures about the task as a whole.
    own: tuple[Mark, ...]
    cells: tuple[CellView, ...]


@dataclass(frozen=True)
class LayerInService:
    """Allocation of the tasks on a layer, in one service."""

    service: str
    link: Link
    caption: str
    shares: LayerShares | None
    #: With other axes: a heading over the parties for each place on them.
    places: tuple[HeaderView, ...]
    headers: tuple[HeaderView, ...]
    #: Empty if the service is shown in numbers only.
    rows: tuple[LayerRow, ...]
    notes: tuple[NoteView, ...]
    departures: tuple[DepartureView, ...]


LAYER_SERVICE: Kind[LayerInService] = Kind("layer-service")


def services_on(catalogue: Catalogue, layer: str) -> list[Service]:
    """Return the services whose matrices have a layer; the first ``SHOWN_SERVICES`` are shown."""
    return [service for service in catalogue.services if any(layer in matrix.layers for matrix in service.outline.matrices)]


def layer_page(edition: Edition, address: Address) -> Page:
    catalogue, words = edition.catalogue, edition.words
    layer = catalogue.layer(address.ids[0])
    name = edition.plain(layer.name)
    services = services_on(catalogue, layer.id)
    parts = withdrawn(edition, layer.withdrawn)
    if layer.term:
        parts.append(TERM.part(term_entry(edition, catalogue.term(layer.term))))
    for index, service in enumerate(services[:SHOWN_SERVICES]):
        for matrix in service.all_matrices:
            if layer.id in matrix.axes.get("layer", ()):
                views = MatrixViews(edition, service, matrix)
                found = in_matrix(views, layer.id, detailed=index < _DETAILED_SERVICES)
                heading = words("task.in", service=found.service)
                parts.append(LAYER_SERVICE.part(found, views.anchor_elsewhere, heading, at=matrix.at))
    if len(services) > SHOWN_SERVICES:
        parts.append(MORE.part(more_services(edition, len(services) - SHOWN_SERVICES)))
    return Page(
        document=address.document,
        title=name,
        heading=edition.name(layer.name),
        kicker=words("layer.kicker"),
        description=words("layer.about", layer=name),
        parts=tuple(parts),
        trail=((words("nav.layers"), Link("layers/index")),),
        at=layer.at,
    )


def in_matrix(views: MatrixViews, layer: str, *, detailed: bool) -> LayerInService:
    edition, matrix = views.edition, views.matrix
    places = [values for values in matrix.places if layer in values]
    title = views.title_elsewhere
    shares = next(
        (found for found in matrix_shares(edition, views.service, matrix) if found.link.document == f"layers/{layer}"), None
    )
    found = [
        (row, tuple(itertools.chain.from_iterable(views.cells_at(row.task, values) for values in places)))
        for row in (matrix.rows if detailed else ())
    ]
    rows = [
        LayerRow(named(edition, edition.catalogue.task(row.task)), Link(f"tasks/{row.task}"), views.row_marks(row.task), cells)
        for row, cells in found
        # A task that does not apply to the layer is none of its tasks.
        if any(cell.state != State.NOT_APPLICABLE.value for cell in cells)
    ]
    marks = [mark for row in rows for mark in (*row.own, *itertools.chain.from_iterable(cell.marks for cell in row.cells))]
    notes, departures = views.explained(marks)
    return LayerInService(
        service=title,
        link=Link(views.document, views.part_anchor),
        caption=edition.words("layer.caption", layer=edition.plain(edition.catalogue.layer(layer).name), service=title),
        shares=shares,
        places=tuple(HeaderView(views.place_name(values, "layer"), len(matrix.parties)) for values in places if len(values) > 1),
        headers=tuple(views.heading(party) for _ in places for party in matrix.parties),
        rows=tuple(rows),
        notes=notes,
        departures=departures,
    )


def layers_page(edition: Edition, address: Address) -> Page:
    words = edition.words
    entries = tuple(
        Entry(edition.name(layer.name), Link(f"layers/{layer.id}"), in_list(edition, layer.withdrawn))
        for layer in edition.catalogue.layers
    )
    parts = (LEAD.part(words("layers.lead")), STACK.part(entries))
    return index_page(edition, address, "nav.layers", words("layers.lead"), parts, first_place(edition.catalogue.layers))
