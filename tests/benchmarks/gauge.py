"""How well the gauge reads damage: simulated, where the truth is known, of real pairs, and of clean photos.

    python -m tests.benchmarks.gauge [--evaluation FOLDER]

The simulation is that of training (`training.data.damaged`), on photos that nothing was trained on. The truth of a real
pair is its difference, without what is wider than 12 pixels: the two shots are not equally bright.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from scipy.stats import spearmanr

from recon_desktop.core.degrade import Jpeg
from recon_desktop.core.gauge import Damage
from recon_desktop.core.gauge.features import opponent
from recon_desktop.core.image import Image
from recon_desktop.core.metrics import round8
from recon_desktop.core.pixels import ArraySource, to_float
from recon_desktop.core.quality import damage_of
from tests.benchmarks.common import large_photo, median, tell, tell_machine
from training.config import EVALUATION_FOLDER
from training.data.damaged import Truth, correlation, damaged, measured, softened, truth
from training.data.noise import FAMILIES
from training.data.sources import read_photo

CLEAN = ("set5", "set14", "live1")
PAIRS = ("noisy_real", "nam25", "renoir")
RANK = 0.95
FACTOR = 1.5
MOST = 0.8
CLEAN_NOISE = 1.0
CLEAN_MOST = 0.9
QUALITY = 8
SECONDS = 0.3
_COARSE_FROM = 1.0
"""8-bit units of noise from which on one can tell how coarse it is."""

_WIDE = 12


@dataclass(frozen=True)
class Read:
    """What the gauge said, and the truth."""

    name: str
    said: Damage
    truth: Truth


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--evaluation", type=Path, default=EVALUATION_FOLDER)
    folder = parser.parse_args().evaluation
    tell_machine()
    _tell_simulated([read for name in CLEAN for read in _simulated(folder / name)])
    _tell_compressed([pair for name in CLEAN for pair in _compressed(folder / name)])
    for name in PAIRS:
        _tell_pairs(name, list(_pairs(folder / name)))
    _tell_clean([_said(photo).noise for name in ("set14", "live1") for _, photo in _photos(folder / name)])
    _tell_time()


def _photos(folder: Path) -> Iterator[tuple[Path, Image]]:
    for path in sorted(folder.glob("*.png")):
        photo = read_photo(path)
        assert photo is not None
        yield path, to_float(photo)


def _said(image: Image) -> Damage:
    return damage_of(ArraySource(image))


def _simulated(folder: Path) -> Iterator[Read]:
    for number, (path, photo) in enumerate(_photos(folder)):
        rng = np.random.default_rng([7, number])
        for name, (_, family) in FAMILIES.items():
            image, quiet = damaged(photo, family(rng), rng)
            yield Read(name, _said(image), truth(image, quiet, photo, 1.0))
        for _ in range(2):
            image, softness = softened(photo, min(photo.shape[:2]), rng)
            yield Read("soft", _said(round8(image)), truth(image, image, image, softness))
        yield Read("soft", _said(photo), truth(photo, photo, photo, 1.0))
        print(f"  {folder.name}/{path.name}", end="\r", flush=True)


def _tell_simulated(reads: Sequence[Read]) -> None:
    noisy = [read for read in reads if read.name != "soft"]
    coarse = [read for read in noisy if read.truth.noise >= _COARSE_FROM]
    soft = [read for read in reads if read.name == "soft"]
    rows = {
        "noise in brightness": [(read.truth.noise, read.said.noise) for read in noisy],
        "noise in colour": [(read.truth.chroma, read.said.chroma) for read in noisy],
        "coarseness": [(read.truth.correlation, read.said.coarseness) for read in coarse],
        "softness": [(read.truth.softness, read.said.softness) for read in soft],
        "level of damage": [(read.truth.damage, read.said.level) for read in noisy],
    }
    for what, pairs in rows.items():
        true, said = np.array(pairs).T
        rank = float(spearmanr(true, said).statistic)
        known = true > 0.5
        error = float(np.median(np.abs(np.log(said[known] + 1e-3) - np.log(true[known] + 1e-3))))
        told = f"{rank:.3f} over {len(true)} photos (median departure {100 * np.expm1(error):.0f} %)"
        tell(f"{what}, rank correlation", told, f"{RANK}", rank >= RANK)
    for name in FAMILIES:
        pairs = [(read.truth.damage, read.said.level) for read in noisy if read.name == name]
        ratios = np.array([(said + 0.3) / (true + 0.3) for true, said in pairs])
        low, middle, high = np.quantile(ratios, [0.1, 0.5, 0.9])
        print(f"      level said / true, {name}: {middle:.2f} ({low:.2f} to {high:.2f})")


def _compressed(folder: Path) -> Iterator[tuple[int, tuple[int, int], Damage]]:
    for number, (_, photo) in enumerate(_photos(folder)):
        rng = np.random.default_rng([8, number])
        for subsampling in ("4:4:4", "4:2:2", "4:2:0"):
            quality = int(rng.integers(5, 97))
            top, left = (int(place) for place in rng.integers(0, 16, 2))
            image = Jpeg(quality, subsampling, (top, left))(photo, rng)
            yield quality, (-top % 8, -left % 8), _said(image)


def _tell_compressed(found: Sequence[tuple[int, tuple[int, int], Damage]]) -> None:
    near = np.mean([said.quality is not None and abs(said.quality - quality) <= QUALITY for quality, _, said in found])
    seen = [(quality, said.quality) for quality, _, said in found if said.quality is not None]
    rank = float(spearmanr(*np.array(seen).T).statistic)
    placed = float(np.mean([said.grid == grid for _, grid, said in found]))
    tell("JPEG quality from pixels, within 8", f"{100 * near:.0f} %", f"{100 * MOST:.0f} %", bool(near >= MOST))
    tell("JPEG quality from pixels, rank correlation", f"{rank:.3f}", f"{RANK}", rank >= RANK)
    tell("grid found", f"{100 * placed:.0f} % of {len(found)}", f"{100 * RANK:.0f} %", placed >= RANK)


def _pairs(folder: Path) -> Iterator[tuple[str, float, float, float, Damage]]:
    for path in sorted(folder.glob("*_noisy.*")):
        noisy, clean = (read_photo(path.with_name(path.name.replace("_noisy", kind))) for kind in ("_noisy", "_clean"))
        assert noisy is not None
        assert clean is not None
        noise = opponent(to_float(noisy) - to_float(clean))
        noise -= cv2.GaussianBlur(noise, (0, 0), _WIDE)
        luma, chroma = measured(noise)
        yield path.name, luma, chroma, correlation(noise[..., 0]), _said(to_float(noisy))


def _tell_pairs(name: str, pairs: Sequence[tuple[str, float, float, float, Damage]]) -> None:
    ratios = np.array([said.noise / luma for _, luma, _, _, said in pairs])
    near = float(np.mean(np.abs(np.log(ratios)) <= np.log(FACTOR)))
    colour = median([said.chroma / chroma for _, _, chroma, _, said in pairs])
    told = f"{100 * near:.0f} % of {len(pairs)} (median ratio {np.median(ratios):.2f}, in colour {colour:.2f})"
    tell(f"{name}: noise within a factor of {FACTOR}", told, f"{100 * MOST:.0f} %", near >= MOST)


def _tell_clean(noises: Sequence[float]) -> None:
    low = float(np.mean(np.array(noises) < CLEAN_NOISE))
    told = f"{100 * low:.0f} % of {len(noises)} (median {median(noises):.2f})"
    tell(f"clean photos: noise below {CLEAN_NOISE}", told, f"{100 * CLEAN_MOST:.0f} %", low >= CLEAN_MOST)


def _tell_time() -> None:
    source = ArraySource(large_photo(4240, 2832))
    damage_of(source)  # the tables are made, and the weights read, once
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        damage_of(source)
        times.append(time.perf_counter() - begin)
    seconds = median(times)
    tell("a photo of 12 megapixels", f"{seconds:.2f} s", f"{SECONDS} s", seconds <= SECONDS)


if __name__ == "__main__":
    main()
