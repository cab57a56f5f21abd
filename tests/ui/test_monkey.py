"""Whatever is done to the window in whatever order: no exception (pytest-qt sees those in slots), no warning of Qt."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from recon_desktop.ui.kept.settings import Settings
from recon_desktop.ui.lanes import judging
from recon_desktop.ui.lanes.services import Services
from recon_desktop.ui.window.main_window import MainWindow
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import Pump
from tests.ui.fake_workspace import make_theme, offscreen
from tests.ui.monkey import Monkey
from tests.ui.test_truster import Judge

pytestmark = offscreen

SEED = 20261120
DEEDS = 2000


class OneDevice(Services):
    """Runs the same fakes whatever the device."""

    def on_device(self, device: str) -> Services:
        return replace(self)


def test_two_thousand_random_deeds(
    qtbot: QtBot, workspace: Workspace, services: Services, pump: Pump, make_photo: Callable[..., Path],
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    folder = tmp_path / "photos"
    folder.mkdir()
    files = [
        make_photo("photos/a.png", (120, 90)),
        make_photo("photos/b.png", (97, 131)),
        make_photo("c.png", (40, 30)),
    ]
    broken = tmp_path / "broken.jpg"
    broken.write_text("no photo")
    pictures = staticmethod(lambda place: str(folder))
    monkeypatch.setattr(QStandardPaths, "writableLocation", pictures)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(judging, "judged", Judge())
    window = MainWindow(workspace, make_theme(), Settings(open_folder=str(folder)), save_settings=lambda _: None)
    qtbot.addWidget(window)
    window.show()
    workspace.device.attach(OneDevice(services.catalog, services.runtime, services.restorer, services.samples))
    clip = QImage(50, 40, QImage.Format.Format_RGB32)
    clip.fill(0xFF336699)
    QGuiApplication.clipboard().setImage(clip)
    services.restorer.mixes = True  # type: ignore[attr-defined]
    monkey = Monkey(window, [*files, folder, broken, tmp_path / "missing.png"], SEED)
    dice = random.Random(SEED)
    with caplog.at_level(logging.WARNING), capture_exceptions() as exceptions:
        for deed in range(DEEDS):
            monkey.act()
            pump.run(most=dice.choice((0, 1, 3, 50)))
            QApplication.processEvents()
            assert not exceptions, f"deed {deed}: {list(monkey.done)}"
            assert not caplog.records, f"deed {deed}: {list(monkey.done)}"
            assert window.isVisible(), f"deed {deed}: {list(monkey.done)}"
        monkey.rest()
        pump.run()
        window.close()
