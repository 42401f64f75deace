"""Bytes kept by their hash: evidence as handed in, notices as issued; names are never paths."""

import os
import tempfile
from pathlib import Path

from surveyapp.errors import DomainError, marked
from surveyapp.seal import sha256_hex

_root: dict[str, Path] = {}


class FileMissing(DomainError):
    """The store does not hold the bytes a row names, or they were changed."""

    sentence = marked("文件 %(sha256)s 缺失或已被改动。")


def open_store(folder: Path) -> None:
    """Use a folder as this process's store."""
    folder.mkdir(parents=True, exist_ok=True)
    _root["folder"] = folder


def keep(content: bytes) -> str:
    """Keep bytes durably before any row names them; returns their SHA-256."""
    digest = sha256_hex(content)
    path = _path(digest)
    if path.exists():
        return digest
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
    _sync_folder(path.parent)
    return digest


def fetch(digest: str) -> bytes:
    """Return the bytes of a hash, checked; raises FileMissing when absent or changed."""
    path = _path(digest)
    content = path.read_bytes() if path.exists() else b""
    if sha256_hex(content) != digest:
        raise FileMissing(sha256=digest[:12])
    return content


def _path(digest: str) -> Path:
    return _root["folder"] / digest[:2] / digest


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
