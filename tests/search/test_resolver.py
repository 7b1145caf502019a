"""Answers: whole and right for every task, place, party and service of frozen catalogues, by the published JSON; nothing false."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import service_catalogue.theme
import yaml
from service_catalogue.check.checker import check
from service_catalogue.search import index
from service_catalogue.sphinx_ext.theme import stemmer
from service_catalogue.store import Store
from service_catalogue.views.edition import Edition

from tests.folders import EXAMPLE, PLATFORM, copy, json_files

NODE = shutil.which("node")
SCRIPTS = Path(service_catalogue.theme.__file__).parent / "search"
ENGINE = Path(__file__).with_name("browserless.js")

pytestmark = pytest.mark.skipif(NODE is None, reason="Node is not installed")

#: The verbs of the letters in a sentence, and what is asked with them: who has the letter, and whether a party has it.
VERBS = {
    "da": {"A": "er ansvarlig", "R": "udfører", "C": "rådspørges", "I": "informeres"},
    "en": {"A": "is accountable", "R": "carries", "S": "supports", "C": "is consulted", "I": "is informed"},
}  # fmt: skip
ASKED = {
    "da": {"who": "hvem udfører {task} på {place}?", "alone": "hvem udfører {task}?", "in": "hvem udfører {task} i {code}?",
           "A": "er {party} ansvarlig for {task}{on}?", "R": "udfører {party} {task}{on}?", "C": "rådspørges {party} om {task}{on}?",
           "I": "informeres {party} om {task}{on}?", "on": " på {place}"},
    "en": {"who": "who carries out {task} on {place}?", "alone": "who carries out {task}?", "in": "who carries out {task} in {code}?",
           "A": "is {party} accountable for {task}{on}?", "R": "does {party} carry out {task}{on}?",
           "C": "is {party} consulted on {task}{on}?", "I": "is {party} informed of {task}{on}?", "on": " on {place}"},
}  # fmt: skip

#: A cell by service, task, place and party.
Cell = tuple[str, str, str, str]


@dataclass
class Asked:
    """A catalogue with its published JSON, and the engine that answers questions about it."""

    data: Path
    language: str
    folder: Path
    catalogue: dict[str, Any] = field(init=False)
    services: dict[str, dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        catalogue = check(self.data).catalogue
        shutil.copytree(SCRIPTS, self.folder, dirs_exist_ok=True)
        (self.folder / "stemmer.js").write_text(stemmer(self.language), "utf-8")
        index.write(self.folder, Edition(catalogue, self.language), {}, "{program}", Store(self.folder / "store"))
        files = json_files(catalogue)
        self.catalogue = files["catalogue.json"]
        self.services = {one["code"]: files[one["data"]] for one in self.catalogue["services"]}

    def ask(self, questions: Iterable[str], *, with_hits: bool = False) -> list[dict[str, Any]]:
        """Return the answer to each question, or an empty one."""
        done = subprocess.run(
            [NODE, ENGINE, self.folder, *(() if with_hits else ("answers",))],
            input=json.dumps([*questions]),
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        return [found.get("answer") or {} for found in json.loads(done.stdout)]

    @cached_property
    def places(self) -> dict[str, str]:
        """The names of layers, and of the values of other axes."""
        every = [*self.catalogue["layers"], *(value for axis in self.catalogue["axes"] for value in axis["values"])]
        return {one["id"]: one["name"][self.language] for one in every}

    def name(self, kind: str, id: str) -> str:
        found = next(one for one in self.catalogue[kind] if one["id"] == id)
        return (found.get("definite") or found["name"])[self.language]

    @cached_property
    def cells(self) -> dict[Cell, str]:
        """The letters of each cell of the services in force, without those whose state is not known."""
        return {
            (code, cell["task"], cell.get("layer") or cell.get("site", ""), cell["party"]): cell["roles"]
            for code, service in self.services.items()
            if service["status"] in (None, "in-force")
            for cell in (service["matrix"] or {"cells": ()})["cells"]
            if not cell["state"]
        }

    @cached_property
    def limited(self) -> set[Cell]:
        """The cells of which more is said: by a note about them or their task, or by a tension or an exception at their place."""
        found = set()
        for code, service in self.services.items():
            matrix = service["matrix"] or {"tasks": (), "cells": ()}
            noted = {one["id"] for one in matrix["tasks"] if one["notes"]}
            places = {at.rpartition(".")[0] for one in (*service["tensions"], *service["exceptions"]) for at in one["cells"]}
            for cell in matrix["cells"]:
                place = cell["task"], cell.get("layer") or cell.get("site", "")
                if cell["notes"] or cell["task"] in noted or ".".join(filter(None, place)) in places:
                    found.add((code, *place, cell["party"]))
        return found

    def those(self, task: str, place: str = "", code: str = "") -> dict[Cell, str]:
        return {
            cell: roles
            for cell, roles in self.cells.items()
            if cell[1] == task and place in ("", cell[2]) and code in ("", cell[0])
        }

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [*dict.fromkeys((task, place) for _, task, place, _ in self.cells)]

    @property
    def tasks(self) -> list[str]:
        return [*dict.fromkeys(task for task, _ in self.pairs)]

    def said(self, task: str, answer: Mapping[str, Any]) -> dict[Cell, str]:
        """Return the letters that the sentences of an answer give each party, read by their words alone."""
        found: dict[Cell, str] = {}
        title = re.escape(self.name("tasks", task))
        parties = {one["id"]: self.name("parties", one["id"]) for one in self.catalogue["parties"]}
        for line in answer.get("lines", ()):
            if not (
                parts := re.match(rf"(?:In? (.+?): )?([^:]*?) {title}(?: (?:on|på) ([^.]+?)| \(([^)]+)\))[.:](.*)", line["text"])
            ):
                continue
            codes = (
                re.findall(r"\w+", parts[1].replace(f" {'og' if self.language == 'da' else 'and'} ", " "))
                if parts[1]
                else [*self.services]
            )
            places = [id for id, name in self.places.items() if name in (parts[3] or parts[4])]
            sentences = f"{parts[2]}.{parts[5]}".split(".")
            letters = dict.fromkeys(parties, "")
            for sentence, (party, name) in itertools.product(sentences, parties.items()):
                if sentence.strip().lower().startswith(f"{name.lower()} "):
                    letters[party] += "".join(letter for letter, verb in VERBS[self.language].items() if verb in sentence)
            found |= {(code, task, place, party): roles for code in codes for place in places for party, roles in letters.items()}
        return found

    def wrong(self, task: str, wanted: Mapping[Cell, str], answer: Mapping[str, Any]) -> dict[Cell, object]:
        """Return the cells of which the answer says less or something else, and those that are not asked for."""
        said = self.said(task, answer)
        places = {cell[:3] for cell in wanted}
        missing = {
            cell: (sorted(roles), said.get(cell))
            for cell, roles in wanted.items()
            if sorted(said.get(cell, "?")) != sorted(roles)
        }
        return missing | {cell: roles for cell, roles in said.items() if roles and cell[:3] not in places}


@pytest.fixture(scope="module")
def six(tmp_path_factory) -> Asked:
    return Asked(EXAMPLE, "en", tmp_path_factory.mktemp("six"))


@pytest.fixture(scope="module", params=["da", "en", "six"])
def asked(request, tmp_path_factory) -> Asked:
    return (
        request.getfixturevalue("six")
        if request.param == "six"
        else Asked(PLATFORM, request.param, tmp_path_factory.mktemp(request.param))
    )


def _checked(asked: Asked, cases: Mapping[str, tuple[str, dict[Cell, str]]]) -> None:
    answers = asked.ask(cases)
    wrong = {
        question: bad
        for (question, (task, wanted)), answer in zip(cases.items(), answers, strict=True)
        if (bad := asked.wrong(task, wanted, answer))
    }
    assert wrong == {}


def test_each_task_on_each_layer(asked: Asked) -> None:
    form = ASKED[asked.language]["who"]
    _checked(
        asked,
        {
            form.format(task=asked.name("tasks", task), place=asked.places[place]): (task, asked.those(task, place))
            for task, place in asked.pairs
            if place
        },
    )


def test_each_task_as_a_whole(asked: Asked) -> None:
    form = ASKED[asked.language]["alone"]
    _checked(asked, {form.format(task=asked.name("tasks", task)): (task, asked.those(task)) for task in asked.tasks})


def test_each_task_of_each_service(six: Asked) -> None:
    cases = {}
    for code, task in itertools.product(six.services, six.tasks):
        if wanted := six.those(task, code=code):
            cases[ASKED["en"]["in"].format(task=six.name("tasks", task), code=code)] = task, wanted
    _checked(six, cases)


def test_yes_and_no_where_it_is_so_in_every_cell(asked: Asked) -> None:
    forms, cases = ASKED[asked.language], {}
    for party, letter, (task, place) in itertools.product(
        asked.catalogue["parties"], "ARCI", [*(pair for pair in asked.pairs if pair[1]), *((task, "") for task in asked.tasks)]
    ):
        those = asked.those(task, place)
        cells = {cell: roles for cell, roles in those.items() if cell[-1] == party["id"]}
        if cells:
            on = forms["on"].format(place=asked.places[place]) if place else ""
            held = {None if cell in asked.limited else letter in roles for cell, roles in cells.items()}
            question = forms[letter].format(party=asked.name("parties", party["id"]), task=asked.name("tasks", task), on=on)
            cases[question] = held.pop() if len(held) == 1 else None
    answers = asked.ask(cases)
    wrong = {
        question: (wanted, answer.get("verdict"))
        for (question, wanted), answer in zip(cases.items(), answers, strict=True)
        if answer.get("verdict") != wanted
    }
    assert wrong == {}


#: Questions that no row answers: negations, other parties, other services, other things; ``{task}`` is a task of the catalogue.
HOSTILE = {
    "da": ["hvem udfører ikke {task}?", "hvem må ikke udføre {task}?", "er kunden ikke ansvarlig for {task}?", "hvem bestemmer over {task}?",
           "hvem udfører aldrig {task}?", "hvorfor udfører kunden {task}?", "hvornår udføres {task}?", "hvem betaler for {task}?",
           "er tredjepartsleverandøren ansvarlig for {task}?", "udfører Microsoft {task}?", "hvem hos kunden udfører {task}?",
           "hvem udfører {task} i Z9?", "hvem udfører {task} i Office 365?", "hvem udfører {task} i ydelsen Mail?",
           "hvem udfører {task} af kaffemaskinen?", "hvem udfører {task} på mobiltelefoner i udlandet?", "hvem informerer kunden om {task}?",
           "hvem andre end kunden udfører {task}?", "hvem udfører {task} uden for arbejdstid?", "hvor længe varer {task}?",
           "hvem udfører {task}, hvis kunden selv har serverne?", "hvem udfører {task}, når kontrakten ophører?", "hvem udfører {task} efter opsigelsen?",
           "hvem udfører {task}, medmindre andet er aftalt?", "hvem udfører {task}, når leverandøren nægter?", "hvem udfører {task}, hvis Microsoft går konkurs?",
           "hvem udfører {task}, når det er weekend?", "hvem udfører {task}, hvis det ikke er Statens It?", "hvem udfører {task} før 2020?",
           "skal vi betale for {task}?"],
    "en": ["who does not carry out {task}?", "who must never carry out {task}?", "isn’t the customer accountable for {task}?",
           "who decides on {task}?", "why does the customer carry out {task}?", "when is {task} carried out?", "who pays for {task}?",
           "is the third-party supplier accountable for {task}?", "does Microsoft carry out {task}?", "who at Statens It carries out {task}?",
           "who carries out {task} in Z9?", "who carries out {task} in Office 365?", "who carries out {task} in the service Mail?",
           "who carries out {task} of the coffee machine?", "who carries out {task} on phones abroad?", "who informs the customer of {task}?",
           "who other than the customer carries out {task}?", "who carries out {task} outside working hours?", "how long does {task} take?",
           "who may carry out {task}?", "who carries out {task} if the customer has servers of its own?", "who carries out {task} when the contract ends?",
           "who carries out {task} after termination?", "who carries out {task} unless agreed otherwise?", "who carries out {task} when the supplier refuses?",
           "who carries out {task} if Microsoft goes bankrupt?", "who carries out {task} when it is weekend?", "who carries out {task} if it is not Statens It?",
           "who carries out {task} before 2020?", "do we have to pay for {task}?"],
}  # fmt: skip


@pytest.mark.parametrize("every", [6, pytest.param(1, marks=pytest.mark.long)])
def test_no_row_answers_another_question(asked: Asked, every: int) -> None:
    questions = [form.format(task=asked.name("tasks", task)) for task in asked.tasks[::every] for form in HOSTILE[asked.language]]
    answers = zip(questions, asked.ask(questions), strict=True)
    assert [question for question, answer in answers if answer.get("kind") not in (None, "topic", "unknown")] == []


def test_two_tasks_are_answered_both_or_not_at_all(asked: Asked) -> None:
    form = ASKED[asked.language]["alone"]
    pairs = [*itertools.pairwise(asked.tasks)]
    word = {"da": "og", "en": "and"}[asked.language]
    questions = [form.format(task=f" {word} ".join(asked.name("tasks", task) for task in pair)) for pair in pairs]
    answers = asked.ask(questions)
    for question, pair, answer in zip(questions, pairs, answers, strict=True):
        for task in pair if answer else ():
            missing = {cell for cell in asked.those(task) if cell not in asked.said(task, answer)}
            assert not missing, question
    assert sum(map(bool, answers)) > len(answers) / 2


def test_a_task_that_is_in_no_matrix_has_no_row(tmp_path: Path) -> None:
    data = copy(tmp_path / "data", PLATFORM)
    service = data / "services" / "2a.yaml"
    text = service.read_text("utf-8")
    service.write_text(re.sub(r"^    backup:\n(?:      .*\n)+", "", text, flags=re.MULTILINE), "utf-8")
    asked = Asked(data, "en", tmp_path / "index")
    assert "backup" not in asked.tasks
    answers = asked.ask(
        [
            "who carries out backup?",
            "who backs up the database?",
            "is the customer accountable for backup?",
            "who carries out backup in 2A?",
        ]
    )
    assert answers[:3] == [{}] * 3
    assert [line["text"] for line in answers[3]["lines"]] == ["Backup is not in the matrix of 2A."]


def test_drafts_and_retired_services_have_no_say_and_no_answer_is_said_of_another(six: Asked) -> None:
    gone = {code for code, service in six.services.items() if service["status"] not in (None, "in-force")}
    assert len(gone) == 2
    for answer in six.ask([f"who carries out {six.name('tasks', task)}" for task in six.tasks]):
        assert answer["lines"]
        assert not any(re.search(rf"\b{code}\b", line["text"]) for line in answer["lines"] for code in gone)


#: Everyday wordings of questions about tasks of 2A, with the task and the place that they are about.
PARAPHRASES: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("paraphrases.yaml").read_text("utf-8"))
#: Frames of such questions, in which tasks and places of 2A are put.
FRAMES: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("frames.yaml").read_text("utf-8"))


def test_each_question_alone_loads_the_parts_that_it_needs(asked: Asked, tmp_path: Path, monkeypatch) -> None:
    """As with hundreds of services, whose entries and answers are in many scripts."""
    in_parts = index.in_parts
    monkeypatch.setattr(index, "in_parts", lambda sizes, *limits: in_parts(sizes, *(limits or (0, 500))))
    apart = Asked(asked.data, asked.language, tmp_path / "index")
    for task in asked.tasks[::6]:
        question = ASKED[asked.language]["alone"].format(task=asked.name("tasks", task))
        (answer,) = apart.ask([question], with_hits=True)
        assert len(asked.services) > 1 or answer == asked.ask([question])[0]


def test_everyday_frames(asked: Asked) -> None:
    """Of the questions of the frames at most one in twenty has no sentence, and none a wrong one."""
    if "2A" in asked.services:
        table, cases = FRAMES[asked.language], {}
        kinds = itertools.product(table["frames"], table["tasks"].items())
        for number, (frame, (task, (noun, verb, present))) in enumerate(kinds):
            place, names = [*table["where"].items()][number % 4]
            question = frame.format(n=noun, i=verb, p=present, w=names[number % len(names)])
            cases[question] = task.rstrip("."), place
        answers = dict(zip(cases, asked.ask(cases), strict=True))
        wrong = {
            question: answers[question]
            for question, (task, place) in cases.items()
            if answers[question] and asked.wrong(task, asked.those(task, place), answers[question])
        }
        assert wrong == {}
        assert sum(map(bool, answers.values())) >= 0.95 * len(cases)


def test_a_question_for_one_letter_explains_that_alone(asked: Asked) -> None:
    question = {"da": "Hvad betyder A i matricen?", "en": "In a matrix, what does the letter I mean?"}[asked.language]
    (answer,) = asked.ask([question])
    assert (answer["kind"], len(answer["lines"])) == ("term", 1)


def test_everyday_words(asked: Asked) -> None:
    if "2A" in asked.services:
        wanted = PARAPHRASES[asked.language]
        answers = dict(zip(wanted, asked.ask(wanted), strict=True))
        rows = {question: ".".join(place.split()) for question, place in wanted.items()}
        wrong = {question for question, answer in answers.items() if answer and rows[question] not in answer["address"]}
        assert wrong == set()
        assert sum(map(bool, answers.values())) >= 36


#: Questions by class, with the task and the place that they are about, or "none".
CLASSES: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("classes.yaml").read_text("utf-8"))


def test_classes_of_questions(asked: Asked) -> None:
    if "2A" in asked.services:
        wanted = CLASSES[asked.language]
        answers = dict(zip(wanted, asked.ask(wanted), strict=True))
        wrong = {
            question: answers[question]
            for question, (task, *place) in ((question, row.split()) for question, row in wanted.items())
            if (answers[question].get("kind") == "matrix") != bool(place)
            or (place and asked.wrong(task, asked.those(task, *place), answers[question]))
        }
        assert wrong == {}


#: Sentences about open points and facts, with the questions for them.
SENTENCES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("sentences.yaml").read_text("utf-8"))


def test_an_open_point_is_said_in_words_and_there_is_no_yes_or_no(asked: Asked) -> None:
    open_points = SENTENCES["open"][asked.language]
    if "2A" in asked.services:
        for (question, statement), answer in zip(open_points.items(), asked.ask(open_points), strict=True):
            text = next(one["text"][asked.language] for one in asked.services["2A"]["statements"] if one["id"] == statement)
            assert "verdict" not in answer, question
            (line,) = (line for line in answer["lines"] if text in line["text"])
            assert f"services/2a.html#{statement}" in str(line["quotes"])
            assert not re.search(r"\bt\d|(Fravigelse|Departure) \d", str(answer["lines"]))


def test_a_clause_in_the_passive_is_about_the_side_of_the_party(asked: Asked) -> None:
    if "2A" in asked.services:
        passive = SENTENCES["passive"][asked.language]
        answers = dict(zip(passive, asked.ask(passive), strict=True))
        said = {question: [line["text"].partition(":")[0] + ":" for line in answer.get("lines", ()) if ": " in line["text"]]
                for question, answer in answers.items()}  # fmt: skip
        assert said == {question: [beginning] if beginning else [] for question, beginning in passive.items()}


@pytest.mark.parametrize("language", ["da", "en"])
def test_facts_are_sentences_that_lead_to_their_place(tmp_path: Path, language: str) -> None:
    data = copy(tmp_path / "data", PLATFORM)
    service = data / "services" / "2a.yaml"
    text = re.sub(
        r"^status:.*\nversion:.*\nvalid:.*\n  from:.*",
        "status: in-force\nvalid:\n  from: 2026-01-15",
        service.read_text("utf-8"),
        flags=re.MULTILINE,
    )
    service.write_text(re.sub(r"^contacts:\n(?: .*\n)+", "", text, flags=re.MULTILINE) + SENTENCES["facts"], "utf-8")
    stated = SENTENCES["stated"][language]
    answers = dict(zip(stated, Asked(data, language, tmp_path / "index").ask(stated), strict=True))
    wrong = {
        question: answer
        for question, answer in answers.items()
        if not (answer and stated[question] in answer["lines"][0]["text"] and re.search(r"#part|whom-to-call", answer["address"]))
    }
    assert wrong == {}
