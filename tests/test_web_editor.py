"""A change from the browser alone: edited, proposed, checked, explained in a comment and merged, on either forge."""

from __future__ import annotations

import pytest

from tests.folders import DESK, checked, named_cases
from tests.forge import Project, serving

#: What is edited, and what the comment says: in Danish, in English.
PROPOSALS = named_cases(__file__)
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
    edits = PROPOSALS[name]
    with serving(forge) as server:
        project = Project(tmp_path, server, ("da", "en")[language])
        project.propose(edits, (DESK, "da: Ro på", "da: Fred"))
        steps = project.github() if forge == "github" else project.gitlab()
        output = "".join(step.stdout for step in steps)
        assert [said for said in edits.messages[language::2] if said not in project.comment] == [], project.comment
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
    edits = PROPOSALS["changes"]
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
    assert edits.messages[2] in project.comment
    assert "make test BUILT=_build/site" in project.asked
