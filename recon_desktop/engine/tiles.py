"""The tiles of a run: what each of them reads, its networks one after the other, and its pixels in the result."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from math import prod

from recon_desktop.core.blend import blend
from recon_desktop.core.geometry import Region
from recon_desktop.core.image import Image
from recon_desktop.core.mix import PLAIN
from recon_desktop.core.pixels import PixelSink, PixelSource
from recon_desktop.core.resize import BICUBIC_RADIUS, bicubic
from recon_desktop.engine.budget import FINISHING
from recon_desktop.engine.network import Network, Turn
from recon_desktop.engine.recipe import Recipe
from recon_desktop.engine.tiling import Tile, Window, extend


def computed(
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
            plain = baseline(source, scale, tile.output.shrunk(scale))
            pixels = blend(plain, pixels, recipe.mix, tile.output)
        part = tile.output.relative_to(whole)
        sink.write(part, pixels)
        return part, pixels

    def ran(tile: Tile) -> tuple[Tile, Image, Image]:
        turn.progress.token.check()
        block = extend(source.read(tile.windows[0].inside), tile.windows[0])
        for network, window, following in zip(networks, tile.windows, tile.windows[1:], strict=False):
            output = network.finish(block, network.run(block, turn))
            block = extend(_cropped(network, window, output, following.inside), following)
        return tile, block, networks[-1].run(block, turn)

    scale = prod(network.card.scale for network in networks)
    if len(tiles) < 2:  # nothing goes on beside it, and starting threads holds up everyone who asks a thread pool
        yield from (finish(*ran(tile)) for tile in tiles)
        return
    finishing: deque[Future[tuple[Region, Image]]] = deque()
    threads = ThreadPoolExecutor(FINISHING)
    try:
        for tile in tiles:
            finishing.append(threads.submit(finish, *ran(tile)))
            if len(finishing) > FINISHING:
                yield finishing.popleft().result()
        while finishing:
            yield finishing.popleft().result()
    finally:  # nobody waits for pixels that nobody wants
        threads.shutdown(wait=not turn.progress.token.cancelled, cancel_futures=True)


def baseline(source: PixelSource, scale: int, region: Region) -> Image:
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


def _cropped(network: Network, window: Window, output: Image, part: Region) -> Image:
    """The part of a step's output that is asked for, in pixels of its whole output image."""
    return output[part.relative_to(window.block.scaled(network.card.scale)).slices]
