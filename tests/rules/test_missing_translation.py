"""Every text is there in every language of the catalogue, and in no other; in a language that is being translated, many are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.folders import SMALL, checked, copy, edited, result_of

TOTAL = len(result_of(SMALL).catalogue.passages)


def begun(tmp_path: Path, *, missing: int) -> Path:
    """Return a catalogue with a third language that lacks so many texts: those of two languages are written once more in it."""
    folder = edited(tmp_path, ("catalogue.yaml", "[da, en]", "[da, en, sv]"))
    texts = sorted((passage.text["da"] for passage in checked(folder).catalogue.passages), key=lambda text: (text.at, text))
    for text in reversed(texts[missing:]):
        path = Path(text.at.path)
        content = path.read_text("utf-8")
        key = content.rfind("da:", 0, text.span[0])
        before = content[content.rfind("\n", 0, key) + 1 : key]
        between = ", " if before.strip() else f"\n{before}"
        path.write_text(f"{content[:key]}sv: Sv {text.span[0]}{between}{content[key:]}", "utf-8")
    return folder


@pytest.mark.parametrize(("missing", "errors", "warnings"), [(TOTAL, 0, 1), (21, 0, 1), (20, 20, 0), (1, 1, 0), (0, 0, 0)])
def test_a_language_that_is_being_translated_is_one_line(tmp_path: Path, missing: int, errors: int, warnings: int) -> None:
    folder = begun(tmp_path, missing=missing)
    problems = [problem for problem in checked(folder).problems if problem.rule.name == "missing-translation"]
    assert [sum(problem.is_error is kind for problem in problems) for kind in (True, False)] == [errors, warnings]
    if warnings:
        (problem,) = problems
        assert Path(problem.at.path).name == "catalogue.yaml"
        assert problem.message["en"].startswith(f"sv: {missing} of {TOTAL} texts are missing.")


def test_the_language_that_prevails_has_every_text(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    identity = folder / "catalogue.yaml"
    identity.write_text(
        identity.read_text("utf-8").replace("[da, en]", "[da, en, sv]").replace("authoritative: da", "authoritative: sv"), "utf-8"
    )
    problems = checked(folder).problems
    assert {(problem.rule.name, problem.is_error) for problem in problems} == {("missing-translation", True)}
    assert len(problems) == TOTAL


def test_todo_is_never_published(tmp_path: Path) -> None:
    """It is an error also where the rule is off."""
    folder = edited(
        tmp_path,
        ("catalogue.yaml", "languages:", "rules: {untranslated: off}\nlanguages:"),
        ("services/desk.yaml", "en: Stay calm", "en: TODO"),
    )
    assert [(problem.rule.name, problem.is_error) for problem in checked(folder).problems] == [("untranslated", True)]
