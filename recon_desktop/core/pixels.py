"""The pixel contract: photos keep their own depth, models see float32.

A photo is never held whole as float. `PixelSource.read` hands out the part that is asked for as float32 RGB, encoded as
sRGB, 0..1; `PixelSink.write` takes such blocks back and stores them at the depth of the output. Unsigned depths map 0
to 0.0 and their largest value to 1.0; float photos are taken as they are and may leave 0..1, as colours beyond sRGB do.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.image import Image
from recon_desktop.core.space import Space

Pixels = NDArray[Any]
"""uint8, uint16 or float32, HxW or HxWx3, at the depth of the photo."""

DEPTHS = (np.dtype(np.uint8), np.dtype(np.uint16), np.dtype(np.float32))


def to_float(pixels: Pixels) -> Image:
    """Pixels of any depth as a new float32 array of the same shape, 0..1 for unsigned depths."""
    if pixels.dtype == np.float32:
        return pixels.astype(np.float32, copy=True)
    return pixels * np.float32(1.0 / np.iinfo(pixels.dtype).max)


def from_float(image: Image, depth: np.dtype[Any]) -> Pixels:
    """Float pixels at another depth: rounded half up and clipped for unsigned depths, as they are for float32."""
    if depth == np.float32:
        return image.astype(np.float32, copy=True)
    top = np.iinfo(depth).max
    scaled = image * np.float32(top)
    scaled += np.float32(0.5)
    np.clip(scaled, 0, top, out=scaled)
    return scaled.astype(depth)


def frozen(pixels: Pixels) -> Pixels:
    """A view of the same pixels that nobody can write to; what crosses a thread is frozen."""
    view = pixels.view()
    view.flags.writeable = False
    return view


class PixelSource(Protocol):
    """A photo that can be read part by part, from any thread."""

    @property
    def size(self) -> Size:
        """Width and height."""
        ...

    @property
    def depth(self) -> np.dtype[Any]:
        """uint8, uint16 or float32."""
        ...

    def read(self, region: Region) -> Image:
        """A new float32 HxWx3 array of `region`, which must lie inside; grey is repeated."""
        ...


class PixelSink(Protocol):
    """A result that is written part by part."""

    @property
    def size(self) -> Size:
        """Width and height."""
        ...

    def write(self, region: Region, block: Image) -> None:
        """Store a float32 HxWx3 block; `region` must lie inside and have the block's size."""
        ...


class ArraySource:
    """A photo in memory, HxW (grey) or HxWx3, at its own depth; also reads memory-mapped arrays."""

    def __init__(self, pixels: Pixels) -> None:
        if pixels.dtype not in DEPTHS:
            raise TypeError(f"pixels are uint8, uint16 or float32, not {pixels.dtype}")
        if pixels.ndim not in (2, 3) or (pixels.ndim == 3 and pixels.shape[2] != 3):
            raise ValueError(f"pixels are HxW or HxWx3, not {pixels.shape}")
        self.pixels = frozen(pixels)

    @property
    def size(self) -> Size:
        """Width and height."""
        return Size(self.pixels.shape[1], self.pixels.shape[0])

    @property
    def depth(self) -> np.dtype[Any]:
        """uint8, uint16 or float32."""
        return self.pixels.dtype

    def read(self, region: Region) -> Image:
        """A new float32 HxWx3 array of `region`, which must lie inside; grey is repeated."""
        block = to_float(self.pixels[region.slices])
        return block if block.ndim == 3 else np.repeat(block[:, :, np.newaxis], 3, axis=2)


class ArraySink:
    """A result in memory, HxWx3, or HxW where the photo is grey (the mean of the three channels)."""

    def __init__(self, size: Size, depth: np.dtype[Any], *, grey: bool = False) -> None:
        self._size = size
        self.pixels = self._allocate((size.height, size.width) if grey else (size.height, size.width, 3), depth)

    def _allocate(self, shape: tuple[int, ...], depth: np.dtype[Any]) -> Pixels:
        return np.empty(shape, depth)

    @property
    def size(self) -> Size:
        """Width and height."""
        return self._size

    def write(self, region: Region, block: Image) -> None:
        """Store a float32 HxWx3 block; `region` must lie inside and have the block's size."""
        if self.pixels.ndim == 2:
            block = block.mean(axis=2, dtype=np.float32)
        self.pixels[region.slices] = from_float(block, self.pixels.dtype)


class SpacedSource(ArraySource):
    """A photo in colours of its own, HxWx3, read as sRGB: colours beyond sRGB are beyond 0..1."""

    def __init__(self, pixels: Pixels, space: Space) -> None:
        super().__init__(pixels)
        self._space = space

    def read(self, region: Region) -> Image:
        """A new float32 HxWx3 array of `region`, which must lie inside."""
        return self._space.to_srgb(super().read(region))


def source_of(pixels: Pixels, space: Space | None) -> PixelSource:
    """Pixels in these colours (None for sRGB), to be read as sRGB."""
    return ArraySource(pixels) if space is None else SpacedSource(pixels, space)


class MappedSink(ArraySink):
    """A result in a temporary file that the system may page out; the file goes when the array goes."""

    def __init__(self, size: Size, depth: np.dtype[Any], *, grey: bool = False, folder: Path | None = None) -> None:
        self._folder = folder
        super().__init__(size, depth, grey=grey)

    def _allocate(self, shape: tuple[int, ...], depth: np.dtype[Any]) -> Pixels:
        with tempfile.TemporaryFile(dir=self._folder, prefix="recon-") as file:
            return np.memmap(file, dtype=depth, mode="w+", shape=shape)
