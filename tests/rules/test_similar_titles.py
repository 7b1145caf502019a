"""Two tasks of the library have titles that can be told apart."""

import random
import time
from pathlib import Path

import pytest
from service_catalogue.check.load import load
from service_catalogue.rules import similar_titles

from tests.folders import SMALL, assert_finds, cases, copy, said

CASES = cases("""
== the same title, in one language
@ tasks.yaml
-     name: {da: Genskabelse, en: Restore}
+     name: {da: ⟦similar-titles⟧Ejerskab, en: Restore}

== in both languages it is reported once, and against the first that is like it
@ tasks.yaml
-     name: {da: Backup, en: Backup}
+     name: {da: ⟦similar-titles⟧ejerskab, en: Owner-ship}
-     name: {da: Genskabelse, en: Restore}
+     name: {da: ⟦similar-titles⟧»Ejer skab«, en: OWNERSHIP}

== one letter more, one less, another one
@ tasks.yaml
-     name: {da: Ejerskab, en: Ownership}
+     name: {da: Genskabelsen, en: Ownership}
-     name: {da: Backup, en: Backup}
+     name: {da: Backup, en: ⟦similar-titles⟧Ownerships}
-     name: {da: Genskabelse, en: Restore}
+     name: {da: ⟦similar-titles⟧Genskabelse, en: Ownarship}

== like one task in one language, and like another in the other
@ tasks.yaml
-     name: {da: Genskabelse, en: Restore}
+     name: {da: ⟦similar-titles⟧Ejer-skab, en: ⟦similar-titles⟧Back-up}

== two letters are two letters, and letters that change places too
@ tasks.yaml
-     name: {da: Ejerskab, en: Ownership}
+     name: {da: Genskabelserne, en: Ownership}
-     name: {da: Genskabelse, en: Restore}
+     name: {da: Genskabelse, en: Ownersihp}

== short titles have to be the same
@ tasks.yaml
-     name: {da: Ejerskab, en: Ownership}
+     name: {da: Teste, en: Test it}
-     name: {da: Backup, en: Backup}
+     name: {da: Tests, en: Text it}
-     name: {da: Genskabelse, en: Restore}
+     name: {da: Genskabelse, en: ⟦similar-titles⟧Test-it}

== a title without a letter is like no other, and those behind it are compared
@ tasks.yaml
-     name: {da: Ejerskab, en: Ownership}
+     name: {da: –, en: Ownership}
-     name: {da: Backup, en: Backup}
+     name: {da: Genskabelse, en: Backup}
-     name: {da: Genskabelse, en: Restore}
+     name: {da: ⟦similar-titles⟧Genskabelse, en: Restore}

== numbers and single letters tell them apart
@ tasks.yaml
-     name: {da: Ejerskab, en: Ownership}
+     name: {da: Support niveau 1, en: Environment A}
-     name: {da: Backup, en: Backup}
+     name: {da: Support niveau 2, en: Environment B}
-     name: {da: Genskabelse, en: Restore}
+     name: {da: ⟦similar-titles⟧Support-niveaus 1, en: Environment}

== one that is told apart from the first may be like the second
@ tasks.yaml
-     name: {da: Ejerskab, en: Ownership}
+     name: {da: Support niveau 1, en: Ownership}
-     name: {da: Backup, en: Backup}
+     name: {da: Support niveau 2, en: Backup}
-     name: {da: Genskabelse, en: Restore}
+     name: {da: ⟦similar-titles⟧Support niveau-2, en: Restore}

== an exception of the catalogue names both
@ tasks.yaml
-     name: {da: Genskabelse, en: Restore}
+     name: {da: Ejerskab, en: Restore}
@ catalogue.yaml
- redirects: {}
+ exceptions:
+   - {rule: similar-titles, at: [task:ownership, task:restore], reason: {da: X, en: X}}

== a title that is missing in a language is reported first
@ tasks.yaml
-     name: {da: Ejerskab, en: Ownership}
+     ⟦missing-translation⟧name: {da: Ejerskab}
-     name: {da: Genskabelse, en: Restore}
+     name: {da: Genskabelse, en: Back-up}
""")


@pytest.mark.parametrize("edits", CASES)
def test_similar_titles(tmp_path, edits):
    assert_finds(tmp_path, edits, aside=("parity",))


def test_the_message_names_the_other_task(tmp_path):
    assert said(tmp_path, ("tasks.yaml", "Restore}", "Owner ship}")) == [
        "“Owner ship” is nearly the same as the name of the task “ownership” on line 10, “Ownership”. "
        "Use one of them in both places, or give them names that show the difference."
    ]


def test_the_message_names_the_titles_in_both_languages(tmp_path):
    assert said(tmp_path, ("tasks.yaml", "{da: Genskabelse, en: Restore}", "{da: Ejer-skab, en: Owner ship}")) == [
        "“Ejer-skab” and “Owner ship” are nearly the same as the names of the task “ownership” on line 10, “Ejerskab” and “Ownership”. "
        "Use one of them in both places, or give them names that show the difference."
    ]


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
            shared = set(similar_titles._patterns(one)) & set(similar_titles._patterns(other))
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
def test_many_titles_take_no_time(tmp_path, titles):
    catalogue = load(_library(copy(tmp_path, SMALL), titles)).partial
    assert len(catalogue.tasks) == len(titles)
    started = time.process_time()
    list(similar_titles.check_shared(catalogue))
    assert time.process_time() - started < 1
