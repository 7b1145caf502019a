"""Two texts word by word: what is kept, what is gone and what is new."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import NamedTuple

from service_catalogue.model.changelog import Mark

#: How many words that are kept are shown on each side of what has changed.
_AROUND = 8
_WORD = re.compile(r"\S+\s*")


class Run(NamedTuple):
    """Words that had the same fate."""

    mark: Mark
    words: str
    #: The language of the words, where it is not that of the sentence; else empty.
    lang: str = ""


def compared(old: str, new: str) -> tuple[Run, ...]:
    """``old`` and ``new`` as runs of words; where both are long, what is kept far from any change is left out (…)."""
    if old == new:
        return (Run(Mark.KEPT, new),) if new else ()
    before, now = _WORD.findall(old), _WORD.findall(new)
    matcher = difflib.SequenceMatcher(None, [word.rstrip() for word in before], [word.rstrip() for word in now], autojunk=False)
    opcodes = matcher.get_opcodes()
    runs: list[Run] = []
    for number, (operation, start, end, new_start, new_end) in enumerate(opcodes):
        if operation == "equal":
            kept = now[new_start:new_end]
            runs.append(Run(Mark.KEPT, _shortened(kept, is_first=number == 0, is_last=number == len(opcodes) - 1)))
        else:
            runs += [Run(Mark.GONE, "".join(before[start:end])), Run(Mark.NEW, "".join(now[new_start:new_end]))]
    return tuple(_spaced([run for run in runs if run.words]))


def _shortened(words: list[str], is_first: bool, is_last: bool) -> str:
    before, after = 0 if is_first else _AROUND, 0 if is_last else _AROUND
    if len(words) <= before + after + 3:
        return "".join(words)
    return "".join((*words[:before], "… ", *words[len(words) - after :])).rstrip(" " if is_last else "")


def _spaced(runs: list[Run]) -> Iterator[Run]:
    """``runs`` with a space between any two, in the one that is kept: the marks stand at the words."""
    for index, run in enumerate(runs):
        if index:
            yield Run(Mark.KEPT, " ")
        yield Run(run.mark, run.words.strip())
