"""Text that means something elsewhere: in a page, a template, a document language, a spreadsheet, a log. Here it is text."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from tests.hostile.case import Case, planted, quoted, texts_of
from tests.hostile.fields import ON_ONE_LINE, SHORT, TEXTS

_TEXTS = texts_of(__file__)
#: Links of the inline syntax to where a link may not lead: refused at the address.
UNSAFE = _TEXTS.pop("unsafe")
#: Links that lead out of the site, and stay links.
SAFE = _TEXTS.pop("safe")
#: Shown as they are, wherever they stand.
HARMLESS = [*itertools.chain(*_TEXTS.values()), "../" * 20, "x" * 2000, "ord " * 500]
#: Each text has its turn in every so many of the fields.
_TURNS = 4
#: Texts for readers in which links and emphasis are read.
_RICH = ("the summary", "a task's description", "a letter's meaning", "a definition", "a statement", "a note", "a reason")


def cases() -> Iterator[Case]:
    for turn, (name, (file, old, new)) in enumerate(TEXTS.items()):
        for text in HARMLESS[turn % _TURNS :: _TURNS]:
            refusal = "⟦long-name⟧" if len(text) > 500 and name in SHORT else ""
            refusal = "⟦invalid-value⟧" if "\n" in text and name in ON_ONE_LINE else refusal
            yield planted(f"{text[:40]!r} as {name}", (file, old, new.replace("¤", refusal + quoted(text))), shown=text)
    for name in _RICH:
        file, old, new = TEXTS[name]
        for address in UNSAFE:
            written = new.replace("¤", f"'Se [her](⟦unsafe-link⟧{address}) nu'")
            yield planted(f"a link to {address} in {name}", (file, old, written))
        for address in SAFE:
            yield planted(
                f"a link to {address} in {name}",
                (file, old, new.replace("¤", quoted(f"Se [her]({address}) nu"))),
                shown="Se her nu",
            )
