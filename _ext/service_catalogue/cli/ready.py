"""The command `ready`: format, check, confirm, and the meaning of a change, as a proposal needs them."""

from __future__ import annotations

import argparse

from service_catalogue.cli.parser import parser
from service_catalogue.messages.failure import EXIT_FINE, Refused
from service_catalogue.messages.quotation import quote
from service_catalogue.messages.texts import message


def run(options: argparse.Namespace) -> int:
    """Write what is generated, and run the commands that a proposal needs, until one fails; return the exit status."""
    from service_catalogue.diff.commands import old_words
    from service_catalogue.diff.history import History
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
