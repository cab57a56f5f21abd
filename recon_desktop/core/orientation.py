"""The eight orientations of a picture: four quarter turns, each as it is and mirrored."""

from __future__ import annotations

import numpy as np

from recon_desktop.core.pixels import Image

ORIENTATIONS = tuple(range(8))
"""As it is, turned to the left by 90, 180 and 270 degrees, and these four mirrored left to right after the turn."""


def turned(image: Image, orientation: int) -> Image:
    """A picture in another orientation.

    Args:
        image: HxW or HxWxC.
        orientation: One of `ORIENTATIONS`.

    Returns:
        A view where that is possible, W and H exchanged for odd orientations.
    """
    seen = np.rot90(image, orientation % 4)
    return seen[:, ::-1] if orientation >= 4 else seen


def turned_back(image: Image, orientation: int) -> Image:
    """Undo `turned`; a view where that is possible."""
    seen = image[:, ::-1] if orientation >= 4 else image
    return np.rot90(seen, -(orientation % 4))
