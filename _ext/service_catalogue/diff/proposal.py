"""A proposal as the interface of a forge gives it: who wrote it, and who says what of which of its commits.

The file that is read has what was asked of the interface, page by page for GitHub (``gh api --paginate --slurp``)::

    {"pull": …, "reviews": [[…]], "commits": [[…]]}                                                    a pull request
    {"request": …, "approvals": …, "reviewers": […], "versions": […], "commits": […], "notes": […]}    a merge request

A review approves a service by a line of its own, ``approve 2a 0123456789ab``: on GitHub in its text, on GitLab, whose approvals have
none, in a comment of who approves.
"""

import json
import re
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
    #: In the order of time; once read, the last of each account that is more than a comment, else the last.
    reviews: tuple[Review, ...]


def read_proposal(file: Path) -> Proposal:
    """Return the proposal in ``file``. Raise :class:`Refused` if something of it is missing or damaged."""
    try:
        said = json.loads(file.read_bytes())
        proposal = _github(said) if "pull" in said else _gitlab(said)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise Refused("review.damaged", files=[file]) from None
    last: dict[str, Review] = {}
    for review in proposal.reviews:
        if review.flaw != "comment" or last.get(review.number, review).flaw == "comment":
            last[review.number] = review
    return proposal._replace(reviews=tuple(last.values()))


def _github(said: Any) -> Proposal:
    pull, commits = said["pull"], [*chain(*said["commits"])]
    if len(commits) != pull["commits"]:
        raise ValueError("commits are missing")
    reviews = []
    for each in sorted(chain(*said["reviews"]), key=lambda each: str(each.get("submitted_at") or "")):
        user, state = each["user"] or {"id": "", "login": "ghost"}, _STATES.get(each["state"], "comment")
        about = str(each["commit_id"]), str(each["html_url"]), (*_lines(each.get("body")),)
        reviews.append(_review(user, state, each.get("submitted_at"), about))
    wrote = {str(pull["user"]["id"])}
    for commit in commits:
        for role in ("author", "committer"):
            wrote.add(str((commit[role] or {}).get("id") or _account(commit["commit"][role]["email"])))
        wrote.update(map(_account, _co_authors(commit["commit"]["message"])))
    head, base = (str(pull[end]["sha"]) for end in ("head", "base"))
    return Proposal(bool(pull["merged"]), head, base, frozenset(wrote), True, tuple(reviews))


def _gitlab(said: Any) -> Proposal:
    request, newest, commits = said["request"], said["versions"][0], said["commits"]
    if len(commits) >= _PAGE or newest["head_commit_sha"] != request["sha"]:
        raise ValueError("commits are missing")
    pushed, head = datetime.fromisoformat(newest["created_at"]), str(request["sha"])
    decisions = [(each["user"], "", each.get("approved_at")) for each in said["approvals"]["approved_by"]]
    decisions += [(each["user"], _STATES[each["state"]], None) for each in said["reviewers"] if each["state"] in _STATES]
    lines: dict[str, list[ApprovalLine]] = {}
    for note in said.get("notes", ()):
        if approving := [] if note["system"] else _lines(note["body"], note["updated_at"] != note["created_at"]):
            lines.setdefault(str(note["author"]["id"]), []).extend(approving)
            decisions.append((note["author"], "comment", None))
    reviews = []
    for user, state, at in decisions:
        commit = head if not at or datetime.fromisoformat(at) > pushed else ""
        reviews.append(_review(user, state, at, (commit, str(request["web_url"]), (*lines.get(str(user["id"]), ()),))))
    mails = chain.from_iterable(
        (each["author_email"], each["committer_email"], *_co_authors(each["message"])) for each in commits
    )
    wrote = frozenset((str(request["author"]["id"]), *map(_account, mails)))
    return Proposal(request["state"] == "merged", head, str(newest["base_commit_sha"]), wrote, False, tuple(reviews))


def _review(user: Any, flaw: str, at: str | None, about: tuple[str, str, tuple[ApprovalLine, ...]]) -> Review:
    """Return the review of a ``user`` at a time, ``about`` a commit, with its address and the lines that approve."""
    name = str(user.get("login") or user["username"])
    if user.get("type", "User") != "User" or user.get("bot") or _BOT.match(name):
        flaw = "bot"
    elif user.get("state", "active") != "active":
        flaw = "inactive"
    return Review(str(user["id"]), name, flaw, datetime.fromisoformat(at).date().isoformat() if at else "", *about)


def _lines(text: str | None, is_edited: bool = False) -> list[ApprovalLine]:
    return [ApprovalLine(id, digest, is_edited) for id, digest in _approvals(text or "")]


def _account(mail: str) -> str:
    """Return the number in an address of mail, else the address."""
    hidden = _HIDDEN.fullmatch(mail.strip())
    return hidden[1] if hidden else mail.strip().casefold()
