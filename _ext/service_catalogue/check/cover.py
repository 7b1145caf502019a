"""Gaps between a service and those that it rests on: for its owner, and not for readers."""

from collections.abc import Iterable, Iterator

from service_catalogue.messages import FALLBACK
from service_catalogue.messages.problem import Problem, Rule, Severity, quote
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.matrix import Cell, Matrix
from service_catalogue.model.service import Service
from service_catalogue.model.service_facts import RestsOn
from service_catalogue.model.vocabulary import Duty, NoteKind

_LIMITING = (NoteKind.CONDITION, NoteKind.LIMIT)
_COVER = Rule("cover", Severity.WARNING)


def gaps(catalogue: Catalogue) -> Iterable[Problem]:
    """Return, each once, where a provider answers for a task, and a service that it rests on does not bind its supplier likewise."""
    return {problem.message[FALLBACK]: problem for problem in _gaps(catalogue)}.values()


def _gaps(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        for rest in service.rests_on:
            for matrix in catalogue.objects["service"][rest.service].all_matrices:
                for cell in (cell for own in service.all_matrices for cell in own.cells):
                    answers = _has(catalogue, service, cell, Duty.ANSWERS_FOR)
                    if cell.party == service.provider and answers and cell.values in matrix.places:
                        yield from _gap(catalogue, service, cell, rest, matrix)


def _gap(catalogue: Catalogue, service: Service, cell: Cell, rest: RestsOn, matrix: Matrix) -> Iterator[Problem]:
    """Yield the gaps at ``cell`` of ``service``, in ``matrix`` of the service that it rests on."""
    base = catalogue.objects["service"][rest.service]
    there = matrix.cells_at(cell.task, cell.values) if matrix.row(cell.task) else ()
    doing = [one for one in there if _has(catalogue, base, one, Duty.DOES)]
    suppliers = [one for one in doing if one.party != rest.parties.get(cell.party)]
    names = {"place": quote(cell.address), "service": quote(base.id)}
    if not suppliers:
        if not (doing and _has(catalogue, service, cell, Duty.DOES)):
            yield _COVER.problem(rest.at, "nobody", **names)
        return
    limits = [note for one in suppliers for note in _limits(base, one)]
    if limits and not _limits(service, cell):
        yield _COVER.problem(rest.at, "condition", **names, note=quote(limits[0]))
    parties = {str(one.party) for one in suppliers}
    claims = (claim for text in base.texts for claim in text.claims)
    if not any(claim.party in parties and cell.task in claim.tasks for claim in claims):
        yield _COVER.problem(rest.at, "no-statement", task=quote(cell.task), service=names["service"])


def _matrix_of(service: Service, cell: Cell) -> Matrix:
    return next(matrix for matrix in service.all_matrices if cell.address in matrix.by_address)


def _limits(service: Service, cell: Cell) -> list[str]:
    """Return the notes on ``cell`` and its row that limit what it says."""
    notes = (*cell.notes, *_matrix_of(service, cell).row_of(cell.task).note)
    return [note for note in notes if service.notes_by_id[note].kind in _LIMITING]


def _has(catalogue: Catalogue, service: Service, cell: Cell, duty: Duty) -> bool:
    """Return whether ``cell`` of ``service`` has a letter that means ``duty``."""
    scheme = catalogue.scheme(_matrix_of(service, cell).scheme)
    return bool(set(cell.letters) & set(scheme.with_duty(duty)))
