"""GV103 standards-differ."""

from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.conflict import Conflict, Severity
from planseam.model.figures import figures, plain
from planseam.model.tolerances import Settings
from planseam.rules.base import Rule
from planseam.rules.names import title_of
from planseam.seaming.scene import Features, Scene
from planseam.text import Text, listed

__all__ = ["StandardsDiffer"]

Indices = NDArray[np.intp]
Words = NDArray[Any]
PER_CENT = "%"


class StandardsDiffer(Rule):
    """The parties plan by different standards.

    各方采用的规划标准不一。

    What it flags
    -------------
    Each parameter of the table of standards to which two parties give different values. Numbers are compared as
    numbers where their units agree, everything else as words. The message lists all values and, where the table says
    which direction is the stricter one, names the strictest.

    标准表中两方以上取值不同的参数：单位一致的按数值比较，其余按文字比较。记录列出各方取值；表中注明更严方向的，指出最严
    者。

    Why it matters
    --------------
    Where one side of a street needs 35 % of green and the other 25 %, the plans agree on the map and part on the
    ground. The demonstration zone therefore keeps “3 + 1 + X”: its own rules beside those of three jurisdictions.

    一路之隔，一侧绿地率 35%，另一侧 25%，图上衔接而地上不一；示范区因此以“3+1+X”统一标准。

    Known limits
    ------------
    Parameters are matched by name, blanks and letter case aside. Values in different units, and ranges such as
    “30–35”, are compared as words. A party without a value is passed over. The record has no place on the map.

    参数按名称匹配（忽略空格与大小写）；单位不同的取值与“30～35”之类的区间按文字比较；未填取值的一方不参与；
    记录没有空间位置。

    What to do
    ----------
    The departments in charge should agree on one value, the strictest where safety or ecology is concerned, or record
    why they differ.

    各方主管部门协商统一取值，涉及安全与生态的从严；确需不同的，说明理由。

    Source
    ------
    Duan Jin and Wang Wei on governance and the demonstration zone's “3 + 1 + X”, round table “High-quality integration
    of the Yangtze River Delta: what can planning do?”, 2024.

    段进、王伟关于治理与示范区“3+1+X”的发言，长三角高质量一体化规划圆桌会议，2024 年。
    """

    code: ClassVar[str] = "GV103"
    name: ClassVar[str] = "standards-differ"
    title: ClassVar[Text] = Text("标准不一", "standards differ")
    severity: ClassVar[Severity] = "info"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("standard",),)
    message: ClassVar[Text] = Text("参数“{parameter}”各方取值不一：{values}", "“{parameter}” differs: {values}")
    strict_message: ClassVar[Text] = Text(
        message.zh + "；最严的是{strictest}", message.en + "; the strictest is that of {strictest}"
    )
    advice: ClassVar[Text] = Text(
        "各方主管部门协商统一取值，涉及安全与生态的从严；确需不同的，说明理由",
        "The departments in charge should agree on one value, the strictest where safety or ecology is concerned, "
        "or record why they differ",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:  # noqa: ARG002 - it has no tolerances
        """Yield parameters on which parties differ, in the order of the table."""
        table = scene.features("standard")
        keys = [plain(word) for word in table.words("parameter")]
        filled = (table.words("value") != "") & (table.words("party") != "")
        for key in dict.fromkeys(keys):
            rows = np.flatnonzero(filled & np.array([own == key for own in keys]))
            if key and self._differ(table, rows):
                yield self._record(scene, table, rows)

    @staticmethod
    def _differ(table: Features, rows: Indices) -> bool:
        numbers, units = _measured(table, rows)
        words = [plain(word) for word in table.words("value")[rows]]
        comparable = len(set(units)) == 1 and np.isfinite(numbers).all()
        given = list(numbers) if comparable else list(zip(words, units, strict=True))
        by_party: dict[str, set[Any]] = {}
        for party, value in zip(table.words("party")[rows], given, strict=True):
            by_party.setdefault(party, set()).add(value)
        return len({frozenset(values) for values in by_party.values()}) > 1

    def _record(self, scene: Scene, table: Features, rows: Indices) -> Conflict:
        parties, values, units = (table.words(column)[rows] for column in ("party", "value", "unit"))
        names = [scene.name(party) if party in scene.names else title_of(party) for party in parties]
        listing = listed(
            Text(f"{name.zh} {value}{_sign(unit)}", f"{name.en} {value}{_sign(unit)}")
            for name, value, unit in zip(names, values, units, strict=True)
        )
        strictest = self._strictest(table, rows)
        codes = sorted(set(parties)) if set(parties) <= set(scene.names) else []
        return Conflict(
            rule=self.code,
            severity=self.severity,
            unit_a=codes[0] if len(codes) == 2 else "",  # noqa: PLR2004 - a record names two parties
            unit_b=codes[1] if len(codes) == 2 else "",  # noqa: PLR2004 - a record names two parties
            layer_a=";".join(dict.fromkeys(table.layer[rows])),
            feature_a=";".join(table.fid[rows]),
            message=(self.strict_message if len(strictest) else self.message).format(
                parameter=_parameter(table, rows),
                values=listing,
                strictest=listed(dict.fromkeys(names[index] for index in strictest)),
            ),
            advice=self.advice,
            geometry=shapely.Point(),
        )

    @staticmethod
    def _strictest(table: Features, rows: Indices) -> Indices:
        """Which of the rows are the strictest; none where the table does not tell, or numbers cannot be compared."""
        numbers, units = _measured(table, rows)
        said = set(table.words("stricter")[rows]) - {""}
        if len(said) != 1 or not said <= {"higher", "lower"} or len(set(units)) > 1 or not np.isfinite(numbers).all():
            return np.zeros(0, dtype=np.intp)
        return np.flatnonzero(numbers == (numbers.max() if said == {"higher"} else numbers.min()))


def _measured(table: Features, rows: Indices) -> tuple[NDArray[np.float64], Words]:
    """Values as numbers, and their units; per cent becomes a plain number."""
    words, units = table.words("value")[rows], table.words("unit")[rows]
    signs = np.array([plain(unit) for unit in units], dtype=object)
    own = np.array([plain(word).endswith(PER_CENT) for word in words], dtype=bool)
    numbers = figures(words)
    numbers[(signs == PER_CENT) & ~own] /= 100
    signs[(signs == PER_CENT) | own] = ""
    # 20.6 / 100 is not 0.206 to the last bit
    return np.array([float(f"{number:.12g}") for number in numbers]), signs


def _sign(unit: str) -> str:
    return f" {unit}" if unit else ""


def _parameter(table: Features, rows: Indices) -> Text:
    """The parameter's name; in English where any of the rows gives one as `name_en`."""
    parameter = str(table.words("parameter")[rows[0]])
    english = [word for word in table.words("name_en")[rows] if word]
    return Text(parameter, english[0] if english else parameter)
