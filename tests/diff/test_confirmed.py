"""Unconfirmed content is not published: the gate, its exceptions by hand, and deletions."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import yaml
from service_catalogue.check.load import load
from service_catalogue.model.reviewed import gone, items, suspects

from tests.diff.test_states import run
from tests.folders import DESK, PLATFORM, copy, plant
from tests.repository import commit

NO_COPIES = (DESK, "en: The copy is the customer's responsibility.", "en: No backups are taken.")


@pytest.fixture
def gated(repository, capsys) -> Path:
    """Return a catalogue that publishes only what is confirmed, as everything is."""
    plant(repository / "data", ("catalogue.yaml", "redirects: {}", "publish: confirmed\nredirects: {}"))
    assert run(capsys, "confirm", "--all")[0] == 0
    commit(repository)
    return repository / "data"


def test_what_nobody_has_confirmed_is_an_error_of_the_strict_check(gated, capsys):
    assert run(capsys, "check", "--strict")[0] == 0
    plant(gated, NO_COPIES, ("tasks.yaml", "tasks:\n", "tasks:\n  - {id: rest, group: running, name: {da: Hvile, en: Rest}}\n"))
    assert run(capsys, "check")[0] == 0, "the plain check stays as it is"
    status, out, _ = run(capsys, "check", "--strict", "--lang", "en")
    assert status == 1
    assert [line for line in out.splitlines() if ": error:" in line] == [
        "data/services/desk.yaml:49:24: error: Changed since it was confirmed: the text in “en”. Unchanged: the text in “da” and the "
        "facts. Read it, correct what no longer fits, and run “catalogue confirm desk.copies-2”. [suspect]",
        "data/tasks.yaml:8:5: error: “task:rest” is not confirmed. Read it, and run “catalogue confirm task:rest”. [suspect]",
    ]
    run(capsys, "confirm", "--all")
    assert run(capsys, "check", "--strict")[0] == 0


def test_without_a_record_nothing_is_confirmed(gated, capsys):
    for path in (*(gated / "reviewed").iterdir(), gated / "reviewed.txt"):
        path.unlink()
    assert run(capsys, "check", "--strict")[1].count("[suspect]") == 37
    plant(gated, ("catalogue.yaml", "publish: confirmed", "publish: anything"))
    assert run(capsys, "check", "--strict")[0] == 0


def test_the_site_is_published_only_if_all_is_confirmed_or_by_hand_with_marks(gated, capsys, monkeypatch):
    plant(gated, NO_COPIES, (DESK, "      lower: [CI, AR]", "      lower: [I, AR]"))
    assert run(capsys, "build", "--no-pdf", "--lang", "en")[0] == 0, "a preview"
    assert "This is a preview: 2 items are not confirmed" in Path("_build/site/en/about.html").read_text("utf-8")
    published = ("build", "--no-pdf", "--lang", "en", "--out", "site")
    assert run(capsys, *published)[0] == 1
    assert not Path("site").exists()
    monkeypatch.setenv("CI", "true")
    assert run(capsys, *published, "--unconfirmed", "flood")[0] == 2, "by hand only"
    monkeypatch.delenv("CI")
    assert run(capsys, "build", "--unconfirmed", "flood")[0] == 2, "only to publish"
    assert run(capsys, *published, "--unconfirmed", "the flood of today")[0] == 0
    page, about = (Path("site/en", name).read_text("utf-8") for name in ("services/desk.html", "about.html"))
    assert "Changed since it was confirmed: copies-2; Ownership." in page
    assert 'No backups are taken.<small class="stale"> (changed since it was confirmed)</small>' in page
    row = re.search(r'<tr[^>]* id="row.ownership".*?</th>', page, re.DOTALL)
    assert row and "(changed since it was confirmed)" in row[0]
    assert "Published although not everything was confirmed: the flood of today." in about
    assert "Not confirmed: desk.copies-2; desk.row.ownership." in about


@pytest.mark.parametrize(
    ("level", "status", "word"), [("off", 0, ""), ("warning", 0, "warning:"), ("error", 1, "error:")]
)  # fmt: skip
def test_a_catalogue_gives_rules_that_warn_another_severity(repository, capsys, level, status, word):
    plant(repository / "data", ("catalogue.yaml", "redirects: {}", f"rules: {{untranslated: {level}}}\nredirects: {{}}"))
    plant(
        repository / "data",
        (DESK, "{da: Spørg leverandøren., en: Ask the provider.}", "{da: Spørg dem pænt., en: Spørg dem pænt.}"),
    )
    got, out, _ = run(capsys, "check")
    assert (got, f" {word} " in out, "[untranslated]" in out) == (status, bool(word), bool(word))


@pytest.mark.parametrize(("rule", "said"), [("one-accountable", "fast"), ("suspect", "fast"), ("untranslatd", "“untranslated”")])
def test_errors_and_records_keep_their_severity(repository, capsys, rule, said):
    plant(repository / "data", ("catalogue.yaml", "redirects: {}", f"rules: {{{rule}: off}}\nredirects: {{}}"))
    status, out, _ = run(capsys, "check", "--lang", "da")
    assert (status, "[rule-level]" in out, said.replace("“", "»").replace("”", "«") in out) == (1, True, True)


# ---- Deletions -------------------------------------------------------------------------------------------------------

#: What may go without a question: positions, inflections, words for the search, and how the catalogue is published. Nor does the
#: optional id of an exception say anything: without it the exception has another address, and what moves stays confirmed.
UNASKED = re.compile(
    r"(services/2a\.yaml|catalogue\.yaml): (legal-words|redirects|site|status|changed|x-|exceptions\.\*\.id$)"
    r"|\.forms|\.words|search-words|published"
)


def is_stated(value: object) -> bool:
    """Return whether anything is said in ``value``: ``valid: {from: , to: }`` is as good as nothing."""
    return any(map(is_stated, value.values())) if isinstance(value, dict) else bool(value)


def shapes(value: object, path: str = "") -> Iterator[tuple[str, tuple[object, ...]]]:
    """Yield the shape of each place in ``value``, with ids and numbers as stars, and the place."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in (key for key in keys if is_stated(value[key])):
        name = f"{path}.{key}" if isinstance(key, str) and path.rpartition(".")[2] not in ("cells", "redirects") else f"{path}.*"
        yield name, (key,)
        yield from ((shape, (key, *place)) for shape, place in shapes(value[key], name))


@cache
def deletions() -> dict[str, tuple[str, tuple[object, ...]]]:
    """Return one place of each shape in the frozen 2A, by file and shape."""
    found = {}
    for path in sorted(PLATFORM.rglob("*.yaml")):
        file = path.relative_to(PLATFORM).as_posix()
        for shape, place in shapes(yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)):
            name = f"{file}: {shape[1:]}"
            if not UNASKED.search(name) and not file.startswith(("search-words", "published")):
                found.setdefault(name, (file, place))
    return found


@pytest.mark.parametrize("name", [
    pytest.param(name, marks=[] if number % 12 == 0 else pytest.mark.long) for number, name in enumerate(sorted(deletions()))
])  # fmt: skip
def test_a_deletion_is_told(tmp_path, name):
    file, place = deletions()[name]
    folder = copy(tmp_path, PLATFORM)
    (folder / file).write_text(json.dumps(yaml.load((folder / file).read_text("utf-8"), yaml.CBaseLoader)), "utf-8")
    before = load(folder)
    lines = "\n".join(" ".join((item.address, *map(":".join, item.digests.items()))) for item in items(before.partial))
    value = whole = json.loads((folder / file).read_text("utf-8"))
    for key in place[:-1]:
        value = value[key]
    del value[place[-1]]
    (folder / file).write_text(json.dumps(whole), "utf-8")
    after = load(folder)
    catalogue = replace(after.partial, reviewed={"reviewed/all.txt": lines})
    assert len(after.problems) > len(before.problems) or suspects(catalogue) or gone(catalogue)
