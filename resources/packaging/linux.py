"""The packages for Linux: one frozen folder, and the files that make it at home on a desktop."""

from __future__ import annotations

import gzip
import os
import shutil
import string
import tarfile
import time
from pathlib import Path

from project import (
    DEVELOPERS,
    DIST,
    HERE,
    IDENTIFIER,
    MIME_TYPES,
    PACKAGE,
    PREFIX,
    ROOT,
    SUMMARY,
    TITLE,
    WORK,
    home_page,
    run,
    said,
    source_date,
    version,
)

NOTES = "A window (recon-desktop) and a command line (recon). Networks trained in the open, nothing is uploaded."
SCREENSHOTS = ("window-light.png", "compare-grid.png", "window-dark.png")


def desktop_file() -> str:
    """What menus and "Open with" read."""
    types = "".join(f"{name};" for name in dict.fromkeys(MIME_TYPES.values()))
    return _filled("recon-desktop.desktop", mime_types=types)


def metainfo() -> str:
    """What software centres read; addresses and screenshots stand in it where the project is published."""
    page = home_page()
    lines = []
    if page:
        lines += [f'<url type="homepage">{page}</url>', f'<url type="bugtracker">{page}/issues</url>', "<screenshots>"]
        pictures = page.replace("https://github.com", "https://raw.githubusercontent.com", 1)
        for number, name in enumerate(SCREENSHOTS):
            default = "" if number else ' type="default"'
            address = f"{pictures}/v{version()}/resources/screenshots/{name}"
            lines.append(f'  <screenshot{default}><image type="source">{address}</image></screenshot>')
        lines.append("</screenshots>")
    return _filled(
        "metainfo.xml",
        identifier=IDENTIFIER,
        developer=IDENTIFIER.rpartition(".")[0],
        summary=SUMMARY,
        published="".join(f"  {line}\n" for line in lines),
        version=version(),
        date=time.strftime("%Y-%m-%d", time.gmtime(source_date())),
    )


def tree(frozen: Path, name: str) -> Path:
    """The files of a package as they lie below `/` once it is installed."""
    from icons import write_theme
    from manual import write_manuals

    root = WORK / name
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(frozen, root / PREFIX.relative_to("/"), symlinks=True)
    share = root / "usr" / "share"
    for folder in (
        root / "usr/bin",
        share / "applications",
        share / "metainfo",
        share / "man/man1",
        share / f"doc/{PACKAGE}",
    ):
        folder.mkdir(parents=True)
    for program in ("recon", PACKAGE):
        (root / "usr/bin" / program).symlink_to(PREFIX / program)
    (share / "applications" / f"{PACKAGE}.desktop").write_text(desktop_file(), encoding="utf-8")
    (share / "metainfo" / f"{IDENTIFIER}.metainfo.xml").write_text(metainfo(), encoding="utf-8")
    write_theme(share / "icons" / "hicolor")
    write_manuals(share / "man" / "man1")
    documents = share / "doc" / PACKAGE
    news = (ROOT / "CHANGELOG.md").read_bytes()
    (documents / "changelog.gz").write_bytes(gzip.compress(news, mtime=0))
    (documents / "copyright").write_text(_copyright(), encoding="utf-8")
    _date(root)
    return root


def deb(frozen: Path) -> Path:
    """A package for Debian 12, Ubuntu 22.04 and what is newer than the system it is built on."""
    from licences import system_libraries
    from needs import debian_packages

    root = tree(frozen, "deb")
    needs = debian_packages(root, [guest.name for guest in system_libraries(frozen)])
    control = root / "DEBIAN"
    size = sum(path.lstat().st_size for path in root.rglob("*") if not path.is_dir()) // 1024
    fields = {
        "Package": PACKAGE,
        "Version": version(),
        "Architecture": said("dpkg", "--print-architecture").strip(),
        "Maintainer": DEVELOPERS,
        "Installed-Size": str(size),
        "Depends": ", ".join(needs.required),
        "Recommends": ", ".join((*needs.recommended, "fonts-dejavu-core | fonts-noto-core")),
        "Section": "graphics",
        "Priority": "optional",
        "Homepage": home_page(),
        "Description": f"{SUMMARY[:1].lower()}{SUMMARY[1:]}\n {NOTES}",
    }
    lines = [f"{name}: {value}\n" for name, value in fields.items() if value]
    (control / "control").write_text("".join(lines), encoding="utf-8")
    shutil.copyfile(HERE / "linux" / "before-upgrade.sh", control / "preinst")
    (control / "preinst").chmod(0o755)
    _date(control)
    target = DIST / f"{PACKAGE}_{version()}_{fields['Architecture']}.deb"
    run("dpkg-deb", "-Zxz", "-z6", "--root-owner-group", "--build", root, target, SOURCE_DATE_EPOCH=str(source_date()))
    return target


def rpm(frozen: Path) -> Path:
    """A package for Fedora and openSUSE."""
    return _nfpm(frozen, "rpm")


def archlinux(frozen: Path) -> Path:
    """A package for Arch Linux and its like."""
    return _nfpm(frozen, "archlinux")


def tar_xz(frozen: Path) -> Path:
    """A folder to unpack anywhere and to run from there."""
    target = DIST / f"{PACKAGE}-{version()}-linux-{os.uname().machine}.tar.xz"
    folder = f"{PACKAGE}-{version()}"
    with tarfile.open(target, "w:xz", preset=6) as archive:
        for path in [frozen, *sorted(frozen.rglob("*"))]:
            archive.add(path, str(Path(folder, path.relative_to(frozen))), recursive=False, filter=_nobody)
    return target


def appimage(frozen: Path) -> Path:
    """One file that runs without being installed, behind the runtime that the variable APPIMAGE_RUNTIME names.

    The runtime is AppImage's own, which has to be fetched: https://github.com/AppImage/type2-runtime.

    Raises:
        KeyError: APPIMAGE_RUNTIME is not set.
    """
    runtime = Path(os.environ["APPIMAGE_RUNTIME"])
    root = tree(frozen, "appimage")
    own = root / PREFIX.relative_to("/")
    for name, target in (
        ("AppRun", own / PACKAGE),
        (".DirIcon", root / f"usr/share/icons/hicolor/256x256/apps/{PACKAGE}.png"),
    ):
        (root / name).symlink_to(target.relative_to(root))
    for name, place in ((f"{PACKAGE}.desktop", "applications"), (f"{PACKAGE}.svg", "icons/hicolor/scalable/apps")):
        (root / name).symlink_to(Path("usr/share", place, name))
    for program in ("recon", PACKAGE):
        link = root / "usr/bin" / program
        link.unlink()
        link.symlink_to(Path("../..", PREFIX.relative_to("/"), program))
    packed = WORK / "appimage.squashfs"
    packed.unlink(missing_ok=True)
    options = ["-root-owned", "-noappend", "-comp", "zstd", "-Xcompression-level", "19", "-quiet"]
    run("mksquashfs", root, packed, *options, SOURCE_DATE_EPOCH=str(source_date()))
    target = DIST / f"Recon_Desktop-{version()}-{os.uname().machine}.AppImage"
    target.write_bytes(runtime.read_bytes() + packed.read_bytes())
    target.chmod(0o755)
    return target


def _nfpm(frozen: Path, kind: str) -> Path:
    """Any package of nfpm: its configuration is JSON, which YAML readers take."""
    import json

    from needs import libraries

    root = tree(frozen, kind)
    needs = libraries(root) if kind == "rpm" else None
    contents = [
        {"src": str(root / PREFIX.relative_to("/")), "dst": str(PREFIX), "type": "tree"},
        {"src": str(root / "usr"), "dst": "/usr", "type": "tree"},
    ]
    configuration = {
        "name": PACKAGE,
        "arch": {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine],
        "platform": "linux",
        "version": version(),
        "release": "1",
        "maintainer": DEVELOPERS,
        "description": f"{SUMMARY}\n{NOTES}",
        "homepage": home_page(),
        "license": "Apache-2.0",
        "mtime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(source_date())),
        "contents": contents,
        "scripts": {"preinstall": str(HERE / "linux" / "before-upgrade.sh")},
        # Packages of Arch do not tell which libraries they hold.
        "depends": list(needs.required)
        if needs
        else ["dbus", "fontconfig", "glib2", "libglvnd", "libx11", "libxkbcommon"],
        "recommends": list(needs.recommended) if needs else [],
        "rpm": {"group": "Applications/Graphics", "summary": SUMMARY, "compression": "xz"},
    }
    written = WORK / f"{kind}.json"
    written.write_text(json.dumps(configuration, indent=1), encoding="utf-8")
    before = set(DIST.iterdir())
    run("nfpm", "package", "--config", written, "--packager", kind, "--target", DIST)
    return max(set(DIST.iterdir()) - before or DIST.iterdir(), key=lambda path: path.stat().st_mtime)


def _filled(template: str, **values: str) -> str:
    return string.Template((HERE / "linux" / template).read_text(encoding="utf-8")).substitute(values)


def _copyright() -> str:
    licences = PREFIX / "_internal/recon_desktop/_resources/licences"
    return (
        f"{TITLE} is under the Apache License, version 2.0: {licences}/LICENSE\n"
        f"What it holds of others lies with its licences in {licences}; index.html there lists it.\n"
    )


def _date(root: Path) -> None:
    """Give every file the date of the commit, and modes that do not depend on who builds."""
    moment = source_date()
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        os.utime(path, (moment, moment), follow_symlinks=False)


def _nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = source_date()
    return entry
