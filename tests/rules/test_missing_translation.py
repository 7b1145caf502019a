"""Every text is there in every language of the catalogue, and in no other."""

from tests.folders import edited, problems


def test_a_third_language_is_missed_in_every_text(tmp_path):
    folder = edited(tmp_path, ("catalogue.yaml", "[da, en]", "[da, en, sv]"))
    assert {problem.rule for problem in problems(folder)} == {"missing-translation"}
    texts = sum(path.read_text("utf-8").count("da:") for path in folder.rglob("*.yaml"))
    by_language = 3  # `lang`, `forms` and `synonyms` of a term are no texts, nor are the forms of another
    assert len(problems(folder)) == texts - by_language - 1
