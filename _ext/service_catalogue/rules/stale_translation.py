"""No translation is silently older than the text that it translates."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.confirmed import LOCK_FILE, Standing, unconfirmed
from service_catalogue.problem import Problem, Rule, Severity, quote

RULE = Rule(
    "stale-translation",
    {"da": "Oversættelse, der er ældre end teksten", "en": "A translation older than its text"},
    {
        "da": f"Er en tekst ændret på det sprog, der gælder, men ikke på de andre, læser andre noget, som ikke længere passer. "
        f"{LOCK_FILE} i mappen med data husker, hvilken tekst hver oversættelse sidst er holdt op imod; uden den fil sker der ikke "
        "noget. Ret oversættelsen, hvis den skal rettes, og bekræft den: »catalogue translations« viser, hvilke ord der er ændret, og "
        "»catalogue translations --confirm ID« skriver filen.",
        "en": f"If a text is changed in the authoritative language and not in the others, others read what no longer holds. {LOCK_FILE} "
        "in the folder of the data records against which text each translation was last confirmed; without that file, nothing is "
        "reported. Correct the translation if it needs it, and confirm it: “catalogue translations” shows which words have changed, "
        "and “catalogue translations --confirm ID” writes the file.",
    },
    severity=Severity.WARNING,
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    left = unconfirmed(catalogue)
    new = [each for each in left if each.standing is Standing.NEW]
    for each in left:
        at, place = each.text[each.language].at, quote(each.place)
        if each.standing is Standing.STALE:
            yield RULE.problem(
                at,
                da=f"Teksten er ændret på {quote(catalogue.identity.authoritative)} og ikke her. Ret den, og kør "
                f"catalogue translations --confirm {place}.",
                en=f"The text has changed in {quote(catalogue.identity.authoritative)} and not here. Correct it, and run "
                f"catalogue translations --confirm {place}.",
            )
        elif each.standing is Standing.REWRITTEN:
            yield RULE.problem(
                at,
                da=f"Teksten er ændret både på {quote(catalogue.identity.authoritative)} og her. Bekræft, at de siger det samme: "
                f"catalogue translations --confirm {place}.",
                en=f"The text has changed both in {quote(catalogue.identity.authoritative)} and here. Confirm that they say the same: "
                f"catalogue translations --confirm {place}.",
            )
    if new:  # of a new service there are many: one line says it of all
        first = new[0]
        yield RULE.problem(
            first.text[first.language].at,
            da=f"Oversættelser, der endnu ikke er bekræftet: {len(new)}, den første er {quote(first.place)}. Kør "
            "catalogue translations --confirm new.",
            en=f"Translations not yet confirmed: {len(new)}, the first is {quote(first.place)}. Run "
            "catalogue translations --confirm new.",
        )
