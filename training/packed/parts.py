"""A tar archive cut into parts of bounded size. Standard library alone: a pack carries this file to unpack itself."""

import io
import tarfile
from collections.abc import Iterable
from pathlib import Path

MEBIBYTE = 1 << 20


class _Cut(io.RawIOBase):
    """A stream that is written into files of at most so many bytes."""

    def __init__(self, folder: Path, name: str, limit: int):
        self._folder, self._name, self._limit = folder, name, limit
        self.paths: list[Path] = []
        self._left = 0

    def write(self, data: "bytes | memoryview", /) -> int:  # type: ignore[override]
        """Append to the newest part, and begin another one where it is full."""
        view, done = memoryview(data), 0
        while done < len(view):
            if not self._left:
                self.paths.append(self._folder / f"{self._name}.part{len(self.paths) + 1:02}")
                self.paths[-1].write_bytes(b"")
                self._left = self._limit
            piece = view[done : done + self._left]
            with self.paths[-1].open("ab") as file:
                file.write(piece)
            self._left -= len(piece)
            done += len(piece)
        return done


class _Joined(io.RawIOBase):
    """Files read as one stream."""

    def __init__(self, paths: list[Path]):
        self._files = [path.open("rb") for path in paths]

    def read(self, size: int = -1, /) -> bytes:
        """Read from the first file that has something left; nothing at the end of all."""
        while self._files:
            if data := self._files[0].read(size):
                return data
            self._files.pop(0).close()
        return b""

    def close(self) -> None:
        """Close what is still open: a tar archive ends before its last bytes."""
        for file in self._files:
            file.close()
        super().close()


def write_parts(files: Iterable[tuple[Path, str]], folder: Path, name: str, limit: int) -> list[Path]:
    """Write files into an archive in parts: ``NAME.part01`` and so on.

    Args:
        files: Each with its name within the archive.
        folder: Where the parts go.
        name: What theirs begin with.
        limit: Largest size of a part, in bytes.

    Returns:
        The parts.
    """
    cut = _Cut(folder, name, limit)
    with tarfile.open(fileobj=cut, mode="w|", bufsize=MEBIBYTE) as archive:
        for path, inside in files:
            archive.add(path, inside)
    return cut.paths


def read_parts(folder: Path, name: str, to: Path) -> None:
    """Unpack an archive from its parts.

    Raises:
        FileNotFoundError: There is none, or a part in the middle is missing.
        tarfile.TarError: The last one is missing, or one is damaged.
    """
    paths = sorted(folder.rglob(f"{name}.part*"))
    if [path.name for path in paths] != [f"{name}.part{number + 1:02}" for number in range(len(paths))] or not paths:
        raise FileNotFoundError(f"of {name}, parts are missing: {', '.join(path.name for path in paths) or 'all'}")
    with _Joined(paths) as joined, tarfile.open(fileobj=joined, mode="r|", bufsize=MEBIBYTE) as archive:
        archive.extractall(to, filter="data")
