"""Texts for readers: the inline syntax, the terms in a text, the glyphs that can be printed."""

from __future__ import annotations


def capitalised(words: str) -> str:
    """Return ``words`` with a capital first, as at the beginning of a sentence."""
    return words[:1].upper() + words[1:]
