"""The record of an approval of a service or of the whole catalogue: who approved it, when, on what evidence, and what it covers."""

from collections.abc import Mapping
from typing import Any

from service_catalogue.editing.source import written
from service_catalogue.model.approvals import BY, approved_by, covered, record
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.yaml.values import digest


def record_text(catalogue: Catalogue, id: str, by: Mapping[Any, str], day: str, evidence: Mapping[Any, str]) -> str:
    """Return the record of an approval of the service ``id``, or of the catalogue, as it is now."""
    by, evidence = ({language: " ".join(text.split()) for language, text in each.items()} for each in (by, evidence))
    items = record({**covered(catalogue, catalogue.objects["service"].get(id)), BY: approved_by(by, day, evidence)})
    texts = [", ".join(f"{language}: {written(text)}" for language, text in each.items()) for each in (by, evidence)]
    return f"by: {{{texts[0]}}}\ndate: {day}\nevidence: {{{texts[1]}}}\ndigest: {digest(items.encode())}\n\n{items}"
