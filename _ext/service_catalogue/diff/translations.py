"""The list for translators: which translations are not confirmed, with the words that have changed in the text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from service_catalogue.diff.history import History
from service_catalogue.diff.sentences import runs_as_text
from service_catalogue.diff.wording import compared
from service_catalogue.messages import message
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.confirmed import Standing, Unconfirmed, unconfirmed
from service_catalogue.problem import visible


def listed(catalogue: Catalogue, data: Path, language: str) -> Iterator[str]:
    """The lines of the list, in ``language``; the words that have changed are found in the history of ``data``."""
    left = unconfirmed(catalogue)
    authoritative = str(catalogue.identity.authoritative)
    before = History(data).texts({each.confirmed for each in left if each.confirmed}, authoritative)
    for each in left:
        at = each.text[each.language].at
        standing = message(f"translations.{each.standing.value}")[language]
        yield f"{at}: {each.place} ({each.language}): {standing}"
        if each.standing is not Standing.NEW:
            yield f"  {authoritative}: {_changed(each, before, authoritative, language)}"
            yield f"  {each.language}: {_line(each.text[each.language])}"


def _changed(each: Unconfirmed, before: dict[str, str], authoritative: str, language: str) -> str:
    now = _line(each.text[authoritative])
    if each.confirmed not in before:
        return message("translations.lost", text=now)[language]
    return runs_as_text(compared(_line(before[each.confirmed]), now))


def _line(text: str) -> str:
    return visible(" ".join(text.split()))
