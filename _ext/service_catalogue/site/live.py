"""Shows the site at an address of this machine, builds it again when its sources change, and loads the open pages again."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
import tempfile
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlsplit

from service_catalogue.check.watch import changes
from service_catalogue.messages import message
from service_catalogue.site.headers import HEADERS, REVALIDATED

#: Where the preview's own files are, at an address that no site has.
_OWN = "/_live/"
#: The page for what is missing.
_MISSING = "404.html"
_TYPES = {"live.js": "text/javascript", "live.css": "text/css"}
#: A browser that has gone is noticed when something is sent to it.
_SECONDS_BETWEEN_SIGNS = 15
THIS_MACHINE = "127.0.0.1"


class Preview:
    """What the open pages are told: which build is shown, and what is wrong with a later one."""

    def __init__(self, language: str, site: Path) -> None:
        self._language = language
        self._site = site
        self._changed = threading.Condition()
        self._start = os.urandom(4).hex()  # pages of an earlier server are loaded again
        self._count = 0
        self._problem = ""
        #: How often each page is open.
        self._open: Counter[str] = Counter()
        #: Pages that are shown before the build is done.
        self._ahead: Mapping[str, bytes] = {}
        #: The pages that are as they were when they were shown ahead, which was the build before.
        self._same: Collection[str] = ()

    @property
    def open_pages(self) -> list[str]:
        """The names of the pages that are open: ``da/services/mail.html``."""
        with self._changed:
            return [*+self._open]

    def built(self) -> None:
        """The site has been built."""
        with self._changed:
            same = [name for name, content in self._ahead.items() if self._published(name) == content]
            self._tell(self._count + 1, "", same=same)

    def ahead(self, pages: Mapping[str, bytes]) -> None:
        """These pages are shown from now on until the site has been built, or that has failed."""
        if pages:
            with self._changed:
                self._tell(self._count + 1, "", pages)

    def failed(self, problem: str) -> None:
        """The site is as it was, for ``problem``."""
        with self._changed:
            if self._ahead:
                self._tell(self._count + 1, problem)
            else:
                self._tell(self._count, problem, same=self._same)

    def content(self, name: str) -> tuple[str, bytes]:
        """The build that is shown, and the page ``name`` in it."""
        with self._changed:
            return self._build(self._count), self._ahead.get(name) or self._published(name)

    def _build(self, count: int) -> str:
        return f"{self._start}.{count}"

    def _published(self, name: str) -> bytes:
        try:
            return (self._site / name).read_bytes()
        except OSError:
            return b""

    def _tell(self, count: int, problem: str, ahead: Mapping[str, bytes] | None = None, same: Collection[str] = ()) -> None:
        self._count, self._problem, self._ahead, self._same = count, problem, ahead or {}, same
        self._changed.notify_all()

    def events(self, page: str) -> Iterator[bytes]:
        """What is to be told to the open page ``page`` now and after each change, as server-sent events; between them a comment now and then."""
        told = None
        with self._changed:
            self._open[page] += 1
        try:
            while True:
                with self._changed:
                    state = self._state(page)
                    if state == told:
                        self._changed.wait(_SECONDS_BETWEEN_SIGNS)
                        state = self._state(page)
                yield b": \n\n" if state == told else f"data: {json.dumps(state)}\n\n".encode()
                told = state
        finally:
            with self._changed:
                self._open[page] -= 1

    def _state(self, page: str) -> dict[str, str]:
        return {
            "build": self._build(self._count),
            # The first build in which the page is as it is now.
            "same": self._build(self._count - bool(page in self._same)),
            "problem": self._problem,
            "title": message("command.live-problem")[self._language],
        }


class _Handler(SimpleHTTPRequestHandler):
    """Serves the site as a strict host would: with the policy, and with its own page for what is missing."""

    def __init__(self, *arguments: Any, preview: Preview | None = None, **named: Any) -> None:
        self._preview = preview
        super().__init__(*arguments, **named)

    def handle(self) -> None:
        with suppress(ConnectionError):  # a browser that leaves a page closes the connections of its files
            super().handle()

    def do_GET(self) -> None:
        if self._preview and self.path.startswith(_OWN):
            self._own(self._preview, urlsplit(self.path))
        else:
            super().do_GET()

    def send_head(self) -> io.BytesIO | Any:
        try:
            name = self._name(self.path)
            Path(self.directory, name).stat()
        except (OSError, ValueError):  # nothing is there, or no file can have such a name
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        if self._preview and name.endswith(".html"):
            return io.BytesIO(self._page(HTTPStatus.OK, self._preview, name))
        return super().send_head()

    def end_headers(self) -> None:
        # What an editor sees here is what a strict host would serve.
        for name, value in HEADERS.items():
            if name != "Strict-Transport-Security":  # this is no https
                self.send_header(name, value)
        self.send_header("Cache-Control", REVALIDATED)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != HTTPStatus.NOT_FOUND or not Path(self.directory, _MISSING).is_file():
            super().send_error(code, message, explain)
            return
        content = self._page(HTTPStatus.NOT_FOUND, self._preview, _MISSING)
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _name(self, address: str) -> str:
        """The name of the file at ``address``, relative to the site."""
        path = Path(self.translate_path(address))
        page = path / "index.html" if path.is_dir() and address.partition("?")[0].endswith("/") else path
        return page.relative_to(self.directory).as_posix()

    def _page(self, status: HTTPStatus, preview: Preview | None, name: str) -> bytes:
        """Send the head of an answer with the page ``name``; gives the page, in a preview with what makes it live."""
        if preview:
            build, content = preview.content(name)
            added = (
                f'<link rel="stylesheet" href="{_OWN}live.css"><script src="{_OWN}live.js" data-build="{build}" defer></script>'
            )
            content = content.replace(b"</head>", added.encode() + b"</head>", 1)
        else:
            content = Path(self.directory, name).read_bytes()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return content

    def _own(self, preview: Preview, address: SplitResult) -> None:
        """Answer with a file of the preview, or with what happens from now on to the page that asks."""
        name = address.path.removeprefix(_OWN)
        if name not in (*_TYPES, "events"):
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream" if name == "events" else _TYPES[name])
        self.end_headers()
        if name != "events":
            self.wfile.write(resources.files(__package__).joinpath("preview", name).read_bytes())
            return
        try:
            for event in preview.events(self._name("".join(parse_qs(address.query).get("page", ())))):
                self.wfile.write(event)
                self.wfile.flush()
        except OSError:  # the page was closed, or no file can have its name
            return


def server(site: Path, port: int, host: str = THIS_MACHINE, preview: Preview | None = None) -> ThreadingHTTPServer:
    """A server of ``site``, whose pages tell of what ``preview`` knows. Raises ``OSError`` if the address cannot be had; port 0
    takes any."""
    return ThreadingHTTPServer((host, port), partial(_Handler, directory=str(site), preview=preview))


def serve(
    folders: Iterable[Path],
    site: Path,
    address: tuple[str, int],
    build: Callable[[Preview], str],
    afterwards: Callable[[], object],
    language: str,
) -> int:
    """Build, serve at ``address``, and build again at each change in ``folders`` until interrupted. Gives 2 if it cannot be had.

    ``build`` gives what is wrong, empty if nothing is, and may show pages ahead; ``afterwards`` makes what need not be waited for, after the pages are
    loaded again. An exception in either is shown, and ends nothing. Messages are in ``language``.
    """
    preview = Preview(language, site)
    host, port = address
    try:
        serving = server(site, port, host, preview)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            print(message("command.taken", port=port)[language])
        else:
            print(message("command.no-address", host=host, port=port, reason=error.strerror or error)[language])
        return 2
    with serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        try:
            for number, _ in enumerate(changes(folders)):
                problem = _guarded(partial(build, preview))
                if problem:
                    preview.failed(problem)
                else:
                    preview.built()
                if number == 0:
                    shown = f"http://{host}:{serving.server_address[1]}/"
                    print(message("command.serving", address=shown)[language], flush=True)
                if not problem:
                    _guarded(afterwards)
        except KeyboardInterrupt:
            serving.shutdown()
    return 0


def _guarded(step: Callable[[], object]) -> str:
    """What ``step`` gives, or the exception that ended it."""
    try:
        return str(step() or "")
    except Exception as error:
        traceback.print_exc()
        return f"{type(error).__name__}: {error}"


@contextmanager
def overheard() -> Iterator[list[str]]:
    """What this process and its children write to the standard error, which is written there too when the block ends."""
    told: list[str] = []
    sys.stderr.flush()
    with tempfile.TemporaryFile() as file:
        own = os.dup(2)
        os.dup2(file.fileno(), 2)
        try:
            yield told
        finally:
            sys.stderr.flush()
            os.dup2(own, 2)
            os.close(own)
            file.seek(0)
            told.append(file.read().decode("utf-8", "replace"))
            sys.stderr.write(told[0])
            sys.stderr.flush()
