"""The measures: one table of what each is called, how it is printed, and which way is better.

Window, terminal, report and CSV go through it. A new measure is a row here, an attribute of what gives it, and a
translation of its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

CONTEXT = "measures"
"""Under which the translations of their words are filed."""

Better = Literal["higher", "lower", ""]


@dataclass(frozen=True, slots=True)
class MeasureKind:
    """One measure.

    Attributes:
        key: Its name for programs, and the attribute that holds it.
        name: For people.
        short: For the terminal, without anything but ASCII.
        explanation: What it tells, in a sentence or two.
        given_by: What has that attribute: `core.agreement.Agreement`, with a reference, or `core.quality.Quality`.
        unit: "dB" or none.
        decimals: Digits after the point worth printing.
        better: Which way is better; none where neither is as such.
    """

    key: str
    name: str
    short: str
    explanation: str
    given_by: Literal["agreement", "quality"]
    unit: str = ""
    decimals: int = 2
    better: Better = ""

    def of(self, measured: object) -> float | None:
        """Its value in what gives it; None where that is None, or it was not measured."""
        value: float | None = getattr(measured, self.key, None)
        return value


MEASURES = (
    MeasureKind(
        "psnr_y",
        "PSNR, luma",
        "PSNR Y",
        "Peak signal-to-noise ratio of the luma; higher is closer.",
        "agreement",
        unit="dB",
        better="higher",
    ),
    MeasureKind(
        "ssim_y",
        "SSIM, luma",
        "SSIM Y",
        "Structural similarity of the luma; 1 is equal.",
        "agreement",
        decimals=4,
        better="higher",
    ),
    MeasureKind(
        "psnr_rgb",
        "PSNR, RGB",
        "PSNR RGB",
        "Peak signal-to-noise ratio of all channels; higher is closer.",
        "agreement",
        unit="dB",
        better="higher",
    ),
    MeasureKind(
        "ssim_rgb",
        "SSIM, RGB",
        "SSIM RGB",
        "Structural similarity, mean of the channels; 1 is equal.",
        "agreement",
        decimals=4,
        better="higher",
    ),
    MeasureKind(
        "ms_ssim",
        "MS-SSIM",
        "MS-SSIM",
        "Structural similarity of the luma over five scales; from 176 pixels a side on.",
        "agreement",
        decimals=4,
        better="higher",
    ),
    MeasureKind(
        "ciede2000",
        "CIEDE2000, mean",
        "CIEDE2000, mean",
        "Mean colour difference CIEDE2000; 0 is equal, about 1 is just noticed.",
        "agreement",
        better="lower",
    ),
    MeasureKind(
        "ciede2000_95",
        "CIEDE2000, 95 %",
        "CIEDE2000, 95 %",
        "The colour difference CIEDE2000 that 95 % of the pixels stay below.",
        "agreement",
        better="lower",
    ),
    MeasureKind(
        "level",
        "Damage",
        "damage",
        "What noise and JPEG have changed together, in 8-bit values, estimated. Of denoisers' results, less mostly "
        "means closer to the clean photo; blur makes it less, too.",
        "quality",
        decimals=1,
    ),
    MeasureKind(
        "noise",
        "Noise level",
        "noise level",
        "Standard deviation of the noise in 8-bit values, estimated from the smoothest places. "
        "Before is that of the photo itself; enlarging smears it, which is neither better nor worse.",
        "quality",
        decimals=1,
    ),
    MeasureKind(
        "sharpness",
        "Sharpness",
        "sharpness",
        "Fine detail: deviation of the luma's Laplacian. Noise counts as detail, too.",
        "quality",
        decimals=1,
    ),
    MeasureKind(
        "blockiness",
        "Blockiness",
        "blockiness",
        "How much of JPEG's grid shows: 1 is nothing.",
        "quality",
    ),
    MeasureKind(
        "niqe",
        "NIQE",
        "NIQE",
        "NIQE: distance to undamaged photos. It rises where real noise is taken out, so it is no verdict. "
        "From 192 pixels a side on.",
        "quality",
    ),
)
"""All of them, in the order in which they are told."""

MEASURE: Mapping[str, MeasureKind] = {kind.key: kind for kind in MEASURES}
"""The same by key."""
