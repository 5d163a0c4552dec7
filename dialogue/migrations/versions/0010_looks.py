"""How town and dialogues look and what they say of themselves; who is invited, and by which open link."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "looks",
        sa.Column("about", sa.String(40), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("logo", sa.LargeBinary),
    )
    op.create_table(
        "invited",
        sa.Column("dialogue", sa.String(40), primary_key=True),
        sa.Column("seat", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("called", sa.String(200), nullable=False),
        sa.Column("mail", sa.String(200)),
        sa.Column("mailed_at", sa.Float),
    )
    op.create_table(
        "open_links",
        sa.Column("dialogue", sa.String(40), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("places", sa.Integer),
        sa.Column("closes_at", sa.Float),
    )
