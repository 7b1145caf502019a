"""A catalogue with one matrix of any size, as plain YAML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_GROUPS = 25
#: The cells of a row: who is accountable and who does the work moves on with the task and the layer; some have a note, some none.
_KINDS = ("AR", "I", "C", "-", "CI", "I 1", "-", "-", "R 2", "n/a", "tbd 1")


def write(folder: Path, tasks: int = 1100, layers: int = 4, parties: int = 8) -> Path:
    """Write it into ``folder``."""
    (folder / "services").mkdir(parents=True)
    texts = {
        "catalogue.yaml": _catalogue(),
        "parties.yaml": ("parties:", *_named("party", parties, "Part", "Party")),
        "layers.yaml": ("layers:", *_named("layer", layers, "Lag", "Layer")),
        "tasks.yaml": ("groups:", *_named("group", _GROUPS, "Gruppe", "Group"), "tasks:", *_tasks(tasks)),
        "roles.yaml": _roles(),
        "glossary.yaml": ("terms: []",),
        "services/big.yaml": _service(tasks, layers, parties),
    }
    for name, lines in texts.items():
        (folder / name).write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def _catalogue() -> Iterator[str]:
    yield "name: {da: Stort katalog, en: Big catalogue}"
    yield "tagline: {da: Hvem gør hvad, en: Who does what}"
    yield "summary: {da: Én stor matrix., en: One big matrix.}"
    yield "languages: [da, en]"
    yield "authoritative: da"
    yield "status: restatement"
    yield "owner: {da: Ejeren, en: The owner}"


def _named(kind: str, count: int, da: str, en: str) -> Iterator[str]:
    for number in range(count):
        yield f"  - {{id: {kind}-{number}, name: {{da: {da} {number}, en: {en} {number}}}}}"


def _tasks(count: int) -> Iterator[str]:
    for number in range(count):
        group = number * _GROUPS // count
        yield f"  - id: task-{number}"
        yield f"    group: group-{group}"
        yield f"    name: {{da: {_name(number, 'Opgave', 'led')}, en: {_name(number, 'Task', 'part')}}}"


def _name(number: int, task: str, part: str) -> str:
    """Names that no two tasks share, and that are not nearly the same."""
    words = "abcdefghijklmnopqrstuvwxyz"
    return f"{task} {words[number % 26] * 3}{words[number // 26 % 26] * 3} {part} {number:04} {words[number * 7 % 26] * 4}"


def _roles() -> Iterator[str]:
    yield "schemes:"
    yield "  - id: raci"
    yield "    name: {da: RACI, en: RACI}"
    yield "    cell-order: ARCI"
    yield "    letters:"
    for letter, da, en, more in (
        ("R", "Udfører", "Responsible", "duty: does, count: some"),
        ("A", "Ansvarlig", "Accountable", "duty: answers-for, count: one"),
        ("C", "Rådspørges", "Consulted", "count: any"),
        ("I", "Informeres", "Informed", "duty: informed"),
    ):
        yield f"      - {{letter: {letter}, word: {{da: {da}, en: {en}}}, meaning: {{da: {da}., en: {en}.}}, {more}}}"


def _service(tasks: int, layers: int, parties: int) -> Iterator[str]:
    yield "id: big"
    yield "code: B1"
    yield "name: {da: Stor ydelse, en: Big service}"
    yield "provider: party-1"
    yield "matrix:"
    yield "  scheme: raci"
    yield f"  axes: {{layer: [{', '.join(f'layer-{number}' for number in range(layers))}]}}"
    yield f"  parties: [{', '.join(f'party-{number}' for number in range(parties))}]"
    yield "  cells:"
    for task in range(tasks):
        yield f"    task-{task}:"
        for layer in range(layers):
            yield f"      layer-{layer}: [{', '.join(_cell(task + layer, party, parties) for party in range(parties))}]"
    yield "notes:"
    yield "  - {id: 1, kind: limit, text: {da: Kun hverdage., en: On weekdays only.}}"
    yield "  - {id: 2, kind: condition, text: {da: Efter aftale., en: By agreement.}}"


def _cell(turn: int, party: int, parties: int) -> str:
    """Return a cell: ``AR`` for the party whose turn it is; others get neither an A nor an empty cell."""
    place = (party - turn) % parties
    return _KINDS[0] if place == 0 else _KINDS[1 + (turn + place * 3) % 8]
