"""The command: what it prints, and with which status it ends."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import pytest
from service_catalogue import cli
from service_catalogue.__main__ import main as program
from service_catalogue.cli import main
from service_catalogue.messages.failure import explain
from service_catalogue.site import write

from tests import built
from tests.folders import DESK, ROOT, SMALL, plant, table_of

TABLE = table_of(__file__)

LINE = re.compile(
    r"(?P<path>[^:]+):(?P<line>\d+):(?P<column>\d+): (?P<severity>error|warning): (?P<message>.+) \[(?P<rule>[a-z-]+)\]"
)


def run(capsys, *arguments) -> tuple[int, list[str]]:
    status = main(arguments)
    return status, capsys.readouterr().out.splitlines()


def test_fine(folder, capsys):
    assert run(capsys, "check") == (0, ["7 filer kontrolleret: ingen fejl."])
    assert run(capsys, "check", "--lang", "en") == (0, ["7 files checked: no errors."])
    assert run(capsys, "check", "--lang", "da", "--data", "data") == (0, ["7 filer kontrolleret: ingen fejl."])


def test_problems(folder, capsys):
    plant(folder, (DESK, "code: D1", "kode: D1"), ("layers.yaml", "term: backup", "term: bakup"))
    status, lines = run(capsys, "check", "--lang", "en")
    assert status == 1
    assert lines == TABLE["problems"]
    status, lines = run(capsys, "check")
    assert lines[0] == "data/layers.yaml:4:11: error: Intet begreb har id’et »bakup«. Mente du »backup«? [unknown-reference]"
    assert all(LINE.fullmatch(line) for line in lines[:-2])


@pytest.mark.parametrize(("start", "data", "shown"), TABLE["started"])
def test_paths_are_relative_to_where_it_is_started(folder, capsys, monkeypatch, start, data, shown):
    plant(folder, (DESK, "code: D1", "code: [D1]"))
    (folder.parent / "elsewhere").mkdir()
    monkeypatch.chdir(folder.parent / start)
    path = Path(shown, DESK).as_posix()
    _, lines = run(capsys, "check", "--data", data or str(folder))
    assert LINE.fullmatch(lines[0])["path"] == path
    assert Path(path).is_file()


def test_only_files_that_are_read_are_counted(folder, capsys):
    (folder / "notes.yaml").write_text("a: b\n", "utf-8")
    assert run(capsys, "check", "--lang", "en")[1][-2] == "7 files checked: 1 error, 0 warnings."
    assert run(capsys, "check", "--lang", "en", "--data", str(folder.parent))[1][-1] == "0 files checked: 1 error, 0 warnings."


JOBS = "'{}' is no number of processes: choose 1 or more"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        *((words, "catalogue") for words in ("", "chek", "check --lang xx", "check x", "check --out x", "--nothing")),
        *((f"build --port {port}", "catalogue") for port in ("99999", "-1", "x")),
        *((f"{command} --jobs={jobs}", JOBS.format(jobs)) for command in ("build", "pdf") for jobs in ("0", "-1", "x")),
        *((f"verify data --since={text}", f"'{text}' is no time: write it as 2026-12-31T23") for text in ("", "1.December.2026")),
        ("diff data --record 2026-13-01", "argument --record: '2026-13-01' is no date: write it as 2026-12-31\n"),
    ],
)
def test_wrong_usage(folder, capsys, arguments, said):
    with pytest.raises(SystemExit) as ended:
        main(arguments.split())
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_each_command_runs_a_function_that_there_is():
    """The table of commands names them."""
    runs = re.findall(
        r"^ +run: ([a-z_.]+):(\w+)$", (Path(cli.__file__).parent / "commands.yaml").read_text("utf-8"), re.MULTILINE
    )
    assert len(runs) > 20
    assert all(callable(getattr(import_module(f"service_catalogue.{module}"), name)) for module, name in runs)


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["build", "--help"], ["--version"]])
def test_help(capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize(
    "arguments",
    [["build", "--work", "data"], ["build", "--out", "data/site"], ["pdf", "--out", "data"], ["build", "--work", "."]],
)
def test_nothing_is_put_into_the_data(folder, capsys, arguments):
    data = folder.parent if arguments[-1] == "." else folder
    before = sorted(folder.rglob("*"))
    assert main([*arguments, "--data", str(data), "--lang", "en"]) == 2
    assert capsys.readouterr().err.startswith(f"{arguments[-1]} is in ")
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("site", [".", "/"])
def test_a_folder_without_a_name_is_refused_as_any_other(folder, capsys, site):
    assert main(["build", "--no-pdf", "--out", site, "--lang", "en"]) == 2
    assert capsys.readouterr().err.endswith(".\n")


def test_one_folder_is_not_both_the_site_and_the_work(folder, capsys):
    assert main(["build", "--no-pdf", "--out", "same", "--work", "same", "--lang", "en"]) == 2
    assert capsys.readouterr().err == "--out and --work both name same. Choose two folders.\n"


def test_a_full_disk_is_reported_without_a_file_if_none_is_known():
    said = [explain(OSError(errno.ENOSPC, "No space left on device", *file))["en"] for file in ((), ("a file",))]
    assert said == [
        "The disk is full. Make room where --out and --work are, and run the command again.",
        "The disk is full: a file cannot be written. Make room, and run the command again.",
    ]


def test_a_file_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space") as raised:
        write(b"x", tmp_path / "site" / "index.html", tmp_path / "partial")
    assert f"{tmp_path / 'site' / 'index.html'} cannot be written" in explain(raised.value)["en"]


@pytest.mark.parametrize(("language", "words"), [("en", "report it"), ("da", "Meld den")])
@pytest.mark.parametrize("writable", [True, False])
def test_an_unexpected_exception_is_one_sentence_and_a_file(folder, tmp_path, monkeypatch, capsys, language, words, writable):
    def fail(*_):
        raise ZeroDivisionError("by\nzero")

    monkeypatch.setattr("service_catalogue.check.checker.check", fail)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    if not writable:
        (tmp_path / "_build").touch()
    assert main(["check", "--lang", language]) == 1
    said = capsys.readouterr().err
    found = re.search(r"catalogue-error-\w+\.txt", said)
    assert len(said.splitlines()) == 1
    assert "ZeroDivisionError: by zero" in said
    assert words in said
    written = (tmp_path / ("_build" if writable else ".") / found[0]).read_text("utf-8")
    assert written.startswith("Traceback")
    assert "in fail" in written


def test_an_interruption_before_the_options_are_known_is_one_sentence(monkeypatch, capsys):
    def interrupt(words):
        raise KeyboardInterrupt

    monkeypatch.setattr("service_catalogue.site.build_record.report_if_unchanged", interrupt)
    assert program() == 130
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_nothing_is_built_from_data_with_errors(folder, capsys):
    plant(folder, (DESK, "code: D1", "code: [D1]"))
    status, lines = run(capsys, "build", "--lang", "en")
    assert status == 1
    assert LINE.fullmatch(lines[0])
    assert lines[-1] == "Nothing was built. Correct the errors above."
    made = folder.parent / "_build"
    assert not [*made.glob("*/*")]
    (made / "site").mkdir(parents=True)
    (made / "site" / "edition.json").write_text("{}")
    _, lines = run(capsys, "build", "--lang", "en")
    assert lines[-1] == "Nothing was built. Correct the errors above. The site in _build/site is unchanged."


def command(*arguments: str, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*arguments], cwd=cwd, capture_output=True, env={**os.environ, **variables})


@pytest.mark.parametrize(
    "words",
    [[sys.executable, "-m", "service_catalogue"], [str(Path(sys.executable).parent / "catalogue")]],
    ids=["module", "command"],
)
def test_as_a_command(words):
    done = command(*words, "check", "--data", str(SMALL), "--lang", "en")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"7 files checked: no errors.\n", b"")
    assert command(*words, "check", "--data", "nowhere").returncode == 2


@pytest.mark.parametrize(
    "words",
    [
        ["check", "--lang", "en"],
        *(pytest.param(words, marks=pytest.mark.long) for words in (["check", "--nothing"], ["rename", "task", "backup", "x y"])),
    ],
)
def test_what_is_forked_says_what_a_command_says(folder, words):
    """Other tests start their commands so; see `tests/forks.py`."""
    plant(folder, (DESK, "code: D1", "kode: D1"))
    forked = built.run("-m", "service_catalogue", *words, "--data", folder)
    started = built.run("-m", "service_catalogue", *words, "--data", folder, PYTHONHASHSEED="0")
    assert (forked.returncode, forked.stdout) == (started.returncode, started.stdout)
    assert forked.returncode != 0


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_console(folder, encoding):
    """No character of the data or of the messages can break the output."""
    plant(folder, (DESK, "code: D1", "æ日😀: D1"))
    (folder / "services" / "\udcff\n::error::.yml").touch()
    done = command(sys.executable, "-m", "service_catalogue", "check", cwd=folder.parent, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (1, b"")
    lines = done.stdout.decode(encoding).splitlines()
    assert len(lines) == 5
    assert not [line for line in lines if line.startswith("::")]


def test_a_reader_that_leaves_early(folder):
    """As in ``catalogue check | head -1``."""
    text = (folder / DESK).read_text("utf-8")
    (folder / DESK).write_text(text + "".join(f"key-{number}: x\n" for number in range(3000)), "utf-8")
    checking = [sys.executable, "-m", "service_catalogue", "check", "--data", str(folder)]
    with subprocess.Popen(checking, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() in (0, 1)


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams(folder, closed):
    """As where a scheduler starts it, which hears nothing."""
    code = """if True:
        import sys, service_catalogue.__main__ as program
        for status, call in ((0, "check"), (2, "check --data nowhere"), (0, "export --out made")):
            sys.argv[1:] = call.split()
            try:
                program.command()
            except SystemExit as ended:
                assert ended.code == status
    """
    done = command("sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-c", code, cwd=folder.parent)
    assert (done.returncode, b"Traceback" in done.stdout + done.stderr) == (0, False)
    assert json.loads((folder.parent / "made" / "catalogue.json").read_bytes())["services"]


@pytest.mark.parametrize("option", ["--base-url", "--edit-url"])
@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "ftp://x", "https://", "https://x/?a", "https://x/#a", "//x", "x", 'https://x/" onclick="y'],
)
def test_an_address_is_read_as_in_the_data(folder, capsys, option, address):
    assert main(["build", option, address, "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert LINE.fullmatch(told.strip())
    assert told.startswith(f"{option}:1:1: error: ")
    assert told.endswith("[invalid-value]\n")
    assert not (folder.parent / "_build").exists()


@pytest.mark.parametrize("name", ["nowhere", "data/parties.yaml"])
def test_without_data_it_says_how_to_name_them(folder, capsys, name):
    for language, said in (
        ("en", f"There is no folder {name}. Name the folder of the data with --data.\n"),
        ("da", f"Mappen {name} findes ikke. Angiv mappen med data med --data.\n"),
    ):
        assert main(["check", "--data", name, "--lang", language]) == 2
        assert capsys.readouterr() == ("", said)


@pytest.mark.parametrize("method", ["is_dir", "iterdir"])
def test_a_folder_that_may_not_be_looked_into_is_named(folder, capsys, monkeypatch, method):
    """It counted as one that is not there: the services in it were."""
    plain, hidden = getattr(Path, method), folder / "services" if method == "iterdir" else folder

    def denied(path: Path):
        if path.resolve() == hidden.resolve():
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return plain(path)

    monkeypatch.setattr(Path, method, denied)
    assert main(["check", "--data", str(folder), "--lang", "en"]) == 1
    out, err = capsys.readouterr()
    assert (out, err.startswith(f"Access to {os.path.relpath(hidden) if method == 'iterdir' else hidden} is denied")) == (
        "",
        True,
    )
