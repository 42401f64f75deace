"""Experts' sheets and supervision's answers to the veto questions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.models.base import UNCHANGING, Base, UtcDateTime
from surveyapp.models.people import Person
from surveyapp.models.rounds import Task


class ExpertSheet(Base):
    """One expert's sheet on one task; nobody else's is shown to them, and it is handed in once."""

    __tablename__ = "expert_sheet"
    __table_args__ = (
        UniqueConstraint("task_id", "expert_id"),
        UniqueConstraint("task_id", "label"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    expert_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    label: Mapped[str]
    has_no_conflict: Mapped[bool] = mapped_column(default=False)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    task: Mapped[Task] = relationship()
    expert: Mapped[Person] = relationship()
    scores: Mapped[list["ExpertScore"]] = relationship(order_by="ExpertScore.id")


class ExpertScore(Base):
    """One expert's score of one rubric indicator, in hundredths of a point."""

    __tablename__ = "expert_score"
    __table_args__ = (
        UniqueConstraint("sheet_id", "indicator_code"),
        CheckConstraint("score_hundredths BETWEEN 0 AND 10000", name="score_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("expert_sheet.id"), index=True)
    indicator_code: Mapped[str]
    score_hundredths: Mapped[int]
    reason: Mapped[str | None]


class VetoAnswer(Base):
    """Supervision's yes or no to one veto question; the highest revision counts."""

    __tablename__ = "veto_answer"
    __table_args__ = (
        UniqueConstraint("task_id", "code", "revision"),
        {"info": {UNCHANGING: True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    code: Mapped[str]
    revision: Mapped[int]
    is_yes: Mapped[bool]
    reason: Mapped[str]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
