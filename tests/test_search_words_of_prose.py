"""The search words of documents are read as the data are: each fault at its place, in both languages."""

from pathlib import Path

import pytest
from service_catalogue.check.checker import read_search_words, unknown_sections

from tests.folders import ROOT, Found, assert_well_formed, table_of, unmark

CASES = table_of(__file__)["cases"]


@pytest.mark.parametrize("marked", CASES.values(), ids=CASES)
def test_a_fault_in_search_words_is_reported_at_its_place(tmp_path: Path, marked: str) -> None:
    text, expected = unmark(marked, "words.yaml")
    path = tmp_path / "words.yaml"
    path.write_text(text, "utf-8")
    words, problems = read_search_words(path)
    problems += unknown_sections(words, ["about#us", "about#you"])
    for problem in problems:
        assert_well_formed(problem)
    assert [Found("words.yaml", problem.at.line, problem.at.column, problem.rule.name) for problem in problems] == expected


def test_the_message_says_what_to_write(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text('"about#use": [what]\n', "utf-8")
    (problem,) = unknown_sections(read_search_words(path)[0], ["about#us"])
    assert {language: problem.message[language] for language in ("da", "en")} == {
        "da": "Intet dokument har afsnittet »about#use«. Mente du »about#us«? Ret det, eller slet ordene.",
        "en": "No document has the section “about#use”. Did you mean “about#us”? Correct it, or delete the words.",
    }


@pytest.mark.parametrize("folder", ["docs/da", "docs/en", "docs/manual/da", "docs/manual/en"])
def test_those_of_this_catalogue_and_of_the_manual(folder: str) -> None:
    words, problems = read_search_words(ROOT / folder / "search-words.yaml")
    assert words
    assert problems == []
