"""The words of the program that bind: those that an annex for signature prints, as a numbered set for each language."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

#: One text, or one for each count.
Words: TypeAlias = str | Mapping[str, str]
#: The former words of each set: those that the next one has changed, by key. A change of a word that binds adds them here.
FORMER: Mapping[str, Sequence[Mapping[str, Words]]] = {"da": (), "en": (), "sv": ()}

#: The keys of the words, and what they begin with.
_KEYS = """
alphabet and annex approval.catalogue approval.service articles baseline cell claim collation counts date departure duties.asks
duties.baseline duties.default duties.departures duties.follows duties.none duties.open duties.owns duties.promised duties.rights
duties.tells duties.unnamed facts frame.prevails language letter matrix.caption matrix.extends matrix.notes matrix.task months
not-stated note owner pdf.claims pdf.contents pdf.data pdf.duties pdf.language pdf.legend pdf.mentions pdf.on-pages pdf.page
pdf.page-of pdf.places pdf.reading pdf.sign reference restatement.service restatement.unknown service.accountability
service.approver service.contact service.elsewhere service.exceptions service.excluded service.from service.matrix
service.not-stated service.provider service.silent service.status service.tensions service.to service.undefined service.version share source
statement.on status task.cadence task.layer withdrawn
"""
_BINDING = tuple(f"{key}." for key in _KEYS.split())


def binds(key: str) -> bool:
    """Return whether the words ``key`` are among those of an annex, other than what it says as long as it is a draft."""
    key = key.removeprefix("without-source.")
    return f"{key}.".startswith(_BINDING) and not key.startswith("annex.draft")


def before(recorded: str, language: str) -> Mapping[str, Words]:
    """Return the words of the set with the number ``recorded`` that have changed since, by key."""
    later = FORMER.get(language, FORMER["en"])[int(recorded) - 1 :] if recorded.isdecimal() else ()
    return {key: old for words in reversed(later) for key, old in words.items()}


def number(language: str) -> int:
    """Return the number of the set in ``language``, or of the English one, which replaces what a language lacks."""
    return len(FORMER.get(language, FORMER["en"])) + 1
