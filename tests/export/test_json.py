"""``api/v1``: what others rely on, and all of it plain text."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from service_catalogue.check.checker import check
from service_catalogue.export.json import _EXCEPTIONS, makers
from service_catalogue.model.catalogue import FILES, Identity
from service_catalogue.model.json_schema import objects
from service_catalogue.model.matrix import Row
from service_catalogue.model.references import Positioned
from service_catalogue.model.service import Service
from service_catalogue.model.shared import SearchWords
from service_catalogue.model.standard import Citing
from service_catalogue.model.statement import Claiming, Statement, _dataclass_in
from service_catalogue.schema.fields import fields_of

from tests.folders import DESK, FIXTURES, PLATFORM, SMALL, approve, catalogue_of, copy, edited, json_files, plant, table_of


def exported(folder: Path) -> dict[str, dict]:
    return json_files(check(folder).catalogue)


SMALL_FILES, DATA_FILES = map(json_files, map(catalogue_of, (SMALL, PLATFORM)))
DESK_JSON, SERVICE_2A = SMALL_FILES["services/desk.json"], DATA_FILES["services/2a.json"]


def test_a_file_for_the_catalogue_and_for_each_service():
    assert list(SMALL_FILES) == [
        "catalogue.json",
        "services/desk.json",
        "schema/catalogue.json",
        "schema/service.json",
        "schema/change.json",
    ]
    assert [(service["id"], service["data"], service["page"]["en"]) for service in SMALL_FILES["catalogue.json"]["services"]] == [
        ("desk", "services/desk.json", "en/services/desk.html")
    ]


def test_an_old_id_says_where_the_data_are_now(tmp_path):
    data = exported(edited(tmp_path, ("catalogue.yaml", "redirects: {}", "redirects: {chair: desk, task:stool: backup}")))
    assert data["services/chair.json"] == {"id": "chair", "moved": "services/desk.json"}
    assert faults_of(data) == []
    assert {"services/chair.json", "services/desk.json"} <= set(data)


def test_a_service_has_the_status_of_the_catalogue():
    standing = DESK_JSON["catalogue"]
    assert list(standing) == ["languages", "authoritative", "status", "owner", "approval"]
    assert standing.items() <= SMALL_FILES["catalogue.json"].items()
    assert (standing["authoritative"], standing["status"], standing["owner"]["en"]) == ("da", "restatement", "The owner")


def test_a_service_says_who_approved_it_and_whether_that_holds(tmp_path):
    folder = copy(tmp_path)
    assert DESK_JSON["approval"] is None
    approve(folder, "desk")
    given = exported(folder)["services/desk.json"]["approval"]
    texts = {"by": {"da": "Direktionen", "en": "Direktionen"}, "evidence": {"da": "Referat 12", "en": "Referat 12"}}
    assert given == {**texts, "date": "2025-12-01", "digest": given["digest"], "holds": True}
    plant(folder, (DESK, "lower: [I, AR]", "lower: [AR, I]"))
    assert exported(folder)["services/desk.json"]["approval"] == {**given, "holds": False}
    approve(folder)
    whole = exported(folder)
    assert whole["services/desk.json"]["approval"] == {**given, "holds": False}, "its own stands before that of the catalogue"
    assert len(whole["catalogue.json"]["approval"]["digest"]) == 12
    assert faults_of(whole) == []


def fields_left_out(kind: type, schema: dict) -> Iterator[str]:
    """Yield the fields of ``kind``, and of the objects in it, that ``schema`` does not have."""
    while "properties" not in schema:
        several = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
        schema = several[0] if several else schema.get("items") or schema["additionalProperties"]
    for key, (_, annotation, _) in fields_of(kind).items():
        if key not in schema["properties"]:
            yield f"{kind.__name__}.{key}"
        elif (inner := _dataclass_in(annotation)) and inner is not kind:
            yield from fields_left_out(inner, schema["properties"][key])


def test_every_field_of_the_model_is_in_the_schemas_or_is_named_as_an_exception():
    """And so in the files, which have each key of their schema."""
    catalogue, service = (SMALL_FILES[f"schema/{name}.json"] for name in ("catalogue", "service"))
    of_service = service["anyOf"][0]["properties"]
    left_out = {*fields_left_out(Identity, catalogue), *fields_left_out(Service, service)}
    left_out.update(fields_left_out(Statement, of_service["statements"]))
    left_out.update(fields_left_out(Row, of_service["matrix"]["anyOf"][0]["properties"]["tasks"]))
    for key, kind in itertools.chain.from_iterable(kinds.items() for kinds in FILES.values()):
        if kind is not SearchWords:
            left_out.update(fields_left_out(kind, catalogue["properties"][key]))
    assert left_out == {f"{kind.__name__}.{key}" for kind, keys in _EXCEPTIONS.items() for key, one in keys.items() if not one}
    of_editor = objects(catalogue_of(SMALL), "en")
    every = itertools.chain.from_iterable(base.__subclasses__() for base in (Positioned, Citing, Claiming))
    kinds = {kind.__name__: kind for kind in every if kind.__module__.startswith("service_catalogue.model.")}
    for name in kinds.keys() & of_editor.keys() - {"Matrix", "Row"}:  # which the reader reads in their own way
        assert of_editor[name]["properties"].keys() == fields_of(kinds[name]).keys(), name


def test_the_list_of_services_says_which_are_not_in_force(tmp_path):
    withdrawn = "status: retired\nwithdrawn: {on: 2027-01-01, reason: {da: Slut., en: Over.}}"
    (listed,) = exported(edited(tmp_path, (DESK, "status: in-force", withdrawn)))["catalogue.json"]["services"]
    assert listed["status"] == "retired"
    assert listed["withdrawn"] == {"on": "2027-01-01", "reason": {"da": "Slut.", "en": "Over."}, "successor": None}


OBJECTS = table_of(__file__)


@pytest.mark.parametrize("place", OBJECTS)
def test_an_object_has_these_keys(place: str) -> None:
    """By the folder of the data, the file and the place in it."""
    folder, file, *keys = place.split()
    value = json_files(catalogue_of(FIXTURES / folder))[file]
    for key in keys:
        value = value[int(key) if isinstance(value, list) else key]
    assert value == OBJECTS[place]


def test_each_statement_note_and_exception_is_there_in_order() -> None:
    assert [statement["id"] for statement in DESK_JSON["statements"]] == ["what-1", "ask-1", "copies-1", "copies-2"]
    assert [(exception["rule"], exception["at"], exception["notes"]) for exception in DESK_JSON["exceptions"]] == [
        ("someone-responsible", ["backup.upper"], ["2"]),
        ("claim-contradicts-matrix", ["copies-1", "copies-2", "backup.lower"], []),
    ]
    assert [note["id"] for note in SERVICE_2A["notes"]] == list("123456")


def test_what_is_not_stated_is_null():
    assert (SERVICE_2A["status"], SERVICE_2A["version"], SERVICE_2A["approver"], SERVICE_2A["source"]["date"]) == (None,) * 4
    assert SERVICE_2A["valid"] == {"from": None, "to": None}
    assert (DESK_JSON["status"], DESK_JSON["version"], DESK_JSON["valid"]["to"]) == ("in-force", "1.10", "2026-12-31")


@pytest.mark.parametrize(("written", "roles", "notes", "state"), [
    ("[RA 1 2, -]", "AR", ["1", "2"], ""), ("['A, R', -]", "AR", [], ""), ("[n/a, n/a]", "", [], "n-a"), ("[tbd 1, -]", "", ["1"], "tbd"),
])  # fmt: skip
def test_a_cell(tmp_path, written, roles, notes, state):
    folder = edited(tmp_path, (DESK, "upper: [AR, -]\n", f"upper: {written}\n"))
    cell = exported(folder)["services/desk.json"]["matrix"]["cells"][0]
    assert (cell["roles"], cell["notes"], cell["state"]) == (roles, notes, state)


def test_text_is_plain_and_characters_are_themselves(tmp_path):
    text = '{da: "*Spørg* [her](https://example.org), <b>x</b> & [[sit]] \\"{{ x }}\\"", en: "*Ask* [[sit|them]] `x` %s"}'
    folder = edited(tmp_path, (DESK, "{da: Spørg leverandøren., en: Ask the provider.}", text))
    name, raw = [(name, make()) for name, _, make in makers(check(folder).catalogue)][1]
    assert json.loads(raw)["statements"][1]["text"] == {"da": 'Spørg her, <b>x</b> & SIT "{{ x }}"', "en": "Ask them `x` %s"}
    assert "Spørg" in raw
    assert raw.endswith("}\n")
    assert name == "services/desk.json"


def test_what_is_withdrawn_says_so_whatever_it_is(tmp_path):
    """A client would else take a withdrawn task as in force."""
    withdrawn = "withdrawn: {on: 2026-03-01, reason: {da: Slut., en: Over.}}"
    objects = {"tasks": "restore", "parties": "customer", "layers": "upper", "glossary": "backup"}
    edits = [(f"{file}.yaml", f"  - id: {id}\n", f"  - id: {id}\n    {withdrawn}\n") for file, id in objects.items()]
    data = exported(edited(tmp_path, *edits))["catalogue.json"]
    for kind, id in (("tasks", "restore"), ("parties", "customer"), ("layers", "upper"), ("terms", "backup")):
        assert {thing["id"]: thing["withdrawn"] for thing in data[kind] if thing["withdrawn"]} == {
            id: {"on": "2026-03-01", "reason": {"da": "Slut.", "en": "Over."}}
        }


def test_who_does_a_task_is_known_in_any_scheme():
    schemes = exported(FIXTURES / "catalogues" / "odd-schemes")["catalogue.json"]["schemes"]
    assert [[(letter["letter"], letter["duty"], letter["count"]) for letter in scheme["letters"]] for scheme in schemes[:2]] == [
        [("R", "does", "one"), ("C", None, "any"), ("I", "informed", "any")],
        [("R", "does", "some"), ("A", "answers-for", "one"), ("S", None, "any"), ("C", None, "any"), ("I", "informed", "any")],
    ]


def test_the_name_of_a_party_in_a_sentence_and_in_a_column():
    parties = {party["id"]: party for party in exported(FIXTURES / "catalogues" / "odd-schemes")["catalogue.json"]["parties"]}
    assert (parties["customer"]["short"], parties["carrier"]["short"]) == ({"da": "Kommune", "en": "Municipality"}, None)
    assert DATA_FILES["catalogue.json"]["parties"][0]["definite"] == {"da": "kunden", "en": "the customer"}


def test_the_statements_that_stand_for_a_service_and_say_whom_to_ask():
    assert (DESK_JSON["summary"], DESK_JSON["contact"]) == ("what-1", "ask-1")
    bare = exported(FIXTURES / "catalogues" / "minimal")["services/hosting.json"]
    assert (bare["summary"], bare["contact"]) == (None, None)


# ---- The schemas, which are published beside the files


def faults_of(data: dict[str, dict]) -> list[str]:
    """Return the places at which published ``data`` break the schemas that are published with them."""
    found = []
    for name, file in data.items():
        kind, _, _ = name.rpartition("/")
        if kind == "schema":
            Draft202012Validator.check_schema(file)
            continue
        schema = data["schema/service.json" if kind else "schema/catalogue.json"]
        if kind:  # by the one of the two that is meant, or the message would say no more than that neither fits
            schema = schema["anyOf"]["moved" in file]
        faults = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(file)
        found += [f"{name} {fault.json_path}: {fault.message}" for fault in faults]
    return found


@pytest.mark.parametrize("name", ["minimal", "plans-and-phases", "example", "odd-schemes"])
def test_every_published_file_is_what_its_schema_says(name):
    data = exported(FIXTURES / "catalogues" / name)
    assert len(data) > 3
    assert faults_of(data) == []


@pytest.mark.parametrize(("file", "fault", "seen"), [
    ("catalogue.json", lambda data: data["tasks"][0].pop("withdrawn"), "$.tasks[0]: 'withdrawn' is a required property"),
    ("catalogue.json", lambda data: data["schemes"][0]["letters"][0].update(duty="do"), "$.schemes[0].letters[0].duty: 'do' is not"),
    ("catalogue.json", lambda data: data.update(digest=None), "$.digest: None is not of type 'string'"),
    ("services/desk.json", lambda data: data.update(more=1), "$: 'more' does not match any of the regexes: '^x-'"),
    ("services/desk.json", lambda data: data["statements"][0].update(text="A text."), "$.statements[0].text: 'A text.' is not"),
    ("services/desk.json", lambda data: data["matrix"]["cells"][0].update(state=None), "$.matrix"),
    ("services/desk.json", lambda data: data["valid"].update({"from": "soon"}), "$.valid.from"),
])  # fmt: skip
def test_a_fault_in_a_file_is_seen_by_its_schema(file, fault, seen):
    data = json.loads(json.dumps(SMALL_FILES))
    fault(data[file])
    (told,) = faults_of(data)
    assert told.startswith(f"{file} {seen}")


def texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    return (
        [text for inner in value for text in texts(inner)]
        if isinstance(value, list)
        else [value]
        if isinstance(value, str)
        else []
    )


def test_no_syntax_is_left_in_the_data():
    found = [text for file in DATA_FILES.values() for text in texts(file) if re.search(r"\*|\[\[|\]\(", text)]
    assert found == []


def test_nothing_depends_on_the_machine():
    raw, again = ("".join(make() for *_, make in makers(one)) for one in (catalogue_of(PLATFORM), check(PLATFORM).catalogue))
    assert raw == again
    assert str(PLATFORM) not in raw
    assert "yaml" not in raw


@pytest.mark.parametrize("root", ["", "https://example.org/it/"])
def test_each_object_names_its_page_in_each_language(root):
    made = {name: make() for name, _, make in makers(catalogue_of(SMALL), root.rstrip("/"))}
    catalogue, desk = json.loads(made["catalogue.json"]), json.loads(made["services/desk.json"])
    assert catalogue["tasks"][0]["page"] == {
        language: f"{root}{language}/tasks/{catalogue['tasks'][0]['id']}.html" for language in ("da", "en")
    }
    assert catalogue["parties"][0]["page"]["en"] == f"{root}en/parties/customer.html"
    assert catalogue["terms"][0]["page"]["en"] == f"{root}en/glossary.html#{catalogue['terms'][0]['id']}"
    assert desk["statements"][0]["page"]["da"] == f"{root}da/services/desk.html#what-1"
    assert desk["notes"][0]["page"]["da"] == f"{root}da/services/desk.html#note.{desk['notes'][0]['id']}"
    assert desk["matrix"]["cells"][0]["page"]["en"] == f"{root}en/services/desk.html#ownership.upper.customer"
    assert [data["$id"] for data in (catalogue, desk)] == [
        f"{root}api/v1/catalogue.json",
        f"{root}api/v1/services/desk.json",
    ]
    assert {data["format-version"] for data in (catalogue, desk)} == {"2.0"}
