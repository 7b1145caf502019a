"""Messages and options that several commands share."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from service_catalogue.messages import Message, language_for, language_of_user, message
from service_catalogue.messages.failure import Refused
from service_catalogue.model.catalogue import IDENTITY_FILE, Catalogue

#: The language that prevails, in a file that may have errors.
_PREVAILING = re.compile(rb"^authoritative:[ \t]*[\"']?([a-z]+)", re.MULTILINE)


def keep_out_of_data(data: Path, *folders: Path) -> None:
    """Raise ``Refused`` if any of ``folders`` is in the folder of the data, where its files would be read as data."""
    for folder in folders:
        if folder.resolve().is_relative_to(data.resolve()):
            raise Refused("failure.in-data", folder=folder, data=data)


def said(language: str, name: str, /, **values: object) -> str:
    """Return the message ``command.<name>``."""
    return message(f"command.{name}", **values)[language]


def page_count(count: int) -> Message:
    """Return a number of pages in words: *17 pages*."""
    return message("command.pages", count=count)


def language_of(options: argparse.Namespace) -> str:
    """Return the language of messages: the one asked for, else that of the catalogue, else that of the user."""
    if options.lang:
        return str(options.lang)
    try:
        found = _PREVAILING.search((options.data / IDENTITY_FILE).read_bytes()) if "data" in options else None
    except OSError:
        found = None
    return language_for(found[1].decode()) if found else language_of_user()


def base_url(options: argparse.Namespace, catalogue: Catalogue) -> str:
    """Return the address at which the site is published, or an empty text."""
    site = catalogue.identity.site
    return chosen(getattr(options, "base_url", None), site.base_url if site else None)


def chosen(given: str | None, written: str | None) -> str:
    """Return the value of an option, else that in the data."""
    return given if given is not None else str(written or "")
