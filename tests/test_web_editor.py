"""A change from the browser alone: edited, proposed, checked, explained in a comment and merged, on either forge."""

from __future__ import annotations

import pytest

from tests.folders import DESK, checked
from tests.forge import Project, serving

SERVICE = """id: chair
code: S1
name: {da: Stol, en: Chair}
provider: provider
status: draft
sections: [{id: what, name: {da: Hvad, en: What}, statements: [{id: what-1, kind: information, text: {da: En stol., en: A chair.}}]}]
matrix: {scheme: raci, axes: {layer: [lower]}, parties: [customer, provider], cells: {ownership: {lower: [I, AR]}}}
"""

#: What is edited, and what the comment says: in Danish, in English.
PROPOSALS = {
    "changes": (
        [
            (
                DESK,
                "da: Kunden får et skrivebord., en: The customer gets a desk.",
                "da: Kunden får to borde., en: The customer gets two desks.",
            ),
            (DESK, "lower: [CI, AR]", "lower: [I, AR]"),
            ("glossary.yaml", "{da: En kopi., en: A copy.}", "{da: En ekstra kopi., en: An extra copy.}"),
            (DESK, "{da: Kun hverdage., en: Weekdays only.}", "{da: Kun fredage., en: Fridays only.}"),
            ("tasks.yaml", "  - id: restore", "  - {id: lamp, group: running, name: {da: Lampe, en: Lamp}}\n  - id: restore"),
            (DESK, "    restore:\n", "    lamp:\n      upper: [-, AR]\n      lower: [-, AR]\n    restore:\n"),
            ("services/chair.yaml", "", SERVICE),
        ],
        [
            ("- Udsagnet what-1 i D1. Ændret: dansk og engelsk.", "- The statement what-1 in D1. Changed: English and Danish."),
            ("- Kunde har ikke længere C", "- Customer no longer has C"),
            ("- Begrebet backup, forklaring: En <ins>ekstra</ins> kopi.", "- The term backup, definition: "),
            ("Note 1 i D1. Ændret: dansk og engelsk.", "Note 1 in D1. Changed: English and Danish."),
            ("- Nyt: opgaven Lampe", "- New: the task Lamp"),
            ("- Nyt: ydelsen S1 Stol", "- New: the service S1 Chair"),
        ],
    ),
    "a sentence in Danish alone": (
        [(DESK, "da: Kunden får et skrivebord.", "da: Kunden får et bord.")],
        [
            (
                "what-1 i D1. Ændret: dansk. Ikke ændret: engelsk og oplysningerne.",
                "what-1 in D1. Changed: Danish. Not changed: English and the facts.",
            )
        ],
    ),
    "a mistake in a key": (
        [(DESK, "code: D1", "kode: D1")],
        [("- services/desk.yaml:2:1: Ukendt nøgle »kode«.", "- services/desk.yaml:2:1: Unknown key “kode”.")],
    ),
    "a mistake in a cell": (
        [(DESK, "lower: [CI, AR]", "lower: [AR, AR]")],
        [("- services/desk.yaml:60:19: ", "- services/desk.yaml:60:19: ")],
    ),
}
#: The two forges in turn; the nightly job takes each proposal each way.
WAYS = [
    pytest.param(name, forge, language, marks=[pytest.mark.long] * ((forge == "gitlab", language) != (at % 2, at % 2)))
    for at, name in enumerate(PROPOSALS)
    for forge in ("github", "gitlab")
    for language in (0, 1)
]
LINK = ("(https://preview.example/7/", "(https://forge.example/jobs/9/artifacts/file/_build/site/")


@pytest.mark.parametrize(("name", "forge", "language"), WAYS)
def test_a_proposal_is_checked_explained_and_merged(tmp_path, name: str, forge: str, language: int) -> None:
    edits, said = PROPOSALS[name]
    with serving(forge) as server:
        project = Project(tmp_path, server, ("da", "en")[language])
        project.propose(edits, (DESK, "da: Ro på", "da: Fred"))
        steps = project.github() if forge == "github" else project.gitlab()
        output = "".join(step.stdout for step in steps)
        assert [each[language] for each in said if each[language] not in project.comment] == [], project.comment
        assert "Fred" not in project.comment, "what others changed meanwhile is not of the proposal"
        if "mistake" in name:
            assert steps[-1].returncode != 0, output
            return
        assert [step.returncode for step in steps] == [0] * len(steps), output
        assert LINK[forge == "gitlab"] in project.comment
        assert "make test-content BUILT=_build/site" in project.asked, project.asked
        assert not checked(project.merge()).failed


@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_nothing_that_is_proposed_says_what_it_means(tmp_path, forge: str) -> None:
    """The program is that of the default branch, and its token is nowhere else."""
    edits, said = PROPOSALS["changes"]
    theirs = [(f"../.ci/{name}", "", "exit(9)\n") for name in ("meaning", "comment.py")]
    with serving(forge) as server:
        project = Project(tmp_path, server)
        project.propose([*edits, *theirs, ("../_ext/service_catalogue/__main__.py", "", "exit(9)\n")])
        if forge == "github":
            project.github()
        else:
            project.gitlab()
            step = project.gitlab_job("check", tmp_path / "proposed", COMMENT_TOKEN="secret")
            assert step.returncode == 1 and "COMMENT_TOKEN must be" in step.stdout
    assert said[1][0] in project.comment
    assert "make test BUILT=_build/site" in project.asked
