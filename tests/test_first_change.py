"""The recipes of the developers' part of the manual, done as written in a copy of the project."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.built import ROOT, build, run, succeed
from tests.pdf.tagged import read
from tests.test_architecture import ORDER, PACKAGE

pytestmark = pytest.mark.manual
PAGE = ROOT / "docs" / "manual" / "en" / "developers.md"
SMALL = Path("tests/fixtures/small")
EXAMPLE = Path("docs/manual/example/data")
_BLOCK = re.compile(r"^```\{code-block\} (\w+)\n:caption: (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("_ext", "tests", "docs", "data"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("node"))
    for name in ("conf.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_the_map_names_every_package_and_files_that_exist() -> None:
    rows = re.findall(r"^\| (`.*?) \| (`.*?) \| .* \|$", PAGE.read_text("utf-8").partition("(folders)=")[0], re.MULTILINE)
    packages = [name for names, _ in rows for name in re.findall(r"\w+", names)]
    assert packages == [package for package in ORDER if not package.startswith("__")]
    for names, files in rows:
        for file in re.findall(r"`(.*?)`", files):
            assert any(
                (PACKAGE / name / file).exists() or name == file.removesuffix(".py") for name in re.findall(r"\w+", names)
            ), file


def test_each_noun_is_a_class_of_its_module() -> None:
    rows = re.findall(
        r"^\| .+ \| `(\w+)` \| `(\S+)` \| .+ \|$", (PAGE.parent / "developers/nouns.md").read_text("utf-8"), re.MULTILINE
    )
    assert len(rows) >= 40
    assert [
        (name, file)
        for name, file in rows
        if not re.search(rf"^class {name}\b", (PACKAGE / file).read_text("utf-8"), re.MULTILINE)
    ] == []


def follow(recipe: str, root: Path) -> None:
    """Do in ``root`` what the blocks of a recipe say: write a file, or add lines to one."""
    section = PAGE.read_text("utf-8").partition(f"({recipe})=\n")[2].partition("\n(add-")[0]
    for language, name, block in _BLOCK.findall(section):
        path = root / name
        assert path.exists() == (language == "diff"), name
        path.write_text(with_additions(path.read_text("utf-8"), block) if language == "diff" else block, "utf-8")


def with_additions(text: str, block: str) -> str:
    """Return ``text`` with the lines marked ``+``, each after the line that is before it in the block, or before the first."""
    lines, position = text.splitlines(keepends=True), -1
    leading: list[str] = []
    for sign, line in ((line[0], line[1:]) for line in block.splitlines(keepends=True) if not line.startswith("@@")):
        if sign == " ":
            assert lines.count(line) == 1, line
            position = lines.index(line) + len(leading) + 1
            lines[position - len(leading) - 1 : position - len(leading) - 1] = leading
            leading = []
        elif position < 0:
            leading.append(line)
        else:
            lines.insert(position, line)
            position += 1
    assert not leading
    return "".join(lines)


def passes(root: Path, *tests: str) -> None:
    done = run("-m", "pytest", "-q", "-x", "-m", "not long", "-p", "no:cacheprovider", *tests, root=root)
    assert done.returncode == 0, done.stdout


def test_the_recipe_of_a_rule_can_be_followed(copy: Path) -> None:
    follow("add-rule", copy)
    passes(
        copy,
        "-k",
        "motto or test_messages",
        "tests/rules/test_cases.py",
        "tests/rules/test_examples.py",
        "tests/test_messages.py",
    )
    desk = copy / SMALL / "services" / "desk.yaml"
    desk.write_text(desk.read_text("utf-8").replace("Ro på", "Ro på."), "utf-8")
    done = run("-m", "service_catalogue", "check", "--data", SMALL, "--lang", "en", root=copy)
    assert "desk.yaml:5:18: warning: The motto ends with a full stop. Leave it out. [motto-with-full-stop]" in done.stdout


def test_the_recipe_of_an_output_format_can_be_followed(copy: Path) -> None:
    follow("add-output", copy)
    passes(copy, "tests/export/test_files.py")
    succeed("export", "--data", EXAMPLE, "--out", "out", root=copy)
    assert "acceptance test: A test in which" in (copy / "out/glossary.en.txt").read_text("utf-8")


def test_the_recipe_of_a_field_can_be_followed(copy: Path) -> None:
    follow("add-field", copy)
    passes(copy, "tests/views/test_hours.py", "tests/diff/test_fields.py", "tests/editing/test_schema.py")
    site = copy / build(Path("out"), root=copy, data=EXAMPLE).folder
    succeed("pdf", "hosting", "--data", EXAMPLE, "--out", "pdf", root=copy)
    service, published, of_editor = (
        json.loads((site / f"api/v1/{name}.json").read_text("utf-8"))
        for name in ("services/hosting", "schema/service", "schema/data/service")
    )
    assert service["hours"] == {"en": "Weekdays 8 to 16"}
    for schema in (published["anyOf"][0], of_editor):
        assert schema["properties"]["hours"]["description"] == "When somebody answers."
    shutil.copytree(copy / EXAMPLE, copy / "new")
    hosting = copy / "new/services/hosting.yaml"
    hosting.write_text(hosting.read_text("utf-8").replace("hours: {en: Weekdays 8 to 16}", "hours: {en: Always}"), "utf-8")
    done = run("-m", "service_catalogue", "diff", EXAMPLE, "new", "--lang", "en", root=copy)
    assert "hours: [-Weekdays 8 to 16-] {+Always+}" in done.stdout, done.stdout
    hosting.write_text(hosting.read_text("utf-8").replace("hours: {en", "hourz: {en"), "utf-8")
    done = run("-m", "service_catalogue", "check", "--data", "new", "--lang", "en", root=copy)
    assert "Did you mean “hours”?" in done.stdout, done.stdout
    assert "Weekdays 8 to 16" in (site / "en/services/hosting.html").read_text("utf-8")
    assert "Weekdays 8 to 16" in read(copy / "pdf/hosting-en.pdf").text
