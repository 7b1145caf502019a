"""What is published is what was built, and what is not the site's own is left alone."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from service_catalogue.site import publish
from service_catalogue.site.manifest import CURRENT, NEXT, listed_in
from service_catalogue.site.publish import is_free

FIRST = {
    Path("index.html"): b"<a href=a/b.html>",
    Path("a/b.html"): b"one",
    Path("style.css"): b"s",
    Path("api/v1/catalogue.json"): b"{}",
}
SECOND = {
    Path("index.html"): b"<a href=c.html>",
    Path("c.html"): b"two",
    Path("style.css"): b"s",
    Path("api/v1/catalogue.json"): b"{}",
}
FOREIGN = {
    ".git/HEAD": "ref",
    "CNAME": "example.org",
    ".nojekyll": "",
    ".well-known/security.txt": "x",
    "robots.txt": "x",
    "a/own.txt": "x",
}


def held(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def put_foreign(site: Path) -> None:
    for name, text in FOREIGN.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text)


def test_what_is_foreign_stays_and_what_is_gone_goes(tmp_path: Path) -> None:
    publish._publish(dict(FIRST), tmp_path)
    put_foreign(tmp_path)
    publish._publish(dict(SECOND), tmp_path)
    found = held(tmp_path)
    assert {name for name in found if name not in FOREIGN} == {*(path.as_posix() for path in SECOND), CURRENT}
    assert all(found[name] == text.encode() for name, text in FOREIGN.items())
    publish._publish(dict(FIRST), tmp_path)
    (tmp_path / "a/own.txt").unlink()
    publish._publish(dict(SECOND), tmp_path)
    assert not (tmp_path / "a").exists()  # the last of it was the site's


def test_the_manifest_lists_each_file_with_its_digest(tmp_path: Path) -> None:
    publish._publish(dict(FIRST), tmp_path)
    edition = json.loads((tmp_path / CURRENT).read_text("utf-8"))
    assert edition["files"] == {path.as_posix(): hashlib.sha256(content).hexdigest() for path, content in FIRST.items()}
    assert len(edition["edition"]) == 64


def test_nothing_is_written_where_nothing_differs(tmp_path: Path) -> None:
    publish._publish(dict(FIRST), tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    publish._publish(dict(FIRST), tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


@pytest.mark.parametrize("cut", range(1, 8))
def test_a_publication_that_was_cut_short_is_made_whole_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    """After any number of writes: nothing foreign is lost, no page leads to a file that is not there, and the next one is clean."""
    site = tmp_path / "site"
    publish._publish(dict(FIRST), site)
    put_foreign(site)
    writes, put = 0, publish._put

    def failing(content: bytes, target: Path) -> None:
        nonlocal writes
        writes += 1
        if writes == cut:
            raise OSError(28, "No space left on device")
        put(content, target)

    monkeypatch.setattr(publish, "_put", failing)
    try:
        publish._publish(dict(SECOND), site)
    except OSError:
        found = held(site)
        assert all(found[name] == text.encode() for name, text in FOREIGN.items())
        assert "a/b.html" in found  # what the old pages lead to
    monkeypatch.setattr(publish, "_put", put)
    assert is_free(site)
    publish._publish(dict(SECOND), site)
    assert {name for name in held(site) if name not in FOREIGN} == {*(path.as_posix() for path in SECOND), CURRENT}


def test_a_first_publication_that_was_cut_short_is_not_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(content: bytes, target: Path) -> None:
        if target.suffix == ".css":
            raise OSError(28, "No space left on device")
        put(content, target)

    put = publish._put
    monkeypatch.setattr(publish, "_put", failing)
    with pytest.raises(OSError, match="No space"):
        publish._publish(dict(FIRST), tmp_path / "site")
    assert is_free(tmp_path / "site")


def test_which_folders_are_free(tmp_path: Path) -> None:
    assert is_free(tmp_path / "nowhere")
    assert is_free(tmp_path)
    (tmp_path / ".git").mkdir()
    assert is_free(tmp_path)
    (tmp_path / "thesis.odt").write_text("x")
    assert not is_free(tmp_path)
    assert not is_free(tmp_path / "thesis.odt")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": 1}', '{"files": [1]}', '{"files": {"../x": "", "/etc/passwd": ""}}'])
def test_a_manifest_that_cannot_be_trusted_removes_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "x").write_text("mine")
    site = tmp_path / "site"
    site.mkdir()
    (site / CURRENT).write_text(text)
    assert listed_in(site) <= {Path(CURRENT), Path(NEXT)}
    publish._publish(dict(FIRST), site)
    assert (tmp_path / "x").read_text() == "mine"
