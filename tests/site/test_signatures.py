"""Approvals and publications that are signed: whatever is changed in them or replayed, ``verify --key`` finds it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
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


def taken_down(site: Path, old_site: Path) -> None:
    """Take an edition down, and change its page that comes back with the next publication."""
    (page,) = (page.relative_to(old_site) for page in old_site.glob("v/*/now.html"))
    text = (site / page).read_text("utf-8")
    shutil.rmtree((site / page).parent)
    (site / page).parent.mkdir()
    (site / page).write_text(text.replace("20", "19"), "utf-8")


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
    "what is no signature": of_record(lambda record: record[0].update(signature="x")),
    "no signature": of_record(lambda record: record[1].pop("signature")),
    "an older record": replayed(RECORD),
    "an older record and manifest": replayed(RECORD, "edition.json", "v/index.html"),
    "an older page": replayed(PAGE),
    "no record": lambda site, old: (site / RECORD).unlink(),
    "an edition that nobody published": lambda site, old: shutil.copytree(next(site.glob("v/*/")), site / "v/0123456789ab"),
    "a page that nobody published": lambda site, old: shutil.copy(
        site / PAGE, next(site.glob("v/*/")) / "en/services/other.html"
    ),
    "a file that nobody published": lambda site, old: (site / "v/notes.txt").write_text("x"),
    "the page of an edition that was taken down": lambda site, old: taken_down(site, old),
}


def test_what_is_signed_is_whole(signed: Path, keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = command(capsys, "verify", signed / "new", "--key", keys / "signers")
    assert (status, "nothing wrong" in said) == (0, True), said
    ends = "unbroken from 2027-01-15T08:00:00+00:00 to 2027-02-07T11:33:20+00:00"
    assert f"2 publications, {ends}, whose 2 signatures were checked: signed by publisher." in said
    assert f"2 publications, whose signatures are not checked (--key), {ends}." in command(capsys, "verify", signed / "new")[1]
    assert not any("not signed" in page.read_text("utf-8") for page in (signed / "new").glob("v/*/now.html"))


#: The sentence about some changes of a publication; and files of signers with the sentence that each leads to.
SAID, CAUSES = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))


@pytest.mark.parametrize("name", SITE_TRIES)
def test_whatever_is_changed_in_a_publication_is_found(
    signed: Path, keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    site = Path(shutil.copytree(signed / "new", tmp_path / "site"))
    SITE_TRIES[name](site, signed / "old")
    assert contents(site) != contents(signed / "new")
    status, said = command(capsys, "verify", site, "--key", keys / "signers")
    added = {re.sub("(?<=^v/0123456789ab)/.*", "", path) for path in contents(site).keys() - contents(signed / "new").keys()}
    assert status == 1 and SAID.get(name, "") in said and all(said.count(each) == 1 for each in added), said


def test_a_site_without_a_publication_says_that_no_signature_was_checked(
    signed: Path, keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = Path(shutil.copytree(signed / "new", tmp_path / "site", ignore=shutil.ignore_patterns("v")))
    status, said = command(capsys, "verify", site)
    assert (status, "No publication is recorded, so no signature was checked." in said) == (0, True), said
    status, said = command(capsys, "verify", site, "--key", keys / "signers")
    assert (status, "The record of publications is not signed" in said, "checked" in said) == (1, True, False), said


def test_a_record_whose_times_go_backwards_and_a_site_that_is_too_old(
    signed: Path, keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = Path(shutil.copytree(signed / "new", tmp_path / "site"))
    of_record(lambda record: record[0].update({"from": "2027-02-07T12:33:21+01:00"}))(site, signed / "old")
    status, said = command(capsys, "verify", site)
    assert (status, "is recorded after a later one, of 2027-02-07T12:33:21+01:00: one of the times is wrong" in said) == (1, True)
    last, late = "2027-02-07T11:33:20+00:00", "this is an older site. Get the newest from whoever publishes it."
    moments = f"new {last} 0,old {last} 1,new 2027-02-07T12:33:20+01:00 0,new 2027-02-07T11:33:20-01:00 1,old 2027-01-15 0,new 2027-02-08 1"
    for name, since, expected in map(str.split, moments.split(",")):
        status, said = command(capsys, "verify", signed / name, "--since", since, "--key", keys / "signers")
        assert (status, late in said) == (int(expected), expected == "1"), said


@pytest.mark.parametrize(
    "path", ["v/{}/edition.json", "v/{}/api/v1/data.json", "v/{}/api/v1/data/services/desk.yaml.json", RECORD]
)
def test_what_is_read_from_a_site_is_compared_with_its_record(
    signed: Path, keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    (former,) = {each.parent.name for each in (signed / "old").glob("v/*/edition.json")}
    site, file = Path(shutil.copytree(signed / "new", tmp_path / "site")), path.format(former)
    ask = ("as-of", "2027-01-20", "desk", "--data", tmp_path / "none", "--site", site, "--key", keys / "signers")
    status, said = command(capsys, *ask)
    assert (status, f"Checked against the record of {site}: 2 publications, unbroken from" in said) == (0, True)
    assert "whose 2 signatures were checked: signed by publisher." in said
    edited(file, "e", "a")(site, signed / "old")
    digest = json.loads((signed / "old/edition.json").read_text("utf-8"))["data"]
    asked = (ask, ("diff", digest, site, "--data", tmp_path / "none", "--site", site))
    for words in asked if path != RECORD else asked[:1]:
        status, said = command(capsys, *words)
        assert status in (1, 2) and file in said and "Traceback" not in said, said


def test_a_page_and_whether_a_byte_of_it_differs(signed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site, alone = Path(shutil.copytree(signed / "new", tmp_path / "site")), tmp_path / "desk.html"
    now, former = (json.loads((signed / name / "edition.json").read_text("utf-8"))["edition"] for name in ("new", "old"))
    for edition, path in ((now, PAGE), (former, f"v/{former}/{PAGE}"), (now, "v/index.html"), (now, "api/v1/data.json")):
        shutil.copyfile(site / path, alone)
        for given in (path, site / path, alone):
            status, said = command(capsys, "verify", given, "--out", site)
            assert status == 0 and f"belongs to the edition {edition} " in said and "Byte for byte, it is" in said, said
            assert ("Ask" in said and "{+Call+}" in said) == (edition == former)
        edited(path, "e", "a")(site, site)
        status, said = command(capsys, "verify", path, "--out", site)
        assert status == 1 and f"belongs to the edition {edition} " in said and "It is not byte for byte the file" in said, said
        edited("../desk.html", "e", "a")(site, site)
        status, said = command(capsys, "verify", alone, "--out", site)
        assert (status, f"has {alone}, by the digest" in said) == (1, True), said
        shutil.copyfile(signed / "new" / path, site / path)


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
    (digest,) = re.findall("^digest: (.+)$", file.read_text("utf-8"), re.MULTILINE)
    signed = f"{file}: the signature was checked. board signed the approval of 2026-02-01 by “x 2”, with the digest {digest}."
    assert (status, said) == (0, f"{signed} It is of what the data say now.\n")
    if old:
        replace(file, old, new)
    else:
        shutil.copytree(approved.parent / "approved-1", approved / "approved", dirs_exist_ok=True)
    try:
        assert command(capsys, *words)[0] == 1
    finally:
        shutil.copytree(approved.parent / "approved-2", approved / "approved", dirs_exist_ok=True)


def test_an_approval_elsewhere_of_other_data_and_before_one_without_a_key(
    approved: Path, keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copied = Path(shutil.copytree(approved.parent, tmp_path / "top"))
    file, elsewhere = copied / "data/approved/desk.txt", copied / "approved-2/desk.txt"
    status, said = command(capsys, "verify", elsewhere, "--key", keys / "signers")
    assert (status, "board signed the approval of 2026-02-01 by “{da: x 2, en: x 2}”, with the digest" in said) == (1, True)
    assert "It cannot be compared with what the data say now" in said
    replace(copied / "data/services/desk.yaml", "Ask the provider", "Call the provider")
    status, said = command(capsys, "verify", file, "--key", keys / "signers")
    assert (status, "is not what the data say now: they have changed since" in said) == (1, True), said
    replace(copied / "data/services/desk.yaml", "Call the provider", "Ask the provider")
    texts = [f"--{name}={language}=x 3" for name in ("by", "evidence") for language in ("da", "en")]
    assert command(capsys, "approve", "desk", "--on", "2026-03-01", *texts, "--data", copied / "data")[0] == 0
    commit(copied)
    for name in ("desk.txt", "desk.txt.sig"):
        shutil.copyfile(copied / "approved-2" / name, file.parent / name)
    status, said = command(capsys, "verify", file, "--key", keys / "signers")
    assert (status, "It is not the newest: by the history of git, another approval has replaced it" in said) == (1, True), said
    words = ("approve", "desk", "--on", "2026-02-28", *texts, "--data", copied / "data", "--key", keys / "board")
    assert command(capsys, *words)[0] == 0
    status, said = command(capsys, "verify", file, "--key", keys / "signers")
    assert (status, "It is dated 2026-02-28, which is before 2026-03-01, the date of an earlier" in said) == (1, True), said


#: A reviewer and their entry in ``reviewers.yaml``, and whether an approval by “x 2” with the key of the board is theirs.
OWNERS = {
    "the role of the key": ("{name: a, role: x 2, mails: [board@example.org], approves: [desk]}", True),
    "the whole catalogue": ("{name: a, role: x 2, mails: [board@example.org], approves: [catalogue]}", True),
    "another role": ("{name: a, role: x 3, mails: [board@example.org], approves: [desk]}", False),
    "no right to approve it": ("{name: a, role: x 2, mails: [board@example.org], approves: [chair], services: [desk]}", False),
    "an owner that is not known": ("{name: board@example.org, role: x 2, approves: [desk]}", False),
}


@pytest.mark.parametrize(("reviewer", "is_theirs"), OWNERS.values(), ids=OWNERS)
def test_who_approves_is_the_owner_of_the_key(
    approved: Path, keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], reviewer: str, is_theirs: bool
) -> None:
    top = Path(shutil.copytree(approved.parent, tmp_path / "top"))
    (top / "reviewers.yaml").write_text(f'"7": {reviewer}\n', "utf-8")
    commit(top)
    (tmp_path / "signers").write_text(f"board@example.org {(keys / 'board.pub').read_text('utf-8')}", "utf-8")
    status, said = command(capsys, "verify", top / "data/approved/desk.txt", "--key", tmp_path / "signers")
    other = (
        "In reviewers.yaml, the owner of the key, board@example.org, does not have both the role “x 2” and this under approves."
    )
    assert (status, other in said) == (int(not is_theirs), not is_theirs), said
    assert "board@example.org signed the approval of 2026-02-01 by “x 2”" in said


@pytest.mark.parametrize(
    ("with_it", "status"), [("role: x 3, approves: [desk]", 0), ("role: x 2, approves: [desk]", 1), (None, 1)], ids=str
)
def test_reviewers_are_those_before_the_approval(
    approved: Path, keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], with_it: str | None, status: int
) -> None:
    """Whoever brings an approval cannot bring the right to it; whoever had it then need not have it now."""
    top, theirs = Path(shutil.copytree(approved.parent, tmp_path / "top")), status == 0
    reviewers, data = top / "reviewers.yaml", top / "data"
    reviewers.write_text(
        f'"7": {{name: a, role: {"x 2" if theirs else "x 3"}, mails: [a@example.org], approves: [desk]}}\n', "utf-8"
    )
    commit(top)
    texts = [f"--{name}={language}=x 2" for name in ("by", "evidence") for language in ("da", "en")]
    words = ("approve", "desk", "--on", "2026-03-01", *texts, "--data", data, "--key", keys / "board")
    assert command(capsys, *words)[0] == 0
    reviewers.write_text(f'"7": {{name: a, {with_it}, mails: [a@example.org]}}\n' if with_it else "", "utf-8")
    commit(top)
    (tmp_path / "signers").write_text(f"a@example.org {(keys / 'board.pub').read_text('utf-8')}", "utf-8")
    verify = ("verify", data / "approved/desk.txt", "--key", tmp_path / "signers")
    said = command(capsys, *verify)
    assert (said[0], "does not have both the role “x 2”" in said[1]) == (status, bool(status)), said
    if theirs:  # one that is not committed yet is judged by what is
        assert command(capsys, *(str(word).replace("x 2", "x 3") for word in words))[0] == 0
        assert command(capsys, *verify)[0] == 0


@pytest.mark.parametrize(("text", "cause"), CAUSES.values(), ids=CAUSES)
def test_why_a_signature_does_not_hold(
    signed: Path, approved: Path, keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, cause: str
) -> None:
    public = {name: (keys / f"{name}.pub").read_text("utf-8").strip() for name in ("publisher", "board", "stranger")}
    if text is not None:
        (tmp_path / "signers").write_text(text.format(**public) + "\n", "utf-8")
    for what in (signed / "new", approved / "approved/desk.txt"):
        status, said = command(capsys, "verify", what, "--key", tmp_path / "signers")
        assert (status, cause in said) == (1 if text else 2, True), said


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
    git(data.parent, "init", "-q")
    commit(data.parent)
    answer = command(capsys, "as-of", date.today(), "desk", "--data", data)[1].replace("\N{NO-BREAK SPACE}", " ")
    assert (words in answer, "It has a signature, which is not checked here" in answer) == (not is_signed, is_signed), answer
    (tmp_path / "annex.yaml").write_text("system: X\nowner: X\nservice: desk\ndate: 2026-12-01\n", "utf-8")
    annex = read_annex(tmp_path / "annex.yaml", status.catalogue).annex
    assert (words in page, words in annex_sheet(annex, "", status.catalogue, (), "")[0].json) == (not is_signed,) * 2


def test_a_stranger_and_who_has_no_key(approved: Path, keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = approved / "approved/desk.txt"
    (keys / "others").write_text(f"stranger {(keys / 'stranger.pub').read_text('utf-8')}", "utf-8")
    status, said = command(capsys, "verify", file, "--key", keys / "others")
    assert (status, "is signed with a key that is not in" in said) == (1, True)
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
