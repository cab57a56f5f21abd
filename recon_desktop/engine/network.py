"""One step of a recipe on one block: what lies between RGB pixels and the network's tensors.

Luma models see BT.601 studio-range Y; the colour around it is enlarged by bicubic interpolation.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

import cv2
import numpy as np

from recon_desktop.core.blend import cross_fade
from recon_desktop.core.card import ModelCard
from recon_desktop.core.color import LUMA_WEIGHTS, luma
from recon_desktop.core.errors import BadOutput
from recon_desktop.core.image import Image
from recon_desktop.core.orientation import ORIENTATIONS, turned, turned_back
from recon_desktop.core.progress import CancelToken, Progress
from recon_desktop.core.resize import BICUBIC_RADIUS, bicubic
from recon_desktop.engine.gate import Place
from recon_desktop.engine.recipe import Step
from recon_desktop.engine.runtime import OrtModel
from recon_desktop.engine.tiling import Stage

# BT.601: studio-range Y as the grey that R, G and B have there, and luma's weights of red and blue by that of green.
_BLACK = np.float32(16.0 / 255.0)
_LUMA_TO_RGB = np.float32(255.0 / 219.0)
_GREEN_BY_RED = np.float32(-LUMA_WEIGHTS[0] / LUMA_WEIGHTS[1])
_GREEN_BY_BLUE = np.float32(-LUMA_WEIGHTS[2] / LUMA_WEIGHTS[1])

_VISIBLE = 16.0 / 255.0
"""An input that spans less than this may rightly give a constant output: a network can smooth it away or clip it."""


@dataclass(slots=True)
class Turn:
    """What the runs of one restoration share.

    Attributes:
        place: At the gate that every run passes.
        progress: Told after each run of a network; its token stops a run.
        runs: How many there will be.
        done: How many there were so far.
        seconds: Time spent in the networks so far.
    """

    place: Place
    progress: Progress
    runs: int
    done: int = field(default=0)
    seconds: float = field(default=0.0)

    def ran(self, seconds: float) -> None:
        """Count a run and tell the progress; raises `Cancelled` once the token is set."""
        self.done += 1
        self.seconds += seconds
        self.progress.report(self.done / self.runs)


@dataclass(frozen=True, slots=True)
class Network:
    """A step of a recipe, ready to run.

    Attributes:
        model: What runs.
        step: Of the recipe.
        ensemble: Whether it runs on the block in all its orientations and gives the mean. Blocks begin and end on the
            grid, and the halo is the same on all sides: a block that is turned is a block of the turned photo, too.
    """

    model: OrtModel
    step: Step
    ensemble: bool = False

    @property
    def card(self) -> ModelCard:
        """The model's card."""
        return self.model.model.card

    @property
    def stage(self) -> Stage:
        """How the step sees its image, for the tile plan."""
        return stage_of(self.card)

    @property
    def passes(self) -> int:
        """Runs of the network for one block."""
        return len(ORIENTATIONS) if self.ensemble else 1

    def run(self, block: Image, turn: Turn) -> Image:
        """Run the network on one block, once or in all orientations.

        Args:
            block: HxWx3, H and W on the stage's grid.
            turn: Of this restoration.

        Returns:
            The network's own output, for `finish`.

        Raises:
            Cancelled: The token was set.
            BadOutput: Not-a-number, or constant where the input is not.
            RunError: The run failed.
        """
        seen = luma(block)[..., np.newaxis] if self.card.channels == "luma" else block
        if self.card.pre_upsample:
            seen = bicubic(seen, self.card.scale)
        if not self.ensemble:
            return self._pass(seen, turn)
        total = turned_back(self._pass(turned(seen, ORIENTATIONS[0]), turn), ORIENTATIONS[0])
        for orientation in ORIENTATIONS[1:]:
            total += turned_back(self._pass(turned(seen, orientation), turn), orientation)
        total /= np.float32(len(ORIENTATIONS))
        return total

    def _pass(self, seen: Image, turn: Turn) -> Image:
        batch = np.ascontiguousarray(seen[np.newaxis])

        def run(token: CancelToken) -> tuple[Image, float]:
            begin = time.perf_counter()
            return self.model.run(batch, token, self.step.noise_level)[0], time.perf_counter() - begin

        output, seconds = turn.place.through(turn.progress.token, run)
        turn.ran(seconds)
        low, high = output.min(), output.max()  # not-a-number comes through both
        if not np.isfinite(high - low) or (low == high and float(np.ptp(batch)) > _VISIBLE):
            raise BadOutput(self.card.id, self.model.provider)
        return np.asarray(output, np.float32)

    def finish(self, block: Image, output: Image) -> Image:
        """Make pixels of a network's output; pure, so that it can run beside the next block's `run`.

        Args:
            block: What the network ran on.
            output: What `run` returned for it.

        Returns:
            (scale H)x(scale W)x3, not clipped; right where it is a halo away from the block's inner edges.
        """
        scale = self.card.scale
        restored = output if self.card.channels == "rgb" else _recoloured(block, output[..., 0], scale)
        if self.step.amount < 1:
            restored = cross_fade(bicubic(block, scale) if scale > 1 else block, restored, self.step.amount)
        return restored


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


def _recoloured(block: Image, restored: Image, scale: int) -> Image:
    """Put the photo's colour around a restored luma.

    A colour difference is a channel less its pixel's grey. Two of them are enlarged; green's follows, because the
    three, weighted as in luma, cancel out.
    """
    level = (luma(block) - _BLACK) * _LUMA_TO_RGB
    restored_level = (restored - _BLACK) * _LUMA_TO_RGB
    red, blue = (block[..., channel] - level for channel in (0, 2))
    if scale > 1:
        red, blue = bicubic(red, scale), bicubic(blue, scale)
    green = red * _GREEN_BY_RED
    green += blue * _GREEN_BY_BLUE
    for difference in (red, green, blue):
        difference += restored_level
    return np.asarray(cv2.merge([red, green, blue]), np.float32)
