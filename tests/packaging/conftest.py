"""The modules that build packages lie beside their script, not in a package."""

from __future__ import annotations

import sys
from pathlib import Path

PACKAGING = Path(__file__).resolve().parents[2] / "resources" / "packaging"

sys.path.insert(0, str(PACKAGING))
