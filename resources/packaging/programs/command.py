"""What the frozen program `recon` runs."""

import multiprocessing
import sys

from recon_desktop.cli import main

multiprocessing.freeze_support()  # foreign models are tried in a process of their own
sys.exit(main())
