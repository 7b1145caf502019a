"""Facts of a text that have to be the same in every language, and in a statement and its claims: numbers, times, negations, conditions."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from enum import Enum
from typing import NamedTuple

from service_catalogue.text import any_of, without_addresses


class FactKind(Enum):
    """The kind of a fact."""

    #: A number in figures.
    NUMBER = "number"
    #: A number in letters: *two*.
    COUNT = "count"
    #: A counted unit of time: *within an hour*.
    TIME = "time"
    #: How often something happens: *every month*, *monthly*.
    FREQUENCY = "frequency"
    NEGATION = "negation"
    #: A possibility: *can*.
    POSSIBILITY = "possibility"
    #: A word that can state a possibility, and need not: *able*, *option*.
    MAYBE_POSSIBILITY = "maybe-possibility"
    #: A condition: *if*.
    CONDITION = "condition"
    #: A word that can state a condition, and need not: *when*.
    MAYBE_CONDITION = "maybe-condition"
    #: All of several: *every*.
    EVERY = "every"
    #: A word that can state all of several, and need not: *any*.
    MAYBE_EVERY = "maybe-every"
    #: Without a limit: *full access*.
    FULL = "full"
    #: A letter of a role scheme.
    LETTER = "letter"
    PARTY = "party"


class Fact(NamedTuple):
    """A fact in a text, at ``text[start:end]``; facts of two languages compare by ``kind`` and ``value``."""

    kind: FactKind
    value: str
    start: int
    end: int


class Vocabulary(NamedTuple):
    """The words of a language for such facts, from its interface words (``parity.negations`` and the like)."""

    pattern: re.Pattern[str]
    #: By word.
    numbers: Mapping[str, str]
    units: Mapping[str, str]
    #: The facts of phrases, by phrase: kind and value.
    phrases: Mapping[str, tuple[FactKind, str]]
    #: The phrases for a possibility.
    possible: tuple[str, ...]
    #: The kinds of facts that it has words for.
    kinds: Set[FactKind]


#: The keys of the words that count or deny.
_LISTS = ("parity.negations", "parity.numbers", "parity.articles", "parity.often")
#: The keys of the words for the units of time.
_UNITS = ("parity.minute", "parity.hour", "parity.day", "parity.week", "parity.month", "parity.year")
#: The keys of lists of phrases: of verbs and of other words for a possibility, of words for a right, and for a cell without a role.
CAN, POSSIBLE, RIGHTS, NO_ROLE = "wording.can", "wording.possible", "wording.rights", "wording.no-role"
_OFTEN = ("wording.nightly", "wording.daily", "wording.weekly", "wording.monthly", "wording.quarterly", "wording.yearly")
_ORDER = ("wording.before", "wording.after")
#: The keys of phrases, with commas between them, and the kind of their facts. The first one with a phrase has it.
_PHRASES = {
    **dict.fromkeys(_OFTEN, FactKind.FREQUENCY),
    **dict.fromkeys(_ORDER, FactKind.MAYBE_CONDITION),
    CAN: FactKind.POSSIBILITY,
    POSSIBLE: FactKind.MAYBE_POSSIBILITY,
    "wording.conditions": FactKind.CONDITION,
    "wording.circumstances": FactKind.MAYBE_CONDITION,
    "wording.every": FactKind.EVERY,
    "wording.any": FactKind.MAYBE_EVERY,
    "wording.full": FactKind.FULL,
}
# A pattern that begins with a class of characters skips all others at once; what is before is looked at second.

#: Figures, with the signs between them, and a.m. or p.m.
_NUMBER = re.compile(r"(\d(?<![\w.].)\d*(?:[.,:]\d+)*)(?:\s?(a\.?m|p\.?m)\b)?", re.IGNORECASE)
#: A letter at the start of a sentence or a quotation may be a word: *A service*, *I 2A*.
_LETTER = re.compile(r"[A-Z](?<![\w.'’-].)(?=['’]s\b|(?![\w'’-]|\.\w))")
_OPENING = re.compile(r"(?:^|[.!?:]\s|[»“\"(]\s?)$")


def facts(text: str, vocabulary: Vocabulary | None, letters: Collection[str] = ()) -> list[Fact]:
    """Return the facts of ``text``, by kind; ``letters`` are those of the role schemes."""
    text = without_addresses(text)
    return [*_numbers(text), *(_in_words(text, vocabulary) if vocabulary else ()), *_letters(text, letters)]


def vocabulary_of(words: Mapping[str, str]) -> Vocabulary | None:
    """Return the vocabulary of the language of which ``words`` are the interface words; ``None`` if it lacks some."""
    lists = {key: words.get(key, "").lower().split() for key in (*_LISTS, *_UNITS)}
    if not all(lists.values()):
        return None
    negations, counting, articles, often = (lists[key] for key in _LISTS)
    # From *two* on, for *one* is often an article.
    numbers = {word: str(number) for number, word in enumerate(counting, 2)}
    units = {word: unit for unit in _UNITS for word in lists[unit]}
    # How often something happens is worded too differently to compare (*every three years*, *hvert tredje år*).
    before = "".join(f"(?<!{re.escape(word)} )" for word in often)
    phrases = {
        phrase: (kind, key if key in (*_OFTEN, *_ORDER) else "")
        for key, kind in reversed(_PHRASES.items())
        for phrase in phrases_of(words, key)
    }
    time = rf"(?P<counted>\d+|{any_of(articles)}|{any_of(numbers)})\s(?:\w+\s)?(?P<unit>{any_of(units)})"
    alternatives = (
        rf"{before}(?:{time}|(?P<count>{any_of(numbers)}))|(?P<negation>{'|'.join(map(_negation, negations))})"
        rf"|(?P<phrase>{any_of(phrases)})"
    )
    kinds = {FactKind.COUNT, FactKind.TIME, FactKind.NEGATION, *(kind for kind, _ in phrases.values())}
    pattern = re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])")
    return Vocabulary(pattern, numbers, units, phrases, tuple(phrases_of(words, CAN)), kinds)


def phrases_of(words: Mapping[str, str], key: str) -> list[str]:
    """Return the phrases of a list of the interface words, in lower case; none if the language lacks it."""
    return [phrase.strip() for phrase in words.get(key, "").lower().split(",") if phrase.strip()]


def _negation(written: str) -> str:
    """Return the pattern of a negation: of ``-n’t``, an ending, or of ``uden/for``, which is none before *for*."""
    word, slash, following = written.partition("/")
    pattern = rf"\w+{re.escape(word[1:])}" if word.startswith("-") else re.escape(word)
    return pattern.replace("’", "['’]") + (f"(?! {re.escape(following)})" if slash else "")


#: The facts that are found by the vocabulary of a language.
IN_WORDS = frozenset({FactKind.COUNT, FactKind.TIME, FactKind.NEGATION, *_PHRASES.values()})
#: The facts about what binds somebody, of which one in a text is as good as several; and what a text in another language may have instead.
BINDING = {
    FactKind.POSSIBILITY: FactKind.MAYBE_POSSIBILITY,
    FactKind.CONDITION: FactKind.MAYBE_CONDITION,
    FactKind.EVERY: FactKind.MAYBE_EVERY,
    FactKind.FULL: FactKind.MAYBE_EVERY,
}


def differences(one: Sequence[Fact], other: Sequence[Fact]) -> tuple[list[Fact], list[Fact]]:
    """Return the facts that each of two texts has and the other has not, in their order there.

    A number may be in figures in one and in words in the other. Words that count, and that stand in one text alone, are a matter of
    style (*the two parties*), unless they count time.
    """
    if [fact[:2] for fact in one] == [fact[:2] for fact in other]:
        return [], []
    left, right = _left_over(one, other), _left_over(other, one)
    for mine, theirs in ((left, right), (right, left)):
        for number in [fact for fact in mine if fact.kind is FactKind.NUMBER]:
            counted = next((fact for fact in theirs if fact.kind is FactKind.COUNT and fact.value == number.value), None)
            if counted:
                mine.remove(number)
                theirs.remove(counted)
    order = _reversed(one, other), _reversed(other, one)
    left, right = (
        found + _without_counterpart(*those) for found, those in zip(order, ((left, other), (right, one)), strict=True)
    )
    if not all(any(fact.kind is FactKind.COUNT for fact in side) for side in (left, right)):
        left, right = ([fact for fact in side if fact.kind is not FactKind.COUNT] for side in (left, right))
    return sorted(left, key=lambda fact: fact.start), sorted(right, key=lambda fact: fact.start)


def _reversed(one: Sequence[Fact], other: Iterable[Fact]) -> list[Fact]:
    """Return each *before* of ``one`` if ``other`` has *after* alone; a word for *after* can have another meaning (Danish *efter*)."""
    before, after = _ORDER
    there = {fact.value for fact in other}
    return [fact for fact in one if fact.value == before and before not in there and after in there]


def _without_counterpart(facts: list[Fact], other: Iterable[Fact]) -> list[Fact]:
    """Return ``facts`` without those that are as good as one of ``other``."""
    there = {fact.kind for fact in other}
    binding = {kind for kind, instead in BINDING.items() if not there.isdisjoint((kind, instead))}
    return [fact for fact in facts if fact.kind not in binding and fact.kind not in BINDING.values()]


def _left_over(one: Iterable[Fact], other: Iterable[Fact]) -> list[Fact]:
    """Return the facts that ``one`` has more often than ``other``: the last ones, if both have some."""
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
        # Languages differ in the signs: 1.000 and 1,000, 8.30 and 8:30; full hours are written with zeros or without.
        parts = re.split("[.,:]", hit[1])
        if (hit[2] or "")[:1] in ("p", "P") and int(parts[0]) < 12:
            parts[0] = str(int(parts[0]) + 12)
        if len(parts) == 2 and parts[1] == "00":
            parts.pop()
        yield Fact(FactKind.NUMBER, ".".join(parts), *hit.span())


def _in_words(text: str, vocabulary: Vocabulary) -> Iterator[Fact]:
    lower = text.lower()  # much faster than a pattern that ignores case
    for hit in vocabulary.pattern.finditer(lower if len(lower) == len(text) else text):
        if hit["negation"]:
            yield Fact(FactKind.NEGATION, "", *hit.span())
            if hit[0].startswith(vocabulary.possible):  # cannot, can’t
                yield Fact(FactKind.POSSIBILITY, "", *hit.span())
            continue
        if hit["phrase"]:
            yield Fact(*vocabulary.phrases[hit["phrase"]], *hit.span())
            continue
        if hit["unit"]:
            yield Fact(FactKind.TIME, vocabulary.units[hit["unit"]], *hit.span())
        word = hit["count"] or hit["counted"]
        if word in vocabulary.numbers:
            yield Fact(FactKind.COUNT, vocabulary.numbers[word], hit.start(), hit.start() + len(word))


def _letters(text: str, letters: Collection[str]) -> Iterator[Fact]:
    for hit in _LETTER.finditer(text):
        if hit[0] in letters and not _OPENING.search(text, max(hit.start() - 3, 0), hit.start()):
            yield Fact(FactKind.LETTER, hit[0], *hit.span())
