"""The search words of documents: by what customers look for their sections. Read and checked as the data are."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from service_catalogue.check.reading import read_file
from service_catalogue.problem import Problem, did_you_mean, quote
from service_catalogue.rules import unknown_reference
from service_catalogue.schema.kinds import Line
from service_catalogue.schema.reader import Reader
from service_catalogue.yaml.values import Keyed, Scalar


def read_search_words(path: Path) -> tuple[Keyed[tuple[Scalar, ...]], list[Problem]]:
    """Return the words for each section (``<document>#<label>``) in the file ``path``, and the problems in it."""
    reader = Reader()
    value = read_file(path, reader)
    words: Keyed[tuple[Scalar, ...]] = Keyed() if value is None else reader.read(Keyed[tuple[Line, ...]], value)
    return words, sorted(reader.problems, key=lambda problem: problem.order)


def unknown_sections(words: Collection[Scalar], known: Collection[str]) -> Iterator[Problem]:
    """The sections among ``words`` that are none of the ``known``."""
    for address in words:
        if address not in known:
            hint = did_you_mean(address, known)
            yield unknown_reference.RULE.problem(address.at, "section", section=quote(address), hint=hint)
