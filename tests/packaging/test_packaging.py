"""What can be checked of the packages without building one; `resources/packaging/build.py` builds them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from packaging.utils import canonicalize_name

import build
import icons
import licences
import linux
import manual
import needs
import opencv
import project
import windows
from recon_desktop import __main__ as window
from recon_desktop.cli import arguments
from recon_desktop.core.formats import FORMATS

from .conftest import PACKAGING

ROOT = PACKAGING.parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def tool(name: str) -> str:
    """A program of this environment or of the system."""
    found = shutil.which(name, path=f"{sysconfig.get_path('scripts')}:/usr/sbin:/usr/bin:/bin") or shutil.which(name)
    if found is None:
        pytest.skip(f"there is no {name} here; .ci/run installs it")
    return found


def checked(*command: object) -> str:
    """What a command says; it has to succeed."""
    run = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, timeout=120)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


# ---------------------------------------------------------------- the spec


def frozen_by(system: str, files: list[tuple[str, str]]) -> tuple[set[str], SimpleNamespace]:
    """Run the spec with stand-ins for PyInstaller: what stays of files (place, source), and what was asked for."""
    asked: Any = SimpleNamespace(programs={}, analysis={})

    def analysis(scripts: list[str], **options: Any) -> SimpleNamespace:
        asked.analysis = options
        binaries = [(place, source, "BINARY") for place, source in files]
        entries = [(Path(script).stem, script, "PYSOURCE") for script in scripts]
        return SimpleNamespace(scripts=entries, binaries=binaries, datas=[], pure=[])

    def exe(modules: object, scripts: list[tuple[str, str, str]], more: object, **options: Any) -> str:
        asked.programs[options["name"]] = ([name for name, *_ in scripts], options)
        return str(options["name"])

    def collect(*parts: Any, **options: Any) -> None:
        asked.kept = {place for place, *_ in parts[2]}

    names = {"Analysis": analysis, "EXE": exe, "COLLECT": collect, "PYZ": list, "BUNDLE": lambda *_, **__: None}
    code = compile((PACKAGING / "recon.spec").read_text(encoding="utf-8"), "recon.spec", "exec")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "platform", system)
        exec(code, {**names, "SPECPATH": str(PACKAGING)})
    return asked.kept, asked


@pytest.mark.parametrize("system", ["linux", "win32", "darwin"])
def test_the_spec_makes_two_programs_on_every_system(system: str) -> None:
    _, asked = frozen_by(system, [])
    assert {name: scripts for name, (scripts, _) in asked.programs.items()} == {
        "recon-desktop": ["window"],
        "recon": ["command"],
    }
    assert [options["console"] for _, options in asked.programs.values()] == [False, True]
    loaded = {
        f"recon_desktop.{folder.replace('/', '.')}.{path.stem}"
        for folder in ("cli", "core/io")
        for path in (ROOT / "recon_desktop" / folder).glob("*.py")
    }
    named = {"recon_desktop.cli.restore", "recon_desktop.cli.doctor", "recon_desktop.core.io.jpeg_xl"}
    assert named <= set(asked.analysis["hiddenimports"]) <= loaded


def test_the_spec_leaves_the_systems_own_libraries_to_the_system() -> None:
    plugins = "PySide6/Qt/plugins"
    kept, asked = frozen_by(
        "linux",
        [
            ("libGL.so.1", "/usr/lib/x86_64-linux-gnu/libGL.so.1"),
            ("libxcb-cursor.so.0", "/lib/x86_64-linux-gnu/libxcb-cursor.so.0"),
            ("libpython3.12.so.1.0", "/opt/python/lib/libpython3.12.so.1.0"),
            (f"{plugins}/platforms/libqxcb.so", "/env/libqxcb.so"),
            (f"{plugins}/platforms/libqoffscreen.so", "/env/libqoffscreen.so"),
            (f"{plugins}/platforms/libqvnc.so", "/env/libqvnc.so"),
            (f"{plugins}/platformthemes/libqgtk3.so", "/env/libqgtk3.so"),
            ("PySide6/Qt/lib/libQt6Network.so.6", "/env/libQt6Network.so.6"),
            ("PySide6/Qt/lib/libQt6Core.so.6", "/env/libQt6Core.so.6"),
            ("PySide6/Qt/translations/qtbase_ko.qm", "/env/qtbase_ko.qm"),
            ("PySide6/Qt/translations/qtbase_de.qm", "/env/qtbase_de.qm"),
        ],
    )
    assert {Path(place).name for place in kept} == {
        "libxcb-cursor.so.0", "libpython3.12.so.1.0", "libqxcb.so", "libqoffscreen.so", "libQt6Core.so.6",
        "qtbase_ko.qm",
    }  # fmt: skip
    assert asked.analysis["runtime_hooks"]


def test_windows_goes_without_what_plays_films_and_draws_without_a_card() -> None:
    kept, _ = frozen_by(
        "win32",
        [
            ("cv2\\cv2.pyd", "cv2.pyd"),
            ("cv2\\opencv_videoio_ffmpeg4110_64.dll", "f.dll"),
            ("PySide6\\opengl32sw.dll", "o.dll"),
            ("PySide6\\plugins\\platforms\\qwindows.dll", "q.dll"),
        ],
    )
    assert kept == {"cv2\\cv2.pyd", "PySide6\\plugins\\platforms\\qwindows.dll"}


@pytest.mark.parametrize("before", [None, "/opt/theirs"])
def test_programs_that_are_started_find_their_own_libraries(before: str | None) -> None:
    hook = (PACKAGING / "programs" / "restore_library_path.py").read_text(encoding="utf-8")
    code = f"{hook}\nprint(os.environ.get('LD_LIBRARY_PATH'), 'LD_LIBRARY_PATH_ORIG' in os.environ)"
    environment = {"LD_LIBRARY_PATH": "/opt/recon-desktop/_internal"}
    if before is not None:
        environment["LD_LIBRARY_PATH_ORIG"] = before
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.split() == [str(before), "False"]


# ---------------------------------------------------------------- the desktop


def test_open_with_offers_every_format_that_can_be_read(tmp_path: Path) -> None:
    carried = [each for each in FORMATS if each.package != "pyjpegxl"]
    assert {suffix: name for each in carried for suffix, name in each.types.items()} == project.MIME_TYPES
    path = tmp_path / "recon-desktop.desktop"
    path.write_text(linux.desktop_file(), encoding="utf-8")
    assert checked(tool("desktop-file-validate"), path) == ""


@pytest.mark.parametrize("published", [False, True])
def test_software_centres_can_read_the_metainfo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, published: bool
) -> None:
    if published:
        monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.com")
        monkeypatch.setenv("GITHUB_REPOSITORY", "someone/recon-desktop")
    else:
        monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    text = linux.metainfo()
    assert text.count("<screenshot ") + text.count("<screenshot>") == (len(linux.SCREENSHOTS) if published else 0)
    for name in linux.SCREENSHOTS:
        assert (ROOT / "resources" / "screenshots" / name).is_file()
    path = tmp_path / f"{project.IDENTIFIER}.metainfo.xml"
    path.write_text(text, encoding="utf-8")
    checked(tool("appstreamcli"), "validate", "--no-net", path)


def test_icons_come_in_every_size(tmp_path: Path) -> None:
    icons.write_theme(tmp_path)
    found = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert {f"{size}x{size}/apps/recon-desktop.png" for size in icons.SIZES} < found
    assert "scalable/apps/recon-desktop.svg" in found
    assert icons.png(64) != icons.png(128)


def test_manual_pages_tell_every_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    page = manual.page(arguments.command_line())
    for words in (".SH NAME", '.SH "recon restore"', '.SH "recon doctor"', "\\-\\-overwrite", "\\-\\-resume"):
        assert words in page
    assert "\\-\\-out\\-dir" in manual.page(window.command_line())
    run = subprocess.run(
        [tool("man"), "--warnings", "-l", "-"], input=page, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "recon restore" in run.stdout


# ---------------------------------------------------------------- licences and needs


def test_everything_that_is_bundled_comes_with_its_licence(monkeypatch: pytest.MonkeyPatch) -> None:
    # PyInstaller is no part of this environment; its place is taken by a package that is.
    monkeypatch.setattr(
        licences, "distribution", lambda name: distribution("pytest" if name == "pyinstaller" else name)
    )
    try:
        guests = {guest.name: guest for guest in licences.packages()}
    except PackageNotFoundError as missing:
        pytest.skip(f"this environment has another build of {missing}")
    for name in ("numpy", "pillow", "pyside6-essentials", "shiboken6", "opencv-python-headless", "python-lucide"):
        assert canonicalize_name(name) in guests
    for guest in (*guests.values(), licences.python()):
        assert guest.files, f"{guest.name} has no licence file; licences.WITHOUT_FILE can name its text"
        assert all(path.is_file() for path in guest.files)
    assert {"LGPL-3.0.txt", "GPL-3.0.txt"} <= {path.name for path in guests["pyside6-essentials"].files}


@pytest.mark.skipif(sys.platform != "linux", reason="ELF")
def test_what_a_program_needs_is_read_from_its_files(tmp_path: Path) -> None:
    tool("objdump")
    (tmp_path / "program").write_bytes(Path(sys.executable).resolve().read_bytes())
    (tmp_path / "notes.txt").write_text("no program")
    assert [path.name for path in needs.elf_files(tmp_path)] == ["program"]
    found = needs.libraries(tmp_path)
    assert re.fullmatch(r"libc\.so\.6\(GLIBC_2\.\d+\)\(64bit\)", found.required[0])
    assert "libc.so.6()(64bit)" in found.required


@pytest.mark.skipif(sys.platform != "linux", reason="ELF")
def test_what_wayland_alone_needs_is_recommended(tmp_path: Path) -> None:
    empty = [tool("gcc"), "-shared", "-x", "c", "/dev/null", "-x", "none", "-Wl,--no-as-needed"]
    for place, needed in (("platforms/libqxcb.so", "libX11.so.6"), ("wayland-shell/libxdg.so", "libwayland.so.0")):
        (tmp_path / place).parent.mkdir()
        checked(*empty, f"-Wl,-soname,{needed}", "-o", tmp_path / needed)
        checked(*empty, tmp_path / needed, "-o", tmp_path / place)
        (tmp_path / needed).unlink()
    found = needs.libraries(tmp_path)
    assert "libX11.so.6()(64bit)" in found.required
    assert found.recommended == ("libwayland.so.0()(64bit)",)


@pytest.mark.skipif(sys.platform != "linux", reason="ELF")
def test_debian_is_not_asked_for_what_is_carried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool("dpkg-shlibdeps")
    monkeypatch.setattr(needs, "WORK", tmp_path / "work")
    found = {}
    for carried in ("", "liblzma5"):
        folder = tmp_path / f"with {carried}"
        folder.mkdir()
        shutil.copy(tool("xz"), folder / "xz")
        found[carried] = {name.split()[0] for name in needs.debian_packages(folder, filter(None, [carried])).required}
    assert {"libc6", "liblzma5"} <= found[""]
    assert found["liblzma5"] == found[""] - {"liblzma5"}


@pytest.mark.skipif(sys.platform != "linux", reason="ELF")
def test_opencv_goes_without_what_is_never_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool("readelf")
    gcc = tool("gcc")
    internal, libraries = tmp_path / "_internal", tmp_path / "_internal" / "opencv_python_headless.libs"
    (internal / "cv2").mkdir(parents=True)
    libraries.mkdir()
    (tmp_path / "versions").write_text("LIBAVCODEC_1 { global: decode; };")

    def library(place: Path, code: str, *options: object) -> None:
        source = tmp_path / "source.c"
        source.write_text(code)
        path = f"-Wl,-soname,{place.name},-rpath,$ORIGIN/../{libraries.name}:$ORIGIN"
        checked(gcc, "-shared", "-fPIC", path, "-Wl,--no-as-needed", source, *options, "-o", place)

    library(libraries / "libssl-1.so.1", "int secret(void) { return 1; }")
    library(
        libraries / "libavcodec-1.so.1",
        "int secret(void); int decode(void) { return secret(); }",
        libraries / "libssl-1.so.1",
        f"-Wl,--version-script={tmp_path / 'versions'}",
    )
    library(libraries / "libpng16-1.so.1", "int unfilter(void) { return 5; }")
    library(
        internal / "cv2" / "cv2.abi3.so",
        "int unfilter(), decode(); int picture(void) { return unfilter(); } int film(void) { return decode(); }",
        *(libraries / name for name in ("libpng16-1.so.1", "libavcodec-1.so.1")),
    )
    (internal / "libssl-1.so.1").symlink_to(libraries / "libssl-1.so.1")

    monkeypatch.setattr(opencv, "WORK", tmp_path)
    opencv.lighten(internal)

    assert {path.name for path in libraries.iterdir()} == {"libavcodec-1.so.1", "libpng16-1.so.1"}
    assert not (internal / "libssl-1.so.1").is_symlink()
    code = "import ctypes, sys; print(ctypes.CDLL(sys.argv[1])[sys.argv[2]]())"
    command = [sys.executable, "-c", code, str(internal / "cv2" / "cv2.abi3.so")]
    assert checked(*command, "picture") == "5\n"
    called = subprocess.run([*command, "film"], capture_output=True, text=True, check=False)
    assert called.returncode < 0
    assert called.stderr == "libavcodec-1.so.1 is left out of this package, and something called it.\n"


# ---------------------------------------------------------------- workflows and the installer


def test_the_workflows_are_workflows() -> None:
    assert {path.name for path in WORKFLOWS} == {"ci.yml", "release.yml"}
    checked(tool("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", *WORKFLOWS)


def test_the_workflows_are_safe() -> None:
    checked(tool("zizmor"), "--offline", "--no-progress", "--quiet", *WORKFLOWS)


def test_the_release_builds_every_kind() -> None:
    release = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    built = set(" ".join(re.findall(r"packaging/build\.py (.*)", release)).split())
    assert built == set(build.KINDS)


def test_the_installer_for_windows_compiles(tmp_path: Path) -> None:
    tool("makensis")
    payload = tmp_path / "payload"
    (payload / "_internal").mkdir(parents=True)
    for name in ("recon-desktop.exe", "recon.exe", "_internal/library.dll"):
        (payload / name).write_bytes(b"nothing to run")
    windows.compile_installer(payload, tmp_path / "setup.exe")
    assert (tmp_path / "setup.exe").read_bytes()[:2] == b"MZ"
