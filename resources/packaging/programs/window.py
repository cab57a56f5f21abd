"""What the frozen program `recon-desktop` runs."""

import sys

from recon_desktop.__main__ import main

sys.exit(main())
