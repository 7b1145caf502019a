"""``catalogue check``, which every other command begins with."""

from __future__ import annotations

import argparse
import os
import sys

from service_catalogue import __version__
from service_catalogue.check import formats, report
from service_catalogue.check.checker import Checker, CheckResult
from service_catalogue.check.copied import SourceError, read_source
from service_catalogue.check.formats import Format
from service_catalogue.check.watch import changes
from service_catalogue.cli.said import base_url, language_of, said
from service_catalogue.failure import EXIT_FINE, EXIT_PROBLEMS, EXIT_USAGE
from service_catalogue.messages import DEFAULT, message
from service_catalogue.model.published import PUBLISHED_FILE, record


def check(options: argparse.Namespace) -> int:
    """Check the data, once or at each change; gives the status of the command."""
    try:
        checker = Checker(options.data, [read_source(path) for path in options.against])
    except SourceError as error:
        print(said(options.lang or DEFAULT, "not-read", path=error.path, reason=error.reason), file=sys.stderr)
        return EXIT_USAGE
    if not options.live:
        return _check_once(options, checker)
    try:
        for number, _ in enumerate(changes([options.data])):
            if number:
                print(message("check.again", folder=options.data)[options.lang or DEFAULT], flush=True)
            _check_once(options, checker)
    except KeyboardInterrupt:
        pass
    return EXIT_FINE


def _check_once(options: argparse.Namespace, checker: Checker) -> int:
    result, language = checked(options, checker)
    if options.record_ids and result.failed:
        print(said(language, "not-recorded"))
    elif options.record_ids and result.catalogue:
        added = record(options.data, result.catalogue)
        print(said(language, "recorded", count=added, file=options.data / PUBLISHED_FILE))
    return EXIT_PROBLEMS if result.failed else EXIT_FINE


def checked(options: argparse.Namespace, checker: Checker) -> tuple[CheckResult, str]:
    """Check the data and report the problems; gives them too, and the language of the report."""
    result = checker.check()
    language = language_of(options, result)
    format, output = chosen_format(options), getattr(options, "report", None)
    made = formats.written(format, result.problems, _telling(options, result, language))
    if output:
        output.write_text(made, "utf-8", newline="\n")
    if output or format is Format.TEXT:
        made = text(result, language)
    sys.stdout.write(made)
    sys.stdout.flush()
    last = sys.stdout if output or format in (Format.TEXT, Format.GITHUB) else sys.stderr
    last.write(summary(options, result, language))
    last.flush()
    return result, language


def text(result: CheckResult, language: str) -> str:
    """The problems, a line each; in colour on a terminal."""
    return report.text(result.problems, language, report.wants_colour(sys.stdout.isatty(), os.environ))


def summary(options: argparse.Namespace, result: CheckResult, language: str) -> str:
    """How many files have been checked, and what was found."""
    return report.summary(result.problems, sum(1 for _ in options.data.rglob("*.yaml")), language)


def chosen_format(options: argparse.Namespace) -> Format:
    """The format of reports: what is asked for, else that of where the command runs. Only the check writes files for programs."""
    if given := getattr(options, "format", None):
        return Format(given)
    found = formats.chosen(os.environ)
    return found if options.run is check or found is Format.GITHUB else Format.TEXT


def _telling(options: argparse.Namespace, result: CheckResult, language: str) -> formats.Telling:
    base = base_url(options, result.catalogue).rstrip("/") if result.catalogue else ""
    languages = result.catalogue.identity.languages if result.catalogue else ()
    shown = language if language in languages else next(iter(languages), "")
    return formats.Telling(language, __version__, f"{base}/{shown}/editors/rules.html" if base else "")
