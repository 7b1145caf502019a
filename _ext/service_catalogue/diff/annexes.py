"""The annexes in a folder: their register, which of them a change reaches, and how two of them differ."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service_catalogue.check.report import text as problems_as_text
from service_catalogue.diff.compare import compare
from service_catalogue.diff.report import Report
from service_catalogue.diff.sentences import compared, runs_as_text
from service_catalogue.diff.states import edition
from service_catalogue.messages.failure import Refused
from service_catalogue.messages.problem import CheckRule, Problem
from service_catalogue.messages.quotation import quote, visible
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf.annex import (
    Annex,
    AnnexChoice,
    AnnexChoices,
    Contractor,
    PartyContact,
    Settled,
    Taken,
    draft_sentence,
    last_day,
    not_settled,
    printed,
    read_annex,
    why_draft,
)
from service_catalogue.pdf.sheets import margins
from service_catalogue.schema.fields import fields_of
from service_catalogue.schema.types import Localized
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.page import title_of

SIGNED_EDITION = CheckRule("signed-edition")
#: Maximum number of sentences about what has changed since an annex was signed.
_MOST_SENTENCES = 12


@dataclass(frozen=True)
class Annexes:
    """The annex files of a folder, in the order of their paths."""

    read: tuple[tuple[Path, Annex], ...]
    #: Of the files that are no annex.
    problems: tuple[Problem, ...]
    #: Of the annexes.
    warnings: tuple[Problem, ...]

    @classmethod
    def of(cls, folder: Path, catalogue: Catalogue) -> Annexes:
        """Read the YAML files in ``folder``, at any depth, but not what is hidden or built."""
        if not folder.is_dir():
            raise Refused("failure.no-folder", file=folder)
        paths = [path.relative_to(folder) for path in sorted(folder.rglob("*.yaml"))]
        own = [folder / path for path in paths if not any(part.startswith((".", "_")) for part in path.parts)]
        readings = [(path, read_annex(path, catalogue)) for path in own]
        read = tuple((path, one.annex) for path, one in readings if one.annex is not None)
        problems, warnings = (
            tuple(problem for _, one in readings if (one.annex is None) is is_none for problem in one.problems)
            for is_none in (True, False)
        )
        return cls(read, problems, warnings)


@dataclass(frozen=True)
class AnnexWords:
    """Sentences about annexes, in one language."""

    edition: Edition

    def register(self, annexes: Annexes, problems: Sequence[Problem], data: Path, site: Path) -> str:
        """Return the annexes as text: system, customer, service, date, choices, end, and what is not settled.

        One that was not signed has why it cannot be, by the ``problems`` of the catalogue; one that was, what has changed since.
        """
        blocks, known, words = [], [*problems, *annexes.warnings], self.edition.words
        for path, annex in annexes.read:
            service = self.edition.catalogue.objects["service"][annex.service]
            lines = [f"{self._value(annex.system)} ({path.as_posix()})"]
            facts = {"owner": self._value(annex.owner), "service": title_of(self.edition, service)}
            facts["date"] = words.date(annex.date)
            for key in ("number", "edition", "environments", "on-call", "choices", "term"):
                facts[key] = self._value(getattr(annex, key.replace("-", "_")))
            lines += [f"  {words(f'annex.{key}')}: {value}" for key, value in facts.items() if value]
            if annex.edition:
                signed, changes = self.since_signed(path, annex, data, site)
                lines += [f"  {problem.message[self.edition.language]}" for problem in signed]
                lines += changes[1:] if signed else [f"  {words('annexes.same')}"]
            else:
                draft = why_draft(annex, self.edition.catalogue, known)
                lines.append(f"  {draft_sentence(words, draft) if draft else words('annexes.ready')}")
            if (last := last_day(service)) and not (annex.valid and annex.valid.to and annex.valid.to <= last):
                lines.append(f"  {words('annexes.outlives', date=words.date(last))}")
            in_language = {str(next(iter(each.values()))): self._value(each) for each in service.undefined_words}
            left = [in_language.get(one, one) for one in not_settled(annex, service)]
            key = "annexes.not-settled" if left else "annexes.all-settled"
            lines.append(f"  {words(key, count=len(left), items=', '.join(left))}")
            blocks.append("\n".join(map(visible, lines)))
        return "\n\n".join(blocks) + "\n" if blocks else words("annexes.none") + "\n"

    def reached(self, annexes: Annexes, report: Report) -> Iterator[str]:
        """Yield the annexes that the changes of ``report`` reach, each with what every party loses and gains."""
        for path, annex in annexes.read:
            own = report.about(annex.service)
            if own.changes:
                yield visible(f"{self._value(annex.system)} ({path.as_posix()})")
                yield from (f"  {line}" for line in own.lines(self.edition.language))

    def numbers(self, annexes: Annexes, report: Report) -> Iterator[str]:
        """Yield the numbers of the annexes that the changes of ``report`` reach; a comment may have nothing else of them."""
        for _, annex in annexes.read:
            if report.about(annex.service).changes:
                yield visible(annex.number or self.edition.words("annexes.unnumbered"))

    def since_signed(self, path: Path, annex: Annex, data: Path, site: Path) -> tuple[list[Problem], list[str]]:
        """Return a problem if ``annex`` does not print what its edition, from git or ``site``, does, and what has changed since."""
        digest, now = annex.edition, self.edition.catalogue
        if not digest or digest == now.digest:
            return [], []
        then = edition(digest, data, site)
        if then is None:
            return [SIGNED_EDITION.problem(digest.at, "unknown", edition=quote(digest), site=site)], []
        signed = read_annex(path, then).annex
        if signed and printed(signed, then) == printed(annex, now):
            return [], []
        lines = [*self.reached(Annexes(((path, annex),), (), ()), Report(then, now, compare(then, now)))]
        more = ["  …"] if len(lines) > _MOST_SENTENCES + 1 else []
        return [SIGNED_EDITION.problem(digest.at, edition=quote(digest), digest=digest)], lines[: _MOST_SENTENCES + 1] + more

    def compared(self, old: Annex, new: Annex) -> Iterator[str]:
        """Yield how two annexes differ, a line for each of their facts."""
        for key, (attribute, _, _) in fields_of(Annex).items():
            before, now = (self._value(getattr(one, attribute)) for one in (old, new))
            if before != now:
                words = self.edition.words
                label = words(f"annex.{key}") if words.has(f"annex.{key}") else key
                yield f"{label}: {visible(runs_as_text(compared(before, now)))}"
        if old.service == new.service:
            yield from self._meaning(old, new)

    def _meaning(self, old: Annex, new: Annex) -> Iterator[str]:
        """Yield for each party which statements give it something else: a duty, a right, nothing."""
        service = self.edition.catalogue.objects["service"][new.service]
        written = margins(self.edition, service)
        before, now = (
            {(plain(each.party), id): ", ".join(each.kinds) for id, margin in of_annex.items() for each in margin}
            for of_annex in (AnnexChoices(self.edition, one, service).margins(written) for one in (old, new))
        )
        for party, id in sorted(before.keys() | now.keys()):
            if (was := before.get((party, id), "")) != (becomes := now.get((party, id), "")):
                yield f"{party}, {id}: {runs_as_text(compared(was, becomes))}"

    def _value(self, value: Any) -> str:
        """Return a value of an annex on one line."""
        words = self.edition.words
        if value is None:
            return ""
        if isinstance(value, Localized):
            return str(value.get(self.edition.language) or next(iter(value.values()), ""))
        if isinstance(value, Taken):
            answer = words("annex.yes" if value.choice is AnnexChoice.YES else "annex.no")
            return f"{answer} ({self._value(value.terms)})" if value.terms else answer
        if isinstance(value, dict):
            return "; ".join(f"{key}: {self._value(item)}" for key, item in value.items())
        if isinstance(value, tuple):
            return "; ".join(map(self._value, value))
        if isinstance(value, PartyContact):
            return f"{self._party(value.party)}: {self._value(value.role)}"
        if isinstance(value, Contractor):
            return ", ".join(filter(None, (self._value(value.name) or self._party(value.party), str(value.number or ""))))
        return f"{value.on}: {self._value(value.text)}" if isinstance(value, Settled) else str(value)

    def _party(self, id: str) -> str:
        return self.edition.plain(self.edition.catalogue.party(id).name)


def read_annexes(options: argparse.Namespace, folder: Path, catalogue: Catalogue) -> tuple[AnnexWords, Annexes]:
    """Return the annexes in ``folder``, and what writes about them. Report what is wrong with them."""
    words, annexes = annex_words(options, catalogue), Annexes.of(folder, catalogue)
    sys.stderr.write(problems_as_text((*annexes.problems, *annexes.warnings), words.edition.language))
    return words, annexes


def annex_words(options: argparse.Namespace, catalogue: Catalogue) -> AnnexWords:
    return AnnexWords(Edition(catalogue, catalogue.identity.language(options.message_language)))
