"""Numbered notices, their files, and what later became of them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.models.base import UNCHANGING, Base, Document, UtcDateTime
from surveyapp.models.results import Approval, ScoreRun
from surveyapp.models.rounds import Task


class NoticeCounter(Base):
    """The last number given out by an organisation in a year; locked while the next is taken."""

    __tablename__ = "notice_counter"
    __table_args__ = (CheckConstraint("last_number >= 0", name="number_not_negative"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_number: Mapped[int] = mapped_column(default=0)


class Notice(Base):
    """One issued notice with the facts it prints; its number is never given back."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("organisation_id", "year", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        {"info": {UNCHANGING: True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    year: Mapped[int]
    number: Mapped[int]
    code: Mapped[str] = mapped_column(unique=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    score_run_id: Mapped[int] = mapped_column(ForeignKey("score_run.id"))
    approval_id: Mapped[int] = mapped_column(ForeignKey("approval.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(Document)
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    issued_on: Mapped[date]
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)

    task: Mapped[Task] = relationship()
    score_run: Mapped[ScoreRun] = relationship()
    approval: Mapped[Approval] = relationship()
    files: Mapped[list["NoticeFile"]] = relationship(order_by="NoticeFile.id")
    changes: Mapped[list["NoticeChange"]] = relationship(
        order_by="NoticeChange.id", foreign_keys="NoticeChange.notice_id"
    )

    seal_holds = False
    """Whether the notice, its files and its changes are what was sealed: its finders say."""

    @property
    def state(self) -> str:
        """Return void, superseded, under_appeal, or in_force: the fold of what became of it."""
        kinds = [change.kind for change in self.changes]
        if "voided" in kinds:
            return "void"
        if "superseded" in kinds:
            return "superseded"
        n_open = kinds.count("appeal_opened") - kinds.count("appeal_closed")
        return "under_appeal" if n_open > 0 else "in_force"

    @property
    def is_standing(self) -> bool:
        """Say whether it is in force, if under appeal."""
        return self.state in {"in_force", "under_appeal"}

    @property
    def successor(self) -> "Notice | None":
        """Return the notice that took this one's place."""
        return next((c.successor for c in self.changes if c.successor is not None), None)


class NoticeFile(Base):
    """The bytes that were issued, by their hash; a second rendering must equal the first."""

    __tablename__ = "notice_file"
    __table_args__ = (
        UniqueConstraint("notice_id", "language"),
        CheckConstraint("language IN ('zh', 'en')", name="language_known"),
        {"info": {UNCHANGING: True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    language: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    rendered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NoticeChange(Base):
    """What became of a notice after it was issued; its state is the fold of these."""

    __tablename__ = "notice_change"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('appeal_opened', 'appeal_closed', 'superseded', 'voided')", name="kind_known"
        ),
        CheckConstraint(
            "(kind = 'superseded') = (successor_id IS NOT NULL)", name="successor_when_superseded"
        ),
        CheckConstraint(
            "(kind = 'appeal_closed') = (outcome IS NOT NULL)", name="outcome_when_closed"
        ),
        CheckConstraint(
            "outcome IS NULL OR outcome IN ('upheld', 'rejected', 'withdrawn')",
            name="outcome_known",
        ),
        {"info": {UNCHANGING: True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    kind: Mapped[str]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    outcome: Mapped[str | None]
    reason: Mapped[str]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    successor: Mapped[Notice | None] = relationship(foreign_keys=[successor_id])
