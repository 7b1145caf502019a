"""The command ``catalogue confirm``: show what is suspect, with both sides, and record what agrees."""

import argparse
import itertools
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from service_catalogue.check import report
from service_catalogue.check.checker import check
from service_catalogue.diff.review import with_reviews
from service_catalogue.diff.sentences import compared, runs_as_text
from service_catalogue.diff.states import History
from service_catalogue.locale import words_of
from service_catalogue.messages import message
from service_catalogue.messages.failure import EXIT_FINE, EXIT_PROBLEMS, Incorrect, Refused
from service_catalogue.messages.problem import Problem, did_you_mean, quote, visible
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.reviewed import (
    DATA,
    NOBODY,
    REVIEWED_FOLDER,
    TERMINAL,
    Review,
    changes,
    confirmed,
    home,
    record_of,
    side_names,
    standing,
    write,
)
from service_catalogue.yaml.transaction import transaction
from service_catalogue.yaml.values import digest

_YES, _NO = ("y", "yes", "j", "ja"), ("n", "no", "nej")
#: What is before the words of a field of an item.
_LABEL = re.compile(r"^(?:claim \d+, )?[\w.-]+: ", re.MULTILINE)


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the command to the parser of ``catalogue``; ``common`` has the options of every command."""
    command = commands.add_parser(
        "confirm", parents=[common], help="show what has changed on one side, and confirm that both agree"
    )
    command.add_argument(
        "addresses", nargs="*", metavar="ADDRESS", help="of an item, or of what contains items, such as a service"
    )
    command.add_argument("--all", action="store_true", help="confirm everything, or what is named, without a question")
    command.add_argument("--reason", default="", metavar="TEXT", help="with --all: why what is gone was removed")
    command.add_argument("--reviewer", default="", metavar="ROLE", help="the role of who has read it")
    command.add_argument("--from-review", type=Path, metavar="FILE", help="what the reviews of a merged proposal confirm")
    command.add_argument("--base", metavar="REV", help="with --from-review: the git revision before the merge")
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
    if options.from_review:
        return _from_review(options)
    with transaction(options.data) as change:
        catalogue, language = catalogue_of(options), options.message_language
        by_review = catalogue.identity.is_confirmed_by_review
        if by_review and (options.all or options.addresses):
            raise Refused("review.needed")
        options.asks = _in_terminal() and not by_review
        if options.all and os.environ.get("CI"):
            raise Refused("confirm.in-ci")
        if options.source and not options.addresses:
            raise Refused("confirm.no-address", file=quote(options.source))
        found = standing(catalogue)
        known = [*(review.item.address for review in found.reviews), *found.gone]
        for address in options.addresses:
            if not any(_is_in(each, address) for each in known):
                raise Refused("confirm.unknown", name=quote(address), hint=did_you_mean(address, known))
        if options.addresses and not (options.all or options.asks):
            raise Refused("confirm.no-terminal")
        if not (by_review or catalogue.reviewed or options.addresses or options.all):
            print(message("confirm.nothing-recorded")[language])
            return EXIT_FINE
        left = [review for review in found.reviews if not review.is_confirmed]
        wanted = options.addresses or [""]
        named = [review for review in left if any(_is_in(review.item.address, each) for each in wanted)]
        gone = [address for address in found.gone if any(_is_in(address, each) for each in wanted)]
        if gone and options.all and not options.reason:
            raise Refused("confirm.no-reason", gone=[quote(address) for address in gone])
        agreed = _agreed(named, catalogue, options, language)
        removed = _removed(gone, catalogue, options, language)
        entries = [f"gone {address} {reason}" for address, reason in removed.items()]
        entries += [f"read {address} {_source(options.source)}" for address in options.addresses if options.source]
        by = " ".join((TERMINAL, *(options.reviewer.split() or [NOBODY])))
        if not by_review:
            write(change, confirmed(catalogue, {*agreed, *removed}, by, entries))
    if count := len(agreed) + len(removed):
        print(message("confirm.confirmed", count=count, folder=options.data / REVIEWED_FOLDER)[language])
    count = len(left) + len(found.gone) - count
    print((message("confirm.left", count=count) if count else message("confirm.all-confirmed"))[language])
    if count and not options.asks:
        print(message("review.needed" if by_review else "next.confirm")[language])
    return EXIT_PROBLEMS if count and not by_review else EXIT_FINE


def _from_review(options: argparse.Namespace) -> int:
    """Record what the reviews of a merged proposal confirm beside what the state before the merge has, and nothing else."""
    with transaction(options.data) as change:
        language, catalogue = options.message_language, with_reviews(options, catalogue_of(options))
        if catalogue is None:
            return EXIT_FINE
        write(change, catalogue.reviewed or {})
    now = standing(catalogue)
    count = sum(not review.is_confirmed for review in now.reviews) + len(now.gone)
    print((message("confirm.left", count=count) if count else message("confirm.all-confirmed"))[language])
    return EXIT_FINE


def _agreed(named: list[Review], catalogue: Catalogue, options: argparse.Namespace, language: str) -> set[str]:
    """Show the items ``named``; return the addresses of those that are confirmed: by an answer in a terminal, or all."""
    before = History(options.data).words({review.confirmed[side] for review in named for side in review.changed})
    agreed: set[str] = set()
    for review in named:
        for line in _shown(review, before, catalogue, language):
            print(line)
        answer = "y" if options.all else _answer("confirm.ask", options)
        if answer is None:  # what was answered is recorded
            break
        if answer.lower() in _YES:
            agreed.add(review.item.address)
    return agreed


def _removed(gone: Sequence[str], catalogue: Catalogue, options: argparse.Namespace, language: str) -> dict[str, str]:
    """Show the addresses of what is ``gone``; return those whose removal is confirmed, each with its reason."""
    removed: dict[str, str] = {}
    lines = {address: record_of(catalogue).lines[address][0] for address in gone}
    before = History(options.data).words({digest for line in lines.values() for digest in line.values()})
    for address, line in lines.items():
        at = (home(catalogue, address) or catalogue.identity).at
        print(f"{at}: {visible(address)}: {message('confirm.gone')[language]}")
        for side, name in zip(line, side_names(line), strict=True):
            if words := before.get(line[side]):
                print(f"  {name[language]}: {_on_one_line(words)}")
        answer = options.reason if options.all else _answer("confirm.ask-reason", options)
        if answer is None:
            break
        if answer.lower() not in ("", *_YES, *_NO):  # which is no reason
            removed[address] = " ".join(answer.split())
    return removed


def _answer(question: str, options: argparse.Namespace) -> str | None:
    """Return what is answered in the terminal; empty without a terminal, and ``None`` at the end of the input."""
    if not options.asks:
        return ""
    try:
        return input(f"{message(question)[options.message_language]} ").strip()
    except (EOFError, KeyboardInterrupt):
        return None


def _in_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _shown(review: Review, before: Mapping[str, str], catalogue: Catalogue, language: str) -> Iterator[str]:
    """Yield the lines about an item, with the words that have changed since the state that is in the history of git."""
    item, sources = review.item, record_of(catalogue).sources
    state = changes(review) if review.confirmed else message("confirm.new")
    yield f"{review.place.at}: {visible(item.address)}: {state[language]}"
    sides = tuple(dict.fromkeys((*item.sides, *review.changed)))
    for side, name in zip(sides, side_names(sides), strict=True):
        now = _on_one_line(item.sides.get(side, ""))
        shown = now
        if side in review.changed:
            then = before.get(review.confirmed[side])
            lost = message("confirm.lost", text=now)[language]
            shown = lost if then is None else runs_as_text(compared(_on_one_line(then), now))
            texts = [_LABEL.sub("", words) for words in (then or "", item.sides.get(side, ""))]
            if side != DATA and (dropped := drops(catalogue, side, *texts)):
                shown += f"\n    {message('confirm.drops', words=dropped)[language]}"
        yield f"  {name[language]}: {shown}"
    if source := max((address for address in sources if _is_in(item.address, address)), key=len, default=""):
        yield f"  {message('confirm.source', source=visible(sources[source]))[language]}"


def _on_one_line(words: str) -> str:
    return visible(" · ".join(" ".join(line.split()) for line in words.split("\n")))


def drops(catalogue: Catalogue, language: str, old: str, new: str) -> list[str]:
    """Return the words of weight that ``old`` has more often than ``new``: of the catalogue's own, numbers, and a short list."""
    table = words_of(language)
    known = [*filter(None, [table.own("confirmed.weighty")]), r"\d+"]
    names = (each.name for each in itertools.chain[Any](catalogue.terms, catalogue.layers, catalogue.parties))
    own = [name[language] for name in names if language in name]
    own += [text[language] for service in catalogue.services for text in service.undefined_words if language in text]
    own += [form for words in catalogue.identity.legal_words for form in words.get(language, ())]
    pattern = re.compile(
        rf"(?<!\w)(?:{'|'.join([*map(re.escape, sorted(set(own), key=len, reverse=True)), *known])})(?!\w)", re.IGNORECASE
    )
    lost = Counter(map(str.lower, pattern.findall(old))) - Counter(map(str.lower, pattern.findall(new)))
    return [visible(word) for word in lost]


def _is_in(address: str, name: str) -> bool:
    """Return whether ``address`` is ``name`` or begins with it; everything does with an empty one."""
    return not name or f"{address}.".startswith(f"{name}.")


def _source(file: Path) -> str:
    """Return the digest and the name of a source."""
    return f"{digest(file.read_bytes())} {' '.join(file.name.split())}"
