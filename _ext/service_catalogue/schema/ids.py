"""What an id looks like: it stands in addresses and in the names of files."""

from __future__ import annotations

import re

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_ID = 60
#: Names of pages and folders of the site, of places in the frame of each page, and of devices on Windows: what is named so would
#: collide or not open.
RESERVED_IDS = frozenset(
    {
        "main",
        "menu",
        "top",
        "site-search",
        "q",
        "browse",
        "index",
        "search",
        "genindex",
        "modindex",
        "404",
        "api",
        "pdf",
        "catalogue",
        "con",
        "prn",
        "aux",
        "nul",
    }
    | {f"{device}{number}" for device in ("com", "lpt") for number in range(10)}
)


def has_form_of_id(text: str) -> bool:
    """Whether ``text`` is written as an id; it may be reserved."""
    return bool(_ID.fullmatch(text)) and len(text) <= MAX_ID


def is_id(text: str) -> bool:
    """Whether ``text`` can be an id, and so stand in the name of a file."""
    return has_form_of_id(text) and text not in RESERVED_IDS
