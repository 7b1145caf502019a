"""The built sites that tests look at: each is built once for all of pytest's processes, and no test may change it."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from tests import built
from tests.folders import EXAMPLE, PLATFORM, copy

if TYPE_CHECKING:
    from playwright.sync_api import Browser

#: No GPU, real or imitated: nothing here needs one, and it costs a tenth of the time. One process for all pages of a context:
#: to start one for each page is a fifth of what a test costs. Hardly any memory for what is painted: no test looks at pixels (a
#: screenshot has holes), and to paint them is a seventh.
_FLAGS = [
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--in-process-gpu",
    "--renderer-process-limit=1",
    "--force-gpu-mem-available-mb=1",
]

#: jsonschema makes 39 grammars of it at once, for formats that none of our schemas has: a second in each process.
sys.modules.setdefault("rfc3987_syntax", ModuleType("rfc3987_syntax"))

#: A file system in memory, where there is one.
_MEMORY = Path("/dev/shm")  # noqa: S108


#: Where the tests keep what the program keeps for a user: removed when their process ends.
_STATE = None if os.environ.get("PYTEST_XDIST_WORKER") else tempfile.TemporaryDirectory(prefix="catalogue-tests-")
if _STATE:
    os.environ["XDG_STATE_HOME"] = _STATE.name


def pytest_configure() -> None:
    """Have the folders of the tests in memory where it has room (most containers have none): to write them took a sixth of the time."""
    room = os.statvfs(_MEMORY) if _MEMORY.is_dir() else None
    if room and room.f_bavail * room.f_frsize > 4e9 and not room.f_flag & os.ST_NOEXEC:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the long tests an hour each."""
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.timeout(3600))


def pytest_timeout_set_timer(item: pytest.Item) -> None:
    """Name the stack of the main thread after the test: where a browser does not answer, the test is not in it."""
    threading.current_thread().name = item.nodeid


def pytest_collection_finish() -> None:
    """Collect garbage seldom: the tests are hundreds of thousands of objects, and to look through them took a fifth of the time."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_sessionfinish() -> None:
    """Spare the end of the session five collections of all that the tests have made."""
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def outside_of_ci():
    """Have the command report as it does for a person who reads Danish, wherever the tests run."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in ("CI", "GITHUB_ACTIONS", "GITLAB_CI", "NO_COLOR", "LC_ALL"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("LC_MESSAGES", "da_DK.UTF-8")
        yield


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """Return the small catalogue as the folder ``data`` of where the command is started, to be changed."""
    monkeypatch.chdir(tmp_path)
    return copy(tmp_path)


def _site(tmp_path_factory, name: str, make: Callable[[Path], object]) -> built.Site:
    return built.Site(built.once(built.shared_folder(tmp_path_factory), name, make) / "site")


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> built.Site:
    """Return the site of the frozen catalogue, without booklets: for how the site behaves, whatever an editor writes."""
    return _site(tmp_path_factory, "frozen", lambda folder: built.build(folder, "--jobs", 1, data=PLATFORM))


@pytest.fixture(scope="session")
def live_site(tmp_path_factory) -> built.Site:
    """Return the site of the data as they stand, with booklets: for fidelity to the source, and for links."""
    return built.built_site(tmp_path_factory)


@pytest.fixture(scope="session")
def manual(tmp_path_factory) -> built.Site:
    """Return the manual of editors and developers, which shows the data as they stand."""
    return _site(tmp_path_factory, "manual", built.build_manual)


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> built.Site:
    """Return the site of the small catalogue, with its ``data``, their ``docs`` and the ``work`` of the build beside it."""
    return _site(tmp_path_factory, "small", lambda folder: built.build(folder, data=built.copy_catalogue(folder)))


@pytest.fixture(scope="session")
def example(tmp_path_factory) -> built.Site:
    """Return the site of the second operator's catalogue as it once stood, in one language and without prose of its own."""
    return _site(tmp_path_factory, "example", lambda folder: built.build(folder, data=EXAMPLE))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield a browser, the one of this process of pytest: Playwright cannot be started in it twice."""
    # Most of pytest's processes need none.
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import find_chromium

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=_FLAGS)
        yield browser
        browser.close()


def _fork_alone(fork: Callable[[], int] = os.fork) -> int:
    """Fork a process without other threads, and no other: a copy lacks them, and waits for what they have locked.

    Python warns of it, but whatever a filter makes of that warning, ``os.fork`` takes no notice of the error.
    """
    if (threads := len(os.listdir("/proc/self/task"))) > 1:  # noqa: PTH208
        raise DeprecationWarning(f"This process is multi-threaded ({threads}), use of fork() may lead to deadlocks in the child.")
    return fork()


if sys.platform == "linux":
    os.fork = _fork_alone
