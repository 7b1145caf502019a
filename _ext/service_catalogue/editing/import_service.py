"""The import of matrices from a spreadsheet: the answers, the sheets that hold them, and the files that change."""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from service_catalogue.editing.answers import Answers
from service_catalogue.editing.matrix_lines import MatrixLines, matrix_of, new_rows
from service_catalogue.editing.sheet_meaning import KINDS, Meaning, Question, SheetReader
from service_catalogue.editing.sheet_words import Names, plain
from service_catalogue.editing.source import Source, in_layout, indented, localized, remark, written
from service_catalogue.editing.spreadsheet import Grid, read_grids
from service_catalogue.messages import message
from service_catalogue.messages.failure import Incorrect, Refused
from service_catalogue.messages.problem import did_you_mean, quote, visible
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.json_schema import modeline
from service_catalogue.model.matrix import Matrix, reading
from service_catalogue.yaml.layout import CannotFormat
from service_catalogue.yaml.source import read
from service_catalogue.yaml.transaction import Transaction
from service_catalogue.yaml.values import Map

#: The answers that are about no text of the sheet, and their kind.
SETTINGS, _SETTINGS = ("sheet", "matrix", "scheme", "language"), "settings"
#: The file and the list of each kind of new objects.
_LISTS = {"party": ("parties.yaml", "parties"), "place": ("layers.yaml", "layers")}
_LISTS |= {kind: ("tasks.yaml", f"{kind}s") for kind in ("group", "task")}
#: By kind, then by text or setting.
AnswersByKind = dict[str, dict[str, str]]


def read_answers(path: Path) -> AnswersByKind:
    """Return the answers in a file; none if it does not exist. Raise :class:`Incorrect`."""
    answers: AnswersByKind = {kind: {} for kind in (_SETTINGS, *KINDS)}
    if path.is_file():
        value, problems = read(path.as_posix(), path.read_bytes())
        for kind, found in value.items() if isinstance(value, Map) else ():
            if problems or kind not in answers or not isinstance(found, Map):
                raise Incorrect("editing.no-catalogue", file=path)
            answers[kind] = {str(text): str(answer) for text, answer in found.items()}
    return answers


class Import:
    """A file read as the matrices of the service ``id``."""

    def __init__(self, catalogue: Catalogue, id: str, answers: AnswersByKind, path: Path, raw: bytes) -> None:
        """Read the sheets of the file ``path``, or that which the answers name. Raise :class:`Refused`."""
        self._catalogue, self._id, self._answers, self._settings = catalogue, id, answers, answers[_SETTINGS]
        self._service = catalogue.objects["service"].get(id)
        grids, self.remarks = read_grids(path, raw)
        # No name of a sheet has a slash; several matrices have a sheet each.
        names, wanted = [grid.name for grid in grids], [*filter(None, self._settings.get("sheet", "").split("/"))]
        if unknown := next((name for name in wanted if name not in names), ""):
            raise Refused("new.unknown", id=quote(unknown), hint=did_you_mean(unknown, names))
        grids = [grid for grid in grids if grid.name in wanted or not (wanted or grid.is_hidden)]
        self.meanings = [*self._read(grids, insist=False)] or [*self._read(grids, insist=True)][:1]
        if not self.meanings:
            raise Incorrect("import.no-matrix", file=quote(path.name))
        self.remarks = [*(said for meaning in self.meanings for said in meaning.remarks), *self.remarks]
        if left := [quote(name) for name in names if all(name != meaning.sheet for meaning in self.meanings)]:
            self.remarks.append(message("import.other-sheets", sheets=left))

    def _read(self, grids: list[Grid], insist: bool) -> Iterator[Meaning]:
        """Yield the meaning of the first sheet of each matrix; ask if another one says what neither it nor the catalogue says."""
        meanings: dict[str | None, list[Meaning]] = {}
        for grid in grids:
            for matrix in self._matrices(grid):
                reader = SheetReader(self._catalogue, self._service, matrix, self._scheme(matrix), grid, self._answers)
                if meaning := reader.read(insist):
                    meanings.setdefault(matrix.id if matrix else None, []).append(meaning)
        for first, *others in meanings.values():
            others = [other for other in others if _content(other) != _content(first)]
            if names := [other.sheet for other in others if _differs(other)]:
                options = ", ".join(f"--sheet {shlex.quote(visible(name))}" for name in (first.sheet, *names))
                first.questions.append(Question(first.sheet, message("import.several-sheets", options=options)))
            if others:  # for the next time, when the catalogue says what this sheet says
                self._settings["sheet"] = "/".join(sheets[0].sheet for sheets in meanings.values())
            yield first

    @property
    def questions(self) -> list[Question]:
        open_questions = [question for meaning in self.meanings for question in meaning.questions]
        languages = self._catalogue.identity.languages
        if any(meaning.new for meaning in self.meanings) and self._settings.get("language") not in languages and languages[1:]:
            options = ", ".join(f"--language {language}" for language in languages)
            open_questions.append(Question(self.meanings[0].sheet, message("import.language", options=options)))
        return open_questions

    def party(self, named: str) -> str:
        """Return the id of the party that is called ``named`` in the sheets or in the catalogue; ``named`` if none is."""
        items = [(*key, text) for meaning in self.meanings for key, (text, _) in meaning.new.items()]
        new = [id for kind, id, text in items if kind == "party" and text == named]
        ids = new or Names(self._catalogue).find("party", self._answers["party"].get(named, named))
        return ids[0] if len(ids) == 1 else named

    def no_provider(self, id: str) -> list[Question]:
        """Return a question about the provider ``id`` of a new service that is no party."""
        known = [*self._catalogue.objects["party"], *(party for meaning in self.meanings for party in meaning.parties)]
        said = message("new.unknown", id=quote(id), hint=did_you_mean(id, known))
        return [Question("--provider", said)] if id and self._service is None and id not in known else []

    def unused(self, answers: Iterable[tuple[str, str]]) -> list[Question]:
        """Return a question about each of ``answers``, by kind and text, that fits nothing in the sheets."""
        used = set[tuple[str, str]]().union(*(meaning.used for meaning in self.meanings))
        left = (f"--{kind} {text}=…" for kind, text in answers if (kind, plain(text)) not in used)
        return [Question(self.meanings[0].sheet, message("import.unused", option=quote(option))) for option in left]

    @property
    def answered(self) -> AnswersByKind:
        """Return the answers for the next time, when what is new now is there."""
        new = {(kind, text): id for meaning in self.meanings for (kind, id), (text, _) in meaning.new.items() if kind != "note"}
        answers = {kind: dict(own) for kind, own in self._answers.items()}
        for (kind, text), id in new.items():
            answers[kind][text] = id
        return answers

    def _matrices(self, grid: Grid) -> Sequence[Matrix | None]:
        """Return the matrix that ``grid`` is of; of several matrices, that which an answer or the sheet's name names."""
        every = self._service.all_matrices if self._service else ()
        if len(every) < 2:
            return every or (None,)
        named = self._settings.get("matrix") or grid.name.casefold().rpartition(" – ")[2]
        return [
            matrix for matrix in every if named in (matrix.id, *(str(name).casefold() for name in (matrix.name or {}).values()))
        ]

    def _scheme(self, matrix: Matrix | None) -> str:
        known = self._catalogue.objects["scheme"]
        named = (matrix and matrix.scheme) or self._settings.get("scheme") or (next(iter(known)) if len(known) == 1 else "")
        if named not in known:
            raise Refused("new.missing", option="--scheme", hint=did_you_mean(named, known))
        return named

    def write(self, change: Transaction, given: Answers) -> Iterator[Path]:
        """Write what is new or says something else; yield the files, the service last. Raise :class:`Refused`, ``CannotEdit``."""
        sources: dict[str, Source] = {}
        notes, path = "", change.folder / "services" / f"{self._id}.yaml"
        for (kind, group), added in self._new_items(given).items():
            if kind == "note":
                notes = added
                continue
            file, key = _LISTS[kind]
            source = sources.setdefault(file, Source(change, change.folder / file))
            beside = [
                item for item in source.value.get(key, ()) if isinstance(item, Map) and group and item.get("group") == group
            ]
            source.add_item(key, added, after=beside[-1] if beside else None)
        for source in sources.values():
            source.write()
            yield source.path
        if self._service is None:
            change.write(path, "".join(self._new_service(given, notes)).encode())
            yield path
            return
        source = Source(change, path)
        for meaning in self.meanings:
            if meaning.matrix is None or (value := matrix_of(source.value, meaning.matrix.id)) is None:
                raise Incorrect("import.without-matrix", service=quote(self._id))
            MatrixLines(self._catalogue, source, value, meaning.matrix).change(meaning)
        if notes:
            source.add_item("notes", notes, ("tensions", "exceptions"))
        if source.edited != source.text:
            change.write(path, source.encoded(_in_its_layout(source)))
            yield path

    def _new_items(self, given: Answers) -> dict[tuple[str, str], str]:
        """Return the lines of new objects by kind and, for tasks, by group."""
        lines: dict[tuple[str, str], str] = {}
        language = self._settings.get("language", given.languages[0])
        for (kind, id), (text, group) in ((key, new) for meaning in self.meanings for key, new in meaning.new.items()):
            texts = {code: text if code == language else "" for code in given.languages}
            before = {
                "task": f"  group: {group}\n",
                "note": f"  kind: information{remark('new.note-kind', given.language)}\n",
            }.get(kind, "")
            item = "".join(localized("text" if kind == "note" else "name", texts, given.language))
            lines[kind, group] = lines.get((kind, group), "") + f"- id: {id}\n{before}{indented(item, 2)}"
        return lines

    def _new_service(self, given: Answers, notes: str) -> Iterator[str]:
        meaning = self.meanings[0]
        yield f"{modeline(f'services/{self._id}.yaml')}id: {self._id}\ncode: {written(given.line('code', self._id.upper()))}\n"
        yield from localized("name", given.texts("name"), given.language)
        parties = dict.fromkeys((*self._catalogue.objects["party"], *meaning.parties), "")
        yield f"provider: {given.one('provider', parties)}\nstatus: draft\nmatrix:\n  scheme: {self._scheme(None)}\n"
        axes = ", ".join(f"{axis}: [{', '.join(values)}]" for axis, values in meaning.axes.items())
        yield f"  axes: {{{axes}}}\n" if axes else ""
        yield f"  parties: [{', '.join(meaning.parties)}]\n  cells:\n"
        yield indented("".join(new_rows(self._catalogue, meaning)), 4)
        yield f"notes:\n{indented(notes, 2)}" if notes else ""


def _content(meaning: Meaning) -> set[tuple[object, ...]]:
    """Return what a sheet says, whatever the order of letters, notes and rows."""
    cells = ((key, reading(text), notes) for key, (text, notes) in meaning.cells.items())
    rows = {(task, frozenset(notes)) for task, notes in meaning.tasks.items()}
    return {(*key, frozenset(said.letters), said.state, frozenset(notes)) for key, said, notes in cells} | rows


def _differs(meaning: Meaning) -> bool:
    """Return whether a sheet says something that its matrix does not say yet."""
    if meaning.matrix is None or meaning.questions:
        return True
    noted = meaning.has_notes
    cells = ((cell, cell.notes if noted else ()) for cell in meaning.matrix.cells)
    now = {(*cell[1:4], frozenset(cell.letters), cell.state, frozenset(notes)) for cell, notes in cells}
    rows = {(row.task, frozenset(notes)) for row in meaning.matrix.rows for notes in (row.note, ())}
    return not _content(meaning) <= now | rows


def answers_as_yaml(answers: AnswersByKind) -> str:
    """Return answers as a file has them."""
    lines = (
        (kind, indented("".join(f"{written(text)}: {written(answer)}\n" for text, answer in found.items()), 2))
        for kind, found in answers.items()
    )
    return "".join(f"{kind}:\n{found}" for kind, found in lines if found)


def _in_its_layout(source: Source) -> str:
    """Return the edited text, in the layout of data files if it was in that before."""
    try:
        return in_layout(source.edited) if in_layout(source.text) == source.text else source.edited
    except CannotFormat:
        return source.edited
