"""What becomes of a photo's properties in each format, found out by writing and reading: `resources/docs/formats.md`.

`python -m tests.formats_table` writes the page anew; a test compares it with what happens.
"""

from __future__ import annotations

import io
import struct
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from recon_desktop.core.formats import FORMATS, WRITABLE_FORMATS
from recon_desktop.core.io import SaveOptions, load_photo, losses, photo_from_array, save_photo
from recon_desktop.core.photo import Metadata, Photo, Resolution, Text
from tests.core.files import CAT, MAKER_NOTE, RAMP, XMP, deep, exif, icc, png

PAGE = Path(__file__).parents[1] / "resources" / "docs" / "formats.md"

KEPT, CONVERTED, TOLD, NEVER = "kept", "converted", "left out, told", "–"


_USUAL = SaveOptions()


@dataclass(frozen=True)
class Property:
    """Something that a photo has.

    Attributes:
        name: As the page calls it.
        photo: One that has it.
        kept: Whether a result has it as it was.
        there: Whether a result has it in another form.
        options: How the result is saved.
    """

    name: str
    photo: Photo
    kept: Callable[[Photo], bool]
    there: Callable[[Photo], bool] = lambda result: False
    options: SaveOptions = _USUAL


def _carrying(**metadata: object) -> Photo:
    return photo_from_array(CAT, metadata=Metadata(**metadata))  # type: ignore[arg-type]


def _loaded(content: bytes) -> Photo:
    """A photo as a file holds it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo"
        path.write_bytes(content)
        return load_photo(path)


def _turned() -> Photo:
    stream = io.BytesIO()
    Image.fromarray(CAT).save(stream, "JPEG", exif=b"Exif\0\0" + exif(6))
    return _loaded(stream.getvalue())


def properties() -> tuple[Property, ...]:
    """All that the page tells of."""
    words = b"\x1c\2\x78\0\3cat"
    iptc = b"8BIM\4\4\0\0" + struct.pack(">I", len(words)) + words
    side = Fraction(300 * 10_000, 254)
    dots = Resolution(side, side, absolute=True)
    turned, wide = _turned(), _loaded(png(CAT, (b"iCCP", b"x\0\0" + zlib.compress(icc("P3")))))
    lossless = SaveOptions(lossless=True)
    return (
        Property("orientation: the result is upright", turned, lambda result: result.size == turned.size),
        Property("EXIF, maker's notes too", _carrying(exif=exif()), lambda result: MAKER_NOTE in result.metadata.exif),
        Property("XMP", _carrying(xmp=XMP), lambda result: b'Rating="4"' in result.metadata.xmp),
        Property("IPTC", _carrying(resources=iptc), lambda result: words in result.metadata.resources),
        Property(
            "texts of a PNG",
            _carrying(texts=(Text("Title", "a cat"),)),
            lambda result: result.metadata.texts == (Text("Title", "a cat"),),
            lambda result: b"a cat" in result.metadata.xmp + result.metadata.exif,
        ),
        Property(
            "comment of a JPEG",
            _carrying(comment=b"a cat"),
            lambda result: result.metadata.comment == b"a cat",
            lambda result: (
                b"a cat" in result.metadata.xmp + result.metadata.exif
                or any(text.text == "a cat" for text in result.metadata.texts)
            ),
        ),
        Property("resolution", _carrying(resolution=dots), lambda result: result.metadata.resolution == dots),
        Property(
            "colours of its own, beyond sRGB",
            wide,
            lambda result: result.space == wide.space,
            lambda result: result.profile == "sRGB",
        ),
        Property("transparency", photo_from_array(CAT, RAMP), lambda result: result.alpha is not None),
        Property(
            "no colour",
            photo_from_array(CAT[:, :, 1]),
            lambda result: result.grey,
            lambda result: bool(np.ptp(result.pixels.astype(int), axis=2).max() <= 8),
        ),
        Property(
            "16 bits a channel",
            photo_from_array(deep(CAT)),
            lambda result: np.array_equal(result.pixels, deep(CAT)),
            lambda result: result.depth == np.uint16,
            lossless,
        ),
        Property(
            "float, beyond white",
            photo_from_array(CAT / np.float32(128)),
            lambda result: np.array_equal(result.pixels, CAT / np.float32(128)),
            options=lossless,
        ),
    )


def outcome(entry: Property, suffix: str, folder: Path) -> str:
    """What becomes of a property.

    Raises:
        AssertionError: It is lost without a word.
    """
    path = folder / f"result{suffix}"
    told = losses(entry.photo, path, entry.options)
    result = load_photo(save_photo(entry.photo, path, overwrite=True, options=entry.options))
    if entry.kept(result):
        return KEPT
    if entry.there(result):
        return CONVERTED
    assert told, f"{entry.name} is lost in {suffix} without a word"
    return TOLD


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _frames(name: str) -> bytes | None:
    """A file of two pictures, where one of the libraries at hand writes such."""
    stream = io.BytesIO()
    first, second = Image.fromarray(CAT), Image.fromarray(CAT[::-1])
    if name not in ("PNG", "TIFF", "GIF", "WebP", "AVIF"):
        return None
    first.save(stream, name.upper(), save_all=True, append_images=[second])
    return stream.getvalue()


def _deep(name: str) -> bytes | None:
    """A file of 16 bits, or of the most that a format holds."""
    writer = {
        "PNG": ".png",
        "TIFF": ".tif",
        "JPEG 2000": ".jp2",
        "PPM": ".ppm",
        "AVIF": ".avif",
        "Radiance HDR": ".hdr",
    }.get(name)
    if writer is None:
        return None
    settings = [cv2.IMWRITE_AVIF_DEPTH, 12, cv2.IMWRITE_AVIF_QUALITY, 100] if name == "AVIF" else []
    if name == "Radiance HDR":
        return cv2.imencode(writer, CAT / np.float32(128))[1].tobytes()
    return cv2.imencode(writer, deep(CAT) >> (4 if name == "AVIF" else 0), settings)[1].tobytes()


def page() -> str:
    """The page as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        written = [
            [entry.name, *(outcome(entry, target.suffixes[0], Path(folder)) for target in WRITABLE_FORMATS)]
            for entry in properties()
        ]
    read = []
    for entry in FORMATS:
        several, more = _frames(entry.name), _deep(entry.name)
        read.append(
            [
                entry.name,
                " ".join(entry.suffixes),
                f"`{entry.package}`" if entry.package else "",
                "the first, told" if several and "the first of 2 frames" in _loaded(several).notes else NEVER,
                str(_loaded(more).depth) if more else NEVER,
            ]
        )
    can = [
        [
            entry.name,
            ", ".join(entry.depths),
            *(
                "yes" if held else NEVER
                for held in (entry.quality, entry.lossless, entry.subsampling, entry.progressive)
            ),
        ]
        for entry in WRITABLE_FORMATS
    ]
    return f"""# Formats

This page is made by a test from real round trips (`python -m tests.formats_table`), and a test fails where it is not
true any more. Nothing is lost without a word: what a result does not hold is told by the command and in the window.

## What becomes of a photo's properties in its result

*{CONVERTED}*: it is there in another form, such as the texts of a PNG in XMP. *{TOLD}*: it is not there, and you are
told so.

{_table(["", *(entry.name for entry in WRITABLE_FORMATS)], written)}

## How results can be written

{_table(["", "bits a channel", "quality", "lossless", "subsampling", "progressive"], can)}

## What is opened

{_table(["", "suffixes", "package of an extra", "several frames or pages", "deepest, opened as"], read)}
"""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
