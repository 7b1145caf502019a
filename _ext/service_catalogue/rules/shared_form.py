"""A word of the glossary belongs to one term."""

from collections.abc import Iterator

from service_catalogue.messages.problem import nearest
from service_catalogue.model.shared_objects import Term
from service_catalogue.rules.rule import Kind, Problem, Rule, Shared, quote
from service_catalogue.yaml.values import Scalar, composed


def check_shared(shared: Shared) -> Iterator[Problem]:
    seen: dict[tuple[str, str], tuple[Term, Scalar]] = {}
    for term in shared.terms:
        for language in dict.fromkeys((*term.name, *term.forms, *term.synonyms)):
            for form in term.written(language):
                key = folded(form)
                first, before = seen.setdefault((language, key), (term, form)) if key else (term, form)
                if first.id != term.id:
                    at, owner = (before, term) if _resembles(form, term, first, language) else (form, first)
                    addresses = [f"term:{first.id}", f"term:{term.id}"]
                    yield RULE.problem(at.at, addresses=addresses, word=quote(at), term=quote(owner.id), line=owner.id.at.line)


def _resembles(form: str, term: Term, first: Term, language: str) -> bool:
    """Return whether ``form`` is the name of ``term`` or resembles its other words, and not those of ``first``, which has it by mistake."""

    def others(of: Term) -> list[str]:
        return [word for word in of.written(language) if word is of.name.get(language) or folded(word) != folded(form)]

    similar = nearest(form, [*others(first), *others(term)])
    return similar in others(term) and similar not in others(first)


def folded(words: str) -> str:
    """Return ``words`` in one case, composed and with single spaces."""
    return " ".join(composed(composed(words).casefold()).split())


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
)
