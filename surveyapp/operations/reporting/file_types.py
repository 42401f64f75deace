"""What a handed-in file really is, told from its bytes; names and what senders say do not count."""

import io
import re
import zipfile
import zlib
from bisect import bisect
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath

from PIL import Image

from surveyapp.errors import marked
from surveyapp.operations.reporting.zip_guard import (
    FileRefused,
    is_encrypted_office,
    open_guarded,
)

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain"
CSV = "text/csv"

MOST_PIXELS = 60_000_000
_MOST_INFLATED = 20 * 1024 * 1024
_LONGEST_HEAD = 400
_LONGEST_STREAM = 1024 * 1024
_MOST_ESCAPES = 20_000
_SHARE = 1024
"""What a packed stream costs of the budget beside its bytes, so that many empty ones end it."""
_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|JS|EmbeddedFiles?|Launch|RichMedia|XFA)(?![A-Za-z])")
_PDF_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_PDF_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PDF_PACKED = b"/ObjStm"
_PDF_END = re.compile(rb"endstream")
_MARKUP = re.compile(r"<\s*(?:!doctype|html|svg|script|body|iframe|\?xml)", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ENDINGS = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    XLSX: (".xlsx",),
    DOCX: (".docx",),
    TEXT: (".txt", ".md", ".log"),
    CSV: (".csv",),
}
_OTHER_ENDING = marked("文件名的结尾“%(ending)s”与内容不符，请改成“%(usual)s”后再交")
_UNKNOWN = marked("不收这种文件；可交 PDF、PNG、JPEG、XLSX、DOCX 或 UTF-8 文本、CSV")
_TWO_IN_ONE = marked("文件里还藏着另一个压缩包，请重新导出")


def media_type_of(content: bytes, name: str) -> str:
    """Return the media type of a handed-in file; raises FileRefused with the reason.

    The name only tells CSV from other plain text, and must end as files of that type do, if it
    has an ending: what is a text here must not become a program on the reader's machine.
    """
    media_type = _type_by_content(content, name)
    ending = PurePath(name).suffix.lower()
    if ending and ending not in _ENDINGS[media_type]:
        raise FileRefused(_OTHER_ENDING, ending=ending, usual=_ENDINGS[media_type][0])
    return media_type


def _type_by_content(content: bytes, name: str) -> str:
    for begins, read in _KINDS:
        if content.startswith(begins):
            return read(content)
    if content.startswith(_OLE):
        raise FileRefused(_ole_reason(content))
    return _text(content, name)


def _ole_reason(content: bytes) -> str:
    if is_encrypted_office(content):
        return marked("文件加了密码，请去掉密码后再交")
    return marked("这是旧版 Office 文件，请另存为 XLSX、DOCX 或 PDF 后再交")


def _pdf(content: bytes) -> str:
    if b"%%EOF" not in content[-2048:]:
        raise FileRefused(marked("PDF 不完整，请重新导出"))
    if b"/Encrypt" in content:
        raise FileRefused(marked("文件加了密码，请去掉密码后再交"))
    if any(_ACTIVE_PDF.search(part) for part in _pdf_parts(content)):
        raise FileRefused(marked("PDF 里有脚本或附件，请打印成普通 PDF 后再交"))
    _require_one_file(content)
    return PDF


def _pdf_parts(content: bytes) -> Iterator[bytes]:
    """Yield what may name an action: the bytes themselves and the packed objects."""
    yield _spelled_out(content)
    budget = _MOST_INFLATED
    for packed in _packed_objects(content):
        budget -= _SHARE + len(packed) // 4
        if budget <= 0:
            raise FileRefused(marked("PDF 里的内容展开后过大，请重新导出"))
        try:
            part = zlib.decompressobj().decompress(packed, budget)
        except zlib.error:
            continue
        budget -= len(part)
        yield _spelled_out(part)


def _packed_objects(content: bytes) -> Iterator[memoryview]:
    bare = memoryview(content)
    ends = [found.start() for found in _PDF_END.finditer(content)]
    for found in _PDF_STREAM.finditer(content):
        if _PDF_PACKED not in content[max(0, found.start() - _LONGEST_HEAD) : found.start()]:
            continue
        after = bisect(ends, found.end())
        end = ends[after] if after < len(ends) else len(content)
        yield bare[found.end() : min(end, found.end() + _LONGEST_STREAM)]


def _spelled_out(part: bytes) -> bytes:
    """Replace the escapes in which a name may hide: `/Java#53cript`."""
    if sum(1 for _ in islice(_PDF_NAME.finditer(part), _MOST_ESCAPES + 1)) > _MOST_ESCAPES:
        raise FileRefused(marked("PDF 里的内容不正常，请打印成普通 PDF 后再交"))
    return _PDF_NAME.sub(lambda found: bytes([int(found[1], 16)]), part)


def _picture(content: bytes, kind: str) -> None:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise FileRefused(marked("图片太大，最多 6000 万像素"))
            if kind == "JPEG":
                picture.draft("L", (64, 64))
                picture.load()
            else:
                picture.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise FileRefused(marked("图片太大，最多 6000 万像素")) from bomb
    except (OSError, SyntaxError, ValueError) as broken:
        raise FileRefused(marked("图片已损坏，请重新拍摄或导出")) from broken
    _require_one_file(content)


def _png(content: bytes) -> str:
    _picture(content, "PNG")
    return PNG


def _jpeg(content: bytes) -> str:
    _picture(content, "JPEG")
    return JPEG


def _require_one_file(content: bytes) -> None:
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise FileRefused(_TWO_IN_ONE)


def _office(content: bytes) -> str:
    with open_guarded(content) as archive:
        names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return XLSX
    if "word/document.xml" in names:
        return DOCX
    raise FileRefused(_UNKNOWN)


def _text(content: bytes, name: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as other:
        raise FileRefused(_UNKNOWN) from other
    if any(ord(sign) < 32 and sign not in "\t\r\n" for sign in text) or "\x7f" in text:
        raise FileRefused(_UNKNOWN)
    if _MARKUP.search(text[:4096]):
        raise FileRefused(marked("不收网页文件，请打印成 PDF 后再交"))
    return CSV if name.lower().endswith(".csv") else TEXT


_KINDS = (
    (b"%PDF-", _pdf),
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8\xff", _jpeg),
    (b"PK\x03\x04", _office),
)
