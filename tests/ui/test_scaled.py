"""Tiles of a large photo that a view keeps while it pans."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from recon_desktop.core.geometry import Region, Size
from recon_desktop.ui.lanes.from_qimage import view
from recon_desktop.ui.pictures import scaled
from recon_desktop.ui.pictures.layer import Layer
from recon_desktop.ui.pictures.pyramid import Pyramid
from recon_desktop.ui.pictures.scaled import Scaled
from recon_desktop.ui.view.image_view import ImageView
from recon_desktop.ui.view.view_state import ViewState
from tests.ui.fake_workspace import make_theme, offscreen

pytestmark = offscreen

SIZE = Size(901, 613)


@pytest.fixture
def pyramid() -> Pyramid:
    pixels = np.random.default_rng(0).integers(0, 256, (SIZE.height, SIZE.width, 3), np.uint8)
    return Pyramid(SIZE, False, (pixels,))


@pytest.fixture
def pane(qtbot: QtBot, pyramid: Pyramid) -> ImageView:
    make_theme("dark")

    def source(region: Region, zoom: float) -> tuple[Layer, ...]:
        return (pyramid.crop(region, zoom),)

    pane = ImageView({"after": source})
    pane.resize(420, 330)
    qtbot.addWidget(pane)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Where tiles were made."""
    places: list[tuple[int, int]] = []
    make = Scaled._make

    def remember(self: Scaled, left: int, top: int) -> QImage:
        places.append((left // scaled.WIDTH, top // scaled.HEIGHT))
        return make(self, left, top)

    monkeypatch.setattr(Scaled, "_make", remember)
    return places


def look(pane: ImageView, zoom: float, at: tuple[float, float]) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    pane.show_view(ViewState(SIZE, pane.device_size, zoom, at, fitted=False), 1, has_alpha=False)
    shown = pane.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return view(shown)[..., :3].astype(np.int16)


@pytest.mark.parametrize("zoom", [0.51, 0.637, 0.8])
@pytest.mark.parametrize("at", [(450, 300), (0, 0), (901, 613), (320.3, 411.7)])
def test_tiles_look_as_the_picture_does(
    pane: ImageView, made: list[tuple[int, int]], zoom: float, at: tuple[float, float]
) -> None:
    look(pane, 0.9, at)
    direct = look(pane, zoom, at)
    assert made == []
    tiled = look(pane, zoom, at)
    assert made
    assert np.abs(direct - tiled).max() <= 3  # Qt steps through a row in fractions of 1/65536, from where it begins


def test_a_view_that_pans_makes_only_what_comes_into_view(pane: ImageView, made: list[tuple[int, int]]) -> None:
    for x in (400, 400, 410, 420, 430):
        look(pane, 0.6, (x, 300))
    assert len(made) == len(set(made))
    made.clear()
    look(pane, 0.6, (400, 300))
    assert made == []


def test_a_view_that_zooms_makes_none(pane: ImageView, made: list[tuple[int, int]]) -> None:
    for zoom in (0.6, 0.65, 0.7, 0.6):
        look(pane, zoom, (400, 300))
    assert made == []


def test_whole_pixels_and_enlarged_ones_need_none(pane: ImageView, made: list[tuple[int, int]]) -> None:
    for zoom in (1.0, 1.0, 3.0, 3.0):
        look(pane, zoom, (400, 300))
    assert made == []


def test_only_so_many_are_kept(pyramid: Pyramid, made: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaled, "MOST", 4)
    tiles, page = Scaled(pyramid.levels[0]), QImage(460, 310, QImage.Format.Format_RGB32)

    def paint(top: int) -> None:
        with QPainter(page) as painter:
            tiles.paint(painter, QRect(0, top, 2 * scaled.WIDTH, scaled.HEIGHT), 0.5)

    for row in range(4):
        paint(row * scaled.HEIGHT)
    made.clear()
    paint(3 * scaled.HEIGHT)
    paint(2 * scaled.HEIGHT)
    assert made == []
    paint(0)
    assert made == [(0, 0), (1, 0)]
    assert len(tiles._tiles) == 4
