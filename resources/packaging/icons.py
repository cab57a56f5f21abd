"""The application's icon in every size that a system asks for, drawn from its SVG."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from project import PACKAGE, ROOT, WORK

DRAWING = ROOT / "resources" / "icons" / f"{PACKAGE}.svg"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def write_theme(folder: Path) -> None:
    """Write the icon as freedesktop.org's theme `hicolor` wants it: PNG in all sizes, and the SVG."""
    for size in SIZES:
        place = folder / f"{size}x{size}" / "apps"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{PACKAGE}.png").write_bytes(png(size))
    place = folder / "scalable" / "apps"
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{PACKAGE}.svg").write_bytes(DRAWING.read_bytes())


def write_program_icons() -> None:
    """Write the icons that the spec gives to the programs of Windows and macOS."""
    folder = WORK / "icons"
    folder.mkdir(parents=True, exist_ok=True)
    drawn = [Image.open(BytesIO(png(size))) for size in (16, 24, 32, 48, 64, 128, 256, 512, 1024)]
    drawn[6].save(folder / f"{PACKAGE}.ico", append_images=drawn[:6], sizes=[image.size for image in drawn[:7]])
    drawn[-1].save(folder / f"{PACKAGE}.icns", append_images=drawn[:-1])


def png(size: int) -> bytes:
    """The icon as a square PNG."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(str(DRAWING))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(image.rect()))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
