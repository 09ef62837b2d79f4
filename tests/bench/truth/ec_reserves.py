"""Plants of family EC on reserves: split, zoned, stacked."""

from truth.names import KINDS, full_name
from truth.planting import Bed, background, both_sides_of_a_bend, plant, plot

ROLE = "protected-area"

plot("EC101", room=8000, depth=2600, slots=8)


def _category(bed):
    return bed.pick(*KINDS)


def _two_categories(bed):
    one, other = bed.rng.permutation(list(KINDS))[:2]
    return str(one), str(other)


def _reserve(bed: Bed, geometry, owner, category, *, number=None, place="", part="", **values):
    name = full_name(bed.rng, bed.number if number is None else number, category, place=place) + part
    return bed.add(ROLE, geometry, owner, name=name, category=category, **values)


@plant("EC101")
def one_reserve_over_the_border(bed):
    _reserve(bed, bed.blob(0, bed.uniform(-500, 500), bed.uniform(900, 1600)), "", _category(bed))
    return [bed.want("major")]


@plant("EC101")
def one_reserve_in_parts(bed):
    """Two parts of one name, one on either side, that touch: undeclared, so one reserve."""
    category, name = _category(bed), None
    name = full_name(bed.rng, bed.number, category)
    for number, (begin, end) in enumerate(((0, 1500), (0, -1200))):
        bed.add(
            ROLE,
            bed.area(-1000, 1000, begin, end, exact=True),
            "",
            name=f"{name}（{'东西'[number]}片区）",
            category=category,
        )
    return [bed.want("major")]


@plant("EC101")
def two_reserves_of_one_name(bed):
    one, other = _two_categories(bed)
    gap = bed.uniform(5, 380)
    _reserve(bed, bed.area(-1500, 1500, gap / 2, 1800), bed.here, one, place=bed.pick("", "浙江"))
    _reserve(bed, bed.area(-1200, 1700, -gap / 2, -1500), bed.there, other, place=bed.pick("", "安徽"))
    return [bed.want("major")]


@plant("EC101")
def two_reserves_of_one_category(bed):
    category, gap = _category(bed), bed.uniform(5, 380)
    _reserve(bed, bed.area(-1500, 1500, gap / 2, 1800), bed.here, category)
    _reserve(bed, bed.area(-1200, 1700, -gap / 2, -1500), bed.there, category, number=bed.number + 100)
    return [bed.want("major")]


@plant("EC101")
def one_part_of_three_is_near(bed):
    category = _category(bed)
    name = full_name(bed.rng, bed.number, category)
    for u, d, part in ((-2200, 1600, "甲片区"), (0, 800, "乙片区"), (2200, 1700, "丙片区")):
        bed.add(ROLE, bed.blob(u, d, 650, rough=0.1), bed.here, name=name + part, category=category)
    other = bed.pick(*(kind for kind in KINDS if kind != category))
    bed.add(
        ROLE, bed.area(-500, 500, -100, -1500), bed.there, name=full_name(bed.rng, bed.number, other), category=other
    )
    return [bed.want("major")]


@plant("EC101")
def core_touches(bed):
    """A core protection zone of one lies against the other."""
    category = _category(bed)
    name = full_name(bed.rng, bed.number, category)
    bed.add(ROLE, bed.band(-800, 800, 0, 900, exact=True), bed.here, name=name, category=category, zone="core")
    bed.add(ROLE, bed.band(-800, 800, 905, 1700, noise=0), bed.here, name=name, category=category, zone="general")
    _reserve(
        bed, bed.band(-1000, 700, 0, -1500, exact=True), bed.there, category, zone="general", number=bed.number + 100
    )
    return [bed.want("critical")]


@plant("EC101")
def namesakes_far_apart(bed):
    one, other = _two_categories(bed)
    _reserve(bed, bed.blob(-1000, 1700, 600), bed.here, one)
    _reserve(bed, bed.blob(1000, -1700, 600), bed.there, other)
    return [bed.want("info")]


@plant("EC101")
def unlike_neighbours(bed):
    one, other = _two_categories(bed)
    _reserve(bed, bed.area(-1500, 1500, 5, 1800), bed.here, one)
    _reserve(bed, bed.area(-1200, 1700, -5, -1500), bed.there, other, number=bed.number + 100)
    return []


@plant("EC101")
def one_category_far_apart(bed):
    category = _category(bed)
    _reserve(bed, bed.blob(0, 1500, 700), bed.here, category)
    _reserve(bed, bed.blob(0, -1500, 700), bed.there, category, number=bed.number + 100)
    return []


@plant("EC101")
def one_owner(bed):
    category = _category(bed)
    _reserve(bed, bed.blob(-1000, 1400, 700), bed.here, category)
    _reserve(bed, bed.blob(900, 1400, 800), bed.here, category, number=bed.number + 100)
    return []


@plant("EC101")
def crumb_over_the_border(bed):
    """A part over the border that is no more than digitising: under 1 ha, under 5 m wide."""
    _reserve(bed, bed.area(-1000, 1000, bed.uniform(-0.5, 0.5), 2000), bed.here, _category(bed))
    return []


@plant("EC101", near=True)
def just_near_enough(bed):
    category = _category(bed)
    _reserve(bed, bed.area(-1500, 1500, 245, 1800), bed.here, category)
    _reserve(bed, bed.area(-1200, 1700, -245, -1500), bed.there, category, number=bed.number + 100)
    return [bed.want("major")]


@plant("EC101", near=True)
def just_too_far(bed):
    category = _category(bed)
    _reserve(bed, bed.area(-1500, 1500, 256, 1800, spacing=30), bed.here, category)
    _reserve(bed, bed.area(-1200, 1700, -256, -1500, spacing=30), bed.there, category, number=bed.number + 100)
    return []


@plant("EC101", near=True)
def hectare_over_the_border(bed):
    _reserve(bed, bed.area(-800, 800, -bed.uniform(7.5, 9), 2000, noise=0, spacing=25), "", _category(bed))
    return [bed.want("major")]


plot("EC102", room=3600, depth=900)


def _zoned(bed: Bed, zone, side, begin, end, *, away=None, far=700):
    owner = bed.here if side > 0 else bed.there
    away = bed.uniform(0, 30) if away is None else away
    shape = bed.area(begin, end, side * away, side * far, exact=away == 0)
    return bed.add(
        ROLE, shape, owner, category="nature-reserve", zone=zone, name=f"{'甲' if side > 0 else '乙'}{bed.number}"
    )


@plant("EC102")
def core_faces_general(bed):
    length = bed.uniform(320, 2200)
    _zoned(bed, "core", 1, -length / 2, length / 2)
    _zoned(bed, "general", -1, -length / 2 - 40, length / 2 + 40)
    return [bed.want("minor")]


@plant("EC102")
def core_faces_nothing(bed):
    length = bed.uniform(320, 2200)
    _zoned(bed, "core", 1, -length / 2, length / 2, away=bed.pick(0, None))
    return [bed.want("major")]


@plant("EC102")
def core_faces_general_too_far(bed):
    length = bed.uniform(320, 2000)
    _zoned(bed, "core", 1, -length / 2, length / 2)
    _zoned(bed, "general", -1, -length, length, away=bed.uniform(80, 200))
    return [bed.want("major")]


@plant("EC102")
def core_behind_a_belt(bed):
    """The core reaches the border beyond a narrow general belt: what is shown is the belt, then the core."""
    _zoned(bed, "core", 1, -700, 700, away=bed.uniform(90, 200))
    bed.add(ROLE, bed.band(-700, 700, 3, 85, noise=0), bed.here, category="nature-reserve", zone="general")
    _zoned(bed, "general", -1, -800, 800)
    return []


@plant("EC102")
def core_faces_core(bed):
    _zoned(bed, "core", 1, -700, 700)
    _zoned(bed, "core", -1, -710, 690)
    return []


@plant("EC102")
def general_faces_anything(bed):
    _zoned(bed, "general", 1, -700, 700)
    if bed.rng.random() < 0.5:
        _zoned(bed, "general", -1, -600, 800)
    return []


@plant("EC102")
def short_contact(bed):
    length = bed.uniform(40, 130)
    _zoned(bed, "core", 1, -length / 2, length / 2)
    _zoned(bed, "general", -1, -300, 300)
    return []


@plant("EC102")
def core_inland(bed):
    _zoned(bed, "core", 1, -700, 700, away=bed.uniform(80, 300))
    _zoned(bed, "general", -1, -700, 700)
    return []


@plant("EC102", near=True)
def contact_just_long_enough(bed):
    bed.noise = min(bed.noise, 1.0)
    length = bed.uniform(204, 225)
    _zoned(bed, "core", 1, -length / 2, length / 2)
    _zoned(bed, "general", -1, -500, 500)
    return [bed.want("minor")]


@plant("EC102", near=True)
def contact_just_too_short(bed):
    bed.noise = min(bed.noise, 1.0)
    length = bed.uniform(175, 195)
    _zoned(bed, "core", 1, -length / 2, length / 2)
    _zoned(bed, "general", -1, -500, 500)
    return []


@background("EC102")
def bend_ec102(bed):
    both_sides_of_a_bend(bed, "protected-area", zone="core", category="nature-reserve")
    return []


plot("EC107", room=3600, depth=1200)


@plant("EC107")
def stacked(bed):
    one, other = _two_categories(bed)
    _reserve(bed, bed.blob(-150, 550, bed.uniform(300, 400)), bed.here, one)
    _reserve(bed, bed.blob(150, 550, bed.uniform(300, 400)), bed.here, other, number=bed.number + 100)
    return [bed.want("minor", bed.here)]


@plant("EC107")
def one_within_the_other(bed):
    one, other = _two_categories(bed)
    _reserve(bed, bed.blob(0, 550, bed.uniform(90, 150)), bed.here, one)
    _reserve(bed, bed.blob(0, 550, bed.uniform(300, 450)), bed.here, other, number=bed.number + 100)
    return [bed.want("minor", bed.here)]


@plant("EC107")
def small_ones_stacked(bed):
    """Less than 1 ha, but more than 1 % of the smaller."""
    one, other = _two_categories(bed)
    _reserve(bed, bed.band(-60, 60, 300, 420), bed.here, one)
    _reserve(bed, bed.band(-60, 60, 390, 520), bed.here, other, number=bed.number + 100)
    return [bed.want("minor", bed.here)]


@plant("EC107")
def stacked_over_the_border(bed):
    """Two owners' designations on one ground; the ground alone tells no owner apart."""
    if bed.canvas.mode == "ground":
        return []
    one, other = _two_categories(bed)
    _reserve(bed, bed.area(-700, 700, -bed.uniform(60, 300), 700), bed.here, one)
    _reserve(bed, bed.area(-600, 800, 0, -700), bed.there, other, number=bed.number + 100)
    return [bed.want("minor")]


@plant("EC107")
def one_category(bed):
    category = _category(bed)
    _reserve(bed, bed.blob(-150, 550, 350), bed.here, category)
    _reserve(bed, bed.blob(150, 550, 350), bed.here, category, number=bed.number + 100)
    return []


@plant("EC107")
def side_by_side(bed):
    one, other = _two_categories(bed)
    bed.noise = min(bed.noise, 1.5)
    _reserve(bed, bed.band(-700, 700, 500, 1000), bed.here, one)
    _reserve(bed, bed.band(-700, 700, 500, 100), bed.here, other, number=bed.number + 100)
    return []


@plant("EC107")
def corner_shared(bed):
    """0.4 ha of 90 ha."""
    one, other = _two_categories(bed)
    _reserve(bed, bed.band(-900, 0, 100, 1100), bed.here, one)
    shape = bed.band(-60, 900, 1040, 100, noise=0).difference(bed.band(-61, 1, 0, 1030, noise=0))
    _reserve(bed, shape, bed.here, other, number=bed.number + 100)
    return []


@plant("EC107", near=True)
def a_little_over_a_hectare(bed):
    one, other = _two_categories(bed)
    _reserve(bed, bed.band(-900, 0, 100, 1100, noise=0), bed.here, one)
    width = bed.uniform(10.3, 11.5)
    _reserve(bed, bed.band(-width, 1200, 100, 1100, noise=0), bed.here, other, number=bed.number + 100)
    return [bed.want("minor", bed.here)]


@plant("EC107", near=True)
def a_little_under_both(bed):
    """0.93 of a hectare, and 0.8 % of the smaller at the most."""
    one, other = _two_categories(bed)
    _reserve(bed, bed.band(-1200, 0, 100, 1100, noise=0), bed.here, one)
    width = bed.uniform(8.3, 8.6)
    _reserve(bed, bed.band(-width, 1200, 100, 1100, noise=0), bed.here, other, number=bed.number + 100)
    return []
