"""Sentences about facts of the catalogue and of services: status, tensions, the meaning of letters, withdrawals."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from service_catalogue.diff.change import Action, Change
from service_catalogue.diff.claims import claims_on
from service_catalogue.diff.names import Sentences
from service_catalogue.model.matrix import Cell, Matrix
from service_catalogue.schema.form import day_of

#: What a letter means to its readers.
OF_LETTER = ("word", "meaning")
#: What an annex can choose.
_CHOICE = re.compile(r"choices\.(?:on-call|environments|other\.[^.]+\.name)")


class Facts(Sentences):
    """Sentences about the effect of a changed fact, in one language."""

    def sentence(self, change: Change, where: str) -> str:
        """Return the sentence about ``change`` of ``where``; empty if it is not about one of these facts."""
        kind, field = change.place.partition(":")[0], change.field
        writers = {
            ("tension", ""): self._tension,
            ("letter", "word"): self._letter,
            ("letter", "meaning"): self._letter,
            ("note", "kind"): self._kind,
            ("service", "baseline"): self._baseline,
            ("service", "status"): self._status,
            ("catalogue", "status"): self._adoption,
        }
        if write := writers.get((kind, field)):
            return write(change, where)
        if field == "withdrawn.on" and change.new:
            on, reason = day_of(str(change.new)), self.names.text(self.names.object(change.place).withdrawn.reason)
            return self.words("diff.withdrawn", where=where, reason=reason, date=self.words.date(on)) if on else ""
        if (kind, field, change.action) == ("service", "", Action.ADDED):
            return self._new_service(change, where)
        if _CHOICE.fullmatch(field) and not (change.old and change.new):
            return self._choice(change, where)
        return self._approval(change, where) if field.startswith("approval.") and change.new else ""

    def _kind(self, change: Change, where: str) -> str:
        old, new = (self.words.within(self.words(f"note.{kind}")) for kind in (change.old, change.new))
        return f"{self.words('diff.kind', where=where, old=old, new=new)} {self.names.concerned(change.place)}"

    def _status(self, change: Change, where: str) -> str:
        old, new = (self.words(f"status.{status}" if status else "diff.status.none") for status in (change.old, change.new))
        return self.words("diff.status", where=where, old=self.words.within(old), new=self.words.within(new))

    def _adoption(self, change: Change, where: str) -> str:
        key = "diff.adopted" if change.new == "adopted" else "diff.not-adopted"
        return self.words(key, owner=self.names.text(self.names.new.identity.owner))

    def _tension(self, change: Change, where: str) -> str:
        said = cast(Mapping[str, Any], change.new or change.old)
        key = "diff.tension-added" if change.action is Action.ADDED else "diff.tension-removed"
        concerned = self.names.concerned(change.place)
        return f"{self.words(key, where=where, text=self.names.in_language(change.place, said))} {concerned}"

    def _new_service(self, change: Change, where: str) -> str:
        """Return what a new service builds on, and in how many places it differs from it; empty if it builds on none."""
        service = self.names.new.objects["service"][change.place.partition(":")[2]]
        for matrix in service.all_matrices:
            base = service.base_of(matrix)
            if base and base.matrix:
                theirs = {((cell.task, cell.values), cell.party): {*cell.letters} for cell in base.matrix.cells}
                mine = {((cell.task, cell.values), cell.party): {*cell.letters} for cell in matrix.cells}
                other = {place for (place, party), letters in mine.items() if theirs.get((place, party)) != letters}
                counts = {"count": len(other), "total": len({place for place, _ in mine})}
                return self.words("diff.new-on-base", where=where, base=self.names.service(str(base.id)), **counts)
        return ""

    def _letter(self, change: Change, where: str) -> str:
        """Return the old and the new word or meaning of a letter, with the number of cells that have it, by party.

        Empty if they are the same in this language.
        """
        scheme, _, letter = change.place.partition(":")[2].partition(".")
        matrices = (matrix for service in self.names.new.services for matrix in service.all_matrices)
        cells = (cell for matrix in matrices if matrix.scheme == scheme for cell in matrix.cells)
        counts = Counter(cell.party for cell in cells if letter in cell.letters)
        before, now = (self.names.in_language(change.place, cast(Any, said)) for said in (change.old, change.new))
        if before == now:
            return ""
        said = self.words("diff.meant", letter=letter, before=before.removesuffix("."), now=now.removesuffix("."))
        if len(self.names.new.schemes) > 1:
            said = f"{self.names.named(f'scheme:{scheme}')}: {said}"
        ids = [party.id for party in self.names.new.parties if party.id in counts]
        places = [self.words("diff.meant-place", party=self.names.party(id), count=counts[id]) for id in ids]
        return f"{said}. {self.words('diff.meant-for', places=self.words.list(places))}" if places else f"{said}."

    def _approval(self, change: Change, where: str) -> str:
        approval = self.names.object(change.place).approval[int(change.field.split(".")[1])]
        said = {"by": self.words.in_sentence(self.names.text(approval.by)), "date": self.words.date(approval.date)}
        return self.words("diff.approved", where=where, evidence=self.names.text(approval.evidence), **said)

    def _choice(self, change: Change, where: str) -> str:
        said, option = change.new or change.old, change.field.partition(".")[2]
        own = isinstance(said, str)
        name = f"{self.words(f'annex.{option}')} ({said})" if own else self.names.in_language(change.place, cast(Any, said))
        key = "diff.choice-added" if change.new else "diff.choice-removed"
        return self.words(key, where=self.words.within(where), name=name)

    def _baseline(self, change: Change, where: str) -> str:
        service = change.place.partition(":")[2]
        texts = [
            self.names.text(self.names.object(f"statement:{service}.{id}").text) if id else "" for id in (change.old, change.new)
        ]
        key = "diff.baseline-added" if change.new else "diff.baseline-removed"
        said = self.words(key, where=self.words.within(where), text=texts[1] or texts[0])
        return f"{said} {self.names.concerned(change.place)}"

    def withdrawal(self, change: Change) -> Iterator[str]:
        """Yield what the party has up to the day of the withdrawal: of a task at each place, else counted; of a service its claims too."""
        kind, _, id = change.place.partition(":")
        day = day_of(str(change.new))
        assert day, "the check has read it"
        duties, party = [*self._withdrawn(change)], self.names.subject(change.party)
        if kind == "service" and (count := claims_on(change.party, self.names.object(change.place))):
            duties.append(self.words("diff.has-claims", party=party, count=count, service=self.names.service(id)))
        yield from (self.words("diff.until", said=duty, date=self.words.date(day)) for duty in duties)

    def _withdrawn(self, change: Change) -> Iterator[str]:
        """Yield what the party has by the letters of the cells that are withdrawn."""
        kind = change.place.partition(":")[0]
        party, task, within = self.names.subject(change.party), self.names.named(change.place), self.words.within
        for (does, place, total), services in self._services_by_duty(change).items():
            where = self.words.list(services)
            if kind == "task":
                on = {"place": place} if place else {}
                yield self.words("diff.does-on" if on else "diff.does", party=party, does=does, task=task, service=where, **on)
            else:
                where = f"{within(self.names.place(change.place))} ({where})" if kind == "layer" else where
                yield self.words("diff.counts", party=party, counts=does, total=total, where=where).removesuffix(".")

    def _services_by_duty(self, change: Change) -> dict[tuple[str, str, str], list[str]]:
        """Return the services in which the party has something withdrawn, by what it does, the places and the number of cells."""
        kind, _, id = change.place.partition(":")
        services: dict[tuple[str, str, str], list[str]] = {}
        for service in self.names.new.services:
            for matrix in service.all_matrices if kind != "service" or service.id == id else ():
                cells = [cell for cell in matrix.cells if cell.party == change.party]
                own = [cell for cell in cells if id in (service.id, cell.task, *cell.values, cell.party)]
                counts = Counter(letter for cell in own for letter in cell.letters)
                counted = [(self.counts(self.names.new.scheme(matrix.scheme), counts), "", str(len(own)))] if counts else []
                for key in self._of_task(matrix, own) if kind == "task" else counted:
                    services.setdefault(key, []).append(self.names.service(str(service.id)))
        return services

    def _of_task(self, matrix: Matrix, cells: Sequence[Cell]) -> Iterator[tuple[str, str, str]]:
        """Yield what a party does, with the places at which it does that."""
        places_by_duty: dict[str, list[str]] = {}
        scheme = self.names.new.scheme(matrix.scheme)
        for cell in cells:
            letters = scheme.in_order(cell.letters)
            predicates = [self.predicate(letter, scheme.by_letter.get(letter))[0] for letter in letters]
            if predicates:
                places_by_duty.setdefault(self.words.list(predicates), []).append(", ".join(map(self.names.value, cell.values)))
        yield from ((does, self.words.list(list(filter(None, places))), "") for does, places in places_by_duty.items())
