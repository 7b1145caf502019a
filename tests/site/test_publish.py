"""The published site is the built one, whole at each moment, and foreign files are left alone."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import random
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from service_catalogue.files import LOCK
from service_catalogue.messages.failure import Refused, explain
from service_catalogue.messages.texts import message
from service_catalogue.site.editions import CURRENT, NEXT, PARTIAL, holds, listed_in, manifest_of
from service_catalogue.site.publish import is_free, publish
from service_catalogue.yaml.transaction import locked

from tests.built import contents
from tests.site.faults import Fault, full, in_a_process, killed
from tests.site.putting import RECORD, put, to

Files = dict[str, bytes]
FIRST: Files = {
    "index.html": b"<a href=a/b.html><link href=s.1.css>",
    "a/b.html": b"one",
    "s.1.css": b"s",
    "edition.js": b"<script href=index.1.js>",
    "index.1.js": b"1",
    "api/v1/catalogue.json": b"{}",
}
SECOND: Files = {
    "index.html": b"<a href=c.html><link href=s.2.css>",
    "c.html": b"two",
    "s.2.css": b"t",
    "edition.js": b"<script href=index.2.js>",
    "index.2.js": b"2",
    "api/v1/catalogue.json": b"{}",
}
#: The files of the first alone that a visit which has begun still needs.
LENT = {"s.1.css", "index.1.js"}
FOREIGN = {
    ".git/HEAD": "ref",
    "CNAME": "example.org",
    ".nojekyll": "",
    ".htaccess": "x",
    ".well-known/security.txt": "x",
    "robots.txt": "x",
    "a/own.txt": "x",
}


def put_foreign(site: Path) -> None:
    for name, text in FOREIGN.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text)


def own(site: Path) -> Files:
    """Return the files of a site that are not foreign."""
    return {name: content for name, content in contents(site).items() if name not in {*FOREIGN, CURRENT} and name[:2] != "v/"}


def kept(site: Path, edition: str) -> Files:
    """Return what a site keeps of an edition."""
    return contents(site / "v" / edition)


def foreign(site: Path) -> dict[str, str]:
    """Return the foreign files in a site."""
    return {name: text.decode() for name, text in contents(site).items() if name in FOREIGN}


def as_link(folder: Path) -> Path:
    return folder / "site"


def as_folder(folder: Path) -> Path:
    (folder / "site").mkdir()
    return folder / "site"


both_ways = pytest.mark.parametrize("site_in", [as_link, as_folder])
#: Each fault in one way, and each way with one fault, at every third write; the others are long.
either_fault_in_either_way = pytest.mark.parametrize(
    ("fault", "site_in", "step"),
    [
        (full, as_folder, 3),
        (killed, as_link, 3),
        *(
            pytest.param(fault, site_in, 1, marks=pytest.mark.long)
            for fault in (full, killed)
            for site_in in (as_link, as_folder)
        ),
    ],
)


def test_a_link_or_a_file_with_another_mode_is_not_what_is_published(tmp_path: Path) -> None:
    file, digest = tmp_path / "a", hashlib.sha256(b"one").hexdigest()
    file.write_bytes(b"one")
    file.chmod(0o644)
    (tmp_path / "link").symlink_to(file)
    assert holds(file, digest)
    assert not holds(tmp_path / "link", digest)
    file.chmod(0o600)
    assert not holds(file, digest)
    assert not holds(tmp_path / "nothing", digest)


# ---- What is published -----------------------------------------------------------------------------------------------


@both_ways
def test_what_is_published_is_what_was_built(tmp_path: Path, site_in: Callable[[Path], Path]) -> None:
    site = site_in(tmp_path)
    for files in (FIRST, SECOND, FIRST):
        put(files, site)
        assert own(site) == files
        assert list(site.glob("a/*")) == ([site / "a/b.html"] if files is FIRST else [])


@both_ways
def test_the_manifest_says_what_it_is_made_from_and_lists_each_file(tmp_path: Path, site_in: Callable[[Path], Path]) -> None:
    site = site_in(tmp_path)
    edition = put(FIRST, site)
    manifest = json.loads((site / CURRENT).read_text("utf-8"))
    assert manifest["files"] == {path: hashlib.sha256(content).hexdigest() for path, content in FIRST.items()}
    assert (manifest["edition"], len(edition), len(manifest["data"])) == (edition, 12, 12)
    assert put(FIRST, tmp_path / "elsewhere") == edition
    assert manifest_of(FIRST, {"data": "another"}).edition != edition


def test_a_folder_is_safe_from_a_power_cut_but_for_a_preview(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: set[int] = set()
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.add(os.fstat(descriptor).st_ino))
    site = as_folder(tmp_path)

    def unsafe(*paths: str) -> list[str]:
        return [path for path in paths if (site / path).stat().st_ino not in synced]

    put(FIRST, site)
    assert unsafe(*map(str, FIRST), CURRENT, "", "a", "api", "api/v1") == []
    # The names of files that a publication which was cut short has put there may not be on the disk.
    shutil.copy(site / CURRENT, site / NEXT)
    synced.clear()
    put(FIRST, site)
    assert unsafe("", "a", "api", "api/v1") == []
    synced.clear()
    publish(SECOND, manifest_of(SECOND, {}), to(site, synced=False), {})
    assert (own(site), synced) == (SECOND, set())


@both_ways
def test_nothing_is_written_where_nothing_differs(tmp_path: Path, site_in: Callable[[Path], Path]) -> None:
    site = site_in(tmp_path)
    put(FIRST, site)
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    put(FIRST, site)
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == before


def test_a_site_is_a_link_to_an_edition_that_keeps_the_one_before(tmp_path: Path) -> None:
    site = as_link(tmp_path)
    first = put(FIRST, site)
    assert site.readlink() == Path(f"site.editions/{first}")
    inode = (site / "api/v1/catalogue.json").stat().st_ino
    second = put(SECOND, site)
    assert site.readlink() == Path(f"site.editions/{second}")
    assert (site / "api/v1/catalogue.json").stat().st_ino == inode  # what stays is shared
    assert (kept(site, first), kept(site, second)) == (FIRST, SECOND)
    assert put(FIRST, site) == first
    assert (own(site), kept(site, second)) == (FIRST, SECOND)
    assert [path.name for path in (tmp_path / "site.editions").iterdir()] == [first]


@both_ways
def test_what_is_kept_is_written_once(tmp_path: Path, site_in: Callable[[Path], Path]) -> None:
    site = site_in(tmp_path)
    editions = [put(numbered(number), site) for number in range(30)]
    written = {path: path.stat().st_mtime_ns for path in (site / "v").rglob("*.html")}
    put(SECOND, site)
    assert [kept(site, edition) for edition in editions] == [*map(numbered, range(30))]
    assert {path: path.stat().st_mtime_ns for path in written} == written


def test_what_an_earlier_version_kept_beside_the_site_stays(tmp_path: Path) -> None:
    site = as_link(tmp_path)
    first = put(FIRST, site)
    shutil.rmtree(site / "v")
    put(SECOND, site)
    assert own(tmp_path / "site.editions" / first) == FIRST


def test_what_a_publication_that_was_cut_short_kept_is_removed(tmp_path: Path) -> None:
    site = as_folder(tmp_path)
    put(FIRST, site)
    (site / "v/0123456789ab").mkdir()
    (site / "v/0123456789ab/a.html").touch()
    manifest = manifest_of(SECOND, {})
    publish(SECOND, manifest, to(site), {RECORD: b"{}"})
    assert [*contents(site / "v")] == ["editions.json"]


def test_modes_do_not_depend_on_who_builds(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        put(FIRST, tmp_path / "new" / "site")
    finally:
        os.umask(before)
    for path in (tmp_path / "new", *(tmp_path / "new").rglob("*")):
        if not path.is_symlink():
            assert stat.S_IMODE(path.stat().st_mode) == (0o755 if path.is_dir() else 0o644), path


# ---- What is not ours ------------------------------------------------------------------------------------------------


@both_ways
def test_what_is_foreign_stays(tmp_path: Path, site_in: Callable[[Path], Path]) -> None:
    site = site_in(tmp_path)
    if not site.exists():
        put({**SECOND, "gone.html": b"x"}, site)
    put_foreign(site)
    (site / "CNAME").unlink()  # only hidden files: a new checkout
    for name in ("robots.txt", "a/own.txt"):
        (site / name).unlink()
    (site / "a").rmdir()
    put(FIRST, site)
    put_foreign(site)
    put(SECOND, site)
    assert own(site) == SECOND
    assert foreign(site) == FOREIGN


@both_ways
def test_a_foreign_file_is_not_overwritten(tmp_path: Path, site_in: Callable[[Path], Path]) -> None:
    site = site_in(tmp_path)
    put(FIRST, site)
    (site / "c.html").write_text("mine")
    with pytest.raises(Refused) as refused:
        put(SECOND, site)
    assert refused.value.said == message("failure.in-the-way", site=site, files=["c.html"])
    assert own(site) == {**FIRST, "c.html": b"mine"}


def test_a_foreign_file_is_not_overwritten_by_a_record(tmp_path: Path) -> None:
    site = as_folder(tmp_path)
    publish(FIRST, manifest_of(FIRST, {}), to(site), {})
    (site / "v").mkdir()
    (site / "v/index.html").write_text("mine")
    with pytest.raises(Refused) as refused:
        publish(SECOND, manifest_of(SECOND, {}), to(site), {"v/index.html": b"x", RECORD: b"{}"})
    assert refused.value.said == message("failure.in-the-way", site=site, files=["v/index.html"])
    assert own(site) == FIRST


@both_ways
@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"files": 1}', '{"files": [1]}', '{"edition": "x", "files": {"../x": "", "/etc/passwd": ""}}']
)
def test_a_manifest_that_cannot_be_trusted_removes_nothing(tmp_path: Path, site_in: Callable[[Path], Path], text: str) -> None:
    (tmp_path / "x").write_text("mine")
    site = site_in(tmp_path)
    put({**FIRST, "x": b"x"}, site)
    (site / CURRENT).write_text(text)
    assert listed_in(site) <= {CURRENT, NEXT}
    put(FIRST, site)
    assert (tmp_path / "x").read_text() == "mine"


def test_which_folders_are_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_free(tmp_path / "nowhere")
    assert is_free(tmp_path)
    (tmp_path / ".git").mkdir()
    assert is_free(tmp_path)
    with monkeypatch.context() as at_home:
        at_home.setenv("HOME", str(tmp_path))
        assert not is_free(tmp_path)
    (tmp_path / "thesis.odt").write_text("x")
    assert not is_free(tmp_path)
    assert not is_free(tmp_path / "thesis.odt")


# ---- Editions --------------------------------------------------------------------------------------------------------


def numbered(number: int) -> Files:
    return {**FIRST, "index.html": f"{number}".encode()}


def test_nothing_is_published_into_an_edition(tmp_path: Path) -> None:
    site = as_link(tmp_path)
    edition = put(FIRST, site)
    (tmp_path / "other").symlink_to(site)
    for inner in (site / "sub", site / "deep" / "sub", tmp_path / "other" / "sub"):
        with pytest.raises(Refused) as raised:
            put(SECOND, inner)
        assert f"in an edition of another site, {site}.editions/{edition}, in" in explain(raised.value)["en"]
    assert own(site) == FIRST
    put(SECOND, tmp_path / "site.editions.old" / "sub")  # not one, whatever it is called


def test_an_edition_that_was_damaged_is_mended_by_the_next_build_of_it(tmp_path: Path) -> None:
    site = as_link(tmp_path)
    put(FIRST, site)
    (site / "index.html").write_text("x")
    (site / "s.1.css").unlink()
    put(FIRST, site)
    assert own(site) == FIRST


# ---- Machines that fail ----------------------------------------------------------------------------------------------


def leads_somewhere(site: Path) -> bool:
    """Return whether the targets of the home page, and of the script that names the index of the search, are there."""
    named = re.findall(rb"href=([^>]+)", b"".join((site / name).read_bytes() for name in ("index.html", "edition.js")))
    return all((site / name.decode()).is_file() for name in named)


def cuts(
    site_in: Callable[[Path], Path], folder: Path, fault: Fault, step: int, first: Files, then: Files
) -> Iterator[tuple[int, Path]]:
    """Publish ``then`` where ``first`` is with ``fault`` at the first write, ``step`` later, and so on, until one comes to its end.

    Gives the number and the site; in a folder there are foreign files too.
    """
    (folder / "before").mkdir()
    before = site_in(folder / "before")
    put(first, before)
    if not before.is_symlink():
        put_foreign(before)
    done = False
    for number in itertools.count(1, step):
        if done:
            break
        # Links instead of copies: whatever is published replaces a file, and changes none.
        shutil.copytree(folder / "before", folder / str(number), symlinks=True, copy_function=os.link)
        site = folder / str(number) / "site"
        done = in_a_process(number, fault, put, then, site)
        yield number, site
        shutil.rmtree(folder / str(number))


@either_fault_in_either_way
def test_a_publication_that_was_cut_short_is_made_whole_by_the_next(
    tmp_path: Path, site_in: Callable[[Path], Path], fault: Fault, step: int
) -> None:
    """After any number of writes: nothing foreign is lost, each page is whole, and the next publication is a clean one."""
    number = 0
    for number, site in cuts(site_in, tmp_path, fault, step, FIRST, SECOND):
        assert leads_somewhere(site), number
        if site.is_symlink():
            assert own(site) == FIRST or SECOND.keys() <= set(own(site)) <= SECOND.keys() | LENT | {NEXT, PARTIAL}, number
        else:
            assert foreign(site) == FOREIGN, number
        assert is_free(site)
        put(SECOND, site)
        assert own(site) == SECOND, number
        assert not (site / LOCK).exists()
        assert {*map(frozenset, map(contents, (site / "v").glob("*/")))} == {frozenset(FIRST), frozenset(SECOND)}, number
        left = {path.name for path in site.with_name("site.editions").glob("*")}
        assert len(left) == site.is_symlink(), (number, left)
    assert number > 20


THIRD: Files = {
    "index.html": b"<a href=d.html><link href=s.3.css>",
    "d.html": b"three",
    "s.3.css": b"u",
    "edition.js": b"<script href=index.3.js>",
    "index.3.js": b"3",
    "api/v1/catalogue.json": b"{}",
}


@both_ways
@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.long)])
def test_of_several_publications_that_were_cut_short_nothing_is_left(
    tmp_path: Path, site_in: Callable[[Path], Path], step: int
) -> None:
    """A file of the second edition alone is listed by no edition after it, and is removed all the same."""
    chance, number = random.Random(step), 0
    for number, site in cuts(site_in, tmp_path, killed, step, FIRST, SECOND):
        in_a_process(chance.randint(1, 60), killed, put, THIRD, site)
        put(FIRST, site)
        assert own(site) == FIRST, number
    assert number > 20


@either_fault_in_either_way
def test_a_first_publication_that_was_cut_short_is_not_refused(
    tmp_path: Path, site_in: Callable[[Path], Path], fault: Fault, step: int
) -> None:
    for number in range(1, 60, step):
        (tmp_path / str(number)).mkdir()
        site = site_in(tmp_path / str(number))
        if in_a_process(number, fault, put, FIRST, site):
            break
        put(FIRST, site)
        assert own(site) == FIRST, number


def test_visits_that_have_begun_find_their_files_until_the_end_of_the_grace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = as_link(tmp_path)
    put(FIRST, site)
    seen = []
    monkeypatch.setattr("time.sleep", lambda seconds: seen.append((seconds, set(own(site)))))
    put(SECOND, site, grace=7)
    assert seen == [(7, SECOND.keys() | LENT | {NEXT})]
    assert own(site) == SECOND


def test_a_lock_that_another_command_holds_is_told(tmp_path: Path) -> None:
    with locked(tmp_path):
        with pytest.raises(Refused) as refused, locked(tmp_path):
            pass
        assert refused.value.said == message("failure.busy", folder=tmp_path, files=[])
    assert list(tmp_path.iterdir()) == []
    with locked(tmp_path):
        pass
