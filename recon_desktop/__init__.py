"""Recon Desktop: denoise and enlarge photos with networks that this project trains.

Importing this package loads nothing heavy: `training` reaches `recon_desktop.core` through it.
"""

__version__ = "0.1.0"
