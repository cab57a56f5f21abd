"""Photos opened, previewed, restored and closed again leave no memory behind."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import psutil
from PIL import Image as PillowImage
from pytestqt.qtbot import QtBot

from recon_desktop.ui.kept.settings import Settings
from recon_desktop.ui.lanes.services import Services
from recon_desktop.ui.window.main_window import MainWindow
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import Pump, await_preview
from tests.ui.fake_workspace import make_theme, offscreen

pytestmark = offscreen

PHOTOS = 50
SIZE = (1200, 800)
"""Small, but 40 pyramids, 40 results or 40 previews of it are more than what may be left."""

MIB = 1 << 20


def test_fifty_photos_leave_no_memory_behind(
    qtbot: QtBot, workspace: Workspace, services: Services, pump: Pump, tmp_path: Path
) -> None:
    window = MainWindow(workspace, make_theme(), Settings(), save_settings=lambda _: None)
    qtbot.addWidget(window)
    window.show()
    workspace.device.attach(services)
    pump.run()
    pixels = np.random.default_rng(0).integers(0, 256, (SIZE[1], SIZE[0], 3), np.uint8)
    fifth = 0
    for number in range(PHOTOS):
        pixels[0, 0] = number
        path = tmp_path / "photo.bmp"
        PillowImage.fromarray(pixels).save(path)
        window.open(path)
        pump.run()
        assert workspace.photos.photo is not None
        assert workspace.photos.photo.pixels[0, 0, 0] == number
        window.actions_by_key["actual"].trigger()
        await_preview(pump, qtbot)
        pump.run()
        assert workspace.previews.preview.fraction == 1
        window.actions_by_key["restore"].trigger()
        pump.run()
        assert workspace.runs.result is not None
        window.view.repaint()
        if number == 4:
            fifth = psutil.Process().memory_info().rss
    grown = psutil.Process().memory_info().rss - fifth
    assert grown < 100 * MIB, f"{grown / MIB:.0f} MiB"
