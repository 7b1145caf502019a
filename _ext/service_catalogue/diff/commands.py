"""The command ``catalogue diff``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path

from service_catalogue.check import report
from service_catalogue.check.checker import check
from service_catalogue.diff.compare import compare
from service_catalogue.diff.confirm import read_reviewers
from service_catalogue.diff.history import History
from service_catalogue.diff.paper_digests import service_of_pdf, state_of_pdf
from service_catalogue.diff.report import Report, refusal
from service_catalogue.diff.states import CatalogueState, read_state
from service_catalogue.locale.words import words_of
from service_catalogue.messages.failure import EXIT_FINE, EXIT_PROBLEMS, EXIT_USAGE, Refused, fail
from service_catalogue.messages.quotation import quote
from service_catalogue.messages.texts import Message, message
from service_catalogue.model.approvals import WORDS, before, read_items
from service_catalogue.model.catalogue import CHANGES_FOLDER
from service_catalogue.yaml.transaction import transaction


def _diff(options: argparse.Namespace) -> int:
    language = options.message_language
    if options.record is True:
        if options.format in ("markdown", "json"):
            return fail(message("diff.record-format", format=options.format), language, EXIT_USAGE)
        from service_catalogue.diff.as_of import changes_recorded

        return changes_recorded(options)
    if len(options.states) > 2 or bool(options.since) == bool(options.states):
        return fail(message("diff.usage"), language, EXIT_USAGE)
    if options.states and all(name.endswith(".yaml") and Path(name).is_file() for name in options.states):
        raise Refused("failure.replaced", former=quote("catalogue diff"), command=quote("catalogue annex diff"))
    try:
        first = [state_of_pdf(options.since, options.data, options.site)] if options.since else options.states
        old, new = (read_state(name, options.data, options.site) for name in (*first, str(options.data))[:2])
    except Refused as error:
        return _refuse(options, error.said)
    sys.stderr.writelines(f"{state.note[language]}\n" for state in (old, new) if state.note)
    for state in (old, new):
        if state.result.catalogue is None or state.result.form_errors:
            sys.stderr.write(report.text(state.result.form_errors, language))
            return _refuse(options, message("diff.errors", name=quote(state.name)), state)
    then, now = old.result.catalogue, new.result.catalogue
    assert then is not None and now is not None
    whole = Report(then, now, compare(then, now))
    if options.annexes:
        lines, status = _reached(options, whole)
        if options.format != "markdown":
            print("\n".join(lines))
            return status
        whole = replace(whole, annexes=tuple(lines))
    whole = _completed(options, whole, old, new)
    if options.record:
        _record(options, whole)
    # The sentences quote texts, so they are in a language of the catalogue.
    shown, of_texts = {"text": whole.text, "markdown": whole.markdown}, now.identity.language(language)
    show = shown.get(options.format, partial(whole.sheet, options.format))
    sys.stdout.write(whole.json() if options.format == "json" else show(of_texts))
    return EXIT_FINE


def _completed(options: argparse.Namespace, whole: Report, old: CatalogueState, new: CatalogueState) -> Report:
    """Return the report ``whole`` with its states, and what reviewers need."""
    if options.since and (service := service_of_pdf(options.since)):
        whole = whole.about(service)
    history, reviewers = History(options.data), None
    if whole.old.identity.is_confirmed_by_review and (commit := history.resolved(old.name)):
        reviewers = tuple(read_reviewers(history, commit, options.message_language).values())
    return replace(
        whole,
        names=(str(options.since or old.name), new.name),
        digests=(old.digest, new.digest),
        preview=options.preview,
        errors=tuple(problem for problem in new.result.problems if problem.is_error),
        reviewers=reviewers,
    )


def _record(options: argparse.Namespace, whole: Report) -> None:
    path: Path = options.data / CHANGES_FOLDER / f"{options.record.isoformat()}.json"
    with transaction(options.data) as change:
        change.write(path, whole.json(options.record).encode())
    # Apart from the changes, which may be JSON.
    print(message("editing.file-written", file=path)[options.message_language], file=sys.stderr)


def old_words(data: Path) -> Iterator[Message]:
    """Yield a next step for each word of an annex that the program had otherwise when an approval was recorded."""
    catalogue = check(data).catalogue
    changed: dict[tuple[str, str, str], list[str]] = {}
    approvals = product(catalogue.approved.items(), map(str, catalogue.identity.languages)) if catalogue else ()
    for (id, known), language in approvals:
        for key, words in before(read_items(known.items).get(f"{WORDS}{language}", ""), language).items():
            both = (words, words_of(language).table.get(key, "–"))
            old, new = (each if isinstance(each, str) else " · ".join(each.values()) for each in both)
            changed.setdefault((language, old, new), []).append(quote(id))
    for (language, old, new), ids in changed.items():
        yield message("next.words-changed", language=quote(language), old=old, new=new, approvals=ids)


def _reached(options: argparse.Namespace, whole: Report) -> tuple[list[str], int]:
    """Return the annexes that the changes in ``whole`` reach, in lines, and the exit status."""
    from service_catalogue.diff.annexes import read_annexes

    words, annexes = read_annexes(options, options.annexes, whole.new)
    reached = words.numbers if options.format == "markdown" else words.reached
    lines = list(reached(annexes, whole)) or [words.edition.words("annexes.none-reached")]
    return lines, EXIT_PROBLEMS if annexes.problems else EXIT_FINE


def _refuse(options: argparse.Namespace, reason: Message, state: CatalogueState | None = None) -> int:
    """Report why two states cannot be compared, with the errors of the ``state`` that has some."""
    if options.format == "markdown":  # replaces the comment of an earlier run
        name, errors = (state.name, state.result.form_errors) if state else ("", ())
        sys.stdout.write(refusal(reason, name, errors, options.message_language))
    return fail(reason, options.message_language)
