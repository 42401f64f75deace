"""Interview sessions, their segments, and how two coders and an adjudicator read them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.models.base import Base, Document, UtcDateTime
from surveyapp.models.measures import InstrumentVersion
from surveyapp.models.people import Person
from surveyapp.models.rounds import Task


class InterviewSession(Base):
    """One talk, from its booking to the interviewee's confirmation; state follows from facts."""

    __tablename__ = "interview_session"
    __table_args__ = (
        UniqueConstraint("task_id", "no"),
        CheckConstraint("mode IN ('individual', 'group', 'telephone', 'video')", name="mode_known"),
        CheckConstraint("recorder_id IS NULL OR recorder_id <> interviewer_id", name="two_people"),
        CheckConstraint("confirmed_at IS NULL OR completed_at IS NOT NULL", name="complete_first"),
        CheckConstraint(
            "completed_at IS NULL OR (has_consent AND held_on IS NOT NULL AND place IS NOT NULL)",
            name="complete_has_consent",
        ),
        CheckConstraint("began_at IS NULL OR ended_at > began_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    protocol_version_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    no: Mapped[str]
    interviewee_code: Mapped[str]
    group_code: Mapped[str]
    post: Mapped[str | None]
    mode: Mapped[str] = mapped_column(default="individual")
    place: Mapped[str | None]
    held_on: Mapped[date | None]
    began_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    present: Mapped[str | None]
    interviewer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    has_consent: Mapped[bool] = mapped_column(default=False)
    may_record: Mapped[bool] = mapped_column(default=False)
    points: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    evidence_mentioned: Mapped[str | None]
    to_verify: Mapped[str | None]
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmation_hash: Mapped[str | None] = mapped_column(unique=True)
    link_made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    objection: Mapped[str | None]
    objected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    task: Mapped[Task] = relationship()
    protocol_version: Mapped[InstrumentVersion] = relationship()
    interviewer: Mapped[Person] = relationship(foreign_keys=[interviewer_id])
    recorder: Mapped[Person | None] = relationship(foreign_keys=[recorder_id])
    segments: Mapped[list["Segment"]] = relationship(
        back_populates="session", order_by="Segment.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - so the mapper spells it

    @property
    def state(self) -> str:
        """Return assigned, started, completed, returned (by an objection), or confirmed."""
        if self.confirmed_at is not None:
            return "confirmed"
        if self.completed_at is not None:
            return "completed"
        if self.objected_at is not None:
            return "returned"
        return "started" if self.started_at is not None else "assigned"


class Segment(Base):
    """One thing the interviewee said, in their own words, under one question."""

    __tablename__ = "segment"
    __table_args__ = (UniqueConstraint("session_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("interview_session.id"), index=True)
    position: Mapped[int]
    question_code: Mapped[str]
    quote: Mapped[str]

    session: Mapped[InterviewSession] = relationship(back_populates="segments")
    codings: Mapped[list["Coding"]] = relationship(
        order_by="Coding.id", cascade="all, delete-orphan"
    )
    adjudication: Mapped["Adjudication | None"] = relationship(cascade="all, delete-orphan")
    earlier_adjudications: Mapped[list["EarlierAdjudication"]] = relationship(
        order_by="EarlierAdjudication.revision", cascade="all, delete-orphan"
    )


class Coding(Base):
    """One coder's reading of one segment; the two coders do not see each other's."""

    __tablename__ = "coding"
    __table_args__ = (
        UniqueConstraint("segment_id", "coder_id"),
        CheckConstraint("valence BETWEEN -2 AND 2", name="valence_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id"), index=True)
    coder_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    theme: Mapped[str]
    valence: Mapped[int]
    coded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Adjudication(Base):
    """The reading that counts, settled after both codings."""

    __tablename__ = "adjudication"
    __table_args__ = (CheckConstraint("valence BETWEEN -2 AND 2", name="valence_in_range"),)

    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id"), primary_key=True)
    adjudicator_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    theme: Mapped[str]
    valence: Mapped[int]
    reason: Mapped[str | None]
    adjudicated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EarlierAdjudication(Base):
    """What was settled before it was settled again: written once, never changed."""

    __tablename__ = "earlier_adjudication"
    __table_args__ = (
        UniqueConstraint("segment_id", "revision"),
        CheckConstraint("valence BETWEEN -2 AND 2", name="valence_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id"))
    revision: Mapped[int]
    adjudicator_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    theme: Mapped[str]
    valence: Mapped[int]
    reason: Mapped[str | None]
    adjudicated_at: Mapped[datetime] = mapped_column(UtcDateTime)
