"""Keep duties apart: the database itself refuses one person in two steps of one conclusion."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

RUN_BY = "SELECT run_by FROM score_run WHERE id = NEW.score_run_id"
REVIEWED_BY = "SELECT reviewed_by FROM review WHERE score_run_id = NEW.score_run_id"
APPROVED_BY = "SELECT approved_by FROM approval WHERE score_run_id = NEW.score_run_id"
CODED_BY = "SELECT coder_id FROM coding WHERE segment_id = NEW.segment_id"
EARLIER = {
    "adjudication": ("adjudicator_id", CODED_BY),
    "review": ("reviewed_by", f"{RUN_BY} UNION {APPROVED_BY}"),
    "approval": ("approved_by", f"{RUN_BY} UNION {REVIEWED_BY}"),
    "notice": ("issued_by", f"{RUN_BY} UNION {REVIEWED_BY} UNION {APPROVED_BY}"),
}
"""Table -> its actor's column, and who did the steps it must be separate from."""


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, (actor, earlier) in EARLIER.items():
        broken = f"NEW.{actor} IN ({earlier})"
        words = f"{table}: this person did an earlier step of the same conclusion"
        if is_sqlite:
            op.execute(
                f"CREATE TRIGGER apart_{table} BEFORE INSERT ON {table} WHEN {broken} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
            continue
        op.execute(
            f"CREATE FUNCTION apart_{table}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {broken} THEN RAISE EXCEPTION '{words}'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER apart_{table} BEFORE INSERT ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION apart_{table}()"
        )


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in EARLIER:
        if is_sqlite:
            op.execute(f"DROP TRIGGER apart_{table}")
        else:
            op.execute(f"DROP TRIGGER apart_{table} ON {table}")
            op.execute(f"DROP FUNCTION apart_{table}()")
