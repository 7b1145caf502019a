"""The commands that change files for an editor: each gives the exit status."""

from __future__ import annotations

import argparse
from typing import Any

from service_catalogue.check import json_schema
from service_catalogue.check.checker import Checker
from service_catalogue.messages import DEFAULT, language_for, message

FINE, PROBLEMS, USAGE = 0, 1, 2


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands to ``commands``, the subparsers of the command line."""
    command = commands.add_parser("schema", parents=[common], help="write the JSON Schemas that help while editing")
    command.set_defaults(run=_schema)


def _schema(options: argparse.Namespace) -> int:
    catalogue = Checker(options.data).check().catalogue
    language = options.lang or (language_for(catalogue.identity.authoritative) if catalogue else DEFAULT)
    if catalogue is None:
        print(message("editing.unreadable", file=options.data / "catalogue.yaml")[language])
        return PROBLEMS
    folder = options.data / json_schema.FOLDER
    count = json_schema.write(folder, catalogue)
    print(message("editing.schema", count=count, folder=folder)[language])
    return FINE
