"""The content of ``catalogue.yaml``: the catalogue as a whole."""

from dataclasses import dataclass, field
from typing import TypeAlias

from service_catalogue.messages import language_for
from service_catalogue.messages.problem import Location
from service_catalogue.model.service_facts import SituationTasks, Topic
from service_catalogue.model.shared_objects import Approval
from service_catalogue.model.statement import RecordedException
from service_catalogue.model.vocabulary import CatalogueStatus, Confirming, Positioned, Publishing, RuleLevel
from service_catalogue.schema.kinds import Address, Colour, Language, Line, Localized, MailAddress, PhoneNumber
from service_catalogue.schema.reader import Reader
from service_catalogue.yaml.values import Keyed, Map, Scalar, Value


@dataclass(frozen=True, kw_only=True)
class Site(Positioned):
    """The addresses of the site, of its data and of the manual."""

    base_url: Address | None = None
    edit_url: Address | None = None
    #: The address of the manual for editors.
    manual_url: Address | None = None
    #: The reviewers of a change, as the forge calls them: by the id of a service, or ``catalogue`` for everything.
    reviewers: Keyed[Line] = field(default_factory=Keyed)


class Wording(Line):
    """Words of the interface: one text, or one for each number (``one``, ``other``, and ``two`` if it differs)."""

    @classmethod
    def from_source(cls, reader: Reader, value: Value, at: Location) -> Scalar | Keyed[Scalar]:
        read: Scalar | Keyed[Scalar] = reader.read(Keyed[Line] if isinstance(value, Map) else Line, value, at)
        return read


#: The forms of a word, by language.
Wordings: TypeAlias = Keyed[tuple[Line, ...]]


@dataclass(frozen=True)
class Logo:
    """A picture that was checked and may be shown."""

    content: bytes = field(repr=False)
    #: Its size, in pixels.
    width: float
    height: float
    #: SHA-256 of its content, for its ``repr``.
    digest: str


@dataclass(frozen=True, kw_only=True)
class BrandColours(Positioned):
    """The colour of links and of the rule above the page, on a light background and on a dark one."""

    light: Colour
    dark: Colour


@dataclass(frozen=True, kw_only=True)
class Contact(Positioned):
    """The contact for questions and errors."""

    mail: MailAddress | None = None
    phone: PhoneNumber | None = None
    page: Address | None = None


@dataclass(frozen=True, kw_only=True)
class Brand(Positioned):
    """The visual identity of the owner, on the site and in the booklets."""

    #: The name of a file beside ``catalogue.yaml``.
    logo: Line | None = None
    colours: BrandColours | None = None
    footer: Localized | None = None
    contact: Contact | None = None
    #: The content of the file; ``None`` if there is none, or if it was refused.
    picture: Logo | None = field(default=None, metadata={"derived": True})


@dataclass(frozen=True, kw_only=True)
class Identity(Positioned):
    """The content of ``catalogue.yaml``: the catalogue as a whole."""

    name: Localized
    tagline: Localized
    summary: Localized
    languages: tuple[Language, ...]
    authoritative: Language
    status: CatalogueStatus
    version: Line | None = None
    publish: Publishing = Publishing.ANYTHING
    confirmed_by: Confirming = Confirming.TERMINAL
    #: The severity of rules that warn, by name.
    rules: Keyed[RuleLevel] = field(default_factory=Keyed)
    #: Who has to adopt it.
    owner: Localized
    #: The approvals of the whole, the newest last.
    approval: tuple[Approval, ...] = ()
    site: Site | None = None
    brand: Brand | None = None
    redirects: Keyed[Line] = field(default_factory=Keyed)
    #: Words of the interface, by language and key: for a language that the interface has no table of.
    words: Keyed[Keyed[Wording]] = field(default_factory=Keyed)
    #: Binding words, each with its counterparts: the forms of one word in each language.
    legal_words: tuple[Wordings, ...] = ()
    #: Subjects that no service says anything about.
    topics: tuple[Topic, ...] = ()
    #: The tasks that each situation of a customer means.
    situations: tuple[SituationTasks, ...] = ()
    #: Those about what belongs to no service.
    exceptions: tuple[RecordedException, ...] = ()

    @property
    def publishes_confirmed(self) -> bool:
        """True if only what somebody has confirmed is published."""
        return self.publish is Publishing.CONFIRMED

    @property
    def is_confirmed_by_review(self) -> bool:
        """True if a proposal's own lines in the record of what was confirmed count nothing."""
        return self.confirmed_by is Confirming.REVIEW

    @property
    def is_adopted(self) -> bool:
        return self.status is CatalogueStatus.ADOPTED

    def language(self, asked: str | None) -> str:
        """Return the language ``asked`` for if it is one of the catalogue, else that which prevails."""
        return str(asked if asked in self.languages else self.authoritative)

    def manual_page(self, name: str, language: str) -> str:
        """Return the address of a page of the manual in ``language``, or in English; empty if the catalogue names no manual."""
        address = self.site.manual_url if self.site else None
        return f"{address.rstrip('/')}/{language_for(language)}/{name}.html" if address else ""
