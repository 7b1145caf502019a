"""``python -m service_catalogue`` is the console command ``catalogue``."""

from __future__ import annotations

import atexit
import contextlib
import gc
import io
import os
import sys

#: After how many new objects to look for garbage: there is next to none in the hundred thousand that a build imports.
_COLLECTION = 100_000


def command() -> None:
    """Run the command, and end this process with its status."""
    _open_closed_streams()
    ended: list[int] = []
    atexit.register(_end, ended)  # before all others, so that it comes after them
    ended.append(main())
    sys.exit(ended[0])


def _open_closed_streams() -> None:
    """Replace each standard stream that the parent process closed by one that leads nowhere.

    Otherwise, the next file that is opened has its number, and receives what a child process writes there.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            # Opened at the lowest number that is free, which is this one.
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), "w" if number else "r"))


def _end(status: list[int]) -> None:
    """End this process, when all is done, without taking apart what it has imported and read. Where that fails, Python ends it."""
    if status:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status[0])


def main() -> int:
    """Run the command. Ctrl-C ends it with one sentence even before it knows its options."""
    try:
        return _run()
    except KeyboardInterrupt as error:
        from service_catalogue.failure import EXIT_INTERRUPTED, explain
        from service_catalogue.messages import DEFAULT

        print(explain(error)[DEFAULT], file=sys.stderr)
        return EXIT_INTERRUPTED


def _run() -> int:
    """If the command is a build and nothing has changed since, say again what that said, and import nothing more."""
    from service_catalogue.site.unchanged import said_before

    said = said_before(sys.argv[1:])
    if said is not None:
        try:
            if isinstance(sys.stdout, io.TextIOWrapper):
                sys.stdout.reconfigure(errors="backslashreplace")
            sys.stdout.write(said)
            sys.stdout.flush()
            return 0
        except OSError:
            pass  # the command fails in the same way, and knows what to say
    gc.set_threshold(_COLLECTION)
    from service_catalogue import cli

    return cli.main()


if __name__ == "__main__":
    command()
