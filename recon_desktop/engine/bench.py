"""What a restoration costs: its speed, its memory, and how much of its time is not the network's."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from recon_desktop.core.geometry import Size
from recon_desktop.core.pixels import ArraySink, ArraySource, Pixels
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.tiling import plan


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One measurement, at 8 bits.

    Attributes:
        model: Its id.
        width: Of the photo, in pixels.
        height: Likewise.
        provider: The execution provider in use.
        device: In words.
        seconds: From pixels to pixels; files are not read or written.
        cpu_seconds: Of all processor cores together in that time; what else the machine does hardly changes it.
        bare_seconds: The same number of onnxruntime runs on blocks of the same shape, and nothing else.
        pipeline_cost: `seconds` by `bare_seconds`.
        megapixels_per_second: By input pixels.
        tiles: Number of them.
        tile_side: In pixels of the network's input.
        peak_memory_mib: Peak resident memory of the process since it began.
        fallbacks: What did not go as asked, in sentences.
    """

    model: str
    width: int
    height: int
    provider: str
    device: str
    seconds: float
    cpu_seconds: float
    bare_seconds: float
    pipeline_cost: float
    megapixels_per_second: float
    tiles: int
    tile_side: int
    peak_memory_mib: float
    fallbacks: tuple[str, ...]


def bench(restorer: Restorer, model: str, size: Size, *, progress: Progress = SILENT) -> Benchmark:
    """Time one model on a made-up photo.

    Args:
        restorer: On the device to measure.
        model: Id.
        size: Of the photo.
        progress: Its token stops the measurement.

    Raises:
        Cancelled: The token was set.
        ModelError: The model is unknown, missing or damaged.
        RunError: It did not run.
    """
    card = restorer.catalog.get(model).card
    # First of all, so that a photo too large for the memory is refused at once.
    sink = ArraySink(size.scaled(card.scale), np.dtype(np.uint8))
    photo = _photo(size)
    noise_level = 25.0 if "noise_level" in card.conditions else None
    recipe = Recipe((Step(model, noise_level=noise_level),))
    ready = restorer.network(recipe.steps[0])
    tiles = plan(size, [ready.stage], restorer.side([card]))
    block = tiles[0].windows[0].block
    enlarged = card.scale if card.pre_upsample else 1
    channels = 3 if card.channels == "rgb" else 1
    shape = (1, block.height * enlarged, block.width * enlarged, channels)
    batch = np.random.default_rng(0).random(shape, np.float32)
    ready.model.run(batch, progress.token, noise_level)  # the first run allocates, and chooses kernels on a GPU
    count = len(tiles)

    def run_bare(times: int) -> float:
        begin = time.perf_counter()
        for _ in range(times):
            ready.model.run(batch, progress.token, noise_level)
        return time.perf_counter() - begin

    # Half of the bare runs before and half after: what else the machine does weighs on both alike.
    bare = run_bare(count // 2)
    cpu_before = time.process_time()
    report = restorer.restore(ArraySource(photo), sink, recipe, progress=progress)
    cpu_seconds = time.process_time() - cpu_before
    bare += run_bare(count - count // 2)
    seconds = report.seconds
    return Benchmark(
        model=model,
        width=size.width,
        height=size.height,
        provider=report.provider,
        device=report.device,
        seconds=seconds,
        cpu_seconds=cpu_seconds,
        bare_seconds=bare,
        pipeline_cost=seconds / bare,
        megapixels_per_second=size.megapixels / seconds,
        tiles=report.tiles,
        tile_side=report.tile_side,
        peak_memory_mib=report.peak_memory_mib,
        fallbacks=report.fallbacks,
    )


def _photo(size: Size) -> Pixels:
    """Noise, a patch of it over and over: no network and no filter finds a short cut in it."""
    patch = np.random.default_rng(0).integers(0, 256, (256, 256, 3), np.uint8)
    repeats = (-(-size.height // 256), -(-size.width // 256), 1)
    return np.tile(patch, repeats)[: size.height, : size.width]
