"""A note that a cell, a task or an exception refers to is in the service."""

from collections.abc import Collection, Iterator

from service_catalogue.messages import Message, message
from service_catalogue.model.matrix import Cell
from service_catalogue.model.shared_objects import Scheme
from service_catalogue.model.traversal import references
from service_catalogue.rules.rule import IN_MATRIX, Kind, Location, Phase, Problem, Rule, Service, Shared, did_you_mean, quote


def check_shared(shared: Shared) -> Iterator[Problem]:
    for exception in shared.read_identity.exceptions if shared.read_identity else ():
        yield from (RULE.problem(id.at, "of-catalogue") for id in exception.notes)


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    known = {note.id for note in service.notes}
    # Faults of an extended service are reported there.
    found: dict[str, set[Location]] = {}
    for kind, id in references(service):
        if kind == "note" and id not in known and id.at.path == service.at.path:
            found.setdefault(id, set()).add(id.at)
    for matrix in service.all_matrices:
        for cell in matrix.texts:
            scheme = shared.scheme(matrix.scheme)
            for note, at in cell.notes_at() if not known.issuperset(cell.notes) else ():
                is_reported = scheme.spells(note) and not scheme.by_letter.keys() >= {*cell.letters}  # [5 A]
                if note in known or at.path != service.at.path or is_reported:
                    continue
                if spelt := _spelt(note, at, cell, scheme):
                    yield spelt
                else:
                    found.setdefault(note, set()).add(at)
    yield from (_problem(note, places, service) for note, places in found.items())


def _spelt(note: str, at: Location, cell: Cell, scheme: Scheme) -> Problem | None:
    """Return the problem of a cell with a space between its letters."""
    if not scheme.spells(note):
        return None
    letters = scheme.in_order("".join(dict.fromkeys((*cell.letters, *note))))
    return RULE.problem(at, "letters", note=quote(note), better=quote(letters))


def _problem(id: str, places: Collection[Location], service: Service) -> Problem:
    """Return one problem for a note that does not exist, at the first reference to it: a wrong id is one slip."""
    hint = did_you_mean(id.strip("()[]."), [note.id for note in service.notes])
    more = message("unknown-reference.more", count=len(places) - 1) if len(places) > 1 else Message("")
    return RULE.problem(min(places), note=quote(id), hint=hint, more=more)


RULE = Rule(
    name="undefined-note",
    example=IN_MATRIX
    + """\
     backup: [A, R 1]
     monitoring: [I, AR]
+notes:
+  - id: 1
+    kind: limit
+    text: {da: Kun på hverdage., en: On weekdays only.}
""",
    phase=Phase.CELLS,
    reads=(Kind.SCHEME,),
)
