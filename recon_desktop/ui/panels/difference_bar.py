"""The line under the view bar while the difference is shown: to what it is taken, and how much it is amplified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from recon_desktop.ui.look.theme import GAP, MARGIN
from recon_desktop.ui.panels.controls import Option, Segmented
from recon_desktop.ui.view.compare_view import GAINS

if TYPE_CHECKING:
    from recon_desktop.ui.view.compare_view import CompareView
    from recon_desktop.ui.view.image_view import Side
    from recon_desktop.ui.workspace.choices import WorkspaceChoices
    from recon_desktop.ui.workspace.photos import Photos

HEIGHT = 36


class DifferenceBar(QWidget):
    """Shows and sets how the view takes the difference.

    Args:
        photos: Tells whether there is a reference.
        choices: Tells how large the result is.
        view: Whose difference it is.
        parent: Owner.
    """

    def __init__(
        self, photos: Photos, choices: WorkspaceChoices, view: CompareView, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._photos = photos
        self._choices = choices
        self._view = view
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        sides: list[Option[Side]] = [
            Option("before", self.tr("Before"), self.tr("What the result changed")),
            Option("reference", self.tr("Reference"), self.tr("What the result lacks, or has too much of")),
        ]
        self.against = Segmented(sides, self.tr("Difference from"))
        self.gain = Segmented(
            [Option(gain, f"{gain}x", self.tr("Amplify {gain} times").format(gain=gain)) for gain in GAINS],
            self.tr("Amplification"),
        )
        legend = QLabel(self.tr("Mid-grey: no difference"))
        legend.setProperty("role", "caption")
        legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # goes first where room is short
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, 4, MARGIN, 4)
        layout.setSpacing(GAP)
        layout.addWidget(QLabel(self.tr("Difference from")))
        layout.addWidget(self.against)
        layout.addSpacing(GAP)
        layout.addWidget(self.gain)
        layout.addSpacing(GAP)
        layout.addWidget(legend, 1)
        self.against.chosen.connect(view.set_against)
        self.gain.chosen.connect(view.set_gain)
        view.changed.connect(self.refresh)
        photos.changed.connect(self.refresh)
        choices.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what the view does."""
        has_reference = self._photos.has_reference
        self.against.buttons["reference"].setEnabled(has_reference)
        self.against.set_value(self._view.against if has_reference else "before")
        self.gain.set_value(self._view.gain)
        self.setVisible(self._view.differing and self._photos.photo is not None)
