"""What the frozen program `recon-desktop` runs."""

import multiprocessing
import sys

from recon_desktop.__main__ import main

multiprocessing.freeze_support()  # foreign models are tried in a process of their own
sys.exit(main())
