"""The restorer: the one way to run models on a photo, for preview, full run, batch, evaluation and benchmark alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import replace

import numpy as np

from recon_desktop.core.blend import blend
from recon_desktop.core.card import ModelCard
from recon_desktop.core.errors import OutOfMemory, RunError
from recon_desktop.core.geometry import Region, strips
from recon_desktop.core.image import Image
from recon_desktop.core.io import Band
from recon_desktop.core.mix import PLAIN
from recon_desktop.core.photo import Photo
from recon_desktop.core.pixels import ArraySink, ArraySource, PixelSink, PixelSource
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.engine import machine
from recon_desktop.engine.attempt import Attempt, Course, next_attempt
from recon_desktop.engine.budget import tile_side
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.gate import Urgency
from recon_desktop.engine.network import Network, Turn
from recon_desktop.engine.prepared import Prepared, digest_of, placed
from recon_desktop.engine.provenance import provenance
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.run_report import Known, RunReport, joined, report_of_nothing, summed
from recon_desktop.engine.runtime import Runtime
from recon_desktop.engine.tiles import baseline, computed
from recon_desktop.engine.tiling import Tile, missing, plan

_COPIED_AREA = 1 << 20

OnTile = Callable[[Region, Image], None]
"""Told each finished part: where it lies in the sink, and its pixels, HxWx3 float32."""


class Restorer:
    """Runs recipes.

    Args:
        catalog: Where the models of a recipe are found.
        runtime: What they run on.
        memory_mib: Working memory of a run, the photo and its result apart; where the result comes in bands, all that
            the program may hold. By default a run takes a share of the free memory.
        tile: Side of a tile, in pixels of the last step's input; chosen from the memory by default.
    """

    baseline = staticmethod(baseline)

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
        course: Course | None = None,
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
            course: How earlier runs of the same photo went; this one goes on in their way.

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
        course = course or Course()
        first = course.attempt
        begin = time.perf_counter()
        with self.runtime.gate.run(urgency) as place:
            while True:
                attempt = course.attempt
                networks = self._networks(recipe, attempt)
                side = attempt.side or self.side([network.card for network in networks], ensemble=recipe.ensemble)
                planned = plan(source.size, [network.stage for network in networks], side, region)
                tiles = missing(planned, done) if attempt is first else planned
                turn = Turn(place, progress, runs=len(tiles) * sum(network.passes for network in networks))
                try:
                    with closing(computed(source, sink, tiles, networks, turn, recipe, region.scaled(scale))) as parts:
                        for part, block in parts:
                            if on_tile:
                                on_tile(part, block)
                except (RunError, MemoryError) as error:
                    course.attempt = attempt = next_attempt(attempt, error, networks, _side(planned))
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
        made = Prepared.of(photo, recipe, self.catalog)
        return self._part(made, region or photo.size.whole, urgency, progress, Course(), on_tile, known)

    def bands(
        self,
        photo: Photo,
        recipe: Recipe,
        *,
        whole: bool = False,
        urgency: Urgency = Urgency.RUN,
        progress: Progress = SILENT,
    ) -> Generator[tuple[Band, RunReport], None, None]:
        """Restore a photo as `restore_photo`, to the very pixels, but hold no more of the result than some rows.

        Args:
            photo: What to restore.
            recipe: What to do.
            whole: In one band all the same.
            urgency: As in `restore`.
            progress: Told after each run of a network; its token stops the run.

        Yields:
            The result from the top to the bottom, with the report of all of it so far. Where a network or its device
            fails on the way, and what follows is computed in another way, it comes again from the top.

        Raises:
            As `restore_photo`.
        """
        made = Prepared.of(photo, recipe, self.catalog)
        cards = [network.card for network in self._networks(recipe, Attempt())]
        side = self._side_beside_bands(cards, made) if cards else None
        parts = (photo.size.whole,) if whole or recipe.idle else made.bands(cards, side or 0)
        course, place, spent, report = Course(Attempt(side)), 0, 0.0, None
        while place < len(parts):
            part, height = parts[place], photo.size.height
            share = progress.part(part.top / height, part.height / height)
            result, ran = self._part(made, part, urgency, share, course)
            if report is not None and ran.way != report.way:  # only pixels of one way go together
                spent += report.seconds + ran.seconds
                place, report = 0, None
                continue
            report = joined(report, ran) if report else replace(ran, seconds=ran.seconds + spent)
            yield Band(part.top * made.scale, result), report
            del result  # nobody holds it while the next one is made
            place += 1

    def _part(
        self,
        made: Prepared,
        region: Region,
        urgency: Urgency,
        progress: Progress,
        course: Course,
        on_tile: OnTile | None = None,
        known: Iterable[Known] = (),
    ) -> tuple[Photo, RunReport]:
        """Restore a region of a photo; as `restore_photo`."""
        photo, recipe, levels = made.photo, made.recipe, made.levels
        if recipe.idle:  # not even through the map to sRGB and back
            begin = time.perf_counter()
            progress.report(1.0)
            if region != photo.size.whole:
                part = None if photo.alpha is None else photo.alpha[region.slices]
                photo = photo.with_pixels(photo.pixels[region.slices], part, digest_of(made, region, "", ()))
            return photo, report_of_nothing(region, time.perf_counter() - begin)
        size = region.size.scaled(made.scale)
        share = 0.75 if made.enlarging else 1.0  # one channel of four
        colour = ArraySink(size, photo.depth, grey=photo.grey)
        cover = ArraySink(size, photo.depth, grey=True) if made.enlarging else None
        way = _way(self._networks(recipe, course.attempt))
        begin = time.perf_counter()
        done, taken = placed((part for part in known if part.report.way == way), region, colour, cover)
        placing = time.perf_counter() - begin
        report = self.restore(
            levels.source(made.pixels),
            levels.sink(colour),
            recipe,
            region=region,
            urgency=urgency,
            progress=progress.part(0.0, share),
            on_tile=on_tile and (lambda part, block: on_tile(part, levels.back(block))),
            done=done,
            course=course,
        )
        if report.reused:
            used = report.reused * size.area / sum(part.size.area for part in done)
            report = replace(report, seconds=report.seconds + placing, reused_seconds=taken * used)
        alpha = photo.alpha
        if alpha is not None and cover is not None:
            second = self.restore(
                ArraySource(alpha),
                cover,
                replace(recipe, steps=made.enlarging, mix=PLAIN),
                region=region,
                urgency=urgency,
                progress=progress.part(share, 1.0 - share),
                done=done,
                course=course,
            )
            alpha = np.clip(cover.pixels, 0, 1, out=cover.pixels) if photo.depth == np.float32 else cover.pixels
            report = summed(report, second)
        elif alpha is not None:
            uniform = made.scale > 1  # or else it would be enlarged by a network
            alpha = np.full((size.height, size.width), alpha.flat[0]) if uniform else alpha[region.slices]
        cards = [self.catalog.get(model).card for model in report.models]
        digest = digest_of(made, region, report.variant, cards)
        result = replace(photo.metadata, provenance=provenance(recipe, cards, report))
        return replace(photo.with_pixels(colour.pixels, alpha, digest), metadata=result), report

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

    def _side_beside_bands(self, cards: Sequence[ModelCard], made: Prepared) -> int:
        """The same, where one band of the result is computed while the one before it is used."""
        left = None if self._memory_mib is None else max(self._memory_mib - machine.held_memory_mib(), 0)
        ensemble = made.recipe.ensemble
        return self._tile or tile_side(cards, left, ensemble=ensemble, row_bytes=2 * made.row_bytes)

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
        return report_of_nothing(region, time.perf_counter() - begin)


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
