"""The commands and their options."""

from __future__ import annotations

import argparse
import functools
import os
from pathlib import Path
from types import ModuleType

from service_catalogue import __version__
from service_catalogue.check.report import Format
from service_catalogue.cli.build import LOCAL_SITE, build
from service_catalogue.cli.check import check
from service_catalogue.cli.outputs import export, pdf
from service_catalogue.messages import languages, message
from service_catalogue.messages.failure import EXIT_FINE, Refused
from service_catalogue.messages.problem import quote

#: The commands under the headings of ``--help``.
HEADINGS = {
    "write": ("new", "import", "rename", "withdraw", "ready"),
    "decide": ("check", "diff", "confirm", "approve", "annexes", "sheet"),
    "publish": ("build", "pdf", "export", "verify", "editions", "rollback"),
}
#: Former commands, and what replaces them.
REPLACED = {"words": "new language", "format": "ready", "owners": "ready", "schema": "ready"}


@functools.cache
def parser(name: str = "") -> argparse.ArgumentParser:
    """Return the parser of the command line; its options have ``run``, and ``forks`` if that starts processes.

    With the ``name`` of a command that only reads the data, that of such commands alone: to import the others takes a tenth of a check.
    """
    made = argparse.ArgumentParser(
        prog="catalogue",
        usage="catalogue COMMAND [OPTION …]",
        description="A catalogue of IT services: check it, build it.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--version", action="version", version=f"catalogue {__version__}")
    commands = made.add_subparsers(prog="catalogue", required=True, metavar="COMMAND", help=argparse.SUPPRESS)

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
    command.set_defaults(run=check)

    command = commands.add_parser("build", parents=[making], help="check the data and build the site")
    command.add_argument("--out", type=Path, metavar="SITE", help="publish there (_build/site, for looking at it)")
    command.add_argument(
        "--unconfirmed", default="", metavar="REASON", help="publish also what nobody has confirmed, marked, for this reason"
    )
    command.add_argument("--extra", type=Path, metavar="DIR", help="files to add to the site, such as CNAME and robots.txt")
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
    command.set_defaults(run=build, forks=True)

    command = commands.add_parser("pdf", parents=[making], help="check the data and make booklets")
    command.add_argument("ids", nargs="*", metavar="ID", help="services, and 'catalogue' for the whole (everything)")
    command.add_argument("--annex", type=Path, metavar="FILE", help="the contract annex of FILE instead")
    help_of_site = "the site among whose editions an annex finds the one that was signed (_build/site)"
    command.add_argument("--site", type=Path, default=LOCAL_SITE, metavar="SITE", help=help_of_site)
    command.add_argument("--out", type=Path, default=Path("_build/pdf"), metavar="DIR", help="where to (_build/pdf)")
    command.set_defaults(run=pdf, for_wall=False, forks=True)

    command = commands.add_parser("sheet", parents=[common], help="make the sheet for the wall: whom to call about one system")
    command.add_argument("annex", type=Path, metavar="ANNEX.yaml", help="the annex file of the system")
    command.add_argument("--out", type=Path, default=Path("_build/pdf"), metavar="DIR", help="where to (_build/pdf)")
    command.add_argument("--base-url", metavar="URL", help="where the site is published")
    command.set_defaults(run=pdf, ids=[], for_wall=True, forks=True)

    command = commands.add_parser(
        "export", parents=[common], help="check the data and write them as JSON, CSV, XLSX and Markdown"
    )
    command.add_argument("--out", type=Path, default=Path("_build/api/v1"), metavar="DIR", help="where to (_build/api/v1)")
    command.add_argument("--format", choices=["json", "csv", "xlsx", "md"], help="write one file to standard output instead")
    command.add_argument("id", nargs="?", metavar="ID", help="the service of that file (of the whole, for JSON)")
    command.set_defaults(run=export)
    _add_publishing(commands)

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
    made.epilog = "\n\n".join(
        "\n".join((f"{heading}:", *(f"  {name:<11}{help_of[name]}" for name in names if name in help_of)))
        for heading, names in HEADINGS.items()
    )
    return made


def _ready(options: argparse.Namespace) -> int:
    """Write what is generated, and run the commands that a proposal needs, until one fails; return the exit status."""
    from service_catalogue.diff.commands import old_dates, old_words
    from service_catalogue.diff.states import History
    from service_catalogue.editing.ready import write_files

    if (status := write_files(options)) or not options.changes:
        return status
    base = History(options.data).merge_base(options.since)
    common = [f"--data={options.data}", *([f"--lang={options.lang}"] if options.lang else [])]
    for words in (["check"], ["confirm"], ["diff", base[:12], "--no-pages"]):
        if words == ["confirm"] and not base:  # what comes before needs no revision
            raise Refused("check.unknown-revision", name=quote(options.since))
        step = parser().parse_args([*words, *common], argparse.Namespace(message_language=options.message_language))
        if (status := int(step.run(step))) and words != ["confirm"]:  # what is not confirmed is in a proposal all the same
            return status
    for said in (*old_dates(options.data, base), *old_words(options.data)):
        print(said[options.message_language])
    print(message("next.ready")[options.message_language])
    return EXIT_FINE


def _port(written: str) -> int:
    """Return the number of a port; 0 is any that is free."""
    if not written.isdecimal() or int(written) > 65535:
        raise argparse.ArgumentTypeError(f"{written!r} is no port: choose a number from 1 to 65535")
    return int(written)


def _jobs(written: str) -> int:
    """Return a number of processes."""
    if not written.isdecimal() or int(written) < 1:
        raise argparse.ArgumentTypeError(f"{written!r} is no number of processes: choose 1 or more")
    return int(written)


def _add_publishing(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for published editions, which need no data."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=languages(), help="the language of messages")
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument("--out", type=Path, default=LOCAL_SITE, metavar="SITE", help="the site (_build/site)")

    command = commands.add_parser("editions", parents=[common, where], help="list the editions of a site that are kept")
    command.add_argument("--keep", metavar="DIGEST|FILE", help="keep for ever the edition with this digest, PDF or workbook")
    command.set_defaults(run=lambda options: _of_site().editions(options.out, options.keep, options.message_language))

    command = commands.add_parser("rollback", parents=[common, where], help="publish an edition again that is kept")
    command.add_argument("digest", nargs="?", default="", metavar="DIGEST", help="which (the one before the current)")
    command.set_defaults(run=lambda options: _of_site().rollback(options.out, options.digest, options.message_language))

    command = commands.add_parser("verify", parents=[common, where], help="compare a site, PDF or workbook with its edition")
    command.add_argument("what", metavar="DIR|URL|FILE", help="a folder, the address of a site, or a booklet, annex or workbook")
    command.add_argument(
        "--timeout", type=float, default=300.0, metavar="SECONDS", help="the most for each file at an address (300)"
    )
    command.add_argument("--json", action="store_true", help="print what differs as JSON")
    command.set_defaults(
        run=lambda options: _of_site().verify(options.what, options.out, options.message_language, options.timeout, options.json)
    )


def _add_editing(commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    """Add the commands that compare and change data."""
    from service_catalogue.cli import import_sheet
    from service_catalogue.diff import approve, commands as diff, confirm
    from service_catalogue.editing import commands as editing

    changing = argparse.ArgumentParser(add_help=False, parents=[common])
    changing.set_defaults(changes=True)
    editing.add_commands(commands, changing)
    import_sheet.add_command(commands, common)
    diff.add_commands(commands, common)
    confirm.add_commands(commands, changing)
    approve.add_commands(commands, changing)


def _of_site() -> ModuleType:
    """Return the commands of sites, which no other command has to wait for."""
    from service_catalogue.site import commands

    return commands
