"""The folders that a command may write to."""

from __future__ import annotations

from pathlib import Path

from service_catalogue.messages.failure import Refused


def keep_out_of_data(data: Path, *folders: Path) -> None:
    """Raises ``Refused`` if any of ``folders`` is the folder of the data, or in it: what is put there would be read as data."""
    for folder in folders:
        if folder.resolve().is_relative_to(data.resolve()):
            raise Refused("failure.in-data", folder=folder, data=data)
