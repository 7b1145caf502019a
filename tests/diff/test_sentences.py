"""Sentences about a change, in both languages."""

from __future__ import annotations

import json

import pytest
from service_catalogue.diff.compare import compare
from service_catalogue.diff.report import Report
from service_catalogue.diff.sentences import compared, runs_as_text

from tests.diff.states import BACKUP, SERVICE_2A, SWAPPED, changed, sentences, told
from tests.folders import DESK, FIXTURES, PLATFORM, SMALL, added, case_file, copy, plant, table_of

TABLE = table_of(__file__)
#: A service with several matrices, and how one of them begins.
NETWORK = "services/network.yaml"
SECURITY = "    name: {da: Sikkerhed, en: Security}\n    scheme: raci\n"


def test_a_task_that_stands_in_several_matrices(tmp_path):
    edit = (NETWORK, "      network-backup: [C, AR]", "      network-backup: [I, AR]")
    assert told(tmp_path, "en", edit, source=FIXTURES / "catalogues" / "plans-and-phases") == [
        "The customer: Gains rights: The customer now has I (Informed) in Backup (N1, Security).",
        "The customer: Ends: The customer no longer has C (Consulted) in Backup (N1, Security).",
    ]


@pytest.mark.parametrize(("claim", "danish", "english"), TABLE["claims"])
def test_a_claim_is_one_whole_sentence(tmp_path, claim, danish, english):
    before = "- {party: customer, answers-for: [firewall-policy]}"
    old, new = changed(
        tmp_path, (NETWORK, before, f"{before}\n          - {claim}"), source=FIXTURES / "catalogues" / "plans-and-phases"
    )
    report = Report(old, new, compare(old, new))
    assert sentences(report, "da")[0].endswith(f": Ifølge udsagnet about-2 i N1: {danish}")
    assert sentences(report, "en")[0].endswith(f": According to the statement about-2 in N1: {english}")


def test_a_letter_that_means_something_else_in_another_matrix(tmp_path):
    two = copy(tmp_path / "two", FIXTURES / "catalogues" / "plans-and-phases")
    scheme = (two / "roles.yaml").read_text("utf-8").partition("schemes:\n")[2]
    other = scheme.replace("id: raci", "id: raci-2").replace("en: Consulted", "en: Contributor")
    plant(two, ("roles.yaml", scheme, scheme + other), (NETWORK, SECURITY, SECURITY.replace("raci", "raci-2")))
    edit = (NETWORK, "      network-backup: [C, AR]", "      network-backup: [I, AR]")
    said = told(tmp_path, "en", edit, source=two)
    assert said[1] == "The customer: Ends: The customer no longer has C (Contributor) in Backup (N1, Security)."


def test_what_each_party_gains_by_a_new_service_and_loses_by_one_that_is_gone(tmp_path):
    old, new = changed(tmp_path, added("bench"), source=PLATFORM)
    gained = sentences(Report(old, new, compare(old, new)), "en")
    assert gained == [
        "Customer: Gains rights: According to the statement words-1 in D2: The customer may complain.",
        "Customer: Begins: The customer is informed of 2 of 2 cells in the service D2 Bench.",
        "Statens It: Takes on duties: According to the statement words-1 in D2: Statens It carries out Backup.",
        "Statens It: Begins: Statens It is accountable for 2 and carries out 2 of 2 cells in the service D2 Bench.",
        "New, gone and renamed: New: the service D2 Bench",
    ]
    lost = sentences(Report(new, old, compare(new, old)), "en")
    assert lost[0] == gained[0].replace("Gains rights: According", "Loses rights: No longer according")
    assert lost[3] == gained[3].replace("Begins", "Ends")
    assert len(lost) == len(gained)


@pytest.mark.parametrize("case", case_file(__file__))
def test_what_is_said(tmp_path, case):
    old, new = changed(tmp_path, *case)
    report = Report(old, new, compare(old, new))
    assert [sentences(report, language)[0] for language in ("da", "en")] == case.messages


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a b c", "a b c", "a b c"),
        ("a b c", "a x c", "a [-b-] {+x+} c"),
        ("", "a b", "{+a b+}"),
        ("a b", "", "[-a b-]"),
        ("a b", "a b c", "a b {+c+}"),
        (" ".join(map(str, range(40))), " ".join(map(str, [*range(39), "x"])), "… 31 32 33 34 35 36 37 38 [-39-] {+x+}"),
    ],
)
def test_word_by_word(old, new, expected):
    assert runs_as_text(compared(old, new)) == expected


def report(tmp_path, *edits, source=SMALL) -> Report:
    old, new = changed(tmp_path, *edits, source=source)
    return Report(old, new, compare(old, new), ("HEAD~1", "data"))


def test_text(tmp_path):
    assert report(tmp_path, (DESK, "lower: [I, AR]", "lower: [-, AR]")).text("en") == (
        "1 cell of Customer in D1 changes: read it.\nFrom HEAD~1 to data: 1 change\n\n"
        "Customer\n"
        "  Ends\n"
        "    Customer no longer has I (Informed) in Backup on Lower layer (D1).  [cell:desk.backup.lower.customer]\n"
    )
    assert report(tmp_path / "same").text("da") == "Fra HEAD~1 til data: Indholdet er det samme.\n"


def test_markdown(tmp_path):
    """Text from the data is shown as it stands: no markup, no mention of anybody, no link."""
    hostile = r"En <b>kopi</b> til @alle, #12, `x`, [y](https://z.example), |, ~~w~~ og *v*."
    text = report(tmp_path, ("glossary.yaml", "da: En kopi.", f"da: '{hostile}'")).markdown("da")
    assert text.startswith(
        "<!-- catalogue diff -->\n## Hvad er ændret\n\nÆndret: begrebet backup. Det berører Kunde og Leverandør: læs det.\n\nFra HEAD\\~1 til data: 1 ændring\n\n### Begreber\n\n- Begrebet backup, forklaring: (kun dansk) "
    )
    shown = text.splitlines()[9]
    assert "En <del>kopi.</del> <ins>&lt;b&gt;kopi&lt;/b&gt; til @<!-- -->alle, \\#<!-- -->12, \\`x\\`, y," in shown
    assert not {"<b>", "@alle", "~~", "https://"} & set(shown.split())


def test_a_long_comment_is_folded_and_fits(tmp_path):
    terms = "".join(
        f"  - id: t-{number}\n    name: {{da: ord{number}, en: word{number}}}\n    definition: {{da: {'x ' * 400}, en: y}}\n"
        for number in range(100)
    )
    text = report(
        tmp_path, ("glossary.yaml", "terms:\n", f"terms:\n{terms}"), (DESK, "lower: [I, AR]", "lower: [-, AR]")
    ).markdown("en")
    assert "New: the term word0, the term word1, the term word2 and 97 more changes. Read it." in text
    assert "### Customer" in text
    assert "<details><summary>Terms (100)</summary>" in text
    assert text.count("<details>") == text.count("</details>")
    text = report(tmp_path / "da", ("glossary.yaml", "terms:\n", f"terms:\n{terms}")).markdown("da")
    assert 50_000 < len(text) < 65_536
    assert text.rstrip().endswith("ændringer mere*")


def test_json(tmp_path):
    edits = [(DESK, "lower: [I, AR]", "lower: [AR, I]"), (DESK, "da: Kun hverdage.", "da: Kun fredage.")]
    data = json.loads(report(tmp_path, *edits).json())
    assert (data["from"], data["to"]["name"]) == ({"name": "HEAD~1", "digest": ""}, "data")
    cell = data["changes"][0]
    assert cell == TABLE["cell"]
    assert [(change["kind"], change["old"], change["new"]) for change in data["changes"][2:3]] == [
        ("condition", {"da": "Kun hverdage.", "en": "Weekdays only."}, {"da": "Kun fredage.", "en": "Weekdays only."})
    ]


def test_the_same_bytes(tmp_path):
    one, other = (report(tmp_path / name, (SERVICE_2A, BACKUP, SWAPPED), source=PLATFORM) for name in ("a", "b"))
    assert (one.json(), one.markdown("da"), one.text("en")) == (other.json(), other.markdown("da"), other.text("en"))


def test_a_claim_in_other_words_about_another_task(tmp_path):
    claim = "{party: customer, may: {da: 'kan hente %s igen', en: can fetch all}, may-do: [%s], on: [upper]}"
    old, new = (
        changed(tmp_path / name, (DESK, "{party: customer, may-do: [restore], on: [upper]}", claim % (words, task)))[1]
        for name, words, task in (("a", "alt", "restore"), ("b", "det meste", "backup"))
    )
    assert sentences(Report(old, new, compare(old, new)), "da")[:3] == [
        "Kunde: Mister rettigheder: Ikke længere ifølge udsagnet copies-2 i D1: Kunde kan udføre Genskabelse på Øvre lag.",
        "Kunde: Får rettigheder: Ifølge udsagnet copies-2 i D1: Kunde kan udføre Backup på Øvre lag.",
        "Kunde: Ny ordlyd, der skal læses: Udsagnet copies-2 i D1: (kun dansk) kan hente [-alt-] {+det meste+} igen",
    ]


def test_a_condition_in_one_more_language_is_the_same_condition(tmp_path):
    old, new = (
        changed(tmp_path / name, (DESK, "may-do: [restore], on: [upper]}", f"may-do: [restore], condition: {{{said}}}}}"))[1]
        for name, said in (("a", "en: when agreed"), ("b", "da: når det aftales, en: when agreed"))
    )
    assert sentences(Report(old, new, compare(old, new)), "en") == [
        "Customer: New wording to be read: The statement copies-2 in D1: (in Danish alone) {+når det aftales+}"
    ]
