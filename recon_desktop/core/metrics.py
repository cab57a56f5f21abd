"""Measures of image quality, with the protocol in the arguments.

Images are float32 in 0..1, ``(H, W)`` or ``(H, W, C)``. Nothing here clips or rounds except `round8`: a table that
measures 8-bit files calls it first, and says so.
"""

from functools import cache
from typing import Literal

import cv2
import numpy as np

from recon_desktop.core import color
from recon_desktop.core.geometry import Size
from recon_desktop.core.image import Image
from recon_desktop.core.similarity import MULTISCALE_SIDE, WEIGHTS, Similarity

Channel = Literal["y", "rgb"]


def round8(image: Image) -> Image:
    """Clip to 0..1 and round to the nearest of 256 levels, as saving in 8 bits would; still float32 in 0..1."""
    return np.asarray(np.rint(np.clip(image, 0.0, 1.0) * np.float32(255.0)) / np.float32(255.0), np.float32)


def psnr(result: Image, reference: Image, *, channel: Channel = "rgb", border: int = 0) -> float:
    """Peak signal-to-noise ratio in dB for a peak of 1.

    Args:
        result: Image to judge, 0..1.
        reference: What it should be, same shape.
        channel: ``"y"`` compares BT.601 studio-range luma, ``"rgb"`` all channels together (a grey image as it is).
        border: Pixels left out along each edge (super-resolution tables leave out `scale`).

    Returns:
        PSNR; infinity for identical images.
    """
    result, reference = _prepare(result, reference, channel, border)
    error = float(np.mean(np.square(result.astype(np.float64) - reference)))
    return float("inf") if error == 0 else -10.0 * float(np.log10(error))


def ssim(result: Image, reference: Image, *, channel: Channel = "rgb", border: int = 0) -> float:
    """Structural similarity with the constants of its authors.

    Gaussian window of 11x11 and sigma 1.5, K1 = 0.01, K2 = 0.03, population covariance, only windows wholly inside the
    image; the mean over the channels for ``"rgb"``. An image smaller than the window is judged by one smaller window.

    Args:
        result: Image to judge, 0..1.
        reference: What it should be, same shape.
        channel: As in `psnr`.
        border: As in `psnr`.

    Returns:
        Mean SSIM, 1.0 for identical images.

    Source: Z. Wang et al., "Image quality assessment: from error visibility to structural similarity", IEEE TIP 13(4),
    2004.
    """
    result, reference = _prepare(result, reference, channel, border)
    planes = [image.reshape(*image.shape[:2], -1) for image in (result, reference)]
    size = Size(result.shape[1], result.shape[0])
    values = []
    for index in range(planes[0].shape[2]):
        similarity = Similarity(size)
        similarity.feed(planes[0][..., index], planes[1][..., index])
        values.append(similarity.mean)
    return float(np.mean(values))


def ms_ssim(result: Image, reference: Image, *, border: int = 0) -> float:
    """Structural similarity of the luma over five scales, with the published weights.

    Args:
        result: Image to judge, 0..1.
        reference: What it should be, same shape.
        border: As in `psnr`.

    Returns:
        MS-SSIM, 1.0 for identical images. Where contrast and structure of a scale are on the whole inverted, which the
        definition leaves open, 0.

    Raises:
        ValueError: The shorter side is below `similarity.MULTISCALE_SIDE` (176 pixels): five scales do not fit.
    """
    result, reference = _prepare(result, reference, "y", border)
    if min(result.shape[:2]) < MULTISCALE_SIDE:
        raise ValueError(f"five scales need {MULTISCALE_SIDE} pixels a side, not {min(result.shape[:2])}")
    similarity = Similarity(Size(result.shape[1], result.shape[0]), len(WEIGHTS))
    similarity.feed(result, reference)
    return similarity.multiscale


def noise_level(image: Image) -> float:
    """Estimate the standard deviation of white Gaussian noise from the image alone.

    A filter that removes planes and gentle slopes leaves noise and fine texture. Its response is measured in small
    blocks; texture only ever adds to it, so the smoothest blocks tell the noise: their mean is read at a low quantile
    and corrected by what that quantile is for pure noise. Blocks of middle grey are preferred: near black and white,
    clipping has eaten part of the noise.

    Args:
        image: 0..1. A colour image gives the mean over its channels.

    Returns:
        Noise level in 8-bit units (0..255). Within about 15 % for 10..50 on photographs; texture that fills the whole
        picture reads as noise.

    Source: the filter is that of J. Immerkaer, "Fast noise variance estimation", CVIU 64(2), 1996; choosing smooth
    blocks follows X. Liu et al., "Single-image noise level estimation for blind denoising", IEEE TIP 22(12), 2013.
    """
    planes = image.reshape(*image.shape[:2], -1)
    if min(planes.shape[:2]) < 3:
        return 0.0
    return float(np.mean([_plane_noise(planes[..., i]) for i in range(planes.shape[2])]))


def sharpness(image: Image) -> float:
    """Measure how much fine detail an image holds: the standard deviation of the luma's Laplacian, in 8-bit units.

    Higher is sharper, but noise counts as detail: compare images of the same noise only.

    Source: the variance of the Laplacian of J. L. Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy",
    ICPR 2000.
    """
    laplacian = cv2.Laplacian(color.luma(image), cv2.CV_32F, borderType=cv2.BORDER_REFLECT)
    return 255.0 * float(np.std(laplacian))


def _prepare(result: Image, reference: Image, channel: Channel, border: int) -> tuple[Image, Image]:
    if result.shape != reference.shape:
        raise ValueError(f"shapes differ: {result.shape} and {reference.shape}")
    if channel == "y":
        result, reference = color.luma(result), color.luma(reference)
    if border:
        result = result[border:-border, border:-border]
        reference = reference[border:-border, border:-border]
    if result.size == 0:
        raise ValueError(f"nothing is left inside a border of {border} pixels")
    return result, reference


_NOISE_BLOCK = 8
_NOISE_QUANTILE = 0.1
_NOISE_MASK = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32) / 6.0  # white noise keeps its variance
_MIDDLE_RANGES = ((0.3, 0.7), (0.1, 0.9))  # of grey, the safer one first


def _plane_noise(plane: Image) -> float:
    block = min(_NOISE_BLOCK, *(side - 2 for side in plane.shape))
    power = _blocks(_response_power(plane), block)
    level = _blocks(plane[1:-1, 1:-1], block)
    for low, high in _MIDDLE_RANGES:
        chosen = power[(level > low) & (level < high)]
        if chosen.size >= 0.1 * power.size:
            power = chosen
            break
    return 255.0 * float(np.sqrt(np.quantile(power, _NOISE_QUANTILE) / _pure_noise_power(block)))


def _response_power(plane: Image) -> Image:
    filtered = cv2.filter2D(np.ascontiguousarray(plane), cv2.CV_32F, _NOISE_MASK)
    return np.asarray(np.square(filtered[1:-1, 1:-1]), np.float32)


def _blocks(values: Image, block: int) -> Image:
    """Return the means of the whole square blocks of an image."""
    height, width = (side // block * block for side in values.shape)
    cut = values[:height, :width].reshape(height // block, block, width // block, block)
    return np.asarray(cut.mean(axis=(1, 3)), np.float32)


@cache
def _pure_noise_power(block: int) -> float:
    """Return the low quantile of a block's mean response to white noise of unit variance, by simulation."""
    side = 64 * block + 2
    noise = np.random.default_rng(0).standard_normal((side, side), dtype=np.float32)
    return float(np.quantile(_blocks(_response_power(noise), block), _NOISE_QUANTILE))
