"""The import of matrices from a spreadsheet: the answers, the sheets that hold them, and the files that change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from service_catalogue.editing.answers import Answers, EditingError
from service_catalogue.editing.matrix_lines import MatrixLines, matrix_of, new_rows
from service_catalogue.editing.sheet_meaning import KINDS, Meaning, Question, meaning_of
from service_catalogue.editing.source import CannotRead, Source, in_layout, indented, localized, written
from service_catalogue.editing.spreadsheet import Grid, read_grids
from service_catalogue.messages import message
from service_catalogue.messages.problem import did_you_mean, quote
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.json_schema import modeline
from service_catalogue.model.matrix import Matrix
from service_catalogue.yaml.layout import CannotFormat
from service_catalogue.yaml.source import read
from service_catalogue.yaml.transaction import Transaction
from service_catalogue.yaml.values import Map

#: The answers besides those about texts of the sheet.
SETTINGS = ("sheet", "matrix", "scheme", "language")
#: The lists of new objects in each file, by their kind.
_FILES = {
    "parties.yaml": {"party": "parties"},
    "layers.yaml": {"place": "layers"},
    "tasks.yaml": {"group": "groups", "task": "tasks"},
}


class Found(NamedTuple):
    """A sheet with a matrix."""

    grid: Grid
    #: The matrix of the service; ``None`` for a new one.
    matrix: Matrix | None
    meaning: Meaning


def read_answers(path: Path) -> dict[str, dict[str, str]]:
    """Return the answers in a file, by kind and text; the settings are under an empty kind. Raise ``CannotRead``."""
    answers: dict[str, dict[str, str]] = {kind: {} for kind in ("", *KINDS)}
    if not path.is_file():
        return answers
    value, problems = read(path.as_posix(), path.read_bytes())
    if problems or not isinstance(value, Map):
        raise CannotRead(path.as_posix())
    for key, found in value.items():
        if isinstance(found, Map) and key in KINDS:
            answers[key] = {str(text): str(answer) for text, answer in found.items()}
        elif key in SETTINGS:
            answers[""][key] = str(found)
        else:
            raise EditingError(message("new.unknown", id=quote(key), hint=did_you_mean(key, (*SETTINGS, *KINDS))))
    return answers


def answers_as_yaml(answers: dict[str, dict[str, str]]) -> str:
    lines = [f"{key}: {written(answer)}\n" for key, answer in answers[""].items()]
    for kind, found in answers.items():
        if kind and found:
            lines += [f"{kind}:\n", *(f"  {written(text)}: {written(answer)}\n" for text, answer in found.items())]
    return "".join(lines)


class Import:
    """A file read as the matrices of the service ``id``."""

    def __init__(self, catalogue: Catalogue, id: str, answers: dict[str, dict[str, str]], path: Path, raw: bytes) -> None:
        """Read the sheets of the file ``path``, or that which the answers name. Raise :class:`EditingError`."""
        self._catalogue, self._id, self._answers = catalogue, id, answers
        self._service = catalogue.objects["service"].get(id)
        grids, self.remarks = read_grids(path, raw)
        wanted, names = answers[""].get("sheet", ""), [grid.name for grid in grids]
        if wanted and wanted not in names:
            raise EditingError(message("new.unknown", id=quote(wanted), hint=did_you_mean(wanted, names)))
        grids = [grid for grid in grids if wanted in ("", grid.name)]
        self.found: list[Found] = []
        read = [
            Found(grid, matrix, meaning)
            for grid in grids
            for matrix in self._matrices(grid)
            if (meaning := self._meaning(grid, matrix))
        ]
        for one in [one for one in read if one.meaning.is_sure] or read[:1]:
            if all(one.matrix is not other.matrix for other in self.found):
                self.found.append(one)
        left = [grid.name for grid in grids if all(grid is not one.grid for one in self.found)]
        if not self.found:
            raise EditingError(message("import.no-matrix", file=quote(path.name)))
        self.remarks = [*(said for one in self.found for said in one.meaning.remarks), *self.remarks]
        if left:
            self.remarks.append(message("import.other-sheets", sheets=[quote(name) for name in left]))

    @property
    def answered(self) -> dict[str, dict[str, str]]:
        """Return the answers for the next time, when what is new now is there."""
        answers = {kind: dict(found) for kind, found in self._answers.items()}
        for one in self.found:
            for (kind, id), (text, _) in one.meaning.new.items():
                answers[kind] |= {text: id} if kind != "note" else {}
        return answers

    @property
    def questions(self) -> list[Question]:
        return [question for one in self.found for question in one.meaning.questions]

    def _meaning(self, grid: Grid, matrix: Matrix | None) -> Meaning | None:
        return meaning_of(
            self._catalogue, self._service, matrix, self._catalogue.scheme(self._scheme(matrix)), grid, self._answers
        )

    def _matrices(self, grid: Grid) -> Sequence[Matrix | None]:
        """Return the matrix that ``grid`` is of; of several matrices, that which the file, an option or the sheet's name names."""
        every = self._service.all_matrices if self._service else ()
        if len(every) < 2:
            return every or (None,)
        named = self._answers[""].get("matrix", "")
        last = grid.name.casefold().rpartition(" – ")[2]
        return [
            matrix
            for matrix in every
            if matrix.id == named or (not named and last in [str(name).casefold() for name in (matrix.name or {}).values()])
        ]

    def _scheme(self, matrix: Matrix | None) -> str:
        known = self._catalogue.objects["scheme"]
        named = matrix.scheme if matrix and matrix.scheme else self._answers[""].get("scheme", "")
        if not named and len(known) == 1:
            return next(iter(known))
        if named not in known:
            raise EditingError(message("new.missing", option="--scheme", hint=did_you_mean(named, known)))
        return named

    def write(self, change: Transaction, given: Answers) -> Iterator[Path]:
        """Write what is new or says something else; yield the files. Raise :class:`EditingError` or ``CannotEdit``."""
        lines = self._new_items(given)
        for file, keys in _FILES.items():
            if any(kind in keys for kind, _ in lines):
                source = Source(change, change.folder / file)
                for (kind, group), added in lines.items():
                    if key := keys.get(kind):
                        items = [item for item in source.value[key] if isinstance(item, Map)]
                        beside = [item for item in items if group and item.get("group") == group]
                        source.add_item(key, added, after=beside[-1] if beside else None)
                source.write()
                yield source.path
        notes, path = lines.get(("note", ""), ""), change.folder / "services" / f"{self._id}.yaml"
        if self._service is None:
            change.write(path, "".join(self._new_service(given, notes)).encode())
            yield path
            return
        source = Source(change, path)
        for one in self.found:
            value = matrix_of(source.value, one.matrix.id if one.matrix else None)
            if one.matrix is None or value is None:
                raise EditingError(message("import.without-matrix", service=quote(self._id)))
            MatrixLines(self._catalogue, source, value, one.matrix).change(one.meaning)
        if notes and "notes" in source.value:
            source.add_item("notes", notes)
        elif notes:
            source.add_key("notes:\n" + indented(notes, 2), ("tensions", "exceptions"))
        if source.edited != source.text:
            change.write(path, source.encoded(_in_its_layout(source)))
            yield path

    def _new_items(self, given: Answers) -> dict[tuple[str, str], str]:
        """Return the lines of new objects by kind and, for tasks, by group."""
        lines: dict[tuple[str, str], str] = {}
        for one in self.found:
            language = self._answers[""].get("language", one.meaning.language)
            for (kind, id), (text, group) in one.meaning.new.items():
                texts = {code: text if code == language else "" for code in given.languages}
                before = {"task": f"  group: {group}\n", "note": "  kind: information\n"}.get(kind, "")
                item = "".join(localized("text" if kind == "note" else "name", texts, given.language))
                lines[kind, group] = lines.get((kind, group), "") + f"- id: {id}\n{before}{indented(item, 2)}"
        return lines

    def _new_service(self, given: Answers, notes: str) -> Iterator[str]:
        meaning = self.found[0].meaning
        yield modeline(f"services/{self._id}.yaml")
        yield f"id: {self._id}\ncode: {written(given.line('code', self._id.upper()))}\n"
        yield from localized("name", given.texts("name"), given.language)
        parties = dict.fromkeys((*(str(party.id) for party in self._catalogue.parties), *meaning.parties), "")
        yield f"provider: {given.one('provider', parties)}\nstatus: draft\nmatrix:\n  scheme: {self._scheme(None)}\n"
        if meaning.axes:
            axes = (f"{axis}: [{', '.join(values)}]" for axis, values in meaning.axes.items())
            yield f"  axes: {{{', '.join(axes)}}}\n"
        yield f"  parties: [{', '.join(meaning.parties)}]\n  cells:\n"
        yield indented("".join(new_rows(self._catalogue, meaning)), 4)
        yield "notes:\n" + indented(notes, 2) if notes else ""


def _in_its_layout(source: Source) -> str:
    """Return the edited text, in the layout of data files if it was in that before."""
    try:
        return in_layout(source.edited) if in_layout(source.text) == source.text else source.edited
    except CannotFormat:
        return source.edited
