"""Runs before the frozen programs: gives programs that they start (a file manager, say) back their own libraries.

PyInstaller's loader points `LD_LIBRARY_PATH` at the libraries of the bundle, which it has found by then. Left there,
the file manager that shows a result would load this program's Qt.
"""

import os

before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
if before is None:
    os.environ.pop("LD_LIBRARY_PATH", None)
else:
    os.environ["LD_LIBRARY_PATH"] = before
