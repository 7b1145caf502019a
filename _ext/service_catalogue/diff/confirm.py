"""The command ``catalogue confirm``: show what is suspect, with both sides, and record what agrees."""

import argparse
import itertools
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from service_catalogue.model import reviewed
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.yaml.transaction import transaction
from service_catalogue.yaml.values import digest

_YES, _NO = ("y", "yes", "j", "ja"), ("", "n", "no", "nej")
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


def checked(options: argparse.Namespace) -> tuple[Catalogue, Sequence[Problem]]:
    """Return the catalogue, and its problems. Report errors of form, and raise :class:`Incorrect`."""
    result = check(options.data)
    if result.catalogue is None or result.form_errors:
        sys.stderr.write(report.text(result.form_errors, options.message_language))
        raise Incorrect("diff.errors", name=quote(options.data))
    return result.catalogue, result.problems


def _confirm(options: argparse.Namespace) -> int:
    language, confirmed = options.message_language, dict[str, str]()
    with transaction(options.data) as change:
        catalogue, _ = checked(options)
        by_review = catalogue.identity.is_confirmed_by_review
        options.asks = sys.stdin is not None and sys.stdin.isatty() and not by_review
        if options.from_review:
            decided = with_reviews(options, catalogue)
            if decided is None:
                return EXIT_FINE
            reviewed.write(change, decided.reviewed or {})
            now = reviewed.standing(decided)
        else:
            now = reviewed.standing(catalogue)
            _refuse(options, now, by_review)
            if not (by_review or catalogue.reviewed or options.addresses or options.all):
                print(message("confirm.nothing-recorded")[language])
                return EXIT_FINE
            confirmed = _answered(options, catalogue, now)
            if not by_review:
                reviewed.write(change, _written(options, catalogue, now.gone, confirmed))
    if confirmed:
        print(message("confirm.confirmed", count=len(confirmed), folder=options.data / reviewed.REVIEWED_FOLDER)[language])
    count = sum(not review.is_confirmed for review in now.reviews) + len(now.gone) - len(confirmed)
    print((message("confirm.left", count=count) if count else message("confirm.all-confirmed"))[language])
    if not count or options.from_review:
        return EXIT_FINE
    if not options.asks:
        print(message("review.needed" if by_review else "next.confirm")[language])
    return EXIT_FINE if by_review else EXIT_PROBLEMS


def _refuse(options: argparse.Namespace, now: reviewed.Standing, by_review: bool) -> None:
    """Raise :class:`Refused` for options that confirm nothing here."""
    addresses = [*(review.item.address for review in now.reviews), *now.gone]
    unknown = [name for name in options.addresses if not any(_is_in(each, name) for each in addresses)]
    if by_review and (options.all or options.addresses):
        raise Refused("review.needed")
    if options.all and os.environ.get("CI"):
        raise Refused("confirm.in-ci")
    if options.source and not options.addresses:
        raise Refused("confirm.no-address", file=quote(options.source))
    if unknown:
        raise Refused("confirm.unknown", name=quote(unknown[0]), hint=did_you_mean(unknown[0], addresses))
    if options.addresses and not (options.all or options.asks):
        raise Refused("confirm.no-terminal")


def _answered(options: argparse.Namespace, catalogue: Catalogue, now: reviewed.Standing) -> dict[str, str]:
    """Show what is not confirmed; return what is confirmed, by address, each with the answer that confirms it."""
    named = [review for review in now.reviews if not review.is_confirmed and _is_named(review.item.address, options)]
    lines = reviewed.record_of(catalogue).lines
    gone = {address: lines[address][0] for address in now.gone if _is_named(address, options)}
    if gone and options.all and not options.reason:
        raise Refused("confirm.no-reason", gone=[quote(address) for address in gone])
    digests = {review.confirmed[side] for review in named for side in review.changed}
    before = History(options.data).words(digests.union(*(line.values() for line in gone.values())))
    language, confirmed = options.message_language, dict[str, str]()
    shown = [(review.item.address, _shown(review, before, catalogue, language)) for review in named]
    shown += [(address, _lost(address, line, before, catalogue, language)) for address, line in gone.items()]
    for address, texts in shown:
        print(*texts, sep="\n")
        answer = _answer(options, address in gone)
        if answer is None:  # what was answered is recorded
            break
        if answer:
            confirmed[address] = answer
    return confirmed


def _answer(options: argparse.Namespace, is_gone: bool) -> str | None:
    """Return the answer that confirms an item, for one that is gone the reason; empty for no, ``None`` at the end of the input."""
    try:
        if options.all:
            answer = options.reason if is_gone else "y"
        else:
            question = message("confirm.ask-reason" if is_gone else "confirm.ask")[options.message_language]
            answer = input(f"{question} ").strip() if options.asks else ""
    except (EOFError, KeyboardInterrupt):
        return None
    is_yes = answer.lower() in _YES  # which is no reason
    return "" if is_yes == is_gone or answer.lower() in _NO else " ".join(answer.split())


def _written(
    options: argparse.Namespace, catalogue: Catalogue, gone: Iterable[str], answers: Mapping[str, str]
) -> dict[str, str]:
    """Return the files of the record with what the ``answers`` confirm."""
    entries = [f"gone {address} {answers[address]}" for address in gone if address in answers]
    if options.source:
        source = f"{digest(options.source.read_bytes())} {' '.join(options.source.name.split())}"
        entries += (f"read {address} {source}" for address in options.addresses)
    by = " ".join((reviewed.TERMINAL, *(options.reviewer.split() or [reviewed.NOBODY])))
    return reviewed.confirmed(catalogue, answers, by, entries)


def _shown(review: reviewed.Review, before: Mapping[str, str], catalogue: Catalogue, language: str) -> Iterator[str]:
    """Yield the lines about an item, with the words that have changed since the state that is in the history of git."""
    item, sources = review.item, reviewed.record_of(catalogue).sources
    state = reviewed.changes(review) if review.confirmed else message("confirm.new")
    yield f"{review.place.at}: {visible(item.address)}: {state[language]}"
    sides = tuple(dict.fromkeys((*item.sides, *review.changed)))
    for side, name in zip(sides, reviewed.side_names(sides), strict=True):
        now = shown = _on_one_line(item.sides.get(side, ""))
        if side in review.changed:
            then = before.get(review.confirmed[side])
            lost = message("confirm.lost", text=now)[language]
            shown = lost if then is None else runs_as_text(compared(_on_one_line(then), now))
            texts = [_LABEL.sub("", words) for words in (then or "", item.sides.get(side, ""))]
            if side != reviewed.DATA and (dropped := drops(catalogue, side, *texts)):
                shown += f"\n    {message('confirm.drops', words=dropped)[language]}"
        yield f"  {name[language]}: {shown}"
    if source := max((address for address in sources if _is_in(item.address, address)), key=len, default=""):
        yield f"  {message('confirm.source', source=visible(sources[source]))[language]}"


def _lost(address: str, line: Mapping[str, str], before: Mapping[str, str], catalogue: Catalogue, language: str) -> Iterator[str]:
    """Yield the lines about what is gone, whose digests ``line`` has, with its words in the history of git."""
    at = (reviewed.home(catalogue, address) or catalogue.identity).at
    yield f"{at}: {visible(address)}: {message('confirm.gone')[language]}"
    for side, name in zip(line, reviewed.side_names(line), strict=True):
        if words := before.get(line[side]):
            yield f"  {name[language]}: {_on_one_line(words)}"


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
    """Return whether ``address`` is ``name`` or begins with it."""
    return f"{address}.".startswith(f"{name}.")


def _is_named(address: str, options: argparse.Namespace) -> bool:
    """Return whether the command is about ``address``: it names it, or what contains it, or nothing."""
    return not options.addresses or any(_is_in(address, name) for name in options.addresses)
