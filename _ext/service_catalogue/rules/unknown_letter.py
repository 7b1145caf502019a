"""A cell holds letters of the matrix's role scheme, each once and as the scheme writes them."""

import dataclasses
import re
import unicodedata
from collections.abc import Iterator

from service_catalogue.model.matrix import Cell
from service_catalogue.model.no_role import NO_ROLE
from service_catalogue.model.shared_objects import Scheme
from service_catalogue.rules.changed_scheme import changed_at
from service_catalogue.rules.look_alike_letter import looks_like
from service_catalogue.rules.rule import IN_MATRIX, Kind, Location, Phase, Problem, Rule, Service, Shared, message, quote

#: Other spellings of the states of a cell without letters.
_STATES = {"n/a": "n/a", "na": "n/a", "n.a.": "n/a", "tbd": "tbd", "—": NO_ROLE, "−": NO_ROLE}
#: Letters and the number of a note without a space between them.
_NOTED = re.compile(r"(?P<letters>[^\W\d]+)\W*(?P<note>\d+)\W*")
#: Separators between letters, which are not allowed.
_PARTED = re.compile(r"[/+&.,\s]")


def check_shared(shared: Shared) -> Iterator[Problem]:
    for scheme in shared.schemes:
        letters, order = "".join(letter.letter for letter in scheme.letters), scheme.cell_order
        if sorted(order) != sorted(letters):
            yield RULE.problem(order.at, "cell-order", order=quote(order), letters=quote(letters))


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    for matrix in service.all_matrices:
        scheme, scheme_at = shared.scheme(matrix.scheme), changed_at(matrix, service)
        for cell in matrix.texts:
            for problem in _check_cell(cell, scheme):
                is_inherited = problem.at.path != service.at.path
                yield dataclasses.replace(problem, at=scheme_at) if scheme_at and is_inherited else problem


def _check_cell(cell: Cell, scheme: Scheme) -> Iterator[Problem]:
    known = scheme.by_letter
    if not cell.is_readable:
        yield RULE.problem(cell.written.at, "unreadable", cell=quote(cell.written))
    # Look-alikes have a rule of their own. One problem a cell: its faults are one slip.
    wrong = [index for index, letter in enumerate(cell.letters) if letter not in known and not looks_like(letter, known)]
    if wrong:
        yield _unknown(cell, wrong, scheme)
        return
    twice = next((index for index, letter in enumerate(cell.letters) if letter in known and letter in cell.letters[:index]), None)
    if twice is not None:
        letter = quote(cell.letters[twice])
        yield RULE.problem(_at(cell, twice), "twice", letter=letter)


def _unknown(cell: Cell, wrong: list[int], scheme: Scheme) -> Problem:
    letters = "".join(dict.fromkeys(cell.letters[index] for index in wrong))
    roles = cell.written[: cell.content.notes_start].strip()
    behind = next(filter(scheme.spells, cell.notes), "")
    meant = f"{behind} {roles}" if behind else _meant(roles, letters, scheme)
    name = quote(letters if len(letters) == 1 else roles)
    if len(letters) == 1 and not letters.isascii():
        name += f" (U+{ord(letters):04X})"
    known = message("unknown-letter.known", letters=quote(", ".join(scheme.by_letter)))
    hint = message("hint.did-you-mean", name=quote(meant)) if meant else known
    return RULE.problem(_at(cell, wrong[0]), count=len(letters), letters=name, scheme=quote(scheme.id), hint=hint)


def _meant(roles: str, wrong: str, scheme: Scheme) -> str:
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


def _at(cell: Cell, index: int) -> Location:
    """Return the position of the letter with this index."""
    start = cell.letter_indexes[index]
    return cell.written.locate(start)


RULE = Rule(
    name="unknown-letter",
    example=IN_MATRIX
    + """\
-    backup: [AR, x]
+    backup: [AR, I]
     monitoring: [I, AR]
""",
    phase=Phase.CELLS,
    reads=(Kind.SCHEME,),
)
