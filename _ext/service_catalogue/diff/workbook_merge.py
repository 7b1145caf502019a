"""Our own workbook comes home three ways: what it changes, against the state that it was made from, is a change; the rest stays."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from service_catalogue.diff.history import History
from service_catalogue.diff.states import in_site, published_catalogue
from service_catalogue.editing.spreadsheet import Import, Key, Meaning, Question, read_grids
from service_catalogue.export.workbook import DIGEST, workbook
from service_catalogue.messages.quotation import quote
from service_catalogue.messages.texts import message
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.matrix import NO_ROLE, Matrix, reading
from service_catalogue.views.edition import Edition


def state_of(file: tuple[Path, bytes], id: str, now: Catalogue, data: Path, site: Path | None) -> Catalogue | None:
    """Return the state that our workbook of ``id`` was made from, of ``site`` or git, or ``None``; for another file, ``now``."""
    properties, seen = read_grids(*file)[2], set[str]()
    digest = properties.get(DIGEST, "") if properties.get("service") == id in now.objects["service"] else ""
    if not digest or _digest(now, id) == digest:
        return now
    if site and (kept := in_site(digest, site)):
        return published_catalogue(kept.parent.parent.parent)
    for state in map(History(data).catalogue, History(data).commits()):
        inputs = state.inputs.get(id, "") if state.read_identity else ""
        if inputs and inputs not in seen and _digest(state, id) == digest:
            return state
        seen.add(inputs)
    return None


def _digest(state: Catalogue, id: str) -> str:
    editions = [Edition(state, language) for language in state.identity.languages]
    try:
        return dict(workbook(editions, state.objects["service"][id]).properties)[DIGEST]
    except Exception:  # errors in a state make views raise almost anything; no workbook was made from it
        return ""


def with_new(base: Catalogue | None, now: Catalogue, id: str) -> Catalogue:
    """Return ``base``, in whose words a workbook of the service ``id`` is read, with what has come since, which answers may name."""
    if base is None or base is now:
        return now

    def both(old: Any, new: Any, *names: str) -> dict[str, Any]:
        return {name: tuple({each.id: each for each in (*getattr(new, name), *getattr(old, name))}.values()) for name in names}

    services = base.objects["service"]
    service = replace(services[id], **both(services[id], now.objects["service"][id], "notes"))
    others = both(base, now, "parties", "layers", "groups", "tasks")
    return replace(base, services=tuple({**services, id: service}.values()), **others)


def merge(sheets: Import, base: Catalogue | None, now: Catalogue) -> None:
    """Leave in ``sheets`` what they change against ``base``, else what ``now`` says; ask where both differ from it, or it is unknown."""
    if base is now or sheets.service is None:
        return
    sheets.remarks.append(message("import.earlier-state" if base else "import.unknown-state"))
    if sheets.questions:  # about how it is read, which comes first
        return
    services = [state.objects["service"][sheets.service.id] if state else None for state in (now, base)]
    matrices = [{matrix.id: matrix for matrix in (service.all_matrices if service else ())} for service in services]
    sheets.catalogue, sheets.service = now, services[0]
    for meaning in sheets.meanings:
        meaning.matrix, was = (own.get(meaning.matrix.id if meaning.matrix else None) for own in matrices)
        sheets.questions.extend(_merge(meaning, _cells(meaning.matrix), _cells(was), sheets.answers["cell"]))


def _merge(meaning: Meaning, ours: dict[Key, str], was: dict[Key, str], answers: dict[str, str]) -> Iterator[Question]:
    """Change ``meaning`` to what is to be written, and yield what is asked first; what is missing is :data:`NO_ROLE`."""

    def content(text: str) -> tuple[object, ...]:
        said = reading(text)
        return set(said.letters), said.state, set(said.notes if meaning.has_notes else ())

    rows = {(task, (), ""): ("-", notes) for task, notes in meaning.tasks.items() if notes}
    merged = dict[Key, tuple[str, tuple[str, ...]]]()
    for (task, values, party), (letters, notes) in (rows | meaning.cells).items():
        key, text = (task, values, party), " ".join((letters, *notes))
        mine, then = ours.get(key, NO_ROLE), was.get(key, NO_ROLE) if was else "?"
        cell = ".".join(filter(None, (task, *values, party)))
        name = f"{cell}: {then} → {mine} | {text}"
        answer = mine
        if content(text) not in (content(mine), content(then)):
            answer = text if content(mine) == content(then) else answers.get(name, "")
            if answer not in (mine, text):
                said = message("import.differs", cell=quote(cell), data=quote(mine), workbook=quote(text))
                yield Question(meaning.sheets[0], said, "cell", name, ("", mine, text))
        if answer not in ("", NO_ROLE):
            merged[key] = answer[: reading(answer).notes_start], reading(answer).notes
    known = {task for task, _, _ in (*ours, *merged)}
    meaning.tasks = {task: merged.pop((task, (), ""), ("", ()))[1] for task in meaning.tasks if task in known}
    meaning.cells = merged


def _cells(matrix: Matrix | None) -> dict[Key, str]:
    rows = {(row.task, (), ""): " ".join(("-", *row.note)) for row in (matrix.rows if matrix else ())}
    return rows | {(cell.task, cell.values, cell.party): str(cell.written) for cell in (matrix.cells if matrix else ())}
