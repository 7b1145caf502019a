"""The page of a layer, and the list of layers."""

import itertools
from dataclasses import replace

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.model.vocabulary import State
from service_catalogue.views.across import ACROSS, ALLOCATION, Allocation, across, allocation_in, place_row
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import LEAD, MORE, SHOWN_SERVICES, STACK, TERM, TERMS, Entry, more_services, term_entry
from service_catalogue.views.matrix import MatrixViews
from service_catalogue.views.page import Address, Page, first_place, index_page, object_page
from service_catalogue.views.piece import Link, Rich, text
from service_catalogue.views.stack import SHARES, LayerShares, StackView, matrix_shares
from service_catalogue.views.status import in_list, named, withdrawn


def services_on(catalogue: Catalogue, layer: str) -> list[Service]:
    """Return the services whose matrices have a layer; the first ``SHOWN_SERVICES`` are shown."""
    return [service for service in catalogue.services if any(layer in matrix.layers for matrix in service.outline.matrices)]


def layer_page(edition: Edition, address: Address) -> Page:
    catalogue, words = edition.catalogue, edition.words
    layer = catalogue.layer(address.ids[0])
    name = edition.plain(layer.name)
    services = services_on(catalogue, layer.id)
    parts = withdrawn(edition, layer.withdrawn)
    terms = [layer.term] if layer.term else edition.terms_in(name)
    entries = tuple(term_entry(edition, catalogue.term(id)) for id in terms)
    parts += [TERM.part(entries[0])] if len(entries) == 1 else [TERMS.part(entries)] if entries else []
    pairs = [(service, matrix) for service in services[:SHOWN_SERVICES] for matrix in service.all_matrices]
    matrices = [MatrixViews(edition, *pair) for pair in pairs if layer.id in pair[1].axes.get("layer", ())]
    found = [on_layer(views, layer.id) for views in matrices]
    if shares := tuple(shares for one, shares in found if shares):
        parts.append(SHARES.part(StackView(shares, "")))
    if len(found) == 1:
        one = found[0][0]
        parts.append(ALLOCATION.part(one, one.anchor, words("task.in", service=one.service), at=matrices[0].matrix.at))
    elif found:
        table = across(words("layer.about", layer=name), words("matrix.task"), [one for one, _ in found])
        parts.append(ACROSS.part(table, "part.across", words("service.matrix"), at=matrices[0].matrix.at))
    if len(services) > SHOWN_SERVICES:
        parts.append(MORE.part(more_services(edition, len(services) - SHOWN_SERVICES)))
    return object_page(edition, address, layer, words("layer.about", layer=name), parts)


def on_layer(views: MatrixViews, layer: str) -> tuple[Allocation, LayerShares | None]:
    """Return the allocation of the tasks on ``layer`` in a matrix, and how many tasks each party answers for."""
    edition, matrix, title = views.edition, views.matrix, views.title_elsewhere
    order = {str(task.id): number for number, task in enumerate(edition.catalogue.tasks)}
    rows = [
        replace(known, order=(order[row.task], *known.order))
        for row in matrix.rows
        for values in matrix.places
        if layer in values
        for name in [(*named(edition, edition.catalogue.task(row.task)), *_further(views, values))]
        for known in [place_row(views, row.task, values, name, Link(f"tasks/{row.task}"))]
        # A task that does not apply to the layer is none of its tasks.
        if any(cell.state != State.NOT_APPLICABLE.value for cell in known.cells)
    ]
    marks = [mark for row in rows for mark in (*row.own, *itertools.chain.from_iterable(cell.marks for cell in row.cells))]
    notes, departures = views.explained(marks)
    link, headers = Link(views.document, views.part_anchor), map(views.heading, matrix.parties)
    caption = edition.words("layer.caption", layer=edition.plain(edition.catalogue.layer(layer).name), service=title)
    found = allocation_in(views, link, edition.words("matrix.task"), headers, rows)
    shares = next((one for one in matrix_shares(edition, views.service, matrix) if one.link.document == f"layers/{layer}"), None)
    found = replace(found, caption=caption, notes=notes, departures=departures)
    return found, shares and replace(shares, layer=edition.pieces(title), link=link)


def _further(views: MatrixViews, values: tuple[str, ...]) -> Rich:
    """Return the values of a place on further axes than that of layers, as they follow the name of a task."""
    return (*text(" – "), *views.place_name(values, "layer")) if len(values) > 1 else ()


def layers_page(edition: Edition, address: Address) -> Page:
    words, layers = edition.words, edition.catalogue.layers
    entries = tuple(Entry(edition.name(one.name), Link(f"layers/{one.id}"), in_list(edition, one.withdrawn)) for one in layers)
    parts = (LEAD.part(words("layers.lead")), STACK.part(entries))
    return index_page(edition, address, "nav.layers", words("layers.lead"), parts, first_place(layers))
