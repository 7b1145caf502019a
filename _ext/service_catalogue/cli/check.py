"""``catalogue check``, with which most other commands begin."""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from service_catalogue.check import checker, report
from service_catalogue.check.checker import CheckResult, gaps
from service_catalogue.check.report import Format
from service_catalogue.check.watcher import changes
from service_catalogue.diff.base_problems import BaseProblems
from service_catalogue.diff.history import History
from service_catalogue.files import refuse_links, state_folder
from service_catalogue.messages.failure import EXIT_FINE, EXIT_PROBLEMS, WORK, Incorrect, Refused
from service_catalogue.messages.problem import Problem
from service_catalogue.messages.quotation import quote
from service_catalogue.messages.texts import Message, message
from service_catalogue.model import json_schema
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.published_ids import PUBLISHED_FILE, record
from service_catalogue.rules import approvals
from service_catalogue.store import Store
from service_catalogue.yaml.transaction import transaction


def keep_out_of_data(data: Path, *folders: Path) -> None:
    """Raise ``Refused`` if any of ``folders`` is an address, or in ``data``, where its files would be read as data, or ``OSError`` for a link."""
    for folder in folders:
        if ":/" in folder.as_posix()[2:]:  # after the drive of Windows
            raise Refused("failure.address", file=folder)
        if folder.parts[:1] == WORK.parts:  # which a proposal may bring as well
            refuse_links(folder, Path())
        if folder.resolve().is_relative_to(data.resolve()):
            raise Refused("failure.in-data", folder=folder, data=data)


def command_text(language: str, name: str, /, **values: object) -> str:
    """Return the message ``command.<name>``."""
    return message(f"command.{name}", **values)[language]


def page_count(count: int) -> Message:
    """Return a number of pages in words: *17 pages*."""
    return message("command.pages", count=count)


def base_url(options: argparse.Namespace, catalogue: Catalogue) -> str:
    """Return the address at which the site is published, or an empty text."""
    site = catalogue.identity.site
    return chosen(getattr(options, "base_url", None), site.base_url if site else None)


def chosen(option: str | None, default: str | None) -> str:
    """Return the value of an option, else its ``default`` in the data."""
    return option if option is not None else str(default or "")


def check(options: argparse.Namespace) -> int:
    """Check the data, once or at each change; return the exit status."""
    if options.report and not options.report.parent.is_dir():
        raise Refused("failure.no-folder", file=options.report.parent)
    known = BaseProblems(options.data, options.since) if options.since else None
    if not options.live:
        return _check_once(options, known)
    try:
        for number, _ in enumerate(changes(lambda: [options.data])):
            if number:
                print(message("check.again", folder=options.data)[options.message_language], flush=True)
            _check_once(options, known)
    except KeyboardInterrupt:
        pass
    return EXIT_FINE


def _check_once(options: argparse.Namespace, known: BaseProblems | None) -> int:
    with transaction(options.data) if options.record_ids else nullcontext() as change:
        result = _checked(options, strict=options.strict)
        added = record(change, result.catalogue) if change and result.catalogue and not result.failed else 0
    language = options.message_language
    if options.cover and result.catalogue and not result.failed:
        uncovered = [*gaps(result.catalogue)]
        sys.stdout.write(_text(uncovered, language) + message("cover.count", count=len(uncovered))[language] + "\n")
        return EXIT_PROBLEMS if uncovered else EXIT_FINE
    problems = known.new(result.problems) if known else result.problems
    errors = {problem.rule.name for problem in problems if problem.is_error}
    _report(options, result, problems, language)
    if options.strict and approvals.suspect.name in errors and result.catalogue:
        policy = result.catalogue.policy or result.catalogue.identity
        print(message("review.needed" if policy.is_confirmed_by_review else "next.confirm")[language])
    if options.record_ids:
        ids = {"count": added, "file": options.data / PUBLISHED_FILE}
        print(command_text(language, "not-recorded") if result.failed else command_text(language, "recorded", **ids))
    return EXIT_PROBLEMS if errors else EXIT_FINE


def _report(options: argparse.Namespace, result: CheckResult, problems: Sequence[Problem], language: str) -> None:
    """Report problems in the format of the option, else of the environment, such as a forge."""
    form = Format(options.format) if options.format else report.chosen(os.environ)
    identity = result.catalogue.read_identity if result.catalogue else None
    context = report.ReportContext(language, identity.manual_page("editors/rules", language) if identity else "")
    text = report.written(form, problems, context)
    if options.report:
        options.report.write_text(text, "utf-8", newline="\n")
    if options.report or form is Format.TEXT:
        text = _text(problems, language)
    sys.stdout.write(text)
    sys.stdout.flush()
    last = sys.stdout if options.report or form in (Format.TEXT, Format.GITHUB) else sys.stderr
    last.write(report.summary(problems, result.files, language))
    if hidden := len(result.problems) - len(problems):
        last.write(message("check.known", count=hidden, name=quote(options.since))[language] + "\n")
    last.write(report.unchecked(result.unchecked_services, result.unchecked_rules, language))
    last.flush()


def checked(options: argparse.Namespace, *, strict: bool = False) -> CheckResult:
    """Check the data, strictly if they are about to be published, and report the problems as text; return the result."""
    result = _checked(options, strict=strict)
    sys.stdout.write(as_text(result, options.message_language))
    sys.stdout.flush()
    return result


def sound(options: argparse.Namespace, otherwise: str) -> tuple[Catalogue, Sequence[Problem]]:
    """Check the data and report the problems; return the catalogue, and these. Raise :class:`Incorrect` if there are errors."""
    result = checked(options)
    if result.failed or result.catalogue is None:
        raise Incorrect(f"command.{otherwise}")
    return result.catalogue, result.problems


def _checked(options: argparse.Namespace, *, strict: bool) -> CheckResult:
    """Check the data, and renew the schemas that help while editing."""
    judged = None
    if getattr(options, "base", None):
        from service_catalogue.diff.confirm import judge

        judged = judge(options)
    believes = not (strict or judged or getattr(options, "out", None) or os.environ.get("CI"))
    result = checker.check(options.data, judged, _kept(options.data) if believes else None)
    result = result.strictly() if strict else result
    if result.catalogue and not result.failed:
        json_schema.renew(options.data, result.catalogue)
    return result


def _kept(data: Path) -> Store | None:
    """Return the store of findings of ``data`` for a plain check; ``None`` if there is no folder for it. Raise ``Refused``."""
    try:
        folder = state_folder(data) / "checked"
    except OSError:
        return None
    if tracked := History(folder.parent).tracked(folder.name) if folder.exists() else []:
        raise Refused("failure.tracked", folder=folder, files=tracked)
    return Store(folder)


def as_text(result: CheckResult, language: str) -> str:
    """Return the problems, a line each and in colour on a terminal, the number of files, and what was not checked."""
    text = _text(result.problems, language) + report.summary(result.problems, result.files, language)
    return text + report.unchecked(result.unchecked_services, result.unchecked_rules, language)


def _text(problems: Sequence[Problem], language: str) -> str:
    return report.text(problems, language, report.wants_colour(sys.stdout.isatty(), os.environ))
