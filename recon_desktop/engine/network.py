"""One step of a recipe on one block: what lies between RGB pixels and the network's tensors.

Luma models see BT.601 studio-range Y. The colour around it is enlarged by bicubic interpolation; because that is
linear, the network's correction to Y is simply added to all three channels of the enlarged photo.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

import numpy as np

from recon_desktop.core.card import ModelCard
from recon_desktop.core.color import luma
from recon_desktop.core.errors import BadOutput
from recon_desktop.core.pixels import Image
from recon_desktop.core.progress import CancelToken
from recon_desktop.core.resize import BICUBIC_RADIUS, bicubic
from recon_desktop.engine.gate import RunGate
from recon_desktop.engine.recipe import Step
from recon_desktop.engine.runtime import OrtModel
from recon_desktop.engine.tiling import Stage

_LUMA_TO_RGB = np.float32(255.0 / 219.0)  # studio-range Y to the full range that it has in R, G and B

_VISIBLE = 16.0 / 255.0
"""An input that spans less than this may rightly give a constant output: a network can smooth it away or clip it."""


@dataclass(slots=True)
class Turn:
    """What the runs of one restoration share.

    Attributes:
        gate: Passed by every run.
        token: Stops a run.
        urgent: Whether these runs go first.
        seconds: Time spent in the networks so far.
    """

    gate: RunGate
    token: CancelToken
    urgent: bool = False
    seconds: float = field(default=0.0)


@dataclass(frozen=True, slots=True)
class Network:
    """A step of a recipe, ready to run."""

    model: OrtModel
    step: Step

    @property
    def card(self) -> ModelCard:
        """The model's card."""
        return self.model.model.card

    @property
    def stage(self) -> Stage:
        """How the step sees its image, for the tile plan."""
        return stage_of(self.card)

    def apply(self, block: Image, turn: Turn) -> Image:
        """Restore one block.

        Args:
            block: HxWx3, H and W on the stage's grid.
            turn: Of this restoration.

        Returns:
            (scale H)x(scale W)x3, not clipped; right where it is a halo away from the block's inner edges.

        Raises:
            Cancelled: The token was set.
            BadOutput: Not-a-number, or constant where the input is not.
            RunError: The run failed.
        """
        scale = self.card.scale
        if self.card.channels == "luma":
            grey = luma(block)
            restored = _recoloured(block, grey, self._run(grey[..., np.newaxis], turn)[..., 0], scale)
        else:
            restored = self._run(block, turn)
        if self.step.amount < 1:
            restored = blend(bicubic(block, scale) if scale > 1 else block, restored, self.step.amount)
        return restored

    def _run(self, block: Image, turn: Turn) -> Image:
        if self.card.pre_upsample:
            block = bicubic(block, self.card.scale)
        batch = np.ascontiguousarray(block[np.newaxis])
        with turn.gate.hold(turn.token, urgent=turn.urgent):
            begin = time.perf_counter()
            output = self.model.run(batch, turn.token, self.step.noise_level)[0]
            turn.seconds += time.perf_counter() - begin
        low, high = output.min(), output.max()  # not-a-number comes through both
        if not np.isfinite(high - low) or (low == high and float(np.ptp(batch)) > _VISIBLE):
            raise BadOutput(self.card.id, self.model.provider)
        return np.asarray(output, np.float32)


def stage_of(card: ModelCard) -> Stage:
    """How a model's step sees its input image; the card counts in pixels of the network's own input."""
    radius, align, min_size = card.receptive_radius, card.align, card.min_size
    if card.pre_upsample:
        radius = math.ceil(radius / card.scale) + BICUBIC_RADIUS
        align = align // math.gcd(align, card.scale)
        min_size = math.ceil(min_size / card.scale)
    if card.scale > 1:
        radius = max(radius, BICUBIC_RADIUS)
    halo = None if card.tiling == "whole" else math.ceil(radius / align) * align
    return Stage(card.scale, halo, align, math.ceil(min_size / align) * align)


def blend(baseline: Image, restored: Image, strength: float) -> Image:
    """Mix a result with what it is compared to: ``baseline * (1 - strength) + restored * strength``.

    Args:
        baseline: Any float image.
        restored: Of the same shape.
        strength: 0..1.

    Returns:
        A new image.
    """
    mixed = restored * np.float32(strength)
    mixed += baseline * np.float32(1.0 - strength)
    return mixed


def _recoloured(block: Image, grey: Image, restored: Image, scale: int) -> Image:
    """Put the photo's colour around a restored luma, channel by channel while it is in the cache."""
    level, restored_level = grey * _LUMA_TO_RGB, restored * _LUMA_TO_RGB
    image = np.empty((*restored.shape, 3), np.float32)
    for channel in range(3):
        colour = block[..., channel] - level
        np.add(bicubic(colour, scale) if scale > 1 else colour, restored_level, out=image[..., channel])
    return image
