"""What is measured: photos that are degraded by a protocol of the field, or pairs of a noisy and a clean photo."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recon_desktop.core import io, metrics
from recon_desktop.core.card import Task
from recon_desktop.core.degrade import Chain, Degradation, Downscale, GaussianNoise, Jpeg, Quantise, Reduction
from recon_desktop.core.errors import ImageForbidden, ImageMissing, ImageUnreadable
from recon_desktop.core.image import Image
from recon_desktop.core.metrics import round8
from recon_desktop.core.pixels import ArraySource, from_float
from recon_desktop.engine.batch.folders import collect
from recon_desktop.engine.levels import levelled

_CLEAN, _NOISY = "_clean", "_noisy"
_REDUCED: dict[Reduction, str] = {
    "bicubic": "by antialiased bicubic (a = -0.5)",
    "area": "to the mean of each area",
    "lanczos": "by antialiased Lanczos of three lobes",
    "soft": "by antialiased bicubic (a = -0.5) after a Gaussian blur of 0.4 small pixels",
}


@dataclass(frozen=True, slots=True)
class Scores:
    """PSNR in dB and SSIM, on luma and on RGB."""

    psnr_y: float
    ssim_y: float
    psnr_rgb: float
    ssim_rgb: float


@dataclass(frozen=True, slots=True)
class Protocol:
    """How photos are degraded, restored and compared.

    Attributes:
        task: "upscale" needs `scale`, "denoise" needs `noise`, `jpeg`, `pairs` or `clean`.
        scale: 2, 4, ...
        noise: Standard deviation in 8-bit units.
        jpeg: Quality 1..100 of a compression, in the place of noise.
        jpeg_before: Quality of one before that, for a photo that was compressed twice.
        shift: By how many pixels, 0..7, the grid of the second compression lies off the first one's, both ways.
        pairs: Whether the folder holds photos with real noise, ``NAME_noisy``, beside what they should be,
            ``NAME_clean``; nothing is added to them.
        clean: Whether photos stay as they are, to see what is done to photos that need nothing.
        seed: Of the noise; each photo has its own generator, seeded with this and its file's name.
        reduction: How photos become smaller. "bicubic" is that of the field's tables, measured inside a border of
            `scale` pixels; "lanczos" and "soft" are measured alike; "area" is that of tutorials which average pixels
            and measure PSNR over all of RGB.
    """

    task: Task
    scale: int = 1
    noise: float = 0.0
    jpeg: int | None = None
    jpeg_before: int | None = None
    shift: int = 4
    pairs: bool = False
    clean: bool = False
    seed: int = 0
    reduction: Reduction = "bicubic"

    @property
    def border(self) -> int:
        """Pixels at each edge that do not count."""
        return self.scale if self.task == "upscale" and self.reduction != "area" else 0

    @property
    def in_files(self) -> bool:
        """Whether models get and give what 8-bit files hold. Only added noise is not cut, and of a known level."""
        return self.task == "upscale" or self.pairs or self.clean or self.jpeg is not None

    @property
    def name(self) -> str:
        """The damage, briefly."""
        if self.task == "upscale":
            return f"{self.scale}x"
        if self.pairs or self.clean:
            return "pairs" if self.pairs else "clean"
        if self.jpeg is None:
            return f"noise {self.noise:g}"
        return f"JPEG {self.jpeg}" if self.jpeg_before is None else f"JPEG {self.jpeg_before}+{self.jpeg}"

    @property
    def words(self) -> str:
        """The protocol in one sentence."""
        if self.task == "upscale":
            how = _REDUCED[self.reduction]
            border = f"border of {self.border} pixels" if self.border else "no border"
            return (
                f"cropped to a multiple of {self.scale}, reduced {self.scale} times {how}, "
                f"8 bits; result rounded to 8 bits; luma is BT.601 studio range; {border} left out"
            )
        if self.pairs:
            return (
                "pairs of a photo with real noise and what it should be; result rounded to 8 bits; luma is BT.601 "
                "studio range; no border left out"
            )
        if self.clean:
            return (
                "photos as they are; result rounded to 8 bits and compared to the photo, PSNR of the mean square error "
                "of all photos; luma is BT.601 studio range; no border left out"
            )
        if self.jpeg is not None:
            twice = f"{self.jpeg_before} and then of " if self.jpeg_before is not None else ""
            grid = f", the second grid {self.shift} pixels off" if twice else ""
            return (
                f"compressed as JPEG of quality {twice}{self.jpeg}, chroma at half resolution (libjpeg){grid}; result "
                "rounded to 8 bits; luma is BT.601 studio range; no border left out"
            )
        return (
            f"Gaussian noise of sigma {self.noise:g} added, neither clipped nor rounded, seed {self.seed} for each "
            "file name; result clipped to 0..1; no border left out"
        )

    def degraded(self, photo: Image, name: str) -> ArraySource:
        """What the model gets: what an 8-bit file holds, or float beyond 0..1 where noise was added."""
        degraded = Chain(self._damage)(photo, self._generator(name))
        return ArraySource(from_float(degraded, np.dtype(np.uint8)) if self.in_files else degraded)

    @property
    def _damage(self) -> tuple[Degradation, ...]:
        if self.task == "upscale":
            return Downscale(self.scale, self.reduction), Quantise()
        if self.clean:
            return ()
        if self.jpeg is None:
            return (GaussianNoise(self.noise),)
        if self.jpeg_before is None:
            return (Jpeg(self.jpeg),)
        return Jpeg(self.jpeg_before), Jpeg(self.jpeg, grid=(self.shift, self.shift))

    def seen(self, result: Image) -> Image:
        """A result as it is measured."""
        return round8(result) if self.in_files else np.clip(result, 0.0, 1.0)

    def scores(self, seen: Image, photo: Image) -> Scores:
        """Compare a result, as it is measured, to the photo it should be."""
        border = self.border
        return Scores(
            psnr_y=metrics.psnr(seen, photo, channel="y", border=border),
            ssim_y=metrics.ssim(seen, photo, channel="y", border=border),
            psnr_rgb=metrics.psnr(seen, photo, channel="rgb", border=border),
            ssim_rgb=metrics.ssim(seen, photo, channel="rgb", border=border),
        )

    def _generator(self, name: str) -> np.random.Generator:
        own = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
        return np.random.default_rng([self.seed, own])


@dataclass(frozen=True, slots=True)
class Specimen:
    """One photo to measure on.

    Attributes:
        name: Of its file; of a pair that of the clean photo.
        source: What a model gets.
        photo: What it should make of it, float32 HxWx3, 0..1.
    """

    name: str
    source: ArraySource
    photo: Image


class Specimens:
    """The photos of a folder, by name, read and degraded one after the other.

    Args:
        folder: Its photos are the references; folders inside it are left alone.
        protocol: How they are degraded, or whether they are pairs.

    Raises:
        ImageError: There is nothing to measure on; while they are read, too, where one cannot be used.
    """

    def __init__(self, folder: Path, protocol: Protocol) -> None:
        self._protocol = protocol
        self._paths = pairs_of(folder) if protocol.pairs else [(path, path) for path in photos_of(folder)]

    def __len__(self) -> int:
        return len(self._paths)

    def __iter__(self) -> Iterator[Specimen]:
        for path, noisy in self._paths:
            photo = _reference(path, self._protocol)
            if self._protocol.clean:  # as results are rounded: what is left alone is identical
                photo = round8(photo)
            source = _noisy(noisy, photo) if self._protocol.pairs else self._protocol.degraded(photo, path.name)
            yield Specimen(path.name, source, photo)


def photos_of(folder: Path) -> list[Path]:
    """The photos of a folder, by name.

    Raises:
        ImageMissing: There is no such folder.
        ImageForbidden: It may not be looked into.
        ImageUnreadable: It holds no photo.
    """
    if not os.path.isdir(folder):
        raise ImageMissing(folder)
    if not os.access(folder, os.R_OK | os.X_OK):
        raise ImageForbidden(folder)
    paths = [folder / found.path.name for found in collect([folder], recursive=False)]
    if not paths:
        raise ImageUnreadable(folder, "the folder holds no photos")
    return paths


def pairs_of(folder: Path) -> list[tuple[Path, Path]]:
    """The photos of a folder that are named ``NAME_clean``, by name, each with its ``NAME_noisy``.

    Raises:
        ImageMissing: There is no such folder, or a clean photo has no noisy one.
        ImageForbidden: It may not be looked into.
        ImageUnreadable: It holds no pair.
    """
    by_stem = {path.stem: path for path in photos_of(folder)}
    pairs = []
    for stem, clean in by_stem.items():
        if stem.endswith(_CLEAN):
            noisy = stem.removesuffix(_CLEAN) + _NOISY
            if noisy not in by_stem:
                raise ImageMissing(clean.with_stem(noisy))
            pairs.append((clean, by_stem[noisy]))
    if not pairs:
        raise ImageUnreadable(folder, "the folder holds no pairs")
    return pairs


def _reference(path: Path, protocol: Protocol) -> Image:
    """The photo as HxWx3 float, grey repeated, its sides cut to multiples of the scale."""
    source = levelled(io.load_photo(path))
    if min(source.size.width, source.size.height) <= 2 * protocol.scale * (protocol.scale > 1):
        raise ImageUnreadable(path, f"{source.size} is too small to be measured at scale {protocol.scale}")
    photo: Image = source.read(source.size.whole)
    height, width = (side // protocol.scale * protocol.scale for side in photo.shape[:2])
    return photo[:height, :width]


def _noisy(path: Path, photo: Image) -> ArraySource:
    """The noisy photo that belongs to a clean one."""
    noisy = levelled(io.load_photo(path))
    if (noisy.size.height, noisy.size.width) != photo.shape[:2]:
        raise ImageUnreadable(path, f"{noisy.size} is not the size of its clean photo")
    return ArraySource(noisy.read(noisy.size.whole))
