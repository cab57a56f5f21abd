"""Screenshots of the real window with the real engine, for the README and for looking at.

    python -m tests.benchmarks.screenshots                      the README's pictures, into resources/screenshots
    python -m tests.benchmarks.screenshots --trust              that of the trust map alone
    python -m tests.benchmarks.screenshots --all --to DIR       every state, in both schemes
    python -m tests.benchmarks.screenshots --language ko        the window in Korean (add --all for every state); needs
                                                                a font that has it
    QT_SCALE_FACTOR=2 python -m tests.benchmarks.screenshots --all --to DIR      the same at 2x

Runs without a display, too (QT_QPA_PLATFORM=offscreen is set where there is none). The photo is the bundled sample,
which is in the public domain (CC0).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import skimage.data
from PIL import Image
from PySide6.QtCore import QElapsedTimer, QEventLoop, QSize, Qt
from PySide6.QtWidgets import QApplication, QWidget

from recon_desktop.resources import resource_path
from recon_desktop.ui.dialogs.models_dialog import ModelsDialog
from recon_desktop.ui.dialogs.save_dialog import SaveDialog
from recon_desktop.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from recon_desktop.ui.kept.settings import Language, Settings
from recon_desktop.ui.look.theme import QT_ARGUMENTS, Scheme
from recon_desktop.ui.values.state import Simulation
from recon_desktop.ui.window.actions import shortcut_groups
from recon_desktop.ui.window.language import Translators
from tests.benchmarks.window import open_window

SIZE = QSize(1280, 800)
COLOURS = 256
WEBP_QUALITY = 84
LIMIT_BYTES = 400 * 1024
PATIENCE_MS = 600_000
CALM_MS = 1500


class Stage:
    """The window, and what to do with it."""

    def __init__(
        self, app: QApplication, scheme: Scheme, folder: Path, *, small: bool, language: Language = "en"
    ) -> None:
        self.folder = folder
        self.suffix = "" if language == "en" else f"-{language}"
        self.small = small
        opened = open_window(app, SIZE, Settings(scheme=scheme))
        self.window, self.workspace, self.theme = opened.window, opened.workspace, opened.theme

    def wait(self, until: Callable[[], bool]) -> None:
        """Run the event loop until something holds."""
        timer = QElapsedTimer()
        timer.start()
        while not until():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            if timer.elapsed() > PATIENCE_MS:
                raise TimeoutError("the window did not get there")

    def settle(self) -> None:
        """Wait until nothing has gone on for a while: between preview and measures there is a pause."""
        calm = QElapsedTimer()
        calm.start()

        def calm_for_a_while() -> bool:
            if self.workspace.activity.kind != "idle":
                calm.restart()
            return calm.elapsed() > CALM_MS

        self.wait(calm_for_a_while)

    def open_sample(self) -> None:
        self.workspace.photos.open_sample(0)
        self.wait(lambda: self.workspace.photos.photo is not None)

    def restore(self) -> None:
        self.workspace.runs.restore()
        self.wait(lambda: self.workspace.runs.result is not None)
        self.settle()

    def show_grid(self) -> None:
        """Show the grid at 200 %, and wait until every pane has its score."""
        self.act("grid")
        self.act("actual")
        self.window.view.zoom_in()
        contenders = self.workspace.contenders
        scored = [method.key for method in contenders.shown if method.kind != "reference"]
        self.wait(lambda: all(contenders.standing(key).score for key in scored))

    def act(self, key: str) -> None:
        self.window.actions_by_key[key].trigger()

    def grab(self, name: str, widget: QWidget | None = None) -> None:
        """Save a picture of the window; with a palette where it would be too large for a repository."""
        QApplication.processEvents()
        path = self.folder / f"{name}{self.suffix}.png"
        (widget or self.window).grab().save(str(path))
        picture = Image.open(path).convert("RGB")
        picture.save(path, optimize=True)
        if self.small and path.stat().st_size > LIMIT_BYTES:
            picture.quantize(COLOURS, kmeans=2).save(path, optimize=True)
        print(f"{path}  {path.stat().st_size // 1024} kB")

    def close(self) -> None:
        self.window.close()
        self.window.deleteLater()
        QApplication.processEvents()


def readme_pictures(stage: Stage, scheme: Scheme) -> None:
    """What the README shows: the noisy sample restored, and reduced 2x and enlarged again by every method."""
    stage.open_sample()
    stage.settle()
    stage.restore()
    stage.grab(f"window-{scheme}")
    if scheme == "dark":
        stage.workspace.photos.set_simulation(Simulation(downscale=2))
        stage.workspace.choices.set_task("upscale")
        stage.show_grid()
        stage.grab("compare-grid")


def trust_picture(stage: Stage) -> None:
    """What the README shows of the trust map: scikit-image's coffee (CC0), half as large, enlarged 4 times."""
    workspace = stage.workspace
    with tempfile.TemporaryDirectory() as folder:
        photo = Image.fromarray(skimage.data.coffee())
        photo.reduce(2).save(Path(folder) / "coffee.png")
        workspace.photos.open(Path(folder) / "coffee.png")
        stage.wait(lambda: workspace.photos.photo is not None)
    workspace.choices.set_task("upscale")
    workspace.choices.set_scale(4)
    models = [model.card for model in workspace.choices.models("upscale")]
    workspace.choices.set_model(next((card.id for card in models if card.character == "inventive"), models[0].id))
    stage.settle()
    stage.restore()
    stage.act("trust")
    stage.wait(lambda: workspace.trust.view.whole)
    stage.settle()
    stage.grab("trust")
    shot = stage.folder / "trust.png"
    Image.open(shot).convert("RGB").save(shot.with_suffix(".webp"), quality=WEBP_QUALITY)
    shot.unlink()


def every_state(stage: Stage, scheme: Scheme) -> None:
    """Every state of the window, to be looked at."""
    workspace, window = stage.workspace, stage.window
    stage.grab(f"empty-{scheme}")
    stage.open_sample()
    stage.grab(f"opened-{scheme}")
    stage.settle()
    stage.grab(f"denoise-{scheme}")
    stage.settle()
    workspace.choices.set_task("upscale")
    stage.settle()
    stage.grab(f"preview-upscale-{scheme}")
    workspace.choices.set_scale(4)
    stage.act("actual")
    stage.wait(lambda: 0 < workspace.previews.preview.fraction < 1 or workspace.activity.kind == "idle")
    stage.grab(f"previewing-{scheme}")
    stage.settle()
    stage.grab(f"preview-4x-{scheme}")
    stage.act("side")
    stage.settle()
    stage.grab(f"side-{scheme}")
    for _ in range(4):
        window.view.zoom_in()
    stage.settle()
    stage.grab(f"pixels-{scheme}")
    stage.act("split")
    stage.act("fit")
    stage.restore()
    stage.grab(f"done-{scheme}")
    workspace.photos.set_simulation(Simulation(downscale=4))
    window.simulate_panel.set_collapsed(False)
    stage.settle()
    stage.restore()
    stage.grab(f"simulated-{scheme}")
    stage.act("figure")
    figure = stage.window.exports.dialog
    stage.wait(lambda: figure.figure.complete)
    stage.grab(f"figure-{scheme}", figure)
    figure.close()
    window.compare_panel.set_collapsed(False)
    stage.show_grid()
    stage.grab(f"grid-{scheme}")
    stage.act("difference")
    stage.grab(f"grid-difference-{scheme}")
    stage.act("difference")
    stage.act("across")
    stage.grab(f"split-across-{scheme}")
    stage.act("across")
    window.compare_panel.set_collapsed(True)
    stage.act("fit")
    popup = window.restore_panel.upscaler.open()
    stage.grab(f"models-popup-{scheme}", popup)
    popup.close()
    dialogs = {
        "save": SaveDialog(workspace.runs.result.photo, Path.home() / "chelsea_4x.jpg", stage.theme, window),  # type: ignore[union-attr]
        "shortcuts": ShortcutsDialog(shortcut_groups(), window),
        "models": ModelsDialog(workspace.choices.models("denoise+upscale"), window),
    }
    for name, dialog in dialogs.items():
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()
        stage.grab(f"{name}-{scheme}", dialog)
        dialog.close()
    with tempfile.TemporaryDirectory() as folder:
        broken = Path(folder) / "holiday.jpg"
        broken.write_text("no photo")
        workspace.photos.open(broken)
        stage.settle()
    stage.grab(f"error-{scheme}")


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description="Screenshots of the real window.")
    parser.add_argument("--to", type=Path, default=resource_path("screenshots"))
    parser.add_argument("--language", choices=("en", "ko"), default="en")
    parser.add_argument("--all", action="store_true", help="every state instead of the README's pictures")
    parser.add_argument("--trust", action="store_true", help="the README's picture of the trust map alone")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    app = QApplication([*sys.argv[:1], *QT_ARGUMENTS])
    Translators(app, resource_path("translations")).apply(options.language)
    if options.trust or not (options.all or options.language != "en"):
        stage = Stage(app, "dark", options.to, small=False)
        trust_picture(stage)
        stage.close()
    if options.trust:
        return
    schemes: tuple[Scheme, ...] = ("light", "dark")
    if options.language != "en" and not options.all:
        schemes = ("light",)  # one is enough to show that it speaks it
    for scheme in schemes:
        stage = Stage(app, scheme, options.to, small=not options.all, language=options.language)
        (every_state if options.all else readme_pictures)(stage, scheme)
        stage.close()


if __name__ == "__main__":
    main()
