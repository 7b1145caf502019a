"""The commands that change files for an editor; each returns the exit status."""

import argparse
import itertools
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from service_catalogue import PROJECT
from service_catalogue.check import report
from service_catalogue.check.checker import check
from service_catalogue.check.message_language import language_of_messages, languages_in
from service_catalogue.editing.changes import ChangeLine, EditableObjects, read_lines, translated
from service_catalogue.editing.lifecycle import Rename, withdraw
from service_catalogue.editing.new import Answers, New, why_not
from service_catalogue.editing.scaffold import REQUIREMENTS, write_beside, write_data
from service_catalogue.locale.words import words_of
from service_catalogue.messages.failure import EXIT_FINE, EXIT_PROBLEMS, Incorrect, Refused, refuse_unknown
from service_catalogue.messages.quotation import TYPED_LENGTH, as_word, quote, quoted_command
from service_catalogue.messages.texts import Message, message
from service_catalogue.model import json_schema
from service_catalogue.model.catalogue import IDENTITY_FILE, Catalogue
from service_catalogue.model.reviewed import NOBODY, TERMINAL, carried, confirmed, items_of, write
from service_catalogue.schema.forms import is_language
from service_catalogue.yaml.transaction import Transaction, transaction


def read_catalogue(options: argparse.Namespace) -> Catalogue:
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
        refuse_unknown(options.old, known)
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
    language = options.message_language
    paths = apply(options.data, options.file.read_bytes(), options.file.as_posix(), language)
    print(applied(paths)[language])
    return report_open(options, paths, message("next.apply"), language) if paths else EXIT_FINE


def applied(paths: Sequence[Path]) -> Message:
    """Return that changes are written into the files ``paths``."""
    return message("apply.applied", files=[path.as_posix() for path in paths]) if paths else message("apply.same")


def apply(data: Path, content: bytes, name: str, language: str) -> list[Path]:
    """Change what each line of a change file names, and return the changed files; nothing is confirmed by it.

    Raise :class:`Incorrect` with all that is wrong, and change nothing.
    """
    faults = list[str]()
    with transaction(data) as change:
        before = check(data)
        if before.catalogue is None:
            raise Incorrect("editing.no-catalogue", file=data / IDENTITY_FILE)
        objects = EditableObjects(change, before.catalogue)
        is_sheet = Path(name).suffix in (".yaml", ".xlsx")
        for line in translated(Path(name), content, objects) if is_sheet else read_lines(content, name):
            place, fault = (line.place, objects.apply(line)) if isinstance(line, ChangeLine) else line
            faults += [f"{place}: {fault[language]}"] if fault else []
        if not faults:
            paths = objects.write()
            change.apply()
            known = [(problem.rule, problem.message) for problem in before.problems]
            errors = [each for each in check(data).problems if each.is_error and (each.rule, each.message) not in known]
            faults += report.text(errors, language).splitlines()
        if faults:
            raise Incorrect("apply.nothing", faults="".join(f"{fault}\n" for fault in faults))
    return paths


def _withdraw(options: argparse.Namespace) -> int:
    def edit(change: Transaction, catalogue: Catalogue, answers: Answers) -> tuple[Message, list[Path]]:
        source, heirs = withdraw(change, catalogue, options.kind, options.id, answers)
        source.write()
        also = message("editing.heirs", services=[quote(heir.id) for heir in heirs]) if heirs else Message("")
        done = message("editing.withdrawn", id=quote(options.id), date=options.on, file=source.path.as_posix(), heirs=also)
        return done, [source.path, *(Path(heir.at.path) for heir in heirs)]

    return _edit(options, edit, message("next.withdraw", diff=quoted_command("diff --annexes DIR", options.data)))


def _new(options: argparse.Namespace) -> int:
    def edit(change: Transaction, catalogue: Catalogue, answers: Answers) -> tuple[Message, list[Path]]:
        id, paths = getattr(New(change, catalogue, answers), options.object)()
        return message("new.written", id=quote(id), files=[path.as_posix() for path in dict.fromkeys(paths)]), paths

    return _edit(options, edit, message(f"next.{options.object}", live=quoted_command("build --live", options.data)))


def _edit(
    options: argparse.Namespace, edit: Callable[[Transaction, Catalogue, Answers], tuple[Message, list[Path]]], following: Message
) -> int:
    """Run ``edit``, which returns what it has done and the files, in a transaction; report the rest."""
    language = options.message_language
    with transaction(options.data) as change:
        catalogue = read_catalogue(options)
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
            texts: dict[str, Mapping[str, str]] = {name: answers.texts(name) for name in ("name", "tagline", "summary", "owner")}
            languages, paths = answers.languages, [*write_data(change, texts, answers.languages)]
            change.apply()
            made = check(options.data)
            if made.catalogue and not made.failed:  # who answered the questions has read it
                by = " ".join((TERMINAL, *(texts["owner"][languages[0]].split() or [NOBODY])))
                write(change, confirmed(made.catalogue, {item.address for item in items_of(made.catalogue)}, by))
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
        make = quote(f"pip wheel --no-deps {as_word(str(PROJECT))}", TYPED_LENGTH)
        print(message("new.no-wheel", file=REQUIREMENTS, make=make)[language])
    if before is not None:
        return EXIT_FINE
    for lacking in (each for each in languages if words_of(each).borrowed):
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
