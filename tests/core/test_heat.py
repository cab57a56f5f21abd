from __future__ import annotations

import numpy as np

from recon_desktop.core.heat import colours, glowing, heat
from recon_desktop.core.thresholds import DARK, FULL


def test_colours_grow_lighter_step_by_step() -> None:
    red, green, blue, cover = colours().astype(float).T
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    assert (np.diff(light) > -0.5).all()
    assert light[-1] - light[0] > 200
    assert (np.diff(cover) >= 0).all()
    assert (np.diff(light[::16]) > 0).all()


def test_what_is_firm_is_the_dimmed_photo_and_what_is_not_glows() -> None:
    departures = np.array([[0, DARK, 1, FULL, 99]], np.float32)
    layer = heat(departures)
    assert layer.shape == (1, 5, 4)
    assert (layer[0, 0] == layer[0, 1]).all()
    assert (layer[0, 3] == layer[0, 4]).all()
    white = np.full((1, 5, 3), 255, np.uint8)
    seen = glowing(white, departures).mean(axis=2)[0]
    assert seen[0] == seen[1] < 0.45 * 255
    black = glowing(white * 0, departures).mean(axis=2)[0]
    assert (np.diff(black) >= 0).all()
    assert black[0] < 5
    assert black[3] > 150
