"""Figures, evidence, statements, exceptions of a task; revisions are added, never overwritten."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.models.base import UNCHANGING, Base, Document, UtcDateTime
from surveyapp.models.people import Person
from surveyapp.models.rounds import Task


class Figure(Base):
    """The raw values of one level-3 indicator; the highest revision counts."""

    __tablename__ = "figure"
    __table_args__ = (
        UniqueConstraint("task_id", "indicator_code", "revision"),
        CheckConstraint("revision > 0", name="revision_positive"),
        {"info": {UNCHANGING: True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    indicator_code: Mapped[str]
    revision: Mapped[int]
    values: Mapped[dict[str, Any]] = mapped_column(Document)
    source: Mapped[str]
    batch: Mapped[str]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)

    task: Mapped[Task] = relationship()
    person: Mapped[Person | None] = relationship()


class EvidenceItem(Base):
    """A file that stands behind an indicator's figures; its bytes lie in the store by hash."""

    __tablename__ = "evidence_item"
    __table_args__ = (
        CheckConstraint("size > 0", name="size_positive"),
        {"info": {UNCHANGING: True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    indicator_code: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    note: Mapped[str | None]
    handed_in_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    handed_in_at: Mapped[datetime] = mapped_column(UtcDateTime)

    task: Mapped[Task] = relationship()


class TruthStatement(Base):
    """A person's word that a batch of figures is true and complete."""

    __tablename__ = "truth_statement"
    __table_args__ = ({"info": {UNCHANGING: True}},)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    batch: Mapped[str]
    text: Mapped[str]
    stated_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    stated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Exemption(Base):
    """A request to leave an indicator out as not applicable, and another person's decision."""

    __tablename__ = "exemption"
    __table_args__ = (
        UniqueConstraint("task_id", "code"),
        CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name="two_people"),
        CheckConstraint("(decided_at IS NULL) = (is_approved IS NULL)", name="decided_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    code: Mapped[str]
    reason: Mapped[str]
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_approved: Mapped[bool | None]


class ReliabilityDecision(Base):
    """What to do with a construct whose reliability misses its threshold, decided by two people."""

    __tablename__ = "reliability_decision"
    __table_args__ = (
        CheckConstraint("action IN ('exempt', 'drop_item', 'fallback')", name="action_known"),
        CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name="two_people"),
        CheckConstraint(
            "score_hundredths IS NULL OR score_hundredths BETWEEN 0 AND 10000",
            name="score_in_range",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    construct: Mapped[str]
    action: Mapped[str]
    items: Mapped[list[str]] = mapped_column(Document, default=list)
    score_hundredths: Mapped[int | None]
    reason: Mapped[str]
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_approved: Mapped[bool | None]
