"""A process that has imported what a build needs, and forks for each command: as ``python -m …``, without a second of imports.

``python -m tests.forks TEMPLATES`` has compiled the templates too, which are kept in a folder; it reads a request a line, and answers with the status of each.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
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
    "myst_parser.sphinx_ext.main",
    "sphinx_design.extension",
)


class Forks:
    """The process, as it is seen by who starts commands."""

    def __init__(self, root: Path, templates: Path, environment: Mapping[str, str]) -> None:
        command = [sys.executable, "-m", "tests.forks", templates]
        self._process = subprocess.Popen(
            command, cwd=root, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def run(self, words: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str]:
        """The status of ``python -m words``, and what it said."""
        with tempfile.NamedTemporaryFile() as said:
            request = {"words": words, "environment": dict(environment), "said": said.name}
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            status = os.waitstatus_to_exitcode(int(self._process.stdout.readline()))
            return status, said.read().decode("utf-8")

    def end(self) -> None:
        self._process.stdin.close()
        self._process.wait()


_STARTED: list[Forks] = []


def forks(root: Path, templates: Path) -> Forks:
    """The one of this process of pytest."""
    if not _STARTED:
        _STARTED.append(Forks(root, templates, {**os.environ, "NO_COLOR": "1", "PYTHONPATH": str(root / "_ext")}))
    return _STARTED[0]


def end() -> None:
    while _STARTED:
        _STARTED.pop().end()


def _command(request: dict) -> None:
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    said = os.open(request["said"], os.O_WRONLY)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, file in enumerate((nothing, said, said)):
        os.dup2(file, number)
    sys.argv = ["", *request["words"][1:]]
    runpy.run_module(request["words"][0], run_name="__main__", alter_sys=True)


def main() -> None:
    for module in _IMPORTED:
        import_module(module)
    sys.modules["service_catalogue.sphinx_ext.render"].compile_templates(Path(sys.argv[1]))
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _command(json.loads(line))
            return
        print(os.waitpid(child, 0)[1], flush=True)


if __name__ == "__main__":
    main()
