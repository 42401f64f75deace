"""Lay the ground: every table of the main job."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chain_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_chain_head_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_head")),
    )
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object_type", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_event_hash")),
    )
    op.create_table(
        "indicator_model_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_model_version")),
        sa.UniqueConstraint(
            "code", "version", name=op.f("uq_indicator_model_version_code_version")
        ),
        sa.UniqueConstraint("content_hash", name=op.f("uq_indicator_model_version_content_hash")),
    )
    op.create_table(
        "instrument_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "mode IN ('survey', 'interview')", name=op.f("ck_instrument_version_mode_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument_version")),
        sa.UniqueConstraint(
            "code",
            "version",
            "content_hash",
            name=op.f("uq_instrument_version_code_version_content_hash"),
        ),
        sa.UniqueConstraint("content_hash", name=op.f("uq_instrument_version_content_hash")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("n_total", sa.Integer(), nullable=False),
        sa.Column("n_done", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_job_attempts_not_negative")),
        sa.CheckConstraint(
            "n_done >= 0 AND n_done <= n_total", name=op.f("ck_job_progress_in_range")
        ),
        sa.CheckConstraint(
            "(owner IS NULL) = (lease_until IS NULL)", name=op.f("ck_job_owner_has_lease")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("notice_prefix_zh", sa.String(), nullable=False),
        sa.Column("notice_prefix_en", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("publishes_grades", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('off', 'on')", name=op.f("ck_calendar_day_kind_known")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_calendar_day_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "day_on", "kind", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "notice_counter",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.CheckConstraint("last_number >= 0", name=op.f("ck_notice_counter_number_not_negative")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_notice_counter_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "year", name=op.f("pk_notice_counter")),
    )
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("model_version_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("results_closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_version_id"],
            ["indicator_model_version.id"],
            name=op.f("fk_round_model_version_id_indicator_model_version"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_round_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("organisation_id", "code", name=op.f("uq_round_organisation_id_code")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_unit_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("organisation_id", "code", name=op.f("uq_unit_organisation_id_code")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_person_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_person_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("type_code", sa.String(), nullable=False),
        sa.Column("importance", sa.String(), nullable=False),
        sa.Column("areas", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "importance IN ('core', 'key', 'general')", name=op.f("ck_task_importance_known")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_task_round_id_round")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_task_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("round_id", "no", name=op.f("uq_task_round_id_no")),
    )
    op.create_index(op.f("ix_task_round_id"), "task", ["round_id"], unique=False)
    op.create_index(op.f("ix_task_unit_id"), "task", ["unit_id"], unique=False)
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_account_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
    )
    op.create_index(op.f("ix_account_person_id"), "account", ["person_id"], unique=False)
    op.create_table(
        "collection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("instrument_version_id", sa.Integer(), nullable=False),
        sa.Column("n_frame", sa.Integer(), nullable=False),
        sa.Column("n_required", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("open_code", sa.String(), nullable=True),
        sa.Column("roster_hash", sa.String(), nullable=True),
        sa.Column("roster_frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("closes_on >= opens_on", name=op.f("ck_collection_dates_in_order")),
        sa.CheckConstraint("n_frame > 0", name=op.f("ck_collection_frame_positive")),
        sa.CheckConstraint("n_required > 0", name=op.f("ck_collection_required_positive")),
        sa.ForeignKeyConstraint(
            ["instrument_version_id"],
            ["instrument_version.id"],
            name=op.f("fk_collection_instrument_version_id_instrument_version"),
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_collection_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection")),
        sa.UniqueConstraint("open_code", name=op.f("uq_collection_open_code")),
        sa.UniqueConstraint(
            "task_id",
            "instrument_version_id",
            name=op.f("uq_collection_task_id_instrument_version_id"),
        ),
    )
    op.create_index(op.f("ix_collection_task_id"), "collection", ["task_id"], unique=False)
    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('officer', 'interviewer', 'coder', 'adjudicator', 'expert', 'supervisor', 'reviewer', 'approver', 'issuer', 'source')",
            name=op.f("ck_duty_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_duty_person_id_person")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_duty_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint(
            "task_id", "person_id", "kind", name=op.f("uq_duty_task_id_person_id_kind")
        ),
    )
    op.create_index(op.f("ix_duty_person_id"), "duty", ["person_id"], unique=False)
    op.create_index(op.f("ix_duty_task_id"), "duty", ["task_id"], unique=False)
    op.create_table(
        "evidence_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("indicator_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("handed_in_by", sa.Integer(), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_evidence_item_size_positive")),
        sa.ForeignKeyConstraint(
            ["handed_in_by"], ["person.id"], name=op.f("fk_evidence_item_handed_in_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_evidence_item_task_id_task")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_item")),
    )
    op.create_index(op.f("ix_evidence_item_task_id"), "evidence_item", ["task_id"], unique=False)
    op.create_table(
        "exemption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (is_approved IS NULL)", name=op.f("ck_exemption_decided_whole")
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> requested_by", name=op.f("ck_exemption_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_exemption_decided_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["person.id"], name=op.f("fk_exemption_requested_by_person")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_exemption_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemption")),
        sa.UniqueConstraint("task_id", "code", name=op.f("uq_exemption_task_id_code")),
    )
    op.create_index(op.f("ix_exemption_task_id"), "exemption", ["task_id"], unique=False)
    op.create_table(
        "expert_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("has_no_conflict", sa.Boolean(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["expert_id"], ["person.id"], name=op.f("fk_expert_sheet_expert_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_expert_sheet_task_id_task")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_sheet")),
        sa.UniqueConstraint("task_id", "expert_id", name=op.f("uq_expert_sheet_task_id_expert_id")),
        sa.UniqueConstraint("task_id", "label", name=op.f("uq_expert_sheet_task_id_label")),
    )
    op.create_index(op.f("ix_expert_sheet_expert_id"), "expert_sheet", ["expert_id"], unique=False)
    op.create_index(op.f("ix_expert_sheet_task_id"), "expert_sheet", ["task_id"], unique=False)
    op.create_table(
        "figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("indicator_code", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("revision > 0", name=op.f("ck_figure_revision_positive")),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_figure_entered_by_person")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_figure_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure")),
        sa.UniqueConstraint(
            "task_id",
            "indicator_code",
            "revision",
            name=op.f("uq_figure_task_id_indicator_code_revision"),
        ),
    )
    op.create_index(op.f("ix_figure_task_id"), "figure", ["task_id"], unique=False)
    op.create_table(
        "interview_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("protocol_version_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(), nullable=False),
        sa.Column("interviewee_code", sa.String(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=True),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("present", sa.String(), nullable=True),
        sa.Column("interviewer_id", sa.Integer(), nullable=False),
        sa.Column("recorder_id", sa.Integer(), nullable=True),
        sa.Column("has_consent", sa.Boolean(), nullable=False),
        sa.Column("may_record", sa.Boolean(), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("evidence_mentioned", sa.String(), nullable=True),
        sa.Column("to_verify", sa.String(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmation_hash", sa.String(), nullable=True),
        sa.Column("link_made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("objection", sa.String(), nullable=True),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "mode IN ('individual', 'group', 'telephone', 'video')",
            name=op.f("ck_interview_session_mode_known"),
        ),
        sa.CheckConstraint(
            "confirmed_at IS NULL OR completed_at IS NOT NULL",
            name=op.f("ck_interview_session_complete_first"),
        ),
        sa.CheckConstraint(
            "completed_at IS NULL OR (has_consent AND held_on IS NOT NULL AND place IS NOT NULL)",
            name=op.f("ck_interview_session_complete_has_consent"),
        ),
        sa.CheckConstraint(
            "began_at IS NULL OR ended_at > began_at",
            name=op.f("ck_interview_session_ends_after_start"),
        ),
        sa.CheckConstraint(
            "recorder_id IS NULL OR recorder_id <> interviewer_id",
            name=op.f("ck_interview_session_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["interviewer_id"],
            ["person.id"],
            name=op.f("fk_interview_session_interviewer_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["protocol_version_id"],
            ["instrument_version.id"],
            name=op.f("fk_interview_session_protocol_version_id_instrument_version"),
        ),
        sa.ForeignKeyConstraint(
            ["recorder_id"], ["person.id"], name=op.f("fk_interview_session_recorder_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_interview_session_task_id_task")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_session")),
        sa.UniqueConstraint(
            "confirmation_hash", name=op.f("uq_interview_session_confirmation_hash")
        ),
        sa.UniqueConstraint("task_id", "no", name=op.f("uq_interview_session_task_id_no")),
    )
    op.create_index(
        op.f("ix_interview_session_task_id"), "interview_session", ["task_id"], unique=False
    )
    op.create_table(
        "reliability_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("construct", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("score_hundredths", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "action IN ('exempt', 'drop_item', 'fallback')",
            name=op.f("ck_reliability_decision_action_known"),
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> requested_by",
            name=op.f("ck_reliability_decision_two_people"),
        ),
        sa.CheckConstraint(
            "score_hundredths IS NULL OR score_hundredths BETWEEN 0 AND 10000",
            name=op.f("ck_reliability_decision_score_in_range"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_reliability_decision_decided_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"],
            ["person.id"],
            name=op.f("fk_reliability_decision_requested_by_person"),
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_reliability_decision_task_id_task")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reliability_decision")),
    )
    op.create_index(
        op.f("ix_reliability_decision_task_id"), "reliability_decision", ["task_id"], unique=False
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index(op.f("ix_role_grant_person_id"), "role_grant", ["person_id"], unique=False)
    op.create_table(
        "score_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("model_version_id", sa.Integer(), nullable=False),
        sa.Column("code_version", sa.String(), nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.Column("inputs_hash", sa.String(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("result_hash", sa.String(), nullable=False),
        sa.Column("total_hundredths", sa.Integer(), nullable=True),
        sa.Column("total_exact", sa.String(), nullable=True),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("run_by", sa.Integer(), nullable=True),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "total_hundredths IS NULL OR total_hundredths BETWEEN 0 AND 10000",
            name=op.f("ck_score_run_total_in_range"),
        ),
        sa.ForeignKeyConstraint(
            ["model_version_id"],
            ["indicator_model_version.id"],
            name=op.f("fk_score_run_model_version_id_indicator_model_version"),
        ),
        sa.ForeignKeyConstraint(["run_by"], ["person.id"], name=op.f("fk_score_run_run_by_person")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_score_run_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_run")),
        sa.UniqueConstraint("task_id", "seq", name=op.f("uq_score_run_task_id_seq")),
    )
    op.create_index(op.f("ix_score_run_task_id"), "score_run", ["task_id"], unique=False)
    op.create_table(
        "truth_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("stated_by", sa.Integer(), nullable=True),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["stated_by"], ["person.id"], name=op.f("fk_truth_statement_stated_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_truth_statement_task_id_task")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_truth_statement")),
    )
    op.create_index(
        op.f("ix_truth_statement_task_id"), "truth_statement", ["task_id"], unique=False
    )
    op.create_table(
        "veto_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("is_yes", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_veto_answer_answered_by_person")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_veto_answer_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_veto_answer")),
        sa.UniqueConstraint(
            "task_id", "code", "revision", name=op.f("uq_veto_answer_task_id_code_revision")
        ),
    )
    op.create_index(op.f("ix_veto_answer_task_id"), "veto_answer", ["task_id"], unique=False)
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("score_run_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("is_over_quota", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(decision = 'approved') = (grade IS NOT NULL)",
            name=op.f("ck_approval_grade_when_approved"),
        ),
        sa.CheckConstraint(
            "decision IN ('approved', 'refused')", name=op.f("ck_approval_decision_known")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["person.id"], name=op.f("fk_approval_approved_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["score_run_id"], ["score_run.id"], name=op.f("fk_approval_score_run_id_score_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint("score_run_id", name=op.f("uq_approval_score_run_id")),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("score_run_id", sa.Integer(), nullable=False),
        sa.Column("is_equal", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("reviewed_by", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "is_equal OR verdict = 'objected'", name=op.f("ck_review_unequal_is_objected")
        ),
        sa.CheckConstraint(
            "verdict IN ('confirmed', 'objected')", name=op.f("ck_review_verdict_known")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["person.id"], name=op.f("fk_review_reviewed_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["score_run_id"], ["score_run.id"], name=op.f("fk_review_score_run_id_score_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint(
            "score_run_id", "reviewed_by", name=op.f("uq_review_score_run_id_reviewed_by")
        ),
    )
    op.create_index(op.f("ix_review_score_run_id"), "review", ["score_run_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("submission_key", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("asked_again", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("channel IN ('invited', 'open')", name=op.f("ck_draft_channel_known")),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_draft_seconds_not_negative")),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name=op.f("fk_draft_collection_id_collection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_draft_key_hash")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_draft_submission_key")),
    )
    op.create_index(op.f("ix_draft_collection_id"), "draft", ["collection_id"], unique=False)
    op.create_table(
        "expert_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("indicator_code", sa.String(), nullable=False),
        sa.Column("score_hundredths", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "score_hundredths BETWEEN 0 AND 10000", name=op.f("ck_expert_score_score_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["expert_sheet.id"], name=op.f("fk_expert_score_sheet_id_expert_sheet")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_score")),
        sa.UniqueConstraint(
            "sheet_id", "indicator_code", name=op.f("uq_expert_score_sheet_id_indicator_code")
        ),
    )
    op.create_index(op.f("ix_expert_score_sheet_id"), "expert_score", ["sheet_id"], unique=False)
    op.create_table(
        "invitee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name=op.f("fk_invitee_collection_id_collection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitee")),
        sa.UniqueConstraint("collection_id", "label", name=op.f("uq_invitee_collection_id_label")),
    )
    op.create_index(op.f("ix_invitee_collection_id"), "invitee", ["collection_id"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name=op.f("fk_receipt_collection_id_collection")
        ),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_receipt")),
        sa.UniqueConstraint("code", name=op.f("uq_receipt_code")),
    )
    op.create_index(op.f("ix_receipt_collection_id"), "receipt", ["collection_id"], unique=False)
    op.create_table(
        "response",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("instrument_version_id", sa.Integer(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("released_on", sa.Date(), nullable=False),
        sa.Column("is_duplicate", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('invited', 'open', 'imported')", name=op.f("ck_response_channel_known")
        ),
        sa.CheckConstraint(
            "seconds IS NULL OR seconds >= 0", name=op.f("ck_response_seconds_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name=op.f("fk_response_collection_id_collection")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_version_id"],
            ["instrument_version.id"],
            name=op.f("fk_response_instrument_version_id_instrument_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
    )
    op.create_index(op.f("ix_response_collection_id"), "response", ["collection_id"], unique=False)
    op.create_table(
        "segment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question_code", sa.String(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["interview_session.id"],
            name=op.f("fk_segment_session_id_interview_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sa.UniqueConstraint("session_id", "position", name=op.f("uq_segment_session_id_position")),
    )
    op.create_index(op.f("ix_segment_session_id"), "segment", ["session_id"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_sign_in_secret_hash")),
    )
    op.create_index(op.f("ix_sign_in_account_id"), "sign_in", ["account_id"], unique=False)
    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sign_in_link_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_link_token_hash")),
    )
    op.create_index(
        op.f("ix_sign_in_link_account_id"), "sign_in_link", ["account_id"], unique=False
    )
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("n_rows", sa.Integer(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("row_ids", sa.Text(), nullable=False),
        sa.Column("matrix", sa.LargeBinary(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("frozen_on", sa.Date(), nullable=False),
        sa.CheckConstraint("n_rows >= 0", name=op.f("ck_snapshot_rows_not_negative")),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name=op.f("fk_snapshot_collection_id_collection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        sa.UniqueConstraint("collection_id", name=op.f("uq_snapshot_collection_id")),
    )
    op.create_table(
        "spool",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('invited', 'open', 'imported')", name=op.f("ck_spool_channel_known")
        ),
        sa.CheckConstraint(
            "seconds IS NULL OR seconds >= 0", name=op.f("ck_spool_seconds_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name=op.f("fk_spool_collection_id_collection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spool")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_spool_key_hash")),
        sa.UniqueConstraint("receipt", name=op.f("uq_spool_receipt")),
    )
    op.create_index(op.f("ix_spool_collection_id"), "spool", ["collection_id"], unique=False)
    op.create_table(
        "adjudication",
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("adjudicator_id", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("valence", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("adjudicated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "valence BETWEEN -2 AND 2", name=op.f("ck_adjudication_valence_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["adjudicator_id"], ["person.id"], name=op.f("fk_adjudication_adjudicator_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name=op.f("fk_adjudication_segment_id_segment")
        ),
        sa.PrimaryKeyConstraint("segment_id", name=op.f("pk_adjudication")),
    )
    op.create_table(
        "coding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("valence", sa.Integer(), nullable=False),
        sa.Column("coded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("valence BETWEEN -2 AND 2", name=op.f("ck_coding_valence_in_range")),
        sa.ForeignKeyConstraint(
            ["coder_id"], ["person.id"], name=op.f("fk_coding_coder_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name=op.f("fk_coding_segment_id_segment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding")),
        sa.UniqueConstraint("segment_id", "coder_id", name=op.f("uq_coding_segment_id_coder_id")),
    )
    op.create_index(op.f("ix_coding_segment_id"), "coding", ["segment_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitee_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitee_id"], ["invitee.id"], name=op.f("fk_invitation_invitee_id_invitee")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_invitee_id"), "invitation", ["invitee_id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("score_run_id", sa.Integer(), nullable=False),
        sa.Column("approval_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_notice_number_positive")),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approval.id"], name=op.f("fk_notice_approval_id_approval")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by"], ["person.id"], name=op.f("fk_notice_issued_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_notice_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["score_run_id"], ["score_run.id"], name=op.f("fk_notice_score_run_id_score_run")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_notice_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("code", name=op.f("uq_notice_code")),
        sa.UniqueConstraint(
            "organisation_id", "year", "number", name=op.f("uq_notice_organisation_id_year_number")
        ),
    )
    op.create_index(op.f("ix_notice_task_id"), "notice", ["task_id"], unique=False)
    op.create_table(
        "notice_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'superseded') = (successor_id IS NOT NULL)",
            name=op.f("ck_notice_change_successor_when_superseded"),
        ),
        sa.CheckConstraint(
            "(kind = 'appeal_closed') = (outcome IS NOT NULL)",
            name=op.f("ck_notice_change_outcome_when_closed"),
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('upheld', 'rejected', 'withdrawn')",
            name=op.f("ck_notice_change_outcome_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('appeal_opened', 'appeal_closed', 'superseded', 'voided')",
            name=op.f("ck_notice_change_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["person.id"], name=op.f("fk_notice_change_changed_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_change_notice_id_notice")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["notice.id"], name=op.f("fk_notice_change_successor_id_notice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_change")),
    )
    op.create_index(
        op.f("ix_notice_change_notice_id"), "notice_change", ["notice_id"], unique=False
    )
    op.create_table(
        "notice_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("rendered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('zh', 'en')", name=op.f("ck_notice_file_language_known")),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_file_notice_id_notice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_file")),
        sa.UniqueConstraint(
            "notice_id", "language", name=op.f("uq_notice_file_notice_id_language")
        ),
    )
    op.create_index(op.f("ix_notice_file_notice_id"), "notice_file", ["notice_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_notice_file_notice_id"), table_name="notice_file")
    op.drop_table("notice_file")
    op.drop_index(op.f("ix_notice_change_notice_id"), table_name="notice_change")
    op.drop_table("notice_change")
    op.drop_index(op.f("ix_notice_task_id"), table_name="notice")
    op.drop_table("notice")
    op.drop_index(op.f("ix_invitation_invitee_id"), table_name="invitation")
    op.drop_table("invitation")
    op.drop_index(op.f("ix_coding_segment_id"), table_name="coding")
    op.drop_table("coding")
    op.drop_table("adjudication")
    op.drop_index(op.f("ix_spool_collection_id"), table_name="spool")
    op.drop_table("spool")
    op.drop_table("snapshot")
    op.drop_index(op.f("ix_sign_in_link_account_id"), table_name="sign_in_link")
    op.drop_table("sign_in_link")
    op.drop_index(op.f("ix_sign_in_account_id"), table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_index(op.f("ix_segment_session_id"), table_name="segment")
    op.drop_table("segment")
    op.drop_index(op.f("ix_response_collection_id"), table_name="response")
    op.drop_table("response")
    op.drop_index(op.f("ix_receipt_collection_id"), table_name="receipt")
    op.drop_table("receipt")
    op.drop_index(op.f("ix_invitee_collection_id"), table_name="invitee")
    op.drop_table("invitee")
    op.drop_index(op.f("ix_expert_score_sheet_id"), table_name="expert_score")
    op.drop_table("expert_score")
    op.drop_index(op.f("ix_draft_collection_id"), table_name="draft")
    op.drop_table("draft")
    op.drop_index(op.f("ix_review_score_run_id"), table_name="review")
    op.drop_table("review")
    op.drop_table("approval")
    op.drop_index(op.f("ix_veto_answer_task_id"), table_name="veto_answer")
    op.drop_table("veto_answer")
    op.drop_index(op.f("ix_truth_statement_task_id"), table_name="truth_statement")
    op.drop_table("truth_statement")
    op.drop_index(op.f("ix_score_run_task_id"), table_name="score_run")
    op.drop_table("score_run")
    op.drop_index(op.f("ix_role_grant_person_id"), table_name="role_grant")
    op.drop_table("role_grant")
    op.drop_index(op.f("ix_reliability_decision_task_id"), table_name="reliability_decision")
    op.drop_table("reliability_decision")
    op.drop_index(op.f("ix_interview_session_task_id"), table_name="interview_session")
    op.drop_table("interview_session")
    op.drop_index(op.f("ix_figure_task_id"), table_name="figure")
    op.drop_table("figure")
    op.drop_index(op.f("ix_expert_sheet_task_id"), table_name="expert_sheet")
    op.drop_index(op.f("ix_expert_sheet_expert_id"), table_name="expert_sheet")
    op.drop_table("expert_sheet")
    op.drop_index(op.f("ix_exemption_task_id"), table_name="exemption")
    op.drop_table("exemption")
    op.drop_index(op.f("ix_evidence_item_task_id"), table_name="evidence_item")
    op.drop_table("evidence_item")
    op.drop_index(op.f("ix_duty_task_id"), table_name="duty")
    op.drop_index(op.f("ix_duty_person_id"), table_name="duty")
    op.drop_table("duty")
    op.drop_index(op.f("ix_collection_task_id"), table_name="collection")
    op.drop_table("collection")
    op.drop_index(op.f("ix_account_person_id"), table_name="account")
    op.drop_table("account")
    op.drop_index(op.f("ix_task_unit_id"), table_name="task")
    op.drop_index(op.f("ix_task_round_id"), table_name="task")
    op.drop_table("task")
    op.drop_table("person")
    op.drop_table("unit")
    op.drop_table("round")
    op.drop_table("notice_counter")
    op.drop_table("calendar_day")
    op.drop_table("organisation")
    op.drop_table("job")
    op.drop_table("instrument_version")
    op.drop_table("indicator_model_version")
    op.drop_table("event")
    op.drop_table("chain_head")
