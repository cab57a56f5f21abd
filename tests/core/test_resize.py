"""`core.resize` against MATLAB's imresize by hand, Pillow, and itself."""

import numpy as np
import pytest
from PIL import Image as PillowImage

from recon_desktop.core import resize
from recon_desktop.core.image import Image


def _photo(height: int, width: int, channels: int = 3, seed: int = 0) -> Image:
    return np.random.default_rng(seed).random((height, width, channels), np.float32)


def test_halving_has_matlabs_weights() -> None:
    # imresize(x, 0.5) of an impulse, by hand: Keys' cubic (a = -0.5) at 1.75, 0.75, 0.25 and 1.25, halved.
    image = np.zeros((24, 24), np.float32)
    image[:, 12] = 1.0
    expected = np.zeros(12, np.float32)
    expected[4:8] = [-0.01171875, 0.11328125, 0.43359375, -0.03515625]
    np.testing.assert_allclose(resize.bicubic(image, 0.5)[6], expected, atol=1e-7)


def test_doubling_has_matlabs_weights_and_mirrors_the_edge() -> None:
    image = np.zeros((4, 4), np.float32)
    image[:, 1] = 1.0
    # Keys' cubic at 0.25, 0.75, 1.25 and 1.75.
    near, middle, far, farthest = 0.8671875, 0.2265625, -0.0703125, -0.0234375
    # The first pixel lies at -0.25: it sees pixels 0 and 1 both inside and, mirrored, outside.
    first = far + farthest
    expected = [first, middle, near, near, middle, far, farthest, 0.0]
    np.testing.assert_allclose(resize.bicubic(image, 2)[3], expected, atol=1e-7)


@pytest.mark.parametrize("size", [(20, 31), (53, 80), (7, 90)])
def test_inside_agrees_with_pillow(size: tuple[int, int]) -> None:
    # Pillow's bicubic is the same antialiased kernel; only its edges differ (renormalised instead of mirrored).
    image = _photo(40, 60, 1)[..., 0]
    theirs = np.asarray(PillowImage.fromarray(image).resize(size[::-1], PillowImage.Resampling.BICUBIC))
    ours = resize.bicubic(image, size=size)
    margin = [int(np.ceil(3 * max(1.0, new / old))) for new, old in zip(size, image.shape, strict=True)]
    inside = np.s_[margin[0] : -margin[0], margin[1] : -margin[1]]
    np.testing.assert_allclose(ours[inside], theirs[inside], atol=2e-5)


def test_lanczos_agrees_with_pillow_inside() -> None:
    image = _photo(40, 60, 1)[..., 0]
    theirs = np.asarray(PillowImage.fromarray(image).resize((30, 20), PillowImage.Resampling.LANCZOS))
    np.testing.assert_allclose(resize.lanczos(image, 0.5)[3:-3, 3:-3], theirs[3:-3, 3:-3], atol=2e-5)


@pytest.mark.parametrize("scale", [2, 3, 4])
@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 5, 1), (2, 70, 2), (33, 41, 3)])
def test_polyphase_equals_the_general_path(scale: int, shape: tuple[int, int, int]) -> None:
    image = _photo(*shape)
    target = (shape[0] * scale, shape[1] * scale)
    general = resize._resample(image, (scale, scale), target, resize._cubic, 4.0)
    np.testing.assert_allclose(resize.bicubic(image, scale), general, atol=1e-6)
    np.testing.assert_array_equal(resize.bicubic(image, size=target), resize.bicubic(image, scale))


@pytest.mark.parametrize("scale", [2, 4])
def test_a_block_with_its_margin_gives_the_pixels_of_the_whole(scale: int) -> None:
    image = _photo(301, 203, 2)
    whole = resize.bicubic(image, scale)
    rng = np.random.default_rng(1)
    for _ in range(20):
        top, left = rng.integers(0, [250, 150])
        bottom, right = top + rng.integers(1, 50), left + rng.integers(1, 50)
        margin = resize.BICUBIC_RADIUS
        y0, x0 = max(top - margin, 0), max(left - margin, 0)
        block = resize.bicubic(image[y0 : bottom + margin, x0 : right + margin], scale)
        core = block[(top - y0) * scale : (bottom - y0) * scale, (left - x0) * scale : (right - x0) * scale]
        np.testing.assert_array_equal(core, whole[top * scale : bottom * scale, left * scale : right * scale])


@pytest.mark.parametrize("method", [resize.bicubic, resize.lanczos, resize.area, resize.nearest])
@pytest.mark.parametrize("scale", [0.37, 1 / 3, 1.0, 1.6, 2.0])
def test_a_flat_image_stays_flat_in_the_size_asked_for(method: object, scale: float) -> None:
    assert callable(method)
    image = np.full((12, 30, 3), 0.25, np.float32)
    result = method(image, scale)
    assert result.shape == (int(np.ceil(round(12 * scale, 9))), int(np.ceil(round(30 * scale, 9))), 3)
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, 0.25, atol=1e-6)


def test_one_third_of_a_multiple_of_three_is_whole() -> None:
    assert resize.bicubic(_photo(300, 21), 1 / 3).shape == (100, 7, 3)


def test_area_is_the_mean_and_nearest_repeats() -> None:
    image = _photo(8, 6, 1)[..., 0]
    np.testing.assert_allclose(resize.area(image, 0.5), image.reshape(4, 2, 3, 2).mean(axis=(1, 3)), atol=1e-6)
    np.testing.assert_array_equal(resize.nearest(image, 2), image.repeat(2, 0).repeat(2, 1))


def test_scale_one_changes_nothing_and_returns_a_new_array() -> None:
    image = _photo(9, 7)
    result = resize.bicubic(image, 1.0)
    np.testing.assert_allclose(result, image, atol=1e-7)
    assert not np.shares_memory(result, image)


@pytest.mark.parametrize("scale", [0.5, 2.0, 1.3])
def test_inputs_are_never_mutated(scale: float) -> None:
    image = _photo(16, 18)
    image.flags.writeable = False
    before = image.copy()
    for method in (resize.bicubic, resize.lanczos, resize.area, resize.nearest):
        method(image, scale)
    np.testing.assert_array_equal(image, before)


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="either scale or size"):
        resize.bicubic(_photo(4, 4))
    with pytest.raises(ValueError, match="not an image"):
        resize.bicubic(np.zeros((0, 4), np.float32), 2)
