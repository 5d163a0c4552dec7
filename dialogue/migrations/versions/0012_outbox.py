"""Mail that waits to be sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("dialogue", sa.String(40), index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("calendar", sa.Text),
        sa.Column("queued_at", sa.Float, nullable=False),
        sa.Column("next_at", sa.Float, index=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("sent_at", sa.Float),
        sa.Column("fault", sa.String(20)),
    )
