"""What the site and the booklets have of their owner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service_catalogue.views.edition import Edition
from service_catalogue.views.piece import Rich


@dataclass(frozen=True)
class WayToAsk:
    """A way to reach those who answer for the catalogue."""

    words: str
    address: str


@dataclass(frozen=True)
class BrandView:
    """The text at the foot, and whom a reader asks."""

    footer: Rich
    contacts: tuple[WayToAsk, ...]


def brand(edition: Edition) -> BrandView:
    """What ``brand`` says in ``catalogue.yaml``; empty where it says nothing."""
    found = edition.catalogue.identity.brand
    if found is None:
        return BrandView((), ())
    return BrandView(edition.rich(found.footer) if found.footer else (), tuple(_contacts(edition)))


def _contacts(edition: Edition) -> Iterator[WayToAsk]:
    found = edition.catalogue.identity.brand
    contact = found.contact if found else None
    if contact and contact.mail:
        yield WayToAsk(str(contact.mail), f"mailto:{contact.mail}")
    if contact and contact.phone:
        yield WayToAsk(str(contact.phone), f"tel:{contact.phone.replace(' ', '')}")
    if contact and contact.page:
        yield WayToAsk(contact.page.partition("://")[2].rstrip("/"), str(contact.page))
