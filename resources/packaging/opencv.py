"""OpenCV on Linux without what neither program calls.

The wheel links films (FFmpeg, with an OpenSSL past its end of life), LAPACK (a second OpenBLAS) and the codec of AVIF
into its one library, which the system's loader then insists on at every start. In their place go libraries of the same
names whose functions end the program: 75 MB less on disk. The programs call OpenCV's filters and its codecs of JPEG and
PNG; AVIF is read by Pillow.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from project import WORK, run, said

HOLLOW = ("libaom", "libavcodec", "libavformat", "libavutil", "libopenblas", "libswscale")
"""Libraries that are called by OpenCV alone, by how their names begin."""

CODE = """\
#include <stdlib.h>
#include <unistd.h>

static void left_out(void) {{
    static const char words[] = "{name} is left out of this package, and something called it.\\n";
    if (write(2, words, sizeof words - 1)) abort();
    abort();
}}
"""


def lighten(internal: Path) -> None:
    """Put hollow libraries in the place of those that are never called, and remove what these alone need.

    Args:
        internal: The folder of libraries of a frozen folder.
    """
    (folder,) = internal.glob("opencv_python_headless.libs")
    (extension,) = (internal / "cv2").glob("cv2.*.so")
    there = {path.name: path for path in folder.iterdir()}
    reached, taken = {extension.name: extension}, dict[str, set[str]]()
    waiting = [extension]
    while waiting:
        taker = waiting.pop()
        taken[taker.name] = _symbols(taker, defined=False)
        for name in re.findall(r"^\s*NEEDED\s+(\S+)", said("objdump", "-p", taker), re.MULTILINE):
            if name in there and name not in reached:
                reached[name] = there[name]
                if not name.startswith(HOLLOW):
                    waiting.append(there[name])
    wanted = set().union(*taken.values())
    for name, path in there.items():
        if name not in reached:
            path.unlink()
            (internal / name).unlink(missing_ok=True)  # PyInstaller's link to it
        elif name not in taken:
            _write_hollow(path, wanted & _symbols(path, defined=True))


def _symbols(library: Path, *, defined: bool) -> set[str]:
    """Functions that a library has or takes from others, with their versions: `av_free@LIBAVUTIL_60`."""
    table = said("readelf", "--wide", "--dyn-syms", library)
    rows = re.findall(r"^ *\d+: \S+ +\S+ FUNC +(?:GLOBAL|WEAK) +DEFAULT +(\w+) (\S+)", table, re.MULTILINE)
    return {name.replace("@@", "@") for section, name in rows if (section != "UND") is defined}


def _write_hollow(library: Path, symbols: set[str]) -> None:
    """Write a library over another one, with some of its functions, none of which does anything."""
    versions = defaultdict[str, list[str]](list)
    for name, _, version in (symbol.partition("@") for symbol in sorted(symbols)):
        versions[version].append(name)
    code, map_ = WORK / "hollow.c", WORK / "hollow.map"
    names = sorted(name for names in versions.values() for name in names)
    aliases = (f'void {name}(void) __attribute__((alias("left_out")));\n' for name in names)
    code.write_text(CODE.format(name=library.name) + "".join(aliases), encoding="utf-8")
    nodes = (f"{version} {{ global: {'; '.join(names)}; }};\n" for version, names in versions.items() if version)
    map_.write_text("".join(nodes), encoding="utf-8")
    options = ["-shared", "-fPIC", "-O2", "-fno-builtin", "-s", f"-Wl,-soname,{library.name}", "-Wl,--build-id=none"]
    if map_.stat().st_size:
        options.append(f"-Wl,--version-script={map_}")
    run("gcc", *options, "-o", library, code)
