"""The tutorial of the manual, done command by command as it is written."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.built import ROOT, give_cache, started

pytestmark = pytest.mark.manual
PAGES = {language: ROOT / "docs" / "manual" / language / "tutorial.md" for language in ("da", "en")}
#: What its site says in the end.
SHOWN = {
    "da": ("Drift af applikationer", "Åsby It tager en backup hver nat."),
    "en": ("Application hosting", "Council IT makes a backup every night."),
}
_BLOCK = re.compile(r"^```(?:\{code-block\} )?(\w+)\n(?::caption: (\S+)\n\n)?(.*?)^```$", re.MULTILINE | re.DOTALL)
WORDS = 1500


class Reader:
    """Somebody who does what the tutorial says, in an empty folder."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.said = ""
        monkeypatch.setenv("LC_ALL", "C")
        for name in ("AUTHOR", "COMMITTER"):
            monkeypatch.setenv(f"GIT_{name}_NAME", "A")
            monkeypatch.setenv(f"GIT_{name}_EMAIL", "a@example.org")

    def run(self, line: str) -> None:
        words = shlex.split(line)
        if words[0] in ("python3", ".", "python"):  # the program is here
            return
        if words[0] == "cd":
            self.folder /= words[1]
            give_cache(self.folder / "_build")
            return
        if words[0] == "catalogue":
            with started("service_catalogue", *words[1:], folder=self.folder) as process:
                self.said, status = process.said(), process.wait()
        else:
            done = subprocess.run(words, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
            self.said, status = done.stdout, done.returncode
        # The import that asks is to be answered.
        assert status == 0 or re.search("Answer with|Svar med", self.said), f"{line}\n{self.said}"

    def edit(self, name: str, changes: str) -> None:
        path = self.folder / name
        text = path.read_text("utf-8")
        for old, new in re.findall(r"^-(.*\n)((?:\+.*\n)+)", changes, re.MULTILINE):
            assert text.count(old) == 1, old
            text = text.replace(old, "".join(line[1:] for line in new.splitlines(keepends=True)))
        path.write_text(text, "utf-8")


def follow(reader: Reader, text: str, leave_out: str = "catalogue never") -> None:
    """Do what ``text`` says, and compare what it shows with what was said."""
    said: list[str] = []
    for language, name, block in _BLOCK.findall(text):
        if language == "sh":
            said = []
            for line in block.splitlines():
                if not line.startswith(leave_out):
                    reader.run(line)
                    said.append(reader.said)
        elif language == "diff":
            reader.edit(name, block)
        elif name:
            (reader.folder / name).write_text(block, "utf-8")
        elif language == "text":
            assert block.strip() in "".join(said), (block, said)


@pytest.mark.parametrize("language", PAGES)
def test_the_tutorial_leads_to_a_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    reader = Reader(tmp_path, monkeypatch)
    follow(reader, PAGES[language].read_text("utf-8"))
    page = (reader.folder / f"_build/site/{language}/services/hosting.html").read_text("utf-8")
    assert all(words in page for words in SHOWN[language])
    assert (reader.folder / ".github/workflows/catalogue.yaml").is_file()
    assert "one-accountable" not in reader.said


@pytest.mark.parametrize("language", PAGES)
def test_what_the_tutorial_says_to_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """A claim of another party than the matrix has is reported."""
    reader = Reader(tmp_path, monkeypatch)
    before, _, after = PAGES[language].read_text("utf-8").partition("party: it,")
    follow(reader, f"{before}party: department,{after.partition('```')[0]}```\n", "catalogue build")
    with started("service_catalogue", "check", folder=reader.folder) as process:
        assert "[claim-contradicts-matrix]" in process.said()


def test_the_tutorial_is_short() -> None:
    assert all(len(page.read_text("utf-8").split()) <= WORDS for page in PAGES.values())
