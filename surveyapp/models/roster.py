"""Who was asked: collections, invitees, invitations and drafts; never who said what."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.models.base import Base, Document, UtcDateTime
from surveyapp.models.measures import InstrumentVersion
from surveyapp.models.rounds import Task


class Collection(Base):
    """One questionnaire put before the stakeholders of one task."""

    __tablename__ = "collection"
    __table_args__ = (
        UniqueConstraint("task_id", "instrument_version_id"),
        CheckConstraint("n_frame > 0", name="frame_positive"),
        CheckConstraint("n_required > 0", name="required_positive"),
        CheckConstraint("closes_on >= opens_on", name="dates_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    instrument_version_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    n_frame: Mapped[int]
    n_required: Mapped[int]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    open_code: Mapped[str | None] = mapped_column(unique=True)
    roster_hash: Mapped[str | None]
    roster_frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    task: Mapped[Task] = relationship()
    instrument_version: Mapped[InstrumentVersion] = relationship()
    invitees: Mapped[list["Invitee"]] = relationship(order_by="Invitee.id")


class Invitee(Base):
    """A stakeholder on the roster of a collection."""

    __tablename__ = "invitee"
    __table_args__ = (UniqueConstraint("collection_id", "label"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"), index=True)
    group_code: Mapped[str]
    label: Mapped[str]


class Invitation(Base):
    """A one-time link to one invitee; the token itself is nowhere kept, its use has no time."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    invitee_id: Mapped[int] = mapped_column(ForeignKey("invitee.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    is_used: Mapped[bool] = mapped_column(default=False)

    invitee: Mapped[Invitee] = relationship()


class Draft(Base):
    """Answers under way; tied to the link so that it resumes on any device, gone at submission."""

    __tablename__ = "draft"
    __table_args__ = (
        CheckConstraint("seconds >= 0", name="seconds_not_negative"),
        CheckConstraint("channel IN ('invited', 'open')", name="channel_known"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"), index=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    submission_key: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[str]
    group_code: Mapped[str | None]
    language: Mapped[str]
    answers: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    asked_again: Mapped[list[str]] = mapped_column(Document, default=list)
    seconds: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    collection: Mapped[Collection] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - so the mapper spells it
