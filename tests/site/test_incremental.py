"""After each of a row of edits, what is built on what was there equals what is built from nothing, byte for byte."""

from __future__ import annotations

import functools
import json
import os
import random
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from service_catalogue.store import state_of

from tests.built import LANGUAGES, build, contents, copy_catalogue, copy_project, differences, replace, started
from tests.folders import EXAMPLE, PLATFORM, copy, table_of
from tests.random_edits import random_edit

TABLE = table_of(__file__)
PICTURE: str = TABLE["picture"]
Edit = Callable[[Path], object]


def change(path: str, old: str, new: str) -> Edit:
    return lambda folder: replace(folder / path, old, new)


def insert(path: str, text: str, before: str) -> Edit:
    return change(path, before, text + before)


def append(path: str, text: str) -> Edit:
    return lambda folder: (folder / path).write_text((folder / path).read_text("utf-8") + text, "utf-8")


def write(path: str, text: str) -> Edit:
    def edit(folder: Path) -> None:
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, "utf-8")

    return edit


def cut(path: str, at: str) -> Edit:
    return lambda folder: (folder / path).write_text((folder / path).read_text("utf-8").partition(at)[0], "utf-8")


def remove(path: str) -> Edit:
    return lambda folder: (folder / path).unlink()


def rename(path: str, to: str) -> Edit:
    return lambda folder: (folder / path).rename(folder / to)


def duplicate(path: str, to: str) -> Edit:
    return lambda folder: shutil.copyfile(folder / path, folder / to)


def pages(path: str, **ids: str) -> Edit:
    """Return the edit that writes the page that refers to ``ids`` in each language."""
    return lambda root: [write(f"docs/{each}/{path}", TABLE["page"].format(language=each, **ids))(root) for each in LANGUAGES]


_OPERATIONS = {each.__name__: each for each in (change, insert, append, write, cut, remove, rename, duplicate, pages)}


def edits_of(table: dict[str, Any]) -> dict[str, Edit]:
    """Return the edits of ``table``: each an operation on a path, or a list of them."""

    def edit(steps: dict | list[dict], folder: Path) -> None:
        for step in steps if isinstance(steps, list) else [steps]:
            (operation, path), *arguments = step.items()
            _OPERATIONS[operation](path, **dict(arguments))(folder)

    return {name: functools.partial(edit, steps) for name, steps in table.items()}


EDITS, FEW_EDITS, PROJECT_EDITS = (edits_of(TABLE[part]) for part in ("data", "few", "project"))
SMALL_EDITS: dict[str, Edit] = {
    **PROJECT_EDITS,
    **{f"{name}, in the data": lambda root, edit=edit: edit(root / "data") for name, edit in FEW_EDITS.items()},
    **edits_of(TABLE["small"]),
    "damage": lambda root: damage(root.parent / "kept"),
}


def _of_now(found: list[str]) -> list[str]:
    """Those of the differences that are not in a former edition, which the site made from nothing has not."""
    return [each for each in found if not re.match(r"(only in the \w+: )?v/", each)]


def follow(steps: Iterable[tuple[str, ...]], table: dict[str, Edit], tmp_path: Path, folder: Path, where: dict) -> None:
    """Make the edits of each step, and compare what is built then with what is built from nothing."""
    site = build(tmp_path / "kept", **where).folder
    before = contents(site)
    for names in steps:
        for name in names:
            table[name](folder)
        # A forked build has the templates in memory.
        build(tmp_path / "kept", **where, **({"PYTHONHASHSEED": "0"} if "damage" in names else {}))
        clean = build(tmp_path / "clean", **where)
        assert _of_now(differences(site, clean.folder)) == [], f"after {names}"
        now = contents(site)
        assert now != before, f"{names} change nothing: correct the test"
        before = now
        shutil.rmtree(tmp_path / "clean")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return shutil.copytree(PLATFORM, tmp_path / "data")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with frozen data: in those of now, what an edit renames is suspect, which pages say."""
    project = copy_project(tmp_path / "project")
    shutil.rmtree(project / "data")
    shutil.copytree(PLATFORM, project / "data")
    return project


def test_every_edit_can_be_made(data: Path, project: Path) -> None:
    for folder, edits in ((data, EDITS), (project, PROJECT_EDITS)):
        for edit in edits.values():
            edit(folder)


def damage(built: Path) -> None:
    """Halve, or change, everything that a build has cached, and some of what it has made; no file may cause a traceback."""
    work = built / "work"
    kept = [path for path in work.rglob("*") if path.is_file() and {"catalogue-html", "store", "templates"} & set(path.parts)]
    outputs = [work / "html" / language for language in LANGUAGES]
    parts = [next(output.glob("_static/search/rare.*.js")) for output in outputs]
    pages = [output / name for output in outputs for name in ("services/desk.html", "objects.inv", "accessibility.html")]
    assert len(kept) > 70
    for number, path in enumerate([*kept, *parts, *pages]):
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2] if number % 2 else content.replace(b"e", b"a"))
    next(outputs[0].glob("_static/search/index.*.js")).write_bytes(b"[" * 100_000)
    (work / "doctrees/en/about.doctree").write_bytes(b"\x80junk")
    next(outputs[0].glob("_static/fonts/*.woff2")).write_bytes(b"wOF2")


def test_changes_additions_renames_removals_and_damage(tmp_path: Path) -> None:
    """Of data and of prose; each kind of edit by itself is made by the long tests."""
    data = copy_catalogue(tmp_path / "project")
    follow(TABLE["steps"], SMALL_EDITS, tmp_path, data.parent, {"data": data})


def current(folder: Path) -> dict[str, bytes]:
    """Every file of a site but what it keeps of editions."""
    return {path: content for path, content in contents(folder).items() if not path.startswith("v/")}


def edit_and_put_back(folder: Path, edits: Iterable[Edit], made: Callable[[], dict[str, bytes]], changed: set[str]) -> None:
    """Make ``edits``, which change what is ``made``; put the files of ``folder`` back with their old times: all is as it was."""
    before, kept = made(), shutil.copytree(folder, folder.with_name("as-it-was"))
    for edit in edits:
        edit(folder)
    edited = made()
    assert {path for path in before if edited.get(path) != before[path]} >= changed
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    now = made()
    assert [path for path in before if now.get(path) != before[path]] == []


def test_prose_is_believed_by_its_content_and_not_by_its_time(tmp_path: Path) -> None:
    data = copy_catalogue(tmp_path / "project")
    docs = data.parent / "docs"
    write("en/zz.svg", PICTURE)(docs)
    append("en/about.md", "\n\n![A picture](zz.svg)\n")(docs)
    edits = (append("da/about.md", "\n\nEn sætning.\n"), write("en/zz.svg", PICTURE.replace("10", "20")))
    shown = {"da/about.html", "en/_images/zz.svg"}
    edit_and_put_back(docs, edits, lambda: current(build(tmp_path / "kept", data=data).folder), shown)


def _build_here(folder: Path, *options: object, until: Callable[[], bool] = lambda: False) -> None:
    """Build as an editor does; kill it with all its processes when ``until`` is true."""
    with started("service_catalogue", "build", "--no-pdf", *options, folder=folder, session=True) as process:
        while process.returncode is None and not (until() and os.getpgid(process.pid) == process.pid):
            time.sleep(0.01)
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            assert process.returncode == 0, process.said()


def test_after_a_stop_only_what_it_wrote_is_made_again(tmp_path: Path) -> None:
    data, work = copy(tmp_path, EXAMPLE), tmp_path / "_build"
    _build_here(tmp_path)
    before = {path: state_of(path) for name in ("*/en/services/*", "html/en/_static/*.*") for path in work.glob(name)}
    replace(data / "services" / "laptops.yaml", "Ready on your first day", "Ready on each day")
    page = work / "html/en/services/laptops.html"
    _build_here(tmp_path, until=lambda: state_of(page) != before[page])
    _build_here(tmp_path)
    assert {path.stem for path in before if state_of(path) != before[path]} == {"laptops", "index"}
    assert "Ready on each day" in (work / "site/en/services/laptops.html").read_text("utf-8")
    # The digest of the data, which each edit changes, is in no index, or the edit of one language would change that of another.
    digest = json.loads((work / "site/api/v1/catalogue.json").read_text("utf-8"))["digest"]
    assert digest in (work / "site/en/about.html").read_text("utf-8")
    assert not any(digest in path.read_text("utf-8") for path in work.glob("site/en/_static/search/*.js"))


@pytest.mark.parametrize("seed", [pytest.param(18, marks=pytest.mark.long), 63])
def test_random_edits_stops_and_branches(tmp_path: Path, seed: int) -> None:
    """One service extends another. ``EDITS=150`` says how many edits there are; they are put back with their old times."""
    site = ("--out", tmp_path / "_build/site")
    chance, data, branches = random.Random(seed), copy(tmp_path, EXAMPLE), list[Path]()
    count, edits, longest = int(os.environ.get("EDITS", "12" if seed == 18 else "3")), 0, 4.0
    while edits < count:
        for _ in range(chance.choice([1, 2, 3])):
            edits += 1
            branches.append(shutil.copytree(data, tmp_path / "branches" / str(edits)))
            if chance.random() < 0.3:
                shutil.rmtree(data)
                shutil.copytree(chance.choice(branches), data)
            else:
                random_edit(data, chance)
            if chance.random() < 0.4:
                end = time.monotonic() + chance.random() * longest
                _build_here(tmp_path, *site, until=lambda end=end: time.monotonic() > end)
            elif chance.random() < 0.6:
                _build_here(tmp_path, *site)
        began = time.monotonic()
        _build_here(tmp_path, *site)
        longest, clean = time.monotonic() - began, tmp_path / "clean"
        _build_here(tmp_path, "--work", clean / "work", "--out", clean / "site")
        assert _of_now(differences(tmp_path / "_build/site", clean / "site")) == [], f"after edit {edits}"
        shutil.rmtree(clean)


@pytest.mark.long
def test_every_edit_of_data(tmp_path: Path, data: Path) -> None:
    follow(((name,) for name in EDITS), EDITS, tmp_path, data, {"data": data})


@pytest.mark.long
def test_every_edit_of_the_project(tmp_path: Path, project: Path) -> None:
    follow(((name,) for name in PROJECT_EDITS), PROJECT_EDITS, tmp_path, project, {"root": project})
