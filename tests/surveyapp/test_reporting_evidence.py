"""Evidence: told by content, kept by hash before its row, never replaced."""

import io
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import Engine

from fixtures.app import NOW
from fixtures.desk import Desk, open_desk
from surveyapp.db import reading, session, transaction
from surveyapp.errors import InputRefused, NotAllowed, NotFound
from surveyapp.evidence_store import FileMissing
from surveyapp.models import EvidenceItem
from surveyapp.operations.recording import find_events
from surveyapp.operations.reporting import evidence_by_indicator, find_evidence, hand_in_evidence
from surveyapp.operations.reporting.evidence import get_evidence, read_evidence
from surveyapp.seal import sha256_hex

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def _picture(kind: str, size: tuple[int, int] = (8, 8)) -> bytes:
    file = io.BytesIO()
    Image.new("1" if size[0] > 100 else "RGB", size).save(file, kind)
    return file.getvalue()


def _zip(parts: dict[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


DOCX = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}
XLSX = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<w/>"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


def _hand_in(desk: Desk, content: bytes, name: str = "台账.pdf", code: str = "A1-2") -> int:
    with transaction():
        by = desk.actor("officer")
        return hand_in_evidence(desk.task(), code, name, content, by=by, at=NOW).id


def _refusal(desk: Desk, content: bytes, name: str = "台账.pdf", code: str = "A1-2") -> str:
    with pytest.raises(InputRefused) as refused:
        _hand_in(desk, content, name, code)
    with reading():
        assert session.query(EvidenceItem).count() == 0
    return str(refused.value.faults[0])


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF, "台账.pdf", "application/pdf"),
        (_picture("PNG"), "照片.PNG", "image/png"),
        (_picture("JPEG"), "照片", "image/jpeg"),
        (
            _zip(XLSX),  # type: ignore[arg-type]
            "表.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            _zip(DOCX),  # type: ignore[arg-type]
            "文.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("月份，人次\n1,30\n".encode("utf-8-sig"), "表.csv", "text/csv"),
        ("说明:=HYPERLINK".encode(), "说明.txt", "text/plain"),
    ],
    ids=["pdf", "png", "jpeg", "xlsx", "docx", "csv", "txt"],
)
def test_a_file_is_told_by_its_content_and_comes_back_as_it_was(
    database: Engine, content: bytes, name: str, media_type: str
) -> None:
    desk = open_desk()
    row_id = _hand_in(desk, content, name)
    with reading():
        row = get_evidence(desk.task(), row_id)
        assert (row.media_type, row.size, row.sha256) == (
            media_type,
            len(content),
            sha256_hex(content),
        )
        assert read_evidence(row) == content
        assert [event.action for event in find_events("evidence", row_id)] == ["EvidenceHandedIn"]
        assert evidence_by_indicator(desk.task()) == {
            "A1-2": [{"id": row_id, "name": name, "sha256": row.sha256}]
        }


def _packed(content: bytes) -> bytes:
    stream = zlib.compress(content)
    return PDF.replace(
        b"trailer",
        b"2 0 obj\n<< /Type /ObjStm /Length 9 >>\nstream\n" + stream + b"\nendstream\ntrailer",
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "文件是空的"),
        (b"x" * (20 * 1024 * 1024 + 1), "最多 20 MB"),
        (b"<html><script>1</script></html>", "不收网页文件"),
        (b"<svg onload='1'/>", "不收网页文件"),
        (b"  <!DOCTYPE html>", "不收网页文件"),
        (b"MZ\x90\x00", "不收这种文件"),
        ("中文".encode("gb18030"), "不收这种文件"),
        (b"GIF89a\x01\x00\x01\x00", "不收这种文件"),
        (b"a\x00b", "不收这种文件"),
        (PDF[:-7], "PDF 不完整"),
        (PDF.replace(b"/Type", b"/Encrypt 3 0 R /Type"), "密码"),
        (PDF.replace(b"/Type", b"/OpenAction << /S /JavaScript /JS (1) >> /Type"), "脚本或附件"),
        (PDF.replace(b"/Type", b"/Names << /Embedded#46iles 1 0 R >> /Type"), "脚本或附件"),
        (_packed(b"<< /S /Launch >>"), "脚本或附件"),
        (PDF.replace(b"trailer", b"/ObjStm stream\n" * 100_000 + b"trailer"), "展开后过大"),
        (PDF.replace(b"trailer", b"#41" * 20_001 + b"trailer"), "不正常"),
        (PDF + _zip({"a.jar": "x"}) + b"%%EOF", "另一个压缩包"),
        (_picture("PNG") + _zip({"a.jar": "x"}), "另一个压缩包"),
        (_picture("JPEG")[:200], "图片已损坏"),
        (_picture("PNG")[:40], "图片已损坏"),
        (_picture("PNG", (50_000, 50_000)), "6000 万像素"),
        (OLE, "旧版 Office"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (_zip({"a.txt": "x"}), "不收这种文件"),
        (_zip({**DOCX, "word/vbaProject.bin": b"x"}), "宏"),
        (_zip({**DOCX, "word/x.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}), "DOCTYPE"),
        (_zip({**DOCX, "word/x.xml": "<!DOCTYPE x><x/>".encode("utf-16")}), "DOCTYPE"),
        (_zip({**XLSX, "xl/big.bin": b"0" * (51 * 1024 * 1024)}), "展开后过大"),
        (_zip({**XLSX, **{f"xl/{n}.bin": b"" for n in range(1001)}}), "展开后过大"),
        (_zip(XLSX)[:-30], "损坏"),  # type: ignore[arg-type]
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_must_not_be_kept_is_refused_with_its_reason(
    sqlite_database: Engine, content: bytes, reason: str
) -> None:
    assert reason in _refusal(open_desk(), content)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\台账.pdf", "台账.pdf"),
        ("..%2f..%2fx.pdf", "..%2f..%2fx.pdf"),
        ("<img src=x>.pdf", "<img src=x>.pdf"),
        ("e\u0301.pdf", "\u00e9.pdf"),
    ],
)
def test_a_name_is_never_a_path(
    sqlite_database: Engine, tmp_path: Path, name: str, kept: str
) -> None:
    desk = open_desk()
    row_id = _hand_in(desk, PDF, name)
    with reading():
        assert get_evidence(desk.task(), row_id).name == kept
    files = [p.relative_to(tmp_path) for p in (tmp_path / "files").rglob("*") if p.is_file()]
    assert [file.name for file in files] == [sha256_hex(PDF)]


@pytest.mark.parametrize("name", ["", "a/", "\u202efdp.exe", "a\x00.pdf", "a\n.pdf", "长" * 201])
def test_a_name_with_nothing_visible_or_hidden_signs_is_refused(
    sqlite_database: Engine, name: str
) -> None:
    assert "文件" in _refusal(open_desk(), PDF, name)


def test_the_same_file_is_taken_once_for_an_indicator(database: Engine) -> None:
    desk = open_desk()
    _hand_in(desk, PDF, "一.pdf")
    with pytest.raises(InputRefused, match="1 处"):
        _hand_in(desk, PDF, "二.pdf")
    _hand_in(desk, PDF, "一.pdf", "C1-1")
    with reading():
        assert [row.indicator_code for row in find_evidence(desk.task())] == ["A1-2", "C1-1"]
        assert len(find_evidence(desk.task(), "C1-1")) == 1


def test_evidence_stands_behind_an_indicator_of_its_own_task(database: Engine) -> None:
    desk = open_desk()
    assert "没有这个指标" in _refusal(desk, PDF, code="B1-2")
    row_id = _hand_in(desk, PDF)
    with reading():
        for wrong in (row_id + 1, 0):
            with pytest.raises(NotFound):
                get_evidence(desk.task(), wrong)
        with pytest.raises(NotFound):
            get_evidence(desk.other_task(), row_id)
    with transaction():
        task, by = desk.task(), desk.actor("reviewer")
        with pytest.raises(NotAllowed):
            hand_in_evidence(task, "A1-2", "a.pdf", PDF, by=by, at=NOW)


def test_a_changed_byte_on_disk_is_found(sqlite_database: Engine, tmp_path: Path) -> None:
    desk = open_desk()
    row_id = _hand_in(desk, PDF)
    digest = sha256_hex(PDF)
    path = tmp_path / "files" / digest[:2] / digest
    path.write_bytes(PDF.replace(b"1.7", b"1.4"))
    with reading():
        row = get_evidence(desk.task(), row_id)
        with pytest.raises(FileMissing):
            read_evidence(row)


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"MZ is how a program begins", "a.exe"), (b"echo", "b.BAT"), (PDF, "c.txt"), (b"x", "d.pdf")],
)
def test_a_name_that_ends_as_another_type_is_refused(
    sqlite_database: Engine, content: bytes, name: str
) -> None:
    desk = open_desk()
    assert "与内容不符" in _refusal(desk, content, name)


def test_a_note_that_would_be_read_in_another_order_is_refused(
    sqlite_database: Engine,
) -> None:
    desk = open_desk()
    with pytest.raises(InputRefused) as refused, transaction():
        hand_in_evidence(
            *(desk.task(), "A1-2", "a.pdf", PDF),
            by=desk.actor("officer"),
            at=NOW,
            note="发票\u202efdp.exe",
        )
    assert [fault.path for fault in refused.value.faults] == [("note",)]
