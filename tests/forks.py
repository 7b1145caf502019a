"""A process that has imported what a build needs, and forks for each command: as ``python -m …``, without a second of imports.

``python -m tests.forks TEMPLATES`` has compiled the templates too, which are kept in a folder; it says so, reads a request a line,
and answers each: with the process that was started, or with the status of the one that was waited for.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

#: The modules that may be run, and what they import, not all of it at once.
MODULES = ("service_catalogue", "sphinx")
_IMPORTED = (
    "service_catalogue.cli.building",
    "service_catalogue.sphinx_ext",
    "service_catalogue.sphinx_ext.build",
    "service_catalogue.sphinx_ext.render",
    "service_catalogue.site.publish",
    "service_catalogue.site.unchanged",
    "service_catalogue.pdf.build",
    "sphinx.cmd.build",
    "sphinx.application",
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
    """A command that was started."""

    def __init__(self, forks: Forks, pid: int, said: Path) -> None:
        self._forks, self.pid, self._said = forks, pid, said
        self.returncode: int | None = None

    def __enter__(self) -> Started:
        return self

    def __exit__(self, *_: object) -> None:
        self.wait()
        self._said.unlink()

    def wait(self) -> int:
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(int(self._forks.ask({"wait": self.pid})))
        return self.returncode

    def said(self) -> str:
        """All that it says, once it has ended."""
        self.wait()
        return self._said.read_text("utf-8")


class Forks:
    """The process, as it is seen by who starts commands."""

    def __init__(self, root: Path, templates: Path, environment: Mapping[str, str]) -> None:
        command = [sys.executable, "-m", "tests.forks", templates]
        self._process = subprocess.Popen(
            command, cwd=root, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        assert self._process.stdout.readline() == "ready\n"

    def ask(self, request: Mapping[str, object]) -> str:
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()

    def start(self, words: Sequence[str], environment: Mapping[str, str], folder: Path, *, session: bool = False) -> Started:
        """Start ``python -m words`` in ``folder``; in a session of its own or not."""
        number, said = tempfile.mkstemp()
        os.close(number)
        umask = os.umask(0)
        os.umask(umask)
        request = {
            "words": words, "environment": dict(environment), "folder": str(folder), "said": said, "session": session, "umask": umask
        }  # fmt: skip
        return Started(self, int(self.ask(request)), Path(said))

    def end(self) -> None:
        self._process.stdin.close()
        self._process.wait()


_STARTED: list[Forks] = []


def forks(root: Path, templates: Path, environment: Mapping[str, str]) -> Forks:
    """The one of this process of pytest."""
    if not _STARTED:
        _STARTED.append(Forks(root, templates, environment))
    return _STARTED[0]


def end() -> None:
    while _STARTED:
        _STARTED.pop().end()


def _command(request: dict) -> None:
    if request["session"]:
        os.setsid()
    os.umask(request["umask"])
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has its background jobs ignore it
    said = os.open(request["said"], os.O_WRONLY)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, file in enumerate((nothing, said, said)):
        os.dup2(file, number)
    sys.argv = ["", *request["words"][1:]]
    runpy.run_module(request["words"][0], run_name="__main__", alter_sys=True)


def main() -> None:
    for module in _IMPORTED:
        import_module(module)
    for module in sys.modules["sphinx.application"].builtin_extensions:
        import_module(module)
    sys.modules["service_catalogue.sphinx_ext.render"].compile_templates(Path(sys.argv[1]))
    gc.collect()
    gc.freeze()
    print("ready", flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if "wait" in request:
            print(os.waitpid(request["wait"], 0)[1], flush=True)
        elif child := os.fork():
            print(child, flush=True)
        else:
            _command(request)
            return


if __name__ == "__main__":
    main()
