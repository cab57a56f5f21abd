"""Colours, depths and transparency that files state in ways of their own."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from recon_desktop.core.io import load_photo, losses, photo_from_array, probe, save_photo
from recon_desktop.core.photo import Photo, in_srgb
from tests.core.files import CAT, DISPLAY_P3, icc, png

RED = np.full((48, 64, 3), (230, 60, 50), np.uint8)


def _avif(pixels: np.ndarray = RED, brands: bytes = b"", code: tuple[int, int] | None = None) -> bytes:
    """An AVIF whose first brand and whose code points are others."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "AVIF", quality=100, subsampling="4:4:4")
    content = bytearray(buffer.getvalue())
    if brands:
        content[8:12] = brands
    if code:
        at = content.index(b"colrnclx") + 8
        content[at : at + 4] = struct.pack(">HH", *code)
    return bytes(content)


def _seen(photo: Photo) -> np.ndarray:
    return in_srgb(photo).pixels.reshape(-1, 3).mean(0)


@pytest.mark.parametrize("brand", [b"avif", b"mif1", b"miaf", b"MA1A", b"MA1B"])
def test_avif_is_known_by_any_of_its_brands(tmp_path: Path, brand: bytes) -> None:
    (tmp_path / "red.avif").write_bytes(_avif(brands=brand))
    assert probe(tmp_path / "red.avif").format == "AVIF"
    assert np.abs(_seen(load_photo(tmp_path / "red.avif")) - RED[0, 0]).max() < 3


@pytest.mark.parametrize(
    ("code", "seen", "profile"),
    [
        ((1, 13), (230, 60, 50), "sRGB"),
        ((1, 1), (230, 60, 50), "sRGB"),
        ((2, 2), (230, 60, 50), "sRGB"),
        ((12, 13), (247, 30, 33), "Display P3"),
        ((9, 13), (255, 0, 35), "BT.2020"),
    ],
)
def test_the_code_points_of_an_avif_count(
    tmp_path: Path, code: tuple[int, int], seen: tuple[int, int, int], profile: str
) -> None:
    (tmp_path / "red.avif").write_bytes(_avif(code=code))
    photo = load_photo(tmp_path / "red.avif")
    assert photo.profile == profile
    assert photo.notes == ()
    assert np.abs(_seen(photo) - seen).max() < 4


@pytest.mark.parametrize(("transfer", "name"), [(16, "PQ"), (18, "HLG")])
@pytest.mark.parametrize("kind", ["avif", "png"])
def test_hdr_is_brought_to_the_range_of_a_display_and_told(tmp_path: Path, kind: str, transfer: int, name: str) -> None:
    # Paper white is at 58 % of the range of PQ and at 75 % of that of HLG (ITU-R BT.2408).
    white = round((0.58 if name == "PQ" else 0.75) * 255)
    ramp = np.stack([np.linspace(0, 255, 64).astype(np.uint8)] * 3, axis=-1)[np.newaxis].repeat(48, 0)
    ramp[:, 40] = white
    path = tmp_path / f"ramp.{kind}"
    chunk = bytes([9, transfer, 0, 1])
    path.write_bytes(_avif(ramp, code=(9, transfer)) if kind == "avif" else png(ramp, (b"cICP", chunk)))
    photo = load_photo(path)
    assert photo.notes[0] == f"its HDR colours ({name}) were brought to the range of a plain display"
    line = photo.pixels[24, :, 1].astype(int)
    assert 225 < line[40] < 256
    rest = np.delete(line, 40)
    assert (np.diff(rest) >= -2).all()
    assert (rest[0], rest[-1]) == (pytest.approx(0, abs=3), pytest.approx(255, abs=3))


def test_the_chunk_of_a_profile_is_named_after_it(tmp_path: Path) -> None:
    Image.fromarray(CAT).save(tmp_path / "cat.png", icc_profile=icc("Wide  Gamut, mine"))
    content = save_photo(load_photo(tmp_path / "cat.png"), tmp_path / "result.png").read_bytes()
    assert content[content.index(b"iCCP") + 4 :].startswith(b"Wide Gamut, mine\0\0")
    assert b"iCCPsRGB" in save_photo(photo_from_array(CAT), tmp_path / "plain.png").read_bytes()


def _bmp(masks: tuple[int, ...], bits: int = 32, *, upwards: bool = True, profile: bytes = b"") -> bytes:
    """A BMP with a version 5 header whose channels lie where masks tell."""
    height, width = CAT.shape[:2]
    numbers = np.zeros((height, width), np.uint32)
    for channel, mask in enumerate(masks[:3]):
        shift = (mask & -mask).bit_length() - 1
        top = mask >> shift
        numbers |= np.rint(CAT[:, :, channel] * (top / 255)).astype(np.uint32) << shift
    if len(masks) > 3:
        numbers |= np.uint32(masks[3])
    rows = numbers.astype("<u4" if bits == 32 else "<u2")
    line = -(-width * bits // 32) * 4
    body = b"".join(row.tobytes().ljust(line, b"\0") for row in (rows[::-1] if upwards else rows))
    all_masks = (*masks, 0)[:4]
    head = struct.pack(
        "<IiiHHIIiiII", 124, width, height if upwards else -height, 1, bits, 3, len(body), 2835, 2835, 0, 0
    )
    head += struct.pack("<4I", *all_masks) + (b"DEBM" if profile else b"BGRs") + bytes(36 + 12)
    head += struct.pack("<IIII", 4, 124 + len(body) if profile else 0, len(profile), 0)
    start = 14 + len(head)
    return b"BM" + struct.pack("<IHHI", start + len(body) + len(profile), 0, 0, start) + head + body + profile


@pytest.mark.parametrize(
    ("masks", "bits", "near"),
    [
        ((0xFF000000, 0xFF0000, 0xFF00), 32, 0),
        ((0xFF, 0xFF00, 0xFF0000, 0xFF000000), 32, 0),
        ((0x3FF00000, 0xFFC00, 0x3FF), 32, 1),
        ((0xF800, 0x7E0, 0x1F), 16, 8),
        ((0x7C00, 0x3E0, 0x1F), 16, 8),
        ((0xF000, 0xF0, 0xF), 16, 17),
    ],
)
@pytest.mark.parametrize("upwards", [True, False])
def test_bmp_with_channels_anywhere(
    tmp_path: Path, masks: tuple[int, ...], bits: int, near: int, upwards: bool
) -> None:
    (tmp_path / "cat.bmp").write_bytes(_bmp(masks, bits, upwards=upwards))
    photo = load_photo(tmp_path / "cat.bmp")
    pixels = photo.pixels / (257 if photo.depth == np.uint16 else 1)
    assert np.abs(pixels - CAT).max() <= near
    assert (photo.depth == np.uint16) == (masks[2] == 0x3FF)
    assert (photo.alpha is not None) == (len(masks) == 4)


def test_the_profile_in_a_bmp_counts(tmp_path: Path) -> None:
    (tmp_path / "cat.bmp").write_bytes(_bmp((0xFF0000, 0xFF00, 0xFF), profile=icc("wide", DISPLAY_P3)))
    photo = load_photo(tmp_path / "cat.bmp")
    assert photo.profile == "wide"
    assert photo.space is not None


def test_a_gif_is_clear_around_a_small_first_frame(tmp_path: Path) -> None:
    small = Image.fromarray(CAT[:40, :30]).quantize(16)
    buffer = io.BytesIO()
    small.save(buffer, "GIF")
    content = bytearray(buffer.getvalue())
    content[6:10] = struct.pack("<HH", 100, 90)
    at = content.index(b"\x2c", 13 + 3 * 16)
    content[at + 1 : at + 5] = struct.pack("<HH", 20, 10)
    (tmp_path / "cat.gif").write_bytes(content)
    photo = load_photo(tmp_path / "cat.gif")
    assert (photo.size.width, photo.size.height) == (100, 90)
    assert photo.alpha is not None
    opaque = np.argwhere(photo.alpha)
    assert (opaque.min(0).tolist(), opaque.max(0).tolist()) == ([10, 20], [49, 49])
    assert photo.alpha[10:50, 20:50].all()


@pytest.mark.parametrize("kind", [b"P1", b"P4"])
def test_a_pbm_has_one_bit(tmp_path: Path, kind: bytes) -> None:
    body = b"1 0 1 0 1 1 1 1 " * 16 if kind == b"P1" else bytes([0b10101111] * 16)
    (tmp_path / "a.pbm").write_bytes(kind + b"\n8 16\n" + body)
    assert load_photo(tmp_path / "a.pbm").notes == ()


@pytest.mark.parametrize("bits", [10, 12, 14])
@pytest.mark.parametrize("grey", [False, True])
def test_tiff_with_channels_of_odd_widths(tmp_path: Path, bits: int, grey: bool) -> None:
    pixels = (CAT[:, :, :1] if grey else CAT).astype(np.uint32) * ((1 << bits) - 1) // 255
    height, width, samples = pixels.shape
    rows = ((pixels[..., np.newaxis] >> np.arange(bits - 1, -1, -1)) & 1).astype(np.uint8).reshape(height, -1)
    body = np.packbits(rows, axis=1).tobytes()
    entries = [(256, 3, width), (257, 3, height), (258, 3, bits), (259, 3, 1), (262, 3, 1 if grey else 2)]
    entries += [(273, 4, 8), (277, 3, samples), (278, 3, height), (279, 4, len(body))]
    at = 8 + len(body) + len(body) % 2
    table = b""
    for tag, kind, value in entries:
        if tag == 258 and not grey:
            table += struct.pack("<HHII", tag, kind, 3, at + 2 + 12 * len(entries) + 4)
        else:
            table += struct.pack("<HHII", tag, kind, 1, value)
    directory = struct.pack("<H", len(entries)) + table + bytes(4) + struct.pack("<3H", bits, bits, bits)
    content = b"II*\0" + struct.pack("<I", at) + body.ljust(at - 8, b"\0") + directory
    (tmp_path / "cat.tif").write_bytes(content)
    photo = load_photo(tmp_path / "cat.tif")
    assert photo.notes == (f"its {bits} bits a channel became 16",)
    expected = np.rint(pixels * (65535 / ((1 << bits) - 1)))
    assert np.abs(photo.pixels.reshape(pixels.shape).astype(float) - expected).max() <= 1


def test_16_bits_of_cmyk(tmp_path: Path) -> None:
    inks = np.asarray(Image.fromarray(CAT).convert("CMYK"))
    tifffile.imwrite(tmp_path / "cat.tif", inks.astype(np.uint16) * 257, photometric="separated", metadata=None)
    photo = load_photo(tmp_path / "cat.tif")
    assert photo.notes == ("its 16-bit CMYK colours were converted with a precision of 8 bits",)
    assert np.abs(photo.pixels.astype(int) - CAT).max() <= 1


def test_16_bits_of_lab(tmp_path: Path) -> None:
    lab = cv2.cvtColor(CAT.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    stored = np.stack(
        [lab[..., 0] * 655.35, (lab[..., 1] * 256).astype(np.int16), (lab[..., 2] * 256).astype(np.int16)], axis=-1
    )
    pixels = np.concatenate([stored[..., :1].astype(np.uint16), stored[..., 1:].astype(np.int16).view(np.uint16)], -1)
    tifffile.imwrite(tmp_path / "cat.tif", pixels, photometric="cielab", metadata=None)
    photo = load_photo(tmp_path / "cat.tif")
    # OpenCV's Lab is that of D65; grey is grey in both, and colours are near.
    assert np.abs(photo.pixels / 257.0 - CAT).mean() < 4


def test_float_that_counts_to_255_is_stored_whole(tmp_path: Path) -> None:
    photo = photo_from_array(CAT.astype(np.float32))
    assert losses(photo, tmp_path / "cat.png") == (
        "colours are rounded to 16 bits",
        "values are stored with 255 as white",
    )
    result = load_photo(save_photo(photo, tmp_path / "cat.png")).pixels
    assert np.abs(result / 257.0 - CAT).max() <= 0.01
    assert np.array_equal(load_photo(save_photo(photo, tmp_path / "cat.tif")).pixels, CAT.astype(np.float32))


def test_float_that_shines_is_cut_off_at_white_and_told(tmp_path: Path) -> None:
    pixels = CAT.astype(np.float32) / 255
    pixels[:10, :10] = 30.0
    photo = photo_from_array(pixels)
    assert losses(photo, tmp_path / "cat.png")[1:] == ("values beyond white are cut off",)


@pytest.mark.parametrize("strange", [3.4e38, -3.4e38, 1e20])
def test_a_value_far_beyond_all_others_is_cut_off_and_told(tmp_path: Path, strange: float) -> None:
    pixels = CAT.astype(np.float32) / 255
    pixels[5, 7, 1] = strange
    tifffile.imwrite(tmp_path / "cat.tif", pixels, photometric="rgb", metadata=None)
    photo = load_photo(tmp_path / "cat.tif")
    assert photo.notes == ("1 values far beyond all others were cut off",)
    assert (photo.pixels.min() >= 0) & (photo.pixels.max() <= 1)


def _broken(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes(300) + content[middle + 300 :]


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"quality": 95}])
def test_damage_in_the_middle_of_a_jpeg_is_told(tmp_path: Path, options: dict[str, object]) -> None:
    buffer = io.BytesIO()
    Image.fromarray(CAT).save(buffer, "JPEG", **options)  # type: ignore[arg-type]
    (tmp_path / "cat.jpg").write_bytes(buffer.getvalue())
    assert load_photo(tmp_path / "cat.jpg").notes == ()
    (tmp_path / "cat.jpg").write_bytes(_broken(buffer.getvalue()))
    assert load_photo(tmp_path / "cat.jpg").notes == ("its picture data is damaged: parts of it may look wrong",)


def test_a_wrong_checksum_in_a_png_is_told(tmp_path: Path) -> None:
    content = bytearray(png(CAT))
    at = content.index(b"IDAT")
    end = at + 4 + int.from_bytes(content[at - 4 : at], "big")
    content[end] ^= 1
    (tmp_path / "cat.png").write_bytes(content)
    photo = load_photo(tmp_path / "cat.png")
    assert photo.notes == ("its picture data is damaged: parts of it may look wrong",)
    assert np.array_equal(photo.pixels, CAT)
