"""Organisations, units, persons, their roles, and how they sign in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.access import Actor, Role
from surveyapp.models.base import Base, UtcDateTime


class Organisation(Base):
    """The competent department that recognises and issues notices."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name_zh: Mapped[str]
    name_en: Mapped[str | None]
    notice_prefix_zh: Mapped[str]
    notice_prefix_en: Mapped[str]
    time_zone: Mapped[str] = mapped_column(default="Asia/Shanghai")
    publishes_grades: Mapped[bool] = mapped_column(default=False)


class CalendarDay(Base):
    """A day that breaks the week's rule: a holiday (off) or a make-up working day (on)."""

    __tablename__ = "calendar_day"
    __table_args__ = (CheckConstraint("kind IN ('off', 'on')", name="kind_known"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    day_on: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)


class Unit(Base):
    """An assessed organisation."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("organisation_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    code: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str | None]


class Person(Base):
    """One human being; duties are kept apart by person, never by account."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    name_zh: Mapped[str]
    name_en: Mapped[str | None]

    role_grants: Mapped[list["RoleGrant"]] = relationship(order_by="RoleGrant.id")

    @property
    def name(self) -> str:
        """Return the name by which the house knows this person."""
        return self.name_zh

    def as_actor(self) -> Actor:
        """Return this person as the actor of acts, with the roles held now."""
        held = frozenset(Role(g.role) for g in self.role_grants if g.revoked_at is None)
        return Actor(person_id=self.id, name=self.name_zh, roles=held)


class RoleGrant(Base):
    """One role of one person, from its grant to its revocation."""

    __tablename__ = "role_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Account(Base):
    """A way for a person to sign in; there are no default passwords, only one-time links."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    login: Mapped[str] = mapped_column(unique=True)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()


class SignInLink(Base):
    """A one-time link; only the hash of its token is kept."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignIn(Base):
    """One stay in the house, from the exchanged link to its end; looked up at every request."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship()
