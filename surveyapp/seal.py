"""Hashes, canonical texts and random names: what proves that something was not changed."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs without 0/O and 1/I, so that a code survives being read aloud: 5 bits a sign."""


def canonical_json(value: object) -> str:
    """Write a value the one way that is hashed: sorted keys, no spaces, no NaN.

    Raises ValueError for NaN and infinity and TypeError for what JSON cannot hold.
    """
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def sha256_hex(content: bytes | str) -> str:
    """Return the SHA-256 of bytes, or of a text's UTF-8, in hexadecimal."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def hash_of(value: object) -> str:
    """Return the SHA-256 of a value's canonical JSON."""
    return sha256_hex(canonical_json(value))


def new_token() -> str:
    """Return a fresh link token of 160 random bits; only its hash may be stored."""
    return secrets.token_urlsafe(20)


def new_row_id() -> str:
    """Return a random row id of 128 bits that says nothing about order or time."""
    return secrets.token_hex(16)


def new_code(n_signs: int = 20) -> str:
    """Return a random code of `n_signs` readable signs (20 signs are 100 bits)."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(n_signs))


def merkle_root(leaves: Sequence[bytes]) -> str:
    """Return the RFC 6962 Merkle tree head of some leaves, in hexadecimal."""
    return _subtree(list(leaves)).hex() if leaves else hashlib.sha256(b"").hexdigest()


def _subtree(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + _subtree(leaves[:split]) + _subtree(leaves[split:])).digest()


def code_version(*folders: Path) -> str:
    """Return one hash over the Python sources below some folders, in path order."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.relative_to(folder.parent).as_posix().encode() + b"\x00")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def parse_json(text: str) -> Any:
    """Read JSON strictly: NaN, infinity and repeated keys are refused with ValueError."""
    return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_unique_pairs)


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not a number that can be stored")


def _unique_pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a key stands twice in one JSON object")
    return values
