"""The command line `recon`: the window's engine without the window, for people at a terminal and for scripts.

Exit codes: 0 done; 1 a bug, with its traceback in the log; 2 something was asked that cannot be done, in words; 130
stopped by Ctrl+C (143 by a termination signal, 129 by its terminal's end), nothing half-written left behind.
"""

from recon_desktop.cli.program import main

__all__ = ["main"]
