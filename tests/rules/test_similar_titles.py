"""Two tasks of the library have titles that can be distinguished."""

import random
import sys
from pathlib import Path

import pytest
from service_catalogue.check.load import load
from service_catalogue.rules import names

from tests.folders import SMALL, copy


def _distance_is_at_most_one(one: str, other: str) -> bool:
    """By the definition."""
    if len(one) > len(other):
        one, other = other, one
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) <= 1
    return any(one == other[:index] + other[index + 1 :] for index in range(len(other))) and len(other) == len(one) + 1


def test_patterns_are_shared_by_those_one_edit_apart_and_by_no_others():
    choose = random.Random(1)
    words = {"".join(choose.choices("ab", k=choose.randint(1, 6))) for _ in range(60)}
    for one in words:
        for other in words:
            shared = set(names._patterns(one)) & set(names._patterns(other))
            assert bool(shared) == _distance_is_at_most_one(one, other), (one, other)


def _library(folder: Path, titles: list[str]) -> Path:
    tasks = (f"  - {{id: t{index}, group: g, name: {{da: {title}, en: {title}}}}}" for index, title in enumerate(titles))
    text = "groups:\n  - {id: g, name: {da: G, en: G}}\ntasks:\n" + "\n".join(tasks) + "\n"
    (folder / "tasks.yaml").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    "titles",
    [
        ["".join(random.Random(index).choices("abcdefgh ", k=30)) for index in range(1_100)],
        [f"Administration af {'x' * (index % 40)}{index:05}" for index in range(1_100)],
        ["a" * 5_000 + f"{index}" for index in range(90)],
    ],
    ids=["of words", "with a common beginning", "very long"],
)
def test_the_work_grows_with_the_number_of_titles_alone(tmp_path, titles):
    whole, half = (_calls(_library(copy(tmp_path / str(len(some)), SMALL), some)) for some in (titles, titles[::2]))
    assert half < whole < min(2.2 * half, 600 * len(titles))


def _calls(folder: Path) -> int:
    """Return the number of calls of functions by which the titles are compared."""
    catalogue, calls = load(folder).partial, []
    sys.setprofile(lambda frame, event, _: calls.append(event) if event in ("call", "c_call") else None)
    try:
        list(names.similar_titles.checks[0](catalogue))
    finally:
        sys.setprofile(None)
    return len(calls)
