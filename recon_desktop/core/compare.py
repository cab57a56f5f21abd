"""Looking at several results of one photo: where to look, what differs, and the figure that papers print.

A figure is laid out once, as frozen data in whole pixels; `draw` turns it into pixels, `core.drawing` into files. The
pixels that are judged are enlarged by whole factors without interpolation, and nothing is printed over them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageDraw

from recon_desktop.core import color
from recon_desktop.core.decimals import decimals
from recon_desktop.core.geometry import Region, Size, strips
from recon_desktop.core.image import Image
from recon_desktop.core.letters import Letters, PillowLetters
from recon_desktop.core.pixels import Pixels, PixelSource, from_float, to_float

Eight = NDArray[np.uint8]
"""uint8, HxWx3 RGB."""

Colour = tuple[int, int, int]

BOX_COLOURS: tuple[Colour, ...] = ((226, 42, 48), (0, 132, 255), (255, 176, 0))
"""Of the boxes, in their order; told apart in any colour vision."""

LONGEST_CROP = 1024
"""Most pixels in width or height that a figure shows of a result; more would have to be shrunk."""

PILLOW_LETTERS = PillowLetters()

_PAPER, _INK, _QUIET = (255, 255, 255), (26, 26, 26), (92, 92, 92)
_WIDTH = 1200  # of a figure whose crops allow it; everything else is in proportion
_COLUMNS = 6
_CELLS = (150, 300)  # smallest and largest side of an enlarged crop
_TEXT = 20
_STRIP_AREA = 1 << 20
_DETAIL_RADIUS = 8  # pixels around one on which its detail depends
_SMALLEST_TEXT = 0.65  # of the wanted size; what is longer still is shortened


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One method.

    Attributes:
        name: Printed below its crops.
        score: Printed below the name, such as "[28.13 / 0.8012]"; empty where nothing was measured.
        crops: What it made of each box; uint8 RGB.
        best: Whether its score is printed bold.
    """

    name: str
    score: str
    crops: tuple[Eight, ...]
    best: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """Where one of the figure's images lies; `exact` asks for enlargement without interpolation."""

    image: int
    place: Region
    exact: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """The outline of a rectangle, `width` pixels inwards from its edge."""

    place: Region
    colour: Colour
    width: int


@dataclass(frozen=True, slots=True)
class Text:
    """A line centred on `x` above the baseline `y`; `size` and `width` in pixels."""

    text: str
    x: int
    y: int
    size: int
    width: int
    colour: Colour
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything lies; drawn in the order of the attributes, on white."""

    size: Size
    pictures: tuple[Picture, ...]
    frames: tuple[Frame, ...]
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A layout, the images that it places, uint8 RGB at their own size, and the letters that it was measured with."""

    layout: Layout
    images: tuple[Eight, ...]
    letters: Letters


def difference(result: Image, reference: Image, *, amplify: float = 4.0) -> Eight:
    """Map what a result has more or less than its reference, channel by channel.

    Args:
        result: Float32 RGB, 0..1.
        reference: Likewise, same shape.
        amplify: Factor on the difference.

    Returns:
        Middle grey (128) where both are equal, lighter where the result is, darker where the reference is; uint8 RGB.
    """
    if result.shape != reference.shape:
        raise ValueError(f"shapes differ: {result.shape} and {reference.shape}")
    return _eight(np.float32(128 / 255) + np.float32(amplify) * (result - reference))


def detailed(source: PixelSource, side: int, count: int = 2) -> tuple[Region, ...]:
    """Choose the squares of a photo that hold most fine detail, the richest first.

    Args:
        source: The photo; it is read strip by strip.
        side: Of the squares in pixels; less where the photo is smaller.
        count: Most squares to choose; fewer where no more fit beside each other.

    Returns:
        At least one; no two overlap.
    """
    size = source.size
    side = min(side, size.width, size.height)
    step = max(1, side // 4)
    sums = cv2.integral(_detail(source, step))
    cells = side // step
    total = sums[cells:, cells:] - sums[:-cells, cells:] - sums[cells:, :-cells] + sums[:-cells, :-cells]
    chosen: list[Region] = []
    for place in np.argsort(-total, axis=None, kind="stable"):
        row, column = divmod(int(place), total.shape[1])
        # Where the side is no multiple of the step, the last square reaches back over what it is named for.
        left, top = min(column * step, size.width - side), min(row * step, size.height - side)
        square = Region(left, top, side, side)
        if not any(square.intersect(other.grow(side // 2)) for other in chosen):
            chosen.append(square)
        if len(chosen) == count:
            break
    return tuple(chosen)


def _detail(source: PixelSource, step: int) -> NDArray[np.float64]:
    """The fine detail in each whole cell of `step` pixels.

    Blurred first, so that grain does not count; squared, so that lines and edges count more than even texture.
    """
    columns, rows = source.size.width // step, source.size.height // step
    cells = np.empty((rows, columns))
    for strip in strips(Region(0, 0, columns * step, rows * step), area=_STRIP_AREA, step=step):
        around = strip.grow(_DETAIL_RADIUS).clip(source.size)
        smooth = cv2.GaussianBlur(color.luma(source.read(around)), (0, 0), 1.5, borderType=cv2.BORDER_REFLECT)
        detail = np.square(cv2.Laplacian(smooth, cv2.CV_32F, borderType=cv2.BORDER_REFLECT))
        cut = detail[strip.relative_to(around).slices].reshape(-1, step, columns, step)
        cells[strip.top // step : strip.bottom // step] = cut.sum(axis=(1, 3), dtype=np.float64)
    return cells


def printable(text: str) -> str:
    """The text with a sign in place of what no figure and no page can hold, such as a name that is not UTF-8."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def score(psnr: float, ssim: float) -> str:
    """The figures of a caption, as papers print them."""
    return f"[{decimals(psnr, 2)} / {ssim:.4f}]"


def compose(
    photo: Pixels,
    boxes: Sequence[Region],
    panels: Sequence[Panel],
    *,
    title: str = "",
    letters: Letters = PILLOW_LETTERS,
) -> Figure:
    """Lay out the figure: the photo with its boxes, and below it a row of crops for each box, a column for each method.

    Args:
        photo: The whole photo, any depth, grey or RGB.
        boxes: Up to three parts of it.
        panels: The methods in their order, each with one crop for each box; a box's crops are all of one size. More
            than six columns are broken into several blocks.
        title: Printed below the photo.
        letters: Of all words.
    """
    if not 1 <= len(boxes) <= len(BOX_COLOURS) or not panels:
        raise ValueError("a figure needs one to three boxes, and a method")
    if any(len(panel.crops) != len(boxes) for panel in panels):
        raise ValueError("every method needs one crop for each box")
    blocks = -(-len(panels) // _COLUMNS)
    columns = -(-len(panels) // blocks)
    shown = [_enlarged(panels[0].crops[box], columns) for box in range(len(boxes))]
    cell = max(size.width for size in shown)
    unit = max(1.0, columns * cell / _WIDTH)
    margin, gap, line, frame, halo = (round(unit * pixels) for pixels in (24, 12, 25, 3, 1))
    pitch = cell + 2 * frame + gap
    inner = columns * pitch - gap
    # Narrow grids still get a photo that can be seen, and room for its title.
    width = max(inner, round(unit * _WIDTH / 2)) + 2 * margin

    size = Size(photo.shape[1], photo.shape[0])
    place = _photo_place(size, width - 2 * margin, margin)
    ratio = place.width / size.width
    pictures = [Picture(0, place, exact=False)]
    frames = [
        Frame(_shown_box(box, ratio, place, frame), colour, frame)
        for box, colour in zip(boxes, BOX_COLOURS, strict=False)
    ]
    # A thin line of paper around each keeps it apart from a photo of its own colour.
    frames += [Frame(box.place.grow(halo), _PAPER, halo) for box in frames]
    texts = []
    top = place.bottom
    if title:
        texts.append(
            _fitted([title], width - 2 * margin, round(_TEXT * unit), letters)[0](
                width // 2, top + line + gap // 2, _INK
            )
        )
        top += line + gap // 2
    top += 2 * gap

    names = _fitted([panel.name for panel in panels], pitch - gap // 2, round(_TEXT * unit), letters)
    scores = _fitted([panel.score for panel in panels], pitch - gap // 2, round(0.9 * _TEXT * unit), letters)
    images = [_preview(photo, place.size)]
    for first in range(0, len(panels), columns):
        members = range(first, min(first + columns, len(panels)))
        start = (width - len(members) * pitch + gap) // 2
        for box, each in enumerate(shown):
            for column, panel in enumerate(members):
                left = start + column * pitch + (cell - each.width) // 2
                outer = Region(left, top, each.width + 2 * frame, each.height + 2 * frame)
                pictures.append(Picture(len(images), outer.grow(-frame), exact=True))
                frames.append(Frame(outer, BOX_COLOURS[box], frame))
                images.append(panels[panel].crops[box])
            top += each.height + 2 * frame + gap
        for column, panel in enumerate(members):
            centre = start + column * pitch + (pitch - gap) // 2
            texts.append(names[panel](centre, top + line - gap // 2, _INK))
            if panels[panel].score:
                texts.append(scores[panel](centre, top + 2 * line - gap // 2, _QUIET, panels[panel].best))
        top += (2 if any(panel.score for panel in panels) else 1) * line + gap
    layout = Layout(Size(width, top + margin - gap), tuple(pictures), tuple(frames), tuple(texts))
    return Figure(layout, tuple(images), letters)


def draw(figure: Figure, *, density: int = 1) -> Eight:
    """Draw a figure, `density` pixels for each of its layout's; uint8 RGB."""
    layout = figure.layout
    canvas = PillowImage.new("RGB", (layout.size.width * density, layout.size.height * density), _PAPER)
    for picture in layout.pictures:
        place = picture.place.scaled(density)
        image = PillowImage.fromarray(figure.images[picture.image])
        method = PillowImage.Resampling.NEAREST if picture.exact else PillowImage.Resampling.BICUBIC
        canvas.paste(image.resize((place.width, place.height), method), (place.left, place.top))
    pen = ImageDraw.Draw(canvas)
    for frame in layout.frames:
        edge = frame.place.scaled(density)
        corners = (edge.left, edge.top, edge.right - 1, edge.bottom - 1)
        pen.rectangle(corners, outline=frame.colour, width=frame.width * density)
    for text in layout.texts:
        line = figure.letters.line(text.text, text.size * density, bold=text.bold)
        canvas.paste(
            text.colour, (text.x * density - line.x, text.y * density - line.y), PillowImage.fromarray(line.cover)
        )
    return np.asarray(canvas)


def _eight(image: Image) -> Eight:
    return np.asarray(from_float(image, np.dtype(np.uint8)), np.uint8)


def _enlarged(crop: Eight, columns: int) -> Size:
    """The size at which a crop is shown: enlarged by a whole factor, to about the share that a column has."""
    height, width = crop.shape[:2]
    smallest, largest = _CELLS
    wanted = min(max(_WIDTH // columns - 18, smallest), largest)
    return Size(width, height).scaled(max(1, round(wanted / max(width, height))))


def _photo_place(photo: Size, width: int, margin: int) -> Region:
    """The whole photo, centred: as wide as the grid, or as high as seven tenths of that."""
    ratio = min(width / photo.width, 0.7 * width / photo.height)
    shown = Size(max(1, round(photo.width * ratio)), max(1, round(photo.height * ratio)))
    return Region(margin + (width - shown.width) // 2, margin, shown.width, shown.height)


def _shown_box(box: Region, ratio: float, photo: Region, frame: int) -> Region:
    """A box on the shown photo; its line lies around what it marks, but never outside the photo."""
    left, top = round(box.left * ratio), round(box.top * ratio)
    right, bottom = max(left + 1, round(box.right * ratio)), max(top + 1, round(box.bottom * ratio))
    around = Region.from_edges(left, top, right, bottom).grow(frame).clip(photo.size)
    return Region(photo.left + around.left, photo.top + around.top, around.width, around.height)


def _preview(photo: Pixels, shown: Size) -> Eight:
    """The photo at 8 bits, with twice the pixels that are shown where it has them."""
    eight: Eight = np.empty(photo.shape, np.uint8)
    for strip in strips(Region(0, 0, photo.shape[1], photo.shape[0]), area=_STRIP_AREA):
        eight[strip.slices] = _eight(to_float(photo[strip.slices]))
    height, width = 2 * shown.height, 2 * shown.width
    if eight.shape[0] > height:
        eight = np.asarray(cv2.resize(eight, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    return eight if eight.ndim == 3 else np.repeat(eight[:, :, np.newaxis], 3, axis=2)


@dataclass(frozen=True, slots=True)
class _Line:
    """A text that knows its size but not its place."""

    text: str
    size: int
    width: int

    def __call__(self, x: int, y: int, colour: Colour, bold: bool = False) -> Text:
        return Text(self.text, x, y, self.size, self.width, colour, bold)


def _fitted(texts: Sequence[str], width: int, size: int, letters: Letters) -> list[_Line]:
    """The texts in one size that fits all of them; those that are still too long lose their middle."""

    def length(text: str) -> int:
        return int(np.ceil(letters.length(text, size)))

    texts = [printable(text) for text in texts]
    smallest = round(size * _SMALLEST_TEXT)
    while size > smallest and any(length(text) > width for text in texts):
        size -= 1
    texts = [_shortened(text, width, length) for text in texts]
    return [_Line(text, size, length(text)) for text in texts]


def _shortened(text: str, width: int, length: Callable[[str], int]) -> str:
    shown, kept = text, len(text)
    while kept > 2 and length(shown) > width:
        kept -= 1
        shown = f"{text[: (kept + 1) // 2]}…{text[len(text) - kept // 2 :]}"
    return shown
