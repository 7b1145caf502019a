"""The commands and their options."""

from __future__ import annotations

import argparse
import functools
import itertools
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from importlib import import_module, resources
from pathlib import Path
from typing import Any

import yaml

from service_catalogue import __version__
from service_catalogue.check.message_language import language_of_messages, languages_in
from service_catalogue.messages.quotation import quote
from service_catalogue.messages.texts import Message, languages, message
from service_catalogue.model.published_ids import WITHDRAWN_KINDS

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
    table = yaml.load(resources.files(__package__).joinpath("commands.yaml").read_text("utf-8"), yaml.CSafeLoader)
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


def replaced(words: Sequence[str]) -> tuple[Message, str] | None:
    """Return the message that names the successor of a former command, and its language; ``None`` for a command of today."""
    former = " ".join(words[:1])
    if former == "pdf" and any(word.partition("=")[0] == "--annex" for word in words):
        former = "pdf --annex"
    if (command := REPLACED.get(former)) is None:
        return None
    asked = next((value for name, value in itertools.pairwise(words) if name == "--lang" and value in languages()), None)
    reason = message("failure.replaced", former=quote(f"catalogue {former}"), command=quote(f"catalogue {command}"))
    return reason, language_of_messages(asked, languages_in(Path("data")))
