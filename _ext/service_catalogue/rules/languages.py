"""Rules about the languages of a text: it is in each of them, translated, with the same numbers and letters."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from service_catalogue.messages.quotation import quote
from service_catalogue.messages.suggestion import did_you_mean, nearest
from service_catalogue.messages.texts import message
from service_catalogue.model.catalogue import Identity
from service_catalogue.model.lifecycle import Approval
from service_catalogue.model.service import kept
from service_catalogue.model.shared import Group, Layer, Party, Task, Term
from service_catalogue.model.statement import passages as texts_of
from service_catalogue.rules import Catalogue, Kind, Message, Passage, Phase, Problem, Service, Severity, Shared, rule
from service_catalogue.schema.types import Localized
from service_catalogue.text import Figure, letters, numbers, only_in
from service_catalogue.yaml.values import Scalar

#: Maximum number of missing texts of a language that are reported one by one.
_MOST_MISSING = 20


#: The languages of a text, whether it has words in each of them, and the number of such texts.
_Written: TypeAlias = list[tuple[list[str], bool, int]]


def _passages(of: Service | Catalogue) -> Sequence[Passage]:
    return of.passages if isinstance(of, Service) else of.shared_passages


@kept
def _written(of: Service | Catalogue) -> _Written:
    counts = Counter((tuple(sorted(text)), all(map(str.strip, text.values()))) for text, *_ in _passages(of))
    return [([*languages], is_whole, count) for (languages, is_whole), count in counts.items()]


def unfinished(written: _Written, identity: Identity) -> dict[Scalar, int]:
    """Return the number of missing texts of each language that is being translated: it lacks more than those, or has none."""
    others = (language for language in identity.languages if language != identity.authoritative)
    missing = {language: sum(count for those, _, count in written if language not in those) for language in others}
    total = sum(count for *_, count in written)
    return {language: count for language, count in missing.items() if count > _MOST_MISSING or 1 < count == total}


#: Every text is in every language of the catalogue, and in no other.
@rule(phase=Phase.REFERENCES, reads=(Kind.IDENTITY,))
def missing_translation(catalogue: Catalogue) -> Iterator[Problem]:
    identity = catalogue.identity
    known = identity.languages
    if not any(meant_for_others(identity)):
        parts: tuple[Service | Catalogue, ...] = (catalogue, *catalogue.services)
        written = [each for part in parts for each in _written(part)]
        begun = unfinished(written, identity)
        for language, count in begun.items():
            yield replace(missing_translation, severity=Severity.WARNING).problem(
                language.at, "many", language=language, count=count, total=sum(count for *_, count in written)
            )
        languages = [language for language in known if language not in begun]
        for part in parts:
            is_sound = all(is_whole and {*languages} <= {*those} <= {*known} for those, is_whole, _ in _written(part))
            for passage in () if is_sound else _passages(part):
                yield from missing_in(passage.text, languages, known, passage.field)


@missing_translation.also
def check_missing_translation_of_shared(shared: Shared) -> Iterator[Problem]:
    identity = shared.identity
    meant = list(meant_for_others(identity))
    for language, others in meant:
        yield missing_translation.problem(language.at, "no-text", language=quote(language), hint=did_you_mean(language, others))
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
        yield missing_translation.problem(cut[0].at, "cut")
    others = [language for language in text if language not in (*known, *cut)]
    absent = [language for language in languages if language not in text]
    # A text under a misspelt language is reported with that.
    meant = {*absent} if len(others) == len(absent) == 1 else {nearest(other, absent) for other in others}
    for language in languages:
        written = text.get(language, text.blank.get(language))
        if written is None and language in meant:
            continue
        if written is None or not written.strip():
            at = text.at if written is None else written.at
            yield missing_translation.problem(at, key=quote(field.strip("_").replace("_", "-")), language=quote(language))
    yield from _others(others, absent if others and meant == {*absent} else known)


def _others(languages: Iterable[Scalar], known: Collection[str]) -> Iterator[Problem]:
    for language in languages:
        if language not in known:
            hint = did_you_mean(language, known)
            yield missing_translation.problem(language.at, "other-language", language=quote(language), hint=hint)


#: Of an object of these classes, a text may be the same in all languages: a name, or a reference to a source.
_SAME = {"name": (Layer, Task, Group, Term, Service), "from_": (Term,)}
#: The word that no page shows.
_NEVER = "TODO"
_UNFINISHED = re.compile(r"\b(?:TODO|TBD|FIXME|XXX)\b")
#: With fewer words in lower case, a text may be a name.
_FEWEST = 2
_WORD = re.compile(r"(?<![\w-])[^\W\d_A-ZÆØÅÄÖ][\w-]*")


#: No text is the same in two languages, or unfinished.
@rule(severity=Severity.WARNING)
def untranslated(passages: Sequence[Passage], shared: Shared) -> Iterator[Problem]:
    for passage in passages:
        may_be_same = isinstance(passage.of, (Party, Approval, *_SAME.get(passage.field, ())))
        seen: dict[str, str] = {}
        for language, words in passage.text.items():
            if unfinished_word := _UNFINISHED.search(words):
                at = words.locate(*unfinished_word.span())
                problem = untranslated.problem(at, "unfinished", word=quote(unfinished_word[0]))
                fatal = replace(untranslated, severity=Severity.ERROR)
                yield replace(problem, rule=fatal) if unfinished_word[0] == _NEVER else problem
            elif (
                (other := seen.setdefault(words, language)) != language
                and not may_be_same
                and len(_WORD.findall(words)) >= _FEWEST
            ):
                yield untranslated.problem(words.at, "same", language=quote(language), other=quote(other))


#: Maximum number of figures in a message.
_MOST_FIGURES = 9


#: A text has the same numbers and letters of roles in every language.
@rule(severity=Severity.WARNING, acceptable=True, reads=(Kind.IDENTITY, Kind.SCHEME))
def parity(passages: Sequence[Passage], shared: Shared) -> Iterator[Problem]:
    authoritative = shared.identity.authoritative
    known = {letter.letter for scheme in shared.schemes for letter in scheme.letters}
    for text, _, field, address in passages:
        if field == "quote":  # a passage of a text that is compared, with as many words as fit each language
            continue
        figures = {language: [*numbers(words), *letters(words, known)] for language, words in text.items()}
        for language in text:
            here, there = figures[language], figures[authoritative]
            extra, missing = only_in(here, there), only_in(there, here)
            if extra or missing:
                source, first = (text[language], extra[0]) if extra else (text[authoritative], missing[0])
                own, other = _only_in(language, text[language], extra), _only_in(authoritative, text[authoritative], missing)
                at = source.locate(first.start, first.end)
                yield parity.problem(at, addresses=filter(None, [address]), here=own, there=other)


def _only_in(language: str, source: str, figures: list[Figure]) -> Message:
    """Return the words of the first figures that are in ``language`` alone, and a sign for more."""
    words = [quote(source[figure.start : figure.end]) for figure in figures[:_MOST_FIGURES]]
    words += ["…"] if len(figures) > _MOST_FIGURES else []
    return message("parity.only", language=quote(language), words=words) if figures else Message("")
