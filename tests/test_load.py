"""A folder of files to a catalogue, with the problems of every file."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from service_catalogue.check.checker import check
from service_catalogue.check.load import load
from service_catalogue.messages.problem import Location
from service_catalogue.model.catalogue import FILES, IDENTITY_FILE, OPTIONAL_FILES

from tests.folders import DESK, Found, assert_finds, copy, plant, problems, said, table_of

NEEDED = [IDENTITY_FILE, *(name for name in FILES if name not in OPTIONAL_FILES)]


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_file_is_reported_once(tmp_path, name):
    folder = copy(tmp_path)
    (folder / name).unlink()
    assert problems(folder) == [Found(name, 1, 1, "wrong-file")]


@pytest.mark.parametrize("name", [*NEEDED, DESK])
@pytest.mark.parametrize(
    "content", [b"", b"# nothing\n", b"a: [\n", b"\xff\xfe", b"- x\n", b"x\n", b"a: \x00\n", b"[]\n", b"---\n"]
)
def test_an_unreadable_file_hides_nothing_and_makes_no_noise(tmp_path, name, content):
    """One problem in it, and every problem of form of the others."""
    folder = copy(tmp_path)
    planted = [
        ("glossary.yaml", "    from: {da:", "    ⟦unknown-key⟧form: {da:"),
        ("parties.yaml", "  - id: provider\n", "  - id: provider\n    ⟦unknown-key⟧nick: x\n"),
        ("layers.yaml", "  - id: lower", "  - id: lower\n    ⟦unknown-key⟧nick: x"),
        ("tasks.yaml", "  - id: restore", "  - id: restore\n    ⟦unknown-key⟧nick: x"),
        ("roles.yaml", "cell-order: ARCI", "cell-order: ⟦wrong-shape⟧[ARCI]"),
        ("catalogue.yaml", "languages: [da, en]", "languages: [da, en]\n⟦unknown-key⟧nick: x"),
        (DESK, "kind: limit", "kind: ⟦invalid-value⟧x"),
        (DESK, "code: D1", "code: D1\n⟦unknown-key⟧x: y"),
    ]
    expected = plant(folder, *planted)
    (folder / name).write_bytes(content)
    found = problems(folder)
    assert [problem for problem in found if problem.file != name] == [problem for problem in expected if problem.file != name]
    assert len([problem for problem in found if problem.file == name]) == 1


@pytest.mark.parametrize(
    "edit",
    [
        (DESK, "lower: [CI, AR]", "⟦missing-cell⟧lower: [CI]"),
        (DESK, "what-1\nprovider", "⟦unknown-reference⟧what-9\nprovider"),
        (DESK, "lower: [CI, AR]", "⟦someone-responsible⟧lower: [CI, A]"),
    ],
)
@pytest.mark.parametrize("name", [name for name in NEEDED if name != IDENTITY_FILE])
def test_without_a_file_rules_that_do_not_read_it_look_at_the_rest(tmp_path, name, edit):
    folder = copy(tmp_path)
    (folder / name).write_text("a: [\n")
    expected = plant(folder, edit)
    if name == "roles.yaml" and "someone" in edit[2]:
        expected = []
    assert [problem for problem in problems(folder) if problem.file == DESK] == expected


def test_without_an_identity_rules_still_look_at_the_rest(tmp_path):
    folder = copy(tmp_path)
    expected = plant(
        folder,
        (DESK, "lower: [CI, AR]", "⟦missing-cell⟧lower: [CI]"),
        ("catalogue.yaml", "name: {da: Lille", "name: {da: ⟦unreadable-file⟧'Lille"),
    )
    assert problems(folder) == expected
    result = check(folder)
    assert result.catalogue is None
    assert result.failed


FILES_BESIDE = table_of(__file__)["beside"]


@pytest.mark.parametrize(("name", "rule", "message"), FILES_BESIDE.values(), ids=FILES_BESIDE)
def test_a_file_that_is_not_read(tmp_path, name, rule, message):
    folder = copy(tmp_path)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("x: [y\n")
    assert problems(folder) == ([Found(name, 1, 1, rule)] if rule else [])
    assert [problem.message["en"] for problem in check(folder).problems] == ([message] if message else [])


def test_the_message_names_both(tmp_path):
    messages = said(tmp_path, (DESK, "id: desk\n", "id: chair\n"))
    assert messages == ["The id “chair” does not match the file’s name. Correct the id, or name the file “chair.yaml”."]


def test_an_invalid_id_of_a_service_is_reported_once(tmp_path):
    assert_finds(tmp_path, [(DESK, "id: desk\n", "id: ⟦invalid-id⟧2A/..\n")])


def test_a_catalogue_without_services_has_no_problem(tmp_path):
    folder = copy(tmp_path)
    (folder / DESK).unlink()
    (folder / "services").rmdir()
    assert problems(folder) == []
    assert not check(folder).failed


#: The kinds of things found where a file is expected, by what makes them.
NO_FILES: dict[str, Callable[[Path], object]] = {
    "a folder": Path.mkdir,
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link without end": lambda path: path.symlink_to("/dev/zero"),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a link to the file": lambda path: path.symlink_to(path.parent.parent / "moved"),
    "a pipe": os.mkfifo,
    "a socket": lambda path: os.mknod(path, stat.S_IFSOCK | 0o600),
}


@pytest.mark.parametrize("name", ["catalogue.yaml", "parties.yaml", DESK])
@pytest.mark.parametrize("kind", NO_FILES)
def test_what_is_no_file(tmp_path, name, kind):
    folder = copy(tmp_path)
    (folder / name).rename((folder / name).parent.parent / "moved")
    NO_FILES[kind](folder / name)
    assert [(problem.file, problem.line, problem.column) for problem in problems(folder)] == [(name, 1, 1)]


def test_a_folder_of_services_by_a_link_is_not_read(tmp_path):
    folder = copy(tmp_path)
    (folder / "services").rename(tmp_path / "elsewhere")
    (folder / "services").symlink_to(tmp_path / "elsewhere")
    assert [(problem.file, problem.rule) for problem in problems(folder)][:1] == [(DESK, "wrong-file")]


@pytest.mark.parametrize(
    "name",
    ["a\nb.yaml", "::error::x.yml", "x\x1b[31m.yaml", "\udcff.yaml", "a b.yaml", "\u202ex.yaml", ".yaml", ".x.yaml", "con.yaml"],
)
def test_any_name_of_a_file(tmp_path, name):
    folder = copy(tmp_path)
    (folder / "services" / name).write_bytes(b"- x\n")
    assert len(check(folder).problems) >= (name != ".yaml")


def test_the_order_of_files_on_the_disk_is_no_matter(tmp_path):
    """Services stand in the order of their names."""
    folder = copy(tmp_path)
    text = (folder / DESK).read_text("utf-8")
    for name in ("b", "z", "a", "2a"):
        (folder / f"services/{name}.yaml").write_text(text.replace("id: desk\n", f"id: {name}\n"), "utf-8")
    assert [service.id for service in load(folder).catalogue.services] == ["2a", "a", "b", "desk", "z"]


@pytest.mark.parametrize(
    ("given", "meant"), [("nowhere", ""), (".", "data"), ("data/services", "data"), ("data/changes", "data")]
)
def test_a_folder_of_something_else_is_one_problem(tmp_path, monkeypatch, given, meant):
    monkeypatch.chdir(tmp_path)
    (copy(tmp_path) / "changes").mkdir()
    (problem,) = check(Path(given)).problems
    assert problem.at == Location((Path(given) / "catalogue.yaml").as_posix())
    assert problem.message["en"].endswith(f"holds catalogue.yaml. Did you mean “{meant}”?" if meant else "holds catalogue.yaml.")


def test_of_a_catalogue_each_missing_file_is_told(tmp_path):
    folder = copy(tmp_path)
    for name in NEEDED[1:]:
        (folder / name).unlink()
    missing = [Path(problem.at.path).name for problem in check(folder).problems if problem.rule.name == "wrong-file"]
    assert missing == sorted(NEEDED[1:])
