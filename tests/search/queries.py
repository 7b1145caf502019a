"""Customers' questions with the places that answer them, and the marks of the search for finding these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import yaml
from playwright.sync_api import Page

from tests import built

FOLDER = Path(__file__).parent / "queries"
#: ``open`` is looked at while the search is tuned. ``unseen`` was written after that and read since; ``fresh`` and ``held`` were
#: written later still, without sight of index or engine, and in part read since. ``asked`` are the 25 questions that every catalogue
#: has to answer among the first three: who, must I, may I, when and on which terms, and what is not stated.
SETS = ("open", "unseen", "fresh", "held", "asked")


class Query(NamedTuple):
    """A question, and the addresses that answer it."""

    kind: str
    words: str
    answers: frozenset[str]
    #: What a sentence that answers may be about.
    says: frozenset[str] = frozenset()


class Score(NamedTuple):
    """The parts of questions with an answer first and among the first three, and the mean of 1/place."""

    count: int
    first: float
    third: float
    reciprocal: float

    def __str__(self) -> str:
        return f"{self.count:5d} {self.first:8.3f} {self.third:8.3f} {self.reciprocal:8.3f}"


def queries(name: str, language: str) -> list[Query]:
    """Return the set ``name`` in ``language``."""
    written: Mapping[str, list[Mapping]] = yaml.safe_load((FOLDER / f"{name}-{language}.yaml").read_text("utf-8"))
    return [
        Query(kind, str(query["q"]), *(frozenset(map(address, query.get(key, ()))) for key in ("at", "says")))
        for kind, group in written.items()
        for query in group
    ]


def among_many(asked: Iterable[Query]) -> list[Query]:
    """Return the same queries for many services: a question that names none is answered by the lists of all."""
    return [query._replace(answers=query.answers | set(map(_of_all, query.answers))) for query in asked]


def _of_all(address: str) -> str:
    """Return the address of the lists of all services, for the ``address`` of one."""
    for own, of_all in (
        (r"(parties/[^/]+)/[^/]+\.html.*", r"\1.html#part.services"),
        (r"services/.*&layer=(.*)#.*", r"layers/\1.html"),
        (r"services/.*#part\.(?:source|tensions|exceptions)", "services/index.html"),
    ):
        if found := re.fullmatch(own, address):
            return found.expand(of_all)
    return address


def without_search_words(target: Path) -> Path:
    """Return a copy of the project, of its data and its prose, without any search words."""
    project = built.copy_project(target)
    for file in (project / "data" / "search-words.yaml", *project.glob("docs/*/search-words.yaml")):
        file.unlink()
    return project


def of_a_new_service(target: Path) -> Path:
    """Return a copy of the project with the search words of what services share, and none of any service."""
    project = built.copy_project(target)
    file = project / "data" / "search-words.yaml"
    written = yaml.safe_load(file.read_text("utf-8"))
    shared = [
        found for found in written["search-words"] if found["for"].partition(":")[0] not in ("service", "statement", "note")
    ]
    file.write_text(yaml.safe_dump({"search-words": shared}, allow_unicode=True), "utf-8")
    return project


def address(place: str) -> str:
    """Return the address of a place such as ``task:backup``, from the root of a language."""
    kind, _, id = place.partition(":")
    service, _, inner = id.partition(".")
    return {
        "service": f"services/{id}.html",
        "task": f"tasks/{id}.html",
        "layer": f"layers/{id}.html",
        "party": f"parties/{id}.html",
        "term": f"glossary.html#{id}",
        "statement": f"services/{service}.html#{inner}",
        "cell": f"services/{service}.html#{inner}",
        "note": f"services/{service}.html#note.{inner}",
        "topic": f"services/{service}.html#topic.{inner}",
        "list": f"services/{service}.html?{'&'.join(map('='.join, zip(('party', 'layer'), inner.split('.'), strict=False)))}#part.matrix",
        "page": f"{id}.html",
        "section": id.replace("#", ".html#"),
    }[kind]


_ASK = """
async (questions) => {
    const { find, show } = window.catalogueSearch;
    const found = [];
    for (const question of questions) {
        const { results } = await find(question);
        found.push((await show(results.slice(0, 10))).map(({ address }) => address));
    }
    return found;
}
"""


def ask(page: Page, asked: Iterable[Query]) -> list[list[str]]:
    """Return the first ten addresses for each query, on a search page that is open in a browser."""
    return page.evaluate(_ASK, [query.words for query in asked])


def place(query: Query, found: list[str]) -> int:
    """Return the rank of the first answer, from 1; 0 if there is none."""
    return next((number for number, other in enumerate(found, 1) if other in query.answers), 0)


def score(asked: list[Query], found: list[list[str]]) -> Score:
    places = [place(query, addresses) for query, addresses in zip(asked, found, strict=True)]
    count = len(places)
    return Score(
        count,
        sum(number == 1 for number in places) / count,
        sum(0 < number <= 3 for number in places) / count,
        sum(1 / number for number in places if number) / count,
    )
