"""Organizers' accounts, their sessions and one-time links, and the list of what they did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("mail", sa.String(200), nullable=False, unique=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("password", sa.String(200)),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("ended_at", sa.Float),
    )
    for name, extra in (("account_links", sa.Column("purpose", sa.String(20), nullable=False)), ("sessions", None)):
        op.create_table(
            name,
            sa.Column("hash", sa.String(64), primary_key=True),
            sa.Column("account", sa.Integer, nullable=False, index=True),
            extra if extra is not None else sa.Column("since", sa.Float, nullable=False),
            sa.Column("expires_at", sa.Float, nullable=False),
        )
    op.create_table(
        "deeds",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("dialogue", sa.String(40), index=True),
        sa.Column("account", sa.Integer),
        sa.Column("seat", sa.Integer),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
    )
