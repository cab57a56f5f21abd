"""Downloads, from archives that the test itself serves."""

import functools
import hashlib
import http.server
import io
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from training.__main__ import main
from training.data import fetch as module
from training.data.fetch import DATASETS, RECORD, Archive, fetch
from training.data.sources import DataError, find_photos

FILES = {
    "Set/train/a.png": b"first",
    "Set/train/deep/b.jpg": b"second",
    "Set/test/c.png": b"third",
    "Set/readme.txt": b"",
}
HOSTILE = {"Set/train/../../../escaped.png": b"outside", "Set/train/._a.png": b"a Mac was here"}


@pytest.fixture
def served(tmp_path: Path) -> Path:
    """A folder with the same photos as zip and as tar."""
    folder = tmp_path / "served"
    folder.mkdir()
    with zipfile.ZipFile(folder / "set.zip", "w") as archive:
        for name, content in (FILES | HOSTILE).items():
            archive.writestr(name, content)
    with tarfile.open(folder / "set.tgz", "w:gz") as tar:
        for name, content in FILES.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return folder


@pytest.fixture
def address(served: Path) -> Iterator[str]:
    """Serve that folder to this machine."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(served)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _sum(path: Path, algorithm: str = "sha256") -> str:
    return f"{algorithm}:{hashlib.new(algorithm, path.read_bytes()).hexdigest()}"


def _sets(url: str, checksum: str | None = None) -> dict[str, tuple[Archive, ...]]:
    return {"mine": (Archive(url, {"Set/train": "train", "Set/test": "test"}, checksum),)}


@pytest.mark.parametrize("name", ["set.zip", "set.tgz"])
def test_archives_come_over_http_and_become_folders_of_photos(
    address: str, served: Path, tmp_path: Path, name: str
) -> None:
    said: list[str] = []
    sets = _sets(f"{address}/{name}", _sum(served / name, "md5"))
    folder = fetch("mine", tmp_path / "data", said.append, sets)
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} >= {
        "train/a.png",
        "train/b.jpg",
        "test/c.png",
    }
    assert (folder / "train" / "b.jpg").read_bytes() == b"second"
    assert any("md5 is right" in line for line in said)
    assert not list(folder.rglob("._*"))
    assert not list(tmp_path.glob("escaped*"))
    (served / name).unlink()
    assert fetch("mine", tmp_path / "data", said.append, sets) == folder  # nothing is asked for again


def test_without_a_published_checksum_the_first_download_is_noted_and_binding(served: Path, tmp_path: Path) -> None:
    said: list[str] = []
    sets = _sets((served / "set.tgz").as_uri())
    folder = fetch("mine", tmp_path, said.append, sets)
    assert any("trusted this first time" in line for line in said)
    noted = (folder / RECORD).read_text()
    assert noted == f"{_sum(served / 'set.tgz').removeprefix('sha256:')}  set.tgz\n"
    for photo in find_photos(folder / "train"):
        photo.path.unlink()
    fetch("mine", tmp_path, said.append, sets)
    for photo in find_photos(folder / "train"):
        photo.path.unlink()
    with (served / "set.tgz").open("ab") as file:
        file.write(b"more")
    with pytest.raises(DataError, match="another file, or damaged"):
        fetch("mine", tmp_path, said.append, sets)
    assert (folder / RECORD).read_text() == noted


def test_what_goes_wrong_is_told_and_leaves_nothing(
    served: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(message: str, url: str, checksum: str | None = None) -> None:
        with pytest.raises(DataError, match=message):
            fetch("mine", tmp_path / "data", print, _sets(url, checksum))
        assert not (tmp_path / "data" / "mine").exists()

    good = (served / "set.zip").as_uri()
    refused("not sha256|not 0000", good, "sha256:" + "0" * 64)
    refused("cannot be downloaded", (served / "none.zip").as_uri())
    refused("cannot be downloaded", "nonsense://address/set.zip")
    broken = served / "broken.zip"
    broken.write_bytes(b"neither zip nor tar")
    refused("cannot be unpacked", broken.as_uri(), _sum(broken))
    refused("cannot be unpacked", broken.as_uri())  # and its checksum is not noted
    damaged = served / "damaged.zip"
    with zipfile.ZipFile(damaged, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Set/train/a.png", bytes(1000))
    content = bytearray(damaged.read_bytes())
    content[len("Set/train/a.png") + 30] ^= 0xFF  # of the deflated data, behind the entry's header and name
    damaged.write_bytes(content)
    refused("cannot be unpacked", damaged.as_uri(), _sum(damaged))
    with zipfile.ZipFile(served / "empty.zip", "w") as archive:
        archive.writestr("Set/readme.txt", "no photo")
    refused("holds no photos in Set/train", (served / "empty.zip").as_uri(), _sum(served / "empty.zip"))
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: SimpleNamespace(free=10))
    refused("MiB free", good)
    with pytest.raises(DataError, match="no set yours, but mine"):
        fetch("yours", tmp_path, print, _sets(good))


def test_the_known_sets_are_those_of_the_literature() -> None:
    assert sorted(DATASETS) == ["bsds500", "div2k", "set14", "set5", "t91"]
    for archive in [archive for archives in DATASETS.values() for archive in archives]:
        assert archive.url.startswith("http")
        algorithm, _, digits = (archive.checksum or "sha256:" + "0" * 64).partition(":")
        assert len(digits) == {"sha256": 64, "md5": 32}[algorithm]


def test_a_test_set_lies_where_it_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "benchmark.tar"
    with tarfile.open(archive, "w") as tar:
        for name in ("Set5/HR/baby.png", "Set5/LR_bicubic/X2/babyx2.png", "Set5/LR_bicubic/X4/babyx4.png"):
            member = tarfile.TarInfo(f"benchmark/{name}")
            member.size = 5
            tar.addfile(member, io.BytesIO(b"photo"))
    folders = DATASETS["set5"][0].folders
    monkeypatch.setitem(DATASETS, "set5", (Archive(archive.as_uri(), folders, _sum(archive)),))
    monkeypatch.setattr("training.__main__.EVALUATION_FOLDER", tmp_path / "eval")
    assert main(["fetch", "set5"]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "eval" / "set5")
    photos = {path.relative_to(tmp_path / "eval").as_posix() for path in (tmp_path / "eval").rglob("*.png")}
    assert photos == {"set5/baby.png", "set5/X2/babyx2.png", "set5/X4/babyx4.png"}


def test_the_command(
    served: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(DATASETS, "t91", _sets((served / "set.zip").as_uri())["mine"])
    assert main(["fetch", "t91", "--folder", str(tmp_path)]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "t91")
