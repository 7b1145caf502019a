"""The notes and recorded exceptions of a service, and links to the places that they are about."""

from __future__ import annotations

from dataclasses import dataclass

from service_catalogue.matrix import Matrix
from service_catalogue.service import Note, RecordedException, Service
from service_catalogue.views.edition import Edition, Link, Linker, Rich, plain

#: How many of the places that refer to a note are listed with it.
_SHOWN_PLACES = 20


@dataclass(frozen=True)
class NoteMark:
    """A note's number, where the note is referred to."""

    id: str
    number: str
    link: Link


@dataclass(frozen=True)
class Reference:
    """A place that a note or an exception is about, as a link."""

    words: str
    link: Link


@dataclass(frozen=True)
class NoteView:
    """A note, with the places that refer to it."""

    id: str
    number: str
    kind: str
    text: Rich
    references: tuple[Reference, ...]
    #: That there are more places; empty if not.
    more: str


@dataclass(frozen=True)
class DisputeView:
    """A recorded exception: why a broken rule stands, and where."""

    number: str
    reason: Rich
    references: tuple[Reference, ...]
    notes: tuple[NoteMark, ...]


def row_link(service: Service, matrix: Matrix, task: str) -> Link:
    return Link(f"services/{service.id}", "row." + matrix.address(task, ()))


@dataclass(frozen=True)
class ServiceViews:
    """Makes the views of what belongs to a service as a whole: notes, exceptions, and links to its places."""

    edition: Edition
    service: Service

    @property
    def document(self) -> str:
        return f"services/{self.service.id}"

    def note_mark(self, id: str) -> NoteMark:
        number = next(index for index, note in enumerate(self.service.notes, 1) if note.id == id)
        return NoteMark(id, str(number), Link(self.document, f"note.{id}"))

    def note(self, note: Note, linker: Linker) -> NoteView:
        number = self.note_mark(note.id).number
        references, more = self._references(note)
        return NoteView(note.id, number, self.edition.words(f"note.{note.kind.value}"), linker.rich(note.text), references, more)

    def _references(self, note: Note) -> tuple[tuple[Reference, ...], str]:
        """The places that refer to ``note``, and that there are more. Worked out once: every page that shows it has them."""
        key = (self.service.id, note.id)
        if key not in self.edition.references:
            places = [place for matrix in self.service.all_matrices for place in matrix.notes.get(note.id, ())]
            references = tuple(map(self.reference, places[:_SHOWN_PLACES]))
            left = len(places) - len(references)
            self.edition.references[key] = references, self.edition.words("note.more", count=left) if left else ""
        return self.edition.references[key]

    def dispute(self, exception: RecordedException, linker: Linker) -> DisputeView:
        return DisputeView(
            number=self.dispute_mark(exception).number,
            reason=linker.rich(exception.reason),
            references=tuple(self.reference(place) for place in exception.at_),
            notes=tuple(self.note_mark(note) for note in exception.notes),
        )

    def dispute_mark(self, exception: RecordedException) -> NoteMark:
        number = str(self.service.exceptions.index(exception) + 1)
        return NoteMark(number, number, Link(self.document, f"exception.{number}"))

    def disputes_of(self, matrix: Matrix, task: str) -> tuple[RecordedException, ...]:
        """The exceptions that are about a task of a matrix."""
        address = matrix.address(task, ())
        return tuple(
            exception
            for exception in self.service.exceptions
            if any(place == address or place.startswith(f"{address}.") for place in exception.at_)
        )

    def reference(self, place: str) -> Reference:
        """A place of the service (a statement, a task, a task on a layer, a cell) as a link."""
        if place in self.service.statements:
            return Reference(place, Link(self.document, place))
        matrix, parts = self._matrix_of(place)
        task, *rest = parts
        axes = list(zip(matrix.axes, rest, strict=False))
        words = [plain(self.edition.name(self.edition.catalogue.task(task).name))]
        words += [self.edition.plain(self.edition.value_name(value, axis)) for axis, value in axes]
        words += [self.edition.plain(self.edition.catalogue.party(party).name) for party in rest[len(axes) :]]
        if not rest:
            return Reference(words[0], row_link(self.service, matrix, task))
        anchor = place if place in matrix.by_place else f"{place}.{matrix.parties[0]}"
        return Reference(", ".join(words), Link(self.document, anchor))

    def _matrix_of(self, place: str) -> tuple[Matrix, list[str]]:
        parts = place.split(".")
        for matrix in self.service.all_matrices:
            if matrix.id == parts[0]:
                return matrix, parts[1:]
        return self.service.all_matrices[0], parts
