"""The command ``catalogue``: its commands and their options."""

from __future__ import annotations

import argparse
import ctypes
import functools
import io
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from service_catalogue.check import report
from service_catalogue.check.message_language import language_of_messages, languages_in
from service_catalogue.cli.parser import DEFAULT_SITE, parser, replaced
from service_catalogue.messages.failure import EXIT_PROBLEMS, EXIT_USAGE, WORK, Refused, explain, fail, status_of
from service_catalogue.messages.problem import Location, Problem
from service_catalogue.messages.quotation import quoted_command
from service_catalogue.schema.reader import Reader
from service_catalogue.schema.types import Address
from service_catalogue.timings import Stage
from service_catalogue.yaml.transaction import is_stopped, recover
from service_catalogue.yaml.values import Scalar

_PR_SET_PDEATHSIG = 1
#: The options of commands that change the data: only these restore what one that was stopped has changed.
_CHANGING = ("changes", "record_ids", "record", "write")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status.

    That is 0 if all is well, 1 if the data have problems or something failed, 2 if the command was used wrongly,
    and 130 if it was interrupted.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if refusal := replaced(words):
        return fail(*refusal, EXIT_USAGE)
    options = parser().parse_args(words)
    options.message_language = language_of_messages(options.lang, languages_in(getattr(options, "data", Path("data"))))
    options.words = words
    if problems := _problems_of_addresses(options):
        sys.stderr.write(report.text(problems, options.message_language))
        return EXIT_USAGE
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        site = getattr(options, "site", None) or DEFAULT_SITE
        if site is not DEFAULT_SITE and not any((site / sign).exists() for sign in ("v", "api/v1/data.json")):
            raise Refused("failure.no-site", site=site)
        if "data" in options:
            if not options.data.is_dir() and not getattr(options, "may_lack_data", False):
                key = "no-catalogue" if options.data == Path("data") else "no-data"
                raise Refused(f"failure.{key}", folder=options.data)
            # Messages name files relative to the current folder.
            options.data = Path(os.path.relpath(options.data))
            if any(getattr(options, name, None) for name in _CHANGING):
                if restored := recover(options.data):
                    print(restored[options.message_language], file=sys.stderr)
            elif is_stopped(options.data):
                raise Refused("failure.unfinished", command=quoted_command("ready", options.data))
        if getattr(options, "forks", False):
            _end_children_with_parent()
        Stage.is_measured = getattr(options, "timings", False)
        status: int = options.run(options)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # the reader of the output has gone
        return EXIT_PROBLEMS
    except (Exception, KeyboardInterrupt) as error:
        print(explain(error, getattr(options, "work", WORK))[options.message_language], file=sys.stderr)
        return status_of(error)


def _problems_of_addresses(options: argparse.Namespace) -> list[Problem]:
    """Return the problems of the addresses among the options; they are parsed as in the data."""
    reader = Reader()
    for name in ("base-url", "edit-url"):
        if text := getattr(options, name.replace("-", "_"), None):
            reader.read(Address, Scalar(text, Location(f"--{name}")))
    return reader.problems


@functools.cache
def _end_children_with_parent() -> None:
    """End each process that is forked from now on when its parent ends. Only Linux can; elsewhere it completes its work."""
    parent = 0

    def remember() -> None:
        nonlocal parent
        parent = os.getpid()

    def follow() -> None:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before the kernel was asked
            os._exit(1)

    if sys.platform == "linux":
        os.register_at_fork(before=remember, after_in_child=follow)
