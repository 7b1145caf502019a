"""The list for translators: which translations are not confirmed, with the words that have changed in the text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from service_catalogue.diff.history import History
from service_catalogue.diff.sentences import runs_as_text
from service_catalogue.diff.wording import compared
from service_catalogue.messages import message
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.confirmations import Standing, text_finder, unconfirmed
from service_catalogue.problem import visible


def listed(catalogue: Catalogue, data: Path, language: str) -> Iterator[str]:
    """The lines of the list, in ``language``; the words that have changed are found in the history of ``data``."""
    left, text_at = unconfirmed(catalogue), text_finder(catalogue)
    authoritative = str(catalogue.identity.authoritative)
    before = History(data).texts({each.confirmed for each in left if each.confirmed}, authoritative)
    for each in left:
        text = text_at(each.place)
        standing = message(f"translations.{each.standing.value}")[language]
        yield f"{text[each.language].at}: {each.place} ({each.language}): {standing}"
        if each.standing is not Standing.NEW:
            yield f"  {authoritative}: {_changed(_line(text[authoritative]), before.get(each.confirmed), language)}"
            yield f"  {each.language}: {_line(text[each.language])}"


def _changed(now: str, before: str | None, language: str) -> str:
    if before is None:
        return message("translations.lost", text=now)[language]
    return runs_as_text(compared(_line(before), now))


def _line(text: str) -> str:
    return visible(" ".join(text.split()))
