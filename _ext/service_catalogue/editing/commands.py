"""The commands that change files for an editor; each returns the exit status."""

import argparse
import functools
import itertools
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from service_catalogue import PROJECT
from service_catalogue.check import language_of_messages, languages_in, report
from service_catalogue.check.checker import check
from service_catalogue.editing import Source
from service_catalogue.editing.changes import ChangeLine, EditableObjects, read_lines
from service_catalogue.editing.lifecycle import AFTER_STATUS, KINDS, Rename, withdraw
from service_catalogue.editing.new import Answers, New, why_not
from service_catalogue.editing.scaffold import FORGES, REQUIREMENTS, write_beside, write_data
from service_catalogue.editing.spreadsheet import (
    MAX_BYTES,
    NEW,
    QUESTION_KINDS,
    SETTINGS,
    Import,
    Meaning,
    answers_as_yaml,
    read_answers,
)
from service_catalogue.locale import table_of
from service_catalogue.messages import (
    EXIT_FINE,
    EXIT_PROBLEMS,
    TYPED_LENGTH,
    Incorrect,
    Message,
    Refused,
    did_you_mean,
    message,
    quote,
    quoted_command,
)
from service_catalogue.model import ServiceStatus, json_schema
from service_catalogue.model.catalogue import IDENTITY_FILE, Catalogue
from service_catalogue.model.matrix import NO_ROLE
from service_catalogue.model.published_ids import WITHDRAWN_KINDS
from service_catalogue.model.reviewed import carried, write
from service_catalogue.schema import is_language
from service_catalogue.yaml.transaction import Transaction, transaction


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands to the subparsers ``commands``."""
    command = commands.add_parser("rename", parents=[common], help="give something another id, everywhere, with a redirect")
    command.add_argument("kind", choices=KINDS)
    command.add_argument("old", metavar="OLD")
    command.add_argument("new", metavar="NEW")
    command.set_defaults(run=_rename)

    command = commands.add_parser("withdraw", parents=[common], help="say that something no longer applies; its page stays")
    command.add_argument("kind", choices=WITHDRAWN_KINDS)
    command.add_argument("id", metavar="ID")
    command.add_argument("--on", default=date.today().isoformat(), metavar="DATE", help="the first day without it (today)")
    command.add_argument("--reason", action="append", metavar="LANG=TEXT", help="why; once for each language")
    command.set_defaults(run=_withdraw)

    command = commands.add_parser("apply", parents=[common], help="put a file of changes into the data")
    command.add_argument(
        "file", type=Path, metavar="FILE", help="lines of JSON, as “catalogue export --format changes” writes them"
    )
    command.set_defaults(run=_apply)

    kinds = commands.add_parser("new", help="add something to the data, or begin a catalogue").add_subparsers(
        required=True, metavar="KIND"
    )
    for kind, (purpose, names) in _KINDS.items():
        command = kinds.add_parser(kind, parents=[common], help=purpose)
        if kind == "catalogue":
            command.add_argument(
                "folder",
                nargs="?",
                type=Path,
                default=Path(),
                metavar="DIR",
                help="the folder that gets data/ and docs/ (this one)",
            )
            command.add_argument("--languages", metavar="LANG,…", help="its languages; the first prevails (that of messages)")
            command.add_argument("--forge", choices=FORGES, help="with a workflow that checks, builds and publishes there")
        else:
            command.add_argument("id", nargs="?", metavar="ID", help="its id, or the code of the language (offered)")
        for name in names:
            words, several = _OPTIONS[name]
            metavar = "LANG=TEXT" if name in _TEXTS else "VALUE"
            command.add_argument(f"--{name}", action="append" if several else "store", metavar=metavar, help=words)
        run = _new_catalogue if kind == "catalogue" else functools.partial(_new, kind)
        command.set_defaults(run=run, may_lack_data=kind == "catalogue")


#: The kinds of new objects: a help text, and the options.
_KINDS = {
    "catalogue": ("begin a catalogue in a new folder", ("name", "tagline", "summary", "owner")),
    "service": ("add a service", ("name", "code", "provider", "extends", "tasks", "layers", "parties", "text")),
    "task": ("add a task to the library", ("name", "group", "service")),
    "term": ("add a term to the glossary", ("name", "text")),
    "party": ("add a party", ("name", "definite")),
    "note": ("add a note to the matrix of a service", ("service-of", "kind", "at", "text")),
    "language": ("write the words of the pages that a language lacks, to fill in", ()),
}
_TEXTS = ("name", "tagline", "summary", "owner", "text", "definite")
#: The options: a help text, and whether it can be given several times.
_OPTIONS = {
    "name": ("its name in a language; once for each", True),
    "tagline": ("a few words under the name", True),
    "summary": ("a paragraph about it", True),
    "owner": ("who has to adopt it", True),
    "text": ("its first statement, its definition or its text", True),
    "definite": ("the party as it stands in a sentence", True),
    "code": ("the code that it is known by", False),
    "provider": ("the party that provides it", False),
    "extends": ("the service whose matrix it has", False),
    "tasks": ("the tasks of its matrix, with commas between them (all)", True),
    "layers": ("the layers of its matrix (all)", True),
    "parties": ("the parties of its matrix (the provider and the first of the others)", True),
    "group": ("the group of tasks", False),
    "service": ("a service that has the task; any number", True),
    "service-of": ("the service that the note belongs to", False),
    "kind": ("what it does: condition, joint, limit, delegation, reference, information", False),
    "at": ("a cell or a task that it is attached to; any number", True),
}


def _catalogue(options: argparse.Namespace) -> Catalogue:
    """Return the catalogue. Raise :class:`Incorrect` if catalogue.yaml cannot be read."""
    catalogue = check(options.data).catalogue
    if catalogue is None:
        raise Incorrect("editing.no-catalogue", file=options.data / IDENTITY_FILE)
    return catalogue


def _rename(options: argparse.Namespace) -> int:
    with transaction(options.data) as change:
        before = check(options.data)
        catalogue = before.catalogue
        language = options.message_language
        if catalogue is None or before.failed:
            sys.stdout.write(report.text(before.problems, language))
            raise Incorrect("editing.errors-first")
        known = catalogue.by_kind[options.kind]
        if options.old not in known:
            raise Refused("new.unknown", id=quote(options.old), hint=did_you_mean(options.old, known))
        if fault := why_not(options.new, known):
            raise Refused(fault)
        paths = Rename(change, catalogue, options.kind, options.old, options.new).write()
        change.apply()
        after = check(options.data)
        if after.failed:
            sys.stdout.write(report.text(after.problems, language))
            raise Incorrect("editing.not-renamed", old=quote(options.old))
        if after.catalogue and catalogue.reviewed is not None and not catalogue.identity.is_confirmed_by_review:
            write(change, carried(catalogue, after.catalogue, options.kind, options.old, options.new))
    files = [path.as_posix() for path in paths]
    print(message("editing.renamed", old=quote(options.old), new=quote(options.new), files=files)[language])
    return report_open(options, paths, message("next.rename", live=quoted_command("build --live", options.data)), language)


def _apply(options: argparse.Namespace) -> int:
    """Change what each line of the file names, in all of them or none; nothing is confirmed by it."""
    language, faults = options.message_language, list[str]()
    with transaction(options.data) as change:
        before = check(options.data)
        if before.catalogue is None:
            raise Incorrect("editing.no-catalogue", file=options.data / IDENTITY_FILE)
        objects = EditableObjects(change, before.catalogue)
        for line in read_lines(options.file):
            place, fault = (line.place, objects.apply(line)) if isinstance(line, ChangeLine) else line
            faults += [f"{place}: {fault[language]}"] if fault else []
        if not faults:
            paths = objects.write()
            change.apply()
            known = [(problem.rule, problem.message) for problem in before.problems]
            errors = [each for each in check(options.data).problems if each.is_error and (each.rule, each.message) not in known]
            faults += report.text(errors, language).splitlines()
        if faults:
            print(*faults, sep="\n")
            raise Incorrect("apply.nothing")
    if not paths:
        print(message("apply.same")[language])
        return EXIT_FINE
    print(message("apply.applied", files=[path.as_posix() for path in paths])[language])
    return report_open(options, paths, message("next.apply"), language)


def _withdraw(options: argparse.Namespace) -> int:
    def edit(change: Transaction, catalogue: Catalogue, answers: Answers) -> tuple[Message, list[Path]]:
        source = withdraw(change, catalogue, options.kind, options.id, answers)
        source.write()
        file = source.path.as_posix()
        return message("editing.withdrawn", id=quote(options.id), date=options.on, file=file), [source.path]

    return _edit(options, edit, message("next.withdraw"))


def _new(kind: str, options: argparse.Namespace) -> int:
    def edit(change: Transaction, catalogue: Catalogue, answers: Answers) -> tuple[Message, list[Path]]:
        id, paths = getattr(New(change, catalogue, answers), kind)()
        return message("new.written", id=quote(id), files=[path.as_posix() for path in dict.fromkeys(paths)]), paths

    return _edit(options, edit, message(f"next.{kind}", live=quoted_command("build --live", options.data)))


def _edit(
    options: argparse.Namespace, edit: Callable[[Transaction, Catalogue, Answers], tuple[Message, list[Path]]], following: Message
) -> int:
    """Run ``edit``, which returns what it has done and the files, in a transaction; report the rest."""
    language = options.message_language
    with transaction(options.data) as change:
        catalogue = _catalogue(options)
        answers = Answers.of(options, catalogue.identity.languages)
        done, paths = edit(change, catalogue, answers)
    print(done[language])
    return report_open(options, paths, following, language)


def _new_catalogue(options: argparse.Namespace) -> int:
    options.data = Path(os.path.relpath(options.folder / "data"))
    codes = [code.strip() for code in options.languages.split(",")] if options.languages else []
    options.message_language = language = language_of_messages(options.lang, codes or languages_in(options.data))
    with transaction(options.data) as change:
        before = check(options.data).catalogue
        if before is None:
            if (invalid := next(itertools.filterfalse(is_language, codes), None)) is not None:
                raise Refused("new.language", text=quote(invalid))
            answers = Answers.of(options, dict.fromkeys(codes or [language]))
            texts: dict[str, Mapping[str, str]] = {name: answers.texts(name) for name in _KINDS["catalogue"][1]}
            languages, paths = answers.languages, [*write_data(change, texts, answers.languages)]
        else:  # it gets what it lacks, as after an upgrade
            texts = {"name": {**before.identity.name}, "summary": {**before.identity.summary}}
            languages, paths = before.identity.languages, []
        heading = {key: texts[key].get(languages[0], "") for key in ("name", "summary")}
        paths += write_beside(change, options.folder, heading, languages, options.forge)
    is_locked = (options.folder / REQUIREMENTS).exists()
    if paths or is_locked:
        key = "written-catalogue" if before is None else "completed" if paths else "complete"
        files = [path.as_posix() for path in paths]
        print(message(f"new.{key}", folder=quote(options.folder.absolute().name), files=files)[language])
    if not is_locked:
        make = quote(f"pip wheel --no-deps {shlex.quote(str(PROJECT))}", TYPED_LENGTH)
        print(message("new.no-wheel", file=REQUIREMENTS, make=make)[language])
    if before is not None:
        return EXIT_FINE
    for lacking in (each for each in languages if table_of(each) is None):
        command = quoted_command(f"new language {lacking}", options.data)
        print(message("next.words", language=quote(lacking), command=command)[language])
    return report_open(options, paths, message("next.catalogue", command=quoted_command("new service", options.data)), language)


def report_open(options: argparse.Namespace, paths: Iterable[Path], following: Message, language: str) -> int:
    """Report what the check finds in ``paths`` and the next step; return the status: errors are what is still to be written."""
    edited = {path.resolve() for path in paths}
    result = check(options.data)
    if result.catalogue:
        json_schema.renew(options.data, result.catalogue)
    problems = [problem for problem in result.problems if Path(problem.at.path).resolve() in edited]
    sys.stdout.write(report.text(problems, language, report.wants_colour(sys.stdout.isatty(), os.environ)))
    failed = any(problem.is_error for problem in problems)
    if failed:
        print(message("next.missing")[language])
    print(following[language])
    return EXIT_PROBLEMS if failed else EXIT_FINE


#: The number of questions that are shown.
_SHOWN = 100
#: The width of the names of tasks and of letters in the table.
_TASK, _LETTERS = 38, 13


def add_import(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the command to the subparsers ``commands``."""
    command = commands.add_parser("import", parents=[common], help="read the matrix of a service from a spreadsheet")
    command.add_argument(
        "file", type=Path, metavar="FILE", help="a workbook (XLSX), CSV, or text with tabs (- for the standard input)"
    )
    command.add_argument("--service", required=True, metavar="ID", help="the service; a new one needs a name and a provider")
    command.add_argument("--name", action="append", metavar="LANG=TEXT", help="the name of a new service; once for each language")
    command.add_argument("--code", metavar="CODE", help="the code that a new service is known by")
    command.add_argument("--provider", metavar="ID", help="the party that provides a new service")
    command.add_argument("--sheet", metavar="NAME", help="the sheet (each that has a matrix of the service)")
    command.add_argument("--matrix", metavar="ID", help="which matrix, of a service with several")
    command.add_argument("--scheme", metavar="ID", help="the role scheme of a new service, if there are several")
    command.add_argument("--language", metavar="CODE", help="the language of new names and notes in it")
    for kind in QUESTION_KINDS:
        command.add_argument(f"--{kind}", action="append", default=[], metavar="TEXT=ANSWER", help=f"what a {kind} in it means")
    command.add_argument("--write", action="store_true", help="write the data, and the answers for next time")
    command.set_defaults(run=_import_sheet)


def _import_sheet(options: argparse.Namespace) -> int:
    """Show what a file says and what changes; write it if that was asked for; return the exit status."""
    language = options.message_language
    with nullcontext(sys.stdin.buffer) if str(options.file) == "-" else options.file.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.data
        if not options.write:  # a copy shows what would change
            folder = Path(shutil.copytree(folder, Path(scratch) / "data", ignore=shutil.ignore_patterns(".*")))
        with transaction(folder) as change:
            before = check(folder)
            if before.catalogue is None or before.form_errors:
                sys.stdout.write(report.text(before.problems, language))
                raise Incorrect("editing.errors-first")
            return _import(options, change, before.catalogue, raw, language)


def _import(options: argparse.Namespace, change: Transaction, catalogue: Catalogue, raw: bytes, language: str) -> int:
    if options.service not in catalogue.objects["service"] and (why := why_not(options.service, ())):
        raise Refused(why)
    file = Path(os.path.relpath(options.data.absolute().parent / "import" / f"{options.service}.yaml"))
    answers = read_answers(file)
    added = _add_options(options, answers)
    sheets = Import(catalogue, options.service, answers, options.file, raw)
    options.provider = sheets.party(options.provider or "")
    questions = [*sheets.questions, *sheets.unused(added), *sheets.no_provider(options.provider)]
    lines = [*itertools.chain.from_iterable(map(_table, sheets.meanings)), *(remark[language] for remark in sheets.remarks)]
    print(*lines, *(f"{question.at}: {question.text[language]}" for question in questions[:_SHOWN]), sep="\n")
    if questions:
        raise Incorrect("import.open", count=min(len(questions), _SHOWN))
    typed = Answers({key: value for key, value in vars(options).items() if value}, [*catalogue.identity.languages], language)
    paths = list(sheets.write(change, typed))
    if paths:
        _show_consequence(options, change, catalogue, paths, language)
    else:
        print(message("import.same")[language])
    if options.write:
        if sheets.answered != read_answers(file):
            change.write(file, answers_as_yaml(sheets.answered).encode())
            paths.append(file)
            change.apply()
        if paths:
            print(message("new.written", id=quote(options.service), files=[path.as_posix() for path in paths])[language])
    elif paths:
        print(message("import.not-written")[language])
    return EXIT_FINE


def _add_options(options: argparse.Namespace, answers: dict[str, dict[str, str]]) -> dict[tuple[str, str], None]:
    """Add the answers that are options to ``answers``; return their kinds and texts."""
    added: dict[tuple[str, str], None] = {}
    answers["settings"] |= {name: value for name in SETTINGS if (value := getattr(options, name))}
    for kind in QUESTION_KINDS:
        for option in getattr(options, kind):
            text, equals, answer = option.rpartition("=")
            if not equals:
                raise Refused("import.no-answer-option", option=f"--{kind}", text=quote(option))
            added[kind, text] = None
            if answer != NEW or text not in answers[kind]:  # what was new at an earlier import has its id there
                answers[kind][text] = answer
    return added


def _show_consequence(
    options: argparse.Namespace, change: Transaction, before: Catalogue, paths: list[Path], language: str
) -> None:
    """Print what changes and for whom, and what the check finds; a service that breaks rules of counting becomes a draft.

    Raise :class:`Incorrect`, with nothing written, if its status says that it is none.
    """
    from service_catalogue.diff.compare import compare
    from service_catalogue.diff.report import Report

    change.apply()
    after, path = check(change.folder), paths[-1]
    strict = (problem for problem in after.problems if problem.is_error and problem.at.path == path.as_posix())
    breaks = any(getattr(problem.rule, "lenient", False) for problem in strict)
    service = before.objects["service"].get(options.service)
    stays = breaks and service is not None and service.status in (ServiceStatus.IN_FORCE, ServiceStatus.RETIRED)
    if breaks and not stays:
        source = Source(change, path)
        source.set_status("draft", AFTER_STATUS)
        source.write()
        change.apply()
        after = check(change.folder)
        print(message("import.draft")[language])
    if after.catalogue:
        names = (options.data.as_posix(), options.file.as_posix())
        changes = Report(before, after.catalogue, compare(before, after.catalogue), names)
        print(changes.text(before.identity.language(options.message_language)), end="")
    changed = {path.as_posix() for path in paths}
    problems = report.text([problem for problem in after.problems if problem.at.path in changed], language)
    sys.stdout.write(problems.replace(change.folder.as_posix(), options.data.as_posix()))
    if stays:
        raise Incorrect("import.no-draft", service=quote(options.service))


def _table(meaning: Meaning) -> Iterator[str]:
    """Yield the lines of the matrix as it was understood: headings, then tasks."""
    columns = dict.fromkeys((values, party) for _, values, party in meaning.cells)
    levels = zip(*((*values, party) for values, party in columns), strict=True)
    for level in levels:
        yield " " * _TASK + "".join(f"{name[: _LETTERS - 1]:<{_LETTERS}}" for name in level)
    for task in meaning.tasks:
        cells = (meaning.cells.get((task, *column), ("", ())) for column in columns)
        name = f"{task} {' '.join(meaning.tasks[task])}"[: _TASK - 1]
        yield f"{name:<{_TASK}}" + "".join(
            f"{' '.join((NO_ROLE if letters == '-' else letters, *notes)):<{_LETTERS}}" for letters, notes in cells
        )
