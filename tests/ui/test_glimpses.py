"""What can be seen of a large photo while it is opened: the workspace's part, the canvas' and the window's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from recon_desktop.core.geometry import Size
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.look.theme import CANVAS
from recon_desktop.ui.values.state import Glimpse, Simulation
from recon_desktop.ui.view.compare_view import MODES, CompareMode
from recon_desktop.ui.window.main_window import MainWindow
from recon_desktop.ui.workspace import glimpses
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import Heard, Pump, array
from tests.ui.fake_workspace import FakeWorkspace, make_photo, make_window, offscreen

SIZE = (1000, 700)


@pytest.fixture
def _no_photo_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glimpses, "LEAST_MEGAPIXELS", 0.0)


@pytest.fixture
def large(make_photo: Callable[..., Path], _no_photo_is_small: None) -> Path:
    return make_photo("large.jpg", SIZE)


# -------------------------------------------------------------------- the workspace


def test_a_large_photo_is_glimpsed_until_it_is_there(opened: Workspace, pump: Pump, heard: Heard, large: Path) -> None:
    told: list[Glimpse | None] = []
    opened.photos.glimpse_changed.connect(lambda: told.append(opened.photos.glimpse))
    before = opened.photos.photo
    opened.photos.open(large)
    assert opened.photos.glimpse is None
    pump.run(Lane.BROWSE)
    glimpse = opened.photos.glimpse
    assert glimpse is not None
    assert (glimpse.name, glimpse.size, glimpse.image.width()) == ("large.jpg", Size(*SIZE), 125)
    assert (opened.photos.photo, opened.photos.name, opened.activity.kind) == (before, "photo.png", "loading")
    pump.run()
    assert opened.photos.name == "large.jpg"
    assert told == [glimpse, None]
    assert opened.photos.pyramid is not None
    # They show the same: each pixel of the one is about the mean of 8x8 of the other.
    seen, whole = array(glimpse.image).astype(int), opened.photos.photo.pixels  # type: ignore[union-attr]
    means = whole[:696].reshape(87, 8, 125, 8, 3).mean(axis=(1, 3))
    assert np.abs(seen[:87] - means).mean() < 2


def test_it_does_not_come_after_its_photo(opened: Workspace, pump: Pump, large: Path) -> None:
    told: list[Glimpse | None] = []
    opened.photos.glimpse_changed.connect(lambda: told.append(opened.photos.glimpse))
    opened.photos.open(large)
    pump.run(Lane.INTERACTIVE)
    pump.run()
    assert opened.photos.name == "large.jpg"
    assert told == []


@pytest.mark.parametrize("name", ["large.png", "small.jpg"])
def test_what_opens_at_once_is_not_glimpsed(
    opened: Workspace, pump: Pump, make_photo: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(glimpses, "LEAST_MEGAPIXELS", 0.0 if name == "large.png" else 0.71)
    opened.photos.open(make_photo(name, SIZE))
    pump.run(Lane.BROWSE)
    assert opened.photos.glimpse is None


def test_cancelling_brings_the_older_photo_back(opened: Workspace, pump: Pump, large: Path) -> None:
    opened.photos.open(large)
    pump.run(Lane.BROWSE)
    opened.cancel()
    assert opened.photos.glimpse is None
    pump.run()
    assert (opened.photos.glimpse, opened.photos.name) == (None, "photo.png")


def test_cancelling_before_it_is_made(opened: Workspace, pump: Pump, large: Path) -> None:
    opened.photos.open(large)
    opened.cancel()
    pump.run()
    assert (opened.photos.glimpse, opened.photos.name) == (None, "photo.png")


def test_an_error_brings_the_older_photo_back(opened: Workspace, pump: Pump, heard: Heard, large: Path) -> None:
    opened.photos.open(large)
    pump.run(Lane.BROWSE)
    assert opened.photos.glimpse is not None
    large.write_text("no photo any more")
    pump.run()
    assert (opened.photos.glimpse, opened.photos.name) == (None, "photo.png")
    assert "large.jpg" in heard.last.what


def test_a_photo_that_is_broken_is_told_once(opened: Workspace, pump: Pump, heard: Heard, large: Path) -> None:
    large.write_bytes(large.read_bytes()[:20_000])
    opened.photos.open(large)
    pump.run(Lane.BROWSE)
    assert opened.photos.glimpse is None
    pump.run()
    assert len(heard.errors) == 1
    assert opened.photos.name == "photo.png"


def test_of_two_photos_the_last_one_is_glimpsed(
    opened: Workspace, pump: Pump, make_photo: Callable[..., Path], large: Path
) -> None:
    other = make_photo("other.jpg", (800, 600), seed=1)
    opened.photos.open(large)
    opened.photos.open(other)
    pump.run(Lane.BROWSE)
    assert opened.photos.glimpse is not None
    assert opened.photos.glimpse.name == "other.jpg"
    opened.photos.open(large)
    assert opened.photos.glimpse.name == "other.jpg", "the oldest photo does not come back in between"
    pump.run(Lane.BROWSE)
    assert opened.photos.glimpse.name == "large.jpg"
    pump.run()
    assert (opened.photos.glimpse, opened.photos.name) == (None, "large.jpg")


def test_whatever_takes_its_place_ends_it(opened: Workspace, pump: Pump, large: Path) -> None:
    def glimpsed() -> None:
        opened.photos.open(large)
        pump.run(Lane.BROWSE)
        assert opened.photos.glimpse is not None

    for act in (
        lambda: opened.photos.open_image(QImage(20, 10, QImage.Format.Format_RGB32)),
        lambda: opened.photos.set_simulation(Simulation(noise=5)),
        lambda: opened.photos.set_simulation(None),
        lambda: opened.photos.open_pasted(large),
        opened.clear,
    ):
        glimpsed()
        act()
        assert opened.photos.glimpse is None
        pump.run()
        assert opened.photos.glimpse is None


# -------------------------------------------------------------------- the canvas and the window


@pytest.fixture
def fake(qtbot: QtBot) -> FakeWorkspace:
    return FakeWorkspace()


@pytest.fixture
def window(qtbot: QtBot, fake: FakeWorkspace) -> MainWindow:
    return make_window(qtbot, fake)


def show(workspace: FakeWorkspace, glimpse: Glimpse | None) -> None:
    workspace.photos.glimpse = glimpse
    workspace.photos.glimpse_changed.emit()


def red(width: int, height: int) -> Glimpse:
    image = QImage(-(-width // 8), -(-height // 8), QImage.Format.Format_RGB32)
    image.fill(QColor(255, 0, 0))
    return Glimpse("large.jpg", Size(width, height), image)


def places(window: MainWindow) -> list[QRect]:
    """Where pictures stand in the window: what is not canvas in each pane."""
    view, canvas = window.view, window.palette().color(CANVAS)
    shown = window.grab().toImage()
    found = []
    for pane in view.shown_panes:
        if not pane.isVisible():
            continue
        corner = pane.mapTo(window, QPoint())
        part = array(shown.copy(QRect(corner, pane.size())))
        rows, columns = np.nonzero((np.abs(part.astype(int) - canvas.red()) > 8).any(axis=2))
        found.append(QRect(QPoint(columns.min(), rows.min()), QPoint(columns.max(), rows.max())).translated(corner))
    return found


@offscreen
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [(440, 300), (300, 400), (300, 200)])
def test_it_stands_where_the_photo_will_stand(
    window: MainWindow, fake: FakeWorkspace, mode: CompareMode, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window.view, "pointer", lambda: None)
    fake.choices.task = "upscale"
    window.view.set_mode(mode)
    show(fake, red(*size))
    QApplication.processEvents()  # lays out what has just been shown
    before = places(window)
    photo = make_photo(16, 16)
    monkeypatch.setattr(type(photo), "size", Size(*size))
    fake.load(photo)
    show(fake, None)
    window.view.handle.hide()  # which sticks out
    assert len(before) == {"single": 1, "split": 1, "side": 2}.get(mode, len(fake.contenders.methods))
    assert places(window) == before


@offscreen
def test_it_shows_all_of_a_photo_that_is_then_looked_at_closely(
    window: MainWindow, fake: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(fake, red(6001, 4003))
    QApplication.processEvents()
    (before,) = places(window)
    assert before.width() == pytest.approx(before.height() * 1.5, rel=0.01)
    photo = make_photo(16, 16)
    monkeypatch.setattr(type(photo), "size", Size(6001, 4003))
    fake.load(photo)
    assert window.view.state is not None
    assert window.view.state.zoom == 1.0


@offscreen
def test_it_covers_the_older_photo_and_no_hand_reaches_that(window: MainWindow, fake: FakeWorkspace) -> None:
    fake.load(make_photo(600, 400), "older.png")
    window.view.set_mode("side")
    show(fake, red(6000, 4000))
    picture = window.view.grab().toImage()
    spots = [pane.mapTo(window.view, pane.rect().center()) for pane in window.view.panes]
    assert [picture.pixelColor(spot).name() for spot in spots] == ["#ff0000"] * 2
    before = window.view.state
    assert window.view.childAt(spots[0]) is window.view.glimpse
    QTest.mouseDClick(window.view.glimpse, Qt.MouseButton.LeftButton, pos=spots[0])
    assert window.view.state == before
    show(fake, None)
    assert window.view.childAt(spots[0]) is window.view.panes[0]


@offscreen
def test_it_follows_the_size_of_the_window(window: MainWindow, fake: FakeWorkspace) -> None:
    show(fake, red(6000, 4000))
    window.resize(window.width() - 200, window.height() - 60)
    assert window.view.glimpse.geometry() == window.view.rect()
    inner = window.view.panes[0].geometry()
    (place,) = places(window)
    assert place.width() == pytest.approx(inner.width() - 24, abs=2)


@offscreen
def test_the_window_names_what_is_seen_and_does_nothing_with_it(window: MainWindow, fake: FakeWorkspace) -> None:
    fake.load(make_photo(600, 400), "older.png")
    fake.finish()
    assert window.actions_by_key["save"].isEnabled()
    show(fake, red(6000, 4000))
    assert window.top_bar.title.text == "large.jpg  6000 × 4000  ·  24.0 MP"
    assert window.windowTitle().startswith("large.jpg")
    assert not any(window.actions_by_key[key].isEnabled() for key in ("restore", "save", "figure"))
    show(fake, None)
    assert window.top_bar.title.text.startswith("older.png")
    assert window.windowTitle().startswith("older.png")
    assert window.actions_by_key["save"].isEnabled()


@offscreen
def test_without_an_older_photo_the_canvas_is_there_already(window: MainWindow, fake: FakeWorkspace) -> None:
    show(fake, red(6000, 4000))
    assert (window.view.isVisible(), window.view_bar.isVisible(), window.drop_area.isVisible()) == (True, True, False)
    assert not any(window.actions_by_key[key].isEnabled() for key in ("restore", "save", "figure", "fit", "blink"))
    show(fake, None)
    assert (window.view.isVisible(), window.view_bar.isVisible(), window.drop_area.isVisible()) == (False, False, True)
