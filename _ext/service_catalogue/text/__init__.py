"""Texts for readers: the inline syntax, the terms in a text, the glyphs that can be printed."""

import re
from collections.abc import Iterable

_ADDRESS = re.compile(r"(?:https?://|mailto:|www\.)\S+", re.IGNORECASE)


def capitalised(words: str) -> str:
    """Return ``words`` with a capital first, as at the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def without_addresses(text: str) -> str:
    """Return ``text`` with spaces in the place of addresses on the web and of mail, whose words are not those of the text."""
    return _ADDRESS.sub(lambda hit: " " * len(hit[0]), text) if ":" in text or "www" in text else text


def any_of(words: Iterable[str]) -> str:
    """Return the pattern of any of ``words``, the longest that fits, the same for the same words; nothing if there are none."""
    by_letter: dict[str, list[str]] = {}  # most words of a text begin with none of these letters, which is quickly seen
    for word in sorted(words, key=lambda word: (-len(word), word)):
        by_letter.setdefault(word[:1], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in by_letter.items()) or "(?!)"
