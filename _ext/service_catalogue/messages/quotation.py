"""Shows what somebody wrote in a message: shortened, visible, or as a word of a command."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

from service_catalogue.messages.texts import CLOSE, OPEN

#: Characters that are invisible, control the terminal or turn the direction of text.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff]"
)

QUOTED_LENGTH = 60
#: The same of what is to be typed as it is shown.
TYPED_LENGTH = 300


def quote(value: object, most: int = QUOTED_LENGTH) -> str:
    """Return ``value`` for a message, between OPEN and CLOSE: on one line, shortened to ``most``, without control characters."""
    text = str(value)
    if len(text) > most:
        text = text[: most - 1] + "…"
    return OPEN + " ".join(visible(text).split()) + CLOSE


def as_word(text: str) -> str:
    """Return ``text`` as one word for the shell of this system."""
    import subprocess  # slow to import, and seldom needed

    return subprocess.list2cmdline([text]) if os.name == "nt" else shlex.quote(text)


def quoted_command(words: str, data: Path) -> str:
    """Return the command ``catalogue words`` about the folder ``data`` for a message, to be typed as it is."""
    return quote(f"catalogue {words}{'' if data == Path('data') else f' --data {as_word(data.as_posix())}'}", TYPED_LENGTH)


def visible(text: str) -> str:
    """Return ``text`` with the code of every invisible or control character in its place."""
    text = INVISIBLE.sub(lambda hit: _named(hit[0]), text)
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign.isspace() else _named(sign) for sign in text)


def _named(sign: str) -> str:
    return f"U+{ord(sign):04X}"
