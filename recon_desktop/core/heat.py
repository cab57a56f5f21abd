"""A map of departures as colours over the photo that it is about.

The colours are those of inferno: they grow lighter step by step, for every kind of colour vision and on paper without
colour, too. Under them the photo is dimmed, so that what is firm stays dark whatever its colours are.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from recon_desktop.core.compare import Eight
from recon_desktop.core.image import Image
from recon_desktop.core.thresholds import DARK, FULL

_DIMMED, _GLOWING = 0.6, 0.92  # how much of the photo the darkest and the lightest colour cover


@cache
def colours() -> NDArray[np.uint8]:
    """256x4: red, green, blue and coverage, from `DARK` to `FULL`; not premultiplied."""
    table = np.empty((256, 4), np.uint8)
    shades = np.arange(256, dtype=np.uint8)[:, np.newaxis]
    table[:, :3] = cv2.applyColorMap(shades, cv2.COLORMAP_INFERNO).reshape(256, 3)[:, ::-1]
    table[:, 3] = np.rint(255 * np.linspace(_DIMMED, _GLOWING, 256))
    table.flags.writeable = False
    return table


def heat(departures: Image) -> NDArray[np.uint8]:
    """The layer to lay over the photo.

    Args:
        departures: HxW, as multiples of their threshold.

    Returns:
        HxWx4: red, green, blue and coverage; not premultiplied.
    """
    shades = (departures - np.float32(DARK)) * np.float32(255 / (FULL - DARK))
    layer: NDArray[np.uint8] = colours()[np.clip(shades, 0, 255).astype(np.uint8)]
    return layer


def glowing(picture: Eight, departures: Image) -> Eight:
    """The photo under its map, as the window shows it.

    Args:
        picture: uint8 HxWx3 RGB.
        departures: HxW, as multiples of their threshold.
    """
    layer = heat(departures)
    cover = layer[..., 3:] * np.float32(1 / 255)
    mixed: Eight = np.rint(picture * (1 - cover) + layer[..., :3] * cover).astype(np.uint8)
    return mixed
