"""Every text is there in every language of the catalogue, and in no other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.identity import Identity
from service_catalogue.model.walk import texts
from service_catalogue.problem import Problem, Rule, did_you_mean, nearest, quote
from service_catalogue.schema.kinds import Localized, Unread
from service_catalogue.yaml.values import Scalar

RULE = Rule(
    "missing-translation",
    failing="motto: {da: Stabil drift}\n",
    passing="motto: {da: Stabil drift, en: Stable operation}\n",
    file="services/hosting.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    identity = catalogue.read_identity
    if identity is None or not are_clear(identity.languages):  # what is missing cannot be known
        return
    languages = identity.languages
    meant = list(meant_for_others(identity))
    for language, others in meant:
        yield RULE.problem(language.at, "no-text", language=quote(language), hint=did_you_mean(language, others))
    if meant:
        return
    for text in catalogue.texts:
        yield from missing_in(text, languages, languages)
    for term in catalogue.terms:
        for by_language in (term.lang, term.forms, term.synonyms):
            yield from _others(by_language, languages)
    for entry in catalogue.search_words:
        yield from _others(entry.words, languages)


def are_clear(languages: tuple[Scalar, ...]) -> bool:
    """Whether it is known which languages there are."""
    is_whole = languages and not isinstance(languages, Unread) and not any(language.unread for language in languages)
    return bool(is_whole) and len(set(languages)) == len(languages)


def meant_for_others(identity: Identity) -> Iterator[tuple[Scalar, list[str]]]:
    """Each language in which no text about the catalogue itself is written, with the unlisted languages in which all of them are."""
    written = [set(map(str, text)) for text in texts(identity) if not text.unread]
    everywhere: set[str] = set.intersection(*written) if written else set()
    others = sorted(everywhere.difference(identity.languages))
    for language in identity.languages if others else ():
        if not any(language in each for each in written):
            yield language, others


def missing_in(text: Localized, languages: Iterable[str], known: Collection[str]) -> Iterator[Problem]:
    """The ``languages`` in which ``text`` is missing, and those in which it is there and that are not ``known``."""
    if text.unread:
        return
    cut = text.cut_at(known)
    if cut:
        yield RULE.problem(cut[0].at, "cut")
    others = [language for language in text if language not in (*known, *cut)]
    absent = [language for language in languages if language not in text]
    # One that is written for a misspelt language is reported with that.
    meant = {nearest(other, absent) for other in others}
    for language in languages:
        written = text.get(language)
        if written is None and language in meant:
            continue
        if written is None or not (written.unread or written.strip()):
            at = text.at if written is None else written.at
            yield RULE.problem(at, language=quote(language))
    yield from _others(others, known)


def _others(languages: Iterable[Scalar], known: Collection[str]) -> Iterator[Problem]:
    for language in languages:
        if language not in known:
            hint = did_you_mean(language, known)
            yield RULE.problem(language.at, "other-language", language=quote(language), hint=hint)
