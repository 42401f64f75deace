"""Score runs, their reviews, and the approvals that turn one of them into a conclusion."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.models.base import UNCHANGING, Base, Document, UtcDateTime
from surveyapp.models.measures import IndicatorModelVersion
from surveyapp.models.people import Person
from surveyapp.models.rounds import Task


class ScoreRun(Base):
    """One computation of one task: what went in, what came out, with which code; never updated."""

    __tablename__ = "score_run"
    __table_args__ = (
        UniqueConstraint("task_id", "seq"),
        CheckConstraint(
            "total_hundredths IS NULL OR total_hundredths BETWEEN 0 AND 10000",
            name="total_in_range",
        ),
        {"info": {UNCHANGING: True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    seq: Mapped[int]
    model_version_id: Mapped[int] = mapped_column(ForeignKey("indicator_model_version.id"))
    code_version: Mapped[str]
    inputs: Mapped[dict[str, Any]] = mapped_column(Document)
    inputs_hash: Mapped[str]
    result: Mapped[dict[str, Any]] = mapped_column(Document)
    result_hash: Mapped[str]
    total_hundredths: Mapped[int | None]
    total_exact: Mapped[str | None]
    grade: Mapped[str | None]
    run_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)

    task: Mapped[Task] = relationship()
    model_version: Mapped[IndicatorModelVersion] = relationship()
    person: Mapped[Person | None] = relationship()
    reviews: Mapped[list["Review"]] = relationship(back_populates="score_run", order_by="Review.id")
    approval: Mapped["Approval | None"] = relationship(back_populates="score_run")

    seal_holds = False
    """Whether the run is what its event sealed, reviews and approval included: its finders say."""

    @property
    def is_objected(self) -> bool:
        """Whether a reviewer objected to this run."""
        return any(review.verdict == "objected" for review in self.reviews)

    @property
    def is_confirmed(self) -> bool:
        """Whether a reviewer confirmed this very run and none objected to it."""
        return bool(self.reviews) and not self.is_objected


class Review(Base):
    """A reviewer's finding on a score run: computed anew, read through, confirmed or objected."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("score_run_id", "reviewed_by"),
        CheckConstraint("verdict IN ('confirmed', 'objected')", name="verdict_known"),
        CheckConstraint("is_equal OR verdict = 'objected'", name="unequal_is_objected"),
        {"info": {UNCHANGING: True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    score_run_id: Mapped[int] = mapped_column(ForeignKey("score_run.id"), index=True)
    is_equal: Mapped[bool]
    verdict: Mapped[str]
    note: Mapped[str | None]
    reviewed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reviewed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    score_run: Mapped[ScoreRun] = relationship(back_populates="reviews")
    person: Mapped[Person] = relationship()


class Approval(Base):
    """The approver's decision on a score run: the final grade after the round's quota."""

    __tablename__ = "approval"
    __table_args__ = (
        UniqueConstraint("score_run_id"),
        CheckConstraint("decision IN ('approved', 'refused')", name="decision_known"),
        CheckConstraint(
            "(decision = 'approved') = (grade IS NOT NULL)", name="grade_when_approved"
        ),
        {"info": {UNCHANGING: True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    score_run_id: Mapped[int] = mapped_column(ForeignKey("score_run.id"))
    decision: Mapped[str]
    grade: Mapped[str | None]
    is_over_quota: Mapped[bool] = mapped_column(default=False)
    reasons: Mapped[list[Any]] = mapped_column(Document, default=list)
    note: Mapped[str | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime] = mapped_column(UtcDateTime)

    score_run: Mapped[ScoreRun] = relationship(back_populates="approval")
    person: Mapped[Person | None] = relationship()
