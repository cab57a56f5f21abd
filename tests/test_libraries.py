"""Words for a system that misses a library."""

from __future__ import annotations

from pathlib import Path

import pytest

from recon_desktop import __main__ as desktop
from recon_desktop import libraries


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libEGL.so.1", "libegl1"),
        ("libX11.so.6", "libx11-6"),
        ("libX11-xcb.so.1", "libx11-xcb1"),
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libglib-2.0.so.0", "libglib2.0-0"),
    ],
)
def test_debian_calls_packages_after_their_library(library: str, package: str) -> None:
    assert libraries.debian_package(library) == package


def test_a_missing_library_is_named_with_its_package(capsys: pytest.CaptureFixture[str]) -> None:
    told = ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")
    assert desktop._without_library(told) == 2
    said = capsys.readouterr().err
    assert "libEGL.so.1" in said
    assert "sudo apt install libegl1" in said


def test_any_other_failure_to_import_is_a_bug() -> None:
    with pytest.raises(ImportError, match="no module"):
        desktop._without_library(ImportError("there is no module of this name"))


def test_a_plugin_that_does_not_load_tells_no_library(tmp_path: Path) -> None:
    broken = tmp_path / "libqxcb.so"
    broken.write_bytes(b"not a library")
    assert libraries.plugin_problem(broken) is None
