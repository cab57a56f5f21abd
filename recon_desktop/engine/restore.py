"""The restorer: the one way to run models on a photo, for preview, full run, batch, evaluation and benchmark alike."""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from math import prod

import numpy as np

from recon_desktop.core.alpha import bleed
from recon_desktop.core.blend import blend
from recon_desktop.core.card import ModelCard
from recon_desktop.core.errors import OutOfMemory, RunError
from recon_desktop.core.geometry import Region, strips
from recon_desktop.core.mix import PLAIN
from recon_desktop.core.photo import Photo
from recon_desktop.core.pixels import ArraySink, ArraySource, Image, PixelSink, PixelSource
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.core.resize import BICUBIC_RADIUS, bicubic
from recon_desktop.engine import machine
from recon_desktop.engine.attempt import Attempt, next_attempt
from recon_desktop.engine.budget import FINISHING, tile_side
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.gate import Urgency
from recon_desktop.engine.levels import Levels
from recon_desktop.engine.network import Network, Turn
from recon_desktop.engine.provenance import provenance
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.run_report import Known, RunReport, summed
from recon_desktop.engine.runtime import Runtime
from recon_desktop.engine.tiling import Tile, Window, extend, missing, plan

_COPIED_AREA = 1 << 20

OnTile = Callable[[Region, Image], None]
"""Told each finished part: where it lies in the sink, and its pixels, HxWx3 float32."""


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
        urgency: Urgency = Urgency.RUN,
        progress: Progress = SILENT,
        on_tile: OnTile | None = None,
        done: Sequence[Region] = (),
    ) -> RunReport:
        """Restore a photo, or a region of it, tile by tile; a region gets exactly the pixels of the whole result.

        The networks see the source as it reads: values beyond 0..1 are not clipped, neither on the way in nor, for a
        float sink, on the way out. A recipe without steps hands the source on.

        When memory runs out the whole run starts again with half the tile side, and on the CPU in the end; likewise
        with full precision and then on the CPU when a network returns no usable picture, and on the CPU when its
        provider breaks. All of it is told in the report.

        Args:
            source: The photo.
            sink: Takes the result; its size is that of the region times the recipe's scale.
            recipe: What to do.
            region: In pixels of the source; all of it by default.
            urgency: It stands still between two tiles as long as a more urgent run is under way.
            progress: Told after each run of a network; its token stops the run within one, and pauses it before one.
            on_tile: Told each finished part. Parts come again when the run has to start again.
            done: Parts of the result, in its pixels, that the sink holds already, none over another. Tiles that lie
                in them do not run, unless the run has to start again.

        Raises:
            Cancelled: The token was set. The sink may hold some tiles, and be given another one in a moment.
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
        if not recipe.steps:
            return self._copied(source, sink, recipe, region, progress, on_tile)
        first = attempt = Attempt()
        begin = time.perf_counter()
        with self.runtime.gate.run(urgency) as place:
            while True:
                networks = self._networks(recipe, attempt)
                side = attempt.side or self.side([network.card for network in networks], ensemble=recipe.ensemble)
                planned = plan(source.size, [network.stage for network in networks], side, region)
                tiles = missing(planned, done) if attempt is first else planned
                turn = Turn(place, progress, runs=len(tiles) * sum(network.passes for network in networks))
                try:
                    with closing(self._run(source, sink, tiles, networks, turn, recipe, region.scaled(scale))) as parts:
                        for part, block in parts:
                            if on_tile:
                                on_tile(part, block)
                except (RunError, MemoryError) as error:
                    attempt = next_attempt(attempt, error, networks, _side(planned))
                    if attempt.cpu and not isinstance(error, OutOfMemory | MemoryError):
                        self.runtime.give_up([network.model for network in networks], attempt.notes[-1])
                else:
                    break
        seconds = time.perf_counter() - begin - place.waited
        variant, provider, device = _way(networks)
        return RunReport(
            models=tuple(network.card.id for network in networks),
            variant=variant,
            provider=provider,
            device=device,
            seconds=seconds,
            inference_seconds=turn.seconds,
            megapixels=region.size.megapixels,
            tiles=len(tiles),
            tile_side=_side(planned),
            peak_memory_mib=machine.peak_memory_mib(),
            fallbacks=(
                *dict.fromkeys(note for network in networks for note in network.model.fallbacks),
                *attempt.notes,
            ),
            reasons=tuple(dict.fromkeys(network.model.reason for network in networks if network.model.reason)),
            ensemble=recipe.ensemble,
            reused=1 - sum(tile.output.size.area for tile in tiles) / sink.size.area,
            waited=place.waited,
        )

    def restore_photo(
        self,
        photo: Photo,
        recipe: Recipe,
        *,
        region: Region | None = None,
        urgency: Urgency = Urgency.RUN,
        progress: Progress = SILENT,
        on_tile: OnTile | None = None,
        known: Iterable[Known] = (),
    ) -> tuple[Photo, RunReport]:
        """Restore a photo with its transparency, at its own depth; grey stays grey.

        Colour is bled under fully transparent pixels first, so that what lies hidden there leaves no halo. Transparency
        is enlarged by the same upscaler as a grey picture; it is not denoised, and
        strength and grain leave it alone. A float photo that leaves 0..1 by more
        than a little is brought into 0..1 for the networks by one linear map, and back; what is no number in it takes
        its lowest value. What no step of the recipe changes keeps its very pixels.

        Args:
            photo: What to restore.
            recipe: What to do.
            region: In pixels of the photo; all of it by default.
            urgency: As in `restore`.
            progress: Told after each run of a network; its token stops the run.
            on_tile: Told each finished part of the colour pixels.
            known: Parts of this very result, none over another, from earlier runs with this photo and recipe. What was
                computed in another way is left aside.

        Returns:
            The result, whose digest is derived from the photo's, the recipe, the models' files and the region; and the
            report of its colour pixels, its times those of transparency, too.

        Raises:
            Cancelled: The token was set; there is no result.
            ModelError: A model is unknown, missing or damaged.
            RunError: The run failed for good.
        """
        region = region or photo.size.whole
        if not recipe.steps and not recipe.mix.grain:  # not even through the map to sRGB and back
            begin = time.perf_counter()
            progress.report(1.0)
            if region != photo.size.whole:
                part = None if photo.alpha is None else photo.alpha[region.slices]
                photo = photo.with_pixels(photo.pixels[region.slices], part, _digest(photo, recipe, region, "", ()))
            return photo, _report_of_nothing(region, time.perf_counter() - begin)
        size = region.size.scaled(recipe.scale(self.catalog))
        enlarging = tuple(step for step in recipe.steps if self.catalog.get(step.model).card.scale > 1)
        alpha = photo.alpha
        varied = alpha is not None and bool((alpha != alpha.flat[0]).any())
        extra = enlarging and varied
        share = 0.75 if extra else 1.0  # one channel of four

        pixels = photo.pixels if alpha is None else bleed(photo.pixels, alpha)
        colour = ArraySink(size, photo.depth, grey=photo.grey)
        cover = ArraySink(size, photo.depth, grey=True) if extra else None
        levels = Levels.of(pixels, photo.space)
        way = _way(self._networks(recipe, Attempt()))
        begin = time.perf_counter()
        done, taken = _placed((part for part in known if part.report.way == way), region, colour, cover)
        placing = time.perf_counter() - begin
        report = self.restore(
            levels.source(pixels),
            levels.sink(colour),
            recipe,
            region=region,
            urgency=urgency,
            progress=progress.part(0.0, share),
            on_tile=on_tile and (lambda part, block: on_tile(part, levels.back(block))),
            done=done,
        )
        if report.reused:
            used = report.reused * size.area / sum(part.size.area for part in done)
            report = replace(report, seconds=report.seconds + placing, reused_seconds=taken * used)
        if alpha is not None and cover is not None:
            second = self.restore(
                ArraySource(alpha),
                cover,
                replace(recipe, steps=enlarging, mix=PLAIN),
                region=region,
                urgency=urgency,
                progress=progress.part(share, 1.0 - share),
                done=done,
            )
            alpha = np.clip(cover.pixels, 0, 1, out=cover.pixels) if photo.depth == np.float32 else cover.pixels
            report = summed(report, second)
        elif alpha is not None:
            alpha = alpha[region.slices] if not enlarging else np.full((size.height, size.width), alpha.flat[0])
        cards = [self.catalog.get(model).card for model in report.models]
        digest = _digest(photo, recipe, region, report.variant, cards)
        made = replace(photo.metadata, provenance=provenance(recipe, cards, report))
        return replace(photo.with_pixels(colour.pixels, alpha, digest), metadata=made), report

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

    def _networks(self, recipe: Recipe, attempt: Attempt) -> list[Network]:
        return [
            self.network(step, ensemble=recipe.ensemble, cpu=attempt.cpu, full_precision=attempt.full_precision)
            for step in recipe.steps
        ]

    def side(self, cards: Sequence[ModelCard], *, ensemble: bool = False) -> int:
        """Side of a tile with which a run of these models begins, in pixels of the last step's input."""
        return self._tile or tile_side(cards, self._memory_mib, ensemble=ensemble)

    def _copied(
        self,
        source: PixelSource,
        sink: PixelSink,
        recipe: Recipe,
        region: Region,
        progress: Progress,
        on_tile: OnTile | None,
    ) -> RunReport:
        """Hand on a photo that no network changes; only grain may come upon it."""
        begin = time.perf_counter()
        for strip in strips(region, area=_COPIED_AREA):
            part, pixels = strip.relative_to(region), source.read(strip)
            if recipe.mix.grain:
                pixels = blend(pixels, pixels, recipe.mix, strip)
            sink.write(part, pixels)
            if on_tile:
                on_tile(part, pixels)
            progress.report(part.bottom / region.height)
        return _report_of_nothing(region, time.perf_counter() - begin)

    def _run(
        self,
        source: PixelSource,
        sink: PixelSink,
        tiles: Sequence[Tile],
        networks: Sequence[Network],
        turn: Turn,
        recipe: Recipe,
        whole: Region,
    ) -> Generator[tuple[Region, Image], None, None]:
        """Compute and store all tiles; yields each finished part in the sink's own pixels.

        What follows a tile's last network goes on in threads, beside the next tile's networks. `whole` is what the sink
        takes, in pixels of the result.
        """

        def finish(tile: Tile, block: Image, output: Image) -> tuple[Region, Image]:
            pixels = _cropped(networks[-1], tile.windows[-1], networks[-1].finish(block, output), tile.output)
            if recipe.mix != PLAIN:
                plain = self.baseline(source, scale, tile.output.shrunk(scale))
                pixels = blend(plain, pixels, recipe.mix, tile.output)
            part = tile.output.relative_to(whole)
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
        if len(tiles) < 2:  # nothing goes on beside it, and starting threads holds up everyone who asks a thread pool
            yield from (finish(*computed(tile)) for tile in tiles)
            return
        finishing: deque[Future[tuple[Region, Image]]] = deque()
        threads = ThreadPoolExecutor(FINISHING)
        try:
            for tile in tiles:
                finishing.append(threads.submit(finish, *computed(tile)))
                if len(finishing) > FINISHING:
                    yield finishing.popleft().result()
            while finishing:
                yield finishing.popleft().result()
        finally:  # nobody waits for pixels that nobody wants
            threads.shutdown(wait=not turn.progress.token.cancelled, cancel_futures=True)


def _cropped(network: Network, window: Window, output: Image, part: Region) -> Image:
    """The part of a step's output that is asked for, in pixels of its whole output image."""
    return output[part.relative_to(window.block.scaled(network.card.scale)).slices]


def _placed(
    known: Iterable[Known], region: Region, colour: ArraySink, cover: ArraySink | None
) -> tuple[list[Region], float]:
    """Put what is known of a region where it belongs; returns its places in the whole result, and its seconds."""
    scale = colour.size.width // region.width
    done, seconds = [], 0.0
    for part in known:
        place = part.region.relative_to(region).scaled(scale)
        colour.pixels[place.slices] = part.photo.pixels
        if cover is not None:
            cover.pixels[place.slices] = part.photo.alpha
        done.append(part.region.scaled(scale))
        seconds += part.report.seconds
    return done, seconds


def _report_of_nothing(region: Region, seconds: float) -> RunReport:
    """The report of a run without a network."""
    megapixels, peak = region.size.megapixels, machine.peak_memory_mib()
    return RunReport((), *_way(()), seconds, 0.0, megapixels, tiles=0, tile_side=0, peak_memory_mib=peak)


def _side(tiles: tuple[Tile, ...]) -> int:
    block = tiles[0].windows[-1].block
    return max(block.width, block.height)


def _way(networks: Sequence[Network]) -> tuple[str, str, str]:
    """`RunReport.way` of a run of these networks."""
    if not networks:
        return "", "", ""
    models = [network.model for network in networks]
    words = zip(*((model.variant.precision, model.provider, model.device) for model in models), strict=True)
    variant, provider, device = ("+".join(dict.fromkeys(each)) for each in words)
    return variant, provider, device


def _digest(photo: Photo, recipe: Recipe, region: Region, variant: str, cards: Sequence[ModelCard]) -> str:
    files = [card.full_precision.sha256 for card in cards]
    return hashlib.sha256(repr((photo.digest, recipe, region, variant, files)).encode()).hexdigest()
