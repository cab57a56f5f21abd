"""From calling the program to its window's first paint, against an empty PySide6 window, in turn in the same run.

Set QT_QPA_PLATFORM=offscreen, or start it under `xvfb-run`, where there is no display.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

from tests.benchmarks.common import ROOT, median, tell, tell_machine

GOAL = 2.5
ROUNDS = 9

# Every program tells the time of its window's first paint and ends: the Paint event is followed by one turn of the
# event loop, which brings the pixels to the screen. Only the window is watched: a filter on all events would cost a
# window of many widgets more than an empty one.
_WATCH = """
import os, sys, time
from PySide6 import QtCore, QtWidgets

class Watch(QtCore.QObject):
    def eventFilter(self, target, event):
        if event.type() == QtCore.QEvent.Type.Paint:
            target.removeEventFilter(self)
            QtCore.QTimer.singleShot(0, tell)
        return False

def tell():
    print(time.time(), flush=True)
    os._exit(0)

def show(widget, plain=QtWidgets.QWidget.show, watches=[]):
    if widget.isWindow():
        watches.append(Watch())
        widget.installEventFilter(watches[-1])
    plain(widget)

QtWidgets.QWidget.show = show
"""
_EMPTY = "application = QtWidgets.QApplication([])\nwindow = QtWidgets.QWidget()\nwindow.show()\napplication.exec()\n"
_OURS = "sys.argv = ['recon-desktop']\nfrom recon_desktop.__main__ import main\nmain()\n"


def main() -> None:
    """Measure and tell."""
    tell_machine()
    empty, ours = [], []
    for turn in range(ROUNDS + 1):
        pair = _seconds(_EMPTY), _seconds(_OURS)
        if turn:  # the first turn warms the disk's cache
            empty.append(pair[0])
            ours.append(pair[1])
    print("empty window", " ".join(f"{1000 * value:5.0f}" for value in empty), "ms")
    print("our window  ", " ".join(f"{1000 * value:5.0f}" for value in ours), "ms")
    ratio = median(ours) / median(empty)
    tell("window on screen", f"{ratio:.2f}x an empty window", f"{GOAL}x", ratio <= GOAL)


def _seconds(code: str) -> float:
    # An installed program has its bytecode; the first turn writes it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", _WATCH + code]
    start = time.time()
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False, timeout=60)
    if run.returncode or not run.stdout.strip():
        raise SystemExit(run.stderr or "no window was painted")
    return float(run.stdout.split()[-1]) - start


if __name__ == "__main__":
    main()
