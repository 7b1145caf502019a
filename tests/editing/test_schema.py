"""The JSON Schemas of the data: they accept what the check accepts, mark what is wrong, and offer what there is."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import jsonschema
import pytest
from service_catalogue.check.checker import check
from service_catalogue.cli import main
from service_catalogue.messages.texts import table
from service_catalogue.model import json_schema
from service_catalogue.model.json_schema import described, typed
from service_catalogue.model.published_ids import PUBLISHED_FILE
from service_catalogue.pdf.annex import EDITOR_SCHEMAS, Annex
from service_catalogue.yaml.source import read
from service_catalogue.yaml.values import Map, Seq, Value

from tests.editing.language_server import CURSOR, SERVER, client
from tests.folders import DATA, DESK, FIXTURES, PLATFORM, SMALL, catalogue_of, edited, plant

CATALOGUES = [
    pytest.param(DATA, marks=pytest.mark.content), SMALL, pytest.param(PLATFORM, marks=pytest.mark.long), FIXTURES / "tiny", FIXTURES / "nordic" / "data", *sorted((FIXTURES / "catalogues").iterdir()),
]  # fmt: skip


def as_an_editor_reads(value: Value) -> object:
    """Return ``value`` as YAML 1.2 reads it: numbers, truth values and nothing are no text."""
    if isinstance(value, Map):
        return {str(key): as_an_editor_reads(inner) for key, inner in value.items()}
    if isinstance(value, Seq):
        return [as_an_editor_reads(item) for item in value]
    if not value.is_plain:
        return str(value)
    if value in ("true", "false"):
        return value == "true"
    return None if value in ("", "~", "null") else typed(value)[-1]


def schemas(folder: Path) -> dict[str, dict]:
    return {name: json.loads(text) for name, text in json_schema.files(check(folder).catalogue).items()}


def rejected(folder: Path, schemas: dict[str, dict]) -> list[str]:
    """Return the files of ``folder`` that their schema rejects."""
    found = []
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder).as_posix()
        value, _ = read(name, path.read_bytes())
        schema = schemas[json_schema.schema_name(name)]
        if not jsonschema.Draft7Validator(schema).is_valid(as_an_editor_reads(value)):
            found.append(name)
    return found


@pytest.mark.parametrize("folder", CATALOGUES, ids=lambda folder: folder.name)
def test_they_accept_what_the_check_accepts(folder):
    made = schemas(folder)
    for schema in made.values():
        jsonschema.Draft7Validator.check_schema(schema)
    assert rejected(folder, made) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (DESK, "code: D1", "kode: D1"),
        (DESK, "code: D1", "code: [D1]"),
        (DESK, "parties: [customer, provider]", "parties: [customer, supplier]"),
        (DESK, "axes: {layer: [upper, lower]}", "axes: {layer: [upper, outer]}"),
        (DESK, "axes: {layer: [upper, lower]}", "axes: {plan: [upper, lower]}"),
        (DESK, "    ownership:", "    owner:"),
        (DESK, "provider: provider", "provider: supplier"),
        ("layers.yaml", "term: backup", "term: bakup"),
        ("catalogue.yaml", "status: restatement", "status: adopt"),
        ("catalogue.yaml", "authoritative: da", "authoritative: Dansk"),
    ],
)
def test_they_reject_what_is_wrong(tmp_path, file, old, new):
    made = schemas(SMALL)
    assert rejected(edited(tmp_path, (file, old, new)), made) == [file]


def test_every_key_and_value_is_described_in_both_languages():
    bare = []
    for name, schema in schemas(SMALL).items():
        for place, kind in [("", schema), *schema["definitions"].items()]:
            options = [option for option in (kind, *kind.get("anyOf", ())) if "required" in option]
            keys = {key: value for option in options for key, value in option.get("properties", {}).items()}
            bare += [f"{name}: {place}.{key}" for key, value in keys.items() if "description" not in value and place]
    assert bare == []
    assert described("Service.baseline", ("da", "en")).count("\n\n") == 1
    assert described("Party.id", ["da"]) == described("Task.id", ["da"])


def test_every_description_is_shown():
    catalogue = catalogue_of(SMALL)
    of_annex = json.dumps(json_schema.of_file(catalogue, Annex, EDITOR_SCHEMAS), ensure_ascii=False)
    shown = "".join([*json_schema.files(catalogue).values(), of_annex])
    for key, text in table("da").items():
        if key.startswith("described."):
            assert json.dumps(text, ensure_ascii=False)[1:-1] in shown, key


@pytest.fixture
def folder(folder) -> Path:
    """Return that catalogue with its schemas, which its first line names."""
    assert (main(["check"]), (folder.parent / "_build/schema").exists()) == (0, False)
    path = folder / "catalogue.yaml"
    path.write_text(json_schema.modeline(path.name) + path.read_text("utf-8"), "utf-8")
    assert main(["ready"]) == 2  # without a repository it ends after the check
    return folder


def written(folder: Path) -> dict[str, dict]:
    return {path.name: json.loads(path.read_text("utf-8")) for path in (folder.parent / "_build" / "schema").iterdir()}


def test_the_check_renews_them_where_the_data_name_them(folder):
    before = written(folder)
    plant(folder, ("layers.yaml", "layers:\n", "layers:\n  - {id: outer, name: {da: Ydre, en: Outer}}\n"))
    assert main(["check"]) == 0
    assert before != written(folder) == schemas(folder)


def test_those_of_data_with_errors_are_not_written(folder):
    plant(folder, ("layers.yaml", "layers:\n", "layers:\n  - {id: outer, name: {da: Ydre, en: Outer}}\n"))
    before = written(folder)
    plant(folder, ("tasks.yaml", "  - id: backup", "  - ident: backup"))
    assert (main(["check"]), written(folder)) == (1, before)


def test_a_folder_that_cannot_be_written_to_is_no_error(folder):
    shutil.rmtree(folder.parent / "_build")
    (folder.parent / "_build").write_text("")
    assert main(["check"]) == 0


def test_they_are_published(folder):
    assert main(["export", "--out", "out"]) == 0
    assert {path.name: json.loads(path.read_text("utf-8")) for path in Path("out/schema/data").iterdir()} == schemas(folder)


@pytest.mark.content
def test_each_file_of_the_live_data_names_its_own():
    for path in DATA.rglob("*.yaml"):
        if path.name == PUBLISHED_FILE:  # a command writes it
            continue
        assert path.read_text("utf-8").startswith(json_schema.modeline(path.relative_to(DATA).as_posix())), path


# ---- The language server ---------------------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.skipif(not SERVER, reason="yaml-language-server is not installed")
def test_what_an_editor_sees(folder):
    path = folder / DESK
    text = json_schema.modeline(DESK) + path.read_text("utf-8")

    def at(before: str, after: str = "") -> str:
        """Return the text with the cursor behind the first ``before``, in place of the text up to ``after``."""
        start = text.index(before) + len(before)
        return text[:start] + CURSOR + text[text.index(after, start) if after else start :]

    with client(folder) as server:
        tasks = server.complete(folder / "services/does.yaml", at("does: [", "]"))
        assert {"ownership", "backup"} <= set(tasks)
        assert "Backup" in json.dumps(tasks["backup"])
        # What the service refers to in itself, and what the search words are for.
        assert {"what-1", "ask-1"} <= set(server.complete(folder / "services/summary.yaml", at("\nsummary: ", "\n")))
        assert {"1", "only-faults"} <= set(server.complete(folder / "services/note.yaml", at("      note: ", "\n")))
        assert {"backup", "note.1", "copies-1"} <= set(server.complete(folder / "services/at.yaml", at("    at: [", "]")))
        words = json_schema.modeline("search-words.yaml") + f"search-words:\n  - for: {CURSOR}\n"
        assert {"task:backup", "statement:desk.copies-1", "note:desk.1"} <= set(server.complete(folder / "words.yaml", words))
        row = re.search(r"\n    ownership:\n(      .*\n)+", text)
        missing = server.complete(folder / "services/row.yaml", text.replace(row[0], f"\n    {CURSOR}\n"))
        assert set(missing) == {"ownership"}
        shown = server.hover(folder / "services/hover.yaml", at("\n    owner"))
        assert "Ejerskab · Ownership" in shown
        shown = server.hover(folder / "services/key.yaml", at("\nco"))
        assert "Koden, som ydelsen er kendt under" in shown
        assert "The code that the service is known by" in shown
        wrong = server.validate(folder / "services/wrong.yaml", text.replace("code: D1", "kode: D1"))
        assert any(line == 3 and "kode" in said for line, said in wrong)
