"""Making and keeping the files of an issued notice: the work of a job, repeated until done."""

from collections.abc import Callable, Mapping
from datetime import datetime

from surveyapp.access import SYSTEM
from surveyapp.db import reading, session
from surveyapp.errors import DomainError, marked
from surveyapp.evidence_store import keep
from surveyapp.models import Notice, NoticeFile
from surveyapp.notice_facts import facts_of
from surveyapp.operations.notices.issuing import LANGUAGES, Render
from surveyapp.operations.recording import record, require_as_sealed


class RenderingDiffers(DomainError):
    """A second rendering is not the bytes that were issued: the issued ones stand."""

    sentence = marked("重新生成的文件与已发出的不一致（%(language)s），已发出的文件不变。")


def prepare_files(
    parameters: Mapping[str, object], *, render: Render
) -> Callable[[datetime], None]:
    """Render a notice in both languages and keep the bytes; returns what writes their rows.

    Raises NoticeNotRendered; the number stays taken and the job is tried again.
    """
    notice_id = int(str(parameters["notice_id"]))
    with reading():
        notice = session.get_one(Notice, notice_id)
        require_as_sealed(notice, ("notice", notice_id))
        facts = facts_of(notice.facts)
    contents = {lang: render(facts, lang) for lang in LANGUAGES}
    kept = {str(lang): (keep(content), len(content)) for lang, content in contents.items()}
    return lambda at: _write_files(notice_id, kept, at=at)


def _write_files(notice_id: int, kept: Mapping[str, tuple[str, int]], *, at: datetime) -> None:
    notice = session.get_one(Notice, notice_id)
    known = {file.language: file.sha256 for file in notice.files}
    for language, (sha256, size) in kept.items():
        if known.get(language, sha256) != sha256:
            raise RenderingDiffers(language=language)
        if language not in known:
            session.add(
                NoticeFile(
                    notice_id=notice_id,
                    language=language,
                    sha256=sha256,
                    size=size,
                    rendered_at=at,
                )
            )
    session.flush()
    after = {language: sha256 for language, (sha256, _size) in kept.items()}
    record("NoticeRendered", ("notice", notice_id), by=SYSTEM, at=at, after=after)
