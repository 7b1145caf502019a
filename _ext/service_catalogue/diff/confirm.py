"""Confirmation and approval: by ``catalogue confirm`` and ``catalogue approve``, or by reviews of a proposal in a forge.

The file that is read has what was asked of the interface, page by page for GitHub (``gh api --paginate --slurp``)::

    {"pull": …, "reviews": [[…]], "commits": [[…]]}                                                    a pull request
    {"request": …, "approvals": …, "reviewers": […], "versions": […], "commits": […], "notes": […]}    a merge request

A review approves a service by a line of its own, ``approve 2a 0123456789ab``: on GitHub in its text, on GitLab, whose approvals have
none, in a comment of who approves.
"""

import json
import os
import re
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from service_catalogue.check import report
from service_catalogue.check.checker import Judged, check
from service_catalogue.diff.history import History
from service_catalogue.diff.sentences import ChangeNames, changed_since, compared, runs_as_text
from service_catalogue.diff.signatures import sign
from service_catalogue.editing.commands import report_open
from service_catalogue.editing.lifecycle import record_text
from service_catalogue.editing.new import Answers
from service_catalogue.locale.words import words_of
from service_catalogue.messages.failure import EXIT_FINE, EXIT_PROBLEMS, Incorrect, Refused, refuse_unknown
from service_catalogue.messages.problem import Location, Problem
from service_catalogue.messages.quotation import quote, visible
from service_catalogue.messages.suggestion import did_you_mean
from service_catalogue.messages.texts import Message, message
from service_catalogue.model import reviewed
from service_catalogue.model.approvals import APPROVED_FOLDER, WHOLE, covered_digest, has_unconfirmed, texts_of, with_approvals
from service_catalogue.model.catalogue import Catalogue, Identity
from service_catalogue.model.references import Positioned
from service_catalogue.model.reviewed import REVIEWED_FOLDER, REVIEWERS_FILE, confirmed, current, file_of, items_of
from service_catalogue.model.service import Service
from service_catalogue.rules import approvals
from service_catalogue.schema.forms import date_advice, day_of
from service_catalogue.schema.reader import Reader
from service_catalogue.schema.types import Line, MailAddress
from service_catalogue.yaml.source import read
from service_catalogue.yaml.transaction import transaction
from service_catalogue.yaml.values import Keyed, digest

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


class ForgeReview(NamedTuple):
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
    reviews: tuple[ForgeReview, ...]


def read_proposal(file: Path) -> Proposal:
    """Return the proposal in ``file``. Raise :class:`Refused` if something of it is missing or damaged."""
    try:
        answers = json.loads(file.read_bytes())
        proposal = _github(answers) if "pull" in answers else _gitlab(answers)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise Refused("review.damaged", files=[file]) from None
    last: dict[str, ForgeReview] = {}
    for review in proposal.reviews:
        if review.flaw != "comment" or last.get(review.number, review).flaw == "comment":
            last[review.number] = review
    return proposal._replace(reviews=tuple(last.values()))


def _github(answers: Any) -> Proposal:
    pull, commits = answers["pull"], [*chain(*answers["commits"])]
    if len(commits) != pull["commits"]:
        raise ValueError("commits are missing")
    reviews = []
    for each in sorted(chain(*answers["reviews"]), key=lambda each: str(each.get("submitted_at") or "")):
        user, state = each["user"] or {"id": "", "login": "ghost"}, _STATES.get(each["state"], "comment")
        about = str(each["commit_id"]), str(each["html_url"]), (*_lines(each.get("body")),)
        reviews.append(_review(user, state, each.get("submitted_at"), about))
    wrote = {str(pull["user"]["id"])}
    for commit in commits:
        for role in ("author", "committer"):
            wrote.add(str((commit[role] or {}).get("id") or account_of(commit["commit"][role]["email"])))
        wrote.update(map(account_of, _co_authors(commit["commit"]["message"])))
    head, base = (str(pull[end]["sha"]) for end in ("head", "base"))
    return Proposal(bool(pull["merged"]), head, base, frozenset(wrote), True, tuple(reviews))


def _gitlab(answers: Any) -> Proposal:
    request, newest, commits = answers["request"], answers["versions"][0], answers["commits"]
    if len(commits) >= _PAGE or newest["head_commit_sha"] != request["sha"]:
        raise ValueError("commits are missing")
    pushed, head = datetime.fromisoformat(newest["created_at"]), str(request["sha"])
    decisions = [(each["user"], "", each.get("approved_at")) for each in answers["approvals"]["approved_by"]]
    decisions += [(each["user"], _STATES[each["state"]], None) for each in answers["reviewers"] if each["state"] in _STATES]
    lines: dict[str, list[ApprovalLine]] = {}
    for note in answers.get("notes", ()):
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
    wrote = frozenset((str(request["author"]["id"]), *map(account_of, mails)))
    return Proposal(request["state"] == "merged", head, str(newest["base_commit_sha"]), wrote, False, tuple(reviews))


def _review(user: Any, flaw: str, at: str | None, about: tuple[str, str, tuple[ApprovalLine, ...]]) -> ForgeReview:
    """Return the review of a ``user`` at a time, ``about`` a commit, with its address and the lines that approve."""
    name = str(user.get("login") or user["username"])
    if user.get("type", "User") != "User" or user.get("bot") or _BOT.match(name):
        flaw = "bot"
    elif user.get("state", "active") != "active":
        flaw = "inactive"
    return ForgeReview(str(user["id"]), name, flaw, datetime.fromisoformat(at).date().isoformat() if at else "", *about)


def _lines(text: str | None, is_edited: bool = False) -> list[ApprovalLine]:
    return [ApprovalLine(id, digest, is_edited) for id, digest in _approvals(text or "")]


def account_of(mail: str) -> str:
    """Return the number in an address of mail, else the address."""
    hidden = _HIDDEN.fullmatch(mail.strip())
    return hidden[1] if hidden else mail.strip().casefold()


@dataclass(frozen=True, kw_only=True)
class Reviewer(Positioned):
    """Who may confirm, or approve, by a review."""

    #: The name of the account.
    name: Line
    role: Line
    #: What the account may confirm: the ids of services, or ``catalogue`` for everything.
    services: tuple[Line, ...] = ()
    #: What it may approve: the same, and with ``catalogue`` the whole.
    approves: tuple[Line, ...] = ()
    #: The addresses of mail in the commits of the account.
    mails: tuple[MailAddress, ...] = ()

    def may(self, right: str, id: str) -> bool:
        """Return whether it may confirm (``services``) or approve (``approves``) what is of the service ``id``, or shared."""
        return not {WHOLE, id}.isdisjoint(getattr(self, right))


def judge(options: Namespace) -> Judged | None:
    """Return how the data of ``options`` are judged; ``None`` without a base, or with the zeros that a forge gives for a new branch."""
    return Base(options).judged if (options.base or "").strip("0") else None


def with_reviews(options: Namespace, catalogue: Catalogue) -> Catalogue | None:
    """Return ``catalogue`` with what the reviews of a merged proposal decide; ``None``, after a message, where they decide nothing."""
    if not (options.base or "").strip("0"):
        raise Refused("review.no-base")
    base = Base(options)
    if base.proposal and not base.proposal.is_merged:
        raise Refused("review.not-merged")
    decided, _ = base.judged(catalogue)
    if (decided.policy or decided.identity).is_confirmed_by_review:
        return decided
    print(message("review.off")[options.message_language])
    return None


class Base:
    """The commit before a proposal, by whose policy, record and reviewers that is judged. Raises :class:`Refused` for none."""

    def __init__(self, options: Namespace) -> None:
        self._history, self._language = History(options.data), options.message_language
        self._commit = self._history.resolved(options.base)
        if not self._commit:
            raise Refused("check.unknown-revision", name=quote(options.base))
        self._catalogue = self._history.catalogue(self._commit)
        self.proposal = read_proposal(options.from_review) if options.from_review else None

    def judged(self, catalogue: Catalogue) -> tuple[Catalogue, list[Problem]]:
        """Return ``catalogue`` as it is judged, with the policy of the base, and problems if its records are others.

        Where reviews confirm, it has the records of the base as well, with what the reviews of the proposal confirm and approve.
        """
        policy = self._catalogue.read_identity
        judged = replace(catalogue, policy=policy)
        if policy is None or not policy.is_confirmed_by_review:
            return judged, []
        folder, record = Path(catalogue.folder) / REVIEWED_FOLDER, self._catalogue.reviewed
        if record is not None:
            record = {(folder / Path(path).name).as_posix(): text for path, text in record.items()}
        judged = with_approvals(replace(judged, reviewed=record), texts_of(self._catalogue))
        if self.proposal:
            judged = self._with_reviews(judged, self.proposal)
        problems = []
        if catalogue.reviewed not in (record, judged.reviewed):
            at = Location((folder / "by.txt").as_posix())
            problems.append(approvals.damaged_record.problem(at, "own", base=quote(self._commit[:12])))
        decided = [(id, each.approval.digest) for id, each in judged.approved.items() if each.approval]
        brought = (
            at
            for key, at in _approvals_by_digest(catalogue).items()
            if key not in (*decided, *_approvals_by_digest(self._catalogue))
        )
        return judged, problems + [approvals.damaged_record.problem(at, "own-approval") for at in brought]

    def _with_reviews(self, catalogue: Catalogue, proposal: Proposal) -> Catalogue:
        """Return ``catalogue`` with what the reviews of ``proposal`` that count confirm and approve."""
        agreed = self._agreed(catalogue, proposal)
        counting = self._counting(proposal) if agreed or any(review.lines for review in proposal.reviews) else []
        for review, reviewer in counting:
            mine = {address for address in agreed if reviewer.may("services", file_of(address))}
            if not mine:
                self._refuse(review, "services")
                continue
            by = " ".join((*review.address.split(), *reviewer.role.split()))
            gone = [f"gone {address} {by}" for address in current(catalogue).gone if address in mine]
            catalogue = replace(catalogue, reviewed=confirmed(catalogue, mine, by, gone, review.day) or None)
        approved = texts_of(catalogue)
        for review, reviewer, line in ((*each, line) for each in counting for line in each[0].lines):
            if why := _why_not(catalogue, reviewer, line):
                named = quote(f"approve {line.id} {line.digest}")
                self._say(message("review.no-approval", line=named, name=quote(review.name), why=why))
            else:
                role, evidence = (dict.fromkeys(catalogue.identity.languages, each) for each in (reviewer.role, review.address))
                approved[line.id] = record_text(catalogue, line.id, role, review.day, evidence)
        return with_approvals(catalogue, approved)

    def _agreed(self, catalogue: Catalogue, proposal: Proposal) -> list[str]:
        """Return the addresses of what ``proposal`` changes and ``catalogue`` has as it was reviewed."""
        head = self._history.resolved(proposal.head)
        base = self._history.merge_base(head, proposal.base) if head else ""
        if not base:
            raise Refused("review.unknown-commit", name=quote(proposal.head[:12]))
        states = (self._history.catalogue(base), self._history.catalogue(head), catalogue)
        before, proposed, now = ({item.address: item.digests for item in items_of(state)} for state in states)
        changed = [address for address in dict.fromkeys((*before, *proposed)) if before.get(address) != proposed.get(address)]
        agreed = [address for address in changed if proposed.get(address) == now.get(address)]
        if len(agreed) < len(changed):
            self._say(message("review.since", count=len(changed) - len(agreed), commit=quote(head[:12])))
        return agreed

    def _counting(self, proposal: Proposal) -> list[tuple[ForgeReview, Reviewer]]:
        """Return the reviews that count, each with who it is by."""
        reviewers, counting = read_reviewers(self._history, self._commit, self._language), list[tuple[ForgeReview, Reviewer]]()
        known = {mail.casefold() for each in reviewers.values() for mail in each.mails}
        unknown = [each for each in sorted(proposal.wrote - known) if not each.isdecimal()] if proposal.names_authors else []
        for review in proposal.reviews:
            reviewer = reviewers.get(review.number)
            if reviewer and not (why := _flaw(review, reviewer, proposal)):
                counting.append((review, reviewer))
            else:
                self._refuse(review, why if reviewer else _stranger(review, reviewers.values()))
        if unknown:
            self._say(message("review.unknown-author", mails=[quote(each) for each in unknown]))
        blocked = any(review.flaw == "changes" and review.number in reviewers for review in proposal.reviews)
        return [] if unknown or blocked else counting

    def _refuse(self, review: ForgeReview, why: str) -> None:
        self._say(message("review.refused", name=quote(review.name), why=message(f"review.{why}")))

    def _say(self, notice: Message) -> None:
        print(notice[self._language], file=sys.stderr)


def read_reviewers(history: History, commit: str, language: str) -> Keyed[Reviewer]:
    """Return who may confirm and approve at ``commit``, by the number of the account. Report errors, and raise :class:`Incorrect`."""
    path, reader = f"{commit[:12]}:{REVIEWERS_FILE}", Reader()
    # A catalogue whose changes nobody reviews on a forge has no such file.
    content = history.file(commit, f"../{REVIEWERS_FILE}")
    value, problems = read(path, content) if content else (None, [])
    reviewers: Keyed[Reviewer] = reader.read(Keyed[Reviewer], value) if value else Keyed()
    if problems := [*problems, *reader.problems]:
        sys.stderr.write(report.text(problems, language))
        raise Incorrect("review.reviewers", file=path)
    return reviewers


def may_sign(history: History, signer: str, by: str, id: str) -> bool:
    """Return whether the owner of a key, by role, number or address, has the role ``by`` and may approve ``id``; without reviewers, true."""
    # As with a proposal, what came with the approval gives no right to it, and what came later takes none.
    then = read_reviewers(history, history.before(f"{APPROVED_FOLDER}/{id}.txt"), "en")
    reviewers = then or read_reviewers(history, history.resolved("HEAD"), "en")
    names = {number: {number, each.role.casefold(), *map(account_of, each.mails)} for number, each in reviewers.items()}
    owners = [each for number, each in reviewers.items() if account_of(signer) in names[number]]
    return not reviewers or any(each.role == by and each.may("approves", id) for each in owners)


def _approvals_by_digest(catalogue: Catalogue) -> dict[tuple[str, str | None], Location]:
    """Return the place of each approval, by what it is of and its digest."""
    approvable: dict[str, Identity | Service] = {WHOLE: catalogue.identity, **catalogue.objects["service"]}
    return {(id, each.digest): each.at for id, one in approvable.items() for each in one.approval}


def _why_not(catalogue: Catalogue, reviewer: Reviewer, line: ApprovalLine) -> Message | None:
    """Return why a line approves nothing; ``None`` if it approves."""
    reasons = {
        "edited": line.is_edited,
        "no-service": line.id not in (WHOLE, *catalogue.objects["service"]),
        "no-right": not reviewer.may("approves", line.id),
        "other-digest": line.digest != covered_digest(catalogue, line.id),
        "unconfirmed": has_unconfirmed(catalogue, line.id),
    }
    return next((message(f"review.{why}", id=quote(line.id)) for why, holds in reasons.items() if holds), None)


def _flaw(review: ForgeReview, reviewer: Reviewer, proposal: Proposal) -> str:
    """Return why the review of a reviewer confirms nothing; empty if it counts."""
    flaws = {
        review.flaw: True,
        "own": not proposal.wrote.isdisjoint({review.number, *map(str.casefold, reviewer.mails)}),
        "no-time": not review.day,
        "older": review.commit != proposal.head,
    }
    return next((flaw for flaw, holds in flaws.items() if flaw and holds), "")


def _stranger(review: ForgeReview, reviewers: Iterable[Reviewer]) -> str:
    """Return why the review of an account that is none of the ``reviewers`` confirms nothing."""
    is_renamed = review.name.casefold() in {each.name.casefold() for each in reviewers}
    return "bot" if review.flaw == "bot" else "renamed" if is_renamed else "stranger"


_YES, _NO = ("y", "yes", "j", "ja"), ("", "n", "no", "nej")
#: What is before the words of a field of an item.
_LABEL = re.compile(r"^(?:claim \d+, )?[\w.-]+: ", re.MULTILINE)


def checked(options: Namespace) -> tuple[Catalogue, Sequence[Problem]]:
    """Return the catalogue, and its problems. Report errors of form, and raise :class:`Incorrect`."""
    result = check(options.data)
    if result.catalogue is None or result.form_errors:
        sys.stderr.write(report.text(result.form_errors, options.message_language))
        raise Incorrect("diff.errors", name=quote(options.data))
    return result.catalogue, result.problems


def _confirm(options: Namespace) -> int:
    language, confirmed = options.message_language, dict[str, str]()
    with transaction(options.data) as change:
        catalogue, _ = checked(options)
        by_review = catalogue.identity.is_confirmed_by_review
        options.asks = sys.stdin is not None and sys.stdin.isatty() and not by_review
        if options.from_review:
            decided = with_reviews(options, catalogue)
            if decided is None:
                return EXIT_FINE
            reviewed.write(change, decided.reviewed or {})
            now = current(decided)
        else:
            now = current(catalogue)
            _refuse(options, now, by_review)
            if not (by_review or catalogue.reviewed or options.addresses or options.all):
                print(message("confirm.nothing-recorded")[language])
                return EXIT_FINE
            confirmed = _answered(options, catalogue, now)
            if not by_review:
                reviewed.write(change, _written(options, catalogue, now.gone, confirmed))
    if confirmed:
        print(message("confirm.confirmed", count=len(confirmed), folder=options.data / reviewed.REVIEWED_FOLDER)[language])
    count = sum(not review.is_confirmed for review in now.reviews) + len(now.gone) - len(confirmed)
    print((message("confirm.left", count=count) if count else message("confirm.all-confirmed"))[language])
    if not count or options.from_review:
        return EXIT_FINE
    if not options.asks:
        print(message("review.needed" if by_review else "next.confirm")[language])
    return EXIT_FINE if by_review else EXIT_PROBLEMS


def _refuse(options: Namespace, now: reviewed.ReviewStanding, by_review: bool) -> None:
    """Raise :class:`Refused` for options that confirm nothing here."""
    addresses = [*(review.item.address for review in now.reviews), *now.gone]
    unknown = [name for name in options.addresses if not any(reviewed.is_in(each, name) for each in addresses)]
    if by_review and (options.all or options.addresses):
        raise Refused("review.needed")
    if options.all and os.environ.get("CI"):
        raise Refused("confirm.in-ci")
    if options.source and not options.addresses:
        raise Refused("confirm.no-address", file=quote(options.source))
    if unknown:
        raise Refused("confirm.unknown", name=quote(unknown[0]), hint=did_you_mean(unknown[0], addresses))
    if options.addresses and not (options.all or options.asks):
        raise Refused("confirm.no-terminal")


def _answered(options: Namespace, catalogue: Catalogue, now: reviewed.ReviewStanding) -> dict[str, str]:
    """Show what is not confirmed; return what is confirmed, by address, each with the answer that confirms it."""
    named = [review for review in now.reviews if not review.is_confirmed and _is_named(review.item.address, options)]
    lines = reviewed.record_of(catalogue).lines
    gone = {address: lines[address][0] for address in now.gone if _is_named(address, options)}
    if gone and options.all and not options.reason:
        raise Refused("confirm.no-reason", gone=[quote(address) for address in gone])
    digests = {review.confirmed[side] for review in named for side in review.changed}
    before = History(options.data).words(digests.union(*(line.values() for line in gone.values())))
    language, confirmed = options.message_language, dict[str, str]()
    shown = [(review.item.address, _shown(review, before, catalogue, language)) for review in named]
    shown += [(address, _lost(address, line, before, catalogue, language)) for address, line in gone.items()]
    for address, texts in shown:
        print(*texts, sep="\n")
        answer = _answer(options, address in gone)
        if answer is None:  # what was answered is recorded
            break
        if answer:
            confirmed[address] = answer
    return confirmed


def _answer(options: Namespace, is_gone: bool) -> str | None:
    """Return the answer that confirms an item, for one that is gone the reason; empty for no, ``None`` at the end of the input."""
    try:
        if options.all:
            answer = options.reason if is_gone else "y"
        else:
            question = message("confirm.ask-reason" if is_gone else "confirm.ask")[options.message_language]
            answer = input(f"{question} ").strip() if options.asks else ""
    except (EOFError, KeyboardInterrupt):
        return None
    is_yes = answer.lower() in _YES  # which is no reason
    return "" if is_yes == is_gone or answer.lower() in _NO else " ".join(answer.split())


def _written(options: Namespace, catalogue: Catalogue, gone: Iterable[str], answers: Mapping[str, str]) -> dict[str, str]:
    """Return the files of the record with what the ``answers`` confirm."""
    entries = [f"gone {address} {answers[address]}" for address in gone if address in answers]
    if options.source:
        source = f"{digest(options.source.read_bytes())} {' '.join(options.source.name.split())}"
        entries += (f"read {address} {source}" for address in options.addresses)
    by = " ".join((reviewed.TERMINAL, *(options.reviewer.split() or [reviewed.NOBODY])))
    return reviewed.confirmed(catalogue, answers, by, entries)


def _shown(review: reviewed.Review, before: Mapping[str, str], catalogue: Catalogue, language: str) -> Iterator[str]:
    """Yield the lines about an item, with the words that have changed since the state that is in the history of git."""
    item, sources = review.item, reviewed.record_of(catalogue).sources
    state = reviewed.changes(review) if review.confirmed else message("confirm.new")
    yield f"{review.place.at}: {visible(item.address)}: {state[language]}"
    sides = tuple(dict.fromkeys((*item.sides, *review.changed)))
    for side, name in zip(sides, reviewed.side_names(sides), strict=True):
        now = shown = _on_one_line(item.sides.get(side, ""))
        if side in review.changed:
            then = before.get(review.confirmed[side])
            lost = message("confirm.lost", text=now)[language]
            shown = lost if then is None else runs_as_text(compared(_on_one_line(then), now))
            texts = [_LABEL.sub("", words) for words in (then or "", item.sides.get(side, ""))]
            if side != reviewed.DATA and (dropped := drops(catalogue, side, *texts)):
                shown += f"\n    {message('confirm.drops', words=dropped)[language]}"
        yield f"  {name[language]}: {shown}"
    if source := max((address for address in sources if reviewed.is_in(item.address, address)), key=len, default=""):
        yield f"  {message('confirm.source', source=visible(sources[source]))[language]}"


def _lost(address: str, line: Mapping[str, str], before: Mapping[str, str], catalogue: Catalogue, language: str) -> Iterator[str]:
    """Yield the lines about what is gone, whose digests ``line`` has, with its words in the history of git."""
    at = (reviewed.home(catalogue, address) or catalogue.identity).at
    yield f"{at}: {visible(address)}: {message('confirm.gone')[language]}"
    for side, name in zip(line, reviewed.side_names(line), strict=True):
        if words := before.get(line[side]):
            yield f"  {name[language]}: {_on_one_line(words)}"


def _on_one_line(words: str) -> str:
    return visible(" · ".join(" ".join(line.split()) for line in words.split("\n")))


def drops(catalogue: Catalogue, language: str, old: str, new: str) -> list[str]:
    """Return the words of weight that ``old`` has more often than ``new``: of the catalogue's own, numbers, and a short list."""
    table = words_of(language)
    known = [*filter(None, [table.own("confirmed.weighty")]), r"\d+"]
    names = (each.name for each in chain[Any](catalogue.terms, catalogue.layers, catalogue.parties))
    own = [name[language] for name in names if language in name]
    own += [text[language] for service in catalogue.services for text in service.undefined_words if language in text]
    own += [form for words in catalogue.identity.legal_words for form in words.get(language, ())]
    pattern = re.compile(
        rf"(?<!\w)(?:{'|'.join([*map(re.escape, sorted(set(own), key=len, reverse=True)), *known])})(?!\w)", re.IGNORECASE
    )
    lost = Counter(map(str.lower, pattern.findall(old))) - Counter(map(str.lower, pattern.findall(new)))
    return [visible(word) for word in lost]


def _is_named(address: str, options: Namespace) -> bool:
    """Return whether the command is about ``address``: it names it, or what contains it, or nothing."""
    return not options.addresses or any(reviewed.is_in(address, name) for name in options.addresses)


def _approve(options: Namespace) -> int:
    language = options.message_language
    with transaction(options.data) as change:
        catalogue, problems = checked(options)
        known = texts_of(catalogue)
        if not options.from_review:
            approved = known | _asked(options, catalogue, problems)
        elif decided := with_reviews(options, catalogue):
            approved = texts_of(decided)
        else:
            return EXIT_FINE
        changed = sorted(id for id in {*known, *approved} if known.get(id) != approved.get(id))
        paths = [change.folder / APPROVED_FOLDER / f"{id}.txt" for id in changed]
        for id, path in zip(changed, paths, strict=True):
            change.write(path, approved[id].encode()) if id in approved else change.remove(path)
            signature = path.with_name(f"{path.name}.sig")
            if options.key and id in approved:
                before = f"before {sha256(known.get(id, '').encode()).hexdigest()}"
                change.write(signature, f"{before}\n{sign(f'{before}{approved[id]}'.encode(), options.key)}".encode())
            elif signature.exists():  # it is of the approval before
                change.remove(signature)
    key = "written" if paths else "nothing" if options.from_review else "already"
    print(message(f"approve.{key}", date=options.on, files=[path.as_posix() for path in paths])[language])
    return EXIT_FINE if options.from_review else report_open(options, paths, message("next.approve"), language)


def _asked(options: Namespace, catalogue: Catalogue, problems: Sequence[Problem]) -> dict[str, str]:
    """Return the records, by id, of the approval that the options give, or a person at a terminal, who is shown what it is of."""
    services, ids = catalogue.objects["service"], options.services or [WHOLE]
    _refuse_approval(options, services, problems)
    names = ChangeNames(catalogue, catalogue, catalogue.identity.language(options.message_language))
    for id in ids:
        state, changes = changed_since(names, services.get(id))
        print("\n  ".join((state, *(each.plain for each in changes))))
    if catalogue.identity.is_confirmed_by_review:
        raise Refused("approve.by-review", lines=[quote(f"approve {id} {covered_digest(catalogue, id)}") for id in ids])
    answers = Answers.of(options, catalogue.identity.languages)
    by, evidence = (answers.texts(name, required=True) for name in ("by", "evidence"))
    for option, text in (("--by", by), ("--evidence", evidence)):
        if not all(text.values()):
            raise Refused("approve.missing", option=option, languages=", ".join(answers.languages))
    return {id: record_text(catalogue, id, by, str(day_of(options.on)), evidence) for id in ids}


def _refuse_approval(options: Namespace, services: Collection[str], problems: Iterable[Problem]) -> None:
    """Raise :class:`Refused` for a day or a service that cannot be approved, and for data with errors, or with what is suspect."""
    day, today = day_of(options.on), date.today()
    if day is None:
        raise Refused("invalid-value.date", value=quote(options.on), advice=date_advice(options.on))
    if day > today:
        raise Refused("approve.not-yet", date=options.on, today=today.isoformat())
    for id in options.services:
        refuse_unknown(id, services)
    # An adopted catalogue without an approval, and a record that was edited, are errors that this command corrects.
    left_over = (each for each in problems if Path(each.at.path).parent.name != APPROVED_FOLDER and each.rule.name != "approval")
    if any(each.is_error or each.rule.name == "suspect" for each in left_over):
        raise Refused("approve.not-ready")
