"""Damaged photos of every format: each is a photo or an error in words, soon, and what opens can be saved.

The seeds are fixed. `RECON_FUZZ=100000 pytest tests/fuzz` tries as many files as it says.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from recon_desktop.core.errors import ReconError
from recon_desktop.core.io import WRITABLE_FORMATS, load_photo, losses, photo_from_array, save_photo
from recon_desktop.core.photo import Metadata, Text
from tests.core.files import CAT, XMP, deep, exif, icc, png
from tests.core.test_io_colours import _avif, _bmp
from tests.core.test_io_geometry import AREAS, _xmp
from tests.fuzz.damage import ROUNDS, SLOWEST, damaged

SMALL = CAT[:24, :32]
IRB = b"8BIM\4\4\0\0\0\0\0\x08\x1c\2\x78\0\3cat"


def _saved(suffix: str, pixels: np.ndarray = SMALL) -> bytes:
    """As the project writes it, with all the metadata that the format holds."""
    path = Path(os.environ["PYTEST_FUZZ_FOLDER"]) / f"seed.{suffix}"
    packet = _xmp(AREAS["elements"].format(x=0.3, y=0.4))
    metadata = Metadata(exif(6), packet, IRB, b"words", texts=(Text("Title", "고양이", "ko"),))
    return save_photo(photo_from_array(pixels, metadata=metadata), path, overwrite=True).read_bytes()


def _pillow(name: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(SMALL).save(buffer, name, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def _tiff(pixels: np.ndarray, **options: object) -> bytes:
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, pixels, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def _raw_profile() -> bytes:
    block = b"Exif\0\0" + exif(3)
    return b"Raw profile type exif\0\nexif\n" + str(len(block)).encode() + b"\n" + block.hex().encode()


SEEDS: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: _saved("jpg"),
    "jpeg plain": lambda: _pillow(
        "JPEG", exif=b"Exif\0\0" + exif(6), xmp=XMP, icc_profile=icc("wide"), progressive=True
    ),
    "jpeg with more": lambda: _saved("jpg") + b"\0\0\0\x18ftypmp42" + _pillow("JPEG"),
    "png": lambda: _saved("png"),
    "png 16": lambda: _saved("png", deep(SMALL)),
    "png texts": lambda: png(SMALL, (b"tEXt", _raw_profile()), (b"cICP", bytes([9, 16, 0, 1])), (b"eXIf", exif(5))),
    "webp": lambda: _saved("webp"),
    "tiff": lambda: _saved("tif"),
    "tiff 16 lzw": lambda: _tiff(deep(SMALL), photometric="rgb", tile=(16, 16)),
    "tiff cmyk": lambda: _tiff(deep(np.dstack([SMALL, SMALL[:, :, :1]])), photometric="separated"),
    "tiff lab": lambda: _tiff(deep(SMALL), photometric="cielab"),
    "tiff float": lambda: _tiff(SMALL.astype(np.float32), photometric="rgb"),
    "bmp": lambda: _pillow("BMP"),
    "bmp fields": lambda: _bmp((0x3FF00000, 0xFFC00, 0x3FF), profile=icc("wide")),
    "gif": lambda: _pillow("GIF"),
    "avif": lambda: _avif(SMALL, code=(9, 16)),
    "avif 12": lambda: _saved("avif", deep(SMALL)),
    "jpeg xl": lambda: _saved("jxl", deep(SMALL)),
    "radiance": lambda: cv2.imencode(".hdr", SMALL / np.float32(99))[1].tobytes(),
    "jpeg 2000": lambda: _pillow("JPEG2000"),
    "ppm": lambda: _pillow("PPM"),
}


@pytest.mark.parametrize("name", SEEDS)
def test_every_outcome_is_a_photo_or_an_error_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    if not all(entry.installed for entry in WRITABLE_FORMATS):
        pytest.skip("a library of an extra is missing")
    monkeypatch.setenv("PYTEST_FUZZ_FOLDER", str(tmp_path))
    seed = SEEDS[name]()
    rng = np.random.default_rng([ord(letter) for letter in name])
    source = tmp_path / "photo"
    source.write_bytes(seed)
    load_photo(source, limit_megapixels=1)
    opened = 0
    for number in range(ROUNDS):
        content = damaged(seed, rng)
        source.write_bytes(content)
        begin = time.perf_counter()
        try:
            photo = load_photo(source, limit_megapixels=1, allow_truncated=bool(rng.integers(2)))
        except ReconError:
            continue
        finally:
            assert time.perf_counter() - begin < SLOWEST, content.hex()
        opened += 1
        target = WRITABLE_FORMATS[number % len(WRITABLE_FORMATS)]
        path = tmp_path / f"result{target.suffixes[0]}"
        try:
            losses(photo, path)
            save_photo(photo, path, overwrite=True)
        except ReconError:
            continue
        load_photo(path, limit_megapixels=1)
    assert ROUNDS < 40 or opened
