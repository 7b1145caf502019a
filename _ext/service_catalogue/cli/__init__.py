"""The command ``catalogue``: its commands and their options."""

from __future__ import annotations

import argparse
import ctypes
import functools
import io
import itertools
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from importlib import import_module, resources
from pathlib import Path
from typing import Any

import yaml

from service_catalogue import __version__
from service_catalogue.check import report
from service_catalogue.check.message_language import language_of_messages, languages_in
from service_catalogue.messages.failure import EXIT_FINE, EXIT_PROBLEMS, EXIT_USAGE, WORK, Refused, explain, fail, status_of
from service_catalogue.messages.problem import Location, Problem
from service_catalogue.messages.quotation import quote, quoted_command
from service_catalogue.messages.texts import Message, languages, message
from service_catalogue.model.published_ids import WITHDRAWN_KINDS
from service_catalogue.schema.reader import Reader
from service_catalogue.schema.types import Address
from service_catalogue.timings import Stage
from service_catalogue.yaml import Scalar
from service_catalogue.yaml.transaction import is_stopped, recover

#: The commands under the headings of ``--help``.
HEADINGS = {
    "write": ("new", "import", "apply", "rename", "withdraw", "ready"),
    "decide": ("check", "diff", "confirm", "approve", "annex", "as-of"),
    "publish": ("build", "pdf", "export", "verify"),
}
#: Former commands, and what replaces them.
REPLACED = {
    "words": "new language",
    "format": "ready",
    "owners": "ready",
    "schema": "ready",
    "annexes": "annex list",
    "sheet": "annex sheet",
    "pdf --annex": "annex make",
    "editions": "as-of",
    "rollback": "build",
}


@functools.cache
def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line; its options have ``run``, and ``forks`` if that starts processes."""
    program = argparse.ArgumentParser(
        prog="catalogue",
        usage="catalogue COMMAND [OPTION …]",
        description="A catalogue of IT services: check it, build it.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    program.add_argument("--version", action="version", version=f"catalogue {__version__}")
    commands = program.add_subparsers(prog="catalogue", required=True, metavar="COMMAND", help=argparse.SUPPRESS)
    table = yaml.load(resources.files(__name__).joinpath("commands.yaml").read_text("utf-8"), yaml.CSafeLoader)
    for name, command in table["commands"].items():
        # argparse shows the help of a command in the list of commands alone.
        _add(commands, name, command, table["shared"]).description = command["help"]
    program.epilog = "\n\n".join(
        "\n".join((f"{heading}:", *(f"  {name:<11}{table['commands'][name]['help']}" for name in names)))
        for heading, names in HEADINGS.items()
    )
    return program


def _add(commands: Any, name: str, entry: Mapping[str, Any], shared: Mapping[str, Any]) -> argparse.ArgumentParser:
    """Add the command ``name`` to the subparsers ``commands``; return its parser."""
    command: argparse.ArgumentParser = commands.add_parser(name, help=entry["help"])
    if "commands" in entry:
        kinds = command.add_subparsers(required=True, metavar=entry["metavar"])
        for kind, one in entry["commands"].items():
            _add(kinds, kind, one, shared)
        return command
    values = _values()
    for options in (*map(shared.get, entry.get("with", ())), entry.get("options", {})):
        for names, how in options.items():
            named = {key: values.get(str(how[key]), how[key]) for key in ("type", "choices", "default") if key in how}
            command.add_argument(*names.split(), **how | named)
    command.set_defaults(run=functools.partial(_run, entry["run"]), **entry.get("defaults", {}))
    return command


def _run(place: str, options: argparse.Namespace) -> int:
    """Run the function at ``place``, in a module that no other command has to wait for; return the exit status."""
    module, _, name = place.partition(":")
    status: int = getattr(import_module(f"service_catalogue.{module}"), name)(options)
    return status


def _ready(options: argparse.Namespace) -> int:
    """Write what is generated, and run the commands that a proposal needs, until one fails; return the exit status."""
    from service_catalogue.diff import History
    from service_catalogue.diff.commands import old_words
    from service_catalogue.editing.scaffold import write_files

    if (status := write_files(options)) or not options.changes:
        return status
    base = History(options.data).merge_base(options.since)
    common = [f"--data={options.data}", *([f"--lang={options.lang}"] if options.lang else [])]
    for words in (["check"], ["confirm"], ["diff", base[:12]]):
        if words == ["confirm"] and not base:  # what comes before needs no revision
            raise Refused("check.unknown-revision", name=quote(options.since))
        step = parser().parse_args([*words, *common], argparse.Namespace(message_language=options.message_language))
        if (status := int(step.run(step))) and words != ["confirm"]:  # what is not confirmed is in a proposal all the same
            return status
    for reminder in old_words(options.data):
        print(reminder[options.message_language])
    print(message("next.ready")[options.message_language])
    return EXIT_FINE


def _read_by(read: Callable[[str], object], fault: str) -> Callable[[str], object]:
    """Return the type of an option with a value that ``read`` returns; ``fault`` is what is wrong where that raises ``ValueError``."""

    def value(text: str) -> object:
        try:
            return read(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} {fault}") from None

    return value


def _one_of(numbers: range, text: str) -> int:
    """Return one of ``numbers``. Raise ``ValueError``."""
    if not text.isdecimal() or int(text) not in numbers:
        raise ValueError(text)
    return int(text)


def _values() -> dict[str, Any]:
    """Return the values that have a name in the table of commands."""
    return {
        "path": Path,
        "float": float,
        # Port 0 is any that is free.
        "port": _read_by(functools.partial(_one_of, range(65536)), "is no port: choose a number from 1 to 65535"),
        "jobs": _read_by(functools.partial(_one_of, range(1, sys.maxsize)), "is no number of processes: choose 1 or more"),
        "day": _read_by(date.fromisoformat, "is no date: write it as 2026-12-31"),
        "time": _read_by(datetime.fromisoformat, "is no time: write it as 2026-12-31T23:59:00+01:00, or as 2026-12-31"),
        "_build/site": DEFAULT_SITE,
        "cpus": os.cpu_count() or 1,
        "today": date.today().isoformat(),
        "languages": languages(),
        "withdrawable": WITHDRAWN_KINDS,
    }


#: The site of commands that name none, which need not exist.
DEFAULT_SITE = Path("_build/site")
_PR_SET_PDEATHSIG = 1
#: The options of commands that change the data: only these restore what one that was stopped has changed.
_CHANGING = ("changes", "record_ids", "record", "write")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status.

    That is 0 if all is well, 1 if the data have problems or something failed, 2 if the command was used wrongly,
    and 130 if it was interrupted.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if refusal := _replaced(words):
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


def _replaced(words: Sequence[str]) -> tuple[Message, str] | None:
    """Return the message that names the successor of a former command, and its language; ``None`` for a command of today."""
    former = " ".join(words[:1])
    if former == "pdf" and any(word.partition("=")[0] == "--annex" for word in words):
        former = "pdf --annex"
    if (command := REPLACED.get(former)) is None:
        return None
    asked = next((value for name, value in itertools.pairwise(words) if name == "--lang" and value in languages()), None)
    reason = message("failure.replaced", former=quote(f"catalogue {former}"), command=quote(f"catalogue {command}"))
    return reason, language_of_messages(asked, languages_in(Path("data")))


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
