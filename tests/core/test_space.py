"""Photos keep colours of their own: read as sRGB, stored as they were, and nothing on the way is cut."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from recon_desktop.core.icc import SRGB_CURVE, gamma_curve, rgb_profile
from recon_desktop.core.io import load_photo, losses, photo_from_array, pixels_digest, save_photo
from recon_desktop.core.io.thumbnail import thumbnail
from recon_desktop.core.photo import Photo, in_srgb
from recon_desktop.core.pixels import ArraySink
from recon_desktop.core.space import Space
from tests.core.files import ADOBE_RGB, CAT, DISPLAY_P3, RAMP, deep, exif, icc, png

P3 = rgb_profile("Display P3", (0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06), SRGB_CURVE)
SPACES = {"P3": P3, "Adobe": icc("Adobe", ADOBE_RGB), "ProPhoto-like": icc("wide", DISPLAY_P3, gamma_curve(1.8))}
CUT = "converted from Display P3 to sRGB; colours beyond it are cut"


def _space(profile: bytes) -> Space:
    space = Space.of(profile)
    assert space is not None
    return space


def _through_littlecms(pixels: np.ndarray, profile: bytes) -> np.ndarray:
    image = ImageCms.profileToProfile(
        Image.fromarray(pixels), ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
    )
    return np.asarray(image)


def _stored(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


def _wide(path: Path, pixels: np.ndarray = CAT, profile: bytes = P3, **options: Any) -> Path:
    Image.fromarray(pixels).save(path, icc_profile=profile, **options)
    return path


def test_a_built_profile_is_the_space_that_it_names() -> None:
    found = _through_littlecms(CAT, P3).astype(int)
    # Display P3's own colourants (D50), as published in its profile.
    apple = _through_littlecms(CAT, icc("P3", DISPLAY_P3, SRGB_CURVE)).astype(int)
    assert np.abs(found - apple).max() <= 1


@pytest.mark.parametrize("name", SPACES)
def test_values_read_as_srgb_are_those_of_littlecms(name: str) -> None:
    seen = _space(SPACES[name]).to_srgb(CAT / np.float32(255))
    assert seen.dtype == np.float32
    assert np.abs(np.clip(seen, 0, 1) * 255 - _through_littlecms(CAT, SPACES[name])).max() < 1.6


@pytest.mark.parametrize("name", SPACES)
def test_no_colour_changes_by_being_read_and_written(name: str) -> None:
    space = _space(SPACES[name])
    levels = np.arange(0, 256, 5, dtype=np.uint8)
    every = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), -1).reshape(52, -1, 3)
    photo = photo_from_array(every, space=space)
    sink = ArraySink(photo.size, photo.depth)
    sink.write(photo.size.whole, space.from_srgb(photo.source.read(photo.size.whole)))
    np.testing.assert_array_equal(sink.pixels, every)
    # At 16 bits float32 loses an eighth of a step of 8 bits at most, in one dark channel of a bright colour.
    fine = photo_from_array(np.random.default_rng(0).integers(0, 65536, (64, 64, 3), np.uint16), space=space)
    back = space.from_srgb(fine.source.read(fine.size.whole)) * 65535
    assert np.abs(back - fine.pixels).max() < 33


def test_colours_beyond_srgb_are_read_beyond_its_range() -> None:
    red = np.array([[[255, 0, 0]]], np.uint8)
    seen = photo_from_array(red, space=_space(P3)).source.read(photo_from_array(red).size.whole)[0, 0]
    np.testing.assert_allclose(seen, [1.0930, -0.2267, -0.1501], atol=2e-3)  # CSS Color 4: color(display-p3 1 0 0)


def test_a_tile_is_read_as_the_whole(tmp_path: Path) -> None:
    photo = photo_from_array(CAT, space=_space(SPACES["Adobe"]))
    part = photo.size.inside(13)
    np.testing.assert_array_equal(photo.source.read(part), photo.source.read(photo.size.whole)[part.slices])


@pytest.mark.parametrize(
    "profile",
    [
        icc("linear", DISPLAY_P3, gamma_curve(1.0)),
        icc("grey", grey=True),
        icc("flat", [(0.3, 0.3, 0.3)] * 3),
        icc("no number", DISPLAY_P3, b"para" + bytes(4) + struct.pack(">HHi", 0, 0, -(2**31))),
    ],
    ids=["linear light", "grey", "no colours", "no curve"],
)
def test_spaces_that_networks_do_not_know_are_none(profile: bytes) -> None:
    assert Space.of(profile) is None


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp"])
def test_a_photo_keeps_its_numbers_and_its_profile(tmp_path: Path, suffix: str) -> None:
    options: dict[str, Any] = {"lossless": True} if suffix == "webp" else {}
    path = _wide(tmp_path / f"wide.{suffix}", exif=b"Exif\0\0" + exif(1), **options)
    stored = _stored(path)
    photo = load_photo(path)
    np.testing.assert_array_equal(photo.pixels, stored)
    assert (photo.profile, photo.notes) == ("Display P3", ())
    assert losses(photo, tmp_path / "result.png") == ()
    again = save_photo(photo, tmp_path / "result.png")
    np.testing.assert_array_equal(_stored(again), stored)
    with Image.open(again) as image:
        assert image.info["icc_profile"] == P3
        assert image.getexif().get_ifd(34665)[40961] == 65535  # its colour space is still not sRGB
    assert load_photo(again).space == photo.space


def test_deep_photos_keep_theirs_and_float_ones_become_srgb(tmp_path: Path) -> None:
    import zlib

    path = tmp_path / "deep.png"
    path.write_bytes(png(deep(CAT), (b"iCCP", b"wide\0\0" + zlib.compress(P3))))
    photo = load_photo(path)
    np.testing.assert_array_equal(photo.pixels, deep(CAT))
    assert photo.space == _space(P3)
    with pytest.raises(ValueError, match="whole numbers"):
        photo_from_array(np.zeros((4, 4, 3), np.float32), space=_space(P3))
    with pytest.raises(ValueError, match="whole numbers"):
        photo_from_array(np.zeros((4, 4), np.uint8), space=_space(P3))


def test_a_format_without_profiles_gets_srgb_and_it_is_said(tmp_path: Path) -> None:
    photo = load_photo(_wide(tmp_path / "wide.png"))
    target = tmp_path / "result.bmp"
    assert losses(photo, target) == (CUT,)
    stored = _stored(save_photo(photo, target))
    assert np.abs(stored.astype(int) - _through_littlecms(CAT, P3)).max() <= 1


def test_alpha_goes_along(tmp_path: Path) -> None:
    photo = load_photo(_wide(tmp_path / "wide.png", np.dstack([CAT, RAMP])))
    np.testing.assert_array_equal(photo.alpha, RAMP)
    np.testing.assert_array_equal(photo.pixels, CAT)
    shown = in_srgb(photo)
    assert shown.space is None
    np.testing.assert_array_equal(shown.alpha, RAMP)


def test_the_same_numbers_in_other_colours_are_another_photo() -> None:
    digests = {pixels_digest(CAT, None, space) for space in (None, _space(P3), _space(SPACES["Adobe"]))}
    assert len(digests) == 3


def test_thumbnails_are_srgb(tmp_path: Path) -> None:
    wide = Image.new("RGB", (64, 48), (200, 40, 40))
    wide.save(tmp_path / "wide.png", icc_profile=P3)
    expected = _through_littlecms(np.asarray(wide), P3)[0, 0].astype(int)
    assert np.abs(thumbnail(tmp_path / "wide.png", 32)[0, 0].astype(int) - expected).max() <= 1


CHROMATICITIES = {
    "sRGB": (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000),
    "Adobe": (31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000),
}


@pytest.mark.parametrize(
    ("chunks", "profile"),
    [
        ([(b"gAMA", struct.pack(">I", 45455))], None),
        ([(b"gAMA", struct.pack(">I", 55556)), (b"sRGB", b"\0")], None),
        ([(b"cHRM", struct.pack(">8I", *CHROMATICITIES["sRGB"]))], None),
        ([(b"cICP", bytes([1, 13, 0, 1]))], None),
        ([(b"gAMA", b"?")], None),
        ([(b"cICP", bytes([12, 13, 0, 1])), (b"sRGB", b"\0")], P3),
        ([(b"gAMA", struct.pack(">I", 45455)), (b"cHRM", struct.pack(">8I", *CHROMATICITIES["Adobe"]))], "Adobe"),
        ([(b"gAMA", struct.pack(">I", 55556))], "gamma"),
    ],
)
def test_colours_that_a_png_states_are_its_own(tmp_path: Path, chunks: Any, profile: Any) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(png(CAT, *chunks))
    photo = load_photo(path)
    np.testing.assert_array_equal(photo.pixels, CAT)
    assert photo.notes == ()
    assert (photo.space is None) == (profile is None)
    if profile == "Adobe":
        profile = icc("Adobe", ADOBE_RGB, SRGB_CURVE)
    if profile == "gamma":
        seen = in_srgb(photo).pixels / 255
        light = (CAT / 255) ** 1.8
        expected = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
        assert np.abs(seen - expected).max() < 1 / 255
    elif profile is not None:
        assert np.abs(in_srgb(photo).pixels.astype(int) - _through_littlecms(CAT, profile)).max() <= 1


@pytest.mark.parametrize("chunk", [bytes([9, 16, 0, 1]), bytes([1, 13, 0, 0])], ids=["PQ", "narrow range"])
def test_colours_that_cannot_be_kept_are_told(tmp_path: Path, chunk: bytes) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(png(CAT, (b"cICP", chunk), (b"sRGB", b"\0")))
    (first, *_) = load_photo(path).notes
    told = "its HDR colours (PQ) were brought to" if chunk[1] == 16 else "it states other colours than those of sRGB"
    assert first.startswith(told)


@pytest.mark.parametrize(
    "chunk",
    [
        (b"gAMA", struct.pack(">I", 1)),
        (b"gAMA", struct.pack(">I", 0)),
        (b"cHRM", struct.pack(">8I", *[31270, 32900] * 4)),
        (b"cHRM", struct.pack(">8I", 31270, 32900, 2**32 - 1, 1, 30000, 60000, 15000, 6000)),
        (b"cHRM", bytes(32)),
    ],
)
def test_nonsense_about_colours_keeps_no_png_from_being_opened(tmp_path: Path, chunk: tuple[bytes, bytes]) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(png(CAT, chunk))
    photo = load_photo(path)
    assert photo.notes
    assert photo.space is None
    np.testing.assert_array_equal(photo.pixels, CAT)


def test_linear_light_stated_by_a_png_is_brought_to_srgb(tmp_path: Path) -> None:
    path = tmp_path / "linear.png"
    path.write_bytes(png(CAT, (b"gAMA", struct.pack(">I", 100000))))
    photo = load_photo(path)
    assert photo.space is None
    assert photo.pixels.mean() > CAT.mean() + 30


@pytest.mark.parametrize(("index", "kept"), [(b"R03\0", True), (b"R98\0", False)])
def test_a_camera_that_states_adobe_rgb_is_believed(tmp_path: Path, index: bytes, kept: bool) -> None:
    tags = Image.Exif()
    tags.get_ifd(34665)[40961] = 65535
    tags.get_ifd(34665)[40965] = {1: index.decode().rstrip("\0")}
    path = tmp_path / "_DSC0001.jpg"
    Image.fromarray(CAT).save(path, exif=tags)
    photo = load_photo(path)
    assert (photo.space is not None) == kept
    if kept:
        assert photo.profile == "compatible with Adobe RGB (1998)"
        stored = _stored(path)
        expected = _through_littlecms(stored, icc("Adobe", ADOBE_RGB))
        assert np.abs(in_srgb(photo).pixels.astype(int) - expected).max() <= 1


def test_a_grey_photo_takes_no_colours_from_a_profile(tmp_path: Path) -> None:
    Image.fromarray(CAT[..., 1]).save(tmp_path / "grey.png", icc_profile=P3)
    photo: Photo = load_photo(tmp_path / "grey.png")
    assert photo.space is None
    assert photo.notes == ("its colour profile does not fit the photo and was ignored",)
