"""A redirect leads from an id that is gone to one that is there."""

import pytest

from tests.folders import assert_finds, said

REDIRECTS = [
    "{copying: backup}",
    "{task:copying: task:backup, term:copying: term:backup}",
    "{task:copying: backup, copier: party:customer}",
    "{desk.what-9: desk.what-1, chair: desk, middle: lower}",
    "{restore: term:sit}",  # a task of this id is there, a term is not
    "{term:restore: task:restore}",
    "{⟦redirect⟧backup: restore}",
    "{⟦redirect⟧task:backup: restore}",
    "{⟦redirect⟧restore: backup}",  # which is a term too, and "restore" is none
    "{⟦redirect⟧backup: task:restore}",
    "{⟦redirect⟧desk.what-1: desk.ask-1}",
    "{⟦redirect⟧desk: desk}",
    "{copying: ⟦redirect⟧copies}",
    "{task:copying: ⟦redirect⟧customer}",
    "{copying: ⟦redirect⟧task:customer}",
    "{desk.what-9: ⟦redirect⟧what-1}",
    "{copy: ⟦redirect⟧copying, copying: backup}",
    "{⟦redirect⟧job:copying: backup, copies: ⟦redirect⟧tasks:backup}",
    "{copying: ⟦redirect⟧''}",
    "{copying: ⟦wrong-shape⟧[backup]}",
    "{copying: ⟦redirect⟧../../etc}",
    "{⟦redirect⟧../../etc: desk, ⟦redirect⟧service:catalogue: desk, ⟦redirect⟧service:../chair: desk}",
    "{⟦redirect⟧desk.what-1.x: desk.what-1, ⟦redirect⟧desk.: desk, ⟦redirect⟧Chair: ⟦redirect⟧stool}",
]


@pytest.mark.parametrize("redirects", REDIRECTS)
def test_redirect(tmp_path, redirects):
    assert_finds(tmp_path, [("catalogue.yaml", "redirects: {}", f"redirects: {redirects}")])


@pytest.mark.parametrize("redirects", ["{copying: copies}", "{task:copying: copies}", "{a: chair, b: chair.what-1}"])
def test_the_new_one_may_be_in_what_cannot_be_read(tmp_path, redirects):
    assert_finds(
        tmp_path,
        [
            ("catalogue.yaml", "redirects: {}", f"redirects: {redirects}"),
            ("services/chair.yaml", "", "id: ⟦unreadable-file⟧'chair"),
            ("tasks.yaml", "tasks:\n  - id: ownership", "tasks:\n  - id: ⟦unreadable-file⟧'ownership"),
        ],
    )


@pytest.mark.parametrize(
    ("redirects", "message"),
    [
        (
            "{backup: restore}",
            "The id “backup” still exists and cannot be redirected. Delete the redirect, or correct the former id.",
        ),
        (
            "{copying: back-up}",
            "The redirect leads to “back-up”, which does not exist. Write an id that exists. Did you mean “backup”?",
        ),
        (  # the name of a task is no hint where a layer is meant
            "{task:copying: layer:bakup}",
            "The redirect leads to “layer:bakup”, which does not exist. Write an id that exists. Known: “lower”, “upper”.",
        ),
        ("{../x: backup}", "“../x” cannot have been an id. Write the former id as it was in the address."),
        (
            "{jobs:copying: backup}",
            "No kind is called “jobs”. Known: “service”, “statement”, “task”, “party”, “layer”, “term”, “standard”.",
        ),
    ],
)
def test_the_message_says_what_to_do(tmp_path, redirects, message):
    assert said(tmp_path, ("catalogue.yaml", "redirects: {}", f"redirects: {redirects}")) == [message]


def test_the_message_shows_the_id_that_holds_now(tmp_path):
    assert said(tmp_path, ("catalogue.yaml", "redirects: {}", "redirects: {copies: copying, copying: backup}")) == [
        "The redirect leads to “copying”, which does not exist. Write an id that exists. It has itself been renamed to “backup”."
    ]
