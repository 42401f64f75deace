"""Keep submitted expert sheets: the database refuses any change once a sheet was handed in."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WORDS = "a submitted expert sheet is never changed"
SUBMITTED = "(SELECT submitted_at FROM expert_sheet WHERE id = {row}.sheet_id) IS NOT NULL"
GUARDS = (
    ("expert_sheet", "UPDATE", "OLD.submitted_at IS NOT NULL"),
    ("expert_sheet", "DELETE", "OLD.submitted_at IS NOT NULL"),
    ("expert_score", "INSERT", SUBMITTED.format(row="NEW")),
    ("expert_score", "UPDATE", SUBMITTED.format(row="OLD")),
    ("expert_score", "DELETE", SUBMITTED.format(row="OLD")),
)
"""Table, act, and when the act is refused."""


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, act, refused in GUARDS:
        name = f"sheet_{table}_{act.lower()}"
        if is_sqlite:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {refused} "
                f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
            )
            continue
        row = "OLD" if act == "DELETE" else "NEW"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {refused} THEN RAISE EXCEPTION '{WORDS}'; END IF; RETURN {row}; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, act, _refused in GUARDS:
        name = f"sheet_{table}_{act.lower()}"
        if is_sqlite:
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
