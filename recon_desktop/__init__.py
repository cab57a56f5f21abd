"""Recon Desktop: denoise and enlarge photos with networks that this project trains.

Importing this package loads nothing heavy: `training` reaches `recon_desktop.core` through it.
"""

import os

# WORKAROUND https://github.com/microsoft/onnxruntime/pull/27379: from its import on, an official build of onnxruntime
# reports to its maker and keeps a device id on disk. Everything passes here before that import.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__version__ = "0.1.0"
