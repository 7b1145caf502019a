"""Folders of data with planted faults, and what the check finds in them."""

from __future__ import annotations

import functools
import json
import pickle
import re
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

import pytest
import yaml
from service_catalogue.check import checker as checking, data_file, digest
from service_catalogue.check.checker import CheckResult, check
from service_catalogue.cli import main
from service_catalogue.export.json import makers
from service_catalogue.messages.problem import Problem
from service_catalogue.messages.texts import languages
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.search import index
from service_catalogue.search.entries import KINDS, Entry, Prose, entries_in, entries_of_all
from service_catalogue.sphinx_ext.project import Project
from service_catalogue.sphinx_ext.translator import DoctreeMaker
from service_catalogue.store import Store
from service_catalogue.views.edition import Edition

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
FIXTURES = Path(__file__).parent / "fixtures"
#: A catalogue that has every part once.
SMALL = FIXTURES / "small"

#: A frozen copy of operating model 2A: tests with it do not change when an editor changes a word.
PLATFORM = FIXTURES / "platform"

#: A frozen copy of the manual's example: six services, three parties, five letters, one language.
EXAMPLE = FIXTURES / "catalogues" / "example"

DESK = "services/desk.yaml"
#: The head of another service.
CHAIR = "id: chair\ncode: C1\nname: {da: Stol, en: Chair}\nprovider: provider\n"

#: The files of catalogues that no test changes, whose values no reader changes either: thousands of checks parse them once,
#: and those of copies unpickle them, with their own path, in a third of the time.
_FROZEN = frozenset(path.read_bytes() for path in FIXTURES.rglob("*.yaml"))
_parsed = data_file.read_data
_pickled = functools.cache(lambda raw: pickle.dumps(_parsed("the path of a frozen file", raw), 3))


def _string(path: str) -> bytes:
    """Return the head of a string of a pickle, and the string."""
    return b"X" + len(path.encode()).to_bytes(4, "little") + path.encode()


@functools.lru_cache(500)
def _parsed_once(path: str, raw: bytes) -> Any:
    return pickle.loads(_pickled(raw).replace(_string("the path of a frozen file"), _string(path)))


data_file.read_data = digest.read_data = lambda path, raw: (_parsed_once if raw in _FROZEN else _parsed)(path, raw)

#: ⟦rule⟧ before the character at which a problem under this rule is expected.
_MARK = re.compile("⟦([a-z-]+)⟧")


class Found(NamedTuple):
    """A problem: where and under which rule."""

    file: str
    line: int
    column: int
    rule: str


class Edit(NamedTuple):
    """``new`` in the place of ``old``, which the file holds once; without ``old``, all of the file. ``new`` may have marks."""

    file: str
    old: str
    new: str


def unmark(text: str, file: str = "") -> tuple[str, list[Found]]:
    """``text`` without its marks, and the problems that they announce."""
    clean, marked = "", []
    position = 0
    for mark in _MARK.finditer(text):
        clean += text[position : mark.start()]
        line_start = clean.rfind("\n") + 1
        marked.append(Found(file, clean.count("\n") + 1, len(clean) - line_start + 1, mark[1]))
        position = mark.end()
    return clean + text[position:], sorted(marked)


def table_of(module: str) -> Any:
    """Return the table of a test ``module``, the YAML beside it."""
    return yaml.safe_load(Path(module).with_suffix(".yaml").read_text("utf-8"))


@functools.cache
def result_of(folder: Path) -> CheckResult:
    """Return the result of the check of a ``folder`` that no test changes, computed once a process."""
    return checked(folder)


def index_of(edition: Edition, prose: Prose, program: str = "", store: Store | None = None) -> dict[str, str]:
    """Return the scripts of the index of the search by their names."""
    with TemporaryDirectory() as folder:
        return dict(index.scripts(edition, prose, program, store or Store(Path(folder))))


def entries(edition: Edition, prose: Prose) -> list[Entry]:
    """Return all entries of the search by kind."""
    found = [
        *entries_of_all(edition, prose),
        *(one for service in edition.catalogue.services for one in entries_in(edition, service)),
    ]
    return sorted(found, key=lambda entry: KINDS.index(entry.kind))


def catalogue_of(folder: Path) -> Catalogue:
    """Return the catalogue of such a ``folder``."""
    return result_of(folder).catalogue


def json_files(catalogue: Catalogue) -> dict[str, Any]:
    """Return the value of each JSON file of ``catalogue``, by its path."""
    return {name: json.loads(make()) for name, _, make in makers(catalogue)}


def maker_of(edition: Edition, *, flat: bool = False) -> DoctreeMaker:
    """Return what makes nodes of parts for a document of a builder that does not render pages itself."""
    project = Project.__new__(Project)
    project.edition, project.builder, project.rendered, project.flat = (
        edition,
        cast(Any, SimpleNamespace(name="man")),
        False,
        flat,
    )
    project.own_theme = project.switched = False
    project.wanted, project.env = {}, cast(Any, SimpleNamespace(found_docs=set()))
    return DoctreeMaker(project, "index")


def copy(target: Path, source: Path = SMALL) -> Path:
    """Return a copy of ``source`` that a test may change."""
    return Path(shutil.copytree(source, target / "data"))


def added(id: str) -> tuple[str, str, str]:
    """Return the edit that adds a service of ``fixtures/services``."""
    return f"services/{id}.yaml", "", (FIXTURES / "services" / f"{id}.yaml").read_text("utf-8")


def chair(more: str = "") -> tuple[str, str, str]:
    """Return the edit that adds that service, with ``more`` than its head."""
    return "services/chair.yaml", "", CHAIR + more


def approve(folder: Path, *services: str, languages: Collection[str] = ("da", "en")) -> None:
    """Record an approval of ``services``, or of the catalogue, in ``folder``."""
    texts = [
        f"--{name}={language}={text}"
        for name, text in (("by", "Direktionen"), ("evidence", "Referat 12"))
        for language in languages
    ]
    assert main(["approve", *services, "--on", "2025-12-01", *texts, "--data", str(folder)]) == 0


def command(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    """Give the command in English, in this process; gives its status and what it says."""
    status = main([*map(str, words), "--lang", "en"])
    output = capsys.readouterr()
    return status, output.out + output.err


def plant(folder: Path, *edits: tuple[str, str, str]) -> list[Found]:
    """Make ``edits`` in ``folder``; gives the problems that their marks announce."""
    texts: dict[str, str] = {}
    for file, old, new in edits:
        path = folder / file
        text = texts.get(file) or (path.read_text("utf-8") if path.is_file() else "")
        if old:
            assert text.count(old) == 1, f"{file} holds {old!r} {text.count(old)} times and not once: correct the test"
        texts[file] = text.replace(old, new) if old else new
    expected = []
    for file, text in texts.items():
        clean, marked = unmark(text, file)
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(clean, "utf-8", newline="")
        expected += marked
    return sorted(expected)


def edited(target: Path, *edits: tuple[str, str, str], source: Path = SMALL) -> Path:
    """Return a copy of ``source`` with ``edits``."""
    folder = copy(target, source)
    plant(folder, *edits)
    return folder


class Case(list[Edit]):
    """Edits of ``source``; the messages in English about them, if any; commands; and the rules whose problems do not count."""

    source = SMALL

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []
        #: With the status and the lines of the output of each.
        self.commands: list[tuple[str, list[str]]] = []
        self.aside: tuple[str, ...] = ()


def cases(text: str) -> list:
    """Cases to parametrise a test with; written so:

    ~ parity                    a rule whose problems do not count,
    / catalogues/minimal        the frozen catalogue, where it is not the small one,
    @ file                      the file where a case names none, else the service desk.yaml, and
    - edits that all the cases begin with

    == what the case is
    @ file                      another file
    * a chair                   a service more, services/chair.yaml, of which the head is there
    - what stands in it
    + what is put there instead, with its marks
    ! a message of the check, in English
    $ a command
    > its status, and each line of its output
    """
    found: dict[str, Case] = {"": Case()}
    case, aside, source = found[""], [], SMALL
    default, old, new = DESK, [], []
    file = default

    def finish() -> None:
        if new or old:
            case.append(Edit(file, "\n".join(old), "\n".join(new)))
        old.clear()
        new.clear()

    for line in [*text.splitlines(), "=="]:
        sign, rest = line[:1], line[2:]
        if sign in ("=", "@", "*") or (sign == "-" and new):
            finish()
        if sign == "=":
            assert not line[3:] or line[3:] not in found, f"two cases are called {line[3:]!r}"
            case = found.setdefault(line[3:], Case())
            file = default
        elif sign == "@":
            file = rest
            default = rest if case is found[""] else default
        elif sign == "*":
            file = "services/chair.yaml"
            new += CHAIR.splitlines()
        elif sign in ("-", "+"):
            (old if sign == "-" else new).append(rest)
        elif sign == "!":
            case.messages.append(rest)
        elif sign == "$":
            case.commands.append((rest, []))
        elif sign == ">":
            case.commands[-1][1].append(rest)
        elif sign == "~":
            aside.append(rest)
        elif sign == "/":
            source = FIXTURES / rest
    first = found.pop("")
    assert all(case or case.commands for case in found.values()), "a case without an edit or a command"
    for case in found.values():
        case[:0] = first
        case.aside, case.source = tuple(aside), source
    return [pytest.param(case, id=name) for name, case in found.items()]


def case_file(module: str, part: str = "") -> list:
    """Return the cases in the text file beside a test module: ``test_x.txt``, or ``test_x.part.txt``."""
    return cases(Path(module).with_suffix(f".{part}.txt" if part else ".txt").read_text("utf-8"))


def named_cases(module: str, part: str = "") -> dict[str, Case]:
    """Return those cases by their names."""
    return {case.id: case.values[0] for case in case_file(module, part)}


def checked(folder: Path, check: Callable[[Path], CheckResult] = check) -> CheckResult:
    """Return the result of the check, whose problems are all well formed and inside their files.

    Without that an edit changes what is approved, as any of an adopted catalogue does.
    """
    result = check(folder)
    for problem in result.problems:
        assert_well_formed(problem)
    return replace(result, problems=tuple(each for each in result.problems if each.rule.name != "changed-since-approval"))


def problems(folder: Path) -> list[Found]:
    """Everything that the check finds in ``folder``."""
    return _places(folder, checked(folder))


def _places(folder: Path, result: CheckResult) -> list[Found]:
    return [
        Found(Path(problem.at.path).relative_to(folder).as_posix(), problem.at.line, problem.at.column, problem.rule.name)
        for problem in result.problems
    ]


@contextmanager
def planted(
    tmp_path: Path, edits: Iterable[tuple[str, str, str]], source: Path
) -> Iterator[tuple[Path, list[Found], CheckResult]]:
    """Yield a copy of ``source`` with ``edits``, the problems that their marks announce, and the result of the check.

    The tests of a process share a copy.
    """
    edits = list(edits)
    if not source.is_relative_to(FIXTURES):
        folder = copy(tmp_path, source)
        yield folder, plant(folder, *edits), checked(folder)
        return
    folder = tmp_path.parent / "copies" / source.relative_to(FIXTURES)
    if not folder.exists():
        shutil.copytree(source, folder)
    try:
        yield folder, plant(folder, *edits), checked(folder)
    finally:
        for file, _, _ in edits:
            if (source / file).is_file():
                shutil.copyfile(source / file, folder / file)
            else:
                shutil.rmtree(folder, ignore_errors=True)
                break


def assert_finds(
    tmp_path: Path, edits: Iterable[tuple[str, str, str]], source: Path = SMALL, aside: Collection[str] = ()
) -> Catalogue | None:
    """In a copy of ``source`` with ``edits``, the check finds what their marks announce: all of it, and nothing else.

    Gives the catalogue that it has read.

    Problems under the rules ``aside`` do not count: those that texts made for another rule break as well.
    """
    with planted(tmp_path, edits, source) as (folder, expected, result):
        found = [problem for problem in _places(folder, result) if problem.rule not in aside]
    if messages := getattr(edits, "messages", ()):
        assert [problem.message["en"] for problem in result.problems] == messages
    missing = [problem for problem in expected if problem not in found]
    extra = [problem for problem in found if problem not in expected]
    assert (missing, extra) == ([], []), f"not found: {missing}; found as well: {extra}"
    assert found == expected
    return result.catalogue


def said(tmp_path: Path, *edits: tuple[str, str, str], language: str = "en") -> list[str]:
    """Return the messages of the check about a copy of the small catalogue with ``edits``."""
    with planted(tmp_path, edits, SMALL) as (_, _, result):
        return [problem.message[language] for problem in result.problems]


def assert_well_formed(problem: Problem) -> None:
    """Assert that the place exists, the rule is known, and each language has a message."""
    assert_inside(problem)
    assert_reported(problem)


def assert_reported(problem: Problem) -> None:
    """Assert that the rule is known, and that the message is one harmless line in each language."""
    assert problem.rule.name in {rule.name for rule in checking.RULES}
    messages = [problem.message[language] for language in languages()]
    assert len(set(messages)) == len(messages), messages
    for message in messages:
        assert message.isprintable(), f"not on one line, or not harmless: {message!r}"
        assert len(message) < 700, f"longer than anyone reads: {message!r}"
        assert message[-1] in ".?", message


def lines_of(raw: bytes) -> list[str]:
    """Return the lines of a file as an editor counts them."""
    return raw.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def assert_inside(problem: Problem) -> None:
    """Assert that the place of ``problem`` is in its file: on a character, or right behind the last one of a line."""
    path = Path(problem.at.path)
    lines = lines_of(path.read_bytes() if path.is_file() else b"")
    assert 1 <= problem.at.line <= len(lines), problem
    assert 1 <= problem.at.column <= len(lines[problem.at.line - 1]) + 1, problem
