"""The live preview: serve the site on this machine, build it again when its sources change, and reload the open pages."""

import errno
import io
import json
import os
import re
import secrets
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from service_catalogue.check.watcher import changes
from service_catalogue.messages.failure import Refused, explain, process_context
from service_catalogue.messages.texts import message
from service_catalogue.site.headers import HEADERS, IMMUTABLE, REVALIDATED

#: The preview's own files, at an address that no site has, and their types.
_OWN = "/_live/"
_TYPES = {"live.js": "text/javascript", "live.css": "text/css", "events": "text/event-stream"}
THIS_MACHINE = "127.0.0.1"
#: The number of bytes of a change file from a page: less than a million.
_LENGTH = re.compile(r"[0-9]{1,6}")
#: The name of a file that holds the digest of its content, as the servers' configuration has it.
_DIGEST_IN_NAME = re.compile(r"\.[0-9a-f]{10}\.(css|js|svg|woff2)$")
_Step = Callable[[], object]


class Preview:
    """The state that open pages are notified of: the build that is shown, and the problem of a later one."""

    def __init__(self, language: str, apply: Callable[[bytes], str] = lambda content: "") -> None:
        """``apply`` puts a change file into the data, and returns what was done. It raises ``Refused``."""
        self.language, self.apply = language, apply
        self._title = message("command.live-problem")[language]
        #: What a page sends with changes, and those of other origins cannot read.
        self.token = secrets.token_urlsafe(16)
        self._changed = threading.Condition()
        self._start = os.urandom(4).hex()  # pages of an earlier server are reloaded
        self._count = 0
        self._problem = ""

    @property
    def script(self) -> bytes:
        """The markup that reloads a page when its build is no longer shown."""
        style = f'<link rel="stylesheet" href="{_OWN}live.css">'
        return f'{style}<script src="{_OWN}live.js" data-build="{self._start}.{self._count}" data-token="{self.token}" defer></script>'.encode()

    def report(self, problem: str) -> None:
        """Record the end of a build: the site is new, or as it was because of ``problem``."""
        with self._changed:
            self._count += not problem
            self._problem = problem
            self._changed.notify_all()

    def events(self) -> Iterator[bytes]:
        """Yield the state now and after each change as server-sent events. A page that was closed is noticed at the next."""
        sent = None
        while True:
            with self._changed:
                while (state := self._state()) == sent:
                    self._changed.wait()
            yield f"data: {json.dumps(state)}\n\n".encode()
            sent = state

    def _state(self) -> dict[str, str]:
        return {"build": f"{self._start}.{self._count}", "problem": self._problem, "title": self._title}


class _Handler(SimpleHTTPRequestHandler):
    """Serve the site as a strict host does: with the policy, and with the site's own page for missing addresses."""

    #: Whether the file that is sent never changes.
    _lasts = False

    def __init__(self, *arguments: Any, preview: Preview | None, host: str, **named: Any) -> None:
        self._preview, self._names = preview, ("localhost", host.lower())
        super().__init__(*arguments, **named)

    def parse_request(self) -> bool:
        """Refuse a request for another host's name: a page elsewhere may have let its own name lead here."""
        if not super().parse_request():
            return False
        if _is_named(self.headers.get("Host", THIS_MACHINE), self._names):
            return True
        self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        return False

    def handle(self) -> None:
        with suppress(ConnectionError):  # a browser that leaves a page closes the connections of its files
            super().handle()

    def do_GET(self) -> None:
        if self._preview and self.path.startswith(_OWN):
            self._send_own(self._preview, self.path.removeprefix(_OWN))
        else:
            super().do_GET()

    def do_POST(self) -> None:
        """Take changes from a page of this server, in a browser on this machine, and from nowhere else."""
        preview, length = self._preview, self.headers.get("Content-Length", "")
        if preview is None or not self._may_change(preview.token) or not _LENGTH.fullmatch(length):
            self.close_connection = True
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        content = self.rfile.read(int(length))
        try:
            status, text = HTTPStatus.OK, preview.apply(content)
        except Exception as error:
            status, text = HTTPStatus.CONFLICT, explain(error)[preview.language]
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())

    def _may_change(self, token: str) -> bool:
        origin, sent = self.headers.get("Origin"), self.headers.get("X-Catalogue-Token", "")
        is_own = self.path == f"{_OWN}apply" and origin == f"http://{self.headers.get('Host')}"
        return is_own and ip_address(self.client_address[0]).is_loopback and secrets.compare_digest(sent.encode(), token.encode())

    def send_head(self) -> io.BytesIO | Any:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if self.path.partition("?")[0].endswith("/") else path
        try:
            path.stat()
        except (OSError, ValueError):  # it does not exist, or no file can have such a name
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        self._lasts = bool(_DIGEST_IN_NAME.search(path.name))
        return io.BytesIO(self._send_page(HTTPStatus.OK, path)) if path.suffix == ".html" else super().send_head()

    def end_headers(self) -> None:
        for name, value in {**HEADERS, "Cache-Control": IMMUTABLE if self._lasts else REVALIDATED}.items():
            if name != "Strict-Transport-Security":  # this is no https
                self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        path = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not path.is_file():
            super().send_error(code, message, explain)
            return
        content = self._send_page(HTTPStatus.NOT_FOUND, path)
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _send_page(self, status: HTTPStatus, path: Path) -> bytes:
        """Send the headers of the page at ``path``; return its content, in a preview with the script that keeps it live."""
        script = self._preview.script if self._preview else b""  # asked first: a page that is newer is reloaded, and no harm done
        content = path.read_bytes().replace(b"</head>", script + b"</head>", 1)
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return content

    def _send_own(self, preview: Preview, name: str) -> None:
        """Send a file of the preview, or the events from now on."""
        if name not in _TYPES:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", _TYPES[name])
        self.end_headers()
        file = resources.files(__package__).joinpath("preview", name)
        for content in preview.events() if name == "events" else [file.read_bytes()]:
            self.wfile.write(content)
            self.wfile.flush()


def _is_named(host: str, names: Iterable[str]) -> bool:
    """Return whether ``host``, of a request, is one of ``names`` or the number of a machine, which is nobody else's name."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name in names or bool(ip_address(name))
    except ValueError:
        return False


def server(site: Path, port: int, host: str = THIS_MACHINE, preview: Preview | None = None) -> ThreadingHTTPServer:
    """Return a server of ``site``; port 0 takes any free port. Raise ``OSError`` if the address is not available."""
    return ThreadingHTTPServer((host, port), partial(_Handler, directory=str(site), preview=preview, host=host))


def serve(
    folders: Callable[[], Iterable[Path]], site: Path, address: tuple[str, int], build: _Step, afterwards: _Step, preview: Preview
) -> None:
    """Build, serve at ``address``, and build again at each change in ``folders`` until interrupted.

    ``build`` returns the problem, if any; ``afterwards`` makes what no page waits for. An exception in either is shown, and
    ends nothing. Raise ``Refused`` if the address is not available.
    """
    language = preview.language
    host, port = address
    try:
        serving = server(site, port, host, preview)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refused("command.taken", port=port) from None
        raise Refused("command.no-address", host=host, port=port, reason=error.strerror or error) from None
    # A build forks, which needs a process without other threads: one that is forked before they begin.
    one = partial(ProcessPoolExecutor, 1, process_context()) if hasattr(os, "fork") else partial(ThreadPoolExecutor, 1, "")
    with serving, one(_inherit, (build, afterwards)) as builds:
        builds.submit(int).result()
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        try:
            for number, _ in enumerate(changes(folders)):
                problem = _guarded(builds.submit(_do, 0, language).result, language)
                preview.report(problem)
                if number == 0:
                    shown = f"http://{host}:{serving.server_address[1]}/"
                    print(message("command.serving", address=shown)[language], flush=True)
                if not problem:
                    _guarded(builds.submit(_do, 1, language).result, language)
        except KeyboardInterrupt:
            pass
        finally:  # before the socket is closed: the loop of a server spins on a closed one
            serving.shutdown()


#: What the process of the builds does; it inherits them.
_steps: tuple[_Step, ...]


def _inherit(*steps: _Step) -> None:
    global _steps
    _steps = steps
    with suppress(ValueError):  # a thread, on Windows
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server waits for the end of a build


def _do(number: int, language: str) -> str:
    return _guarded(_steps[number], language)


def _guarded(step: _Step, language: str) -> str:
    """Return the result of ``step``, or a sentence about the exception that ended it."""
    try:
        return str(step() or "")
    except Exception as error:
        problem = explain(error)[language]
        print(problem, file=sys.stderr)
        return problem
