"""Plants of family TR."""

import numpy as np

from truth.planting import Bed, plant, plot

plot("TR101", room=20_000, depth=5500, slots=6)
MINOR, MAJOR = ("", "county", "县道"), ("trunk", "primary", "国道", "省道")


def _road(bed: Bed, places, owner, **values):
    return bed.add("road", bed.line(places, spacing=max(bed.spacing, 60.0)), owner, **values)


def _pair(bed: Bed, *, end=None, facing=None, aside=None, importance=""):
    """Two roads whose ends face each other; gives the places of the ends."""
    end, facing = end or bed.uniform(30, 600), facing or bed.uniform(30, 600)
    aside = bed.uniform(-400, 400) if aside is None else aside
    _road(bed, [(300, 4600), (-100, 2500), (0, end)], bed.here, **{"class": importance})
    _road(bed, [(aside, -facing), (aside + 200, -2500), (0, -4600)], bed.there, **{"class": importance})
    return (0, end), (aside, -facing)


def _graded(bed):
    word = bed.pick(*MINOR, *MAJOR)
    return word, "major" if word in MAJOR else "minor"


@plant("TR101")
def two_ends(bed):
    importance, severity = _graded(bed)
    _pair(bed, importance=importance)
    return [bed.want(severity)]


@plant("TR101")
def end_before_a_road(bed):
    importance, severity = _graded(bed)
    _road(bed, [(300, 4600), (0, bed.uniform(30, 700))], bed.here, **{"class": importance})
    across = -bed.uniform(300, 1500)
    _road(bed, [(-3000, -4600), (-1500, across), (1500, across), (3200, -4600)], bed.there)
    return [bed.want(severity)]


@plant("TR101")
def long_way_round(bed):
    _pair(bed)
    beyond = bed.uniform(4000, 6000)
    _road(bed, [(300, 4600), (beyond, 4400), (beyond, 0)], bed.here)
    _road(bed, [(beyond, 0), (beyond, -4400), (0, -4600)], bed.there)
    return [bed.want("minor")]


@plant("TR101")
def roads_meet(bed):
    _road(bed, [(300, 4600), (0, 0)], bed.here)
    _road(bed, [(0, 0), (200, -4600)], bed.there)
    return []


@plant("TR101")
def short_way_round(bed):
    """Both ends go on: a road back from either leads over the border."""
    back = bed.uniform(150, 300)
    for side, owner in ((1, bed.here), (-1, bed.there)):
        _road(bed, [(side * 700, side * 4600), (side * 700, side * (400 + back))], owner)
        _road(bed, [(side * 700, side * (400 + back)), (side * 700, side * 400)], owner)
        _road(bed, [(side * 700, side * (400 + back)), (0, 0)], owner)
    return []


@plant("TR101")
def end_inland(bed):
    _pair(bed, end=bed.uniform(1300, 2200), facing=bed.uniform(1300, 1500))
    return []


@plant("TR101")
def nothing_ahead(bed):
    _road(bed, [(300, 4600), (0, bed.uniform(30, 600))], bed.here)
    return []


@plant("TR101")
def road_ahead_too_far(bed):
    _road(bed, [(300, 4600), (0, bed.uniform(300, 600))], bed.here)
    _road(bed, [(-3000, -5200), (-1500, -3400), (1500, -3400), (3200, -5200)], bed.there)
    return []


@plant("TR101", near=True)
def end_just_near_enough(bed):
    _pair(bed, end=bed.uniform(940, 980), facing=bed.uniform(1050, 1500))
    return [bed.want("minor")]


@plant("TR101", near=True)
def end_just_too_far(bed):
    _pair(bed, end=bed.uniform(1030, 1080), facing=bed.uniform(1050, 1500))
    return []


plot("TR102", room=10_000, depth=2600, slots=8)
WAYS = (
    ("road", "class", ("国道", "省道", "县道")),
    ("rail", "class", ("高速铁路", "城际铁路", "普速铁路")),
    ("corridor", "grade", ("national", "provincial", "local")),
)


def _way(bed: Bed, kind, side, u, end, *, name="", level=""):
    role, column, _ = kind
    owner = bed.here if side > 0 else bed.there
    lean = bed.uniform(-300, 300)
    shape = bed.line([(u + lean, side * 2300), (u + lean / 2, side * 1000), (u, side * end)])
    extra = {"kind": "greenway"} if role == "corridor" else {}
    return bed.add(role, shape, owner, name=name, **{column: level}, **extra)


def _two_ways(bed: Bed, apart, *, names=("", ""), levels=("", ""), kind=None, end=None):
    kind = kind or WAYS[int(bed.rng.integers(len(WAYS)))]
    for side, u, name, level in ((1, -apart / 2, names[0], levels[0]), (-1, apart / 2, names[1], levels[1])):
        _way(bed, kind, side, u, bed.uniform(0, 40) if end is None else end, name=name, level=level)


def _levels(bed, kind, *, alike):
    one, other = bed.rng.permutation(kind[2])[:2]
    return (str(one), str(one if alike else other))


@plant("TR102")
def one_name_apart(bed):
    kind = WAYS[int(bed.rng.integers(len(WAYS)))]
    _two_ways(
        bed,
        bed.uniform(130, 1500),
        names=(f"线{bed.number}",) * 2,
        levels=_levels(bed, kind, alike=bool(bed.number % 2)),
        kind=kind,
    )
    return [bed.want("minor")]


@plant("TR102")
def one_class_apart(bed):
    kind = WAYS[int(bed.rng.integers(len(WAYS)))]
    _two_ways(bed, bed.uniform(130, 1500), levels=_levels(bed, kind, alike=True), kind=kind)
    return [bed.want("minor")]


@plant("TR102")
def meet_in_two_classes(bed):
    kind = WAYS[int(bed.rng.integers(len(WAYS)))]
    name = bed.pick("", f"线{bed.number}")
    _two_ways(
        bed,
        bed.uniform(0, 15),
        names=(name, name),
        levels=_levels(bed, kind, alike=False),
        kind=kind,
        end=bed.uniform(0, 10),
    )
    return [bed.want("minor")]


@plant("TR102")
def meet_alike(bed):
    kind = WAYS[int(bed.rng.integers(len(WAYS)))]
    _two_ways(bed, bed.uniform(0, 25), levels=_levels(bed, kind, alike=True), kind=kind, end=bed.uniform(0, 10))
    return []


@plant("TR102")
def unlike_lines_apart(bed):
    kind = WAYS[int(bed.rng.integers(len(WAYS)))]
    _two_ways(
        bed,
        bed.uniform(150, 1500),
        names=(f"线{bed.number}", f"路{bed.number}"),
        levels=_levels(bed, kind, alike=False),
        kind=kind,
    )
    return []


@plant("TR102")
def far_too_far_apart(bed):
    _two_ways(bed, bed.uniform(2600, 3000), names=(f"线{bed.number}",) * 2)
    return []


@plant("TR102")
def ends_inland(bed):
    kind = WAYS[int(bed.rng.integers(len(WAYS)))]
    _two_ways(bed, bed.uniform(150, 1500), names=(f"线{bed.number}",) * 2, kind=kind, end=bed.uniform(150, 700))
    return []


@plant("TR102", near=True)
def just_apart(bed):
    _two_ways(bed, bed.uniform(53, 58), names=(f"线{bed.number}",) * 2, end=0)
    return [bed.want("minor")]


@plant("TR102", near=True)
def just_together(bed):
    _two_ways(bed, bed.uniform(40, 47), names=(f"线{bed.number}",) * 2, end=0)
    return []


plot("TR103", room=80_000, depth=6000, slots=4, often=2, modes=("party", "code"))


def _crossings(bed: Bed, *entries):
    """A river along the border, and crossings of it: (place, owner, kind, year, status)."""
    river = [(u, bed.uniform(-300, 300)) for u in np.linspace(-25_000, 25_000, 12)]
    bed.add("river", bed.line(river, spacing=400), "", name=f"江{bed.number}")
    for number, (u, owner, kind, year, status) in enumerate(entries):
        if bed.number % 2:
            shape = bed.point(u, bed.uniform(-200, 200))
        else:
            shape = bed.line([(u, 1500), (u + bed.uniform(-100, 100), -1500)])
        bed.add("crossing", shape, owner, name=f"通道{bed.number}-{number}", kind=kind, open_year=year, status=status)


def _along(bed):
    start = bed.uniform(-15_000, -5000)
    return start, start + bed.uniform(1000, 7500)


@plant("TR103")
def close_in_place_and_time(bed):
    (one, other), kind, year = _along(bed), bed.pick("bridge", "tunnel"), int(bed.uniform(2027, 2035))
    later = year + int(bed.uniform(-4, 4))
    _crossings(bed, (one, bed.here, kind, year, "planned"), (other, bed.there, kind, later, "planned"))
    return [bed.want("minor")]


@plant("TR103")
def of_one_owner(bed):
    (one, other), kind, year = _along(bed), bed.pick("bridge", "tunnel"), int(bed.uniform(2027, 2035))
    _crossings(bed, (one, bed.here, kind, year, "planned"), (other, bed.here, kind, year + 2, ""))
    return [bed.want("minor", bed.here)]


@plant("TR103")
def three_in_a_row(bed):
    year = int(bed.uniform(2027, 2035))
    _crossings(
        bed,
        *((u, owner, "bridge", year, "planned") for u, owner in ((-7000, bed.here), (0, bed.there), (7000, bed.here))),
    )
    return [bed.want("minor"), bed.want("minor")]


@plant("TR103")
def far_apart(bed):
    start = bed.uniform(-15_000, -8000)
    year = int(bed.uniform(2027, 2035))
    _crossings(
        bed,
        (start, bed.here, "bridge", year, "planned"),
        (start + bed.uniform(13_000, 20_000), bed.there, "bridge", year, "planned"),
    )
    return []


@plant("TR103")
def long_after(bed):
    one, other = _along(bed)
    _crossings(
        bed,
        (one, bed.here, "bridge", 2028, "planned"),
        (other, bed.there, "bridge", int(bed.uniform(2036, 2045)), "planned"),
    )
    return []


@plant("TR103")
def bridge_and_ferry(bed):
    one, other = _along(bed)
    _crossings(bed, (one, bed.here, "bridge", 2028, "planned"), (other, bed.there, "tunnel", 2028, "planned"))
    return []


@plant("TR103")
def both_exist(bed):
    one, other = _along(bed)
    _crossings(bed, (one, bed.here, "bridge", 2018, "existing"), (other, bed.there, "bridge", 2019, "existing"))
    return []


@plant("TR103", near=True)
def just_near_enough(bed):
    _crossings(bed, (-4700, bed.here, "bridge", 2028, "planned"), (4700, bed.there, "bridge", 2028, "planned"))
    return [bed.want("minor")]


@plant("TR103", near=True)
def just_too_far(bed):
    _crossings(bed, (-5300, bed.here, "bridge", 2028, "planned"), (5300, bed.there, "bridge", 2028, "planned"))
    return []


plot("TR104", room=6000, depth=2600, slots=8)


def _station(bed: Bed, u=0.0, d=1200.0):
    bed.add("development-boundary", bed.blob(-1800, 1300, 150), bed.here)
    return bed.add("station", bed.point(u, d), bed.here, name=f"站{bed.number}", kind=bed.pick("", "high-speed"))


def _town(bed: Bed, share):
    """A town of about a share of the disc of 800 m, somewhere in it."""
    radius = 800 * np.sqrt(share)
    away = bed.uniform(0, 0.9 * (800 - radius))
    turn = bed.uniform(0, 2 * np.pi)
    bed.add(
        "development-boundary", bed.blob(away * np.cos(turn), 1200 + away * np.sin(turn), radius, rough=0.05), bed.here
    )


@plant("TR104")
def in_the_fields(bed):
    _station(bed)
    return [bed.want("minor", bed.here)]


@plant("TR104")
def little_town(bed):
    _station(bed)
    _town(bed, bed.uniform(0.02, 0.15))
    return [bed.want("minor", bed.here)]


@plant("TR104")
def town_beside(bed):
    _station(bed)
    bed.add("development-boundary", bed.blob(0, -600, 500), bed.here if bed.canvas.mode != "ground" else bed.there)
    return [bed.want("minor", bed.here)]


@plant("TR104")
def in_town(bed):
    _station(bed)
    _town(bed, bed.uniform(0.27, 0.8))
    return []


@plant("TR104")
def in_a_large_town(bed):
    _station(bed)
    bed.add("development-boundary", bed.band(-1500, 1500, 300, 2300), bed.here)
    return []


@plant("TR104")
def town_of_the_other_side(bed):
    """Towns of whichever side count."""
    _station(bed, d=250.0)
    bed.add("development-boundary", bed.area(-900, 900, 0, -900, exact=True), bed.there)
    return []


@plant("TR104", near=True)
def a_fifth_hardly(bed):
    _station(bed)
    _town(bed, bed.uniform(0.165, 0.18))
    return [bed.want("minor", bed.here)]


@plant("TR104", near=True)
def a_fifth_just(bed):
    _station(bed)
    _town(bed, bed.uniform(0.22, 0.235))
    return []
