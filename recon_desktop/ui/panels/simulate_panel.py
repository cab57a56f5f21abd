"""Make the photo worse on purpose, so that every result can be measured against the photo itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from recon_desktop.ui.look.theme import GAP, Theme
from recon_desktop.ui.panels.controls import LABEL_WIDTH, Option, Section, Segmented, SliderRow, Switch
from recon_desktop.ui.values.state import Simulation

if TYPE_CHECKING:
    from recon_desktop.ui.workspace.photos import Photos

JPEG_OFF = 101
FIRST = Simulation(noise=25.0)
"""What the switch does before any slider was moved."""


class SimulatePanel(Section):
    """Shows and sets how the photo is degraded.

    Args:
        photos: Has the photo that is degraded.
        theme: For icons.
        parent: Owner.
    """

    def __init__(self, photos: Photos, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("simulate", theme, parent)
        self.set_title(self.tr("Simulate"))
        self._photos = photos
        self.switch = Switch(self.tr("Degrade the photo first"))
        self.switch.setToolTip(self.tr("Then the photo itself is the reference that results are measured against"))
        self.downscale = Segmented(
            [Option(1, self.tr("off")), Option(2, "1/2"), Option(4, "1/4")], self.tr("Downscale")
        )
        self.noise = SliderRow(
            self.tr("Noise"), 0, 55, decimals=1, tip=self.tr("Gaussian noise, in 8-bit values"), compact=True
        )
        self.camera = SliderRow(
            self.tr("Camera noise"),
            0,
            55,
            decimals=1,
            tip=self.tr("Coarse, coloured noise as in a camera's JPEG, stronger in the shadows, in 8-bit values"),
            compact=True,
        )
        self.grain = SliderRow(
            self.tr("Film grain"),
            0,
            55,
            decimals=1,
            tip=self.tr("Grain of a scanned film, strongest in the middle tones, in 8-bit values"),
            compact=True,
        )
        self.dust = SliderRow(
            self.tr("Dust"), 0, 200, tip=self.tr("Specks and hairs on a scan, per megapixel"), compact=True
        )
        self.sharpen = SliderRow(
            self.tr("Sharpening"),
            0,
            200,
            suffix=self.tr(" %"),
            tip=self.tr("An unsharp mask after the noise, as cameras and editors apply it"),
            compact=True,
        )
        self.jpeg = SliderRow(
            self.tr("JPEG quality"),
            5,
            JPEG_OFF,
            word_for_maximum=self.tr("off"),
            tip=self.tr("JPEG artefacts"),
            compact=True,
        )
        self.jpeg2 = SliderRow(
            self.tr("Second JPEG"),
            5,
            JPEG_OFF,
            word_for_maximum=self.tr("off"),
            tip=self.tr("Cropped and compressed again, so that the blocks lie elsewhere"),
            compact=True,
        )
        self.blur = SliderRow(
            self.tr("Blur"),
            0,
            4,
            decimals=1,
            suffix=self.tr(" px"),
            tip=self.tr("Gaussian blur of the original"),
            compact=True,
        )
        scale_row = QWidget()
        row = QHBoxLayout(scale_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        label = QLabel(self.tr("Downscale"))
        label.setFixedWidth(LABEL_WIDTH)
        row.addWidget(label)
        row.addWidget(self.downscale, 1)
        self._sliders = (
            self.noise,
            self.camera,
            self.grain,
            self.dust,
            self.sharpen,
            self.jpeg,
            self.jpeg2,
            self.blur,
        )
        self._rows = (scale_row, *self._sliders)
        for widget in (self.switch, *self._rows):
            self.content.addWidget(widget)
        self.switch.clicked.connect(self._send)
        self.downscale.chosen.connect(self._send_on)
        for slider in self._sliders:
            slider.changed.connect(self._send_on)
        self._show(FIRST)
        photos.changed.connect(self.refresh)
        self.refresh()

    @property
    def chosen(self) -> Simulation:
        """What the controls say."""
        first, second = (None if row.value >= JPEG_OFF else round(row.value) for row in (self.jpeg, self.jpeg2))
        return Simulation(
            downscale=self.downscale.value or 1,
            noise=self.noise.value,
            jpeg=first,
            blur=self.blur.value,
            camera=self.camera.value,
            grain=self.grain.value,
            dust=self.dust.value,
            sharpen=self.sharpen.value / 100,
            jpeg2=second,
        )

    def refresh(self) -> None:
        """Show how things are; while nothing is simulated, the controls keep what they said."""
        simulation = self._photos.simulation
        self.switch.setChecked(simulation is not None)
        self.switch.setEnabled(self._photos.original is not None)
        if simulation is not None and simulation != self.chosen:
            self._show(simulation)

    def _show(self, simulation: Simulation) -> None:
        self.downscale.set_value(simulation.downscale)
        self.noise.set_value(simulation.noise)
        self.jpeg.set_value(JPEG_OFF if simulation.jpeg is None else simulation.jpeg)
        self.blur.set_value(simulation.blur)
        self.camera.set_value(simulation.camera)
        self.grain.set_value(simulation.grain)
        self.dust.set_value(simulation.dust)
        self.sharpen.set_value(100 * simulation.sharpen)
        self.jpeg2.set_value(JPEG_OFF if simulation.jpeg2 is None else simulation.jpeg2)

    def _send(self) -> None:
        self._photos.set_simulation(self.chosen if self.switch.isChecked() else None)

    def _send_on(self) -> None:
        if self.switch.isEnabled():
            self.switch.setChecked(True)
            self._send()
