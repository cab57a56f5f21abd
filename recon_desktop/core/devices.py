"""How a person names a device."""

from __future__ import annotations

import re


def is_device(name: str) -> bool:
    """Whether it is auto, cpu, cuda or cuda:N."""
    return re.fullmatch(r"auto|cpu|cuda(:\d+)?", name) is not None
