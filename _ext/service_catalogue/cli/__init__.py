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
from collections.abc import Sequence
from pathlib import Path

from service_catalogue import __version__
from service_catalogue.check import language_of_messages, languages_in, report
from service_catalogue.check.report import Format
from service_catalogue.cli.build import LOCAL_SITE, build, export, pdf
from service_catalogue.cli.check import check
from service_catalogue.messages import (
    EXIT_FINE,
    EXIT_PROBLEMS,
    EXIT_USAGE,
    WORK,
    Location,
    Message,
    Problem,
    Refused,
    explain,
    fail,
    languages,
    message,
    quote,
    quoted_command,
    status_of,
)
from service_catalogue.schema import Address
from service_catalogue.schema.reader import Reader
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


_TIMINGS = "print the seconds of CPU of each stage, and how much it went through"


@functools.cache
def parser(name: str = "") -> argparse.ArgumentParser:
    """Return the parser of the command line; its options have ``run``, and ``forks`` if that starts processes.

    If ``name`` is a command that only reads the data, the parser has only such commands: importing the others costs a tenth of a check.
    """
    program = argparse.ArgumentParser(
        prog="catalogue",
        usage="catalogue COMMAND [OPTION …]",
        description="A catalogue of IT services: check it, build it.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    program.add_argument("--version", action="version", version=f"catalogue {__version__}")
    commands = program.add_subparsers(prog="catalogue", required=True, metavar="COMMAND", help=argparse.SUPPRESS)

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", type=Path, default=Path("data"), metavar="DIR", help="the folder of the data (data)")
    common.add_argument("--lang", choices=languages(), help="the language of messages (the user's, if the catalogue has it)")

    making = argparse.ArgumentParser(add_help=False, parents=[common])
    making.add_argument("--base-url", metavar="URL", help="where the site is published")
    making.add_argument("--jobs", "-j", type=_jobs, default=os.cpu_count() or 1, metavar="N", help="processes at once")

    command = commands.add_parser("check", parents=[common], help="check the data")
    command.add_argument("--live", action="store_true", help="check again at each change")
    command.add_argument("--since", metavar="REV", help="only problems that are new since this git revision")
    command.add_argument(
        "--strict", action="store_true", help="what nobody has confirmed is an error, if it is not to be published"
    )
    command.add_argument(
        "--base", metavar="REV", help="judged by what this git revision, the one before a proposal, says of that"
    )
    command.add_argument("--from-review", type=Path, metavar="FILE", help="with what the reviews of the proposal confirm")
    command.add_argument("--record-ids", action="store_true", help="add new ids to those that have been published")
    command.add_argument("--cover", action="store_true", help="list what the services that others rest on leave open")
    command.add_argument("--format", choices=[each.value for each in Format], help="how to report (text; in CI, the forge's own)")
    command.add_argument("--report", type=Path, metavar="FILE", help="write the report into FILE, and text here")
    command.add_argument("--timings", action="store_true", help=_TIMINGS)
    command.set_defaults(run=check)

    command = commands.add_parser("build", parents=[making], help="check the data and build the site")
    command.add_argument("--out", type=Path, metavar="SITE", help="publish there (_build/site, for looking at it)")
    command.add_argument(
        "--unconfirmed", default="", metavar="REASON", help="publish also what nobody has confirmed, marked, for this reason"
    )
    command.add_argument("--extra", type=Path, metavar="DIR", help="files to add to the site, such as CNAME and robots.txt")
    command.add_argument("--archive", type=Path, metavar="DIR", help="a site whose former editions (v/) a new one keeps")
    command.add_argument("--key", type=Path, metavar="KEY", help="with --out: the SSH key that signs the record")
    command.add_argument("--gzip", action="store_true", help="with compressed copies (.gz), for servers that send these")
    command.add_argument("--brotli", action="store_true", help="with copies that are compressed more (.br)")
    command.add_argument(
        "--work", type=Path, default=Path("_build"), metavar="DIR", help="where to keep what is built on the way (_build)"
    )
    command.add_argument("--edit-url", metavar="URL", help="where the files are edited")
    command.add_argument("--no-pdf", action="store_true", help="without the booklets, which take longest")
    command.add_argument("--live", action="store_true", help="serve the site here, and build it again at each change")
    command.add_argument("--port", type=_port, default=8000, help="the port of --live (8000)")
    command.add_argument("--host", default="127.0.0.1", help="the address of --live (127.0.0.1: this machine alone)")
    command.add_argument("--timings", action="store_true", help=_TIMINGS)
    command.set_defaults(run=build, forks=True)

    command = commands.add_parser("pdf", parents=[making], help="check the data and make booklets")
    command.add_argument("ids", nargs="*", metavar="ID", help="services, and 'catalogue' for the whole (everything)")
    command.add_argument("--out", type=Path, default=Path("_build/pdf"), metavar="DIR", help="where to (_build/pdf)")
    command.set_defaults(run=pdf, forks=True)

    command = commands.add_parser(
        "export", parents=[common], help="check the data and write them as JSON, CSV, XLSX and Markdown"
    )
    command.add_argument("--out", type=Path, default=Path("_build/api/v1"), metavar="DIR", help="where to (_build/api/v1)")
    command.add_argument(
        "--format",
        choices=["json", "csv", "xlsx", "md", "changes", "translations", "translations-xlsx"],
        help="write one file to standard output instead",
    )
    help_of_id = "the service of that file (of the whole, for JSON and changes), or the language of translations"
    command.add_argument("id", nargs="?", metavar="ID", help=help_of_id)
    command.set_defaults(run=export)

    command = commands.add_parser("verify", help="compare a site, PDF or workbook with its edition")
    command.add_argument("--lang", choices=languages(), help="the language of messages")
    command.add_argument("--out", type=Path, default=LOCAL_SITE, metavar="SITE", help="the site (_build/site)")
    command.add_argument(
        "what", metavar="DIR|URL|FILE", help="a site, a booklet, annex or workbook, or the record of an approval"
    )
    command.add_argument("--timeout", type=float, default=300.0, metavar="SECONDS", help="the most for each file of a site (300)")
    command.add_argument("--json", action="store_true", help="print what differs as JSON")
    command.add_argument("--key", type=Path, metavar="SIGNERS", help="the signatures too, by this file of allowed signers")
    command.set_defaults(run=_verify)

    if name not in commands.choices:
        _add_editing(commands, common)
    command = commands.add_parser("ready", parents=[common], help="format, check, confirm, and say what the change means")
    command.add_argument("--since", default="main", metavar="REV", help="what it is proposed to (main)")
    help_of_check = "change nothing; name each file that is not as this command writes it"
    command.add_argument("--check", action="store_false", dest="changes", help=help_of_check)
    command.set_defaults(run=_ready)
    help_of = {}
    for choice in commands._choices_actions:  # argparse shows the help of a command in the list of commands alone
        commands.choices[choice.dest].description = help_of[choice.dest] = choice.help
    program.epilog = "\n\n".join(
        "\n".join((f"{heading}:", *(f"  {name:<11}{help_of[name]}" for name in names if name in help_of)))
        for heading, names in HEADINGS.items()
    )
    return program


def _ready(options: argparse.Namespace) -> int:
    """Write what is generated, and run the commands that a proposal needs, until one fails; return the exit status."""
    from service_catalogue.diff import History
    from service_catalogue.diff.commands import old_dates, old_words
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
    for reminder in (*old_dates(options.data, base), *old_words(options.data)):
        print(reminder[options.message_language])
    print(message("next.ready")[options.message_language])
    return EXIT_FINE


def _port(text: str) -> int:
    """Return the number of a port; 0 is any that is free."""
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: choose a number from 1 to 65535")
    return int(text)


def _jobs(text: str) -> int:
    """Return a number of processes."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes: choose 1 or more")
    return int(text)


def _add_editing(commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    """Add the commands that compare and change data."""
    from service_catalogue.cli import annex, import_sheet
    from service_catalogue.diff import commands as diff, confirm
    from service_catalogue.editing import commands as editing

    changing = argparse.ArgumentParser(add_help=False, parents=[common])
    changing.set_defaults(changes=True)
    editing.add_commands(commands, changing)
    import_sheet.add_command(commands, common)
    diff.add_commands(commands, common)
    annex.add_commands(commands, common)
    confirm.add_confirm(commands, changing)
    confirm.add_approve(commands, changing)


def _verify(options: argparse.Namespace) -> int:
    from service_catalogue.site.commands import verify  # which no other command has to wait for

    return verify(options)


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
    options = parser(*words[:1]).parse_args(words)
    options.message_language = language_of_messages(options.lang, languages_in(getattr(options, "data", Path("data"))))
    options.words = words
    if problems := _problems_of_addresses(options):
        sys.stderr.write(report.text(problems, options.message_language))
        return EXIT_USAGE
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
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
    """Return what replaces the former command in ``words``, and the language to say it in; ``None`` if there is one today."""
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
