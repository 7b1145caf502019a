"""Commands of this project that are forked from a process with all that a build needs: to import it takes as long as a small build."""

from __future__ import annotations

import os
import runpy
import signal
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

#: The modules that may be run, and what they import, not all of it at once.
MODULES = ("service_catalogue", "sphinx")
_IMPORTED = (
    "service_catalogue.cli.build",
    "service_catalogue.sphinx_ext",
    "service_catalogue.sphinx_ext.build",
    "service_catalogue.sphinx_ext.templates",
    "service_catalogue.site.publish",
    "service_catalogue.site.build_record",
    "service_catalogue.pdf.build",
    "sphinx.cmd.build",
    "sphinx.builders.latex.transforms",
    "sphinx.ext.intersphinx",
    "sphinx.ext.mathjax",
    "myst_parser.parsers.sphinx_",
    "myst_parser.sphinx_ext.directives",
    "myst_parser.sphinx_ext.main",
    "myst_parser.sphinx_ext.mathjax",
    "myst_parser.sphinx_ext.myst_refs",
    "sphinx_design.extension",
    "furo",
)


class Started:
    """``python -m words`` in ``folder``, in a session of its own or not."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], folder: Path, session: bool) -> None:
        number, name = tempfile.mkstemp()
        os.close(number)
        self._said = Path(name)
        umask = os.umask(0)
        os.umask(umask)
        forks = get_context("forkserver")
        forks.set_forkserver_preload([*_IMPORTED, *import_module("sphinx.application").builtin_extensions])
        self._process = forks.Process(target=_run, args=(words, environment, folder, name, session, umask))
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
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has its background jobs ignore it
    output = os.open(said, os.O_WRONLY)
    for number, file in enumerate((os.open(os.devnull, os.O_RDONLY), output, output)):
        os.dup2(file, number)
    sys.argv = ["", *words[1:]]
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)
