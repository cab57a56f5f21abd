"""Mistakes of the program itself: the traceback goes to the log, a short apology to the person."""

from __future__ import annotations

import platform
import sys
import time
import traceback
from contextlib import suppress

from recon_desktop import __version__
from recon_desktop.resources import log_folder
from recon_desktop.wording import Explanation


def logged(error: Exception) -> Explanation:
    """Write down an exception that nobody expected, and say so.

    Returns:
        The apology, and where the details are.
    """
    account = "".join(traceback.format_exception(error))
    program = f"recon {__version__}, Python {platform.python_version()}, {platform.platform()}"
    path = log_folder() / "recon.log"
    place = f"Its log “{path}” cannot be written: {account.splitlines()[-1]}"
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {program}\n{sys.argv}\n{account}\n")
        place = f"The details are in “{path}”"
    return Explanation("sorry, this is a mistake in recon itself.", f"{place}; please report it.")
