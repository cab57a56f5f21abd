"""AVIF and JPEG XL, and how JPEG and AVIF store colour; their files are made by the codecs themselves."""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from recon_desktop.core.errors import FormatUnsupported, ImageForeign, ImageUnreadable
from recon_desktop.core.formats import WRITABLE_FORMATS
from recon_desktop.core.io import SaveOptions, load_photo, losses, photo_from_array, save_photo
from recon_desktop.core.io.exif import without_orientation
from recon_desktop.core.photo import Metadata, Photo
from recon_desktop.core.pixels import to_float
from tests.core.files import CAT, MAKER_NOTE, RAMP, XMP, deep, exif, icc, png

FACTORS = {"4:4:4": 0x11, "4:2:2": 0x21, "4:2:0": 0x22}
JPEG_XL = next(entry for entry in WRITABLE_FORMATS if entry.name == "JPEG XL")
with_jpeg_xl = pytest.mark.skipif(not JPEG_XL.installed, reason="there is no library for JPEG XL")


def _apart(photo: Photo, pixels: np.ndarray[Any, Any]) -> float:
    """The mean difference in levels of 255."""
    return float(np.abs(to_float(photo.pixels) - to_float(pixels)).mean() * 255)


# ---------------------------------------------------------------- AVIF


@pytest.mark.parametrize(("bits", "shift"), [(10, 6), (12, 4)])
def test_a_deep_avif_keeps_its_bits(tmp_path: Path, bits: int, shift: int) -> None:
    path = tmp_path / "cat.avif"
    stored = deep(CAT) >> shift
    settings = [cv2.IMWRITE_AVIF_DEPTH, bits, cv2.IMWRITE_AVIF_QUALITY, 100]
    assert cv2.imwrite(str(path), stored[:, :, ::-1], settings)
    photo = load_photo(path)
    assert photo.notes == ()
    assert photo.depth == np.uint16
    expected = np.round(stored / ((1 << bits) - 1) * 65535)
    assert np.abs(photo.pixels.astype(int) - expected).max() <= 1


@pytest.mark.parametrize("pixels", [CAT, deep(CAT)], ids=["8", "12"])
def test_an_avif_is_opened_whatever_its_metadata_says(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], pixels: np.ndarray[Any, Any]
) -> None:
    photo = photo_from_array(pixels, metadata=Metadata(exif(thumbnail=False), XMP))
    path = save_photo(photo, tmp_path / "cat.avif")
    before = load_photo(path)
    content = path.read_bytes()
    at = content.index(b"II*\0") - 4  # says where the block begins
    path.write_bytes(content[:at] + b"\xff" * 4 + content[at + 4 :])
    after = load_photo(path)
    assert after.digest == before.digest
    assert after.notes == ("its EXIF data is damaged and was left out",)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("alpha", [False, True])
@pytest.mark.parametrize("pixels", [deep(CAT), deep(CAT[:, :, 1])], ids=["colour", "grey"])
def test_a_lossless_avif_of_12_bits(tmp_path: Path, pixels: np.ndarray[Any, Any], alpha: bool) -> None:
    photo = photo_from_array(pixels, deep(RAMP) if alpha else None)
    path = tmp_path / "cat.avif"
    options = SaveOptions(lossless=True)
    assert losses(photo, path, options) == ("colours are rounded to 12 bits",)
    result = load_photo(save_photo(photo, path, options=options))
    found = result.pixels if result.pixels.ndim == photo.pixels.ndim else result.pixels[:, :, 1]
    assert np.abs(found.astype(int) - photo.pixels).max() <= 65535 / 4095 / 2 + 1
    if alpha:
        assert result.alpha is not None
        assert photo.alpha is not None
        assert np.abs(result.alpha.astype(int) - photo.alpha).max() <= 65535 / 4095 / 2 + 1


@pytest.mark.parametrize("depth", ["8", "10", "12"])
def test_quality_of_an_avif(tmp_path: Path, depth: Any) -> None:
    photo = photo_from_array(deep(CAT))
    sizes, apart = [], []
    for quality in (30, 60, 95):
        path = tmp_path / f"{quality}.avif"
        result = load_photo(save_photo(photo, path, options=SaveOptions(quality=quality, depth=depth)))
        sizes.append(path.stat().st_size)
        apart.append(_apart(result, photo.pixels))
    assert sizes == sorted(sizes)
    assert apart == sorted(apart, reverse=True)
    assert apart[-1] < 2


def test_an_avif_larger_than_its_decoders_open_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatUnsupported, match="32768"):
        save_photo(photo_from_array(np.zeros((1, 32769), np.uint8)), tmp_path / "wide.avif")


# ---------------------------------------------------------------- Radiance


def test_a_radiance_picture_is_linear_light_that_may_be_brighter_than_white(tmp_path: Path) -> None:
    path = tmp_path / "cat.hdr"
    assert cv2.imwrite(str(path), ((CAT / np.float32(255)) ** np.float32(2.2) * 4)[:, :, ::-1])
    light = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)[:, :, ::-1]
    photo = load_photo(path)
    assert photo.format == "Radiance HDR"
    assert photo.notes == ()
    encoded = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    assert float(photo.pixels.max()) > 1.5
    assert np.abs(photo.pixels - encoded).max() < 1e-3
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(ImageUnreadable):
        load_photo(path)


def test_a_radiance_picture_without_a_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cat.hdr"
    path.write_bytes(b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n+X 3 +Y 2\n" + bytes(24))
    with pytest.raises(ImageUnreadable, match="impossible size"):
        load_photo(path)


# ---------------------------------------------------------------- JPEG XL


@with_jpeg_xl
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("alpha", [False, True])
@pytest.mark.parametrize("grey", [False, True])
def test_a_lossless_jpeg_xl_is_the_photo(tmp_path: Path, dtype: type, alpha: bool, grey: bool) -> None:
    colours: np.ndarray[Any, Any] = CAT[:, :, 1] if grey else CAT
    opacity: np.ndarray[Any, Any] = RAMP
    if dtype == np.uint16:
        colours, opacity = deep(colours), deep(RAMP)
    if dtype == np.float32:
        colours, opacity = colours / np.float32(128), opacity / np.float32(255)
    photo = photo_from_array(colours, opacity if alpha else None)
    path = tmp_path / "cat.jxl"
    assert losses(photo, path, SaveOptions(lossless=True)) == ()
    assert load_photo(save_photo(photo, path, options=SaveOptions(lossless=True))).digest == photo.digest


@with_jpeg_xl
def test_quality_of_a_jpeg_xl(tmp_path: Path) -> None:
    sizes, apart = [], []
    for quality in (5, 30, 60, 95):
        path = tmp_path / f"{quality}.jxl"
        result = load_photo(save_photo(photo_from_array(CAT), path, options=SaveOptions(quality=quality)))
        sizes.append(path.stat().st_size)
        apart.append(_apart(result, CAT))
    assert sizes == sorted(sizes)
    assert apart == sorted(apart, reverse=True)
    assert apart[-1] < 2


@with_jpeg_xl
def test_a_damaged_jpeg_xl_is_refused(tmp_path: Path) -> None:
    path = save_photo(photo_from_array(CAT), tmp_path / "cat.jxl")
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(ImageUnreadable):
        load_photo(path)


@with_jpeg_xl
@pytest.mark.parametrize("boxes", ["none", "jxlc", "jxlp"])
@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize("shown", [False, True])
@pytest.mark.parametrize("animated", [False, True])
def test_an_animated_jpeg_xl_is_known(boxes: str, small: bool, shown: bool, animated: bool) -> None:
    from recon_desktop.core.io.jpeg_xl import moves

    large = [(0, 1), (1, 2), (359, 13), (0, 3), (3, 2), (479, 30)]
    side = [(1, 1), (5, 5), (2, 3)] if small else large  # 48 high, a ratio; 360 and 480 in the longest way
    header = [*side, (0, 1), (1, 1), (5, 3), (shown, 1), *(side if shown else ()), (0, 1), (animated, 1)]
    written, at = 0, 0
    for value, bits in header:
        written |= value << at
        at += bits
    content = b"\xff\x0a" + written.to_bytes(40, "little")
    begin = bytes.fromhex("0000000c4a584c200d0a870a00000014667479706a786c20000000006a786c20")
    if boxes != "none":
        part = bytes(4) if boxes == "jxlp" else b""
        content = begin + (8 + len(part + content)).to_bytes(4, "big") + boxes.encode() + part + content
    assert moves(content) == animated


@with_jpeg_xl
def test_a_still_jpeg_xl_is_no_animation(tmp_path: Path) -> None:
    for number, exif_block in enumerate((b"", exif())):
        photo = photo_from_array(CAT, metadata=Metadata(exif=exif_block))
        assert load_photo(save_photo(photo, tmp_path / f"{number}.jxl")).notes == ()


def test_a_jpeg_xl_is_called_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recon_desktop.core.formats.find_spec", lambda name: None)
    path = tmp_path / "photo.jxl"
    path.write_bytes(b"\xff\x0a" + bytes(100))
    with pytest.raises(ImageForeign, match="a JPEG XL photo"):
        load_photo(path)
    with pytest.raises(FormatUnsupported, match=r"\.avif"):
        save_photo(photo_from_array(CAT), tmp_path / "new.jxl")


# ---------------------------------------------------------------- both


@pytest.mark.parametrize("options", [SaveOptions(), SaveOptions(lossless=True)], ids=["lossy", "lossless"])
@pytest.mark.parametrize("suffix", ["avif", pytest.param("jxl", marks=with_jpeg_xl)])
def test_metadata_goes_along(tmp_path: Path, suffix: str, options: SaveOptions) -> None:
    photo = photo_from_array(CAT, metadata=Metadata(exif(thumbnail=False), XMP))
    path = tmp_path / f"cat.{suffix}"
    assert losses(photo, path, options) == ()
    result = load_photo(save_photo(photo, path, options=options))
    assert result.notes == ()
    kept = load_photo(save_photo(photo, tmp_path / "cat.png")).metadata.exif
    assert result.metadata.exif == (without_orientation(kept) if suffix == "avif" else kept)
    assert b'Rating="4"' in result.metadata.xmp
    assert result.profile.startswith("sRGB")
    content = path.read_bytes()  # for programs that look no deeper
    assert MAKER_NOTE in content
    assert b'Rating="4"' in content


@pytest.mark.parametrize("options", [SaveOptions(), SaveOptions(lossless=True)], ids=["lossy", "lossless"])
@pytest.mark.parametrize("pixels", [CAT, deep(CAT)], ids=["8", "16"])
@pytest.mark.parametrize("suffix", ["avif", pytest.param("jxl", marks=with_jpeg_xl)])
def test_a_photo_keeps_its_own_colours(
    tmp_path: Path, suffix: str, pixels: np.ndarray[Any, Any], options: SaveOptions
) -> None:
    path = tmp_path / "source.png"
    path.write_bytes(png(pixels, (b"iCCP", b"x\0\0" + zlib.compress(icc("P3")))))
    photo = load_photo(path)
    result = load_photo(save_photo(photo, tmp_path / f"cat.{suffix}", options=options))
    assert result.profile == photo.profile == "P3"
    assert result.space == photo.space
    assert _apart(result, photo.pixels) < 3


# ---------------------------------------------------------------- how JPEG stores colour


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("subsampling", FACTORS)
def test_colour_of_a_jpeg_is_stored_as_asked_for(tmp_path: Path, subsampling: Any, progressive: bool) -> None:
    options = SaveOptions(quality=85, subsampling=subsampling, progressive=progressive)
    photo = photo_from_array(CAT, metadata=Metadata(exif(thumbnail=False), XMP))
    path = save_photo(photo, tmp_path / "cat.jpg", options=options)
    content = path.read_bytes()
    frame = content.index(b"\xff\xc2" if progressive else b"\xff\xc0")
    assert content[frame + 11] == FACTORS[subsampling]
    stream = io.BytesIO()
    Image.fromarray(CAT).save(stream, "JPEG", quality=85, subsampling=subsampling, progressive=progressive)
    with Image.open(path) as image, Image.open(stream) as expected:
        assert image.info.get("progressive") == (1 if progressive else None)
        np.testing.assert_array_equal(np.asarray(image), np.asarray(expected))
    result = load_photo(path)
    assert b'Rating="4"' in result.metadata.xmp
    assert result.metadata.exif
