"""Keep written rows: the database itself refuses to change or remove what must stand."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "approval",
    "event",
    "evidence_item",
    "figure",
    "indicator_model_version",
    "instrument_version",
    "notice",
    "notice_change",
    "notice_file",
    "response",
    "review",
    "score_run",
    "snapshot",
    "truth_statement",
    "veto_answer",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for act in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER keep_{table}_{act.lower()} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} rows are never changed'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION keep_written_row() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% rows are never changed', TG_TABLE_NAME; END $$"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER keep_{table} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION keep_written_row()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for act in ("update", "delete"):
                op.execute(f"DROP TRIGGER keep_{table}_{act}")
        return
    for table in TABLES:
        op.execute(f"DROP TRIGGER keep_{table} ON {table}")
    op.execute("DROP FUNCTION keep_written_row()")
