"""One picture of every mode of the window, for the README's gallery: per language, scheme and density.

    python -m tests.benchmarks.gallery --language ko                          light and dark, into resources/screenshots
    QT_SCALE_FACTOR=2 python -m tests.benchmarks.gallery --density 2 --to DIR  the same at 2x
    python -m tests.benchmarks.gallery --single DIR                           each mode by itself, too, to look at

The photos are those of scikit-image that are in the public domain (CC0). Korean needs a font with Hangul, such as Noto
Sans CJK.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageOps
from PySide6.QtWidgets import QApplication, QWidget
from skimage import data

from recon_desktop.resources import resource_path
from recon_desktop.ui.look.theme import QT_ARGUMENTS, Scheme
from recon_desktop.ui.values.state import Simulation
from recon_desktop.ui.window.language import Translators
from tests.benchmarks.screenshots import Stage

COLUMNS = 2
THUMBNAIL = (640, 400)
GAP = 8
SHOTS = ("chelsea", "astronaut", "coffee", "rocket")


def modes(stage: Stage, folder: Path) -> Iterator[tuple[str, QWidget]]:
    """Bring the window into one mode after the other; with what is to be seen."""
    window, workspace = stage.window, stage.workspace
    window.begin_tour()
    stage.settle()
    yield "tour", window
    window.tour.end()
    stage.open_sample()
    workspace.choices.set_task("denoise")
    stage.act("single")
    stage.settle()
    yield "single", window
    workspace.photos.set_simulation(Simulation(downscale=2))
    workspace.choices.set_task("upscale")
    stage.act("actual")
    for mode in ("split", "side"):
        stage.act(mode)
        stage.settle()
        yield mode, window
    window.compare_panel.set_collapsed(False)
    stage.show_grid()
    yield "grid", window
    stage.act("difference")
    stage.settle()
    yield "difference", window
    stage.act("difference")
    window.compare_panel.set_collapsed(True)
    stage.act("single")
    stage.act("trust")
    stage.settle()
    yield "trust", window
    stage.act("trust")
    for _ in range(6):
        window.view.zoom_in()
    stage.settle()
    yield "pixels", window
    stage.act("fit")
    stage.act("split")
    stage.act("figure")
    stage.settle()
    assert window.exports.dialog is not None
    yield "figure", window.exports.dialog
    window.exports.close()
    paths = []
    for name in SHOTS:
        paths.append(folder / f"{name}.png")
        Image.fromarray(getattr(data, name)()).crop((0, 0, 300, 200)).save(paths[-1])
    broken = folder / "broken.jpg"
    broken.write_text("no photo")
    workspace.batch.add([*paths, broken])
    stage.wait(lambda: len(workspace.batch.list.items) == len(SHOTS) + 1)
    stage.settle()
    workspace.batch.run.start()
    stage.wait(lambda: workspace.batch.run.phase == "idle")
    stage.settle()
    yield "batch", window


def montage(pictures: list[Image.Image], density: int) -> Image.Image:
    """Lay pictures out in rows."""
    width, height = (side * density for side in THUMBNAIL)
    rows = -(-len(pictures) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * (width + GAP) - GAP, rows * (height + GAP) - GAP), "white")
    for number, picture in enumerate(pictures):
        row, column = divmod(number, COLUMNS)
        small = ImageOps.contain(picture, (width, height), Image.Resampling.LANCZOS)
        left, top = column * (width + GAP) + (width - small.width) // 2, row * (height + GAP)
        sheet.paste(small, (left, top))
    return sheet


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description="Every mode of the window in one picture.")
    parser.add_argument("--to", type=Path, default=resource_path("screenshots"))
    parser.add_argument("--language", choices=("en", "ko"), default="en")
    parser.add_argument("--density", type=int, choices=(1, 2), default=1, help="as QT_SCALE_FACTOR, for the names")
    parser.add_argument("--single", type=Path, metavar="DIR", help="also every mode by itself")
    options = parser.parse_args()
    app = QApplication([*sys.argv[:1], *QT_ARGUMENTS])
    Translators(app, resource_path("translations")).apply(options.language)
    schemes: tuple[Scheme, ...] = ("light", "dark")
    for scheme in schemes:
        with tempfile.TemporaryDirectory() as folder:
            stage = Stage(app, scheme, Path(folder), small=False)
            pictures = []
            for name, widget in modes(stage, Path(folder)):
                stage.grab(name, widget)
                pictures.append(Image.open(Path(folder) / f"{name}.png").convert("RGB"))
                if options.single:
                    options.single.mkdir(parents=True, exist_ok=True)
                    pictures[-1].save(options.single / f"{name}-{options.language}-{scheme}-{options.density}x.png")
            stage.close()
        path = options.to / f"gallery-{options.language}-{scheme}-{options.density}x.webp"
        montage(pictures, options.density).save(path, quality=70, method=6)
        print(f"{path}  {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
