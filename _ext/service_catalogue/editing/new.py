"""New objects in the data: a service, a task, a term, a party, a note, from options or answers in a terminal."""

import itertools
import re
import sys
import unicodedata
from argparse import Namespace
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service_catalogue.editing.source_edits import CannotEdit, Source
from service_catalogue.editing.yaml_text import indented, localized, remark, yaml_text
from service_catalogue.locale.words import LAST_LANGUAGE, RANKS, rank_of, table_of
from service_catalogue.messages.failure import Refused
from service_catalogue.messages.quotation import quote
from service_catalogue.messages.suggestion import did_you_mean
from service_catalogue.messages.texts import Message, languages, message
from service_catalogue.model.catalogue import WORDS_FOLDER, Catalogue
from service_catalogue.model.json_schema import modeline
from service_catalogue.model.kinds import NoteKind
from service_catalogue.model.matrix import NO_ROLE, Matrix
from service_catalogue.model.service import Service
from service_catalogue.schema.forms import MAX_ID, RESERVED_IDS, is_id, is_language
from service_catalogue.yaml.source import read
from service_catalogue.yaml.transaction import Transaction
from service_catalogue.yaml.values import Map, Scalar, Seq

_LETTERS = {"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "&": " and "}


@dataclass(frozen=True)
class Answers:
    """Answers from options, and the others by ``ask``."""

    options: Mapping[str, object]
    #: The languages of texts.
    languages: Sequence[str]
    #: The language of the questions.
    language: str
    #: Asks in the terminal; ``None`` without one.
    ask: Callable[[str], str] | None = None

    @classmethod
    def of(cls, options: Namespace, languages: Iterable[str]) -> "Answers":
        """Return the answers in the options of a command; the others are asked for in a terminal."""
        values = {name.replace("_", "-"): value for name, value in vars(options).items() if value is not None}
        values |= {"service": values["service-of"]} if "service-of" in values else {}
        return cls(values, tuple(map(str, languages)), options.message_language, asked_in_terminal())

    def line(self, name: str, default: str = "", required: bool = False, offered: Iterable[str] = ()) -> str:
        """Return a text on one line; name those ``offered`` if it is missing."""
        if value := self.options.get(name):
            return str(value)
        if self.ask is None:
            if required and not default:
                raise self._missing(name, offered)
            return default
        return self._asked(name, default, required=required)

    def texts(self, name: str, required: bool = False) -> dict[str, str]:
        """Return a text in each language, empty where it is unknown."""
        options = self.options.get(name)
        answers = dict.fromkeys(self.languages, "")
        for option in options if isinstance(options, list) else ():
            language, equals, text = str(option).partition("=")
            if len(answers) == 1 and not (equals and is_language(language)):  # one language needs no code
                language, equals, text = *answers, "=", str(option)
            if not equals or language not in answers:
                raise Refused("new.no-text", option=f"--{name}", languages=", ".join(self.languages), text=quote(option))
            answers[language] = text.strip()
        if not options and self.ask is not None:
            for language in self.languages:
                answers[language] = self._asked(name, "", language if len(self.languages) > 1 else "", required)
        return answers

    def id(self, known: Collection[str], names: Mapping[str, str], default: str = "") -> str:
        """Return an id that is not ``known``; offer one made of the English name."""
        offered = default or offered_id(names.get("en") or next(iter(names.values()), ""), known)
        while fault := why_not(answer := self.line("id", offered, required=True), known):
            self._refuse("id", fault)
        return answer

    def one(self, name: str, offered: Mapping[str, str], default: str = "", required: bool = True) -> str:
        """Return one of the ids ``offered``, which are shown with their names."""
        default = default or (next(iter(offered)) if required and len(offered) == 1 else "")
        if self.ask is not None and not self.options.get(name):
            for id, title in offered.items():
                print(f"  {id:<28} {title}")
        while (answer := self.line(name, default, required, offered)) not in offered and (answer or required):
            self._refuse(name, message("new.unknown", id=quote(answer), hint=did_you_mean(answer, offered)))
        return answer

    def several(self, name: str, offered: Mapping[str, str], required: bool = False) -> tuple[str, ...]:
        """Return any of the ids ``offered``; at least one if ``required``."""
        options = self.options.get(name)
        while True:
            words = ",".join(map(str, options)) if isinstance(options, list) else self._asked(name, "") if self.ask else ""
            answers = tuple(filter(None, re.split(r"[\s,]+", words)))
            if unknown := next((answer for answer in answers if answer not in offered), ""):
                self._refuse(name, message("new.unknown", id=quote(unknown), hint=did_you_mean(unknown, offered)))
            elif answers or not required:
                return answers
            elif options or self.ask is None:
                raise self._missing(name)
            else:
                print(message("new.needed")[self.language])

    @staticmethod
    def _missing(name: str, offered: Iterable[str] = ()) -> Refused:
        option = "ID" if name == "id" else f"--{name}"
        return Refused("new.missing", option=option, hint=did_you_mean("", offered))

    def _refuse(self, name: str, fault: Message) -> None:
        """Report an invalid answer if another can be asked for; else raise :class:`Refused`."""
        if self.options.get(name) or self.ask is None:
            raise Refused(fault)
        print(fault[self.language])

    def _asked(self, name: str, default: str, language: str = "", required: bool = False) -> str:
        assert self.ask is not None
        asked = message(f"ask.{name}")
        question = (message("ask.in-language", question=asked, language=language) if language else asked)[self.language]
        question += f" [{default}]: " if default else ": "
        while not (answer := self.ask(question).strip() or default) and required:
            print(message("new.needed")[self.language])
        return answer


def asked_in_terminal() -> Callable[[str], str] | None:
    """Return the function that asks in the terminal; ``None`` without one."""
    return _ask if sys.stdin is not None and sys.stdin.isatty() else None


def _ask(question: str) -> str:
    """Return an answer from the terminal. Raise :class:`Refused` at the end of the input."""
    try:
        return input(question)
    except (EOFError, KeyboardInterrupt):
        raise Refused("new.stopped") from None


def why_not(id: str, known: Collection[str]) -> Message | None:
    """Return the reason why ``id`` is invalid for a new object beside the ``known`` ones, or ``None``."""
    if id in known:
        return message("new.taken", id=quote(id))
    if id in RESERVED_IDS:
        return message("invalid-id.reserved", value=quote(id))
    return None if is_id(id) else message("invalid-id.message", value=quote(id), most=MAX_ID)


def offered_id(name: str, known: Collection[str]) -> str:
    """Return an id made of ``name`` that is not ``known``, or an empty text."""
    for letter, letters in _LETTERS.items():
        name = name.lower().replace(letter, letters)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    id = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:MAX_ID].strip("-")
    others = (f"{id[: MAX_ID - 3].rstrip('-')}-{number}" for number in range(2, 100))
    candidates = itertools.chain([id], others) if id else ()
    return next((each for each in candidates if is_id(each) and each not in known), "")


class New:
    """Adds objects to the catalogue. Each method returns the id and the files that it writes into ``change``."""

    def __init__(self, change: Transaction, catalogue: Catalogue, answers: Answers) -> None:
        self._change, self._catalogue, self._answers = change, catalogue, answers

    def term(self) -> tuple[str, list[Path]]:
        """Add a term, in the order of the ids."""
        id, names = self._id_and_names("term")
        lines = [
            f"- id: {id}\n",
            *self._texts("name", names),
            *self._texts("definition", self._answers.texts("text")),
            f"  forms: {{{', '.join(f'{language}: []' for language in self._answers.languages)}}}{self._remark('new.forms')}\n",
            f"  synonyms: {{{', '.join(f'{language}: []' for language in self._answers.languages)}}}\n",
        ]
        return id, self._written(self._added("glossary.yaml", "terms", lines, following=lambda other: other > id))

    def task(self) -> tuple[str, list[Path]]:
        """Add a task, last in its group, and a row in each service that has it, where nothing is agreed yet."""
        id, names = self._id_and_names("task")
        groups = {str(group.id): self._title(group.name) for group in self._catalogue.groups}
        group = self._answers.one("group", groups)
        services = self._answers.several("service", dict.fromkeys(self._catalogue.objects["service"], ""))
        lines = [f"- id: {id}\n", f"  group: {group}\n", *self._texts("name", names)]
        beside = [task.id for task in self._catalogue.tasks if task.group == group]
        added = self._added("tasks.yaml", "tasks", lines, after=beside[-1] if beside else "")
        rows = [self._row(self._catalogue.objects["service"][service], id, beside) for service in dict.fromkeys(services)]
        return id, self._written(added, *rows)

    def party(self) -> tuple[str, list[Path]]:
        """Add a party, last."""
        id, names = self._id_and_names("party")
        definite = self._texts("definite", self._answers.texts("definite"), "new.definite")
        lines = [f"- id: {id}\n", *self._texts("name", names), *definite]
        return id, self._written(self._added("parties.yaml", "parties", lines))

    def note(self) -> tuple[str, list[Path]]:
        """Add a note to a service, last, and its id to the cells and rows that it is attached to."""
        services = {
            str(id): self._title(service.name) for id, service in self._catalogue.objects["service"].items() if service.matrix
        }
        service = self._catalogue.objects["service"][self._answers.one("service", services)]
        notes = [note.id for note in service.notes]
        number = max((int(id) for id in notes if id.isdigit()), default=0) + 1
        id = self._answers.id(notes, {}, default=str(number))
        kind = self._answers.one("kind", {kind.value: "" for kind in NoteKind}, default=NoteKind.INFORMATION.value)
        matrix = service.matrix
        assert matrix is not None
        at = self._answers.several("at", {str(address): "" for address in matrix.addresses}, required=True)
        source = self._source(f"services/{service.id}.yaml")
        lines = "".join([f"- id: {id}\n", f"  kind: {kind}\n", *self._texts("text", self._answers.texts("text"))])
        source.add_item("notes", lines, ("tensions", "exceptions"))
        for address in at:
            _attach(source, matrix, address, id)
        return id, self._written(source)

    def language(self) -> tuple[str, list[Path]]:
        """Add the interface words that a language lacks, each below the English one, to a file to fill in."""
        id = self._answers.one("id", dict.fromkeys(self._answers.languages, ""))
        path = self._change.folder / WORDS_FOLDER / f"{id}.yaml"
        content = self._change.read(path) if path.is_file() else f"# {self._comment('about.words')}\n".encode()
        own, _ = read(path.as_posix(), content)
        known = {*(table_of(id) or ()), *self._catalogue.identity.words.get(id, ()), *(own if isinstance(own, Map) else ())}
        english = {**{f"language.{each}": each for each in self._answers.languages}, **(table_of(LAST_LANGUAGE) or {})}
        left = {rank: [key for key in english if key not in known and rank_of(key) == rank] for rank in RANKS}
        lines = ""
        for rank, keys in ((rank, keys) for rank, keys in left.items() if keys):
            lines += f"\n# {self._comment(f'about.{rank}')}\n\n" + "".join(_words(key, english[key]) for key in keys)
        if not lines:
            raise Refused("new.no-words", language=quote(id))
        self._change.write(path, content.rstrip(b"\n") + b"\n" + lines.encode())
        return id, [path]

    def service(self) -> tuple[str, list[Path]]:
        """Add a service: a file with a statement to write, and a matrix in which nothing is agreed yet, or that extends another."""
        id, names = self._id_and_names("service")
        code = self._answers.line("code", id.upper())
        parties = {str(party.id): self._title(party.name) for party in self._catalogue.parties}
        provider = self._answers.one("provider", parties)
        services = {str(one.id): self._title(one.name) for one in self._catalogue.services if one.matrix}
        extends = self._answers.one("extends", services, required=False) if services else ""
        chosen = self._of_matrix(extends)
        path = self._change.folder / "services" / f"{id}.yaml"
        section = {
            language: message("new.section")[language] if language in languages() else "" for language in self._answers.languages
        }
        lines = [
            modeline(f"services/{id}.yaml"),
            f"# {self._comment('new.service')}\n",
            f"id: {id}\n",
            f"code: {yaml_text(code)}\n",
            *(line[2:] for line in self._texts("name", names)),
            f"provider: {provider}\n",
            "status: draft\n",
            "sections:\n",
            "  - id: description\n",
            *("  " + line for line in self._texts("name", section)),
            "    statements:\n",
            "      - id: description-1\n",
            f"        kind: information{self._remark('new.kind')}\n",
            *("      " + line for line in self._texts("text", self._answers.texts("text"))),
            *([f"matrix:\n  extends: {extends}{self._remark('new.extends')}\n  cells: {{}}\n"] if extends else []),
            *(() if extends else self._empty_matrix(provider, chosen)),
        ]
        self._change.write(path, "".join(lines).encode())
        return id, [path]

    def _of_matrix(self, extends: str) -> dict[str, tuple[str, ...]]:
        """Return the tasks, layers and parties of a matrix of its own, in the order of the catalogue; none where none are named."""
        names = ("tasks", "layers", "parties")
        if extends:
            if any(self._answers.options.get(name) for name in names):
                raise Refused("new.extended")
            return {}
        every = {name: {str(one.id): self._title(one.name) for one in getattr(self._catalogue, name)} for name in names}
        chosen = {name: self._answers.several(name, offered) for name, offered in every.items()}
        return {name: tuple(id for id in every[name] if id in ids) for name, ids in chosen.items()}

    def _empty_matrix(self, provider: str, chosen: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
        """Yield a matrix with a row for every chosen task, in which every cell is to be agreed."""
        others = [party.id for party in self._catalogue.parties if party.id != provider]
        parties = chosen["parties"] or [*others[:1], provider]
        layers = chosen["layers"] or [layer.id for layer in self._catalogue.layers]
        yield f"# {self._comment('new.matrix')}\nmatrix:\n  scheme: {next(iter(self._catalogue.objects['scheme']), '')}\n"
        if layers:
            yield f"  axes: {{layer: [{', '.join(layers)}]}}\n"
        yield f"  parties: [{', '.join(parties)}]\n  cells:\n"
        for task in chosen["tasks"] or [task.id for task in self._catalogue.tasks]:
            yield indented(_agreed_later(task, [(layer,) for layer in layers] or [()], parties), 4)

    def _row(self, service: Service, task: str, beside: Sequence[str]) -> Source:
        """Return the file with a row for ``task`` in the matrix of ``service``, after those of the tasks ``beside``."""
        source = self._source(f"services/{service.id}.yaml")
        rows = rows_in(matrix_in(source.value))
        if service.matrix is None or not rows:
            raise Refused("new.no-rows", service=quote(service.id), file=quote(source.path.name))
        lines = _agreed_later(task, service.matrix.places, service.matrix.parties)
        add_rows(source, matrix_in(source.value), lines, beside)
        return source

    def _id_and_names(self, kind: str) -> tuple[str, dict[str, str]]:
        names = self._answers.texts("name")
        return self._answers.id(self._catalogue.by_kind[kind], names), names

    def _texts(self, key: str, texts: Mapping[str, str], to_write: str = "new.to-write") -> Iterator[str]:
        """Return the lines of a text in each language, within an item of a list."""
        return (f"  {line}" for line in localized(key, texts, self._answers.language, to_write))

    def _added(
        self, file: str, key: str, lines: Sequence[str], after: str = "", following: Callable[[str], bool] = lambda id: False
    ) -> Source:
        """Return the file with ``lines`` as an item of the list ``key``."""
        source = self._source(file)
        items = [item for item in source.value[key] if isinstance(item, Map)]
        before = next((item for item in items if following(str(item.get("id")))), None)
        behind = next((item for item in reversed(items) if after and item.get("id") == after), None)
        source.add_item(key, "".join(lines), before=before, after=behind)
        return source

    @staticmethod
    def _written(*sources: Source) -> list[Path]:
        """Write ``sources``; return the files."""
        for source in sources:
            source.write()
        return [source.path for source in sources]

    def _source(self, file: str) -> Source:
        return Source(self._change, self._change.folder / file)

    def _title(self, names: Mapping[Scalar, Scalar]) -> str:
        texts = {str(language): str(text) for language, text in names.items()}
        return texts.get(self._answers.language) or next(iter(texts.values()), "")

    def _comment(self, key: str) -> str:
        return message(key)[self._answers.language]

    def _remark(self, key: str) -> str:
        return remark(key, self._answers.language)


#: The cells of the parties at each place on the axes, as they are read: ``AR 5``, ``-``.
Places = Mapping[tuple[Any, ...], Sequence[str]]


def cell_yaml(cell: str) -> str:
    """Return a cell as YAML."""
    return f"{NO_ROLE}{cell[1:]}" if cell.startswith("-") else yaml_text(cell)


def row_lines(task: str, places: Places, notes: Sequence[str] = (), cadence: Mapping[str, str] | None = None) -> str:
    """Return a row, with a line for each place."""
    before = f"note: {notes[0] if len(notes) == 1 else f'[{chr(44).join(notes)}]'}\n" if notes else ""
    before += "".join(localized("cadence", cadence, "")) if cadence else ""
    cells = {values: f"[{', '.join(map(cell_yaml, texts))}]" for values, texts in places.items()}
    if () in cells:
        return f"{task}:\n" + indented(f"{before}cells: {cells[()]}\n", 2) if before else f"{task}: {cells[()]}\n"
    return f"{task}:\n" + indented(before + _nested(cells), 2)


def _nested(cells: Mapping[tuple[str, ...], str]) -> str:
    lines = ""
    width = max(len(values[0]) for values in cells) + 1
    for value, group in itertools.groupby(cells, key=lambda values: values[0]):
        inner = {values[1:]: cells[values] for values in group}
        lines += f"{value + ':':<{width}} {inner[()]}\n" if () in inner else f"{value}:\n" + indented(_nested(inner), 2)
    return lines


def matrix_in(service: Map, id: str | None = None) -> Map:
    """Return the matrix ``id`` of a service as written, or its first; an empty mapping if there is none."""
    several = service.get("matrices")
    every = [service.get("matrix"), *(several if isinstance(several, Seq) else ())]
    return next((each for each in every if isinstance(each, Map) and (id is None or each.get("id") == id)), Map())


def rows_in(matrix: Map) -> Map:
    """Return the rows of a matrix as written."""
    rows = matrix.get("cells")
    return rows if isinstance(rows, Map) else Map()


def add_rows(source: Source, matrix: Map, lines: str, tasks: Collection[str]) -> None:
    """Add ``lines``, rows of ``matrix`` in ``source``, after the last row of one of ``tasks``, else after the last of all."""
    rows = rows_in(matrix)
    if rows:
        last = next(reversed([row for row in rows if row in tasks] or list(rows)))
        source.insert_after(source.index(last.at), lines)
    elif "cells" in matrix:
        source.fill(matrix.key("cells"), lines)
    else:
        source.add_key("cells:\n" + indented(lines, 2), parent=matrix)


def _agreed_later(task: str, places: Iterable[tuple[str, ...]], parties: Sequence[str]) -> str:
    return row_lines(task, dict.fromkeys(places, ["tbd"] * len(parties)))


def _words(key: str, english: str | Mapping[str, str]) -> str:
    forms = english if isinstance(english, Mapping) else {"": english}
    comment = "".join(f"# {line}\n" for line in " / ".join(forms.values()).splitlines())
    return f"{comment}{key}:\n" + "".join(f"  {form}:\n" for form in forms if form)


def _attach(source: Source, matrix: Matrix, address: str, note: str) -> None:
    """Add the id ``note`` to the cell or the row at ``address``."""
    cell, row = matrix.by_address.get(address), rows_in(matrix_in(source.value)).get(address)
    text = cell.written if cell else row
    if text is None or text.at.path != source.path.as_posix():
        raise Refused("new.inherited", at=quote(address), file=quote(source.path.name))
    if cell:
        start, end = cell.written.span
        if not end > start:
            raise CannotEdit(cell.written.at)
        if source.text[start:end] == "-":  # valid without a note alone
            source.replace(cell.written.at, "-", f"{NO_ROLE} {note}")
        else:
            source.insert(end if cell.written.is_plain else end - 1, f" {note}")
        return
    if not isinstance(row, Map) or not row:
        raise CannotEdit(text.at)
    notes = row.get("note")
    if isinstance(notes, Seq) and notes and isinstance(notes[-1], Scalar):
        source.insert(notes[-1].span[1], f", {note}")
    elif isinstance(notes, Scalar) and notes:
        source.replace(notes.at, source.text[slice(*notes.span)], f"[{notes}, {note}]")
    else:
        first = source.index(next(iter(row)).at)
        is_block = not source.text[source.line_start(first) : first].strip()
        source.insert(first, f"note: {note}\n{' ' * (first - source.line_start(first))}" if is_block else f"note: {note}, ")
