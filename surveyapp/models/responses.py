"""What was answered: rows without a name, a key to the roster, or a time finer than a day."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.models.base import UNCHANGING, Base, Document
from surveyapp.models.roster import Collection

_CHANNELS = "channel IN ('invited', 'open', 'imported')"


class SpooledResponse(Base):
    """A submitted response that waits for its batch to be mixed and released."""

    __tablename__ = "spool"
    __table_args__ = (
        CheckConstraint("seconds IS NULL OR seconds >= 0", name="seconds_not_negative"),
        CheckConstraint(_CHANNELS, name="channel_known"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"), index=True)
    group_code: Mapped[str | None]
    channel: Mapped[str]
    language: Mapped[str]
    answers: Mapped[dict[str, Any]] = mapped_column(Document)
    seconds: Mapped[int | None]
    key_hash: Mapped[str] = mapped_column(unique=True)
    receipt: Mapped[str] = mapped_column(unique=True)


class Response(Base):
    """One person's released sheet: one JSON document, pinned to its instrument's version."""

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint("seconds IS NULL OR seconds >= 0", name="seconds_not_negative"),
        CheckConstraint(_CHANNELS, name="channel_known"),
        {"info": {UNCHANGING: True}},
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"), index=True)
    instrument_version_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    group_code: Mapped[str | None]
    channel: Mapped[str]
    language: Mapped[str]
    answers: Mapped[dict[str, Any]] = mapped_column(Document)
    seconds: Mapped[int | None]
    released_on: Mapped[date]
    is_duplicate: Mapped[bool] = mapped_column(default=False)


class Receipt(Base):
    """A released submission's key and receipt, without a way to its row: same key, same receipt."""

    __tablename__ = "receipt"

    key_hash: Mapped[str] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"), index=True)
    code: Mapped[str] = mapped_column(unique=True)


class Snapshot(Base):
    """The frozen, hashed matrix of a closed collection: int8, row by row, -1 for no rating."""

    __tablename__ = "snapshot"
    __table_args__ = (
        UniqueConstraint("collection_id"),
        CheckConstraint("n_rows >= 0", name="rows_not_negative"),
        {"info": {UNCHANGING: True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"))
    n_rows: Mapped[int]
    columns: Mapped[list[str]] = mapped_column(Document)
    row_ids: Mapped[list[str]] = mapped_column(Document)
    matrix: Mapped[bytes] = mapped_column(LargeBinary)
    responses_root: Mapped[str | None]
    content_hash: Mapped[str]
    frozen_on: Mapped[date]

    collection: Mapped[Collection] = relationship()
