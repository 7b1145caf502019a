"""A word of the glossary belongs to one term."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from service_catalogue.messages.problem import Problem, quote
from service_catalogue.model.catalogue import Kind, Shared
from service_catalogue.model.shared_objects import Term
from service_catalogue.rules.rule import Rule


def check_shared(shared: Shared) -> Iterator[Problem]:
    seen: dict[tuple[str, str], Term] = {}
    for term in shared.terms:
        for language in dict.fromkeys((*term.name, *term.forms, *term.synonyms)):
            for form in term.written(language):
                key = folded(form)
                first = seen.setdefault((language, key), term) if key else term
                if first.id != term.id:
                    yield RULE.problem(
                        form.at,
                        addresses=[f"term:{first.id}", f"term:{term.id}"],
                        word=quote(form),
                        term=quote(first.id),
                        line=first.id.at.line,
                    )


def folded(words: str) -> str:
    """Return ``words`` in one case, composed and with single spaces."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", words).casefold()).split())


RULE = Rule(
    name="shared-form",
    acceptable=True,
    example="""\
 terms:
   - id: responsible
     name: {da: udfører, en: responsible}
     definition: {da: Den der gør det., en: Whoever does it.}
-    synonyms: {da: [ansvarlig], en: []}
+    synonyms: {da: [udførende], en: []}
   - id: accountable
     name: {da: ansvarlig, en: accountable}
     definition: {da: Den der har ansvaret., en: Whoever is accountable.}
""",
    file="glossary.yaml",
    reads=(Kind.TERM, Kind.IDENTITY),
    check_shared=check_shared,
)
