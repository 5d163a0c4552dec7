"""Answers given after the evening, and whether its result is public."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "followups",
        sa.Column("dialogue", sa.String(40), primary_key=True),
        sa.Column("about", sa.String(20), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seat", sa.Integer, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("responsible", sa.Text),
        sa.Column("until", sa.String(10)),
    )
    op.create_table(
        "publications",
        sa.Column("dialogue", sa.String(40), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("published_at", sa.Float),
        sa.Column("seat", sa.Integer, nullable=False),
    )
