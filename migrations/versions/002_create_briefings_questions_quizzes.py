"""create briefings, questions and quizzes.

Triggers keep four of the tables append-only, as migration 001 does for its own.
"""

import sqlalchemy as sa
from alembic import op
from portal.extensions import ThaiString

revision = '002'
down_revision = '001'

# rows of these tables are written once
APPEND_ONLY = ("attendance_event", "question_version", "quiz_frozen_result", "quiz_key_repair")


def upgrade() -> None:
    op.create_table('question_category',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('name', ThaiString(200), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['parent_id'], ['question_category.id'], name=op.f('fk_question_category_parent_id_question_category')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_question_category_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_category')),
    sa.UniqueConstraint('unit_id', 'parent_id', 'name', name=op.f('uq_question_category_unit_id_parent_id_name'))
    )
    with op.batch_alter_table('question_category', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_category_unit_id'), ['unit_id'], unique=False)
        batch_op.create_index(
            'uq_question_category_top', ['unit_id', 'name'], unique=True,
            sqlite_where=sa.text('parent_id IS NULL'), postgresql_where=sa.text('parent_id IS NULL'),
        )

    op.create_table('briefing_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('fiscal_year_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('place', sa.String(length=300), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('programme', sa.Text(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('staff_type', sa.String(length=20), nullable=False),
    sa.Column('checkin_from_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('checkin_until_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('late_after_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('pin', sa.String(length=6), nullable=False),
    sa.Column('secret', sa.String(length=64), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancel_reason', sa.Text(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("staff_type IN ('', 'official', 'employee')", name=op.f('ck_briefing_session_staff_type')),
    sa.CheckConstraint('capacity IS NULL OR capacity > 0', name=op.f('ck_briefing_session_capacity')),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_briefing_session_times')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_briefing_session_created_by_id_user')),
    sa.ForeignKeyConstraint(['fiscal_year_id'], ['fiscal_year.id'], name=op.f('fk_briefing_session_fiscal_year_id_fiscal_year')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_briefing_session'))
    )
    with op.batch_alter_table('briefing_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_briefing_session_fiscal_year_id'), ['fiscal_year_id'], unique=False)

    op.create_table('question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('category_id', sa.Integer(), nullable=False),
    sa.Column('latest_no', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_by_id', sa.Integer(), nullable=True),
    sa.Column('submit_key', sa.String(length=64), nullable=True),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['category_id'], ['question_category.id'], name=op.f('fk_question_category_id_question_category')),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['user.id'], name=op.f('fk_question_confirmed_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question')),
    sa.UniqueConstraint('submit_key', name=op.f('uq_question_submit_key'))
    )
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_category_id'), ['category_id'], unique=False)

    op.create_table('question_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('category_id', sa.Integer(), nullable=False),
    sa.Column('filename', sa.String(length=255), nullable=False),
    sa.Column('format', sa.String(length=20), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('questions', sa.Text(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['category_id'], ['question_category.id'], name=op.f('fk_question_import_category_id_question_category')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_question_import_created_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_import'))
    )
    op.create_table('quiz',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('fiscal_year_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('instructions', sa.Text(), nullable=False),
    sa.Column('retake_of_id', sa.Integer(), nullable=True),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('time_limit_minutes', sa.Integer(), nullable=True),
    sa.Column('attempts_allowed', sa.Integer(), nullable=False),
    sa.Column('which_counts', sa.String(length=10), nullable=False),
    sa.Column('pass_mark_pct', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('pass_mark_approver', sa.String(length=200), nullable=False),
    sa.Column('pass_mark_approved_on', sa.Date(), nullable=True),
    sa.Column('shuffles_questions', sa.Boolean(), nullable=False),
    sa.Column('shuffles_options', sa.Boolean(), nullable=False),
    sa.Column('questions_per_page', sa.Integer(), nullable=False),
    sa.Column('review', sa.JSON(), nullable=False),
    sa.Column('needs_checkin', sa.Boolean(), nullable=False),
    sa.Column('absent_token', sa.String(length=40), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('host_opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('host_closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pruned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("which_counts IN ('best', 'latest', 'first')", name=op.f('ck_quiz_which_counts')),
    sa.CheckConstraint('attempts_allowed BETWEEN 1 AND 20', name=op.f('ck_quiz_attempts')),
    sa.CheckConstraint('closes_at IS NULL OR opens_at IS NULL OR closes_at > opens_at', name=op.f('ck_quiz_window')),
    sa.CheckConstraint('pass_mark_pct >= 0 AND pass_mark_pct <= 100', name=op.f('ck_quiz_pass_mark')),
    sa.CheckConstraint('time_limit_minutes IS NULL OR time_limit_minutes > 0', name=op.f('ck_quiz_time_limit')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_quiz_created_by_id_user')),
    sa.ForeignKeyConstraint(['fiscal_year_id'], ['fiscal_year.id'], name=op.f('fk_quiz_fiscal_year_id_fiscal_year')),
    sa.ForeignKeyConstraint(['retake_of_id'], ['quiz.id'], name=op.f('fk_quiz_retake_of_id_quiz')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiz'))
    )
    with op.batch_alter_table('quiz', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_quiz_fiscal_year_id'), ['fiscal_year_id'], unique=False)

    op.create_table('attendance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('staff_type', sa.String(length=20), nullable=False),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_late', sa.Boolean(), nullable=False),
    sa.Column('left_early_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('method', sa.String(length=10), nullable=False),
    sa.Column('marked_by_id', sa.Integer(), nullable=False),
    sa.Column('struck_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('strike_reason', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("method IN ('qr', 'pin', 'list', 'sheet')", name=op.f('ck_attendance_method')),
    sa.ForeignKeyConstraint(['marked_by_id'], ['user.id'], name=op.f('fk_attendance_marked_by_id_user')),
    sa.ForeignKeyConstraint(['session_id'], ['briefing_session.id'], name=op.f('fk_attendance_session_id_briefing_session')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_attendance_unit_id_unit')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_attendance_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance')),
    sa.UniqueConstraint('session_id', 'user_id', name=op.f('uq_attendance_session_id_user_id'))
    )
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.create_index('ix_attendance_user_id', ['user_id'], unique=False)

    op.create_table('attendance_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(length=20), nullable=False),
    sa.Column('method', sa.String(length=10), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['user.id'], name=op.f('fk_attendance_event_actor_id_user')),
    sa.ForeignKeyConstraint(['session_id'], ['briefing_session.id'], name=op.f('fk_attendance_event_session_id_briefing_session')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_attendance_event_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance_event'))
    )
    with op.batch_alter_table('attendance_event', schema=None) as batch_op:
        batch_op.create_index('ix_attendance_event_session_id', ['session_id', 'id'], unique=False)

    op.create_table('briefing_audience',
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['briefing_session.id'], name=op.f('fk_briefing_audience_session_id_briefing_session')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_briefing_audience_unit_id_unit')),
    sa.PrimaryKeyConstraint('session_id', 'unit_id', name=op.f('pk_briefing_audience'))
    )
    op.create_table('briefing_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('filename', sa.String(length=255), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size_bytes', sa.Integer(), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('upload_key', sa.String(length=80), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['session_id'], ['briefing_session.id'], name=op.f('fk_briefing_file_session_id_briefing_session')),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['user.id'], name=op.f('fk_briefing_file_uploaded_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_briefing_file')),
    sa.UniqueConstraint('upload_key', name=op.f('uq_briefing_file_upload_key'))
    )
    with op.batch_alter_table('briefing_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_briefing_file_session_id'), ['session_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_briefing_file_sha256'), ['sha256'], unique=False)

    op.create_table('briefing_invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('staff_type', sa.String(length=20), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['briefing_session.id'], name=op.f('fk_briefing_invitation_session_id_briefing_session')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_briefing_invitation_unit_id_unit')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_briefing_invitation_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_briefing_invitation')),
    sa.UniqueConstraint('session_id', 'user_id', name=op.f('uq_briefing_invitation_session_id_user_id'))
    )
    with op.batch_alter_table('briefing_invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_briefing_invitation_user_id'), ['user_id'], unique=False)

    op.create_table('quiz_attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('quiz_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('is_trial', sa.Boolean(), nullable=False),
    sa.Column('is_absent', sa.Boolean(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deadline_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.String(length=10), nullable=False),
    sa.Column('layout', sa.JSON(), nullable=False),
    sa.Column('score_points', sa.Numeric(precision=9, scale=4), nullable=True),
    sa.Column('max_points', sa.Numeric(precision=9, scale=2), nullable=False),
    sa.Column('is_passed', sa.Boolean(), nullable=True),
    sa.CheckConstraint("closed_by IN ('', 'person', 'deadline')", name=op.f('ck_quiz_attempt_closed_by')),
    sa.ForeignKeyConstraint(['quiz_id'], ['quiz.id'], name=op.f('fk_quiz_attempt_quiz_id_quiz')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_quiz_attempt_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiz_attempt')),
    sa.UniqueConstraint('quiz_id', 'user_id', 'no', name=op.f('uq_quiz_attempt_quiz_id_user_id_no'))
    )
    with op.batch_alter_table('quiz_attempt', schema=None) as batch_op:
        batch_op.create_index('ix_quiz_attempt_open', ['submitted_at', 'deadline_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_quiz_attempt_user_id'), ['user_id'], unique=False)

    op.create_table('quiz_briefing',
    sa.Column('quiz_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['quiz_id'], ['quiz.id'], name=op.f('fk_quiz_briefing_quiz_id_quiz')),
    sa.ForeignKeyConstraint(['session_id'], ['briefing_session.id'], name=op.f('fk_quiz_briefing_session_id_briefing_session')),
    sa.PrimaryKeyConstraint('quiz_id', 'session_id', name=op.f('pk_quiz_briefing'))
    )
    op.create_table('quiz_extra_time',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('quiz_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('granted_by_id', sa.Integer(), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_quiz_extra_time_minutes')),
    sa.ForeignKeyConstraint(['granted_by_id'], ['user.id'], name=op.f('fk_quiz_extra_time_granted_by_id_user')),
    sa.ForeignKeyConstraint(['quiz_id'], ['quiz.id'], name=op.f('fk_quiz_extra_time_quiz_id_quiz')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_quiz_extra_time_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiz_extra_time')),
    sa.UniqueConstraint('quiz_id', 'user_id', name=op.f('uq_quiz_extra_time_quiz_id_user_id'))
    )
    op.create_table('quiz_frozen_result',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('quiz_id', sa.Integer(), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('attendees', sa.Integer(), nullable=False),
    sa.Column('passers', sa.Integer(), nullable=False),
    sa.Column('headcount', sa.Integer(), nullable=False),
    sa.Column('figure_pct', sa.Numeric(precision=7, scale=4), nullable=True),
    sa.Column('target_pct', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('rule_version', sa.String(length=40), nullable=False),
    sa.Column('inputs', sa.Text(), nullable=False),
    sa.Column('inputs_sha256', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('frozen_by_id', sa.Integer(), nullable=False),
    sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['frozen_by_id'], ['user.id'], name=op.f('fk_quiz_frozen_result_frozen_by_id_user')),
    sa.ForeignKeyConstraint(['quiz_id'], ['quiz.id'], name=op.f('fk_quiz_frozen_result_quiz_id_quiz')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiz_frozen_result')),
    sa.UniqueConstraint('quiz_id', 'no', name=op.f('uq_quiz_frozen_result_quiz_id_no'))
    )
    op.create_table('quiz_slot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('quiz_id', sa.Integer(), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=True),
    sa.Column('category_id', sa.Integer(), nullable=True),
    sa.Column('draws', sa.Integer(), nullable=False),
    sa.Column('points', sa.Numeric(precision=7, scale=2), nullable=True),
    sa.CheckConstraint('(question_id IS NULL) <> (category_id IS NULL)', name=op.f('ck_quiz_slot_question_or_category')),
    sa.CheckConstraint('draws BETWEEN 1 AND 200', name=op.f('ck_quiz_slot_draws')),
    sa.ForeignKeyConstraint(['category_id'], ['question_category.id'], name=op.f('fk_quiz_slot_category_id_question_category')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_quiz_slot_question_id_question')),
    sa.ForeignKeyConstraint(['quiz_id'], ['quiz.id'], name=op.f('fk_quiz_slot_quiz_id_quiz')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiz_slot')),
    sa.UniqueConstraint('quiz_id', 'no', name=op.f('uq_quiz_slot_quiz_id_no'))
    )
    op.create_table('question_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('feedback', sa.Text(), nullable=False),
    sa.Column('points', sa.Numeric(precision=7, scale=2), nullable=False),
    sa.Column('citation', sa.String(length=300), nullable=False),
    sa.Column('manual_page', sa.String(length=100), nullable=False),
    sa.Column('indicator_id', sa.Integer(), nullable=True),
    sa.Column('tags', sa.JSON(), nullable=False),
    sa.Column('picture_sha256', sa.String(length=64), nullable=False),
    sa.Column('picture_filename', sa.String(length=255), nullable=False),
    sa.Column('picture_media_type', sa.String(length=100), nullable=False),
    sa.Column('picture_alt', sa.String(length=300), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('single', 'multiple', 'truefalse', 'number', 'text', 'matching', 'ordering')", name=op.f('ck_question_version_kind')),
    sa.CheckConstraint('points > 0', name=op.f('ck_question_version_points')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_question_version_created_by_id_user')),
    sa.ForeignKeyConstraint(['indicator_id'], ['indicator.id'], name=op.f('fk_question_version_indicator_id_indicator')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_question_version_question_id_question')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_version')),
    sa.UniqueConstraint('question_id', 'no', name=op.f('uq_question_version_question_id_no'))
    )
    with op.batch_alter_table('question_version', schema=None) as batch_op:
        batch_op.create_index('ix_question_version_indicator_id', ['indicator_id'], unique=False)

    op.create_table('quiz_answer',
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('response', sa.JSON(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('fraction', sa.Numeric(precision=7, scale=5), nullable=True),
    sa.ForeignKeyConstraint(['attempt_id'], ['quiz_attempt.id'], name=op.f('fk_quiz_answer_attempt_id_quiz_attempt')),
    sa.PrimaryKeyConstraint('attempt_id', 'place', name=op.f('pk_quiz_answer'))
    )
    op.create_table('quiz_key_repair',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('quiz_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('marked_by_id', sa.Integer(), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('effect', sa.JSON(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['user.id'], name=op.f('fk_quiz_key_repair_actor_id_user')),
    sa.ForeignKeyConstraint(['marked_by_id'], ['question_version.id'], name=op.f('fk_quiz_key_repair_marked_by_id_question_version')),
    sa.ForeignKeyConstraint(['quiz_id'], ['quiz.id'], name=op.f('fk_quiz_key_repair_quiz_id_quiz')),
    sa.ForeignKeyConstraint(['version_id'], ['question_version.id'], name=op.f('fk_quiz_key_repair_version_id_question_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiz_key_repair')),
    sa.UniqueConstraint('quiz_id', 'version_id', 'no', name=op.f('uq_quiz_key_repair_quiz_id_version_id_no'))
    )
    for table in APPEND_ONLY:
        if op.get_context().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
            continue
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def downgrade() -> None:
    op.drop_table('quiz_key_repair')
    op.drop_table('quiz_answer')
    with op.batch_alter_table('question_version', schema=None) as batch_op:
        batch_op.drop_index('ix_question_version_indicator_id')

    op.drop_table('question_version')
    op.drop_table('quiz_slot')
    op.drop_table('quiz_frozen_result')
    op.drop_table('quiz_extra_time')
    op.drop_table('quiz_briefing')
    with op.batch_alter_table('quiz_attempt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_quiz_attempt_user_id'))
        batch_op.drop_index('ix_quiz_attempt_open')

    op.drop_table('quiz_attempt')
    with op.batch_alter_table('briefing_invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_briefing_invitation_user_id'))

    op.drop_table('briefing_invitation')
    with op.batch_alter_table('briefing_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_briefing_file_sha256'))
        batch_op.drop_index(batch_op.f('ix_briefing_file_session_id'))

    op.drop_table('briefing_file')
    op.drop_table('briefing_audience')
    with op.batch_alter_table('attendance_event', schema=None) as batch_op:
        batch_op.drop_index('ix_attendance_event_session_id')

    op.drop_table('attendance_event')
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.drop_index('ix_attendance_user_id')

    op.drop_table('attendance')
    with op.batch_alter_table('quiz', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_quiz_fiscal_year_id'))

    op.drop_table('quiz')
    op.drop_table('question_import')
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_category_id'))

    op.drop_table('question')
    with op.batch_alter_table('briefing_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_briefing_session_fiscal_year_id'))

    op.drop_table('briefing_session')
    with op.batch_alter_table('question_category', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_category_unit_id'))

    op.drop_table('question_category')
