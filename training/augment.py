"""Variations of the patches: frozen steps, known by name, that can be put one after the other.

A step gets a batch of sources and targets, float32 ``(N, H, W, C)`` and ``(N, sH, sW, C)`` in 0..1, and returns new
arrays in which the same was done to both; all randomness comes from the generator.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

import numpy as np
import numpy.typing as npt

from recon_desktop.core.orientation import ORIENTATIONS, turned

Batch = npt.NDArray[np.float32]
Needs = Literal["", "rgb", "equal sizes"]


class Step(Protocol):
    """One kind of variation.

    Attributes:
        mixes: Whether patches are mixed with each other: it comes after the noise of a denoiser then, else before.
        needs: What a training must have for it: colour, or an input as large as the output.
    """

    mixes: ClassVar[bool]
    needs: ClassVar[Needs]

    def __call__(self, sources: Batch, targets: Batch, rng: np.random.Generator) -> tuple[Batch, Batch]:
        """Return varied copies."""
        ...


@dataclass(frozen=True)
class Turn:
    """Turns each pair to one of the eight symmetries of the square, or to some of them.

    Attributes:
        choices: Some of `ORIENTATIONS`.
    """

    choices: tuple[int, ...]
    mixes: ClassVar[bool] = False
    needs: ClassVar[Needs] = ""

    def __call__(self, sources: Batch, targets: Batch, rng: np.random.Generator) -> tuple[Batch, Batch]:
        """Return turned copies."""
        chosen = [self.choices[rng.integers(len(self.choices))] for _ in sources]
        varied = [
            np.stack([turned(image, way) for image, way in zip(batch, chosen, strict=True)])
            for batch in (sources, targets)
        ]
        return varied[0], varied[1]


@dataclass(frozen=True)
class Brightness:
    """Darkens each pair by a random factor; not brighter, because nothing may leave 0..1."""

    darkest: float = 0.6
    mixes: ClassVar[bool] = False
    needs: ClassVar[Needs] = ""

    def __call__(self, sources: Batch, targets: Batch, rng: np.random.Generator) -> tuple[Batch, Batch]:
        """Return darker copies."""
        factor = rng.uniform(self.darkest, 1.0, (len(sources), 1, 1, 1)).astype(np.float32)
        return sources * factor, targets * factor


@dataclass(frozen=True)
class PermuteChannels:
    """Puts red, green and blue of each pair into a random order."""

    mixes: ClassVar[bool] = False
    needs: ClassVar[Needs] = "rgb"

    def __call__(self, sources: Batch, targets: Batch, rng: np.random.Generator) -> tuple[Batch, Batch]:
        """Return recoloured copies."""
        orders = np.stack([rng.permutation(3) for _ in sources])[:, None, None]
        return np.take_along_axis(sources, orders, 3), np.take_along_axis(targets, orders, 3)


@dataclass(frozen=True)
class Mixup:
    """Mixes each pair with another one of the batch.

    Source: H. Zhang et al., "mixup: beyond empirical risk minimization", ICLR 2018; for restoration with this
    concentration: S. W. Zamir et al., "Learning enriched features for real image restoration", ECCV 2020.
    """

    concentration: float = 1.2
    mixes: ClassVar[bool] = True
    needs: ClassVar[Needs] = ""

    def __call__(self, sources: Batch, targets: Batch, rng: np.random.Generator) -> tuple[Batch, Batch]:
        """Return mixed copies."""
        share = rng.beta(self.concentration, self.concentration, (len(sources), 1, 1, 1)).astype(np.float32)
        other = rng.permutation(len(sources))
        return share * sources + (1 - share) * sources[other], share * targets + (1 - share) * targets[other]


@dataclass(frozen=True)
class CutMix:
    """Pastes a rectangle of another pair of the batch into some pairs, at the same place of source and target.

    Source: S. Yun et al., "CutMix: regularization strategy to train strong classifiers with localizable features",
    ICCV 2019; for restoration as in J. Yoo et al. (see `CutBlur`).
    """

    probability: float = 0.5
    mixes: ClassVar[bool] = True
    needs: ClassVar[Needs] = ""

    def __call__(self, sources: Batch, targets: Batch, rng: np.random.Generator) -> tuple[Batch, Batch]:
        """Return copies, some of them of two parts."""
        scale = targets.shape[1] // sources.shape[1]
        other = rng.permutation(len(sources))
        new_sources, new_targets = sources.copy(), targets.copy()
        for number in np.flatnonzero(rng.random(len(sources)) < self.probability):
            top, bottom, left, right = _rectangle(sources.shape[1], sources.shape[2], rng)
            small = np.s_[top:bottom, left:right]
            large = np.s_[top * scale : bottom * scale, left * scale : right * scale]
            new_sources[number][small] = sources[other[number]][small]
            new_targets[number][large] = targets[other[number]][large]
        return new_sources, new_targets


@dataclass(frozen=True)
class CutBlur:
    """The form of CutMix for restoration: puts the answer into a rectangle of some sources, or all around it.

    So the network learns where there is nothing to do.

    Source: J. Yoo et al., "Rethinking data augmentation for image super-resolution", CVPR 2020.
    """

    probability: float = 0.5
    mixes: ClassVar[bool] = True
    needs: ClassVar[Needs] = "equal sizes"

    def __call__(self, sources: Batch, targets: Batch, rng: np.random.Generator) -> tuple[Batch, Batch]:
        """Return copies, some sources of two parts."""
        new_sources = sources.copy()
        for number in np.flatnonzero(rng.random(len(sources)) < self.probability):
            top, bottom, left, right = _rectangle(sources.shape[1], sources.shape[2], rng)
            answered = np.zeros(sources.shape[1:3], np.bool_)
            answered[top:bottom, left:right] = True
            if rng.random() < 0.5:
                answered = ~answered
            new_sources[number][answered] = targets[number][answered]
        return new_sources, targets.copy()


STEPS: dict[str, Step] = {
    "symmetries": Turn(ORIENTATIONS),
    "flips": Turn((0, 4)),
    "rotations": Turn((0, 1, 2, 3)),
    "brightness": Brightness(),
    "permute-channels": PermuteChannels(),
    "mixup": Mixup(),
    "cutmix": CutMix(),
    "cutblur": CutBlur(),
}


def _rectangle(height: int, width: int, rng: np.random.Generator) -> tuple[int, int, int, int]:
    """Return top, bottom, left and right of a random rectangle of a random area."""
    share = np.sqrt(rng.random())
    sides = [max(1, round(share * length)) for length in (height, width)]
    top, left = (int(rng.integers(length - side + 1)) for length, side in zip((height, width), sides, strict=True))
    return top, top + sides[0], left, left + sides[1]
