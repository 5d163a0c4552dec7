"""How long what is kept, what was deleted when, what people ticked, and reported barriers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _retention()
    op.create_table(
        "consents",
        sa.Column("dialogue", sa.String(40), primary_key=True),
        sa.Column("seat", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("what", sa.String(20), primary_key=True),
        sa.Column("version", sa.String(20), nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_table(
        "barriers",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("page", sa.String(200), nullable=False),
        sa.Column("contact", sa.Text, nullable=False),
        sa.Column("done_at", sa.Float),
    )


def _retention() -> None:
    op.create_table(
        "terms",
        sa.Column("dialogue", sa.String(40), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
    )
    op.create_table(
        "retentions",
        sa.Column("dialogue", sa.String(40), primary_key=True),
        sa.Column("over_at", sa.Float, nullable=False),
        *(sa.Column(f"{step}_at", sa.Float) for step in ("night", "never", "people", "log")),
    )
    op.create_table(
        "deletions",
        sa.Column("dialogue", sa.String(40), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("counts", sa.Text, nullable=False),
    )
    op.create_table(
        "reports",
        sa.Column("dialogue", sa.String(40), primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
