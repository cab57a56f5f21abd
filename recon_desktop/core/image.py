"""What all of `core` computes on."""

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]
"""float32, ``(H, W)`` or ``(H, W, C)``; RGB is sRGB-encoded, 0..1 where the photo is not float."""
