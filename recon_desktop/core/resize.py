"""Resampling of images, with one bicubic for training, restoration and evaluation.

`bicubic` follows MATLAB's ``imresize``, which made every published super-resolution table: Keys' cubic with a = -0.5,
widened by the shrink factor when an image becomes smaller (antialiasing), pixel centres at half-integers, and the image
mirrored with its edge pixel repeated beyond its border.

Images are float32, ``(height, width)`` or ``(height, width, channels)``; results are new arrays and are never clipped.

Source: R. Keys, "Cubic convolution interpolation for digital image processing", IEEE TASSP 29(6), 1981.
"""

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from recon_desktop.core.image import Image

Kernel = Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]

BICUBIC_RADIUS = 2
"""Source pixels that an output pixel of an enlarging `bicubic` sees on each side of the source pixel it lies in."""

LANCZOS_RADIUS = 3
"""The same of `lanczos`."""

_STRIP_VALUES = 1 << 17  # of float32: the buffers of one strip stay in a core's second-level cache


def bicubic(image: Image, scale: float | None = None, *, size: tuple[int, int] | None = None) -> Image:
    """Resize with antialiased bicubic interpolation (MATLAB ``imresize``).

    Enlarging by a whole number goes through a polyphase filter that does the same arithmetic for every pixel, so a
    block cut out with a margin of `BICUBIC_RADIUS` source pixels gives exactly the pixels of the whole image.

    Args:
        image: Float32 ``(H, W)`` or ``(H, W, C)``.
        scale: Factor for both sides; the new sides are ``ceil(scale * side)``. Give either this or `size`.
        size: New ``(height, width)`` in pixels.

    Returns:
        Float32 image of the new size. Values can leave the range of the input (overshoot at edges).
    """
    factors, shape = _target(image, scale, size)
    height_factor, width_factor = factors
    if height_factor == width_factor and height_factor > 1 and height_factor.is_integer():
        return _enlarge(image, int(height_factor))
    return _resample(image, factors, shape, _cubic, 4.0)


def lanczos(image: Image, scale: float | None = None, *, size: tuple[int, int] | None = None) -> Image:
    """Resize with an antialiased Lanczos filter of three lobes; arguments as in `bicubic`."""
    factors, shape = _target(image, scale, size)
    return _resample(image, factors, shape, _lanczos3, 6.0)


def area(image: Image, scale: float | None = None, *, size: tuple[int, int] | None = None) -> Image:
    """Resize to the mean over the area each new pixel covers; arguments as in `bicubic`. Meant for shrinking."""
    return _opencv(image, scale, size, cv2.INTER_AREA)


def nearest(image: Image, scale: float | None = None, *, size: tuple[int, int] | None = None) -> Image:
    """Resize by repeating or dropping pixels; arguments as in `bicubic`."""
    return _opencv(image, scale, size, cv2.INTER_NEAREST_EXACT)


def _opencv(image: Image, scale: float | None, size: tuple[int, int] | None, method: int) -> Image:
    _, (height, width) = _target(image, scale, size)
    resized = np.asarray(cv2.resize(image, (width, height), interpolation=method), np.float32)
    return resized.reshape((height, width, *image.shape[2:]))


def _target(
    image: Image, scale: float | None, size: tuple[int, int] | None
) -> tuple[tuple[float, float], tuple[int, int]]:
    """Return the factors and the new size of both sides."""
    if (scale is None) == (size is None):
        raise ValueError("give either scale or size")
    if image.ndim not in (2, 3) or 0 in image.shape:
        raise ValueError(f"not an image: shape {image.shape}")
    height, width = image.shape[:2]
    if size is not None:
        return (size[0] / height, size[1] / width), size
    assert scale is not None
    # A factor such as 1/3 times a multiple of 3 can land a hair above the whole number.
    new = tuple(int(np.ceil(round(scale * side, 9))) for side in (height, width))
    return (float(scale), float(scale)), (new[0], new[1])


def _cubic(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Keys' cubic convolution kernel with a = -0.5."""
    x = np.abs(x)
    near = 1.5 * x**3 - 2.5 * x**2 + 1.0
    far = -0.5 * x**3 + 2.5 * x**2 - 4.0 * x + 2.0
    return np.where(x <= 1.0, near, np.where(x <= 2.0, far, 0.0))


def _lanczos3(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.where(np.abs(x) < 3.0, np.sinc(x) * np.sinc(x / 3.0), 0.0)


def _mirror(index: npt.NDArray[np.intp], length: int) -> npt.NDArray[np.intp]:
    """Fold indices that lie outside ``0 .. length - 1`` back inside, the edge pixel repeated."""
    folded = index % (2 * length)
    return np.minimum(folded, 2 * length - 1 - folded)


def _taps(
    length: int, new_length: int, factor: float, kernel: Kernel, width: float
) -> tuple[npt.NDArray[np.intp], Image]:
    """Return source indices and weights, both ``(new_length, taps)``, for one side."""
    shrink = min(factor, 1.0)
    centre = (np.arange(new_length) + 0.5) / factor - 0.5
    first = np.floor(centre - width / shrink / 2).astype(np.intp)
    index = first[:, None] + np.arange(int(np.ceil(width / shrink)) + 2)
    weight = kernel(shrink * (centre[:, None] - index))
    weight /= weight.sum(axis=1, keepdims=True)
    used = np.any(weight != 0, axis=0)
    return _mirror(index[:, used], length), weight[:, used].astype(np.float32)


def _resample(
    image: Image, factors: tuple[float, float], shape: tuple[int, int], kernel: Kernel, width: float
) -> Image:
    """Resample both sides with any kernel and any factor, the side that shrinks most first."""
    result = np.asarray(image, np.float32)
    for axis in np.argsort(factors, kind="stable"):
        index, weight = _taps(result.shape[axis], shape[axis], factors[axis], kernel, width)
        column = (-1, *[1] * (result.ndim - 1 - axis))
        total = weight[:, 0].reshape(column) * result.take(index[:, 0], axis)
        for tap in range(1, index.shape[1]):
            total += weight[:, tap].reshape(column) * result.take(index[:, tap], axis)
        result = total
    return np.ascontiguousarray(result)


def _phases(scale: int) -> list[list[tuple[int, np.float32]]]:
    """Return, for each of the `scale` output positions in a source pixel, its (offset, weight) pairs."""
    centre = (np.arange(scale) + 0.5) / scale - 0.5
    offset = np.arange(-BICUBIC_RADIUS, BICUBIC_RADIUS + 1)
    weight = _cubic(centre[:, None] - offset)
    weight /= weight.sum(axis=1, keepdims=True)
    return [[(int(o), np.float32(w)) for o, w in zip(offset, row, strict=True) if w != 0] for row in weight]


def _enlarge(image: Image, scale: int) -> Image:
    """Enlarge by a whole number: each phase is a short sum of shifted rows, then of shifted columns.

    Plain multiplications and additions, strip by strip: the same operations in the same order for every pixel wherever
    it lies, which a library filter with vector bodies and scalar tails does not promise.
    """
    height, width = image.shape[:2]
    radius = BICUBIC_RADIUS
    values = int(np.prod(image.shape[1:]))
    strip = int(np.clip(_STRIP_VALUES // (scale * values), 1, height))
    rows = _mirror(np.arange(-radius, height + radius), height)
    columns = _mirror(np.arange(-radius, width + radius), width)
    phases = _phases(scale)
    result = np.empty((height * scale, width * scale, *image.shape[2:]), np.float32)
    for top in range(0, height, strip):
        count = min(strip, height - top)
        source = np.asarray(image[rows[top : top + count + 2 * radius]], np.float32)
        tall = np.empty((count * scale, width + 2 * radius, *image.shape[2:]), np.float32)
        for phase, taps in enumerate(phases):
            tall[phase::scale, radius:-radius] = _weighted(
                [(source[radius + offset : radius + offset + count], weight) for offset, weight in taps]
            )
        for side in (slice(None, radius), slice(-radius, None)):
            tall[:, side] = tall[:, radius + columns[side]]
        for phase, taps in enumerate(phases):
            result[top * scale : (top + count) * scale, phase::scale] = _weighted(
                [(tall[:, radius + offset : radius + offset + width], weight) for offset, weight in taps]
            )
    return result


def _weighted(terms: list[tuple[Image, np.float32]]) -> Image:
    first, weight = terms[0]
    total = first * weight
    scratch = np.empty_like(total)
    for term, weight in terms[1:]:
        total += np.multiply(term, weight, out=scratch)
    return total
