"""How figures are written for people."""

from __future__ import annotations

import math


def decimals(value: float, places: int) -> str:
    """A number with fixed decimals; "∞" for infinity, such as the PSNR of identical photos."""
    return "∞" if math.isinf(value) else f"{value:.{places}f}"
