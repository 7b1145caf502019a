"""The command ``catalogue diff``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service_catalogue.check import report
from service_catalogue.check.checker import check
from service_catalogue.diff.confirm import checked
from service_catalogue.messages import Message, message
from service_catalogue.messages.failure import EXIT_FINE, EXIT_PROBLEMS, EXIT_USAGE, Refused, explain, fail
from service_catalogue.messages.problem import Problem, quote
from service_catalogue.yaml.transaction import transaction

if TYPE_CHECKING:
    from service_catalogue.diff.annexes import Annexes, AnnexWords
    from service_catalogue.diff.report import Report
    from service_catalogue.model.catalogue import Catalogue


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the command to the parser of ``catalogue``; ``common`` has the options of every command."""
    command = commands.add_parser("diff", parents=[common], help="what has changed between two states, and what it means")
    command.add_argument(
        "states", nargs="*", metavar="STATE", help="a folder, git revision, published site or data digest (then: the data)"
    )
    command.add_argument("--since", type=Path, metavar="FILE", help="what has changed since this PDF was made")
    command.add_argument("--site", type=Path, metavar="DIR", help="published editions, to look for a data digest in")
    command.add_argument(
        "--format", choices=("text", "markdown", "json"), default="text", help="how the changes are shown (text)"
    )
    command.add_argument("--preview", default="", metavar="URL", help="link each change to its place on this site (markdown)")
    command.add_argument("--no-pages", action="store_true", help="without the pages and booklets that change")
    command.add_argument("--record", type=_day, metavar="DATE", help="keep what has changed, for the page 'What has changed'")
    command.add_argument(
        "--annexes", type=Path, metavar="DIR", help="the annexes in DIR that the change reaches, instead; in Markdown, as well"
    )
    command.set_defaults(run=_diff, may_lack_data=True)

    command = commands.add_parser("annexes", parents=[common], help="list the annexes in a folder, and what they leave open")
    command.add_argument("folder", type=Path, metavar="DIR")
    command.set_defaults(run=_annexes)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{written!r} is no date: write it as 2026-12-31") from None


def _diff(options: argparse.Namespace) -> int:
    from service_catalogue.diff.change import concerning
    from service_catalogue.diff.compare import compare
    from service_catalogue.diff.pages import altered
    from service_catalogue.diff.report import Report
    from service_catalogue.diff.review import read_reviewers
    from service_catalogue.diff.states import History, StateError, read_state, service_of_pdf, state_of_pdf
    from service_catalogue.model.changelog import CHANGES_FOLDER

    language = options.message_language
    if len(options.states) > 2 or bool(options.since) == bool(options.states):
        return fail(message("diff.usage"), language, EXIT_USAGE)
    if len(options.states) == 2 and all(name.endswith(".yaml") and Path(name).is_file() for name in options.states):
        return _two_annexes(options)
    try:
        first = state_of_pdf(options.since, options.data, options.site) if options.since else options.states[0]
        second = options.states[1] if len(options.states) == 2 else str(options.data)
        old, new = (read_state(name, options.data, options.site) for name in (first, second))
    except (StateError, Refused) as error:
        return _refuse(options, explain(error))
    before, now = old.result.catalogue, new.result.catalogue
    for state in (old, new):
        if state.result.catalogue is None or state.result.form_errors:
            sys.stderr.write(report.text(state.result.form_errors, language))
            said, errors = message("diff.errors", name=quote(state.name)), state.result.form_errors
            return _refuse(options, said, state.name, errors)
    assert before is not None and now is not None
    changes = compare(before, now)
    annexes: tuple[str, ...] = ()
    if options.annexes:
        lines, status = _reached(options, now, Report(before, now, changes))
        if options.format != "markdown":
            print("\n".join(lines))
            return status
        annexes = tuple(line for line in lines if not line.startswith(" "))
    # Data that break a rule of meaning can be compared, but not rendered as pages.
    with_pages = not (old.result.failed or new.result.failed)
    if with_pages and not options.no_pages:
        changes += altered(before, now, options.data.absolute().parent / "docs")
    if service := service_of_pdf(options.since) if options.since else "":
        changes = concerning(changes, service)
    name = str(options.since) if options.since else old.name
    errors = tuple(problem for problem in new.result.problems if problem.is_error)
    whole = Report(
        before,
        now,
        changes,
        (name, new.name),
        (old.digest, new.digest),
        with_pages,
        options.preview,
        errors,
        service,
        annexes=annexes,
    )
    if before.identity.is_confirmed_by_review and (commit := History(options.data).resolved(first)):
        whole = replace(whole, reviewers=tuple(read_reviewers(History(options.data), commit, language).values()))
    if options.record:
        path: Path = options.data / CHANGES_FOLDER / f"{options.record.isoformat()}.json"
        with transaction(options.data) as change:
            change.write(path, whole.json(options.record).encode())
        sys.stderr.write(message("editing.file-written", file=path)[language] + "\n")  # apart from the changes, which may be JSON
    shown = {"text": whole.text, "markdown": whole.markdown}
    # The sentences quote texts, so they are in a language of the catalogue.
    of_texts = now.identity.language(options.message_language)
    sys.stdout.write(whole.json() if options.format == "json" else shown[options.format](of_texts))
    return EXIT_FINE


def old_dates(data: Path, base: str) -> Iterator[Message]:
    """Yield a next step for each service that says something else than at ``base``, a state without errors, and has its date."""
    from service_catalogue.diff.compare import compare
    from service_catalogue.diff.states import read_state

    before, now = (read_state(name, data).result.catalogue for name in (base, str(data)))
    assert before is not None and now is not None
    changed = {one.service for one in compare(before, now)}
    for service in now.services:
        was = before.objects["service"].get(service.id)
        if service.id in changed and was and service.changed not in (None, date.today()) and service.changed == was.changed:
            yield message("next.changed", file=service.at.path, date=service.changed)


def old_words(data: Path) -> Iterator[Message]:
    """Yield a next step for each word of an annex that the program had otherwise when an approval was recorded."""
    from service_catalogue.locale import words_of
    from service_catalogue.model.approvals import WORDS, read_items
    from service_catalogue.model.binding_words import before

    catalogue = check(data).catalogue
    changed: dict[tuple[str, str, str], list[str]] = {}
    for id, known in catalogue.approved.items() if catalogue else ():
        for language in map(str, catalogue.identity.languages) if catalogue else ():
            for key, words in before(read_items(known.items).get(f"{WORDS}{language}", ""), language).items():
                old, new = (
                    each if isinstance(each, str) else " · ".join(each.values())
                    for each in (words, words_of(language).table.get(key, "–"))
                )
                changed.setdefault((language, old, new), []).append(quote(id))
    for (language, old, new), ids in changed.items():
        yield message("next.words-changed", language=quote(language), old=old, new=new, approvals=ids)


def _annexes(options: argparse.Namespace) -> int:
    catalogue, problems = checked(options)
    words = _annex_words(options, catalogue)
    found = _read_annexes(options.folder, catalogue, words.edition.language)
    sys.stdout.write(words.register(found, problems))
    return EXIT_PROBLEMS if found.problems else EXIT_FINE


def _reached(options: argparse.Namespace, catalogue: Catalogue, whole: Report) -> tuple[list[str], int]:
    """Return the annexes that the changes in ``whole`` reach, in lines, and the exit status."""
    words = _annex_words(options, catalogue)
    found = _read_annexes(options.annexes, catalogue, words.edition.language)
    lines = list(words.reached(found, whole, whole.changes)) or [words.edition.words("annexes.none-reached")]
    return lines, EXIT_PROBLEMS if found.problems else EXIT_FINE


def _two_annexes(options: argparse.Namespace) -> int:
    from service_catalogue.pdf.annex_file import read_annex

    catalogue, _ = checked(options)
    words = _annex_words(options, catalogue)
    read = [read_annex(Path(name), catalogue) for name in options.states]
    for one in read:
        if one.annex is None:
            sys.stdout.write(report.text(one.problems, words.edition.language))
            return EXIT_PROBLEMS
    lines = [line for old, new in [(read[0].annex, read[1].annex)] if old and new for line in words.compared(old, new)]
    print("\n".join(lines or [words.edition.words("diff.none")]))
    return EXIT_FINE


def _annex_words(options: argparse.Namespace, catalogue: Catalogue) -> AnnexWords:
    from service_catalogue.diff.annexes import AnnexWords
    from service_catalogue.views.edition import Edition

    return AnnexWords(Edition(catalogue, catalogue.identity.language(options.message_language)))


def _read_annexes(folder: Path, catalogue: Catalogue, language: str) -> Annexes:
    from service_catalogue.diff.annexes import Annexes

    found = Annexes.of(folder, catalogue)
    sys.stderr.write(report.text(found.problems, language))
    return found


def _refuse(options: argparse.Namespace, said: Message, name: str = "", errors: Sequence[Problem] = ()) -> int:
    """Say why two states cannot be compared, with the errors of the state ``name``."""
    from service_catalogue.diff.report import refusal

    if options.format == "markdown":  # replaces the comment of an earlier run
        sys.stdout.write(refusal(said, name, errors, options.message_language))
    return fail(said, options.message_language)
