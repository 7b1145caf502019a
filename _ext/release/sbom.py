"""The bill of materials of a release, in CycloneDX: what ``requirements.txt`` locks, with licences from ``THIRD-PARTY.md``."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from service_catalogue.theme.notices import SHIPPED, notices

from release.lock import BUILD, PROJECT, Locked, read, runtime

LICENCE = "BSD-2-Clause"


def render(lock: str, third_party: str, version: str, wheel: str, epoch: int) -> str:
    """The bill of materials as JSON.

    ``lock`` and ``third_party`` are the texts of the two files, ``wheel`` is the SHA-256 of the wheel, and ``epoch`` the time
    that the document bears, in seconds. The same arguments give the same bytes. Raises ``KeyError`` for a distribution
    without a licence.
    """
    locked, licences = read(lock), {notice.name: notice.licence for notice in notices(third_party)}
    needed = runtime(locked)
    project = Component(
        name="service-catalogue",
        version=version,
        type=ComponentType.APPLICATION,
        bom_ref="service-catalogue",
        purl=PackageURL("pypi", None, "service-catalogue", version),
        licenses=[LicenseFactory().make_from_string(LICENCE)],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=wheel)],
    )
    components = {
        name: _component(item, licences[name], ComponentScope.REQUIRED if name in needed else ComponentScope.EXCLUDED)
        for name, item in locked.items()
    }
    bom = Bom(components=components.values(), serial_number=uuid.uuid5(uuid.NAMESPACE_OID, f"{version} {wheel}\n{lock}"))
    bom.metadata.component = project
    bom.metadata.timestamp = datetime.fromtimestamp(epoch, UTC)
    bom.register_dependency(project, _wanted(locked, components, PROJECT, BUILD))
    for name, component in components.items():
        bom.register_dependency(component, _wanted(locked, components, name))
    return str(JsonV1Dot6(bom).output_as_string(indent=2)) + "\n"


def _wanted(locked: dict[str, Locked], components: dict[str, Component], *by: str) -> list[Component]:
    """What ``by`` want."""
    return [components[item.name] for item in locked.values() if set(by) & set(item.wanted_by)]


def _component(item: Locked, licence: str, scope: ComponentScope) -> Component:
    properties = {"service-catalogue:for": item.marker, "service-catalogue:shipped": SHIPPED.get(item.name, "")}
    return Component(
        name=item.name,
        version=item.version,
        type=ComponentType.LIBRARY,
        scope=scope,
        bom_ref=item.name,
        purl=PackageURL("pypi", None, item.name, item.version),
        licenses=[LicenseFactory().make_from_string(licence)],
        # One for each file of the distribution: which of them is installed depends on the system.
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=content) for content in item.hashes],
        properties=[Property(name=name, value=value) for name, value in properties.items() if value],
    )
