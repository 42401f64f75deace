"""Long work as rows: what to do, who holds it until when, how far it is."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.models.base import Base, Document, UtcDateTime


class Job(Base):
    """A piece of work with a lease: whoever holds it may finish it, and only they."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("n_done >= 0 AND n_done <= n_total", name="progress_in_range"),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        CheckConstraint("(owner IS NULL) = (lease_until IS NULL)", name="owner_has_lease"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    parameters: Mapped[dict[str, Any]] = mapped_column(Document)
    n_total: Mapped[int] = mapped_column(default=1)
    n_done: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None]
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None]

    @property
    def state(self) -> str:
        """Return queued, running, failing, or done."""
        if self.finished_at is not None:
            return "done"
        if self.owner is not None:
            return "running"
        return "failing" if self.last_error else "queued"
