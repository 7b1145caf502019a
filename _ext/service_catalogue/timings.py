"""The stages of a command, each with its seconds of CPU and a count of what it went through, for ``--timings``."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stage:
    """A part of a command."""

    count = 0
    is_measured = False


@contextmanager
def stage(name: str) -> Iterator[Stage]:
    """Measure the block, with the processes that it starts, and write a line when it ends, in whichever process."""
    part, started = Stage(), _seconds()
    yield part
    if Stage.is_measured:
        sys.stderr.write(f"{_seconds() - started:9.3f} s {part.count:7}  {name}\n")


def _seconds() -> float:
    """Return the seconds of CPU of this process and of those that it started, which have ended."""
    return time.process_time() + sum(os.times()[2:4])
