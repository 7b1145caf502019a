"""A letter for exactly one party (the A of RACI) is in each task once on each layer.

The rule is from the source of 2A: 'only one A a task', on each layer.
"""

from collections.abc import Iterator

from service_catalogue.model.vocabulary import Count, NoteKind
from service_catalogue.rules.counting import Counted, counted
from service_catalogue.rules.rule import IN_MATRIX, Kind, Problem, Rule, Service, Shared, quote


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    yield from (_problem(found) for found in counted(service, shared, Count.ONE) if len(found.cells) != 1 and not _joint(found))


def _joint(found: Counted) -> bool:
    """Return whether every party with the letter has a note on it that says how they share it."""
    kinds: dict[str, NoteKind] = {note.id: note.kind for note in found.service.notes}
    return len(found.cells) > 1 and all(any(kinds.get(note) is NoteKind.JOINT for note in cell.notes) for cell in found.cells)


def _problem(found: Counted) -> Problem:
    if not found.cells:
        return found.problem(RULE, found.at, "none")
    parties = quote(", ".join(cell.party for cell in found.cells))
    return found.problem(RULE, found.reported_at(found.cells[1].written.at), "several", count=len(found.cells), parties=parties)


RULE = Rule(
    name="one-accountable",
    acceptable=True,
    example=IN_MATRIX
    + """\
-    backup: [A, AR]
+    backup: [A, R]
     monitoring: [I, AR]
""",
    reads=(Kind.SCHEME,),
    lenient=True,
)
