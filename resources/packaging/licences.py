"""The licences of everything that a frozen folder holds, beside it and in its list."""

from __future__ import annotations

import json
import re
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from project import DIST, EXTRAS, HERE, PACKAGE, ROOT, said, version

LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|thirdparty)", re.IGNORECASE)
TEXTS = HERE / "licences"

# Wheels that hold no licence file, and the texts that they are under.
WITHOUT_FILE = {
    "flatbuffers": [ROOT / "LICENSE"],
    "pyside6-essentials": [TEXTS / "LGPL-3.0.txt", TEXTS / "GPL-3.0.txt", TEXTS / "Qt.txt"],
    "shiboken6": [TEXTS / "LGPL-3.0.txt", TEXTS / "GPL-3.0.txt"],
}


@dataclass(frozen=True)
class Guest:
    """Something bundled.

    Attributes:
        name: Of it.
        version: Of it.
        files: Its licences.
    """

    name: str
    version: str
    files: tuple[Path, ...]


def write_licences(folder: Path, frozen: Path) -> None:
    """Copy the licences of all guests into a folder, with a page that leads to them, `index.html`.

    Raises:
        LookupError: A guest comes without a licence; names it.
    """
    rows = ['<p>Recon Desktop: Apache License 2.0, <a href="LICENSE">LICENSE</a></p>']
    for guest in (*packages(), python(), *system_libraries(frozen)):
        if not guest.files:
            raise LookupError(
                f"{guest.name} {guest.version} comes without a licence file; say in licences.py what it is"
            )
        place = folder / guest.name
        place.mkdir(parents=True, exist_ok=True)
        for number, path in enumerate(guest.files):
            taken = (place / path.name).exists()
            shutil.copyfile(path, place / (f"{number}-{path.name}" if taken else path.name))
        names = sorted(path.name for path in place.iterdir())
        links = ", ".join(f'<a href="{guest.name}/{name}">{escape(name)}</a>' for name in names)
        rows.append(f"<p>{escape(guest.name)} {escape(guest.version)}: {links}</p>")
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")
    (folder / "index.html").write_text("\n".join(rows) + "\n", encoding="utf-8")


def sbom(frozen: Path) -> Path:
    """What the folder holds as a CycloneDX document, for scanners of known faults."""
    named = [("pypi/", guest) for guest in packages()] + [("generic/", python())]
    named += [("deb/debian/", guest) for guest in system_libraries(frozen)]
    components = [
        {
            "type": "library",
            "name": guest.name,
            "version": guest.version,
            "purl": f"pkg:{kind}{guest.name}@{guest.version}",
        }
        for kind, guest in named
    ]
    subject = {"type": "application", "name": PACKAGE, "version": version()}
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"component": subject},
        "components": components,
    }
    target = DIST / f"{PACKAGE}.cdx.json"
    target.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return target


def packages() -> tuple[Guest, ...]:
    """The Python packages that the application needs, in turn with what these need, and PyInstaller's loader."""
    found: dict[str, Distribution] = {canonicalize_name(one.name): one for one in _needed(PACKAGE, {})}
    del found[PACKAGE]
    found["pyinstaller"] = distribution("pyinstaller")
    return tuple(Guest(name, one.version, _files(name, one)) for name, one in sorted(found.items()))


def python() -> Guest:
    """Python itself."""
    places = (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix))
    files = tuple(path for place in places if (path := place / "LICENSE.txt").is_file())
    return Guest("python", sys.version.split()[0], files[:1])


def system_libraries(frozen: Path) -> tuple[Guest, ...]:
    """The few libraries that are taken along from the Debian system that the folder is frozen on."""
    if not sys.platform.startswith("linux"):
        return ()
    owners: dict[str, str] = {}
    for path in (frozen / "_internal").glob("lib*.so*"):
        if path.name.startswith("libpython"):  # Debian has one of this name, too
            continue
        listing = said("sh", "-c", f"dpkg-query --search '*/{path.name}' 2>/dev/null || true")
        for line in listing.splitlines():
            owners[line.split(":")[0]] = path.name
    versions = (said("dpkg-query", "--show", "--showformat", "${Version}", name) for name in sorted(owners))
    return tuple(
        Guest(name, version, (Path("/usr/share/doc", name, "copyright"),))
        for name, version in zip(sorted(owners), versions, strict=True)
    )


def _needed(name: str, seen: dict[str, Distribution]) -> Iterator[Distribution]:
    key = canonicalize_name(name)
    if key in seen:
        return
    seen[key] = found = distribution(name)
    yield found
    for text in found.requires or ():
        requirement = Requirement(text)
        extras = EXTRAS if key == PACKAGE else ("",)
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in extras):
            yield from _needed(requirement.name, seen)


def _files(name: str, found: Distribution) -> tuple[Path, ...]:
    own = [
        Path(str(file.locate()))
        for file in found.files or ()
        if LICENCE_FILE.search(file.name) and file.suffix != ".py"
    ]
    return tuple(path for path in own if path.is_file()) or tuple(WITHOUT_FILE.get(name, ()))
