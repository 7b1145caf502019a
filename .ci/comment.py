"""Puts a comment on a proposed change, in a pipeline of GitHub or GitLab::

    python3 .ci/comment.py FILE      on the change NUMBER, replacing the one that is there
    python3 .ci/comment.py --open    lists the open changes of GitLab, each with the address of its site if it was built

A change has one such comment: the one that begins with the first line of FILE, and is by whom ``COMMENT_TOKEN`` belongs to. Needs
nothing but Python, and reads nothing of what is proposed but FILE.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import quote
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
    number = environment["NUMBER"]
    if environment.get("GITLAB_CI"):
        api = environment["CI_API_V4_URL"]
        notes = f"{api}/projects/{environment['CI_PROJECT_ID']}/merge_requests/{number}/notes"
        return Forge(notes, notes, "PUT", "author", ask("GET", f"{api}/user")["username"])
    issues = f"{environment['GITHUB_API_URL']}/repos/{environment['GITHUB_REPOSITORY']}/issues"
    return Forge(f"{issues}/{number}/comments", f"{issues}/comments", "PATCH", "user", "github-actions[bot]")


def ask(method: str, address: str, body: object = None) -> Any:
    """Return the reply of the forge. Raises ``OSError`` if it refuses."""
    headers = {"Authorization": f"Bearer {os.environ['COMMENT_TOKEN']}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(address, data, headers, method=method)) as answer:
        return json.load(answer)


def listed(address: str) -> Iterator[dict[str, Any]]:
    """Yield everything in a list of the forge, page by page."""
    number, found = 0, [{}] * PAGE
    while len(found) == PAGE:
        number += 1
        found = ask("GET", f"{address}{'&' if '?' in address else '?'}per_page={PAGE}&page={number}")
        yield from found


def ours(forge: Forge, mark: str) -> dict[str, Any] | None:
    """Return the comment to replace, if there is one."""
    for comment in listed(forge.comments):
        author = comment[forge.author] or {}
        if forge.name in (author.get("login"), author.get("username")) and comment["body"].startswith(mark):
            return comment
    return None


def open_changes(environment: Mapping[str, str]) -> Iterator[str]:
    """Yield the number of each open merge request, and the address of its site if a pipeline has built one."""
    projects = f"{environment['CI_API_V4_URL']}/projects"
    changes = f"{projects}/{environment['CI_PROJECT_ID']}/merge_requests"
    for change in listed(f"{changes}?state=opened&target_branch={quote(environment['CI_DEFAULT_BRANCH'], safe='')}"):
        site = ""
        try:
            for pipeline in ask("GET", f"{changes}/{change['iid']}/pipelines")[:1]:
                for job in ask("GET", f"{projects}/{pipeline['project_id']}/pipelines/{pipeline['id']}/jobs"):
                    if job["name"] == "check" and job.get("artifacts_file"):
                        site = f"{job['web_url']}/artifacts/file/_build/site"
        except HTTPError:  # in a fork that the token may not read
            pass
        yield f"{change['iid']} {site}".rstrip()


def main() -> None:
    if sys.argv[1] == "--open":
        for change in open_changes(os.environ):
            print(change)
        return
    text = Path(sys.argv[1]).read_text("utf-8")
    place = forge(os.environ)
    comment = ours(place, text.partition("\n")[0])
    if comment is None:
        ask("POST", place.comments, {"body": text})
    elif comment["body"].strip() != text.strip():
        ask(place.method, f"{place.comment}/{comment['id']}", {"body": text})


if __name__ == "__main__":
    main()
