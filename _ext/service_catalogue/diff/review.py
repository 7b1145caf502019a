"""The state before a proposal, by whose policy it is judged, and the reviews of it in a forge, which confirm its items."""

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from service_catalogue.check import report
from service_catalogue.check.checker import Judged
from service_catalogue.diff.proposal import Proposal, Review, read_proposal
from service_catalogue.diff.states import History
from service_catalogue.messages import Message, message
from service_catalogue.messages.failure import Incorrect, Refused
from service_catalogue.messages.problem import Location, Problem, quote
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.reviewed import REVIEWED_FOLDER, REVIEWERS_FILE, confirmed, file_of, items_of, standing
from service_catalogue.model.vocabulary import Positioned
from service_catalogue.rules import damaged_record
from service_catalogue.schema.kinds import Line, MailAddress
from service_catalogue.schema.reader import Reader
from service_catalogue.yaml.source import read
from service_catalogue.yaml.values import Keyed

#: What a role that may confirm everything has for its services.
_ALL = "catalogue"


@dataclass(frozen=True, kw_only=True)
class Reviewer(Positioned):
    """Who may confirm by a review."""

    #: The name of the account.
    name: Line
    role: Line
    #: The ids of services, or ``catalogue`` for everything.
    services: tuple[Line, ...]
    #: The addresses of mail in the commits of the account.
    mails: tuple[MailAddress, ...] = ()

    def may_confirm(self, address: str) -> bool:
        return not {_ALL, file_of(address)}.isdisjoint(self.services)


def judge(options: Namespace, *, merged: bool = False) -> Judged | None:
    """Return how the data of ``options`` are judged; ``None`` without a base, or with the zeros that a forge gives for a new branch."""
    if not (options.base or "").strip("0"):
        return None
    base = Base(options.data, options.base, options.message_language)
    proposal = read_proposal(options.from_review) if options.from_review else None
    if merged and proposal and not proposal.is_merged:
        raise Refused("review.not-merged")
    return lambda catalogue: base.judged(catalogue, proposal)


class Base:
    """The commit before a proposal, by whose policy, record and reviewers that is judged. Raises :class:`Refused` for none."""

    def __init__(self, folder: Path, revision: str, language: str) -> None:
        self._history, self._language = History(folder), language
        self._commit = self._history.resolved(revision)
        if not self._commit:
            raise Refused("check.unknown-revision", name=quote(revision))
        self._catalogue = self._history.catalogue(self._commit)

    def judged(self, catalogue: Catalogue, proposal: Proposal | None) -> tuple[Catalogue, list[Problem]]:
        """Return ``catalogue`` as it is judged, and a problem if its record is another: with the policy of the base.

        Where reviews confirm, it has the record of the base as well, with what the reviews of ``proposal`` confirm.
        """
        policy, own = self._catalogue.read_identity, catalogue.reviewed
        if policy is None or not policy.is_confirmed_by_review:
            return replace(catalogue, policy=policy), []
        folder = Path(catalogue.folder) / REVIEWED_FOLDER
        known = self._catalogue.reviewed
        record = None if known is None else {(folder / Path(path).name).as_posix(): text for path, text in known.items()}
        judged = replace(catalogue, policy=policy, reviewed=record, approved=self._catalogue.approved)
        if proposal:
            judged = self._with_reviews(judged, proposal)
        problems = []
        if own not in (record, judged.reviewed):
            at = Location((folder / "by.txt").as_posix())
            problems.append(damaged_record.RULE.problem(at, "own", base=quote(self._commit[:12])))
        return judged, problems

    def _with_reviews(self, catalogue: Catalogue, proposal: Proposal) -> Catalogue:
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
        for review, reviewer in self._approvals(proposal) if agreed else ():
            mine = {address for address in agreed if reviewer.may_confirm(address)}
            if not mine:
                self._refuse(review, "services")
                continue
            by = " ".join((*review.address.split(), *reviewer.role.split()))
            gone = [f"gone {address} {by}" for address in standing(catalogue).gone if address in mine]
            catalogue = replace(catalogue, reviewed=confirmed(catalogue, mine, by, gone, review.day) or None)
        return catalogue

    def _approvals(self, proposal: Proposal) -> list[tuple[Review, Reviewer]]:
        """Return the reviews that confirm, each with who it is by."""
        reviewers = self._reviewers()
        found: list[tuple[Review, Reviewer]] = []
        known = frozenset(chain.from_iterable(map(str.casefold, each.mails) for each in reviewers.values()))
        unknown = [each for each in sorted(proposal.wrote - known) if not each.isdecimal()] if proposal.names_authors else []
        for review in proposal.reviews:
            reviewer = reviewers.get(review.number)
            why = next(filter(None, _flaws(review, reviewer, reviewers.values(), proposal)), "")
            if why or reviewer is None:
                self._refuse(review, why)
            else:
                found.append((review, reviewer))
        if unknown:
            self._say(message("review.unknown-author", mails=[quote(each) for each in unknown]))
        blocked = any(review.flaw == "changes" and review.number in reviewers for review in proposal.reviews)
        return [] if unknown or blocked else found

    def _refuse(self, review: Review, why: str) -> None:
        self._say(message("review.refused", name=quote(review.name), why=message(f"review.{why}")))

    def _say(self, said: Message) -> None:
        print(said[self._language], file=sys.stderr)

    def _reviewers(self) -> Keyed[Reviewer]:
        path, reader = f"{self._commit[:12]}:{REVIEWERS_FILE}", Reader()
        value, problems = read(path, self._history.file(self._commit, f"../{REVIEWERS_FILE}"))
        found: Keyed[Reviewer] = reader.read(Keyed[Reviewer], value) if value else Keyed()
        if problems := [*problems, *reader.problems]:
            sys.stderr.write(report.text(problems, self._language))
            raise Incorrect("review.reviewers", file=path)
        return found


def _flaws(review: Review, reviewer: Reviewer | None, known: Iterable[Reviewer], proposal: Proposal) -> Iterator[str]:
    """Yield why a review confirms nothing."""
    if reviewer is None:
        names = {each.name.casefold() for each in known}
        yield review.flaw if review.flaw == "bot" else "renamed" if review.name.casefold() in names else "stranger"
        return
    yield review.flaw
    wrote = {review.number, *map(str.casefold, reviewer.mails)}
    yield "" if wrote.isdisjoint(proposal.wrote) else "own"
    yield "" if review.day else "no-time"
    yield "" if review.commit == proposal.head else "older"
