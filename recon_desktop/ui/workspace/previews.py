"""What the panes show of the photo and of what is made of it: pictures for a region, at once, and better ones soon."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from recon_desktop.core.geometry import Region
from recon_desktop.ui.pictures.layer import Layer
from recon_desktop.ui.preview import layers
from recon_desktop.ui.preview.overview import Overview
from recon_desktop.ui.preview.previewer import Previewer
from recon_desktop.ui.preview.truster import Truster
from recon_desktop.ui.values.state import Preview
from recon_desktop.ui.workspace.choices import WorkspaceChoices
from recon_desktop.ui.workspace.device import DeviceInUse
from recon_desktop.ui.workspace.photos import Photos
from recon_desktop.ui.workspace.runs import Runs


class Previews(QObject):
    """A part of `Workspace`.

    Args:
        photos: What is shown.
        choices: How much larger the result is.
        runs: The result over the whole photo.
        previewer: Makes the live preview.
        trust: What lies over the result.
        device: Does the arithmetic.
        parent: Owner.

    Signals:
        changed: `preview` changed: other pixels, or other strength.
    """

    changed = Signal()

    def __init__(
        self,
        photos: Photos,
        choices: WorkspaceChoices,
        runs: Runs,
        previewer: Previewer,
        trust: Truster,
        device: DeviceInUse,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._photos = photos
        self._choices = choices
        self._runs = runs
        self._previewer = previewer
        self._trust = trust
        self._device = device
        self._overview = Overview()

    @property
    def preview(self) -> Preview:
        """The live preview; its region is None where there is none."""
        return self._previewer.preview

    def look_at(self, region: Region | None, zoom: float) -> None:
        """Tell what the view shows, whenever that changes; debounced, so call it freely.

        Args:
            region: Visible part of the photo, in its pixels; None for nothing.
            zoom: Device pixels of the screen for a pixel of the photo.
        """
        self._previewer.look_at(region, zoom)
        self._trust.look_at(region, zoom)

    def forget_result(self) -> None:
        """Let go of what was blended of a result that is none any more."""
        self._overview.forget()

    def before(self, region: Region, zoom: float) -> tuple[Layer, ...]:
        """What a "before" pane draws, bottom first: the photo, on it the bicubic enlargement where it is ready.

        Args:
            region: Visible part of the photo, in its pixels.
            zoom: Device pixels of the screen for a pixel of the photo.
        """
        pyramid = self._photos.pyramid
        return layers.before(pyramid, self.preview, region, zoom) if pyramid else ()

    def after(self, region: Region, zoom: float) -> tuple[Layer, ...]:
        """What an "after" pane draws, bottom first: the photo, the result as it is mixed, the live preview, its trust.

        Args:
            region: As in `before`.
            zoom: As in `before`.
        """
        pyramid, services = self._photos.pyramid, self._device.services
        result, mix = self._runs.result, self._runs.mix
        if pyramid is None:
            return ()

        def bottom() -> tuple[Layer, ...]:
            if result is None or mix.luma == mix.chroma or services is None:
                return layers.faded(pyramid, result, mix.luma, region, zoom)
            return (self._overview.layer(services, pyramid, result, mix, region, zoom),)

        return (*layers.after(pyramid, self.preview, region, bottom), *self._trust.layers(region, zoom))

    def against(self, region: Region, zoom: float) -> tuple[Layer, ...]:
        """What a "reference" pane draws: the reference, or nothing where there is none of the result's size.

        Args:
            region: As in `before`.
            zoom: As in `before`.
        """
        pyramid = self._photos.reference_pyramid if self._photos.has_reference else None
        return layers.reference(pyramid, self._choices.result_scale, region, zoom) if pyramid else ()

    def difference(self, picture: QImage, other: QImage, gain: int) -> QImage:
        """The signed difference of two painted pictures, mid-grey where they agree.

        Args:
            picture: Four bytes a pixel.
            other: What it is taken from, of the same size and format.
            gain: How many grey levels stand for one.
        """
        services = self._device.services
        return picture if services is None else services.difference(picture, other, gain)
