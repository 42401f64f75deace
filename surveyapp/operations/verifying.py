"""What a stranger may learn of a notice: by its code, or by the bytes of a file; never a score."""

import unicodedata

from sqlalchemy import select

from surveyapp.db import session
from surveyapp.models import Notice, NoticeFile
from surveyapp.seal import CODE_ALPHABET, sha256_hex

LONGEST_CODE = 64


def normalise_code(typed: str) -> str:
    """Return a typed code as it is kept: capitals, without spaces, hyphens and the like."""
    plain = unicodedata.normalize("NFKC", typed[:LONGEST_CODE]).upper()
    return "".join(sign for sign in plain if sign in CODE_ALPHABET)


def find_notice_by_code(typed: str) -> Notice | None:
    """Return the notice of a code, however it was typed; None for every other one alike."""
    query = select(Notice).where(Notice.code == normalise_code(typed))
    return session.execute(query).scalar_one_or_none()


def find_notice_by_file(content: bytes) -> Notice | None:
    """Return the notice that was issued as exactly these bytes, or None."""
    query = (
        select(Notice)
        .join(NoticeFile, NoticeFile.notice_id == Notice.id)
        .where(NoticeFile.sha256 == sha256_hex(content))
        .order_by(Notice.id)
    )
    return session.execute(query).scalars().first()
