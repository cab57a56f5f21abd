"""What a frozen folder needs of the system, read from its own ELF files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from project import WORK, said

WAYLAND = re.compile(r"wayland", re.IGNORECASE)
"""In the path of what only a Wayland desktop loads; what such files alone need is recommended, not required."""


@dataclass(frozen=True)
class Needs:
    """Packages or libraries of the system.

    Attributes:
        required: Without them a program does not start.
        recommended: What a Wayland desktop, which has them, wants beside.
    """

    required: tuple[str, ...]
    recommended: tuple[str, ...]


def elf_files(folder: Path) -> Iterator[Path]:
    """Every program and shared library below a folder, links left out."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


def debian_packages(folder: Path, carried: Iterable[str]) -> Needs:
    """Debian's packages with their least versions, by `dpkg-shlibdeps`, which knows since when a symbol is there.

    Args:
        folder: The files of the package as they lie below `/`.
        carried: Packages whose libraries are taken along.

    Raises:
        subprocess.CalledProcessError: A library is neither in the folder nor in an installed package.
    """
    # By this folder, where the package's fields will lie, dpkg-shlibdeps knows which libraries are the package's own.
    (folder / "DEBIAN").mkdir()
    control = WORK / "shlibdeps" / "debian" / "control"
    control.parent.mkdir(parents=True, exist_ok=True)
    control.write_text("Source: recon-desktop\n\nPackage: recon-desktop\nArchitecture: any\n", encoding="utf-8")
    files = list(elf_files(folder))
    own = {str(path.parent) for path in files}
    command = ["env", "-C", str(control.parents[1]), "dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0"]
    command += [f"-l{place}" for place in sorted(own)] + [f"-x{name}" for name in carried]
    for field, wayland in (("Depends", False), ("Recommends", True)):
        command.append(f"-d{field}")
        command += [f"-e{path}" for path in files if _for_wayland(path, folder) is wayland]
    fields = dict(re.findall(r"^shlibs:(\w+)=(.*)$", said(*command), re.MULTILINE))
    return Needs(*(tuple(filter(None, fields.get(name, "").split(", "))) for name in ("Depends", "Recommends")))


def libraries(folder: Path) -> Needs:
    """Names of libraries as rpm knows them, `libX11.so.6()(64bit)`, which every distribution's packages provide."""
    needed: dict[bool, set[str]] = {False: set(), True: set()}
    own, glibc = set(), [(2, 0)]
    for path in elf_files(folder):
        header = said("objdump", "-p", path)
        own.add(path.name)
        own.update(re.findall(r"^\s*SONAME\s+(\S+)", header, re.MULTILINE))
        needed[_for_wayland(path, folder)].update(re.findall(r"^\s*NEEDED\s+(\S+)", header, re.MULTILINE))
        glibc += [(int(major), int(minor)) for major, minor in re.findall(r"\bGLIBC_(\d+)\.(\d+)\b", header)]
    required = needed[False] - own
    version = "{}.{}".format(*max(glibc))
    names = [f"libc.so.6(GLIBC_{version})(64bit)", *(f"{name}()(64bit)" for name in sorted(required))]
    return Needs(tuple(names), tuple(f"{name}()(64bit)" for name in sorted(needed[True] - own - required)))


def _for_wayland(path: Path, folder: Path) -> bool:
    return bool(WAYLAND.search(str(path.relative_to(folder))))
