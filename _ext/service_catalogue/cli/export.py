"""``catalogue export``: the data for machines and for spreadsheets, without a site."""

from __future__ import annotations

import argparse

from service_catalogue.check.checker import Checker
from service_catalogue.cli.check import checked
from service_catalogue.cli.folders import keep_out_of_data
from service_catalogue.cli.output import said
from service_catalogue.messages.failure import EXIT_FINE, EXIT_PROBLEMS


def export(options: argparse.Namespace) -> int:
    """Write the files; gives the status of the command."""
    from service_catalogue.export.files import write

    keep_out_of_data(options.data, options.out)
    result, language = checked(options, Checker(options.data))
    if result.failed:
        print(said(language, "no-export"))
        return EXIT_PROBLEMS
    assert result.catalogue is not None
    count = sum(1 for _ in write(result.catalogue, options.data, options.out))
    print(said(language, "exported", count=count, folder=options.out))
    return EXIT_FINE
