"""Pictures for the page, drawn with matplotlib in the colours that are in force (`page.THEMES`)."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from training.explore.datasets import Batch
from training.explore.files import Labels

_WIDTH = 9.0
_TITLE_WIDTH = 1.7
_GAP = 0.12
COLOURS = ("#3b82f6", "#f59e0b", "#22a55b", "#ef5350", "#a06ae0", "#9a6a4f", "#e66bb4", "#8b9099", "#a3ad23", "#17b3c4")


def rows(titled: Mapping[str, Batch]) -> Figure:
    """Draw rows of pictures, one below the other, each with its title at the left."""
    batches = list(titled.values())
    canvas = _tiles(np.concatenate(batches), columns=len(batches[0]))
    height, width = canvas.shape[:2]
    figure = Figure(figsize=(_WIDTH, (_WIDTH - _TITLE_WIDTH) * height / width))
    left = _TITLE_WIDTH / _WIDTH
    axes = figure.add_axes((left, 0, 1 - left, 1))
    axes.imshow(canvas, interpolation="nearest")
    axes.set_yticks(np.linspace(0, height, len(batches), endpoint=False) + batches[0].shape[1] / 2, list(titled))
    axes.set_xticks([])
    _bare(axes)
    return figure


def grid(images: Batch, columns: int, width: float = 6.0) -> Figure:
    """Draw pictures in a grid."""
    canvas = _tiles(images, columns)
    figure = Figure(figsize=(width, width * canvas.shape[0] / canvas.shape[1]))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.imshow(canvas, interpolation="nearest")
    axes.set_axis_off()
    return figure


def curves(series: Mapping[str, Sequence[float]], across: str, up: str) -> Figure:
    """Draw lines over 1, 2, 3...; some can be longer than others."""
    longest = max(len(values) for values in series.values())
    padded = {title: [*values, *[np.nan] * (longest - len(values))] for title, values in series.items()}
    figure = lines(np.arange(1, longest + 1), padded, across, up)
    figure.axes[0].xaxis.set_major_locator(MaxNLocator(integer=True))
    return figure


def lines(places: npt.NDArray[Any], series: Mapping[str, Sequence[float]], across: str, up: str) -> Figure:
    """Draw lines over the same places."""
    figure, axes = _plot(3.4)
    for number, (title, values) in enumerate(series.items()):
        axes.plot(places, values, color=COLOURS[number], marker="o" if len(values) <= 15 else "", ms=4, label=title)
    axes.set(xlabel=across, ylabel=up)
    if len(series) > 1:
        axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


def ranked(series: Mapping[str, npt.NDArray[Any]], across: str, up: str, limit: float) -> Figure:
    """Draw the values of each series from the largest to the smallest on a logarithmic scale, and a limit."""
    figure, axes = _plot(3.4)
    for number, (title, values) in enumerate(series.items()):
        places = np.arange(1, len(values) + 1)
        shown = np.maximum(np.sort(values)[::-1], limit / 100)  # a zero has no place on the scale
        axes.plot(places, shown, color=COLOURS[number], marker="o", ms=3.5, lw=1.2, label=title)
    axes.axhline(limit, color=mpl.rcParams["text.color"], ls="--", lw=1)
    axes.set(xlabel=across, ylabel=up, yscale="log")
    axes.legend(frameon=False)
    return figure


def shares(counts: npt.NDArray[Any], down: Sequence[str], across: Sequence[str]) -> Figure:
    """Draw a table of counts, each row's shares as shades, in per cent."""
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure, axes = _plot(0.9 + 0.34 * len(down))
    background, ink = np.array(to_rgb(mpl.rcParams["axes.facecolor"])), np.array(to_rgb(COLOURS[0]))
    axes.imshow(background + share[..., None] * (ink - background), aspect="auto")
    for (row, column), value in np.ndenumerate(share):
        if value >= 0.005:
            axes.text(column, row, f"{100 * value:.0f}", ha="center", va="center", fontsize=9)
    axes.set_xticks(range(len(across)), across, rotation=30 if max(map(len, across)) > 3 else 0)
    axes.set_yticks(range(len(down)), down)
    _bare(axes)
    return figure


def scatter(points: npt.NDArray[Any], labels: Labels, names: Sequence[str]) -> Figure:
    """Draw points in the colours of their labels, each label's name in the midst of its points."""
    figure, axes = _map(points)
    for label, name in enumerate(names):
        members = points[labels == label]
        if len(members) == 0:
            continue
        axes.scatter(members[:, 0], members[:, 1], s=9, color=COLOURS[label % len(COLOURS)], alpha=0.75, linewidths=0)
        # The point that is nearest to all others of its label: a mean can lie where there is none.
        distances = np.abs(members - np.median(members, axis=0)).sum(axis=1)
        box = {"boxstyle": "round,pad=0.25", "fc": mpl.rcParams["axes.facecolor"], "ec": "none", "alpha": 0.8}
        x, y = members[distances.argmin()]
        axes.text(x, y, name, ha="center", va="center", fontsize=11, weight="bold", bbox=box)
    return figure


def thumbnails(points: npt.NDArray[Any], images: Batch, labels: Labels | None = None) -> Figure:
    """Draw pictures near their points: the plane is divided into squares, and each shows the first picture in it.

    Grey pictures (light on black) are drawn as ink in the colour of their label, all others as they are.
    """
    figure, axes = _map(points)
    corner = points.min(axis=0)
    size = np.ptp(points, axis=0).max() / np.clip(1.2 * np.sqrt(len(points)), 8, 48)
    squares = ((points - corner) / size).astype(np.intp)
    _, first = np.unique(squares, axis=0, return_index=True)
    for index in first:
        colour = COLOURS[labels[index] % len(COLOURS)] if labels is not None else COLOURS[0]
        left, bottom = corner + (squares[index] + 0.03) * size
        extent = (left, left + 0.94 * size, bottom, bottom + 0.94 * size)
        axes.imshow(_ink(images[index], colour), extent=extent, interpolation="antialiased")
    (left, bottom), (right, top) = corner, corner + (squares.max(axis=0) + 1) * size
    axes.set(xlim=(left, right), ylim=(bottom, top), aspect="equal")
    return figure


def _plot(height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(_WIDTH, height), layout="constrained")
    return figure, figure.subplots()


def _map(points: npt.NDArray[Any]) -> tuple[Figure, Axes]:
    width, height = np.ptp(points, axis=0)
    longest = max(width, height)
    figure = Figure(figsize=(_WIDTH * max(width / longest, 0.4), _WIDTH * max(height / longest, 0.4)))
    axes = figure.add_axes((0.01, 0.01, 0.98, 0.98))
    axes.set_axis_off()
    return figure, axes


def _bare(axes: Axes) -> None:
    """Leave of the frame nothing but the titles."""
    axes.grid(visible=False)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _ink(image: Batch, colour: str) -> Batch:
    image = np.clip(image, 0, 1)
    if image.shape[-1] == 3:
        return image
    return np.concatenate(
        [np.broadcast_to(np.array(to_rgb(colour), np.float32), (*image.shape[:2], 3)), image], axis=-1
    )


def _tiles(images: Batch, columns: int) -> Batch:
    """Return a picture ``(H, W, 4)`` of all pictures side by side, the gaps between them transparent."""
    count, height, width, channels = images.shape
    gap = max(1, round(height * _GAP))
    canvas = np.zeros((-(-count // columns) * (height + gap), columns * (width + gap), 4), np.float32)
    for number, image in enumerate(np.clip(images, 0, 1)):
        top, left = number // columns * (height + gap), number % columns * (width + gap)
        canvas[top : top + height, left : left + width, :3] = image if channels == 3 else np.repeat(image, 3, axis=-1)
        canvas[top : top + height, left : left + width, 3] = 1
    return canvas[:-gap, :-gap]
