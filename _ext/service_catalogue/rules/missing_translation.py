"""Every text is in every language of the catalogue, and in no other."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from service_catalogue.messages.problem import nearest
from service_catalogue.model.identity import Identity
from service_catalogue.model.traversal import passages as texts_of
from service_catalogue.rules.rule import Kind, Passage, Phase, Problem, Rule, Shared, did_you_mean, quote
from service_catalogue.schema.kinds import Localized
from service_catalogue.yaml.values import Scalar


def check_texts(passages: Sequence[Passage], shared: Shared) -> Iterator[Problem]:
    languages = shared.identity.languages
    for passage in () if any(meant_for_others(shared.identity)) else passages:
        yield from missing_in(passage.text, languages, languages, passage.field)


def check_shared(shared: Shared) -> Iterator[Problem]:
    identity = shared.identity
    meant = list(meant_for_others(identity))
    for language, others in meant:
        yield RULE.problem(language.at, "no-text", language=quote(language), hint=did_you_mean(language, others))
    if not meant:
        for term in shared.terms:
            yield from _others((*term.lang, *term.forms, *term.synonyms), identity.languages)
        for entry in shared.search_words:
            yield from _others(entry.words, identity.languages)


def meant_for_others(identity: Identity) -> Iterator[tuple[Scalar, list[str]]]:
    """Yield each language without any text about the catalogue itself, with the unlisted languages of these texts."""
    written = [set(map(str, passage.text)) for passage in texts_of(identity)]
    everywhere: set[str] = set.intersection(*written) if written else set()
    others = sorted(everywhere.difference(identity.languages))
    for language in identity.languages if others else ():
        if not any(language in each for each in written):
            yield language, others


def missing_in(text: Localized, languages: Iterable[str], known: Collection[str], field: str) -> Iterator[Problem]:
    """Yield a problem for the ``languages`` in which ``text``, of a ``field``, is missing, and for its languages that are not ``known``."""
    cut = text.cut_at(known)
    if cut:
        yield RULE.problem(cut[0].at, "cut")
    others = [language for language in text if language not in (*known, *cut)]
    absent = [language for language in languages if language not in text]
    # A text under a misspelt language is reported with that.
    meant = {*absent} if len(others) == len(absent) == 1 else {nearest(other, absent) for other in others}
    for language in languages:
        written = text.get(language)
        if written is None and language in meant:
            continue
        if written is None or not written.strip():
            at = text.at if written is None else written.at
            yield RULE.problem(at, key=quote(field.strip("_").replace("_", "-")), language=quote(language))
    yield from _others(others, absent if others and meant == {*absent} else known)


def _others(languages: Iterable[Scalar], known: Collection[str]) -> Iterator[Problem]:
    for language in languages:
        if language not in known:
            hint = did_you_mean(language, known)
            yield RULE.problem(language.at, "other-language", language=quote(language), hint=hint)


RULE = Rule(
    name="missing-translation",
    example="""\
-motto: {da: Stabil drift}
+motto: {da: Stabil drift, en: Stable operation}
""",
    phase=Phase.REFERENCES,
    reads=(Kind.IDENTITY,),
)
