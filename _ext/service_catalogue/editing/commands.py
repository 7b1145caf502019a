"""The commands that change files for an editor: each gives the exit status."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from service_catalogue.check import json_schema
from service_catalogue.check.checker import Checker
from service_catalogue.editing.layout import Outcome, format_files
from service_catalogue.messages import DEFAULT, language_for, message

FINE, PROBLEMS, USAGE = 0, 1, 2


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands to ``commands``, the subparsers of the command line."""
    command = commands.add_parser("schema", parents=[common], help="write the JSON Schemas that help while editing")
    command.set_defaults(run=_schema)

    command = commands.add_parser("format", parents=[common], help="put the files of data into one layout")
    command.add_argument("files", nargs="*", type=Path, metavar="FILE", help="these files (all of the data)")
    command.add_argument("--check", action="store_true", help="change nothing; say what is not in the layout")
    command.set_defaults(run=_format)


def _schema(options: argparse.Namespace) -> int:
    catalogue = Checker(options.data).check().catalogue
    language = options.lang or (language_for(catalogue.identity.authoritative) if catalogue else DEFAULT)
    if catalogue is None:
        print(message("editing.no-catalogue", file=options.data / "catalogue.yaml")[language])
        return PROBLEMS
    folder = options.data / json_schema.FOLDER
    count = json_schema.write(folder, catalogue)
    print(message("editing.schema", count=count, folder=folder)[language])
    return FINE


def _format(options: argparse.Namespace) -> int:
    paths = options.files or sorted(path for path in options.data.rglob("*.yaml") if path.is_file() and not path.is_symlink())
    if missing := next((path for path in paths if not path.is_file()), None):
        print(message("editing.no-file", file=missing)[options.lang or DEFAULT], file=sys.stderr)
        return USAGE
    status = FINE
    for path, outcome in format_files(paths, write=not options.check):
        print(message(f"editing.{outcome.value}", file=path)[options.lang or DEFAULT])
        status = status if outcome is Outcome.FORMATTED else PROBLEMS
    return status
