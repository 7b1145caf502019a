"""The same data and lock give the same bytes, wherever, whenever and however they are built."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.built import Site, build, copy_project, differences, try_build

#: What must not matter: options of the command, and variables of its environment. The shared site has -j1, UTC.
WAYS = {
    "jobs": (("--jobs", 4), {}),
    "hash-seed": ((), {"PYTHONHASHSEED": "4711"}),
    "no-hash-seed": ((), {"PYTHONHASHSEED": "0"}),
    "time-zone": ((), {"TZ": "Pacific/Kiritimati"}),
    "locale": ((), {"LC_ALL": "C", "LANGUAGE": "da", "LANG": "da_DK.UTF-8"}),
    "date": ((), {"SOURCE_DATE_EPOCH": "1893456000"}),
    "messages": (("--lang", "en"), {}),
    "optimised": ((), {"PYTHONOPTIMIZE": "2"}),
}


def test_another_folder_time_zone_hash_seed_and_four_jobs_at_once(small: Site, tmp_path: Path) -> None:
    """Of booklets, see tests/pdf; with those of the live data, the wheel gives the same bytes too."""
    project = copy_project(tmp_path / "a project, elsewhere", small=True)
    other = build(tmp_path / "æ ø å", "--jobs", 4, root=project, TZ="Pacific/Kiritimati", PYTHONHASHSEED="4711")
    assert differences(small.folder, other.folder) == []


@pytest.mark.long
def test_booklets_and_all_elsewhere(live_site: Site, tmp_path: Path) -> None:
    project = copy_project(tmp_path / "a project, elsewhere")
    other = build(tmp_path / "æ ø å", "--jobs", 4, root=project, pdf=True, TZ="Pacific/Kiritimati", PYTHONHASHSEED="4711")
    assert differences(live_site.folder, other.folder) == []


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
def test_one_thing_at_a_time(live_site: Site, tmp_path: Path, way: str) -> None:
    options, variables = WAYS[way]
    assert differences(live_site.folder, build(tmp_path, *options, pdf=True, **variables).folder) == []


@pytest.mark.long
def test_another_folder_with_an_empty_cache(live_site: Site, tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    assert differences(live_site.folder, build(tmp_path / "built", root=project, pdf=True, cache=False).folder) == []


@pytest.mark.long
def test_a_relative_folder_of_data_and_of_output(live_site: Site, tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    (project / "data").rename(project / "elsewhere")
    done = try_build(Path("here"), data=Path("elsewhere"), root=project, pdf=True)
    assert done.returncode == 0, done.stdout
    assert differences(live_site.folder, project / "here" / "site") == []
