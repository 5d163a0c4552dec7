"""Addresses that want to hear what came of a dialogue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "subscribers",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("dialogue", sa.String(40), nullable=False, index=True),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("language", sa.String(4), nullable=False),
        sa.Column("asked_at", sa.Float, nullable=False),
        sa.Column("confirmed_at", sa.Float),
        sa.Column("told", sa.Integer),
    )
