"""The scripts of the index hold what they should, in parts, and nothing that is not data."""

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from service_catalogue.check.load import load
from service_catalogue.search import index
from service_catalogue.search.entries import ProseSection
from service_catalogue.search.index import everyday_words, in_parts, posting, postings as coded_postings
from service_catalogue.search.stems import Stemmer
from service_catalogue.store import Store
from service_catalogue.views.edition import Edition

from tests.bench.many import many_services
from tests.folders import FIXTURES, PLATFORM, SMALL, catalogue_of, entries, index_of

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
PROSE = {"about": [ProseSection("who", "Who made it", "We did.")]}


class Data(NamedTuple):
    """An index as a browser reads it."""

    index: dict[str, Any]
    #: The entries of each key, with their weights; the keys of each script are in their order.
    rows: dict[str, dict[int, int]]
    #: What is displayed of entries, and the answers of services behind them.
    shown: list[list[Any]]


def read(scripts: dict[str, str]) -> Data:
    put = {}
    for file, text in scripts.items():
        assert text.startswith(f'catalogueSearch.put("{file.removesuffix(".js")}",')
        for line in text.splitlines():
            name, data = re.fullmatch(r'catalogueSearch\.put\("([\w.]+)",(.*)\);', line).groups()
            put[name] = json.loads(data)
            assert name == "edition" or name.split(".")[1] == hashlib.sha256(data.encode()).hexdigest()[: index.DIGEST]
    found = put.pop(put.pop("edition")["index"])
    rows: dict[str, dict[int, int]] = {}
    for table in (found, *(put.pop(name) for _, name in found["rare"])):
        keys = in_full(table["keys"])
        assert keys == sorted(keys)
        weights = iter(table["weights"])
        rows |= {key: decoded(text, weights) for key, text in zip(keys, table["postings"].split("/"), strict=True)}
        assert not [*weights]
    shown = []
    for first, name in found["entries"]:
        assert first == len(shown)
        shown += put.pop(name)
    assert not put, "nothing that no other names"
    return Data(found, rows, shown)


def in_full(coded: str) -> list[str]:
    keys, before = [], ""
    for key in coded.split("/"):
        before = before[: DIGITS.index(key[0])] + key[1:]
        keys.append(before)
    return keys


def decoded(coded: str, weights: Iterator[str]) -> dict[int, int]:
    """Entry → how much a key says of it."""
    found, number, distance, scale = {}, 0, 0, 1
    for digit in coded:
        value = DIGITS.index(digit)
        if value > 31:
            distance += (value - 32) * scale
            scale *= 32
            continue
        number += distance + value * scale
        found[number] = DIGITS.index(next(weights))
        distance, scale = 0, 1
    return found


@pytest.fixture(scope="module")
def small():
    return read(index_of(Edition(catalogue_of(SMALL), "en"), PROSE))


def number_of(data: Data, address: str) -> int:
    return next(number for number, entry in enumerate(data.shown) if entry[2] == address)


def addresses(data: Data, key: str) -> list[str]:
    much = data.rows[key]
    return [data.shown[number][2] for number in sorted(much, key=lambda number: -much[number])]


def test_a_name_says_more_than_a_mention(small):
    much = small.rows["backup"]
    named = [much.pop(number_of(small, address)) for address in ("glossary.html#backup", "tasks/backup.html")]
    assert min(named) >= max(much.values())


def test_a_name_of_several_words_is_a_phrase(small):
    assert addresses(small, "=" + " ".join(Stemmer("en", ["who", "it"]).key("Who made it"))) == ["about.html#who"]


def test_weak_words_count_in_what_something_is_called_and_not_in_texts(small):
    assert addresses(small, "who") == ["about.html#who"]
    assert any(" the " in text for _, text, *_ in small.shown)
    assert "the" not in small.rows


def test_a_word_that_is_much_longer_than_its_stem_is_compared_with_what_is_misspelt(small):
    assert "respons" in small.rows
    assert "+responsibility" in small.rows
    assert "+restores" not in small.rows
    assert {"s", "e"} <= set(small.index["endings"])


def test_words_of_another_language_are_not_taken_for_ones_own():
    catalogue = catalogue_of(FIXTURES / "catalogues" / "nine-services")
    data = read(index_of(Edition(catalogue, "de"), {})).index
    assert data["stemmer"] == "de"
    assert data["weak"] == data["asking"] == data["openings"] == data["relating"] == []


@pytest.mark.parametrize(
    ("groups", "found"),
    [
        ("backup: copy mirror", {"copi": "backup", "mirror": "backup"}),
        ("Backup: copies; backup restore: root-cause", {"copi": "backup", "root-caus": "backup restor"}),
        ("service-desk: phone", {"phone": "servic-desk"}),
        ("rocket: moon", {}),
        ("", {}),
    ],
)
def test_everyday_words_lead_to_the_words_and_names_of_the_field_that_the_catalogue_has(groups, found):
    keys = {key: coded_postings([posting(1, 5)]) for key in ("backup", "restor", "=servic desk")}
    assert everyday_words(groups, keys, Stemmer("en")) == found


def test_what_is_about_a_task_is_kept_by_its_number(small):
    assert "services/desk.html#copies-1" in addresses(small, f"#{number_of(small, 'tasks/backup.html')}")


def test_what_a_filter_lets_through(small):
    assert "services/desk.html#copies-1" in addresses(small, "@layer:lower")
    assert "services/desk.html#ask-1" not in addresses(small, "@layer:lower")


def test_a_row_with_a_rare_word_is_in_the_part_of_that_word():
    scripts = index_of(Edition(catalogue_of(PLATFORM), "en"), {})
    data = read(scripts)
    starts = [first for first, _ in data.index["rare"]]
    assert len(starts) > 1
    frequent = {*in_full(data.index["keys"]), *map(Stemmer("en").stem, data.index["weak"])}
    assert {"backup", "#1"} <= frequent
    for first, (start, name) in zip([*starts[1:], "~"], data.index["rare"], strict=True):
        table = json.loads(scripts[f"{name}.js"].partition(",")[2][:-3])
        for key in in_full(table["keys"]):
            everyday = map(Stemmer("en").stem, filter(str.isalpha, key.partition(" ")[0][1:].split("-")))
            words = everyday if key[0] == "~" else key.lstrip("=").split()
            if key[0] == "!":
                words = (word for word in key[1:].split() if Stemmer("en").stem(word) not in frequent)
            rare = key[1:] if key[0] == "+" else next(word for word in words if word not in frequent)
            assert start <= rare < first, key


def test_answers_follow_the_entries(small):
    size = sum(small.index["ranges"].values())
    assert [entry[2] for entry in small.shown[:size]].index("services/desk.html") == 0
    ((title, address, ((_, places, parties, sentences, says, rows, codes),), _status, code, *_, lists),) = small.shown[size:]
    assert (title, address) == ("D1 Desk", "services/desk.html")
    assert [place[:2] for place in places] == [["upper", "Upper layer"], ["lower", "Lower layer"]]
    assert [party for party, *_ in parties] == ["customer", "provider"]
    assert (codes, code) == ("abcd", "D1")
    backup = next(row for row in rows if row[1] == "backup")
    assert backup[0] == number_of(small, "tasks/backup.html")
    assert sentences[says[backup[2][1]][0][0]].startswith("{task} on {place}: Provider: ")
    source = number_of(small, "services/desk.html#part.source")
    assert lists[str(source)] == source, "the one service's own"


def test_what_each_of_several_services_has_is_found_once_and_each_has_its_own(tmp_path):
    catalogue = load(many_services(tmp_path, 3)).catalogue
    data = read(index_of(Edition(catalogue, "en"), {}))
    part, *_ = [
        number for number in data.rows["@party:customer"] if data.shown[number][2] == "parties/customer.html#part.services"
    ]
    assert data.shown[part][1] == f"In {len(catalogue.services)} services"
    own = {address: lists[str(part)] for _, address, *_, lists in data.shown[sum(data.index["ranges"].values()) :]}
    assert {address: data.shown[number][2] for address, number in own.items()} == {
        f"services/{service.id}.html": f"parties/customer/{service.id}.html" for service in catalogue.services
    }
    held = {number for key, entries in data.rows.items() if key[0] != "@" for number in entries}
    assert not held & {*own.values()}, "by no word of their own"


def test_the_same_data_give_the_same_bytes():
    once, again = (index_of(Edition(catalogue_of(SMALL), "da"), PROSE) for _ in range(2))
    assert once == again


def test_the_scripts_are_data_and_nothing_else():
    prose = {"x": [ProseSection("a", "</script><script>alert(1)</script>", "\u2028<!--")]}
    scripts = index_of(Edition(catalogue_of(SMALL), "da"), prose)
    assert not any("<" in text or "\u2028" in text for text in scripts.values())
    assert ["</script><script>alert(1)</script>", "\u2028<!--", "x.html#a"] in read(scripts).shown


def test_only_what_differs_is_written_and_nothing_stale_stays(tmp_path):
    edition = Edition(catalogue_of(SMALL), "da")
    index.write(tmp_path, edition, PROSE, "program", Store(tmp_path / "store"))
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.js")}
    (tmp_path / "rare.0123456789.js").write_text("old")
    (tmp_path / "engine.js").write_text("not of the index")
    index.write(tmp_path, edition, PROSE, "program", Store(tmp_path / "store"))
    after = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.js")}
    assert after.pop("engine.js")
    assert after == before


def test_a_part_that_was_touched_is_written_again(tmp_path):
    edition, folder, store = Edition(catalogue_of(SMALL), "da"), tmp_path / "search", Store(tmp_path / "store")
    index.write(folder, edition, PROSE, "program", store)
    part = next(folder.glob("rare.*.js"))
    whole = part.read_bytes()
    part.write_bytes(whole.replace(b"e", b"a"))
    index.write(folder, edition, PROSE, "program", store)
    assert part.read_bytes() == whole


def test_what_is_stored_of_services_gives_the_same_when_others_come_and_go(tmp_path):
    store = Store(tmp_path / "store")
    for number, count in enumerate((2, 4, 1)):
        catalogue = load(many_services(tmp_path / str(number), count)).catalogue
        assert index_of(Edition(catalogue, "da"), PROSE, "", store) == index_of(Edition(catalogue, "da"), PROSE), count


@pytest.mark.parametrize("language", ["da", "en"])
def test_an_index_of_one_service_is_one_script_and_small_parts_with_rare_words(language):
    parts = {name: text for name, text in index_of(Edition(catalogue_of(PLATFORM), language), {}).items() if "." in name[:-3]}
    assert Counter(name.partition(".")[0] for name in parts)["rare"] == len(parts) - 1
    assert max(len(gzip.compress(text.encode())) for name, text in parts.items() if name.startswith("rare")) < 1_700


def test_a_large_index_is_in_parts_with_the_same_content(monkeypatch):
    edition = Edition(catalogue_of(PLATFORM), "en")
    whole = index_of(edition, {})
    monkeypatch.setattr(in_parts, "__defaults__", (0, 2_000))
    parts = index_of(edition, {})
    assert len(parts) > 20
    assert read(parts)[1:] == read(whole)[1:]
    assert in_parts({}) == [], "a project without pages from data has no entries"


def test_kinds_have_ranges_that_hold_their_entries():
    edition = Edition(catalogue_of(PLATFORM), "en")
    data = read(index_of(edition, PROSE))
    kinds = [kind for kind, width in data.index["ranges"].items() for _ in range(width)]
    wanted = Counter((entry.kind, entry.address) for entry in entries(edition, PROSE))
    assert Counter((kind, entry[2]) for kind, entry in zip(kinds, data.shown, strict=False)) == wanted
