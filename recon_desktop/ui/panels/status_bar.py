"""The line under everything: the device really in use, what runs, how long it takes, and how to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from recon_desktop.ui.look.theme import GAP, MARGIN, Theme
from recon_desktop.ui.panels.drag_button import DragButton
from recon_desktop.ui.panels.one_line import OneLine
from recon_desktop.ui.view.caption import duration, plain_tip
from recon_desktop.ui.words.phrases import retell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recon_desktop.ui.values.state import Activity
    from recon_desktop.ui.workspace.workspace import Workspace

HEIGHT = 32
WAITED_FOR = ("loading", "restoring", "comparing", "saving", "copying")
"""What gets a bar and a button; previews and measures come and go too often for that, and Esc stops them, too."""


class StatusBar(QWidget):
    """Device on the left; activity, what a run leads to (trust; copy or drag out), progress and Cancel on the right.

    Args:
        workspace: What it tells about.
        actions: The window's actions by name: "cancel"; after a run "trust" and "copy", the latter on a button from
            which the result is dragged out of the window as well.
        theme: For icons.
        parent: Owner.
    """

    def __init__(
        self, workspace: Workspace, actions: Mapping[str, QAction], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._theme = theme
        self.setProperty("role", "status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.chip = QLabel()
        self.device = OneLine()
        self.device.setProperty("role", "caption")
        self.device.setAccessibleName(self.tr("Device in use"))
        self.words = QLabel()
        self.words.setProperty("role", "caption")
        self.words.setAccessibleName(self.tr("Activity"))
        self.progress = QProgressBar()
        self.progress.setFixedWidth(140)
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        self.progress.setAccessibleName(self.tr("Progress"))
        self.cancel = QToolButton()
        self.cancel.setProperty("role", "flat")
        self.cancel.setDefaultAction(actions["cancel"])
        self.cancel.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        trust = self.trust_action = actions["trust"]
        self.trust = QToolButton()
        self.trust.setProperty("role", "flat")
        self.trust.setText(self.tr("What to trust"))
        self.trust.setToolTip(trust.toolTip())
        self.trust.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.trust.clicked.connect(trust.trigger)
        trust.toggled.connect(self.refresh)
        self.hand_out = DragButton(actions["copy"])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, 0, MARGIN, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.chip)
        layout.addWidget(self.device, 1)
        layout.addWidget(self.words)
        layout.addWidget(self.trust)
        layout.addWidget(self.hand_out)
        layout.addWidget(self.progress)
        layout.addWidget(self.cancel)
        theme.changed.connect(self._draw_chip)
        workspace.activity_changed.connect(self.refresh)
        workspace.runs.changed.connect(self.refresh)
        workspace.choices.changed.connect(self.refresh)
        self._draw_chip()
        self.refresh()

    def refresh(self) -> None:
        """Show what the workspace says."""
        activity = self._workspace.activity
        waited_for = activity.kind in WAITED_FOR
        self.device.setText(self._device_words())
        self.device.setToolTip(plain_tip("\n".join((self.device.text(), *map(retell, self._workspace.device.reasons)))))
        self.words.setText(self._activity_words(activity))
        done = self._workspace.runs.result is not None and not waited_for
        self.trust.setVisible(done and not self.trust_action.isChecked())
        self.hand_out.setVisible(done or self.hand_out.held)
        self.progress.setVisible(waited_for and activity.fraction is not None)
        self.progress.setValue(round((activity.fraction or 0.0) * 1000))
        self.cancel.setVisible(waited_for and activity.cancellable)

    def _device_words(self) -> str:
        workspace = self._workspace
        if not workspace.device.ready:
            return self.tr("Loading models…")
        words = [retell(workspace.device.words) or self.tr("The device is chosen at the first run")]
        if workspace.runs.result is not None:
            report = workspace.runs.result.report
            words.append(report.variant)
            if not report.reused:  # else the time is not that of the networks
                words.append(self.tr("{speed} MP/s").format(speed=f"{report.megapixels_per_second:.2g}"))
        return "  ·  ".join(word for word in words if word)

    def _activity_words(self, activity: Activity) -> str:
        if activity.kind == "idle":
            return self._done_words()
        words = {
            "loading": self.tr("Opening…"),
            "previewing": self.tr("Preview"),
            "restoring": self.tr("Restoring"),
            "comparing": self.tr("Comparing methods"),
            "saving": self.tr("Saving"),
            "copying": self.tr("Copying"),
            "measuring": self.tr("Measuring"),
            "judging": self.tr("Judging"),
        }[activity.kind]
        if activity.fraction is not None:
            words += f" {round(activity.fraction * 100)} %"
        if activity.eta_seconds is not None:
            words += "  ·  " + self.tr("{time} left").format(time=duration(activity.eta_seconds))
        return words

    def _done_words(self) -> str:
        result = self._workspace.runs.result
        if result is None:
            return ""
        size = result.photo.size
        words = self.tr("Restored in {time}: {width} × {height}")
        percent = round(result.report.reused * 100)
        if percent:
            words = self.tr("Restored in {time}, {percent} % taken from the preview: {width} × {height}")
        return words.format(time=duration(result.cost), percent=percent, width=size.width, height=size.height)

    def _draw_chip(self) -> None:
        self.chip.setPixmap(self._theme.pixmap("device", "secondary", ratio=self.devicePixelRatioF()))
