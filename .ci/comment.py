"""Puts a comment on a proposed change: ``python3 .ci/comment.py FILE``, in a pipeline of GitHub or GitLab.

A change has one such comment: the one that begins with the first line of FILE, and is by whom ``COMMENT_TOKEN`` belongs to, is
replaced. Needs nothing but Python, and reads nothing of what is proposed but FILE.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

#: How many comments a forge gives at once.
PAGE = 100


class Forge(NamedTuple):
    """Where the comments of a change are, and how they are written."""

    comments: str
    #: The address of one of them, but for its id.
    comment: str
    #: How one is replaced.
    method: str
    #: What says by whom a comment is, and by whom ours is.
    author: str
    name: str


def forge(environment: Mapping[str, str]) -> Forge:
    """Return the forge in whose pipeline this runs."""
    if environment.get("GITLAB_CI"):
        api = environment["CI_API_V4_URL"]
        change = f"{api}/projects/{environment['CI_PROJECT_ID']}/merge_requests/{environment['CI_MERGE_REQUEST_IID']}"
        return Forge(f"{change}/notes", f"{change}/notes", "PUT", "author", ask("GET", f"{api}/user")["username"])
    issues = f"{environment['GITHUB_API_URL']}/repos/{environment['GITHUB_REPOSITORY']}/issues"
    number = environment["NUMBER"]
    return Forge(f"{issues}/{number}/comments", f"{issues}/comments", "PATCH", "user", "github-actions[bot]")


def ask(method: str, address: str, body: object = None) -> Any:
    """Return the reply of the forge. Raises ``OSError`` if it refuses."""
    headers = {"Authorization": f"Bearer {os.environ['COMMENT_TOKEN']}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(address, data, headers, method=method)) as answer:
        return json.load(answer)


def ours(forge: Forge, mark: str) -> int | None:
    """Return the id of the comment to replace, if there is one."""
    number, comments = 0, [{}] * PAGE
    while len(comments) == PAGE:
        number += 1
        comments = ask("GET", f"{forge.comments}?per_page={PAGE}&page={number}")
        for comment in comments:
            author = comment[forge.author] or {}
            if forge.name in (author.get("login"), author.get("username")) and comment["body"].startswith(mark):
                return int(comment["id"])
    return None


def main() -> None:
    text = Path(sys.argv[1]).read_text("utf-8")
    place = forge(os.environ)
    id = ours(place, text.partition("\n")[0])
    if id is None:
        ask("POST", place.comments, {"body": text})
    else:
        ask(place.method, f"{place.comment}/{id}", {"body": text})


if __name__ == "__main__":
    main()
