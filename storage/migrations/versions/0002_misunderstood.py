"""messages that were not understood"""

import sqlalchemy as sa
from sqlalchemy import Text
from alembic import op
from sqlalchemy.dialects import postgresql

from storage.models.base import UtcDateTime

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('misunderstood',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=True),
    sa.Column('intents', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=Text()), 'postgresql'), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('label', sa.String(), nullable=True),
    sa.Column('labelled_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('labelled_by', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_misunderstood'))
    )
    with op.batch_alter_table('misunderstood', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_misunderstood_at'), ['at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('misunderstood', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_misunderstood_at'))

    op.drop_table('misunderstood')
