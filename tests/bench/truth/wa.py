"""Plants of family WA."""

import numpy as np
import shapely

from truth.planting import Bed, background, both_sides_of_a_bend, plant, plot

plot("WA101", room=8000, depth=2600, slots=8)


def _shed(bed: Bed, share, *, d1=2000.0, length=None):
    """A watershed of which about `share` lies over the border."""
    length = length or bed.uniform(1500, 4500)
    return bed.add(
        "watershed", bed.band(-length / 2, length / 2, -share / (1 - share) * d1, d1), "", name=f"流域{bed.number}"
    )


@plant("WA101")
def strip_over_the_border(bed):
    _shed(bed, bed.uniform(0.03, 0.5))
    return [bed.want("minor")]


@plant("WA101")
def natural_shed(bed):
    radius = bed.uniform(500, 1500)
    bed.add("watershed", bed.blob(0, radius * bed.uniform(-0.5, 0.5), radius, rough=0.2), "", name=f"流域{bed.number}")
    return [bed.want("minor")]


@plant("WA101")
def small_share_of_a_large_one(bed):
    """Less than 1 %, but more than 10 ha."""
    length, over = bed.uniform(5200, 5700), bed.uniform(24, 25)
    bed.add("watershed", bed.band(-length / 2, length / 2, -over, 2590, noise=0), "", name=f"流域{bed.number}")
    return [bed.want("minor")]


@plant("WA101")
def within_one_unit(bed):
    bed.add("watershed", bed.blob(0, 1300, bed.uniform(300, 900)), "")
    return []


@plant("WA101")
def along_the_border(bed):
    """Drawn along the border, with what digitising leaves over it."""
    bed.add("watershed", bed.area(-1500, 1500, 0, 2000), "")
    return []


@plant("WA101")
def crumb(bed):
    _shed(bed, bed.uniform(0.002, 0.004), length=bed.uniform(1500, 2500))
    return []


@plant("WA101", near=True)
def just_one_percent(bed):
    bed.noise = 0.0
    _shed(bed, bed.uniform(0.0115, 0.013), length=2500)
    return [bed.want("minor")]


@plant("WA101", near=True)
def just_under_one_percent(bed):
    bed.noise = 0.0
    _shed(bed, bed.uniform(0.007, 0.0085), length=2500)
    return []


plot("WA102", room=8000, depth=2600, slots=8)
FUNCTIONS = ("urbanised", "agricultural", "ecological")


def _functions(bed, here, there, *, far=2600.0):
    """Main functions on both sides, in a few counties each."""
    for owner, side, function in ((bed.here, 1, here), (bed.there, -1, there)):
        cut = bed.uniform(-1000, 1000)
        if function:
            for begin, end in ((-3500, cut), (cut, 3500)):
                bed.add("main-function", bed.band(begin, end, 0, side * far, noise=0), owner, function=function)


def _graded(one, other):
    return "major" if {one, other} == {"ecological", "urbanised"} else "minor"


def _unlike(bed):
    one, other = (str(name) for name in bed.rng.permutation(FUNCTIONS)[:2])
    return one, other


@plant("WA102")
def unlike_sides(bed):
    one, other = _unlike(bed)
    _functions(bed, one, other)
    _shed(bed, bed.uniform(0.05, 0.5))
    return [bed.want(_graded(one, other))]


@plant("WA102")
def natural_shed_of_unlike_sides(bed):
    one, other = _unlike(bed)
    _functions(bed, one, other)
    radius = bed.uniform(600, 1500)
    bed.add("watershed", bed.blob(0, radius * bed.uniform(-0.4, 0.4), radius, rough=0.2), "")
    return [bed.want(_graded(one, other))]


@plant("WA102")
def dominated_by_another(bed):
    """A little of the other side's function on this side does not dominate it."""
    one, other = _unlike(bed)
    _functions(bed, one, "")
    bed.add("main-function", bed.band(-3500, 0.3 * 2000, 0, -2600, noise=0), bed.there, function=other)
    bed.add("main-function", bed.band(0.3 * 2000, 3500, 0, -2600, noise=0), bed.there, function=one)
    bed.add("watershed", bed.band(-2000, 2000, -900, 1500), "")
    return [bed.want(_graded(one, other))]


@plant("WA102")
def like_sides(bed):
    one, _ = _unlike(bed)
    _functions(bed, one, one)
    _shed(bed, bed.uniform(0.05, 0.5))
    return []


@plant("WA102")
def hardly_over_the_border(bed):
    _functions(bed, *_unlike(bed))
    _shed(bed, bed.uniform(0.002, 0.004), length=bed.uniform(1500, 2500))
    return []


@plant("WA102")
def function_unknown(bed):
    _functions(bed, _unlike(bed)[0], "")
    _shed(bed, bed.uniform(0.2, 0.5))
    return []


@plant("WA102")
def majority_alike(bed):
    one, other = _unlike(bed)
    _functions(bed, one, "")
    bed.add("main-function", bed.band(-3500, 0.3 * 2000, 0, -2600, noise=0), bed.there, function=one)
    bed.add("main-function", bed.band(0.3 * 2000, 3500, 0, -2600, noise=0), bed.there, function=other)
    bed.add("watershed", bed.band(-2000, 2000, -900, 1500), "")
    return []


@plant("WA102", near=True)
def half_and_half(bed):
    one, other = _unlike(bed)
    _functions(bed, one, "")
    bed.add("main-function", bed.band(-3500, 60, 0, -2600, noise=0), bed.there, function=other)
    bed.add("main-function", bed.band(60, 3500, 0, -2600, noise=0), bed.there, function=one)
    bed.add("watershed", bed.band(-2000, 2000, -900, 1500, noise=0, spacing=25), "")
    return [bed.want(_graded(one, other))]


plot("WA103", room=6000, depth=2000, slots=8)
CLASSES = ("I", "II", "III", "IV", "V", "VI")


def _reach(bed: Bed, owner, places, quality, **values):
    return bed.add("river", bed.line(places), owner, water_class=quality, **values)


def _crossing(bed: Bed, upper, lower, *, gap=20.0, names=("", ""), apart=0.0):
    """A river that flows from `here` to `there`: two reaches that meet at the border."""
    lean = bed.uniform(-600, 600)
    above = [(lean, 1900), (0.4 * lean, 900), (0, gap / 2)]
    below = [(apart, -gap / 2), (apart - 0.4 * lean, -900), (apart - lean, -1900)]
    _reach(bed, bed.here, above, upper, name=names[0])
    _reach(bed, bed.there, below, lower, name=names[1])


def _laxer(bed):
    """Two classes, the laxer first."""
    strict, lax = sorted(bed.rng.choice(6, 2, replace=False))
    return int(lax), int(strict)


@plant("WA103")
def upstream_is_laxer(bed):
    lax, strict = _laxer(bed)
    name = f"河{bed.number}" if bed.rng.random() < 0.5 else ""
    _crossing(bed, CLASSES[lax], CLASSES[strict], gap=bed.uniform(0, 60), names=(name, name))
    return [bed.want("major" if lax - strict >= 2 else "minor")]


@plant("WA103")
def upstream_is_laxer_one_without_a_name(bed):
    lax, strict = _laxer(bed)
    _crossing(bed, CLASSES[lax], CLASSES[strict], gap=bed.uniform(0, 60), names=(f"河{bed.number}", ""))
    return [bed.want("major" if lax - strict >= 2 else "minor")]


@plant("WA103")
def reach_in_two_features(bed):
    """Upstream there are two reaches, one after the other: the last one counts."""
    lax, strict = _laxer(bed)
    _reach(bed, bed.here, [(200, 1900), (100, 1000)], CLASSES[strict])
    _reach(bed, bed.here, [(100, 1000), (0, 10)], CLASSES[lax])
    _reach(bed, bed.there, [(0, -10), (-100, -1900)], CLASSES[strict])
    return [bed.want("major" if lax - strict >= 2 else "minor")]


@plant("WA103")
def upstream_is_stricter(bed):
    lax, strict = _laxer(bed)
    _crossing(bed, CLASSES[strict], CLASSES[lax])
    return []


@plant("WA103")
def one_class(bed):
    quality = bed.pick(*CLASSES)
    _crossing(bed, quality, quality)
    return []


@plant("WA103")
def two_rivers(bed):
    lax, strict = _laxer(bed)
    _crossing(bed, CLASSES[lax], CLASSES[strict], names=(f"河{bed.number}", f"江{bed.number}"))
    return []


@plant("WA103")
def too_far_apart(bed):
    lax, strict = _laxer(bed)
    _crossing(bed, CLASSES[lax], CLASSES[strict], apart=bed.uniform(160, 400))
    return []


@plant("WA103")
def class_unknown(bed):
    _crossing(bed, bed.pick("VI", ""), "")
    return []


@plant("WA103")
def two_rivers_that_begin_at_the_border(bed):
    lax, strict = _laxer(bed)
    _reach(bed, bed.here, [(0, 10), (100, 1900)], CLASSES[lax])
    _reach(bed, bed.there, [(0, -10), (-100, -1900)], CLASSES[strict])
    return []


@plant("WA103", near=True)
def ends_just_near_enough(bed):
    lax, strict = _laxer(bed)
    _crossing(bed, CLASSES[lax], CLASSES[strict], gap=0, apart=bed.uniform(88, 96))
    return [bed.want("major" if lax - strict >= 2 else "minor")]


@plant("WA103", near=True)
def ends_just_too_far(bed):
    lax, strict = _laxer(bed)
    _crossing(bed, CLASSES[lax], CLASSES[strict], gap=0, apart=bed.uniform(106, 115))
    return []


plot("WA104", room=6000, depth=2600, slots=8)
CONTROL = ("redline", "farmland", "development-boundary")


def _water(bed: Bed, begin, end, *, role=None, half=None):
    """A river or lake along the border; gives how far its banks are."""
    kind = role or bed.pick("river", "lake", "line")
    if kind == "line":
        bed.add(
            "river",
            bed.line([(u, bed.uniform(-15, 15)) for u in np.linspace(begin, end, 8)]),
            "",
            name=f"界河{bed.number}",
        )
        return 0.0
    half = half or float(np.exp(bed.uniform(np.log(60), np.log(1200))))
    bed.add(kind, bed.band(begin, end, -half, half), "", name=f"界水{bed.number}")
    return half


def _bank(bed: Bed, side, role, begin, end, bank, *, depth=None):
    """Land of one control class from the bank on; nothing where the role is empty."""
    if role:
        owner = bed.here if side > 0 else bed.there
        depth = depth or bed.uniform(600, 1100)
        bed.add(role, bed.band(begin, end, side * (bank + 4), side * (bank + depth)), owner)


def _banks_differ(one, other):
    return "major" if {one, other} == {"redline", "development-boundary"} else "minor"


@plant("WA104")
def banks_differ(bed):
    one, other = (str(role) for role in bed.rng.permutation([*CONTROL, ""])[:2])
    length = bed.uniform(700, 3000)
    bank = _water(bed, -length / 2, length / 2)
    for side, role in ((1, one), (-1, other)):
        _bank(bed, side, role, -length / 2 - 600, length / 2 + 600, bank)
    return [bed.want(_banks_differ(one, other))]


@plant("WA104")
def a_stretch_differs(bed):
    """Only for a while along a longer water."""
    one, other = (str(role) for role in bed.rng.permutation(CONTROL)[:2])
    half = bed.uniform(60, 500)
    _water(bed, -2000, 2000, role=bed.pick("river", "lake"), half=half)
    _bank(bed, 1, one, -2100, 2100, half)
    _bank(bed, -1, one, -2100, -500, half)
    until = bed.uniform(0, 400)
    _bank(bed, -1, other, -500, until, half)
    _bank(bed, -1, one, until, 2100, half)
    return [bed.want(_banks_differ(one, other))]


@plant("WA104")
def banks_alike(bed):
    role = bed.pick(*CONTROL)
    length = bed.uniform(700, 3000)
    bank = _water(bed, -length / 2, length / 2)
    for side in (1, -1):
        _bank(bed, side, role, -length / 2 - 600, length / 2 + 600, bank)
    return []


@plant("WA104")
def mostly_alike(bed):
    """A small town on one bank covers less of the strip than the redline does."""
    length, half = bed.uniform(1500, 3000), bed.uniform(60, 500)
    _water(bed, -length / 2, length / 2, role="river", half=half)
    for side in (1, -1):
        _bank(bed, side, "redline", -length / 2 - 600, length / 2 + 600, half + 100, depth=900)
    bed.add("development-boundary", bed.band(-400, 400, half + 5, half + 95), bed.here)
    return []


@plant("WA104")
def short_contact(bed):
    length = bed.uniform(60, 180)
    bank = _water(bed, -length / 2, length / 2, role="river", half=bed.uniform(60, 200))
    _bank(bed, 1, "redline", -800, 800, bank)
    return []


@plant("WA104")
def no_water(bed):
    _bank(bed, 1, "redline", -800, 800, 0)
    _bank(bed, -1, "development-boundary", -800, 800, 0)
    return []


@plant("WA104")
def river_inland(bed):
    """A river that does not run along the border."""
    bed.add("river", bed.line([(-1500, 800), (0, 760), (1500, 830)]), "")
    _bank(bed, 1, "redline", -1500, 1500, 850)
    _bank(bed, -1, "development-boundary", -1500, 1500, 0)
    return []


@plant("WA104", near=True)
def just_long_enough(bed):
    length = bed.uniform(308, 335)
    bank = _water(bed, -length / 2, length / 2, role="river", half=100.0)
    _bank(bed, 1, "redline", -900, 900, bank)
    return [bed.want("minor")]


@plant("WA104", near=True)
def just_too_short(bed):
    length = bed.uniform(265, 292)
    bank = _water(bed, -length / 2, length / 2, role="river", half=100.0)
    _bank(bed, 1, "redline", -900, 900, bank)
    return []


plot("WA105", room=6000, depth=2600, slots=8)
SHORE = 1300.0


def _shore(bed: Bed, land, sea, *, bounds=(-1300.0, 1300.0)):
    """A coast within the ground of `here`: land use to `land` metres from it, the sea plan from `sea` on."""
    begin, end = bounds
    coast = bed.edge(begin, end, SHORE)
    bed.add("coastline", shapely.LineString(bed.at(*coast.T)), "", name=f"岸线{bed.number}")
    bed.add("land-use", bed.band(begin - 700, end + 700, 400, land), bed.here)
    bed.add("sea-plan", bed.band(begin - 700, end + 700, sea, 2500), bed.here)


def _coast_noise(bed):
    """Gaps and overlaps from digitising are rolled up apart."""
    return [bed.noise_of(kind, bed.here) for kind in ("coast gap", "coast overlap")]


def _dent(width, half, ramp):
    return lambda u: SHORE + width * np.clip((half - np.abs(u)) / ramp, 0, 1)


@plant("WA105")
def gap_at_the_coast(bed):
    width = bed.uniform(30, 300)
    bed.spacing = min(bed.spacing, 40.0)
    _shore(bed, SHORE, _dent(width, bed.uniform(300, 900), 60.0))
    return [bed.want("minor", bed.here), *_coast_noise(bed)]


@plant("WA105")
def overlap_at_the_coast(bed):
    width = bed.uniform(30, 300)
    bed.spacing = min(bed.spacing, 40.0)
    _shore(bed, _dent(width, bed.uniform(300, 900), 60.0), SHORE)
    return [bed.want("minor", bed.here), *_coast_noise(bed)]


@plant("WA105")
def open_gap(bed):
    width = bed.uniform(25, 200)
    _shore(bed, SHORE - width / 2, SHORE + width / 2)
    return [bed.want("minor", bed.here), *_coast_noise(bed)]


@plant("WA105")
def plans_meet(bed):
    bed.noise = min(bed.noise, 2.5)
    _shore(bed, SHORE, SHORE)
    return [*_coast_noise(bed)]


@plant("WA105")
def narrow_gap(bed):
    bed.noise = min(bed.noise, 1.0)
    _shore(bed, SHORE - 2, SHORE + 2)
    return [*_coast_noise(bed)]


@plant("WA105")
def mismatch_far_from_the_coast(bed):
    """Plans that meet well inland of the strip: no matter of the coastline."""
    begin, end = -1300.0, 1300.0
    bed.add("coastline", shapely.LineString(bed.at(*bed.edge(begin, end, 1000).T)), "")
    bed.add("land-use", bed.band(begin - 700, end + 700, 100, 1700, noise=0), bed.here)
    bed.add("sea-plan", bed.band(begin - 700, end + 700, 1800, 2500, noise=0), bed.here)
    return []


@plant("WA105", near=True)
def gap_just_wide_enough(bed):
    bed.noise, bed.spacing = 0.0, 20.0
    _shore(bed, SHORE, SHORE + bed.uniform(11.5, 13.5))
    return [bed.want("minor", bed.here), *_coast_noise(bed)]


@plant("WA105", near=True)
def gap_just_too_narrow(bed):
    bed.noise, bed.spacing = 0.0, 20.0
    _shore(bed, SHORE, SHORE + bed.uniform(7.5, 9.5))
    return [*_coast_noise(bed)]


plot("WA106", room=3600, depth=1200)


@plant("WA106")
def town_in_a_flood_zone(bed):
    bed.add("flood-zone", bed.area(-900, 900, 100, 600), bed.here, standard_years=50)
    bed.add("development-boundary", bed.blob(bed.uniform(-500, 500), 400, bed.uniform(30, 280)), bed.here)
    return [bed.want("major", bed.here), bed.noise_of("flood", bed.here)]


@plant("WA106")
def town_reaches_in(bed):
    width = float(np.exp(bed.uniform(np.log(14), np.log(250))))
    bed.add("flood-zone", bed.band(-900, 900, 100, 500), bed.here, standard_years=50)
    bed.add("development-boundary", bed.area(-700, 700, 500 - width, 900), bed.here)
    return [bed.want("major", bed.here), bed.noise_of("flood", bed.here)]


@plant("WA106")
def standards_differ(bed):
    one, other = (int(years) for years in bed.rng.choice([10, 20, 50, 100, 200], 2, replace=False))
    length = bed.uniform(320, 2200)
    bed.add("flood-zone", bed.area(-length / 2, length / 2, bed.uniform(0, 30), 700), bed.here, standard_years=one)
    bed.add(
        "flood-zone",
        bed.area(-length / 2 - 40, length / 2 + 40, -bed.uniform(0, 30), -700),
        bed.there,
        standard_years=other,
    )
    return [bed.want("minor")]


@plant("WA106")
def standards_agree(bed):
    years = int(bed.pick(20, 50, 100))
    for owner, side in ((bed.here, 1), (bed.there, -1)):
        bed.add("flood-zone", bed.area(-800, 800, side * bed.uniform(3, 30), side * 700), owner, standard_years=years)
    return []


@plant("WA106")
def short_contact_of_standards(bed):
    length = bed.uniform(40, 130)
    bed.add("flood-zone", bed.area(-length / 2, length / 2, 5, 700), bed.here, standard_years=20)
    bed.add("flood-zone", bed.area(-500, 500, -5, -700), bed.there, standard_years=100)
    return []


@plant("WA106")
def standards_far_apart(bed):
    bed.add("flood-zone", bed.area(-800, 800, bed.uniform(80, 200), 700), bed.here, standard_years=20)
    bed.add("flood-zone", bed.area(-800, 800, -5, -700), bed.there, standard_years=100)
    return []


@plant("WA106")
def town_beside_the_flood_zone(bed):
    bed.noise = min(bed.noise, 2.0)
    bed.add("flood-zone", bed.band(-900, 900, 100, 500), bed.here, standard_years=50)
    bed.add("development-boundary", bed.band(-700, 700, 500, 900), bed.here)
    return [bed.noise_of("flood", bed.here)]


@plant("WA106")
def standard_unknown(bed):
    bed.add("flood-zone", bed.area(-800, 800, 5, 700), bed.here)
    bed.add("flood-zone", bed.area(-800, 800, -5, -700), bed.there, standard_years=100)
    return []


@plant("WA106", near=True)
def contact_just_long_enough(bed):
    length = bed.uniform(204, 225)
    bed.noise = min(bed.noise, 1.0)
    bed.add("flood-zone", bed.area(-length / 2, length / 2, 5, 700), bed.here, standard_years=20)
    bed.add("flood-zone", bed.area(-500, 500, -5, -700), bed.there, standard_years=100)
    return [bed.want("minor")]


@plant("WA106", near=True)
def contact_just_too_short(bed):
    length = bed.uniform(175, 195)
    bed.noise = min(bed.noise, 1.0)
    bed.add("flood-zone", bed.area(-length / 2, length / 2, 5, 700), bed.here, standard_years=20)
    bed.add("flood-zone", bed.area(-500, 500, -5, -700), bed.there, standard_years=100)
    return []


@background("WA106")
def bend_wa106(bed):
    both_sides_of_a_bend(bed, "flood-zone", standard_years=50)
    return []
