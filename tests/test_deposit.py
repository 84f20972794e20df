"""A deposit gives the same tables and figures without transcripts, and holds nobody's words without consent."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import stat
import zipfile
from typing import TYPE_CHECKING

import pytest

from five_words import sequences, sequences_of, texts_in
from repository import PROJECT, snakemake
from test_tables import study as small_study
from themetrail.cli import main
from themetrail.provenance.deposit import MADE, PUBLIC, SOURCES, SUMS, archive_of, checksums
from themetrail.provenance.opened import place, read_deposit
from themetrail.study.load import path_of
from themetrail.study.problems import InputError
from themetrail.tables.all_tables import build_all
from themetrail.tables.latex import latex
from themetrail.tables.own_words import WITHHELD
from themetrail.tables.stored import tables_data, tables_from
from themetrail.tables.word import word_file
from themetrail.tables.write import write
from tiny_study import ADDRESS, PEOPLE, SESSIONS, WITHDRAWN, label_of, write_table

if TYPE_CHECKING:
    from pathlib import Path

    from finished_run import Finished

LOCK = PROJECT / "requirements.lock"
SAID = sequences_of(" ".join(words for _, words in turns) for turns in SESSIONS.values())
MAY_BE_QUOTED = {speaker for speaker, _, _, consent, withdrawn in PEOPLE if (consent, withdrawn) == ("yes", "no")}
CONSENTED = sequences_of(
    part
    for turns in SESSIONS.values()
    for speaker, words in turns
    if speaker in MAY_BE_QUOTED
    for part in words.split(ADDRESS)
)
WITHOUT_CONSENT = "I only found out because the timetable was printed in the parish newsletter."
AT = "2024-05-06T09:00:00Z"


def deposit(study: Path) -> int:
    """Make the deposit of a study that was run, as ``make deposit`` does."""
    results = study / "results"
    return main([
        "deposit", "--study", str(study), "--private", str(results / "private"), "--public", str(results / "public"),
        "--lock", str(LOCK), "--deposit", str(results / "deposit"), "--archive", str(results / "deposit.zip"),
    ])  # fmt: skip


@pytest.fixture(scope="module")
def deposited(finished: Finished, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tiny study after a run, with its deposit."""
    study = shutil.copytree(finished.study, tmp_path_factory.mktemp("deposited") / "study")
    assert deposit(study) == 0
    return study


@pytest.fixture
def study(deposited: Path, tmp_path: Path) -> Path:
    """The same to change."""
    return shutil.copytree(deposited, tmp_path / "study")


@pytest.fixture(scope="module")
def files(deposited: Path) -> dict[str, bytes]:
    return read_deposit(deposited / "results/deposit.zip")


def tree(folder: Path) -> dict[str, bytes]:
    """Files by path, without those that are hidden."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def with_sums(files: dict[str, bytes]) -> dict[str, bytes]:
    """Files of a deposit with checksums that fit them, as somebody who changes them on purpose would write."""
    rest = {name: content for name, content in files.items() if name != SUMS}
    return rest | {SUMS: checksums(rest).encode()}


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as refused:
        read_deposit(path)
    return str(refused.value)


# --- the same tables and figures -------------------------------------------------------------------------------------


def test_without_transcripts_and_codings_the_tables_and_figures_are_the_same_bytes(
    study: Path, finished: Finished, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All tables and two figures; every figure is drawn by the workflow below."""
    archive = tmp_path / "deposit.zip"
    shutil.move(study / "results/deposit.zip", archive)
    shutil.rmtree(study)
    out = tmp_path / "out"
    public = out / "results/public"
    assert main(["open-deposit", str(archive), "--into", str(out)]) == 0
    settings = ["--settings", str(public / "data/settings.json")]
    tables = ["--data", str(public / "data/tables.json"), "--tables", str(public / "tables")]
    assert main(["tables", *tables, *settings]) == 0
    for figure in ("F2_root_causes", "F3_domains_by_group"):
        assert main(["draw", "--data", str(public / f"figures/{figure}.csv"), *settings]) == 0

    made, wanted = tree(public), tree(finished.study / "results/public")
    assert [name for name in made if made[name] != wanted[name]] == []
    assert {name for name in wanted if name.startswith(("tables/", "figures/F2", "figures/F3"))} <= set(made)
    capsys.readouterr()
    assert main(["check-deposit", str(archive), "--rebuilt", str(out), "--lock", str(LOCK)]) == 0
    assert re.search(r"(\d+) of \1 tables and figures are, byte for byte", capsys.readouterr().out)


def test_tables_that_were_stored_are_printed_as_those_that_were_built(tmp_path: Path) -> None:
    built = build_all(small_study())
    stored = tables_from(json.dumps(tables_data(built)).encode(), "tables.json")
    for name, tables in {"built": built, "stored": stored}.items():
        for table in tables:
            write(table, tmp_path / name, "A study", synthetic=True)
            (tmp_path / name / f"{table.number}.tex").write_text(latex(table, "A study", synthetic=True))
        (tmp_path / name / "tables.docx").write_bytes(word_file(tables, "A study", synthetic=True))
    assert tree(tmp_path / "built") == tree(tmp_path / "stored")
    assert len(tree(tmp_path / "built")) == 3 * len(built) + 1


def test_of_a_hidden_cell_the_data_of_tables_have_what_is_printed_and_nothing_else() -> None:
    (matrix,) = (table for table in tables_data(build_all(small_study()))["tables"] if table["number"] == "T4")
    (row,) = (row for row in matrix["rows"] if "HR1" in row)
    assert row[4:] == ["3", "<3"]
    assert set(matrix) == {"number", "slug", "title", "columns", "rows", "notes", "left_out"}


@pytest.mark.long
def test_the_workflow_makes_everything_public_from_a_deposit_alone(
    finished: Finished, study: Path, tmp_path: Path
) -> None:
    shutil.rmtree(study / "results/deposit")
    (study / "results/deposit.zip").unlink()
    made = snakemake(finished.repository, study, "deposit")
    assert made.returncode == 0, made.stderr
    shutil.copy2(study / "results/deposit.zip", tmp_path)
    wanted = tree(study / "results/public")
    shutil.rmtree(study)
    out = tmp_path / "out"
    place(read_deposit(tmp_path / "deposit.zip"), out)
    run = snakemake(finished.repository, out, "all", snakefile="workflow/deposit/Snakefile")
    assert run.returncode == 0, run.stderr
    assert tree(out / "results/public") == wanted
    again = snakemake(finished.repository, out, "all", snakefile="workflow/deposit/Snakefile")
    assert "Nothing to be done" in again.stderr


def test_the_same_results_give_the_same_deposit(study: Path) -> None:
    before = tree(study / "results/deposit"), (study / "results/deposit.zip").read_bytes()
    assert deposit(study) == 0
    assert (tree(study / "results/deposit"), (study / "results/deposit.zip").read_bytes()) == before


def test_the_folder_and_the_zip_hold_the_same_and_their_checksums_fit(deposited: Path, files: dict[str, bytes]) -> None:
    assert read_deposit(deposited / "results/deposit") == files == with_sums(files)
    assert not any(path.startswith("/") or "home" in path for path in files)


def test_a_changed_result_is_told_from_the_one_that_the_study_made(
    deposited: Path, finished: Finished, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = shutil.copytree(finished.study, tmp_path / "out")
    table = out / "results/public/tables/T3_root_causes.csv"
    table.write_bytes(table.read_bytes().replace(b"1", b"2", 1))
    check = ["check-deposit", str(deposited / "results/deposit.zip"), "--rebuilt", str(out), "--lock", str(LOCK)]
    assert main(check) == 1
    assert "results/public/tables/T3_root_causes.csv: its bytes are not those" in capsys.readouterr().out


# --- nobody's words without consent ----------------------------------------------------------------------------------


def repeated(files: dict[str, bytes]) -> set[str]:
    """Five words in a row of the transcripts that stand in files."""
    return SAID & sequences_of(text for name, content in files.items() for text in texts_in(name, content))


def quoted(files: dict[str, bytes]) -> set[str]:
    """Five words in a row of the quotes of a deposit."""
    rows = csv.DictReader(io.StringIO(files[f"{PUBLIC}quotes.csv"].decode()))
    return sequences_of(row["quote"] for row in rows)


def test_a_deposit_repeats_nobody_but_in_quotes_of_people_who_consented(files: dict[str, bytes]) -> None:
    found = repeated(files)
    assert len(found) > 20
    assert found <= quoted(files)
    assert found <= CONSENTED


def test_nothing_public_repeats_anybody_who_did_not_consent(finished: Finished) -> None:
    public = tree(finished.study / "results/public")
    texts = {name: content for name, content in public.items() if not name.endswith((".png", ".pdf", ".docx"))}
    assert repeated(texts) <= CONSENTED


def test_the_proof_sees_a_planted_sentence(files: dict[str, bytes]) -> None:
    for name in (f"{PUBLIC}methods.txt", f"{PUBLIC}quotes.csv", "README.md"):
        planted = files | {name: files[name] + f"\n{WITHOUT_CONSENT.upper()}\n".encode()}
        assert not repeated(planted) <= CONSENTED


@pytest.mark.parametrize("place", ["quotes.csv", "figures/F2_root_causes.csv", "data/settings.json", "explorer.json"])
def test_a_deposit_with_words_without_consent_is_refused_and_the_message_does_not_repeat_them(
    place: str, study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = study / "results/public" / place
    if place.endswith(".csv"):
        path.write_text(f'{path.read_text()}"A quote: {WITHOUT_CONSENT}"\n')
    else:
        more = json.loads(path.read_text()) if path.exists() else {}
        path.write_text(json.dumps(more | {"more": [WITHOUT_CONSENT]}))
    before = tree(study / "results/deposit")
    assert deposit(study) == 2
    told = capsys.readouterr().err
    assert f"results/public/{place}" in told
    assert "did not consent" in told
    assert not sequences(WITHOUT_CONSENT) & sequences(told)
    assert tree(study / "results/deposit") == before


def summary(study: Path, text: str) -> tuple[str, list[dict[str, str]], list[str]]:
    """What table 4 prints when a person sums a cell up in some words, the private list, and the table's notes."""
    row = {"cause": "C1", "group": "Patients", "text": text, "author": "coder_a", "at": AT}
    write_table(study, "summaries", [row])
    data, listed = study / "tables.json", study / "withheld.csv"
    private = ["--study", str(study), "--private", str(study / "results/private")]
    assert main(["table-data", *private, "--data", str(data), "--withheld", str(listed)]) == 0
    (table,) = (one for one in json.loads(data.read_text())["tables"] if one["number"] == "T4")
    (row,) = (row for row in table["rows"] if "C1" in row)
    return row[4], list(csv.DictReader(listed.open(encoding="utf-8"))), table["notes"]


def test_a_summary_in_the_words_of_somebody_who_did_not_consent_is_withheld_with_a_note(study: Path) -> None:
    cell, listed, notes = summary(study, f"As one says, {WITHOUT_CONSENT.lower()}")
    assert cell == f"2: {WITHHELD}"
    assert any(note.startswith(WITHHELD) for note in notes)
    (one,) = listed
    assert (one["file"], one["place"], one["column"]) == (path_of("summaries"), "row 2", "text")
    assert "because the timetable was printed" in one["words"]


@pytest.mark.parametrize(
    "text",
    [
        "One says: after that I can't get home.",  # a consenting speaker's
        "They only found out from a timetable that was printed somewhere.",  # four words in a row at most
    ],
)
def test_a_summary_in_words_of_ones_own_or_of_somebody_who_consented_is_printed(study: Path, text: str) -> None:
    cell, listed, _ = summary(study, text)
    assert cell == f"2: {text}"
    assert listed == []


def test_a_replaced_identifier_is_nobodys_to_quote(study: Path) -> None:
    cell, _, _ = summary(study, f"You have to write to {ADDRESS} and then wait.")
    assert cell == f"2: {WITHHELD}"


# --- the sources -----------------------------------------------------------------------------------------------------


def checked(study: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    capsys.readouterr()
    return main(["check-deposit", str(study / "results/deposit"), "--study", str(study)]), capsys.readouterr().out


def test_who_holds_the_sources_can_see_that_they_are_the_ones(
    study: Path, capsys: pytest.CaptureFixture[str], files: dict[str, bytes]
) -> None:
    listed = list(csv.DictReader(io.StringIO(files[SOURCES].decode())))
    assert {row["id"] for row in listed if row["kind"] == "transcript"} == set(SESSIONS)
    assert {row["id"] for row in listed if row["kind"] == "decisions"} == {"coder_a", "coder_b"}
    assert checked(study, capsys)[0] == 0
    for name in ("data/raw/transcripts/WS1.txt", "data/coding/decisions/coder_b.csv", path_of("roster")):
        path = study / name
        before = path.read_bytes()
        path.write_bytes(before + b" ")
        status, told = checked(study, capsys)
        assert status == 1
        assert told.count("is not the one that the deposit was made from") == 1
        path.write_bytes(before)


def hashes(study: Path) -> set[str]:
    listed = (study / "results/deposit" / SOURCES).read_text()
    return {row["hmac_sha256"] for row in csv.DictReader(io.StringIO(listed))}


def test_the_hashes_of_sources_say_nothing_without_the_key(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = hashes(study)
    key = study / "data/private/identifiers.key"
    key.write_text("ab" * 32)
    assert "the key is another one" in checked(study, capsys)[1]
    assert deposit(study) == 0
    assert len(before) > 10
    assert not before & hashes(study)


def test_no_name_of_a_file_or_person_is_in_the_list_of_sources(files: dict[str, bytes]) -> None:
    listed = files[SOURCES].decode()
    names = {label_of(session, speaker) for session, turns in SESSIONS.items() for speaker, _ in turns}
    assert not [name for name in {*names, WITHDRAWN, ".txt", ".docx", "/"} if name in listed]


# --- a deposit from anybody ------------------------------------------------------------------------------------------


def written(path: Path, files: dict[str, bytes]) -> Path:
    path.write_bytes(archive_of(files))
    return path


@pytest.mark.parametrize(
    "name", ["../escape.txt", "/etc/passwd", "results/public/../../x.csv", "results/public/data/..json", "setup.py",
             "results/public/tables/T1.csv", "results/public/data/sub/x.json", "results\\public\\x.csv", "a\nb.csv"],
)  # fmt: skip
def test_a_file_that_no_deposit_has_is_refused_and_nothing_is_written(
    name: str, files: dict[str, bytes], tmp_path: Path
) -> None:
    archive = written(tmp_path / "bad.zip", with_sums(files | {name: b"x"}))
    assert main(["open-deposit", str(archive), "--into", str(tmp_path / "out")]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["bad.zip"]


def test_every_changed_missing_and_added_file_is_named(files: dict[str, bytes], tmp_path: Path) -> None:
    tables, quotes = f"{PUBLIC}data/tables.json", f"{PUBLIC}quotes.csv"
    other = files | {tables: files[tables].replace(b"T1", b"T9"), f"{PUBLIC}data/new.json": b"{}"}
    del other[quotes]
    told = refusal(written(tmp_path / "bad.zip", other))
    assert f"{tables}: its bytes are not those that {SUMS} names" in told
    assert f"{quotes}: {SUMS} names it, and it is missing" in told
    assert f"{PUBLIC}data/new.json: {SUMS} does not name it" in told


@pytest.mark.parametrize("name", [MADE, SOURCES, "deposit.json", "README.md", "requirements.lock"])
def test_a_deposit_lacks_nothing(name: str, files: dict[str, bytes], tmp_path: Path) -> None:
    rest = with_sums({other: content for other, content in files.items() if other != name})
    assert f"{name}: it is missing" in refusal(written(tmp_path / "bad.zip", rest))


@pytest.mark.parametrize("name", ["/etc/passwd", "../x.csv", "results/public/quotes.csv"])
def test_the_list_of_results_names_results_alone(name: str, files: dict[str, bytes], tmp_path: Path) -> None:
    listed = files[MADE] + f"{'0' * 64}  {name}\n".encode()
    assert "is no table or figure" in refusal(written(tmp_path / "bad.zip", with_sums(files | {MADE: listed})))


def test_a_link_a_twin_and_a_bomb_are_refused(files: dict[str, bytes], tmp_path: Path) -> None:
    good = archive_of(files)
    for number, (kind, content) in enumerate({stat.S_IFLNK: b"/etc/passwd", stat.S_IFREG: b"0" * 10**7}.items()):
        path = tmp_path / f"{number}.zip"
        path.write_bytes(good)
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            entry = zipfile.ZipInfo(f"deposit/{PUBLIC}data/more.json")
            entry.external_attr, entry.compress_type = (kind | 0o644) << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
        assert "link" in refusal(path) or "far more" in refusal(path)
    twin = tmp_path / "twin.zip"
    twin.write_bytes(good)
    with zipfile.ZipFile(twin, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("deposit/README.md", "another")
    assert "same name" in refusal(twin)


def test_a_link_in_a_folder_is_refused(files: dict[str, bytes], tmp_path: Path) -> None:
    place(files, tmp_path / "deposit")
    (tmp_path / "deposit/README.md").unlink()
    (tmp_path / "deposit/README.md").symlink_to("/etc/passwd")
    assert "README.md: it is a link" in refusal(tmp_path / "deposit")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"a text", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_deposit_is_told_in_words(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    assert "x.zip: " in refusal(path)
    assert "there is no such file" in refusal(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("data/tables.json", b'{"format": 1, "tables": [{"number": "T1", "slug": "../../x", "title": ""}]}'),
        ("data/tables.json", b"[" * 100_000),
        ("data/settings.json", b'{"study": {"title": "x", "synthetic": "maybe"}}'),
    ],
)
def test_data_that_fit_their_checksums_and_are_wrong_are_told_in_words(
    name: str, content: bytes, files: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place(with_sums(files | {f"{PUBLIC}{name}": content}), tmp_path / "out")
    public = tmp_path / "out/results/public"
    tables = ["--data", str(public / "data/tables.json"), "--tables", str(public / "tables")]
    assert main(["tables", *tables, "--settings", str(public / "data/settings.json")]) == 2
    assert name.removeprefix("data/") in capsys.readouterr().err
    assert not (public / "tables").exists()


def test_a_deposit_is_laid_out_in_a_new_folder_or_in_its_own(files: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "out"
    place(files, out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    place(files, out)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()} == before
    with pytest.raises(InputError, match="not this deposit"):
        place(with_sums(files | {"README.md": b"another"}), out)
    (tmp_path / "study/data").mkdir(parents=True)
    with pytest.raises(InputError, match="nothing was written"):
        place(files, tmp_path / "study")
