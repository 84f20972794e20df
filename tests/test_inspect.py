"""Inspecting one file shows what would be read from it, what is doubtful, and nothing that steers a terminal."""

from __future__ import annotations

import os
import re

import pytest

from themetrail import cli
from themetrail.cleaning.inspection import printable
from themetrail.study.files import write_text
from themetrail.study.load import path_of
from themetrail.study.settings import CONFIG

TALK = """A talk in the library

P01: I went, um, on the Thursday.

P02: Did you? [laughs]

P01: I did.

Siobhan: Nobody told me.

P02: It says here. Well: it did.

Bring a coat: they said so.

P01: Aye.

P02: Aye.

End of transcript
"""


@pytest.fixture
def shown(tmp_path, monkeypatch, capsys):
    """What is shown of a text, and the exit status; ``study`` are files of the study."""

    def inspect(text, *options, name="S1.txt", columns=200, **study):
        for path, content in study.items():
            write_text(tmp_path / {"config": CONFIG}.get(path, path_of(path)), content)
        file = tmp_path / "elsewhere" / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        monkeypatch.setattr("shutil.get_terminal_size", lambda *_: os.terminal_size((columns, 24)))
        before = sorted(tmp_path.rglob("*"))
        status = cli.main(["inspect", str(file), "--study", str(tmp_path), *options])
        assert sorted(tmp_path.rglob("*")) == before, "inspecting writes nothing"
        return capsys.readouterr().out, status

    return inspect


PEOPLE = "speaker_id,stakeholder_group,role,quote_consent,withdrawn\nA1,Carers,participant,yes,no\n"
ROSTER = "session_id,label,speaker_id\nS1,P01,A1\n"


def test_a_file_is_shown_without_any_study(shown):
    told, status = shown(TALK)
    assert status == 0
    assert "Read by labelled_txt: " in told
    assert "P01: 3 (not in the roster)" in told
    assert "marks: event 1" in told
    assert "  P02: Did you? [laughs]\n" in told


def test_the_roster_says_who_is_known(shown):
    told, _ = shown(TALK, roster=ROSTER, participants=PEOPLE)
    assert "P01: 3 (A1, participant)" in told
    assert "! labels that data/raw/roster.csv lacks for S1: P02" in told


def test_what_is_doubtful_and_what_is_left_out_is_marked(shown):
    told, _ = shown(TALK)
    marked = [line for line in told.splitlines() if line.startswith("! ")]
    assert any(line.startswith("! speech that opens as if it named a speaker: line ") for line in marked)
    assert "! line 1 (before the first speaker): A talk in the library" in marked
    assert any("End of transcript" in line for line in marked)


def test_times_that_run_backward_and_long_gaps_are_marked(shown):
    cues = [
        "00:10.000 --> 00:12.000\nP01: One.",
        "00:05.000 --> 00:06.000\nP02: Two.",
        "09:00.000 --> 09:01.000\nP01: On.",
    ]
    told, _ = shown("WEBVTT\n\n" + "\n\n".join(cues) + "\n", name="S1.vtt")
    assert "! times that run backward: cue 2" in told
    assert "! nothing is said for more than 120 seconds before: cue 3" in told
    assert "! labels that occur once: P02" in told


def test_of_many_turns_the_first_and_last_are_shown(shown):
    told, _ = shown("".join(f"P0{n % 2 + 1}: Turn {n}.\n\n" for n in range(30)))
    turns = [int(n) for n in re.findall(r"Turn (\d+)\.", told)]
    assert turns == [*range(12), *range(26, 30)]
    assert "(14 turns in between)" in told


def test_lines_fit_the_terminal(shown):
    told, _ = shown(TALK + "\nP01: " + "a word or two " * 40 + "\n", columns=60)
    assert max(map(len, told.splitlines())) <= 60


def test_a_file_that_cannot_be_read_is_told_with_what_to_do(shown):
    told, status = shown("nobody is named here\n")
    assert status == 1
    assert "What has to be corrected:" in told


def test_notes_need_no_labels(shown):
    told, status = shown("We met in the hall.\n\nIt rained.\n", "--kind", "notes")
    assert status == 0
    assert "S1.txt, as notes" in told
    assert "without a label" not in told


def test_the_intelligent_verbatim_view_is_shown_where_the_study_asks_for_it(shown):
    least = "study:\n  title: A\n  synthetic: true\ncoding:\n  findings_from: coder_a\n"
    assert "P01: I went, um, on the Thursday." in shown(TALK, config=least)[0]
    told, _ = shown(TALK, config=least + "cleaning:\n  intelligent_verbatim: true\n")
    assert "P01: I went on the Thursday." in told


def test_nothing_in_a_file_steers_the_terminal(shown):
    told, _ = shown("P01: I \u009b31m went \u202etuo.\n\nP02: Aye\u200b.\n\nP01: Yes.\n\nP02: No.\n")
    assert "\ufffd" in told
    assert not [c for c in told if c != "\n" and not c.isprintable()]
    assert "\x1b" not in shown(b"P01: \x1b[2J gone\n\nP01: more\n")[0]


@pytest.mark.parametrize("sign", ["\x1b", "\x07", "\x00", "\x9b", "\u202e", "\u2066"])
def test_no_control_character_is_printable(sign):
    assert printable(f"a{sign}b\tc\nd") == "a\ufffdb c d"


def test_a_file_that_is_not_there_is_told(tmp_path, capsys):
    assert cli.main(["inspect", str(tmp_path / "none.txt"), "--study", str(tmp_path)]) == 2
    assert "there is no such file" in capsys.readouterr().err


def test_a_survey_of_many_is_told_on_one_screen(shown):
    rows = "".join(f"r{n},The bus comes too seldom.\n" for n in range(3000))
    told, status = shown(f"respondent,response\n{rows}", "--kind", "responses", name="S1.csv")
    assert status == 0
    assert len(told.splitlines()) < 80
    assert "and 2970 more" in told
    assert "occur once" not in told


def test_of_a_file_that_nobody_knows_each_reason_is_told_once_with_the_readers_that_give_it(shown):
    told, status = shown(b"ID3\x04\x00" + bytes(range(256)), name="S1.mp3")
    assert status == 1
    assert told.count("it is not a Word file") == 1
    assert "(labelled_docx, meet_docx, rev_docx, stream_docx, teams_docx)" in told
