"""The command ``catalogue``."""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from service_catalogue import __version__
from service_catalogue.check import report
from service_catalogue.check.checker import Checker, CheckResult
from service_catalogue.check.watch import changes
from service_catalogue.failure import FAILURES, Refused, explain
from service_catalogue.locale import FALLBACK
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.published import PUBLISHED_FILE, record
from service_catalogue.pdf import Booklet
from service_catalogue.problem import MESSAGE_LANGUAGES, Location, Problem, did_you_mean, quote, with_marks
from service_catalogue.schema.reader import Address, Reader
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
    if "data" in options:
        if not options.data.is_dir():
            parser.error(f"there is no folder {str(options.data)!r}; name the folder of the data with --data")
        # Messages name files as they are found from here, and say so on any console.
        options.data = Path(os.path.relpath(options.data))
        options.checker = Checker(options.data)
    if problems := [*_of_address(options, "base_url"), *_of_address(options, "edit_url")]:
        sys.stderr.write(report.text(problems, options.lang or MESSAGE_LANGUAGES[0]))
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
        print(explain(error, options.lang or MESSAGE_LANGUAGES[0]), file=sys.stderr)
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
    common.add_argument("--lang", choices=MESSAGE_LANGUAGES, help="the language of messages (the catalogue's own)")

    command = commands.add_parser("check", parents=[common], help="check the data")
    command.add_argument("--live", action="store_true", help="check again at each change")
    command.add_argument("--record-ids", action="store_true", help="add new ids to those that have been published")
    command.set_defaults(run=_check)

    command = commands.add_parser("build", parents=[common], help="check the data and build the site")
    command.add_argument("--out", type=Path, metavar="SITE", help="publish there (_build/site, for looking at it)")
    command.add_argument("--extra", type=Path, metavar="DIR", help="files to add to the site, such as CNAME and robots.txt")
    command.add_argument(
        "--work", type=Path, default=Path("_build"), metavar="DIR", help="where to keep what is built on the way (_build)"
    )
    command.add_argument("--base-url", metavar="URL", help="where the site is published")
    command.add_argument("--edit-url", metavar="URL", help="where the files are edited")
    command.add_argument("--jobs", "-j", type=int, default=os.cpu_count() or 1, metavar="N", help="processes at once")
    command.add_argument("--no-pdf", action="store_true", help="without the booklets, which take longest")
    command.add_argument("--live", action="store_true", help="serve the site here, and build it again at each change")
    command.add_argument("--port", type=int, default=8000, help="the port of --live (8000)")
    command.set_defaults(run=_build)

    command = commands.add_parser("pdf", parents=[common], help="check the data and make booklets")
    command.add_argument("ids", nargs="*", metavar="ID", help="services, and 'catalogue' for the whole (everything)")
    command.add_argument("--annex", type=Path, metavar="FILE", help="the contract annex of FILE instead")
    command.add_argument("--out", type=Path, default=Path("_build/pdf"), metavar="DIR", help="where to (_build/pdf)")
    command.add_argument("--base-url", metavar="URL", help="where the site is published")
    command.add_argument("--jobs", "-j", type=int, default=os.cpu_count() or 1, metavar="N", help="processes at once")
    command.set_defaults(run=_pdf)
    _add_publishing(commands)
    return parser


def _add_publishing(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands for what is published; they need no data."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=MESSAGE_LANGUAGES, help="the language of messages")
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
    own = result.catalogue.identity.authoritative if result.catalogue else ""
    return own if own in MESSAGE_LANGUAGES else FALLBACK


def _checked(options: argparse.Namespace) -> tuple[CheckResult, str]:
    """Check the data and tell of the problems."""
    result = options.checker.check()
    language = _language(options, result)
    files = sum(1 for _ in options.data.rglob("*.yaml"))
    sys.stdout.write(report.text(result.problems, language) + report.summary(result.problems, files, language))
    sys.stdout.flush()
    return result, language


def _check(options: argparse.Namespace) -> int:
    if not options.live:
        return _check_once(options)
    try:
        for _ in changes([options.data]):
            _check_once(options)
    except KeyboardInterrupt:
        pass
    return EXIT_FINE


def _check_once(options: argparse.Namespace) -> int:
    result, language = _checked(options)
    if options.record_ids and result.failed:
        print(_SAID["not-recorded"][language])
    elif options.record_ids and result.catalogue:
        added = record(options.data, result.catalogue)
        print(_SAID["recorded"][language].format(count=added, file=options.data / PUBLISHED_FILE))
    return EXIT_PROBLEMS if result.failed else EXIT_FINE


def _build(options: argparse.Namespace) -> int:
    if options.live:
        from service_catalogue.site.live import serve
        from service_catalogue.sphinx_ext.build import PROJECT

        said = {key: _SAID[key][options.lang or MESSAGE_LANGUAGES[0]] for key in ("serving", "taken")}
        watched = (options.data, PROJECT / "docs", options.data.parent / "docs")
        return serve(watched, options.out or LOCAL_SITE, options.port, lambda: _build_alone(options), said)
    return _build_alone(options)


def _build_alone(options: argparse.Namespace) -> int:
    """Build while no other command works in the same folders."""
    from service_catalogue.site.lock import locked
    from service_catalogue.site.publish import publishing

    if options.extra and not options.extra.is_dir():
        raise Refused("no-folder", file=options.extra)
    with locked(options.work), publishing(options.out or LOCAL_SITE, as_folder=options.out is None):
        return _build_once(options, options.out or LOCAL_SITE)


def _build_once(options: argparse.Namespace, site: Path) -> int:
    from service_catalogue.site.publish import build_site
    from service_catalogue.sphinx_ext.build import Request

    started = time.monotonic()
    result, language = _checked(options)
    if result.failed:
        print(_SAID["kept"][language].format(site=site))
        return EXIT_PROBLEMS
    assert result.catalogue is not None
    identity = result.catalogue.identity
    addresses = identity.site
    base_url = _base_url(options, result.catalogue)
    booklets: tuple[Booklet, ...] = ()
    if not options.no_pdf:
        made = _booklets(options, result.catalogue, options.work / "pdf", base_url, [], language)
        if made is None:
            print(_SAID["failed"][language].format(site=site))
            return EXIT_PROBLEMS
        booklets = made
    request = Request(
        catalogue=result.catalogue,
        data=options.data,
        work=options.work,
        booklets=booklets,
        base_url=base_url,
        edit_url=_chosen(options.edit_url, addresses.edit_url if addresses else None),
        jobs=options.jobs,
    )
    print(_SAID["building"][language].format(languages=", ".join(identity.languages)), flush=True)
    if not build_site(request, site, options.extra):
        print(_SAID["failed"][language].format(site=site))
        return EXIT_PROBLEMS
    pages = sum(1 for _ in site.rglob("*.html"))
    index = site / "index.html"
    seconds = time.monotonic() - started
    print(_SAID["built"][language].format(pages=pages, index=index, site=site, seconds=seconds))
    return EXIT_FINE


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
    return options.lang or MESSAGE_LANGUAGES[0]


def _pdf(options: argparse.Namespace) -> int:
    if options.ids and options.annex:
        language = options.lang or MESSAGE_LANGUAGES[0]
        print(_SAID["either-pdf"][language], file=sys.stderr)
        return EXIT_USAGE
    result, language = _checked(options)
    if result.failed:
        print(_SAID["no-pdf"][language])
        return EXIT_PROBLEMS
    assert result.catalogue is not None
    if options.annex:
        return _annex(options, result.catalogue, language)
    known = ["catalogue", *result.catalogue.objects["service"]]
    for id in options.ids:
        if id not in known:
            hint = did_you_mean(id, known)[language]
            print(with_marks(_SAID["unknown-pdf"][language].format(id=quote(id), hint=hint), language), file=sys.stderr)
            return EXIT_USAGE
    made = _booklets(options, result.catalogue, options.out, _base_url(options, result.catalogue), options.ids, language)
    return EXIT_PROBLEMS if not made else EXIT_FINE


def _annex(options: argparse.Namespace, catalogue: Catalogue, language: str) -> int:
    from service_catalogue.check.annex import read_annex

    path = Path(os.path.relpath(options.annex))
    annex, problems = read_annex(path, catalogue)
    sys.stdout.write(report.text(problems, language))
    if annex is None:
        print(_SAID["no-annex"][language])
        return EXIT_PROBLEMS
    if not _has_tools(language):
        return EXIT_PROBLEMS
    from service_catalogue.pdf.build import make_annex

    made = make_annex(annex, catalogue, options.data, _base_url(options, catalogue), options.out / f"{path.stem}.pdf")
    print(_SAID["annex"][language].format(path=made.path, pages=made.pages))
    return EXIT_FINE


def _has_tools(language: str) -> bool:
    """Whether PDFs can be made; told if not."""
    from service_catalogue.pdf.typeset import missing_tools

    if missing := missing_tools():
        print(_SAID["no-tools"][language].format(tools=", ".join(missing)), file=sys.stderr)
    return not missing


def _base_url(options: argparse.Namespace, catalogue: Catalogue) -> str:
    site = catalogue.identity.site
    return _chosen(options.base_url, site.base_url if site else None)


def _booklets(
    options: argparse.Namespace, catalogue: Catalogue, folder: Path, base_url: str, ids: Sequence[str], language: str
) -> tuple[Booklet, ...] | None:
    """Make the booklets ``ids``, or all; none where their parts are not installed, and ``None`` if one cannot be made."""
    if not _has_tools(language):
        return ()
    from service_catalogue.pdf.build import BookletError, booklets, names

    def tell(count: int, total: int, made: Booklet) -> None:
        if count == total or count % max(1, total // 10) == 0:
            print(_SAID["made"][language].format(count=count, total=total, path=made.path, pages=made.pages), flush=True)

    try:
        return tuple(booklets(catalogue, folder, base_url, ids or names(catalogue), options.jobs, tell))
    except BookletError as error:
        print(_SAID["unmade"][language].format(name=error.name, reason=error.reason), file=sys.stderr)
        return None


def _chosen(given: str | None, written: str | None) -> str:
    return given if given is not None else str(written or "")


_SAID = {
    "made": {
        "da": "Hæfte {count} af {total}: {path} ({pages} sider)",
        "en": "Booklet {count} of {total}: {path} ({pages} pages)",
    },
    "annex": {
        "da": "Bilag: {path} ({pages} sider)",
        "en": "Annex: {path} ({pages} pages)",
    },
    "no-annex": {
        "da": "Intet bilag er lavet. Ret fejlene ovenfor først.",
        "en": "No annex is made. Mend the errors above first.",
    },
    "unmade": {
        "da": "Hæftet {name} kunne ikke laves: {reason}",
        "en": "The booklet {name} could not be made: {reason}",
    },
    "no-pdf": {
        "da": "Intet hæfte er lavet. Ret fejlene ovenfor først.",
        "en": "No booklet is made. Mend the errors above first.",
    },
    "either-pdf": {
        "da": "Et bilag laves for sig: dets ydelse står i dets egen fil. Skriv enten id'er eller --annex.",
        "en": "An annex is made by itself: its service stands in its own file. Write either ids or --annex.",
    },
    "unknown-pdf": {
        "da": "Der er ingen ydelse med id'et {id}.{hint}",
        "en": "There is no service with the id {id}.{hint}",
    },
    "no-tools": {
        "da": "Hæfterne laves ikke, for dette er ikke installeret: {tools}. Kør »make«, som henter det, eller byg med --no-pdf.",
        "en": "No booklets are made, for this is not installed: {tools}. Run “make”, which fetches it, or build with --no-pdf.",
    },
    "recorded": {
        "da": "Udgivne id'er: {count} nye er gemt i {file}.",
        "en": "Published ids: {count} new written to {file}.",
    },
    "not-recorded": {
        "da": "Ingen id'er er gemt. Ret fejlene ovenfor først.",
        "en": "No ids have been recorded. Mend the errors above first.",
    },
    "serving": {
        "da": "Siden vises på {address} og bygges igen, når noget ændres. Stop med Ctrl-C.",
        "en": "The site is at {address} and is built again when something changes. Stop with Ctrl-C.",
    },
    "taken": {
        "da": "Porten {port} er optaget. Vælg en anden med --port.",
        "en": "The port {port} is taken. Choose another with --port.",
    },
    "building": {
        "da": "Bygger siderne på {languages} …",
        "en": "Building the pages in {languages} …",
    },
    "kept": {
        "da": "Intet er bygget. Ret fejlene ovenfor; siden i {site} er, som den var.",
        "en": "Nothing is built. Mend the errors above; the site in {site} is as it was.",
    },
    "failed": {
        "da": "Siderne kunne ikke bygges; se meddelelserne ovenfor. Siden i {site} er, som den var.",
        "en": "The pages could not be built; see the messages above. The site in {site} is as it was.",
    },
    "built": {
        "da": "Færdig på {seconds:.1f} s: {pages} sider. Åbn {index} i en browser, eller kør 'make live' for at se den på en adresse.",
        "en": "Done in {seconds:.1f} s: {pages} pages. Open {index} in a browser, or run “make live” to see it at an address.",
    },
}
