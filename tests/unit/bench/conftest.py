import sys
from pathlib import Path

#: The truth benchmark is a package beside the other benchmarks.
sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
