"""`catalogue check --against FILE`: texts that share a run of words with a source document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule, Severity, quote
from service_catalogue.yaml.values import composed

#: How many words in a row count as copied.
LONGEST_RUN = 6

RULE = Rule(
    "copied",
    severity=Severity.WARNING,
)

_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
_QUOTED = re.compile(r"»[^«]*«|“[^”]*”|\"[^\"]*\"")


class Source:
    """The runs of words of a document."""

    def __init__(self, text: str) -> None:
        words = [_folded(hit[0]) for hit in _WORD.finditer(composed(text))]
        self._runs = set(zip(*(words[start:] for start in range(LONGEST_RUN + 1)), strict=False))

    def shared(self, text: str, names: re.Pattern[str] | None) -> Iterator[tuple[int, int]]:
        """Each longest run of ``text`` that the document has too, as ``text[start:end]``, but for what ``names`` finds."""
        blank = _QUOTED.sub(_blank, text)
        # A name breaks a run: with it in the middle, two short runs are left.
        blank = names.sub(_blank, blank) if names else blank
        hits = list(_WORD.finditer(blank))
        words = [_folded(hit[0]) for hit in hits]
        start = 0
        while start + LONGEST_RUN < len(words):
            end = start
            while tuple(words[end : end + LONGEST_RUN + 1]) in self._runs:
                end += 1
            if end > start:
                yield hits[start].start(), hits[end + LONGEST_RUN - 1].end()
                start = end + LONGEST_RUN
            else:
                start += 1


def _folded(word: str) -> str:
    return composed(word).lower()


def _blank(hit: re.Match[str]) -> str:
    """Of the same length, so that places stay; and one word, which no document has."""
    return "\x00" * len(hit[0]) if len(hit[0]) < 2 else f"\x00{'_' * (len(hit[0]) - 2)}\x00"


def copied(catalogue: Catalogue, source: Source) -> Iterator[Problem]:
    """Each run of words that a text of ``catalogue`` shares with ``source``."""
    names = _names(catalogue)
    for text in catalogue.texts:
        for words in text.values():
            for start, end in source.shared(words, names):
                run = words[start:end]
                yield RULE.problem(words.locate(start, end), count=len(_WORD.findall(run)), run=quote(run))


class SourceError(Exception):
    """A source document that cannot be read, and why."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason


def read_source(path: Path) -> Source:
    """The document in ``path``. Raises :class:`SourceError` if it is no text in UTF-8."""
    try:
        return Source(path.read_text("utf-8-sig"))
    except OSError as error:
        raise SourceError(path, error.strerror or str(error)) from None
    except UnicodeDecodeError as error:
        raise SourceError(path, f"byte {error.start + 1}: {error.reason}") from None


def _names(catalogue: Catalogue) -> re.Pattern[str] | None:
    """Finds the names of parties, layers, tasks and services of two words or more, the longest first."""
    named = (catalogue.parties, catalogue.layers, catalogue.tasks, catalogue.services)
    written = {str(name).strip() for things in named for thing in things for name in thing.name.values()}
    names = sorted((re.escape(name) for name in written if len(name.split()) > 1), key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)", re.IGNORECASE) if names else None
