"""Plants of family DV."""

import numpy as np

from truth.planting import Bed, background, both_sides_of_a_bend, plant, plot

plot("DV101", room=9000, depth=3500, slots=6)


def _metropolis(bed: Bed, geometry, name):
    return bed.add("metropolitan-area", geometry, "", name=f"{name}都市圈{bed.number}")


@plant("DV101")
def overlap_in_one_unit(bed):
    width = bed.uniform(500, 1500)
    _metropolis(bed, bed.band(-3000, width / 2, 200, 3300), "甲")
    _metropolis(bed, bed.band(-width / 2, 3000, 200, 3300), "乙")
    return [bed.want("minor", bed.here)]


@plant("DV101")
def overlap_in_two_units(bed):
    """One record for each unit."""
    width = bed.uniform(600, 1500)
    _metropolis(bed, bed.band(-3000, width / 2, -3300, 3300), "甲")
    _metropolis(bed, bed.band(-width / 2, 3000, -3300, 3300), "乙")
    return [bed.want("minor", bed.here), bed.want("minor", bed.there)]


@plant("DV101")
def three_areas(bed):
    for name, u in (("甲", -300), ("乙", 0), ("丙", 300)):
        _metropolis(bed, bed.blob(u, 1700, 1200, rough=0.1), name)
    return [bed.want("minor", bed.here) for _ in range(3)]


@plant("DV101")
def side_by_side(bed):
    bed.noise = min(bed.noise, 2.0)
    _metropolis(bed, bed.band(-3000, -20, 200, 3300), "甲")
    _metropolis(bed, bed.band(20, 3000, 200, 3300), "乙")
    return []


@plant("DV101")
def small_overlap(bed):
    width = bed.uniform(50, 200)
    _metropolis(bed, bed.band(-3000, width / 2, 200, 3300), "甲")
    _metropolis(bed, bed.band(-width / 2, 3000, 200, 3300), "乙")
    return []


@plant("DV101")
def one_area_in_two_features(bed):
    _metropolis(bed, bed.blob(-300, 1700, 1200, rough=0.1), "甲")
    _metropolis(bed, bed.blob(300, 1700, 1200, rough=0.1), "甲")
    return []


@plant("DV101", near=True)
def just_over_a_hundred_hectares(bed):
    far = bed.deep(-500, 500, 1000, 1e6 * bed.uniform(1.03, 1.1))
    _metropolis(bed, bed.band(-3000, 500, 1000, far, noise=0, spacing=25), "甲")
    _metropolis(bed, bed.band(-500, 3000, 1000, far, noise=0, spacing=25), "乙")
    return [bed.want("minor", bed.here)]


@plant("DV101", near=True)
def just_under_a_hundred_hectares(bed):
    far = bed.deep(-500, 500, 1000, 1e6 * bed.uniform(0.85, 0.95))
    _metropolis(bed, bed.band(-3000, 500, 1000, far, noise=0, spacing=25), "甲")
    _metropolis(bed, bed.band(-500, 3000, 1000, far, noise=0, spacing=25), "乙")
    return []


plot("DV102", room=90_000, depth=16_000, slots=4, often=3)
PARKS = ("science-city", "science-and-technology-city", "science-and-technology-park", "emerging-industry-park")


def _park(bed: Bed, u, d, kind, *, owner=None, name="园"):
    owner = owner or (bed.here if d > 0 else bed.there)
    shape = bed.point(u, d) if bed.number % 2 else bed.blob(u, d, bed.uniform(200, 1500))
    return bed.add("park", shape, owner, kind=kind, name=f"{name}{bed.number}-{u:.0f}")


def _two_parks(bed, apart):
    """Places on either side of the border, about `apart` metres from each other."""
    d = min(bed.uniform(2500, 7000), apart / 3)
    u = np.sqrt(max(apart**2 - (2 * d) ** 2, 0)) / 2
    return (-u, d), (u, -d)


@plant("DV102")
def near_and_alike(bed):
    kind = bed.pick(*PARKS)
    one, other = _two_parks(bed, bed.uniform(6000, 26_000))
    _park(bed, *one, kind)
    _park(bed, *other, kind)
    return [bed.want("minor")]


@plant("DV102")
def three_parks(bed):
    kind = bed.pick(*PARKS)
    _park(bed, -9000, 5000, kind)
    _park(bed, 9000, 5000, kind)
    _park(bed, 0, -5000, kind)
    return [bed.want("minor"), bed.want("minor")]


@plant("DV102")
def near_and_unlike(bed):
    kinds = bed.rng.permutation(PARKS)
    one, other = _two_parks(bed, bed.uniform(6000, 26_000))
    _park(bed, *one, str(kinds[0]))
    _park(bed, *other, str(kinds[1]))
    return []


@plant("DV102")
def far_and_alike(bed):
    kind = bed.pick(*PARKS)
    one, other = _two_parks(bed, bed.uniform(35_500, 42_000))
    _park(bed, *one, kind)
    _park(bed, *other, kind)
    return []


@plant("DV102")
def parks_of_one_owner(bed):
    kind = bed.pick(*PARKS)
    _park(bed, -6000, 5000, kind)
    _park(bed, 6000, 5000, kind)
    return []


@plant("DV102", near=True)
def parks_just_near_enough(bed):
    kind = bed.pick(*PARKS)
    for u, d in _two_parks(bed, bed.uniform(28_500, 29_300)):
        bed.add("park", bed.point(u, d), bed.here if d > 0 else bed.there, kind=kind)
    return [bed.want("minor")]


@plant("DV102", near=True)
def parks_just_too_far(bed):
    kind = bed.pick(*PARKS)
    for u, d in _two_parks(bed, bed.uniform(30_700, 31_500)):
        bed.add("park", bed.point(u, d), bed.here if d > 0 else bed.there, kind=kind)
    return []


plot("DV103", room=4500, depth=1600)


def _town(bed: Bed, away):
    """A town or an industrial area of `here`, `away` metres from the border."""
    if bed.rng.random() < 0.5:
        return bed.add("development-boundary", bed.area(-800, 800, away, 1200), bed.here)
    return bed.add(
        "land-use", bed.area(-800, 800, away, 1200), bed.here, **{"class": bed.pick("industrial", "1001", "工业用地")}
    )


def _guarded(bed: Bed, away, role, **values):
    return bed.add(role, bed.area(-900, 900, -away, -1200), bed.there, **values)


@plant("DV103")
def town_before_a_redline(bed):
    _town(bed, bed.uniform(10, 150))
    _guarded(bed, bed.uniform(10, 250), bed.pick("redline", "farmland"))
    return [bed.want("minor")]


@plant("DV103")
def town_before_a_water_source(bed):
    _town(bed, bed.uniform(10, 150))
    _guarded(bed, bed.uniform(10, 250), "protected-area", category="water-resource")
    return [bed.want("major")]


@plant("DV103")
def town_before_both(bed):
    """One record for each role."""
    _town(bed, bed.uniform(10, 150))
    bed.add("redline", bed.area(-900, -20, -50, -1200), bed.there)
    bed.add("farmland", bed.area(20, 900, -60, -1200), bed.there)
    return [bed.want("minor"), bed.want("minor")]


@plant("DV103")
def two_fields_ahead(bed):
    """One record for a town and a role, however many fields."""
    _town(bed, 40)
    bed.add("farmland", bed.area(-900, -20, -50, -1200), bed.there)
    bed.add("farmland", bed.area(20, 900, -60, -1200), bed.there)
    return [bed.want("minor")]


@plant("DV103")
def too_far(bed):
    _town(bed, bed.uniform(250, 400))
    _guarded(bed, bed.uniform(320, 500), bed.pick("redline", "farmland"))
    return []


@plant("DV103")
def one_owner(bed):
    _town(bed, 300)
    bed.add(bed.pick("redline", "farmland"), bed.band(-900, 900, 270, 20), bed.here)
    return []


@plant("DV103")
def housing(bed):
    bed.add("land-use", bed.area(-800, 800, 50, 1200), bed.here, **{"class": bed.pick("residential", "07", "居住用地")})
    _guarded(bed, 60, "redline")
    return []


@plant("DV103")
def a_park_is_no_water_source(bed):
    _town(bed, 50)
    _guarded(bed, 60, "protected-area", category="forest-park")
    return []


@plant("DV103", near=True)
def just_near_enough(bed):
    bed.noise = 0.0
    bed.add("development-boundary", bed.band(-800, 800, 240, 1200), bed.here)
    bed.add("redline", bed.band(-800, 800, -bed.uniform(240, 252), -1200), bed.there)
    return [bed.want("minor")]


@plant("DV103", near=True)
def just_too_far(bed):
    bed.noise = 0.0
    bed.add("development-boundary", bed.band(-800, 800, 240, 1200, spacing=20), bed.here)
    bed.add("redline", bed.band(-800, 800, -bed.uniform(268, 280), -1200, spacing=20), bed.there)
    return []


plot("DV104", room=4000, depth=1200)
CLASH = ("ecological", "urbanised")


def _function(bed: Bed, function, begin, end, away, side):
    owner = bed.here if side > 0 else bed.there
    shape = bed.area(begin, end, side * away, side * 1000, exact=away == 0)
    return bed.add("main-function", shape, owner, function=function)


@plant("DV104")
def clash(bed):
    one, other = (str(name) for name in bed.rng.permutation(CLASH))
    length = bed.uniform(320, 2500)
    _function(bed, one, -length / 2, length / 2, bed.pick(0, bed.uniform(3, 30)), 1)
    _function(bed, other, -length / 2 - 100, length / 2 + 100, bed.pick(0, bed.uniform(3, 30)), -1)
    return [bed.want("minor")]


@plant("DV104")
def clash_with_two(bed):
    """One record for each two areas."""
    _function(bed, "ecological", -1200, 1200, 0, 1)
    _function(bed, "urbanised", -1200, -50, 0, -1)
    _function(bed, "urbanised", 50, 1200, 0, -1)
    return [bed.want("minor"), bed.want("minor")]


@plant("DV104")
def clash_in_two_stretches(bed):
    """Each too short, together long enough: 150 m and 150 m."""
    _function(bed, "ecological", -1000, 1000, 0, 1)
    fork = bed.band(-500, 500, -4, -900, noise=0).difference(bed.band(-340, 340, 0, -300, noise=0))
    bed.add("main-function", fork, bed.there, function="urbanised")
    return [bed.want("minor")]


@plant("DV104")
def no_clash(bed):
    one, other = bed.pick(("ecological", "agricultural"), ("urbanised", "agricultural"), CLASH[:1] * 2, CLASH[1:] * 2)
    _function(bed, one, -1200, 1200, 0, 1)
    _function(bed, other, -1200, 1200, 0, -1)
    return []


@plant("DV104")
def short_contact(bed):
    length = bed.uniform(40, 130)
    _function(bed, "urbanised", -length / 2, length / 2, 0, 1)
    _function(bed, "ecological", -900, 900, 0, -1)
    return []


@plant("DV104")
def far_from_the_border(bed):
    _function(bed, "urbanised", -900, 900, bed.uniform(80, 300), 1)
    _function(bed, "ecological", -900, 900, 0, -1)
    return []


@plant("DV104", near=True)
def contact_just_long_enough(bed):
    bed.noise = min(bed.noise, 1.0)
    length = bed.uniform(204, 225)
    _function(bed, "urbanised", -length / 2, length / 2, 5, 1)
    _function(bed, "ecological", -900, 900, 5, -1)
    return [bed.want("minor")]


@plant("DV104", near=True)
def contact_just_too_short(bed):
    bed.noise = min(bed.noise, 1.0)
    length = bed.uniform(175, 195)
    _function(bed, "urbanised", -length / 2, length / 2, 5, 1)
    _function(bed, "ecological", -900, 900, 5, -1)
    return []


@background("DV104")
def bend_dv104(bed):
    both_sides_of_a_bend(bed, "main-function", function="urbanised")
    return []


plot("DV105", room=5000, depth=2200, slots=8)


def _agro(bed: Bed, here, there, *, length=2000.0, deep=1500.0):
    """An agro-ecological area over the border, and farmland on a share of either part."""
    half = length / 2
    bed.add("agro-ecological-area", bed.band(-half, half, -deep, deep, noise=0), "", name=f"农业生态区{bed.number}")
    for owner, side, share in ((bed.here, 1, here), (bed.there, -1, there)):
        if share:
            whole = bed.band(-half, half, 0, side * deep, noise=0, spacing=25).area
            far = bed.deep(-half, half, side * 20.0, share * whole)
            bed.add("farmland", bed.band(-half, half, side * 20, far, noise=0, spacing=25), owner)


def _shares(bed, apart):
    low = bed.uniform(0.05, 0.9 - apart)
    return (low, low + apart) if bed.rng.random() < 0.5 else (low + apart, low)


@plant("DV105")
def shares_differ(bed):
    _agro(bed, *_shares(bed, bed.uniform(0.27, 0.7)))
    return [bed.want("minor")]


@plant("DV105")
def town_cuts_it(bed):
    _agro(bed, *_shares(bed, 0.03))
    bed.add("development-boundary", bed.blob(0, 1480, bed.uniform(120, 400)), bed.here)
    return [bed.want("minor", bed.here)]


@plant("DV105")
def shares_alike(bed):
    _agro(bed, *_shares(bed, bed.uniform(0.0, 0.13)))
    return []


@plant("DV105")
def in_one_unit(bed):
    bed.add("agro-ecological-area", bed.blob(0, 1100, 900), "")
    bed.add("farmland", bed.blob(0, 1000, 300), bed.here)
    return []


@plant("DV105")
def town_hardly_in(bed):
    _agro(bed, 0.5, 0.5)
    bed.add("development-boundary", bed.blob(0, 1700, 190, rough=0.1), bed.here)
    return []


@plant("DV105", near=True)
def just_over_twenty_points(bed):
    _agro(bed, *_shares(bed, bed.uniform(0.21, 0.225)))
    return [bed.want("minor")]


@plant("DV105", near=True)
def just_under_twenty_points(bed):
    _agro(bed, *_shares(bed, bed.uniform(0.175, 0.19)))
    return []
