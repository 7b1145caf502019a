"""Approvals: the objects and words that each covers, by digest, and the changes since.

A file of the folder ``approved`` is an approval. Its digest is that of the lines below it, one of which is the digest of the others
above::

    by: {da: Direktionen, en: The board}
    date: 2026-12-01
    evidence: {da: Referat 12, en: Minutes 12}
    digest: 3f0a6c21b9d4

    331dd1dc7206 approval
    178065dcf18a row:2a.backup

A file of an earlier version has no header: its approval is under ``approval`` in the YAML of what is approved.
"""

import functools
import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeAlias, TypeVar, cast

from service_catalogue.messages.problem import Location
from service_catalogue.model.catalogue import Catalogue, Identity
from service_catalogue.model.fields import OF_SERVICE, Leaf, Place, walk_of
from service_catalogue.model.kinds import CatalogueStatus
from service_catalogue.model.lifecycle import Approval, ApprovalRecord
from service_catalogue.model.reviewed import suspects
from service_catalogue.model.service import Service, derived
from service_catalogue.model.statement import passages, references
from service_catalogue.schema.reader import Reader
from service_catalogue.schema.types import Localized
from service_catalogue.yaml.source import read
from service_catalogue.yaml.values import Scalar, digest

#: One text, or one for each count.
Words: TypeAlias = str | Mapping[str, str]
#: The keys of the words, and what they begin with.
_KEYS = """
alphabet and annex approval.catalogue approval.service approval.unsigned articles baseline cell claim collation counts date departure
duties.open duties.unnamed facts frame.prevails language letter matrix.caption matrix.extends matrix.notes matrix.task months
not-stated note owner pdf.conditional pdf.contents pdf.data pdf.duty pdf.legend pdf.on-pages pdf.owns pdf.page pdf.page-of pdf.right
pdf.settled pdf.sign reference restatement.service restatement.unknown service.accountability
service.approver service.contact service.elsewhere service.exceptions service.excluded service.from service.matrix
service.not-stated service.provider service.silent service.status service.tensions service.to service.undefined service.version share source
statement.on status task.cadence task.layer withdrawn
"""
_BINDING = tuple(f"{key}." for key in _KEYS.split())


def binds(key: str) -> bool:
    """Return whether the words ``key`` are among those of an annex, other than what it says as long as it is a draft."""
    key = key.removeprefix("without-source.")
    return f"{key}.".startswith(_BINDING) and not key.startswith("annex.draft")


@functools.cache
def former(language: str) -> Sequence[Mapping[str, Words]]:
    """Return the former words of each set in ``language``, or of the English one, which replaces what a language lacks."""
    folder = Path(__file__).parent.parent / "locale" / "former"
    path = next(path for path in (folder / f"{language}.yaml", folder / "en.yaml") if path.is_file())
    return cast(Sequence[Mapping[str, Words]], read(path.name, path.read_bytes())[0])


def before(recorded: str, language: str) -> Mapping[str, Words]:
    """Return the words of the set with the number ``recorded`` that have changed since, by key."""
    later = former(language)[int(recorded) - 1 :] if recorded.isdecimal() else ()
    return {key: old for words in reversed(later) for key, old in words.items()}


def number(language: str) -> int:
    """Return the number of the set in ``language``, or of the English one, which replaces what a language lacks."""
    return len(former(language)) + 1


#: The folder of the records in the folder of the data: a file for each service that is approved, and one for the catalogue.
APPROVED_FOLDER = "approved"
#: The name of the catalogue's file; no service may have it as its id.
WHOLE = "catalogue"
#: The name of the item about who has approved, when, and on what evidence.
BY = "approval"
#: The prefix of the items about the program's words, by language: the number of the set that binds.
WORDS = "words."
#: Fields of the catalogue that an approval of the whole does not cover: they follow from it, or say only how it is published.
_NOT_COVERED = ("approval", "confirmed-by", "publish", "rules", "status")
#: How a record without a header begins.
_ITEM = re.compile(r"[0-9a-f]{12} |\d+ words\.|\Z")
#: How the shared items begin that every annex can print.
_ALWAYS = (*(f"catalogue/{field}" for field in ("name", "owner", "version", "languages", "authoritative", "words.")), "topic:")

#: The suffix of the forms of a term: by another one, a text may no longer have it.
_FORMS = "/forms"

#: A text by language.
Texts: TypeAlias = Mapping[str, str] | Localized
#: The digest of each object that an approval covers, by its kind and id, and of each field of the catalogue (``catalogue/owner``);
#: cells are covered by their row.
Covered = Mapping[str, str]
Approved = TypeVar("Approved", Identity, Service)


def covered(catalogue: Catalogue, service: Service | None) -> Covered:
    """Return the content that an approval of ``service`` covers: its file, its parents, and all else that an annex prints.

    Without a service, everything in the catalogue.
    """
    of_services, shared = _digests(catalogue)
    if service is None:
        digests = {**shared, **{name: one for own in of_services.values() for name, one in own.items()}}
    else:
        named = set(_named(catalogue, service))
        digests = {name: one for name, one in shared.items() if name.removesuffix(_FORMS) in named or name.startswith(_ALWAYS)}
        for id in (service.id, *(base.id for base in _all_bases(service))):
            digests |= of_services.get(str(id), {})
    digests |= {f"{WORDS}{language}": str(number(language)) for language in catalogue.identity.languages}
    return dict(sorted(digests.items()))


def covered_digest(catalogue: Catalogue, id: str) -> str:
    """Return the digest of what an approval of the service ``id``, or of the catalogue, covers now."""
    return digest(record(covered(catalogue, catalogue.objects["service"].get(id))).encode())


def approved_by(by: Texts, day: date | str, evidence: Texts) -> str:
    """Return the digest of who has approved, when, and on what evidence."""
    return digest(json.dumps([_plain(by), str(day), _plain(evidence)], ensure_ascii=False, sort_keys=True).encode())


@derived
def _digests(catalogue: Catalogue) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Return the digest of each object: those of services by the id of the service, and the shared ones."""
    walk = walk_of(catalogue)
    values: dict[str, list[str]] = {}
    for place, leaf in walk.leaves.items():
        kind, _, id = place.object.partition(":")
        name, field = walk.rows.get(place.object, place.object), place.field
        if kind == "catalogue":
            name = f"{kind}/{field}"
            if field.startswith(_NOT_COVERED) or (field.startswith("words.") and not binds(field.split(".", 2)[2])):
                continue
        elif kind == "term" and field.startswith(("name", "forms", "synonyms")):
            name += _FORMS
        elif kind == "service" and field == "status" and Place(place.object, "withdrawn.on") not in walk.leaves:
            leaf = "stated"  # a draft, and what is retired without a date, are never in force
        if kind != "search-words" and not field.startswith("approval."):
            line = json.dumps([f"{place.object} {field}", _plain(leaf)], ensure_ascii=False, sort_keys=True)
            values.setdefault(name, []).append(line)
    for service in catalogue.services:  # annexes have the parties in the order of the catalogue
        order = json.dumps([party.id for party in catalogue.parties if service.concerns(party.id)])
        values.setdefault(f"service:{service.id}", []).append(order)
    of_services: dict[str, dict[str, str]] = {}
    shared: dict[str, str] = {}
    for name, lines in values.items():
        kind, _, id = name.partition(":")
        is_shared = kind not in ("service", "topic", *OF_SERVICE) or (kind == "topic" and "." not in id)
        target = shared if is_shared else of_services.setdefault(id.partition(".")[0], {})
        target[name] = digest("\n".join(sorted(lines)).encode("utf-8", "surrogatepass"))
    return of_services, shared


def _named(catalogue: Catalogue, service: Service) -> Iterator[str]:
    """Yield the objects that ``service`` and what it extends name, themselves, and the terms with a form in their texts."""
    services = (service, *_all_bases(service))
    for one in services:
        yield f"service:{one.id}"
        yield from (f"{kind}:{id}" for kind, id in named_by(catalogue, one))
    matrices = [matrix for one in services for matrix in one.all_matrices]
    tasks = (catalogue.objects["task"].get(row.task) for matrix in matrices for row in matrix.rows)
    schemes = map(catalogue.scheme_of, matrices)
    printed = (passage.text for one in (*services, *tasks, *schemes) for passage in passages(one))
    texts = "\n".join(words for text in printed for words in text.values()).casefold()
    for term in catalogue.terms:
        forms = itertools.chain([term.id], *map(term.written, term.name))
        if any(form.casefold() in texts for form in forms):
            yield f"term:{term.id}"


def _all_bases(service: Service) -> Iterator[Service]:
    for base in service.bases.values():
        yield base
        yield from _all_bases(base)


def named_by(catalogue: Catalogue, service: Service) -> Iterator[tuple[str, str]]:
    """Yield the kind and id of the shared objects that ``service`` names, with the letters of its matrices and their terms."""
    for kind, id in references(service):
        yield ("layer" if kind == "value" and id in catalogue.objects["layer"] else kind), str(id)
    for matrix in service.all_matrices:
        for row in matrix.rows:
            yield "task", str(row.task)
            task = catalogue.objects["task"].get(row.task)
            yield from (("group", str(group.id)) for group in (catalogue.group_path(task.group) if task else ()))
        for axis, values in matrix.axes.items():
            yield from (("layer" if axis == "layer" else "value", str(value)) for value in values)
        scheme = catalogue.scheme_of(matrix)
        yield from (("letter", f"{scheme.id}.{letter.letter}") for letter in (scheme.letters if scheme else ()) if scheme)
        yield from (("term", str(letter.term)) for letter in (scheme.letters if scheme else ()) if letter.term)


def has_unconfirmed(catalogue: Catalogue, id: str) -> bool:
    """Return whether anything suspect is covered by an approval of the service ``id``, or of the catalogue: nobody has read it."""
    names = covered(catalogue, catalogue.objects["service"].get(id))
    covering = "" if id == WHOLE else tuple(f"{name.removeprefix('service:')}." for name in names)
    return any(f"{review.item.address}.".startswith(covering) for review in suspects(catalogue))


class ApprovalStanding(NamedTuple):
    """The newest approval of a service or of the whole, and what has changed since."""

    approval: Approval
    #: The objects that are new, changed or gone; ``None`` without a record of what the approval covered.
    changes: tuple[str, ...] | None

    @property
    def fault(self) -> str:
        """Return why it does not cover what is there now, as the end of the key of its words; empty if it does."""
        return "unrecorded" if self.changes is None else "changed" if self.changes else ""


def approval_standing(catalogue: Catalogue, service: Service | None) -> ApprovalStanding | None:
    """Return how far the approval of ``service`` holds: its own, or that of the whole catalogue; ``None`` if neither is approved."""
    own = _newest(catalogue, service, str(service.id) if service else WHOLE)
    if own or service is None:
        return own
    whole = _newest(catalogue, None, WHOLE)
    if whole is None or whole.changes is None:
        return whole
    now, known = covered(catalogue, service), read_items(catalogue.approved[WHOLE].items)
    others = (name for name in known if name.endswith(_FORMS) or name.partition(":")[2].partition(".")[0] == service.id)
    mine = {BY, *now, *others}
    return whole._replace(changes=tuple(name for name in whole.changes if name in mine))


def _newest(catalogue: Catalogue, service: Service | None, name: str) -> ApprovalStanding | None:
    """Return the own approval of ``service``, or of the whole."""
    approvals = service.approval if service else catalogue.identity.approval
    if not approvals:
        return None
    newest = approvals[-1]
    if name not in catalogue.approved or newest.digest != digest(catalogue.approved[name].items.encode()):
        return ApprovalStanding(newest, None)
    known = read_items(catalogue.approved[name].items)
    now = {**covered(catalogue, service), BY: approved_by(newest.by, newest.date, newest.evidence)}
    return ApprovalStanding(newest, tuple(each for each in dict.fromkeys((*known, *now)) if known.get(each) != now.get(each)))


def record(items: Covered) -> str:
    """Return the text of a record: one line for each object."""
    return "".join(f"{digest} {name}\n" for name, digest in sorted(items.items()))


def read_items(text: str) -> Covered:
    """Return the items in ``text``; a line that is no item is an object that is gone."""
    lines = (line.partition(" ") for line in text.splitlines() if line)
    return {name: written for written, _, name in lines}


def read_records(folder: str, texts: Mapping[str, str], reader: Reader) -> dict[str, ApprovalRecord]:
    """Return the records in ``texts``, by id; ``reader`` reports what cannot be read of their headers.

    The signature of a record is among the texts under the name of its file.
    """
    signed = {id for id in texts if f"{id}.txt" in texts}
    records = {id: ApprovalRecord(text, is_signed=id in signed) for id, text in texts.items() if not id.endswith(".txt")}
    for id, (text, *_) in records.items():
        path = (Path(folder) / APPROVED_FOLDER / f"{id}.txt").as_posix()
        value, problems = read(path, header_of(text).encode()) if header_of(text) else (None, [])
        reader.problems.extend(problems)
        if value is not None and (header := reader.read(Approval, value)):
            by, evidence = (_in_all(each, reader.languages) for each in (header.by, header.evidence))
            approval, fault = replace(header, by=by, evidence=evidence), _fault(header, text.partition("\n\n")[2])
            records[id] = ApprovalRecord(text, approval, fault, id in signed)
    return records


def texts_of(catalogue: Catalogue) -> dict[str, str]:
    """Return the text of each record, by the id of what it is of."""
    return {id: each.text for id, each in catalogue.approved.items()}


def header_of(text: str) -> str:
    """Return the header of a record, in YAML; empty if it has none."""
    return "" if _ITEM.match(text) else text.partition("\n\n")[0] + "\n"


def _fault(header: Approval, items: str) -> Location | None:
    """Return where a record is not as it was written: its header, or the digest of the lines below; ``None`` if it is."""
    if not (header.digest and header.date):  # which is reported
        return None
    if header.digest != digest(items.encode()):
        return header.digest.at
    return None if read_items(items).get(BY) == approved_by(header.by, header.date, header.evidence) else header.at


def with_record(own: Approved, record: ApprovalRecord | None) -> Approved:
    """Return the catalogue or a service with the approval in ``record``, and with none of another record.

    It is the newest: approvals in YAML are of earlier versions.
    """
    typed: tuple[Approval, ...] = tuple(each for each in own.approval if each.at.path == own.at.path)
    recorded: list[Approval] = [record.approval] if record and record.approval else []
    approved = replace(own, approval=(*typed, *recorded)) if recorded or typed != own.approval else own
    if approved is not own and isinstance(approved, Identity):
        return replace(approved, status=CatalogueStatus.ADOPTED if approved.approval else CatalogueStatus.RESTATEMENT)
    return approved


def with_approvals(catalogue: Catalogue, texts: Mapping[str, str]) -> Catalogue:
    """Return ``catalogue`` with the approvals in the records ``texts``, and with none of its own records."""
    records = read_records(catalogue.folder, texts, Reader(languages={each: each for each in catalogue.identity.languages}))
    services = tuple(with_record(each, records.get(each.id)) for each in catalogue.services)
    identity = with_record(catalogue.identity, records.get(WHOLE))
    return replace(catalogue, approved=records, services=services, read_identity=identity)


def _in_all(text: Localized, languages: Mapping[str, Scalar]) -> Localized:
    """Return ``text`` in ``languages``: one that the catalogue got later has the words of another."""
    result = Localized()
    result.at, result.unread = text.at, text.unread
    result.update((language, text.get(language) or next(iter(text.values()))) for language in languages.values() if text)
    return result


def _plain(leaf: Leaf | Texts) -> object:
    return {str(key): " ".join(str(text).split()) for key, text in leaf.items()} if isinstance(leaf, Mapping) else leaf
