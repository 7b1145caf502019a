"""Texts for readers: the inline syntax, the terms in a text, the glyphs that can be printed."""
