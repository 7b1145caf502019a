"""The page of changes: one section for each recorded edition."""

from dataclasses import dataclass

from service_catalogue.model.changelog import ChangelogEntry, RecordedGroup
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import Address, Kind, Page, Part, index_page

#: The document of the page, and its feed, a file beside it.
CHANGES_DOCUMENT = "changes"
FEED_FILE = "changes.atom"


@dataclass(frozen=True)
class RunView:
    """Words of a sentence; ``mark`` is ``kept``, ``gone`` or ``new``."""

    mark: str
    words: str
    #: The language of the words, if it is not that of the page; else empty.
    lang: str


@dataclass(frozen=True)
class ChangeGroup:
    """Sentences under a small heading, which may be empty."""

    heading: str
    sentences: tuple[tuple[RunView, ...], ...]
    #: The language of the words, if it is not that of the page; else empty.
    lang: str


@dataclass(frozen=True)
class ChangesIntro:
    """Lead of the page, and the address of its feed."""

    lead: str
    feed: str


CHANGES_INTRO: Kind[ChangesIntro] = Kind("changes-intro")
CHANGES: Kind[tuple[ChangeGroup, ...]] = Kind("changes")


def changes_page(edition: Edition, address: Address) -> Page:
    lead = edition.words("changes.lead")
    entries = (_entry(edition, entry) for entry in edition.catalogue.changelog)
    return index_page(edition, address, "diff.title", lead, (CHANGES_INTRO.part(ChangesIntro(lead, FEED_FILE)), *entries))


def _entry(edition: Edition, entry: ChangelogEntry) -> Part[object]:
    day = entry.date.isoformat()
    found = enumerate(sections_of(edition, entry), 1)
    sections = tuple(CHANGES.part(groups, f"changes.{day}.{number}", heading) for number, (heading, groups) in found)
    return CHANGES.part((), f"changes.{day}", edition.words.date(entry.date), sections)


def sections_of(edition: Edition, entry: ChangelogEntry) -> tuple[tuple[str, tuple[ChangeGroup, ...]], ...]:
    """Return the heading and the groups of each section of an entry, in the authoritative language if this one is missing."""
    told_in = edition.language if edition.language in entry.told else str(edition.catalogue.identity.authoritative)
    lang = "" if told_in == edition.language else told_in
    sections = entry.told.get(told_in, ())
    return tuple((str(section.heading), tuple(_group(group, lang) for group in section.groups)) for section in sections)


def _group(group: RecordedGroup, lang: str) -> ChangeGroup:
    sentences = tuple(
        tuple(RunView(run.mark.value, str(run.words), str(run.lang or "")) for run in sentence.runs)
        for sentence in group.sentences
    )
    return ChangeGroup(str(group.heading or ""), sentences, lang)
