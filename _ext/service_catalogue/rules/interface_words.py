"""The interface words of a catalogue fit the places where they are shown."""

from collections.abc import Collection, Iterator, Mapping

from service_catalogue.locale import FALLBACK, PLACEHOLDER, words_of
from service_catalogue.rules.rule import Kind, Problem, Rule, Shared, did_you_mean, quote
from service_catalogue.yaml.values import Keyed, Scalar

_FORMS = frozenset(("one", "other"))
_MORE_FORMS = _FORMS | {"two"}


#: Former keys of the interface: words for them are ignored.
_FORMER = frozenset({
    "annex.catalogue", "annex.contact", "annex.digest", "annex.duties", "annex.none", "annex.said", "booklet.label", "claim.own-words",
    "dispute.label", "dispute.mark", "dispute.places", "duties.about.plain", "duties.none.plain", "duties.statements", "matrix.disputes",
    "matrix.how", "matrix.permalink", "matrix.row-notes", "matrix.scroll", "matrix.scroll.columns", "matrix.skip", "party.duties", "party.statements", "pdf.disputes", "pdf.guide.disputes",
    "pdf.on-page", "service.booklet", "service.changed", "service.see-matrix", "source.files", "statement.binds", "statement.permalink", "task.note",
})  # fmt: skip


def check_shared(shared: Shared) -> Iterator[Problem]:
    languages = shared.identity.languages
    english = words_of(FALLBACK).table
    keys = [*english, *(f"language.{language}" for language in languages)]
    for language, words in shared.identity.words.items():
        if language not in languages:
            hint = did_you_mean(language, languages)
            yield RULE.problem(language.at, "language", language=quote(language), hint=hint)
        for key, wording in words.items():
            if key in _FORMER:
                continue
            if key not in keys:
                hint = did_you_mean(key, keys)
                yield RULE.problem(key.at, "key", key=quote(key), hint=hint)
            else:
                yield from _check_wording(key, wording, english.get(key, ""))


def _check_wording(key: Scalar, wording: Scalar | Keyed[Scalar], english: str | Mapping[str, str]) -> Iterator[Problem]:
    if isinstance(wording, Keyed) and (isinstance(english, str) or not _FORMS <= set(wording) <= _MORE_FORMS):
        yield RULE.problem(key.at, "one-text" if isinstance(english, str) else "forms", key=quote(key))
        return
    known = list(dict.fromkeys(name for text in _texts(english) for name in PLACEHOLDER.findall(text)))
    for text in wording.values() if isinstance(wording, Keyed) else (wording,):
        yield from _check_text(key, text, known)


def _check_text(key: Scalar, text: Scalar, known: Collection[str]) -> Iterator[Problem]:
    months = len(text.split())
    if not text or (key == "months" and months != 12):
        yield RULE.problem(text.at if text else key.at, "months" if key == "months" else "no-text", key=quote(key))
    for field in PLACEHOLDER.finditer(text):
        if field[1] not in known:
            hint = did_you_mean(field[1], known)
            yield RULE.problem(text.locate(*field.span()), "placeholder", key=quote(key), placeholder=quote(field[1]), hint=hint)


def _texts(english: str | Mapping[str, str]) -> tuple[str, ...]:
    return tuple(english.values()) if isinstance(english, Mapping) else (english,)


RULE = Rule(
    name="interface-words",
    example="""\
 words:
   da:
-    share: "{party} har {antal}"
+    share: "{party} har {count}"
""",
    file="catalogue.yaml",
    reads=(Kind.IDENTITY,),
)
