"""CODEOWNERS, in which GitHub and GitLab find the reviewers of each file."""

from collections.abc import Iterator

from service_catalogue.messages.failure import Incorrect
from service_catalogue.messages.problem import did_you_mean, quote
from service_catalogue.model.catalogue import SERVICES_FOLDER, Catalogue
from service_catalogue.model.reviewed import REVIEWED_FOLDER

#: The key of the reviewers of all files.
_ALL = "catalogue"


def codeowners(catalogue: Catalogue, data: str) -> str:
    """Return CODEOWNERS for the folder ``data`` of a repository. Raise :class:`Incorrect` for no reviewer or an unknown service."""
    site = catalogue.identity.site
    if site is None or not site.reviewers:
        raise Incorrect("editing.no-reviewers")
    return "".join(_lines(catalogue, {str(id): str(who) for id, who in site.reviewers.items()}, data))


def _lines(catalogue: Catalogue, reviewers: dict[str, str], data: str) -> Iterator[str]:
    services = catalogue.objects["service"]
    yield "# Made by “catalogue owners” from site.reviewers in catalogue.yaml.\n"
    if _ALL in reviewers:
        yield f"/{data}/ {reviewers[_ALL]}\n"
    for id, who in reviewers.items():
        if id != _ALL and id not in services:
            raise Incorrect("new.unknown", id=quote(id), hint=did_you_mean(id, services))
        if id != _ALL:
            yield f"/{data}/{SERVICES_FOLDER}/{id}.yaml {who}\n"
            yield f"/{data}/{REVIEWED_FOLDER}/{id}.txt {who}\n"
