"""``catalogue build``, ``catalogue pdf`` and ``catalogue export``: the site, once or at each change, and its parts without a site."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from service_catalogue import PROJECT
from service_catalogue.check import report
from service_catalogue.check.checker import check
from service_catalogue.cli.check import as_text, base_url, checked, chosen, command_text, keep_out_of_data, page_count, sound
from service_catalogue.diff.history import History
from service_catalogue.diff.publications import RECORD_FILE
from service_catalogue.files import LOCK, refuse_links
from service_catalogue.messages.failure import EXIT_FINE, EXIT_PROBLEMS, Refused, refuse_unknown
from service_catalogue.messages.quotation import quoted_command
from service_catalogue.messages.texts import message
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf import Booklet
from service_catalogue.site import prose_in
from service_catalogue.site.build_record import Build, forget
from service_catalogue.site.editions import CURRENT, LinkedSite, Manifest
from service_catalogue.store import Store, seal, trusted
from service_catalogue.timings import stage
from service_catalogue.yaml.transaction import Transaction, locked


def export(options: argparse.Namespace) -> int:
    """Write JSON, CSV, XLSX and Markdown, or one of these files to standard output; return the exit status."""
    from service_catalogue.editing.commands import read_catalogue
    from service_catalogue.export import content, write

    if not options.format:
        keep_out_of_data(options.data, options.out)
    language, id = options.message_language, options.id
    if str(options.format).startswith("translations"):  # also of data with errors: those may be what is missing
        return _export_editable(options, read_catalogue(options))
    with contextlib.redirect_stdout(sys.stderr if options.format else sys.stdout):
        catalogue, _ = sound(options, "no-export")
    if options.format == "changes":
        return _export_editable(options, catalogue)
    address = base_url(options, catalogue)
    if not options.format:
        count = sum(1 for _ in write(catalogue, options.data, options.out, base_url=address))
        print(command_text(language, "exported", count=count, folder=options.out))
        return EXIT_FINE
    ending = f"{catalogue.identity.language(options.message_language)}.md" if options.format == "md" else options.format
    text = content(catalogue, address, f"services/{id}.{ending}" if id else f"catalogue.{ending}")
    if not text:
        refuse_unknown(id or "", catalogue.objects["service"], "command.unknown-pdf" if id else "command.no-id")
    sys.stdout.buffer.write(text)
    return EXIT_FINE


def _export_editable(options: argparse.Namespace, catalogue: Catalogue) -> int:
    """Write what ``catalogue apply`` reads: a change file that changes nothing, or the sheet of a translator; return the exit status."""
    from service_catalogue.editing.changes import EditableObjects, block, translation_rows
    from service_catalogue.export.workbook import table_workbook

    objects = EditableObjects(Transaction(options.data), catalogue)
    if options.format == "changes":  # of a service, of another object, or of everything
        for line in objects.current():
            if f"{line['at']}.".startswith(f"{options.id}." if options.id else ""):
                print(json.dumps(line, ensure_ascii=False))
        return EXIT_FINE
    others = [str(language) for language in catalogue.identity.languages if language != catalogue.identity.authoritative]
    refuse_unknown(options.id or "", others)
    sheet = [*translation_rows(catalogue, objects, options.id)]
    if options.format == "translations":
        print(block([*sheet]), end="")
        return EXIT_FINE
    lines = ([str(each or "") for each in row.values()] for row in sheet)
    sys.stdout.buffer.write(table_workbook(options.id, [[*sheet[0]] if sheet else [""], *lines]))
    return EXIT_FINE


def pdf(options: argparse.Namespace) -> int:
    """Make booklets; return the exit status."""
    keep_out_of_data(options.data, options.out)
    catalogue, _ = sound(options, "no-pdf")
    known = ["catalogue", *catalogue.objects["service"]]
    for id in options.ids:
        refuse_unknown(id, known, "command.unknown-pdf")
    booklets = make_booklets(options, catalogue, options.out, options.ids)
    return EXIT_FINE if booklets else EXIT_PROBLEMS


def make_booklets(
    options: argparse.Namespace, catalogue: Catalogue, folder: Path, ids: Sequence[str] = ()
) -> tuple[Booklet, ...] | None:
    """Make the booklets ``ids``, or all; none if the tools are not installed, ``None`` if one cannot be made."""
    language = options.message_language
    if not has_tools(language):
        return ()
    from service_catalogue.pdf.build import PAGES, BookletError, booklets, names

    def report_progress(count: int, total: int, booklet: Booklet) -> None:
        part.count = count
        if count == total or count % max(1, total // 10) == 0:
            pages = page_count(booklet.pages)
            print(command_text(language, "made", number=count, total=total, path=booklet.path, pages=pages), flush=True)

    address, folders = base_url(options, catalogue), trusted(folder, PAGES)  # with what is recorded of the booklets
    try:
        with stage("booklets") as part:
            return tuple(booklets(catalogue, folder, address, ids or names(catalogue), options.jobs, report_progress))
    except BookletError as error:
        print(command_text(language, "unmade", name=error.name, reason=error.reason), file=sys.stderr)
        return None
    finally:
        seal(folder, folders)


def has_tools(language: str) -> bool:
    """Return whether PDFs can be made; report it if not."""
    from service_catalogue.pdf.typesetting import missing_tools

    if missing := missing_tools():
        print(command_text(language, "no-tools", tools=missing), file=sys.stderr)
    return not missing


#: The local site: a plain folder, without editions.
LOCAL_SITE = Path("_build/site")


def build(options: argparse.Namespace) -> int:
    """Build the site, once or at each change; return the exit status."""
    if options.unconfirmed and (not options.out or options.live or os.environ.get("CI")):
        raise Refused("failure.unconfirmed")
    keep_out_of_data(options.data, options.work, options.out or LOCAL_SITE)
    work = options.work.absolute()
    if tracked := History(work.parent).tracked(work.name):
        raise Refused("failure.tracked", folder=options.work, files=tracked)
    store = Store(options.work / "cache" / "store")
    return _build_live(options, store) if options.live else _build_alone(options, store)[0]


def _build_live(options: argparse.Namespace, store: Store) -> int:
    from service_catalogue.editing.commands import applied, apply
    from service_catalogue.site.live import Preview, serve

    forget(options.work)
    language = options.message_language
    booklets: tuple[Booklet, ...] = ()
    contents: list[bytes] = []

    def rebuild() -> str:
        """Build the pages with the booklets as they are; return the problems."""
        with captured_errors() as errors:
            status, problems = _build_alone(options, store, booklets)
        return "" if status == EXIT_FINE else problems + "".join(errors)

    def renew_booklets() -> None:
        """Make the booklets, and put them into the site if they have changed."""
        nonlocal booklets, contents
        catalogue = check(options.data).catalogue
        if options.no_pdf or catalogue is None:
            return
        booklets = make_booklets(options, catalogue, options.work / "pdf") or ()
        former, contents = contents, [booklet.path.read_bytes() for booklet in booklets]
        if contents != former:
            _build_alone(options, store, booklets)

    docs, address = {PROJECT / "docs", options.data.absolute().parent / "docs"}, (options.host, options.port)
    preview = Preview(language, lambda content: applied(apply(options.data, content, "change.jsonl", language))[language])
    serve(lambda: (options.data, *prose_in(*docs)), options.out or LOCAL_SITE, address, rebuild, renew_booklets, preview)
    return EXIT_FINE


def _build_alone(options: argparse.Namespace, store: Store, booklets: tuple[Booklet, ...] | None = None) -> tuple[int, str]:
    """Build with the folders locked, with ``booklets`` instead of new ones if they are given.

    Return the exit status, and the report of the problems in the data.
    """
    from service_catalogue.site.publish import check_extra, publishing

    site = options.out or LOCAL_SITE
    for folder in filter(None, (options.extra, options.archive)):
        check_extra(folder)
    if options.archive and not (options.archive / RECORD_FILE).is_file():
        raise Refused("failure.no-site", site=options.archive)
    if options.key and not options.out:
        raise Refused("failure.key-without-out")
    if site.resolve() == options.work.resolve():  # the lock of the one would keep the command out of the other
        raise Refused("failure.same-folder", folder=site)
    with locked(options.work), publishing(site, as_folder=options.out is None):
        return _build_once(options, store, site, booklets)


def _build_once(options: argparse.Namespace, store: Store, site: Path, booklets: tuple[Booklet, ...] | None) -> tuple[int, str]:
    started = time.monotonic()
    inputs = (options.data, *([options.extra] if options.extra else ()))
    begun = None if options.live else Build(options.words, options.work, options.data.absolute().parent / "docs", inputs)
    strict = bool(options.out and not options.live and not options.unconfirmed)
    result, language = checked(options, strict=strict), options.message_language
    if result.failed:
        print(_not_built(language, "not-built", site), flush=True)
        return EXIT_PROBLEMS, report.text(result.problems, language)
    assert result.catalogue is not None
    catalogue = replace(result.catalogue, unconfirmed=" ".join(options.unconfirmed.split()))
    if booklets is None:
        booklets = () if options.no_pdf else make_booklets(options, catalogue, options.work / "pdf")
    manifest = None if booklets is None else _publish(options, catalogue, store, site, booklets)
    if manifest is None or booklets is None:
        print(_not_built(language, "failed", site), flush=True)
        return EXIT_PROBLEMS, ""
    pages = page_count(sum(path.endswith(".html") for path in manifest.files))
    edition = LinkedSite(site).current
    published = message("editions.back", site=site, edition=edition)[language] + "\n" if edition else ""
    look = command_text(language, "look", index=site / "index.html", live=quoted_command("build --live", options.data))
    built = command_text(language, "built", pages=pages, seconds=time.monotonic() - started)
    print(built if options.live else f"{built} {look}", published, sep="\n", end="", flush=True)
    # A preview has to serve; where tools are missing, the next build has to report that.
    if begun and (booklets or options.no_pdf):
        unchanged = f"{command_text(language, 'unchanged', pages=pages)} {look}\n{published}"
        outputs = (site, *LinkedSite(site).beside, options.work / LOCK, *({booklet.path.parent for booklet in booklets}))
        begun.remember(as_text(result, language) + unchanged, outputs)
    return EXIT_FINE, ""


def _publish(
    options: argparse.Namespace, catalogue: Catalogue, store: Store, site: Path, booklets: tuple[Booklet, ...]
) -> Manifest | None:
    """Build and publish every language with the booklets; return the manifest, or ``None`` if a language fails."""
    from service_catalogue.site.publish import API, GRACE, Publication, build_site
    from service_catalogue.sphinx_ext.build import Request

    print(command_text(options.message_language, "building", languages=catalogue.identity.languages), flush=True)
    addresses = catalogue.identity.site
    request = Request(
        catalogue=catalogue,
        data=options.data,
        work=options.work,
        booklets=booklets,
        base_url=base_url(options, catalogue),
        edit_url=chosen(options.edit_url, addresses.edit_url if addresses else None),
        jobs=options.jobs,
        store=store,
        language=options.message_language,
        live=options.live,
        keeps_editions=bool(options.out),
    )
    compressed = [ending for ending, wanted in (("gz", options.gzip), ("br", options.brotli)) if wanted]
    refuse_links(options.work / API, options.work)
    # What a power cut damages in a preview is made again by the next build.
    # Only the editor reads the local site, which keeps no former editions.
    grace, archive = (GRACE, options.archive or site) if options.out else (0, None)
    return build_site(request, Publication(site, options.extra, compressed, grace, not options.live, archive, options.key))


def _not_built(language: str, why: str, site: Path) -> str:
    """Return the message that nothing was built, and that an existing site is unchanged."""
    unchanged = [command_text(language, "kept", site=site)] if (site / CURRENT).exists() else []
    return " ".join([command_text(language, why), *unchanged])


@contextmanager
def captured_errors() -> Iterator[list[str]]:
    """Capture what this process and its children write to standard error, and write it there when the block ends."""
    captured: list[str] = []
    sys.stderr.flush()
    with tempfile.TemporaryFile() as file:
        own = os.dup(2)
        os.dup2(file.fileno(), 2)
        try:
            yield captured
        finally:
            sys.stderr.flush()
            os.dup2(own, 2)
            os.close(own)
            file.seek(0)
            captured.append(file.read().decode("utf-8", "replace"))
            sys.stderr.write(captured[0])
            sys.stderr.flush()
