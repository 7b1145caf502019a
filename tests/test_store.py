"""Entries of an earlier build are used only if they are whole and have the same key."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from service_catalogue import export as exported, views
from service_catalogue.check.checker import check
from service_catalogue.check.digest import data_digest
from service_catalogue.check.published_data import published_data
from service_catalogue.cli import main
from service_catalogue.export import json as export
from service_catalogue.files import state_folder
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.store import Store, digest_of_program
from service_catalogue.views.edition import Edition
from service_catalogue.views.service import compared

from tests.folders import FIXTURES, copy, index_of
from tests.random_edits import random_edit, random_slip
from tests.repository import git

HEIR = "id: heir\ncode: H1\nname: {da: Arving, en: Heir}\nprovider: provider\nmatrix: {extends: desk}\n"
SLIPPED = ("small", "catalogues/nine-services", "catalogues/example")
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
            assert index_of(edition, {}, "", store) == index_of(Edition(catalogue, language), {}), edits
            clean = tmp_path / f"api-{edits}"
            names = dict(exported.write(catalogue, data, clean))
            assert dict(exported.write(catalogue, data, tmp_path / "api", store)) == names
            assert [name for name in names if (tmp_path / "api" / name).read_bytes() != (clean / name).read_bytes()] == []
            digest = data_digest(data)
            again = [*published_data(data, digest, Store(tmp_path / f"empty-{edits}"))]
            assert [*published_data(data, digest, store)] == again
            assert catalogue.digest == digest
    assert equal, "no service was left as it was: correct the test"


# ---- What rules report in a service is kept


def looked(data: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, int]:
    """Check ``data``; return the number of services at which each rule looked."""
    main(["check", "--data", str(data), "--timings"])
    counts = {name: int(count) for _, _, count, name in map(str.split, capsys.readouterr().err.splitlines())}
    return {name.removeprefix("check/"): count for name, count in counts.items() if "/" in name and count}


CHANGES = yaml.safe_load(Path(__file__).with_name("kept.yaml").read_text("utf-8"))


@pytest.mark.parametrize("name", CHANGES)
def test_a_rule_looks_again_only_at_what_it_receives_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    data, (file, old, new, services, rules) = copy(tmp_path), CHANGES[name]
    (data / "services/heir.yaml").write_text(HEIR, "utf-8")
    every = looked(data, capsys)
    path = data / file
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    assert looked(data, capsys) == {
        rule: services * count // 2 for rule, count in every.items() if services and rule in (rules or every)
    }


NINE = FIXTURES / "catalogues/nine-services"


@pytest.mark.parametrize(
    ("file", "old", "new", "read"),
    [
        ("services/mail.yaml", "id: mail", "id: mail # x", 0),
        ("glossary.yaml", "terms:", "# x\nterms:", 9),
        ("tasks.yaml", "id: backup\n", "id: other\n", 9),  # the name of a task, which a tension may use
    ],
)
def test_the_content_of_a_service_is_read_if_a_rule_asks_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, old: str, new: str, read: int
) -> None:
    data, store, names, get = copy(tmp_path, NINE), tmp_path / "store", list[str](), Store.get
    shutil.rmtree(data / "approved")  # which covers all of them
    check(data, store=Store(store))
    path = data / file
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    monkeypatch.setattr(Store, "get", lambda self, name, key: names.append(name) or get(self, name, key))
    kept, clean = check(data, store=Store(store)), check(data)
    assert len([name for name in names if name.endswith(".content")]) == read
    assert kept == clean
    assert kept.catalogue.digest == clean.catalogue.digest


@pytest.mark.parametrize(
    "way", [["check"], ["check", "--strict"], ["check", "--base", "HEAD"], ["export", "--out", "api"], ["CI"]]
)
def test_what_is_published_or_judged_rests_on_nothing_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, way: list[str]
) -> None:
    data = copy(tmp_path)
    (data / "services/heir.yaml").write_text(f"{HEIR}motto: {{da: TBD, en: TBD}}\n", "utf-8")
    git(tmp_path, "init", "-q"), git(tmp_path, "add", "data"), git(tmp_path, "commit", "-qm", "all")
    monkeypatch.chdir(tmp_path)
    main(["check"])
    assert "[untranslated]" in capsys.readouterr().out
    store, key = Store(state_folder(Path("data")) / "checked"), f"{digest_of_program()} data"
    store.put("findings", key, dict.fromkeys(store.get("findings", key), "[]"))  # a lie
    if way == ["CI"]:
        monkeypatch.setenv("CI", "true")
    main(way if way != ["CI"] else ["check", "--format", "text"])
    assert ("[untranslated]" in capsys.readouterr().out) == (way != ["check"])


def test_what_git_tracks_is_not_believed_and_what_cannot_be_kept_is_not_needed(tmp_path: Path, monkeypatch, capsys) -> None:
    data, home = copy(tmp_path / "one"), tmp_path / "home"
    (tmp_path / "file").write_text("", "utf-8")
    for folder, status in ((tmp_path / "file", 0), (home, 0), (home, 2)):
        monkeypatch.setenv("XDG_STATE_HOME", str(folder))
        assert main(["check", "--data", str(data)]) == status
        if folder == home:
            git(home, "init", "-q"), git(home, "add", "-f", ".")
    assert f"{state_folder(data) / 'checked'}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "count"),
    [("small", 30), ("catalogues/example", 30), *(pytest.param(name, 700, marks=pytest.mark.long) for name in SLIPPED)],
)
def test_after_each_slip_a_check_that_keeps_says_what_one_that_does_not_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, count: int
) -> None:
    """A state is put back now and then, with its times, and the store is damaged."""
    chance, data, several = random.Random(f"{name} {count}"), copy(tmp_path, FIXTURES / name), 0
    for number in range(count):
        if chance.random() < 0.2:
            shutil.rmtree(data)
            shutil.copytree(chance.choice([FIXTURES / name, *tmp_path.glob("state-*")]), data)
        random_slip(data, chance)
        if chance.random() < 0.1:
            shutil.copytree(data, tmp_path / f"state-{number}")
        kept = sorted(path for path in (state_folder(data) / "checked").rglob("*") if path.is_file())
        if kept and chance.random() < 0.1:
            path = chance.choice(kept)
            path.write_bytes(path.read_bytes()[: chance.randrange(400)])
        outputs = []
        for strange in ({}, {"CI": "true"}):
            with monkeypatch.context() as changed:
                changed.delenv("CI", raising=False)
                for item in strange.items():
                    changed.setenv(*item)
                main(["check", "--data", str(data), "--lang", "en", "--format", "text"])
            outputs.append(capsys.readouterr().out)
        assert outputs[0] == outputs[1], number
        several += outputs[0].count("\n") > 1
    assert several > count / 2, "the slips are hardly ever noticed: correct the test"
