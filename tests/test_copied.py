"""`catalogue check --against FILE`: each run of seven words or more that a text shares with a source."""

from pathlib import Path

import pytest
from service_catalogue.check.checker import Checker
from service_catalogue.check.copied import Source, SourceError, read_source
from service_catalogue.cli import main

from tests.folders import SMALL, copy, plant

SIX = "one two three four five six"


def runs(text: str, source: str) -> list[str]:
    return [text[start:end] for start, end in Source(source).shared(text, None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SIX, []),
        (f"{SIX} seven", [f"{SIX} seven"]),
        ("Zero. One, TWO three – four five\n six (seven) and", ["One, TWO three – four five\n six (seven"]),
        (f"{SIX} seven eight nine", [f"{SIX} seven eight nine"]),
        (f"{SIX} seven, but {SIX} seven", [f"{SIX} seven"] * 2),
        ("one two three “four” five six seven", []),
    ],
)
def test_runs(text, expected):
    assert runs(text, "Here: one two three four five six seven eight nine, ten.") == expected


def test_each_run_is_reported_at_its_place(tmp_path):
    folder = copy(tmp_path)
    text = "The office hands out one desk to each of those who work there."
    expected = plant(
        folder,
        (
            "services/desk.yaml",
            "en: The customer gets a desk.",
            "en: The customer ⟦copied⟧hands out one desk to each of those.",
        ),
    )
    found = Checker(folder, [Source(text)]).check().problems
    assert [(problem.at.line, problem.at.column, problem.rule.name) for problem in found] == [each[1:] for each in expected]
    assert found[0].message["en"] == (
        "8 words in a row are those of the source: “hands out one desk to each of those”. Restate them in other words."
    )


def test_names_do_not_count(tmp_path):
    folder = copy(tmp_path)
    plant(
        folder,
        ("tasks.yaml", "name: {da: Ejerskab, en: Ownership}", "name: {da: Ejerskab, en: Desks and chairs of the house}"),
        ("services/desk.yaml", "en: The customer gets a desk.", "en: The customer has desks and chairs of the house."),
    )
    assert Checker(folder, [Source("It has desks and chairs of the house.")]).check().problems == ()


def test_the_command(tmp_path, capsys):
    source = tmp_path / "source.txt"
    source.write_text("\ufeffAf alt, hver nat, tager leverandøren en kopi af alt, hver nat, og mere.", "utf-8")
    folder = copy(tmp_path)
    text = (folder / "services/desk.yaml").read_text("utf-8")
    (folder / "services/desk.yaml").write_text(
        text.replace("da: Kun om fejl.", "da: Tager leverandøren en kopi af alt hver nat?"), "utf-8"
    )
    assert main(["check", "--data", str(folder), "--against", str(source), "--lang", "en"]) == 0
    assert "8 words in a row are those of the source" in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_source_that_cannot_be_read(tmp_path, capsys, content):
    source = tmp_path / "source.docx"
    if content:
        source.write_bytes(content)
    assert main(["check", "--data", str(SMALL), "--against", str(source), "--lang", "en"]) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert "cannot be read" in out.err
    with pytest.raises(SourceError):
        read_source(Path(source))
