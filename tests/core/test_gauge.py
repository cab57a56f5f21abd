"""What the gauge reads of photos whose damage is known, and of such that say nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import skimage.data

from recon_desktop.core.camera import CameraNoise
from recon_desktop.core.degrade import Blur, Degradation, GaussianNoise, Jpeg
from recon_desktop.core.gauge import Damage, gauge, judged
from recon_desktop.core.gauge.network import Network, from_scale, shipped, to_scale
from recon_desktop.core.geometry import Region
from recon_desktop.core.image import Image
from recon_desktop.core.metrics import round8
from recon_desktop.core.pixels import ArraySource, from_float
from recon_desktop.core.quality import damage_of
from recon_desktop.core.resize import bicubic

SEED = 4


def _photo(name: str = "astronaut") -> Image:
    return np.asarray(getattr(skimage.data, name)()[:384, :450], np.float32) / np.float32(255.0)


def _read(image: Image) -> Damage:
    return damage_of(ArraySource(image))


def _with(damage: Degradation, name: str = "astronaut") -> Damage:
    return _read(damage(_photo(name), np.random.default_rng(SEED)))


@pytest.mark.parametrize("sigma", [5, 15, 25, 50])
@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee"])
def test_white_noise_is_read_in_brightness_and_in_colour(name: str, sigma: float) -> None:
    image = _photo(name)
    noisy = round8(GaussianNoise(sigma)(image, np.random.default_rng(SEED)))
    left = 255 * float((noisy - image).std())  # clipping has eaten a part
    read = _read(noisy)
    assert read.noise == pytest.approx(left, rel=0.35)
    assert read.chroma == pytest.approx(left, rel=0.35)
    assert read.level == pytest.approx(left, rel=0.35)
    assert read.strength == pytest.approx(left, rel=0.35)
    assert read.coarseness < 0.5
    assert read.quality is None


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee"])
def test_a_clean_photo_has_hardly_any_damage(name: str) -> None:
    read = _read(_photo(name))
    assert read.noise < 3
    assert read.level < 3


def test_coarse_noise_is_told_from_fine() -> None:
    fine, coarse = (_with(CameraNoise(8, chroma=0.5, luma_radius=radius, chroma_radius=2)) for radius in (0.0, 1.0))
    assert fine.coarseness + 0.2 < coarse.coarseness
    assert coarse.chroma < coarse.noise


def test_jpeg_is_damage_but_no_noise() -> None:
    image = _photo()
    reads = []
    for quality in (10, 40, 90):
        damaged = Jpeg(quality)(image, np.random.default_rng(SEED))
        read = _read(damaged)
        truth = float(np.sqrt(np.mean(np.square(255 * (damaged - image)))))
        assert read.level == pytest.approx(truth, rel=0.5)
        assert read.noise < 0.4 * truth + 1
        reads.append(read)
    assert [read.quality for read in reads] == pytest.approx([10, 40, 90], abs=2)
    assert [read.grid for read in reads] == [(0, 0)] * 3


def test_a_blurred_or_enlarged_photo_is_told_from_a_sharp_one() -> None:
    image = _photo()
    large = round8(bicubic(image[:128, :150], 3))
    sharp, blurred, enlarged = _read(image), _with(Blur(2)), _read(large)
    assert sharp.softness < 1.6 < 2 < min(blurred.softness, enlarged.softness)


def test_the_file_tells_the_quality_better() -> None:
    area = [Region(0, 0, 128, 128)]
    source = ArraySource(_photo())
    assert gauge(source.read, area, quality=97).quality == 97
    assert gauge(source.read, area).quality is None


def test_the_same_photo_is_read_the_same_at_any_depth() -> None:
    eight = from_float(GaussianNoise(10)(_photo(), np.random.default_rng(0)), np.dtype(np.uint8))
    read = damage_of(ArraySource(eight))
    assert read == damage_of(ArraySource(eight))
    assert read == damage_of(ArraySource(eight.astype(np.uint16) * 257))
    assert read == damage_of(ArraySource(eight / np.float32(255)))


def test_grey_photos_are_read_too() -> None:
    grey = from_float(GaussianNoise(20)(_photo().mean(axis=2), np.random.default_rng(0)), np.dtype(np.uint8))
    read = damage_of(ArraySource(grey))
    assert read.chroma < 0.25 * read.noise
    assert read.strength == pytest.approx(20, rel=0.35)


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((1, 1, 3), np.float32),
        np.full((200, 300, 3), 0.4, np.float32),
        np.zeros((64, 64, 3), np.float32),
        np.full((80, 80, 3), np.nan, np.float32),
        np.random.default_rng(0).random((15, 400, 3), np.float32),
    ],
)
def test_what_says_nothing_is_told_so(image: Image) -> None:
    assert _read(image) == Damage(readable=False)


@pytest.mark.parametrize("shape", [(16, 16), (16, 300), (63, 64), (65, 40)])
def test_small_photos_are_read(shape: tuple[int, int]) -> None:
    image = np.random.default_rng(0).normal(0.5, 0.08, (*shape, 3)).astype(np.float32)
    read = _read(image)
    assert read.readable
    assert 8 < read.noise < 40


def test_what_is_no_number_or_infinite_does_not_spoil_the_rest() -> None:
    image = GaussianNoise(10)(_photo(), np.random.default_rng(0))
    usual = _read(image)
    image[:20, :20], image[30, 40] = np.nan, np.inf
    assert _read(image).noise == pytest.approx(usual.noise, rel=0.1)


def test_a_bounded_number_of_pixels_is_read() -> None:
    large = judged([Region(0, 0, 4000, 3000)])
    assert len(large) == 9
    assert judged(large) == large
    middles = judged([Region(640 * n, 0, 640, 640) for n in range(9)])
    assert middles[1] == Region(640 + 192, 192, 256, 256)
    small = (Region(5, 5, 300, 200),)
    assert judged(small) == small


def test_the_network_is_stored_as_it_is(tmp_path: Path) -> None:
    layers = ((np.eye(3), np.array([0.5, -0.25, 0.0])), (np.ones((3, 5)), np.arange(5.0)))
    network = Network(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 4.0]), layers, "made up")
    network.write(tmp_path / "weights.json")
    again = Network.read(tmp_path / "weights.json")
    given = np.array([[1.5, 2.0, 3.0], [1.0, 1e9, 3.0]])
    np.testing.assert_array_equal(again(given), network(given))
    np.testing.assert_allclose(network(given)[0], [1.0, 2.0, 3.0, 4.0, 5.0])
    assert again.source == "made up"


def test_quantities_come_back_from_their_scales() -> None:
    quantities = np.array([[0.0, 0.0, 0.0, 1.0, 0.0], [25.0, 12.0, 0.6, 3.0, 20.0]])
    np.testing.assert_allclose(from_scale(to_scale(quantities)), quantities, atol=1e-9)
    assert "training gauge" in shipped().source
