"""What is remembered of the digests of files, and when it is not believed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from service_catalogue.site import manifest
from service_catalogue.site.manifest import Digests
from service_catalogue.store import Store

#: In nanoseconds; a file as new as now is always read.
_LONG_AGO = 1_700_000_000_000_000_000


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _put(path: Path, content: bytes, time: int = _LONG_AGO) -> Path:
    path.write_bytes(content)
    path.chmod(0o644)
    os.utime(path, ns=(time, time))
    return path


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that are read, as they are."""
    found: list[Path] = []

    def digest_of(source: bytes | Path) -> str:
        if isinstance(source, bytes):
            return _sha(source)
        found.append(source)
        return _sha(source.read_bytes())

    monkeypatch.setattr(manifest, "digest_of", digest_of)
    return found


def test_a_file_is_read_once_under_all_its_names(tmp_path: Path, read: list[Path]) -> None:
    store, file = Store(tmp_path / "store"), _put(tmp_path / "a", b"one")
    first = Digests(store)
    assert (first.of(file), first.of(b"two")) == (_sha(b"one"), _sha(b"two"))
    first.keep()
    os.link(file, tmp_path / "b")
    second = Digests(store)
    assert second.holds(tmp_path / "b", _sha(b"one"))
    assert not second.holds(tmp_path / "b", _sha(b"two"))
    assert read == [file]


@pytest.mark.parametrize("changed", [(b"two", _LONG_AGO + 1), (b"three", _LONG_AGO)])
def test_a_file_that_has_another_time_or_size_is_read_again(tmp_path: Path, changed: tuple[bytes, int]) -> None:
    store, file = Store(tmp_path / "store"), _put(tmp_path / "a", b"one")
    first = Digests(store)
    first.of(file)
    first.keep()
    _put(file, *changed)
    assert Digests(store).of(file) == _sha(changed[0])


def test_another_file_of_the_same_size_and_time_is_read(tmp_path: Path) -> None:
    digests = Digests()
    digests.of(_put(tmp_path / "a", b"one"))
    _put(tmp_path / "b", b"two").replace(tmp_path / "a")
    assert digests.of(tmp_path / "a") == _sha(b"two")


def test_a_file_that_was_just_written_may_be_written_again_at_the_same_time(tmp_path: Path, read: list[Path]) -> None:
    known, file = Digests(), tmp_path / "a"
    file.write_bytes(b"one")
    known.of(file)
    known.of(file)
    assert read == [file, file]


def test_what_is_kept_is_not_believed_when_it_is_damaged(tmp_path: Path, read: list[Path]) -> None:
    store, file = Store(tmp_path / "store"), _put(tmp_path / "a", b"one")
    first = Digests(store)
    first.of(file)
    first.keep()
    for path in (tmp_path / "store").iterdir():
        path.write_bytes(path.read_bytes().replace(_sha(b"one").encode(), _sha(b"two").encode()))
    assert Digests(store).of(file) == _sha(b"one")


def test_a_link_or_a_file_with_another_mode_is_not_what_is_published(tmp_path: Path) -> None:
    file = _put(tmp_path / "a", b"one")
    (tmp_path / "link").symlink_to(file)
    known = Digests()
    assert not known.holds(tmp_path / "link", _sha(b"one"))
    file.chmod(0o600)
    assert not known.holds(file, _sha(b"one"))
    assert not known.holds(tmp_path / "nothing", _sha(b"one"))
