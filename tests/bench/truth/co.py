"""Plants of family CO."""

import numpy as np

from truth.planting import Bed, plant, plot

ROLE = "corridor"
KINDS = ("ecological", "coastal", "lake", "river", "transport")

plot("CO101", room=6000, depth=2600, slots=8)


def _line(bed: Bed, u, end, owner, *, lean=None, **values):
    """A corridor's line of one side, from afar to `end` metres from the border (negative: of `there`)."""
    side = 1 if owner == bed.here else -1
    lean = bed.uniform(-500, 500) if lean is None else lean
    places = [(u + lean, side * bed.uniform(1800, 2400)), (u + 0.6 * lean, side * 1000), (u, end)]
    return bed.add(ROLE, bed.line(places), owner, **values)


@plant("CO101")
def line_ends(bed):
    grade = bed.pick("", "national", "provincial")
    _line(bed, 0, bed.uniform(3, 70), bed.here, kind=bed.pick(*KINDS), grade=grade)
    return [bed.want("major" if grade == "national" else "minor")]


@plant("CO101")
def line_ends_beside_an_unlike_one(bed):
    one, other = (str(kind) for kind in bed.rng.permutation(KINDS)[:2])
    _line(bed, 0, bed.uniform(3, 40), bed.here, kind=one)
    _line(bed, 20, -bed.uniform(130, 300), bed.there, kind=other)
    return [bed.want("minor")]


@plant("CO101")
def two_ends_too_far_apart(bed):
    kind, apart = bed.pick(*KINDS), bed.uniform(160, 900)
    _line(bed, -apart / 2, bed.uniform(3, 40), bed.here, kind=kind, lean=bed.uniform(-500, 0))
    _line(bed, apart / 2, -bed.uniform(3, 40), bed.there, kind=kind, lean=bed.uniform(0, 500))
    return [bed.want("minor"), bed.want("minor")]


@plant("CO101")
def strip_ends(bed):
    width = bed.uniform(80, 900)
    shape = bed.area(-width / 2, width / 2, bed.uniform(4, 60), 2000, spacing=min(bed.spacing, 40.0))
    bed.add(ROLE, shape, bed.here, kind=bed.pick(*KINDS))
    return [bed.want("minor")]


@plant("CO101")
def line_goes_on(bed):
    kind = bed.pick(*KINDS)
    _line(bed, 0, bed.uniform(2, 30), bed.here, kind=kind)
    _line(bed, bed.uniform(-30, 30), -bed.uniform(2, 30), bed.there, kind=kind)
    return []


@plant("CO101")
def line_crosses(bed):
    kind = bed.pick(*KINDS)
    bed.add(ROLE, bed.line([(300, 2200), (0, 200), (-30, -200), (-400, -2200)]), "", kind=kind)
    return []


@plant("CO101")
def strip_goes_on(bed):
    kind, width = bed.pick(*KINDS), bed.uniform(80, 900)
    for owner, side in ((bed.here, 1), (bed.there, -1)):
        shape = bed.area(-width / 2, width / 2, side * bed.uniform(4, 30), side * 2000)
        bed.add(ROLE, shape, owner, kind=kind)
    return []


@plant("CO101")
def ends_inland(bed):
    _line(bed, 0, bed.uniform(160, 900), bed.here, kind=bed.pick(*KINDS))
    return []


@plant("CO101")
def strip_inland(bed):
    bed.add(ROLE, bed.area(-300, 300, bed.uniform(150, 700), 2000), bed.here, kind=bed.pick(*KINDS))
    return []


@plant("CO101", near=True)
def ends_just_near_enough(bed):
    _line(bed, 0, bed.uniform(88, 96), bed.here, kind=bed.pick(*KINDS))
    return [bed.want("minor")]


@plant("CO101", near=True)
def ends_just_too_far(bed):
    _line(bed, 0, bed.uniform(106, 115), bed.here, kind=bed.pick(*KINDS))
    return []


plot("CO102", room=10_000, depth=2600, slots=8)


def _meeting(bed: Bed, apart, *, one=None, other=None, end=None):
    """Two corridors' lines that reach the border from both sides, `apart` metres from each other."""
    end = (bed.uniform(2, 20), bed.uniform(2, 20)) if end is None else (end, end)
    lean = bed.uniform(0, 500)
    _line(bed, -apart / 2, end[0], bed.here, lean=-lean, **(one or {}))
    _line(bed, apart / 2, -end[1], bed.there, lean=lean, **(other or {}))


@plant("CO102")
def a_little_apart(bed):
    same = {"kind": bed.pick(*KINDS)}
    _meeting(bed, bed.uniform(64, 88), one=same, other=same, end=3)
    return [bed.want("minor")]


@plant("CO102")
def one_name_far_apart(bed):
    same = {"kind": bed.pick(*KINDS), "name": f"廊{bed.number}"}
    _meeting(bed, bed.uniform(150, 1700), one=same, other=same)
    return [bed.want("minor")]


@plant("CO102")
def unlike_widths(bed):
    kind, width = bed.pick(*KINDS), bed.uniform(20, 200)
    _meeting(
        bed,
        bed.uniform(0, 20),
        one={"kind": kind, "width_m": width},
        other={"kind": kind, "width_m": width * bed.uniform(2.3, 6)},
    )
    return [bed.want("minor")]


@plant("CO102")
def unlike_grades(bed):
    kind = bed.pick(*KINDS)
    _meeting(
        bed, bed.uniform(0, 20), one={"kind": kind, "grade": "national"}, other={"kind": kind, "grade": "provincial"}
    )
    return [bed.want("minor")]


@plant("CO102")
def meet_alike(bed):
    kind, width = bed.pick(*KINDS), bed.uniform(20, 200)
    one = {"kind": kind, "width_m": width, "grade": "national"}
    _meeting(bed, bed.uniform(0, 20), one=one, other={**one, "width_m": width * bed.uniform(0.7, 1.5)})
    return []


@plant("CO102")
def far_apart_without_a_name(bed):
    """Two ends that break off: CO101's."""
    same = {"kind": bed.pick(*KINDS)}
    _meeting(bed, bed.uniform(160, 1500), one=same, other=same)
    return []


@plant("CO102")
def unlike_kinds(bed):
    one, other = (str(kind) for kind in bed.rng.permutation(KINDS)[:2])
    _meeting(bed, bed.uniform(0, 85), one={"kind": one, "width_m": 20.0}, other={"kind": other, "width_m": 90.0})
    return []


@plant("CO102")
def one_side_only(bed):
    _line(bed, 0, 10, bed.here, kind=bed.pick(*KINDS), width_m=50.0)
    return []


@plant("CO102", near=True)
def just_apart(bed):
    same = {"kind": bed.pick(*KINDS)}
    _meeting(bed, bed.uniform(53, 57), one=same, other=same, end=0.5)
    return [bed.want("minor")]


@plant("CO102", near=True)
def just_together(bed):
    same = {"kind": bed.pick(*KINDS)}
    _meeting(bed, bed.uniform(42, 47), one=same, other=same, end=0.5)
    return []


@plant("CO102", near=True)
def not_quite_twice_as_wide(bed):
    kind = bed.pick(*KINDS)
    _meeting(bed, 10, one={"kind": kind, "width_m": 50.0}, other={"kind": kind, "width_m": bed.uniform(93, 98)})
    return []


plot("CO103", room=6000, depth=2600, slots=8)
LINES = (("road", {}), ("rail", {}), *((ROLE, {"kind": kind}) for kind in KINDS))


def _parallel(bed: Bed, one, other, length, apart, *, angle=0.0, d=1200.0):
    """Two lines of `here`: along the border, and beside the first, turned by an angle."""
    turn = np.tan(np.radians(angle))
    for (role, values), away, slope in ((one, 0.0, 0.0), (other, apart, turn)):
        places = [(u, d + away + slope * (u + length / 2)) for u in np.linspace(-length / 2, length / 2, 6)]
        bed.add(role, bed.line(places), bed.here, **values)


def _two_kinds(bed):
    """Two kinds of different departments: a corridor of transport is the road or the railway itself."""
    while True:
        one, other = (LINES[index] for index in bed.rng.choice(len(LINES), 2, replace=False))
        if not ({one[0], other[0]} & {"road", "rail"} and "transport" in (one[1].get("kind"), other[1].get("kind"))):
            return one, other


@plant("CO103")
def side_by_side(bed):
    _parallel(bed, *_two_kinds(bed), bed.uniform(1400, 4000), bed.uniform(15, 150))
    return [bed.want("info", bed.here)]


@plant("CO103")
def a_little_askew(bed):
    length = bed.uniform(1500, 1800)
    _parallel(bed, *_two_kinds(bed), length, bed.uniform(10, 20), angle=bed.uniform(1, 5))
    return [bed.want("info", bed.here)]


@plant("CO103")
def on_either_side_of_the_border(bed):
    (one, values), (other, others) = _two_kinds(bed)
    length = bed.uniform(1500, 4000)
    for owner, side, role, extra in ((bed.here, 1, one, values), (bed.there, -1, other, others)):
        bed.add(role, bed.line([(u, side * 50) for u in np.linspace(-length / 2, length / 2, 6)]), owner, **extra)
    return [bed.want("info")]


@plant("CO103")
def one_kind(bed):
    kind = LINES[int(bed.rng.integers(len(LINES)))]
    _parallel(bed, kind, kind, bed.uniform(1400, 4000), bed.uniform(15, 150))
    return []


@plant("CO103")
def road_and_its_own_corridor(bed):
    road, corridor = (bed.pick("road", "rail"), {}), (ROLE, {"kind": "transport"})
    _parallel(bed, road, corridor, bed.uniform(1400, 4000), bed.uniform(15, 150))
    return []


@plant("CO103")
def too_far_apart(bed):
    _parallel(bed, *_two_kinds(bed), bed.uniform(1400, 4000), bed.uniform(240, 500))
    return []


@plant("CO103")
def too_short(bed):
    _parallel(bed, *_two_kinds(bed), bed.uniform(200, 700), bed.uniform(15, 150))
    return []


@plant("CO103")
def crossing(bed):
    one, other = _two_kinds(bed)
    bed.add(one[0], bed.line([(-2000, 1200), (2000, 1200)]), bed.here, **one[1])
    turn = bed.uniform(25, 90)
    ends = [(1200 * np.cos(np.radians(turn)), 1200 * np.sin(np.radians(turn))) for turn in (turn, turn + 180)]
    bed.add(other[0], bed.line([(u, 1250 + d) for u, d in ends]), bed.here, **other[1])
    return []


@plant("CO103", near=True)
def just_near_enough(bed):
    bed.noise = 0.0
    _parallel(bed, *_two_kinds(bed), bed.uniform(1500, 4000), bed.uniform(185, 195))
    return [bed.want("info", bed.here)]


@plant("CO103", near=True)
def just_too_far(bed):
    bed.noise = 0.0
    _parallel(bed, *_two_kinds(bed), bed.uniform(1500, 4000), bed.uniform(206, 215))
    return []


@plant("CO103", near=True)
def just_too_short(bed):
    bed.noise = 0.0
    _parallel(bed, *_two_kinds(bed), bed.uniform(900, 950), bed.uniform(20, 60), d=300.0)
    return []


plot("CO104", room=5000, depth=2200, slots=8)
CUTTERS = (("road", {}), ("rail", {}), (ROLE, {"kind": "transport"}))


def _patch(bed: Bed, d, radius=600.0):
    role = bed.pick("protected-area", "redline")
    return bed.add(
        role,
        bed.blob(0, d, radius, rough=0.15),
        bed.here if d else "",
        name=f"片{bed.number}",
        category="nature-reserve",
    )


def _cutter(bed: Bed, places):
    role, values = CUTTERS[int(bed.rng.integers(len(CUTTERS)))]
    return bed.add(role, bed.line(places), "", **values)


@plant("CO104")
def cut_in_two(bed):
    _patch(bed, 1000)
    aside = bed.uniform(-300, 300)
    _cutter(bed, [(aside - 200, 2100), (aside, 1000), (aside + 200, 100)])
    return [bed.want("minor", bed.here)]


@plant("CO104")
def cut_in_four(bed):
    _patch(bed, 1000)
    _cutter(bed, [(-1500, 1050), (1500, 950)])
    _cutter(bed, [(-50, 2100), (50, 100)])
    return [bed.want("minor", bed.here)]


@plant("CO104")
def cut_across_the_border(bed):
    _patch(bed, 0)
    _cutter(bed, [(-1500, 250), (0, bed.uniform(-100, 200)), (1500, 100)])
    return [bed.want("minor")]


@plant("CO104")
def cutter_ends_inside(bed):
    _patch(bed, 1000)
    _cutter(bed, [(-1500, 1000), (0, 1000)])
    return []


@plant("CO104")
def corner_cut_off(bed):
    """A piece of less than 1 ha."""
    _patch(bed, 1000, 500)
    _cutter(bed, [(-1500, 300), (1500, 300)])
    return []


@plant("CO104")
def passes_by(bed):
    _patch(bed, 1000, 500)
    _cutter(bed, [(-1500, 1800), (1500, 1850)])
    return []


@plant("CO104")
def green_corridor(bed):
    """An ecological corridor does not cut."""
    _patch(bed, 1000)
    bed.add(ROLE, bed.line([(-1500, 1050), (1500, 950)]), "", kind="ecological")
    return []


@plant("CO104")
def uncut_on_the_border(bed):
    """The border itself is no cut."""
    _patch(bed, 0)
    _cutter(bed, [(-1500, 1500), (1500, 1500)])
    return []
