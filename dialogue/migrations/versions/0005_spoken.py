"""How long people have spoken, until the evening closes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spoken",
        sa.Column("dialogue", sa.String(40), primary_key=True),
        sa.Column("counter", sa.String(40), primary_key=True),
        sa.Column("room", sa.String(80), primary_key=True),
        sa.Column("seat", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seconds", sa.Float, nullable=False),
    )
