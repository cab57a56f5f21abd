"""`core.color` against the definitions and against scikit-image."""

import numpy as np
import pytest
import skimage.color
from PIL import Image as PillowImage

from recon_desktop.core import color
from recon_desktop.core.image import Image


def _photo(height: int = 21, width: int = 34, seed: int = 0) -> Image:
    return np.random.default_rng(seed).random((height, width, 3), np.float32)


def test_ycbcr_agrees_with_scikit_image() -> None:
    image = _photo()
    np.testing.assert_allclose(color.rgb_to_ycbcr(image), skimage.color.rgb2ycbcr(image) / 255, atol=1e-6)


def test_black_white_and_the_primaries_land_where_bt601_says() -> None:
    corners = np.array([[[0, 0, 0], [1, 1, 1], [1, 0, 0], [0, 0, 1]]], np.float32)
    y, cb, cr = (np.round(color.rgb_to_ycbcr(corners) * 255, 3)[0].T).tolist()
    assert y == pytest.approx([16, 235, 81.481, 40.966], abs=1e-3)
    assert cb == pytest.approx([128, 128, 90.203, 240], abs=1e-3)
    assert cr == pytest.approx([128, 128, 240, 109.786], abs=1e-3)


def test_ycbcr_and_back_is_the_same_image() -> None:
    image = _photo()
    np.testing.assert_allclose(color.ycbcr_to_rgb(color.rgb_to_ycbcr(image)), image, atol=1e-6)


def test_luma_of_colour_and_of_grey() -> None:
    image = _photo()
    np.testing.assert_array_equal(color.luma(image), color.rgb_to_ycbcr(image)[..., 0])
    grey = image[..., :1]
    np.testing.assert_allclose(color.luma(grey), color.luma(np.repeat(grey, 3, axis=2)), atol=1e-6)
    np.testing.assert_array_equal(color.luma(grey[..., 0]), color.luma(grey))


def test_a_block_has_the_pixels_of_the_whole_image() -> None:
    image = _photo(301, 203)
    for convert in (color.rgb_to_ycbcr, color.ycbcr_to_rgb, color.luma):
        whole = convert(image)
        for top, bottom, left, right in ((0, 301, 0, 7), (13, 44, 101, 202), (300, 301, 202, 203), (5, 290, 3, 198)):
            np.testing.assert_array_equal(convert(image[top:bottom, left:right]), whole[top:bottom, left:right])


def test_the_srgb_curve() -> None:
    values = np.array([[0.0, 0.04045, 0.5, 1.0]], np.float32)
    np.testing.assert_allclose(color.srgb_to_linear(values), [[0, 0.0031308, 0.2140411, 1]], atol=1e-6)
    image = _photo()
    np.testing.assert_allclose(color.linear_to_srgb(color.srgb_to_linear(image)), image, atol=1e-6)
    assert color.linear_to_srgb(image).dtype == np.float32


def test_an_image_in_srgb_passes_through_its_profile_unchanged() -> None:
    pixels = (_photo() * 255).astype(np.uint8)
    converted = color.icc_to_srgb(PillowImage.fromarray(pixels), color.srgb_profile())
    assert converted.mode == "RGB"
    assert np.abs(np.asarray(converted).astype(int) - pixels).max() <= 1


def test_a_foreign_profile_changes_the_numbers_and_alpha_is_kept() -> None:
    # A colour space like sRGB whose red and blue are exchanged.
    icc = color.srgb_profile().replace(b"rXYZ", b"temp").replace(b"bXYZ", b"rXYZ").replace(b"temp", b"bXYZ")
    image = PillowImage.new("RGBA", (4, 3), (255, 0, 0, 33))
    converted = color.icc_to_srgb(image, icc)
    assert converted.mode == "RGBA"
    np.testing.assert_allclose(converted.getpixel((2, 1)), (0, 0, 255, 33), atol=2)
    assert image.getpixel((0, 0)) == (255, 0, 0, 33)


def test_the_profile_is_the_same_whenever_it_is_made() -> None:
    profile = color.srgb_profile()
    assert profile[24:36] == bytes(12)  # the time
    assert profile[84:100] == bytes(16)  # its checksum, with the time in it
    assert profile[36:40] == b"acsp"


def test_a_damaged_profile_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="colour profile"):
        color.icc_to_srgb(PillowImage.new("RGB", (2, 2)), b"not a profile")


def test_inputs_are_never_mutated() -> None:
    image = _photo()
    image.flags.writeable = False
    before = image.copy()
    for convert in (
        color.rgb_to_ycbcr,
        color.ycbcr_to_rgb,
        color.luma,
        color.srgb_to_linear,
        color.linear_to_srgb,
    ):
        convert(image)
    np.testing.assert_array_equal(image, before)


def test_grey_has_no_chroma_to_convert() -> None:
    with pytest.raises(ValueError, match="not a colour image"):
        color.rgb_to_ycbcr(np.zeros((4, 4), np.float32))
