"""Shows the site at an address of this machine, and builds it again when its sources change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from service_catalogue.check.watch import changes
from service_catalogue.messages import message

#: The policy that every page holds to: what an editor sees here is what a strict host would serve.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)


class _Handler(SimpleHTTPRequestHandler):
    """Serves the site as a strict host would: with the policy, and with its own page for what is missing."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


def server(site: Path, port: int) -> ThreadingHTTPServer:
    """A server of ``site`` on this machine alone. Raises ``OSError`` if the port is taken; port 0 takes any."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(site)))


def serve(folders: Iterable[Path], site: Path, port: int, build: Callable[[], int], language: str) -> int:
    """Build, serve, and build again at each change in ``folders`` until interrupted. Gives 2 if the port is taken.

    Says so in ``language``, one of those of messages.
    """
    try:
        serving = server(site, port)
    except OSError:
        print(message("command.taken", port=port)[language])
        return 2
    with serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        try:
            for number, _ in enumerate(changes(folders)):
                build()
                if number == 0:
                    print(
                        message("command.serving", address=f"http://127.0.0.1:{serving.server_address[1]}/")[language], flush=True
                    )
        except KeyboardInterrupt:
            serving.shutdown()
    return 0
