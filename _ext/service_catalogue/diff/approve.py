"""The command ``catalogue approve``: record who approved a service or the whole catalogue, when, on what evidence, and what it covers."""

import argparse
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from service_catalogue.diff.confirm import checked
from service_catalogue.diff.names import Names
from service_catalogue.diff.review import with_reviews
from service_catalogue.diff.suspect_sentences import changed_since
from service_catalogue.editing.answers import Answers
from service_catalogue.editing.approve import record_text
from service_catalogue.editing.commands import left
from service_catalogue.messages import message
from service_catalogue.messages.failure import EXIT_FINE, Refused
from service_catalogue.messages.problem import Problem, did_you_mean, quote
from service_catalogue.model.approvals import APPROVED_FOLDER, WHOLE, covered_digest, texts_of
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.schema.form import date_advice, day_of
from service_catalogue.yaml.transaction import transaction


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the command to the parser of ``catalogue``; ``common`` has the options of every command."""
    command = commands.add_parser("approve", parents=[common], help="record who has approved a service, or the whole catalogue")
    command.add_argument("services", nargs="*", metavar="SERVICE", help="the services that are approved (the whole catalogue)")
    command.add_argument("--by", action="append", metavar="LANG=ROLE", help="who: a role, no person; once for each language")
    command.add_argument("--on", default=date.today().isoformat(), metavar="DATE", help="the day of the approval (today)")
    command.add_argument("--evidence", action="append", metavar="LANG=TEXT", help="minutes, case number; once for each language")
    command.add_argument("--from-review", type=Path, metavar="FILE", help="what the reviews of a merged proposal approve instead")
    command.add_argument("--base", metavar="REV", help="with --from-review: the git revision before the merge")
    command.set_defaults(run=_approve)


def _approve(options: argparse.Namespace) -> int:
    language = options.message_language
    with transaction(options.data) as change:
        catalogue, problems = checked(options)
        known = texts_of(catalogue)
        if not options.from_review:
            approved = known | _asked(options, catalogue, problems)
        elif decided := with_reviews(options, catalogue):
            approved = texts_of(decided)
        else:
            return EXIT_FINE
        changed = sorted(id for id in {*known, *approved} if known.get(id) != approved.get(id))
        paths = [change.folder / APPROVED_FOLDER / f"{id}.txt" for id in changed]
        for id, path in zip(changed, paths, strict=True):
            change.write(path, approved[id].encode()) if id in approved else change.remove(path)
    key = "written" if paths else "nothing" if options.from_review else "already"
    print(message(f"approve.{key}", date=options.on, files=[path.as_posix() for path in paths])[language])
    return EXIT_FINE if options.from_review else left(options, paths, message("next.approve"), language)


def _asked(options: argparse.Namespace, catalogue: Catalogue, problems: Sequence[Problem]) -> dict[str, str]:
    """Return the records, by id, of the approval that the options give, or a person at a terminal, who is shown what it is of."""
    services, ids = catalogue.objects["service"], options.services or [WHOLE]
    _refuse(options, services, problems)
    names = Names(catalogue, catalogue, catalogue.identity.language(options.message_language))
    for id in ids:
        state, changes = changed_since(names, services.get(id))
        print("\n  ".join((state, *(each.plain for each in changes))))
    if catalogue.identity.is_confirmed_by_review:
        raise Refused("approve.by-review", lines=[quote(f"approve {id} {covered_digest(catalogue, id)}") for id in ids])
    answers = Answers.of(options, catalogue.identity.languages)
    by, evidence = (answers.texts(name, required=True) for name in ("by", "evidence"))
    for option, text in (("--by", by), ("--evidence", evidence)):
        if not all(text.values()):
            raise Refused("approve.missing", option=option, languages=", ".join(answers.languages))
    return {id: record_text(catalogue, id, by, str(day_of(options.on)), evidence) for id in ids}


def _refuse(options: argparse.Namespace, services: Collection[str], problems: Iterable[Problem]) -> None:
    """Raise :class:`Refused` for a day or a service that cannot be approved, and for data with errors, or with what is suspect."""
    day, today = day_of(options.on), date.today()
    if day is None:
        raise Refused("invalid-value.date", value=quote(options.on), advice=date_advice(options.on))
    if day > today:
        raise Refused("approve.not-yet", date=options.on, today=today.isoformat())
    for id in options.services:
        if id not in services:
            raise Refused("new.unknown", id=quote(id), hint=did_you_mean(id, services))
    # An adopted catalogue without an approval, and a record that was edited, are errors that this command corrects.
    left_over = (each for each in problems if Path(each.at.path).parent.name != APPROVED_FOLDER and each.rule.name != "approval")
    if any(each.is_error or each.rule.name == "suspect" for each in left_over):
        raise Refused("approve.not-ready")
