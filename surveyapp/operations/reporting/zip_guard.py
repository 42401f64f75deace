"""Office files are zip archives: opened only when small, honest and without active content."""

import io
import re
import zipfile
import zlib

from surveyapp.errors import DomainError, marked

MOST_MEMBERS = 1_000
MOST_UNPACKED = 50 * 1024 * 1024
MOST_RATIO = 100
_SMALL = 64 * 1024
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']+)", re.IGNORECASE)
_UNREADABLE = (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError, zlib.error)
_ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"utf-16"}


class FileRefused(DomainError):
    """The file is not taken; the sentence says what it is and what to do."""

    def __init__(self, sentence: str, **facts: object) -> None:
        self.sentence = sentence
        super().__init__(**facts)


def is_encrypted_office(content: bytes) -> bool:
    """Say whether an old-style container holds a new-style file behind a password."""
    return "EncryptedPackage".encode("utf-16-le") in content


def open_guarded(content: bytes) -> zipfile.ZipFile:
    """Open an office file after looking at what it would unpack to; raises FileRefused."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _UNREADABLE as broken:
        raise FileRefused(marked("文件已损坏或不完整，请重新导出")) from broken
    _require_small(archive, len(content))
    _require_plain(archive)
    return archive


def _require_small(archive: zipfile.ZipFile, n_bytes: int) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    is_bomb = unpacked > MOST_UNPACKED or any(
        member.file_size > max(_SMALL, MOST_RATIO * member.compress_size) for member in members
    )
    if len(members) > MOST_MEMBERS or is_bomb or unpacked > max(_SMALL, MOST_RATIO * n_bytes):
        raise FileRefused(
            marked("文件展开后过大：最多 %(members)d 个部分、%(megabytes)d MB"),
            members=MOST_MEMBERS,
            megabytes=MOST_UNPACKED // (1024 * 1024),
        )


def _require_plain(archive: zipfile.ZipFile) -> None:
    for member in archive.infolist():
        name = member.filename.lower()
        if member.flag_bits & 0x1:
            raise FileRefused(marked("文件加了密码，请去掉密码后再交"))
        if name.endswith(("vbaproject.bin", ".exe", ".dll")) or "/activex/" in name:
            raise FileRefused(marked("文件里有宏，请另存为不含宏的格式后再交"))
        if name.endswith((".xml", ".rels")):
            _require_no_entities(_part(archive, member))


def _part(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(member)
    except _UNREADABLE as broken:
        raise FileRefused(marked("文件已损坏或不完整，请重新导出")) from broken


def _require_no_entities(content: bytes) -> None:
    text = content.replace(b"\x00", b"") if b"\x00" in content[:4] else content
    encoding = _ENCODING.search(text[:200])
    is_foreign = encoding is not None and encoding[1].lower() not in _ENCODINGS
    if is_foreign or _DECLARATION.search(text):
        raise FileRefused(marked("文件含外部引用（DOCTYPE），请重新导出"))
