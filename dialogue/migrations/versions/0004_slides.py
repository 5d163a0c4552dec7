"""The pictures of slides."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "slides",
        sa.Column("dialogue", sa.String(40), primary_key=True),
        sa.Column("deck", sa.String(20), primary_key=True),
        sa.Column("page", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("image", sa.LargeBinary, nullable=False),
    )
