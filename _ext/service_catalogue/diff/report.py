"""A list of changes as text, as Markdown and as JSON."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from service_catalogue.check.report import shown
from service_catalogue.diff.change import Change, Kind, concerns
from service_catalogue.diff.names import Names
from service_catalogue.diff.places import page_of
from service_catalogue.diff.review import Reviewer
from service_catalogue.diff.sentences import Run, Sentence, SentenceWriter
from service_catalogue.diff.summary import summary
from service_catalogue.diff.suspect_sentences import changed_since, files_to_confirm, sentence_about, suspect_sentences
from service_catalogue.locale import Words, words_of
from service_catalogue.messages import Message, language_for
from service_catalogue.messages.problem import Problem, visible
from service_catalogue.model.approvals import WHOLE, covered_digest, standing
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.changelog import Mark
from service_catalogue.model.reviewed import SHARED
from service_catalogue.model.service import Service

#: Identifies the comment of a pull request, which is replaced.
COMMENT_MARK = "<!-- catalogue diff -->"
#: In a report with more sentences, all sections but those of parties are folded.
_LONG = 20
#: Characters of a comment; a forge takes 65,536.
_MAX_COMMENT = 60_000
#: The heading of each kind of change, apart from those of parties.
_HEADINGS = {
    Kind.CLAIM: "diff.texts",
    Kind.TEXT: "diff.texts",
    Kind.NOTE: "diff.notes",
    Kind.CONDITION: "diff.conditions",
    Kind.TERM: "diff.terms",
    Kind.ID: "diff.ids",
    Kind.DETAIL: "diff.details",
}
#: The same, for objects whose changes are details.
_OF_PLACES = {"tension": "diff.departures", "exception": "diff.departures"}
_OF_KINDS = tuple(dict.fromkeys((*_HEADINGS.values(), *_OF_PLACES.values())))
_PAGES = "diff.pages"
#: The headings of what a party reads, in this order.
_OF_PARTY = (
    *("diff.gives-up", "diff.takes-on", "diff.loses", "diff.gains", "diff.ends", "diff.begins"),
    *("diff.states", "diff.unlike-heading", "diff.narrowed", "diff.widened"),
    *("diff.to-must", "diff.to-may", "diff.conditions", "diff.notes", "diff.reworded"),
)
_MARKDOWN = re.compile(r"[\\`*_\[\]#|~]|(?<=^\d)[.)]|^[-+]")
#: Texts that a forge turns into links: users, issues, addresses.
_LINKED = re.compile(r"@|\\#|https?:|www\b")


class Group(NamedTuple):
    """Sentences under a small heading, which may be empty."""

    heading: str
    sentences: tuple[Sentence, ...]


class Section(NamedTuple):
    """A part of a report."""

    heading: str
    groups: tuple[Group, ...]
    #: Whether it is folded: always, never, or in a long report.
    folded: bool | None = None

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
    #: Whether pages and booklets could be compared.
    with_pages: bool = True
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

    def sections(self, language: str) -> tuple[Section, ...]:
        """Return the changes as sentences: what they mean and for whom, what is to be confirmed, who may, and what follows."""
        writer = self._writer(language)
        following = (*self._to_confirm(writer), *self._who_may(writer), *self._follows(writer))
        return (*self.meaning(language), *following, *self._by_kind(writer, [_PAGES], folded=True))

    def meaning(self, language: str) -> tuple[Section, ...]:
        """Return what the changes mean for each party, and the others."""
        writer = self._writer(language)
        return (*self._by_party(writer), *self._by_kind(writer))

    def text(self, language: str) -> str:
        """Return the report as plain text."""
        lines = [*self._beginning(language), self._title(language)]
        for section in self.sections(language):
            lines += ["", section.heading]
            for group in section.groups:
                lines += [f"  {group.heading}"] if group.heading else []
                indent = "    " if group.heading else "  "
                lines += [f"{indent}{_on_one_line(sentence.plain)}{_reference(sentence)}" for sentence in group.sentences]
        return "\n".join(lines) + "\n"

    def markdown(self, language: str) -> str:
        """Return the report as Markdown: the comment of a pull request, or the notes of a release."""
        sections = self.sections(language)
        is_long = sum(section.size for section in sections if not section.folded) > _LONG
        words = self._writer(language).names.edition.words
        lines = [*_opening(words)]
        for said in self._beginning(language):
            lines += [_escaped(said), ""]
        lines += [*_listed(self.errors, self.names[1], language), ""] if self.errors else []
        lines += [_escaped(self._title(language)), ""]
        size, left = sum(map(len, lines)), 0
        for section in sections:
            written = list(self._markdown(section, language, is_long if section.folded is None else section.folded))
            shown, cut = _fitting(written, _MAX_COMMENT - size)
            size += sum(len(line) + 1 for line in shown)
            lines += shown
            left += cut
        if left:
            lines += ["", f"*{_escaped(words('diff.more', count=left))}*"]
        return "\n".join(lines).rstrip() + "\n"

    def _markdown(self, section: Section, language: str, folded: bool) -> Iterator[str]:
        if folded:
            yield f"<details><summary>{html.escape(section.heading)} ({section.size})</summary>"
        else:
            yield f"### {_escaped(section.heading)}"
        for group in section.groups:
            yield ""
            if group.heading:
                yield f"**{_escaped(group.heading)}**"
                yield ""
            for sentence in group.sentences:
                at = page_of(sentence.change, self.new) if self.preview and not self.errors else ""
                link = f" [→]({self.preview.rstrip('/')}/{language}/{at})" if at else ""
                yield f"- {_marked(sentence.runs)}{link}"
        yield ""
        if folded:
            yield "</details>"
            yield ""

    def json(self, day: date | None = None) -> str:
        """Return the changes as JSON, each with its sentences in every language; with ``day``, a record of the changes."""
        languages = [str(language) for language in self.new.identity.languages]
        record = {"date": day.isoformat(), "told": {language: self._record(language) for language in languages}} if day else {}
        writers, changes = {language: self._writer(language) for language in languages}, []
        for change in self.changes:
            fields = {key: getattr(change, key) for key in ("kind", "action", "place", "field", "party", "old", "new", "touches")}
            texts = {language: [one.plain for one in writer.sentences(change)] for language, writer in writers.items()}
            changes.append(fields | {"party": change.party or None, "said": texts})
        states = [{"name": name, "digest": digest} for name, digest in zip(self.names, self.digests, strict=True)]
        data = {**record, "from": states[0], "to": states[1], "changes": changes}
        return json.dumps(data, ensure_ascii=False, indent=1, default=lambda kind: kind.value) + "\n"

    def _record(self, language: str) -> list[dict[str, object]]:
        """Return the sections of a record (see ``model/changelog.py``)."""
        record: list[dict[str, object]] = []
        for section in self.meaning(language):
            groups = []
            for group in section.groups:
                sentences = [{"runs": [_kept_run(run) for run in sentence.runs]} for sentence in group.sentences]
                groups.append({"heading": group.heading, "sentences": sentences})
            record.append({"heading": section.heading, "groups": groups})
        return record

    def _writer(self, language: str) -> SentenceWriter:
        return SentenceWriter(Names(self.old, self.new, language), self.changes)

    def _beginning(self, language: str) -> tuple[str, ...]:
        """Return what changes for whom, and whether the newer state has errors, in sentences."""
        writer = self._writer(language)
        said = (summary(writer),) if self.changes else ()
        return said if self.with_pages else (*said, writer.words("diff.no-pages"))

    def _title(self, language: str) -> str:
        words = self._writer(language).names.edition.words
        count = sum(change.kind not in (Kind.PAGE, Kind.BOOKLET) for change in self.changes)
        said = words("diff.count", count=count) if count else words("diff.none")
        old, new = (f"{name} ({digest})" if digest else name for name, digest in zip(self.names, self.digests, strict=True))
        between = words("diff.from-to", old=old, new=new)
        return f"{between}: {said}"

    def _by_party(self, writer: SentenceWriter) -> Iterator[Section]:
        for party in dict.fromkeys(str(party.id) for catalogue in (self.new, self.old) for party in catalogue.parties):
            sentences: dict[str, list[Sentence]] = {key: [] for key in _OF_PARTY}
            for change in self.changes:
                for index, sentence in enumerate(writer.sentences(change) if change.party == party else ()):
                    sentences[writer.heading(change, index)].append(sentence)
            groups = [(writer.words(key), some) for key, some in sentences.items() if some]
            yield from _section(writer.names.named(f"party:{party}"), *groups)

    def _by_kind(
        self, writer: SentenceWriter, headings: Iterable[str] = _OF_KINDS, *, folded: bool | None = None
    ) -> Iterator[Section]:
        for heading in headings:
            changes = [change for change in self.changes if _heading(change) == heading and not change.party]
            sentences = [sentence for change in changes for sentence in writer.sentences(change)]
            yield from _section(writer.words(heading), ("", sentences), folded=folded)

    def _to_confirm(self, writer: SentenceWriter) -> Iterator[Section]:
        sentences = suspect_sentences(writer.names)
        mine = [one for one in sentences if not self.service or concerns(one.change, self.service)]
        return _section(writer.words("diff.to-confirm"), ("", mine))

    def _who_may(self, writer: SentenceWriter) -> Iterator[Section]:
        words, sentences = writer.words, list[Sentence]()
        named = {SHARED: words("diff.shared"), WHOLE: words.within(words("diff.at.catalogue"))}
        rights = [("confirms", file, "services") for file in files_to_confirm(writer.names)]
        rights += [("approves", str(each.id) if each else WHOLE, "approves") for each in self._due()]
        for key, id, right in rights if self.reviewers is not None else ():
            who = words.list([f"{each.name} ({each.role})" for each in self.reviewers or () if each.may(right, id)])
            what = named.get(id) or writer.names.service(id)
            sentences.append(sentence_about(words(f"diff.{key}", what=what, who=who or words("diff.no-reviewer"))))
        return _section(words("diff.who-may"), ("", sentences))

    def _follows(self, writer: SentenceWriter) -> Iterator[Section]:
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
        """Return what is approved and has changed since, and where reviews approve, the services that change and are not approved."""
        identity, services = self.new.identity, [each for each in self.new.services if self.service in ("", each.id)]
        approved = [each for each in (None, *services) if (each or identity).approval]
        due = [each for each in approved if (state := standing(self.new, each)) and state.changes != ()]
        for service in services if self.reviewers is not None and not identity.approval else ():
            if not service.approval and any(concerns(change, str(service.id)) for change in self.changes):
                due.append(service)
        return due


def _section(heading: str, *groups: tuple[str, Sequence[Sentence]], folded: bool | None = False) -> Iterator[Section]:
    """Yield a section with the ``groups`` of sentences, each by its heading, if it has any."""
    shown = tuple(Group(name, tuple(sentences)) for name, sentences in groups if name or sentences)
    if shown:
        yield Section(heading, shown, folded)


def _heading(change: Change) -> str:
    of_place = _OF_PLACES.get(change.place.partition(":")[0])
    return of_place if of_place and change.kind is Kind.DETAIL else _HEADINGS.get(change.kind, _PAGES)


def refusal(said: Message, name: str, errors: Sequence[Problem], language: str) -> str:
    """Return why two states cannot be compared, and the ``errors`` of the state ``name``, as Markdown."""
    lines = (*_opening(words_of(language)), _escaped(said[language_for(language)]), "", *_listed(errors, name, language))
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
    kind, place = sentence.change.kind, sentence.change.place
    return f"  [{_on_one_line(place)}]" if place and kind not in (Kind.PAGE, Kind.BOOKLET) else ""


def _on_one_line(text: str) -> str:
    return visible(" ".join(text.split()))


def _marked(runs: Sequence[Run]) -> str:
    tags = {Mark.SAME: "{}", Mark.GONE: "<del>{}</del>", Mark.NEW: "<ins>{}</ins>"}
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
