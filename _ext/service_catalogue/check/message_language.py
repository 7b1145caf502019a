"""The language of messages, chosen before the catalogue is read."""

import re
from collections.abc import Sequence
from pathlib import Path

from service_catalogue.messages.texts import FALLBACK, language_for, language_of_user
from service_catalogue.model.catalogue import (
    IDENTITY_FILE,
)

#: The list of languages, in a file that may have errors: on the line of its key, or on those below it.
_LANGUAGES = re.compile(rb"^languages:(.*(?:\n[ \t-].*)*)", re.MULTILINE)


def language_of_messages(asked: str | None, known: Sequence[str]) -> str:
    """Return the language of messages: the one that is ``asked`` for, else the user's if it is ``known`` to the catalogue.

    If it is not, that is English, else the catalogue's first language; without a catalogue, it is the user's.
    """
    user = language_of_user()
    if asked or not known:
        return asked or user
    return next((language for language in (user, FALLBACK) if language in known), language_for(known[0]))


def languages_in(folder: Path) -> list[str]:
    """Return the languages of the catalogue in ``folder``, which may have errors; none if they cannot be found."""
    try:  # a pipe may never end
        listed = _LANGUAGES.search((folder / IDENTITY_FILE).read_bytes()) if (folder / IDENTITY_FILE).is_file() else None
    except OSError:
        listed = None
    return [name.decode() for name in re.findall(rb"#.*|([a-z]+)", listed[1]) if name] if listed else []
