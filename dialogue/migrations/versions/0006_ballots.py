"""Secret ballots until they are counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ballots",
        sa.Column("dialogue", sa.String(40), primary_key=True),
        sa.Column("box", sa.String(40), primary_key=True),
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("ballot", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
