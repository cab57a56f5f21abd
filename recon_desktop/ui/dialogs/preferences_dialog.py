"""Settings for all photos. A change counts at once; there is nothing to confirm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from recon_desktop.core.devices import AUTO, GPUS, kind_of
from recon_desktop.ui.kept.settings import SUFFIXES, Settings
from recon_desktop.ui.look.theme import GAP, MARGIN
from recon_desktop.ui.panels.controls import Option, Segmented, SliderRow, Switch

LEAST_MEMORY, MOST_MEMORY = 0.2, 16.0
FIRST_MEMORY = 2048
MIB = 1024
WIDTH = 480


class PreferencesDialog(QDialog):
    """The preferences in rows.

    Args:
        settings: As they are.
        changed: Called with the new ones at every change.
        parent: The window.
    """

    def __init__(self, settings: Settings, changed: Callable[[Settings], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        self.setMinimumWidth(WIDTH)
        self.settings = settings
        self._changed = changed
        self.device = Segmented(
            [
                Option(AUTO, self.tr("Automatic"), self.tr("The fastest in a measured run")),
                Option("cpu", self.tr("CPU"), self.tr("The processor")),
                *(
                    Option(kind, name, self.tr("The graphics card, through {name}").format(name=name))
                    for kind, name in GPUS.items()
                ),
            ],
            self.tr("Device"),
        )
        self.automatic = Switch(self.tr("As free memory allows"))
        self.automatic.setToolTip(self.tr("Decide by the memory that is free when a run begins"))
        self.memory = SliderRow(
            self.tr("GiB at most"), LEAST_MEMORY, MOST_MEMORY, decimals=1, compact=True,
            tip=self.tr("Working memory of a run; with less of it the tiles are smaller, the result is the same"),
        )  # fmt: skip
        self.language = Segmented(
            [Option("system", self.tr("System")), Option("en", "English"), Option("ko", "한국어")], self.tr("Language")
        )
        self.scheme = Segmented(
            [
                Option("system", self.tr("System"), self.tr("Follow the desktop")),
                Option("light", self.tr("Light"), self.tr("Light greys")),
                Option("dark", self.tr("Dark"), self.tr("Dark greys")),
            ],
            self.tr("Appearance"),
        )
        self.suffix = Segmented(
            [Option("", self.tr("Same as the photo")), *(Option(suffix, SUFFIXES[suffix]) for suffix in SUFFIXES)],
            self.tr("Format"),
        )
        self.quality = SliderRow(
            self.tr("Quality"),
            1,
            100,
            compact=True,
            tip=self.tr("For JPEG and WebP: higher is better and larger"),
        )
        self.session = Switch(self.tr("Open the last photo again after a crash"))
        self.session.setToolTip(self.tr("With its settings and the part in view; takes effect at the next start"))
        self.hints = Switch(self.tr("Show the hints at the next start"))
        self.hints.setToolTip(self.tr("The three hints of the first start"))
        self._show_settings()
        self._lay_out()
        self._connect()

    @classmethod
    def tell(cls, settings: Settings, changed: Callable[[Settings], None], parent: QWidget) -> None:
        """Show it until it is closed."""
        dialog = cls(settings, changed, parent)
        dialog.exec()
        dialog.deleteLater()

    def _show_settings(self) -> None:
        settings = self.settings
        self.device.set_value(kind_of(settings.device))
        self.automatic.setChecked(settings.memory_mib == 0)
        self.memory.set_value((settings.memory_mib or FIRST_MEMORY) / MIB)
        self.memory.setEnabled(settings.memory_mib > 0)
        self.language.set_value(settings.language)
        self.scheme.set_value(settings.scheme)
        self.suffix.set_value(settings.save_suffix)
        self.quality.set_value(settings.save_quality)
        self.session.setChecked(settings.restore_session)
        self.hints.setChecked(not settings.hints_seen)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * MARGIN)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(1, 1)
        rows: list[tuple[str, list[QWidget]]] = [
            (self.tr("Device"), [self.device]),
            (self.tr("Working memory"), [self.automatic, self.memory]),
            (self.tr("Language"), [self.language]),
            (self.tr("Appearance"), [self.scheme]),
            (self.tr("Save as"), [self.suffix, self.quality]),
            (self.tr("At startup"), [self.session, self.hints]),
        ]
        for words, widgets in rows:
            row = grid.rowCount()
            label = QLabel(words)
            label.setProperty("role", "secondary")
            label.setMinimumHeight(widgets[0].sizeHint().height())
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            for below, widget in enumerate(widgets):
                grid.addWidget(widget, row + below, 1)
            grid.setRowMinimumHeight(grid.rowCount(), GAP)
        close = QPushButton(self.tr("Close"))
        close.setToolTip(self.tr("Close this window"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * MARGIN, 2 * MARGIN, 2 * MARGIN, 2 * GAP)
        layout.addLayout(grid)
        layout.addStretch(1)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self.device.chosen.connect(lambda device: self._set(device=device))
        self.automatic.clicked.connect(lambda on: self._set(memory_mib=0 if on else round(self.memory.value * MIB)))
        self.memory.changed.connect(lambda gib: self._set(memory_mib=round(gib * MIB)))
        self.language.chosen.connect(lambda language: self._set(language=language))
        self.scheme.chosen.connect(lambda scheme: self._set(scheme=scheme))
        self.suffix.chosen.connect(lambda suffix: self._set(save_suffix=suffix))
        self.quality.changed.connect(lambda quality: self._set(save_quality=round(quality)))
        self.session.clicked.connect(lambda on: self._set(restore_session=on))
        self.hints.clicked.connect(lambda on: self._set(hints_seen=not on))

    def _set(self, **changes: Any) -> None:
        self.settings = replace(self.settings, **changes)
        self.memory.setEnabled(self.settings.memory_mib > 0)
        self._changed(self.settings)
        if "language" in changes:
            self.accept()  # a window in the other language takes the place of this one
