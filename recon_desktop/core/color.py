"""Colour: BT.601 luma and chroma, the sRGB curve, ICC profiles.

Images are float32 in 0..1; a colour image is ``(H, W, 3)`` in the order red, green, blue.
"""

import io
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage
from PIL import ImageCms

from recon_desktop.core.image import Image

# ITU-R BT.601 with studio range, as MATLAB's rgb2ycbcr writes it (and hence every super-resolution table): for RGB in
# 0..1 it gives Y in 16..235 and Cb, Cr in 16..240, here divided by 255.
_TO_YCBCR = (
    np.array(
        [
            [65.481, 128.553, 24.966],
            [-37.797, -74.203, 112.0],
            [112.0, -93.786, -18.214],
        ]
    )
    / 255.0
)
LUMA_WEIGHTS = _TO_YCBCR[0] * (255.0 / 219.0)
"""Float64 ``(3,)``: how much of BT.601 luma is red, green and blue; 1 together."""

_D50 = (0.9642, 1.0, 0.8249)
_XYZ_TO_SRGB = (  # D50, adapted by Bradford
    (3.1338561, -1.6168667, -0.4906146),
    (-0.9787684, 1.9161415, 0.0334540),
    (0.0719453, -0.2289914, 1.4052427),
)
_OFFSET = np.array([16.0, 128.0, 128.0]) / 255.0
_TO_RGB = np.linalg.inv(_TO_YCBCR)

_FORWARD = np.column_stack([_TO_YCBCR, _OFFSET])
_INVERSE = np.column_stack([_TO_RGB, -_TO_RGB @ _OFFSET])


def rgb_to_ycbcr(image: Image) -> Image:
    """Convert RGB to BT.601 studio-range YCbCr.

    Args:
        image: Float32 ``(H, W, 3)``, 0..1.

    Returns:
        Float32 ``(H, W, 3)``: Y in 16/255..235/255, Cb and Cr in 16/255..240/255 around 128/255.
    """
    return _transform(image, _FORWARD)


def ycbcr_to_rgb(image: Image) -> Image:
    """Convert BT.601 studio-range YCbCr back to RGB; the inverse of `rgb_to_ycbcr`, not clipped."""
    return _transform(image, _INVERSE)


def luma(image: Image) -> Image:
    """Return the BT.601 studio-range luma of an image.

    Args:
        image: Float32 RGB ``(H, W, 3)``, 0..1, or grey ``(H, W)`` or ``(H, W, 1)``, taken as equal red, green and blue.

    Returns:
        Float32 ``(H, W)`` in 16/255..235/255.
    """
    if image.ndim == 3 and image.shape[2] == 3:
        return _transform(image, _FORWARD[:1])
    grey = image.reshape(image.shape[:2])
    return np.asarray(grey * np.float32(219.0 / 255.0) + np.float32(16.0 / 255.0), np.float32)


def _transform(image: Image, matrix: npt.NDArray[np.float64]) -> Image:
    if image.ndim != 3 or image.shape[2] != 3:
        raise ValueError(f"not a colour image: shape {image.shape}")
    source = np.ascontiguousarray(image, np.float32)
    # Row by row: OpenCV's path for a whole 3x3 matrix rounds the last pixels of a row differently from the others, and
    # a tile would differ from the same pixels of the whole photo.
    planes = [cv2.transform(source, row[None].astype(np.float32)) for row in matrix]
    return np.asarray(cv2.merge(planes) if len(planes) > 1 else planes[0], np.float32)


def srgb_to_linear(image: Image) -> Image:
    """Undo the sRGB transfer curve (IEC 61966-2-1): encoded 0..1 to linear light 0..1."""
    value = np.asarray(image, np.float32)
    curve = ((np.maximum(value, 0.0) + np.float32(0.055)) / np.float32(1.055)) ** np.float32(2.4)
    return np.where(value <= 0.04045, value / np.float32(12.92), curve).astype(np.float32, copy=False)


def linear_to_srgb(image: Image) -> Image:
    """Apply the sRGB transfer curve (IEC 61966-2-1): linear light 0..1 to encoded 0..1."""
    value = np.asarray(image, np.float32)
    curve = np.float32(1.055) * np.maximum(value, 0.0) ** np.float32(1 / 2.4) - np.float32(0.055)
    return np.where(value <= 0.0031308, value * np.float32(12.92), curve).astype(np.float32, copy=False)


@cache
def srgb_profile() -> bytes:
    """Return the bytes of an sRGB ICC profile, to be embedded in saved files."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # The time of its making and the checksum over it: the same photo becomes the same file whenever it is saved.
    profile[24:36], profile[84:100] = bytes(12), bytes(16)
    return bytes(profile)


def icc_to_srgb(image: PillowImage.Image, icc: bytes) -> PillowImage.Image:
    """Convert an image from the colour space of its ICC profile to sRGB.

    Args:
        image: A Pillow image of 8 bits a channel: L, RGB, RGBA or CMYK. Alpha is kept as it is.
        icc: The bytes of the profile embedded in its file.

    Returns:
        A new image: L stays L, RGBA stays RGBA, all else becomes RGB. The perceptual intent is used.

    Raises:
        ValueError: The profile is damaged or does not fit the image.
    """
    target = image.mode if image.mode in ("L", "RGBA") else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        if target == "L":
            # A grey profile maps to sRGB's neutral axis: go through RGB, whose three channels are then equal.
            return _convert(image, source, "RGB").getchannel("G")
        if target == "RGBA":
            converted = _convert(image.convert("RGB"), source, "RGB")
            converted.putalpha(image.getchannel("A"))
            return converted
        return _convert(image, source, target)
    except (ImageCms.PyCMSError, OSError, ValueError) as error:
        raise ValueError(f"the colour profile cannot be used: {error}") from error


def _convert(image: PillowImage.Image, source: ImageCms.ImageCmsProfile, mode: str) -> PillowImage.Image:
    srgb = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    converted = ImageCms.profileToProfile(image, source, srgb, outputMode=mode)
    assert converted is not None  # only the in-place form gives nothing back
    return converted


def lab_to_srgb(lab: Image) -> Image:
    """CIE L*a*b* (D50; L 0..100) as sRGB that is not cut off.

    Args:
        lab: Float32 HxWx3.
    """
    y = (lab[..., 0] + np.float32(16)) / np.float32(116)
    roots = np.stack([y + lab[..., 1] / np.float32(500), y, y - lab[..., 2] / np.float32(200)], axis=-1)
    ratios = np.where(roots > 6 / 29, roots**3, 3 * (6 / 29) ** 2 * (roots - 4 / 29))
    light = (ratios * np.array(_D50)) @ np.array(_XYZ_TO_SRGB).T
    return np.asarray(np.sign(light) * linear_to_srgb(np.abs(light).astype(np.float32)), np.float32)
