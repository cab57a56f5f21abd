"""What the frozen program `recon` runs."""

import sys

from recon_desktop.cli import main

sys.exit(main())
