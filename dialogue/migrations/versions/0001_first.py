"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dialogues",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("due_at", sa.Float, index=True),
    )
    op.create_table(
        "log",
        sa.Column("dialogue", sa.String(40), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("actor", sa.Integer, nullable=False),
        sa.Column("command", sa.String(80), nullable=False),
        sa.Column("events", sa.Text, nullable=False),
        sa.UniqueConstraint("dialogue", "actor", "command", name="log_acts_once"),
    )
    op.create_table(
        "texts",
        sa.Column("dialogue", sa.String(40), primary_key=True),
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "people",
        sa.Column("dialogue", sa.String(40), primary_key=True),
        sa.Column("seat", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "links",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("dialogue", sa.String(40), nullable=False, index=True),
        sa.Column("seat", sa.Integer),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("closes_at", sa.Float),
    )
    op.create_table(
        "holders",
        sa.Column("dialogue", sa.String(40), primary_key=True),
        sa.Column("seat", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("device", sa.String(40), nullable=False),
        sa.Column("since", sa.Float, nullable=False),
    )
