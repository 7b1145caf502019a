"""What a text says that does not depend on its language: numbers, spans of time, negations, letters of roles."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import Enum
from typing import NamedTuple


class FactKind(Enum):
    """What kind of thing a fact is."""

    #: In figures.
    NUMBER = "number"
    #: In letters: *two*.
    COUNT = "count"
    #: A unit of time that is counted: *within an hour*.
    TIME = "time"
    NEGATION = "negation"
    #: Of a role scheme.
    LETTER = "letter"
    PARTY = "party"


class Fact(NamedTuple):
    """One thing that a text says, at ``text[start:end]``; facts of two languages compare by ``kind`` and ``value``."""

    kind: FactKind
    value: str
    start: int
    end: int


class _Words(NamedTuple):
    """The words of a language that say such things."""

    negations: str
    #: From *two* on, for *one* is often an article.
    counts: tuple[str, ...]
    #: What can stand for a number before a unit of time.
    articles: str
    #: What comes before it where it says how often: that is worded too differently to compare (*every three years*, *hvert tredje år*).
    often: tuple[str, ...]
    #: The forms of the word for each unit of time.
    units: Mapping[str, str]


_LANGUAGES = {
    "da": _Words(
        "ikke|ingen|intet|aldrig|uden(?! for)|hverken",
        ("to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv"),
        "en|et|én|ét|halv",
        ("hver ", "hvert ", "gang ", "gange "),
        {
            "minute": "minut minutter",
            "hour": "time timer",
            "day": "dag dage døgn hverdag hverdage arbejdsdag arbejdsdage",
            "week": "uge uger",
            "month": "måned måneder",
            "year": "år",
        },
    ),
    "en": _Words(
        "not|no|never|without|neither|none|nothing|nobody|cannot|\\w+n['’]t",
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        "an?|one|half",
        ("every ", "each ", "once ", "twice ", "times "),
        {
            "minute": "minute minutes",
            "hour": "hour hours",
            "day": "day days weekday weekdays workday workdays",
            "week": "week weeks",
            "month": "month months",
            "year": "year years",
        },
    ),
    "sv": _Words(
        "inte|ej|ingen|inget|inga|aldrig|utan(?! för)|varken",
        ("två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"),
        "en|ett|halv",
        ("var ", "vart ", "varje ", "gång ", "gånger "),
        {
            "minute": "minut minuter",
            "hour": "timme timmar",
            "day": "dag dagar dygn vardag vardagar arbetsdag arbetsdagar",
            "week": "vecka veckor",
            "month": "månad månader",
            "year": "år",
        },
    ),
}
#: Figures, with the signs between them, and what makes an hour one of the afternoon.
_NUMBER = re.compile(r"(?<![\w.])(\d+(?:[.,:]\d+)*)(?:\s?(a\.?m|p\.?m)\b)?", re.IGNORECASE)
#: A letter that opens a sentence or a quotation may be a word: *A service*, *I 2A*.
_LETTER = re.compile(r"(?<![\w.'’-])[A-Z](?=['’]s\b|(?![\w'’-]|\.\w))")
_OPENING = re.compile(r"(?:^|[.!?:]\s|[»“\"(]\s?)$")


def facts(text: str, language: str, letters: Collection[str] = ()) -> list[Fact]:
    """What ``text`` says, in the order of kinds; ``letters`` are those of the role schemes."""
    return [*_numbers(text), *_in_words(text, language), *_letters(text, letters)]


def is_known(language: str) -> bool:
    """Whether the words of ``language`` are known that count, deny and name units of time."""
    return language in _LANGUAGES


#: What only a language whose words are known says.
IN_WORDS = frozenset({FactKind.COUNT, FactKind.TIME, FactKind.NEGATION})


def differences(one: Iterable[Fact], other: Iterable[Fact]) -> tuple[list[Fact], list[Fact]]:
    """What each of two texts says and the other does not, in the order in which it stands there.

    A number may be in figures in one and in words in the other. Words that count, and that stand in one text alone, are a matter of
    style (*the two parties*), unless they count time.
    """
    left, right = _left_over(one, other), _left_over(other, one)
    for mine, theirs in ((left, right), (right, left)):
        for number in [fact for fact in mine if fact.kind is FactKind.NUMBER]:
            counted = next((fact for fact in theirs if fact.kind is FactKind.COUNT and fact.value == number.value), None)
            if counted:
                mine.remove(number)
                theirs.remove(counted)
    if not all(any(fact.kind is FactKind.COUNT for fact in side) for side in (left, right)):
        left, right = ([fact for fact in side if fact.kind is not FactKind.COUNT] for side in (left, right))
    return sorted(left, key=lambda fact: fact.start), sorted(right, key=lambda fact: fact.start)


def _left_over(one: Iterable[Fact], other: Iterable[Fact]) -> list[Fact]:
    """The facts of ``one`` that are more than those of ``other``: the last ones, where both have some."""
    there = Counter((fact.kind, fact.value) for fact in other)
    found = []
    for fact in one:
        if there[fact.kind, fact.value]:
            there[fact.kind, fact.value] -= 1
        else:
            found.append(fact)
    return found


def _numbers(text: str) -> Iterator[Fact]:
    for hit in _NUMBER.finditer(text):
        # Languages differ in the signs: 1.000 and 1,000, 8.30 and 8:30; and full hours are written with noughts or without.
        parts = re.split("[.,:]", hit[1])
        if (hit[2] or "")[:1] in ("p", "P") and int(parts[0]) < 12:
            parts[0] = str(int(parts[0]) + 12)
        if len(parts) == 2 and parts[1] == "00":
            parts.pop()
        yield Fact(FactKind.NUMBER, ".".join(parts), *hit.span())


def _in_words(text: str, language: str) -> Iterator[Fact]:
    if not is_known(language):
        return
    pattern, counts, units = _vocabulary(language)
    for hit in pattern.finditer(text):
        if hit["negation"]:
            yield Fact(FactKind.NEGATION, "", *hit.span())
            continue
        if hit["unit"]:
            yield Fact(FactKind.TIME, units[hit["unit"].lower()], *hit.span())
        word = hit["count"] or hit["counted"]
        if word.lower() in counts:
            yield Fact(FactKind.COUNT, counts[word.lower()], hit.start(), hit.start() + len(word))


@functools.cache
def _vocabulary(language: str) -> tuple[re.Pattern[str], Mapping[str, str], Mapping[str, str]]:
    """What finds the words of a language, the number of each word that counts, and the unit of each word for one."""
    words = _LANGUAGES[language]
    counts = {word: str(number) for number, word in enumerate(words.counts, 2)}
    units = {form: unit for unit, forms in words.units.items() for form in forms.split()}
    count, often = "|".join(counts), "".join(f"(?<!{word})" for word in words.often)
    time = rf"(?P<counted>\d+|{words.articles}|{count})\s(?:\w+\s)?(?P<unit>{'|'.join(units)})"
    alternatives = f"{often}(?:{time}|(?P<count>{count}))|(?P<negation>{words.negations})"
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])", re.IGNORECASE), counts, units


def _letters(text: str, letters: Collection[str]) -> Iterator[Fact]:
    for hit in _LETTER.finditer(text):
        if hit[0] in letters and not _OPENING.search(text, 0, hit.start()):
            yield Fact(FactKind.LETTER, hit[0], *hit.span())
