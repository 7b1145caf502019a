r"""Texts for readers: the inline syntax, references, terms of the glossary, numbers, and the glyphs that can be printed.

Emphasis begins and ends at a word: in ``*.dk,*.com``, ``/var/*/log`` and ``2*3*4`` the asterisks are text. ``\*`` and ``\[`` are an
asterisk and a bracket anywhere. Everything else is plain text. Nothing here makes markup: a span says what its words are, and each output shows them its own way.
"""

import functools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from service_catalogue.model.catalogue import Catalogue, Shared
from service_catalogue.model.matrix import Cell, Matrix
from service_catalogue.model.service import Service, derived
from service_catalogue.model.shared import Term
from service_catalogue.model.statement import Note
from service_catalogue.yaml.values import composed

_ADDRESS = re.compile(r"(?:https?://|mailto:|www\.)\S+", re.IGNORECASE)


def capitalised(words: str) -> str:
    """Return ``words`` with a capital first, as at the beginning of a sentence."""
    return words if words[:1].isupper() else words[:1].upper() + words[1:]


def without_addresses(text: str) -> str:
    """Return ``text`` with spaces for web and mail addresses, whose words are no words of the text."""
    return _ADDRESS.sub(lambda hit: " " * len(hit[0]), text) if ":" in text or "www" in text else text


def any_of(words: Iterable[str]) -> str:
    """Return the pattern of any of ``words``, the longest that fits, the same for the same words; nothing if there are none."""
    by_letter: dict[str, list[str]] = {}  # most words of a text begin with none of these letters, which is quickly seen
    for word in sorted(words, key=lambda word: (-len(word), word)):
        by_letter.setdefault(word[:1], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in by_letter.items()) or "(?!)"


#: The suffixes of documents.
SUFFIXES = (".md", ".rst")

#: ``{catalogue:task}`backup` `` or ``{catalogue:task}`the copies <backup>` ``, in Markdown and in reStructuredText.
ROLE = re.compile(r"(?:\{catalogue:(?P<kind>[a-z]+)\}|:catalogue:(?P<rst>[a-z]+):)`(?:[^`<]*<)?(?P<id>[^`<>]+)>?`")
#: ``{catalogue:duties} customer 2a``
DIRECTIVE = re.compile(r"(?:\{catalogue:(?P<name>[a-z]+)\}|\.\. catalogue:(?P<rst>[a-z]+)::)(?!`)[ \t]*(?P<ids>.*)")


# A pattern that begins with a class of characters skips all others at once; what is before is looked at second.

#: Figures, with the signs between them, and a.m. or p.m.
_NUMBER = re.compile(r"(\d(?<![\w.].)\d*(?:[.,:]\d+)*)(?:\s?(a\.?m|p\.?m)\b)?", re.IGNORECASE)
#: A letter at the start of a sentence or a quotation may be a word: *A service*, *I 2A*.
_LETTERS = re.compile(r"[A-Z](?<![\w.'’-].)[A-Z]*(?=['’]s\b|(?![\w'’-]|\.\w))")
_OPENING = re.compile(r"(?:^|[.!?:]\s|[»“\"(]\s?)$")


class Figure(NamedTuple):
    """A number, or letters of a role scheme, at ``text[start:end]``; figures in two languages are compared by ``value``."""

    value: str
    start: int
    end: int


def numbers(text: str) -> Iterator[Figure]:
    """Yield the numbers in ``text``."""
    for hit in _NUMBER.finditer(without_addresses(text)):
        # Languages differ in the signs: 1.000 and 1,000, 8.30 and 8:30; full hours are written with zeros or without.
        parts = re.split("[.,:]", hit[1])
        if (hit[2] or "")[:1] in ("p", "P") and int(parts[0]) < 12:
            parts[0] = str(int(parts[0]) + 12)
        if len(parts) == 2 and parts[1] == "00":
            parts.pop()
        yield Figure(".".join(parts), *hit.span())


def letters(text: str, known: Collection[str]) -> Iterator[Figure]:
    """Yield the cells in ``text``, such as *AR*, that consist of the ``known`` letters of role schemes."""
    for hit in _LETTERS.finditer(without_addresses(text)):
        is_opening = len(hit[0]) == 1 and _OPENING.search(text, max(hit.start() - 3, 0), hit.start())
        if len({*hit[0]} & {*known}) == len(hit[0]) and not is_opening:
            yield Figure("".join(sorted(hit[0])), *hit.span())


def only_in(one: Sequence[Figure], other: Sequence[Figure]) -> list[Figure]:
    """Return the figures that ``one`` has more often than ``other``: the last ones, if both have some."""
    there = Counter(figure.value for figure in other)
    missing = []
    for figure in one:
        if there[figure.value]:
            there[figure.value] -= 1
        else:
            missing.append(figure)
    return missing


#: The characters of the typeface, as ranges; a test compares them with the fonts, which the check does not need.
_RANGES = (
    "\x20-\x7e\xa0-\u017f\u018f\u0192\u01a0\u01a1\u01af\u01b0\u01cd-\u01dc\u01fa-\u01ff\u0218-\u021b\u0237\u0259\u02bb\u02bc"
    "\u02c6\u02c7\u02d8-\u02dd\u0300-\u0304\u0306-\u030c\u0312\u0315\u031b\u0323\u0326-\u0328\u037e\u0384-\u038a\u038c"
    "\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f\u0462\u0463\u046a\u046b\u0472-\u0475\u0490-\u04c2\u04cf-\u04d9\u04dc-\u04e9"
    "\u04ee-\u04f9\u0524\u0525\u0e3f\u1e80-\u1e85\u1e9e\u1ea0-\u1ef9\u2000-\u200a\u2010-\u2015\u2018-\u201a\u201c-\u201e"
    "\u2020-\u2022\u2026\u202f\u2030\u2032\u2033\u2039\u203a\u2044\u2070\u2074-\u2079\u2080-\u2089\u20a1\u20a4\u20a6"
    "\u20a8-\u20ae\u20b1\u20b2\u20b4\u20b5\u20b8-\u20ba\u20bd\u20bf\u2113\u2116\u2122\u2126\u212e\u2150\u2151\u2153-\u215e"
    "\u2190-\u2199\u21a9\u21aa\u21b0-\u21b3\u21b6\u21b7\u21ba\u21bb\u21c4\u21c6\u2202\u2206\u220f\u2211\u2212\u2215"
    "\u2219\u221a\u221e\u222b\u2236\u2248\u2260\u2264\u2265\u25ca\u2713\u274c\u2b0e-\u2b11\ufb01\ufb02\ufffd"
)
#: A character that the typeface lacks. Line breaks and tabs are spaces in print.
UNPRINTABLE = re.compile(f"[^{_RANGES}\t\n\r]")
_SPACE = re.compile("[\t\n\r]+")


def printable(text: str) -> str:
    """Return ``text`` as it is printed: the code of a character that the typeface lacks is in its place."""
    text = composed(str(text))
    if UNPRINTABLE.search(text):
        text = UNPRINTABLE.sub(lambda hit: f"[U+{ord(hit[0]):04X}]", text)
    return _SPACE.sub(" ", text)


class SpanKind(Enum):
    """The kind of a span."""

    TEXT = "text"
    EMPHASIS = "emphasis"
    LINK = "link"
    TERM = "term"
    #: To something by its kind and id.
    REFERENCE = "reference"


class Span(NamedTuple):
    """A run of words of one kind."""

    kind: SpanKind
    words: str
    #: The address of a link, the id of a term, or the kind and id of a reference: ``note:5``, ``2a.note:5``.
    target: str
    #: Start and end in the text.
    start: int
    end: int


_SYNTAX = re.compile(
    r"(?P<escaped>\\[*\[])"
    r"|(?<![\w/])\*(?P<emphasis>(?![\s*.,;:!?/)\]}|])(?:[^*\\]|\\\*|\\(?!\*))*(?<![\s/(\[{|]))\*(?![\w/]|\.\w)"
    r"|\[\[(?P<term>[^\[\]|]*)(?:\|(?P<shown>[^\[\]]+))?\]\]"
    r"|\[(?P<label>[^\[\]]+)\]\((?P<address>(?:[^()\s]|\([^()\s]*\))+)\)"
)
_ESCAPE = re.compile(r"\\([*\[])")
#: Faulty emphasis: with two asterisks, with a space inside it, in a word, or without an end.
_LIKE_EMPHASIS = re.compile(
    r"(?<![\w*/])\*\*(?=[^\W\d])[^*]+\*\*(?![\w*/])"
    r"|(?<![\w*/])\*(?=[^\W\d])[^*]*\w\s+\*(?![\w*/.])"
    r"|(?<![\w*/])\*\s+(?=[^\W\d])[^*]*\w\*(?![\w*/.])"
    r"|(?<=[^\W\d])\*[^\W\d]+\*(?=\W|$|[^\W\d])"
    r"|(?<![\w*/])\*[^\W\d]{2,}(?=\s)(?=[^*]*$)"
)
#: A faulty link.
_LIKE_LINK = re.compile(r"\[[^\[\]]+\]\s?\(\s*(?:https?:|mailto:|www\.)[^)\n]*\)?", re.IGNORECASE)
#: A faulty term: not closed, or incomplete.
_LIKE_TERM = re.compile(r"\[\[[^\s\[\]]*\]{0,2}")
SAFE_ADDRESS = re.compile(r"(?:https?://[^\s]+|mailto:[^\s]+)", re.IGNORECASE)


def spans(text: str) -> Iterator[Span]:
    """Yield the spans of ``text``, in order and without gaps. A link with an unsafe address is plain text."""
    position = 0
    for hit in _SYNTAX.finditer(text) if "*" in text or "[" in text else ():
        span = _span(hit)
        if span is None:
            continue
        if hit.start() > position:
            yield Span(SpanKind.TEXT, _unescaped(text[position : hit.start()]), "", position, hit.start())
        yield span
        position = hit.end()
    if position < len(text):
        yield Span(SpanKind.TEXT, _unescaped(text[position:]), "", position, len(text))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(r"\1", text) if "\\" in text else text


def _span(hit: re.Match[str]) -> Span | None:
    place = hit.span()
    if hit["emphasis"] is not None:
        return Span(SpanKind.EMPHASIS, _unescaped(hit["emphasis"]), "", *place)
    if hit["term"] is not None:
        target = hit["term"].strip()
        return Span(SpanKind.REFERENCE if ":" in target else SpanKind.TERM, hit["shown"] or "", target, *place)
    if hit["address"] is not None and SAFE_ADDRESS.fullmatch(hit["address"]):
        return Span(SpanKind.LINK, hit["label"], hit["address"], *place)
    return None


def unsafe_links(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each link address in ``text`` that is not safe."""
    for hit in _SYNTAX.finditer(text) if "](" in text else ():
        # One with parentheses, as in "[x](the one (or the other))", is no address.
        if hit["address"] is not None and "(" not in hit["address"] and not SAFE_ADDRESS.fullmatch(hit["address"]):
            yield hit.span("address")


def unread(text: str) -> Iterator[tuple[SpanKind, int, int]]:
    """Yield kind, start and end of what looks like emphasis, a link or a term in ``text`` and is none."""
    if "*" not in text and "[" not in text:
        return
    plain = _ESCAPE.sub("  ", text)
    read = [range(span.start, span.end) for span in spans(text) if span.kind is not SpanKind.TEXT]
    refused = [range(*place) for place in unsafe_links(text)]  # reported by a rule of their own
    for hit in _LIKE_LINK.finditer(plain):
        if not any(place.start < hit.end() and hit.start() < place.stop for place in (*read, *refused)):
            yield SpanKind.LINK, *hit.span()
    for kind, pattern in ((SpanKind.TERM, _LIKE_TERM), (SpanKind.EMPHASIS, _LIKE_EMPHASIS)):
        hits = (hit for hit in pattern.finditer(plain) if not any(hit.start() in place for place in read))
        yield from ((kind, *hit.span()) for hit in hits)


#: The kinds that belong to a service, which may be named before them.
OF_SERVICE = ("note", "statement", "cell")
#: The others.
SHARED = ("task", "service")
_TARGET = re.compile(r"(?:(?P<service>[^.:]*)\.)?(?P<kind>[^.:]*):(?P<id>.*)")


class ReferenceTarget(NamedTuple):
    """A reference as it is written; ``service`` is empty where none is named."""

    service: str
    kind: str
    id: str


def parse(target: str) -> ReferenceTarget:
    """Return the parts of ``target``, the kind and id of a reference."""
    hit = _TARGET.fullmatch(target)
    if hit is None:
        return ReferenceTarget("", "", target)
    return ReferenceTarget(hit["service"] or "", hit["kind"].strip(), hit["id"].strip())


class FoundNote(NamedTuple):
    """A note that is referred to."""

    note: Note
    #: The service that wrote it, and its number there.
    owner: Service
    number: str
    #: Its id and number in the service in which the reference is shown; empty if it is not among its notes.
    id: str
    shown: str


def find_note(catalogue: Catalogue, named: Service, id: str, shown_in: Service | None) -> FoundNote:
    """Return the note ``id`` of ``named``, as it is numbered in ``shown_in``; raise ``KeyError`` if there is none."""
    note = named.notes_by_id[id]
    owner = catalogue.objects["service"].get(note.owner, named)
    own_id = note.id.removeprefix(f"{owner.id}.")
    number = owner.number_of_note(own_id)
    for other in shown_in.notes if shown_in else ():
        assert shown_in
        if (other.owner or shown_in.id) == owner.id and other.id.removeprefix(f"{owner.id}.") == own_id:
            return FoundNote(note, owner, number, other.id, shown_in.number_of_note(other.id))
    return FoundNote(note, owner, number, own_id, "")


def find_cell(service: Service | None, address: str) -> tuple[Matrix, Cell] | None:
    """Return the cell at ``address`` with its matrix, if ``service`` has it."""
    for matrix in service.all_matrices if service else ():
        if address in matrix.by_address:
            return matrix, matrix.by_address[address]
    return None


class Mention(NamedTuple):
    """A term in a text: ``text[start:end]``."""

    start: int
    end: int
    term: str
    #: The language of the words, if the text is in another one; else empty.
    lang: str


#: Number of texts whose mentions are cached.
_KNOWN = 2048
_BEGINS = re.compile(r"\w")


class TermFinder:
    """Finds terms in texts of one language. Forms of other languages are found too, and marked as foreign."""

    def __init__(self, terms: Iterable[Term], language: str, languages: Iterable[str]) -> None:
        self._of = terms, language, languages = tuple(terms), language, tuple(languages)
        #: The term of each spelling, and the language if it is foreign; forms of the text's own language come first.
        self._spelt: dict[str, tuple[str, str]] = {}
        for other in (language, *(code for code in languages if code != language)):
            for term in terms:
                for words in filter(_BEGINS.match, term.written(other)):
                    lang = "" if other == language else other
                    if not lang and words == term.name.get(language):
                        lang = term.lang.get(language, "")
                    typed = _typed(words)
                    # One in lower case may also open a sentence, one with capitals (SIT) does not change.
                    for spelling in (typed, capitalised(typed)) if typed.islower() else (typed,):
                        self._spelt.setdefault(spelling, (term.id, lang))
        self._pattern = re.compile(rf"(?<![\w-])(?:{any_of(self._spelt)})(?!-?\w)")
        # Most texts are in several places of one service; the mentions of all services would fill the memory.
        self.find = functools.lru_cache(_KNOWN)(self._find)

    def __reduce__(self) -> tuple[object, ...]:
        """Leave out the cache, for systems on which the processes of a build get the catalogue by pickling."""
        return TermFinder, self._of

    def _find(self, text: str) -> tuple[Mention, ...]:
        """Return the mentions in ``text``, in order; the longest form if several begin at the same word."""
        hits = self._pattern.finditer(without_addresses(_typed(text)))
        return tuple(Mention(*hit.span(), *self._spelt[hit[0]]) for hit in hits)


def finder_of(shared: Shared, language: str) -> TermFinder:
    """Return the finder of the terms of ``shared`` in texts of ``language``, made once."""
    finders = _finders(shared)
    if language not in finders:
        finders[language] = TermFinder(shared.terms, language, shared.identity.languages)
    return finders[language]


@derived
def _finders(shared: Shared) -> dict[str, TermFinder]:
    return {}


def _typed(words: str) -> str:
    """Return ``words`` with typewriter apostrophes, so that a form matches either."""
    return words.replace("’", "'")
