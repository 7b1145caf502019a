"""``catalogue annex``: a contract annex begun, made, listed and compared, and the sheet for the wall."""

from __future__ import annotations

import argparse
import json
import os
import sys
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from service_catalogue.check import report
from service_catalogue.cli.build import has_tools
from service_catalogue.cli.check import base_url, command_text, keep_out_of_data, page_count, sound
from service_catalogue.diff.annexes import annex_words, read_annexes
from service_catalogue.diff.confirm import checked
from service_catalogue.editing.new import Answers
from service_catalogue.editing.yaml_text import yaml_text
from service_catalogue.locale.words import words_of
from service_catalogue.messages.failure import EXIT_FINE, EXIT_PROBLEMS, Incorrect, Refused
from service_catalogue.messages.quotation import quoted_command
from service_catalogue.model import json_schema
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf.annex import EDITOR_SCHEMAS, Annex, Rank, draft_sentence, other_options, read_annex, why_draft
from service_catalogue.schema.fields import fields_of


def _new(options: argparse.Namespace) -> int:
    """Write an annex file with every key, its meaning, and the answers; return the exit status."""
    keep_out_of_data(options.data, options.file)
    if options.file.exists():
        raise Refused("failure.exists", file=options.file)
    (catalogue, _), language = sound(options, "no-annex"), options.message_language
    answers = Answers.of(options, catalogue.identity.languages)
    service = answers.one("service", {str(one.id): str(one.code) for one in catalogue.services})
    owner = ", ".join(f"{code}: {yaml_text(text)}" for code, text in answers.texts("system-owner", required=True).items())
    values = {"service": service, "system": yaml_text(answers.line("system", required=True)), "owner": f"{{{owner}}}"}
    prevails = ", ".join(answers.several("prevails", {rank.value: "" for rank in Rank}))
    values |= {"prevails": f"[{prevails}]", "date": date.today().isoformat()}
    schema = Path(os.path.normpath(options.data.absolute() / json_schema.FOLDER)) / "annex.json"
    lines = [f"# yaml-language-server: $schema={os.path.relpath(schema, options.file.absolute().parent)}"]
    lines += _keys(catalogue, service, values, language)
    content = json.dumps(json_schema.of_file(catalogue, Annex, EDITOR_SCHEMAS), ensure_ascii=False, indent=1)
    for path, text in ((schema, content), (options.file, "\n".join(lines))):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n", "utf-8", newline="\n")
    read = read_annex(options.file, catalogue)
    sys.stdout.write(report.text(read.problems, language))
    print(
        command_text(language, "annex-new", file=options.file, command=quoted_command(f"annex make {options.file}", options.data))
    )
    return EXIT_FINE if read.annex else EXIT_PROBLEMS


def _keys(catalogue: Catalogue, id: str, values: Mapping[str, str], language: str) -> Iterator[str]:
    """Yield the lines of an annex of the service ``id``: each key that fits, after its meaning."""
    service = catalogue.objects["service"][id]
    choices = service.choices
    unfit = {"on-call": not (choices and choices.on_call), "environments": not (choices and choices.environments)}
    unfit |= {"choices": not other_options(service), "source-document": not service.source}
    for key in fields_of(Annex):
        value = values.get(key, "")
        if not unfit.get(key):
            yield ""
            yield from (f"# {line}" for line in textwrap.wrap(json_schema.described(f"Annex.{key}", [language]), 98))
            for name, option in other_options(service).items() if key == "choices" else ():
                yield f"#   {name}: {{{', '.join(f'{ask}: …' for ask in option.asks)}}}"
            yield f"{key}: {value}".rstrip()


def _make(options: argparse.Namespace) -> int:
    """Make an annex, or the sheet for the wall; return the exit status."""
    keep_out_of_data(options.data, options.out)
    (catalogue, problems), language = sound(options, "no-pdf"), options.message_language
    path = Path(os.path.relpath(options.file))
    read = read_annex(path, catalogue)
    since = annex_words(options, catalogue).since_signed
    signed, changes = since(path, read.annex, options.data, options.site) if read.annex and not options.for_wall else ([], [])
    sys.stdout.write(report.text([*read.problems, *signed], language) + "".join(f"{line}\n" for line in changes))
    if read.annex is None or signed:
        raise Incorrect("command.no-annex")
    if not has_tools(language):
        return EXIT_PROBLEMS
    from service_catalogue.pdf.build import make_annex

    draft = why_draft(read.annex, catalogue, [*problems, *read.problems])
    file = options.out / f"{'whom-to-call.' * options.for_wall}{path.stem}.pdf"
    made = make_annex(read, catalogue, draft, base_url(options, catalogue), file, for_wall=options.for_wall)
    print(command_text(language, "sheet" if options.for_wall else "annex", path=made.path, pages=page_count(made.pages)))
    if draft and not options.for_wall:
        print(draft_sentence(words_of(language), draft))
    return EXIT_FINE


def _list(options: argparse.Namespace) -> int:
    catalogue, problems = checked(options)
    words, annexes = read_annexes(options, options.folder, catalogue)
    sys.stdout.write(words.register(annexes, problems, options.data, options.site))
    return EXIT_PROBLEMS if annexes.problems else EXIT_FINE


def _diff(options: argparse.Namespace) -> int:
    catalogue, _ = checked(options)
    words = annex_words(options, catalogue)
    old, new = (read_annex(path, catalogue) for path in options.files)
    if old.annex is None or new.annex is None:
        sys.stdout.write(report.text((old if old.annex is None else new).problems, words.edition.language))
        return EXIT_PROBLEMS
    print("\n".join([*words.compared(old.annex, new.annex)] or [words.edition.words("diff.none")]))
    return EXIT_FINE
