"""`core.compare` and `core.drawing`: the figure's pixels, its places, and what its files hold."""

from __future__ import annotations

import base64
import io
import re
import zlib
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image, ImageFont
from skimage import data

from recon_desktop.core import compare as core_compare
from recon_desktop.core.compare import BOX_COLOURS, Figure, Panel, compose, detailed, difference, draw, score
from recon_desktop.core.drawing import encoded, svg
from recon_desktop.core.geometry import Region
from recon_desktop.core.pixels import ArraySource

PHOTO = data.chelsea()
BOXES = (Region(135, 90, 60, 40), Region(225, 15, 30, 48), Region(300, 100, 50, 50))


def _figure(names: list[str], boxes: tuple[Region, ...] = BOXES, photo: np.ndarray = PHOTO, title: str = "") -> Figure:
    rng = np.random.default_rng(0)

    def crops() -> tuple[np.ndarray, ...]:
        return tuple(rng.integers(0, 256, (box.height, box.width, 3), np.uint8) for box in boxes)

    panels = [Panel(name, "[28.13 / 0.8012]", crops(), best=name == names[0]) for name in names]
    return compose(photo, boxes, panels, title=title)


def test_the_difference_is_grey_where_equal_and_signed_and_amplified() -> None:
    reference = np.full((2, 2, 3), 0.5, np.float32)
    result = reference.copy()
    result[0, 0] += 10 / 255
    result[1, 1] -= 10 / 255
    result[0, 1] += 0.4
    shown = difference(result, reference, amplify=4)
    assert shown.dtype == np.uint8
    assert shown[..., 0].tolist() == [[168, 255], [128, 88]]
    with pytest.raises(ValueError, match="shapes"):
        difference(result, reference[:1])


def test_the_most_detailed_places_are_found_and_do_not_overlap() -> None:
    image = np.full((200, 300, 3), 0.5, np.float32)
    image[20:50, 220:250] = np.indices((30, 30)).sum(axis=0)[..., None] // 3 % 2
    image[150:180, 30:60] = 0.5 + 0.2 * (np.indices((30, 30)).sum(axis=0)[..., None] // 3 % 2)
    first, second = detailed(ArraySource(image), 40)
    assert first.contains(Region(222, 22, 26, 26))
    assert second.contains(Region(32, 152, 26, 26))

    photo = PHOTO.astype(np.float32) / 255
    chosen = detailed(ArraySource(photo), 60, 3)
    assert len(chosen) == 3
    assert not any(one.intersect(other) for one, other in combinations(chosen, 2))


@pytest.mark.parametrize("side", [7, 33, 40])
def test_strips_find_the_same_places(side: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = detailed(ArraySource(PHOTO), side, 3)
    monkeypatch.setattr(core_compare, "_STRIP_AREA", 5000)
    assert detailed(ArraySource(PHOTO), side, 3) == whole
    assert all(Region(0, 0, PHOTO.shape[1], PHOTO.shape[0]).contains(place) for place in whole)


@pytest.mark.parametrize("shape", [(1, 1, 3), (5, 3, 3), (40, 28), (64, 64, 3)])
def test_small_and_flat_photos_have_a_place_too(shape: tuple[int, ...]) -> None:
    (first, *_) = detailed(ArraySource(np.zeros(shape, np.float32)), 64)
    height, width = shape[:2]
    assert Region(0, 0, width, height).contains(first)


def test_scores_are_printed_as_papers_do() -> None:
    assert score(28.126, 0.80123) == "[28.13 / 0.8012]"
    assert score(float("inf"), 1.0) == "[∞ / 1.0000]"


def test_crops_are_enlarged_by_whole_factors_and_keep_every_pixel() -> None:
    figure = _figure(["one", "two", "three"])
    canvas = draw(figure)
    assert canvas.shape == (figure.layout.size.height, figure.layout.size.width, 3)
    exact = [picture for picture in figure.layout.pictures if picture.exact]
    assert len(exact) == 9
    for picture in exact:
        crop = figure.images[picture.image]
        factor = picture.place.width // crop.shape[1]
        assert factor >= 2
        np.testing.assert_array_equal(canvas[picture.place.slices], crop.repeat(factor, 0).repeat(factor, 1))


def test_drawing_twice_gives_the_same_and_density_changes_no_place() -> None:
    figure = _figure(["one", "two"])
    once, twice = draw(figure), draw(figure, density=2)
    np.testing.assert_array_equal(once, draw(figure))
    assert twice.shape == (2 * once.shape[0], 2 * once.shape[1], 3)
    place = next(picture.place for picture in figure.layout.pictures if picture.exact)
    np.testing.assert_array_equal(twice[place.scaled(2).slices][::2, ::2], once[place.slices])


def test_frames_have_the_colour_of_their_box_and_lie_around_the_crops() -> None:
    figure = _figure(["one", "two"])
    canvas = draw(figure)
    photo, *crops = figure.layout.pictures
    for frame, colour in zip(figure.layout.frames, BOX_COLOURS, strict=False):
        assert photo.place.contains(frame.place)
        assert tuple(canvas[frame.place.top, frame.place.left]) == colour
    for number, picture in enumerate(crops):
        corner = canvas[picture.place.top - 1, picture.place.left - 1]
        assert tuple(corner) == BOX_COLOURS[number // 2]


@pytest.mark.parametrize("count", [1, 2, 6, 7, 13])
@pytest.mark.parametrize("boxes", [1, 3])
def test_nothing_overlaps_and_nothing_is_clipped(count: int, boxes: int) -> None:
    names = [f"a-model-with-a-rather-long-name-{number}-x4" for number in range(count)]
    layout = _figure(names, BOXES[:boxes], title="a photo with a long name " * 20).layout
    assert len(layout.pictures) == 1 + count * boxes
    places = [picture.place for picture in layout.pictures]
    for text in layout.texts:
        ink = ImageFont.load_default(text.size).getbbox(text.text, anchor="ms", stroke_width=text.bold)
        left, top, right, bottom = (int(edge) for edge in ink)
        places.append(Region.from_edges(text.x + left, text.y + top, text.x + right, text.y + bottom))
    for place in places:
        assert layout.size.whole.contains(place)
    for one, other in combinations(places, 2):
        assert not one.intersect(other)


@pytest.mark.parametrize("shape", [(3000, 40, 3), (40, 3000, 3), (64, 64), (2, 2, 3)])
@pytest.mark.parametrize("depth", [np.uint8, np.uint16, np.float32])
def test_odd_photos_make_a_figure(shape: tuple[int, ...], depth: type) -> None:
    photo = np.ones(shape, depth)
    figure = _figure(["one"], (Region(0, 0, 2, 2),), photo)
    canvas = draw(figure)
    assert canvas.dtype == np.uint8
    assert max(canvas.shape) < 2500


@pytest.mark.parametrize("name", ["고양이 사진.png", "a\nb\x01<&>\"'", "half \udcff", "🐈" * 300, ""])
def test_any_name_can_be_printed(name: str) -> None:
    figure = _figure([name, "two"], title=name)
    assert draw(figure).std() > 0
    ElementTree.fromstring(svg(figure))


def test_wrong_figures_are_refused() -> None:
    with pytest.raises(ValueError, match="boxes"):
        _figure(["one"], ())
    with pytest.raises(ValueError, match="boxes"):
        _figure(["one"], (*BOXES, BOXES[0]))
    with pytest.raises(ValueError, match="crop"):
        compose(PHOTO, BOXES, [Panel("one", "", ())])


def test_a_drawing_holds_the_crops_own_pixels_and_its_words() -> None:
    figure = _figure(["one", "two"], title="cat & dog")
    root = ElementTree.fromstring(svg(figure))
    space = {"svg": "http://www.w3.org/2000/svg"}
    images = root.findall("svg:image", space)
    assert len(images) == len(figure.layout.pictures)
    for element, picture in zip(images, figure.layout.pictures, strict=True):
        png = base64.b64decode(element.attrib["href"].removeprefix("data:image/png;base64,"))
        np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(png))), figure.images[picture.image])
        assert ("pixelated" in element.get("style", "")) == picture.exact
    words = [element.text for element in root.iterfind(".//svg:text", space)]
    assert words == [text.text for text in figure.layout.texts]
    assert "cat & dog" in words


def test_a_picture_and_a_document_hold_the_drawn_pixels() -> None:
    figure = _figure(["one"], BOXES[:1])
    picture = Image.open(io.BytesIO(encoded(figure, Path("figure.PNG"))))
    np.testing.assert_array_equal(np.asarray(picture), draw(figure))

    document = encoded(figure, Path("figure.pdf"))
    assert document.startswith(b"%PDF-1.4")
    found = re.search(rb"/Width (\d+) /Height (\d+) .*/Length (\d+)", document)
    assert found
    width, height, length = map(int, found.groups())
    start = document.rindex(b"stream\n", 0, document.rindex(b"endstream") - length + 7) + 7
    pixels = np.frombuffer(zlib.decompress(document[start : start + length]), np.uint8)
    np.testing.assert_array_equal(pixels.reshape(height, width, 3), draw(figure, density=2))
    table = int(document.rsplit(b"startxref\n", 1)[1].split()[0])
    assert document[table:].startswith(b"xref\n0 6\n")
    for number, line in enumerate(document[table:].splitlines()[3:8], start=1):
        assert document[int(line[:10]) :].startswith(b"%d 0 obj" % number)

    with pytest.raises(ValueError, match="no format"):
        encoded(figure, Path("figure.gif"))
