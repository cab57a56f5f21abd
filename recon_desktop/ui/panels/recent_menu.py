"""The photos opened last; a click opens one again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from recon_desktop.ui.kept.recent import Recent
from recon_desktop.ui.panels.controls import menu_text
from recon_desktop.ui.values.state import Notice

ROOM = 220
"""Pixels for the name, and for the folder."""


class RecentMenu(QMenu):
    """The list, and what clears it; filled when it is about to show. A photo that is gone is told and dropped.

    Args:
        recent: What there is.
        open_: Opens a photo.
        tell: Takes notices.
        parent: Owner.
    """

    def __init__(
        self,
        recent: Recent,
        open_: Callable[[Path], None],
        tell: Callable[[Notice], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._recent = recent
        self._open = open_
        self._tell = tell
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List what there is now."""
        self.clear()
        metrics = self.fontMetrics()
        for path in self._recent.paths:
            name = metrics.elidedText(path.name, Qt.TextElideMode.ElideMiddle, ROOM)
            folder = metrics.elidedText(str(path.parent), Qt.TextElideMode.ElideLeft, ROOM)
            action = self.addAction(menu_text(f"{name}  –  {folder}"))
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, path=path: self.choose(path))
        if not self._recent.paths:
            self.addAction(self.tr("No photo has been opened yet")).setEnabled(False)
            return
        self.addSeparator()
        self.addAction(self.tr("Clear the list")).triggered.connect(self._recent.clear)

    def choose(self, path: Path) -> None:
        """Open a photo of the list; where it is gone tell so, and drop it."""
        if path.is_file():
            self._open(path)
            return
        self._recent.drop(path)
        what = self.tr("“{0}” is no longer there.").format(path.name)
        self._tell(Notice("info", what, self.tr("It was removed from the list."), path=path))
