"""The catalogue in one language: the only place where a language is chosen, with texts in pieces and links."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple, TypeVar

from service_catalogue.locale.words import LAST_LANGUAGE, Borrowed, Words, lang_of, words_of
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.kinds import Duty, TermScope
from service_catalogue.model.published_ids import Ids
from service_catalogue.model.reviewed import marked
from service_catalogue.model.service import Service
from service_catalogue.model.shared import Letter, Party, Scheme, Term
from service_catalogue.model.standard import Standard
from service_catalogue.schema.types import Localized
from service_catalogue.text import Span, SpanKind, TermFinder, capitalised, find_cell, find_note, finder_of, parse, spans


class Link(NamedTuple):
    """Place on the site."""

    #: The document without its suffix, from the root of the language (``services/2a``).
    document: str
    anchor: str = ""


class Download(NamedTuple):
    """File of the site that is no page."""

    #: From the root of the site.
    path: str
    #: In bytes.
    size: int
    pages: int


class PieceKind(Enum):
    """Kind of a piece, by which an output marks it up."""

    TEXT = "text"
    EMPHASIS = "emphasis"
    LINK = "link"
    TERM = "term"
    #: To another place of the catalogue.
    REFERENCE = "reference"
    #: Added to a text: the translation is older than its text.
    STALE = "stale"


class Piece(NamedTuple):
    """Run of words, final but for the markup of an output."""

    kind: PieceKind
    words: str
    #: The language of the words, if it is not that of the page; else empty.
    lang: str = ""
    #: The address of a link to the web.
    address: str = ""
    #: The entry of a term in the glossary, or where a reference leads, if anywhere.
    link: Link | None = None
    #: True if it is of the passage of a text that concerns the party of a list.
    is_marked: bool = False
    #: True if the language of the page lacks the text.
    is_untranslated: bool = False

    @property
    def written_out(self) -> str:
        """The address in brackets, where nobody can follow a link; empty if the words are the address."""
        address = self.address.partition("://")[2].rstrip("/")
        return f" ({address})" if address and address not in self.words else ""


Rich = tuple[Piece, ...]


class Untranslated(Borrowed):
    """Words of the catalogue in the language that prevails, as the language of the page lacks them."""

    mark = ' data-untranslated=""'


def text(words: str) -> Rich:
    """Return ``words`` as a text of one piece."""
    return (Piece(PieceKind.TEXT, str(words), lang_of(words), is_untranslated=isinstance(words, Untranslated)),)


def joined(parts: Iterable[Rich | str], between: str) -> Rich:
    """Return several texts as one, separated by ``between``."""
    rich = (text(part) if isinstance(part, str) else part for part in parts)
    return tuple(itertools.chain.from_iterable((*text(between), *part) for part in rich))[1:]


def plain(rich: Rich) -> str:
    """Return the words of ``rich``."""
    return "".join(piece.words for piece in rich if piece.kind is not PieceKind.STALE)


@dataclass(frozen=True)
class Reference:
    """Link to a place that a note or a departure is about."""

    words: str
    link: Link


@dataclass(frozen=True)
class LetterView:
    """Letter of a cell."""

    letter: str
    word: str
    #: Its meaning for claims (``does``, ``answers-for``), or empty.
    duty: str


#: Not behind the abbreviations *jf.* and *cf.*
_SENTENCE_BEGINS = re.compile(r"(?:^|(?<!\b[jc]f)[.!?]\s+)[»“\"(]?$")


@dataclass(frozen=True)
class TextReferences:
    """Resolves references in one language, each in the service that shows the text: inherited notes have other numbers there."""

    edition: Edition

    def resolve(self, text: Localized, span: Span) -> tuple[str, Link | None]:
        """Return the words of the reference ``span`` in ``text``, and its target; of an unknown one, its id."""
        services, target = self.edition.catalogue.objects["service"], parse(span.target)
        owner = self.edition.catalogue.service_at(text.at)
        shown_in = services.get(text.shown_in, owner)
        named = services.get(target.service) if target.service else owner
        words, link = target.id, None
        if target.kind == "task" and target.id in self.edition.catalogue.objects["task"]:
            words, link = self._task(target.id, shown_in)
        elif target.kind == "service" and target.id in services:
            words, link = (
                f"{services[target.id].code} {services[target.id].name[self.edition.language]}",
                Link(f"services/{target.id}"),
            )
        elif named and target.kind == "note" and target.id in named.notes_by_id:
            words, link = self._note(named, target.id, shown_in)
            if _SENTENCE_BEGINS.search(text[self.edition.language][: span.start]):
                words = capitalised(words)
        elif named and target.kind == "statement" and target.id in named.statements:
            words = target.id if named is shown_in else self._of(target.id, named)
            link = Link(f"services/{named.id}", target.id)
        elif named and target.kind == "cell":
            words, link = self._cell(named, target.id, shown_in)
        return span.words or words, link

    def _of(self, words: str, service: Service) -> str:
        return self.edition.words("reference.of", words=words, service=service.code)

    def _task(self, id: str, service: Service | None) -> tuple[str, Link]:
        words = str(self.edition.catalogue.task(id).name[self.edition.language])
        for matrix in service.all_matrices if service else ():
            if matrix.row(id) and service:
                return words, Link(f"services/{service.id}", f"row.{matrix.address(id)}")
        return words, Link(f"tasks/{id}")

    def _note(self, named: Service, id: str, shown_in: Service | None) -> tuple[str, Link]:
        note = find_note(self.edition.catalogue, named, id, shown_in)
        own = self.edition.words("reference.note", number=note.number)
        if not note.shown or shown_in is None:
            return self._of(own, note.owner), Link(f"services/{note.owner.id}", f"note.{note.id}")
        link = Link(f"services/{shown_in.id}", f"note.{note.id}")
        if note.owner is shown_in:
            return own, link
        of = self._of(own, note.owner)
        return of if note.shown == note.number else f"{self.edition.words('reference.note', number=note.shown)} ({of})", link

    def _cell(self, named: Service, address: str, shown_in: Service | None) -> tuple[str, Link | None]:
        service = shown_in if shown_in and find_cell(shown_in, address) else named
        place = find_cell(service, address)
        if place is None:
            return address, None
        matrix, cell = place
        letters = self.edition.catalogue.scheme(matrix.scheme).in_order(cell.letters)
        words = letters or self.edition.words(f"cell.{cell.state.value or 'none'}")
        return words if service is shown_in else self._of(words, service), Link(f"services/{service.id}", address)


Made = TypeVar("Made")


#: The number of services of which views are cached.
_MAX_SERVICES = 16
#: The end of a sentence.
_END = re.compile(r"[.!?…][»”\"')]*\s*$")


class Cache:
    """Cache of views that are used in many places."""

    def __init__(self) -> None:
        self._made: dict[tuple[Hashable, ...], Any] = {}
        self._last: dict[str, tuple[Hashable, Any]] = {}
        self._of_services: dict[str, Cache] = {}

    def of(self, service: str) -> Cache:
        """Return the cache of one service; those of the services that were requested last are available, to limit memory."""
        cache = self._of_services[service] = self._of_services.pop(service) if service in self._of_services else Cache()
        if len(self._of_services) > _MAX_SERVICES:
            del self._of_services[next(iter(self._of_services))]
        return cache

    def once(self, key: tuple[Hashable, ...], make: Callable[[], Made]) -> Made:
        """Return the value of ``key``, made by ``make`` at the first request; the first part of ``key`` is the kind of value."""
        try:
            value: Made = self._made[key]
        except KeyError:
            value = self._made[key] = make()
        return value

    def last(self, kind: str, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return the value of ``make``, cached until another ``key`` of this kind is requested, to limit memory."""
        if kind not in self._last or self._last[kind][0] != key:
            self._last[kind] = key, make()
        value: Made = self._last[kind][1]
        return value


def _never(term: str) -> bool:
    return False


@dataclass(frozen=True)
class Edition:
    """Catalogue in one of its languages."""

    catalogue: Catalogue
    language: str
    #: The PDFs in this language that the site offers, by the id of the service, or ``catalogue``.
    booklets: Mapping[str, Download] = field(default_factory=dict, compare=False)
    #: The folder of the data for machines, from the root of the site; empty if there is none.
    data: str = field(default="", compare=False)
    #: The list of editions; ``None`` if the site keeps no former ones.
    editions: Download | None = field(default=None, compare=False)
    cache: Cache = field(default_factory=Cache, compare=False, repr=False)

    @functools.cached_property
    def words(self) -> Words:
        """The words of the interface."""
        own = self.catalogue.identity.words.get(self.language)
        texts = {str(key): wording for key, wording in own.items()} if own else None
        return words_of(self.language, texts, restates=self.catalogue.restates)

    def language_name(self, other: str) -> str:
        """Return the name of a language: in this one if it is known, else in the language itself."""
        if self.words.has(f"language.{other}"):
            return self.words(f"language.{other}")
        return Edition(self.catalogue, other).own_name

    @property
    def own_name(self) -> str:
        """The name of this language in itself; its code if it has none."""
        return self.words("language.self") if self.words.has("language.self") else self.language

    def unstated(self) -> str:
        """Return the words for what is not stated; none in a catalogue that is its own source."""
        return self.words("not-stated") if self.catalogue.restates else ""

    def version(self, key: str = "pdf.version") -> str:
        """Return the words ``key`` with the version of the catalogue; empty if nothing is to be said of it."""
        version = self.catalogue.identity.version or self.unstated()
        return self.words(key, version=version) if version else ""

    @property
    def others(self) -> tuple[str, ...]:
        return tuple(code for code in self.catalogue.identity.languages if code != self.language)

    @property
    def prevailing(self) -> str:
        """The name of the language that prevails, for the sentence about it."""
        speaking = self if self.words.has("frame.prevails") else Edition(self.catalogue, LAST_LANGUAGE)
        return speaking.language_name(self.catalogue.identity.authoritative)

    @property
    def prevailing_words(self) -> str:
        """The sentence on the language that prevails."""
        return self.words("frame.prevails", language=self.prevailing)

    @property
    def prevails(self) -> bool:
        """True if this language prevails where languages differ."""
        return self.language == self.catalogue.identity.authoritative

    @functools.cached_property
    def _former(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        return Ids(self.catalogue).former

    def former(self, *names: tuple[str, str]) -> tuple[tuple[str, ...], ...]:
        """Return the former addresses of ``names``: pairs of kind and id, such as a task, a layer and a party."""
        if not self._former:
            return ()
        ids = ((id, *self._former.get((kind, id), ())) for kind, id in names)
        return tuple(itertools.product(*ids))[1:]

    @functools.cached_property
    def moved(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """The former statements of each service that are now in another one, each with its id there."""
        return Ids(self.catalogue).moved

    @functools.cached_property
    def _finder(self) -> TermFinder:
        return finder_of(self.catalogue, self.language)

    def raw(self, text: Localized) -> str:
        """Return ``text`` in this language, with its inline syntax."""
        return self._marked(text, text[self.language])

    def plain(self, text: Localized) -> str:
        """Return ``text`` without its inline syntax."""
        return self._marked(text, "".join(self._shown(text, span) for span in spans(text[self.language])))

    def _marked(self, text: Localized, words: str) -> str:
        """Return ``words`` of ``text``, marked if this language lacks it."""
        lang = text.foreign_to(self.language)
        return Untranslated(words, lang) if lang else words

    @functools.cached_property
    def _references(self) -> TextReferences:
        return TextReferences(self)

    def _shown(self, text: Localized, span: Span) -> str:
        """Return the words of ``span``; of a term without any, its name, and of a reference, what it leads to."""
        if span.kind is SpanKind.REFERENCE:
            return self._references.resolve(text, span)[0]
        return self.raw(self.catalogue.term(span.target).name) if span.kind is SpanKind.TERM and not span.words else span.words

    def name(self, text: Localized) -> Rich:
        """Return a name without links, its foreign words marked."""
        words = str(text[self.language])
        return self._in_its_language(text, self.cache.once(("name", words), lambda: self._mentions(words)))

    def _in_its_language(self, text: Localized, pieces: Iterable[Piece]) -> Rich:
        """Return the pieces of ``text``, marked if this language lacks it."""
        if lang := text.foreign_to(self.language):
            return tuple(piece._replace(lang=piece.lang or lang, is_untranslated=True) for piece in pieces)
        return tuple(pieces)

    def rich(self, text: Localized, linked: Callable[[str], bool] = _never) -> Rich:
        """Return ``text`` in pieces; ``linked`` returns true for a term that links to the glossary."""
        return (*self._pieces(text, linked), *self._stale_mark(text))

    def quoted(self, text: Localized, quote: Localized, linked: Callable[[str], bool] = _never) -> Rich:
        """Return the sentences of ``quote`` alone; if it begins or ends within a sentence, ``text`` with the quote marked."""
        before, quotation, after = text[self.language].partition(quote[self.language])
        if not quotation:
            return self.rich(text, linked)
        if _is_ended(before) and _is_ended(quotation):
            return self.rich(quote, linked)
        own = (piece._replace(is_marked=True) for piece in self._pieces(text, linked, quotation))
        return (*self._pieces(text, linked, before), *own, *self._pieces(text, linked, after), *self._stale_mark(text))

    def _stale_mark(self, text: Localized) -> Rich:
        """Return the mark behind a text of what has changed since it was confirmed."""
        return self.mark(text[self.language].place) if self.unconfirmed else ()

    def mark(self, place: object) -> Rich:
        """Return the mark of what has changed since it was confirmed: a text by its place, an object by its name."""
        if place not in self.unconfirmed:
            return ()
        words = self.words("confirmed.mark")
        return (Piece(PieceKind.STALE, f" ({words})", lang_of(words)),)

    @functools.cached_property
    def unconfirmed(self) -> frozenset[object]:
        """The places of the texts of what has changed since it was confirmed, and the names of the objects."""
        return marked(self.catalogue)

    def cited(self, standard: Standard) -> str:
        """Return name and edition of ``standard`` as they are cited."""
        return self._marked(standard.name, standard.cited(self.language))

    def value_name(self, value: str, axis: str | None = None) -> Localized:
        """Return the name of a value on ``axis``, or on the first axis that has it. Raises ``KeyError`` if there is none."""
        axes = [self.catalogue.axis_values[axis]] if axis else self.catalogue.axis_values.values()
        for values in axes:
            if value in values:
                return values[value].name
        raise KeyError(value)

    @functools.cached_property
    def value_order(self) -> Mapping[str, int]:
        """The number of each value of an axis among all, in the order of the catalogue."""
        return {str(value): number for number, value in enumerate(itertools.chain(*self.catalogue.axis_values.values()))}

    def group_name(self, id: str, between: str = " › ") -> str:
        """Return the name of the group ``id`` with those of the groups around it, outermost first."""
        names = [self.plain(group.name) for group in self.catalogue.group_path(id)]
        return names[0] if len(names) == 1 else between.join(names)

    def axis_name(self, axis: str) -> str:
        """Return the name of ``axis``: *Layer*, *Plan*."""
        return self.words("task.layer") if axis == "layer" else self.plain(self.catalogue.objects["axis"][axis].name)

    def linker(self, *without: str) -> Linker:
        """Return a linker for one section; the terms ``without`` do not link."""
        return Linker(self, without)

    def linker_of_prose(self) -> Linker:
        """Return a linker for one section of prose, in which terms with the scope ``data`` do not link."""
        return Linker(self, (term.id for term in self.catalogue.terms if term.scope is TermScope.DATA))

    def pieces(self, words: str, linked: Callable[[str], bool] = _never) -> Rich:
        """Return text without inline syntax (of the interface, or of prose) in pieces, with its terms."""
        return (Piece(PieceKind.TEXT, str(words), words.lang),) if isinstance(words, Borrowed) else self._mentions(words, linked)

    def _pieces(self, text: Localized, linked: Callable[[str], bool] = _never, passage: str | None = None) -> Rich:
        """Return the pieces of ``text``, or of a ``passage`` of it."""
        return self._in_its_language(text, self._in_pieces(text, linked, passage))

    def _in_pieces(self, text: Localized, linked: Callable[[str], bool], passage: str | None) -> Iterable[Piece]:
        for span in spans(text[self.language] if passage is None else passage):
            if span.kind is SpanKind.TEXT:
                yield from self._mentions(span.words, linked)
            elif span.kind is SpanKind.EMPHASIS:
                yield Piece(PieceKind.EMPHASIS, span.words)
            elif span.kind is SpanKind.LINK:
                yield Piece(PieceKind.LINK, span.words, address=span.target)
            elif span.kind is SpanKind.REFERENCE:
                words, link = self._references.resolve(text, span)
                yield Piece(PieceKind.REFERENCE, words, link=link)
            else:
                term = self.catalogue.term(span.target)
                yield self.term_piece(term, self._shown(text, span))

    def _mentions(self, words: str, linked: Callable[[str], bool] = _never) -> Rich:
        pieces = []
        position = 0
        for mention in self._finder.find(words):
            shown = words[mention.start : mention.end]
            if linked(mention.term):
                piece = self.term_piece(self.catalogue.term(mention.term), shown, mention.lang)
            elif mention.lang:
                piece = Piece(PieceKind.TEXT, shown, mention.lang)
            else:
                continue
            if mention.start > position:
                pieces.append(Piece(PieceKind.TEXT, words[position : mention.start]))
            pieces.append(piece)
            position = mention.end
        if position < len(words):
            pieces.append(Piece(PieceKind.TEXT, words[position:]))
        return tuple(pieces)

    def term_piece(self, term: Term, shown: str, lang: str = "") -> Piece:
        """Return ``shown`` as a mention of ``term``."""
        return Piece(PieceKind.TERM, shown, lang, link=Link("glossary", term.id))

    def terms_in(self, words: str) -> list[str]:
        """Return the ids of the terms in ``words``, in the order of their first mention."""
        return list(dict.fromkeys(mention.term for mention in self._finder.find(words)))

    def definite(self, party: Party) -> str:
        """Return the name of a party within a sentence: *the customer*."""
        return self.plain(party.definite) if party.definite else self.words.in_sentence(self.plain(party.name))

    def subject(self, party: Party) -> str:
        """Return the name of a party at the beginning of a sentence: *The customer*."""
        return capitalised(self.definite(party))

    def part_of(self, party: Party) -> str:
        """Return the words for the part of a party in a service: *The customer’s part*."""
        if party.genitive:
            return capitalised(self.words("part.own", owner=self.plain(party.genitive)))
        return capitalised(self.words("part.of", party=self.plain(party.name)))

    def sentence(self, words: Localized, party: str) -> Rich:
        """Return ``words`` as a sentence about ``party``; without a party, they are a sentence."""
        if not party:
            return self.rich(words)
        predicate = self._pieces(words)
        begun = Piece(PieceKind.TEXT, f"{capitalised(party)} ")
        return begun, *predicate, Piece(PieceKind.TEXT, "."), *self._stale_mark(words)

    def role_words(self, scheme: Scheme, roles: str) -> str:
        """Return the meaning of ``roles`` in words: 'accountable and responsible'."""
        letters = [self.raw(scheme.by_letter[letter].word) for letter in roles]
        return self.words.list([letters[0], *map(self.words.within, letters[1:])]) if letters else ""

    def role_verbs(self, scheme: Scheme, roles: str) -> str:
        """Return the end of a sentence about a party with ``roles``: 'is accountable and carries it out'."""
        letters = [scheme.by_letter[letter] for letter in roles]
        if all(letter.verb for letter in letters):
            return self.words.list([self.plain(letter.verb) for letter in letters if letter.verb])
        return self.words.within(self.role_words(scheme, roles))

    def letters_explained_by(self, term: str) -> list[tuple[str, str]]:
        """Return the scheme and letter of each letter that ``term`` explains."""
        return [
            (scheme.id, letter.letter) for scheme in self.catalogue.schemes for letter in scheme.letters if letter.term == term
        ]

    def letter_with(self, scheme: Scheme, duty: Duty) -> Letter | None:
        return next((letter for letter in scheme.letters if letter.duty is duty), None)


def _is_ended(words: str) -> bool:
    """Return whether a sentence ends with ``words``, or none has begun."""
    return not words.strip() or bool(_END.search(words))


class Linker:
    """Maker of the texts of one section, in which a term links at its first mention."""

    def __init__(self, edition: Edition, without: Iterable[str] = ()) -> None:
        self._edition = edition
        self._seen = set(without)

    def rich(self, text: Localized) -> Rich:
        return self._edition.rich(text, self._first)

    def quoted(self, text: Localized, quote: Localized) -> Rich:
        return self._edition.quoted(text, quote, self._first)

    def pieces(self, words: str) -> Rich:
        return self._edition.pieces(words, self._first)

    def mute(self) -> Linker:
        """Return a linker of the same edition without links."""
        return Linker(self._edition, (term.id for term in self._edition.catalogue.terms))

    def _first(self, term: str) -> bool:
        if term in self._seen:
            return False
        self._seen.add(term)
        return True
