"""A catalogue in which many other services mention the topics of 2A in passing."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import yaml

from tests.folders import PLATFORM

_THINGS = {
    "da": ("Arkiv", "Blanket", "Bibliotek", "Bygning", "Flåde", "Kantine", "Kort", "Kursus", "Lokale", "Møde", "Post", "Print",
           "Register", "Rejse", "Sag", "Skærm", "Telefon", "Tid", "Tolk", "Udbud"),
    "en": ("Archive", "Form", "Library", "Building", "Fleet", "Canteen", "Map", "Course", "Room", "Meeting", "Mail", "Print",
           "Register", "Travel", "Case", "Screen", "Telephone", "Time", "Interpreter", "Tender"),
}  # fmt: skip
_KINDS = {
    "da": ("booking", "portal", "udveksling", "indsigt", "planlægning", "samling", "oversigt", "fordeling", "ordning", "løsning"),
    "en": ("booking", "portal", "exchange", "insight", "planning", "collection", "overview", "allocation", "scheme", "solution"),
}
_SENTENCES = {
    "da": (
        "{one} og {two} er ikke en del af ydelsen, men nævnes i aftalen om den.",
        "Se også, hvad der gælder for {one}. Det har betydning for {two}.",
        "Ydelsen forudsætter {one}; om {two} henvises der til en anden ydelse.",
        "Brugerne mærker ikke noget til {one}, heller ikke når der arbejdes med {two}.",
        "Prisen omfatter hverken {one} eller {two}.",
        "Erfaringer med {one} indgår, når ydelsen evalueres sammen med {two}.",
    ),
    "en": (
        "{one} and {two} are no part of the service, but are mentioned in the agreement on it.",
        "See also what applies to {one}. It matters for {two}.",
        "The service presupposes {one}; for {two} another service is referred to.",
        "Users notice nothing of {one}, not even during work on {two}.",
        "The price covers neither {one} nor {two}.",
        "Experience with {one} is taken in when the service is evaluated together with {two}.",
    ),
}


def passing_services(folder: Path, count: int = 400) -> Path:
    """Return a copy of the data in ``folder`` with ``count`` more services, the same each time."""
    data = Path(shutil.copytree(PLATFORM, folder / "data"))
    tasks = yaml.safe_load((data / "tasks.yaml").read_text("utf-8"))["tasks"]
    terms = yaml.safe_load((data / "glossary.yaml").read_text("utf-8"))["terms"]
    topics = [thing["name"] for thing in (*tasks, *terms)]
    chance = random.Random(2)
    for number in range(count):
        service = _service(number, topics, [task["id"] for task in tasks], chance)
        # JSON is YAML, and quicker to write.
        (data / "services" / f"{service['id']}.yaml").write_text(json.dumps(service, ensure_ascii=False, indent=1), "utf-8")
    return data


def _service(number: int, topics: list[dict], tasks: list[str], chance: random.Random) -> dict:
    thing, kind = number % 20, number // 20 % 10
    suffix = f" {number // 200 + 1}"
    statements = [
        {"id": f"passing-{index}", "text": _sentence(chance.randrange(6), *chance.sample(topics, 2))} for index in range(8)
    ]
    cells = {task: {"applications": ["AR", "-"], "middleware": ["I", "AR"]} for task in sorted(chance.sample(tasks, 6))}
    return {
        "id": f"p{number}",
        "code": f"P{number}",
        "name": {
            "da": _THINGS["da"][thing] + _KINDS["da"][kind] + suffix,
            "en": f"{_THINGS['en'][thing]} {_KINDS['en'][kind]}{suffix}",
        },
        "provider": "provider",
        "sections": [{"id": "passing", "name": {"da": "I øvrigt", "en": "Besides"}, "statements": statements}],
        "matrix": {
            "scheme": "raci",
            "axes": {"layer": ["applications", "middleware"]},
            "parties": ["customer", "provider"],
            "cells": cells,
        },
    }


def _sentence(which: int, one: dict, two: dict) -> dict[str, str]:
    said = {language: _SENTENCES[language][which].format(one=one[language], two=two[language]) for language in ("da", "en")}
    return {language: text[0].upper() + text[1:] for language, text in said.items()}
