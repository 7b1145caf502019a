"""The state before a proposal, by whose policy it is judged, and the reviews of it in a forge, which confirm its items."""

import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from service_catalogue.check import report
from service_catalogue.check.checker import Judged
from service_catalogue.diff.proposal import ApprovalLine, Proposal, Review, read_proposal
from service_catalogue.diff.states import History
from service_catalogue.editing.approve import record_text
from service_catalogue.messages import Message, message
from service_catalogue.messages.failure import Incorrect, Refused
from service_catalogue.messages.problem import Location, Problem, quote
from service_catalogue.model.approvals import WHOLE, covered_digest, read_records, texts_of, unconfirmed, with_record
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.identity import Identity
from service_catalogue.model.reviewed import REVIEWED_FOLDER, REVIEWERS_FILE, confirmed, file_of, items_of, standing
from service_catalogue.model.service import Service
from service_catalogue.model.vocabulary import Positioned
from service_catalogue.rules import damaged_record
from service_catalogue.schema.kinds import Line, MailAddress
from service_catalogue.schema.reader import Reader
from service_catalogue.yaml.source import read
from service_catalogue.yaml.values import Keyed


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
        judged = _with_approvals(replace(judged, reviewed=record), texts_of(self._catalogue))
        if self.proposal:
            judged = self._with_reviews(judged, self.proposal)
        problems = []
        if catalogue.reviewed not in (record, judged.reviewed):
            at = Location((folder / "by.txt").as_posix())
            problems.append(damaged_record.RULE.problem(at, "own", base=quote(self._commit[:12])))
        decided = [(id, each.approval.digest) for id, each in judged.approved.items() if each.approval]
        brought = (at for key, at in _approvals(catalogue).items() if key not in (*decided, *_approvals(self._catalogue)))
        return judged, problems + [damaged_record.RULE.problem(at, "own-approval") for at in brought]

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
            gone = [f"gone {address} {by}" for address in standing(catalogue).gone if address in mine]
            catalogue = replace(catalogue, reviewed=confirmed(catalogue, mine, by, gone, review.day) or None)
        approved = texts_of(catalogue)
        for review, reviewer, line in ((*each, line) for each in counting for line in each[0].lines):
            if why := _why_not(catalogue, reviewer, line):
                named = quote(f"approve {line.id} {line.digest}")
                self._say(message("review.no-approval", line=named, name=quote(review.name), why=why))
            else:
                role, evidence = (dict.fromkeys(catalogue.identity.languages, each) for each in (reviewer.role, review.address))
                approved[line.id] = record_text(catalogue, line.id, role, review.day, evidence)
        return _with_approvals(catalogue, approved)

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

    def _counting(self, proposal: Proposal) -> list[tuple[Review, Reviewer]]:
        """Return the reviews that count, each with who it is by."""
        reviewers, counting = read_reviewers(self._history, self._commit, self._language), list[tuple[Review, Reviewer]]()
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

    def _refuse(self, review: Review, why: str) -> None:
        self._say(message("review.refused", name=quote(review.name), why=message(f"review.{why}")))

    def _say(self, said: Message) -> None:
        print(said[self._language], file=sys.stderr)


def read_reviewers(history: History, commit: str, language: str) -> Keyed[Reviewer]:
    """Return who may confirm and approve at ``commit``, by the number of the account. Report errors, and raise :class:`Incorrect`."""
    path, reader = f"{commit[:12]}:{REVIEWERS_FILE}", Reader()
    value, problems = read(path, history.file(commit, f"../{REVIEWERS_FILE}"))
    reviewers: Keyed[Reviewer] = reader.read(Keyed[Reviewer], value) if value else Keyed()
    if problems := [*problems, *reader.problems]:
        sys.stderr.write(report.text(problems, language))
        raise Incorrect("review.reviewers", file=path)
    return reviewers


def _approvals(catalogue: Catalogue) -> dict[tuple[str, str | None], Location]:
    """Return the place of each approval, by what it is of and its digest."""
    approvable: dict[str, Identity | Service] = {WHOLE: catalogue.identity, **catalogue.objects["service"]}
    return {(id, each.digest): each.at for id, one in approvable.items() for each in one.approval}


def _with_approvals(catalogue: Catalogue, texts: Mapping[str, str]) -> Catalogue:
    """Return ``catalogue`` with the approvals in the records ``texts``, and with none of its own records."""
    records = read_records(catalogue.folder, texts, Reader(languages={each: each for each in catalogue.identity.languages}))
    services = tuple(with_record(each, records.get(each.id)) for each in catalogue.services)
    return replace(
        catalogue, approved=records, services=services, read_identity=with_record(catalogue.identity, records.get(WHOLE))
    )


def _why_not(catalogue: Catalogue, reviewer: Reviewer, line: ApprovalLine) -> Message | None:
    """Return why a line approves nothing; ``None`` if it approves."""
    reasons = {
        "edited": line.is_edited,
        "no-service": line.id not in (WHOLE, *catalogue.objects["service"]),
        "no-right": not reviewer.may("approves", line.id),
        "other-digest": line.digest != covered_digest(catalogue, line.id),
        "unconfirmed": unconfirmed(catalogue, line.id),
    }
    return next((message(f"review.{why}", id=quote(line.id)) for why, holds in reasons.items() if holds), None)


def _flaw(review: Review, reviewer: Reviewer, proposal: Proposal) -> str:
    """Return why the review of a reviewer confirms nothing; empty if it counts."""
    flaws = {
        review.flaw: True,
        "own": not proposal.wrote.isdisjoint({review.number, *map(str.casefold, reviewer.mails)}),
        "no-time": not review.day,
        "older": review.commit != proposal.head,
    }
    return next((flaw for flaw, holds in flaws.items() if flaw and holds), "")


def _stranger(review: Review, reviewers: Iterable[Reviewer]) -> str:
    """Return why the review of an account that is none of the ``reviewers`` confirms nothing."""
    is_renamed = review.name.casefold() in {each.name.casefold() for each in reviewers}
    return "bot" if review.flaw == "bot" else "renamed" if is_renamed else "stranger"
