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
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from typing import Any

from service_catalogue.check.watch import changes
from service_catalogue.messages import message
from service_catalogue.site.headers import HEADERS, REVALIDATED

#: Where the preview's own files are, at an address that no site has.
_OWN = "/_live/"
_TYPES = {"live.js": "text/javascript", "live.css": "text/css"}
#: A browser that has gone is noticed when something is sent to it.
_SECONDS_BETWEEN_SIGNS = 15
THIS_MACHINE = "127.0.0.1"


class Preview:
    """What the open pages are told: which build is shown, and what is wrong with a later one."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._changed = threading.Condition()
        self._start = os.urandom(4).hex()  # pages of an earlier server are loaded again
        self._count = 0
        self._problem = ""

    @property
    def build(self) -> str:
        return f"{self._start}.{self._count}"

    def built(self) -> None:
        """The site has been built."""
        self._tell(self._count + 1, "")

    def failed(self, problem: str) -> None:
        """The site is as it was, for ``problem``."""
        self._tell(self._count, problem)

    def _tell(self, count: int, problem: str) -> None:
        with self._changed:
            self._count, self._problem = count, problem
            self._changed.notify_all()

    def events(self) -> Iterator[bytes]:
        """The state now and after each change, as server-sent events; between them a comment now and then."""
        told = None
        while True:
            with self._changed:
                state = (self.build, self._problem)
                if state == told:
                    self._changed.wait(_SECONDS_BETWEEN_SIGNS)
                    state = (self.build, self._problem)
            if state == told:
                yield b": \n\n"
                continue
            told = state
            title = message("command.live-problem")[self._language]
            data = json.dumps({"build": state[0], "problem": state[1], "title": title})
            yield f"data: {data}\n\n".encode()


class _Handler(SimpleHTTPRequestHandler):
    """Serves the site as a strict host would: with the policy, and with its own page for what is missing."""

    def __init__(self, *arguments: Any, preview: Preview | None = None, **named: Any) -> None:
        self._preview = preview
        super().__init__(*arguments, **named)

    def do_GET(self) -> None:
        if self._preview and self.path.startswith(_OWN):
            self._own(self._preview, self.path.removeprefix(_OWN))
        else:
            super().do_GET()

    def send_head(self) -> io.BytesIO | Any:
        path = Path(self.translate_path(self.path))
        page = path / "index.html" if path.is_dir() and self.path.partition("?")[0].endswith("/") else path
        if self._preview is None or page.suffix != ".html" or not page.is_file():
            return super().send_head()
        return io.BytesIO(self._page(HTTPStatus.OK, page))

    def end_headers(self) -> None:
        # What an editor sees here is what a strict host would serve.
        for name, value in HEADERS.items():
            if name != "Strict-Transport-Security":  # this is no https
                self.send_header(name, value)
        self.send_header("Cache-Control", REVALIDATED)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = self._page(HTTPStatus.NOT_FOUND, page)
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _page(self, status: HTTPStatus, path: Path) -> bytes:
        """Send the head of an answer with the page ``path``; gives the page, in a preview with what makes it live."""
        content = path.read_bytes()
        if self._preview:
            added = f'<link rel="stylesheet" href="{_OWN}live.css"><script src="{_OWN}live.js" data-build="{self._preview.build}" defer></script>'
            content = content.replace(b"</head>", added.encode() + b"</head>", 1)
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return content

    def _own(self, preview: Preview, name: str) -> None:
        """Answer with a file of the preview, or with what happens from now on."""
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
            for event in preview.events():
                self.wfile.write(event)
                self.wfile.flush()
        except OSError:  # the page was closed
            return


def server(site: Path, port: int, host: str = THIS_MACHINE, preview: Preview | None = None) -> ThreadingHTTPServer:
    """A server of ``site``, whose pages tell of what ``preview`` knows. Raises ``OSError`` if the address cannot be had; port 0
    takes any."""
    return ThreadingHTTPServer((host, port), partial(_Handler, directory=str(site), preview=preview))


def serve(
    folders: Iterable[Path],
    site: Path,
    address: tuple[str, int],
    build: Callable[[], str],
    afterwards: Callable[[], object],
    language: str,
) -> int:
    """Build, serve at ``address``, and build again at each change in ``folders`` until interrupted. Gives 2 if it cannot be had.

    ``build`` gives what is wrong, empty if nothing is; ``afterwards`` makes what need not be waited for, after the pages are
    loaded again. An exception in either is shown, and ends nothing. Messages are in ``language``.
    """
    preview = Preview(language)
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
                problem = _guarded(build)
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
