"""Finds out how a network of the tensor contract can be cut into tiles; runs in the child only.

Everything is seen on strips: thin pictures that are long along one axis, so that a network which sees far does not cost
a square of that.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.image import Image
from recon_desktop.engine.importer.findings import Tiles, Unfit
from recon_desktop.engine.importer.net import CannotRun, Net, picture
from recon_desktop.engine.tiling import Stage, extend, plan

EXACT = 1e-4
"""Difference, 0..1, that is arithmetic's: blocks of another shape are summed in another order."""

NEAR = 0.5 / 255
"""Difference that no file of 8 bits shows."""

_REACHES = (32, 96, 256)
"""Radii that are looked for, in turn."""

_NEAR_REACHES = (16, 32, 48, 64, 96, 128)
"""Margins that make a network near; larger ones cost more than they bring."""

_GRIDS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
_THIN = (32, 64, 128)
_CORE = 32
_PATIENCE = 5.0
"""Seconds that one run may take before the probes make do with what they have."""

Axis = Literal[0, 1]
_AXES: tuple[Axis, Axis] = (0, 1)


@dataclass(frozen=True, slots=True)
class _Probe:
    """A network with what is known of it.

    Attributes:
        net: Of the tensor contract.
        channels: Of its pictures.
        scale: Of its output.
        multiple: Its sides must be multiples of it.
        thin: A small side that it takes.
    """

    net: Net
    channels: int
    scale: int
    multiple: int
    thin: int

    def strip(self, length: int, axis: Axis, seed: int = 0) -> Image:
        """A picture with noise on it, `length` along an axis, black at one end and bright at the other.

        A network that looks at the mean of all it sees has to show itself.
        """
        shape = (length, self.thin) if axis == 0 else (self.thin, length)
        noise = np.random.default_rng(seed).random((*shape, self.channels), np.float32)
        light = np.linspace(0, 1, length, dtype=np.float32).reshape((-1, 1, 1) if axis == 0 else (1, -1, 1))
        return np.asarray(light * (0.5 * picture(*shape, self.channels) + 0.5 * noise), np.float32)

    def run(self, image: Image, axis: Axis) -> Image:
        """Run it on a strip; lines along the first axis."""
        output = self.net(image)
        return output if axis == 0 else output.swapaxes(0, 1)


def tiles(net: Net, channels: int, scale: int, side: int) -> Tiles:
    """How the network can be cut.

    Args:
        net: Of the tensor contract, for any size.
        channels: Of its pictures.
        scale: Of its output.
        side: One that it takes.

    Raises:
        Unfit: It takes some sizes and not others, without a rule.
    """
    multiple = _multiple(net, channels, scale, side)
    thin = next((each for each in (_up(thin, multiple) for thin in _THIN) if _takes(net, channels, each)), side)
    probe = _Probe(net, channels, scale, multiple, thin)
    align, exact = _grid(probe)
    if align is None:
        return Tiles("whole", 0, probe.multiple, _smallest(probe, probe.multiple), 0.0)
    radius = _radius(probe, align) if exact else None
    minimum = _smallest(probe, align)
    if radius is not None:
        departure = _departure(probe, align, radius, minimum)
        if departure <= EXACT:
            return Tiles("exact", radius, align, minimum, departure)
    for margin in _NEAR_REACHES:
        reach = _up(margin, align)
        departure = _departure(probe, align, reach, minimum)
        if departure <= NEAR:
            return Tiles("near", reach, align, minimum, departure)
        if _cost(probe, 4 * reach) > _PATIENCE:
            break
    return Tiles("whole", 0, probe.multiple, _smallest(probe, probe.multiple), 0.0)


def _takes(net: Net, channels: int, side: int) -> bool:
    try:
        net(picture(side, side, channels))
    except CannotRun:
        return False
    return True


def _multiple(net: Net, channels: int, scale: int, side: int) -> int:
    """The smallest number whose multiples it takes as sides."""

    def takes(height: int, width: int) -> bool:
        try:
            shape = net.raw(picture(height, width, channels)).shape
        except CannotRun:
            return False
        return bool(shape == (1, scale * height, scale * width, channels))

    for grid in _GRIDS:
        base = _up(side, grid)
        if takes(base + grid, base) and takes(base, base + grid) and takes(base + 3 * grid, base + grid):
            return grid
    raise Unfit("output", f"it takes {side} pixels a side, but not {side + _GRIDS[-1]}")


def _grid(probe: _Probe) -> tuple[int | None, bool]:
    """The grid on which a strip can be cut so that far from the cut nothing changes; and whether nothing does at all.

    None where something changes everywhere, wherever it is cut.
    """
    near: int | None = None
    for reach in _REACHES:
        length = _up(2 * reach + 64, math.lcm(64, probe.multiple))
        image = probe.strip(length, 0)
        whole = probe.run(image, 0)
        for grid in (grid for grid in _GRIDS if grid % probe.multiple == 0):
            cut = probe.run(image[grid:], 0)
            changes = np.abs(cut - whole[grid * probe.scale :]).max(axis=(1, 2))
            far = float(changes[-len(changes) // 4 :].max())
            if far <= EXACT:
                return grid, True
            if far <= NEAR and (near is None or grid < near):
                near = grid
        if _cost(probe, 2 * length) > _PATIENCE:
            break
    return near, False


def _radius(probe: _Probe, align: int) -> int | None:
    """Input pixels to each side that an output pixel depends on; None where it is all that was looked at.

    A band of lines is changed, as deep as the grid; the farthest output line that answers tells the radius. Changes are
    large and small, up and down, so that neither the faint edge of the field nor a ReLU hides one of them.
    """
    for reach in _REACHES:
        middle = _up(reach, align)
        length = 2 * middle + align
        if _cost(probe, length) > _PATIENCE:
            return None
        radius = max(_answer(probe, align, middle, axis) for axis in _AXES)
        if radius < middle:
            return radius
    return None


def _answer(probe: _Probe, align: int, middle: int, axis: Axis) -> int:
    image = probe.strip(2 * middle + align, axis)
    before = probe.run(image, axis)
    band = slice(middle, middle + align)
    radius = 0
    for draw, strength in enumerate((100.0, 100.0, 1.0)):
        changed = image.copy()
        lines = changed[band] if axis == 0 else changed[:, band]
        lines += np.float32(strength) * np.random.default_rng(draw).choice([-1, 1], lines.shape).astype(np.float32)
        answered = np.flatnonzero(np.any(probe.run(changed, axis) != before, axis=(1, 2))) // probe.scale
        if len(answered):
            radius = max(radius, middle - int(answered[0]), int(answered[-1]) - (middle + align - 1))
    return radius


def _smallest(probe: _Probe, align: int) -> int:
    """The smallest multiple of the grid from which on it takes every multiple that was tried."""
    smallest = probe.thin
    for side in range(_up(probe.thin, align), 0, -align):
        if not _takes(probe.net, probe.channels, side):
            break
        smallest = side
    return _up(smallest, align)


def _departure(probe: _Probe, align: int, radius: int, minimum: int) -> float:
    """Largest difference between strips that are cut as the engine cuts them and the whole."""
    halo = _up(radius, align)
    stage = Stage(probe.scale, halo, align, minimum)
    side = max(2 * halo + _up(_CORE, align), minimum)
    worst = 0.0
    for axis in _AXES:
        image = probe.strip(_up(2 * side, math.lcm(align, probe.multiple)), axis, seed=1)
        whole = probe.net(image)
        for tile in plan(Size(image.shape[1], image.shape[0]), [stage], side):
            window = tile.windows[0]
            block = probe.net(extend(image[window.inside.slices], window))
            part = tile.output.relative_to(window.block.scaled(probe.scale))
            worst = max(worst, _largest(block, part, whole, tile.output))
    return worst


def _largest(block: Image, part: Region, whole: Image, output: Region) -> float:
    difference = np.abs(block[part.slices] - whole[output.slices])
    largest = float(difference.max())
    return largest if np.isfinite(largest) else math.inf


def _cost(probe: _Probe, length: int) -> float:
    """Seconds that a strip of this length takes."""
    return probe.net.pace * length * probe.thin


def _up(value: int, step: int) -> int:
    return -(-value // step) * step
