"""Commands of this project that are forked from a process with all that a build needs (`tests/preloaded.py`)."""

from __future__ import annotations

import os
import runpy
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

#: The modules that may be run.
MODULES = ("service_catalogue", "sphinx")


def _forks() -> ForkServerContext:
    forks = get_context("forkserver")
    forks.set_forkserver_preload(["tests.preloaded"])
    return forks


def apart(function: Callable[..., T], *arguments: object) -> T:
    """Return the result of ``function`` in a process of its own, which has no other threads; its exceptions are raised here."""
    with ProcessPoolExecutor(1, _forks(), _enter, (Path.cwd(), {**os.environ})) as pool:
        return pool.submit(function, *arguments).result()


def _enter(folder: Path, environment: Mapping[str, str]) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)


class Started:
    """``python -m words`` in ``folder``, in a session of its own or not."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], folder: Path, session: bool) -> None:
        number, name = tempfile.mkstemp()
        os.close(number)
        self._said = Path(name)
        umask = os.umask(0)
        os.umask(umask)
        self._process = _forks().Process(target=_run, args=(words, environment, folder, name, session, umask))
        self._process.start()
        self.pid = self._process.pid

    def __enter__(self) -> Started:
        return self

    def __exit__(self, *_: object) -> None:
        self.wait()
        self._said.unlink()

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int:
        self._process.join()
        return self._process.exitcode

    def said(self) -> str:
        """Return all output, once the command has ended."""
        self.wait()
        return self._said.read_text("utf-8")


def _run(words: Sequence[str], environment: Mapping[str, str], folder: Path, said: str, session: bool, umask: int) -> None:
    if session:
        os.setsid()
    os.umask(umask)
    _enter(folder, environment)
    time.tzset()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has its background jobs ignore it
    output = os.open(said, os.O_WRONLY)
    for number, file in enumerate((os.open(os.devnull, os.O_RDONLY), output, output)):
        os.dup2(file, number)
    sys.argv = ["", *words[1:]]
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)
