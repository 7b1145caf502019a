"""The command ``catalogue confirm``: show what is suspect, with both sides, and record what agrees."""

import argparse
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from service_catalogue.check import report
from service_catalogue.check.checker import check
from service_catalogue.diff.sentences import compared, runs_as_text
from service_catalogue.diff.states import History
from service_catalogue.messages import message
from service_catalogue.messages.failure import EXIT_FINE, Incorrect, Refused
from service_catalogue.messages.problem import Problem, did_you_mean, quote, visible
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.reviewed import (
    FORMER_FILE,
    REVIEWED_FOLDER,
    Review,
    changes,
    confirm,
    converted,
    record_of,
    reviews,
    side_names,
)
from service_catalogue.yaml.transaction import transaction
from service_catalogue.yaml.values import digest

_YES = ("y", "yes", "j", "ja")
#: A claim that names no party, as it is recorded.
_NOBODY = re.compile(r"(?<=\bparty: )-(?=;|$)")


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the command to the parser of ``catalogue``; ``common`` has the options of every command."""
    command = commands.add_parser(
        "confirm", parents=[common], help="show what has changed on one side, and confirm that both agree"
    )
    command.add_argument(
        "addresses", nargs="*", metavar="ADDRESS", help="of an item, or of what contains items, such as a service"
    )
    command.add_argument("--all", action="store_true", help="confirm everything, or what is named, without a question")
    command.add_argument("--reviewer", default="", metavar="ROLE", help="the role of who has read it")
    command.add_argument("--source", type=Path, metavar="FILE", help="the source that it was read against")
    command.set_defaults(run=_confirm)


def catalogue_of(options: argparse.Namespace) -> Catalogue:
    """Return the catalogue. Report errors of form, and raise :class:`Incorrect`."""
    return checked(options)[0]


def checked(options: argparse.Namespace) -> tuple[Catalogue, Sequence[Problem]]:
    """Return the catalogue, and its problems. Report errors of form, and raise :class:`Incorrect`."""
    result = check(options.data)
    if result.catalogue is None or result.form_errors:
        sys.stderr.write(report.text(result.form_errors, options.message_language))
        raise Incorrect("diff.errors", name=quote(options.data))
    return result.catalogue, result.problems


def _confirm(options: argparse.Namespace) -> int:
    with transaction(options.data) as change:
        catalogue, language = catalogue_of(options), options.message_language
        if options.all and os.environ.get("CI"):
            raise Refused("confirm.in-ci")
        if options.source and not options.addresses:
            raise Refused("confirm.no-address", file=quote(options.source))
        folder, former = options.data / REVIEWED_FOLDER, options.data / FORMER_FILE
        if former.is_file():
            lines = converted(catalogue, change.read(former))
            catalogue = replace(catalogue, reviewed={**(catalogue.reviewed or {}), former.as_posix(): lines})
            change.remove(former)
            print(message("confirm.converted", file=former, folder=folder)[language])
        every = reviews(catalogue)
        known = [review.item.address for review in every]
        for address in options.addresses:
            if not any(_is_in(each, address) for each in known):
                raise Refused("confirm.unknown", name=quote(address), hint=did_you_mean(address, known))
        if options.addresses and not (options.all or _in_terminal()):
            raise Refused("confirm.no-terminal")
        if not (catalogue.reviewed or options.addresses or options.all):
            print(message("confirm.nothing-recorded")[language])
            return EXIT_FINE
        left = [review for review in every if not review.is_confirmed]
        wanted = options.addresses
        named = [review for review in left if not wanted or any(_is_in(review.item.address, each) for each in wanted)]
        confirmed = _confirmed(named, catalogue, options, language)
        sources = {address: _source(options.source) for address in options.addresses if options.source}
        confirm(change, catalogue, confirmed, " ".join(options.reviewer.split()), sources)
    if confirmed:
        print(message("confirm.confirmed", count=len(confirmed), folder=folder)[language])
    count = len(left) - len(confirmed)
    print((message("confirm.left", count=count) if count else message("confirm.all-confirmed"))[language])
    if count and not _in_terminal():
        print(message("next.confirm")[language])
    return EXIT_FINE


def _confirmed(named: list[Review], catalogue: Catalogue, options: argparse.Namespace, language: str) -> set[str]:
    """Show the items ``named``; return the addresses of those that are confirmed: by an answer in a terminal, or all."""
    asks = _in_terminal() and not options.all
    before = History(options.data).words(
        {review.line.digests[side] for review in named if review.line for side in review.changed}
    )
    confirmed: set[str] = set()
    for review in named:
        for line in _shown(review, before, record_of(catalogue).sources, language):
            print(line)
        try:
            agrees = input(f"{message('confirm.ask')[language]} ").strip().lower() in _YES if asks else options.all
        except (EOFError, KeyboardInterrupt):  # what was answered is recorded
            break
        if agrees:
            confirmed.add(review.item.address)
    return confirmed


def _in_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _shown(review: Review, before: Mapping[str, str], sources: Mapping[str, str], language: str) -> Iterator[str]:
    """Yield the lines about an item, with the words that have changed since the state that is in the history of git."""
    item = review.item
    side = (*review.unchanged, *review.changed)[0]
    state = changes(review) if review.changed else message("confirm.new")
    yield f"{item.places[side].at}: {visible(item.address)}: {state[language]}"
    for side, name in zip(item.sides, side_names(item.sides), strict=True):
        shown = visible(" ".join(item.sides[side].split()))
        shown = _NOBODY.sub(message("confirm.nobody")[language], shown) if side == "claim" else shown
        if side in review.changed and review.line:
            then = before.get(review.line.digests[side])
            lost = message("confirm.lost", text=shown)[language]
            shown = lost if then is None else runs_as_text(compared(visible(" ".join(then.split())), shown))
        yield f"  {name[language]}: {shown}"
    if source := max((address for address in sources if _is_in(item.address, address)), key=len, default=""):
        yield f"  {message('confirm.source', source=visible(sources[source]))[language]}"


def _is_in(address: str, name: str) -> bool:
    return f"{address}.".startswith(f"{name}.")


def _source(file: Path) -> str:
    """Return the record of a source that is read today: the day, the digest of the file, its name."""
    return f"{date.today().isoformat()} {digest(file.read_bytes())} {' '.join(file.name.split())}"
