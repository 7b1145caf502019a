"""The content of a file of a site, in a folder or at an address, with limits: a server may answer anything, or never end."""

import errno
import io
import os
import socket
import time
from collections.abc import Iterator
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from typing import Any
from urllib import request
from urllib.error import URLError
from urllib.parse import quote

from service_catalogue.site.files import PIECE
from service_catalogue.state import open_plain

#: Seconds that a server may be silent.
_SILENCE = 30


def is_served(where: str) -> bool:
    """Return whether ``where`` is an address and not a folder."""
    return where.lower().startswith(("http://", "https://"))


def pieces(where: str, path: str, limit: int, patience: float) -> Iterator[bytes]:
    """Yield the content of a file, of at most ``limit`` bytes and within ``patience`` seconds. Raise ``OSError``, whatever goes wrong."""
    end = time.monotonic() + patience
    try:
        address = f"{where.rstrip('/')}/{quote(path)}"
        with _opened(address, end) if is_served(where) else open(Path(where, path), "rb", opener=open_plain) as file:
            while piece := file.read1(PIECE):
                limit -= len(piece)
                if limit < 0:
                    raise OSError(0, os.strerror(errno.EFBIG))
                _check(end)
                yield piece
    except (URLError, HTTPException, ValueError) as error:  # also an answer that is not HTTP, and an address that is none
        raise OSError(0, str(getattr(error, "reason", "") or f"{type(error).__name__}: {error}")) from None


def _opened(address: str, end: float) -> Any:
    """Open an address, and those that it redirects to, over HTTP or HTTPS alone."""
    opener = request.OpenerDirector()
    for handler in (
        *(request.ProxyHandler(), _Timed(end), request.UnknownHandler()),
        *(request.HTTPDefaultErrorHandler(), request.HTTPRedirectHandler(), request.HTTPErrorProcessor()),
    ):
        opener.add_handler(handler)
    return opener.open(address, timeout=max(min(_SILENCE, end - time.monotonic()), 0.1))


def _check(end: float) -> None:
    if time.monotonic() > end:
        raise TimeoutError(0, os.strerror(errno.ETIMEDOUT))


class _Timed(request.HTTPSHandler, request.HTTPHandler):
    """Makes each answer end in time, its headers too."""

    def __init__(self, end: float) -> None:
        super().__init__()
        self._end = end

    def do_open(self, http_class: Any, req: request.Request, **arguments: Any) -> Any:
        def connection(*positional: Any, **named: Any) -> HTTPConnection:
            made: HTTPConnection = http_class(*positional, **named)
            made.response_class = partial(_Response, self._end)  # type: ignore[assignment]
            return made

        return super().do_open(connection, req, **arguments)


class _Response(HTTPResponse):
    def __init__(self, end: float, sock: socket.socket, *positional: Any, **named: Any) -> None:
        super().__init__(sock, *positional, **named)
        self.fp = io.BufferedReader(_Stream(end, self.fp.detach()))


class _Stream(io.RawIOBase):
    """Stream of a socket that ends at ``end``: a time limit of the socket itself holds for each pause alone."""

    def __init__(self, end: float, raw: io.RawIOBase) -> None:
        self._end, self._raw = end, raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        _check(self._end)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()
