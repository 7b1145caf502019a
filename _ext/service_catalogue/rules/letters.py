"""Rules about the letters in cells: those of the role scheme, and how many parties of a task have each."""

import dataclasses
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from service_catalogue.messages.quotation import quote
from service_catalogue.messages.texts import message
from service_catalogue.model.kinds import Count, Duty, NoteKind
from service_catalogue.model.matrix import NO_ROLE, Cell, Filled, Matrix
from service_catalogue.model.shared import Letter, Scheme
from service_catalogue.rules import Kind, Location, Phase, Problem, Rule, Service, Severity, Shared, rule


#: A matrix that extends another uses the same scheme.
@rule(severity=Severity.WARNING)
def changed_scheme(service: Service, shared: Shared) -> Iterator[Problem]:
    for matrix in service.all_matrices:
        base, at = service.base_of(matrix), changed_at(matrix, service)
        if at and base and base.matrix and base.matrix.scheme:
            yield changed_scheme.problem(at, base=quote(base.id), scheme=quote(base.matrix.scheme))


def changed_at(matrix: Matrix, service: Service) -> Location | None:
    """Return the place at which ``matrix``, of ``service``, names another scheme than the one that it extends."""
    base = service.base_of(matrix)
    theirs = base.matrix.scheme if base and base.matrix else None
    return matrix.scheme.at if matrix.scheme and theirs and matrix.scheme != theirs else None


#: Letters that look like a Latin one, of Greek, Cyrillic, Armenian, Cherokee, Lisu and phonetic writing. Full-width, circled and
#: mathematical letters are normalised by NFKC.
_TABLE = """
    AΑАᎪꓮ BΒВᏴꓐ CСϹᏟꓚ DᎠꓓ EΕЕᎬꓰ FϜꓝ GԌᏀꓖ HΗНᎻꓧ IΙІӀꓲ JͿЈᎫꓙ KΚКᏦꓗ LᏞꓡ MΜМᎷꓟϺ NΝꓠ OΟОՕꓳ PΡРᏢꓑ QԚ
    RᎡᏒꓣƦ SЅՏᏚꓢ TΤТᎢꓔ UՍꓴԱ VѴᏙꓦ WԜᎳꓪ XΧХꓫ YΥҮꓬ ZΖᏃꓜ aаαɑ cсϲ dԁ eеҽ gɡց hһհ iіιɩ jјϳ kκк lӏ nոռ
    oоοօ pрρ qԛզ rг sѕ uυսʋ vνѵ wԝա xхχ yуγүყ zᴢ
"""
_LOOK_ALIKES = {word[0]: word[1:] for word in _TABLE.split()}
_LATIN = {other: latin for latin, others in _LOOK_ALIKES.items() for other in others}


#: No letter of a cell is a look-alike from another alphabet.
@rule(phase=Phase.CELLS, reads=(Kind.SCHEME,))
def look_alike_letter(service: Service, shared: Shared) -> Iterator[Problem]:
    for matrix in service.all_matrices:
        known = shared.scheme(matrix.scheme).by_letter
        for cell in matrix.texts:
            for start, letter in zip(cell.content.letter_indexes, cell.letters, strict=True):
                if meant := looks_like(letter, known):
                    sign = f"{quote(letter)} (U+{ord(letter):04X}, {unicodedata.name(letter, '?')})"
                    yield look_alike_letter.problem(cell.written.locate(start), sign=sign, meant=quote(meant))


def looks_like(letter: str, known: Mapping[str, Letter]) -> str:
    """Return the letter of the scheme that a ``letter`` of another alphabet looks like; empty if there is none."""
    if letter in known or letter.isascii():
        return ""
    latin = _LATIN.get(letter) or unicodedata.normalize("NFKC", letter)
    latin = _LATIN.get(latin, latin)
    if not latin.isascii():
        return ""
    return next((sign for sign in (latin, latin.upper(), latin.lower()) if sign in known), "")


#: Other spellings of the states of a cell without letters.
_STATES = {"n/a": "n/a", "na": "n/a", "n.a.": "n/a", "tbd": "tbd", "—": NO_ROLE, "−": NO_ROLE}
#: Letters and the number of a note without a space between them.
_NOTED = re.compile(r"(?P<letters>[^\W\d]+)\W*(?P<note>\d+)\W*")
#: Separators between letters, which are not allowed.
_PARTED = re.compile(r"[/+&.,\s]")


#: A cell holds letters of the matrix's role scheme, each once and as the scheme writes them.
@rule(phase=Phase.CELLS, reads=(Kind.SCHEME,))
def unknown_letter(shared: Shared) -> Iterator[Problem]:
    for scheme in shared.schemes:
        letters, order = "".join(letter.letter for letter in scheme.letters), scheme.cell_order
        if sorted(order) != sorted(letters):
            yield unknown_letter.problem(order.at, "cell-order", order=quote(order), letters=quote(letters))


@unknown_letter.also
def check_unknown_letter_of_service(service: Service, shared: Shared) -> Iterator[Problem]:
    for matrix in service.all_matrices:
        scheme, scheme_at = shared.scheme(matrix.scheme), changed_at(matrix, service)
        for cell in matrix.texts:
            for problem in _check_cell(cell, scheme):
                is_inherited = problem.at.path != service.at.path
                yield dataclasses.replace(problem, at=scheme_at) if scheme_at and is_inherited else problem


def _check_cell(cell: Cell, scheme: Scheme) -> Iterator[Problem]:
    known = scheme.by_letter
    if not cell.content.is_readable:
        yield unknown_letter.problem(cell.written.at, "unreadable", cell=quote(cell.written))
    # Look-alikes have a rule of their own. One problem a cell: its faults are one slip.
    wrong = [index for index, letter in enumerate(cell.letters) if letter not in known and not looks_like(letter, known)]
    if wrong:
        yield _unknown_letters(cell, wrong, scheme)
        return
    twice = next((index for index, letter in enumerate(cell.letters) if letter in known and letter in cell.letters[:index]), None)
    if twice is not None:
        letter = quote(cell.letters[twice])
        yield unknown_letter.problem(_position(cell, twice), "twice", letter=letter)


def _unknown_letters(cell: Cell, wrong: list[int], scheme: Scheme) -> Problem:
    letters = "".join(dict.fromkeys(cell.letters[index] for index in wrong))
    roles = cell.written[: cell.content.notes_start].strip()
    behind = next(filter(scheme.spells, cell.notes), "")
    meant = f"{behind} {roles}" if behind else _meant_letters(roles, letters, scheme)
    name = quote(letters if len(letters) == 1 else roles)
    if len(letters) == 1 and not letters.isascii():
        name += f" (U+{ord(letters):04X})"
    known = message("unknown-letter.known", letters=quote(", ".join(scheme.by_letter)))
    hint = message("hint.did-you-mean", name=quote(meant)) if meant else known
    return unknown_letter.problem(_position(cell, wrong[0]), count=len(letters), letters=name, scheme=quote(scheme.id), hint=hint)


def _meant_letters(roles: str, wrong: str, scheme: Scheme) -> str:
    """Return the probable spelling of ``roles``, of which the letters ``wrong`` are unknown; empty if there is none."""
    known = scheme.by_letter.keys()
    if roles.lower() in _STATES:
        return _STATES[roles.lower()]
    if set(wrong.upper()) <= known:
        return wrong.upper()
    for letter in scheme.letters:
        if roles.casefold() in {word.casefold() for word in letter.word.values()}:
            return str(letter.letter)
    noted = _NOTED.fullmatch(unicodedata.normalize("NFKC", roles))  # A⁶
    if noted and set(noted["letters"]) <= known:
        return f"{noted['letters']} {noted['note']}"
    parts = _PARTED.sub("", roles)
    return parts if parts and set(parts) <= known else ""


def _position(cell: Cell, index: int) -> Location:
    """Return the position of the letter with this index."""
    return cell.written.locate(cell.content.letter_indexes[index])


class LetterCells(NamedTuple):
    """The cells of one task, at one place on the axes, that hold a letter."""

    letter: str
    cells: tuple[Cell, ...]
    filled: Filled
    matrix: Matrix
    service: Service
    #: The position of the scheme, if it is not that of the extended matrix.
    scheme_at: Location | None

    @property
    def address(self) -> str:
        """Return the address of the task there (``backup.applications``)."""
        return self.matrix.address(self.filled.row.task, self.filled.values)

    @property
    def at(self) -> Location:
        """Return the position of the place in the file: of its last value, or of the task."""
        return self.reported_at(self.filled.row.position(self.filled.values))

    def problem(self, rule: Rule, at: Location, *key: str, **values: object) -> Problem:
        """Return a problem with the letter there."""
        named = {"address": quote(self.address), "letter": quote(self.letter)}
        return rule.problem(at, *key, addresses=[self.address], **named, **values)

    def reported_at(self, at: Location) -> Location:
        """Return ``at``; for an inherited cell under another scheme, the position of that scheme."""
        return self.scheme_at if self.scheme_at and at.path != self.service.at.path else at


def counted(service: Service, shared: Shared, count: Count) -> Iterator[LetterCells]:
    """Yield for each letter with this ``count`` its cells in each row, at each place that applies and is agreed."""
    for matrix in service.all_matrices:
        scheme_at = changed_at(matrix, service)
        letters = [letter.letter for letter in shared.scheme(matrix.scheme).letters if letter.count is count]
        for filled in matrix.filled() if letters else ():
            for letter in letters:
                cells = tuple([cell for cell, signs in zip(filled.cells, filled.letters, strict=True) if letter in signs])
                yield LetterCells(letter, cells, filled, matrix, service, scheme_at)


#: A letter for exactly one party (the A of RACI) is in each task once on each layer.
#: The rule is from the source of 2A: 'only one A a task', on each layer.
@rule(acceptable=True, reads=(Kind.SCHEME,), lenient=True)
def one_accountable(service: Service, shared: Shared) -> Iterator[Problem]:
    places = (place for place in counted(service, shared, Count.ONE) if len(place.cells) != 1 and not _is_joint(place))
    yield from map(_wrong_number, places)


def _is_joint(place: LetterCells) -> bool:
    """Return whether every party with the letter has a note on it that says how they share it."""
    kinds: dict[str, NoteKind] = {note.id: note.kind for note in place.service.notes}
    return len(place.cells) > 1 and all(any(kinds.get(note) is NoteKind.JOINT for note in cell.notes) for cell in place.cells)


def _wrong_number(place: LetterCells) -> Problem:
    if not place.cells:
        return place.problem(one_accountable, place.at, "none")
    at, parties = place.reported_at(place.cells[1].written.at), quote(", ".join(cell.party for cell in place.cells))
    return place.problem(one_accountable, at, "several", count=len(place.cells), parties=parties)


#: A letter for at least one party (the R of RACI) is in each task on each layer.
@rule(acceptable=True, reads=(Kind.SCHEME,), lenient=True)
def someone_responsible(service: Service, shared: Shared) -> Iterator[Problem]:
    yield from (place.problem(someone_responsible, place.at) for place in counted(service, shared, Count.SOME) if not place.cells)


#: A party that carries out a task need not be informed of it as well.
@rule(acceptable=True, reads=(Kind.SCHEME,), lenient=True)
def doing_and_informed(service: Service, shared: Shared) -> Iterator[Problem]:
    for matrix in service.all_matrices:
        doing, informed = map(shared.scheme(matrix.scheme).with_duty, (Duty.DOES, Duty.INFORMED))
        for cell in matrix.cells:
            does, hears = ([letter for letter in cell.letters if letter in letters] for letters in (doing, informed))
            if does and hears:
                at = _position(cell, cell.letters.index(hears[0]))
                address = matrix.address(cell.task, cell.values)
                values = {"party": quote(cell.party), "does": quote(does[0]), "hears": quote(hears[0])}
                yield doing_and_informed.problem(at, addresses=[address], address=quote(address), **values)
