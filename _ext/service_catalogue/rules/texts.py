"""Rules about what readers see: nothing of a text is lost, its markup, links and characters work, and colours can be read."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from service_catalogue.locale.words import LAST_LANGUAGE, PLACEHOLDER, keys_in, words_of
from service_catalogue.messages.quotation import quote
from service_catalogue.messages.suggestion import did_you_mean
from service_catalogue.rules import Kind, Passage, Phase, Problem, Service, Severity, Shared, rule
from service_catalogue.text import UNPRINTABLE, unread, unsafe_links
from service_catalogue.yaml.values import Keyed, Scalar

_WORDS_IN_COMMENT = re.compile(r"#\S[^\n]{0,80}")


#: No text for readers ends at a # that begins a comment.
@rule(phase=Phase.REFERENCES)
def text_lost_in_comment(passages: Sequence[Passage], shared: Shared) -> Iterator[Problem]:
    for text in _texts(passages):
        lost = text.behind(_WORDS_IN_COMMENT) if text.is_plain else None
        if lost:
            words, at = lost
            yield text_lost_in_comment.problem(at, words=quote(words))


def _texts(passages: Iterable[Passage]) -> Iterator[Scalar]:
    return (text for passage in passages for text in passage.text.values())


#: A tag or an entity of HTML. An address or a placeholder between < and > is text.
_HTML = re.compile(
    r"</?(?:a|b|big|br|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|s|small|span|strong|su[bp]|t[dhr]|table|u|ul)(?:\s[^<>]*)?/?>"
    r"|&(?:[a-z]{2,}|#x?[0-9a-f]+);",
    re.IGNORECASE,
)


#: What looks like emphasis, a link or a term in a text is one.
@rule(severity=Severity.WARNING)
def unread_markup(passages: Sequence[Passage], shared: Shared) -> Iterator[Problem]:
    for text in _texts(passages):
        for kind, start, end in unread(text):
            shown, at = quote(text[start:end]), text.locate(start, end)
            yield unread_markup.problem(at, kind.value, markup=shown)
        hit = _HTML.search(text) if "<" in text or "&" in text else None
        if hit:
            yield unread_markup.problem(text.locate(*hit.span()), "html", markup=quote(hit[0]))


#: A link in a text leads to the web or to a mail address.
@rule()
def unsafe_link(passages: Sequence[Passage], shared: Shared) -> Iterator[Problem]:
    for text in _texts(passages):
        for start, end in unsafe_links(text):
            yield unsafe_link.problem(text.locate(start, end), address=quote(text[start:end]))


#: A booklet can print every character of a text.
@rule(severity=Severity.WARNING)
def missing_glyph(service: Service, shared: Shared) -> Iterator[Problem]:
    return missing_in(filter(None, (service.code, service.version)))


@missing_glyph.also
def check_missing_glyph_of_texts(passages: Sequence[Passage], shared: Shared) -> Iterator[Problem]:
    return missing_in(_texts(passages))


@missing_glyph.also
def check_missing_glyph_of_shared(shared: Shared) -> Iterator[Problem]:
    letters = (letter.letter for scheme in shared.schemes for letter in scheme.letters)
    version = shared.read_identity.version if shared.read_identity else None
    return missing_in(filter(None, (version, *letters)))


def missing_in(texts: Iterable[Scalar]) -> Iterator[Problem]:
    """Yield the first unprintable character of each of ``texts``."""
    for words in texts:
        hit = UNPRINTABLE.search(words)
        if hit:
            number = f"U+{ord(hit[0]):04X}"
            yield missing_glyph.problem(words.locate(*hit.span()), sign=quote(hit[0]), number=number)


_FORMS = frozenset(("one", "other"))
_MORE_FORMS = _FORMS | {"two"}


#: The interface words of a catalogue fit the places where they are shown.
@rule(file="catalogue.yaml", reads=(Kind.IDENTITY,))
def interface_words(shared: Shared) -> Iterator[Problem]:
    languages = shared.identity.languages
    english = words_of(LAST_LANGUAGE).table
    keys, former = [*english, *(f"language.{language}" for language in languages)], keys_in("former-keys.txt")
    for language, words in shared.identity.words.items():
        if language not in languages:
            hint = did_you_mean(language, languages)
            yield interface_words.problem(language.at, "language", language=quote(language), hint=hint)
        for key, wording in words.items():
            if key in former:
                continue
            if key not in keys:
                hint = did_you_mean(key, keys)
                yield interface_words.problem(key.at, "key", key=quote(key), hint=hint)
            else:
                yield from _check_wording(key, wording, english.get(key, ""))


def _check_wording(key: Scalar, wording: Scalar | Keyed[Scalar], english: str | Mapping[str, str]) -> Iterator[Problem]:
    if isinstance(wording, Keyed) and (isinstance(english, str) or not _FORMS <= set(wording) <= _MORE_FORMS):
        yield interface_words.problem(key.at, "one-text" if isinstance(english, str) else "forms", key=quote(key))
        return
    known = list(dict.fromkeys(name for text in _interface_texts(english) for name in PLACEHOLDER.findall(text)))
    for text in wording.values() if isinstance(wording, Keyed) else (wording,):
        yield from _check_text(key, text, known)


def _check_text(key: Scalar, text: Scalar, known: Collection[str]) -> Iterator[Problem]:
    months = len(text.split())
    if not text or (key == "months" and months != 12):
        yield interface_words.problem(text.at if text else key.at, "months" if key == "months" else "no-text", key=quote(key))
    for field in PLACEHOLDER.finditer(text):
        if field[1] not in known:
            hint = did_you_mean(field[1], known)
            yield interface_words.problem(
                text.locate(*field.span()), "placeholder", key=quote(key), placeholder=quote(field[1]), hint=hint
            )


def _interface_texts(english: str | Mapping[str, str]) -> tuple[str, ...]:
    return tuple(english.values()) if isinstance(english, Mapping) else (english,)


#: The background colours of links, as in ``theme/styles/catalogue.css``.
GROUNDS = {"light": ("#fdfcfa", "#f5f2ea", "#f0ebe0"), "dark": ("#10181e", "#19232b", "#202b34")}
#: The contrast of text in WCAG 2.2 at level AAA.
LEAST = 7.0


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


#: The colours of a brand have enough contrast on every ground of the pages.
@rule(severity=Severity.WARNING, file="catalogue.yaml", reads=(Kind.IDENTITY,))
def weak_colour(shared: Shared) -> Iterator[Problem]:
    brand = shared.identity.brand
    colours = brand.colours if brand else None
    for colour, ground in ((colours.light, "light"), (colours.dark, "dark")) if colours else ():
        least = min(contrast(colour, one) for one in GROUNDS[ground])
        if least < LEAST:
            yield weak_colour.problem(colour.at, ground, colour=quote(colour), contrast=int(least * 10) / 10)
