"""Rules about the claims of statements and notes, which are compared with the matrices."""

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from service_catalogue.messages.quotation import quote
from service_catalogue.messages.suggestion import did_you_mean
from service_catalogue.model.kinds import Duty, NoteKind, State
from service_catalogue.model.matrix import NO_ROLE, Cell, Matrix
from service_catalogue.model.statement import Claim, Note
from service_catalogue.rules import Kind, Location, Problem, Service, Severity, Shared, rule
from service_catalogue.schema.types import Localized
from service_catalogue.yaml.values import Scalar


class ServiceClaim(NamedTuple):
    """A claim, and the statement or note that makes it."""

    #: The address, as a departure names it: ``security-5``, ``note.6``.
    address: str
    claim: Claim

    @property
    def is_note(self) -> bool:
        return self.address.startswith("note.")


class Comparison(NamedTuple):
    """The content of a claim about one task at one place on the axes, beside the cell of its party there."""

    source: ServiceClaim
    task: Scalar
    #: The address of the task there (``backup.applications``).
    address: str
    #: The letters, of which the party needs one.
    letters: str
    #: ``None`` if the matrix has no column for the party.
    cell: Cell | None
    matrix: Matrix

    @property
    def agrees(self) -> bool:
        """Return whether the cell has one of the letters, or says nothing that could be compared."""
        if self.cell is None or self.cell.state is State.TO_BE_AGREED:
            return True
        return bool(set(self.letters) & set(self.cell.letters))

    @property
    def is_right(self) -> bool:
        """Return whether the party may do the task, and need not."""
        return self.task in self.source.claim.may_do

    @property
    def addresses(self) -> list[str]:
        """Return the addresses that an exception or a tension names."""
        return [self.source.address, self.address]


def claims_of(service: Service) -> Iterator[ServiceClaim]:
    """Yield every claim of the statements and of the service's own notes."""
    for statement in service.statements.values():
        yield from (ServiceClaim(statement.id, claim) for claim in statement.claims)
    for note in service.notes:
        if not note.owner:
            yield from (ServiceClaim(f"note.{note.id}", claim) for claim in note.claims)


def compared(service: Service, source: ServiceClaim, shared: Shared) -> Iterator[Comparison]:
    """Yield the requirement of ``source`` on each cell: of a note, on the cells that it is attached to."""
    claim = source.claim
    for matrix in service.all_matrices if claim.party else ():
        scheme = shared.scheme(matrix.scheme)
        doing, answering = scheme.with_duty(Duty.DOES), scheme.with_duty(Duty.ANSWERS_FOR)
        kinds = ((claim.does, doing), (claim.answers_for, answering), (claim.ensures, answering + doing), (claim.may_do, doing))
        attached = matrix.notes.get(source.address.removeprefix("note."), ()) if source.is_note else None
        for tasks, letters in kinds:
            for task, values in itertools.product(tasks, matrix.places if letters else ()):
                address = matrix.address(task, values)
                if claim.holds_at(values) and (attached is None or _is_attached(attached, matrix, task, address)):
                    yield Comparison(source, task, address, letters, matrix.cell(task, values, claim.party or ""), matrix)


def contradictions(service: Service, shared: Shared) -> Iterator[Comparison]:
    """Yield each claim of ``service`` that no letter of its party's cell agrees with."""
    for source in claims_of(service):
        yield from (comparison for comparison in compared(service, source, shared) if not comparison.agrees)


def words_of(comparison: Comparison) -> dict[str, str]:
    """Return the values of the message about a contradiction."""
    assert comparison.cell
    written = comparison.cell.written
    return {
        "said": quote(comparison.source.address),
        "party": quote(comparison.source.claim.party),
        "wanted": quote("/".join(comparison.letters)),
        "address": quote(comparison.address),
        "has": f"{quote(NO_ROLE if written == '-' else written)} ({written.at.line}:{written.at.column})",
    }


def _is_attached(attached: tuple[str, ...], matrix: Matrix, task: str, address: str) -> bool:
    return any(at == matrix.address(task, ()) or f"{at}.".startswith(f"{address}.") for at in attached)


#: A duty in a statement is in the matrix too.
@rule(acceptable=True, is_tension=True, reads=(Kind.SCHEME,))
def claim_contradicts_matrix(service: Service, shared: Shared) -> Iterator[Problem]:
    for comparison in contradictions(service, shared):
        if not comparison.source.is_note and not comparison.is_right:
            yield claim_contradicts_matrix.problem(comparison.task.at, addresses=comparison.addresses, **words_of(comparison))


#: A right in a statement is in the matrix too.
@rule(severity=Severity.WARNING, is_tension=True, reads=(Kind.SCHEME,))
def right_not_in_matrix(service: Service, shared: Shared) -> Iterator[Problem]:
    for comparison in contradictions(service, shared):
        if comparison.is_right:
            yield right_not_in_matrix.problem(comparison.task.at, addresses=comparison.addresses, **words_of(comparison))


#: A note is at the tasks that it is about, and gives them to no other party than the cells do.
@rule(severity=Severity.WARNING, is_tension=True, reads=(Kind.SCHEME,))
def note_contradicts_matrix(service: Service, shared: Shared) -> Iterator[Problem]:
    for comparison in contradictions(service, shared):
        if comparison.source.is_note and not comparison.is_right:
            yield note_contradicts_matrix.problem(comparison.task.at, addresses=comparison.addresses, **words_of(comparison))
    for note in service.notes:
        yield from _elsewhere(note, service) if not note.owner else ()


def _elsewhere(note: Note, service: Service) -> Iterator[Problem]:
    """Yield a reference to ``note`` at another task than its own, else its tasks whose rows do not refer to it.

    If only claims name the tasks, one of them is enough.
    """
    places = _places(note, service)
    claims = ((claim, statement) for statement in service.statements.values() for claim in statement.claims)
    saying = (claim.tasks or statement.tasks for claim, statement in claims if note.id in claim.note)
    tasks = dict.fromkeys(itertools.chain(note.tasks, *saying))
    elsewhere = [at for task, at in places.items() if task not in tasks] if tasks else []
    if elsewhere and (len(elsewhere) == len(places) or (note.about and note.about.tasks)):
        yield note_contradicts_matrix.problem(elsewhere[0], "elsewhere", note=quote(note.id), tasks=list(map(quote, tasks)))
    elif places:
        for task in note.tasks:
            if task not in places and any(matrix.row(task) for matrix in service.all_matrices):
                yield note_contradicts_matrix.problem(task.at, "missing", note=quote(note.id), task=quote(task))


def _places(note: Note, service: Service) -> dict[str, Location]:
    """Return where each task refers to ``note``: in its row, else in a cell."""
    places: dict[str, Location] = {}
    for matrix in service.all_matrices:
        places |= {cell.task: cell.written.at for cell in matrix.cells if note.id in cell.notes}
    for row in (row for matrix in service.all_matrices for row in matrix.rows):
        places.update((row.task, id.at) for id in row.note if id == note.id)
    return places


_LIMITING = (NoteKind.CONDITION, NoteKind.LIMIT)


#: A duty under a condition has a note on the condition in the matrix.
@rule(severity=Severity.WARNING, is_tension=True, reads=(Kind.SCHEME,))
def condition_not_in_matrix(service: Service, shared: Shared) -> Iterator[Problem]:
    for source in claims_of(service):
        for comparison in compared(service, source, shared) if source.claim.condition else ():
            is_plain = not comparison.is_right and comparison.cell and comparison.cell.letters and comparison.agrees
            if comparison.cell and is_plain and not limits(service, comparison.matrix, comparison.cell):
                names = {"statement": quote(comparison.source.address), "address": quote(comparison.address)}
                names["has"] = quote(comparison.cell.written)
                yield condition_not_in_matrix.problem(comparison.task.at, addresses=comparison.addresses, **names)


def limits(service: Service, matrix: Matrix, cell: Cell) -> list[str]:
    """Return the notes on ``cell`` and its row that limit what it says."""
    row = matrix.row(cell.task)
    notes = (service.notes_by_id.get(id) for id in (*cell.notes, *(row.note if row else ())))
    return [note.id for note in notes if note and note.kind in _LIMITING]


#: A claim is about a party that the document of the service binds.
@rule(severity=Severity.ERROR)
def unbound_party(service: Service, shared: Shared) -> Iterator[Problem]:
    for source in claims_of(service):
        party = source.claim.party
        if party and not service.binds(party):
            yield unbound_party.problem(party.at, party=quote(party))


#: A full stop behind a word, and not behind an abbreviation: *m.v.*, *etc.*
_FULL_STOP = re.compile(r"(?<!\.\w)(?<!\betc)(?<!\bosv)(?<!\.fl)\.$")


#: A claim has one meaning: a duty or a right, of a known party.
@rule(severity=Severity.WARNING, reads=(Kind.PARTY,))
def unclear_claim(service: Service, shared: Shared) -> Iterator[Problem]:
    texts = {text.address: text.text for text in service.texts}
    for source in claims_of(service):
        yield from _check_claim(source.claim)
        yield from _check_quote(source.claim, texts[source.address])
        yield from _check_places(source.claim, service)
        yield from itertools.islice(_check_words(source.claim, shared), 1)


def _check_quote(claim: Claim, text: Localized) -> Iterator[Problem]:
    if claim.quote and claim.words:
        yield unclear_claim.problem(claim.at, "quote-and-words")
    for language, words in (claim.quote or {}).items():
        if words not in text.get(language, ""):
            yield unclear_claim.problem(words.at, "quote")


def _check_claim(claim: Claim) -> Iterator[Problem]:
    if claim.is_right and (claim.promises or claim.does or claim.answers_for or claim.ensures):
        yield unclear_claim.problem(claim.at, "duty-and-right")
    if claim.party is None and claim.tasks:
        yield unclear_claim.problem(claim.tasks[0].at, "no-party")


def _check_words(claim: Claim, shared: Shared) -> Iterator[Problem]:
    """Yield a problem if the words of ``claim`` are no predicate: they begin with its party, or end like a sentence."""
    party = shared.objects["party"][claim.party] if claim.party else None
    for name in filter(None, (party.definite, party.name) if party else ()):
        for language, words in claim.words.items() if claim.words else ():
            if re.match(rf"{re.escape(name[language])}\b", words, re.IGNORECASE):
                yield unclear_claim.problem(words.at, "names-party", words=quote(words[: len(name[language])]))
    for words in (words for text in (claim.words, claim.condition) if text and party for words in text.values()):
        if _FULL_STOP.search(words):
            yield unclear_claim.problem(words.locate(len(words) - 1, len(words)), "full-stop", words=quote(words.split()[-1]))


def _check_places(claim: Claim, service: Service) -> Iterator[Problem]:
    """Return a problem for each value in ``claim.on`` that is on no axis of the matrices with which the claim is compared."""
    compared = [matrix for matrix in service.all_matrices if claim.party in matrix.parties and any(map(matrix.row, claim.tasks))]
    known = list(dict.fromkeys(itertools.chain.from_iterable(itertools.chain(*matrix.axes.values()) for matrix in compared)))
    for value in claim.on if known else ():
        if value not in known:
            yield unclear_claim.problem(value.at, "elsewhere", value=quote(value), hint=did_you_mean(value, known))


#: A statement has a claim, or a kind that binds nobody.
@rule(severity=Severity.WARNING)
def statement_without_claim(service: Service, shared: Shared) -> Iterator[Problem]:
    for statement in service.statements.values():
        if not (statement.claims or statement.kind or statement.withdrawn):
            yield statement_without_claim.problem(statement.id.at, statement=quote(statement.id))
        elif statement.claims and statement.kind:
            yield statement_without_claim.problem(statement.id.at, "informs", statement=quote(statement.id))
