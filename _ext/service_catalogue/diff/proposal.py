"""A proposal as the interface of a forge gives it: who wrote it, and who says what of which of its commits.

The file that is read has what was asked of the interface, page by page for GitHub (``gh api --paginate --slurp``)::

    {"pull": …, "reviews": [[…]], "commits": [[…]]}                                                    a pull request
    {"request": …, "approvals": …, "reviewers": […], "versions": […], "commits": […], "notes": […]}    a merge request

A review approves a service by a line of its own, ``approve 2a 0123456789ab``: on GitHub in its text, on GitLab, whose approvals have
none, in a comment of who approves.
"""

import json
import re
from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from service_catalogue.messages.failure import Refused

#: The most commits that GitLab gives at once: there may be more.
_PAGE = 100
_co_authors = re.compile(r"^co-authored-by:.*<([^<>]+)>", re.IGNORECASE | re.MULTILINE).findall
#: An address with which a forge hides another, which has the number of the account.
_HIDDEN = re.compile(r"(\d+)[+-][^@]*@users\.noreply\..*")
_BOT = re.compile(r"(project|group)_\d+_bot|service_account_|ghost$")
#: What a review says, if it is no approval.
_STATES = {"APPROVED": "", "CHANGES_REQUESTED": "changes", "DISMISSED": "dismissed"}
_STATES |= {"reviewed": "comment", "requested_changes": "changes"}
_approvals = re.compile(r"^[ \t]*`?approve ([^\s`]+) ([0-9a-f]{12})`?[ \t\r]*$", re.IGNORECASE | re.MULTILINE).findall


class ApprovalLine(NamedTuple):
    """A line that approves a service, or the catalogue."""

    id: str
    digest: str
    #: Whether it may be by another hand: a maintainer may edit any comment.
    is_edited: bool = False


class Review(NamedTuple):
    """The decision of an account about a proposal."""

    #: The number of the account, which stays when its name changes.
    number: str
    name: str
    #: Why it is no approval by a person: ``comment``, ``changes``, ``dismissed``, ``bot`` or ``inactive``; empty if it is.
    flaw: str
    #: The day; empty if the forge does not say.
    day: str
    #: The commit that it is about; empty for an earlier one than the newest.
    commit: str
    address: str
    lines: tuple[ApprovalLine, ...] = ()


class Proposal(NamedTuple):
    """A proposal, as it was when the forge was asked."""

    is_merged: bool
    #: The commit that was proposed last, and that to which.
    head: str
    base: str
    #: The numbers of the accounts that wrote it, and the addresses of mail of those that the forge does not name.
    wrote: frozenset[str]
    #: Whether the forge names the account of each author that it knows.
    names_authors: bool
    #: The last of each account that is more than a comment, else the last.
    reviews: tuple[Review, ...]


def read_proposal(file: Path) -> Proposal:
    """Return the proposal in ``file``. Raise :class:`Refused` if something of it is missing or damaged."""
    try:
        said = json.loads(file.read_bytes())
        return _github(said) if "pull" in said else _gitlab(said)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise Refused("review.damaged", files=[file]) from None


def _github(said: Any) -> Proposal:
    pull, commits = said["pull"], [*chain(*said["commits"])]
    if len(commits) != pull["commits"]:
        raise ValueError("commits are missing")
    found: dict[str, Review] = {}
    for each in sorted(chain(*said["reviews"]), key=lambda each: str(each.get("submitted_at") or "")):
        state, user = _STATES.get(each["state"], "comment"), each["user"] or {"id": "", "login": "ghost"}
        lines = _lines(each.get("body"))
        review = _review(user, state, each.get("submitted_at"), each["commit_id"], each["html_url"], lines)
        if review.flaw != "comment" or found.get(review.number, review).flaw == "comment":
            found[review.number] = review
    wrote = {str(pull["user"]["id"])}
    for commit in commits:
        for role in ("author", "committer"):
            wrote.add(str((commit[role] or {}).get("id") or _account(commit["commit"][role]["email"])))
        wrote.update(map(_account, _co_authors(commit["commit"]["message"])))
    head, base = (str(pull[end]["sha"]) for end in ("head", "base"))
    return Proposal(bool(pull["merged"]), head, base, frozenset(wrote), True, (*found.values(),))


def _gitlab(said: Any) -> Proposal:
    request, newest, commits = said["request"], said["versions"][0], said["commits"]
    if len(commits) >= _PAGE or newest["head_commit_sha"] != request["sha"]:
        raise ValueError("commits are missing")
    pushed, head, found = datetime.fromisoformat(newest["created_at"]), str(request["sha"]), dict[str, Review]()
    given = [(each, _STATES[each["state"]]) for each in said["reviewers"] if each["state"] in _STATES]
    given += [(each, "") for each in said["approvals"]["approved_by"]]
    lines: dict[str, list[ApprovalLine]] = {}
    for note in said.get("notes", ()):
        if approving := [] if note["system"] else _lines(note["body"], note["updated_at"] != note["created_at"]):
            lines.setdefault(str(note["author"]["id"]), []).extend(approving)
            given.append(({"user": note["author"]}, "comment"))
    for each, state in sorted(
        given, key=lambda pair: ("comment", "", "changes").index(pair[1])
    ):  # an approval stays with a comment
        at = each.get("approved_at")
        commit = head if not at or datetime.fromisoformat(at) > pushed else ""
        review = _review(each["user"], state, at, commit, request["web_url"], lines.get(str(each["user"]["id"]), ()))
        found[review.number] = review
    mails = chain.from_iterable(
        (each["author_email"], each["committer_email"], *_co_authors(each["message"])) for each in commits
    )
    wrote = frozenset((str(request["author"]["id"]), *map(_account, mails)))
    return Proposal(request["state"] == "merged", head, str(newest["base_commit_sha"]), wrote, False, (*found.values(),))


def _review(user: Any, flaw: str, at: str | None, commit: Any, address: Any, lines: Iterable[ApprovalLine]) -> Review:
    name = str(user.get("login") or user["username"])
    if user.get("type", "User") != "User" or user.get("bot") or _BOT.match(name):
        flaw = "bot"
    elif user.get("state", "active") != "active":
        flaw = "inactive"
    day = datetime.fromisoformat(at).date().isoformat() if at else ""
    return Review(str(user["id"]), name, flaw, day, str(commit), str(address), (*lines,))


def _lines(text: str | None, is_edited: bool = False) -> list[ApprovalLine]:
    return [ApprovalLine(id, digest, is_edited) for id, digest in _approvals(text or "")]


def _account(mail: str) -> str:
    """Return the number in an address of mail, else the address."""
    hidden = _HIDDEN.fullmatch(mail.strip())
    return hidden[1] if hidden else mail.strip().casefold()
