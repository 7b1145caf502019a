"""Messages and options that several commands share."""

import argparse
from pathlib import Path

from service_catalogue.messages import Message, message
from service_catalogue.messages.failure import WORK, Refused
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.state import refuse_links


def keep_out_of_data(data: Path, *folders: Path) -> None:
    """Raise ``Refused`` if any of ``folders`` is in that of the data, as which its files would be read, or ``OSError`` for a link."""
    for folder in folders:
        if folder.parts[:1] == WORK.parts:  # which a proposal may bring as well
            refuse_links(folder, Path())
        if folder.resolve().is_relative_to(data.resolve()):
            raise Refused("failure.in-data", folder=folder, data=data)


def said(language: str, name: str, /, **values: object) -> str:
    """Return the message ``command.<name>``."""
    return message(f"command.{name}", **values)[language]


def page_count(count: int) -> Message:
    """Return a number of pages in words: *17 pages*."""
    return message("command.pages", count=count)


def base_url(options: argparse.Namespace, catalogue: Catalogue) -> str:
    """Return the address at which the site is published, or an empty text."""
    site = catalogue.identity.site
    return chosen(getattr(options, "base_url", None), site.base_url if site else None)


def chosen(given: str | None, written: str | None) -> str:
    """Return the value of an option, else that in the data."""
    return given if given is not None else str(written or "")
