"""One-line answers to who does what: for each task of a service, and for each place on the axes."""

import itertools
from collections.abc import Iterable, Iterator, Mapping

from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Party
from service_catalogue.model.statement import Tension
from service_catalogue.model.vocabulary import Duty, State
from service_catalogue.views.annotations import Mark, marks_in_words
from service_catalogue.views.duties import place_name
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import how_often
from service_catalogue.views.matrix import CellView, MatrixViews
from service_catalogue.views.piece import plain
from service_catalogue.views.status import standing, title_elsewhere


def answers(edition: Edition, service: Service, numbers: Mapping[str, int]) -> list[object]:
    """Return the matrices of ``service`` for the browser; ``numbers`` has the number of each entry by name.

    The format is ``[title, address, [[before, places, parties, sentences, says, rows], …], status]``. ``before`` is the beginning of
    an address. A place is ``[values, name, entries of its values]``, a party ``[id, entry]``. ``says`` lists the answers of places:
    numbers of sentences, the index of the party that does the task, and the entries of statements in tension with them. A row is
    ``[entry of the task, id, numbers of sentences about the whole task, number of the answer at each place]``. Sentences name the
    notes and departures that belong to them, and are numbered since many tasks share them; ``{task}`` and ``{place}`` stand for the
    names of a task and a place.
    """
    matrices = [_matrix(MatrixViews(edition, service, matrix), numbers) for matrix in service.all_matrices]
    return [title_elsewhere(edition, service), f"services/{service.id}.html", matrices, standing(edition, service)]


def _matrix(views: MatrixViews, numbers: Mapping[str, int]) -> list[object]:
    matrix = views.matrix
    places = [
        [
            ".".join(values),
            place_name(views, values),
            [numbers[f"layer:{value}"] for axis, value in zip(matrix.axes, values, strict=True) if axis == "layer"],
        ]
        for values in matrix.places
    ]
    sentences: dict[str, int] = {}
    says: dict[tuple[tuple[int, ...], int, tuple[int, ...]], int] = {}

    def numbers_of(found: Iterable[str]) -> tuple[int, ...]:
        return tuple(sentences.setdefault(f"{sentence.rstrip('.')}.", len(sentences)) for sentence in found)

    rows = []
    for row in matrix.rows:
        cells = [views.cells_at(row.task, values) for values in matrix.places]
        own = views.row_marks(row.task)
        answers = ((numbers_of(_sentences(views, each, own)), _doer(each), _others(views, each, numbers)) for each in cells)
        at_places = [says.setdefault(answer, len(says)) for answer in answers]
        line = [*_line(views, cells, own)]
        if row.cadence:
            line.append(how_often(views.edition, row.cadence))
        if matrix.name and line:
            line[0] = f"{views.title} – {line[0]}"
        rows.append([numbers[f"task:{row.task}"], row.task, numbers_of(line), at_places])
    parties = [[party, numbers[f"party:{party}"]] for party in matrix.parties]
    return [f"{matrix.id}." if matrix.id else "", places, parties, list(sentences), list(says), rows]


def _others(views: MatrixViews, cells: tuple[CellView, ...], numbers: Mapping[str, int]) -> tuple[int, ...]:
    """Return the entries of the statements in tension with one place."""
    marks = {mark for cell in cells for mark in cell.departures}
    tensions = (each for each in views.service.departures if isinstance(each, Tension) and views.departure_mark(each) in marks)
    others = (f"statement:{views.service.id}.{address}" for tension in tensions for address in tension.at_)
    return tuple(sorted({numbers[other] for other in others if other in numbers}))


def _sentences(views: MatrixViews, cells: tuple[CellView, ...], own: tuple[Mark, ...]) -> Iterator[str]:
    """Yield the sentences of one place: of the party that does the task, of the others, then the notes and what is in doubt.

    Where one answers for the task and nobody does it, a sentence says so. *Statens It carries out Restore on Middleware*,
    *The customer is informed*, *Note 5, about the customer’s I: Only …*.
    """
    edition = views.edition
    parties = [(cell, edition.catalogue.party(party)) for cell, party in zip(cells, views.matrix.parties, strict=True)]
    first = parties.pop(_doer(cells))
    yield ". ".join(filter(None, (_naming(views, *first), _nobody(views, cells))))
    yield from (_predicate(views, cell, party) for cell, party in parties)
    for cell in cells:
        for mark in cell.notes:
            yield f"{edition.words('matrix.mark', note=mark.words, what=cell.whose)}: {_note(views, mark)}"
    for mark in own:
        if mark.kind == "note":
            yield f"{edition.words('matrix.mark-task', note=mark.words)}: {_note(views, mark)}"
    departures = (*own, *itertools.chain.from_iterable(cell.departures for cell in cells))
    yield from marks_in_words(edition, (mark for mark in departures if mark.kind != "note"))


def _nobody(views: MatrixViews, cells: tuple[CellView, ...]) -> str:
    """Return *Nobody carries it out* for a place where somebody answers for the task and nobody does it; empty elsewhere."""
    meanings = {*(letter.duty for cell in cells for letter in cell.letters), *(cell.state for cell in cells)}
    doing = next((letter for letter in views.scheme.letters if letter.duty is Duty.DOES), None)
    if not doing or Duty.ANSWERS_FOR.value not in meanings or meanings & {Duty.DOES.value, State.TO_BE_AGREED.value}:
        return ""
    words = views.edition.words
    return words("answer.nobody", verb=views.edition.plain(doing.verb)) if doing.verb else words("answer.no-doer")


def _naming(views: MatrixViews, cell: CellView, party: Party) -> str:
    """Return what ``party`` has to do with a task at a place, and name both."""
    edition, axes = views.edition, [*views.matrix.axes]
    named = "{task} ({place})" if axes else "{task}"
    if axes == ["layer"]:
        named = edition.words("answer.place", task="{task}", place="{place}")
    predicates = [views.scheme.by_letter[letter].predicate for letter in cell.roles]
    does = [edition.plain(predicate) for predicate in predicates if predicate]
    if does and len(does) == len(predicates) and not cell.state:
        return f"{edition.subject(party)} {edition.words.list(does)} {named}"
    return f"{named}: {_predicate(views, cell, party)}"


def _predicate(views: MatrixViews, cell: CellView, party: Party) -> str:
    subject = views.edition.subject(party)
    if views.scheme.has_verbs and not cell.state:
        return f"{subject} {cell.verb}"
    return f"{subject}: {views.edition.words.within(cell.words)}"


def _note(views: MatrixViews, mark: Mark) -> str:
    return views.edition.plain(views.service.notes_by_id[mark.id].text)


def _doer(cells: tuple[CellView, ...]) -> int:
    """Return the index of the cell that answers for a place: of the party that does the task, else of the one that answers for it."""
    found = (index for duty in (Duty.DOES, Duty.ANSWERS_FOR) for index, cell in enumerate(cells) if cell.has_duty(duty))
    return next(found, 0)


def _line(views: MatrixViews, cells: list[tuple[CellView, ...]], own: tuple[Mark, ...]) -> Iterator[str]:
    """Yield the holders of each letter that is a duty, or of all letters of a scheme without duties.

    Then follow the places where nobody does the task, the notes and the departures.
    """
    scheme, matrix = views.scheme, views.matrix
    names = [plain(views.place_name(values)) for values in matrix.places]

    def at(places: list[str]) -> str:
        return "" if len(places) == len(names) else f" ({f'{views.separator} '.join(places)})"

    duties = [letter for letter in scheme.letters if letter.duty and letter.count.value != "any"]
    for letter in duties or scheme.letters:
        holders = []
        for index, party in enumerate(matrix.parties):
            where = [name for name, of_place in zip(names, cells, strict=True) if letter.letter in of_place[index].roles]
            if where:
                holders.append(_party(views, party) + at(where))
        if holders:
            yield f"{views.edition.plain(letter.word)}: {', '.join(holders)}"
    nobody = {name: words for name, of_place in zip(names, cells, strict=True) if (words := _nobody(views, of_place))}
    yield from (words + at([*nobody]) for words in dict.fromkeys(nobody.values()))
    letters = {letter.letter for letter in duties or scheme.letters}
    shown = [cell for of_place in cells for cell in of_place if letters & set(cell.roles)]
    notes = (mark for cell in shown for mark in cell.notes)
    departures = (mark for of_place in cells for cell in of_place for mark in cell.departures)
    yield from marks_in_words(views.edition, (*own, *notes, *departures))


def _party(views: MatrixViews, id: str) -> str:
    return views.edition.plain(views.edition.catalogue.party(id).name)
