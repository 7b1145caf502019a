"""A list of changes as text, as Markdown and as JSON."""

import html
import itertools
import json
import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, cast

from service_catalogue import FORMAT_VERSION
from service_catalogue.check.report import shown
from service_catalogue.diff.compare import Action, Change, ChangeKind, Unit, compare, concerning, concerns, page_of, strength
from service_catalogue.diff.confirm import Reviewer
from service_catalogue.diff.sentences import (
    ChangeNames,
    Facts,
    Run,
    Sentence,
    SentenceWriter,
    changed_since,
    files_to_confirm,
    is_of_cell,
    is_of_claim,
    letters_gained,
    letters_lost,
    sentence_about,
    suspect_sentences,
)
from service_catalogue.locale.words import Words, words_of
from service_catalogue.messages.problem import Problem
from service_catalogue.messages.quotation import visible
from service_catalogue.messages.texts import Message, language_for
from service_catalogue.model.approvals import WHOLE, approval_standing, covered_digest
from service_catalogue.model.catalogue import Catalogue, RunMark
from service_catalogue.model.reviewed import SHARED
from service_catalogue.model.service import Service
from service_catalogue.views.plain import sheet

#: The headings of cells that are to be read.
_OF_CELLS = ("diff.begins", "diff.ends", "diff.states", "diff.notes")
#: What happens to a right and to a duty of which only the words change.
_REWORDED = ("diff.reworded-right", "diff.reworded-duty")
#: Texts too long for the first sentences.
_QUOTED = ("tension", "exception", "note", "letter")
#: Number of places that a sentence names.
_NAMED = 3


def summary(writer: SentenceWriter) -> str:
    """Return a summary by party: taken on, given up, gained, lost, and to be read; all changes but those of layout."""
    names, words = writer.names, writer.words
    changes_by_effect: dict[tuple[str, str, str], list[Change]] = defaultdict(list)
    taken: dict[Hashable, list[Change]] = defaultdict(list)
    for heading, subject, change in sorted(_by_party(writer), key=lambda effect: effect[0] != "diff.takes-on"):
        if heading == "diff.takes-on":
            taken[subject].append(change)
        elif heading == "diff.gives-up" and taken[subject]:
            changes_by_effect["moves", change.party, taken[subject].pop(0).party].append(change)
        else:
            changes_by_effect["cells" if heading in _OF_CELLS else heading.removeprefix("diff."), change.party, ""].append(change)
    for change in itertools.chain(*taken.values()):
        changes_by_effect["takes-on", change.party, ""].append(change)
    sentences = []
    for (key, party, other), changes in changes_by_effect.items():
        where = words.list([names.service(id) for id in dict.fromkeys(id for one in changes for id in (one.service, *one.heirs))])
        parties = {"subject": names.subject(party), "party": names.party(party), "other": names.party(other)}
        sentences.append(words(f"diff.summary.{key}", count=len(changes), where=where, **parties))
    sentences += _others(writer, {change.place for changes in changes_by_effect.values() for change in changes})
    return " ".join(sentences) or words("diff.summary.none")


def _by_party(writer: SentenceWriter) -> Iterator[tuple[str, Hashable, Change]]:
    """Yield the heading under which a party reads each effect of a change, the letter or the claim, and the change."""
    of_parties = [change for change in writer.changes if change.party and change.field != "unlike"]
    for change in of_parties:
        place, claim = change.place.rpartition(".")[0], cast(Unit, change.new or change.old)
        if is_of_cell(change):
            letters = (*letters_lost(change), *letters_gained(change), "")
            effects = range(len(writer.sentences(change)))
            yield from ((writer.heading(change, index), (place, letters[index]), change) for index in effects)
        elif is_of_claim(change):
            heading, is_duty = writer.heading(change), strength(claim) == "promises"
            subject = change.place, repr({key: value for key, value in claim.items() if key != "party"})
            yield _REWORDED[is_duty] if heading == "diff.reworded" else heading, subject, change
        elif change.kind is not ChangeKind.CELL:
            yield writer.heading(change), change.place, change
    yield from _reworded(writer, {(change.place, change.party) for change in of_parties})


def _reworded(writer: SentenceWriter, reported: Collection[tuple[str, str]]) -> Iterator[tuple[str, Hashable, Change]]:
    """Yield the same for each party with a claim in a statement whose text changes, beside the places and parties in ``said``."""
    for change in writer.changes:
        if change.place.startswith("statement:") and change.field == "text":
            known = writer.names.object(change.place).claims
            claims = (claim for claim in known if claim.party and (change.place, claim.party) not in reported)
            yield from ((_REWORDED[not claim.is_right], "", replace(change, party=str(claim.party))) for claim in claims)


def _others(writer: SentenceWriter, reported: Collection[str]) -> Iterator[str]:
    """Yield the changes without an effect on a party, apart from those ``reported``: facts, and objects to be read."""
    names, words = writer.names, writer.words
    whole = {change.place for change in writer.changes if not change.field}
    places_by_effect: dict[tuple[Action, str], dict[str, None]] = defaultdict(dict)
    for change in writer.changes:
        kind, _, id = change.place.partition(":")
        is_said = change.place in reported or any(place.startswith(f"cell:{id}.") for place in reported if kind == "row")
        is_part = change.field and whole & {change.place, f"service:{change.service}"}
        if change.party or change.is_layout or is_part or (is_said and change.field in ("", "text") and kind != "note"):
            continue
        where = names.place(change.place)
        if fact := "" if kind in _QUOTED else Facts(names).sentence(change, where):
            yield fact
        else:
            action = Action.CHANGED if change.field else change.action
            places_by_effect[action, names.concerned(change.place)][words.within(where)] = None
    for (action, concerned), places in places_by_effect.items():
        named, left = [*places][:_NAMED], len(places) - _NAMED
        listed = f"{', '.join(named)} {words('diff.more', count=left)}" if left > 0 else words.list(named)
        yield f"{words(f'diff.{action.value}', what=listed)}. {concerned}"


#: Identifies the comment of a pull request, which is replaced.
COMMENT_MARK = "<!-- catalogue diff -->"
#: In a report with more sentences, all sections but those of parties are folded.
_LONG = 20
#: Characters of a comment; a forge takes 65,536.
_MAX_COMMENT = 60_000
#: The headings of changes that have none under a party, in this order.
_OF_KINDS = ("diff.texts", "diff.notes", "diff.conditions", "diff.terms", "diff.ids", "diff.details", "diff.departures")
#: The headings of what a party reads, in this order.
_OF_PARTY = (
    *("diff.gives-up", "diff.takes-on", "diff.loses", "diff.gains", "diff.ends", "diff.begins"),
    *("diff.states", "diff.unlike-heading", "diff.narrowed", "diff.widened"),
    *("diff.to-must", "diff.to-may", "diff.conditions", "diff.notes", "diff.reworded"),
)
_MARKDOWN = re.compile(r"[\\`*_\[\]#|~]|(?<=^\d)[.)]|^[-+]")
#: Texts that a forge turns into links: users, issues, addresses.
_LINKED = re.compile(r"@|\\#|https?:|www\b")


class SentenceGroup(NamedTuple):
    """Sentences under a small heading, which may be empty."""

    heading: str
    sentences: tuple[Sentence, ...]


class ReportSection(NamedTuple):
    """A part of a report."""

    heading: str
    groups: tuple[SentenceGroup, ...]
    #: Whether it is folded in a long report.
    may_fold: bool

    @property
    def size(self) -> int:
        return sum(len(group.sentences) for group in self.groups)


@dataclass(frozen=True)
class Report:
    """The changes between two states, in any language of the newer one."""

    old: Catalogue
    new: Catalogue
    changes: tuple[Change, ...]
    #: The names of the states.
    names: tuple[str, str] = ("", "")
    #: Their data digests.
    digests: tuple[str, str] = ("", "")
    #: The address of a site with the newer state, to which Markdown links; empty if there is none.
    preview: str = ""
    #: The errors of the newer state, which Markdown lists.
    errors: tuple[Problem, ...] = ()
    #: The service to which it is limited; empty for all.
    service: str = ""
    #: Who may confirm and approve; ``None`` where no review does.
    reviewers: tuple[Reviewer, ...] | None = None
    #: The annexes that the changes reach, each in a line.
    annexes: tuple[str, ...] = ()

    def about(self, service: str) -> "Report":
        """Return the report, limited to what concerns ``service``."""
        return replace(self, changes=concerning(self.changes, service), service=service)

    def sections(self, language: str) -> tuple[ReportSection, ...]:
        """Return the changes as sentences: what they mean and for whom, what is to be confirmed, who may, and what follows."""
        writer = self._writer(language)
        following = (*self._to_confirm(writer), *self._who_may(writer), *self._follows(writer))
        return (*self.meaning(language), *following)

    def meaning(self, language: str) -> tuple[ReportSection, ...]:
        """Return a section about each party, and one about the other changes."""
        writer = self._writer(language)
        return (*self._by_party(writer), *self._by_kind(writer))

    def lines(self, language: str) -> Iterator[str]:
        """Yield the sentences about the changes, each after the party or object that it concerns."""
        for section in self.meaning(language):
            for group in section.groups:
                heading = ", ".join(filter(None, (section.heading, group.heading)))
                yield from (f"{heading}: {visible(one.plain)}" for one in group.sentences)

    def text(self, language: str) -> str:
        """Return the report as plain text."""
        lines = self._beginning(language)
        for section in self.sections(language):
            lines += ["", section.heading]
            for group in section.groups:
                lines += [f"  {group.heading}"] if group.heading else []
                indent = "    " if group.heading else "  "
                lines += [f"{indent}{_on_one_line(sentence.plain)}{_reference(sentence)}" for sentence in group.sentences]
        return "\n".join(lines) + "\n"

    def sheet(self, form: str, language: str) -> str:
        """Return the changes as a ``page`` or as ``csv``, each with what it is about."""
        words, sections = self._writer(language).words, dict[str, list[tuple[str, ...]]]()
        for section in self.meaning(language):
            rows = ((group.heading, each.change.place, each.plain) for group in section.groups for each in group.sentences)
            sections[section.heading] = [*rows]
        return sheet(form, self._beginning(language)[-1], language, words("diff.columns").split("; "), sections)

    def markdown(self, language: str) -> str:
        """Return the report as Markdown: the comment of a pull request, or the notes of a release."""
        sections = self.sections(language)
        is_long = sum(section.size for section in sections) > _LONG
        words = self._writer(language).names.edition.words
        *meaning, title = map(_escaped, self._beginning(language))
        errors = [*_listed(self.errors, self.names[1], language), ""] if self.errors else []
        lines = [*_opening(words), *(line for sentence in meaning for line in (sentence, "")), *errors, title, ""]
        size, left = sum(map(len, lines)), 0
        for section in sections:
            written = list(self._markdown(section, language, is_long and section.may_fold))
            shown, cut = _fitting(written, _MAX_COMMENT - size)
            size += sum(len(line) + 1 for line in shown)
            lines += shown
            left += cut
        if left:
            lines += ["", f"*{_escaped(words('diff.more', count=left))}*"]
        return "\n".join(lines).rstrip() + "\n"

    def _markdown(self, section: ReportSection, language: str, folded: bool) -> Iterator[str]:
        details = f"<details><summary>{html.escape(section.heading)} ({section.size})</summary>"
        yield details if folded else f"### {_escaped(section.heading)}"
        for group in section.groups:
            yield from ("", *((f"**{_escaped(group.heading)}**", "") if group.heading else ()))
            for sentence in group.sentences:
                at = page_of(sentence.change, self.new) if self.preview and not self.errors else ""
                link = f" [→]({self.preview.rstrip('/')}/{language}/{at})" if at else ""
                yield f"- {_marked(sentence.runs)}{link}"
        yield from ("", *(("</details>", "") if folded else ()))

    def json(self, day: date | None = None) -> str:
        """Return the changes as JSON, each with its sentences in every language; with ``day``, a record of the changes."""
        languages = [str(language) for language in self.new.identity.languages]
        told = {language: self._record(language) for language in languages if day}
        record = {"date": day.isoformat(), "services": self._said_anew(), "told": told} if day else {}
        writers, changes = {language: self._writer(language) for language in languages}, []
        for change in self.changes:
            fields = {key: getattr(change, key) for key in ("kind", "action", "place", "field", "party", "old", "new", "touches")}
            texts = {language: [one.plain for one in writer.sentences(change)] for language, writer in writers.items()}
            changes.append(fields | {"party": change.party or None, "said": texts})
        states = [{"name": name, "digest": digest} for name, digest in zip(self.names, self.digests, strict=True)]
        data = {"format-version": FORMAT_VERSION, **record, "from": states[0], "to": states[1], "changes": changes}
        return json.dumps(data, ensure_ascii=False, indent=1, default=lambda kind: kind.value) + "\n"

    def _said_anew(self) -> list[str]:
        """Return the ids of the services of which a text or a fact has changed."""
        changes = [change for change in self.changes if change.place != "catalogue" and not change.is_layout]
        return [str(service.id) for service in self.new.services if concerning(changes, service.id)]

    def _record(self, language: str) -> list[dict[str, object]]:
        """Return the sections of a record (see ``model/catalogue.py``)."""

        def group(one: SentenceGroup) -> dict[str, object]:
            return {"heading": one.heading, "sentences": [{"runs": [*map(_kept_run, each.runs)]} for each in one.sentences]}

        return [{"heading": section.heading, "groups": [*map(group, section.groups)]} for section in self.meaning(language)]

    def _writer(self, language: str) -> SentenceWriter:
        return SentenceWriter(ChangeNames(self.old, self.new, language), self.changes)

    def _beginning(self, language: str) -> list[str]:
        """Return the first lines: who is affected, if anybody is, and the two states that are compared."""
        writer = self._writer(language)
        words = writer.words
        counted = words("diff.count", count=len(self.changes)) if self.changes else words("diff.none")
        old, new = (f"{name} ({digest})" if digest else name for name, digest in zip(self.names, self.digests, strict=True))
        between = words("diff.from-to", old=old, new=new)
        return [*([summary(writer)] if self.changes else []), f"{between}: {counted}"]

    def _by_party(self, writer: SentenceWriter) -> Iterator[ReportSection]:
        for party in dict.fromkeys(str(party.id) for catalogue in (self.new, self.old) for party in catalogue.parties):
            sentences: dict[str, list[Sentence]] = {key: [] for key in _OF_PARTY}
            for change in self.changes:
                for index, sentence in enumerate(writer.sentences(change) if change.party == party else ()):
                    sentences[writer.heading(change, index)].append(sentence)
            groups = [(writer.words(key), some) for key, some in sentences.items() if some]
            yield from _section(writer.names.named(f"party:{party}"), *groups)

    def _by_kind(self, writer: SentenceWriter) -> Iterator[ReportSection]:
        for heading in _OF_KINDS:
            changes = [change for change in self.changes if not change.party and _heading(change) == heading]
            sentences = [sentence for change in changes for sentence in writer.sentences(change)]
            yield from _section(writer.words(heading), ("", sentences), may_fold=True)

    def _to_confirm(self, writer: SentenceWriter) -> Iterator[ReportSection]:
        sentences = suspect_sentences(writer.names)
        mine = [one for one in sentences if not self.service or concerns(one.change, self.service)]
        return _section(writer.words("diff.to-confirm"), ("", mine))

    def _who_may(self, writer: SentenceWriter) -> Iterator[ReportSection]:
        words, sentences = writer.words, list[Sentence]()
        named = {SHARED: words("diff.shared"), WHOLE: words.within(words("diff.at.catalogue"))}
        rights = [("confirms", file, "services") for file in files_to_confirm(writer.names)]
        rights += [("approves", str(each.id) if each else WHOLE, "approves") for each in self._due()]
        for key, id, right in rights if self.reviewers is not None else ():
            who = words.list([f"{each.name} ({each.role})" for each in self.reviewers or () if each.may(right, id)])
            subject = named.get(id) or writer.names.service(id)
            sentences.append(sentence_about(words(f"diff.{key}", what=subject, who=who or words("diff.no-reviewer"))))
        return _section(words("diff.who-may"), ("", sentences))

    def _follows(self, writer: SentenceWriter) -> Iterator[ReportSection]:
        """Return the approvals that end, with what has changed since each, and the line that approves again; and the annexes reached."""
        words, groups = writer.words, list[tuple[str, list[Sentence]]]()
        for service in self._due():
            id = str(service.id) if service else WHOLE
            state, sentences = changed_since(writer.names, service)
            if self.reviewers is not None:
                booklet = sentence_about(words("diff.booklet", id=id), f"booklet:pdf/{id}-{writer.names.language}.pdf")
                sentences = sentences or [booklet]
                sentences += [sentence_about(f"approve {id} {covered_digest(self.new, id)}")]
            groups.append((state, sentences))
        groups += [(words("diff.annexes"), [*map(sentence_about, self.annexes)])] if self.annexes else []
        return _section(words("diff.follows"), *groups)

    def _due(self) -> list[Service | None]:
        """Return the services whose approval no longer holds and, where reviews approve, those that change without one."""
        identity, services = self.new.identity, [each for each in self.new.services if self.service in ("", each.id)]
        approved = [each for each in (None, *services) if (each or identity).approval]
        due = [each for each in approved if (state := approval_standing(self.new, each)) and state.changes != ()]
        for service in services if self.reviewers is not None and not identity.approval else ():
            if not service.approval and any(concerns(change, str(service.id)) for change in self.changes):
                due.append(service)
        return due


def since(old: Catalogue, new: Catalogue, language: str, service: str = "") -> list[str]:
    """Return the changes between two states, in ``service`` or in everything, a sentence in each line."""
    whole = Report(old, new, compare(old, new))
    return [*(whole.about(service) if service else whole).lines(language)]


def _section(heading: str, *groups: tuple[str, Sequence[Sentence]], may_fold: bool = False) -> Iterator[ReportSection]:
    """Yield a section with the ``groups`` of sentences, each by its heading, if it has any."""
    shown = tuple(SentenceGroup(name, tuple(sentences)) for name, sentences in groups if name or sentences)
    if shown:
        yield ReportSection(heading, shown, may_fold)


def _heading(change: Change) -> str:
    kind = "text" if change.kind is ChangeKind.CLAIM else change.kind.value
    return f"diff.{'departure' if kind == 'detail' and change.place.startswith(('tension:', 'exception:')) else kind}s"


def refusal(reason: Message, name: str, errors: Sequence[Problem], language: str) -> str:
    """Return why two states cannot be compared, and the ``errors`` of the state ``name``, as Markdown."""
    lines = (*_opening(words_of(language)), _escaped(reason[language_for(language)]), "", *_listed(errors, name, language))
    return "\n".join(lines).rstrip() + "\n"


def _listed(errors: Sequence[Problem], name: str, language: str) -> list[str]:
    """Return the ``errors`` of the state ``name`` as a list in Markdown, which has room for a part of them."""
    listed = [f"{shown(error.at)}: {error.message[language_for(language)]}".removeprefix(f"{name}:") for error in errors]
    return _fitting([f"- {_escaped(each)}" for each in listed], _MAX_COMMENT // 2)[0]


def _opening(words: Words) -> tuple[str, ...]:
    return COMMENT_MARK, f"## {_escaped(words('diff.title'))}", ""


def _kept_run(run: Run) -> dict[str, str]:
    return {"mark": run.mark.value, "words": run.words, **({"lang": run.lang} if run.lang else {})}


def _reference(sentence: Sentence) -> str:
    return f"  [{_on_one_line(sentence.change.place)}]" if sentence.change.place else ""


def _on_one_line(text: str) -> str:
    return visible(" ".join(text.split()))


def _marked(runs: Sequence[Run]) -> str:
    tags = {RunMark.SAME: "{}", RunMark.GONE: "<del>{}</del>", RunMark.NEW: "<ins>{}</ins>"}
    return "".join(tags[run.mark].format(_escaped(run.words)) for run in runs)


def _escaped(text: str) -> str:
    """Return ``text`` escaped for Markdown: no markup, no mention of a user, no link to an issue or to the web."""
    one_line = re.sub(r"\s+", " ", visible(text))
    shown = _MARKDOWN.sub(r"\\\g<0>", html.escape(one_line, quote=False))
    return _LINKED.sub(r"\g<0><!-- -->", shown)


def _fitting(lines: list[str], room: int) -> tuple[list[str], int]:
    """Return as many of ``lines`` as there is room for, and the number of omitted sentences."""
    shown: list[str] = []
    left = 0
    for line in lines:
        is_sentence = line.startswith("- ")
        if is_sentence and room < len(line) + 200:  # leaves room for the end of the section
            left += 1
            continue
        room -= len(line) + 1
        shown.append(line)
    return shown, left
