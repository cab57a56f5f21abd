"""Public image sets, downloaded, checked and unpacked into folders of photos.

The photos of a test set lie in its own folder, where `recon evaluate` and `report` look for them, and their reductions
below.

Checksums are those that other projects publish for the same addresses. Where there is none, the first download that can
be unpacked is trusted and its SHA-256 noted in `RECORD` beside the photos: from then on it must stay the same.
"""

import hashlib
import shutil
import tarfile
import urllib.parse
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from training.data.sources import SUFFIXES, DataError

RECORD = "SHA256SUMS"
_CHUNK = 1 << 20
_TIMEOUT = 60  # seconds without a byte


@dataclass(frozen=True)
class Archive:
    """A zip or tar file and what is taken from it.

    Attributes:
        url: http, https or file.
        folders: From a folder inside the archive to a folder of the set; photos lie anywhere below the former.
        checksum: "sha256:..." or "md5:...", if one is published.
    """

    url: str
    folders: Mapping[str, str]
    checksum: str | None = None


_DIV2K = "https://data.vision.ee.ethz.ch/cvl/DIV2K/"
_BENCHMARK = "https://cv.snu.ac.kr/research/EDSR/benchmark.tar"
_BENCHMARK_SUM = "md5:4ace41d33c2384b97e6b320cd0afd6ba"  # from torchSR


def _benchmark(name: str) -> tuple[Archive, ...]:
    inside = f"benchmark/{name}"
    folders = {f"{inside}/HR": "", f"{inside}/LR_bicubic/X2": "X2", f"{inside}/LR_bicubic/X4": "X4"}
    return (Archive(_BENCHMARK, folders, _BENCHMARK_SUM),)


DATASETS: dict[str, tuple[Archive, ...]] = {
    "bsds500": (
        Archive(
            "http://www.eecs.berkeley.edu/Research/Projects/CS/vision/grouping/BSR/BSR_bsds500.tgz",
            {f"BSR/BSDS500/data/images/{part}": part for part in ("train", "val", "test")},
        ),
    ),
    "div2k": (  # SHA-256 from TensorFlow Datasets, MD5 from torchSR
        Archive(
            f"{_DIV2K}DIV2K_train_HR.zip",
            {"DIV2K_train_HR": "train/HR"},
            "sha256:9d0b9c463f6e35b6c62cc6a930ee2224f670b34c1df841a57670f9acf0f6c335",
        ),
        Archive(
            f"{_DIV2K}DIV2K_train_LR_bicubic_X2.zip",
            {"DIV2K_train_LR_bicubic/X2": "train/X2"},
            "sha256:a53a424317575838dadce4bcd97cf7b744d6855f43740ed5f0245af3cf4bd850",
        ),
        Archive(
            f"{_DIV2K}DIV2K_train_LR_bicubic_X4.zip",
            {"DIV2K_train_LR_bicubic/X4": "train/X4"},
            "md5:76c43ec4155851901ebbe8339846d93d",
        ),
        Archive(
            f"{_DIV2K}DIV2K_valid_HR.zip",
            {"DIV2K_valid_HR": "valid/HR"},
            "sha256:20dd31fd84d777bc1cf5d6b7654a3f569c0aec74458ae094122ad1d0489900fc",
        ),
        Archive(
            f"{_DIV2K}DIV2K_valid_LR_bicubic_X2.zip",
            {"DIV2K_valid_LR_bicubic/X2": "valid/X2"},
            "sha256:60eed9875c697df51204aa579e2a699e1d5215095788a097ff54dd17e2664d57",
        ),
        Archive(
            f"{_DIV2K}DIV2K_valid_LR_bicubic_X4.zip",
            {"DIV2K_valid_LR_bicubic/X4": "valid/X4"},
            "md5:21962de700c8d368c6ff83314480eff0",
        ),
    ),
    "t91": (
        Archive("https://raw.githubusercontent.com/IsaacCorley/pytorch-enhance/master/datasets/T91.zip", {"": ""}),
    ),
    "set5": _benchmark("Set5"),
    "set14": _benchmark("Set14"),
}


TEST_SETS = frozenset({"set5", "set14"})


def fetch(
    name: str, folder: Path, say: Callable[[str], None], datasets: Mapping[str, tuple[Archive, ...]] = DATASETS
) -> Path:
    """Download a set, unless its photos are there already.

    Args:
        name: Of the set.
        folder: Where the set's own folder is made.
        say: Told what goes on.
        datasets: Known sets.

    Returns:
        The set's folder.

    Raises:
        DataError: The set is unknown, cannot be downloaded or unpacked, or is not what it was; nothing half-made stays.
    """
    if name not in datasets:
        raise DataError(f"there is no set {name}, but {', '.join(sorted(datasets))}")
    target = folder / name
    for archive in datasets[name]:
        if all(_holds_photos(target / part) for part in archive.folders.values()):
            continue
        target.mkdir(parents=True, exist_ok=True)
        file = target / PurePosixPath(urllib.parse.urlparse(archive.url).path).name
        try:
            say(f"downloading {archive.url}")
            _download(archive.url, file)
            say(_check(file, archive.checksum))
            for inside, part in archive.folders.items():
                say(f"{target / part}: {_unpack(file, inside, target / part)} photos")
            if archive.checksum is None:
                say(_note(file))
        finally:
            file.unlink(missing_ok=True)
            if not any(target.iterdir()):
                target.rmdir()
    return target


def _holds_photos(folder: Path) -> bool:
    return folder.is_dir() and any(path.suffix.lower() in SUFFIXES for path in folder.iterdir())


def _download(url: str, file: Path) -> None:
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT) as answer:
            size = int(answer.headers.get("Content-Length") or 0)
            if (free := shutil.disk_usage(file.parent).free) < 2 * size:  # the archive, and what is in it
                raise DataError(f"{file.parent} has {free >> 20} MiB free, {url} needs {2 * size >> 20}")
            with file.open("wb") as out:
                shutil.copyfileobj(answer, out, _CHUNK)
    except (OSError, ValueError) as error:
        raise DataError(f"{url} cannot be downloaded: {error}") from error
    if size and file.stat().st_size != size:
        raise DataError(f"{url} broke off after {file.stat().st_size} of {size} bytes")


def _check(file: Path, checksum: str | None) -> str:
    """Compare a file with its published or noted checksum; returns what was found, in words."""
    noted = _noted(file)
    known = checksum or (f"sha256:{noted}" if noted else None)
    if known is None:
        return f"{file.name}: no checksum is published; trusted this first time"
    algorithm, _, expected = known.partition(":")
    found = _digest(file, algorithm)
    if found != expected:
        raise DataError(f"{file.name} has the {algorithm} {found}, not {expected}: another file, or damaged on its way")
    return f"{file.name}: {algorithm} is right"


def _note(file: Path) -> str:
    """Note the checksum of a file that has none published and was unpacked well; returns what was done, in words."""
    if _noted(file):
        return f"{file.name}: the same as the first time"
    record, found = file.parent / RECORD, _digest(file, "sha256")
    with record.open("a", encoding="utf-8") as lines:
        lines.write(f"{found}  {file.name}\n")
    return f"{file.name}: {found} noted in {record}"


def _noted(file: Path) -> str | None:
    record = file.parent / RECORD
    if not record.exists():
        return None
    return dict(line.split("  ")[::-1] for line in record.read_text().splitlines()).get(file.name)


def _digest(file: Path, algorithm: str) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, algorithm).hexdigest()


def _unpack(file: Path, inside: str, target: Path) -> int:
    """Copy the photos below a folder of an archive, by their bare names: no path inside it can lead elsewhere.

    Returns:
        How many.
    """
    partial = target.with_name(f"{target.name}.partial")
    partial.mkdir(parents=True, exist_ok=True)
    count = 0
    try:
        with _members(file) as members:
            for path, stream in members:
                wanted = path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
                if wanted and (not inside or path.is_relative_to(inside)):
                    with (partial / path.name).open("wb") as out:
                        shutil.copyfileobj(stream(), out, _CHUNK)
                    count += 1
        if not count:
            raise DataError(f"{file.name} holds no photos in {inside or 'it'}")
        target.mkdir(parents=True, exist_ok=True)
        for photo in partial.iterdir():
            photo.replace(target / photo.name)
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise DataError(f"{file.name} cannot be unpacked: {error}") from error
    finally:
        shutil.rmtree(partial)
    return count


@contextmanager
def _members(file: Path) -> Iterator[Iterator[tuple[PurePosixPath, Callable[[], IO[bytes]]]]]:
    """Open an archive; gives the path of each file in it and what opens it."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            yield ((PurePosixPath(name), lambda name=name: archive.open(name)) for name in archive.namelist())  # type: ignore[misc]
    else:
        with tarfile.open(file) as tar:
            yield ((PurePosixPath(m.name), lambda m=m: tar.extractfile(m)) for m in tar if m.isfile())  # type: ignore[misc]
