"""How large a tile may be: chosen before the run, from the memory at hand and from what pays."""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm, prod

from recon_desktop.core.card import ModelCard
from recon_desktop.engine import machine
from recon_desktop.engine.network import stage_of
from recon_desktop.engine.tiling import block_sides

SMALLEST_SIDE = 32
"""Where halving stops: below it a tile is nearly all halo."""

_SIDES = (768, 512, 384, 256, 192, 128, 96, 64, 48, SMALLEST_SIDE)

_ENOUGH = 256
_MARGINS = 8
"""Larger tiles than `_ENOUGH` run no faster by themselves (two cores, ESPCN and a 64-channel denoiser: flat from 192 to
768), so a tile is larger only until it is this many times its margin: then a quarter of the work or less is margin. A
small tile also lets a preview and a cancel through sooner."""

_WORK = 32e9
"""Floating-point operations on a tile, at most, as far as its margin lets: about a quarter of a second on two cores. A
tile that a preview stops is lost, and what was stopped keeps the cores as long as an operator."""

_SHARE = 0.25
"""Part of the free memory that a run may take by default; the result and the person's other programs need some, too."""


FINISHING = 2
"""Tiles whose pixels are made from the networks' output while the next tile runs."""


def tile_side(
    cards: Sequence[ModelCard], memory_mib: float | None = None, *, ensemble: bool = False, row_bytes: int = 0
) -> int:
    """Side of a tile's block, in pixels of the last step's input.

    Args:
        cards: The models of the chain, first to last.
        memory_mib: Working memory of the run; a share of what is free by default.
        ensemble: Whether each network runs in all orientations.
        row_bytes: What is held besides of each row of tiles, by row of the photo.

    Returns:
        The largest side that pays and whose working memory fits, and the smallest one where none fits.
    """
    budget = (memory_mib if memory_mib is not None else machine.free_memory_mib() * _SHARE) * 2**20
    stages = [stage_of(card) for card in cards]

    def fits(side: int) -> bool:
        blocks = zip(block_sides(stages, side), cards, strict=True)
        held = row_bytes * (band_rows(cards, side) or (0, 0))[0]
        return held + max(block * block * working_bytes(card, ensemble=ensemble) for block, card in blocks) <= budget

    margin = block_sides(stages, _ENOUGH)[0] - _ENOUGH + 2 * (stages[-1].halo or 0)
    work = sum(card.flops_per_output_pixel * card.scale**2 for card in cards)
    enough = next((side for side in _SIDES if side <= _ENOUGH and side * side * work <= _WORK), SMALLEST_SIDE)
    pays = min((side for side in _SIDES if side >= max(enough, _MARGINS * margin)), default=_SIDES[0])
    return next((side for side in _SIDES if side <= pays and fits(side)), SMALLEST_SIDE)


def band_rows(cards: Sequence[ModelCard], side: int) -> tuple[int, int] | None:
    """Rows of the photo that one row of tiles restores, and the number that they are a multiple of.

    Args:
        cards: The models of the chain, first to last.
        side: Of a tile's block, in pixels of the last step's input.

    Returns:
        None where a network has to see the whole photo.
    """
    stages = [stage_of(card) for card in cards]
    if any(stage.halo is None for stage in stages):
        return None
    last, before = stages[-1], prod(stage.scale for stage in stages[:-1])
    step = lcm(*(stage.align for stage in stages))
    rows = (block_sides(stages, side)[-1] - 2 * (last.halo or 0)) // before
    return max(rows // step * step, step), step


def working_bytes(card: ModelCard, *, ensemble: bool = False) -> int:
    """Peak memory of one step by pixel of its block: the network's own, and the float pixels around it.

    Each tile that is being finished holds its block (12 bytes, once more where it is padded) and three times its output
    (the network's, with colour, and rounded to the depth of the result). An ensemble holds the turned input and the sum
    of the outputs as well.
    """
    network = card.work_bytes_per_pixel * (card.scale**2 if card.pre_upsample else 1)
    return network + FINISHING * (24 + 36 * card.scale**2) + ensemble * (12 + 12 * card.scale**2)
