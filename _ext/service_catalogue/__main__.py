"""``python -m service_catalogue`` is the console command ``catalogue``."""

import gc
import io
import os
import sys


def command() -> None:
    """Run the command, and end this process with its status."""
    _open_closed_streams()
    status = main()
    try:
        sys.stdout.flush()
    except OSError:
        # The disk is full or the reader has gone, which is reported already: Python would report it again, with a status of its own.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    gc.freeze()  # a last collection of all that was read takes a sixth of an edit
    sys.exit(status)


def _open_closed_streams() -> None:
    """Replace each standard stream that the parent process closed by one that leads nowhere.

    Otherwise, the next file that is opened has its number, and receives what a child process writes there.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            # Opened at the lowest number that is free, which is this one.
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), "w" if number else "r"))


def main() -> int:
    """Run the command; return its status. An error before its options are parsed is one sentence too."""
    try:
        return _run()
    except (Exception, KeyboardInterrupt) as error:
        from service_catalogue.messages.failure import explain, status_of
        from service_catalogue.messages.texts import language_of_user

        print(explain(error)[language_of_user()], file=sys.stderr)
        return status_of(error)


def _run() -> int:
    """Run the command; a build where nothing has changed repeats its report, and imports nothing more."""
    from service_catalogue.site.build_record import report_if_unchanged

    report = report_if_unchanged(sys.argv[1:])
    if report is not None:
        try:
            if isinstance(sys.stdout, io.TextIOWrapper):
                sys.stdout.reconfigure(errors="backslashreplace")
            sys.stdout.write(report)
            sys.stdout.flush()
            return 0
        except OSError:
            pass  # the command fails in the same way, and reports it
    from service_catalogue import cli

    return cli.main()


if __name__ == "__main__":
    command()
