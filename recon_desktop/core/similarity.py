"""Structural similarity at one scale and at five, fed with rows from top to bottom.

A photo need never be held whole: `Similarity` keeps the rows that later windows still need, so strips of any height
give the sums of the whole. Pictures are planes, ``(H, W)``, 0..1; the arithmetic is float32 around middle grey, which
keeps the first six decimals, and sums are float64.

Sources: Z. Wang et al., "Image quality assessment: from error visibility to structural similarity", IEEE TIP 13(4),
2004; Z. Wang, E. P. Simoncelli and A. C. Bovik, "Multiscale structural similarity for image quality assessment",
Asilomar Conference 2003.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from recon_desktop.core.geometry import Size

Plane = npt.NDArray[np.float32]

WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
"""Exponents of the five scales, the finest first, as published."""

_SIZE = 11
_SIGMA = 1.5
_C1, _C2 = np.float32(0.01**2), np.float32(0.03**2)
_GREY = np.float32(0.5)

MULTISCALE_SIDE = _SIZE << (len(WEIGHTS) - 1)
"""Shorter side from which on the window fits the coarsest of five scales: 176 pixels."""


@dataclass(slots=True)
class _Sums:
    """Sums over windows: of the similarity, and of its part for contrast and structure."""

    similar: float = 0.0
    contrast: float = 0.0
    windows: int = 0


class Similarity:
    """Compares one channel of two pictures.

    Gaussian window of 11x11 and sigma 1.5, K1 = 0.01, K2 = 0.03, population covariance, only windows wholly inside the
    picture; a picture smaller than the window is judged by one smaller window.

    Args:
        size: Of the pictures.
        scales: 1, or 5 for `multiscale`; more than one needs `MULTISCALE_SIDE`.
    """

    def __init__(self, size: Size, scales: int = 1) -> None:
        self._height = size.height
        self._window = min(_SIZE, *(side - (side + 1) % 2 for side in (size.width, size.height)))
        self._sums = _Sums()
        self._fed = 0
        self._kept: Plane | None = None  # rows that later windows see; a pair of planes, (2, rows, W)
        self._odd: Plane | None = None  # a row that waits for the one below it
        half = Size(-(-size.width // 2), -(-size.height // 2))
        self._coarser = Similarity(half, scales - 1) if scales > 1 else None

    def feed(self, rows: npt.NDArray[np.floating], others: npt.NDArray[np.floating]) -> None:
        """Take in the next rows of both pictures, ``(rows, W)``."""
        pair = np.stack([rows, others]).astype(np.float32, copy=False)
        pair -= _GREY
        self._take(pair)

    @property
    def mean(self) -> float:
        """Mean SSIM, exactly 1.0 for identical pictures; once all rows are fed."""
        return self._sums.similar / self._sums.windows

    @property
    def multiscale(self) -> float:
        """MS-SSIM over the scales asked for; 0 where contrast or structure of a scale is on the whole inverted."""
        product, scale = 1.0, self
        for weight in WEIGHTS:
            sums, last = scale._sums, scale._coarser is None
            product *= max(0.0, (sums.similar if last else sums.contrast) / sums.windows) ** weight
            if scale._coarser is None:
                break
            scale = scale._coarser
        return product

    def _take(self, pair: Plane) -> None:
        self._fed += pair.shape[1]
        joined = pair if self._kept is None else np.concatenate([self._kept, pair], axis=1)
        if joined.shape[1] >= self._window:
            self._add(joined)
            joined = joined[:, joined.shape[1] - self._window + 1 :]
        self._kept = joined.copy()
        if self._coarser is not None:
            self._shrink(pair, self._coarser)

    def _shrink(self, pair: Plane, coarser: Similarity) -> None:
        """Hand on the means of 2x2 pixels; where a side is odd its last pixels are repeated, as the authors' code does.

        Rows wait until they are two.
        """
        waiting = pair if self._odd is None else np.concatenate([self._odd, pair], axis=1)
        if self._fed == self._height and waiting.shape[1] % 2:
            waiting = np.concatenate([waiting, waiting[:, -1:]], axis=1)
        even = waiting.shape[1] // 2 * 2
        self._odd = waiting[:, even:].copy() if even < waiting.shape[1] else None
        if even:
            ready = waiting[:, :even]
            if ready.shape[2] % 2:
                ready = np.concatenate([ready, ready[:, :, -1:]], axis=2)
            four = ready[:, ::2, ::2] + ready[:, ::2, 1::2] + ready[:, 1::2, ::2] + ready[:, 1::2, 1::2]
            coarser._take(np.asarray(four / 4, np.float32))

    def _add(self, pair: Plane) -> None:
        a, b = pair
        mean_a, mean_b = self._means(a), self._means(b)
        # In place where it can be: passes over memory are what takes the time. Variances only occur as a sum; what grey
        # was taken off adds to the products of means: (m + g)(n + g) = mn + g(m + n) + g^2.
        contrast, variances = self._means(a * b), self._means(a * a + b * b)
        product, squares = mean_a * mean_b, mean_a * mean_a + mean_b * mean_b
        contrast -= product
        contrast *= 2
        contrast += _C2
        variances -= squares
        variances += _C2
        contrast /= variances
        self._sums.contrast += cv2.sumElems(contrast)[0]
        mean_a += mean_b
        mean_a *= 2 * _GREY
        mean_a += 2 * _GREY * _GREY + _C1
        product *= 2
        product += mean_a
        squares += mean_a
        product /= squares
        product *= contrast
        self._sums.similar += cv2.sumElems(product)[0]
        self._sums.windows += contrast.size

    def _means(self, plane: Plane) -> Plane:
        """Gaussian-weighted means over all windows that lie wholly inside."""
        gaussian = cv2.getGaussianKernel(self._window, _SIGMA, cv2.CV_32F)
        filtered = cv2.sepFilter2D(plane, cv2.CV_32F, gaussian, gaussian, borderType=cv2.BORDER_REFLECT)
        inside = self._window // 2
        return np.asarray(filtered[inside : plane.shape[0] - inside, inside : plane.shape[1] - inside], np.float32)
