"""Which metadata a folder's photos lose without a word when they are opened and saved.

    python -m tests.benchmarks.metadata FOLDER [--suffix .jpg ...]

Each photo is saved in its own format, or in those asked for, and read again, before and after by exiftool where that is
installed, else by Pillow. What is gone is told of (`Photo.notes`, `losses`) or counted here, by name: what goes by
another name in another format, as the texts of a PNG do, is counted, too.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from PIL import ExifTags, Image, UnidentifiedImageError

from recon_desktop.core.errors import ReconError
from recon_desktop.core.formats import READABLE_SUFFIXES, WRITABLE_FORMATS
from recon_desktop.core.io import load_photo, losses, save_photo

# What describes the file or how its pixels are stored, not the photo; and what is made anew for the result.
STORED = frozenset(
    re.findall(
        r"\S+",
        """
    ExifTool System File Composite ICC_Profile ICC-header ICC-view ICC-meas JFIF PNG-pHYs RIFF QuickTime Meta
    Jpeg2000 PreviewIFD IFD1 Adobe APP14 MPF0 MPImage1 MPImage2 MPImage3
    """,
    )
)
NAMES = frozenset(
    re.findall(
        r"\S+",
        """
    ImageWidth ImageHeight ExifImageWidth ExifImageHeight Orientation BitsPerSample Compression
    PhotometricInterpretation SamplesPerPixel RowsPerStrip StripOffsets StripByteCounts Predictor
    PlanarConfiguration TileWidth TileLength TileOffsets TileByteCounts SubfileType FillOrder ExtraSamples
    SampleFormat YCbCrSubSampling YCbCrPositioning YCbCrCoefficients ReferenceBlackWhite ColorMap PageNumber
    ThumbnailImage ThumbnailOffset ThumbnailLength PreviewImage ICC_Profile ColorSpace HasExtendedXMP
    XMPToolkit CurrentIPTCDigest IPTCDigest Padding ColorType Filter BitDepth Interlace Palette Transparency
    BackgroundColor Gamma SRGBRendering WhitePointX WhitePointY RedX RedY GreenX GreenY BlueX BlueY
    WhitePoint PrimaryChromaticities ProfileName ExifByteOrder InteropOffset ExifOffset
    Datecreate Datemodify Iccdescription Icccopyright Iccmanufacturer Iccmodel
    """,
    )
)


def by_exiftool(paths: Iterable[Path]) -> dict[Path, set[str]]:
    """The names of what each file says of its photo."""
    command = ["exiftool", "-json", "-G1", "-a", "-u", "-q", "-q", *map(str, paths)]
    told = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    found = {}
    for entry in json.loads(told or "[]"):
        keys = (key.partition(":") for key in entry if ":" in key and key != "PNG:ModifyDate")
        found[Path(entry["SourceFile"])] = {
            name for group, _, name in keys if group not in STORED and not group.startswith("ICC")
        } - NAMES
    return found


def by_pillow(paths: Iterable[Path]) -> dict[Path, set[str]]:
    """The same, as far as Pillow reads."""
    found = {}
    for path in paths:
        try:
            with Image.open(path) as image:
                exif = image.getexif()
                tags: set[int] = {*exif, *exif.get_ifd(ExifTags.IFD.Exif), *exif.get_ifd(ExifTags.IFD.GPSInfo)}
                info = {str(name) for name in image.info} & {"xmp", "comment", "photoshop", "icc_profile"}
        except (OSError, UnidentifiedImageError, ValueError, SyntaxError):
            continue
        found[path] = ({ExifTags.TAGS.get(tag, f"0x{tag:04x}") for tag in tags} - NAMES) | info
    return found


def main() -> int:
    """Compare, print, and fail where something is lost without a word."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--suffix", nargs="*", default=[], choices=[entry.suffixes[0] for entry in WRITABLE_FORMATS if entry.installed]
    )
    options = parser.parse_args()
    read = by_exiftool if shutil.which("exiftool") else by_pillow
    sources = sorted(path for path in options.folder.rglob("*") if path.suffix.lower() in READABLE_SUFFIXES)
    before = read(sources)
    silent: Counter[str] = Counter()
    told = kept = results = unread = 0
    with tempfile.TemporaryDirectory() as folder:
        for source in sources:
            try:
                photo = load_photo(source, allow_truncated=True)
            except ReconError:
                unread += 1
                continue
            own = source.suffix.lower()
            written = any(own in entry.types and entry.installed for entry in WRITABLE_FORMATS)
            for suffix in options.suffix or [own if written else ".png"]:
                path = Path(folder) / f"result{suffix}"
                words = (*photo.notes, *losses(photo, path))
                save_photo(photo, path, overwrite=True)
                results += 1
                gone = before.get(source, set()) - read([path]).get(path, set())
                kept += len(before.get(source, set())) - len(gone)
                if gone and words:
                    told += len(gone)
                elif gone:
                    silent.update(f"{name} ({source.suffix.lower()} to {suffix})" for name in gone)
                    print(f"{source}: {', '.join(sorted(gone))}")
    print(f"{results} results of {len(sources)} files ({unread} cannot be opened), read by {read.__name__}:")
    print(f"{kept} kept, {told} gone and told of, {silent.total()} gone without a word")
    for name, count in silent.most_common(40):
        print(f"  {count:5}  {name}")
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
