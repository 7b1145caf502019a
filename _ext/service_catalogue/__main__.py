"""``python -m service_catalogue`` is the console command ``catalogue``."""

from __future__ import annotations

import io
import sys


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
    from service_catalogue import cli

    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
