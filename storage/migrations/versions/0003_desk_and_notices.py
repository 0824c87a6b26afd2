"""desk and notices"""

import sqlalchemy as sa
from sqlalchemy import Text
from alembic import op
from sqlalchemy.dialects import postgresql

from storage.models.base import UtcDateTime

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

# What waits in the outbox is looked for by these, each holding only the rows that its query wants.
OUTBOX_INDEXES = (
    ('ix_outbox_waiting', ['lane', 'due_at', 'id'], "state = 'queued' AND channel = 'telegram' AND broadcast_id IS NULL"),
    ('ix_outbox_broadcast', ['broadcast_id', 'due_at', 'id'], "state = 'queued' AND channel = 'telegram' AND broadcast_id IS NOT NULL"),
    ('ix_outbox_failed', ['broadcast_id', 'id'], "state = 'failed' AND broadcast_id IS NOT NULL"),
    ('ix_outbox_sending', ['id'], "state = 'sending'"),
    ('ix_outbox_letters', ['channel', 'due_at', 'id'], "state = 'queued' AND channel != 'telegram'"),
)

# Unpaid bills are of an account. A house with several of them does not say which one: told to nobody.
WHOSE_BILLS = """
INSERT INTO outage_area (outage_id, account_number, parity)
SELECT a.outage_id, min(c.number), 'all'
FROM outage_area a JOIN outage o ON o.id = a.outage_id AND o.kind = 'arrears'
JOIN account c ON c.place_id = a.place_id AND c.house_number = a.low
WHERE a.low = a.high GROUP BY a.id, a.outage_id HAVING count(*) = 1
"""


def upgrade() -> None:
    op.create_table('api_token',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.Column('scopes', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=Text()), 'postgresql'), nullable=False),
    sa.Column('created_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
    sa.UniqueConstraint('hash', name=op.f('uq_api_token_hash')),
    sa.UniqueConstraint('name', name=op.f('uq_api_token_name'))
    )
    op.create_table('feed',
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('heard_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('alarmed_at', UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('source', name=op.f('pk_feed'))
    )
    op.create_table('approval',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('amount', sa.Numeric(precision=12, scale=2), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('facts', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=Text()), 'postgresql'), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('asked_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('remind_at', UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['staff.id'], name=op.f('fk_approval_asked_by')),
    sa.ForeignKeyConstraint(['decided_by'], ['staff.id'], name=op.f('fk_approval_decided_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_approval'))
    )
    with op.batch_alter_table('approval', schema=None) as batch_op:
        batch_op.create_index('ix_approval_subject', ['what', 'subject_id'], unique=False)
        batch_op.create_index('ix_approval_remind', ['remind_at'], unique=False, sqlite_where=sa.text("state = 'asked'"), postgresql_where=sa.text("state = 'asked'"))

    op.create_table('broadcast',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('outage_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('texts', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=Text()), 'postgresql'), nullable=False),
    sa.Column('audience', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=Text()), 'postgresql'), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('sent', sa.Integer(), nullable=False),
    sa.Column('failed', sa.Integer(), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('approved_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('started_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('finished_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('progress_chat_id', sa.BigInteger(), nullable=True),
    sa.Column('progress_key', sa.String(), nullable=False),
    sa.Column('progress', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=Text()), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['approved_by'], ['staff.id'], name=op.f('fk_broadcast_approved_by')),
    sa.ForeignKeyConstraint(['created_by'], ['staff.id'], name=op.f('fk_broadcast_created_by')),
    sa.ForeignKeyConstraint(['outage_id'], ['outage.id'], name=op.f('fk_broadcast_outage_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_broadcast'))
    )
    with op.batch_alter_table('broadcast', schema=None) as batch_op:
        batch_op.create_index('ix_broadcast_open', ['id'], unique=False, sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))
        batch_op.create_index('ix_broadcast_shown', ['id'], unique=False, sqlite_where=sa.text('progress_chat_id IS NOT NULL'), postgresql_where=sa.text('progress_chat_id IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_broadcast_outage_id'), ['outage_id'], unique=False)

    op.create_table('incident',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('feeder_code', sa.String(), nullable=True),
    sa.Column('opened_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('closed_at', UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['feeder_code'], ['feeder.code'], name=op.f('fk_incident_feeder_code')),
    sa.ForeignKeyConstraint(['place_id'], ['place.id'], name=op.f('fk_incident_place_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident'))
    )
    with op.batch_alter_table('incident', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_incident_feeder_code'), ['feeder_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_incident_place_id'), ['place_id'], unique=False)

    op.create_table('transformer',
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('feeder_code', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['feeder_code'], ['feeder.code'], name=op.f('fk_transformer_feeder_code')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_transformer'))
    )
    with op.batch_alter_table('transformer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_transformer_feeder_code'), ['feeder_code'], unique=False)

    op.create_table('confirmation',
    sa.Column('outage_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account_number', sa.String(), nullable=False),
    sa.Column('asked_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('due_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('listed_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('called_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['account_number'], ['account.number'], name=op.f('fk_confirmation_account_number')),
    sa.ForeignKeyConstraint(['called_by'], ['staff.id'], name=op.f('fk_confirmation_called_by')),
    sa.ForeignKeyConstraint(['outage_id'], ['outage.id'], name=op.f('fk_confirmation_outage_id')),
    sa.PrimaryKeyConstraint('outage_id', 'account_number', name=op.f('pk_confirmation'))
    )
    with op.batch_alter_table('confirmation', schema=None) as batch_op:
        batch_op.create_index('ix_confirmation_due', ['due_at'], unique=False, sqlite_where=sa.text('confirmed_at IS NULL AND listed_at IS NULL'), postgresql_where=sa.text('confirmed_at IS NULL AND listed_at IS NULL'))

    op.create_table('feeder_warning',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('feeder_code', sa.String(), nullable=False),
    sa.Column('level', sa.String(), nullable=False),
    sa.Column('outage_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ticket_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('at', UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['feeder_code'], ['feeder.code'], name=op.f('fk_feeder_warning_feeder_code')),
    sa.ForeignKeyConstraint(['outage_id'], ['outage.id'], name=op.f('fk_feeder_warning_outage_id')),
    sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name=op.f('fk_feeder_warning_ticket_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feeder_warning'))
    )
    with op.batch_alter_table('feeder_warning', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_feeder_warning_feeder_code'), ['feeder_code'], unique=False)

    op.create_table('hand_over',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ticket_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('from_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('to_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('to_queue', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('asked_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('remind_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('answered_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['answered_by'], ['staff.id'], name=op.f('fk_hand_over_answered_by')),
    sa.ForeignKeyConstraint(['from_id'], ['staff.id'], name=op.f('fk_hand_over_from_id')),
    sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name=op.f('fk_hand_over_ticket_id')),
    sa.ForeignKeyConstraint(['to_id'], ['staff.id'], name=op.f('fk_hand_over_to_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hand_over'))
    )
    with op.batch_alter_table('hand_over', schema=None) as batch_op:
        batch_op.create_index('ix_hand_over_asked', ['to_id', 'remind_at'], unique=False, sqlite_where=sa.text("state = 'asked'"), postgresql_where=sa.text("state = 'asked'"))
        batch_op.create_index(batch_op.f('ix_hand_over_ticket_id'), ['ticket_id'], unique=False)

    op.create_table('relay',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ticket_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('opened_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('last_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('closed_at', UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_relay_person_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_relay_staff_id')),
    sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name=op.f('fk_relay_ticket_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_relay'))
    )
    with op.batch_alter_table('relay', schema=None) as batch_op:
        batch_op.create_index('ix_relay_person_open', ['person_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.create_index('ix_relay_staff_open', ['staff_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.create_index(batch_op.f('ix_relay_ticket_id'), ['ticket_id'], unique=False)

    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('important', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('email', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('transformer_code', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('manager_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_index(batch_op.f('ix_account_transformer_code'), ['transformer_code'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_account_transformer_code'), 'transformer', ['transformer_code'], ['code'])
        batch_op.create_foreign_key(batch_op.f('fk_account_manager_id'), 'staff', ['manager_id'], ['id'])

    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('album', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('state', sa.String(), server_default='none', nullable=False))
        batch_op.add_column(sa.Column('sha256', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('media_type', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('size', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('tries', sa.Integer(), server_default='0', nullable=False))
        batch_op.create_index('ix_attachment_waiting', ['id'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    with op.batch_alter_table('deadline', schema=None) as batch_op:
        batch_op.add_column(sa.Column('started_at', UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('first_due_at', UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('counted', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=Text()), 'postgresql'), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('paused_at', UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('pause_reason', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('told_at', UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_deadline_open', ['due_at'], unique=False, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    with op.batch_alter_table('house_range', schema=None) as batch_op:
        batch_op.add_column(sa.Column('transformer_code', sa.String(), nullable=True))
        batch_op.create_index(batch_op.f('ix_house_range_transformer_code'), ['transformer_code'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_house_range_transformer_code'), 'transformer', ['transformer_code'], ['code'])

    with op.batch_alter_table('outage', schema=None) as batch_op:
        batch_op.add_column(sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('approved_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('approved_at', UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('until_at', UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('cause', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('late_reason', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('sequence', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('customers', sa.Integer(), nullable=True))
        batch_op.alter_column('published_at',
               existing_type=sa.DATETIME(),
               nullable=True)
        batch_op.create_foreign_key(batch_op.f('fk_outage_approved_by'), 'staff', ['approved_by'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_outage_created_by'), 'staff', ['created_by'], ['id'])

    with op.batch_alter_table('outage_area', schema=None) as batch_op:
        batch_op.add_column(sa.Column('transformer_code', sa.String(), nullable=True))
        batch_op.create_index(batch_op.f('ix_outage_area_transformer_code'), ['transformer_code'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_outage_area_transformer_code'), 'transformer', ['transformer_code'], ['code'])
        batch_op.add_column(sa.Column('account_number', sa.String(), nullable=True))
        batch_op.create_index(batch_op.f('ix_outage_area_account_number'), ['account_number'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_outage_area_account_number'), 'account', ['account_number'], ['number'])
    op.execute(WHOSE_BILLS)
    op.execute("DELETE FROM outage_area WHERE account_number IS NULL AND outage_id IN (SELECT id FROM outage WHERE kind = 'arrears')")

    with op.batch_alter_table('outage_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('by', sa.String(), server_default='', nullable=False))

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('broadcast_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('channel', sa.String(), server_default='telegram', nullable=False))
        batch_op.add_column(sa.Column('address', sa.String(), nullable=True))
        batch_op.drop_index('ix_outbox_waiting')
        for name, columns, where in OUTBOX_INDEXES:
            batch_op.create_index(name, columns, unique=False, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
        # PostgreSQL would look up every row's body and broadcast: half of the time of an alert to a million
        batch_op.drop_constraint(batch_op.f('fk_outbox_body_id'), type_='foreignkey')

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('quiet_from', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('quiet_until', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('muted', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=Text()), 'postgresql'), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('muted_until', UtcDateTime(timezone=True), nullable=True))

    with op.batch_alter_table('place', schema=None) as batch_op:
        batch_op.add_column(sa.Column('latitude', sa.Double(), nullable=True))
        batch_op.add_column(sa.Column('longitude', sa.Double(), nullable=True))

    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.add_column(sa.Column('on_shift', sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column('duty', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('district', sa.String(), server_default='', nullable=False))

    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.add_column(sa.Column('detail', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('house_number', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('feeder_code', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('transformer_code', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('outage_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('incident_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('closing', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=Text()), 'postgresql'), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('reopened', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('step_at', UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('stalled_at', UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('confirm_by', UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('confirmed_at', UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('waiting_for', sa.String(), server_default='', nullable=False))
        batch_op.drop_index(batch_op.f('ix_ticket_person_id'))
        batch_op.create_index('ix_ticket_account', ['account_number', 'id'], unique=False)
        batch_op.create_index('ix_ticket_confirm', ['confirm_by'], unique=False, sqlite_where=sa.text('confirm_by IS NOT NULL AND confirmed_at IS NULL'), postgresql_where=sa.text('confirm_by IS NOT NULL AND confirmed_at IS NULL'))
        batch_op.create_index(batch_op.f('ix_ticket_incident_id'), ['incident_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ticket_outage_id'), ['outage_id'], unique=False)
        batch_op.create_index('ix_ticket_owner_open', ['owner_id', 'id'], unique=False, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.create_index('ix_ticket_person', ['person_id', 'id'], unique=False)
        batch_op.create_index('ix_ticket_place_open', ['place_id', 'kind'], unique=False, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.create_index('ix_ticket_step_open', ['step_at'], unique=False, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.create_index('ix_ticket_feeder_open', ['feeder_code', 'kind'], unique=False, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.create_foreign_key(batch_op.f('fk_ticket_feeder_code'), 'feeder', ['feeder_code'], ['code'])
        batch_op.create_foreign_key(batch_op.f('fk_ticket_transformer_code'), 'transformer', ['transformer_code'], ['code'])
        batch_op.create_foreign_key(batch_op.f('fk_ticket_incident_id'), 'incident', ['incident_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_ticket_outage_id'), 'outage', ['outage_id'], ['id'])

    with op.batch_alter_table('ticket_event', schema=None) as batch_op:
        batch_op.add_column(sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_ticket_event_person_id'), 'person', ['person_id'], ['id'])

    # A ticket of before stands still since it came, until somebody takes a step.
    op.execute("UPDATE ticket SET step_at = created_at WHERE closed_at IS NULL")


def downgrade() -> None:
    with op.batch_alter_table('ticket_event', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_ticket_event_person_id'), type_='foreignkey')
        batch_op.drop_column('person_id')

    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_ticket_transformer_code'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_ticket_feeder_code'), type_='foreignkey')
        batch_op.drop_index('ix_ticket_feeder_open', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.drop_constraint(batch_op.f('fk_ticket_outage_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_ticket_incident_id'), type_='foreignkey')
        batch_op.drop_index('ix_ticket_step_open', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.drop_index('ix_ticket_place_open', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.drop_index('ix_ticket_person')
        batch_op.drop_index('ix_ticket_owner_open', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_ticket_outage_id'))
        batch_op.drop_index(batch_op.f('ix_ticket_incident_id'))
        batch_op.drop_index('ix_ticket_confirm', sqlite_where=sa.text('confirm_by IS NOT NULL AND confirmed_at IS NULL'), postgresql_where=sa.text('confirm_by IS NOT NULL AND confirmed_at IS NULL'))
        batch_op.drop_index('ix_ticket_account')
        batch_op.create_index(batch_op.f('ix_ticket_person_id'), ['person_id'], unique=False)
        batch_op.drop_column('waiting_for')
        batch_op.drop_column('confirmed_at')
        batch_op.drop_column('confirm_by')
        batch_op.drop_column('stalled_at')
        batch_op.drop_column('step_at')
        batch_op.drop_column('reopened')
        batch_op.drop_column('closing')
        batch_op.drop_column('incident_id')
        batch_op.drop_column('outage_id')
        batch_op.drop_column('transformer_code')
        batch_op.drop_column('feeder_code')
        batch_op.drop_column('house_number')
        batch_op.drop_column('detail')

    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.drop_column('district')
        batch_op.drop_column('duty')
        batch_op.drop_column('on_shift')

    with op.batch_alter_table('place', schema=None) as batch_op:
        batch_op.drop_column('longitude')
        batch_op.drop_column('latitude')

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('muted_until')
        batch_op.drop_column('muted')
        batch_op.drop_column('quiet_until')
        batch_op.drop_column('quiet_from')

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_foreign_key(batch_op.f('fk_outbox_body_id'), 'body', ['body_id'], ['id'])
        for name, _columns, _where in OUTBOX_INDEXES:
            batch_op.drop_index(name)
        batch_op.create_index('ix_outbox_waiting', ['lane', 'id'], unique=False, sqlite_where=sa.text("state IN ('queued', 'sending')"), postgresql_where=sa.text("state IN ('queued', 'sending')"))
        batch_op.drop_column('address')
        batch_op.drop_column('channel')
        batch_op.drop_column('broadcast_id')

    with op.batch_alter_table('outage_version', schema=None) as batch_op:
        batch_op.drop_column('by')

    with op.batch_alter_table('outage_area', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_outage_area_account_number'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_outage_area_account_number'))
        batch_op.drop_column('account_number')
        batch_op.drop_constraint(batch_op.f('fk_outage_area_transformer_code'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_outage_area_transformer_code'))
        batch_op.drop_column('transformer_code')

    with op.batch_alter_table('outage', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_outage_created_by'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_outage_approved_by'), type_='foreignkey')
        batch_op.alter_column('published_at',
               existing_type=sa.DATETIME(),
               nullable=False)
        batch_op.drop_column('customers')
        batch_op.drop_column('sequence')
        batch_op.drop_column('late_reason')
        batch_op.drop_column('cause')
        batch_op.drop_column('until_at')
        batch_op.drop_column('approved_at')
        batch_op.drop_column('approved_by')
        batch_op.drop_column('created_by')

    with op.batch_alter_table('house_range', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_house_range_transformer_code'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_house_range_transformer_code'))
        batch_op.drop_column('transformer_code')

    with op.batch_alter_table('deadline', schema=None) as batch_op:
        batch_op.drop_index('ix_deadline_open', sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
        batch_op.drop_column('told_at')
        batch_op.drop_column('pause_reason')
        batch_op.drop_column('paused_at')
        batch_op.drop_column('counted')
        batch_op.drop_column('first_due_at')
        batch_op.drop_column('started_at')

    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.drop_index('ix_attachment_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_column('tries')
        batch_op.drop_column('size')
        batch_op.drop_column('media_type')
        batch_op.drop_column('sha256')
        batch_op.drop_column('state')
        batch_op.drop_column('album')

    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_account_manager_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_account_transformer_code'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_account_transformer_code'))
        batch_op.drop_column('manager_id')
        batch_op.drop_column('transformer_code')
        batch_op.drop_column('email')
        batch_op.drop_column('important')

    with op.batch_alter_table('relay', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_relay_ticket_id'))
        batch_op.drop_index('ix_relay_staff_open', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.drop_index('ix_relay_person_open', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))

    op.drop_table('relay')
    with op.batch_alter_table('hand_over', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hand_over_ticket_id'))
        batch_op.drop_index('ix_hand_over_asked', sqlite_where=sa.text("state = 'asked'"), postgresql_where=sa.text("state = 'asked'"))

    op.drop_table('hand_over')
    with op.batch_alter_table('feeder_warning', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_feeder_warning_feeder_code'))

    op.drop_table('feeder_warning')
    with op.batch_alter_table('confirmation', schema=None) as batch_op:
        batch_op.drop_index('ix_confirmation_due', sqlite_where=sa.text('confirmed_at IS NULL AND listed_at IS NULL'), postgresql_where=sa.text('confirmed_at IS NULL AND listed_at IS NULL'))

    op.drop_table('confirmation')
    with op.batch_alter_table('transformer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_transformer_feeder_code'))

    op.drop_table('transformer')
    with op.batch_alter_table('incident', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_incident_place_id'))
        batch_op.drop_index(batch_op.f('ix_incident_feeder_code'))

    op.drop_table('incident')
    with op.batch_alter_table('broadcast', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_broadcast_outage_id'))
        batch_op.drop_index('ix_broadcast_open')
        batch_op.drop_index('ix_broadcast_shown')

    op.drop_table('broadcast')
    with op.batch_alter_table('approval', schema=None) as batch_op:
        batch_op.drop_index('ix_approval_remind')
        batch_op.drop_index('ix_approval_subject')

    op.drop_table('approval')
    op.drop_table('feed')
    op.drop_table('api_token')
