"""``catalogue import``: a matrix from a spreadsheet, shown as it was understood, and written if it is asked for."""

import argparse
import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

from service_catalogue.check import report
from service_catalogue.check.checker import check
from service_catalogue.editing import spreadsheet
from service_catalogue.editing.lifecycle import AFTER_STATUS
from service_catalogue.editing.new import asked_in_terminal, why_not
from service_catalogue.editing.shapes import NEW, AnswersByKind
from service_catalogue.editing.source_edits import Source
from service_catalogue.editing.spreadsheet import Import, Meaning, Question, answers_as_yaml, read_answers
from service_catalogue.files import refuse_links
from service_catalogue.messages.failure import EXIT_FINE, Incorrect, Refused
from service_catalogue.messages.quotation import quote
from service_catalogue.messages.texts import message
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.kinds import ServiceStatus
from service_catalogue.model.matrix import NO_ROLE
from service_catalogue.yaml.transaction import Transaction, transaction

#: The number of questions that are shown.
_SHOWN = 100
#: The width of the names of tasks and of letters in the table.
_TASK, _LETTERS = 38, 13


def run(options: argparse.Namespace) -> int:
    """Show what a file says and what changes; write it if that was asked for; return the exit status."""
    language = options.message_language
    with nullcontext(sys.stdin.buffer) if str(options.file) == "-" else options.file.open("rb") as file:
        raw = file.read(spreadsheet.MAX_BYTES + 1)
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
    _add_options(options, answers)
    sheets = _read(options, catalogue, answers, raw)
    if questions := sheets.questions:
        _write_beside(file, answers_as_yaml(answers, [sheets.described(question, language) for question in questions], language))
        print(message("import.asked", file=file.as_posix())[language])
        raise Incorrect("import.open", count=len(questions))
    if not options.write:
        _write_beside(file, answers_as_yaml(answers, (), language))
    paths = list(sheets.write(change, language))
    if paths:
        _show_consequence(options, change, paths, sheets)
    else:
        print(message("import.same")[language])
    if options.write:
        if sheets.answered != read_answers(file):
            change.write(file, answers_as_yaml(sheets.answered, (), language).encode())
            paths.append(file)
            change.apply()
        if paths:
            print(message("new.written", id=quote(options.service), files=[path.as_posix() for path in paths])[language])
    elif paths:
        print(message("import.not-written")[language])
    return EXIT_FINE


def _read(options: argparse.Namespace, catalogue: Catalogue, answers: AnswersByKind, raw: bytes) -> Import:
    """Show and return how a file is read. In a terminal, its questions are asked one by one."""
    ask = asked_in_terminal() if str(options.file) != "-" else None
    from service_catalogue.diff.workbook_merge import merge, state_of, with_new

    base = state_of((options.file, raw), options.service, catalogue, options.data, options.site)
    words = with_new(base, catalogue, options.service)
    for number in itertools.count():
        sheets = Import(words, options.service, answers, options.file, raw)
        merge(sheets, base, catalogue)
        question = next((question for question in sheets.questions if question.kind), None) if ask else None
        if question is None or not number:
            _show(sheets, options.message_language)
        if ask is None or question is None:
            break
        described = sheets.described(question, options.message_language)
        kind, key, answer = _answered(question, described.answers, ask, options.message_language)
        answers[kind] |= {key: answer} if answer else {}  # without one, it is asked again
    return sheets


def _show(sheets: Import, language: str) -> None:
    """Print the matrix as it was understood, what would come in, and the questions."""
    remarks = (remark[language] for remark in (*sheets.remarks, *sheets.preview()))
    print(*itertools.chain.from_iterable(map(_table, sheets.meanings)), *remarks, sep="\n")
    for question in sheets.questions[:_SHOWN]:
        options = message("import.answer-with", options=question.options)[language] if question.answers else ""
        print(f"{question.at}: {question.text[language]} {options}".rstrip())


def _answered(question: Question, shown: Sequence[str], ask: Callable[[str], str], language: str) -> tuple[str, str, str]:
    """Return the kind, the text and the answer to a question in the terminal; without an answer, the suggestion."""
    key = "import.prompt" if shown[0] and shown[1:] else "import.prompt-open"
    answers = message(key, answer=shown[0], others=", ".join(filter(None, shown[1:] or shown)))[language]
    answer = ask(f"{question.at}: {question.text[language]} {answers} ").strip()
    is_all = answer == "!"
    return (
        ("settings", "accept", spreadsheet.SUGGESTED) if is_all else (question.kind, question.key, answer or question.answers[0])
    )


def _write_beside(file: Path, content: str) -> None:
    refuse_links(file, file.absolute().parent.parent)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, "utf-8", newline="")


def _add_options(options: argparse.Namespace, answers: AnswersByKind) -> None:
    """Add the answers that are options to ``answers``."""
    if options.name:
        options.name = spreadsheet.BETWEEN.join(options.name)
    answers["settings"] |= {name: value for name in spreadsheet.SETTINGS if (value := getattr(options, name))}
    for kind, option in ((each, option) for each in spreadsheet.QUESTION_KINDS for option in getattr(options, each)):
        text, equals, answer = option.rpartition("=")
        if not equals:
            raise Refused("import.no-answer-option", option=f"--{kind}", text=quote(option))
        if answer != NEW or text not in answers[kind]:  # what was new at an earlier import has its id there
            answers[kind][text] = answer


def _show_consequence(options: argparse.Namespace, change: Transaction, paths: list[Path], sheets: Import) -> None:
    """Print what changes and for whom, and what the check finds; a service that breaks rules of counting becomes a draft.

    Raise :class:`Incorrect`, with nothing written, if its status says that it is none, or if it is new and has an error.
    """
    from service_catalogue.diff.compare import compare
    from service_catalogue.diff.report import Report

    before, language = sheets.catalogue, options.message_language
    change.apply()
    after, path = check(change.folder), paths[-1]
    strict = (problem for problem in after.problems if problem.is_error and problem.at.path == path.as_posix())
    breaks = any(getattr(problem.rule, "lenient", False) for problem in strict)
    stays = breaks and sheets.service is not None and sheets.service.status in (ServiceStatus.IN_FORCE, ServiceStatus.RETIRED)
    if breaks and not stays:
        source = Source(change, path)
        source.set_status("draft", AFTER_STATUS)
        source.write()
        change.apply()
        after = check(change.folder)
        print(message("import.draft")[language])
    if after.catalogue:
        if not sheets.is_in(after.catalogue):
            raise Incorrect("import.lost", at=quote(options.file.name))
        names, changes = (options.data.as_posix(), options.file.as_posix()), compare(before, after.catalogue)
        print(Report(before, after.catalogue, changes, names).text(before.identity.language(language)), end="")
    if before.identity.languages[1:] and any(meaning.new for meaning in sheets.meanings):
        print(message("import.translate", files=[path.name for path in paths])[language])
    problems = [problem for problem in after.problems if problem.at.path in map(Path.as_posix, paths)]
    sys.stdout.write(report.text(problems, language).replace(change.folder.as_posix(), options.data.as_posix()))
    _refuse(options, stays, sheets.service is None and any(problem.is_error for problem in problems))


def _refuse(options: argparse.Namespace, is_in_force: bool, is_incorrect: bool) -> None:
    """Raise :class:`Incorrect` if the service is in force and breaks a rule, or if it is new and incorrect."""
    for key, applies in (("no-draft", is_in_force), ("no-service", is_incorrect)):
        if applies:
            raise Incorrect(f"import.{key}", service=quote(options.service))


def _table(meaning: Meaning) -> Iterator[str]:
    """Yield the lines of the matrix as it was understood: headings, then tasks."""
    columns = dict.fromkeys((values, party) for _, values, party in meaning.cells)
    for level in zip(*((*values, party) for values, party in columns), strict=True):
        yield " " * _TASK + "".join(f"{name[: _LETTERS - 1]:<{_LETTERS}}" for name in level)
    for task in meaning.tasks:
        cells = (meaning.cells.get((task, *column), ("", ())) for column in columns)
        name = f"{task} {' '.join(meaning.tasks[task])}"[: _TASK - 1]
        texts = (" ".join((NO_ROLE if letters == "-" else letters, *notes)) for letters, notes in cells)
        yield f"{name:<{_TASK}}" + "".join(f"{text:<{_LETTERS}}" for text in texts)
