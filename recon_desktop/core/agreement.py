"""How close a result is to its reference, measured strip by strip: a photo is never held whole as float."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from recon_desktop.core import color
from recon_desktop.core.color_difference import ColorDifferences
from recon_desktop.core.error_map import ErrorMap, ErrorSums
from recon_desktop.core.geometry import Region, strips
from recon_desktop.core.image import Image
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.core.similarity import MULTISCALE_SIDE, WEIGHTS, Similarity

Read = Callable[[Region], Image]
"""Hands out a region of a picture as float32 HxWx3 RGB, 0..1."""

_STRIP_AREA = 1 << 19


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two pictures have in common, over areas as if all were one picture.

    Attributes:
        psnr_y: Of the BT.601 studio-range luma, in dB; infinite where nothing differs.
        ssim_y: Likewise; 1 where nothing differs.
        psnr_rgb: Of all channels together.
        ssim_rgb: Mean of the channels.
        ms_ssim: Of the luma over five scales; None where an area's shorter side is below 176 pixels.
        ciede2000: Mean colour difference; 0 where nothing differs.
        ciede2000_95: The colour difference that 95 % of the pixels stay below, to within 0.01.
        errors: Where they differ; None for several areas.
    """

    psnr_y: float
    ssim_y: float
    psnr_rgb: float
    ssim_rgb: float
    ms_ssim: float | None
    ciede2000: float
    ciede2000_95: float
    errors: ErrorMap | None = None


def compare(result: Read, reference: Read, areas: Sequence[Region], progress: Progress = SILENT) -> Agreement:
    """Measure how close a result is to its reference.

    Args:
        result: What is judged. Nothing is rounded here: where files of 8 bits are meant, `Read` rounds.
        reference: What it should be.
        areas: Where to measure; what two of them share counts twice.
        progress: Told after each strip.

    Raises:
        Cancelled: The token was set.
    """
    total, done = sum(area.size.area for area in areas), 0
    squares_y = squares_rgb = 0.0
    similar_y, similar_rgb, scales, weights = [], [], [], []
    colours = ColorDifferences()
    errors = ErrorSums(areas[0].size) if len(areas) == 1 else None
    for area in areas:
        multiscale = min(area.width, area.height) >= MULTISCALE_SIDE
        luma = Similarity(area.size, len(WEIGHTS) if multiscale else 1)
        channels = [Similarity(area.size) for _ in range(3)]
        for strip in strips(area, area=_STRIP_AREA):
            ours, theirs = result(strip), reference(strip)
            lumas = color.luma(ours), color.luma(theirs)
            luma.feed(*lumas)
            for index, channel in enumerate(channels):
                channel.feed(ours[..., index], theirs[..., index])
            squares_y += _squares(*lumas)
            squares_rgb += _squares(ours, theirs) / 3
            colours.add(ours, theirs)
            if errors is not None:
                errors.add(strip.relative_to(area), ours, theirs)
            done += strip.size.area
            progress.report(done / total)
        weights.append(area.size.area)
        similar_y.append(luma.mean)
        similar_rgb.append(float(np.mean([channel.mean for channel in channels])))
        scales.append(luma.multiscale if multiscale else None)
    known = [value for value in scales if value is not None]
    return Agreement(
        psnr_y=_decibels(squares_y / total),
        ssim_y=float(np.average(similar_y, weights=weights)),
        psnr_rgb=_decibels(squares_rgb / total),
        ssim_rgb=float(np.average(similar_rgb, weights=weights)),
        ms_ssim=float(np.average(known, weights=weights)) if len(known) == len(areas) else None,
        ciede2000=colours.mean,
        ciede2000_95=colours.quantile(0.95),
        errors=errors.finished if errors is not None else None,
    )


def _squares(ours: Image, theirs: Image) -> float:
    return cv2.norm(ours, theirs, cv2.NORM_L2SQR)  # summed as float64


def _decibels(error: float) -> float:
    return float("inf") if error == 0 else float(-10 * np.log10(error))
