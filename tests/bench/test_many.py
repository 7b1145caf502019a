"""What the benches measure with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.bench.many import many_services


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict) and value.keys() == {"da", "en"}:
        yield from value.values()
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def test_no_two_services_have_a_text_in_common_but_the_name_of_their_family(tmp_path: Path) -> None:
    data = many_services(tmp_path, 2)
    services = [yaml.safe_load((data / "services" / f"{id}.yaml").read_text("utf-8")) for id in ("2a", "s0", "s1")]
    family = services[0].pop("family")
    assert [service.pop("family") for service in services[1:]] == [family, family]
    texts = [set(_texts(service)) for service in services]
    assert all(len(found) > 100 for found in texts)
    assert [one & other for one, other in zip(texts, texts[1:] + texts[:1], strict=True)] == [set(), set(), set()]
