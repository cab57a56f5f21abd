"""Photos as people have them: every odd kind that must simply work, and broken ones that must be refused in words."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from recon_desktop.engine.catalog import Catalog
from recon_desktop.resources import resource_path

SIDE = (40, 28)
"""Width and height of the small crops: large enough for every network, small enough to be quick."""


def upscaler(scale: int = 2) -> str:
    """The model that enlarges where none is chosen."""
    return Catalog([resource_path("models")]).default("upscale", scale).id


def small() -> NDArray[np.uint8]:
    """A small crop of a real photo: the cat's eye."""
    width, height = SIDE
    return np.ascontiguousarray(data.chelsea()[100 : 100 + height, 150 : 150 + width])


def _picture() -> Image.Image:
    return Image.fromarray(small())


def _grey(path: Path) -> None:
    _picture().convert("L").save(path, quality=95)


def _cmyk(path: Path) -> None:
    _picture().convert("CMYK").save(path, quality=95)


def _palette(path: Path) -> None:
    picture = _picture().quantize(32)
    picture.info["transparency"] = 0
    picture.save(path, transparency=0)


def _bilevel(path: Path) -> None:
    _picture().convert("1").save(path)


def _with_alpha(path: Path) -> None:
    pixels = np.dstack([small(), np.tile(np.linspace(0, 255, SIDE[0]).astype(np.uint8), (SIDE[1], 1))])
    Image.fromarray(pixels).save(path)


def _grey_alpha(path: Path) -> None:
    picture = _picture().convert("LA")
    picture.putalpha(128)
    picture.save(path)


def _png16(path: Path) -> None:
    rows = (small().astype(np.uint16) * 257).byteswap().reshape(SIDE[1], -1).view(np.uint8)
    path.write_bytes(_png(SIDE, depth=16, colour=2, rows=rows))


def _grey16(path: Path) -> None:
    Image.fromarray(np.asarray(_picture().convert("L"), np.uint16) * 257).save(path)


def _tiff(depth: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        pixels = small()
        kinds = {"8": pixels, "16": pixels.astype(np.uint16) * 257, "float": pixels.astype(np.float32) / 255}
        tifffile.imwrite(path, kinds[depth], photometric="rgb")

    return write


def _animated(path: Path) -> None:
    frames = [_picture(), _picture().rotate(180), _picture().transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=100, loop=0)


def _sized(width: int, height: int) -> Callable[[Path], None]:
    return lambda path: _picture().resize((width, height)).save(path)


def plain(path: Path) -> None:
    """The small crop in whatever format the name says."""
    _picture().save(path)


UNUSUAL: dict[str, Callable[[Path], None]] = {
    "grey.jpg": _grey,
    "cmyk.jpg": _cmyk,
    "palette with transparency.png": _palette,
    "bilevel.png": _bilevel,
    "alpha.png": _with_alpha,
    "alpha.webp": _with_alpha,
    "grey and alpha.png": _grey_alpha,
    "sixteen bit.png": _png16,
    "sixteen bit grey.png": _grey16,
    "eight bit.tif": _tiff("8"),
    "sixteen bit.tif": _tiff("16"),
    "float.tiff": _tiff("float"),
    "animated.gif": _animated,
    "animated.webp": _animated,
    "plain.bmp": plain,
    "one pixel.png": _sized(1, 1),
    "three by five.png": _sized(3, 5),
    "one row.png": _sized(17, 1),
    "사진 한 장.png": plain,
    'it\'s "quoted" & spaced $HOME.png': plain,
    "-starts with a dash.png": plain,
    "UPPER.PNG": plain,
}


def oriented(path: Path, orientation: int) -> None:
    """A JPEG that an EXIF orientation turns upright into the small crop."""
    undo = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    picture = _picture() if undo is None else _picture().transpose(undo)
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera"
    picture.save(path, quality=98, subsampling=0, exif=exif)


def bomb(path: Path) -> None:
    """A one-bit PNG of 30000 x 30000 pixels: 110 kB on disk, 2.7 GB as RGB."""
    row = b"\0" + bytes(30000 // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _ in range(30000)) + packer.flush()
    path.write_bytes(_container((30000, 30000), 1, 0, body))


def truncated(path: Path) -> None:
    """A JPEG that ends in the middle of its picture."""
    Image.fromarray(data.chelsea()).save(path, quality=90)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def _png(size: tuple[int, int], *, depth: int, colour: int, rows: NDArray[np.uint8]) -> bytes:
    body = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))
    return _container(size, depth, colour, body)


def _container(size: tuple[int, int], depth: int, colour: int, body: bytes) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
