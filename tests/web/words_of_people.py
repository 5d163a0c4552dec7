"""What people write, at its worst for a layout and for a file."""

from __future__ import annotations

ENDLESS = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsentwurfsaus"
"""80 signs without a gap."""
TEXTS = (
    "Mehr Bänke im Schatten",
    ENDLESS,
    "نحتاج إلى مقاعد أكثر في ظل الأشجار قرب السوق (رقم 7).",
    "יותר ספסלים ליד השוק",
    "\N{BICYCLE}\N{DECIDUOUS TREE}" * 20,
    "<b>fett</b> & <script>alert(1)</script>\nZeile zwei",
)
