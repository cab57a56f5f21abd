"""One pane: what it paints, pixel by pixel, and what hands ask of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from recon_desktop.core.geometry import Region, Size
from recon_desktop.ui.look.theme import TOKENS
from recon_desktop.ui.pictures.layer import Layer
from recon_desktop.ui.view.image_view import ImageView
from recon_desktop.ui.view.view_state import ViewState
from tests.ui.fake_workspace import make_theme, offscreen

pytestmark = offscreen

BLACK, WHITE = QColor("black"), QColor("white")


class Painter:
    """A source of layers that remembers what it was asked for."""

    def __init__(self, image: QImage) -> None:
        self.image = image
        self.asked: list[tuple[Region, float]] = []
        self.opacity = 1.0

    def __call__(self, region: Region, zoom: float) -> tuple[Layer, ...]:
        self.asked.append((region, zoom))
        source = QRectF(region.left, region.top, region.width, region.height)
        return (Layer(self.image, source, source, self.opacity),)


def chess(width: int, height: int) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    for y in range(height):
        for x in range(width):
            image.setPixelColor(x, y, WHITE if (x + y) % 2 else BLACK)
    return image


def plain(colour: str, size: int = 64) -> QImage:
    image = QImage(size, size, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


@pytest.fixture
def before() -> Painter:
    return Painter(plain("red"))


@pytest.fixture
def after() -> Painter:
    return Painter(chess(64, 64))


@pytest.fixture
def pane(qtbot: QtBot, before: Painter, after: Painter) -> ImageView:
    make_theme("dark")
    pane = ImageView({"before": before, "after": after})
    pane.resize(200, 120)
    qtbot.addWidget(pane)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


def look(
    pane: ImageView, zoom: float, *, scale: int = 1, alpha: bool = False, at: tuple[float, float] = (32, 32)
) -> QImage:
    content = Size(64 * scale, 64 * scale)
    state = ViewState(content, pane.device_size, zoom, (at[0] * scale, at[1] * scale), fitted=False)
    pane.show_view(state, scale, has_alpha=alpha)
    return pane.grab().toImage()


def test_nothing_to_show_is_the_canvas(pane: ImageView) -> None:
    pane.show_view(None, 1, has_alpha=False)
    assert pane.grab().toImage().pixelColor(100, 60) == QColor(TOKENS["dark"].canvas)


def test_one_to_one_shows_every_pixel_as_it_is(pane: ImageView, after: Painter) -> None:
    shown = look(pane, 1.0)
    left, top = 100 - 32, 60 - 32
    assert shown.copy(left, top, 64, 64).convertToFormat(QImage.Format.Format_RGB32) == after.image


def test_enlarged_pixels_are_not_smoothed(pane: ImageView) -> None:
    shown = look(pane, 8.0)
    found = {shown.pixelColor(x, y).name() for x in range(200) for y in range(120)}
    assert found == {"#000000", "#ffffff"}
    assert shown.pixelColor(100, 60) == shown.pixelColor(107, 67)
    assert shown.pixelColor(100, 60) != shown.pixelColor(108, 60)


@pytest.mark.parametrize("zoom", [0.7, 1.0, 2.5, 8.0])
def test_red_first_pixels_show_as_others_do(pane: ImageView, after: Painter, zoom: float) -> None:
    expected = look(pane, zoom)
    after.image = after.image.convertToFormat(QImage.Format.Format_RGB888)
    assert look(pane, zoom) == expected


def test_reduced_pixels_are_smoothed(pane: ImageView) -> None:
    grey = look(pane, 0.5).pixelColor(100, 60)
    assert 60 < grey.red() < 200


def test_only_the_visible_part_is_asked_for(pane: ImageView, after: Painter) -> None:
    look(pane, 8.0)
    region, zoom = after.asked[-1]
    assert region == Region(19, 24, 26, 16)
    assert zoom == 8.0


def test_a_result_of_another_scale_asks_for_pixels_of_the_photo(pane: ImageView, after: Painter) -> None:
    look(pane, 2.0, scale=4)
    region, zoom = after.asked[-1]
    assert zoom == 8.0
    assert region == Region(19, 24, 26, 16)


def test_a_photo_that_stands_in_for_its_enlargement_is_smooth(pane: ImageView) -> None:
    shown = look(pane, 2.0, scale=4)
    assert len({shown.pixelColor(x, 60).name() for x in range(200)}) > 2


def test_split_draws_each_side_up_to_the_divider(pane: ImageView, before: Painter, after: Painter) -> None:
    after.image = plain("blue")
    pane.sides, pane.divider = ("before", "after"), 0.5
    shown = look(pane, 2.0)
    assert shown.pixelColor(99, 60) == QColor("red")
    assert shown.pixelColor(100, 60) == QColor("blue")
    assert before.asked[-1][0].right <= after.asked[-1][0].left + 1


def test_a_divider_across_has_the_sides_above_each_other(pane: ImageView, before: Painter, after: Painter) -> None:
    after.image = plain("blue")
    pane.sides, pane.divider, pane.across = ("before", "after"), 0.75, True
    shown = look(pane, 2.0)
    assert shown.pixelColor(100, 89) == QColor("red")
    assert shown.pixelColor(100, 90) == QColor("blue")


def test_the_difference_is_that_of_what_both_sides_paint(pane: ImageView, before: Painter) -> None:
    given: list[QImage] = []

    def differ(picture: QImage, other: QImage) -> QImage:
        given[:] = picture, other
        return plain("gray", 200)

    before.image, pane.differ = plain("red"), differ
    shown = look(pane, 1.0)
    picture, other = given
    assert picture.size() == other.size() == QSize(64, 64)
    assert picture.convertToFormat(QImage.Format.Format_RGB32) == chess(64, 64)
    assert other.pixelColor(30, 30) == QColor("red")
    assert shown.pixelColor(100, 60) == QColor("gray")
    pane.sides = ("before",)
    assert look(pane, 1.0).pixelColor(100, 60) == QColor("red"), "before is no difference"


def test_layers_are_drawn_with_their_opacity(pane: ImageView, after: Painter) -> None:
    after.image, after.opacity = plain("white"), 0.5
    shown = look(pane, 1.0).pixelColor(100, 60)
    canvas = QColor(TOKENS["dark"].canvas)
    assert abs(shown.red() - (255 + canvas.red()) / 2) <= 2


def test_transparency_stands_on_a_checkerboard(pane: ImageView, after: Painter) -> None:
    clear = QImage(64, 64, QImage.Format.Format_ARGB32_Premultiplied)
    clear.fill(Qt.GlobalColor.transparent)
    after.image = clear
    shown = look(pane, 1.0, alpha=True)
    found = {shown.pixelColor(x, y).name() for x in range(70, 130) for y in range(30, 90)}
    assert found == {TOKENS["dark"].raised, TOKENS["dark"].line}
    assert shown.pixelColor(5, 5) == QColor(TOKENS["dark"].canvas)


def test_the_pixel_grid_parts_pixels_under_the_magnifier(pane: ImageView, after: Painter) -> None:
    pane.pixel_grid = True
    shown = look(pane, 8.0)
    first = QPoint(100 % 8, 60 % 8)  # where a pixel begins: the middle of the photo lies in the middle of the pane
    for x in range(first.x(), 200):
        for y in range(first.y(), 120):
            on_line = (x - first.x()) % 8 == 0 or (y - first.y()) % 8 == 0
            assert (shown.pixelColor(x, y) in (BLACK, WHITE)) != on_line
    colours = {shown.pixelColor(x, y).name() for x in range(200) for y in range(120)}
    assert all(name[1:3] == name[3:5] == name[5:7] for name in colours), "neutral"


@pytest.mark.parametrize("zoom", [8.0, 11.0, 32.0])
def test_the_pixel_grid_lies_where_pixels_begin(pane: ImageView, zoom: float) -> None:
    plain_pixels = look(pane, zoom, at=(31.3, 30.1))
    pane.pixel_grid = True
    shown = look(pane, zoom, at=(31.3, 30.1))
    changes = [x for x in range(1, 200) if plain_pixels.pixelColor(x, 61) != plain_pixels.pixelColor(x - 1, 61)]
    assert len(changes) > 5
    assert [x for x in range(1, 200) if shown.pixelColor(x, 61) not in (BLACK, WHITE)] == changes


def test_no_grid_at_lower_zoom_or_beside_the_photo(pane: ImageView) -> None:
    pane.pixel_grid = True
    assert {look(pane, 7.0).pixelColor(x, 60).name() for x in range(200)} == {"#000000", "#ffffff"}
    shown = look(pane, 8.0, at=(0, 0))
    canvas = QColor(TOKENS["dark"].canvas)
    assert {shown.pixelColor(x, y).rgb() for x in range(100) for y in range(60)} == {canvas.rgb()}


# -------------------------------------------------------------------- hands


def wheel(pane: ImageView, notches: float, **options: object) -> None:
    at = QPointF(50, 40)
    event = QWheelEvent(
        at,
        pane.mapToGlobal(at),
        options.get("pixels", QPoint()),  # type: ignore[arg-type]
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        options.get("modifiers", Qt.KeyboardModifier.NoModifier),  # type: ignore[arg-type]
        options.get("phase", Qt.ScrollPhase.NoScrollPhase),  # type: ignore[arg-type]
        False,
    )
    QApplication.sendEvent(pane, event)


def test_the_wheel_zooms_at_the_pointer(pane: ImageView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.zoom_asked) as asked:
        wheel(pane, 1)
    factor, at = asked.args
    assert factor == pytest.approx(1.25)
    assert at == QPointF(50, 40)
    with qtbot.waitSignal(pane.zoom_asked) as asked:
        wheel(pane, -1)
    assert asked.args[0] == pytest.approx(0.8)


def test_two_fingers_pan_and_with_control_zoom(pane: ImageView, qtbot: QtBot) -> None:
    fingers = {"pixels": QPoint(3, -7), "phase": Qt.ScrollPhase.ScrollUpdate}
    with qtbot.waitSignal(pane.pan_asked) as asked:
        wheel(pane, 1, **fingers)
    assert asked.args == [-3, 7]
    with qtbot.waitSignal(pane.zoom_asked):
        wheel(pane, 1, modifiers=Qt.KeyboardModifier.ControlModifier, **fingers)


def test_pinching_zooms(pane: ImageView, qtbot: QtBot) -> None:
    at = QPointF(10, 20)
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture, QPointingDevice.primaryPointingDevice(), 2, at, at, at, 0.2, QPointF()
    )
    with qtbot.waitSignal(pane.zoom_asked) as asked:
        QApplication.sendEvent(pane, event)
    assert asked.args == [pytest.approx(1.2), at]


def test_dragging_pans(pane: ImageView, qtbot: QtBot) -> None:
    QTest.mousePress(pane, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert pane.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    move = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(40, 65), pane.mapToGlobal(QPointF(40, 65)), Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    with qtbot.waitSignal(pane.pan_asked) as asked:
        QApplication.sendEvent(pane, move)
    assert asked.args == [10, -15]
    QTest.mouseRelease(pane, Qt.MouseButton.LeftButton)
    assert pane.cursor().shape() == Qt.CursorShape.OpenHandCursor
    with qtbot.assertNotEmitted(pane.pan_asked):
        QApplication.sendEvent(pane, move)


def test_a_double_click_asks_to_switch_between_fit_and_one_to_one(pane: ImageView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.toggle_asked) as asked:
        QTest.mouseDClick(pane, Qt.MouseButton.LeftButton, pos=QPoint(20, 30))
    assert asked.args == [QPointF(20, 30)]


def test_an_error_while_painting_leaves_no_painter_behind(pane: ImageView, before: Painter) -> None:
    """Qt crashes when a painter outlives the paint event, as one does that a traceback keeps."""

    def broken(region: Region, zoom: float) -> tuple[Layer, ...]:
        raise ValueError("no such pixels")

    pane._sources = {"before": before, "after": broken}
    pane.differ = lambda picture, other: picture
    pane.show_view(ViewState(Size(64, 64), pane.device_size, 1.0, (32, 32), fitted=False), 1, has_alpha=False)
    with pytest.raises(ValueError, match="no such pixels") as raised:
        pane.repaint()
    assert not pane.paintingActive()
    pane.show_view(None, 1, has_alpha=False)
    pane.repaint()
    assert raised.tb is not None
