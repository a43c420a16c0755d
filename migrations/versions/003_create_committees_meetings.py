"""create committees, meetings, agendas, minutes and resolutions.

Triggers keep what is written once from being changed, as migrations 001 and 002 do for theirs. A meeting names the item
under discussion and an item its meeting, an item the resolution it follows and a resolution its item: PostgreSQL takes
those two keys when both tables are there, SQLite at once.
"""

import sqlalchemy as sa
from alembic import op
from portal.extensions import ThaiString

revision = '003'
down_revision = '002'

# rows of these tables are written once
APPEND_ONLY = (
    "agenda_submission", "presence_event", "item_note", "minutes_revision", "adoption_answer", "minutes_erratum",
    "resolution_event",
)
# (table, column, table it points to): each points to a table made later
CIRCULAR = (("meeting", "current_item_id", "agenda_item"), ("agenda_item", "follows_id", "resolution"))


def circular(table):
    """Return the keys that point ahead, where they can stand in the table from the beginning."""
    if op.get_context().dialect.name == "postgresql":
        return []
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{owner}_{column}_{other}"))
        for owner, column, other in CIRCULAR
        if owner == table
    ]


def upgrade() -> None:
    op.create_table('committee',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('name', ThaiString(300), nullable=False),
    sa.Column('short_name', sa.String(length=80), nullable=False),
    sa.Column('quorum_rule', sa.String(length=20), nullable=False),
    sa.Column('quorum_number', sa.Integer(), nullable=True),
    sa.Column('is_quorum_unconfirmed', sa.Boolean(), nullable=False),
    sa.Column('quorum_source', sa.String(length=300), nullable=False),
    sa.Column('numbering', sa.String(length=20), nullable=False),
    sa.Column('total_before', sa.Integer(), nullable=False),
    sa.Column('adoption_days', sa.Integer(), nullable=False),
    sa.Column('silence_adopts', sa.Boolean(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submit_key', sa.String(length=80), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('close_reason', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(quorum_rule = 'number') = (quorum_number IS NOT NULL)", name=op.f('ck_committee_quorum_number_given')),
    sa.CheckConstraint("kind IN ('committee', 'working_group')", name=op.f('ck_committee_kind')),
    sa.CheckConstraint("numbering IN ('year', 'year_and_total')", name=op.f('ck_committee_numbering')),
    sa.CheckConstraint("quorum_rule IN ('half', 'more_than_half', 'number')", name=op.f('ck_committee_quorum_rule')),
    sa.CheckConstraint('adoption_days BETWEEN 1 AND 90', name=op.f('ck_committee_adoption_days')),
    sa.CheckConstraint('quorum_number IS NULL OR quorum_number > 0', name=op.f('ck_committee_quorum_number')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_committee_created_by_id_user')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_committee_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee')),
    sa.UniqueConstraint('submit_key', name=op.f('uq_committee_submit_key'))
    )
    with op.batch_alter_table('committee', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_committee_unit_id'), ['unit_id'], unique=False)

    op.create_table('document_template',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('filename', sa.String(length=255), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size_bytes', sa.Integer(), nullable=False),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('upload_key', sa.String(length=80), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("kind IN ('minutes', 'invitation')", name=op.f('ck_document_template_kind')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_document_template_unit_id_unit')),
    sa.ForeignKeyConstraint(['withdrawn_by_id'], ['user.id'], name=op.f('fk_document_template_withdrawn_by_id_user')),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['user.id'], name=op.f('fk_document_template_uploaded_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_template')),
    sa.UniqueConstraint('upload_key', name=op.f('uq_document_template_upload_key'))
    )
    with op.batch_alter_table('document_template', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_document_template_sha256'), ['sha256'], unique=False)
        batch_op.create_index('ix_document_template_unit_id', ['unit_id', 'kind', 'id'], unique=False)

    op.create_table('stock_phrase',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_stock_phrase_created_by_id_user')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_stock_phrase_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_phrase')),
    sa.UniqueConstraint('unit_id', 'kind', 'text', name=op.f('uq_stock_phrase_unit_id_kind_text'))
    )
    op.create_table('appointment_order',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('committee_id', sa.Integer(), nullable=False),
    sa.Column('order_no', sa.String(length=60), nullable=False),
    sa.Column('ordered_on', sa.Date(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submit_key', sa.String(length=80), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_on IS NULL OR ends_on >= starts_on', name=op.f('ck_appointment_order_dates')),
    sa.ForeignKeyConstraint(['committee_id'], ['committee.id'], name=op.f('fk_appointment_order_committee_id_committee')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_appointment_order_created_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment_order')),
    sa.UniqueConstraint('committee_id', 'order_no', name=op.f('uq_appointment_order_committee_id_order_no')),
    sa.UniqueConstraint('submit_key', name=op.f('uq_appointment_order_submit_key'))
    )
    op.create_table('appointment_order_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('filename', sa.String(length=255), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size_bytes', sa.Integer(), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('upload_key', sa.String(length=80), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['order_id'], ['appointment_order.id'], name=op.f('fk_appointment_order_file_order_id_appointment_order')),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['user.id'], name=op.f('fk_appointment_order_file_uploaded_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment_order_file')),
    sa.UniqueConstraint('upload_key', name=op.f('uq_appointment_order_file_upload_key'))
    )
    with op.batch_alter_table('appointment_order_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_appointment_order_file_order_id'), ['order_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_appointment_order_file_sha256'), ['sha256'], unique=False)

    op.create_table('committee_section',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('committee_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.CheckConstraint("kind IN ('chair', 'adoption', 'arising', 'information', 'consideration', 'other')", name=op.f('ck_committee_section_kind')),
    sa.ForeignKeyConstraint(['committee_id'], ['committee.id'], name=op.f('fk_committee_section_committee_id_committee')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee_section')),
    sa.UniqueConstraint('committee_id', 'position', name=op.f('uq_committee_section_committee_id_position'))
    )
    op.create_table('meeting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('committee_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('number_year_be', sa.Integer(), nullable=True),
    sa.Column('total_number', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('place', sa.String(length=300), nullable=False),
    sa.Column('way', sa.String(length=10), nullable=False),
    sa.Column('online_url', sa.String(length=500), nullable=False),
    sa.Column('recording_ref', sa.String(length=500), nullable=False),
    sa.Column('proposals_until_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submit_key', sa.String(length=80), nullable=True),
    sa.Column('agenda_opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('agenda_fixed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('calendar_sequence', sa.Integer(), nullable=False),
    sa.Column('told', sa.JSON(), nullable=True),
    sa.Column('reply_by_on', sa.Date(), nullable=True),
    sa.Column('memo_office', sa.String(length=300), nullable=False),
    sa.Column('memo_no', sa.String(length=60), nullable=False),
    sa.Column('memo_on', sa.Date(), nullable=True),
    sa.Column('memo_signer', sa.String(length=120), nullable=False),
    sa.Column('memo_signer_position', sa.String(length=200), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('no_quorum_reason', sa.Text(), nullable=False),
    sa.Column('current_item_id', sa.Integer(), nullable=True),
    sa.Column('current_since_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pin', sa.String(length=6), nullable=False),
    sa.Column('secret', sa.String(length=64), nullable=False),
    sa.Column('recorder_id', sa.Integer(), nullable=True),
    sa.Column('checker_id', sa.Integer(), nullable=True),
    sa.Column('circulated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('circulated_revision_no', sa.Integer(), nullable=True),
    sa.Column('answers_until_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('adopted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('adopted_revision_no', sa.Integer(), nullable=True),
    sa.Column('adoption_route', sa.String(length=20), nullable=False),
    sa.Column('adopted_in_id', sa.Integer(), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancel_reason', sa.Text(), nullable=False),
    sa.Column('agenda_version', sa.Integer(), nullable=False),
    sa.Column('agenda_changed_by_id', sa.Integer(), nullable=True),
    sa.Column('agenda_changed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(adopted_at IS NULL) = (adoption_route = '')", name=op.f('ck_meeting_adopted_has_route')),
    sa.CheckConstraint("adoption_route IN ('', 'same_meeting', 'next_meeting', 'circulation')", name=op.f('ck_meeting_adoption_route')),
    sa.CheckConstraint("way IN ('onsite', 'hybrid', 'online')", name=op.f('ck_meeting_way')),
    sa.CheckConstraint('(number IS NULL) = (number_year_be IS NULL)', name=op.f('ck_meeting_number_has_year')),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_meeting_times')),
    sa.ForeignKeyConstraint(['agenda_changed_by_id'], ['user.id'], name=op.f('fk_meeting_agenda_changed_by_id_user')),
    sa.ForeignKeyConstraint(['adopted_in_id'], ['meeting.id'], name=op.f('fk_meeting_adopted_in_id_meeting')),
    sa.ForeignKeyConstraint(['checker_id'], ['user.id'], name=op.f('fk_meeting_checker_id_user')),
    sa.ForeignKeyConstraint(['committee_id'], ['committee.id'], name=op.f('fk_meeting_committee_id_committee')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_meeting_created_by_id_user')),
    sa.ForeignKeyConstraint(['recorder_id'], ['user.id'], name=op.f('fk_meeting_recorder_id_user')),
    *circular('meeting'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting')),
    sa.UniqueConstraint('committee_id', 'number_year_be', 'number', name=op.f('uq_meeting_committee_id_number_year_be_number')),
    sa.UniqueConstraint('submit_key', name=op.f('uq_meeting_submit_key'))
    )
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.create_index('ix_meeting_committee_id', ['committee_id', 'starts_at'], unique=False)

    op.create_table('agenda_section',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.CheckConstraint("kind IN ('chair', 'adoption', 'arising', 'information', 'consideration', 'other')", name=op.f('ck_agenda_section_kind')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_agenda_section_meeting_id_meeting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_section')),
    sa.UniqueConstraint('meeting_id', 'position', name=op.f('uq_agenda_section_meeting_id_position'))
    )
    op.create_table('committee_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('committee_id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('office_unit_id', sa.Integer(), nullable=True),
    sa.Column('person_name', ThaiString(120), nullable=False),
    sa.Column('position_title', sa.String(length=200), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('end_reason', sa.String(length=300), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("role IN ('chair', 'deputy_chair', 'member', 'secretary', 'assistant_secretary')", name=op.f('ck_committee_member_role')),
    sa.CheckConstraint("user_id IS NOT NULL OR office_unit_id IS NOT NULL OR person_name <> ''", name=op.f('ck_committee_member_somebody')),
    sa.CheckConstraint('ends_on IS NULL OR ends_on >= starts_on', name=op.f('ck_committee_member_dates')),
    sa.CheckConstraint('user_id IS NULL OR office_unit_id IS NULL', name=op.f('ck_committee_member_person_or_office')),
    sa.ForeignKeyConstraint(['committee_id'], ['committee.id'], name=op.f('fk_committee_member_committee_id_committee')),
    sa.ForeignKeyConstraint(['office_unit_id'], ['unit.id'], name=op.f('fk_committee_member_office_unit_id_unit')),
    sa.ForeignKeyConstraint(['order_id'], ['appointment_order.id'], name=op.f('fk_committee_member_order_id_appointment_order')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_committee_member_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee_member'))
    )
    with op.batch_alter_table('committee_member', schema=None) as batch_op:
        batch_op.create_index('ix_committee_member_committee_id', ['committee_id', 'position'], unique=False)
        batch_op.create_index(batch_op.f('ix_committee_member_office_unit_id'), ['office_unit_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_committee_member_order_id'), ['order_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_committee_member_user_id'), ['user_id'], unique=False)

    op.create_table('meeting_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('requested_by_id', sa.Integer(), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('inputs_digest', sa.String(length=64), nullable=False),
    sa.Column('has_confidential', sa.Boolean(), nullable=False),
    sa.Column('progress_pct', sa.Integer(), nullable=False),
    sa.Column('ready_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('problem', sa.String(length=500), nullable=False),
    sa.Column('filename', sa.String(length=255), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size_bytes', sa.Integer(), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=True),
    sa.CheckConstraint("kind IN ('bundle', 'offline', 'archive_pdf', 'archive_zip')", name=op.f('ck_meeting_file_kind')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_meeting_file_meeting_id_meeting')),
    sa.ForeignKeyConstraint(['requested_by_id'], ['user.id'], name=op.f('fk_meeting_file_requested_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_file'))
    )
    with op.batch_alter_table('meeting_file', schema=None) as batch_op:
        batch_op.create_index('ix_meeting_file_meeting_id', ['meeting_id', 'kind', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_meeting_file_sha256'), ['sha256'], unique=False)

    op.create_table('minutes_revision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=10), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('filename', sa.String(length=255), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size_bytes', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(source = 'upload') = (sha256 <> '')", name=op.f('ck_minutes_revision_file_of_upload')),
    sa.CheckConstraint("source IN ('compiled', 'upload')", name=op.f('ck_minutes_revision_source')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_minutes_revision_created_by_id_user')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_minutes_revision_meeting_id_meeting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_minutes_revision')),
    sa.UniqueConstraint('meeting_id', 'no', name=op.f('uq_minutes_revision_meeting_id_no'))
    )
    with op.batch_alter_table('minutes_revision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_minutes_revision_sha256'), ['sha256'], unique=False)

    op.create_table('agenda_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('committee_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('background', sa.Text(), nullable=False),
    sa.Column('issue', sa.Text(), nullable=False),
    sa.Column('proposal', sa.Text(), nullable=False),
    sa.Column('presenter_id', sa.Integer(), nullable=True),
    sa.Column('presenter_name', sa.String(length=200), nullable=False),
    sa.Column('minutes_needed', sa.Integer(), nullable=True),
    sa.Column('is_confidential', sa.Boolean(), nullable=False),
    sa.Column('is_recurring', sa.Boolean(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submit_key', sa.String(length=80), nullable=True),
    sa.Column('wanted_meeting_id', sa.Integer(), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('returned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('return_reason', sa.Text(), nullable=False),
    sa.Column('deferred_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('defer_reason', sa.Text(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdraw_reason', sa.Text(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('section_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('depth', sa.Integer(), nullable=False),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_late', sa.Boolean(), nullable=False),
    sa.Column('carried_from_id', sa.Integer(), nullable=True),
    sa.Column('follows_id', sa.Integer(), nullable=True),
    sa.Column('adopts_id', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.String(length=20), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=True),
    sa.Column('extract_sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('information', 'consideration', 'other')", name=op.f('ck_agenda_item_kind')),
    sa.CheckConstraint("depth BETWEEN 1 AND 2", name=op.f('ck_agenda_item_depth')),
    sa.CheckConstraint("outcome IN ('', 'discussed', 'deferred', 'withdrawn')", name=op.f('ck_agenda_item_outcome')),
    sa.CheckConstraint('(section_id IS NULL) = (meeting_id IS NULL)', name=op.f('ck_agenda_item_placed')),
    sa.CheckConstraint('minutes_needed IS NULL OR minutes_needed BETWEEN 1 AND 600', name=op.f('ck_agenda_item_minutes_needed')),
    sa.ForeignKeyConstraint(['adopts_id'], ['meeting.id'], name=op.f('fk_agenda_item_adopts_id_meeting')),
    sa.ForeignKeyConstraint(['carried_from_id'], ['agenda_item.id'], name=op.f('fk_agenda_item_carried_from_id_agenda_item')),
    sa.ForeignKeyConstraint(['committee_id'], ['committee.id'], name=op.f('fk_agenda_item_committee_id_committee')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_agenda_item_created_by_id_user')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_agenda_item_meeting_id_meeting')),
    sa.ForeignKeyConstraint(['presenter_id'], ['user.id'], name=op.f('fk_agenda_item_presenter_id_user')),
    sa.ForeignKeyConstraint(['section_id'], ['agenda_section.id'], name=op.f('fk_agenda_item_section_id_agenda_section')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_agenda_item_unit_id_unit')),
    sa.ForeignKeyConstraint(['wanted_meeting_id'], ['meeting.id'], name=op.f('fk_agenda_item_wanted_meeting_id_meeting')),
    *circular('agenda_item'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_item')),
    sa.UniqueConstraint('submit_key', name=op.f('uq_agenda_item_submit_key'))
    )
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agenda_item_carried_from_id'), ['carried_from_id'], unique=False)
        batch_op.create_index('ix_agenda_item_committee_id', ['committee_id', 'meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_agenda_item_follows_id'), ['follows_id'], unique=False)
        batch_op.create_index('ix_agenda_item_meeting_id', ['meeting_id', 'section_id', 'position'], unique=False)
        batch_op.create_index(batch_op.f('ix_agenda_item_presenter_id'), ['presenter_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_agenda_item_topic_id'), ['topic_id'], unique=False)
        batch_op.create_index('ix_agenda_item_unit_id', ['unit_id', 'id'], unique=False)

    op.create_table('agenda_submission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('submitted_by_id', sa.Integer(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_item.id'], name=op.f('fk_agenda_submission_item_id_agenda_item')),
    sa.ForeignKeyConstraint(['submitted_by_id'], ['user.id'], name=op.f('fk_agenda_submission_submitted_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_submission')),
    sa.UniqueConstraint('item_id', 'no', name=op.f('uq_agenda_submission_item_id_no'))
    )
    op.create_table('item_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('saved_by_id', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_item.id'], name=op.f('fk_item_note_item_id_agenda_item')),
    sa.ForeignKeyConstraint(['saved_by_id'], ['user.id'], name=op.f('fk_item_note_saved_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_note')),
    sa.UniqueConstraint('item_id', 'no', name=op.f('uq_item_note_item_id_no'))
    )
    op.create_table('meeting_person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('membership_id', sa.Integer(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('name', ThaiString(120), nullable=False),
    sa.Column('position_title', sa.String(length=200), nullable=False),
    sa.Column('unit_name', sa.String(length=200), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.Column('is_presenter', sa.Boolean(), nullable=False),
    sa.Column('answer', sa.String(length=10), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer_note', sa.String(length=300), nullable=False),
    sa.Column('deputy_id', sa.Integer(), nullable=True),
    sa.Column('deputy_name', sa.String(length=120), nullable=False),
    sa.Column('deputy_position', sa.String(length=200), nullable=False),
    sa.Column('presence', sa.String(length=10), nullable=False),
    sa.Column('way', sa.String(length=10), nullable=False),
    sa.Column('method', sa.String(length=10), nullable=False),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('absence_reason', sa.String(length=300), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(kind = 'appointed') = (role <> '')", name=op.f('ck_meeting_person_role_of_appointed')),
    sa.CheckConstraint("answer IN ('', 'coming', 'deputy', 'excused')", name=op.f('ck_meeting_person_answer')),
    sa.CheckConstraint("kind IN ('appointed', 'guest')", name=op.f('ck_meeting_person_kind')),
    sa.CheckConstraint("method IN ('', 'list', 'qr', 'pin')", name=op.f('ck_meeting_person_method')),
    sa.CheckConstraint("presence IN ('', 'present', 'deputy', 'excused', 'absent')", name=op.f('ck_meeting_person_presence')),
    sa.CheckConstraint("role IN ('', 'chair', 'deputy_chair', 'member', 'secretary', 'assistant_secretary')", name=op.f('ck_meeting_person_role')),
    sa.CheckConstraint("way IN ('', 'onsite', 'online')", name=op.f('ck_meeting_person_way')),
    sa.ForeignKeyConstraint(['deputy_id'], ['user.id'], name=op.f('fk_meeting_person_deputy_id_user')),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_item.id'], name=op.f('fk_meeting_person_item_id_agenda_item')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_meeting_person_meeting_id_meeting')),
    sa.ForeignKeyConstraint(['membership_id'], ['committee_member.id'], name=op.f('fk_meeting_person_membership_id_committee_member')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_meeting_person_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_person')),
    sa.UniqueConstraint('meeting_id', 'membership_id', name=op.f('uq_meeting_person_meeting_id_membership_id')),
    sa.UniqueConstraint('meeting_id', 'user_id', name=op.f('uq_meeting_person_meeting_id_user_id'))
    )
    with op.batch_alter_table('meeting_person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meeting_person_deputy_id'), ['deputy_id'], unique=False)
        batch_op.create_index('ix_meeting_person_meeting_id', ['meeting_id', 'position'], unique=False)
        batch_op.create_index(batch_op.f('ix_meeting_person_user_id'), ['user_id'], unique=False)

    op.create_table('minutes_erratum',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(length=100), nullable=False),
    sa.Column('old_text', sa.Text(), nullable=False),
    sa.Column('new_text', sa.Text(), nullable=False),
    sa.Column('decided_in_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.Column('submit_key', sa.String(length=80), nullable=False),
    sa.Column('noted_by_id', sa.Integer(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['decided_in_id'], ['meeting.id'], name=op.f('fk_minutes_erratum_decided_in_id_meeting')),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_item.id'], name=op.f('fk_minutes_erratum_item_id_agenda_item')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_minutes_erratum_meeting_id_meeting')),
    sa.ForeignKeyConstraint(['noted_by_id'], ['user.id'], name=op.f('fk_minutes_erratum_noted_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_minutes_erratum')),
    sa.UniqueConstraint('submit_key', name=op.f('uq_minutes_erratum_submit_key'))
    )
    with op.batch_alter_table('minutes_erratum', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_minutes_erratum_meeting_id'), ['meeting_id'], unique=False)

    op.create_table('resolution',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('committee_id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('number_year_be', sa.Integer(), nullable=True),
    sa.Column('owner_unit_id', sa.Integer(), nullable=True),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('votes_for', sa.Integer(), nullable=True),
    sa.Column('votes_against', sa.Integer(), nullable=True),
    sa.Column('votes_abstain', sa.Integer(), nullable=True),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submit_key', sa.String(length=80), nullable=False),
    sa.Column('struck_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reported_done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('acknowledged', 'adopted', 'agreed', 'approved', 'assigned')", name=op.f('ck_resolution_kind')),
    sa.CheckConstraint('(number IS NULL) = (number_year_be IS NULL)', name=op.f('ck_resolution_number_has_year')),
    sa.CheckConstraint('(votes_for IS NULL) = (votes_against IS NULL) AND (votes_for IS NULL) = (votes_abstain IS NULL)', name=op.f('ck_resolution_votes_together')),
    sa.ForeignKeyConstraint(['committee_id'], ['committee.id'], name=op.f('fk_resolution_committee_id_committee')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_resolution_created_by_id_user')),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_item.id'], name=op.f('fk_resolution_item_id_agenda_item')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_resolution_meeting_id_meeting')),
    sa.ForeignKeyConstraint(['owner_id'], ['user.id'], name=op.f('fk_resolution_owner_id_user')),
    sa.ForeignKeyConstraint(['owner_unit_id'], ['unit.id'], name=op.f('fk_resolution_owner_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resolution')),
    sa.UniqueConstraint('committee_id', 'number_year_be', 'number', name=op.f('uq_resolution_committee_id_number_year_be_number')),
    sa.UniqueConstraint('submit_key', name=op.f('uq_resolution_submit_key'))
    )
    with op.batch_alter_table('resolution', schema=None) as batch_op:
        batch_op.create_index('ix_resolution_item_id', ['item_id', 'position'], unique=False)
        batch_op.create_index('ix_resolution_meeting_id', ['meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_resolution_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index('ix_resolution_owner_unit_id', ['owner_unit_id', 'done_at'], unique=False)

    op.create_table('adoption_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('revision_no', sa.Integer(), nullable=False),
    sa.Column('answer', sa.String(length=10), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("answer IN ('adopt', 'amend')", name=op.f('ck_adoption_answer_answer')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user.id'], name=op.f('fk_adoption_answer_answered_by_id_user')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_adoption_answer_meeting_id_meeting')),
    sa.ForeignKeyConstraint(['person_id'], ['meeting_person.id'], name=op.f('fk_adoption_answer_person_id_meeting_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_adoption_answer'))
    )
    with op.batch_alter_table('adoption_answer', schema=None) as batch_op:
        batch_op.create_index('ix_adoption_answer_meeting_id', ['meeting_id', 'person_id', 'id'], unique=False)

    op.create_table('agenda_paper',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('submission_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('filename', sa.String(length=255), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size_bytes', sa.Integer(), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=True),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('upload_key', sa.String(length=80), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_item.id'], name=op.f('fk_agenda_paper_item_id_agenda_item')),
    sa.ForeignKeyConstraint(['submission_id'], ['agenda_submission.id'], name=op.f('fk_agenda_paper_submission_id_agenda_submission')),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['user.id'], name=op.f('fk_agenda_paper_uploaded_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_paper')),
    sa.UniqueConstraint('upload_key', name=op.f('uq_agenda_paper_upload_key'))
    )
    with op.batch_alter_table('agenda_paper', schema=None) as batch_op:
        batch_op.create_index('ix_agenda_paper_item_id', ['item_id', 'submission_id', 'position'], unique=False)
        batch_op.create_index(batch_op.f('ix_agenda_paper_sha256'), ['sha256'], unique=False)

    op.create_table('minutes_amendment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('revision_no', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.Column('page', sa.String(length=20), nullable=False),
    sa.Column('line', sa.String(length=20), nullable=False),
    sa.Column('old_text', sa.Text(), nullable=False),
    sa.Column('new_text', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('submit_key', sa.String(length=80), nullable=False),
    sa.Column('decision', sa.String(length=10), nullable=False),
    sa.Column('decision_note', sa.String(length=500), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("decision <> 'declined' OR decision_note <> ''", name=op.f('ck_minutes_amendment_declined_has_reason')),
    sa.CheckConstraint("decision IN ('', 'applied', 'declined')", name=op.f('ck_minutes_amendment_decision')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['user.id'], name=op.f('fk_minutes_amendment_asked_by_id_user')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user.id'], name=op.f('fk_minutes_amendment_decided_by_id_user')),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_item.id'], name=op.f('fk_minutes_amendment_item_id_agenda_item')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_minutes_amendment_meeting_id_meeting')),
    sa.ForeignKeyConstraint(['person_id'], ['meeting_person.id'], name=op.f('fk_minutes_amendment_person_id_meeting_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_minutes_amendment')),
    sa.UniqueConstraint('submit_key', name=op.f('uq_minutes_amendment_submit_key'))
    )
    with op.batch_alter_table('minutes_amendment', schema=None) as batch_op:
        batch_op.create_index('ix_minutes_amendment_meeting_id', ['meeting_id', 'id'], unique=False)

    op.create_table('presence_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(length=10), nullable=False),
    sa.Column('presence', sa.String(length=10), nullable=False),
    sa.Column('method', sa.String(length=10), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.CheckConstraint("act IN ('arrived', 'left', 'returned', 'marked', 'undone')", name=op.f('ck_presence_event_act')),
    sa.ForeignKeyConstraint(['actor_id'], ['user.id'], name=op.f('fk_presence_event_actor_id_user')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_presence_event_meeting_id_meeting')),
    sa.ForeignKeyConstraint(['person_id'], ['meeting_person.id'], name=op.f('fk_presence_event_person_id_meeting_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_presence_event'))
    )
    with op.batch_alter_table('presence_event', schema=None) as batch_op:
        batch_op.create_index('ix_presence_event_meeting_id', ['meeting_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_presence_event_person_id'), ['person_id'], unique=False)

    op.create_table('resolution_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('resolution_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(length=20), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('old_value', sa.String(length=200), nullable=False),
    sa.Column('new_value', sa.String(length=200), nullable=False),
    sa.Column('filename', sa.String(length=255), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size_bytes', sa.Integer(), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('submit_key', sa.String(length=80), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("act IN ('reported', 'reported_done', 'accepted', 'sent_back', 'due_changed', 'owner_changed', 'reopened')", name=op.f('ck_resolution_event_act')),
    sa.ForeignKeyConstraint(['actor_id'], ['user.id'], name=op.f('fk_resolution_event_actor_id_user')),
    sa.ForeignKeyConstraint(['resolution_id'], ['resolution.id'], name=op.f('fk_resolution_event_resolution_id_resolution')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resolution_event')),
    sa.UniqueConstraint('submit_key', name=op.f('uq_resolution_event_submit_key'))
    )
    with op.batch_alter_table('resolution_event', schema=None) as batch_op:
        batch_op.create_index('ix_resolution_event_resolution_id', ['resolution_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_resolution_event_sha256'), ['sha256'], unique=False)

    if op.get_context().dialect.name == "postgresql":
        for table, column, other in CIRCULAR:
            op.create_foreign_key(op.f(f"fk_{table}_{column}_{other}"), table, other, [column], ["id"])
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
    if op.get_context().dialect.name == "postgresql":
        for table, column, other in CIRCULAR:
            op.drop_constraint(op.f(f"fk_{table}_{column}_{other}"), table, type_="foreignkey")
    with op.batch_alter_table('resolution_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_resolution_event_sha256'))
        batch_op.drop_index('ix_resolution_event_resolution_id')

    op.drop_table('resolution_event')
    with op.batch_alter_table('presence_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_presence_event_person_id'))
        batch_op.drop_index('ix_presence_event_meeting_id')

    op.drop_table('presence_event')
    with op.batch_alter_table('minutes_amendment', schema=None) as batch_op:
        batch_op.drop_index('ix_minutes_amendment_meeting_id')

    op.drop_table('minutes_amendment')
    with op.batch_alter_table('agenda_paper', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_agenda_paper_sha256'))
        batch_op.drop_index('ix_agenda_paper_item_id')

    op.drop_table('agenda_paper')
    with op.batch_alter_table('adoption_answer', schema=None) as batch_op:
        batch_op.drop_index('ix_adoption_answer_meeting_id')

    op.drop_table('adoption_answer')
    with op.batch_alter_table('resolution', schema=None) as batch_op:
        batch_op.drop_index('ix_resolution_owner_unit_id')
        batch_op.drop_index(batch_op.f('ix_resolution_owner_id'))
        batch_op.drop_index('ix_resolution_meeting_id')
        batch_op.drop_index('ix_resolution_item_id')

    op.drop_table('resolution')
    with op.batch_alter_table('minutes_erratum', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_minutes_erratum_meeting_id'))

    op.drop_table('minutes_erratum')
    with op.batch_alter_table('meeting_person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_meeting_person_user_id'))
        batch_op.drop_index('ix_meeting_person_meeting_id')
        batch_op.drop_index(batch_op.f('ix_meeting_person_deputy_id'))

    op.drop_table('meeting_person')
    op.drop_table('item_note')
    op.drop_table('agenda_submission')
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.drop_index('ix_agenda_item_unit_id')
        batch_op.drop_index(batch_op.f('ix_agenda_item_topic_id'))
        batch_op.drop_index(batch_op.f('ix_agenda_item_presenter_id'))
        batch_op.drop_index('ix_agenda_item_meeting_id')
        batch_op.drop_index(batch_op.f('ix_agenda_item_follows_id'))
        batch_op.drop_index('ix_agenda_item_committee_id')
        batch_op.drop_index(batch_op.f('ix_agenda_item_carried_from_id'))

    op.drop_table('agenda_item')
    with op.batch_alter_table('minutes_revision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_minutes_revision_sha256'))

    op.drop_table('minutes_revision')
    with op.batch_alter_table('meeting_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_meeting_file_sha256'))
        batch_op.drop_index('ix_meeting_file_meeting_id')

    op.drop_table('meeting_file')
    with op.batch_alter_table('committee_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_committee_member_user_id'))
        batch_op.drop_index(batch_op.f('ix_committee_member_order_id'))
        batch_op.drop_index(batch_op.f('ix_committee_member_office_unit_id'))
        batch_op.drop_index('ix_committee_member_committee_id')

    op.drop_table('committee_member')
    op.drop_table('agenda_section')
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.drop_index('ix_meeting_committee_id')

    op.drop_table('meeting')
    op.drop_table('committee_section')
    with op.batch_alter_table('appointment_order_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_appointment_order_file_sha256'))
        batch_op.drop_index(batch_op.f('ix_appointment_order_file_order_id'))

    op.drop_table('appointment_order_file')
    op.drop_table('appointment_order')
    op.drop_table('stock_phrase')
    with op.batch_alter_table('document_template', schema=None) as batch_op:
        batch_op.drop_index('ix_document_template_unit_id')
        batch_op.drop_index(batch_op.f('ix_document_template_sha256'))

    op.drop_table('document_template')
    with op.batch_alter_table('committee', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_committee_unit_id'))

    op.drop_table('committee')
