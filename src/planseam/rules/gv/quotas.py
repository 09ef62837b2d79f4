"""Quotas: what a row of the table asks, and where it holds."""

from dataclasses import dataclass, field
from typing import Any, Literal, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.figures import figures
from planseam.model.role import roles
from planseam.rules.gv.unjudged import Unjudged, lacking, role_title, unknown_role
from planseam.seaming.remainder import apart_and_together
from planseam.seaming.scene import Features, Scene
from planseam.seaming.zones import Zones
from planseam.text import MU_PER_HECTARE, Text, half_up, percent

__all__ = ["Measure", "Measures", "Place", "Quota", "Term", "quotas_of"]

Geometries = NDArray[Any]

HECTARE_M2 = 10_000.0
AREAL = 2


@dataclass(frozen=True)
class Measure:
    """A unit in which quotas are given.

    Parameters
    ----------
    m2 : float
        Its size; 0 for a share of the place.
    digits : int
        Decimals in which measured areas are told.
    sign : Text
    """

    m2: float
    digits: int
    sign: Text

    def limit_m2(self, value: float, ground_m2: float) -> float:
        """The area that a value means."""
        return value * (self.m2 or ground_m2)

    def asked(self, value: float) -> Text:
        """A quota's value as it was given."""
        plain = np.format_float_positional(value if self.m2 else round(value * 100, 9), trim="-")
        return self._signed(plain)

    def found(self, area_m2: float, ground_m2: float) -> Text:
        """A measured area."""
        plain = half_up(area_m2 / self.m2, self.digits) if self.m2 else percent(area_m2 / ground_m2, self.digits)
        return self._signed(plain)

    def _signed(self, plain: str) -> Text:
        # in Chinese, no blank stands before a per cent sign
        return Text(f"{plain} {self.sign.zh}" if self.m2 else f"{plain}{self.sign.zh}", f"{plain} {self.sign.en}")


MEASURES = {
    "km2": Measure(1e6, 4, Text("平方公里", "km²")),
    "ha": Measure(HECTARE_M2, 4, Text("公顷", "ha")),
    "mu": Measure(HECTARE_M2 / MU_PER_HECTARE, 2, Text("亩", "mu")),
    "share": Measure(0.0, 4, Text.same("%")),
}


@dataclass(frozen=True)
class Term:
    """What is summed: the features of a role, or those of them that hold a value in a field.

    Parameters
    ----------
    role, field, value : str
    """

    role: str
    field: str = ""
    value: str = ""

    @property
    def title(self) -> Text:
        """What it is called."""
        role = role_title(self.role)
        return Text(f"{role.zh}（{self.value}）", f"{role.en} ({self.value})") if self.field else role

    def chosen(self, scene: Scene) -> tuple[Features, NDArray[np.bool_]]:
        """The features of the role, and which of them are meant.

        Raises
        ------
        Unjudged
            If the role or the field is not there, or the features have no areas.
        """
        if self.role not in roles():
            raise unknown_role(self.role)
        if self.role not in scene.roles:
            raise lacking(self.role)
        features = scene.features(self.role)
        areal = shapely.get_dimensions(features.geometry) == AREAL
        if not areal.any():
            raise Unjudged(
                Text("{role}没有面状要素", "there are no areas in {role}").format(role=role_title(self.role))
            )
        if not self.field:
            return features, areal
        words = features.words(self.field)
        if not (words != "").any():
            raise Unjudged(
                Text("{role}没有字段“{field}”", "no feature of {role} has the field “{field}”").format(
                    role=role_title(self.role), field=self.field
                )
            )
        return features, areal & (words == self.value)


@dataclass(frozen=True, kw_only=True)
class Quota:
    """One row of the table of quotas.

    Parameters
    ----------
    row : int
    item : str
        Terms joined by ``+``: ``lake+river``, ``land-use/class=0101``.
    bound, measure, code, area, year : str
        As in the table.
    value : float
        NaN where it is no number.
    """

    row: int
    item: str
    bound: str
    value: float
    measure: str
    code: str = ""
    area: str = ""
    year: str = ""

    @property
    def terms(self) -> tuple[Term, ...]:
        """What is summed."""
        return tuple(
            Term(*(word.strip() for word in (role, *condition.partition("=")[::2])))
            for role, _, condition in (term.partition("/") for term in self.item.split("+"))
        )

    def checked(self) -> tuple[Measure, Literal["min", "max"]]:
        """Its measure and its bound.

        Raises
        ------
        Unjudged
            If the row says something that no quota can mean.
        """
        if not np.isfinite(self.value) or self.value < 0:
            raise Unjudged(Text("指标值不是非负数", "its value is no number of 0 or more"))
        measure = MEASURES.get(self.measure)
        if measure is None or self.bound not in {"min", "max"}:
            raise Unjudged(
                Text(
                    "约束应为 min 或 max，计量应为 km2、ha、mu 或 share",
                    "its bound should be min or max, its measure km2, ha, mu or share",
                )
            )
        if self.measure == "share" and self.value > 1:
            raise Unjudged(
                Text("占比应在 0 与 1 之间，如 0.206 或 20.6%", "a share lies between 0 and 1, as 0.206 or 20.6%")
            )
        return measure, "min" if self.bound == "min" else "max"


def quotas_of(table: Features) -> list[Quota]:
    """Read the rows of the table of quotas."""
    texts = {key: table.words(key).tolist() for key in ("item", "bound", "measure", "area", "year")}
    codes = table.words("code").tolist()
    values = figures(table.table["value"])
    return [
        Quota(
            row=row,
            value=float(values[row]),
            code=codes[row] or str(table.owner[row]),
            **{key: text[row] for key, text in texts.items()},
        )
        for row in range(len(table))
    ]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a quota holds.

    Parameters
    ----------
    name : Text
    unit : str
        Code, where it is one unit of the study.
    layers : tuple of str
        Ids of the layers that give it; empty for units.
    geometry : polygon, working CRS
    area_m2 : float
    """

    name: Text
    unit: str
    layers: tuple[str, ...]
    geometry: Any
    area_m2: float

    @classmethod
    def of(cls, scene: Scene, code: str, area: str) -> Self:
        """Find the ground of a code, of the features of a role, or of what both have in common.

        Raises
        ------
        Unjudged
            If there is no such ground.
        """
        chosen = np.flatnonzero(np.strings.startswith(scene.codes, code))
        if len(chosen) == 0:
            raise Unjudged(
                Text("研究范围内没有代码为 {code} 的行政区", "no jurisdiction of the study has the code {code}").format(
                    code=code
                )
            )
        unit = str(scene.codes[chosen[0]]) if code and len(chosen) == 1 else ""
        name = scene.name(code) if code else Text("研究范围", "the study")
        if not area:
            ground = scene.polygons[chosen]
            geometry = ground[0] if len(ground) == 1 else shapely.coverage_union_all(ground)
            return cls(name=name, unit=unit, layers=(), geometry=geometry, area_m2=float(scene.area([geometry])[0]))
        features, areal = Term(area).chosen(scene)
        geometry = shapely.union_all(features.geometry[areal])
        own = np.flatnonzero(areal)
        called = role_title(area)
        if len(own) == 1 and features.table["name"].iloc[own[0]]:
            called = features.name(int(own[0]))
            called = Text(called.zh, f"“{called.en}”")
        if code:
            parts = Zones.of(scene.polygons[chosen]).split(np.array([geometry], dtype=object)).geometry
            geometry = shapely.union_all(parts)
            called = Text(f"{name.zh}境内的{called.zh}", f"{called.en} within {name.en}")
        if shapely.is_empty(geometry):
            raise Unjudged(
                Text("{area}不在 {code} 境内", "{area} lies outside {code}").format(area=role_title(area), code=code)
            )
        return cls(
            name=called,
            unit=unit,
            layers=tuple(dict.fromkeys(features.layer[areal].tolist())),
            geometry=geometry,
            area_m2=float(scene.area([geometry])[0]),
        )


@dataclass(frozen=True)
class Measures:
    """What is measured for the quotas of a scene, each thing once.

    Parameters
    ----------
    scene : Scene
    """

    scene: Scene
    _places: dict[tuple[str, str], Place] = field(default_factory=dict)
    _zones: dict[tuple[str, str], Zones] = field(default_factory=dict)
    _covered: dict[tuple[Any, ...], tuple[float, tuple[str, ...]]] = field(default_factory=dict)

    def place(self, code: str, area: str) -> Place:
        """Where a quota holds; see `Place.of`."""
        if (code, area) not in self._places:
            self._places[code, area] = Place.of(self.scene, code, area)
        return self._places[code, area]

    def covered(self, terms: tuple[Term, ...], code: str, area: str) -> tuple[float, tuple[str, ...]]:
        """Measure the ground of a place that features cover, each piece of ground once.

        Returns
        -------
        float and tuple of str
            m², and the ids of the layers that were looked at.

        Raises
        ------
        Unjudged
            If what is to be summed is not there.
        """
        if (code, area, terms) not in self._covered:
            shapes, layers = [], []
            for term in terms:
                features, mask = term.chosen(self.scene)
                shapes.append(features.geometry[mask])
                layers += features.layer.tolist()
            if (code, area) not in self._zones:
                self._zones[code, area] = Zones.of(np.array([self.place(code, area).geometry], dtype=object))
            inside = apart_and_together(self._zones[code, area].split(np.concatenate(shapes)).geometry)
            self._covered[code, area, terms] = float(self.scene.area(inside).sum()), tuple(dict.fromkeys(layers))
        return self._covered[code, area, terms]
