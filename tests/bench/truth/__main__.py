"""Run the truth benchmark: see `python tests/bench/truth --help`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from truth.command import main

if __name__ == "__main__":
    sys.exit(main())
