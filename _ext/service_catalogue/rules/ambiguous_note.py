"""A service that extends another does not call a note of its own as an inherited one is called."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule, Severity, quote

RULE = Rule(
    "ambiguous-note",
    {"da": "To noter med samme id", "en": "Two notes with the same id"},
    {
        "da": "En ydelse, der bygger på en anden, arver dens felter med deres noter. Hedder en egen note det samme, betyder id'et den "
        "egne note i egne felter og den arvede i arvede felter. Begge vises rigtigt, men den, der skriver, kan let tage fejl: giv den "
        "egne note et andet id.",
        "en": "A service that extends another inherits its cells with their notes. Where a note of its own has the same id, the id means "
        "the own note in own cells and the inherited one in inherited cells. Both are shown right, but whoever writes can easily "
        "mistake them: give the own note another id.",
    },
    severity=Severity.WARNING,
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        inherited = {note.id.rpartition(".")[2]: note.owner for note in service.notes if note.owner}
        for note in service.notes:
            if not note.owner and note.id in inherited:
                own, other = quote(note.id), quote(f"{inherited[note.id]}.{note.id}")
                yield RULE.problem(
                    note.id.at,
                    da=f"Ydelsen arver også en note {own}, her kaldet {other}. I egne felter er {own} denne note. Giv den et andet id.",
                    en=f"The service also inherits a note {own}, called {other} here. In own cells {own} is this note. Give it another id.",
                )
