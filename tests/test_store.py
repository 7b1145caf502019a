"""What an earlier build has stored: used only where it is whole and has the same key."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from service_catalogue import export as exported, views
from service_catalogue.check import data_digest, published_data
from service_catalogue.export import json as export
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.search import index
from service_catalogue.store import Store
from service_catalogue.views.edition import Edition
from service_catalogue.views.service import compared

from tests.folders import FIXTURES, copy
from tests.random_edits import random_edit

VALUE = {"words": ["Ø", "\ud800"], "none": [], "count": 3}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    found = Store(tmp_path / "store")
    found.put("services/desk", "bytes", VALUE)
    return found


def test_what_is_stored_is_not_computed_again(store: Store) -> None:
    assert store.compute("services/desk", "bytes", pytest.fail) == VALUE
    assert store.compute("services/other", "bytes", lambda: ("a",)) == ["a"]
    assert store.compute("services/other", "bytes", pytest.fail) == ["a"]


def test_what_has_another_key_is_computed_again(store: Store) -> None:
    assert store.get("services/desk", "other bytes") is None
    assert store.compute("services/desk", "other bytes", lambda: 1) == 1
    assert store.get("services/desk", "bytes") is None


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "nothing is left": lambda _: b"",
    "half is written": lambda raw: raw[: len(raw) // 2],
    "the last character is missing": lambda raw: raw[:-1],
    "a character is another": lambda raw: raw.replace(b"words", b"wards"),
    "the digest is another": lambda raw: b"0" * 32 + raw[32:],
    "it is of something else": lambda _: b"\x80\x04N.",
    "it has no digest": lambda raw: raw.partition(b"\n")[2],
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_damaged_is_computed_again(store: Store, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "store" / "services" / "desk"
    path.write_bytes(DAMAGE[damage](path.read_bytes()))
    assert store.get("services/desk", "bytes") is None
    assert store.compute("services/desk", "bytes", lambda: 1) == 1


def test_what_another_python_has_stored_is_computed_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version", "another")
    assert store.get("services/desk", "bytes") is None


def test_an_entry_that_cannot_be_written_leaves_the_one_before(store: Store) -> None:
    with pytest.raises(TypeError):
        store.put("services/desk", "bytes", object())
    assert store.get("services/desk", "bytes") == VALUE


def test_what_nobody_asked_for_is_removed(store: Store, tmp_path: Path) -> None:
    again = Store(tmp_path / "store")
    (tmp_path / "store" / "desk.12.partial").write_text("cut short")
    again.put("one", "", 1)
    again.prune()
    assert [path.name for path in (tmp_path / "store").rglob("*") if path.is_file()] == ["one"]


# ---- Equal inputs give equal pages


def _made(catalogue: Catalogue) -> dict[str, dict[str, str]]:
    """By the id of each service, a digest of everything that is made of it, in two languages."""
    texts = {name: make() for name, _, make in export.makers(catalogue)}
    found: dict[str, dict[str, str]] = {
        service.id: {"json": texts[f"services/{service.id}.json"]} for service in catalogue.services
    }
    for language in catalogue.identity.languages[:2]:
        edition = Edition(catalogue, language)
        for address in views.addresses(catalogue):
            if address.kind in ("service", "duties"):
                found[address.ids[-1]][f"{language} {address.document}"] = views.digest(views.page(edition, address))
    return found


@pytest.mark.parametrize("name", ["example", pytest.param("nine-services", marks=pytest.mark.long)])
@pytest.mark.parametrize(("seed", "count"), [(5, 2), *(pytest.param(seed, 10, marks=pytest.mark.long) for seed in (0, 1))])
def test_what_is_made_of_a_service_depends_on_its_inputs_alone(tmp_path: Path, name: str, seed: int, count: int) -> None:
    chance = random.Random(f"{name} {seed}")
    data = copy(tmp_path, FIXTURES / "catalogues" / name)
    known: dict[str, dict[str, str]] = {}
    equal = 0
    store = Store(tmp_path / "store")
    for edits in range(count):
        catalogue = random_edit(data, chance)
        for id, made in _made(catalogue).items():
            # A page names the services that it is compared with too, as `sphinx_ext.pages` knows.
            others = [*compared(Edition(catalogue, catalogue.identity.languages[0]), catalogue.objects["service"][id])]
            inputs = f"{id} {catalogue.inputs[id]} {views.digest(others)}"
            equal += inputs in known
            assert known.setdefault(inputs, made) == made
        if edits % 8 == 1:
            language = chance.choice(list(catalogue.identity.languages))
            edition = Edition(catalogue, language)
            assert index.files(edition, {}, "", store) == index.files(Edition(catalogue, language), {}), edits
            clean = tmp_path / f"api-{edits}"
            names = [*exported.write(catalogue, data, clean)]
            assert [*exported.write(catalogue, data, tmp_path / "api", store)] == names
            assert [name for name in names if (tmp_path / "api" / name).read_bytes() != (clean / name).read_bytes()] == []
            digest = data_digest(data)
            again = [*published_data(data, digest, Store(tmp_path / f"empty-{edits}"))]
            assert [*published_data(data, digest, store)] == again
            assert catalogue.digest == digest
    assert equal, "no service was left as it was: correct the test"
