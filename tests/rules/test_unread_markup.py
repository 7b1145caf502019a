"""What looks like emphasis or a link in a text is one."""

import pytest

from tests.folders import assert_finds, case_file, said

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_unread_markup(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_the_message_says_what_to_write(tmp_path):
    edit = ("services/desk.yaml", "da: Kun hverdage., en: Weekdays only.", "da: Kun **hver** dag., en: 'See [x] (https://y).'")
    assert said(tmp_path, edit) == [
        "“**hver**” is shown as it stands. Write *words* to emphasise, or \\* for an asterisk.",
        "“[x] (https://y)” is shown as it stands, and not as a link. Write [text](https://address) without spaces.",
    ]


def test_the_message_says_how_a_term_is_written(tmp_path):
    edit = ("services/desk.yaml", "da: Kun hverdage.", "da: 'Kun [[backup] hver dag.'")
    assert "“[[backup]” is shown as it stands, and not as a term. Write [[id]] or [[id|words]]." in said(tmp_path, edit)
