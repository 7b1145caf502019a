"""CODEOWNERS, in which GitHub and GitLab find the reviewers of each file."""

from collections.abc import Iterator

from service_catalogue.messages.failure import Incorrect
from service_catalogue.messages.problem import did_you_mean, quote
from service_catalogue.model.approvals import APPROVED_FOLDER
from service_catalogue.model.catalogue import SERVICES_FOLDER, Catalogue
from service_catalogue.model.reviewed import REVIEWED_FOLDER, REVIEWERS_FILE

#: The key of the reviewers of all files.
_ALL = "catalogue"


def codeowners(catalogue: Catalogue, data: str) -> Iterator[str]:
    """Yield the lines for the folder ``data`` of a repository. Raise :class:`Incorrect` for no reviewer or an unknown service."""
    site, services = catalogue.identity.site, catalogue.objects["service"]
    if site is None or not site.reviewers:
        raise Incorrect("editing.no-reviewers")
    yield "# Made by “catalogue owners” from site.reviewers in catalogue.yaml.\n"
    for id, who in sorted(site.reviewers.items(), key=lambda item: item[0] != _ALL):  # the last line that fits a file counts
        if id != _ALL and id not in services:
            raise Incorrect("new.unknown", id=quote(id), hint=did_you_mean(id, services))
        of_service = (f"{SERVICES_FOLDER}/{id}.yaml", *(f"{folder}/{id}.txt" for folder in (REVIEWED_FOLDER, APPROVED_FOLDER)))
        paths = (f"{data}/", REVIEWERS_FILE) if id == _ALL else tuple(f"{data}/{path}" for path in of_service)
        yield from (f"/{path} {who}\n" for path in paths)
