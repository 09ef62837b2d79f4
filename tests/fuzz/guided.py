"""One target by a coverage-guided fuzzer: ``python tests/fuzz/guided.py TARGET [-runs=N]``, with atheris installed.

Where an input is wrong it stops, leaves the bytes in a file ``crash-…`` and takes that file's name to repeat it.
"""

import sys

import atheris

with atheris.instrument_imports(include=["planseam"]):
    import runner

    runner.load()

from dice import Dice
from target import TARGETS


def main():
    """Hand atheris the bytes-to-input and the input-to-fault of one target."""
    names = [name for name in sys.argv[1:] if name in TARGETS]
    if len(names) != 1:
        sys.exit(f"name one target of {', '.join(TARGETS)}")
    chosen = TARGETS[names[0]]
    arguments = [argument for argument in sys.argv if argument != names[0]]
    atheris.Setup(arguments, lambda data: chosen.run(chosen.make(Dice(data))))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
