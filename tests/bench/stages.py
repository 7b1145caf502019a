"""What the stages of a build take, by looking at where each of its processes is, every few milliseconds of CPU.

``python -m tests.bench.stages FILE build …`` is the console command, and notes the seconds of each stage in FILE.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

from tests.bench.measure import ROOT

_EVERY = 0.005
#: Folders and files, the ones that stand in others first, and the stage to which the code in them belongs; what is in none of them
#: works for whoever called it.
_STAGES = {
    f"{Path(find_spec(module).origin).parent}/{part}": stage
    for module, part, stage in (
        ("service_catalogue", "yaml/", "load"),
        ("service_catalogue", "schema/", "load"),
        ("service_catalogue", "check/load.py", "load"),
        ("service_catalogue", "check/reading.py", "load"),
        ("service_catalogue", "check/", "check"),
        ("service_catalogue", "rules/", "check"),
        ("service_catalogue", "views/", "views"),
        ("service_catalogue", "pdf/typeset.py", "Typst"),
        ("service_catalogue", "pdf/", "PDF"),
        ("service_catalogue", "theme/fonts.py", "fonts"),
        ("service_catalogue", "theme/", "templates"),
        ("service_catalogue", "sphinx_ext/render.py", "templates"),
        ("service_catalogue", "search/", "search"),
        ("service_catalogue", "export/", "JSON"),
        ("service_catalogue", "site/", "publish"),
        ("jinja2", "", "templates"),
        ("sphinx", "environment/", "Sphinx reads"),
        ("sphinx", "", "Sphinx"),
    )
}
#: What Sphinx does inside of these.
_OF_SPHINX = {"read": "Sphinx reads", "write": "Sphinx writes", "finish": "Sphinx writes"}


def _stages(*arguments: str | Path) -> dict[str, float]:
    """Run the console command with ``arguments``; gives the seconds of CPU of each stage, the most first."""
    file = Path(arguments[arguments.index("--out") + 1]).with_name("stages")
    subprocess.run(
        [sys.executable, "-m", "tests.bench.stages", file, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, check=True
    )
    found: dict[str, float] = defaultdict(float)
    for line in file.read_text("utf-8").splitlines():
        stage, _, seconds = line.rpartition(" ")
        found[stage] += float(seconds)
    file.unlink()
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def print_stages(name: str, *arguments: str | Path) -> None:
    """Run the console command with ``arguments`` and print the share of each stage. To look at it takes a little too."""
    found = _stages(*arguments)
    whole = sum(found.values())
    shares = ", ".join(f"{stage} {seconds / whole:.1%}" for stage, seconds in found.items())
    print(f"{name}, {whole:.1f} s CPU: {shares}")


class _Clock:
    """Notes for what the CPU time of this process, and of each that it forks, was spent."""

    def __init__(self, file: str) -> None:
        # What is appended whole needs no lock among processes.
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._known: dict[str, str] = {}
        signal.signal(signal.SIGPROF, lambda _, frame: self._note(self._stage(frame)))
        gc.callbacks.append(self._collect)
        os.register_at_fork(after_in_child=self._begin)
        self._begin()

    def _begin(self) -> None:
        self._last = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, _EVERY, _EVERY)

    def _note(self, stage: str) -> None:
        """Since the last note all was for ``stage``: a call into C is not interrupted, and is longer than what was waited for."""
        now = time.process_time()
        os.write(self._file, f"{stage} {now - self._last}\n".encode())
        self._last = now

    def _collect(self, phase: str, _: dict[str, int]) -> None:
        if phase == "start":
            self._note(self._stage(sys._getframe().f_back))
        else:
            self._note("garbage collection")

    def _stage(self, frame: FrameType | None) -> str:
        in_sphinx = False
        while frame is not None:
            code = frame.f_code
            if code.co_filename.startswith("<frozen importlib"):
                return "imports"
            if code.co_name != "<module>":  # that is run by whoever imports it
                stage = self._stage_of(code.co_filename)
                in_sphinx = in_sphinx or stage == "Sphinx"
                if in_sphinx and code.co_name in _OF_SPHINX:
                    return _OF_SPHINX[code.co_name]
                if stage and not in_sphinx:
                    return stage
            frame = frame.f_back
        return "Sphinx" if in_sphinx else "else"

    def _stage_of(self, file: str) -> str:
        if file not in self._known:
            self._known[file] = next((stage for part, stage in _STAGES.items() if file.startswith(part)), "")
        return self._known[file]


if __name__ == "__main__":
    from service_catalogue.__main__ import main

    _Clock(sys.argv.pop(1))
    status = main()
    signal.setitimer(signal.ITIMER_PROF, 0)  # Python, as it ends, takes no more signals
    sys.exit(status)
