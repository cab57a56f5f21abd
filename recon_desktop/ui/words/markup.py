"""Words as rich text."""

from __future__ import annotations


def escape(text: str) -> str:
    """Text as it stands, whatever the name of a file holds."""
    from html import escape  # late: its table of entities takes two milliseconds, and a start needs no markup

    return escape(text)
