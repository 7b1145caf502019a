"""``catalogue pdf`` and ``catalogue export``: booklets, annexes and data without a site."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from service_catalogue.check import report
from service_catalogue.cli.check import sound
from service_catalogue.cli.common import base_url, keep_out_of_data, page_count, said
from service_catalogue.locale import words_of
from service_catalogue.messages.failure import EXIT_FINE, EXIT_PROBLEMS, Incorrect, Refused
from service_catalogue.messages.problem import Problem, did_you_mean, quote
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf import Booklet
from service_catalogue.store import sealed

if TYPE_CHECKING:
    from service_catalogue.pdf.annex_file import Annex


def export(options: argparse.Namespace) -> int:
    """Write JSON, CSV, XLSX and Markdown, or one of these files to standard output; return the exit status."""
    from service_catalogue.export.files import content, write

    keep_out_of_data(options.data, options.out)
    language, id = options.message_language, options.id
    with contextlib.redirect_stdout(sys.stderr if options.format else sys.stdout):
        catalogue, _ = sound(options, "no-export")
    address = base_url(options, catalogue)
    if not options.format:
        count = sum(1 for _ in write(catalogue, options.data, options.out, base_url=address))
        print(said(language, "exported", count=count, folder=options.out))
        return EXIT_FINE
    ending = f"{catalogue.identity.language(options.message_language)}.md" if options.format == "md" else options.format
    found = content(catalogue, address, f"services/{id}.{ending}" if id else f"catalogue.{ending}")
    if found is None:
        hint = did_you_mean(id or "", catalogue.objects["service"])
        raise Refused("command.unknown-pdf", id=quote(id), hint=hint) if id else Refused("command.no-id", hint=hint)
    sys.stdout.buffer.write(found)
    return EXIT_FINE


def pdf(options: argparse.Namespace) -> int:
    """Make booklets, or an annex; return the exit status."""
    if options.ids and options.annex:
        raise Refused("command.either-pdf")
    keep_out_of_data(options.data, options.out)
    (catalogue, problems), language = sound(options, "no-pdf"), options.message_language
    if options.annex:
        return _annex(options, catalogue, problems, language)
    known = ["catalogue", *catalogue.objects["service"]]
    for id in options.ids:
        if id not in known:
            raise Refused("command.unknown-pdf", id=quote(id), hint=did_you_mean(id, known))
    made = make_booklets(options, catalogue, options.out, base_url(options, catalogue), options.ids)
    return EXIT_PROBLEMS if not made else EXIT_FINE


def _annex(options: argparse.Namespace, catalogue: Catalogue, problems: Sequence[Problem], language: str) -> int:
    from service_catalogue.pdf.annex_file import read_annex, why_draft

    path = Path(os.path.relpath(options.annex))
    read = read_annex(path, catalogue)
    signed, changes = _since_signed(options, catalogue, path, read.annex) if read.annex and not options.for_wall else ([], [])
    sys.stdout.write(report.text([*read.problems, *signed], language) + "".join(f"{line}\n" for line in changes))
    if read.annex is None or signed:
        raise Incorrect("command.no-annex")
    if not _has_tools(language):
        return EXIT_PROBLEMS
    from service_catalogue.pdf.annex import draft_sentence
    from service_catalogue.pdf.build import make_annex

    draft = why_draft(read.annex, catalogue, [*problems, *read.problems])
    file = options.out / f"{'whom-to-call.' * options.for_wall}{path.stem}.pdf"
    made = make_annex(read, catalogue, draft, base_url(options, catalogue), file, for_wall=options.for_wall)
    print(said(language, "sheet" if options.for_wall else "annex", path=made.path, pages=page_count(made.pages)))
    if draft and not options.for_wall:
        print(draft_sentence(words_of(language), draft))
    return EXIT_FINE


def _since_signed(options: argparse.Namespace, catalogue: Catalogue, path: Path, annex: Annex) -> tuple[list[Problem], list[str]]:
    """Return a problem if the annex does not print what it did when it was signed, and what has changed since."""
    from service_catalogue.diff.annexes import AnnexWords
    from service_catalogue.site.editions import Editions
    from service_catalogue.views.edition import Edition

    kept = Editions(options.site).folder
    words = AnnexWords(Edition(catalogue, catalogue.identity.language(options.message_language)))
    return words.since_signed(path, annex, options.data, kept if kept.is_dir() else options.site)


def make_booklets(
    options: argparse.Namespace, catalogue: Catalogue, folder: Path, base_url: str, ids: Sequence[str]
) -> tuple[Booklet, ...] | None:
    """Make the booklets ``ids``, or all; none if the tools are not installed, ``None`` if one cannot be made."""
    language = options.message_language
    if not _has_tools(language):
        return ()
    from service_catalogue.pdf.build import PAGES, BookletError, booklets, names

    def tell(count: int, total: int, made: Booklet) -> None:
        if count == total or count % max(1, total // 10) == 0:
            print(said(language, "made", number=count, total=total, path=made.path, pages=page_count(made.pages)), flush=True)

    try:
        with sealed(folder, PAGES):  # what is recorded there of the booklets is trusted
            return tuple(booklets(catalogue, folder, base_url, ids or names(catalogue), options.jobs, tell))
    except BookletError as error:
        print(said(language, "unmade", name=error.name, reason=error.reason), file=sys.stderr)
        return None


def _has_tools(language: str) -> bool:
    """Return whether PDFs can be made; report it if not."""
    from service_catalogue.pdf.typesetting import missing_tools

    if missing := missing_tools():
        print(said(language, "no-tools", tools=missing), file=sys.stderr)
    return not missing
