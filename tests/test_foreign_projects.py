"""What tools do each in their own way is understood; what has no place here is told; what would harm is refused."""

from __future__ import annotations

import zipfile

import pytest

from foreign import codebook, coding, project, selection, text_source
from themetrail.interchange import package
from themetrail.interchange.identity import guid
from themetrail.interchange.losses import LossReport
from themetrail.interchange.refi_read import read_qdc, read_qdpx
from themetrail.transcripts.draft import UnreadableError

PLAIN = "It never comes after six. We wait in the rain."


def read(path):
    """The project, and the losses as (outcome, kind, why) without what was simply kept."""
    losses = LossReport()
    found = read_qdpx(path, losses).project
    return found, [(one.outcome, one.kind, one.why) for one in losses.lines if one.outcome != "kept"]


def one_text(tmp_path, inside, more="", codes=("Bus", "Rain"), **how):
    """A project of one plain text with the given selections."""
    body = codebook(*codes) + f"<Sources>{text_source('One', inside)}</Sources>{more}"
    return project(tmp_path / "p.qdpx", body, {"One.txt": PLAIN.encode()}, **how)


# --- names and forms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "how",
    [
        {"namespace": "urn:QDA-XML:project:1.0"},
        {"namespace": "urn:QDA-XML:project:0:10"},
        {"namespace": "urn:something:else"},
        {"qde": "Project.QDE"},
        {"qde": "My study.qde"},
        {"folder": "Sources"},
    ],
)
def test_namespaces_file_names_and_folders_may_be_as_each_tool_writes_them(tmp_path, how):
    found, losses = read(one_text(tmp_path, selection(3, 8, coding("Bus")), **how))
    assert [found.quote(one.span) for one in found.codings] == ["never"]
    assert losses == []


def test_ten_namespaces_in_one_file_are_read_alike(tmp_path):
    declared = "".join(f' xmlns:n{n}="urn:n{n}"' for n in range(10))
    inside = selection(3, 8, coding("Bus")).replace("PlainTextSelection", "n7:PlainTextSelection")
    body = codebook("Bus") + f"<Sources{declared}>{text_source('One', inside)}</Sources>"
    found, _ = read(project(tmp_path / "p.qdpx", body, {"One.txt": PLAIN.encode()}))
    assert len(found.codings) == 1


def test_guids_in_braces_and_capitals_are_the_same(tmp_path):
    inside = selection(3, 8, coding("Bus")).replace(guid("Bus"), f"{{{guid('Bus').upper()}}}")
    found, losses = read(one_text(tmp_path, inside))
    assert found.codings[0].code == guid("Bus")
    assert losses == []


def test_a_guid_that_two_codes_have_becomes_two_and_is_told(tmp_path):
    body = codebook("Bus", "Rain").replace(guid("Rain"), guid("Bus"))
    found, losses = read(project(tmp_path / "p.qdpx", body))
    assert [code.name for code in found.codes] == ["Bus", "Rain"]
    assert found.codes[0].guid == guid("Bus") != found.codes[1].guid
    assert [(outcome, kind) for outcome, kind, _ in losses] == [("changed", "code")]


@pytest.mark.parametrize(
    ("data", "told"),
    [("Ça £20".encode("cp1252"), 1), ("Ça £20".encode("utf-16"), 1), ("Ça £20".encode("utf-8-sig"), 0)],
)
def test_other_encodings_are_read_and_told(tmp_path, data, told):
    body = codebook("Bus") + f"<Sources>{text_source('One', '')}</Sources>"
    found, losses = read(project(tmp_path / "p.qdpx", body, {"One.txt": data}))
    assert found.sources[0].text == "Ça £20"
    assert len(losses) == told


# --- the tools' habits -------------------------------------------------------------------------------------


def test_nvivos_root_above_all_codes_is_taken_away(tmp_path):
    book = codebook("Bus", "Rain").replace(
        "<Codes>", f'<Codes><Code guid="{guid("n")}" name="Nodes" isCodable="false">'
    )
    found, losses = read(project(tmp_path / "p.qdpx", book.replace("</Codes>", "</Code></Codes>")))
    assert [(code.name, code.parent) for code in found.codes] == [("Bus", ""), ("Rain", "")]
    assert losses[0][1] == "code"


def test_nvivos_coding_of_a_case_says_whose_words_they_are(tmp_path):
    case = f'<Case guid="{guid("P1")}" name="P1"/>'
    book = codebook("Bus", more=f"<Cases>{case}</Cases>")
    body = book + f"<Sources>{text_source('One', selection(0, 25, coding('P1')))}</Sources>"
    found, _ = read(project(tmp_path / "p.qdpx", body, {"One.txt": PLAIN.encode()}))
    assert found.codings == ()
    assert [found.quote(span) for span in found.cases[0].spans] == ["It never comes after six."]


def test_nvivos_code_that_is_a_case_too_is_the_case(tmp_path):
    case = f'<Case guid="{guid("Ann")}" name="Ann"/>'
    body = codebook("Bus", "Ann", more=f"<Cases>{case}</Cases>")
    inside = selection(0, 25, coding("Ann")) + selection(3, 8, coding("Bus"))
    path = project(
        tmp_path / "p.qdpx", f"{body}<Sources>{text_source('One', inside)}</Sources>", {"One.txt": PLAIN.encode()}
    )
    found, losses = read(path)
    assert [code.name for code in found.codes] == ["Bus"]
    assert [found.quote(one.span) for one in found.codings] == ["never"]
    assert [found.quote(span) for span in found.cases[0].spans] == ["It never comes after six."]
    assert [loss[:2] for loss in losses] == [("changed", "code")]


def test_maxqdas_case_without_a_name_is_the_values_of_its_document(tmp_path):
    variable = f'<Variable guid="{guid("v")}" name="Place" typeOfVariable="Text"/>'
    value = f'<VariableValue><VariableRef targetGUID="{guid("v")}"/><TextValue>Library</TextValue></VariableValue>'
    case = f'<Case guid="{guid("c")}">{value}<SourceRef targetGUID="{guid("One")}"/></Case>'
    more = f"<Variables>{variable}</Variables><Cases>{case}</Cases>"
    body = codebook("Bus", more=more) + f"<Sources>{text_source('One', '')}</Sources>"
    found, losses = read(project(tmp_path / "p.qdpx", body, {"One.txt": PLAIN.encode()}))
    assert (found.cases, losses) == ((), [])
    assert found.sources[0].values == ((guid("v"), "Library"),)


def test_who_changed_a_coding_counts_where_nobody_made_it(tmp_path):
    inside = selection(3, 8, coding("Bus").replace("creatingUser", "modifyingUser").replace("creation", "modified"))
    found, _ = read(one_text(tmp_path, inside))
    assert (found.codings[0].user, found.codings[0].at) == (guid("ann"), "2024-05-06T09:00:00Z")


def test_nvivos_annotation_is_a_note_on_its_words(tmp_path):
    inside = selection(3, 8, "")
    own = inside.split('guid="')[1][:36]
    note = f'<Notes><Note guid="{guid("note")}" name="A"><PlainTextContent>Always?</PlainTextContent></Note></Notes>'
    link = f'<Link guid="{guid("link")}" originGUID="{guid("note")}" targetGUID="{own}"/>'
    found, losses = read(one_text(tmp_path, inside, f"{note}<Links>{link}</Links>"))
    (one,) = found.notes
    assert (one.text, [found.quote(span) for span in one.spans]) == ("Always?", ["never"])
    assert losses == []


def test_a_note_whose_text_lies_in_a_file_is_read(tmp_path):
    note = f'<Notes><Note guid="{guid("note")}" name="A" plainTextPath="internal://N.txt"/></Notes>'
    path = project(tmp_path / "p.qdpx", codebook("Bus") + note, {"N.txt": b"\xef\xbb\xbfFirst\r\nsecond"})
    assert read(path)[0].notes[0].text == "First\nsecond"


def test_maxqdas_selection_with_words_and_no_coding_is_a_memo(tmp_path):
    found, _ = read(one_text(tmp_path, selection(3, 8, "<Description>Always?</Description>")))
    assert [(note.text, found.quote(note.spans[0])) for note in found.notes] == [("Always?", "never")]


def test_equal_stretches_are_one_and_equal_codings_of_one_coder_too(tmp_path):
    inside = "".join(
        selection(3, 8, coding(code, user, number), number=number)
        for number, (code, user) in enumerate([("Bus", "ann"), ("Bus", "bo"), ("Rain", "ann"), ("Bus", "ann")])
    )
    found, losses = read(one_text(tmp_path, inside))
    assert len(found.codings) == 3
    assert len({one.span for one in found.codings}) == 1
    assert [outcome for outcome, _, _ in losses] == ["changed"]


def test_a_guid_shared_by_a_pdf_region_and_its_words_is_one_coding(tmp_path):
    words = selection(3, 8, coding("Bus"))
    own = words.split('guid="')[1][:36]
    corners = 'firstX="0" firstY="0" secondX="9" secondY="9"'
    region = f'<PDFSelection guid="{own}" page="1" {corners}>{coding("Bus")}</PDFSelection>'
    lone = region.replace(own, guid("lone")).replace(guid("coding", "Bus", "ann", 0), guid("other"))
    text = f'<Representation guid="{guid("r")}" plainTextPath="internal://One.txt">{words}</Representation>'
    pdf = f'<PDFSource guid="{guid("pdf")}" name="Report" path="internal://x.pdf">{region}{lone}{text}</PDFSource>'
    found, losses = read(
        project(tmp_path / "p.qdpx", f"{codebook('Bus')}<Sources>{pdf}</Sources>", {"One.txt": PLAIN.encode()})
    )
    assert [found.quote(one.span) for one in found.codings] == ["never"]
    assert ("dropped", "PDF region coding") in [loss[:2] for loss in losses]
    assert found.sources[0].name == "Report"


def test_codings_of_pictures_sound_and_film_are_in_the_report_with_their_place(tmp_path):
    picture = (
        f'<PictureSource guid="{guid("pic")}" name="Photo"><PictureSelection guid="{guid("ps")}" firstX="1" firstY="2" '
        f'secondX="3" secondY="4">{coding("Bus")}</PictureSelection></PictureSource>'
    )
    video = (
        f'<VideoSource guid="{guid("v")}" name="Film"><VideoSelection guid="{guid("vs")}" begin="100" end="900">'
        f"{coding('Rain')}</VideoSelection></VideoSource>"
    )
    losses = LossReport()
    path = project(tmp_path / "p.qdpx", f"{codebook('Bus', 'Rain')}<Sources>{picture}{video}</Sources>")
    assert read_qdpx(path, losses).project.codings == ()
    told = {(one.kind, one.name, one.place) for one in losses.lines if "coding" in one.kind}
    assert told == {
        ("picture coding", "Bus in Photo", "from 1,2 to 3,4"),
        ("video coding", "Rain in Film", "100–900 ms"),
    }
    assert "Bus in Photo" in losses.as_csv()


def test_a_transcript_with_sync_points_keeps_its_times_and_its_codings(tmp_path):
    points = "".join(
        f'<SyncPoint guid="{guid("sync", n)}" position="{place}" timeStamp="{time}"/>'
        for n, (place, time) in enumerate([(0, 0), (26, 4500), (46, 9000)])
    )
    chosen = (
        f'<TranscriptSelection guid="{guid("t")}" fromSyncPoint="{guid("sync", 1)}" toSyncPoint="{guid("sync", 2)}">'
        f"{coding('Rain')}</TranscriptSelection>"
    )
    transcript = f'<Transcript guid="{guid("tr")}" plainTextPath="internal://One.txt">{points}{chosen}</Transcript>'
    audio = f'<AudioSource guid="{guid("a")}" name="Talk" path="internal://a.mp3">{transcript}</AudioSource>'
    found, _ = read(
        project(tmp_path / "p.qdpx", f"{codebook('Rain')}<Sources>{audio}</Sources>", {"One.txt": PLAIN.encode()})
    )
    assert [(stamp.position, stamp.seconds) for stamp in found.sources[0].stamps] == [(0, 0.0), (26, 4.5), (46, 9.0)]
    assert [found.quote(one.span) for one in found.codings] == ["We wait in the rain."]


# --- what has no place -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        (selection(3, 999, coding("Bus")), "outside the text"),
        (selection(9, 3, coding("Bus")), "end before they start"),
        (selection(-4, 3, coding("Bus")), "outside the text"),
        (selection("x", 3, coding("Bus")), "no numbers"),
        (selection(3, 9**30, coding("Bus")), "no numbers"),
        (selection(3, 8, coding("Nobody knows")), "a code that is not there"),
    ],
)
def test_a_coding_that_has_no_place_is_told_and_stops_nothing(tmp_path, inside, why):
    found, losses = read(one_text(tmp_path, inside + selection(0, 2, coding("Rain"))))
    assert len(found.codings) == 1
    assert len(losses) == 1
    assert losses[0][:2] == ("dropped", "coding")
    assert why in losses[0][2]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("internal://missing.txt", "not in the archive"),
        ("internal://../../../etc/hostname", "not in the archive"),
        ("absolute:///etc/hostname", "outside the project's file"),
        ("relative:///../hostname", "outside the project's file"),
    ],
)
def test_no_text_is_taken_from_outside_the_archive(tmp_path, path, why):
    body = codebook("Bus") + f"<Sources>{text_source('One', selection(0, 2, coding('Bus')), path)}</Sources>"
    found, losses = read(project(tmp_path / "p.qdpx", body))
    assert found.sources == ()
    assert why in losses[0][2]
    assert ("dropped", "coding") in [loss[:2] for loss in losses]


# --- what would harm ---------------------------------------------------------------------------------------


def refused(path, match):
    """A file is refused with an instruction."""
    with pytest.raises(UnreadableError, match=match) as error:
        read(path)
    assert error.value.remedy


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil", "C:\\evil.txt", "sources/../../evil.txt", "..\\evil.txt"])
def test_an_archive_with_a_name_that_leads_out_of_it_is_refused(tmp_path, name):
    path = one_text(tmp_path, "")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "x")
    refused(path, "leads out of it")
    assert not list(tmp_path.parent.glob("**/evil*"))


def test_a_bomb_is_refused_before_it_unpacks(tmp_path):
    body = codebook("Bus") + f"<Sources>{text_source('One', '')}</Sources>"
    refused(project(tmp_path / "p.qdpx", body, {"One.txt": b"a" * (30 * 2**20)}), "far more than a project")


def test_a_claim_of_two_gigabytes_is_refused(tmp_path):
    path = project(tmp_path / "p.qdpx", codebook("Bus"))
    data = path.read_bytes()
    size = len(zipfile.ZipFile(path).read("project.qde"))
    path.write_bytes(data.replace(size.to_bytes(4, "little"), (2**31 - 1).to_bytes(4, "little")))
    refused(path, "far more than a project|damaged")


def test_a_large_film_is_not_read_at_all(tmp_path, monkeypatch):
    path = one_text(tmp_path, selection(3, 8, coding("Bus")))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sources/film.mp4", b"\x00" * (20 * 2**20))
    opened = []
    read_part = package.Package._read
    monkeypatch.setattr(
        package.Package,
        "_read",
        lambda own, entry, most: (opened.append(entry.filename), read_part(own, entry, most))[1],
    )
    assert len(read(path)[0].codings) == 1
    assert opened == ["project.qde", "sources/One.txt"]


def test_external_entities_and_document_types_are_refused(tmp_path):
    head = '<!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    refused(project(tmp_path / "p.qdpx", "<Description>&x;</Description>", head=head), "document type")


@pytest.mark.parametrize(
    ("body", "match"),
    [("<Users>", "not well-formed"), ("<a>" * 5000 + "</a>" * 5000, "not well-formed"), ("\x01", "not well-formed")],
)
def test_broken_xml_is_refused(tmp_path, body, match):
    refused(project(tmp_path / "p.qdpx", body), match)


def test_what_is_no_project_is_refused(tmp_path):
    path = tmp_path / "p.qdpx"
    path.write_bytes(b"PK\x03\x04 not an archive")
    refused(path, "damaged")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    refused(path, "no project files")
    project(path, "")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("second.qde", "x")
    refused(path, "2 project files")


@pytest.mark.parametrize(
    "namespace", ["urn:QDA-XML:codebook:1.0", "urn:QDA-XML:codebook:0:4", "urn:QDA-XML:codebook:1:0"]
)
def test_a_codebook_of_any_namespace_is_read_with_its_sets(namespace):
    codes = f'<Codes><Code guid="{guid("a")}" name="A" isCodable="1" color="#abc"/></Codes>'
    sets = f'<Sets><Set guid="{guid("s")}" name="S"><MemberCode guid="{guid("a")}"/></Set></Sets>'
    xml = f'<CodeBook xmlns="{namespace}" origin="T">{codes}{sets}</CodeBook>'
    found = read_qdc(xml.encode(), LossReport())
    assert [(code.name, code.colour) for code in found.codes] == [("A", "#aabbcc")]
    assert found.sets[0].codes == (guid("a"),)
