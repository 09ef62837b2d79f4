"""Where inputs come from: a seed, or the bytes that a coverage-guided fuzzer hands over."""

import math
import random

__all__ = ["Dice"]

_NUMBERS = (
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    5e-324,
    1e-12,
    90.0,
    180.0,
    360.0,
    119.0,
    30.5,
    1e7,
    40_512_345.678,
    2.0**31,
    2.0**53,
    2.0**63,
    1e16,
    1e154,
    1e308,
    -1e308,
    math.inf,
    -math.inf,
    math.nan,
)
_WORDS = (
    "",
    " ",
    "浙江",
    "生态保护红线",
    "核心保护区",
    "330000",
    "33",
    "341822",
    "0033",
    "3.30000E5",
    "N/A",
    "null",
    "nan",
    "-",
    "12，345.6",
    "１２３",
    "一二三",
    "1e400",
    "0x10",
    "1_000",
    "{",
    "}",
    "{0}",
    "{count}",
    "{other!r:>9999}",
    "%s%n",
    "<script>alert(1)</script>",
    "</script>",
    "=1+1",
    "\x00",
    "\x1b[31m",
    "\ufffd",
    "\u202e",
    "\u2028",
    "\ufeff",
    "\ud800",
    "锟斤拷",
    "\U00020000",
    "a" * 300,
    "江" * 300,
    "1;2;3",
    "..",
    "../..",
    "/",
    "C:\\",
    "\n",
    '"',
    "'",
    ",",
    "\t",
)


class Dice(random.Random):
    """A random source with a taste for what breaks programs.

    Parameters
    ----------
    seed : str or bytes
        A text gives an endless stream that repeats itself run by run; bytes are
        used up as they are, and zeros follow, so that a shorter input is a simpler one.
    """

    def __init__(self, seed):
        self._buffer = seed if isinstance(seed, bytes) else None
        self._place = 0
        super().__init__(seed if isinstance(seed, str) else 0)

    def getrandbits(self, count):
        """Take bits, from the bytes where there are some."""
        if self._buffer is None:
            return super().getrandbits(count)
        size = (count + 7) // 8
        taken = self._buffer[self._place : self._place + size].ljust(size, b"\0")
        self._place += size
        return int.from_bytes(taken, "big") >> (8 * size - count)

    def random(self):
        """Give a number from 0 to 1."""
        return super().random() if self._buffer is None else self.getrandbits(53) / 2**53

    def chance(self, share):
        """Say yes in so many cases of one; a used-up source says no."""
        return self.random() > 1 - share

    def size(self, most):
        """Give a length: short ones far more often."""
        return int(most ** self.random()) - (not self.chance(0.9))

    def number(self):
        """Give a float that may be anything."""
        if self.chance(0.5):
            return self.choice(_NUMBERS)
        return math.ldexp(self.uniform(-1, 1), self.choice((0, 7, 25, 60)))

    def word(self):
        """Give a text that somebody may have put into a cell."""
        if self.chance(0.7):
            return self.choice(_WORDS)
        if self.chance(0.5):
            return repr(self.number())
        alphabets = (32, 48, 97, 0x4E00, 0xFF10)
        return "".join(chr(self.choice(alphabets) + self.randrange(26)) for _ in range(self.size(30)))

    def cell(self):
        """Give a word as it may stand in a table: half a pair of surrogates cannot."""
        return self.word().encode("utf-8", "replace").decode()

    def mutated(self, data, pieces=()):
        """Damage bytes: flip, cut, double, delete, and put in pieces that mean something to the reader."""
        data = bytearray(data)
        for _ in range(1 + self.size(6)):
            if not data:
                return bytes(data)
            place = self.randrange(len(data))
            match self.randrange(6):
                case 0:
                    data[place] = self.getrandbits(8)
                case 1:
                    data[place] ^= 1 << self.randrange(8)
                case 2:
                    del data[place : place + self.size(64) + 1]
                case 3:
                    data[place:place] = data[place : place + self.size(64) + 1]
                case 4:
                    piece = self.choice(pieces) if pieces and self.chance(0.7) else self.word()
                    data[place:place] = piece if isinstance(piece, bytes) else piece.encode("utf-8", "surrogatepass")
                case 5:
                    del data[place:]
        return bytes(data)
