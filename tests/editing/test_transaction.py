"""A command changes all of its files or none: on a full disk, where it is killed, and beside other commands."""

from __future__ import annotations

import errno
import hashlib
import itertools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from pathlib import Path

import pytest
from service_catalogue.cli import main
from service_catalogue.files import LOCK, state_folder, write_whole
from service_catalogue.messages.failure import Refused
from service_catalogue.messages.texts import message
from service_catalogue.yaml.transaction import JOURNAL, _digest, locked, recover, transaction

from tests.built import started
from tests.folders import checked, edited
from tests.forks import apart

TEXTS = ("--name", "da=a", "--name", "en=a", "--text", "da=a", "--text", "en=a")
REASON = ("--reason", "da=a", "--reason", "en=a")
APPROVAL = ("--by", "da=a", "--by", "en=a", "--evidence", "da=a", "--evidence", "en=a")
DOCUMENT = "See {catalogue:term}`backup` and {catalogue:service}`desk`.\n"
#: A command and its first file.
COMMANDS = [
    (("withdraw", "task", "restore", *REASON), "tasks.yaml"),
    (("rename", "term", "backup", "copy"), "glossary.yaml"),
    (("rename", "service", "desk", "table"), "catalogue.yaml"),
    (("new", "term", "zone", *TEXTS), "glossary.yaml"),
    (("new", "task", "scan", *TEXTS[:4], "--group", "safety", "--service", "desk"), "tasks.yaml"),
    (("new", "service", "chair", "--provider", "provider", *TEXTS), "services/chair.yaml"),
    (("confirm", "--all"), "reviewed/desk.txt"),
    (("approve", "desk", "--on", "2025-12-01", *APPROVAL), "approved/desk.txt"),
    (("check", "--record-ids"), "published-ids.yaml"),
    (("diff", "data", "data", "--record", "2026-12-01"), "changes/2026-12-01.json"),
    (("import", "plan.csv", "--service", "chair", *TEXTS[:4], "--provider", "provider", "--write"), "services/chair.yaml"),
]
every_command = pytest.mark.parametrize(("arguments", "file"), COMMANDS, ids=[" ".join(words[:2]) for words, _ in COMMANDS])


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = edited(tmp_path, ("layers.yaml", "layers:\n", "layers:  \n"))
    document = tmp_path / "docs" / "en" / "guide.md"
    document.parent.mkdir(parents=True)
    document.write_text(DOCUMENT, "utf-8")
    (tmp_path / "plan.csv").write_text("Task,Customer,Provider\nOwnership,A,R\nBackup,I,AR\n", "utf-8")
    return folder


def contents(folder: Path, hidden: bool = True) -> dict[str, bytes]:
    """Return all files of the data and the documents; if ``hidden``, those of programs too, and the journal, but not what is kept."""
    top = folder.parent
    return {
        path.relative_to(top).as_posix(): path.read_bytes()
        for path in top.rglob("*")
        if path.is_file()
        and not {"_build", "checked"} & {*path.parts}
        and (hidden or not (path.name.startswith(".") or path.name == "journal"))
    }


def at_each_write(monkeypatch, number: int, stop: Callable[[], None]) -> None:
    """Call ``stop`` before each step from the one with this ``number`` on, of those that make a change last."""
    count = itertools.count()

    def watched(step: Callable[..., None]) -> Callable[..., None]:
        def run(*arguments: object, **named: object) -> None:
            if next(count) >= number:
                stop()
            step(*arguments, **named)

        return run

    for name in ("fsync", "replace", "unlink"):
        monkeypatch.setattr(os, name, watched(getattr(os, name)))


def open_journal(folder: Path) -> Path | None:
    """Return the journal, where there is one."""
    return next((folder.parent / "state").rglob("journal"), None)


def put_back(folder: Path, files: dict[str, bytes]) -> None:
    for name in contents(folder).keys() - files.keys():
        (folder.parent / name).unlink()
    for name, content in files.items():
        (folder.parent / name).parent.mkdir(parents=True, exist_ok=True)
        (folder.parent / name).write_bytes(content)


def done(folder: Path, arguments: tuple[str, ...]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return all files before and after the command."""
    before = contents(folder)
    assert main([*arguments, "--lang", "en"]) == 0
    after = contents(folder)
    assert after != before
    put_back(folder, before)
    return before, after


@every_command
def test_on_a_full_disk_every_file_stays_as_it_was(folder, capsys, arguments, file):
    """The disk is full from any write on, also while the files are restored; the next command finds room again."""
    before, after = done(folder, arguments)
    for number in itertools.count():
        with pytest.MonkeyPatch.context() as patch:
            count = itertools.count()

            def fail(number=number, count=count) -> None:
                if sys._getframe(2).f_code.co_name == "write_by" and next(count) >= number:
                    raise OSError(errno.ENOSPC, "No space left on device")

            at_each_write(patch, 0, fail)
            capsys.readouterr()
            status = main([*arguments, "--lang", "en"])
        if status == 0:
            break
        assert f"data/{file} cannot be written" in capsys.readouterr().err or number
        recover(folder)
        assert contents(folder) == before, number
    assert contents(folder) == after
    assert number > 1


@pytest.mark.parametrize(("arguments", "file"), COMMANDS[2:4], ids=["term", "service"])
def test_an_interrupted_command_has_changed_everything_or_nothing(folder, arguments, file):
    """Ctrl-C at each write."""
    before, after = done(folder, arguments)
    for number in itertools.count():
        steps = []

        def interrupt(steps=steps) -> None:
            steps.append(1)
            if len(steps) == 1:
                raise KeyboardInterrupt

        with pytest.MonkeyPatch.context() as patch:
            at_each_write(patch, number, interrupt)
            status = main([*arguments, "--lang", "en"])
        now = {name: content for name, content in contents(folder).items() if Path(name).name != LOCK}
        assert now in (before, after), number
        if not steps:
            break
        assert status == 130
        put_back(folder, before)


def test_a_new_catalogue_that_is_killed_can_be_begun_again(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    texts = [
        word for name in ("name", "tagline", "summary", "owner") for code in ("da", "en") for word in (f"--{name}", f"{code}=a")
    ]
    texts += ["--languages", "da,en"]
    for number in (1, 4, 9, 15):
        with pytest.raises(BrokenProcessPool):
            apart(_killed, number, ["new", "catalogue", "mine", *texts])
    assert main(["new", "catalogue", "mine", *texts]) == 0
    assert checked(tmp_path / "mine" / "data").problems == ()
    own = {".gitattributes", ".gitignore", ".pre-commit-config.yaml", ".vscode"}
    assert {path.name for path in (tmp_path / "mine").rglob(".*")} == own


def _killed(number: int, words: list[str]) -> None:
    """Run the command, and end this process at the ``number``-th write."""
    with pytest.MonkeyPatch.context() as patch:
        at_each_write(patch, number, lambda: os._exit(9))
        main(words)


@every_command
def test_a_command_that_is_killed_has_changed_everything_or_nothing(folder, capsys, arguments, file):
    """Before each step of the command, what is on the disk is what it leaves if it is killed there."""
    before, states, seen = contents(folder), [], set()
    with pytest.MonkeyPatch.context() as patch:
        at_each_write(patch, 0, lambda: states.append(contents(folder)))
        assert main([*arguments, "--lang", "en"]) == 0
    after = contents(folder)
    for number, left in enumerate([*states, after]):
        if left in states[:number]:
            continue
        put_back(folder, left)
        changed, is_open = contents(folder, hidden=False) != before, bool(open_journal(folder))
        assert (main(["check", "--lang", "en"]) == 2) == is_open  # which restores nothing
        assert {**contents(folder), f"data/{LOCK}": b""} == {**left, f"data/{LOCK}": b""}
        assert ("Restored" in str(recover(folder)["en"])) == (is_open and changed)
        expected = after if left == after or (changed and not is_open) else before
        assert contents(folder, hidden=False) == expected, number
        seen.add(is_open and changed)
    assert seen == {True, False}
    with transaction(folder):  # what is left over of a command that was killed goes
        pass
    assert contents(folder) == after


def test_a_process_that_is_killed(folder, capsys):
    """By the system, in the middle of a renaming: the journal is there, and some files are written."""
    before = contents(folder)
    script = (
        "import os, signal, service_catalogue.yaml.transaction as t\nput, done = t._put, []\n"
        "def slow(path, content):\n    put(path, content)\n    done.append(path)\n"
        "    len(done) == 2 and os.kill(os.getpid(), signal.SIGKILL)\n"
        "t._put = slow\nfrom service_catalogue.cli import main\nmain(['rename', 'term', 'backup', 'copy'])"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -signal.SIGKILL
    assert contents(folder) != before
    (folder / LOCK).unlink()
    half = contents(folder)
    for words in ("check", "diff data data", "ready --check", "build", "export", "pdf", "import plan.csv --service desk"):
        assert main([*words.split(), "--lang", "en"]) == 2
        assert "First run “catalogue ready”, which restores them." in capsys.readouterr().err
        assert contents(folder) == half
    assert main(["confirm", "--lang", "en"]) == 0
    said = capsys.readouterr().err
    assert said.startswith("A command was stopped before it had finished. Restored as they were before it: data/")
    assert contents(folder) == before


@pytest.mark.parametrize("place", ["data", "state"])
def test_a_journal_is_believed_only_where_no_proposal_can_put_it(folder, capsys, place):
    """And there, only for files that commands change, and of the folder that it names."""
    (folder.parent / "requirements.txt").write_text("sphinx\n", "utf-8")
    before = contents(folder, hidden=False)
    other = folder.parent / "other" / "data"
    for name, of in (("tasks.yaml", other), ("../requirements.txt", folder), ("../tool.yaml", folder), ("../../x.yaml", folder)):
        now = _digest((folder / name).read_bytes() if (folder / name).exists() else None)
        journal = folder / JOURNAL if place == "data" else state_folder(folder) / "journal"
        journal.parent.mkdir(parents=True, exist_ok=True)
        journal.write_text(json.dumps({"folder": str(of), "files": {name: ["eA==", [now]]}}), "utf-8")
        for command in ("check", "ready"):
            assert main([command, "--lang", "en"]) == 2
            said = capsys.readouterr().err
            assert journal.name in said if place == "data" or command == "ready" else "catalogue ready" in said
        assert contents(folder, hidden=False) == before
        assert not (folder.parent.parent / "x.yaml").exists()
        journal.unlink()


def test_what_was_edited_since_is_not_restored(folder, monkeypatch, capsys):
    before = contents(folder)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(RuntimeError), transaction(folder) as change:
        for name in ("layers", "tasks"):
            change.write(folder / f"{name}.yaml", b"a: b\n")
        change.apply()
        patch.setattr("service_catalogue.yaml.transaction._restore", lambda folder: None)
        raise RuntimeError
    (folder / "tasks.yaml").write_bytes(b"mine: 1\n")
    assert str(recover(folder)["en"]) == (
        f"A command was stopped before it had finished. Restored as they were before it: {folder}/layers.yaml. "
        f"Edited since, and therefore not restored: {folder}/tasks.yaml."
    )
    assert contents(folder) == {**before, "data/tasks.yaml": b"mine: 1\n"}


def test_a_file_that_another_program_changes_meanwhile_is_not_overwritten(folder, capsys, monkeypatch):
    """While questions are asked, the file is saved in a text editor."""
    path = folder / "glossary.yaml"
    answers = iter(["arkiv", "Archive", "", "Et lager.", "A store."])
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr("builtins.input", lambda question: (path.write_bytes(path.read_bytes() + b"# x\n"), next(answers))[1])
    before = path.read_bytes()
    assert main(["new", "term", "--lang", "en"]) == 2
    assert capsys.readouterr().err == (
        "data/glossary.yaml was changed by another program meanwhile; nothing has been written. Run the command again.\n"
    )
    assert path.read_bytes() == before + b"# x\n" * 5


@pytest.mark.parametrize(
    ("name", "content"),
    [("../../outside.yaml", "eA=="), ("../tool.py", "eA=="), ("tasks.yaml", "!!!!"), ("tasks.yaml", 5), ("\0.yaml", "eA==")],
)
def test_a_damaged_journal_writes_no_file(folder, capsys, name, content):
    before = contents(folder)
    now = hashlib.sha256((folder / "tasks.yaml").read_bytes()).hexdigest()
    journal = state_folder(folder) / "journal"
    journal.parent.mkdir(parents=True)
    journal.write_text(json.dumps({"folder": str(folder), "files": {name: [content, ["", now]]}}), "utf-8")
    assert main(["ready", "--lang", "en"]) == 2
    assert "cannot be read, or is about another folder" in capsys.readouterr().err
    journal.unlink()
    assert contents(folder) == before
    assert not (folder / "../../outside.yaml").exists()


def test_a_folder_that_cannot_be_written_to_can_be_checked(folder):
    folder.chmod(0o555)
    try:
        assert main(["check"]) == 0
    finally:
        folder.chmod(0o755)


def test_many_at_once(folder):
    """Each of twenty commands waits for the others."""
    with ExitStack() as stack:
        commands = []
        for number in range(20):
            names = ("--name", f"da=zone {number}", "--name", f"en=zone {number}")
            words = ("service_catalogue", "new", "term", f"zone-{number}", *names, *TEXTS[4:])
            commands.append(stack.enter_context(started(*words, folder=folder.parent)))
        assert [command.wait() for command in commands] == [0] * 20
    assert {f"zone-{number}" for number in range(20)} < set(checked(folder).catalogue.objects["term"])
    assert not (folder / LOCK).exists()


def test_who_is_changing_the_data_is_reported(folder, monkeypatch):
    monkeypatch.setattr("service_catalogue.yaml.transaction._PATIENCE", 0.0)
    with locked(folder), pytest.raises(Refused) as refused, transaction(folder):
        pass
    assert refused.value.said == message("failure.busy", folder=folder, files=[])


def test_the_rights_of_a_file_stay_and_nothing_is_written_through_a_link(tmp_path):
    file, link = tmp_path / "a", tmp_path / "b"
    file.write_bytes(b"old")
    file.chmod(0o640)
    link.symlink_to("a")
    write_whole(file, b"new")
    with pytest.raises(OSError, match=str(link)):
        write_whole(link, b"newer")
    assert (file.read_bytes(), file.stat().st_mode & 0o777, link.readlink()) == (b"new", 0o640, Path("a"))
