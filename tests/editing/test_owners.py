"""CODEOWNERS, from the data."""

from __future__ import annotations

import pytest
from service_catalogue.cli import main

from tests.folders import plant


@pytest.mark.parametrize(
    ("reviewers", "status", "said", "written"),
    [
        ("{catalogue: \"@org/catalogue\", desk: \"@org/desk @anna\"}", 0, "CODEOWNERS is written.\n",
         ["/data/ @org/catalogue", "/reviewers.yaml @org/catalogue",
          *(f"/data/{path} @org/desk @anna" for path in ("services/desk.yaml", "reviewed/desk.txt", "approved/desk.txt"))]),
        ("{dsk: \"@org/desk\"}", 1, "There is no “dsk” here. Did you mean “desk”?\n", None),
        ("{}", 1, "Nobody is named under site.reviewers in catalogue.yaml. Write who reviews changes.\n", None),
    ],
)  # fmt: skip
def test_codeowners(tmp_path, folder, capsys, reviewers, status, said, written):
    text = (folder / "catalogue.yaml").read_text("utf-8")
    plant(folder, ("catalogue.yaml", "", text + f"site:\n  reviewers: {reviewers}\n" if "site:" not in text
                   else text.replace("site:", f"site:\n  reviewers: {reviewers}", 1)))  # fmt: skip
    assert main(["owners", "--lang", "en"]) == status
    output = capsys.readouterr()
    assert output.out + output.err == said
    path = tmp_path / "CODEOWNERS"
    assert (path.read_text("utf-8").splitlines()[1:] if path.exists() else None) == written
