"""HEIC and camera raw, where their decoders are installed; their files are built here."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import tifffile

from recon_desktop.core.errors import ImageForeign, ImageTruncated
from recon_desktop.core.geometry import Size
from recon_desktop.core.io import load_photo, probe, save_photo
from tests.core.files import read_exif

SIDE = (64, 96)


def _dng(path: Path, orientation: int = 1) -> Path:
    """A sensor's picture, red above green: sites of red, green, green and blue, with a white balance of 2, 1 and 1."""
    light = np.zeros((*SIDE, 3), np.float64)
    light[: SIDE[0] // 2] = (0.4, 0.1, 0.1)
    light[SIDE[0] // 2 :] = (0.1, 0.4, 0.1)
    light[..., 0] /= 2
    sites = np.empty(SIDE, np.uint16)
    for row, column, channel in ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 2)):
        sites[row::2, column::2] = np.rint(light[row::2, column::2, channel] * 65535)
    matrix = np.array([32404542, -15371385, -4985314, -9692660, 18760108, 415560, 556434, -2040259, 10572252])
    inverse = np.linalg.inv(matrix.reshape(3, 3) / 1e7).ravel()
    rationals = tuple(
        int(part) for value in np.linalg.inv(inverse.reshape(3, 3)).ravel() for part in (value * 1e4, 1e4)
    )
    tags = [
        (50706, "B", 4, b"\1\4\0\0", True),
        (50708, "s", 0, "Test Camera", True),
        (271, "s", 0, "Test", True),
        (272, "s", 0, "Test Camera", True),
        (274, "H", 1, orientation, True),
        (33421, "H", 2, (2, 2), True),
        (33422, "B", 4, b"\0\1\1\2", True),
        (50721, "2i", 9, rationals, True),
        (50728, "2I", 3, (1, 2, 1, 1, 1, 1), True),
        (50717, "I", 1, 65535, True),
    ]
    tifffile.imwrite(path, sites, photometric="cfa", extratags=tags, metadata=None, software=None)
    return path


def test_a_raw_file_is_developed(tmp_path: Path) -> None:
    pytest.importorskip("rawpy")
    path = _dng(tmp_path / "photo.dng")
    assert probe(path).size == Size(SIDE[1], SIDE[0])
    photo = load_photo(path)
    assert (photo.format, photo.depth, photo.notes) == (
        "camera raw",
        np.dtype(np.uint16),
        ("developed with the white balance of the camera",),
    )
    top, bottom = photo.pixels[8:24, 8:-8].mean((0, 1)), photo.pixels[-24:-8, 8:-8].mean((0, 1))
    assert top[0] > 1.5 * top[1:].max()
    assert bottom[1] > 1.5 * bottom[[0, 2]].max()
    first, _, _ = read_exif(load_photo(save_photo(photo, tmp_path / "photo.jpg")).metadata.exif)
    assert (first[271], first[272]) == ("Test", "Test Camera")


def test_a_raw_file_comes_out_upright(tmp_path: Path) -> None:
    pytest.importorskip("rawpy")
    photo = load_photo(_dng(tmp_path / "photo.dng", orientation=6))
    assert photo.size == probe(tmp_path / "photo.dng").size == Size(SIDE[0], SIDE[1])
    right, left = photo.pixels[8:-8, -24:-8].mean((0, 1)), photo.pixels[8:-8, 8:24].mean((0, 1))
    assert right[0] > right[1]
    assert left[1] > left[0]


def test_a_raw_file_of_which_most_is_missing(tmp_path: Path) -> None:
    pytest.importorskip("rawpy")
    path = _dng(tmp_path / "photo.dng")
    content = bytearray(path.read_bytes())
    for tag, value in ((256, 6000), (257, 4000), (278, 4000)):
        at = content.index(struct.pack("<H", tag), content.index(struct.pack("<H", 256)))
        content[at + 2 : at + 12] = struct.pack("<HII", 4, 1, value)
    path.write_bytes(content)
    with pytest.raises(ImageTruncated, match="camera raw"):
        load_photo(path)


def test_without_their_decoders_they_are_called_what_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recon_desktop.core.formats.find_spec", lambda name: None)
    (tmp_path / "photo.heic").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100))
    for path, kind in ((_dng(tmp_path / "photo.dng"), "camera raw"), (tmp_path / "photo.heic", "HEIC")):
        with pytest.raises(ImageForeign, match=kind):
            load_photo(path)
