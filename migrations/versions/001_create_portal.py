"""create portal.

The first tables, and triggers that keep three of them append-only whatever program writes to the database. A later
migration that rebuilds one of these tables on SQLite loses its triggers and must make them again.
"""

import sqlalchemy as sa
from alembic import op

revision = "001"
down_revision = None

# rows of these tables are written once; only emptying the whole table (TRUNCATE on PostgreSQL) stays possible
APPEND_ONLY = ("audit_entry", "evidence_revision", "review_event")


def instant() -> sa.DateTime:
    """An instant in UTC."""
    return sa.DateTime(timezone=True)


def thai(length: int) -> sa.String:
    """Text that sorts as a Thai dictionary does."""
    return sa.String(length, collation="thai")


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        # SQLite has the collation from the program; both put "ข้อ 2" before "ข้อ 10"
        op.execute("CREATE COLLATION thai (provider = icu, locale = 'th-u-kn-true')")
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("dedupe_key", sa.String(120), nullable=False),
        sa.Column("created_at", instant(), nullable=False),
        sa.Column("run_after", instant(), nullable=False),
        sa.Column("leased_until", instant()),
        sa.Column("lease_token", sa.String(32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done_at", instant()),
        sa.Column("failed_at", instant()),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_job_tries")),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.UniqueConstraint("dedupe_key", name="uq_job_dedupe_key"),
    )
    op.create_index("ix_job_due", "job", ["done_at", "failed_at", "run_after"])

    op.create_table(
        "sign_in_try",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_sign_in_try"),
    )
    op.create_index("ix_sign_in_try_last_at", "sign_in_try", ["last_at"])

    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer()),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("abbr", thai(40), nullable=False),
        sa.Column("name_th", thai(200), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("closed_at", instant()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('organisation', 'agency', 'division', 'section')", name=op.f("ck_unit_kind")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name="fk_unit_parent_id_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_unit"),
        sa.UniqueConstraint("parent_id", "abbr", name="uq_unit_parent_id_abbr"),
        sa.UniqueConstraint("path", name="uq_unit_path"),
    )

    op.create_table(
        "worker_beat",
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("seen_at", instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_worker_beat"),
    )

    op.create_table(
        "fiscal_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("year_be", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("rolled_from_id", sa.Integer()),
        sa.Column("citation", sa.String(300), nullable=False),
        sa.Column("created_at", instant(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["unit.id"], name="fk_fiscal_year_agency_id_unit"),
        sa.ForeignKeyConstraint(["rolled_from_id"], ["fiscal_year.id"], name="fk_fiscal_year_rolled_from_id_fiscal_year"),
        sa.PrimaryKeyConstraint("id", name="pk_fiscal_year"),
        sa.UniqueConstraint("agency_id", "year_be", name="uq_fiscal_year_agency_id_year_be"),
    )

    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(60), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("password_changed_at", instant()),
        sa.Column("name", thai(120), nullable=False),
        sa.Column("position", sa.String(200), nullable=False),
        sa.Column("staff_type", sa.String(20), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(200), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("digits", sa.String(6), nullable=False),
        sa.Column("search_text", sa.String(500), nullable=False),
        sa.Column("created_at", instant(), nullable=False),
        sa.Column("disabled_at", instant()),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("staff_type IN ('official', 'employee')", name=op.f("ck_user_staff_type")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_user_unit_id_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_user"),
        sa.UniqueConstraint("username", name="uq_user_username"),
    )
    op.create_index("ix_user_unit_id", "user", ["unit_id"])

    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.Column("actor_id", sa.Integer()),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("subject_type", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("unit_path", sa.String(200), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name="fk_audit_entry_actor_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_actor_id", "audit_entry", ["actor_id", "id"])
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])
    op.create_index("ix_audit_entry_event", "audit_entry", ["event", "id"])
    op.create_index("ix_audit_entry_subject", "audit_entry", ["subject_type", "subject_id", "id"])
    op.create_index("ix_audit_entry_unit_path", "audit_entry", ["unit_path"])

    op.create_table(
        "dimension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("name_th", sa.String(300), nullable=False),
        sa.Column("name_en", sa.String(300), nullable=False),
        sa.Column("weight", sa.Numeric(7, 4), nullable=False),
        sa.ForeignKeyConstraint(["fiscal_year_id"], ["fiscal_year.id"], name="fk_dimension_fiscal_year_id_fiscal_year"),
        sa.PrimaryKeyConstraint("id", name="pk_dimension"),
        sa.UniqueConstraint("fiscal_year_id", "code", name="uq_dimension_fiscal_year_id_code"),
    )

    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", thai(300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("covers_from_on", sa.Date(), nullable=False),
        sa.Column("covers_to_on", sa.Date(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", instant(), nullable=False),
        sa.Column("withdrawn_at", instant()),
        sa.Column("withdrawn_by_id", sa.Integer()),
        sa.Column("withdraw_reason", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdraw_reason = '')", name=op.f("ck_evidence_withdrawn_with_reason")),
        sa.CheckConstraint("covers_from_on <= covers_to_on", name=op.f("ck_evidence_covered_period")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name="fk_evidence_created_by_id_user"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_evidence_unit_id_unit"),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["user.id"], name="fk_evidence_withdrawn_by_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_unit_id_created_at", "evidence", ["unit_id", "created_at"])

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("path", sa.String(300), nullable=False),
        sa.Column("dedupe_key", sa.String(120), nullable=False),
        sa.Column("created_at", instant(), nullable=False),
        sa.Column("read_at", instant()),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_notice_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("user_id", "dedupe_key", name="uq_notice_user_id_dedupe_key"),
    )
    op.create_index("ix_notice_user_id_read_at", "notice", ["user_id", "read_at"])

    op.create_table(
        "notice_preference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.CheckConstraint("channel IN ('inbox', 'email')", name=op.f("ck_notice_preference_channel")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_notice_preference_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_notice_preference"),
        sa.UniqueConstraint("user_id", "kind", name="uq_notice_preference_user_id_kind"),
    )

    op.create_table(
        "people_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.Integer()),
        sa.Column("created_at", instant(), nullable=False),
        sa.Column("applied_at", instant()),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name="fk_people_import_created_by_id_user"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_people_import_unit_id_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_people_import"),
    )

    op.create_table(
        "reporting_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("late_after_on", sa.Date(), nullable=False),
        sa.Column("closed_after_on", sa.Date()),
        sa.Column("citation", sa.String(300), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('month', 'quarter', 'year')", name=op.f("ck_reporting_period_kind")),
        sa.ForeignKeyConstraint(["fiscal_year_id"], ["fiscal_year.id"], name="fk_reporting_period_fiscal_year_id_fiscal_year"),
        sa.PrimaryKeyConstraint("id", name="pk_reporting_period"),
        sa.UniqueConstraint("fiscal_year_id", "kind", "no", name="uq_reporting_period_fiscal_year_id_kind_no"),
    )

    op.create_table(
        "role_holding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("is_acting", sa.Boolean(), nullable=False),
        sa.Column("order_no", sa.String(60), nullable=False),
        sa.Column("granted_by_id", sa.Integer()),
        sa.Column("granted_at", instant(), nullable=False),
        sa.Column("ended_at", instant()),
        sa.CheckConstraint("NOT is_acting OR (order_no <> '' AND ends_on IS NOT NULL)", name=op.f("ck_role_holding_acting_has_order")),
        sa.CheckConstraint("role IN ('staff', 'officer', 'head', 'secretariat', 'executive', 'evaluator', 'administrator')", name=op.f("ck_role_holding_role")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_role_holding_dates")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["user.id"], name="fk_role_holding_granted_by_id_user"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_role_holding_unit_id_unit"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_role_holding_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_role_holding"),
    )
    op.create_index("ix_role_holding_unit_id", "role_holding", ["unit_id"])
    op.create_index("ix_role_holding_user_id", "role_holding", ["user_id"])

    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("started_at", instant(), nullable=False),
        sa.Column("seen_at", instant(), nullable=False),
        sa.Column("ended_at", instant()),
        sa.Column("browser", sa.String(200), nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_sign_in_session_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_session"),
        sa.UniqueConstraint("token_hash", name="uq_sign_in_session_token_hash"),
    )
    op.create_index("ix_sign_in_session_user_id", "sign_in_session", ["user_id"])

    op.create_table(
        "evidence_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", instant(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("upload_key", sa.String(80), nullable=False),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_evidence_revision_size")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name="fk_evidence_revision_evidence_id_evidence"),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["user.id"], name="fk_evidence_revision_uploaded_by_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_revision"),
        sa.UniqueConstraint("evidence_id", "no", name="uq_evidence_revision_evidence_id_no"),
        sa.UniqueConstraint("upload_key", name="uq_evidence_revision_upload_key"),
    )
    op.create_index("ix_evidence_revision_sha256", "evidence_revision", ["sha256"])

    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year_id", sa.Integer(), nullable=False),
        sa.Column("dimension_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer()),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("printed_code", sa.String(40), nullable=False),
        sa.Column("name_th", sa.String(600), nullable=False),
        sa.Column("name_en", sa.String(600), nullable=False),
        sa.Column("weight", sa.Numeric(7, 4)),
        sa.Column("weight_basis", sa.String(10), nullable=False),
        sa.Column("applies", sa.Boolean(), nullable=False),
        sa.Column("substitute_group", sa.String(40), nullable=False),
        sa.Column("is_negotiated", sa.Boolean(), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("is_for_all", sa.Boolean(), nullable=False),
        sa.Column("reference_year_be", sa.Integer()),
        sa.Column("evaluator_id", sa.Integer()),
        sa.Column("note_th", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("(weight IS NULL) = (weight_basis = 'none')", name=op.f("ck_indicator_weight_has_basis")),
        sa.CheckConstraint("weight_basis IN ('total', 'parent', 'none')", name=op.f("ck_indicator_weight_basis")),
        sa.CheckConstraint("weight IS NULL OR (weight >= 0 AND weight <= 100)", name=op.f("ck_indicator_weight_range")),
        sa.ForeignKeyConstraint(["dimension_id"], ["dimension.id"], name="fk_indicator_dimension_id_dimension"),
        sa.ForeignKeyConstraint(["evaluator_id"], ["unit.id"], name="fk_indicator_evaluator_id_unit"),
        sa.ForeignKeyConstraint(["fiscal_year_id"], ["fiscal_year.id"], name="fk_indicator_fiscal_year_id_fiscal_year"),
        sa.ForeignKeyConstraint(["parent_id"], ["indicator.id"], name="fk_indicator_parent_id_indicator"),
        sa.PrimaryKeyConstraint("id", name="pk_indicator"),
        sa.UniqueConstraint("fiscal_year_id", "code", name="uq_indicator_fiscal_year_id_code"),
    )
    op.create_index("ix_indicator_fiscal_year_id", "indicator", ["fiscal_year_id"])

    op.create_table(
        "indicator_owner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.CheckConstraint("kind IN ('lead', 'co')", name=op.f("ck_indicator_owner_kind")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name="fk_indicator_owner_indicator_id_indicator"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_indicator_owner_unit_id_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_indicator_owner"),
        sa.UniqueConstraint("indicator_id", "unit_id", name="uq_indicator_owner_indicator_id_unit_id"),
    )

    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name_th", sa.String(600), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["fiscal_year_id"], ["fiscal_year.id"], name="fk_project_fiscal_year_id_fiscal_year"),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name="fk_project_indicator_id_indicator"),
        sa.PrimaryKeyConstraint("id", name="pk_project"),
        sa.UniqueConstraint("fiscal_year_id", "code", name="uq_project_fiscal_year_id_code"),
    )
    op.create_index("ix_project_indicator_id", "project", ["indicator_id"])

    op.create_table(
        "obligation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("fiscal_year_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer()),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("late_after_on", sa.Date(), nullable=False),
        sa.Column("closed_after_on", sa.Date()),
        sa.Column("content_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["fiscal_year_id"], ["fiscal_year.id"], name="fk_obligation_fiscal_year_id_fiscal_year"),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name="fk_obligation_indicator_id_indicator"),
        sa.ForeignKeyConstraint(["period_id"], ["reporting_period.id"], name="fk_obligation_period_id_reporting_period"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_obligation_project_id_project"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_obligation_unit_id_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_obligation"),
        sa.UniqueConstraint("indicator_id", "project_id", "unit_id", "period_id", name="uq_obligation_indicator_id_project_id_unit_id_period_id"),
    )
    op.create_index("ix_obligation_fiscal_year_id_unit_id", "obligation", ["fiscal_year_id", "unit_id"])
    op.create_index("ix_obligation_indicator_id", "obligation", ["indicator_id"])
    op.create_index("ix_obligation_period_id", "obligation", ["period_id"])
    op.create_index("ix_obligation_unit_id_due_on", "obligation", ["unit_id", "due_on"])
    op.create_index("uq_obligation_key", "obligation", ["key"], unique=True)

    op.create_table(
        "evidence_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("obligation_id", sa.Integer(), nullable=False),
        sa.Column("linked_by_id", sa.Integer(), nullable=False),
        sa.Column("linked_at", instant(), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name="fk_evidence_link_evidence_id_evidence"),
        sa.ForeignKeyConstraint(["linked_by_id"], ["user.id"], name="fk_evidence_link_linked_by_id_user"),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligation.id"], name="fk_evidence_link_obligation_id_obligation"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_link"),
        sa.UniqueConstraint("evidence_id", "obligation_id", name="uq_evidence_link_evidence_id_obligation_id"),
    )
    op.create_index("ix_evidence_link_obligation_id", "evidence_link", ["obligation_id"])

    op.create_table(
        "review_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("obligation_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.Column("actor_name", sa.String(120), nullable=False),
        sa.Column("office", sa.String(300), nullable=False),
        sa.Column("acting_for", sa.String(300), nullable=False),
        sa.Column("order_no", sa.String(60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("content_version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.CheckConstraint("kind <> 'certified' OR content_sha256 <> ''", name=op.f("ck_review_event_certified_content")),
        sa.CheckConstraint("kind = 'certified' OR reason <> ''", name=op.f("ck_review_event_reason")),
        sa.CheckConstraint("kind IN ('certified', 'returned', 'recalled')", name=op.f("ck_review_event_kind")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name="fk_review_event_actor_id_user"),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligation.id"], name="fk_review_event_obligation_id_obligation"),
        sa.PrimaryKeyConstraint("id", name="pk_review_event"),
    )
    op.create_index("ix_review_event_obligation_id", "review_event", ["obligation_id", "no"], unique=True)

    freeze()


def downgrade() -> None:
    for table in (
        "review_event",
        "evidence_link",
        "obligation",
        "project",
        "indicator_owner",
        "indicator",
        "evidence_revision",
        "sign_in_session",
        "role_holding",
        "reporting_period",
        "people_import",
        "notice_preference",
        "notice",
        "evidence",
        "dimension",
        "audit_entry",
        "user",
        "fiscal_year",
        "worker_beat",
        "unit",
        "sign_in_try",
        "job",
    ):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
        op.execute("DROP COLLATION thai")


def freeze() -> None:
    """Refuse updates and deletes of append-only rows in the database itself."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            """
            CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
            END
            $$
            """
        )
        for table in APPEND_ONLY:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        return
    for table in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
