"""Digests of what each service, and each rule, is computed from."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service_catalogue.check.digest import is_data
from service_catalogue.model.approvals import APPROVED_FOLDER
from service_catalogue.model.catalogue import (
    FILES,
    IDENTITY_FILE,
    SERVICES_FOLDER,
    Identity,
)
from service_catalogue.model.published_ids import PUBLISHED_FILE
from service_catalogue.model.service import Service


@dataclass(frozen=True)
class DataFile:
    """A file that was read."""

    #: A digest of its bytes; ``None`` if it could not be opened.
    digest: str | None
    #: Returns its value as canonical JSON.
    canonical: Callable[[], bytes]
    #: The services that references in its texts name.
    named: frozenset[str]


def digests_of_inputs(parts: Mapping[str, DataFile], services: Mapping[str, Service]) -> dict[str, Any]:
    """Return the digest of the inputs of each service, and of what all of them share, by their fields in :class:`Catalogue`."""
    shared, digests = _shared(parts, services), {}
    for id in services:
        read = [(base, parts.get(f"{SERVICES_FOLDER}/{base}.yaml")) for base in _reached(id, services, parts)]
        digests[str(id)] = digest_of_lines([*shared, "", *(f"{base} {part and part.digest}" for base, part in read)])
    return {"inputs": digests, "shared_inputs": digest_of_lines(shared)}


def _reached(id: str, services: Mapping[str, Service], parts: Mapping[str, DataFile]) -> list[str]:
    """Return the service ``id`` and the ``services`` that it extends or, in those of ``parts``, names, directly or not."""
    reached = [id]
    for below in reached:  # grows in the loop
        part = parts.get(f"{SERVICES_FOLDER}/{below}.yaml")
        others = dict.fromkeys((*services[below].builds_on, *sorted(part.named if part else ())))
        reached += (other for other in others if other in services and other not in reached)
    return reached


def digests_received(parts: Mapping[str, DataFile], services: Mapping[str, Service], identity: Identity | None) -> dict[str, str]:
    """Return the digests for :attr:`Catalogue.received`."""
    received = {name: str(parts[name].digest) if name in parts else "" for name in (*FILES, PUBLISHED_FILE)}
    others = (name for name in parts if is_data(name) and name not in FILES and not name.startswith(f"{SERVICES_FOLDER}/"))
    picture = identity.brand.picture if identity and identity.brand else None
    received[IDENTITY_FILE] = digest_of_lines([*(f"{name} {parts[name].digest}" for name in others), repr(picture)])
    # They are the keys of each text.
    listed = [(language, language.at) for language in identity.languages] if identity else received[IDENTITY_FILE]
    languages = repr((listed, identity and identity.authoritative))
    for id in services:
        bases = {base: Path(services[base].at.path).name for base in _reached(id, services, {})}
        names = [f"{SERVICES_FOLDER}/{name}" for name in bases.values()] + [f"{APPROVED_FOLDER}/{base}.txt" for base in bases]
        received[str(id)] = digest_of_lines([languages, *(f"{name} {parts[name].digest}" for name in names if name in parts)])
    return received


def _shared(parts: Mapping[str, DataFile], services: Mapping[str, Service]) -> list[str]:
    """Return the names and digests of all files but the services', and what references in them show of services."""
    shared = {name: part for name, part in parts.items() if not name.startswith(f"{SERVICES_FOLDER}/")}
    named = sorted(id for id in frozenset[str]().union(*(part.named for part in shared.values())) if id in services)
    own = [] if restates_a_source(services) else ["without a source"]
    digests = (f"{name} {part.digest}" for name, part in shared.items())
    return [*digests, *(f"{id} {services[id].referable}" for id in named), *own]


def restates_a_source(services: Mapping[str, Service]) -> bool:
    """Return whether any of ``services`` names the document that it restates."""
    return any(service.source for service in services.values())


def digest_of_bytes(raw: bytes | None) -> str | None:
    return None if raw is None else hashlib.sha256(raw).hexdigest()


def digest_of_lines(lines: Iterable[str]) -> str:
    """Return a digest of ``lines``."""
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
