"""Published definitions: indicator models and instruments, immutable and named by their hash."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.models.base import UNCHANGING, Base, Document, UtcDateTime


class IndicatorModelVersion(Base):
    """One published version of an indicator model, in the product's own structured form."""

    __tablename__ = "indicator_model_version"
    __table_args__ = (UniqueConstraint("code", "version"), {"info": {UNCHANGING: True}})

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    version: Mapped[str]
    content_hash: Mapped[str] = mapped_column(unique=True)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    published_by: Mapped[int | None]
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)


class InstrumentVersion(Base):
    """One published version of a questionnaire or an interview protocol."""

    __tablename__ = "instrument_version"
    __table_args__ = (
        UniqueConstraint("code", "version", "content_hash"),
        CheckConstraint("mode IN ('survey', 'interview')", name="mode_known"),
        {"info": {UNCHANGING: True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    version: Mapped[str]
    mode: Mapped[str]
    content_hash: Mapped[str] = mapped_column(unique=True)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    published_by: Mapped[int | None]
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
