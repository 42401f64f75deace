"""What a stranger may learn of a notice: by its code, or by the bytes of a file; never a score."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from surveyapp.db import session
from surveyapp.models import Notice, NoticeFile
from surveyapp.operations.recording import require_as_sealed
from surveyapp.seal import CODE_ALPHABET, sha256_hex

LONGEST_CODE = 64
Words = Mapping[str, str]


@dataclass(frozen=True)
class PublicNotice:
    """All that the public page may print; `grade` is None where grades are not published."""

    code: str
    number: Words
    organisation: Words
    unit: Words
    task_no: str
    task_name: Words
    issued_on: date
    state: str
    state_since: datetime
    successor: Words | None
    grade: Words | None
    files: Mapping[str, str]
    is_demo: bool

    @property
    def printed_code(self) -> str:
        """The code in groups of four, to be read aloud."""
        return " ".join(self.code[at : at + 4] for at in range(0, len(self.code), 4))


def normalise_code(typed: str) -> str:
    """Return a typed code as it is kept: capitals, without spaces, hyphens and the like."""
    plain = unicodedata.normalize("NFKC", typed[:LONGEST_CODE]).upper()
    return "".join(sign for sign in plain if sign in CODE_ALPHABET)


def find_notice_by_code(typed: str) -> PublicNotice | None:
    """Return the notice of a code, however it was typed; None for every other one alike."""
    query = select(Notice).where(Notice.code == normalise_code(typed))
    notice = session.execute(query).scalar_one_or_none()
    return None if notice is None else _public(notice)


def find_notice_by_file(content: bytes) -> PublicNotice | None:
    """Return the notice that was issued as exactly these bytes, or None."""
    query = (
        select(Notice)
        .join(NoticeFile, NoticeFile.notice_id == Notice.id)
        .where(NoticeFile.sha256 == sha256_hex(content))
        .order_by(Notice.id)
    )
    notice = session.execute(query).scalars().first()
    return None if notice is None else _public(notice)


def _public(notice: Notice) -> PublicNotice:
    subject = ("notice", notice.id)
    for row in (notice, *notice.changes, *notice.files):
        require_as_sealed(row, subject)
    facts = notice.facts
    organisation = notice.task.round.organisation
    successor = notice.successor
    return PublicNotice(
        code=notice.code,
        number=_number(notice),
        organisation=facts["organisation"],
        unit=facts["addressee"],
        task_no=facts["task_no"],
        task_name=facts["task_name"],
        issued_on=notice.issued_on,
        state=notice.state,
        state_since=notice.changes[-1].changed_at if notice.changes else notice.issued_at,
        successor=None if successor is None else _number(successor),
        grade=facts["grade"] if organisation.publishes_grades else None,
        files={file.language: file.sha256 for file in notice.files},
        is_demo=facts["is_demo"],
    )


def _number(notice: Notice) -> Words:
    return {"zh": notice.facts["number_zh"], "en": notice.facts["number_en"]}
