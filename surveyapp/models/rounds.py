"""Rounds, their tasks, and who has which duty on a task."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.models.base import Base, Document, UtcDateTime
from surveyapp.models.measures import IndicatorModelVersion
from surveyapp.models.people import Organisation, Person, Unit


class Round(Base):
    """One recognition cycle with the indicator model it is judged by."""

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("organisation_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    code: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str | None]
    model_version_id: Mapped[int] = mapped_column(ForeignKey("indicator_model_version.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    results_closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_demo: Mapped[bool] = mapped_column(default=False)

    organisation: Mapped[Organisation] = relationship()
    model_version: Mapped[IndicatorModelVersion] = relationship()
    tasks: Mapped[list["Task"]] = relationship(back_populates="round", order_by="Task.id")


class Task(Base):
    """What is certified: one task of one unit in one round."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("round_id", "no"),
        CheckConstraint("importance IN ('core', 'key', 'general')", name="importance_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    no: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str | None]
    type_code: Mapped[str]
    importance: Mapped[str] = mapped_column(default="general")
    areas: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)

    round: Mapped[Round] = relationship(back_populates="tasks")
    unit: Mapped[Unit] = relationship()
    duties: Mapped[list["Duty"]] = relationship(back_populates="task", order_by="Duty.id")


class Duty(Base):
    """One person's duty on one task; objects are found only through it by those it binds."""

    __tablename__ = "duty"
    __table_args__ = (
        UniqueConstraint("task_id", "person_id", "kind"),
        CheckConstraint(
            "kind IN ('officer', 'interviewer', 'coder', 'adjudicator', 'expert', 'supervisor', "
            "'reviewer', 'approver', 'issuer', 'source')",
            name="kind_known",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    label: Mapped[str | None]
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)

    task: Mapped[Task] = relationship(back_populates="duties")
    person: Mapped[Person] = relationship()
