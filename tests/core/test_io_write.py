"""Saving: what comes back, and what is left behind when it fails."""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
import threading
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
import tifffile
from PIL import Image

from recon_desktop.core.errors import FormatUnsupported, OutputExists, OutputFolderMissing, OutputUnwritable
from recon_desktop.core.io import (
    WRITABLE_FORMATS,
    Depth,
    Format,
    SaveOptions,
    format_of,
    load_photo,
    losses,
    photo_from_array,
    save_photo,
)
from recon_desktop.core.io import encode as encode_module
from recon_desktop.core.photo import Photo
from recon_desktop.core.pixels import from_float, to_float
from recon_desktop.core.progress import Cancelled, CancelToken, Reporter
from tests.core.files import CAT, RAMP, deep

INSTALLED = [entry for entry in WRITABLE_FORMATS if entry.installed]
SUFFIXES = [entry.suffixes[0][1:] for entry in INSTALLED]
GREY_CAT = CAT[:, :, 1]
LIGHT = (CAT / np.float32(128)).astype(np.float32)
PHOTOS = {
    "rgb": photo_from_array(CAT),
    "grey": photo_from_array(GREY_CAT),
    "rgba": photo_from_array(CAT, RAMP),
    "la": photo_from_array(GREY_CAT, RAMP),
    "rgb16": photo_from_array(deep(CAT)),
    "grey16": photo_from_array(deep(GREY_CAT)),
    "rgba16": photo_from_array(deep(CAT), deep(RAMP)),
    "la16": photo_from_array(deep(GREY_CAT), deep(RAMP)),
    "float": photo_from_array(LIGHT),
    "floata": photo_from_array(LIGHT, RAMP / np.float32(255)),
    "greyfloat": photo_from_array(LIGHT[:, :, 1]),
    "tiny": photo_from_array(CAT[:1, :1]),
    "narrow": photo_from_array(CAT[:5, :3], RAMP[:5, :3]),
}


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many blocks even for small photos."""
    monkeypatch.setattr(encode_module, "BLOCK_BYTES", 9000)


def _same(first: Photo, second: Photo) -> bool:
    return first.digest == second.digest


@pytest.mark.parametrize("kind", PHOTOS)
def test_tiff_holds_everything(tmp_path: Path, kind: str) -> None:
    photo = PHOTOS[kind]
    path = tmp_path / "cat.tif"
    assert losses(photo, path) == ()
    assert save_photo(photo, path) == path
    assert _same(load_photo(path), photo)
    stored = tifffile.imread(path)
    colours = stored if photo.alpha is None else stored[..., :-1]
    np.testing.assert_array_equal(colours.reshape(photo.pixels.shape), photo.pixels)


@pytest.mark.parametrize("kind", [kind for kind in PHOTOS if "float" not in kind])
def test_png_holds_whole_numbers_and_alpha(tmp_path: Path, kind: str) -> None:
    photo = PHOTOS[kind]
    path = save_photo(photo, tmp_path / "cat.png")
    assert losses(photo, path) == ()
    assert _same(load_photo(path), photo)
    if photo.depth == np.uint8:
        with Image.open(path) as image:
            stored = np.asarray(image)
        colours = stored if photo.alpha is None else stored[..., :-1]
        np.testing.assert_array_equal(colours.reshape(photo.pixels.shape), photo.pixels)


@pytest.mark.parametrize("kind", ["rgb", "rgba", "tiny", "narrow"])
def test_lossless_webp(tmp_path: Path, kind: str) -> None:
    path = save_photo(PHOTOS[kind], tmp_path / "cat.webp", options=SaveOptions(lossless=True))
    assert _same(load_photo(path), PHOTOS[kind])


@pytest.mark.parametrize("kind", ["rgb", "grey", "tiny"])
def test_bmp(tmp_path: Path, kind: str) -> None:
    assert _same(load_photo(save_photo(PHOTOS[kind], tmp_path / "cat.bmp")), PHOTOS[kind])


@pytest.mark.parametrize("quality", [50, 89, 90, 100])
@pytest.mark.parametrize("kind", ["rgb", "grey", "tiny"])
def test_a_jpeg_in_strips_is_the_jpeg_in_one_piece(tmp_path: Path, kind: str, quality: int) -> None:
    path = save_photo(PHOTOS[kind], tmp_path / "cat.jpg", options=SaveOptions(quality=quality))
    stream = io.BytesIO()
    Image.fromarray(PHOTOS[kind].pixels).save(stream, "JPEG", quality=quality, subsampling=0 if quality >= 90 else 2)
    with Image.open(path) as image, Image.open(stream) as expected:
        assert image.quantization == expected.quantization
        np.testing.assert_array_equal(np.asarray(image), np.asarray(expected))


@pytest.mark.parametrize(("quality", "factors"), [(92, 0x11), (80, 0x22)])
def test_colour_is_stored_in_full_from_quality_90_on(tmp_path: Path, quality: int, factors: int) -> None:
    content = save_photo(PHOTOS["rgb"], tmp_path / "cat.jpg", options=SaveOptions(quality=quality)).read_bytes()
    frame = content.index(b"\xff\xc0")
    assert content[frame + 11] == factors


def test_strips_of_a_jpeg_count_their_units_in_16_bits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encode_module, "BLOCK_BYTES", 1 << 30)
    wide = photo_from_array(np.tile(GREY_CAT[:1], (100, 380)))
    assert wide.size.width > 64000
    assert load_photo(save_photo(wide, tmp_path / "wide.jpg")).size == wide.size


def test_quality_matters(tmp_path: Path) -> None:
    for suffix in ("jpg", "webp"):
        sizes = [
            save_photo(PHOTOS["rgb"], tmp_path / f"{quality}.{suffix}", options=SaveOptions(quality)).stat().st_size
            for quality in (30, 92)
        ]
        assert sizes[0] < sizes[1] / 2


@pytest.mark.parametrize("suffix", ["jpg", "bmp"])
@pytest.mark.parametrize("kind", ["rgba", "la", "rgba16"])
def test_transparent_parts_become_white_where_they_must(tmp_path: Path, kind: str, suffix: str) -> None:
    photo = PHOTOS[kind]
    path = tmp_path / f"cat.{suffix}"
    assert "transparent parts become white" in losses(photo, path)
    result = load_photo(save_photo(photo, path, options=SaveOptions(quality=100)))
    assert result.grey == photo.grey
    assert photo.alpha is not None
    alpha = to_float(photo.alpha).reshape(*photo.alpha.shape, *[1] * (photo.pixels.ndim - 2))
    expected = to_float(photo.pixels) * alpha + 1 - alpha
    assert np.abs(to_float(result.pixels) - expected).max() < (0.6 / 255 if suffix == "bmp" else 0.05)


@pytest.mark.parametrize(
    ("kind", "suffix", "depth", "found"),
    [
        ("rgb16", "png", "8", np.uint8),
        ("rgb", "png", "16", np.uint16),
        ("float", "png", "same", np.uint16),
        ("floata", "png", "8", np.uint8),
        ("float", "tif", "16", np.uint16),
        ("rgb16", "tif", "float", np.float32),
        ("rgb16", "bmp", "same", np.uint8),
        ("grey16", "tif", "8", np.uint8),
    ],
)
def test_depth(tmp_path: Path, kind: str, suffix: str, depth: Any, found: type) -> None:
    photo = PHOTOS[kind]
    path = tmp_path / f"cat.{suffix}"
    options = SaveOptions(depth=depth)
    deeper = np.dtype(found).itemsize < photo.depth.itemsize
    assert bool(losses(photo, path, options)) == deeper
    result = load_photo(save_photo(photo, path, options=options))
    assert result.depth == found
    np.testing.assert_array_equal(result.pixels, from_float(to_float(photo.pixels), np.dtype(found)))


@pytest.mark.parametrize(("suffix", "depth", "words"), [("jpg", "16", "use PNG, TIFF"), ("png", "float", "use TIFF")])
def test_a_depth_that_the_format_does_not_hold_is_refused(tmp_path: Path, suffix: str, depth: Any, words: str) -> None:
    path = tmp_path / f"cat.{suffix}"
    for call in (save_photo, losses):
        with pytest.raises(FormatUnsupported) as caught:
            call(PHOTOS["rgb16"], path, options=SaveOptions(depth=depth))
        assert words in caught.value.detail
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["cat", "cat.xyz", "cat.gif", "cat.jpg.bak", ".jpg"])
def test_unknown_suffixes(tmp_path: Path, name: str) -> None:
    with pytest.raises(FormatUnsupported) as caught:
        save_photo(PHOTOS["rgb"], tmp_path / name)
    assert ".jpg" in caught.value.detail


@pytest.mark.parametrize(("suffix", "side", "words"), [("jpg", 65501, "65500"), ("webp", 16384, "16383")])
def test_a_photo_too_large_for_the_format(tmp_path: Path, suffix: str, side: int, words: str) -> None:
    photo = photo_from_array(np.zeros((1, side), np.uint8))
    with pytest.raises(FormatUnsupported) as caught:
        save_photo(photo, tmp_path / f"wide.{suffix}")
    assert words in caught.value.detail
    assert "PNG" in caught.value.detail
    assert not list(tmp_path.iterdir())


def test_a_photo_too_large_for_lossy_webp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ValueError("encoding error 6")  # what libwebp says of some 190 megapixels

    monkeypatch.setattr(Image.Image, "save", refuse)
    with pytest.raises(FormatUnsupported) as caught:
        save_photo(PHOTOS["rgb"], tmp_path / "large.webp")
    assert "PNG" in caught.value.detail
    assert not list(tmp_path.iterdir())


def test_values_beyond_white_are_told_where_they_are_cut(tmp_path: Path) -> None:
    assert "values beyond white are cut off" in losses(PHOTOS["float"], tmp_path / "cat.png")
    assert losses(PHOTOS["float"], tmp_path / "cat.tif") == ()
    told = losses(PHOTOS["float"], tmp_path / "cat.tif", SaveOptions(depth="16"))
    assert told == ("colours are rounded to 16 bits", "values beyond white are cut off")
    usual = photo_from_array(LIGHT / np.float32(2))
    assert losses(usual, tmp_path / "cat.png") == ("colours are rounded to 16 bits",)


@pytest.mark.parametrize(
    "entry", [entry for entry in WRITABLE_FORMATS if entry.installed], ids=lambda entry: entry.name
)
def test_the_table_of_formats_is_what_happens(tmp_path: Path, entry: Format) -> None:
    names = {"8": np.uint8, "10": np.uint16, "12": np.uint16, "16": np.uint16, "float": np.float32}
    for suffix in entry.suffixes:
        assert format_of(Path("photo" + suffix.upper())) is entry
    for depth in get_args(Depth):
        path = tmp_path / f"{depth}{entry.suffixes[0]}"
        if depth not in entry.depths:
            with pytest.raises(FormatUnsupported):
                save_photo(PHOTOS["rgba16"], path, options=SaveOptions(depth=depth))
            continue
        photo = load_photo(save_photo(PHOTOS["rgba16"], path, options=SaveOptions(depth=depth)))
        assert photo.format == entry.name
        assert photo.depth == names[depth]
        assert (photo.alpha is not None) == entry.alpha
        assert load_photo(save_photo(PHOTOS["grey"], path, overwrite=True)).grey == entry.grey
    lossless = load_photo(save_photo(PHOTOS["rgb"], path, overwrite=True, options=SaveOptions(lossless=True)))
    assert _same(lossless, PHOTOS["rgb"]) == (entry.lossless or not entry.quality)


@pytest.mark.parametrize("quality", [0, 101])
def test_quality_has_a_range(quality: int) -> None:
    with pytest.raises(ValueError, match="quality"):
        SaveOptions(quality=quality)


@pytest.mark.parametrize("name", ["with space", 'it\'s "quoted"', "한국어 사진", "x" * 240, " leading"])
def test_names(tmp_path: Path, name: str) -> None:
    for suffix in SUFFIXES:
        path = save_photo(PHOTOS["rgb"], tmp_path / f"{name}.{suffix}")
        assert load_photo(path).size == PHOTOS["rgb"].size


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.touch()
    path = save_photo(PHOTOS["rgb"], tmp_path / "cat.png")
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)


def test_an_existing_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(b"mine")
    with pytest.raises(OutputExists) as caught:
        save_photo(PHOTOS["rgb"], path)
    assert caught.value.path == path
    assert path.read_bytes() == b"mine"
    assert list(tmp_path.iterdir()) == [path]


def test_an_existing_file_is_replaced_when_asked_for_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(b"mine")
    path.chmod(0o640)
    save_photo(PHOTOS["rgb"], path, overwrite=True)
    assert _same(load_photo(path), PHOTOS["rgb"])
    assert stat.S_IMODE(path.stat().st_mode) in (0o640, 0o666)
    assert list(tmp_path.iterdir()) == [path]


def test_the_source_is_never_overwritten_silently(tmp_path: Path) -> None:
    path = save_photo(PHOTOS["rgb"], tmp_path / "cat.png")
    photo = load_photo(path)
    before = path.read_bytes()
    with pytest.raises(OutputExists):
        save_photo(photo, path)
    assert path.read_bytes() == before


def test_a_file_that_appears_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "cat.png"

    def appear(fraction: float) -> None:
        path.write_bytes(b"other")

    with pytest.raises(OutputExists):
        save_photo(PHOTOS["rgb"], path, progress=Reporter(appear))
    assert path.read_bytes() == b"other"
    assert list(tmp_path.iterdir()) == [path]


def test_without_hard_links_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "cat.png"
    save_photo(PHOTOS["rgb"], path)
    assert _same(load_photo(path), PHOTOS["rgb"])
    other = tmp_path / "other.png"
    with pytest.raises(OutputExists):
        save_photo(PHOTOS["rgb"], other, progress=Reporter(lambda fraction: other.write_bytes(b"other") and None))
    assert other.read_bytes() == b"other"
    assert sorted(tmp_path.iterdir()) == [path, other]


def test_without_hard_links_a_failing_rename_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, "no links, no renaming")

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OutputUnwritable):
        save_photo(PHOTOS["rgb"], tmp_path / "cat.png")
    assert not list(tmp_path.iterdir())


def test_two_at_once_make_one_file(tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    outcomes: list[str] = []

    def save() -> None:
        try:
            save_photo(PHOTOS["rgb"], path)
            outcomes.append("saved")
        except OutputExists:
            outcomes.append("kept")

    threads = [threading.Thread(target=save) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept"] * 5 + ["saved"]
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target = tmp_path / "target.png"
    target.write_bytes(b"old")
    link = tmp_path / "link.png"
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("no links for this user")
    save_photo(PHOTOS["rgb"], link, overwrite=True)
    assert link.is_symlink()
    assert _same(load_photo(target), PHOTOS["rgb"])


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(OutputFolderMissing) as caught:
        save_photo(PHOTOS["rgb"], tmp_path / "none" / "cat.png")
    assert caught.value.path == tmp_path / "none" / "cat.png"


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputFolderMissing):
        save_photo(PHOTOS["rgb"], tmp_path / "file" / "cat.png")


def test_a_folder_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "cat.png").mkdir()
    with pytest.raises(OutputUnwritable):
        save_photo(PHOTOS["rgb"], tmp_path / "cat.png", overwrite=True)


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(OutputUnwritable) as caught:
        save_photo(PHOTOS["rgb"], tmp_path / ("x" * 300 + ".png"))
    assert caught.value.detail
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="this user may write everywhere")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputUnwritable):
        save_photo(PHOTOS["rgb"], tmp_path / "cat.png")


def test_a_write_protected_file_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(b"mine")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(OutputUnwritable):
        save_photo(PHOTOS["rgb"], path, overwrite=True)
    assert path.read_bytes() == b"mine"


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_a_failing_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, suffix: str) -> None:
    def fail(handle: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    path = tmp_path / f"cat.{suffix}"
    with pytest.raises(OutputUnwritable) as caught:
        save_photo(PHOTOS["rgb"], path)
    assert caught.value.path == path
    assert caught.value.detail == os.strerror(code)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_full_disk_in_the_middle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    real = Path.open

    def full(self: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if mode != "xb":
            return real(self, mode, *args, **kwargs)
        self.touch()
        return real(Path("/dev/full"), "wb")

    monkeypatch.setattr(Path, "open", full)
    path = tmp_path / f"cat.{suffix}"
    with pytest.raises(OutputUnwritable) as caught:
        save_photo(PHOTOS["rgb"], path)
    assert caught.value.detail == os.strerror(errno.ENOSPC)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_cancel_leaves_nothing_behind(tmp_path: Path, suffix: str, overwrite: bool) -> None:
    path = tmp_path / f"cat.{suffix}"
    if overwrite:
        path.write_bytes(b"mine")
    told: list[float] = []
    token = CancelToken()

    def tell(fraction: float) -> None:
        told.append(fraction)
        if fraction > 0.5:
            token.cancel()

    with pytest.raises(Cancelled):
        save_photo(PHOTOS["rgb"], path, overwrite=overwrite, progress=Reporter(tell, token))
    assert 0.5 < told[-1] < 1
    assert [other.read_bytes() for other in tmp_path.iterdir()] == [b"mine"] * overwrite


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_progress_goes_from_none_to_all(tmp_path: Path, suffix: str) -> None:
    told: list[float] = []
    save_photo(PHOTOS["rgb"], tmp_path / f"cat.{suffix}", progress=Reporter(told.append))
    assert told[0] == 0
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) > 4


def test_a_bug_in_an_encoder_leaves_nothing_and_is_not_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(encode_module, "write_png", broken)
    with pytest.raises(RuntimeError, match="a bug"):
        save_photo(PHOTOS["rgb"], tmp_path / "cat.png")
    assert not list(tmp_path.iterdir())


def test_beyond_4_gigabytes_a_tiff_is_a_big_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encode_module, "_BIG_TIFF", 1000)
    path = save_photo(PHOTOS["floata"], tmp_path / "big.tif")
    assert path.read_bytes()[:4] == b"II+\0"
    assert _same(load_photo(path), PHOTOS["floata"])
    np.testing.assert_array_equal(tifffile.imread(path)[..., :3], LIGHT)


def test_saving_does_not_hold_the_photo_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tracemalloc

    monkeypatch.setattr(encode_module, "BLOCK_BYTES", 1 << 18)
    photo = photo_from_array(np.tile(deep(CAT), (20, 10, 1)), np.tile(deep(RAMP), (20, 10)))
    for suffix in ("jpg", "png", "tif"):
        tracemalloc.start()
        save_photo(photo, tmp_path / f"large.{suffix}")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < photo.pixels.nbytes / 2
