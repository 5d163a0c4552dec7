"""How far a result is on its way to the public, who checked it and who approved it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("publications", sa.Column("stage", sa.String(20), nullable=False, server_default="draft"))
    op.add_column("publications", sa.Column("checked_by", sa.String(40)))
    op.add_column("publications", sa.Column("approved_by", sa.String(40)))
    op.add_column("publications", sa.Column("digest", sa.String(64)))
    op.execute("UPDATE publications SET stage = 'published' WHERE published_at IS NOT NULL")
