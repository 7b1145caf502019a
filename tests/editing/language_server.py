"""A client of yaml-language-server: opens a text, and asks what it would show an editor.

``make test-all`` installs the server where npm is; another is named by ``YAML_LANGUAGE_SERVER``.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.folders import ROOT

SERVER = os.environ.get("YAML_LANGUAGE_SERVER") or shutil.which(
    "yaml-language-server", path=ROOT / ".venv" / "node" / "node_modules" / ".bin"
)
#: What marks the cursor in a text.
CURSOR = "⟦⟧"


class Client:
    """A connection to a server that has started."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._ids = itertools.count(1)
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}

    def request(self, method: str, params: object) -> Any:
        id = next(self._ids)
        self._send({"id": id, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == id and "method" not in message:
                assert "error" not in message, message
                return message["result"]
            self._handle(message)

    def notify(self, method: str, params: object) -> None:
        self._send({"method": method, "params": params})

    def open(self, path: Path, text: str) -> tuple[str, dict[str, int]]:
        """Open ``text`` as the file ``path``; gives its address, and the place of the cursor that is marked in it."""
        before, _, after = text.partition(CURSOR)
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": before + after}
        self.notify("textDocument/didOpen", {"textDocument": document})
        return document["uri"], {"line": before.count("\n"), "character": len(before.rpartition("\n")[2])}

    def complete(self, path: Path, text: str) -> dict[str, Any]:
        """Return the completions at the cursor, by their labels."""
        uri, at = self.open(path, text)
        found = self.request("textDocument/completion", {"textDocument": {"uri": uri}, "position": at})
        items = found["items"] if isinstance(found, dict) else found or []
        return {item["label"]: item for item in items}

    def hover(self, path: Path, text: str) -> str:
        uri, at = self.open(path, text)
        found = self.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": at})
        return found["contents"]["value"] if found else ""

    def validate(self, path: Path, text: str) -> list[tuple[int, str]]:
        """Return the line and the message of each problem."""
        uri, _ = self.open(path, text)
        while uri not in self.diagnostics:
            self._handle(self._receive())
        return [(problem["range"]["start"]["line"] + 1, problem["message"]) for problem in self.diagnostics[uri]]

    def _handle(self, message: dict[str, Any]) -> None:
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif message.get("method") == "workspace/configuration":
            settings = {"yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}}
            self._send({"id": message["id"], "result": [settings.get(item["section"]) for item in message["params"]["items"]]})
        elif "id" in message and "method" in message:
            self._send({"id": message["id"], "result": None})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the language server has ended"
        return json.loads(self._process.stdout.read(length))


@contextmanager
def client(folder: Path) -> Iterator[Client]:
    """Yield a client of a server for the files in ``folder``."""
    process = subprocess.Popen([SERVER, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        made = Client(process)
        capabilities = {"textDocument": {"completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
                                         "hover": {"contentFormat": ["markdown"]}},
                        "workspace": {"configuration": True, "workspaceFolders": True}}  # fmt: skip
        made.request("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": capabilities})
        made.notify("initialized", {})
        yield made
    finally:
        process.kill()
        process.communicate()
