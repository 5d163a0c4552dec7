"""The heartbeats of several control processes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "nodes",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("build", sa.String(40), nullable=False),
        sa.Column("beat_at", sa.Float, nullable=False),
        sa.Column("key", sa.String(16), nullable=False),
        sa.Column("draining", sa.Boolean, nullable=False),
        sa.Column("holds", sa.Text, nullable=False),
    )
