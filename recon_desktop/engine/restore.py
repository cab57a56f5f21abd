"""The restorer: the one way to run models on a photo, for preview, full run, batch, evaluation and benchmark alike."""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from recon_desktop.core.alpha import bleed
from recon_desktop.core.blend import blend
from recon_desktop.core.card import ModelCard
from recon_desktop.core.errors import BadOutput, OutOfMemory, ProviderFailed, RunError
from recon_desktop.core.geometry import Region
from recon_desktop.core.mix import PLAIN
from recon_desktop.core.photo import Photo
from recon_desktop.core.pixels import ArraySink, ArraySource, Image, PixelSink, PixelSource
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.core.resize import BICUBIC_RADIUS, bicubic
from recon_desktop.engine import machine
from recon_desktop.engine.budget import FINISHING, SMALLEST_SIDE, tile_side
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.levels import Levels
from recon_desktop.engine.network import Network, Turn
from recon_desktop.engine.providers import CPU
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.runtime import Runtime
from recon_desktop.engine.tiling import Tile, Window, extend, plan

OnTile = Callable[[Region, Image], None]
"""Told each finished part: where it lies in the sink, and its pixels, HxWx3 float32."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """What really ran.

    Attributes:
        models: Ids, in the order in which they ran.
        variant: Precision of their files, "fp32+fp16" where they differ.
        provider: onnxruntime's name of the provider in use, joined likewise.
        device: The device in use, in words.
        seconds: Wall time of the run, decoding and encoding of files apart.
        inference_seconds: The part of it inside the networks.
        megapixels: Input pixels restored, in millions.
        tiles: Number of tiles.
        tile_side: Longest side of a network's input in the last step, in pixels.
        peak_memory_mib: Peak resident memory of the process since it began.
        fallbacks: What did not go as asked, in sentences.
        ensemble: Whether each network ran in all eight orientations.
    """

    models: tuple[str, ...]
    variant: str
    provider: str
    device: str
    seconds: float
    inference_seconds: float
    megapixels: float
    tiles: int
    tile_side: int
    peak_memory_mib: float
    fallbacks: tuple[str, ...] = ()
    ensemble: bool = False

    @property
    def megapixels_per_second(self) -> float:
        """Speed, by input pixels."""
        return self.megapixels / self.seconds


@dataclass(frozen=True, slots=True)
class _Attempt:
    """How a run is tried; each failure makes the next one more modest."""

    side: int | None = None
    cpu: bool = False
    full_precision: bool = False
    notes: tuple[str, ...] = ()

    def noting(self, sentence: str) -> _Attempt:
        """The same attempt with one more sentence for the report."""
        return replace(self, notes=(*self.notes, sentence))


class Restorer:
    """Runs recipes.

    Args:
        catalog: Where the models of a recipe are found.
        runtime: What they run on.
        memory_mib: Working memory of a run, the photo and its result apart; a share of the free memory by default.
        tile: Side of a tile, in pixels of the last step's input; chosen from the memory by default.
    """

    def __init__(
        self, catalog: Catalog, runtime: Runtime, *, memory_mib: int | None = None, tile: int | None = None
    ) -> None:
        self.catalog = catalog
        self.runtime = runtime
        self._memory_mib = memory_mib
        self._tile = tile

    def restore(
        self,
        source: PixelSource,
        sink: PixelSink,
        recipe: Recipe,
        *,
        region: Region | None = None,
        urgent: bool = False,
        progress: Progress = SILENT,
        on_tile: OnTile | None = None,
    ) -> RunReport:
        """Restore a photo, or a region of it, tile by tile; a region gets exactly the pixels of the whole result.

        The networks see the source as it reads: values beyond 0..1 are not clipped, neither on the way in nor, for a
        float sink, on the way out.

        When memory runs out the whole run starts again with half the tile side, and on the CPU in the end; likewise
        with full precision and then on the CPU when a network returns no usable picture, and on the CPU when its
        provider breaks. All of it is told in the report.

        Args:
            source: The photo.
            sink: Takes the result; its size is that of the region times the recipe's scale.
            recipe: What to do.
            region: In pixels of the source; all of it by default.
            urgent: Whether a person waits for this: its tiles go before those of other runs.
            progress: Told after each run of a network; its token stops the run within one.
            on_tile: Told each finished part. Parts come again when the run has to start again.

        Raises:
            Cancelled: The token was set. The sink may hold some tiles.
            ModelError: A model is unknown, missing or damaged.
            OutOfMemory: Not even the smallest tile fits.
            BadOutput: A network returns no usable picture, on the CPU either.
            ProviderFailed: The CPU broke.
            ValueError: The region leaves the photo, or the sink has another size.
        """
        region = region or source.size.whole
        scale = recipe.scale(self.catalog)
        if sink.size != region.size.scaled(scale):
            raise ValueError(f"the result is {region.size.scaled(scale)}, the sink is {sink.size}")
        attempt = _Attempt()
        begin = time.perf_counter()
        while True:
            networks = [
                self.network(step, ensemble=recipe.ensemble, cpu=attempt.cpu, full_precision=attempt.full_precision)
                for step in recipe.steps
            ]
            side = attempt.side or self.side([network.card for network in networks], ensemble=recipe.ensemble)
            tiles = plan(source.size, [network.stage for network in networks], side, region)
            runs = len(tiles) * sum(network.passes for network in networks)
            turn = Turn(self.runtime.gate, progress, runs, urgent)
            try:
                with closing(self._run(source, sink, tiles, networks, turn, recipe)) as parts:
                    for part, block in parts:
                        if on_tile:
                            on_tile(part, block)
            except (RunError, MemoryError) as error:
                attempt = _next(attempt, error, networks, _side(tiles))
            else:
                break
        seconds = time.perf_counter() - begin
        models = [network.model for network in networks]
        notes = dict.fromkeys(note for model in models for note in model.fallbacks)
        return RunReport(
            models=tuple(model.model.id for model in models),
            variant=_joined(model.variant.precision for model in models),
            provider=_joined(model.provider for model in models),
            device=_joined(model.device for model in models),
            seconds=seconds,
            inference_seconds=turn.seconds,
            megapixels=region.size.megapixels,
            tiles=len(tiles),
            tile_side=_side(tiles),
            peak_memory_mib=machine.peak_memory_mib(),
            fallbacks=(*notes, *attempt.notes),
            ensemble=recipe.ensemble,
        )

    def restore_photo(
        self,
        photo: Photo,
        recipe: Recipe,
        *,
        region: Region | None = None,
        urgent: bool = False,
        progress: Progress = SILENT,
        on_tile: OnTile | None = None,
    ) -> tuple[Photo, RunReport]:
        """Restore a photo with its transparency, at its own depth; grey stays grey.

        Colour is bled under fully transparent pixels first, so that what lies hidden there leaves no halo. Transparency
        is enlarged by the same upscaler as a grey picture; it is not denoised, and
        strength and grain leave it alone. A float photo that leaves 0..1 by more
        than a little is brought into 0..1 for the networks by one linear map, and back; what is no number in it takes
        its lowest value.

        Args:
            photo: What to restore.
            recipe: What to do.
            region: In pixels of the photo; all of it by default.
            urgent: Whether a person waits for this.
            progress: Told after each run of a network; its token stops the run.
            on_tile: Told each finished part of the colour pixels.

        Returns:
            The result, whose digest is derived from the photo's, the recipe, the models' files and the region; and the
            report of its colour pixels, its times those of transparency, too.

        Raises:
            Cancelled: The token was set; there is no result.
            ModelError: A model is unknown, missing or damaged.
            RunError: The run failed for good.
        """
        region = region or photo.size.whole
        size = region.size.scaled(recipe.scale(self.catalog))
        enlarging = tuple(step for step in recipe.steps if self.catalog.get(step.model).card.scale > 1)
        alpha = photo.alpha
        varied = alpha is not None and bool((alpha != alpha.flat[0]).any())
        extra = enlarging and varied
        share = 0.75 if extra else 1.0  # one channel of four

        pixels = photo.pixels if alpha is None else bleed(photo.pixels, alpha)
        colour = ArraySink(size, photo.depth, grey=photo.grey)
        levels = Levels.of(pixels)
        report = self.restore(
            levels.source(pixels),
            levels.sink(colour),
            recipe,
            region=region,
            urgent=urgent,
            progress=progress.part(0.0, share),
            on_tile=on_tile and (lambda part, block: on_tile(part, levels.back(block))),
        )
        if alpha is not None and extra:
            cover = ArraySink(size, photo.depth, grey=True)
            second = self.restore(
                ArraySource(alpha),
                cover,
                replace(recipe, steps=enlarging, mix=PLAIN),
                region=region,
                urgent=urgent,
                progress=progress.part(share, 1.0 - share),
            )
            alpha = np.clip(cover.pixels, 0, 1, out=cover.pixels) if photo.depth == np.float32 else cover.pixels
            report = _summed(report, second)
        elif alpha is not None:
            alpha = alpha[region.slices] if not enlarging else np.full((size.height, size.width), alpha.flat[0])
        digest = _digest(photo, recipe, region, [self.catalog.get(model).card for model in report.models])
        return photo.with_pixels(colour.pixels, alpha, digest), report

    def baseline(self, source: PixelSource, scale: int, region: Region) -> Image:
        """What strength 0 shows: the bicubic enlargement, or the photo itself where nothing is enlarged.

        Args:
            source: The photo.
            scale: Of the recipe.
            region: In pixels of the source.

        Returns:
            Float32, the size of the region times the scale.
        """
        if scale == 1:
            return source.read(region)
        around = region.grow(BICUBIC_RADIUS).clip(source.size)
        enlarged = bicubic(source.read(around), scale)
        return enlarged[region.relative_to(around).scaled(scale).slices]

    def network(
        self, step: Step, *, ensemble: bool = False, cpu: bool = False, full_precision: bool = False
    ) -> Network:
        """A step, ready to run; errors and all arguments but the first two as in `Runtime.open`."""
        model = self.catalog.get(step.model)
        return Network(self.runtime.open(model, cpu=cpu, full_precision=full_precision), step, ensemble)

    def side(self, cards: Sequence[ModelCard], *, ensemble: bool = False) -> int:
        """Side of a tile with which a run of these models begins, in pixels of the last step's input."""
        return self._tile or tile_side(cards, self._memory_mib, ensemble=ensemble)

    def _run(
        self,
        source: PixelSource,
        sink: PixelSink,
        tiles: Sequence[Tile],
        networks: Sequence[Network],
        turn: Turn,
        recipe: Recipe,
    ) -> Generator[tuple[Region, Image], None, None]:
        """Compute and store all tiles; yields each finished part in the sink's own pixels.

        What follows a tile's last network goes on in threads, beside the next tile's networks.
        """
        origin = tiles[0].output

        def finish(tile: Tile, block: Image, output: Image) -> tuple[Region, Image]:
            pixels = _cropped(networks[-1], tile.windows[-1], networks[-1].finish(block, output), tile.output)
            if recipe.mix != PLAIN:
                plain = self.baseline(source, scale, tile.output.shrunk(scale))
                pixels = blend(plain, pixels, recipe.mix, tile.output)
            part = tile.output.relative_to(origin)
            sink.write(part, pixels)
            return part, pixels

        def computed(tile: Tile) -> tuple[Tile, Image, Image]:
            turn.progress.token.check()
            block = extend(source.read(tile.windows[0].inside), tile.windows[0])
            for network, window, following in zip(networks, tile.windows, tile.windows[1:], strict=False):
                output = network.finish(block, network.run(block, turn))
                block = extend(_cropped(network, window, output, following.inside), following)
            return tile, block, networks[-1].run(block, turn)

        scale = prod(network.card.scale for network in networks)
        if len(tiles) == 1:  # nothing goes on beside it, and starting threads holds up everyone who asks a thread pool
            yield finish(*computed(tiles[0]))
            return
        finishing: deque[Future[tuple[Region, Image]]] = deque()
        with ThreadPoolExecutor(FINISHING) as threads:
            try:
                for tile in tiles:
                    finishing.append(threads.submit(finish, *computed(tile)))
                    if len(finishing) > FINISHING:
                        yield finishing.popleft().result()
                while finishing:
                    yield finishing.popleft().result()
            finally:
                for future in finishing:
                    future.cancel()


def _cropped(network: Network, window: Window, output: Image, part: Region) -> Image:
    """The part of a step's output that is asked for, in pixels of its whole output image."""
    return output[part.relative_to(window.block.scaled(network.card.scale)).slices]


def _next(attempt: _Attempt, error: RunError | MemoryError, networks: list[Network], side: int) -> _Attempt:
    """What to try after a failure; raises the error where nothing is left."""
    on_cpu = all(network.model.provider == CPU for network in networks)
    reduced = any(network.model.variant != network.card.full_precision for network in networks)
    if isinstance(error, OutOfMemory | MemoryError):
        half, stage = side // 2, networks[-1].stage
        if stage.halo is not None and half >= max(SMALLEST_SIDE, 2 * stage.halo + stage.align):
            note = f"Memory ran out with tiles of {side} pixels; started again with {half}."
            return replace(attempt, side=half).noting(note)
        if not on_cpu:
            note = "The GPU has not enough memory for the smallest tile; the CPU does the work."
            return replace(attempt, side=None, cpu=True).noting(note)
        if isinstance(error, MemoryError):
            raise OutOfMemory(str(error)) from error
    elif isinstance(error, BadOutput) and reduced:
        note = f"{error.model} returned no usable picture at reduced precision; started again with fp32."
        return replace(attempt, full_precision=True).noting(note)
    elif isinstance(error, BadOutput) and not on_cpu:
        note = f"{error.model} returned no usable picture on {error.provider}; the CPU does the work."
        return replace(attempt, cpu=True).noting(note)
    elif isinstance(error, ProviderFailed) and not on_cpu:
        note = f"{error.provider} failed: {error.detail}; the CPU does the work."
        return replace(attempt, cpu=True).noting(note)
    raise error


def _side(tiles: tuple[Tile, ...]) -> int:
    block = tiles[0].windows[-1].block
    return max(block.width, block.height)


def _joined(words: Iterable[str]) -> str:
    return "+".join(dict.fromkeys(words))


def _summed(first: RunReport, second: RunReport) -> RunReport:
    return replace(
        first,
        seconds=first.seconds + second.seconds,
        inference_seconds=first.inference_seconds + second.inference_seconds,
        peak_memory_mib=second.peak_memory_mib,
        fallbacks=tuple(dict.fromkeys((*first.fallbacks, *second.fallbacks))),
    )


def _digest(photo: Photo, recipe: Recipe, region: Region, cards: Sequence[ModelCard]) -> str:
    files = [card.full_precision.sha256 for card in cards]
    return hashlib.sha256(repr((photo.digest, recipe, region, files)).encode()).hexdigest()
