"""Files that `catalogue ready` writes: the layout, CODEOWNERS and the workflows; with `--check`, it only names them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from service_catalogue.cli import main
from service_catalogue.cli.parser import parser
from service_catalogue.editing.scaffold import generated

from tests.folders import DESK, command, plant, table_of

TABLE = table_of(__file__)

WORKFLOW = ".github/workflows/catalogue.yaml"
DIFFERS = "{} is not as “catalogue ready” writes it. Run that command.\n"
WRITTEN = "{} is written anew.\n"


def ready(capsys, *options: object) -> tuple[int, str]:
    """Return the status, and what is reported of files before the check."""
    status, output = command(capsys, "ready", *options)
    return status, output.partition("7 files checked")[0]


@pytest.fixture
def folder(folder: Path, capsys) -> Path:
    """Return the small catalogue in the layout."""
    ready(capsys)
    return folder


def test_the_layout(folder, capsys):
    plant(folder, (DESK, "code: D1", "code:   D1  "), ("layers.yaml", "layers:", "layers: ["))
    before = (folder / "layers.yaml").read_bytes()
    unreadable = "data/layers.yaml: not formatted, because it cannot be read. Run “catalogue check”.\n"
    assert ready(capsys, "--check") == (1, unreadable + DIFFERS.format("data/services/desk.yaml"))
    assert "code:   D1  " in (folder / DESK).read_text()
    assert ready(capsys)[1].startswith(unreadable + WRITTEN.format("data/services/desk.yaml"))
    assert "code: D1\n" in (folder / DESK).read_text()
    assert (folder / "layers.yaml").read_bytes() == before
    plant(folder, ("layers.yaml", "layers: [", "layers:"))
    assert ready(capsys, "--check") == (0, "")


def test_only_what_is_wanted_is_written(folder, capsys):
    before = {path for path in folder.parent.rglob("*") if "_build" not in path.parts}
    assert ready(capsys) == (2, "")
    assert {path for path in folder.parent.rglob("*") if "_build" not in path.parts} == before


def test_codeowners(folder, capsys):
    """Of the repository, at the place where it is already; one that somebody has written stays."""
    plant(folder, ("catalogue.yaml", "site:", 'site:\n  reviewers: {catalogue: "@o/all", desk: "@o/desk @anna"}'))
    owned = {"data/": "@o/all", "reviewers.yaml": "@o/all"}
    owned |= {f"data/{path}": "@o/desk @anna" for path in ("services/desk.yaml", "reviewed/desk.txt", "approved/desk.txt")}
    for top, at in (("", ""), ("..", ""), ("", ".github/")):
        home = folder.parent / top
        (home / at).mkdir(exist_ok=True)
        (home / ".git").mkdir()
        path = home / at / "CODEOWNERS"
        path.write_text(generated("an earlier text\n") if at else "", "utf-8")
        assert ready(capsys)[1].startswith(WRITTEN.format((Path(top) / at / "CODEOWNERS").as_posix()))
        within = f"/{folder.parent.name}/" if top else "/"
        assert path.read_text("utf-8").splitlines()[1:] == [f"{within}{name} {who}" for name, who in owned.items()]
        shutil.rmtree(home / ".git")
    path.write_text("# mine\n", "utf-8")
    assert "\n-# mine\n" in ready(capsys, "--data", folder / "services" / "..")[1]
    assert path.read_text("utf-8") == "# mine\n"
    plant(folder, ("catalogue.yaml", "desk:", "dsk:"))
    assert command(capsys, "ready") == (1, "There is no “dsk” here. Did you mean “desk”?\n")
    plant(folder, ("catalogue.yaml", "dsk:", "desk:"))
    path.unlink()
    path.symlink_to(folder / "layers.yaml")
    assert "layers:" not in ready(capsys)[1]
    assert (folder / "layers.yaml").read_text("utf-8").startswith("layers:")


def test_a_workflow_that_nobody_has_edited_is_renewed(folder, capsys, monkeypatch):
    path = folder.parent / WORKFLOW
    assert main(["new", "catalogue", "--forge", "github", "--lang", "en"]) == 0
    capsys.readouterr()
    newest = path.read_text("utf-8")
    assert ready(capsys, "--check") == (0, "")
    template = "service_catalogue.editing.scaffold._template"
    with monkeypatch.context() as patch:  # as an earlier version wrote it
        patch.setattr(template, lambda folder, name: "name: Earlier\n")
        path.unlink()
        assert main(["new", "catalogue", "--forge", "github"]) == 0
        capsys.readouterr()
    earlier = path.read_text("utf-8")
    assert ready(capsys, "--check") == (1, DIFFERS.format(WORKFLOW))
    assert path.read_text("utf-8") == earlier
    assert ready(capsys)[1].startswith(WRITTEN.format(WORKFLOW))
    assert path.read_text("utf-8") == newest
    edited = earlier + "on: push\n"
    path.write_text(edited, "utf-8")
    assert ready(capsys, "--check") == (0, "")
    said = ready(capsys)[1]
    assert said.startswith(f"{WORKFLOW} was edited, and is left as it is") and "\n-on: push\n" in said
    assert path.read_text("utf-8") == edited
    path.write_text(newest + "# mine\n", "utf-8")  # what was to be taken over is, and the first line
    assert "edited" not in ready(capsys)[1]
    path.write_text(edited.partition("\n")[2], "utf-8")  # without the line, it is nobody's but the adopter's
    assert "edited" not in ready(capsys)[1]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "There is no command “catalogue {}” any more: “catalogue {}” does it.\n"),
        ("da", "Kommandoen »catalogue {}« findes ikke mere: Det gør »catalogue {}«.\n"),
    ],
)
def test_a_former_command_names_the_one_that_replaces_it(folder, capsys, language, said):
    for words, new in TABLE["former"]:
        assert main([*words.split(), "--lang", language]) == 2
        former = "pdf --annex" if "--annex" in words else words.split()[0]
        assert capsys.readouterr() == ("", said.format(former, new))


def test_the_commands_are_under_three_headings(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = re.findall(r"^(\w+):\n((?:  [a-z-]+ .*\n)+)", capsys.readouterr().out, re.MULTILINE)
    named = {heading: re.findall(r"^  ([a-z-]+)", lines, re.MULTILINE) for heading, lines in listed}
    commands = [name for names in named.values() for name in names]
    assert [*named] == ["write", "decide", "publish"]
    assert sorted(commands) == sorted(parser()._subparsers._group_actions[0].choices)
    assert len(commands) <= 17
