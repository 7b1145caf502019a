"""The licences: the project's own, and the notices of what it uses and ships."""

from __future__ import annotations

import re
import runpy
import tomllib
from importlib import metadata
from types import SimpleNamespace

import pytest
from service_catalogue.theme import licence_text

from tests.folders import ROOT, table_of

TABLE = table_of(__file__)

LOCK = (ROOT / "requirements.txt").read_text("utf-8")
DOCUMENT = (ROOT / "THIRD-PARTY.md").read_text("utf-8")
RENEW = "run `make notices`"
tool = SimpleNamespace(**runpy.run_path(str(ROOT / ".ci" / "notices.py")))


def test_the_notices_are_those_of_the_lock():
    assert {notice.name: notice.version for notice in tool.notices(DOCUMENT)} == tool.locked(LOCK), RENEW


def test_the_notices_are_what_the_command_writes(tmp_path):
    target = tmp_path / "THIRD-PARTY.md"
    target.write_text(DOCUMENT, "utf-8")
    assert tool.main(str(ROOT / "requirements.txt"), str(target)) == 0
    assert target.read_text("utf-8") == DOCUMENT, RENEW


def test_every_distribution_declares_a_licence():
    found = tool.notices(DOCUMENT)
    assert len(found) == len(re.findall(r"^[a-z].*==", LOCK, re.MULTILINE)) > 40
    assert [notice for notice in found if notice.licence == "not declared"] == []


@pytest.mark.parametrize("name", tool.SHIPPED)
def test_what_is_shipped_is_listed_with_its_licence(name):
    assert name == "IBM Plex Sans" or name in tool.locked(LOCK)
    assert licence_text(name).strip() in DOCUMENT


def test_another_version_in_the_lock_is_reported(tmp_path, capsys):
    lock, target = tmp_path / "requirements.txt", tmp_path / "notices.md"
    lock.write_text("sphinx==0.1 \\\n    --hash=sha256:00\n", "utf-8")
    assert tool.main(str(lock), str(target)) == 1
    assert "sphinx 0.1 is in the lock" in capsys.readouterr().err
    assert not target.exists()


def test_a_distribution_of_another_system_keeps_its_row_for_the_same_version():
    lock = "not-here==1.0 ; sys_platform == 'win32' \\\n"
    with pytest.raises(LookupError, match=r"not installed: not-here 1\.0"):
        tool.render(lock)
    previous = "| not-here | 1.0 | MIT |\n"
    assert previous in tool.render(lock, previous)
    with pytest.raises(LookupError):
        tool.render(lock.replace("1.0", "1.1"), previous)


@pytest.mark.parametrize(("lines", "licence"), TABLE["licences"])
def test_the_licence_that_is_declared(tmp_path, monkeypatch, lines, licence):
    folder = tmp_path / "thing-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("\n".join(["Metadata-Version: 2.4", "Name: thing", "Version: 1.0", *lines, ""]), "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert tool.Notice("thing", "1.0", licence) in tool.notices(tool.render("thing==1.0\n"))
    assert metadata.version("thing") == "1.0"
    with pytest.raises(LookupError, match=r"thing 1\.0 brings no text of its licence"):
        licence_text("thing")


def test_the_project_has_a_licence_and_names_it():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["license"] == "BSD-2-Clause"
    assert project["license-files"] == ["LICENSE", "THIRD-PARTY.md"]
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert text.startswith("BSD 2-Clause License\n\nCopyright (c) 2026, the service-catalogue authors\n")
    assert "Statens It" in text
