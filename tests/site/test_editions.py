"""The commands for what is published, and builds that meet each other, a signal or a full disk."""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from service_catalogue.cli import main
from service_catalogue.files import LOCK
from service_catalogue.site import live
from service_catalogue.site.build_record import forget

from tests.built import ROOT, Site, build, contents, copy_catalogue, differences, give_cache, seal, started, try_build
from tests.folders import FIXTURES, plant
from tests.forks import Started


@pytest.fixture
def data(small: Site) -> Path:
    """Return the data of that site; nobody may change them."""
    return small.folder.parent / "data"


def command(*words: object) -> subprocess.CompletedProcess[str]:
    """Run the command in the process of the tests."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            status = main([*map(str, words), "--lang", "en"])
        except SystemExit as ended:
            status = ended.code
    return subprocess.CompletedProcess(words, status, said.getvalue())


def edition_of(site: Path) -> str:
    return json.loads((site / "edition.json").read_text("utf-8"))["edition"]


# ---- List, go back ---------------------------------------------------------------------------------------------------


def test_editions_are_listed_and_rollback_goes_back_and_forth(published: Path, data: Path, tmp_path: Path) -> None:
    site = published
    first, before = edition_of(site), contents(site)
    said = try_build(tmp_path, "--lang", "en", "--base-url", "https://example.org", data=data).stdout
    second, after = edition_of(site), contents(site)
    assert second != first
    assert f"shows the edition {second} now" in said

    listed = command("editions", "--out", site).stdout.splitlines()
    assert [line.partition(":")[0] for line in listed] == [second, first]
    assert all(re.search(r": \d{4}-\d\d-\d\d \d\d:\d\d, data ", line) for line in listed)
    assert ["current" in line for line in listed] == [True, False]
    done = command("rollback", "--out", site)
    assert (done.returncode, contents(site)) == (0, before), done.stdout
    assert command("rollback", "--out", site).returncode == 2  # there is none before it
    advice = shlex.split(done.stdout.splitlines()[1].partition(": catalogue ")[2])
    assert advice == ["rollback", second, "--out", str(site)]
    done = command("rollback", second[:5], "--out", site)
    assert (done.returncode, contents(site)) == (0, after), done.stdout
    manifest = tmp_path / "site.editions" / second / "edition.json"
    manifest.rename(tmp_path / "whole.json")
    done = command("rollback", "--out", site)
    assert (done.returncode, contents(site)) == (0, before), done.stdout
    (tmp_path / "whole.json").rename(manifest)
    command("rollback", second, "--out", site)

    damaged = tmp_path / "site.editions" / first / "index.html"
    damaged.unlink()  # and not changed: editions share the files that are the same
    damaged.write_text("x")
    done = command("rollback", first, "--out", site)
    assert (done.returncode, contents(site)) == (2, after)
    assert "index.html" in done.stdout


def test_an_edition_that_is_cited_is_kept(published: Path) -> None:
    edition = edition_of(published)
    assert command("editions", "--out", published, "--keep", "0000").returncode == 2
    assert "kept" in command("editions", "--out", published, "--keep", edition).stdout


def test_a_site_without_editions_says_how_they_come_to_be(tmp_path: Path) -> None:
    for words in (("editions",), ("rollback",)):
        done = command(*words, "--out", tmp_path / "nowhere")
        assert done.returncode == 2
        assert "--out" in done.stdout


# ---- What is not ours ------------------------------------------------------------------------------------------------


def test_foreign_files_stop_the_build_and_extra_brings_them(published: Path, data: Path, tmp_path: Path) -> None:
    (published / "CNAME").write_text("example.org")
    before = contents(published)
    done = try_build(tmp_path, "--lang", "en", data=data)
    assert done.returncode == 2
    assert "CNAME" in done.stdout
    assert "--extra" in done.stdout
    assert contents(published) == before

    (tmp_path / "extra" / ".well-known").mkdir(parents=True)
    (published / "CNAME").rename(tmp_path / "extra" / "CNAME")
    (tmp_path / "extra" / ".well-known" / "security.txt").write_text("x")
    build(tmp_path, "--extra", tmp_path / "extra", data=data)
    assert (published / "CNAME").read_text() == "example.org"
    assert (published / ".well-known" / "security.txt").read_text() == "x"
    assert command("verify", published).returncode == 0

    (tmp_path / "extra" / "index.html").write_text("x")
    done = try_build(tmp_path, "--extra", tmp_path / "extra", "--lang", "en", data=data)
    assert done.returncode == 2
    assert "index.html" in done.stdout


def test_what_is_added_lies_in_its_folder(published: Path, data: Path, tmp_path: Path) -> None:
    before = contents(published)
    extra = tmp_path / "extra"
    (extra / "deep").mkdir(parents=True)
    (tmp_path / "secret").write_text("x")
    links = {"deep/out": tmp_path / "secret", "folder": extra / "deep", "gone": extra / "nothing"}
    for name, target in links.items():
        (extra / name).symlink_to(target)
        done = try_build(tmp_path, "--extra", extra, "--lang", "en", data=data)
        assert done.returncode == 2
        assert str(extra / name) in done.stdout
        assert contents(published) == before
        (extra / name).unlink()
    (extra / "own").write_text("x")
    (extra / "link").symlink_to("own")
    build(tmp_path, "--extra", extra, data=data)
    assert (published / "link").read_text() == "x"
    assert not (published / "link").is_symlink()


def test_a_checkout_that_is_published_keeps_its_history(published: Path, data: Path, tmp_path: Path) -> None:
    published.unlink()
    site = published
    site.mkdir()
    git = ("git", "-C", str(site), "-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run([*git, "init", "--quiet"], check=True)
    (site / ".nojekyll").touch()
    for options in ((), ("--base-url", "https://example.org")):
        build(tmp_path, *options, data=data)
        for name in ("CNAME", "robots.txt"):
            (site / name).write_text("mine")
        subprocess.run([*git, "add", "--all"], check=True)
        subprocess.run([*git, "commit", "--quiet", "--message", "x"], check=True)
    assert not site.is_symlink()
    log = subprocess.run([*git, "log", "--oneline"], check=True, capture_output=True).stdout.splitlines()
    assert len(log) == 2
    assert (site / "CNAME").read_text() == "mine"
    assert subprocess.run([*git, "status", "--porcelain"], check=True, capture_output=True).stdout == b""


# ---- Verify ----------------------------------------------------------------------------------------------------------


def damage(site: Path) -> list[str]:
    """Damage a site in every way that is found; gives what has to be said."""
    (site / "en" / "about.html").unlink()
    page = site / "en" / "glossary.html"
    page.write_text(page.read_text("utf-8").replace("</main>", "<script>alert(1)</script></main>"), "utf-8")
    return [r"en/about\.html: missing", r"en/glossary\.html: changed"]


@pytest.mark.parametrize("at_an_address", [False, True])
def test_verify_finds_what_is_not_as_the_edition_has_it(published: Path, at_an_address: bool) -> None:
    with live.server(published, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        what = f"http://127.0.0.1:{server.server_address[1]}" if at_an_address else published
        done = command("verify", what)
        assert (done.returncode, edition_of(published) in done.stdout) == (0, True), done.stdout
        expected = damage(published)
        (published / "mine.txt").write_text("x")
        done = command("verify", what)
        assert done.returncode == 1
        for pattern in expected:
            assert re.search(pattern, done.stdout), pattern
        assert ("mine.txt" in done.stdout) == (not at_an_address)
        server.shutdown()


def pdf(path: Path, keywords: str) -> Path:
    with pikepdf.new() as document:
        document.add_blank_page()
        document.docinfo["/Keywords"] = keywords
        document.save(path)
    return path


def test_verify_says_which_edition_a_pdf_is_from(published: Path, tmp_path: Path) -> None:
    manifest = json.loads((published / "edition.json").read_text("utf-8"))
    own = pdf(tmp_path / "own.pdf", f"IT, data {manifest['data']}")
    done = command("verify", own, "--out", published)
    assert (done.returncode, "the current one" in done.stdout) == (0, True), done.stdout
    assert manifest["edition"] in done.stdout
    assert "kept" in command("editions", "--out", published, "--keep", own).stdout
    for keywords, status in (("data 0123456789ab", 1), ("none", 2)):
        assert command("verify", pdf(tmp_path / "other.pdf", keywords), "--out", published).returncode == status
    (tmp_path / "broken.pdf").write_text("x")
    for name, status, said in (
        ("broken", 2, "broken.pdf cannot be read. Give a booklet"),
        ("nowhere", 1, "does not exist"),
    ):
        done = command("verify", tmp_path / f"{name}.pdf", "--out", published)
        assert (done.returncode, said in done.stdout) == (status, True), done.stdout


def test_what_each_booklet_and_workbook_says_leads_to_its_edition(tmp_path: Path) -> None:
    """After an edit of one service, those of the other are as they were, and those of this one lead to the edition before."""
    data, site = copy_catalogue(tmp_path, FIXTURES / "catalogues/two-schemes"), tmp_path / "site"
    options = ("--base-url", "https://example.org", "--jobs", 2)
    plant(
        data, ("services/archive.yaml", "Where the system requires it.", "Where the system asks for it.")
    )  # no longer as approved
    build(tmp_path, *options, data=data, pdf=True)
    first, before = edition_of(site), contents(site)
    papers = [path for path in before if path.endswith((".pdf", ".xlsx")) and path.startswith(("pdf/", "api/v1/services/"))]
    shutil.copytree(site, tmp_path / "paper")
    plant(data, ("services/archive.yaml", "Where the system asks for it.", "Where the system needs it."))
    build(tmp_path, *options, data=data, pdf=True)
    second, after = edition_of(site), contents(site)
    old = {f"pdf/{name}.pdf" for name in ("archive-en", "catalogue-da", "catalogue-en")} | {"api/v1/services/archive.xlsx"}
    assert {path for path in papers if after[path] != before[path]} == old and len(papers) > len(old)
    for path in papers:
        said = command("verify", tmp_path / "paper" / path, "--out", site)
        assert (said.returncode, first in said.stdout, second in said.stdout) == (0, path in old, path not in old), said.stdout
    assert "kept" not in command("editions", "--out", site).stdout
    since = ("diff", "--data", data, "--site", tmp_path / "site.editions", "--since")
    for path in sorted(old):
        listed = command("editions", "--out", site, "--keep", tmp_path / "paper" / path).stdout.splitlines()
        assert ["kept" in line for line in listed] == [False, True]
        assert "needs" in command(*since, tmp_path / "paper" / path).stdout
    (digest,) = re.findall(r"content (\w{12}), service archive", pdf_keywords(tmp_path / "paper/pdf/archive-da.pdf"))
    assert digest == json.loads(after["edition.json"])["pdf/archive-da.pdf"]
    assert all("kept" in line for line in command("editions", "--out", site, "--keep", digest).stdout.splitlines())
    for name, content in (("broken.xlsx", b"x"), ("other.xlsx", before["api/v1/services/archive.xlsx"][:-9])):
        (tmp_path / name).write_bytes(content)
        assert "cannot be read. Give" in command("verify", tmp_path / name, "--out", site).stdout


def pdf_keywords(path: Path) -> str:
    with pikepdf.open(path) as document:
        return str(document.docinfo["/Keywords"])


# ---- Builds that meet something --------------------------------------------------------------------------------------


def building(folder: Path, data: Path, *options: object) -> Started:
    give_cache(folder / "work")
    where = ("--out", folder / "site", "--work", folder / "work", "--data", data, "--no-pdf", "--lang", "en")
    return started("service_catalogue", "build", *where, *options, session=True)


def until(there: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not there():
        assert time.monotonic() < end
        time.sleep(0.03)


def processes_of(session: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(entry.name))
    return found


@contextlib.contextmanager
def halted(process: Started, lock: Path) -> Iterator[None]:
    """``process`` stops as soon as it holds ``lock``, however short its work is."""

    def held() -> bool:
        with contextlib.suppress(OSError), lock.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    until(held)
    os.kill(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process.pid, signal.SIGCONT)


def test_of_two_builds_at_once_one_is_told_who_is_at_work(tmp_path: Path, data: Path, small: Site) -> None:
    with building(tmp_path, data) as one:
        with halted(one, tmp_path / "work" / LOCK), building(tmp_path, data) as other:
            said = other.said()
        assert other.returncode == 2
        assert f"Another command is working in {tmp_path}/work." in said
        assert one.wait() == 0
    assert differences(tmp_path / "site", small.folder) == []
    # The same site from another folder of work; the first build has something to do again.
    forget(tmp_path / "work")
    shutil.copytree(tmp_path / "work" / "cache", tmp_path / "else" / "cache")
    seal(tmp_path / "else")
    with building(tmp_path, data) as one:
        with halted(one, tmp_path / "site.editions" / LOCK), building(tmp_path, data, "--work", tmp_path / "else") as other:
            assert f"Another command is working in {tmp_path}/site.editions." in other.said()
        assert (one.wait(), other.returncode) == (0, 2)


@pytest.mark.parametrize("number", [0, *(pytest.param(number, marks=pytest.mark.long) for number in range(1, 8))])
def test_when_the_parent_is_killed_its_processes_end_and_the_next_build_is_clean(
    tmp_path: Path, data: Path, small: Site, number: int
) -> None:
    html = tmp_path / "work" / "html"
    with building(tmp_path, data, "--jobs", 4) as process:
        until(lambda: len(list(html.rglob("*.html"))) >= number * 4)
        until(lambda: len(processes_of(process.pid)) > 2)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with building(tmp_path, data) as again:
            assert again.wait() == 0, again.said()
        assert processes_of(process.pid) == []
    assert differences(tmp_path / "site", small.folder) == []


@pytest.mark.parametrize(
    ("end", "status", "sentence"),
    [
        (lambda pid: os.killpg(pid, signal.SIGINT), 130, "Interrupted."),
        (lambda pid: os.kill(pid, signal.SIGINT), 130, "Interrupted."),
        (lambda pid: os.kill(next(each for each in processes_of(pid) if each != pid), signal.SIGKILL), 1, "--jobs 1"),
    ],
    ids=["all", "parent", "child"],
)
def test_a_build_that_is_ended_says_so(tmp_path: Path, data: Path, end: Callable, status: int, sentence: str) -> None:
    with building(tmp_path, data) as process:
        until(lambda: len(processes_of(process.pid)) > 2)
        end(process.pid)
        said = process.said()
    assert process.returncode == status
    assert sentence in said
    assert "Traceback" not in said
    assert len(said.splitlines()) < 6
    assert not (tmp_path / "site").exists()
    until(lambda: not processes_of(process.pid))


def test_a_reader_that_goes_away_is_no_traceback(published: Path, data: Path, tmp_path: Path) -> None:
    shell = (
        f"{sys.executable} -m service_catalogue build --data {data} --no-pdf --out {published} --work {tmp_path}/work"
        f" 2>{tmp_path}/said | true"
    )
    subprocess.run(["bash", "-c", shell], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "_ext")}, check=False)
    assert "Traceback" not in (tmp_path / "said").read_text()
    assert "Exception ignored" not in (tmp_path / "said").read_text()


@pytest.mark.skipif(os.geteuid() == 0, reason="everything is open to root")
def test_a_folder_that_is_closed_is_one_sentence(tmp_path: Path, data: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o555)
    done = try_build(tmp_path, "--out", tmp_path / "closed" / "site", "--lang", "en", data=data)
    assert done.returncode == 1
    assert "Access to" in done.stdout
    assert "Traceback" not in done.stdout


def test_a_file_in_the_place_of_a_folder_is_one_sentence(tmp_path: Path, data: Path) -> None:
    (tmp_path / "file").touch()
    for option in ("--out", "--work"):
        done = try_build(tmp_path, option, tmp_path / "file" / "x", "--lang", "en", data=data)
        assert done.returncode == 1
        assert str(tmp_path / "file") in done.stdout
        assert "Traceback" not in done.stdout


def test_without_out_the_site_is_a_plain_folder(tmp_path: Path, data: Path) -> None:
    give_cache(tmp_path / "_build")
    with started("service_catalogue", "build", "--data", data, "--no-pdf", folder=tmp_path) as process:
        assert process.wait() == 0, process.said()
    site = tmp_path / "_build" / "site"
    assert not site.is_symlink()
    assert (site / "index.html").is_file()
    assert not (tmp_path / "_build" / "site.editions").exists()
