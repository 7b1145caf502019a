"""A text mentions the same terms in each language."""

from collections.abc import Container, Iterator, Mapping, Sequence

from service_catalogue.model.identity import Identity
from service_catalogue.model.shared_objects import Standard, Task, Term
from service_catalogue.model.statement import Note, RecordedException, Statement, Tension
from service_catalogue.rules.rule import IN_STATEMENT, Kind, Passage, Problem, Rule, Severity, Shared, quote
from service_catalogue.text.inline import SpanKind, spans, unread
from service_catalogue.text.terms import TermFinder, finder_of
from service_catalogue.yaml.values import Scalar

#: Terms, each with its first place in a text.
_Mentions = Mapping[str, tuple[int, int]]
#: The longer texts, in which terms link: the classes of the objects by the name of the field.
_LINKED: Mapping[str, tuple[type, ...]] = {
    "definition": (Term,),
    "description": (Task, Standard),
    "summary": (Identity,),
    "text": (Statement, Note, Tension),
    "promises": (Statement, Note),
    "may": (Statement, Note),
    "condition": (Statement, Note),
    "reason": (RecordedException,),
}


def check_texts(passages: Sequence[Passage], shared: Shared) -> Iterator[Problem]:
    languages = shared.identity.languages
    of_parties = {party.term for party in shared.parties}  # which parity compares
    finders = {language: finder_of(shared, language) for language in languages}
    for passage in passages:
        if not isinstance(passage.of, _LINKED.get(passage.field, ())):
            continue
        if any(next(unread(text), None) for text in passage.text.values()):  # faulty markup can hide a term
            continue
        mentions = {str(language): _mentions(passage.text[language], finders[language], of_parties) for language in languages}
        for other in languages[1:]:
            yield from _compared(passage, mentions, (languages[0], other))


def _compared(passage: Passage, mentions: Mapping[str, _Mentions], languages: tuple[str, str]) -> Iterator[Problem]:
    text, of, address = passage.text, passage.of, passage.address
    if isinstance(of, Term | Task):
        address = f"{'term' if isinstance(of, Term) else 'task'}:{of.id}"
    own = of.id if isinstance(of, Term) else ""
    for language, other in (languages, languages[::-1]):
        for term, (start, end) in mentions[language].items():
            if term not in mentions[other] and term != own:
                at, word = text[language].locate(start, end), quote(text[language][start:end])
                addresses = [address] if address else []
                yield RULE.problem(at, addresses=addresses, word=word, term=quote(term), language=quote(other))


def _mentions(text: Scalar, finder: TermFinder, without: Container[str | None]) -> _Mentions:
    """Return the terms in ``text`` in order, each with its first place, except those ``without``."""
    found: dict[str, tuple[int, int]] = {}
    for span in spans(text):
        if span.kind is SpanKind.TERM and span.target not in without:
            found.setdefault(span.target, (span.start, span.end))
        elif span.kind is SpanKind.TEXT:
            for mention in finder.find(text[span.start : span.end]):
                if mention.term not in without:
                    found.setdefault(mention.term, (span.start + mention.start, span.start + mention.end))
    return found


RULE = Rule(
    name="terms-differ",
    severity=Severity.WARNING,
    acceptable=True,
    example=IN_STATEMENT
    + """\
         kind: information
-        text: {da: Læs om den ansvarlig., en: Read about who does it.}
+        text: {da: Læs om den ansvarlig., en: Read about the accountable.}
""",
    reads=(Kind.IDENTITY, Kind.TERM, Kind.PARTY),
)
