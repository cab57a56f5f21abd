"""Formats whose libraries are installed only where they are wanted: HEIC and camera raw."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

import numpy as np

from recon_desktop.core.geometry import Size
from recon_desktop.core.io.container import Container, Damaged
from recon_desktop.core.io.decode import UINT8, UINT16, Blocks, Opened, header_of, strips
from recon_desktop.core.io.exif import exif_of_tiff, upright_exif
from recon_desktop.core.io.ifd import Structure
from recon_desktop.core.io.jpeg import GAIN_MAP, split_jpeg
from recon_desktop.core.io.stated import coded_profile
from recon_desktop.core.photo import Metadata
from recon_desktop.core.pixels import Pixels
from recon_desktop.core.progress import Progress

_LEAST = 16  # pixels of a sensor that a byte may hold
_SRGB_CURVE = (2.4, 12.92)  # power and slope near black


def open_heic(file: BinaryIO, complete: bool) -> Opened:
    """Open a HEIC photo, with libheif, which turns it upright by itself. None is completed."""
    import pi_heif

    pictures = pi_heif.open_heif(io.BytesIO(file.read()), convert_hdr_to_8bit=False)
    picture = pictures[pictures.primary_index]
    info = picture.info
    icc, foreign = info.get("icc_profile") or b"", False
    notes: list[str] = []
    if not icc and (code := info.get("nclx_profile")):
        icc, foreign, told = coded_profile(int(code["color_primaries"]), int(code["transfer_characteristics"]))
        notes += told
    auxiliary = [str(name).lower() for name in info.get("aux") or {}]
    if any("gainmap" in name for name in auxiliary):
        notes.append(GAIN_MAP)
    if info.get("depth_images") or any("gainmap" not in name and "alpha" not in name for name in auxiliary):
        notes.append("auxiliary pictures in the file are left out")
    metadata = Metadata(turned_already(info.get("exif") or b""), info.get("xmp") or b"")
    depth = UINT16 if info.get("bit_depth", 8) > 8 else UINT8
    container = Container(
        Size(*picture.size), b"", metadata, icc, len(pictures), foreign=foreign, grey=picture.mode[:1] == "L"
    )
    if depth == UINT16:
        notes.append(f"its {info['bit_depth']} bits a channel became 16")

    def blocks(progress: Progress) -> Blocks:
        progress.report(0.0)
        yield from in_parts(np.asarray(picture))

    return Opened(header_of(container, "HEIC", depth).noting(*notes), blocks)


def turned_already(exif: bytes) -> bytes:
    """EXIF of a picture that is upright, whatever it says."""
    try:
        return upright_exif(exif.removeprefix(b"Exif\0\0"), srgb=False)[0] if exif else b""
    except ValueError:
        return exif


def open_raw(file: BinaryIO, complete: bool) -> Opened:
    """Open a camera raw file: developed with the camera's white balance, at 16 bits, in sRGB. None is completed."""
    import rawpy

    content = file.read()
    raw = rawpy.RawPy()
    try:
        raw.open_buffer(io.BytesIO(content))
    except rawpy.LibRawError as error:
        raise Damaged("a camera raw file of a kind that is not known") from error
    sizes = raw.sizes
    size = Size(sizes.iwidth, sizes.iheight)
    if sizes.flip in (5, 6):
        size = Size(size.height, size.width)
    # LibRaw takes what is missing for black; the strongest compression there is leaves more than this.
    cut = len(content) * _LEAST < sizes.raw_width * sizes.raw_height
    container = Container(size, b"", Metadata(turned_already(_raw_exif(content, raw))), cut=cut)
    header = header_of(container, "camera raw", UINT16)

    def blocks(progress: Progress) -> Blocks:
        if cut:
            raise Damaged("a camera raw file of which most is missing")
        raw.unpack()
        progress.report(0.3)
        yield from in_parts(
            raw.postprocess(
                use_camera_wb=True,
                output_bps=16,
                no_auto_bright=True,
                gamma=_SRGB_CURVE,
                output_color=rawpy.ColorSpace.sRGB,
            )
        )

    words = "developed with the white balance of the camera"
    return Opened(header.noting(words), blocks)


def _raw_exif(content: bytes, raw: Any) -> bytes:
    """EXIF of a file that is built as TIFF is, else that of the preview in it."""
    try:
        structure = Structure(io.BytesIO(content))
        return exif_of_tiff(structure.read(structure.first))
    except ValueError:
        pass
    try:
        thumbnail = raw.extract_thumb()
        return split_jpeg(bytes(thumbnail.data)).metadata.exif
    except Exception:  # there is none, or it is no JPEG
        return b""


def in_parts(pixels: Pixels) -> Blocks:
    """A whole picture in blocks."""
    pixels = pixels.reshape(*pixels.shape[:2], -1)
    for top, bottom in strips(*pixels.shape[:2]):
        yield top, pixels[top:bottom]
