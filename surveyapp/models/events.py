"""The chained log: one row per act, in the same transaction, each sealing the one before."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.models.base import UNCHANGING, Base, Document, UtcDateTime


class Event(Base):
    """One act: who did what to which object, when, before and after.

    `seals` says of every row the act wrote what its content hashes to; None where it went.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_object", "object_type", "object_id"),
        {"info": {UNCHANGING: True}},
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None]
    person_name: Mapped[str]
    action: Mapped[str]
    object_type: Mapped[str]
    object_id: Mapped[str]
    before: Mapped[dict[str, Any] | None] = mapped_column(Document)
    after: Mapped[dict[str, Any] | None] = mapped_column(Document)
    reason: Mapped[str | None]
    seals: Mapped[dict[str, str | None] | None] = mapped_column(Document)
    previous_hash: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)


class ChainHead(Base):
    """The newest link of the chain; locked while the next event is added, so seq has no gap."""

    __tablename__ = "chain_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str]
