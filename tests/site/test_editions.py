"""The commands for what is published, and builds that meet each other, a signal or a full disk."""

from __future__ import annotations

import contextlib
import fcntl
import io
import itertools
import json
import os
import random
import re
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
from service_catalogue.check.digest import data_digest
from service_catalogue.cli import main
from service_catalogue.files import LOCK
from service_catalogue.pdf import with_own_digest
from service_catalogue.site import live
from service_catalogue.site.build_record import forget

from tests.built import (
    LATER,
    ROOT,
    Page,
    Site,
    build,
    contents,
    copy_catalogue,
    differences,
    give_cache,
    seal,
    started,
    succeed,
    try_build,
)
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


def matching(pattern: re.Pattern[str], files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in files.items() if pattern.match(path)}


# ---- Kept, and gone back to ------------------------------------------------------------------------------------------


def test_each_edition_stays_at_its_address_and_going_back_is_publishing_it_again(
    published: Path, data: Path, tmp_path: Path
) -> None:
    site = published
    first, before = edition_of(site), contents(site)
    mine = copy_catalogue(tmp_path / "project")
    plant(mine, ("services/desk.yaml", "Ask the provider", "Call the provider"))
    said = try_build(tmp_path, "--lang", "en", data=mine, SOURCE_DATE_EPOCH=LATER).stdout
    second, after = edition_of(site), contents(site)
    assert f"shows the edition {second} now" in said
    kept, own = re.compile(rf"v/{first}/(?!now\.html)"), re.compile("(?!v/)")
    assert matching(kept, after) == matching(kept, before)
    page = Page(f"v/{first}/en/services/desk.html", after[f"v/{first}/en/services/desk.html"].decode())
    assert "Ask the provider" in page.main.text
    line = page.one("aside", class_="former")
    assert f"Edition of 15 January 2027 08:00 UTC ({first})" in line.text
    assert line.one("a")["href"] == "../../now.html#en"
    assert page.one("link", rel="canonical")["href"] == "../../../../en/services/desk.html"
    for path in ("en/services/desk.html", f"v/{first}/en/services/desk.html"):
        of = Page(path, after[path].decode())
        links = [each["href"] for each in of.one(id="part.source").all("a") if each.text == "All editions"]
        assert [of.target(link).path for link in links] == ["v/index.html"]
    now = Page(f"v/{first}/now.html", after[f"v/{first}/now.html"].decode())
    assert b"The publication is not signed." in after[f"v/{first}/now.html"]
    assert "Published on 15 January 2027 08:00 UTC, and replaced on 7 February 2027 11:33 UTC." in now.main.text
    assert b"<del>Ask</del> <ins>Call</ins> the provider" in after[f"v/{first}/now.html"]
    index = Page("v/index.html", after["v/index.html"].decode())
    for of, up in ((index, f"{first}/"), (now, "")):
        links = {each["href"] for each in of.all("a", href=True)}
        assert {f"{up}{language}/services/index.html" for language in ("da", "en")} | {"#da", "#en"} <= links
    assert f"../{second}/now.html#en" in links and "A former edition" in now.main.text
    assert now.one("meta", name="robots")["content"] == "noindex"
    assert not page.all("form") and not page.all("button", class_="menu-button") and not page.all(class_="correction")
    for of, link in itertools.product((page, now, index), (("a", "href"), ("link", "href"), ("script", "src"))):
        assert {of.target(each.get(link[1])).path for each in of.all(link[0], **{link[1]: True})} <= after.keys()
    build(tmp_path, data=data, SOURCE_DATE_EPOCH=str(int(LATER) + 86400))
    assert matching(own, contents(site)) == matching(own, before)
    record = json.loads((site / "v/editions.json").read_text("utf-8"))["editions"]
    assert [entry["edition"] for entry in record] == [first, second, first]
    assert command("verify", site).returncode == 0


def test_an_edition_that_was_taken_down_is_in_the_record_and_stays_away(published: Path, data: Path, tmp_path: Path) -> None:
    first = edition_of(published)
    build(tmp_path, "--base-url", "https://example.org", data=data, SOURCE_DATE_EPOCH=LATER)
    shutil.rmtree(published / "v" / first)
    done = command("verify", published)
    assert (done.returncode, f"The edition {first} has been taken down" in done.stdout) == (0, True), done.stdout
    build(tmp_path, "--base-url", "https://example.com", data=data, SOURCE_DATE_EPOCH=str(int(LATER) + 86400))
    assert [*contents(published / "v" / first)] == ["now.html"]
    assert "It has been taken down" in (published / "v" / first / "now.html").read_text("utf-8")
    assert command("verify", published).returncode == 0


def test_a_host_that_is_filled_anew_has_the_editions_of_an_archive(published: Path, data: Path, tmp_path: Path) -> None:
    first = contents(published)
    options = ("--base-url", "https://example.org", "--archive", published)
    build(tmp_path, "--out", tmp_path / "anew", *options, data=data, SOURCE_DATE_EPOCH=LATER)
    anew = contents(tmp_path / "anew")
    assert {path for path in first if path.startswith("v/")} <= anew.keys()
    assert len(json.loads(anew["v/editions.json"])["editions"]) == 2
    for folder, reason in (
        ("nowhere", "There is no folder"),
        (data, "is no published site"),
        ("https://example.org", "is an address"),
    ):
        name = "--out" if "https:" in str(folder) else "--archive"
        done = try_build(tmp_path, name, folder if "https:" in str(folder) else tmp_path / folder, "--lang", "en", data=data)
        assert (done.returncode, reason in done.stdout) == (2, True), done.stdout
        assert not Path(ROOT, "https:").exists()


def test_a_publication_dated_before_the_last_one_is_refused(published: Path, data: Path, tmp_path: Path) -> None:
    before, words = contents(published), ("--base-url", "https://example.org", "--lang", "en")
    done = try_build(tmp_path, *words, data=data, SOURCE_DATE_EPOCH="1799999999")
    both = "the time now, 2027-01-15T07:59:59+00:00, is before that of the last publication, 2027-01-15T08:00:00+00:00."
    assert (done.returncode, both in done.stdout, "Set the clock or SOURCE_DATE_EPOCH right" in done.stdout) == (2, True, True)
    assert contents(published) == before
    build(tmp_path, *words, data=data)
    assert contents(published) != before


@pytest.mark.parametrize(("former", "today"), [("editions", "as-of"), ("rollback", "build")])
def test_a_former_command_names_what_replaces_it(former: str, today: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([former, "--lang", "en"]) == 2
    assert f"“catalogue {today}” does it" in capsys.readouterr().err


@pytest.mark.parametrize("path", ["v/editions.json", "v/{}/edition.json", "v/{}/en/services/desk.html", "v/{}/api/v1/data.json"])
def test_verify_finds_each_byte_that_differs_in_a_former_edition(published: Path, path: str) -> None:
    file = published / path.format(edition_of(published))
    content = file.read_bytes().replace(b'"before": ""', b'"before": "0"').replace(b"e", b"a", 1)
    file.unlink()
    file.write_bytes(content)
    assert command("verify", published).returncode in (1, 2)


# ---- What is not ours ------------------------------------------------------------------------------------------------


def test_foreign_files_stay_and_extra_brings_more(published: Path, data: Path, tmp_path: Path) -> None:
    (published / "mine.txt").write_text("mine")
    (tmp_path / "extra" / ".well-known").mkdir(parents=True)
    (tmp_path / "extra" / "CNAME").write_text("example.org")
    (tmp_path / "extra" / ".well-known" / "security.txt").write_text("x")
    build(tmp_path, "--extra", tmp_path / "extra", data=data)
    assert (published / "mine.txt").read_text() == "mine"
    assert (published / "CNAME").read_text() == "example.org"
    assert (published / ".well-known" / "security.txt").read_text() == "x"
    assert command("verify", published).returncode == 0

    for name in ("index.html", "v/mine.html"):
        (tmp_path / "extra" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "extra" / name).write_text("x")
        done = try_build(tmp_path, "--extra", tmp_path / "extra", "--lang", "en", data=data)
        assert (done.returncode, name in done.stdout) == (2, True), done.stdout
        (tmp_path / "extra" / name).unlink()


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
    path.write_bytes(with_own_digest(path.read_bytes()))
    return path


def test_verify_says_which_edition_a_pdf_is_from(published: Path, tmp_path: Path) -> None:
    manifest = json.loads((published / "edition.json").read_text("utf-8"))
    own = pdf(tmp_path / "own.pdf", f"IT, data {manifest['data']}")
    done = command("verify", own, "--out", published)
    assert (done.returncode, "the current one" in done.stdout) == (0, True), done.stdout
    assert manifest["edition"] in done.stdout
    assert "none has changed since it was made" in done.stdout
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
    written = {path: (site / path).stat().st_mtime_ns for path in before if path.endswith((".xlsx", ".inv"))}
    plant(data, ("services/archive.yaml", "Where the system asks for it.", "Where the system needs it."))
    build(tmp_path, *options, data=data, pdf=True, SOURCE_DATE_EPOCH=LATER)
    second, after = edition_of(site), contents(site)
    old = {f"pdf/{name}.pdf" for name in ("archive-en", "catalogue-da", "catalogue-en")} | {"api/v1/services/archive.xlsx"}
    assert {path for path in papers if after[path] != before[path]} == old and len(papers) > len(old)
    # Of workbooks and inventories, that one alone is written again, and none of a former edition; what is kept of this one is new.
    assert {path for path in written if (site / path).stat().st_mtime_ns != written[path]} == {"api/v1/services/archive.xlsx"}
    assert any(path.startswith(f"v/{first}/") for path in written)
    assert {path.split("/")[1] for path in after.keys() - before if path.endswith((".xlsx", ".inv"))} == {second}
    for path in papers:
        said = command("verify", tmp_path / "paper" / path, "--out", site)
        assert (said.returncode, first in said.stdout, second in said.stdout) == (0, path in old, path not in old), said.stdout
        assert "Byte for byte, it is the file that was published." in said.stdout
        assert ("{+needs+}" in said.stdout) == (path in old)
    since = ("diff", "--data", data, "--site", site, "--since")
    for path in sorted(old):
        assert "needs" in command(*since, tmp_path / "paper" / path).stdout
    (digest,) = re.findall(r"content (\w{12}), service archive", pdf_keywords(tmp_path / "paper/pdf/archive-da.pdf"))
    assert digest == json.loads(after["edition.json"])["pdf/archive-da.pdf"]
    assert digest in after["v/index.html"].decode()
    with (tmp_path / "paper/pdf/archive-da.pdf").open("ab") as file:
        file.write(b"\n")
    said = command("verify", tmp_path / "paper/pdf/archive-da.pdf", "--out", site)
    assert (said.returncode, "not byte for byte" in said.stdout, "service “archive”" in said.stdout) == (1, True, True)
    made, annex = [], tmp_path / "changed.pdf"
    for line in ("", f"edition: {json.loads(after['edition.json'])['data']}\n"):
        (tmp_path / "annex.yaml").write_text(f"system: X\nowner: X\nservice: archive\ndate: 2026-12-01\n{line}", "utf-8")
        # Not in this process: Typst begins threads, which the processes that later tests fork would wait for.
        succeed("annex", "make", tmp_path / "annex.yaml", "--data", data, "--out", tmp_path)
        made.append((tmp_path / "annex.pdf").read_bytes())
    content = made[0]
    assert made[1] == content, "the line that names the edition, once it is signed, changes no digest on the paper"
    for at in (None, 12, len(content) // 2, content.rindex(b"/ID [<") + 60, len(content) - 3):
        annex.write_bytes(content if at is None else content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        said = command("verify", annex, "--out", site)
        expected = (0, True, True) if at is None else (1, False, True)
        facts = (said.returncode, "none has changed since it was made" in said.stdout, second in said.stdout)
        assert facts == expected or (at and said.returncode == 2), (at, said.stdout)
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


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("seed", "is_edited"), [(7, False), (79, True)], ids=["same data", "edited between"])
def test_after_thirty_kills_the_site_is_that_of_builds_that_nobody_stopped(tmp_path: Path, seed: int, is_edited: bool) -> None:
    """Byte for byte, with the record: it names what visitors have seen, each edition whole, and nothing else is left."""
    chance, states = random.Random(seed), dict[str, Path]()
    data = copy_catalogue(tmp_path / "project")
    text, kills = "Ask the provider", 0

    def keep() -> None:
        if data_digest(data) not in states:
            states[data_digest(data)] = shutil.copytree(tmp_path / "project", tmp_path / f"states/{len(states)}")

    keep()
    (tmp_path / "site").mkdir()  # as a folder, of which nothing is switched at once
    began = time.monotonic()
    build(tmp_path, data=data)
    longest = time.monotonic() - began
    while kills < 30:
        if not kills or (is_edited and chance.random() < 0.4):
            plant(data, ("services/desk.yaml", text, f"Ask the provider number {kills}"))
            text = f"Ask the provider number {kills}"
            keep()
        with building(tmp_path, data) as process:
            end = time.monotonic() + chance.random() * longest
            while process.returncode is None and time.monotonic() < end:
                time.sleep(0.01)
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):  # no session yet, or ended just now
                    os.killpg(process.pid, signal.SIGKILL)
                    kills += 1
            else:
                forget(tmp_path / "work")  # the next has something to do again
    build(tmp_path, data=data)
    (tmp_path / "clean/site").mkdir(parents=True)
    for entry in json.loads((tmp_path / "site/v/editions.json").read_text("utf-8"))["editions"]:
        build(tmp_path / "clean", data=states[entry["data"]] / "data")
    assert contents(tmp_path / "site") == contents(tmp_path / "clean/site")
    assert command("verify", tmp_path / "site").returncode == 0


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
