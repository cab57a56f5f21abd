"""Where things lie in a pack, once it is unpacked."""

CODE = "code"
"""The folders `recon_desktop` and `training`."""

WHEELS = "wheels"
"""What Python needs besides."""

JOBS = "jobs.json"
"""Names of the configurations in turn; each has a folder with its text, what it learns from, and `JUDGES`."""

SQUARES = "squares.npy"
"""The undamaged photos: ``(N, side, side, 3)``, uint8."""

JUDGES = "judges.npz"
"""The crops of the validation."""

START = "start"
"""Runs to go on or to start from."""
