"""The fixed grid of cells in which a photo is previewed and judged."""

from __future__ import annotations

from recon_desktop.core.geometry import Region, Size


def cell_side(scale: int) -> int:
    """Side of a cell in pixels of the photo: small enough to appear soon, large enough for its halo not to matter."""
    return max(128, 256 // scale)


def cells(region: Region, size: Size, side: int) -> tuple[Region, ...]:
    """The cells of a grid that a region touches, nearest to its middle first, clipped to the photo."""
    middle = region.left + region.width / 2, region.top + region.height / 2
    grid = region.align(side)
    found = [
        Region(left, top, side, side).clip(size)
        for top in range(grid.top, min(grid.bottom, size.height), side)
        for left in range(grid.left, min(grid.right, size.width), side)
    ]

    def distance(cell: Region) -> float:
        return (cell.left + side / 2 - middle[0]) ** 2 + (cell.top + side / 2 - middle[1]) ** 2

    return tuple(sorted(found, key=distance))
