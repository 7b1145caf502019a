"""The meaning of a sheet as a matrix: its headings, tasks, letters and notes. What is unclear becomes a question by cell."""

import functools
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from service_catalogue.editing.answers import offered_id, why_not
from service_catalogue.editing.sheet_words import Letters, Names, footnote, note_patterns, plain, without_signs
from service_catalogue.editing.spreadsheet import Grid, Place, column_name
from service_catalogue.messages import Message, message
from service_catalogue.messages.problem import did_you_mean, quote, visible
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.no_role import NO_ROLE
from service_catalogue.model.service import Service

#: The kinds of what a sheet names; each is an option of the command, and a key of a file of answers.
KINDS = ("party", "place", "task", "group", "letter", "note")
#: The answers that leave something out, and that add it to the catalogue, perhaps with an id behind a colon.
_LEAVE_OUT, NEW = ("–", "-", ""), "new"

#: The number of questions with near matches.
_NEAR_MATCHES = 50

Answers = Mapping[str, Mapping[str, str]]
#: A task, a value on each axis, and a party.
Key = tuple[str, tuple[str, ...], str]
#: The values on the axes, then the party; empty if they are unknown.
_Where = tuple[str, ...]


class Question(NamedTuple):
    #: The cells, such as *Sheet1!C5*.
    at: str
    said: Message


@dataclass
class Meaning:
    """Reading of a sheet as ``matrix``, or as a new one."""

    sheet: str
    matrix: Matrix | None
    #: The axes with their values, and the parties, in the order of the sheet.
    axes: dict[str, list[str]] = field(default_factory=dict)
    parties: list[str] = field(default_factory=list)
    #: The letters or the state of each cell, and the ids of its notes.
    cells: dict[Key, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    #: The tasks, with their notes.
    tasks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: New objects by kind and id: the text in the sheet, and for a task its group.
    new: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    #: False if there are no signs of footnotes and no comments: then the notes of the data stay.
    has_notes: bool = False
    questions: list[Question] = field(default_factory=list)
    #: The answers that fit a text, by kind and text.
    used: set[tuple[str, str]] = field(default_factory=set)
    remarks: list[Message] = field(default_factory=list)


@dataclass
class _Layout:
    """Position of the matrix in a sheet; a missing column is 0."""

    rows: dict[int, None]
    columns: list[int]
    heads: list[int]
    task: int = 0
    id: int = 0
    group: int = 0


class SheetReader:
    """Reads ``grid`` as ``matrix`` of ``service``, or as a new one."""

    def __init__(
        self, catalogue: Catalogue, service: Service | None, matrix: Matrix | None, scheme: str, grid: Grid, answers: Answers
    ) -> None:
        self._catalogue, self._service, self._matrix = catalogue, service, matrix
        self._grid, self._texts = grid, grid.texts
        self._by_row: dict[int, list[int]] = {}
        for row, column in sorted(grid.texts):
            self._by_row.setdefault(row, []).append(column)
        self._answers = {kind: {plain(text): answer for text, answer in answers.get(kind, {}).items()} for kind in KINDS}
        self._letters = Letters(catalogue, catalogue.scheme(scheme), functools.partial(self._answer, "letter"))
        self._names, self._notes = Names(catalogue), note_patterns(service)
        #: The questions, each with all its cells.
        self._asked: dict[tuple[str, str], tuple[list[Place], Message]] = {}
        #: The cells that a remark is about.
        about = ("empty", "brackets", "merged", "hidden", "group", "own-group", "left-alone")
        self._told: dict[str, list[Place]] = {key: [] for key in about}
        #: By sign, the text and the row of a footnote.
        self._footnotes: dict[str, tuple[str, int]] = {}
        self._explained: set[int] = set()
        self._cells: dict[Key, Place] = {}
        #: The tasks and the places of the matrix.
        self._own: set[str] = {row.task for row in matrix.rows} if matrix else set()
        self._own |= {f"{axis}.{value}" for axis, values in matrix.axes.items() for value in values} if matrix else set()
        self.meaning = Meaning(grid.name, matrix)

    def read(self, insist: bool) -> Meaning | None:
        """Read the sheet; return ``None`` if it has no matrix, or unless it is to ``insist``, if none of its headings is known."""
        layout = self._layout()
        if layout is None:
            return None
        heads = {column: self._column(layout, column) for column in layout.columns}
        if not insist and not any(heads.values()):
            return None
        self._find_columns(layout)
        self._find_footnotes(layout)
        of_others = self._answer("group", "")
        default = group = (of_others and self._answered("group", "", of_others, (layout.heads[-1], layout.task), "")) or ""
        for row in self._by_row:
            if row not in layout.rows:
                group = self._read_other(layout, row) or default
                continue
            if named := self._texts.get((row, layout.group)):
                group = next(iter(self._find_group(named)), group)
            task = self._task(layout, row, group)
            own = self._catalogue.task(task).group if task and task in self._catalogue.objects["task"] else group
            self._told["own-group"] += [(row, layout.task)] if own != group != default else []
            for column, where in heads.items():
                if where is not None and task is not None:
                    self._read_cell(task, where, (row, column))
        if not layout.task or not (self._cells or self._asked):
            return None
        self._tell(layout)
        return self.meaning

    # ---- Where the matrix is

    def _layout(self) -> _Layout | None:
        """Find the columns of letters, the rows with a text before these, and the headings above them."""
        letters = {place for place, text in self._texts.items() if self._letters.resembles(text)}
        named = {row: next((c for c in columns if (row, c) not in letters), 0) for row, columns in self._by_row.items()}
        columns, sure = self._of_letters(letters, named)
        if not sure or not columns:
            return None
        first, last = min(sure), max(sure)
        named_parties = {c for (row, c), text in self._texts.items() if row < first and self._names.find("party", text)}
        columns = sorted(column for column in named_parties.union(columns) if column > min(map(named.__getitem__, sure)))
        heads = sorted(self._heads(first, columns))
        if not heads:
            return None
        rows = [row for row in self._by_row if first <= row and self._is_task(row, columns, heads[-1])]
        rows = [row for row in rows if row <= last or self._is_below(row, columns, named[row])]
        return _Layout(dict.fromkeys(rows), columns, heads)

    def _of_letters(self, letters: set[Place], named: Mapping[int, int]) -> tuple[list[int], list[int]]:
        """Return the columns of mostly ``letters``, and the rows that have mostly letters there, behind their name."""
        rows = {row for row, column in letters if column > named[row] > 0}
        counts = Counter(column for row in rows for column in self._by_row[row])
        hits = Counter(column for row, column in letters if row in rows and column > named[row])
        ids = {column for (_, column), text in self._texts.items() if text.casefold() == "id"}
        columns = sorted(column for column in hits.keys() - ids if hits[column] * 2 >= counts[column])
        filled = {row: [(row, column) in letters for column in columns if (row, column) in self._texts] for row in rows}
        return columns, [row for row in rows if 2 * sum(filled[row]) >= len(filled[row]) > 0]

    def _is_task(self, row: int, columns: list[int], head: int) -> bool:
        """Return whether a row is a task: it is not ``head`` again, but has a text in a column of letters, or the name of a task."""
        if all(self._texts.get((row, column)) == self._texts.get((head, column)) for column in columns):
            return False
        first, *others = self._by_row[row]
        has_cells = any(self._texts[row, column] != self._texts[row, first] for column in others if column in columns)
        texts = {self._texts[row, column] for column in self._by_row[row]}
        return has_cells or any(self._names.find("task", text) and not self._names.find("group", text) for text in texts)

    def _is_below(self, row: int, columns: list[int], name: int) -> bool:
        """Return whether a row below those with known letters has a name and cells, and is neither a footnote nor a row of sums."""
        first, *others = (self._texts[row, column] for column in self._by_row[row])
        cells = [self._texts[row, column] for column in self._by_row[row] if column in columns]
        is_footnote = footnote(first) is not None and len({*others}) == 1
        return 0 < name < columns[0] and not is_footnote and not (cells and all(map(str.isdecimal, cells)))

    def _heads(self, first: int, columns: list[int]) -> Iterator[int]:
        """Yield the rows of headings above ``first``; one text, or a row before an empty one, is no heading unless it is known."""
        found = 0
        for row in reversed([row for row in self._by_row if row < first]):
            own = {self._texts[row, column] for column in self._by_row[row]}
            is_known = any(self._names.find(kind, text) for text in own for kind in ("party", "place"))
            is_title = not is_known and (len(own) == 1 or found - row > 1)
            if not is_title and any(column in columns for column in self._by_row[row]):
                found = row
                yield row
            elif found:
                return

    def _find_columns(self, layout: _Layout) -> None:
        """Find the columns of tasks, ids and groups beside the letters."""
        texts: dict[int, list[str]] = {}
        for row in layout.rows:
            for column in self._by_row[row]:
                texts.setdefault(column, []).append(self._texts[row, column])
        tasks = {column: sum(bool(self._names.find("task", text)) for text in found) for column, found in texts.items()}
        of_places = {column for column, found in texts.items() if 2 * sum(map(self._is_place, found)) > len(found)}
        before = [column for column in texts if column < layout.columns[0]]
        layout.task = max(
            before, key=lambda column: (tasks[column], column not in of_places, len(set(texts[column])), column), default=0
        )
        for column in sorted(texts.keys() - {layout.task, *layout.columns}):
            head = next((self._texts[row, column] for row in reversed(layout.heads) if (row, column) in self._texts), "")
            if head.casefold() == "id":
                layout.id = column
            elif all(map(self._find_group, texts[column])):
                layout.group = column
            elif column not in of_places or not self._ask_places(head, [(row, column) for row in layout.rows]):
                self.meaning.remarks.append(message("import.column", column=column_name(column), heading=quote(head)))

    def _find_group(self, text: str) -> list[str]:
        """Return the group that ``text`` names; our own workbook names those around it too."""
        return self._names.find("group", re.split(r"\s*[›>]\s*", text)[-1])

    def _is_place(self, text: str) -> bool:
        return bool(self._names.find("place", text))

    def _ask_places(self, text: str, at: Sequence[Place]) -> bool:
        """Ask about places beside the letters, which would be lost; return false if the answer leaves ``text`` out."""
        if self._answer("place", text) in _LEAVE_OUT:
            return False
        for place in at:
            self._ask("place", text, place, "beside")
        return True

    def _find_footnotes(self, layout: _Layout) -> None:
        """Find the texts outside the matrix that begin with a sign, or are beside one."""
        for (row, column), text in sorted(self._texts.items()):
            found = footnote(text) if row not in layout.rows and row not in layout.heads else None
            if found and (words := found[1] or self._texts.get((row, column + 1), "")):
                self._footnotes.setdefault(found[0], (words, row))

    # ---- Names

    def _column(self, layout: _Layout, column: int) -> _Where | None:
        """Return the place and the party of a column, by its headings; empty and ``None`` as :meth:`_resolve`."""
        found: dict[str, str] = {}
        ids: list[str | None] = []
        for row in layout.heads:
            place = (row, column)
            while row != layout.heads[-1] and place not in self._texts and place[1] > layout.columns[0]:
                place = (row, place[1] - 1)  # without merged cells, a heading is above the first of its columns
            if (text := self._texts.get(place)) is not None:
                kind = self._kind_of_heading(layout, row, text)
                ids.append(self._resolve(kind, text, place))
                axis, _, value = (ids[-1] or "").rpartition(".")
                found[axis or kind] = value
        if not ids:
            self.meaning.remarks.append(message("import.no-heading", column=column_name(column)))
        return None if None in ids or not ids else self._where(found, (layout.heads[-1], column)) if all(ids) else ()

    def _where(self, found: dict[str, str], place: Place) -> _Where:
        """Return the values on the axes of the matrix, in its order, and the party; empty if that has become a question."""
        axes, parties = self.meaning.axes, self.meaning.parties
        known: Mapping[str, Sequence[str]]
        if self._matrix:
            known = {**self._matrix.axes, "party": self._matrix.parties}
            found = {"party": str(self._matrix.parties[0]), **found} if len(self._matrix.parties) == 1 else found
        else:
            order = [*(axes if parties else (axis for axis in found if axis != "party")), "party"]  # every column has the first's
            known = {axis: [found.get(axis, "")] for axis in order} | {axis: [] for axis in found if axis not in order}
        for axis, values in known.items():
            if (value := found.get(axis, "")) not in values or not value:
                said = (
                    message("import.not-in-matrix", name=quote(value)) if value else message("import.no-value", name=quote(axis))
                )
                self._ask_once((axis, value), place, said)
                return ()
        for axis in known:
            seen = parties if axis == "party" else axes.setdefault(str(axis), [])
            seen += [found[axis]] if found[axis] not in seen else []
        return tuple(found[axis] for axis in known)

    def _kind_of_heading(self, layout: _Layout, row: int, text: str) -> str:
        """Return what ``text`` is, ``party`` or ``place``, or else what most other headings of the row are."""
        for kind in ("party", "place"):
            if plain(text) in self._answers[kind] or self._names.find(kind, text):
                return kind
        others = {self._texts.get((row, column), "") for column in layout.columns}
        parties, places = (sum(bool(self._names.find(kind, other)) for other in others) for kind in ("party", "place"))
        return "party" if parties > places or (parties == places and row == layout.heads[-1]) else "place"

    def _resolve(self, kind: str, text: str, place: Place, group: str = "") -> str | None:
        """Return the id of what is called ``text``; empty if that has become a question, ``None`` if it is left out."""
        name = without_signs(text)[0].strip()
        if (answer := self._answer(kind, text, name)) is not None:
            return self._answered(kind, name, answer, place, group)
        ids = self._names.find(kind, text)
        likely = [id for id in ids if id in self._own] or ids
        likely = [id for id in likely if kind == "task" and self._catalogue.task(id).group == group] or likely
        if len(likely) == 1:
            return likely[0]
        near = self._names.near(kind, name) if not ids and len(self._asked) < _NEAR_MATCHES else likely
        self._ask(kind, name, place, "several" if ids else "unknown", near)
        return ""

    def _answer(self, kind: str, *texts: str) -> str | None:
        """Return the answer for the first of ``texts`` that has one."""
        key = next((key for key in map(plain, texts) if key in self._answers[kind]), None)
        if key is None:
            return None
        self.meaning.used.add((kind, key))
        return self._answers[kind][key]

    def _answered(self, kind: str, name: str, answer: str, place: Place, group: str) -> str | None:
        """Return the id that ``answer`` names, or that of a new object."""
        known, found = self._catalogue.by_kind["layer" if kind == "place" else kind], self._names.find(kind, name)
        if answer in _LEAVE_OUT:
            return None
        if answer.partition(":")[0] != NEW:
            if len(meant := self._names.find(kind, answer)) == 1:
                return meant[0]
            self._ask(kind, name, place, "no-answer", answer=quote(answer), hint=did_you_mean(answer, known))
            return ""
        if len(found) == 1 and answer in (NEW, f"{NEW}:{found[0].rpartition('.')[2]}"):  # added by an earlier import
            return found[0]
        new = (id for (other, id), (text, _) in self.meaning.new.items() if other == kind and plain(text) != plain(name))
        id = answer.partition(":")[2] or offered_id(name, {*known, *new})
        if kind == "group" and (kind, id) in self.meaning.new:
            return id
        if why := why_not(id, known):
            self._ask(kind, name, place, "no-id", why=why)
        elif kind == "task" and not group and ("group", "") not in self._asked:
            self._ask(kind, name, place, "no-group", groups=", ".join(self._catalogue.objects["group"]))
        else:
            self.meaning.new[kind, id] = (name, group)
        return f"layer.{id}" if kind == "place" else id

    def _ask(self, kind: str, text: str, place: Place, key: str, near: Sequence[str] = (), **values: object) -> None:
        """Ask about a text, and offer answers; once, with all its cells."""
        text, mark = " ".join(text.split()), "=" if text.startswith("-") else " "  # an option would begin with a dash
        answers = [*(id.rpartition(".")[2] for id in near), *([NEW] if key == "unknown" else ()), NO_ROLE]
        options = ", ".join(f"--{kind}{mark}{shlex.quote(visible(f'{text}={answer}'))}" for answer in answers)
        said = message(f"import.{key}", kind=message(f"import-kind.{kind}"), text=quote(text), options=options, **values)
        self._ask_once((kind, plain(text)), place, said)

    def _ask_once(self, key: tuple[str, str], place: Place, said: Message) -> None:
        self._asked.setdefault(key, ([], said))[0].append(place)

    # ---- Rows and cells

    def _read_other(self, layout: _Layout, row: int) -> str:
        """Return the group of tasks that a row without letters names, among those with letters."""
        place = (row, self._by_row[row][0])
        if row in layout.heads:
            return ""
        if not layout.heads[-1] < row < next(reversed(layout.rows)):
            self._told["left-alone"].append(place)
            return ""
        text = self._texts[place]
        if self._is_place(text) and not self._find_group(text) and self._ask_places(text, [place]):
            return ""
        self._told["group"].append(place)
        if self._answer("group", text) is not None:
            return self._resolve("group", text, place) or ""
        return next(iter(self._find_group(text)), "")

    def _task(self, layout: _Layout, row: int, group: str) -> str | None:
        """Return the task of a row, whose notes are those at its name; as :meth:`_resolve`."""
        place = (row, layout.task)
        id, name = self._texts.get((row, layout.id), ""), self._texts.get(place, "")
        task = id if id in self._catalogue.objects["task"] else self._resolve("task", name, place, group) if name else None
        if task:
            self.meaning.tasks.setdefault(task, self._notes_at(place, self._names.signs("task", name)))
        return task

    def _read_cell(self, task: str, where: _Where, place: Place) -> None:
        text = self._texts.get(place, "")
        written = self._letters.read(text)
        if written is None:
            answer = self._answer("letter", text, without_signs(text)[0])
            why = "cross" if self._letters.is_cross(text) else "formula" if text.startswith("=") else "letters"
            why, hint = why if answer is None else "no-answer", Message("")
            self._ask("letter", text, place, why, self._letters.all, answer=quote(answer or ""), hint=hint)
            return
        told = {"empty": not text, "merged": place in self._grid.merged, "hidden": place in self._grid.hidden}
        for about, is_told in {**told, "brackets": written.in_brackets}.items():
            self._told[about] += [place] if is_told else []
        if not task or not where:
            return
        key = (task, where[:-1], where[-1])
        if key in self._cells:
            self._ask_once(("twice", ""), place, message("import.twice", first=self._grid.at(self._cells[key])))
        self._cells.setdefault(key, place)
        self.meaning.cells[key] = (written.text, self._notes_at(place, written.signs))

    # ---- Notes

    def _notes_at(self, place: Place, signs: Sequence[str]) -> tuple[str, ...]:
        """Return the ids of the notes at a cell, by the signs in it and by its comment."""
        footnotes = {sign: self._footnotes.get(sign, ("", 0)) for sign in signs}
        self._explained |= {row for _, row in footnotes.values()}
        texts = [(sign, text) for sign, (text, _) in footnotes.items()]
        if comment := self._grid.comments.get(place):
            lines = [line for line in comment.splitlines() if line.strip()]
            texts += [(text, text) for text in (lines if any(map(self._known_note, lines)) else [" ".join(comment.split())])]
        self.meaning.has_notes |= bool(texts)
        return tuple(dict.fromkeys(id for name, text in texts if (id := self._note(name, text, place))))

    def _note(self, name: str, text: str, place: Place) -> str:
        """Return the id of the note with ``text``, which the sheet calls ``name``; empty if it is left out or has become a question."""
        known = [note.id for note in self._service.notes] if self._service else []
        if (answer := self._answer("note", name, text)) is not None:
            return answer if answer in known else ""
        if not text:
            self._ask("note", name, place, "no-footnote", [name] if name in known else [])
            return ""
        new = {said: id for (kind, id), (said, _) in self.meaning.new.items() if kind == "note"}
        if (found := self._known_note(text) or new.get(text)) is None:
            numbers = (int(id) for id in (*known, *new.values()) if id.isdigit())
            found = str(max(numbers, default=0) + 1)
            self.meaning.new["note", found] = (text, "")
        return found

    def _known_note(self, text: str) -> str | None:
        return next((id for pattern, id in self._notes if pattern.fullmatch(plain(text))), None)

    def _tell(self, layout: _Layout) -> None:
        """Say what the sheet was read as, and what was left alone or is not there."""
        meaning, told = self.meaning, self.meaning.remarks
        sizes = {"tasks": len(meaning.tasks), "parties": len(meaning.parties), "cells": len(meaning.cells)}
        rows = "–".join(map(str, dict.fromkeys((layout.heads[0], layout.heads[-1]))))
        key = "import.read-partly" if self._asked else "import.read"
        told.insert(0, message(key, sheet=quote(self._grid.name), rows=rows, column=column_name(layout.task), **sizes))
        self._told["left-alone"] = [place for place in self._told["left-alone"] if place[0] not in self._explained]
        told += (message(f"import.{key}", count=len(at), at=self._grid.at(*at)) for key, at in self._told.items() if at)
        if missing := [str(row.task) for row in self._matrix.rows if row.task not in meaning.tasks] if self._matrix else []:
            told.append(message("import.missing-tasks", tasks=missing))
        meaning.questions = [Question(self._grid.at(*places), said) for places, said in self._asked.values()]
