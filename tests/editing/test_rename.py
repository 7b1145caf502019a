"""An id is renamed in every place that names it, and nothing else is changed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from service_catalogue.cli import main
from service_catalogue.cli.parser import parser
from service_catalogue.editing.lifecycle import ARGUMENTS
from service_catalogue.model.published_ids import Ids
from service_catalogue.model.reviewed import confirmed, items, suspects, write
from service_catalogue.views.directives import VIEWS
from service_catalogue.yaml.source import read
from service_catalogue.yaml.transaction import transaction

from tests.folders import DESK, FIXTURES, PLATFORM, SMALL, catalogue_of, checked, command, copy, plant, result_of, table_of

TABLE = table_of(__file__)

CATALOGUES = {"small": SMALL, "platform": PLATFORM, "nordic": FIXTURES / "nordic" / "data"} | {
    name: FIXTURES / "catalogues" / name for name in ("example", "plans-and-phases", "nine-services")
}


def rules_broken(source: Path) -> Counter[str]:
    return Counter(problem.rule.name for problem in result_of(source).problems)


@pytest.mark.parametrize("kind", parser()._subparsers._group_actions[0].choices["rename"]._actions[3].choices)
@pytest.mark.parametrize(
    "source",
    [
        # Each change of one of these takes as long as ten of the small one.
        pytest.param(folder, id=name, marks=[pytest.mark.long] if name in ("platform", "example", "nine-services") else ())
        for name, folder in CATALOGUES.items()
    ],
)
def test_any_id(tmp_path, capsys, source, kind):
    """The first and the last of its kind."""
    ids = list(catalogue_of(source).by_kind[kind])
    for old in dict.fromkeys(ids[:1] + ids[-1:]):
        folder = copy(tmp_path / old, source)
        status, said = command(capsys, "rename", kind, old, "brand-new", "--data", str(folder))
        assert status == 0, said
        after = checked(folder)
        assert Counter(problem.rule.name for problem in after.problems) == rules_broken(source)
        assert "brand-new" in after.catalogue.by_kind[kind] and old not in after.catalogue.by_kind[kind]
        assert Ids(after.catalogue).former[kind, "brand-new"] == (old,)
        # Lines are changed, and only the one with the redirect is new.
        lines = {path: path.read_text("utf-8").count("\n") for path in folder.rglob("*.yaml")}
        assert sum(lines.values()) - sum(path.read_text("utf-8").count("\n") for path in source.rglob("*.yaml")) in (1, 2)


def test_every_kind_of_place(capsys, folder):
    status, said = command(capsys, "rename", "task", "backup", "copying")
    assert (status, said.splitlines()[0].startswith("“backup” is now “copying”, in data/")) == (0, True)
    text = (folder / DESK).read_text("utf-8")
    for line in TABLE["places"]:
        assert line in text
    assert "[[backup|kopi]]" in text, "a term of the same id stays"
    assert "task:backup: task:copying" in (folder / "catalogue.yaml").read_text("utf-8")
    assert command(capsys, "rename", "term", "backup", "safe-copy")[0] == 0
    assert "[[safe-copy|kopi]]" in (folder / DESK).read_text("utf-8")
    assert command(capsys, "rename", "layer", "upper", "top-layer")[0] == 0
    text = (folder / DESK).read_text("utf-8")
    assert "axes: {layer: [top-layer, lower]}" in text and "at: [copying.top-layer]" in text and "on: [top-layer]" in text
    assert checked(folder).problems == ()


def test_twice(capsys, folder):
    """A redirect leads to the id of today."""
    command(capsys, "rename", "service", "desk", "table")
    command(capsys, "rename", "service", "table", "bench")
    redirects = read("f.yaml", (folder / "catalogue.yaml").read_bytes())[0]["redirects"]
    assert redirects == {"service:desk": "service:bench", "service:table": "service:bench"}
    assert [path.name for path in (folder / "services").iterdir()] == ["bench.yaml"]


def test_nothing_is_left_half_done(capsys, folder):
    """The new id has been redirected itself: the check would find an error, so the files are as they were."""
    plant(folder, ("catalogue.yaml", "redirects: {}", "redirects: {task:copying: task:restore}"))
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    status, said = command(capsys, "rename", "task", "backup", "copying")
    assert status == 1
    assert "[redirect]" in said and said.endswith("“backup” is as it was: with another id, the errors above would occur.\n")
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before


def test_line_ends_and_a_mark_are_kept(capsys, folder):
    path: Path = folder / "layers.yaml"
    before = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(before)
    command(capsys, "rename", "layer", "upper", "top-layer")
    assert path.read_bytes() == before.replace(b"upper", b"top-layer")
    assert main(["ready"]) == 2  # without git, after the layout
    assert path.read_bytes() == before.replace(b"upper", b"top-layer")


def test_what_is_confirmed_stays_so_and_what_is_suspect_too(capsys, folder):
    """Texts, claims and tensions have other ids, and still agree."""
    catalogue = checked(folder).catalogue
    with transaction(folder) as change:
        every = {item.address for item in items(catalogue)}
        write(change, confirmed(catalogue, every, "terminal lawyer", ["read desk 0123456789ab sheet.pdf"]))
    plant(folder, (DESK, "en: Weekdays only.", "en: Weekdays alone."))
    for kind, old in (("term", "backup"), ("task", "backup"), ("party", "provider"), ("layer", "lower"), ("service", "desk")):
        assert command(capsys, "rename", kind, old, f"new-{kind}")[0] == 0
        (left,) = suspects(checked(folder).catalogue)
        assert (left.item.address.partition(".")[2], left.changed) == ("note.1", ("en",))
    assert (folder / "reviewed" / "new-service.txt").is_file()
    by = (folder / "reviewed" / "by.txt").read_text("utf-8")
    assert [line in by for line in (" terminal lawyer\n", " rename service desk new-service\n")] == [True, True]
    assert not [problem for problem in checked(folder).problems if problem.rule.name == "damaged-record"]


PROSE = TABLE["prose"]


def test_documents_name_the_new_id(tmp_path, capsys, folder):
    document, other, binary = (tmp_path / "docs" / name for name in ("en/guide.md", "en/other.rst", "en/latin.md"))
    document.parent.mkdir(parents=True)
    document.write_text(PROSE, "utf-8")
    other.write_text(":catalogue:task:`backup`\r\n\r\n.. catalogue:task:: backup\r\n", "utf-8", newline="")
    binary.write_bytes(b"\xe6 {catalogue:task}`backup`")
    status, said = command(capsys, "rename", "task", "backup", "copying")
    assert status == 0
    assert "docs/en/guide.md, docs/en/latin.md and docs/en/other.rst." in said
    assert document.read_text("utf-8") == (
        PROSE.replace("task}`backup`", "task}`copying`").replace("<backup>", "<copying>").replace("#task.backup", "#task.copying")
        .replace("desk.backup.", "desk.copying.").replace("{catalogue:task} backup", "{catalogue:task} copying")
    )  # fmt: skip
    assert other.read_bytes() == b":catalogue:task:`copying`\r\n\r\n.. catalogue:task:: copying\r\n"
    assert binary.read_bytes() == b"\xe6 {catalogue:task}`copying`"
    before = document.read_text("utf-8")
    assert command(capsys, "rename", "service", "desk", "table")[0] == 0
    assert document.read_text("utf-8") == before.replace("desk.", "table.").replace(".desk", ".table").replace(" desk", " table")
    before = document.read_text("utf-8")
    assert command(capsys, "rename", "party", "customer", "client")[0] == 0
    assert document.read_text("utf-8") == before.replace("customer", "client")
    assert command(capsys, "rename", "term", "backup", "safe-copy")[0] == 0
    assert "{catalogue:term}`safe-copy`: the task backup" in document.read_text("utf-8")


def test_documents_stay_where_the_id_does(folder, tmp_path, capsys):
    plant(folder, ("catalogue.yaml", "redirects: {}", "redirects: {task:copying: task:restore}"))
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "guide.md").write_text(PROSE, "utf-8")
    assert command(capsys, "rename", "task", "backup", "copying")[0] == 1
    assert (tmp_path / "docs" / "guide.md").read_text("utf-8") == PROSE


def test_the_directives_are_those_that_there_are():
    kinds = {name: (*view.arguments, *view.optional) for name, view in VIEWS.items()}
    # The argument of "keys" is a kind of objects, and no id.
    assert {name: of for name, of in kinds.items() if of and name != "keys"} == ARGUMENTS


def test_only_the_files_that_change_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not one whose exceptions are about something else."""
    folder = copy(tmp_path)
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    status, said = command(capsys, "rename", "term", "sit", "sitting", "--data", str(folder))
    names = {path.relative_to(folder).as_posix(): path.read_bytes() != content for path, content in before.items()}
    assert (status, {name for name in names if name in said}) == (0, {name for name, is_changed in names.items() if is_changed})
