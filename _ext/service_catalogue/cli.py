"""The command ``catalogue``."""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from service_catalogue import PROJECT, __version__
from service_catalogue.check import formats, report
from service_catalogue.check.checker import Checker, CheckResult
from service_catalogue.check.copied import SourceError, read_source
from service_catalogue.check.formats import Format
from service_catalogue.check.watch import changes
from service_catalogue.editing import commands as editing
from service_catalogue.failure import FAILURES, Refused, explain
from service_catalogue.messages import DEFAULT, Message, language_for, languages, message
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.published import PUBLISHED_FILE, record
from service_catalogue.pdf import Booklet
from service_catalogue.problem import Location, Problem, did_you_mean, quote
from service_catalogue.schema.kinds import Address
from service_catalogue.schema.reader import Reader
from service_catalogue.yaml.values import Scalar

EXIT_FINE, EXIT_PROBLEMS, EXIT_USAGE = 0, 1, 2
#: As a shell has it: 128 and the number of the signal.
EXIT_INTERRUPTED = 130
#: Where the site is put for looking at it: a plain folder, of which no editions are kept.
LOCAL_SITE = Path("_build/site")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Gives 0 if all is well, 1 if the data have problems or the machine refuses something, 2 if the command was used wrongly,
    and 130 if it was interrupted.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    options.words = list(sys.argv[1:] if arguments is None else arguments)
    if "data" in options:
        if not options.data.is_dir() and not getattr(options, "may_lack_data", False):
            parser.error(f"there is no folder {str(options.data)!r}; name the folder of the data with --data")
        # Messages name files as they are found from here, and say so on any console.
        options.data = Path(os.path.relpath(options.data))
        options.checker = Checker(options.data)
    if problems := [*_of_address(options, "base_url"), *_of_address(options, "edit_url")]:
        sys.stderr.write(report.text(problems, options.lang or DEFAULT))
        return EXIT_USAGE
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        if options.run in (_build, _pdf):
            from service_catalogue.site.lock import end_children_with_parent

            end_children_with_parent()
        status: int = options.run(options)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # Whoever read the output has gone.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_PROBLEMS
    except FAILURES as error:
        print(explain(error)[options.lang or DEFAULT], file=sys.stderr)
        return (
            EXIT_USAGE
            if isinstance(error, Refused)
            else EXIT_INTERRUPTED
            if isinstance(error, KeyboardInterrupt)
            else EXIT_PROBLEMS
        )


def _of_address(options: argparse.Namespace, name: str) -> list[Problem]:
    """The problems of an address that is given as an option, which is read as one in the data is."""
    text = getattr(options, name, None)
    if not text:
        return []
    address, reader = Scalar(text), Reader()
    address.at = Location("--" + name.replace("_", "-"))
    reader.read(Address, address)
    return reader.problems


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="catalogue", description="A catalogue of IT services: check it, build it.")
    parser.add_argument("--version", action="version", version=f"catalogue {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", type=Path, default=Path("data"), metavar="DIR", help="the folder of the data (data)")
    common.add_argument("--lang", choices=languages(), help="the language of messages (the catalogue's own)")

    command = commands.add_parser("check", parents=[common], help="check the data")
    command.add_argument("--live", action="store_true", help="check again at each change")
    command.add_argument(
        "--against",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="report words that are copied from this plain text",
    )
    command.add_argument("--record-ids", action="store_true", help="add new ids to those that have been published")
    command.add_argument("--format", choices=[each.value for each in Format], help="how to report (text; in CI, the forge's own)")
    command.add_argument("--report", type=Path, metavar="FILE", help="write the report into FILE, and text here")
    command.set_defaults(run=_check)

    command = commands.add_parser("build", parents=[common], help="check the data and build the site")
    command.add_argument("--out", type=Path, metavar="SITE", help="publish there (_build/site, for looking at it)")
    command.add_argument("--extra", type=Path, metavar="DIR", help="files to add to the site, such as CNAME and robots.txt")
    command.add_argument("--gzip", action="store_true", help="with compressed copies (.gz), for servers that send these")
    command.add_argument("--brotli", action="store_true", help="with copies that are compressed more (.br)")
    command.add_argument(
        "--work", type=Path, default=Path("_build"), metavar="DIR", help="where to keep what is built on the way (_build)"
    )
    command.add_argument("--base-url", metavar="URL", help="where the site is published")
    command.add_argument("--edit-url", metavar="URL", help="where the files are edited")
    command.add_argument("--jobs", "-j", type=int, default=os.cpu_count() or 1, metavar="N", help="processes at once")
    command.add_argument("--no-pdf", action="store_true", help="without the booklets, which take longest")
    command.add_argument("--live", action="store_true", help="serve the site here, and build it again at each change")
    command.add_argument("--port", type=int, default=8000, help="the port of --live (8000)")
    command.add_argument("--host", default="127.0.0.1", help="the address of --live (127.0.0.1: this machine alone)")
    command.set_defaults(run=_build)

    command = commands.add_parser("pdf", parents=[common], help="check the data and make booklets")
    command.add_argument("ids", nargs="*", metavar="ID", help="services, and 'catalogue' for the whole (everything)")
    command.add_argument("--annex", type=Path, metavar="FILE", help="the contract annex of FILE instead")
    command.add_argument("--out", type=Path, default=Path("_build/pdf"), metavar="DIR", help="where to (_build/pdf)")
    command.add_argument("--base-url", metavar="URL", help="where the site is published")
    command.add_argument("--jobs", "-j", type=int, default=os.cpu_count() or 1, metavar="N", help="processes at once")
    command.set_defaults(run=_pdf)
    _add_publishing(commands)

    editing.add_commands(commands, common, _prose)
    from service_catalogue.diff.command import add_commands

    add_commands(commands, common)
    return parser


def _prose() -> Path:
    """The prose that a catalogue has which brings none."""
    return PROJECT / "docs"


def _add_publishing(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands for what is published; they need no data."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=languages(), help="the language of messages")
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument("--out", type=Path, default=LOCAL_SITE, metavar="SITE", help="the site (_build/site)")

    command = commands.add_parser("editions", parents=[common, where], help="list the editions of a site that are kept")
    command.add_argument(
        "--keep", metavar="DIGEST|FILE", help="keep what is cited by this digest, or from which this PDF is, for ever"
    )
    command.set_defaults(run=_editions)

    command = commands.add_parser("rollback", parents=[common, where], help="publish an edition again that is kept")
    command.add_argument("digest", nargs="?", default="", metavar="DIGEST", help="which (the one before the current)")
    command.set_defaults(run=_rollback)

    command = commands.add_parser("verify", parents=[common, where], help="compare a site, or a PDF, with its edition")
    command.add_argument("what", metavar="DIR|URL|FILE.pdf", help="a folder, the address of a site, or a booklet or annex")
    command.set_defaults(run=_verify)


def _language(options: argparse.Namespace, result: CheckResult) -> str:
    chosen: str | None = options.lang
    if chosen:
        return chosen
    return language_for(result.catalogue.identity.authoritative if result.catalogue else "")


def _checked(options: argparse.Namespace) -> tuple[CheckResult, str]:
    """Check the data and report the problems."""
    result = options.checker.check()
    language = _language(options, result)
    format, output = _format(options), getattr(options, "report", None)
    made = formats.written(format, result.problems, _telling(options, result, language))
    if output:
        output.write_text(made, "utf-8", newline="\n")
    if output or format is Format.TEXT:
        made = _text(result, language)
    sys.stdout.write(made)
    sys.stdout.flush()
    summary = sys.stdout if output or format in (Format.TEXT, Format.GITHUB) else sys.stderr
    summary.write(_summary(options, result, language))
    summary.flush()
    return result, language


def _text(result: CheckResult, language: str) -> str:
    return report.text(result.problems, language, report.wants_colour(sys.stdout.isatty(), os.environ))


def _summary(options: argparse.Namespace, result: CheckResult, language: str) -> str:
    return report.summary(result.problems, sum(1 for _ in options.data.rglob("*.yaml")), language)


def _format(options: argparse.Namespace) -> Format:
    """The format of reports: what is asked for, else that of where the command runs. Only the check writes files for programs."""
    if given := getattr(options, "format", None):
        return Format(given)
    found = formats.chosen(os.environ)
    return found if options.run is _check or found is Format.GITHUB else Format.TEXT


def _telling(options: argparse.Namespace, result: CheckResult, language: str) -> formats.Telling:
    base = _base_url(options, result.catalogue).rstrip("/") if result.catalogue else ""
    languages = result.catalogue.identity.languages if result.catalogue else ()
    shown = language if language in languages else next(iter(languages), "")
    return formats.Telling(language, __version__, f"{base}/{shown}/editors/rules.html" if base else "")


def _check(options: argparse.Namespace) -> int:
    try:
        options.checker = Checker(options.data, [read_source(path) for path in options.against])
    except SourceError as error:
        print(_said(options.lang or DEFAULT, "not-read", path=error.path, reason=error.reason), file=sys.stderr)
        return EXIT_USAGE
    if not options.live:
        return _check_once(options)
    try:
        for number, _ in enumerate(changes([options.data])):
            if number:
                print(message("check.again", folder=options.data)[options.lang or DEFAULT], flush=True)
            _check_once(options)
    except KeyboardInterrupt:
        pass
    return EXIT_FINE


def _check_once(options: argparse.Namespace) -> int:
    result, language = _checked(options)
    if options.record_ids and result.failed:
        print(_said(language, "not-recorded"))
    elif options.record_ids and result.catalogue:
        added = record(options.data, result.catalogue)
        print(_said(language, "recorded", count=added, file=options.data / PUBLISHED_FILE))
    return EXIT_PROBLEMS if result.failed else EXIT_FINE


def _build(options: argparse.Namespace) -> int:
    return _build_live(options) if options.live else _build_alone(options).status


def _build_live(options: argparse.Namespace) -> int:
    from service_catalogue.site.live import overheard, serve

    language = options.lang or DEFAULT
    booklets: tuple[Booklet, ...] = ()
    contents: list[bytes] = []

    def build() -> str:
        """Build the pages with the booklets as they are; gives what is wrong."""
        with overheard() as errors:
            try:
                built = _build_alone(options, booklets)
            except (Refused, OSError) as error:
                print(explain(error)[language], file=sys.stderr)
                return explain(error)[language]
        return "" if built.status == EXIT_FINE else built.problems + "".join(errors)

    def renew_booklets() -> None:
        """Make the booklets, and put them into the site if they have changed."""
        nonlocal booklets, contents
        catalogue = options.checker.check().catalogue
        if options.no_pdf or catalogue is None:
            return
        booklets = _booklets(options, catalogue, options.work / "pdf", _base_url(options, catalogue), [], language) or ()
        made = [booklet.path.read_bytes() for booklet in booklets]
        if made != contents:
            contents = made
            _build_alone(options, booklets)

    watched = (options.data, PROJECT / "docs", options.data.parent / "docs")
    return serve(watched, options.out or LOCAL_SITE, (options.host, options.port), build, renew_booklets, language)


@dataclass(frozen=True)
class _Built:
    """What came of a build."""

    status: int
    #: The report of what is wrong in the data.
    problems: str = ""
    booklets: tuple[Booklet, ...] = ()


def _build_alone(options: argparse.Namespace, booklets: tuple[Booklet, ...] | None = None) -> _Built:
    """Build while no other command works in the same folders; with ``booklets`` in the place of new ones if they are given."""
    from service_catalogue.site.lock import locked
    from service_catalogue.site.publish import publishing

    if options.extra and not options.extra.is_dir():
        raise Refused("failure.no-folder", file=options.extra)
    with locked(options.work), publishing(options.out or LOCAL_SITE, as_folder=options.out is None):
        return _build_once(options, options.out or LOCAL_SITE, booklets)


def _build_once(options: argparse.Namespace, site: Path, booklets: tuple[Booklet, ...] | None) -> _Built:
    from service_catalogue.site.editions import Editions
    from service_catalogue.site.files import LOCK
    from service_catalogue.site.publish import GRACE, build_site
    from service_catalogue.site.unchanged import Build
    from service_catalogue.sphinx_ext.build import Request

    started = time.monotonic()
    folders = (options.data, options.data.absolute().parent / "docs", *([options.extra] if options.extra else ()))
    build = Build(options.words, options.work, folders)
    result, language = _checked(options)
    if result.failed:
        print(_said(language, "kept", site=site), flush=True)
        return _Built(EXIT_PROBLEMS, report.text(result.problems, language))
    assert result.catalogue is not None
    identity = result.catalogue.identity
    addresses = identity.site
    base_url = _base_url(options, result.catalogue)
    if booklets is None and not options.no_pdf:
        booklets = _booklets(options, result.catalogue, options.work / "pdf", base_url, [], language)
        if booklets is None:
            print(_said(language, "failed", site=site))
            return _Built(EXIT_PROBLEMS)
    booklets = booklets or ()
    request = Request(
        catalogue=result.catalogue,
        data=options.data,
        work=options.work,
        booklets=booklets,
        base_url=base_url,
        edit_url=_chosen(options.edit_url, addresses.edit_url if addresses else None),
        jobs=options.jobs,
    )
    print(_said(language, "building", languages=identity.languages), flush=True)
    grace = GRACE if options.out else 0  # nobody but the editor reads the local site
    compressed = [ending for ending, wanted in (("gz", options.gzip), ("br", options.brotli)) if wanted]
    if not build_site(request, site, options.extra, compressed=compressed, grace=grace):
        print(_said(language, "failed", site=site), flush=True)
        return _Built(EXIT_PROBLEMS)
    pages = sum(1 for _ in site.rglob("*.html"))
    index = site / "index.html"
    seconds = time.monotonic() - started
    print(_said(language, "built", pages=_pages(pages), index=index, seconds=f"{seconds:.1f}"), flush=True)
    # A preview has to serve; where tools are missing, and in the form of a forge, there is more to say.
    if not options.live and (booklets or options.no_pdf) and _format(options) is Format.TEXT:
        unchanged = _said(language, "unchanged", pages=_pages(pages), index=index) + "\n"
        outputs = (site, *Editions(site).beside, options.work / LOCK, *({made.path.parent for made in booklets}))
        build.remember(_text(result, language) + _summary(options, result, language) + unchanged, outputs)
    return _Built(EXIT_FINE, booklets=booklets)


def _editions(options: argparse.Namespace) -> int:
    from service_catalogue.site import commands

    return commands.editions(options.out, options.keep, _language_of_messages(options))


def _rollback(options: argparse.Namespace) -> int:
    from service_catalogue.site import commands

    return commands.rollback(options.out, options.digest, _language_of_messages(options))


def _verify(options: argparse.Namespace) -> int:
    from service_catalogue.site import commands

    return commands.verify(options.what, options.out, _language_of_messages(options))


def _language_of_messages(options: argparse.Namespace) -> str:
    return options.lang or DEFAULT


def _pdf(options: argparse.Namespace) -> int:
    if options.ids and options.annex:
        language = options.lang or DEFAULT
        print(_said(language, "either-pdf"), file=sys.stderr)
        return EXIT_USAGE
    result, language = _checked(options)
    if result.failed:
        print(_said(language, "no-pdf"))
        return EXIT_PROBLEMS
    assert result.catalogue is not None
    if options.annex:
        return _annex(options, result.catalogue, result.problems, language)
    known = ["catalogue", *result.catalogue.objects["service"]]
    for id in options.ids:
        if id not in known:
            print(_said(language, "unknown-pdf", id=quote(id), hint=did_you_mean(id, known)), file=sys.stderr)
            return EXIT_USAGE
    made = _booklets(options, result.catalogue, options.out, _base_url(options, result.catalogue), options.ids, language)
    return EXIT_PROBLEMS if not made else EXIT_FINE


def _annex(options: argparse.Namespace, catalogue: Catalogue, problems: Sequence[Problem], language: str) -> int:
    from service_catalogue.check.annex import is_draft, read_annex

    path = Path(os.path.relpath(options.annex))
    read = read_annex(path, catalogue)
    sys.stdout.write(report.text(read.problems, language))
    if read.annex is None:
        print(_said(language, "no-annex"))
        return EXIT_PROBLEMS
    if not _has_tools(language):
        return EXIT_PROBLEMS
    from service_catalogue.pdf.build import make_annex

    draft = is_draft(read.annex, catalogue, problems)
    made = make_annex(read, catalogue, draft, _base_url(options, catalogue), options.out / f"{path.stem}.pdf")
    print(_said(language, "annex", path=made.path, pages=_pages(made.pages)))
    if draft:
        print(_said(language, "draft-annex"))
    return EXIT_FINE


def _has_tools(language: str) -> bool:
    """Whether PDFs can be made; told if not."""
    from service_catalogue.pdf.typeset import missing_tools

    if missing := missing_tools():
        print(_said(language, "no-tools", tools=missing), file=sys.stderr)
    return not missing


def _base_url(options: argparse.Namespace, catalogue: Catalogue) -> str:
    site = catalogue.identity.site
    return _chosen(getattr(options, "base_url", None), site.base_url if site else None)


def _booklets(
    options: argparse.Namespace, catalogue: Catalogue, folder: Path, base_url: str, ids: Sequence[str], language: str
) -> tuple[Booklet, ...] | None:
    """Make the booklets ``ids``, or all; none where their parts are not installed, and ``None`` if one cannot be made."""
    if not _has_tools(language):
        return ()
    from service_catalogue.pdf.build import BookletError, booklets, names

    def tell(count: int, total: int, made: Booklet) -> None:
        if count == total or count % max(1, total // 10) == 0:
            print(_said(language, "made", number=count, total=total, path=made.path, pages=_pages(made.pages)), flush=True)

    try:
        return tuple(booklets(catalogue, folder, base_url, ids or names(catalogue), options.jobs, tell))
    except BookletError as error:
        print(_said(language, "unmade", name=error.name, reason=error.reason), file=sys.stderr)
        return None


def _chosen(given: str | None, written: str | None) -> str:
    return given if given is not None else str(written or "")


def _pages(count: int) -> Message:
    return message("command.pages", count=count)


def _said(language: str, name: str, /, **values: object) -> str:
    """What the command says under ``name``."""
    return message(f"command.{name}", **values)[language]
