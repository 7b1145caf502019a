"""Every question that a command asks a person at a terminal, asked there, in each language of messages."""

from __future__ import annotations

import ast
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from service_catalogue.cli import main
from service_catalogue.cli.parser import parser
from service_catalogue.messages.texts import languages, message, table

from tests.built import contents
from tests.folders import DESK, plant
from tests.test_architecture import MODULES

#: The answers to the questions of each command, by the words of the command; a text is asked for in two languages.
ANSWERS = {
    "new catalogue other": {name: [name] for name in ("name", "tagline", "summary", "owner")},
    "new service": {"name": ["Lampe", "Lamp"], "id": [""], "code": [""], "provider": ["provider"], "extends": [""],
                    "tasks": [""], "layers": [""], "parties": [""], "text": ["En.", "One."]},
    "new task": {"name": ["Skan", "Scan"], "id": [""], "group": ["safety"], "service": ["desk"]},
    "new term": {"name": ["arkiv", "archive"], "id": [""], "text": ["Et lager.", "A store."]},
    "new party": {"name": ["Under", "Sub"], "id": [""], "definite": ["under", "the sub"]},
    "new note": {"service": ["desk"], "id": [""], "kind": ["limit"], "at": ["restore"], "text": ["Nat.", "Nights."]},
    "annex new annex.yaml": {"service": ["desk"], "system-owner": ["Ejer", "Owner"], "system": ["Sag"], "prevails": [""]},
    "approve desk": {"by": ["Direktionen", "", "The board"], "evidence": ["", "Referat 12", "Minutes 12"]},
    "withdraw task restore": {"reason": ["Slut.", "Over."]},
}  # fmt: skip


def answered(words: list[str], answers: list[str], folder: Path) -> str:
    """Return what a terminal shows of a command whose questions get ``answers``."""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "service_catalogue", *words]
    with subprocess.Popen(command, cwd=folder, stdin=slave, stdout=slave, stderr=slave):
        os.close(slave)
        os.write(master, "".join(f"{answer}\n" for answer in answers).encode() + b"\x04")
        shown = b""
        while chunk := _read(master):
            shown += chunk
    os.close(master)
    return shown.decode()


def _read(master: int) -> bytes:
    try:
        return os.read(master, 4096)
    except OSError:  # the command has ended
        return b""


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("words", [*ANSWERS, "confirm"])
def test_a_terminal_is_asked_each_question(folder: Path, words: str, language: str) -> None:
    if words == "confirm":
        assert main(["confirm", "--all", "--data", str(folder)]) == 0
        plant(folder, (DESK, "en: The customer gets a desk.", "en: The customer gets no desk."))
    answers = ANSWERS.get(words, {})
    before = contents(folder.parent)
    typed = [answer for found in answers.values() for answer in found]
    shown = answered([*words.split(), "--lang", language], typed or ["y"], folder.parent)
    for key in [f"ask.{name}" for name in answers] or ["confirm.ask"]:
        assert message(key)[language] in shown, shown
    assert "Traceback" not in shown and contents(folder.parent) != before, shown
    if words == "approve desk":
        assert 0 < shown.find("\nD1 ") < shown.index(message("ask.by")[language]), "what is approved is said first"
        assert shown.count(message("new.needed")[language]) == 2, "an empty answer is asked for again, and no other"


def test_each_question_has_its_words() -> None:
    """Those that code names, those of the options in several languages, and those of a new object."""
    trees = [ast.parse(path.read_text("utf-8")) for path in MODULES.values()]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    methods = ("line", "texts", "one", "several")
    named = [call.args[0] for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in methods]
    names = {node.value for node in named if isinstance(node, ast.Constant)} | {"tasks", "layers", "parties"}
    commands = parser()._subparsers._group_actions[0].choices
    names |= {each.dest for command in commands.values() for each in command._actions if str(each.metavar).startswith("LANG=")}
    kinds = commands["new"]._subparsers._group_actions[0].choices
    options = {name[2:] for kind in kinds.values() for name in kind._option_string_actions if name.startswith("--")}
    names |= options - {"help", "data", "lang", "languages", "forge", "service-of"}  # no answers, and the service of a note
    assert {f"ask.{name}" for name in names} == {key for key in table("en") if key.startswith("ask.")} - {"ask.in-language"}
    assert {name for answers in ANSWERS.values() for name in answers} == names, "each is asked in a terminal above"
