"""Bad input: one error that names the file, whatever is wrong with it."""

from __future__ import annotations

import errno
import io
import os
import struct
import tracemalloc
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from recon_desktop.core.errors import (
    ImageError,
    ImageForbidden,
    ImageMissing,
    ImageTooLarge,
    ImageTruncated,
    ImageUnreadable,
)
from recon_desktop.core.geometry import Size
from recon_desktop.core.io import load_photo, probe
from tests.core.files import CAT, RAMP, deep, exif, icc, png

CLEAR_CAT = np.dstack([CAT, RAMP])


def _encoded(name: str, pixels: np.ndarray = CAT, **options: object) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, name, **options)
    return stream.getvalue()


def test_a_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "none.jpg"
    for read in (load_photo, probe):
        with pytest.raises(ImageMissing) as caught:
            read(path)
        assert caught.value.path == path


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ImageMissing) as caught:
        load_photo(tmp_path)
    assert (caught.value.path, caught.value.detail) == (tmp_path, "a folder")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.jpg"
    os.mkfifo(path)
    with pytest.raises(ImageUnreadable):
        load_photo(path)


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(ImageError) as caught:
        load_photo(tmp_path / ("x" * 5000 + ".jpg"))
    assert not isinstance(caught.value, ImageUnreadable), "nothing is damaged"


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*arguments: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    path = tmp_path / "secret.jpg"
    path.write_bytes(_encoded("JPEG"))
    monkeypatch.setattr(Path, "open", forbidden)  # root may read everything
    with pytest.raises(ImageForbidden):
        load_photo(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"This is no photo.\n" * 50, "text"),
        ("가나다라마바사 " * 100, "text"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04" + bytes(50), "archive"),
        (b"\0\0\0\x18ftypisom" + bytes(50), "film"),
        (b"II*\0\x10\0\0\0CR\2\0" + bytes(50), "camera raw"),
        (b"8BPS" + bytes(50), "Photoshop"),
        (bytes(range(256)), "no picture"),
    ],
)
def test_what_is_no_photo_is_described(tmp_path: Path, content: bytes | str, words: str) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    for read in (load_photo, probe):
        with pytest.raises(ImageUnreadable) as caught:
            read(path)
        assert caught.value.path == path
        assert words in caught.value.detail


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("keep", [0.95, 0.5])
def test_a_truncated_jpeg_opens_only_when_asked_for(tmp_path: Path, keep: float, progressive: bool) -> None:
    whole = _encoded("JPEG", progressive=progressive)
    path = tmp_path / "cut.jpg"
    path.write_bytes(whole[: int(len(whole) * keep)])
    with pytest.raises(ImageTruncated) as caught:
        load_photo(path)
    assert caught.value.path == path
    photo = load_photo(path, allow_truncated=True)
    assert photo.size == Size(170, 120)
    assert photo.notes == ("the file ends early: what is missing was filled up",)
    if not progressive:
        expected = np.asarray(Image.open(io.BytesIO(whole)))
        np.testing.assert_array_equal(photo.pixels[:40], expected[:40])


@pytest.mark.parametrize("pixels", [CAT, CLEAR_CAT, deep(CAT), deep(CLEAR_CAT)], ids=["rgb", "rgba", "rgb16", "rgba16"])
@pytest.mark.parametrize("keep", [0.95, 0.5])
def test_a_truncated_png_opens_only_when_asked_for(tmp_path: Path, keep: float, pixels: np.ndarray) -> None:
    whole = png(pixels)
    path = tmp_path / "cut.png"
    path.write_bytes(whole[: int(len(whole) * keep)])
    with pytest.raises(ImageTruncated):
        load_photo(path)
    photo = load_photo(path, allow_truncated=True)
    rows = int(len(pixels) * (keep - 0.15))
    np.testing.assert_array_equal(photo.pixels[:rows], pixels[:rows, :, :3])
    assert not photo.pixels[-1].any()
    assert photo.alpha is None or not photo.alpha[-1].any()
    assert "ends early" in photo.notes[-1]


def test_a_truncated_palette_png(tmp_path: Path) -> None:
    whole = _encoded("PNG", np.asarray(Image.fromarray(CAT).quantize(7)))
    path = tmp_path / "cut.png"
    path.write_bytes(whole[: len(whole) // 2])
    assert load_photo(path, allow_truncated=True).size == Size(170, 120)


@pytest.mark.parametrize("name", ["JPEG", "PNG"])
def test_asking_for_what_is_there_changes_nothing_for_whole_files(tmp_path: Path, name: str) -> None:
    path = tmp_path / "whole"
    path.write_bytes(_encoded(name))
    photo = load_photo(path, allow_truncated=True)
    assert photo.digest == load_photo(path).digest
    assert photo.notes == ()


def test_pixels_that_are_all_there_need_no_asking(tmp_path: Path) -> None:
    path = tmp_path / "no end.png"
    path.write_bytes(png(CAT)[:-12])
    np.testing.assert_array_equal(load_photo(path).pixels, CAT)


_KINDS: dict[str, dict[str, object]] = {
    "usual": {},
    "progressive": {"progressive": True},
    "optimised": {"optimize": True},
    "restarts": {"restart_marker_rows": 1},
    "progressive restarts": {"progressive": True, "restart_marker_blocks": 2},
    "grey": {"mode": "L"},
    "grey progressive": {"mode": "L", "progressive": True},
    "cmyk": {"mode": "CMYK"},
}


def _jpeg(kind: str, pixels: np.ndarray = CAT) -> bytes:
    options = dict(_KINDS[kind])
    stream = io.BytesIO()
    Image.fromarray(pixels).convert(str(options.pop("mode", "RGB"))).save(stream, "JPEG", quality=80, **options)
    return stream.getvalue()


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("missing", [1, 2])
def test_a_jpeg_that_lacks_nothing_but_its_end_marker_needs_no_asking(tmp_path: Path, kind: str, missing: int) -> None:
    path = tmp_path / "no end.jpg"
    path.write_bytes(_jpeg(kind))
    whole = load_photo(path)
    path.write_bytes(_jpeg(kind)[:-missing])
    for allow in (False, True):
        photo = load_photo(path, allow_truncated=allow)
        np.testing.assert_array_equal(photo.pixels, whole.pixels)
        assert photo.notes == whole.notes


@pytest.mark.parametrize("kind", _KINDS)
def test_a_jpeg_that_lacks_any_of_its_picture_is_told(tmp_path: Path, kind: str) -> None:
    whole = _jpeg(kind, CAT[40:72, 60:84])
    path = tmp_path / "cut.jpg"
    path.write_bytes(whole)
    expected = load_photo(path).pixels
    missing = 0
    for end in range(whole.index(b"\xff\xda") + 16, len(whole) - 2):
        path.write_bytes(whole[:end])
        try:
            np.testing.assert_array_equal(load_photo(path).pixels, expected)  # only bits of no effect are missing
        except ImageTruncated:
            missing += 1
            assert "ends early" in load_photo(path, allow_truncated=True).notes[-1]
    assert missing > 0.95 * (end - whole.index(b"\xff\xda") - 16)


def test_zeros_after_a_jpeg_that_was_cut_are_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "begun.jpg"
    path.write_bytes(_jpeg("usual")[:-800] + bytes(50_000))
    with pytest.raises(ImageTruncated):
        load_photo(path)


def test_a_jpeg_without_all_of_its_scans_is_told(tmp_path: Path) -> None:
    for kind in ("progressive", "grey progressive"):
        whole = _jpeg(kind)
        scans = [at for at in range(len(whole)) if whole[at : at + 2] == b"\xff\xda"]
        tables = max(whole.rfind(b"\xff\xc4", 0, scans[-1]), whole.rfind(b"\xff\xda", 0, scans[-1]) + 1)
        path = tmp_path / "cut.jpg"
        path.write_bytes(whole[:tables])
        with pytest.raises(ImageTruncated):
            load_photo(path)


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "JPEG2000"])
def test_only_the_first_bytes(tmp_path: Path, name: str) -> None:
    whole = _encoded(name)
    path = tmp_path / "start"
    for length in (1, 4, 12, 20, 40):
        path.write_bytes(whole[:length])
        for allow in (False, True):
            with pytest.raises(ImageError) as caught:
                load_photo(path, allow_truncated=allow)
            assert caught.value.path == path


@pytest.mark.parametrize("name", ["WEBP", "GIF", "BMP", "TIFF", "JPEG2000"])
def test_other_formats_that_end_early_are_unreadable(tmp_path: Path, name: str) -> None:
    whole = _encoded(name)
    path = tmp_path / "cut"
    path.write_bytes(whole[: len(whole) // 2])
    for allow in (False, True):
        with pytest.raises(ImageUnreadable) as caught:
            load_photo(path, allow_truncated=allow)
        assert caught.value.detail


def _bomb(width: int, height: int) -> bytes:
    """A one-bit PNG, all black."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    )


def test_a_bomb_is_refused_from_its_header(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(_bomb(30000, 30000))
    assert path.stat().st_size < 1_000_000
    tracemalloc.start()
    for read in (load_photo, probe):
        with pytest.raises(ImageTooLarge) as caught:
            read(path)
        assert caught.value.path == path
        assert (caught.value.size, caught.value.limit_megapixels) == (Size(30000, 30000), 500)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000
    assert probe(path, limit_megapixels=900).size == Size(30000, 30000)


def test_the_limit_can_be_lifted(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    path.write_bytes(_bomb(3000, 2000))
    with pytest.raises(ImageTooLarge):
        load_photo(path, limit_megapixels=5.9)
    assert load_photo(path, limit_megapixels=6).size == Size(3000, 2000)


def test_a_photo_that_pillow_would_call_a_bomb_opens(tmp_path: Path) -> None:
    path = tmp_path / "wide.png"
    path.write_bytes(_bomb(10000, 9200))
    assert load_photo(path).size == Size(10000, 9200)


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("damage", ["garbage", "pointer", "empty"])
def test_bad_exif_never_fails_the_photo(tmp_path: Path, name: str, damage: str) -> None:
    block = {
        "garbage": b"no EXIF at all, but many bytes",
        "pointer": exif(6)[:4] + b"\xff\xff\xff\x7f" + exif(6)[8:],
        "empty": b"II",
    }[damage]
    path = tmp_path / "photo"
    path.write_bytes(_encoded(name, exif=b"Exif\0\0" + block))
    photo = load_photo(path)
    assert photo.size == Size(170, 120)
    assert photo.metadata.exif == b""
    assert photo.notes == ("its EXIF data is damaged and was left out",)


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_bad_profile_never_fails_the_photo(tmp_path: Path, name: str) -> None:
    path = tmp_path / "photo"
    for profile in (b"no profile" * 20, icc("P3")[:200], icc("grey", grey=True)):
        path.write_bytes(_encoded(name, icc_profile=profile))
        photo = load_photo(path)
        assert photo.size == Size(170, 120)
        assert len(photo.notes) == 1
        assert "profile" in photo.notes[0]


def test_a_png_profile_that_is_a_bomb_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(png(CAT, (b"iCCP", b"bomb\0\0" + zlib.compress(bytes((1 << 26) + 1), 1))))
    np.testing.assert_array_equal(load_photo(path).pixels, CAT)


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "JPEG2000"])
def test_damaged_files_are_refused_or_read_but_nothing_else(tmp_path: Path, name: str) -> None:
    options = {"exif": exif(6), "icc_profile": icc("P3")} if name in ("JPEG", "PNG", "WEBP") else {}
    whole = _encoded(name, CAT[:40, :40], **options)
    rng = np.random.default_rng(3)
    path = tmp_path / "damaged"
    for _ in range(120):
        content = bytearray(whole)
        for place in rng.integers(12, len(whole), 4):
            content[place] = rng.integers(256)
        path.write_bytes(content)
        with suppress(ImageError):
            load_photo(path, limit_megapixels=20)
