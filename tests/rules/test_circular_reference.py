"""Nothing is nested in itself, and nothing extends itself, by way of others either."""

import pytest
from service_catalogue.check.checker import check
from service_catalogue.rules.references import MAX_DEPTH

from tests.folders import Edit, assert_finds, edited

SERVICE = "id: {id}\ncode: {id}\nname: {{da: X, en: X}}\nprovider: provider\nmatrix: {{extends: {extends}}}\n"


def _extending(*pairs: tuple[str, str]) -> list[Edit]:
    return [Edit(f"services/{id}.yaml", "", SERVICE.format(id=id, extends=extends)) for id, extends in pairs]


def test_a_chain_that_gets_too_long(tmp_path):
    """At the reference that makes it so; a service that extends none is no part of it."""
    chain = [(f"c{number:02}", f"c{number + 1:02}") for number in range(MAX_DEPTH)]
    chain.append((f"c{MAX_DEPTH:02}", "desk"))
    assert_finds(tmp_path / "short", _extending(*chain[1:]))
    first, *others = chain
    assert_finds(tmp_path / "long", _extending((first[0], f"⟦circular-reference⟧{first[1]}"), *others))


@pytest.mark.parametrize("length", [2, 300])
def test_a_long_circle_is_reported_once(tmp_path, length):
    """The message stays short, and nothing is counted twice."""
    marks = ["⟦circular-reference⟧", *[""] * (length - 1)]
    groups = "".join(
        f"  - {{id: g{n}, name: {{da: X, en: X}}, parent: {mark}g{(n + 1) % length}}}\n" for n, mark in enumerate(marks)
    )
    assert_finds(tmp_path, [("tasks.yaml", "groups:\n", f"groups:\n{groups}")])


def test_the_tasks_of_such_a_group_have_a_path_that_ends(tmp_path):
    catalogue = check(edited(tmp_path, ("tasks.yaml", "    parent: running", "    parent: safety"))).catalogue
    assert [group.id for group in catalogue.group_path("safety")] == ["safety"]
