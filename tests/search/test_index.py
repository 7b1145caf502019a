"""The scripts of the index hold what they should, in parts, and nothing that is not data."""

import hashlib
import itertools
import json
from collections import Counter
from collections.abc import Iterable

import pytest
from service_catalogue.check.checker import check
from service_catalogue.search import encoding, index
from service_catalogue.search.encoding import posting
from service_catalogue.search.encoding import postings as coded_postings
from service_catalogue.search.entries import Passage, entries
from service_catalogue.search.entry import Entry
from service_catalogue.search.numbering import numbered, page_of, placed
from service_catalogue.search.postings import everyday_words
from service_catalogue.search.words import Stemmer
from service_catalogue.store import Store
from service_catalogue.views.edition import Edition

from tests.bench.many import many_services
from tests.folders import FIXTURES, PLATFORM, SMALL, catalogue_of

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
PROSE = {"about": [Passage("who", "Who made it", "We did.")]}


def read(scripts: dict[str, str]) -> dict[str, object]:
    """Return the data of each script, by its name: parts by their kind and number, the index by its kind."""
    put = {}
    for file, text in scripts.items():
        before, _, rest = text.partition(",")
        name = file.removesuffix(".js")
        assert before == f'catalogueSearch.put("{name}"'
        assert rest.endswith(");\n")
        put[name] = json.loads(rest[:-3])
        assert name == "edition" or name.split(".")[1] == hashlib.sha256(rest[:-3].encode()).hexdigest()[: index.DIGEST]
    found = {"index": put.pop(put.pop("edition")["index"])}
    for kind, digests in found["index"]["digests"].items():
        for number in range(len(digests) // index.DIGEST):
            digest = digests[number * index.DIGEST : (number + 1) * index.DIGEST]
            found[f"{kind}-{number}"] = put[f"{kind}.{digest}"]
    assert len(found) == len(put) + 1
    return found


def said(data: dict[str, object]) -> dict[str, object]:
    """Return the data of all parts of a kind."""
    together: dict[str, dict[str, object]] = {}
    for name, part in data.items():
        kind, dash, _ = name.partition("-")
        if dash:
            together.setdefault(kind, {}).update(part)
    return together


def vocabulary(data: dict[str, object]) -> list[str]:
    keys, before = [], ""
    for coded in data["index"]["vocabulary"].split(" "):
        before = before[: DIGITS.index(coded[0])] + coded[1:].split("/")[0]
        keys.append(before)
    return keys


def postings(data: dict[str, object], key: str) -> dict[int, int]:
    """Entry → how much ``key`` says of it, from whichever part has it."""
    (coded,) = [part[key][1] for name, part in data.items() if name.startswith("keys-") and key in part]
    found, number, distance, scale = {}, 0, 0, 1
    digits = iter(coded)
    for digit in digits:
        value = DIGITS.index(digit)
        if value > 31:
            distance += (value - 32) * scale
            scale *= 32
            continue
        number += distance + value * scale
        found[number] = DIGITS.index(next(digits))
        distance, scale = 0, 1
    return found


@pytest.fixture(scope="module")
def small():
    edition = Edition(catalogue_of(SMALL), "en")
    return in_order(entries(edition, PROSE))[0], read(index.files(edition, PROSE))


def in_order(found: Iterable[Entry]) -> tuple[dict[int, Entry], dict[str, int]]:
    """Return the entries by their numbers, and the width of the range of each kind."""
    starts, ranges = placed(Counter(map(page_of, found)))
    return numbered(found, starts), ranges


def addresses(small, key):
    found, data = small
    much = postings(data, key)
    return [found[number].address for number in sorted(much, key=lambda number: -much[number])]


def test_a_name_says_more_than_a_mention(small):
    assert set(addresses(small, "backup")[:2]) == {"glossary.html#backup", "tasks/backup.html"}


def test_a_phrase_stands_in_the_part_of_its_first_stem(small):
    found, data = small
    stemmer = Stemmer("en", ["who", "it"])
    key = "=" + " ".join(stemmer.key("Who made it"))
    assert [found[number].address for number in postings(data, key)] == ["about.html#who"]
    part = next(name for name, held in data.items() if name.startswith("keys-") and key in held)
    assert stemmer.key("made")[0] in data[part]


def test_weak_words_count_in_what_something_is_called_and_not_in_texts(small):
    found, data = small
    assert addresses(small, "who") == ["patterns.html", "about.html#who"]
    assert [entry.address for entry in found.values() if " the " in entry.text] != []
    assert "the" not in vocabulary(data)


def test_a_word_that_is_much_longer_than_its_stem_is_kept_to_be_compared_with(small):
    _, data = small
    coded = data["index"]["vocabulary"].split(" ")
    _, *endings = coded[vocabulary(data).index("respons")].split("/")
    assert "ibility" in endings
    assert "e" not in itertools.chain.from_iterable(item.split("/")[1:] for item in coded)
    assert {"s", "e"} <= set(data["index"]["endings"])


def test_words_of_another_language_are_not_taken_for_ones_own():
    catalogue = catalogue_of(FIXTURES / "catalogues" / "nine-services")
    data = read(index.files(Edition(catalogue, "de"), {}))["index"]
    assert data["stemmer"] == "de"
    assert data["weak"] == data["asking"] == data["openings"] == data["relating"] == []


@pytest.mark.parametrize(
    ("groups", "found"),
    [
        ("backup: copy mirror", {"backup": "copi mirror"}),
        ("Backup: copies; backup restore: root-cause", {"backup": "copi", "backup restor": "root-caus"}),
        ("service-desk: phone", {"servic-desk": "phone"}),
        ("rocket: moon", {}),
        ("", {}),
    ],
)
def test_everyday_words_lead_to_the_words_and_names_of_the_field_that_the_catalogue_has(groups, found):
    keys = {key: coded_postings([posting(1, 5)]) for key in ("backup", "restor", "=servic desk")}
    assert everyday_words(groups, keys, Stemmer("en")) == found


def test_what_is_about_a_task_is_kept_by_its_number(small):
    found, _ = small
    number = next(number for number, entry in found.items() if entry.address == "tasks/backup.html")
    assert "services/desk.html#copies-1" in addresses(small, f"#{number}")


def test_what_a_filter_lets_through(small):
    assert "services/desk.html#copies-1" in addresses(small, "@layer:lower")
    assert "services/desk.html#ask-1" not in addresses(small, "@layer:lower")


def test_every_key_of_the_vocabulary_is_in_the_part_that_its_number_leads_to(small):
    many = read(index.files(Edition(catalogue_of(SMALL), "en"), passages(90)))
    for data in (small[1], many):
        frequent = data["index"]["frequent"]
        order = [*frequent, *(key for key in vocabulary(data) if key not in frequent)]
        starts = [*data["index"]["keys"], len(order)]
        for part, (first, after) in enumerate(itertools.pairwise(starts)):
            held = [key for key in data[f"keys-{part}"] if not key.startswith("=")]
            assert held == order[first:after]
    assert frequent
    assert vocabulary(many) == sorted(vocabulary(many))


def test_entries_and_answers_stand_in_their_order(small):
    found, data = small
    shown = [item for part in range(len(data["index"]["entries"])) for item in data[f"entries-{part}"].items()]
    assert [(int(number), entry[2]) for number, entry in shown] == [(number, entry.address) for number, entry in found.items()]
    assert list(found) == sorted(found)
    ((number, (title, address, ((_, places, parties, sentences, says, rows),), _status, lists)),) = data["answers-0"].items()
    assert found[int(number)].name == "service:desk"
    assert (title, address) == ("D1 Desk", "services/desk.html")
    assert [place[:2] for place in places] == [["upper", "Upper layer"], ["lower", "Lower layer"]]
    assert [party for party, _ in parties] == ["customer", "provider"]
    backup = next(row for row in rows if row[1] == "backup")
    assert found[backup[0]].address == "tasks/backup.html"
    assert sentences[says[backup[3][1]][0][0]].startswith("{task} on {place}: Provider: ")
    source = next(number for number, entry in found.items() if entry.address == "services/desk.html#part.source")
    assert lists[str(source)] == source, "the one service's own"


def test_what_each_of_several_services_has_is_found_once_and_each_has_its_own(tmp_path):
    catalogue = check(many_services(tmp_path, 3)).catalogue
    data = read(index.files(Edition(catalogue, "en"), {}))
    shown = {int(number): entry for name, part in data.items() if name.startswith("entries-") for number, entry in part.items()}
    party = next(number for number, entry in shown.items() if entry[2] == "parties/customer.html")
    bound = postings(data, f"&{party}")
    assert {shown[number][2] for number in bound if bound[number] == 63} == {"parties/customer.html#part.services"}
    (informed,) = [number for number in bound if shown[number][0] == "Customer: is informed of"]
    assert shown[informed][1] == f"In {len(catalogue.services)} services"
    own = {
        shown[number][2]: lists
        for name, part in data.items()
        if name.startswith("answers-")
        for number, (_, _, _, _, lists) in ((int(number), answer) for number, answer in part.items())
    }
    assert {address: shown[lists[str(informed)]][2] for address, lists in own.items()} == {
        f"services/{service.id}.html": f"parties/customer/{service.id}.html#informed" for service in catalogue.services
    }
    held = {
        number
        for name, part in data.items()
        if name.startswith("keys-")
        for key in part
        if key[0] not in "@"
        for number in postings(data, key)
    }
    assert not held & {lists[str(informed)] for lists in own.values()}, "by no word of their own"


def test_the_same_data_give_the_same_bytes():
    once, again = (index.files(Edition(catalogue_of(SMALL), "da"), PROSE) for _ in range(2))
    assert once == again


def test_the_scripts_are_data_and_nothing_else():
    prose = {"x": [Passage("a", "</script><script>alert(1)</script>", "\u2028<!--")]}
    scripts = index.files(Edition(catalogue_of(SMALL), "da"), prose)
    assert not any("<" in text or "\u2028" in text for text in scripts.values())
    shown = [entry for name, part in read(scripts).items() if name.startswith("entries-") for entry in part.values()]
    assert ["</script><script>alert(1)</script>", "\u2028<!--", "x.html#a"] in shown


def test_only_what_differs_is_written_and_nothing_stale_stays(tmp_path):
    edition = Edition(catalogue_of(SMALL), "da")
    index.write(tmp_path, edition, PROSE, "program")
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    (tmp_path / "keys.0123456789.js").write_text("old")
    (tmp_path / "engine.js").write_text("not of the index")
    index.write(tmp_path, edition, PROSE, "program")
    after = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert after.pop("engine.js")
    assert after == before


def test_a_part_that_was_touched_is_written_again(tmp_path):
    edition, folder, store = Edition(catalogue_of(SMALL), "da"), tmp_path / "search", Store(tmp_path / "store")
    index.write(folder, edition, PROSE, "program", store)
    part = next(folder.glob("keys.*.js"))
    whole = part.read_bytes()
    part.write_bytes(whole.replace(b"e", b"a"))
    index.write(folder, edition, PROSE, "program", store)
    assert part.read_bytes() == whole


def test_what_is_stored_of_services_gives_the_same_when_others_come_and_go(tmp_path):
    store = Store(tmp_path / "store")
    for number, count in enumerate((2, 4, 1)):
        catalogue = check(many_services(tmp_path / str(number), count)).catalogue
        assert index.files(Edition(catalogue, "da"), PROSE, "", store) == index.files(Edition(catalogue, "da"), PROSE), count


def test_of_many_postings_the_best_come_first_and_the_rest_by_themselves(tmp_path, monkeypatch):
    """As many as there are in a catalogue of sixty services, in one of six."""
    monkeypatch.setattr("service_catalogue.search.postings._BEST", 100)
    data = read(index.files(Edition(check(many_services(tmp_path, 6)).catalogue, "da"), {}))
    best, rest = postings(data, "kund"), postings(data, "+kund")
    assert len(best) == 100
    assert not best.keys() & rest.keys()
    assert min(best.values()) >= max(rest.values())
    whole = next(part["kund"][0] for name, part in data.items() if name.startswith("keys-") and "kund" in part)
    assert whole == len(best) + len(rest)


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_part_is_small(language):
    scripts = index.files(Edition(catalogue_of(PLATFORM), language), {})
    assert max(len(text) for name, text in scripts.items() if not name.startswith("index.")) < 16_000


@pytest.mark.parametrize(("entries", "times"), [(0, 1), (1_999, 1), (2_000, 2), (7_999, 2), (8_000, 4), (1_000_000, 4)])
def test_how_large_parts_are(entries, times):
    assert [encoding.times_as_large(kind, entries) for kind in ("keys", "entries", "answers")] == [times, times, 1]


def test_a_large_index_has_larger_parts_and_fewer(monkeypatch):
    edition, prose = Edition(catalogue_of(PLATFORM), "en"), passages(500)
    found = index.files(edition, prose)
    monkeypatch.setattr("service_catalogue.search.encoding._LARGEST", 1)
    small = index.files(edition, prose)
    for kind in ("keys.", "entries."):
        assert sum(name.startswith(kind) for name in found) < 0.7 * sum(name.startswith(kind) for name in small)
    assert said(read(found)) == said(read(small))


def passages(count: int) -> dict[str, list[Passage]]:
    words = ("backup", "patch", "licence", "incident", "change", "network", "storage", "service")
    return {
        f"page-{number}": [
            Passage(f"a{place}", f"{words[(number + place) % 8]} {number}", f"About {words[number % 8]}.") for place in range(4)
        ]
        for number in range(count)
    }


def test_an_entry_more_leaves_the_numbers_and_nearly_all_parts_as_they_are():
    edition = Edition(catalogue_of(PLATFORM), "en")
    before, after = passages(40), passages(41)
    numbers = {entry.address: number for number, entry in in_order(entries(edition, before))[0].items()}
    found = in_order(entries(edition, after))[0]
    moved = {entry.address for number, entry in found.items() if numbers.get(entry.address) != number}
    assert len(moved) < 10
    assert {f"page-40.html#a{place}" for place in range(4)} <= moved
    first, second = (index.files(edition, prose) for prose in (before, after))
    new = [name for name in second if name not in first]
    assert len(new) < 12 < len(second) / 4


def test_a_term_more_seldom_moves_another():
    pages = [("term", f"glossary.html#{hashlib.sha256(bytes([number])).hexdigest()}") for number in range(200)]
    known, new = dict.fromkeys(pages[:100], 1), pages[100:]
    before = placed(known)[0]
    moved = [page for each in new for page, start in placed({**known, each: 1})[0].items() if before.get(page, start) != start]
    assert len(moved) < len(new) / 4


def test_kinds_have_ranges_that_hold_their_entries():
    edition = Edition(catalogue_of(PLATFORM), "en")
    found, ranges = in_order(entries(edition, passages(90)))
    starts = dict(zip(ranges, itertools.accumulate(ranges.values(), initial=0), strict=False))
    assert len(found) == len(entries(edition, passages(90)))
    for number, entry in found.items():
        assert starts[entry.kind] <= number < starts[entry.kind] + ranges[entry.kind]
    assert list(found) == sorted(found)
    assert in_order([Entry("term", "term:a", "A", "", "glossary.html#a")])[1]["service"] > 0
