"""The simulated noise has the statistics of real noise (luma and colour on orthonormal axes, flat places).

Figures of real photos: camera JPEGs from PolyU, CC15 and Nam25, plainly developed raw files from RENOIR and SIDD.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from recon_desktop.core.camera import CameraNoise
from recon_desktop.core.degrade import Chain, Degradation, GaussianNoise, Jpeg
from recon_desktop.core.film import FilmGrain
from recon_desktop.core.gauge.features import opponent
from recon_desktop.core.metrics import round8
from training.data import noise

Field = npt.NDArray[np.float32]
DRAWS = 24
SIDE = 192


def _noise(damage: Degradation, level: float = 0.5, seed: int = 0) -> Field:
    """Noise on a grey plane, brightness and two axes of colour, without what is wider than 12 pixels."""
    plane = np.full((SIDE, SIDE, 3), level, np.float32)
    field = opponent(round8(damage(plane, np.random.default_rng(seed))) - plane)
    return np.asarray(field - cv2.GaussianBlur(field, (0, 0), 12), np.float32)


def _alike(field: Field, lag: int) -> float:
    """Correlation of pixels so far apart, in rows and columns."""
    field = field - field.mean()
    pairs = ((field[:, lag:], field[:, :-lag]), (field[lag:], field[:-lag]))
    return float(np.mean([np.mean(a * b) for a, b in pairs]) / np.mean(np.square(field)))


def _colour(measure: Callable[[Field], float], field: Field) -> float:
    return 0.5 * (measure(field[..., 1]) + measure(field[..., 2]))


@pytest.fixture(scope="module")
def camera() -> list[Field]:
    rng = np.random.default_rng(5)
    return [_noise(noise.camera_jpeg(rng, 6.0), seed=draw) for draw in range(DRAWS)]


@pytest.fixture(scope="module")
def raw() -> list[Field]:
    """Without the JPEG that a part of them is stored as: the real ones are none."""
    rng = np.random.default_rng(5)
    damages = [noise.developed_raw(rng, 12.0) for _ in range(DRAWS)]
    return [_noise(damage.steps[0], seed=draw) for draw, damage in enumerate(damages) if isinstance(damage, Chain)]


def _middle(fields: list[Field], measure: Callable[[Field], float]) -> float:
    return float(np.median([measure(field) for field in fields]))


@pytest.mark.parametrize(("lag", "low", "high"), [(1, 0.55, 0.72), (2, 0.12, 0.40), (3, -0.06, 0.20)])
def test_luma_noise_of_camera_jpegs_is_as_coarse_as_in_real_ones(
    camera: list[Field], lag: int, low: float, high: float
) -> None:
    assert low < _middle(camera, lambda field: _alike(field[..., 0], lag)) < high


@pytest.mark.parametrize(("lag", "low", "high"), [(1, 0.80, 0.95), (2, 0.60, 0.85), (4, 0.25, 0.60)])
def test_colour_noise_of_camera_jpegs_is_as_coarse_as_in_real_ones(
    camera: list[Field], lag: int, low: float, high: float
) -> None:
    assert low < _middle(camera, lambda field: _colour(lambda axis: _alike(axis, lag), field)) < high


def _share(field: Field) -> float:
    return _colour(lambda axis: float(axis.std()), field) / float(field[..., 0].std())


def test_the_share_of_colour_is_that_of_real_photos(camera: list[Field], raw: list[Field]) -> None:
    """Medians of the sets: .40 to .71 in camera JPEGs, .62 to .91 in raw files; 10 to 90 % are .17 to .85."""
    shares = [_share(field) for field in camera]
    assert 0.3 < np.median(shares) < 0.71
    assert np.quantile(shares, 0.1) < 0.3
    assert 0.55 < np.quantile(shares, 0.9) < 0.95
    assert 0.55 < _middle(raw, _share) < 0.92


def test_noise_of_plainly_developed_raw_files_is_fine(raw: list[Field]) -> None:
    assert 0.25 < _middle(raw, lambda field: _alike(field[..., 0], 1)) < 0.50
    assert -0.15 < _middle(raw, lambda field: _alike(field[..., 0], 2)) < 0.10
    assert 0.45 < _middle(raw, lambda field: _colour(lambda axis: _alike(axis, 1), field)) < 0.75


@pytest.mark.parametrize(("level", "low", "high"), [(26, 0.67, 1.1), (72, 0.9, 1.15), (184, 0.4, 0.8), (216, 0.3, 0.6)])
def test_noise_by_brightness_has_the_shoulder_of_cameras(level: int, low: float, high: float) -> None:
    """Against middle grey, as in PolyU and Nam25: .95 and .67 at 26, 1.11 and 1.04 at 72, .55 and .49 at 184."""
    rng = np.random.default_rng(2)
    damages = [noise.camera_jpeg(rng, 6.0) for _ in range(DRAWS)]
    here, middle = (
        np.array([_noise(damage, value, draw)[..., 0].std() for draw, damage in enumerate(damages)])
        for value in (level / 255, 0.5)
    )
    assert low < np.median(here / middle) < high


def test_jpeg_makes_noise_stronger_at_edges() -> None:
    """In PolyU noise is 1.3 to 2.7 times as strong at edges, weak to strong, in CC15 1.1 to 1.35 times."""
    steps = (np.arange(SIDE) // 48 % 2 * 0.35 + 0.3).astype(np.float32)
    plane = np.broadcast_to(steps[None, :, None], (SIDE, SIDE, 3))
    rng = np.random.default_rng(3)
    ratios = []
    for draw in range(DRAWS):
        change = opponent(noise.camera_jpeg(rng, 4.0)(plane, np.random.default_rng(draw)) - plane)[..., 0]
        columns = change.std(axis=0)
        edges = [column for border in (48, 96, 144) for column in (border - 1, border)]
        flat = [column for middle in (24, 72, 120, 168) for column in range(middle - 6, middle + 6)]
        ratios.append(columns[edges].mean() / columns[flat].mean())
    assert 1.1 < np.median(ratios) < 2.7


def test_grain_is_strongest_in_the_middle_and_alike_in_all_channels() -> None:
    grain = FilmGrain(10.0, radius=0.8)
    dark, middle, bright = (_noise(grain, level) for level in (0.05, 0.5, 0.95))
    assert middle[..., 0].std() == pytest.approx(10 * 3**0.5, rel=0.05)
    assert dark[..., 0].std() == pytest.approx(2 * (0.05 * 0.95) ** 0.5 * middle[..., 0].std(), rel=0.1)
    assert bright[..., 0].std() == pytest.approx(dark[..., 0].std(), rel=0.1)
    assert _colour(lambda axis: float(axis.std()), middle) < 0.5, "rounding alone"
    assert _alike(middle[..., 0], 1) == pytest.approx(np.exp(-1 / (4 * 0.8**2)), abs=0.03)
    assert _alike(_noise(FilmGrain(10.0, radius=0.0))[..., 0], 1) == pytest.approx(0, abs=0.02)


def test_each_family_is_drawn_as_often_as_its_share_says() -> None:
    assert sum(share for share, _ in noise.FAMILIES.values()) == pytest.approx(1)
    rng = np.random.default_rng(0)
    drawn = [noise.draw_noise("real", (0, 50), rng) for _ in range(600)]
    first = [damage.steps[0] if isinstance(damage, Chain) else damage for damage in drawn]
    shares = {kind: np.mean([isinstance(step, kind) for step in first]) for kind in (CameraNoise, GaussianNoise, Jpeg)}
    assert shares[CameraNoise] == pytest.approx(0.48, abs=0.06)
    assert shares[GaussianNoise] == pytest.approx(0.21, abs=0.05)
    assert shares[Jpeg] == pytest.approx(0.27, abs=0.05)


def test_what_a_restorer_is_judged_by_is_always_the_same() -> None:
    assert noise.real_specimens() == noise.real_specimens()
