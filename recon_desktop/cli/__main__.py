"""`python -m recon_desktop.cli`: the command line where its script is not on the path."""

import sys

from recon_desktop.cli.program import main

if __name__ == "__main__":
    sys.exit(main())
