"""Opening photos of every kind that people have."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageOps, features

from recon_desktop.core.geometry import Size
from recon_desktop.core.io import load_photo, photo_from_array, pixels_digest, probe
from recon_desktop.core.io.png import PNG_SIGNATURE, chunk
from recon_desktop.core.progress import Cancelled, CancelToken, Reporter
from tests.core.files import CAT, RAMP, deep, exif, png

CLEAR_CAT = np.dstack([CAT, RAMP])
GREY_CAT = CAT[:, :, 1]


def test_an_8_bit_photo_keeps_its_pixels(tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    Image.fromarray(CAT).save(path)
    photo = load_photo(path)
    assert photo.pixels.dtype == np.uint8
    assert not photo.pixels.flags.writeable
    np.testing.assert_array_equal(photo.pixels, CAT)
    assert (photo.alpha, photo.notes, photo.path, photo.format, photo.profile) == (None, (), path, "PNG", "sRGB")


@pytest.mark.parametrize("suffix", ["bmp", "tif", "gif", "webp", "ppm", "jp2"])
def test_lossless_formats_keep_their_pixels(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"cat.{suffix}"
    image = Image.fromarray(CAT)
    if suffix == "gif":
        image = image.quantize(200).convert("RGB")
    image.save(path, **({"lossless": True} if suffix == "webp" else {}))
    photo = load_photo(path)
    np.testing.assert_array_equal(photo.pixels, np.asarray(image))
    assert probe(path).size == photo.size == Size(170, 120)


def test_a_jpeg_is_what_pillow_makes_of_it(tmp_path: Path) -> None:
    path = tmp_path / "cat.jpg"
    Image.fromarray(CAT).save(path, quality=90)
    np.testing.assert_array_equal(load_photo(path).pixels, np.asarray(Image.open(path)))


@pytest.mark.skipif(not features.check("avif"), reason="Pillow without AVIF")
def test_avif(tmp_path: Path) -> None:
    path = tmp_path / "cat.avif"
    Image.fromarray(CAT).save(path, quality=95)
    assert np.abs(load_photo(path).pixels.astype(float) - CAT).mean() < 3


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "webp", "bmp"])
@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (5, 3)])
def test_tiny_photos(tmp_path: Path, suffix: str, shape: tuple[int, int]) -> None:
    path = tmp_path / f"tiny.{suffix}"
    Image.fromarray(CAT[: shape[0], : shape[1]]).save(path)
    assert load_photo(path).pixels.shape == (*shape, 3)


@pytest.mark.parametrize(
    "name", ["with space", 'it\'s "quoted"', "한국어 사진", "Ünïcödé – ñ", "x" * 240, "100%_#&;$(a)`b`", " leading"]
)
def test_names(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.png"
    path.write_bytes(png(deep(CAT)))
    np.testing.assert_array_equal(load_photo(path).pixels, deep(CAT))


def test_the_content_decides_not_the_suffix(tmp_path: Path) -> None:
    path = tmp_path / "really a png.jpg"
    Image.fromarray(CAT).save(path, "PNG")
    assert load_photo(path).format == probe(path).format == "PNG"


@pytest.mark.parametrize("suffix", ["png", "tif", "jpg", "bmp"])
def test_grey_stays_grey(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"grey.{suffix}"
    Image.fromarray(GREY_CAT).save(path, **({"quality": 100} if suffix == "jpg" else {}))
    photo = load_photo(path)
    assert photo.grey
    assert np.abs(photo.pixels.astype(int) - GREY_CAT).max() <= 3


@pytest.mark.parametrize("suffix", ["png", "tif", "webp"])
def test_alpha_is_kept_beside_the_pixels(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"clear.{suffix}"
    Image.fromarray(CLEAR_CAT).save(path, **({"lossless": True, "exact": True} if suffix == "webp" else {}))
    photo = load_photo(path)
    np.testing.assert_array_equal(photo.pixels, CAT)
    np.testing.assert_array_equal(photo.alpha, RAMP)


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_grey_with_alpha(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"la.{suffix}"
    Image.fromarray(np.dstack([GREY_CAT, RAMP])).save(path)
    photo = load_photo(path)
    np.testing.assert_array_equal(photo.pixels, GREY_CAT)
    np.testing.assert_array_equal(photo.alpha, RAMP)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_16_bit_png(tmp_path: Path, channels: int) -> None:
    pixels = deep(np.dstack([GREY_CAT, RAMP]) if channels <= 2 else CLEAR_CAT)[:, :, :channels]
    path = tmp_path / "deep.png"
    path.write_bytes(png(pixels))
    photo = load_photo(path)
    assert photo.depth == probe(path).depth == np.uint16
    colours = 1 if channels <= 2 else 3
    np.testing.assert_array_equal(photo.pixels.reshape(*pixels.shape[:2], -1), pixels[:, :, :colours])
    assert (photo.alpha is not None) == (channels in (2, 4))
    if photo.alpha is not None:
        np.testing.assert_array_equal(photo.alpha, pixels[:, :, -1])


def test_a_transparent_colour_of_a_16_bit_png_is_compared_at_16_bits(tmp_path: Path) -> None:
    pixels = deep(CAT)
    pixels[0, 1] = pixels[0, 0] + np.array([0, 0, 1], np.uint16)
    path = tmp_path / "key.png"
    path.write_bytes(png(pixels, (b"tRNS", pixels[0, 0].astype(">u2").tobytes())))
    photo = load_photo(path)
    np.testing.assert_array_equal(photo.pixels, pixels)
    assert photo.alpha is not None
    assert photo.alpha[0, :2].tolist() == [0, 65535]


@pytest.mark.parametrize("grey", [True, False])
def test_a_transparent_colour_of_an_8_bit_png(tmp_path: Path, grey: bool) -> None:
    pixels = CAT[:, :, :1] if grey else CAT
    path = tmp_path / "key.png"
    path.write_bytes(png(pixels, (b"tRNS", pixels[7, 9].astype(">u2").tobytes())))
    photo = load_photo(path)
    assert photo.grey == grey
    assert photo.alpha is not None
    np.testing.assert_array_equal(photo.alpha == 0, (pixels == pixels[7, 9]).all(axis=2))


@pytest.mark.parametrize("suffix", ["png", "gif"])
def test_a_palette_with_transparency(tmp_path: Path, suffix: str) -> None:
    image = Image.fromarray(CAT).quantize(16)
    path = tmp_path / f"palette.{suffix}"
    image.save(path, transparency=3)
    photo = load_photo(path)
    assert photo.alpha is not None
    np.testing.assert_array_equal(photo.alpha == 0, np.asarray(image) == 3)
    opaque = photo.alpha > 0
    np.testing.assert_array_equal(photo.pixels[opaque], np.asarray(image.convert("RGB"))[opaque])


def test_a_palette_with_graded_transparency(tmp_path: Path) -> None:
    image = Image.fromarray(CAT).quantize(4)
    path = tmp_path / "palette.png"
    image.save(path, transparency=bytes([0, 80, 160, 255]))
    photo = load_photo(path)
    assert photo.alpha is not None
    assert np.unique(photo.alpha).tolist() == [0, 80, 160, 255]


def test_one_bit(tmp_path: Path) -> None:
    path = tmp_path / "bits.png"
    Image.fromarray(GREY_CAT > 100).save(path)
    np.testing.assert_array_equal(load_photo(path).pixels, np.where(GREY_CAT > 100, 255, 0))


@pytest.mark.parametrize("suffix", ["jpg", "tif"])
def test_cmyk_is_not_inverted(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"cmyk.{suffix}"
    Image.fromarray(CAT).convert("CMYK").save(path, **({"quality": 95} if suffix == "jpg" else {}))
    photo = load_photo(path)
    assert photo.pixels.shape == CAT.shape
    assert np.abs(photo.pixels.astype(int) - CAT).mean() < 3


def test_16_bit_grey_of_other_formats(tmp_path: Path) -> None:
    pixels = deep(GREY_CAT)
    path = tmp_path / "grey.pgm"
    path.write_bytes(b"P5 170 120 65535\n" + pixels.astype(">u2").tobytes())
    np.testing.assert_array_equal(load_photo(path).pixels, pixels)


def test_a_float_map_keeps_its_values(tmp_path: Path) -> None:
    values = (GREY_CAT / np.float32(100)).astype(np.float32)
    path = tmp_path / "light.pfm"
    path.write_bytes(b"Pf\n170 120\n-1.0\n" + values[::-1].astype("<f4").tobytes())
    photo = load_photo(path)
    assert photo.depth == np.float32
    np.testing.assert_array_equal(photo.pixels, values)


@pytest.mark.parametrize("white", [65535, 1023])
def test_16_bit_colour_of_a_ppm(tmp_path: Path, white: int) -> None:
    pixels = deep(CAT).astype(int) * white // 65535
    path = tmp_path / "cat.ppm"
    path.write_bytes(b"P6\n# a comment\n170 120\n%d\n" % white + pixels.astype(">u2").tobytes())
    photo = load_photo(path)
    assert (photo.depth, photo.notes) == (np.uint16, ())
    np.testing.assert_allclose(photo.pixels, pixels * 65535 / white, atol=0.51)
    plain = tmp_path / "plain.ppm"
    plain.write_bytes(b"P3\n2 1\n1023\n" + b" ".join(b"%d" % value for value in (0, 512, 1023) * 2))
    assert load_photo(plain).notes == ("its 10 bits a channel became 8",)


@pytest.mark.parametrize("channels", [3, 4])
def test_16_bit_colour_of_jpeg_2000(tmp_path: Path, channels: int) -> None:
    pixels = deep(CLEAR_CAT)[:, :, :channels]
    path = tmp_path / "cat.jp2"
    stored = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR if channels == 3 else cv2.COLOR_RGBA2BGRA)
    cv2.imwrite(str(path), stored, [cv2.IMWRITE_JPEG2000_COMPRESSION_X1000, 1000])
    photo = load_photo(path)
    assert photo.notes == ()
    np.testing.assert_array_equal(photo.pixels, pixels[:, :, :3])
    assert (photo.alpha is not None) == (channels == 4)


@pytest.mark.parametrize("bits", [1, 2, 4])
def test_a_transparent_grey_of_few_bits(tmp_path: Path, bits: int) -> None:
    head = struct.pack(">IIBBBBB", 2, 1, bits, 0, 0, 0, 0)
    row = bytes([0, ((1 << bits) - 1) << (8 - bits)])
    white = struct.pack(">H", (1 << bits) - 1)
    chunks = (b"IHDR", head), (b"tRNS", white), (b"IDAT", zlib.compress(row)), (b"IEND", b"")
    path = tmp_path / "few.png"
    path.write_bytes(PNG_SIGNATURE + b"".join(chunk(kind, body) for kind, body in chunks))
    photo = load_photo(path)
    assert photo.alpha is not None
    assert photo.pixels.ravel().tolist() == [255, 0]
    assert photo.alpha.ravel().tolist() == [0, 255]


@pytest.mark.parametrize("top", [1.0, 255.0])
def test_float_transparency_is_mended_and_brought_to_0_to_1(tmp_path: Path, top: float) -> None:
    values = (CLEAR_CAT / np.float32(255)).astype(np.float32)
    values[:, :, 3] *= np.float32(top)
    values[3, 3, 3], values[4, 4, 3] = np.nan, -1
    path = tmp_path / "clear.tif"
    tifffile.imwrite(path, values, photometric="rgb", extrasamples=["unassalpha"])
    photo = load_photo(path)
    assert photo.alpha is not None
    assert (photo.alpha[3, 3], photo.alpha[4, 4]) == (0, 0)
    np.testing.assert_allclose(photo.alpha[10:], RAMP[10:] / np.float32(255), atol=1e-6)
    mended = "1 values that are not numbers were replaced"
    brought = "its transparency went up to 255 and was brought to 0..1"
    assert photo.notes == ((mended,) if top == 1 else (mended, brought))


@pytest.mark.parametrize("suffix", ["gif", "webp", "png"])
def test_of_an_animation_the_first_frame_and_it_is_said_so(tmp_path: Path, suffix: str) -> None:
    frames = [Image.fromarray(np.roll(CAT, shift, axis=1)).quantize(64).convert("RGB") for shift in (0, 40, 80)]
    path = tmp_path / f"moving.{suffix}"
    options = {"lossless": True} if suffix == "webp" else {}
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=50, **options)
    photo = load_photo(path)
    assert probe(path).frames == 3
    assert photo.notes == ("the first of 3 frames",)
    np.testing.assert_array_equal(photo.pixels, np.asarray(frames[0]))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp"])
def test_orientation_is_applied(tmp_path: Path, suffix: str, orientation: int) -> None:
    path = tmp_path / f"turned.{suffix}"
    options = {"lossless": True} if suffix == "webp" else {}
    Image.fromarray(CAT).save(path, exif=b"Exif\0\0" + exif(orientation), **options)
    expected = np.asarray(ImageOps.exif_transpose(Image.open(path)))
    photo = load_photo(path)
    np.testing.assert_array_equal(photo.pixels, expected)
    assert probe(path).size == photo.size
    assert photo.pixels.flags.c_contiguous


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_applied_to_alpha_and_in_strips(
    tmp_path: Path, orientation: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recon_desktop.core.io.decode.BLOCK_PIXELS", 1000)
    path = tmp_path / "turned.png"
    path.write_bytes(png(deep(CLEAR_CAT), (b"eXIf", exif(orientation, order=">"))))
    upright = Image.fromarray(CLEAR_CAT)
    upright.getexif()[274] = orientation
    photo = load_photo(path)
    assert photo.alpha is not None
    np.testing.assert_array_equal(
        np.dstack([photo.pixels, photo.alpha]) >> 8, np.asarray(ImageOps.exif_transpose(upright))
    )


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_nonsense_orientation_is_none(tmp_path: Path, orientation: int) -> None:
    path = tmp_path / "odd.jpg"
    Image.fromarray(CAT).save(path, exif=exif(orientation))
    assert load_photo(path).size == Size(170, 120)


def test_strips_make_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "cat.jpg"
    Image.fromarray(CAT).save(path)
    whole = load_photo(path)
    monkeypatch.setattr("recon_desktop.core.io.decode.BLOCK_PIXELS", 1000)
    assert load_photo(path).digest == whole.digest


def test_progress_and_cancel(tmp_path: Path) -> None:
    path = tmp_path / "cat.jpg"
    Image.fromarray(CAT).save(path)
    told: list[float] = []
    load_photo(path, progress=Reporter(told.append))
    assert told == sorted(told)
    assert told[-1] == 1.0
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        load_photo(path, progress=Reporter(told.append, token))


def test_the_digest_knows_pixels_shape_depth_and_alpha() -> None:
    photos = [
        photo_from_array(CAT),
        photo_from_array(CAT.reshape(CAT.shape[1], CAT.shape[0], 3)),
        photo_from_array(CAT[:, :, 0]),
        photo_from_array(CAT.astype(np.uint16)),
        photo_from_array(CAT, RAMP),
        photo_from_array(CAT, np.roll(RAMP, 1)),
    ]
    assert len({photo.digest for photo in photos}) == len(photos)
    assert photo_from_array(CLEAR_CAT).digest == photo_from_array(CAT, RAMP).digest == pixels_digest(CAT, RAMP)


def test_the_digest_is_that_of_the_file_whatever_its_format(tmp_path: Path) -> None:
    for suffix in ("png", "bmp", "tif"):
        Image.fromarray(CAT).save(tmp_path / f"cat.{suffix}")
    assert len({load_photo(path).digest for path in tmp_path.iterdir()}) == 1


def test_arrays_of_other_kinds_are_refused() -> None:
    with pytest.raises(TypeError):
        photo_from_array(CAT.astype(np.float64))
    with pytest.raises(ValueError, match="HxW"):
        photo_from_array(np.zeros((4, 4, 5), np.uint8))
    with pytest.raises(ValueError, match="HxW"):
        photo_from_array(np.zeros((0, 4, 3), np.uint8))


def test_one_channel_is_grey() -> None:
    assert photo_from_array(CAT[:, :, :1]).pixels.shape == CAT.shape[:2]


def test_photos_can_be_opened_in_several_threads_at_once(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    paths = [tmp_path / f"cat{index}.{suffix}" for index in range(4) for suffix in ("jpg", "png", "tif", "webp")]
    for path in paths:
        Image.fromarray(CAT).save(path)
    with ThreadPoolExecutor(8) as pool:
        digests = list(pool.map(lambda path: load_photo(path).digest, paths))
    assert len(set(digests)) == 3  # two lossless formats, JPEG, WebP


def test_no_limit_of_pillow_fires(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for suffix in ("jpg", "png", "tif", "webp", "bmp"):
        Image.fromarray(CAT).save(tmp_path / f"cat.{suffix}")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    monkeypatch.setattr("recon_desktop.core.io.decode.BLOCK_PIXELS", 900)
    for path in tmp_path.iterdir():
        assert load_photo(path).size == Size(170, 120)
