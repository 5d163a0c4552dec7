"""In which language people are written to, and whether they were reminded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invited", sa.Column("reminded_at", sa.Float))
    op.add_column("invited", sa.Column("language", sa.String(4)))
