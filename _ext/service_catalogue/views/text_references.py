"""References in texts as readers see them: words, and a link."""

import re
from dataclasses import dataclass

from service_catalogue.locale import Words
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.schema.kinds import Localized
from service_catalogue.text import capitalised
from service_catalogue.text.inline import Span
from service_catalogue.text.references import find_cell, find_note, parse
from service_catalogue.views.piece import Link

#: Not behind the abbreviations *jf.* and *cf.*
_SENTENCE_BEGINS = re.compile(r"(?:^|(?<!\b[jc]f)[.!?]\s+)[»“\"(]?$")


@dataclass(frozen=True)
class TextReferences:
    """Resolves references in one language, each in the service that shows the text: inherited notes have other numbers there."""

    catalogue: Catalogue
    language: str
    words: Words

    def resolve(self, text: Localized, span: Span) -> tuple[str, Link | None]:
        """Return what is shown of the reference ``span`` in ``text``, and where it leads; of an unknown one, its id."""
        services, target = self.catalogue.objects["service"], parse(span.target)
        owner = self.catalogue.service_at(text.at)
        shown_in = services.get(text.shown_in, owner)
        named = services.get(target.service) if target.service else owner
        words, link = target.id, None
        if target.kind == "task" and target.id in self.catalogue.objects["task"]:
            words, link = self._task(target.id, shown_in)
        elif named and target.kind == "note" and target.id in named.notes_by_id:
            words, link = self._note(named, target.id, shown_in)
            if _SENTENCE_BEGINS.search(text[self.language][: span.start]):
                words = capitalised(words)
        elif named and target.kind == "statement" and target.id in named.statements:
            words = target.id if named is shown_in else self._of(target.id, named)
            link = Link(f"services/{named.id}", target.id)
        elif named and target.kind == "cell":
            words, link = self._cell(named, target.id, shown_in)
        return span.words or words, link

    def _of(self, words: str, service: Service) -> str:
        return self.words("reference.of", words=words, service=service.code)

    def _task(self, id: str, service: Service | None) -> tuple[str, Link]:
        words = str(self.catalogue.task(id).name[self.language])
        for matrix in service.all_matrices if service else ():
            if matrix.row(id) and service:
                return words, Link(f"services/{service.id}", f"row.{matrix.address(id)}")
        return words, Link(f"tasks/{id}")

    def _note(self, named: Service, id: str, shown_in: Service | None) -> tuple[str, Link]:
        found = find_note(self.catalogue, named, id, shown_in)
        own = self.words("reference.note", number=found.number)
        if not found.shown or shown_in is None:
            return self._of(own, found.owner), Link(f"services/{found.owner.id}", f"note.{found.id}")
        link = Link(f"services/{shown_in.id}", f"note.{found.id}")
        if found.owner is shown_in:
            return own, link
        of = self._of(own, found.owner)
        return of if found.shown == found.number else f"{self.words('reference.note', number=found.shown)} ({of})", link

    def _cell(self, named: Service, address: str, shown_in: Service | None) -> tuple[str, Link | None]:
        service = shown_in if shown_in and find_cell(shown_in, address) else named
        found = find_cell(service, address)
        if found is None:
            return address, None
        matrix, cell = found
        letters = self.catalogue.scheme(matrix.scheme).in_order(cell.letters)
        words = letters or self.words(f"cell.{cell.state.value or 'none'}")
        return words if service is shown_in else self._of(words, service), Link(f"services/{service.id}", address)
