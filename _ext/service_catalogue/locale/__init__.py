"""The interface words: one table a language, ``<language>.yaml``.

A catalogue may bring words of its own, for a language that has no table. A word that neither has is in English, marked as borrowed.
"""
