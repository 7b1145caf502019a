"""Approvals and publications that are signed: whatever is changed in them or replayed, ``verify --key`` finds it."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from service_catalogue.check.checker import check
from service_catalogue.cli import main
from service_catalogue.pdf.annex import annex_sheet, read_annex

from tests.built import LATER, build, contents, copy_catalogue, replace
from tests.folders import command, copy
from tests.repository import commit, git

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="without OpenSSH nothing is signed")
RECORD, PAGE = "v/editions.json", "en/services/desk.html"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with keys, and the signers: a publisher, the board until the end of 2027, and nobody else."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("publisher", "board", "stranger"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    options = {"publisher": "", "board": 'valid-before="20271231" '}
    lines = [f"{role} {option}{(folder / f'{role}.pub').read_text('utf-8')}" for role, option in options.items()]
    (folder / "signers").write_text("".join(lines), "utf-8")
    return folder


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory, keys: Path) -> Path:
    """Return a folder with a site of two editions, ``new``, and with the first alone, ``old``."""
    folder = tmp_path_factory.mktemp("signed")
    data = copy_catalogue(folder)
    build(folder, "--key", keys / "publisher", data=data)
    shutil.copytree(folder / "site", folder / "old")
    replace(data / "services/desk.yaml", "Ask the provider", "Call the provider")
    build(folder, "--key", keys / "publisher", data=data, SOURCE_DATE_EPOCH=LATER)
    shutil.copytree(folder / "site", folder / "new")
    return folder


def edited(path: str, old: str, new: str, *, last: bool = True) -> Callable[[Path, Path], None]:
    def edit(site: Path, old_site: Path) -> None:
        text = (site / path).read_text("utf-8")
        at = text.rindex(old) if last else text.index(old)
        (site / path).write_text(text[:at] + new + text[at + len(old) :], "utf-8")

    return edit


def of_record(change: Callable[[list], object]) -> Callable[[Path, Path], None]:
    """Change the record, and have each entry name the one before it, as who cannot sign would do it."""

    def edit(site: Path, old_site: Path) -> None:
        record = json.loads((site / RECORD).read_text("utf-8"))["editions"]
        change(record)
        before = ""
        for entry in record:
            entry["before"] = before
            canonical = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            before = hashlib.sha256(canonical.encode()).hexdigest()
        (site / RECORD).write_text(json.dumps({"editions": record}), "utf-8")

    return edit


def forged(site: Path, old_site: Path) -> None:
    """Change a page, and its digest in the manifest."""
    before = hashlib.sha256((site / PAGE).read_bytes()).hexdigest()
    edited(PAGE, "provider", "customer")(site, old_site)
    edited("edition.json", before, hashlib.sha256((site / PAGE).read_bytes()).hexdigest())(site, old_site)


def forged_former(site: Path, old_site: Path) -> None:
    (former,) = {path.parent.name for path in old_site.glob("v/*/edition.json")}
    forged(site / "v" / former, old_site)


def replayed(*paths: str) -> Callable[[Path, Path], None]:
    def replay(site: Path, old_site: Path) -> None:
        for path in paths:
            shutil.copyfile(old_site / path, site / path)

    return replay


#: What somebody does who can write to the host, and has no key.
SITE_TRIES = {
    "a byte of a page": edited(PAGE, "provider", "Provider"),
    "a page and its digest": forged,
    "a page of a former edition and its digest": forged_former,
    "the page of what is now": lambda site, old: edited(f"v/{next(site.glob('v/*/now.html')).parent.name}/now.html", "20", "19")(
        site, old
    ),
    "the list of editions": edited("v/index.html", "2027", "2026"),
    "a digest of data": of_record(lambda record: record[0].update(data="0" * 12)),
    "a time": of_record(lambda record: record[0].update({"from": "2026-12-31T08:00:00+00:00"})),
    "a commit": of_record(lambda record: record[-1].update(commit="0" * 40)),
    "a sentence of what changed": of_record(lambda record: record[-1]["changes"].update(en=["Nothing."])),
    "a paper": of_record(lambda record: record[0]["papers"].update({"pdf/x.pdf": ["0" * 12, "0" * 64]})),
    "an edition less at the start": of_record(lambda record: record.pop(0)),
    "an edition less at the end": of_record(lambda record: record.pop()),
    "the other order": of_record(lambda record: record.reverse()),
    "another’s signature": of_record(lambda record: record[0].update(signature=record[1]["signature"])),
    "no signature": of_record(lambda record: record[1].pop("signature")),
    "an older record": replayed(RECORD),
    "an older record and manifest": replayed(RECORD, "edition.json", "v/index.html"),
    "an older page": replayed(PAGE),
    "no record": lambda site, old: (site / RECORD).unlink(),
}


def test_what_is_signed_is_whole(signed: Path, keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = command(capsys, "verify", signed / "new", "--key", keys / "signers")
    assert (status, "nothing wrong" in said) == (0, True), said
    assert not any("not signed" in page.read_text("utf-8") for page in (signed / "new").glob("v/*/now.html"))


@pytest.mark.parametrize("change", SITE_TRIES.values(), ids=SITE_TRIES)
def test_whatever_is_changed_in_a_publication_is_found(
    signed: Path, keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Path, Path], None]
) -> None:
    site = Path(shutil.copytree(signed / "new", tmp_path / "site"))
    change(site, signed / "old")
    assert contents(site) != contents(signed / "new")
    assert command(capsys, "verify", site, "--key", keys / "signers")[0] == 1


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory, keys: Path) -> Path:
    """Return data with two approvals, each signed by the board and committed."""
    data = copy(tmp_path_factory.mktemp("approved"))
    git(data.parent, "init", "-q")
    for number in (1, 2):
        texts = [f"--{name}={language}=x {number}" for name in ("by", "evidence") for language in ("da", "en")]
        assert (
            main(["approve", "desk", "--on", f"2026-0{number}-01", *texts, "--data", str(data), "--key", str(keys / "board")])
            == 0
        )
        commit(data.parent)
        shutil.copytree(data / "approved", data.parent / f"approved-{number}")
    return data


APPROVAL_TRIES = {
    "a name": ("x 2", "x 3"),
    "a date": ("2026-02-01", "2026-02-02"),
    "a time after the key": ("2026-02-01", "2028-02-01"),
    "a byte": ("statement:desk.copies-1", "statement:desk.copies-2"),
    "an older record": ("", ""),
}


@pytest.mark.parametrize(("old", "new"), APPROVAL_TRIES.values(), ids=APPROVAL_TRIES)
def test_whatever_is_changed_in_an_approval_is_found(
    approved: Path, keys: Path, capsys: pytest.CaptureFixture[str], old: str, new: str
) -> None:
    file = approved / "approved/desk.txt"
    words = ("verify", file, "--key", keys / "signers")
    status, said = command(capsys, *words)
    assert (status, said) == (0, f"{file} is signed by board.\n")
    if old:
        replace(file, old, new)
    else:
        shutil.copytree(approved.parent / "approved-1", approved / "approved", dirs_exist_ok=True)
    try:
        assert command(capsys, *words)[0] == 1
    finally:
        shutil.copytree(approved.parent / "approved-2", approved / "approved", dirs_exist_ok=True)


@pytest.mark.parametrize("is_signed", [True, False])
def test_pages_and_papers_say_that_an_approval_is_not_signed(
    approved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], is_signed: bool
) -> None:
    """Also after one without a key, which removes the signature of the approval before."""
    data, words = shutil.copytree(approved, tmp_path / "data"), "The approval is not signed with a key."
    texts = [f"--{name}={language}=x 3" for name in ("by", "evidence") for language in ("da", "en")]
    if not is_signed:
        assert command(capsys, "approve", "desk", "--on", "2026-03-01", *texts, "--data", data)[0] == 0
    assert (data / "approved/desk.txt.sig").exists() == is_signed
    page, status = command(capsys, "export", "desk", "--format", "md", "--data", data)[1], check(data)
    (tmp_path / "annex.yaml").write_text("system: X\nowner: X\nservice: desk\ndate: 2026-12-01\n", "utf-8")
    annex = read_annex(tmp_path / "annex.yaml", status.catalogue).annex
    assert (words in page, words in annex_sheet(annex, "", status.catalogue, (), "")[0].json) == (not is_signed,) * 2


def test_a_stranger_and_who_has_no_key(approved: Path, keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = approved / "approved/desk.txt"
    (keys / "others").write_text(f"stranger {(keys / 'stranger.pub').read_text('utf-8')}", "utf-8")
    status, said = command(capsys, "verify", file, "--key", keys / "others")
    assert (status, "is not signed by a role of" in said) == (1, True)
    texts = [f"--{name}={language}=x" for name in ("by", "evidence") for language in ("da", "en")]
    words = ("approve", "desk", "--on", "2026-03-01", *texts, "--data", approved, "--key", keys / "signers")
    status, said = command(capsys, *words)
    assert (status, "Nothing can be signed with" in said) == (2, True), said
    assert file.read_bytes() == (approved.parent / "approved-2/desk.txt").read_bytes()


def test_without_openssh_it_is_said(
    approved: Path, keys: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    status, said = command(capsys, "verify", approved / "approved/desk.txt", "--key", keys / "signers")
    assert (status, "Signatures need ssh-keygen" in said) == (2, True), said
