"""How much of JPEG's grid shows: steps across the borders of blocks against steps inside them.

The two means are B and A of Z. Wang, H. R. Sheikh and A. C. Bovik, "No-reference perceptual quality assessment of JPEG
compressed images", ICIP 2002; their ratio is 1 where the grid does not show and grows with what does.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

BLOCK = 8
"""Side of JPEG's blocks in pixels."""


class Blockiness:
    """Takes in the luma of a photo part by part.

    Args:
        scale: How much the photo was enlarged since its compression, and with it the grid. Interpolation makes steps of
            its own, which repeat with the scale: only those that lie alike are compared.
    """

    def __init__(self, scale: int = 1) -> None:
        self._scale = scale
        self._across = np.zeros(2)  # sum and number of the steps across borders
        self._inside = np.zeros(2)

    def add(self, luma: npt.NDArray[np.float32], left: int = 0, top: int = 0) -> None:
        """Take in one part.

        Args:
            luma: Float32 ``(H, W)``.
            left: Column of the photo in which the part begins: the grid begins at the photo's corner.
            top: Likewise its row.
        """
        self._count(np.abs(np.diff(luma, axis=1)), left)
        self._count(np.abs(np.diff(luma, axis=0)).T, top)

    @property
    def ratio(self) -> float | None:
        """1 for no blocking; infinite where all blocks are flat; None where no border of a block was seen."""
        if not self._across[1] or not self._inside[1]:
            return None
        across, inside = self._across[0] / self._across[1], self._inside[0] / self._inside[1]
        if inside == 0:
            return 1.0 if across == 0 else float("inf")
        return float(across / inside)

    def _count(self, steps: npt.NDArray[np.float32], first: int) -> None:
        """Sort the steps between a column and the next by whether a block begins with the next."""
        columns = steps.sum(axis=0, dtype=np.float64)
        places = np.arange(first + 1, first + 1 + columns.size)
        border = places % (BLOCK * self._scale) == 0
        for sums, chosen in ((self._across, border), (self._inside, (places % self._scale == 0) & ~border)):
            sums += columns[chosen].sum(), int(chosen.sum()) * steps.shape[0]
